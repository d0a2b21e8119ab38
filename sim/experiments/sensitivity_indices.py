"""Sensitivity indices of a sweep, as SALib and SciPy compute them, each with the half-width of its 95 % interval."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiments.design import numbers_of, problem_of
from sim.experiments.factor_effects import morris_effects

if TYPE_CHECKING:
    from sim.experiments.experiment_schema import Experiment

Values = NDArray[np.float64]

FIRST, TOTAL, PAIR = "first order", "total", "second order"
MU_STAR, MU, SIGMA = "mean absolute effect", "mean effect", "spread of effects"
PAWN, RANK = "PAWN", "rank correlation"

RESAMPLES = 200
SHUFFLES = 40
SLICES = 10
FEWEST = 20
"""Points that a comparison of distributions needs at least."""

SEED = 1


@dataclass(frozen=True)
class Method:
    """A way to measure sensitivity.

    Attributes
    ----------
    name : in words.
    indices : by which factors are put in order, and others beside it, the first first.
    compute : from an experiment, its design and the means of its points to rows.
    takes_gaps : whether points without a value can be left out.
    """

    name: str
    indices: tuple[str, ...]
    compute: Callable[[Experiment, pd.DataFrame, Values], pd.DataFrame]
    takes_gaps: bool = False


def method_of(kind: str) -> Method:
    """Return how sensitivity is measured in a kind of design."""
    return METHODS.get(kind, DISTRIBUTIONS)


def _sobol(experiment: Experiment, design: pd.DataFrame, means: Values) -> pd.DataFrame:
    """Return Sobol' indices with the half-widths of a bootstrap over base points."""
    from SALib.analyze import sobol

    problem, second = problem_of(experiment), bool(experiment.design.second_order)
    found = sobol.analyze(problem, means, calc_second_order=second, num_resamples=RESAMPLES, seed=SEED)
    names = list(dict.fromkeys(problem.get("groups", problem["names"])))
    rows = [
        (name, index, found[key][at], found[f"{key}_conf"][at])
        for index, key in ((FIRST, "S1"), (TOTAL, "ST"))
        for at, name in enumerate(names)
    ]
    if second:
        rows += [
            (f"{names[one]} x {names[two]}", PAIR, found["S2"][one, two], found["S2_conf"][one, two])
            for one in range(len(names))
            for two in range(one + 1, len(names))
        ]
    return _table(rows)


def _morris(experiment: Experiment, design: pd.DataFrame, means: Values) -> pd.DataFrame:
    """Return Morris's measures; half-widths of `mean absolute effect` are SALib's, of `mean effect` Student's t."""
    from scipy.stats import t

    found = morris_effects(experiment, design, means, SEED)
    walks = len(means) // (len(found) + 1)
    half = t.ppf(0.975, walks - 1) / np.sqrt(walks) if walks > 1 else np.nan
    measures = {MU_STAR: found["mu_star_conf"], MU: half * found["sigma"], SIGMA: np.full(len(found), np.nan)}
    rows = [
        row
        for (index, widths), key in zip(measures.items(), ("mu_star", "mu", "sigma"), strict=True)
        for row in zip(found["factor"], [index] * len(found), found[key], widths, strict=True)
    ]
    return _table(rows)


