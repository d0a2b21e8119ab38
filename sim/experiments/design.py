"""The points of an experiment, and the scenario at each of them.

Samplers are those of SciPy and SALib; they give places in the unit interval, which columns turn into values of factors.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.config.constraints import checked_parameters
from sim.config.errors import FaultsError, Place, ScenarioError, key_path, problem_at
from sim.experiments.experiment_schema import Design, Experiment
from sim.experiments.factors import FLAG, NUMBER, WHOLE, Factor, are_grouped, groups_of, number_of_points
from sim.experiments.validation import label_of
from sim.scenario.scenario_schema import Scenario

GRID_LEVELS = 4
"""Levels of a Morris grid by default: the usual choice, with steps of two thirds."""

DESIGN_SEED = 1
POINT = "point"


def design_of(experiment: Experiment) -> pd.DataFrame:
    """Return the points of an experiment, which are always the same.

    A list of points, a Sobol' sequence, and the designs of Saltelli and Morris keep their first points when they are
    made longer; the others change as a whole.

    Returns
    -------
    DataFrame
        a row for each point, the index named `point` and counted from 0; a column for each factor, named by its key:
        float64 for numbers, int64 for whole numbers, bool for flags, and a category for all else, in which an empty
        level is called `nothing`.
    """
    import pandas as pd

    factors, design = experiment.factors, experiment.design
    if design.kind in SAMPLERS:
        shares = SAMPLERS[design.kind](factors, design)
        columns = {factor.key: column_of_shares(factor, shares[:, at]) for at, factor in enumerate(factors)}
    else:
        positions = ENUMERATIONS[design.kind](factors, design)
        columns = {factor.key: column_of_positions(factor, at) for factor, at in zip(factors, positions, strict=True)}
    count = number_of_points(factors, design.model_dump(exclude_unset=True))
    return pd.DataFrame(columns, index=pd.RangeIndex(count, name=POINT), copy=False)


def scenario_at(experiment: Experiment, row: Mapping[str, Any] | pd.Series[Any]) -> Scenario:
    """Return the base scenario with the values of one row of the design.

    Raises
    ------
    ScenarioError : levels that are valid one by one but not together.
    """
    cells = row if isinstance(row, Mapping) else row.to_dict()
    parameters: dict[str, float] = {}
    changes: dict[str, Any] = {}
    for factor in experiment.factors:
        value = factor.value_of(cells[factor.key])
        if factor.parameter is not None and factor.kind in (NUMBER, WHOLE):
            parameters[factor.parameter] = value
        else:
            changes.update(factor.changes_of(value))
    try:
        scenario = experiment.changing.changed(changes) if changes else experiment.base
        return _with_parameters(scenario, parameters)
    except FaultsError as error:
        place = Place(f"experiment {experiment.name or experiment.title!r}")
        faults = [fault.without_lines() for fault in error.faults]
        raise ScenarioError(
            problem_at(place, key_path(fault.location), fault.what, fault.allowed, fault.nearest) for fault in faults
        ) from None


def _with_parameters(scenario: Scenario, parameters: dict[str, float]) -> Scenario:
    """Return a scenario with other parameters, on which nothing else in it depends, so that it need not be checked."""
    if not parameters:
        return scenario
    return scenario.model_copy(update={"parameters": {**scenario.parameters, **checked_parameters(parameters)}})


def problem_of(experiment: Experiment) -> dict[str, Any]:
    """Return the factors as the analyses of SALib ask for them: `num_vars`, `names`, `bounds`, and `groups` if any.

    The bounds are those of the numbers that `numbers_of` gives.
    """
    factors = experiment.factors
    bounds = [bounds_in_numbers(factor) for factor in factors]
    return {"num_vars": len(factors), "names": [factor.key for factor in factors], "bounds": bounds, **_groups(factors)}


def numbers_of(experiment: Experiment, design: pd.DataFrame) -> NDArray[np.float64]:
    """Return a design as an array [points, factors] of numbers; levels in words by their position from 0."""
    import numpy as np

    return np.column_stack([numbers_in(factor, design[factor.key]) for factor in experiment.factors])


Factors = tuple[Factor, ...]


def _unit_problem(factors: Factors) -> dict[str, Any]:
    names = [factor.key for factor in factors]
    return {"num_vars": len(factors), "names": names, "bounds": [[0.0, 1.0]] * len(factors), **_groups(factors)}


def _groups(factors: Factors) -> dict[str, list[str]]:
    return {"groups": groups_of(factors)} if are_grouped(factors) else {}


def _seed(design: Design) -> int:
    return DESIGN_SEED if design.seed is None else design.seed


def _latin_hypercube(factors: Factors, design: Design) -> NDArray[np.float64]:
    from scipy.stats import qmc

    shares: NDArray[np.float64] = qmc.LatinHypercube(len(factors), rng=_seed(design)).random(design.points)
    return shares


def _sobol_sequence(factors: Factors, design: Design) -> NDArray[np.float64]:
    from scipy.stats import qmc

    shares: NDArray[np.float64] = qmc.Sobol(len(factors), rng=_seed(design)).random(design.points)
    return shares


def _saltelli(factors: Factors, design: Design) -> NDArray[np.float64]:
    from SALib.sample import sobol

    shares: NDArray[np.float64] = sobol.sample(
        _unit_problem(factors), design.points, calc_second_order=bool(design.second_order), seed=_seed(design)
    )
    return shares


def _morris(factors: Factors, design: Design) -> NDArray[np.float64]:
    from SALib.sample import morris

    levels = GRID_LEVELS if design.grid_levels is None else design.grid_levels
    shares: NDArray[np.float64] = morris.sample(
        _unit_problem(factors), design.trajectories, num_levels=levels, seed=_seed(design)
    )
    return shares


def _grid(factors: Factors, design: Design) -> Iterator[NDArray[Any]]:
    """Yield the positions of each factor's levels, the last factor changing fastest."""
    import numpy as np

    sizes = [len(factor.levels) for factor in factors]
    for at, size in enumerate(sizes):
        before, after = int(np.prod(sizes[:at])), int(np.prod(sizes[at + 1 :]))
        yield np.tile(np.repeat(np.arange(size), after), before)


