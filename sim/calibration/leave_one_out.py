"""Leave-one-out: what each figure of the record would have been predicted to be, had its pattern not been fitted.

No calibration is repeated for it. Sets of the posterior are weighted anew, as if the pattern had not been among those
fitted (importance weights; Gelfand, Dey & Chang 1992). Where few sets carry most of that weight, the prediction rests
on them alone: how many sets it is worth is told beside it. Nor can weights bring back what waves ruled out by the
pattern itself: where it alone holds a parameter, the prediction looks nearer to the record than it would be. A pattern
of weight 0 in the calibration file is shown and not fitted, so that a calibration without it checks such a prediction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.calibration.objective import Values, bands_of
from sim.evidence.patterns import Pattern
from sim.evidence.predictive import observation_error, tail_and_score

if TYPE_CHECKING:
    from sim.calibration.delayed_acceptance import Settled

COLUMNS = (
    "pattern", "title", "figure", "band_low", "band_high", "fitted", "fitted_spread", "fitted_tail", "left_out",
    "left_out_spread", "left_out_tail", "sets",
)  # fmt: skip


def leave_one_out(weights: Mapping[Pattern, float], settled: Settled) -> pd.DataFrame:
    """Return a row for each figure: what was predicted of it when it was fitted, and when its pattern was left out.

    Means and spreads (standard deviations) are over sets and the replicates' noise. Tails are probabilities that what
    the model would show lies as far from the record, or further. `sets` says how many sets of equal weight the
    prediction without the pattern is worth.

    Parameters
    ----------
    weights : the weight of each pattern of the calibration, in the order of the figures.
    settled : the sample of the posterior.
    """
    even = np.full(len(settled.places), 1.0 / len(settled.places))
    rows, first = [], 0
    for pattern in weights:
        bands = bands_of(pattern)
        own = slice(first, first + len(bands))
        first = own.stop
        without = weights_without(even, settled.fits[:, own].sum(axis=1))
        for band, values in zip(bands, settled.figures[:, own].T, strict=True):
            low, high = (np.nan if bound is None else bound for bound in (band.low, band.high))
            about = (pattern.name, pattern.title, band.figure, low, high)
            fitted = predicted(values, even, low, high)
            rows.append((*about, *fitted, *predicted(values, without, low, high), 1.0 / float((without**2).sum())))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def weights_without(weights: Values, fits: Values) -> Values:
    """Return the weights of sets had a pattern not been fitted.

    Parameters
    ----------
    weights : of the sets with the pattern; they add up to 1.
    fits : the logarithm of how likely the pattern's record is at each set.

    Examples
    --------
    >>> weights_without(np.array([0.5, 0.5]), np.log([0.1, 0.4])).round(3).tolist()
    [0.8, 0.2]
    """
    raised = weights * np.exp(fits.min() - fits)
    without: Values = raised / raised.sum()
    return without


def predicted(values: Values, weights: Values, low: float, high: float) -> tuple[float, float, float]:
    """Return mean, spread and tail probability of a figure over weighted sets; sets that cannot show it are left out.

    Parameters
    ----------
    low, high : the band of the record; one that is not a number is open.
    """
    known = ~np.isnan(values)
    if not known.any() or weights[known].sum() <= 0.0:
        return np.nan, np.nan, np.nan
    mean = float(np.average(values[known], weights=weights[known]))
    spread = float(np.sqrt(np.average((values[known] - mean) ** 2, weights=weights[known])))
    observed = observation_error(low, high)
    tail, _ = tail_and_score(mean, float(np.hypot(spread, observed)), observed, low, high)
    return mean, spread, tail
