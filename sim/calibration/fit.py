"""How well a figure of the model fits the record: a band is read as a 90 % interval of what was observed.

The distance between model and record is measured in the uncertainty of both: that of the record, from the width of the
band, that of the model's figure, from the replicates it rests on, and what the model leaves out, a stated share of the
width of the band. What is sampled with it is a posterior for these stated errors.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.evidence.patterns import NINETY, Band
from sim.evidence.verdicts import Found

MISSING_FIT = -50.0  # of a figure that the model cannot show: far off, but no cliff without a slope
NO_ERROR = 1e-9  # in place of an error of nothing


def spread_of(band: Band) -> float:
    """Return the standard error of the record that a band stands for; of an open band, that of its one bound."""
    if band.low is not None and band.high is not None:
        return (band.high - band.low) / 2.0 / NINETY
    return abs(band.low if band.low is not None else band.high or 0.0) / NINETY


def record_error(band: Band, discrepancy: float) -> float:
    """Return the standard error of the record together with what the model leaves out.

    Parameters
    ----------
    discrepancy : standard deviation of what the model leaves out, as a share of the width of the band.
    """
    own = spread_of(band)
    return float(np.hypot(own, discrepancy * 2.0 * NINETY * own))


def log_fits(band: Band, values: ArrayLike, errors: ArrayLike, discrepancy: float = 0.0) -> NDArray[np.float64]:
    """Return the logarithm of how likely the record is, were each of these values the truth.

    Parameters
    ----------
    values, errors : figures of the model with their standard errors; a missing value fits badly.
    discrepancy : standard deviation of what the model leaves out, as a share of the width of the band.
    """
    from scipy.special import log_ndtr

    shown, own = np.asarray(values, dtype=np.float64), record_error(band, discrepancy)
    both = np.maximum(np.hypot(own, np.nan_to_num(np.asarray(errors, dtype=np.float64))), NO_ERROR)
    if band.low is not None and band.high is not None:
        middle = (band.low + band.high) / 2.0
        fits = -0.5 * ((shown - middle) / both) ** 2 - np.log(both / max(own, NO_ERROR))
    else:
        fits = log_ndtr((shown - band.low if band.low is not None else (band.high or 0.0) - shown) / both)
    return np.where(np.isnan(shown), MISSING_FIT, np.maximum(MISSING_FIT, fits))


def log_fit(found: Found, discrepancy: float = 0.0) -> float:
    """Return the logarithm of how likely the record is, were the model's figure the truth."""
    return float(log_fits(found.band, found.value, found.error, discrepancy))
