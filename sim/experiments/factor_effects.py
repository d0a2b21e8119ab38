"""What each factor of a sweep does: the mean over all others at each of its levels, and the effect of its change.

In a full cross of levels every level meets the same values of the others, and the same worlds, so that effects are
paired and their intervals are over replicates. In points spread over the factors each is compared with others, and
intervals are over points. Morris's walks give the mean of their steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.experiments.design import GRID_LEVELS, numbers_in, numbers_of, problem_of
from sim.experiments.factors import NUMBER, WHOLE, Factor
from sim.experiments.validation import label_of
from sim.results.summary import mean as mean_with_interval

if TYPE_CHECKING:
    from sim.experiments.experiment_schema import Experiment

COLUMNS = ("factor", "level", "at", "mean", "low", "high", "effect", "effect_low", "effect_high", "points")

PARTS = 5
"""Into how many equal parts the values of a factor without levels are cut."""

MOST_LEVELS = 12
"""Of whole numbers, so many are levels of their own."""

WHOLE_RANGE = "low to high"
"""What the effect of a Morris design is about."""

NO_CROSS = (
    "the listed points are no full cross of levels, so that what one factor does cannot be told from what others do; "
    "summary.csv has every point"
)


def effects_of(experiment: Experiment, design: pd.DataFrame, values: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return what each factor does, and why nothing can be said of it, if so.

    Parameters
    ----------
    design : a row for each point, a column for each factor.
    values : an outcome, a row for each point, a column for each replicate.

    Returns
    -------
    DataFrame
        a row for each factor and level: the mean over the others with its 95 % interval, and the effect against the
        first level with its own. `at` is a number where the level is one. Of Morris's walks, one row for each factor or
        group: the mean effect of the whole range.
    """
    kind = experiment.design.kind
    if kind == "points" and not is_full_cross(design):
        return pd.DataFrame(columns=list(COLUMNS)), NO_CROSS
    rows = METHODS[kind](experiment, design, values)
    return pd.DataFrame(rows, columns=list(COLUMNS)), ""


def is_full_cross(design: pd.DataFrame) -> bool:
    """Return whether every combination of the levels that occur is there once."""
    combinations = int(np.prod([design[name].nunique() for name in design.columns]))
    return len(design) == len(design.drop_duplicates()) == combinations


Rows = Iterator[tuple[Any, ...]]


def _paired(experiment: Experiment, design: pd.DataFrame, values: pd.DataFrame) -> Rows:
    """Yield effects in a full cross of levels."""
    for factor in experiment.factors:
        of_level = [(level, design[factor.key] == factor_cell(factor, level)) for level in factor.levels]
        yield from _levels_paired(factor, [(level, values[chosen]) for level, chosen in of_level if chosen.any()])


def _one_at_a_time(experiment: Experiment, design: pd.DataFrame, values: pd.DataFrame) -> Rows:
    """Yield effects around the base: of each level of a factor, the one point that has it, against the first point."""
    place = 1
    for factor in experiment.factors:
        points = [0, *range(place, place + len(factor.levels) - 1)]
        place += len(factor.levels) - 1
        yield from _levels_paired(
            factor, [(level, values.loc[[at]]) for level, at in zip(factor.levels, points, strict=True)]
        )


def factor_cell(factor: Factor, level: Any) -> Any:
    """Return how the design holds a level: numbers and flags as such, all else by its label."""
    return label_of(level) if factor.kind == "word" else level


def _levels_paired(factor: Factor, levels: Sequence[tuple[Any, pd.DataFrame]]) -> Rows:
    first = levels[0][1].mean(axis=0)
    for level, runs in levels:
        own = runs.mean(axis=0)
        found, effect = mean_with_interval(own), mean_with_interval(own - first)
        at = float(level) if factor.kind in (NUMBER, WHOLE) else np.nan
        yield (
            factor.key, label_of(level), at, found.value, found.low, found.high,
            effect.value, effect.low, effect.high, len(runs),
        )  # fmt: skip


def _spread(experiment: Experiment, design: pd.DataFrame, values: pd.DataFrame) -> Rows:
    """Yield effects in points that are spread over all factors."""
    return _parts_compared(experiment.factors, design, values.mean(axis=1))