def _points(factors: Factors, design: Design) -> Iterator[NDArray[Any]]:
    import numpy as np

    for factor in factors:
        place = {label: position for position, label in enumerate(factor.labels)}
        yield np.array([place[label_of(point[factor.key])] for point in design.points or ()])


def _one_at_a_time(factors: Factors, design: Design) -> Iterator[NDArray[Any]]:
    """Yield the positions of each factor's levels: all at the first, then each factor at each of its others."""
    import numpy as np

    others = [len(factor.levels) - 1 for factor in factors]
    ends = [1 + end for end in accumulate(others)]
    for other, end in zip(others, ends, strict=True):
        positions = np.zeros(ends[-1], dtype=np.int64)
        positions[end - other : end] = np.arange(1, other + 1)
        yield positions


SAMPLERS: dict[str, Callable[[Factors, Design], NDArray[np.float64]]] = {
    "latin_hypercube": _latin_hypercube,
    "sobol_sequence": _sobol_sequence,
    "saltelli": _saltelli,
    "morris": _morris,
}
ENUMERATIONS: dict[str, Callable[[Factors, Design], Iterator[NDArray[Any]]]] = {
    "grid": _grid,
    "points": _points,
    "one_at_a_time": _one_at_a_time,
}


TYPES: dict[str, type] = {FLAG: np.bool_, WHOLE: np.int64, NUMBER: np.float64}


def column_of_positions(factor: Factor, positions: NDArray[Any]) -> Any:
    """Return the levels at some positions: numbers and flags as such, all else as a category."""
    if factor.kind in TYPES:
        return np.array(factor.levels, dtype=TYPES[factor.kind])[positions]
    return pd.Categorical.from_codes(positions, dtype=pd.CategoricalDtype(factor.labels))


def column_of_shares(factor: Factor, shares: NDArray[np.float64]) -> Any:
    """Return the values of a factor at some places of the unit interval.

    Levels and whole numbers have equal parts of the interval (whole numbers on a log scale: equal ratios); numbers are
    spread evenly over it.
    """
    if factor.levels:
        return column_of_positions(factor, _parts(shares, len(factor.levels)))
    if not factor.whole:
        return _between(shares, factor.low, factor.high, factor.log)
    if factor.log:
        numbers = np.floor(_between(shares, factor.low, factor.high + 1.0, factor.log)).astype(np.int64)
        return np.minimum(numbers, int(factor.high))
    return int(factor.low) + _parts(shares, int(factor.high - factor.low) + 1)


def _parts(shares: NDArray[np.float64], parts: int) -> NDArray[np.int64]:
    """Return in which of equal parts of the unit interval each share lies; 1 is in the last."""
    return np.minimum((shares * parts).astype(np.int64), parts - 1)


def _between(shares: NDArray[np.float64], low: float, high: float, log: bool) -> NDArray[np.float64]:
    if not log:
        return np.clip(low + shares * (high - low), low, high)
    return np.clip(np.exp(math.log(low) + shares * (math.log(high) - math.log(low))), low, high)


def numbers_in(factor: Factor, column: pd.Series[Any]) -> NDArray[np.float64]:
    """Return a column of a design as numbers; of words, the positions of the levels."""
    if factor.kind in TYPES:
        return column.to_numpy(np.float64)
    return np.asarray(column.cat.codes, dtype=np.float64)


def bounds_in_numbers(factor: Factor) -> list[float]:
    """Return the lowest and highest number of a column."""
    if not factor.levels:
        return [factor.low, factor.high]
    if factor.kind in TYPES:
        return [float(min(factor.levels)), float(max(factor.levels))]
    return [0.0, float(len(factor.levels) - 1)]
