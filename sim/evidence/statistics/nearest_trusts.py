"""Matched comparisons: trusts to which something happened, beside those most like them to which it did not.

Whatever is read off comes from published figures before and after. Who may be compared is decided by what was known in
the month itself and before, never by what came later.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.evidence.simulated import Values

NEAREST = 8  # trusts that each case is compared with, as in the matched comparisons of the record
Flags = NDArray[np.bool_]


def window_means(values: NDArray[np.float64 | np.bool_], first: int, last: int) -> Values:
    """Return for each month the mean of the months from `first` to `last` months on.

    Missing where the window goes beyond the run; what was there at the start has not been published in it.
    """
    inside = months_with_window(values, first, last)
    total = np.cumsum(values, axis=1, dtype=np.float64)
    means = np.full(values.shape, np.nan)
    means[:, inside] = (total[:, inside + last] - total[:, inside + first - 1]) / (last - first + 1)
    return means


def window_slopes(values: Values, first: int, last: int) -> Values:
    """Return for each month the slope by least squares over the months from `first` to `last` on, per year."""
    inside = months_with_window(values, first, last)
    steps = np.arange(first, last + 1)
    weights = (steps - steps.mean()) / ((steps - steps.mean()) ** 2).sum()
    slopes = np.full(values.shape, np.nan)
    slopes[:, inside] = 12.0 * sum(
        weight * values[:, inside + step] for weight, step in zip(weights, steps, strict=True)
    )
    return slopes


def months_with_window(values: NDArray[np.float64 | np.bool_], first: int, last: int) -> NDArray[np.int64]:
    """Return the months whose window lies within the run."""
    months = np.arange(values.shape[1])
    inside: NDArray[np.int64] = months[(months + first >= 1) & (months + last < values.shape[1])]
    return inside


def never(flags: Flags, first: int, last: int) -> Flags:
    """Return for each month whether a flag is off in all months from `first` to `last` on."""
    off: Flags = window_means(flags, first, last) == 0.0
    return off


def turned_on(flags: Flags) -> Flags:
    """Return for each month whether a flag is on that was off in the month before."""
    began = np.zeros_like(flags)
    began[:, 1:] = flags[:, 1:] & ~flags[:, :-1]
    return began


def spread_between_trusts(values: Values) -> Values:
    """Return for each month the standard deviation between trusts, missing where they are all alike."""
    spread = values.std(axis=2, keepdims=True)
    return np.where(spread > 0.0, spread, np.nan)


def matched_effects(cases: Flags, alike: Sequence[Values], allowed: Flags, outcomes: Sequence[Values]) -> Values:
    """Return by how much outcomes of cases differ from those of the trusts most like them.

    An array [replicates, outcomes], each a mean over cases.

    Parameters
    ----------
    cases : trusts and months in which something happened.
    alike : what trusts have to be alike in, as known in that month; distances are in between-trust standard deviations.
    allowed : trusts that a case may be compared with in a month.
    outcomes : what is compared, given at the month of the case.
    """
    found = np.full((len(cases), len(outcomes)), np.nan)
    for replicate, happened in enumerate(cases):
        month, trust = np.nonzero(happened)
        distance = _distances([values[replicate] for values in alike], allowed[replicate], month, trust)
        if distance.shape[1] <= NEAREST:
            continue
        nearest = np.argpartition(distance, NEAREST - 1, axis=1)[:, :NEAREST]
        enough = np.isfinite(np.take_along_axis(distance, nearest, axis=1)).all(axis=1)
        for column, values in enumerate(outcomes):
            own = values[replicate, month, trust]
            others = values[replicate][month[:, None], nearest].mean(axis=1)
            difference = (own - others)[enough & ~np.isnan(own - others)]
            if len(difference):
                found[replicate, column] = difference.mean()
    return found


def _distances(alike: Sequence[Values], allowed: Flags, month: NDArray[np.int64], trust: NDArray[np.int64]) -> Values:
    """Return how far each trust is from each case, infinitely far where it is the case or not allowed."""
    distance = np.zeros((len(month), allowed.shape[1]))
    for values in alike:
        all_trusts = values[month]
        spread = all_trusts.std(axis=1, keepdims=True)
        away = (all_trusts - all_trusts[np.arange(len(month)), trust][:, None]) / np.where(spread > 0.0, spread, 1.0)
        distance += away**2
    distance[~allowed[month] | np.isnan(distance)] = np.inf
    distance[np.arange(len(month)), trust] = np.inf
    return distance


def effects_against_all(cases: Flags, allowed: Flags, outcome: Values) -> Values:
    """Return by how much an outcome of cases differs from its mean over all trusts allowed in the same month."""
    number = allowed.sum(axis=2)
    total = np.where(allowed, outcome, 0.0).sum(axis=2)
    others = np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)
    difference = np.where(cases, outcome - others[:, :, None], np.nan)
    known = ~np.isnan(difference)
    count = known.sum(axis=(1, 2))
    effects: Values = np.where(known, difference, 0.0).sum(axis=(1, 2)) / np.where(count > 0, count, np.nan)
    return effects