def _of_saltelli(experiment: Experiment, design: pd.DataFrame, values: pd.DataFrame) -> Rows:
    """Yield effects in those points of Saltelli's design that are drawn by themselves: first and last of each set."""
    groups = len(set(problem_of(experiment).get("groups", [factor.key for factor in experiment.factors])))
    step = 2 * groups + 2 if experiment.design.second_order else groups + 2
    alone = np.isin(np.arange(len(design)) % step, [0, step - 1])
    return _spread(experiment, design[alone], values[alone])


def _parts_compared(factors: Sequence[Factor], design: pd.DataFrame, means: pd.Series[float]) -> Rows:
    for factor in factors:
        parts = list(_parts(factor, design[factor.key]))
        first = means[parts[0][2]].dropna()
        for label, at, chosen in parts:
            own = means[chosen].dropna()
            found = mean_with_interval(own)
            effect = (0.0, 0.0, 0.0) if chosen is parts[0][2] else _gap(own, first)
            yield factor.key, label, at, found.value, found.low, found.high, *effect, len(own)


def _gap(own: pd.Series[float], first: pd.Series[float]) -> tuple[float, float, float]:
    """Return the difference of two means with its 95 % interval (Welch)."""
    from scipy.stats import ttest_ind

    value = float(own.mean() - first.mean())
    if min(len(own), len(first)) < 2:
        return value, np.nan, np.nan
    if own.nunique() == first.nunique() == 1:
        return value, value, value
    interval = ttest_ind(own, first, equal_var=False).confidence_interval(0.95)
    return value, float(interval.low), float(interval.high)


def _parts(factor: Factor, column: pd.Series[Any]) -> Iterator[tuple[str, float, pd.Series[bool]]]:
    """Yield the levels of a factor, or equal parts of its values: in words, as a number, and which points."""
    if factor.levels or (factor.kind == WHOLE and column.nunique() <= MOST_LEVELS):
        cells = [factor_cell(factor, level) for level in factor.levels] or sorted(column.unique())
        for cell in cells:
            chosen = column == cell
            if chosen.any():
                yield label_of(cell), float(cell) if factor.kind in (NUMBER, WHOLE) else np.nan, chosen
        return
    numbers = pd.Series(numbers_in(factor, column), index=column.index)
    cut = pd.qcut(numbers.rank(method="first"), PARTS, labels=False)
    for part in range(PARTS):
        chosen = cut == part
        own = numbers[chosen]
        yield f"{own.min():.3g} to {own.max():.3g}", float(own.median()), chosen


def _of_morris(experiment: Experiment, design: pd.DataFrame, values: pd.DataFrame) -> Rows:
    """Yield the mean effect of the whole range of each factor or group, with its interval over walks."""
    from scipy.stats import t

    found = morris_effects(experiment, design, values.mean(axis=1).to_numpy())
    walks = len(design) // (len(found) + 1)
    for name, mean, spread in found[["factor", "mu", "sigma"]].itertuples(index=False):
        half = t.ppf(0.975, walks - 1) * spread / np.sqrt(walks) if walks > 1 else np.nan
        yield name, WHOLE_RANGE, np.nan, np.nan, np.nan, np.nan, mean, mean - half, mean + half, walks


def morris_effects(experiment: Experiment, design: pd.DataFrame, means: Any, seed: int = 1) -> pd.DataFrame:
    """Return the elementary effects of Morris as SALib computes them: mu, mu_star, sigma and mu_star_conf.

    A factor that is left without a number (where means are missing) has none.
    """
    from SALib.analyze import morris

    levels = experiment.design.grid_levels or GRID_LEVELS
    found = morris.analyze(problem_of(experiment), numbers_of(experiment, design), means, num_levels=levels, seed=seed)
    columns = {name: np.asarray(found[name], dtype=float) for name in ("mu", "mu_star", "sigma", "mu_star_conf")}
    return pd.DataFrame({"factor": list(found["names"]), **columns})


METHODS: dict[str, Callable[[Experiment, pd.DataFrame, pd.DataFrame], Rows]] = {
    "grid": _paired,
    "points": _paired,
    "one_at_a_time": _one_at_a_time,
    "latin_hypercube": _spread,
    "sobol_sequence": _spread,
    "saltelli": _of_saltelli,
    "morris": _of_morris,
}
"""How effects are read off each kind of design."""
