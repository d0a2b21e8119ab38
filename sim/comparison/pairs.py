"""Differences between twins, pair by pair: interval, share better and worse, and what would settle the sign."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, inf, nan, sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.outcomes import HIGHER, NEITHER
from sim.results.summary import MEAN_BAND, NORMAL, POOLED_BAND, SHARE_BAND, Estimate, mean, wilson

Values = NDArray[np.float64]

ROUNDING = 1e-9
"""Differences up to this are the rounding of sums, and count as none."""

FEWEST = 6
"""Replicates that must differ before a sign counts as settled.

Of five, all may lie on one side by chance alone in one case of 16 (2 x 0.5^5, more than 5 %); of six, in one of 32.
"""

MANY = 10_000
"""Replicates from which Student's t is as good as normal."""


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """What one scenario changes against another in one measure.

    Attributes
    ----------
    difference, low, high : mean over replicates of the difference, with its 95 % interval; missing if none has a value.
    band : what low and high are.
    better, worse : share of replicates in which it is; missing where neither way is better.
    replicates_that_settle : replicates of which the interval just excludes 0 if mean and spread stay so; infinite if
        nothing differs on average, missing of fewer than six replicates.
    settled : whether there are as many already.
    n, differ : replicates that have a value, and those of them in which there is a difference.
    pairs, left_out : pairs of one trust in one world, and those of them left out because a value is missing.
    to_yes, to_no : pairs of a share in which the answer changed; missing for other measures.
    """

    difference: float
    low: float
    high: float
    band: str
    better: float
    worse: float
    replicates_that_settle: float
    settled: bool
    n: int
    differ: int
    pairs: int
    left_out: int
    to_yes: float
    to_no: float


def paired_difference(reference: Values, other: Values, better: str, is_share: bool) -> PairedDifference:
    """Return what differs between values [replicate, trust] of the same worlds in two scenarios.

    Trusts of one world are not independent of each other, so that their mean is what counts as one.

    Parameters
    ----------
    better : which way is better: `higher`, `lower` or `neither`.
    is_share : whether the values are yes (1) or no (0).
    """
    gaps = without_rounding(other - reference)
    known = ~np.isnan(gaps)
    means = means_of_worlds(gaps)
    found = interval_of(means, is_share, gaps.shape[1])
    gained, lost = shares_better_and_worse(means, better)
    needed = replicates_that_settle(means)
    return PairedDifference(
        difference=found.value,
        low=found.low,
        high=found.high,
        band=found.band,
        better=gained,
        worse=lost,
        replicates_that_settle=needed,
        settled=bool(len(means) >= needed),
        n=len(means),
        differ=int(np.count_nonzero(means)),
        pairs=int(known.sum()),
        left_out=int((~known).sum()),
        to_yes=float((gaps > 0.0).sum()) if is_share else nan,
        to_no=float((gaps < 0.0).sum()) if is_share else nan,
    )


def without_rounding(gaps: Values) -> Values:
    """Return differences with those that are mere rounding as nought."""
    return np.where(np.abs(gaps) <= ROUNDING, 0.0, gaps)


def means_of_worlds(gaps: Values) -> Values:
    """Return the mean difference of the trusts of each replicate; replicates in which no pair is known are left out."""
    known = ~np.isnan(gaps)
    count = known.sum(axis=1)
    means = np.where(known, gaps, 0.0).sum(axis=1) / np.maximum(count, 1)
    return without_rounding(means[count > 0])


def interval_of(means: Values, is_share: bool, trusts: int) -> Estimate:
    """Return the mean difference with its 95 % interval (Student's t over replicates)."""
    if is_share and len(means) > 1 and np.ptp(means) == 0.0 and means[0] in (-1.0, 0.0, 1.0):
        return interval_of_one_answer(float(means[0]), len(means))
    found = mean(pd.Series(means, dtype=float))
    most = 1.0 if is_share else inf
    return replace(
        found, low=max(-most, found.low), high=min(most, found.high), band=POOLED_BAND if trusts > 1 else MEAN_BAND
    )


def interval_of_one_answer(answer: float, count: int) -> Estimate:
    """Return the interval where every replicate gives the same change of a yes or no.

    They have no spread, so Student's t would take the change as certain; Wilson's interval is used instead.
    """
    if answer == 0.0:
        high = wilson(0, count)[1]
        low = -high
    else:
        low, high = sorted(answer * limit for limit in wilson(count, count))
    return Estimate("mean", answer, low, high, SHARE_BAND, count)


def shares_better_and_worse(means: Values, better: str) -> tuple[float, float]:
    """Return the shares of replicates that are better and worse."""
    if better == NEITHER or len(means) == 0:
        return nan, nan
    up, down = float((means > 0.0).mean()), float((means < 0.0).mean())
    return (up, down) if better == HIGHER else (down, up)


def replicates_that_settle(means: Values) -> float:
    """Return how many replicates would settle the sign of the mean difference, if its mean and spread stay the same.

    The 95 % interval of so many just excludes 0, and six of them differ. A sign that is not settled yet may turn out
    the other way: the mean that this goes by is uncertain itself.
    """
    if len(means) < FEWEST:
        return nan
    average, spread = abs(float(means.mean())), float(means.std(ddof=1))
    if average <= ROUNDING:
        return inf
    to_differ = ceil(FEWEST * len(means) / np.count_nonzero(means))
    return float(max(to_differ, replicates_to_exclude_nought(average, spread)))


def replicates_to_exclude_nought(average: float, spread: float) -> int:
    """Return of how many values with this mean and standard deviation the 95 % interval just excludes 0."""
    from scipy.special import stdtrit

    count: int = max(2, ceil((NORMAL * spread / average) ** 2))
    while count < MANY and stdtrit(count - 1, 0.975) * spread / sqrt(count) >= average:
        count += 1
    return count


def band_over_time(gaps: Values) -> tuple[Values, Values, Values]:
    """Return mean, low and high of differences [replicate, month]: the 95 % interval of the mean in each month."""
    from scipy.special import stdtrit

    count = len(gaps)
    average = gaps.mean(axis=0)
    half = stdtrit(count - 1, 0.975) * gaps.std(axis=0, ddof=1) / sqrt(count)
    return average, average - half, average + half