def _distributions(experiment: Experiment, design: pd.DataFrame, means: Values) -> pd.DataFrame:
    """Return PAWN indices and rank correlations, with half-widths of a bootstrap over points.

    Column `by_chance` is what PAWN would be, in 19 of 20 cases at most, of a factor that does nothing.
    """
    from scipy.stats import bootstrap

    known = np.isfinite(means)
    numbers, found = numbers_of(experiment, design)[known], means[known]
    slices = [slices_of(column) for column in numbers.T]

    def indices(places: NDArray[np.int64]) -> Values:
        own, of = numbers[places], found[places]
        return np.array([*pawn(own, of, slices), *correlations(own, of)])

    spread = bootstrap(
        (np.arange(len(found)),), indices, n_resamples=RESAMPLES // 2, vectorized=False, method="percentile",
        rng=np.random.default_rng(SEED),
    ).standard_error  # fmt: skip
    values = indices(np.arange(len(found)))
    names = [factor.key for factor in experiment.factors]
    kinds = np.repeat([PAWN, RANK], len(names))
    halves = 1.96 * np.asarray(spread)
    table = _table([*zip([*names, *names], kinds, values, halves, strict=True)])
    chance = by_chance(numbers, found, slices)
    # Words have no order, so that there is no correlation of ranks.
    words = {factor.key for factor in experiment.factors if factor.kind == "word" and len(factor.levels) > 2}
    table = table[~((table["index"] == RANK) & table["factor"].isin(words))]
    of_nothing = table["factor"].map(dict(zip(names, chance, strict=True)))
    return table.assign(by_chance=of_nothing.where(table["index"] == PAWN))


def slices_of(numbers: Values) -> int:
    """Return into how many parts the values of a factor are cut: its levels, or as many as leave five points each.

    Of levels, a part has as many as another. Parts of which the shares do not end at 1 in SALib, by rounding, are left
    out.
    """
    most = max(2, min(SLICES, len(numbers) // 5))
    fit = [parts for parts in range(2, most + 1) if np.arange(0.0, 1.0 + 1.0 / parts, 1.0 / parts).max() <= 1.0]
    levels = len(np.unique(numbers))
    even = [parts for parts in fit if levels % parts == 0] if levels <= most else fit
    return max(even or fit)


def pawn(numbers: Values, means: Values, slices: list[int]) -> Iterator[float]:
    """Yield the PAWN index of each factor: the median, over its parts, of the Kolmogorov-Smirnov distance.

    Factors are taken by their ranks, since parts that are cut by value leave out the highest of levels that are tied.
    It is SALib's index, which would take most of the time of the hundreds of resamples and shuffles.
    """
    from scipy.stats import rankdata

    order = means.argsort(kind="stable")
    steps = np.append(np.diff(means[order]) > 0.0, True)  # of equal values the last
    overall = (np.arange(len(means)) + 1.0)[:, None] / len(means)
    for at, parts in enumerate(slices):
        ranks = rankdata(numbers[:, at], method="ordinal")
        bounds = np.quantile(ranks, np.arange(parts + 1) * (1.0 / parts))  # the highest rank is in no part
        part = np.searchsorted(bounds, ranks, side="right") - 1
        inside = part[order][:, None] == np.arange(parts)
        inside = inside[:, inside.any(axis=0)]
        apart = np.abs(inside.cumsum(axis=0) / inside.sum(axis=0) - overall)[steps].max(axis=0)
        yield float(np.median(apart))


def correlations(numbers: Values, means: Values) -> Iterator[float]:
    """Yield Spearman's rank correlation of each factor with the outcome; 0 where either does not vary."""
    from scipy.stats import rankdata

    ranks = rankdata(means)
    for column in numbers.T:
        varies = np.ptp(column) > 0.0 and np.ptp(means) > 0.0
        yield float(np.corrcoef(rankdata(column), ranks)[0, 1]) if varies else 0.0


def by_chance(numbers: Values, means: Values, slices: list[int]) -> Values:
    """Return the PAWN index that each factor has, in 19 of 20 cases at most, if outcomes are shuffled."""
    rng = np.random.default_rng(SEED)
    shuffled = [list(pawn(numbers, rng.permutation(means), slices)) for _ in range(SHUFFLES)]
    high: Values = np.quantile(shuffled, 0.95, axis=0)
    return high


def _table(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["factor", "index", "value", "half_width"])


METHODS: dict[str, Method] = {
    "saltelli": Method("Sobol' indices", (FIRST, TOTAL, PAIR), _sobol),
    "morris": Method("Morris's elementary effects", (MU_STAR, MU, SIGMA), _morris),
}
DISTRIBUTIONS = Method("PAWN indices and rank correlations", (PAWN, RANK), _distributions, takes_gaps=True)
