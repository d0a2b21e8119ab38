"""Scores of forecasts, after Gneiting & Raftery (2007), J. Am. Stat. Assoc. 102, 359-378; lower is better.

The continuous ranked probability score (their section 4.2) generalises the absolute error to distributions; the
interval score (6.2) rewards narrow intervals and fines observations beyond them.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
STANDARD = NormalDist()  # the same as SciPy's, which is made for arrays and slow for single numbers


def crps_of_members(members: ArrayLike, observed: float) -> float:
    """Return the CRPS of equally likely values: E|X - y| - E|X - X'| / 2 (their equation 21)."""
    values = np.sort(np.asarray(members, dtype=float))
    count = len(values)
    # The mean absolute difference of all pairs, from the order of the values.
    spread = 2.0 * float(np.sum((2.0 * np.arange(1, count + 1) - count - 1.0) * values)) / count**2
    return float(np.mean(np.abs(values - observed))) - spread / 2.0


def crps_of_normal(mean: float, deviation: float, observed: float) -> float:
    """Return the CRPS of a normal distribution; of one without spread the absolute error."""
    if deviation <= 0.0:
        return abs(observed - mean)
    apart = (observed - mean) / deviation
    of_one = apart * (2.0 * STANDARD.cdf(apart) - 1.0) + 2.0 * STANDARD.pdf(apart) - 1.0 / math.sqrt(math.pi)
    return deviation * of_one


def interval_score(low: float, high: float, observed: float, share: float) -> float:
    """Return the interval score of a central interval that is to hold a share of observations."""
    fine = 2.0 / (1.0 - share)
    return (high - low) + fine * max(low - observed, 0.0) + fine * max(observed - high, 0.0)
