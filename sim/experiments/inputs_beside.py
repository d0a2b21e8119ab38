"""What an experiment takes from beside its file: design points from a table, and factors from a problem of SALib."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.config.errors import Problem, ScenarioError, problem_at, shorten
from sim.config.files import shown
from sim.config.spelling import as_word
from sim.config.tree import Node, node_of
from sim.experiments.base_changes import NoSingleValueError, base_value
from sim.experiments.point_tables import (
    Column,
    PointTable,
    frame_table,
    missing_table,
    points_of,
    read_point_table,
)
from sim.experiments.salib_problems import problem_ranges, read_problem
from sim.experiments.validation import DESIGNS, label_of
from sim.scenario.partial_scenario import Written
from sim.scenario.scenario_schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

UNCERTAINTIES = "uncertainties"


def with_problem(root: Node, path: Path, problem: Mapping[str, Any] | None) -> Node:
    """Return an experiment with the factors of a problem of SALib among its uncertainties.

    Parameters
    ----------
    root : the experiment.
    path : its file, from which the file of a problem is seen.
    problem : a problem in a mapping; nothing: the file that the experiment names, if it names one.

    Raises
    ------
    ScenarioError : everything that is wrong with the problem.
    """
    node = root.below("problem")
    if problem is not None:
        ranges = problem_ranges(problem)
    elif node is None or not isinstance(node.value, str):
        return root  # what is not text is refused with the rest of the file
    else:
        file = path.parent / node.value
        if not _is_file(file):
            what = f"there is no file {shorten(node.value)}"
            raise ScenarioError([problem_at(node.place, "problem", what, "the file of a SALib problem")])
        ranges = read_problem(file, shown(file))
    held = root.below(UNCERTAINTIES)
    own = held.value if held is not None and isinstance(held.value, dict) else {}
    if twice := list(_twice(root, ranges)):
        raise ScenarioError(twice)
    both = replace(held or Node({}, root.place), value={**own, **ranges})
    others = {key: value for key, value in root.value.items() if key not in ("problem", UNCERTAINTIES)}
    return replace(root, value={**others, UNCERTAINTIES: both})


def _twice(root: Node, ranges: Mapping[str, Node]) -> Iterator[Problem]:
    for section in ("levers", UNCERTAINTIES):
        held = root.below(section)
        for key, node in held.value.items() if held is not None and isinstance(held.value, dict) else ():
            if key in ranges:
                place = node.key_place or node.place
                yield problem_at(place, f"{section}.{key}", "is in the problem, too", "each factor once")


def with_points(
    root: Node, path: Path, frame: pd.DataFrame | None, scenario: Scenario | None
) -> tuple[Node, PointTable | None]:
    """Return an experiment with the points of a table in its design, and the table.

    Parameters
    ----------
    root : the experiment.
    path : its file, from which the file of a table is seen.
    frame : the points; nothing: those of the file that the design names, if it names one.
    scenario : that the experiment varies, if there is nothing wrong with it.

    Raises
    ------
    ScenarioError : everything that is wrong with the table.
    """
    table = _table(root, path, frame)
    if table is None:
        return root, None
    points = points_of(table, _columns(root.plain(), scenario))
    design = {"kind": node_of("points", points.place), "points": points}
    place = root.below("design") or root
    return replace(root, value={**root.value, "design": Node(design, place.place, place.key_place)}), table


def _table(root: Node, path: Path, frame: pd.DataFrame | None) -> PointTable | None:
    if frame is not None:
        return frame_table(_checked_frame(frame), "points")
    design = root.below("design")
    node = design and design.below("file")
    if design is None or node is None or not isinstance(node.value, str) or not node.value:
        return None
    kind = design.below("kind")
    if design.below("points") is not None or kind is None or as_word(kind.value, DESIGNS) != "points":
        return None  # `file` is refused there with the rest of the file
    file = path.parent / node.value
    if not _is_file(file):
        is_elsewhere = _is_folder(file.parent) and not _is_folder(file)
        raise ScenarioError([missing_table(node, file.parent if is_elsewhere else path.parent)])
    return read_point_table(file, shown(file))


def _checked_frame(frame: Any) -> pd.DataFrame:
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"points: found {type(frame).__name__}; allowed: a pandas DataFrame")
    return frame


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _columns(data: Mapping[str, Any], scenario: Scenario | None) -> dict[str, Column]:
    """Return what each factor of an experiment wants of its column in a table of points."""
    return {
        key: Column(_levels(row), _is_text(scenario, key))
        for section in ("levers", UNCERTAINTIES)
        for key, row in Written(data).mapping(section).items()
    }


def _levels(row: Any) -> dict[str, Any]:
    """Return the levels of a factor by their labels, as far as they can be read."""
    levels = row.get("levels") if isinstance(row, Mapping) else None
    if isinstance(levels, Mapping):
        return {name: name for name in levels}
    single = [level for level in levels if not isinstance(level, dict | list)] if isinstance(levels, list) else []
    return {label_of(level): level for level in single}


def _is_text(scenario: Scenario | None, key: str) -> bool:
    """Return whether a key of the base holds text, so that a code such as 5E3 is none of the numbers."""
    try:
        return scenario is not None and isinstance(base_value(scenario, key), str)
    except NoSingleValueError:
        return False
