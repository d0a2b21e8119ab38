"""Checks of what one key of an experiment file says: levels, bounds, changes, patterns and points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from sim.parameters import parameter_table
from sim.scenario.errors import MOST_PROBLEMS, Fault, FaultsError, Location, names_text, nearest_name, shorten
from sim.scenario.type_rows import IDENTIFIER, IDENTIFIER_WORDS
from sim.scenario.written import Written, is_number, is_whole

ALL_PARAMETERS = "all"
MOST_POINTS = 10_000_000
Scalar = bool | int | float | str | None

CHANGES_HELP = "a mapping of keys, as in --set, to values, such as `regulator.support: 0.8`"
LEVELS_HELP = "a list of values, or a mapping of each level's name to the keys it changes"
POINTS_HELP = "a whole number of points; for kind `points` a list of mappings, each of every factor to its value"


def label_of(value: Scalar) -> str:
    """Return a level as tables show it: words as they are, nothing, true and numbers as in the file."""
    return value if isinstance(value, str) else shorten(value)


def checked_changes(value: Any) -> dict[str, Any]:
    """Return changes of a scenario by key; what they may be only the scenario can tell. Raises `FaultsError`."""
    if not isinstance(value, Mapping):
        raise FaultsError([Fault((), f"found {shorten(value)}", CHANGES_HELP)])
    return dict(value)


def checked_levels(value: Any) -> Any:
    """Return the levels of a factor as they are written; raises `FaultsError` for what no factor can have."""
    if not isinstance(value, Mapping | list) or not value:
        raise FaultsError([Fault((), f"found {shorten(value)}", LEVELS_HELP)])
    faults = list(_named_faults(value) if isinstance(value, Mapping) else _listed_faults(value))
    if faults:
        raise FaultsError(faults)
    return value


def _named_faults(levels: Mapping[str, Any]) -> Iterator[Fault]:
    for name, changes in levels.items():
        if not re.fullmatch(IDENTIFIER, name):
            yield Fault((name,), f"found {shorten(name)} as a name", IDENTIFIER_WORDS, at_key=True)
        if not isinstance(changes, Mapping):
            yield Fault((name,), f"found {shorten(changes)}", CHANGES_HELP)


def _listed_faults(levels: list[Any]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for position, level in enumerate(levels):
        if isinstance(level, Mapping | list):
            yield Fault((position,), f"found {shorten(level)}", "a single value; changes of several keys need a name")
            continue
        label = label_of(level)
        if label in seen:
            yield Fault((position,), f"the level {label} is there twice", "each level once")
        seen.setdefault(label, position)


def checked_patterns(value: Any) -> list[str]:
    """Return patterns of names of parameters, each of which fits at least one; raises `FaultsError`."""
    if value == ALL_PARAMETERS:
        return ["*"]
    if not isinstance(value, list):
        what = "a list of names of parameters, in which * stands for anything, or `all`"
        raise FaultsError([Fault((), f"found {shorten(value)}", what)])
    faults = [fault for at, pattern in enumerate(value) for fault in _pattern_faults((at,), pattern)]
    if faults:
        raise FaultsError(faults[: MOST_PROBLEMS + 1])
    return list(value)


def _pattern_faults(location: Location, pattern: Any) -> Iterator[Fault]:
    names = list(parameter_table())
    if not isinstance(pattern, str):
        yield Fault(location, f"found {shorten(pattern)}", "the name of a parameter, in which * stands for anything")
    elif not parameters_like([pattern]):
        found = f"there is no parameter like {shorten(pattern)}"
        yield Fault(location, found, names_text(names, pattern), nearest_name(pattern, names))


def parameters_like(patterns: list[str]) -> list[str]:
    """Return the names of the parameters that fit any of some patterns, in the order of the table."""
    return [name for name in parameter_table() if any(fnmatchcase(name, pattern) for pattern in patterns)]


def checked_points(value: Any) -> Any:
    """Return a number of points, or the points themselves; raises `FaultsError`."""
    if is_whole(value) and 1 <= value <= MOST_POINTS:
        return value
    if is_whole(value):
        raise FaultsError([Fault((), f"found {shorten(value)}", f"a whole number from 1 to {MOST_POINTS}")])
    if not isinstance(value, list) or not value:
        raise FaultsError([Fault((), f"found {shorten(value)}", POINTS_HELP)])
    what = "a mapping of every factor to its value"
    faults = [Fault((at,), f"found {shorten(row)}", what) for at, row in enumerate(value) if not isinstance(row, dict)]
    if faults:
        raise FaultsError(faults[: MOST_PROBLEMS + 1])
    return value


def range_faults(row: Mapping[str, Any]) -> list[Fault]:
    """Return what the levels and bounds of one factor say of each other that cannot be."""
    return [*_both_faults(row), *_bound_faults(row)]


def _both_faults(row: Mapping[str, Any]) -> Iterator[Fault]:
    if "levels" not in row:
        return
    for key in ("low", "high", "whole", "scale"):
        if key in row:
            yield Fault((key,), "stands beside `levels`", "either `levels`, or `low` and `high`", at_key=True)


def _bound_faults(row: Mapping[str, Any]) -> Iterator[Fault]:
    low: Any = row.get("low")
    high: Any = row.get("high")
    if is_number(low) and is_number(high) and low >= high:
        yield Fault(("high",), f"found {high:g}, which is not above `low`", f"a number above {low:g}")
    if row.get("whole"):
        for key in ("low", "high"):
            if is_number(row.get(key)) and row[key] != int(row[key]):
                yield Fault((key,), f"found {row[key]:g}, and only whole numbers are meant", "a whole number")
    if row.get("scale") == "log" and is_number(low) and low <= 0:
        yield Fault(("low",), f"found {low:g}, which has no logarithm", "a number above 0 with `scale: log`")


def listed_values(data: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the values of each factor that the points of an experiment's list hold, each once, in their order."""
    points = Written(data).mapping("design").get("points")
    values: dict[str, dict[str, Any]] = {}
    for point in points if isinstance(points, list) else ():
        for key, value in point.items() if isinstance(point, dict) else ():
            if not isinstance(value, dict | list):
                values.setdefault(key, {}).setdefault(label_of(value), value)
    return {key: list(found.values()) for key, found in values.items()}
