"""Judging: what was read is held against what the record allows, figure by figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.evidence.patterns import RATIO, Band, Pattern
from sim.evidence.readings import Reading
from sim.evidence.worlds import Values

PASS, MISS, REPORTED = "pass", "miss", "report only"
SPREAD = "5-95 % of replicates"
BOUND = "98 % interval of the difference"
SHARE = "98 % interval of the share"
Z99 = 2.3263478740408408  # one-sided 99 % point of the normal distribution


@dataclass(frozen=True, slots=True)
class Found:
    """What came out for one figure of a pattern.

    Attributes
    ----------
    band : what the record allows.
    value, low, high : the model's figure with its interval.
    interval : what low and high are.
    count : replicates it rests on.
    error : standard error of the value; missing where it was not worked out.
    holds : whether the band holds.
    """

    band: Band
    value: float
    low: float
    high: float
    interval: str
    count: int
    error: float
    holds: bool


def judged(pattern: Pattern, readings: Sequence[Reading], values: Mapping[Reading, Values]) -> list[Found]:
    """Return what came out for every figure of a pattern, from the values of its readings in their order."""
    read = [values[reading] for reading in readings]
    if pattern.energies:
        return judged_roads(pattern, read)
    if pattern.contrast == RATIO:
        return [judged_ratio(pattern.bands[0], read[0], read[1])]
    if pattern.contrast:
        return [judged_difference(pattern.bands[0], read[0], best(read[1:], pattern.bands[0]))]
    columns = read[0].reshape(len(read[0]), -1).T
    if pattern.is_share:
        return [judged_share(band, column) for band, column in zip(pattern.bands, columns, strict=True)]
    return [judged_median(band, column) for band, column in zip(pattern.bands, columns, strict=True)]


def judged_median(band: Band, values: Values) -> Found:
    """Hold the median over replicates against a band; the interval is what a single England would show."""
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return Found(band, np.nan, np.nan, np.nan, SPREAD, 0, np.nan, False)
    low, middle, high = np.quantile(known, [0.05, 0.5, 0.95])
    # The median of a normal sample has 1.2533 times the standard error of its mean.
    error = 1.2533 * known.std(ddof=1) / np.sqrt(len(known)) if len(known) > 1 else np.nan
    return Found(band, float(middle), float(low), float(high), SPREAD, len(known), float(error), band.holds(middle))


def judged_share(band: Band, values: Values) -> Found:
    """Hold the share of replicates in which something is so against a band."""
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return Found(band, np.nan, np.nan, np.nan, SHARE, 0, np.nan, False)
    value = float(known.mean())
    error = float(np.sqrt(value * (1.0 - value) / len(known)))
    low, high = max(0.0, value - Z99 * error), min(1.0, value + Z99 * error)
    return Found(band, value, low, high, SHARE, len(known), error, band.holds(value))


def judged_difference(band: Band, first: Values, second: Values) -> Found:
    """Hold a mean paired difference against a band; it must also be beyond zero with 99 % confidence."""
    difference = first - second
    known = difference[~np.isnan(difference)]
    if len(known) < 2:
        return Found(band, np.nan, np.nan, np.nan, BOUND, len(known), np.nan, False)
    value, error = float(known.mean()), float(known.std(ddof=1) / np.sqrt(len(known)))
    low, high = value - Z99 * error, value + Z99 * error
    surely = low > 0.0 if band.low is not None else high < 0.0
    return Found(band, value, low, high, BOUND, len(known), error, band.holds(value) and surely)


def judged_ratio(band: Band, first: Values, second: Values) -> Found:
    """Hold the ratio of two means against a band; the interval is by resampling the replicates, which are paired."""
    known = ~(np.isnan(first) | np.isnan(second))
    one, other = first[known], second[known]
    if len(one) < 2 or other.mean() == 0.0:
        return Found(band, np.nan, np.nan, np.nan, BOUND, len(one), np.nan, False)
    drawn = np.random.default_rng(0).integers(0, len(one), (1000, len(one)))
    below = other[drawn].mean(axis=1)
    ratios = one[drawn].mean(axis=1)[below > 0.0] / below[below > 0.0]
    value = float(one.mean() / other.mean())
    low, high = np.quantile(ratios, [0.01, 0.99])
    named = "98 % interval of the ratio"
    return Found(band, value, float(low), float(high), named, len(one), float(ratios.std()), band.holds(value))


def best(candidates: Sequence[Values], band: Band) -> Values:
    """Return the best of several settings: where less is claimed than of the best, that of the largest mean."""
    pick = max if band.high is not None else min
    return pick(candidates, key=lambda values: float(np.nanmean(values)))


def judged_roads(pattern: Pattern, read: Sequence[Values]) -> list[Found]:
    """Hold the two roads of an integration against their bands: both modes there, and shares that move continuously."""
    shares = [(np.nanmean(values, axis=0), int((~np.isnan(values[:, 0])).sum())) for values in read]
    # The watershed is where the rarer road is taken most often.
    (sub, one), count = max(shares, key=lambda share: float(share[0].min()))
    undecided = 1.0 - sub - one
    of_one_culture = np.array([share[1] for share, _ in shares])
    steps = np.diff(of_one_culture)
    figures = (sub, undecided, undecided - min(sub, one), one, steps.min(), steps.max(), np.ptp(of_one_culture))
    found = []
    for band, value in zip(pattern.bands, figures, strict=True):
        error = np.sqrt(max(value * (1.0 - value), 0.0) / count) if 0.0 <= value <= 1.0 else np.nan
        low, high = (value - Z99 * error, value + Z99 * error)
        found.append(
            Found(band, float(value), float(low), float(high), SHARE, count, float(error), band.holds(float(value)))
        )
    return found
