"""How well a figure of the model fits the record: a band is read as a 90 % interval of what was observed.

The distance between model and record is measured in the uncertainty of both: that of the record, from the width of the
band, and that of the model's figure, from the replicates it rests on. What is sampled with it is a posterior for this
stated error.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan, log, sqrt

from sim.evidence.patterns import NINETY, Band
from sim.evidence.verdicts import Found

MISSING_FIT = -50.0  # of a figure that the model cannot show: far off, but no cliff without a slope


def spread_of(band: Band) -> float:
    """Return the standard error of the record that a band stands for; of an open band, that of its one bound."""
    if band.low is not None and band.high is not None:
        return (band.high - band.low) / 2.0 / NINETY
    return abs(band.low if band.low is not None else band.high or 0.0) / NINETY


def log_fit(found: Found) -> float:
    """Return the logarithm of how likely the record is, were the model's figure the truth."""
    from scipy.special import log_ndtr

    band, value = found.band, found.value
    if isnan(value):
        return MISSING_FIT
    own = spread_of(band)
    error = 0.0 if isnan(found.error) else found.error
    both = sqrt(own * own + error * error) or 1e-9
    if band.low is not None and band.high is not None:
        middle = (band.low + band.high) / 2.0
        return max(MISSING_FIT, -0.5 * ((value - middle) / both) ** 2 - log(both / own))
    beyond = value - band.low if band.low is not None else (band.high or 0.0) - value
    return max(MISSING_FIT, float(log_ndtr(beyond / both)))


def fit_of(figures: Iterable[tuple[Found, float]]) -> float:
    """Return the fit of all figures together, each with its weight; 0 is the middle of every band."""
    return sum(weight * log_fit(found) for found, weight in figures)
