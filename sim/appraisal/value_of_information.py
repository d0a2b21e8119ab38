"""What would change one's mind: where a choice tips, and what knowing more of an unknown is worth.

Both are read off the runs that were made. What an option does at each value of an unknown is a regression on the
unknown and its square over all futures (Strong, Oakley & Brennan 2014, with a simple smoother). A choice tips where the
regression of the difference between two options crosses zero within the range of the unknown. What it would be worth to
know the unknown for certain (EVPPI) is what one gains by choosing at each value what is best there, less what chance
alone would seem to give.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Values = NDArray[np.float64]

SHUFFLES = 200
SEED = 1
SURE = 0.95  # of shuffles, which must show less


@dataclass(frozen=True, slots=True)
class Tipping:
    """Where a choice between two options tips along an unknown.

    Attributes
    ----------
    unknown : its key.
    at : the value at which neither is ahead; None: the one stays ahead over the whole range.
    above : whether the first option is ahead above that value.
    low, high : the range of the unknown that was drawn.
    share : of the variance of the difference between futures that the unknown accounts for.
    ahead_low, ahead_high : by how much the first is ahead at either end.
    """

    unknown: str
    at: float | None
    above: bool
    low: float
    high: float
    share: float
    ahead_low: float
    ahead_high: float


def tippings(difference: Values, unknowns: pd.DataFrame) -> list[Tipping]:
    """Return how a difference between two options goes with each unknown that moves it, the strongest first.

    Unknowns that account for no more than chance does in most shuffles are left out.

    Parameters
    ----------
    difference : payoff of the first option less that of the second, in every future.
    unknowns : a row for each future, a column for each unknown.
    """
    drawn = {str(name): column.to_numpy(np.float64) for name, column in unknowns.items()}
    columns = {name: values for name, values in drawn.items() if values.min() < values.max()}
    shares = {name: share_of_variance(difference, values) for name, values in columns.items()}
    generator = np.random.default_rng(SEED)
    by_chance = [
        max((share_of_variance(generator.permutation(difference), values) for values in columns.values()), default=0.0)
        for _ in range(SHUFFLES)
    ]
    least = float(np.quantile(by_chance, SURE)) if columns else 0.0
    found = [tipping_of(name, difference, columns[name], share) for name, share in shares.items() if share > least]
    return sorted(found, key=lambda tipping: -tipping.share)


def tipping_of(name: str, difference: Values, values: Values, share: float) -> Tipping:
    """Return where a difference changes sign along an unknown."""
    low, high = float(values.min()), float(values.max())
    curve = np.polynomial.Polynomial.fit(values, difference, 2)
    roots = np.atleast_1d(curve.roots()).astype(complex).tolist()
    crossings = [root.real for root in roots if abs(root.imag) < 1e-9 and low < root.real < high]
    at = min(crossings, key=lambda root: abs(root - float(np.median(values))), default=None)
    ends = float(curve(low)), float(curve(high))
    return Tipping(name, at, ends[1] > ends[0], low, high, share, *ends)


def share_of_variance(values: Values, unknown: Values) -> float:
    """Return the share of the variance of values that an unknown and its square account for."""
    total = float(values.var())
    return float(smoothed(values, unknown).var()) / total if total > 0.0 else 0.0


def smoothed(values: Values, unknown: Values) -> Values:
    """Return what values are expected to be at each value of an unknown."""
    found: Values = np.polynomial.Polynomial.fit(unknown, values, 2)(unknown)
    return found


def value_of_knowing(payoffs: Values, unknown: Values) -> float:
    """Return what knowing an unknown for certain would add to the payoff, on average; 0 where chance gives as much.

    Parameters
    ----------
    payoffs : an array [options, futures].
    unknown : its value in every future.
    """
    found = _gain(payoffs, unknown)
    generator = np.random.default_rng(SEED)
    by_chance = [_gain(payoffs, generator.permutation(unknown)) for _ in range(SHUFFLES)]
    return max(0.0, found - float(np.mean(by_chance))) if found > float(np.quantile(by_chance, SURE)) else 0.0


def _gain(payoffs: Values, unknown: Values) -> float:
    expected = np.array([smoothed(own, unknown) for own in payoffs])
    return float(expected.max(axis=0).mean() - expected.mean(axis=1).max())
