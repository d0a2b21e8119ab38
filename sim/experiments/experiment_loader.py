"""Loading an experiment: its file, its base scenario, and a check of every level and bound before anything is run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.config.arguments import Sets, set_texts
from sim.config.errors import (
    Fault,
    FaultsError,
    Problem,
    ScenarioError,
    names_text,
    nearest_name,
    problem_at,
    shorten,
)
from sim.config.files import EXPERIMENT, file_beside
from sim.config.loader import read_changed, validated, with_faults
from sim.config.tree import Node, advised, place_of
from sim.experiments.base_changes import Base
from sim.experiments.base_checks import base_of, factor_faults, point_faults
from sim.experiments.experiment_schema import Experiment, Range
from sim.experiments.factors import factors_as_written, group_faults, size_faults
from sim.experiments.inputs_beside import with_points, with_problem
from sim.experiments.level_values import with_levels_meant
from sim.experiments.point_tables import in_columns
from sim.experiments.validation import experiment_faults, listed_values, measure_faults
from sim.scenario.partial_scenario import Written
from sim.scenario.scenario_loader import load_scenario, shipped_scenarios
from sim.scenario.scenario_schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

KEYED = ("set", "levers", "uncertainties")
"""Sections whose keys have dots of their own."""


def shipped_experiments() -> dict[str, Path]:
    """Return the files of the experiments that come with the package, by name.

    Examples
    --------
    >>> "support_duration" in shipped_experiments()
    True
    """
    return EXPERIMENT.shipped()


def load_experiment(
    source: str | Path,
    sets: Sets = (),
    points: pd.DataFrame | None = None,
    problem: Mapping[str, Any] | None = None,
) -> Experiment:
    """Return a checked experiment with its base scenario.

    Every level and both bounds of every factor are tried in the base, one at a time, so that a sweep does not fail
    hours later because of a value that was never valid.

    Parameters
    ----------
    source
        the path of an experiment file, or the name of a shipped experiment.
    sets
        values that replace those of the file, a dict, `key=value` texts, or one such text: `replicates=10`,
        `design.points=64`, or `set.regulator.support=0.8` for the base scenario.
    points
        a data frame of design points, a column for each factor, in the place of the design of the file.
    problem
        a problem of SALib, whose factors are uncertainties of the experiment.

    Raises
    ------
    ScenarioError : everything that is wrong with the experiment or its base, each with its place.
    TypeError : a source that is no text and no path, or sets that are neither dict nor texts.

    Examples
    --------
    >>> experiment = load_experiment("support_duration", {"replicates": 10})
    >>> experiment.base.replicates
    10
    """
    path, root, problems = read_changed(EXPERIMENT, source, set_texts(sets), steps_of)
    return experiment_in(root, path, problems, points, problem)


def experiment_in(
    root: Node,
    path: Path,
    problems: list[Problem],
    points: pd.DataFrame | None = None,
    problem: Mapping[str, Any] | None = None,
) -> Experiment:
    """Return the checked experiment that a tree holds, with its base scenario.

    Parameters
    ----------
    root : the contents of a file.
    path : the file, from which other files are seen.
    problems : what is wrong with it so far.
    points, problem : as for `load_experiment`.

    Raises
    ------
    ScenarioError : everything that is wrong with it, what was known before first.
    """
    scenario, problems = _scenario_of(root, path, problems)
    try:
        root = with_problem(root, path, problem)
        root, table = with_points(root, path, points, scenario)
    except ScenarioError as error:
        # Without its factors or points an experiment would seem to lack what it needs, so it is not checked further.
        raise ScenarioError([*problems, *error.problems]) from None
    root = root if scenario is None else with_levels_meant(root, scenario)
    # As far as is known without its base.
    experiment, faults = validated(Experiment, root.plain(), path.stem, experiment_faults)
    if scenario is not None:
        wrong = {fault.location[0] for fault in faults if fault.location}
        written = root.plain()
        fixed = {key: value for key, value in written.items() if key not in wrong}
        base, more = _tried(written, fixed, scenario, experiment)
        faults = [*faults, *more]
        if experiment is not None and not faults:
            faults = _with_base(experiment, base)
    problems = [in_columns(problem, table) for problem in with_faults(problems, root, faults)]
    if problems:
        raise ScenarioError(problems)
    assert experiment is not None  # where nothing is wrong there is an experiment
    return experiment.with_models_from(path.resolve().parent, ())


def steps_of(root: Node, path: str) -> list[str]:
    """Return the steps of a key through an experiment file, whose factors have keys with dots."""
    section, _, rest = path.partition(".")
    if section not in KEYED or not rest:
        return path.split(".")
    held = root.value.get(section)
    keys = list(held.value) if held is not None and isinstance(held.value, dict) else []
    known = max((key for key in keys if rest == key or rest.startswith(f"{key}.")), key=len, default=rest)
    below = rest[len(known) + 1 :]
    return [section, known, *(below.split(".") if below else ())]


def _scenario_of(root: Node, path: Path, problems: list[Problem]) -> tuple[Scenario | None, list[Problem]]:
    """Return the scenario that an experiment names, and the problems so far, with those found on the way."""
    node = root.value.get("scenario")
    if node is None or not isinstance(node.value, str) or not node.value:
        return None, problems
    shipped = shipped_scenarios()
    found = file_beside(node.value, path.parent, shipped)
    if found is None:
        what = advised(f"there is no scenario {shorten(node.value)}", node.advice)
        allowed = f"the path of a scenario file, or one of {names_text(list(shipped), node.value)}"
        nearest = nearest_name(Path(node.value).stem, shipped)
        return None, [*problems, problem_at(place_of(root, ("scenario",)), "scenario", what, allowed, nearest)]
    try:
        return load_scenario(found), problems
    except ScenarioError as error:
        return None, [*problems, *error.problems]


def _tried(
    data: dict[str, Any], fixed: dict[str, Any], scenario: Scenario, experiment: Experiment | None
) -> tuple[Scenario, list[Fault]]:
    """Return the base, and the faults of an experiment against it.

    Parameters
    ----------
    data
        the experiment as plain data; where parts of it have faults, the others are still tried.
    fixed
        the same without the sections that have faults of their own.
    scenario
        the scenario that it names.
    experiment
        the experiment, if it has no faults of its own.
    """
    try:
        base = base_of(scenario, fixed)
    except FaultsError as error:
        return scenario, error.faults
    faults = [] if experiment is None else list(measure_faults(experiment.outcomes, base.months, base.has_twin))
    factors, rangeless = factors_as_written(_ranges(data, experiment), listed_values(data), base)
    faults += rangeless
    points = Written(data).mapping("design").get("points")
    if not isinstance(points, list):
        faults += factor_faults(Base(base), factors)
    elif experiment is not None and not rangeless:
        faults += point_faults(Base(base), factors, points)
    return base, faults


def _with_base(experiment: Experiment, base: Scenario) -> list[Fault]:
    """Give an experiment its base; return the faults of its design as a whole."""
    experiment._base = base
    try:
        design = experiment.design.model_dump(exclude_unset=True)
        return [*size_faults(experiment.factors, design), *group_faults(experiment.factors, design)]
    except FaultsError as error:
        return error.faults


def _ranges(data: Mapping[str, Any], experiment: Experiment | None) -> dict[str, dict[str, Any]]:
    """Return the factors of each section that have no faults of their own, as plain data."""
    ranges: dict[str, dict[str, Any]] = {"levers": {}, "uncertainties": {}}
    if experiment is not None:
        return {**ranges, **experiment.model_dump(exclude_unset=True, include={"levers", "uncertainties"})}
    for section, rows in ranges.items():
        for key, row in Written(data).mapping(section).items():
            try:
                rows[key] = None if row is None else Range.model_validate(row).model_dump(exclude_unset=True)
            except ValidationError:
                continue
    return ranges
