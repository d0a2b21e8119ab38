"""Verdicts: each figure of the model is compared with its band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.evidence.measures import Measurement
from sim.evidence.patterns import PEAK, RATIO, SHARE_OF_EFFECT, Band, Pattern
from sim.evidence.simulated import Values

PASS, MISS, REPORTED = "pass", "miss", "report only"
SPREAD = "5-95 % of replicates"
BOUND = "99 % bounds of the difference"
RATIO_BOUND = "99 % bounds of the ratio"
EFFECT_BOUND = "99 % bounds of the difference, as a share of the effect"
SHARE_BOUND = "99 % bounds of the share"
RESAMPLED = "99 % bounds, replicates drawn anew"
DRAWS = 1000  # samples of the replicates, from which bounds are read
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


def pattern_verdicts(
    pattern: Pattern, readings: Sequence[Measurement], values: Mapping[Measurement, Values]
) -> list[Found]:
    """Return what came out for every figure of a pattern, from the values of its readings in their order."""
    read = [values[reading] for reading in readings]
    if pattern.energies:
        return pathways_verdict(pattern, read)
    if pattern.contrast == RATIO:
        return [ratio_verdict(pattern.bands[0], read[0], read[1])]
    if pattern.contrast == PEAK:
        return peak_verdict(pattern, read[0] - read[1])
    if pattern.contrast:
        judge = share_of_effect_verdict if pattern.contrast == SHARE_OF_EFFECT else difference_verdict
        return [judge(band, *pair) for band, pair in zip(pattern.bands, contrasted(pattern, read), strict=True)]
    columns = read[0].reshape(len(read[0]), -1).T
    hold = share_verdict if pattern.yes_or_no else median_verdict
    return [hold(band, column) for band, column in zip(pattern.bands, columns, strict=True)]


def median_verdict(band: Band, values: Values) -> Found:
    """Hold the median over replicates against a band; the interval is what a single England would show."""
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return Found(band, np.nan, np.nan, np.nan, SPREAD, 0, np.nan, False)
    low, middle, high = np.quantile(known, [0.05, 0.5, 0.95])
    # The median of a normal sample has 1.2533 times the standard error of its mean.
    error = 1.2533 * known.std(ddof=1) / np.sqrt(len(known)) if len(known) > 1 else np.nan
    return Found(band, float(middle), float(low), float(high), SPREAD, len(known), float(error), band.holds(middle))


def share_verdict(band: Band, values: Values) -> Found:
    """Hold the share of replicates that say yes against a band."""
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return Found(band, np.nan, np.nan, np.nan, SHARE_BOUND, 0, np.nan, False)
    value = float(known.mean())
    error = float(np.sqrt(value * (1.0 - value) / len(known)))
    low, high = max(value - Z99 * error, 0.0), min(value + Z99 * error, 1.0)
    return Found(band, value, low, high, SHARE_BOUND, len(known), error, band.holds(value))


def difference_verdict(band: Band, first: Values, second: Values) -> Found:
    """Hold a mean paired difference against a band.

    It must also be beyond zero with 99 % confidence, unless the band lies on both sides of zero.
    """
    difference = first - second
    known = difference[~np.isnan(difference)]
    if len(known) < 2:
        return Found(band, np.nan, np.nan, np.nan, BOUND, len(known), np.nan, False)
    value, error = float(known.mean()), float(known.std(ddof=1) / np.sqrt(len(known)))
    low, high = value - Z99 * error, value + Z99 * error
    about_nothing = band.low is not None and band.high is not None and band.low < 0.0 < band.high
    surely = about_nothing or (low > 0.0 if band.low is not None else high < 0.0)
    return Found(band, value, low, high, BOUND, len(known), error, band.holds(value) and surely)


def contrasted(pattern: Pattern, read: Sequence[Values]) -> list[tuple[Values, Values]]:
    """Return the two values that are held against each other for each figure of a contrast, replicate by replicate.

    Of forms of partnership these are effects in both settings: what is read with the form, less what is read without.

    Parameters
    ----------
    read : as `sim.evidence.measures.measurements_of` has it.
    """
    if not pattern.forms:
        return [(read[0], best_mean(read[1:], pattern.bands[0]))]
    without_first, without_second, *with_forms = read
    pairs = zip(with_forms[::2], with_forms[1::2], strict=True)
    return [(first - without_first, second - without_second) for first, second in pairs]


def share_of_effect_verdict(band: Band, first: Values, second: Values) -> Found:
    """Hold by what share an effect is larger in the first setting against a band; surely, as for a difference."""
    found = difference_verdict(band, first, second)
    effect = float(first[~np.isnan(first - second)].mean()) if found.count else np.nan
    if not effect > 0.0:
        return Found(band, np.nan, np.nan, np.nan, EFFECT_BOUND, found.count, np.nan, False)
    value, low, high, error = (number / effect for number in (found.value, found.low, found.high, found.error))
    return replace(
        found, value=value, low=low, high=high, error=error, interval=EFFECT_BOUND,
        holds=band.holds(value) and (low > 0.0 if band.low is not None else high < 0.0),
    )  # fmt: skip


def ratio_verdict(band: Band, first: Values, second: Values) -> Found:
    """Hold the ratio of two means against a band; the interval is by resampling the replicates, which are paired."""
    known = ~(np.isnan(first) | np.isnan(second))
    one, other = first[known], second[known]
    if len(one) < 2 or other.mean() <= 0.0:
        return Found(band, np.nan, np.nan, np.nan, RATIO_BOUND, len(one), np.nan, False)
    drawn = np.random.default_rng(0).integers(0, len(one), (DRAWS, len(one)))
    below = other[drawn].mean(axis=1)
    ratios = one[drawn].mean(axis=1)[below > 0.0] / below[below > 0.0]
    value = float(one.mean() / other.mean())
    low, high = np.quantile(ratios, [0.01, 0.99])
    return Found(band, value, float(low), float(high), RATIO_BOUND, len(one), float(ratios.std()), band.holds(value))


def best_mean(candidates: Sequence[Values], band: Band) -> Values:
    """Return the best of several settings: where less is claimed than of the best, that of the largest mean."""
    sign = 1.0 if band.high is not None else -1.0

    def merit(values: Values) -> float:
        known = values[~np.isnan(values)]
        return sign * float(known.mean()) if len(known) else -np.inf

    return max(candidates, key=merit)


def peak_verdict(pattern: Pattern, difference: Values) -> list[Found]:
    """Hold the year in which a mean paired difference is largest, and the share of it in the last year, against bands.

    Parameters
    ----------
    difference : an array [replicates, years]. Errors are found by resampling the replicates.
    """
    known = difference[~np.isnan(difference).any(axis=1)]
    count = len(known)
    if count == 0 or not known.mean(axis=0).max() > 0.0:
        return [Found(band, np.nan, np.nan, np.nan, RESAMPLED, count, np.nan, False) for band in pattern.bands]
    drawn = np.random.default_rng(0).integers(0, count, (DRAWS, count))
    again = np.array([peak_figures(known[draw].mean(axis=0)) for draw in drawn])
    lows, highs = np.nanquantile(again, [0.01, 0.99], axis=0)
    rows = zip(pattern.bands, peak_figures(known.mean(axis=0)), lows, highs, np.nanstd(again, axis=0), strict=True)
    return [
        Found(band, value, float(low), float(high), RESAMPLED, count, float(error), band.holds(value))
        for band, value, low, high, error in rows
    ]


def peak_figures(years: Values) -> list[float]:
    """Return the year, from 1 on, in which an effect is largest, and the share left in the last; missing if none."""
    if not years.max() > 0.0:
        return [np.nan, np.nan]
    return [float(years.argmax() + 1), float(years[-1] / years.max())]


def pathways_verdict(pattern: Pattern, read: Sequence[Values]) -> list[Found]:
    """Compare the two cultural outcomes of integration with their bands: both modes there, shares that move smoothly.

    Figures are differences of shares, too, and settings share their worlds: errors are found by resampling replicates.
    """
    settings = np.stack(read)
    known = settings[:, ~np.isnan(settings).any(axis=(0, 2))]
    count = known.shape[1]
    if count == 0:
        return [Found(band, np.nan, np.nan, np.nan, RESAMPLED, 0, np.nan, False) for band in pattern.bands]
    drawn = np.random.default_rng(0).integers(0, count, (DRAWS, count))
    again = np.array([pathway_figures(known[:, draw].mean(axis=1)) for draw in drawn])
    lows, highs = np.quantile(again, [0.01, 0.99], axis=0)
    rows = zip(pattern.bands, pathway_figures(known.mean(axis=1)), lows, highs, again.std(axis=0), strict=True)
    return [
        Found(band, value, float(low), float(high), RESAMPLED, count, float(error), band.holds(value))
        for band, value, low, high, error in rows
    ]


def pathway_figures(shares: Values) -> list[float]:
    """Return the figures of the two outcomes from shares, an array [settings, (in sub-cultures, of one culture)]."""
    # The tipping point is where the rarer outcome is most frequent.
    sub, one = shares[shares.min(axis=1).argmax()]
    undecided = 1.0 - sub - one
    steps = np.diff(shares[:, 1])
    figures = (sub, undecided, undecided - min(sub, one), one, steps.min(), steps.max(), np.ptp(shares[:, 1]))
    return [float(figure) for figure in figures]
