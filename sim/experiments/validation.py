"""Checks across the parts of an experiment file, on plain data: which keys go with which design, and with what else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from sim.config.constraints import ID, ID_WORDS, is_number, is_whole, quotes_hint
from sim.config.errors import MOST_PROBLEMS, Fault, FaultsError, Location, names_text, nearest_name, shorten, unknown
from sim.config.spelling import as_whole
from sim.outcomes import OUTCOMES
from sim.parameters import parameter_table
from sim.scenario.expectation_checks import NEEDS_TWIN, horizon_of
from sim.scenario.partial_scenario import Written

ALL_PARAMETERS = "all"
MOST_POINTS = 10_000_000
Scalar = bool | int | float | str | None

CHANGES_HELP = "a mapping of keys, as in --set, to values, such as `regulator.support: 0.8`"
LEVELS_HELP = "a list of values, or a mapping of each level's name to the keys it changes"
POINTS_HELP = "a whole number of points; for kind `points`, a list of mappings from every factor to its value"


def label_of(value: Scalar) -> str:
    """Return a level as tables show it: words, true and numbers as in the file, and `nothing` for an empty value."""
    if value is None:
        return "nothing"
    return value if isinstance(value, str) else shorten(value)


def compared(value: Any) -> Any:
    """Return a value as it is compared with others: 0 and 0.0 are the same, 1 and true are not."""
    if isinstance(value, Mapping):
        return {key: compared(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [compared(inner) for inner in value]
    return float(value) if is_number(value) else (type(value), value)


def checked_changes(value: Any) -> dict[str, Any]:
    """Return changes of a scenario by key; only the scenario shows which values are allowed. Raises `FaultsError`."""
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
    seen: list[tuple[str, Any]] = []
    for name, changes in levels.items():
        if not re.fullmatch(ID, name):
            yield Fault((name,), f"{shorten(name)} is not a valid name", ID_WORDS, at_key=True)
        if not isinstance(changes, Mapping):
            yield Fault((name,), f"found {shorten(changes)}", CHANGES_HELP)
            continue
        same = next((other for other, before in seen if before == compared(changes)), None)
        if same is not None:
            yield Fault((name,), f"changes the same as the level {same}", "each level once", at_key=True, other=(same,))
        seen.append((name, compared(changes)))


def _listed_faults(levels: list[Any]) -> Iterator[Fault]:
    seen: dict[Any, int] = {}
    for position, level in enumerate(levels):
        if isinstance(level, Mapping | list):
            yield Fault(
                (position,), f"found {shorten(level)}", "a single value; a level that changes several keys needs a name"
            )
            continue
        label = label_of(level)
        first = min(seen.setdefault(key, position) for key in (label, compared(level)))
        if first < position:
            yield Fault((position,), f"the level {label} appears twice", "each level once", other=(first,))


def checked_patterns(value: Any) -> list[str]:
    """Return patterns of parameter names, each of which matches at least one; raises `FaultsError`."""
    if value == ALL_PARAMETERS:
        return ["*"]
    if not isinstance(value, list):
        what = "a list of parameter names, with * as a wildcard, or `all`"
        raise FaultsError([Fault((), f"found {shorten(value)}", what)])
    faults = [fault for at, pattern in enumerate(value) for fault in _pattern_faults((at,), pattern)]
    if faults:
        raise FaultsError(faults[: MOST_PROBLEMS + 1])
    return list(value)


def _pattern_faults(location: Location, pattern: Any) -> Iterator[Fault]:
    names = list(parameter_table())
    if not isinstance(pattern, str):
        yield Fault(location, f"found {shorten(pattern)}", "the name of a parameter, with * as a wildcard")
    elif not parameters_like([pattern]):
        found = f"no parameter matches {shorten(pattern)}"
        yield Fault(location, found, names_text(names, pattern), nearest_name(pattern, names))


def parameters_like(patterns: list[str]) -> list[str]:
    """Return the names of the parameters that match any of some patterns, in the order of the table."""
    return [name for name in parameter_table() if any(fnmatchcase(name, pattern) for pattern in patterns)]


def checked_points(value: Any) -> Any:
    """Return a number of points, or the points themselves; raises `FaultsError`."""
    value = as_whole(value)
    if is_whole(value) and 1 <= value <= MOST_POINTS:
        return value
    if is_whole(value):
        raise FaultsError([Fault((), f"found {shorten(value)}", f"a whole number from 1 to {MOST_POINTS}")])
    if not isinstance(value, list) or not value:
        raise FaultsError([Fault((), f"found {shorten(value)}", POINTS_HELP + quotes_hint(int, value))])
    what = "a mapping of every factor to its value"
    faults = [Fault((at,), f"found {shorten(row)}", what) for at, row in enumerate(value) if not isinstance(row, dict)]
    if faults:
        raise FaultsError(faults[: MOST_PROBLEMS + 1])
    return value


def range_faults(row: Mapping[str, Any]) -> list[Fault]:
    """Return the contradictions between the levels and bounds of one factor."""
    return [*_both_faults(row), *_bound_faults(row), *_composite_faults(row)]


def _both_faults(row: Mapping[str, Any]) -> Iterator[Fault]:
    if "levels" not in row:
        return
    for key in ("low", "high", "whole", "scale"):
        if key in row:
            yield Fault((key,), "cannot be combined with `levels`", "either `levels`, or `low` and `high`", at_key=True)


def _bound_faults(row: Mapping[str, Any]) -> Iterator[Fault]:
    low: Any = row.get("low")
    high: Any = row.get("high")
    if is_number(low) and is_number(high) and low >= high:
        yield Fault(("high",), f"found {high:g}, which is not above `low`", f"a number above {low:g}")
    if row.get("whole"):
        for key in ("low", "high"):
            if is_number(row.get(key)) and row[key] != int(row[key]):
                yield Fault((key,), f"found {row[key]:g}, which is not a whole number", "a whole number")
    if row.get("scale") == "log" and is_number(low) and low <= 0:
        yield Fault(("low",), f"found {low:g}, which has no logarithm", "a number above 0 with `scale: log`")


def _composite_faults(row: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the range of a composite factor, which is one number."""
    named = [key for key in ("between", "of") if row.get(key) is not None]
    if not named:
        return
    if len(named) == 2:
        yield Fault(("of",), "stands beside `between`", "either `between` or `of`", at_key=True)
    if row.get("whole"):
        yield Fault(("whole",), f"cannot be combined with `{named[0]}`", "numbers between 0 and 1", at_key=True)
    levels = row.get("levels")
    if isinstance(levels, Mapping):
        found = f"found names of levels beside `{named[0]}`"
        yield Fault(("levels",), found, "a list of numbers between 0 and 1")
    for at, level in enumerate(levels if isinstance(levels, list) else ()):
        if not is_number(level):
            yield Fault(("levels", at), f"found {shorten(level)}", "a number between 0 and 1")


def listed_values(data: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the values of each factor that the points of an experiment's list hold, each once, in their order."""
    points = Written(data).mapping("design").get("points")
    values: dict[str, dict[str, Any]] = {}
    for point in points if isinstance(points, list) else ():
        for key, value in point.items() if isinstance(point, dict) else ():
            if not isinstance(value, dict | list):
                values.setdefault(key, {}).setdefault(label_of(value), value)
    return {key: list(found.values()) for key, found in values.items()}


@dataclass(frozen=True, slots=True)
class DesignKind:
    """What a kind of design means, the keys that go with it, and those of them that it needs."""

    meaning: str
    keys: tuple[str, ...]
    needed: tuple[str, ...] = ()


DESIGNS: dict[str, DesignKind] = {
    "grid": DesignKind("all combinations of the levels of all factors", ("steps",)),
    "points": DesignKind("the listed points", ("points", "file"), ("points",)),
    "latin_hypercube": DesignKind("points spread evenly over each factor", ("points", "seed"), ("points",)),
    "sobol_sequence": DesignKind("points spread evenly over all factors together", ("points", "seed"), ("points",)),
    "saltelli": DesignKind("points for Sobol' indices", ("points", "second_order", "seed"), ("points",)),
    "morris": DesignKind(
        "walks that change one factor at each step", ("trajectories", "grid_levels", "seed"), ("trajectories",)
    ),
    "one_at_a_time": DesignKind("the base, then each factor alone at each of its levels", ("steps",)),
}
POWERS_OF_TWO = ("sobol_sequence", "saltelli")
"""Designs whose points balance only where their number is a power of 2."""


def design_faults(row: Mapping[str, Any]) -> list[Fault]:
    """Return the contradictions between the keys of a design."""
    about = DESIGNS[row["kind"]]
    return [*_key_faults(row, about), *_points_faults(row), *_file_faults(row), *_level_faults(row)]


def _key_faults(row: Mapping[str, Any], about: DesignKind) -> Iterator[Fault]:
    for key in row:
        if key != "kind" and key not in about.keys:
            where = ", ".join(kind for kind, other in DESIGNS.items() if key in other.keys)
            found = f"is not a key of the design {row['kind']!r}, only of {where}"
            yield Fault((key,), found, ", ".join(("kind", *about.keys)), at_key=True)
    other = ", or `file`, a table of them" if row["kind"] == "points" else ""
    for key in about.needed:
        if key not in row:
            yield Fault(
                (key,), f"is missing, but the design {row['kind']!r} needs it", _needed(row["kind"], key) + other
            )


def _needed(kind: str, key: str) -> str:
    if key == "trajectories":
        return "a whole number from 1 to 100000, such as 20"
    if kind == "points":
        return "a list of mappings from every factor to its value"
    return "a power of 2, such as 1024" if kind in POWERS_OF_TWO else "a whole number, such as 1000"


def _points_faults(row: Mapping[str, Any]) -> Iterator[Fault]:
    points, kind = row.get("points"), row["kind"]
    if points is None or "points" not in DESIGNS[kind].keys:
        return
    if is_whole(points) == (kind == "points"):
        found = f"found {shorten(points)}"
        yield Fault(("points",), f"{found} for the design {kind!r}", _needed(kind, "points"))
    elif kind in POWERS_OF_TWO and points & (points - 1):
        below = 1 << (points.bit_length() - 1)
        found = f"found {points}, but {kind!r} needs a power of 2"
        yield Fault(("points",), found, f"a power of 2, such as {below} or {2 * below}")


def _file_faults(row: Mapping[str, Any]) -> Iterator[Fault]:
    if row["kind"] == "points" and "points" in row and "file" in row:
        yield Fault(("file",), "stands beside `points`", "either `points` or `file`", at_key=True)


def _level_faults(row: Mapping[str, Any]) -> Iterator[Fault]:
    levels = row.get("grid_levels")
    if levels is not None and levels % 2:
        yield Fault(("grid_levels",), f"found {levels}", "an even number, such as 4")


def experiment_faults(data: Mapping[str, Any]) -> list[Fault]:
    """Return every contradiction between parts of an experiment file."""
    checks = (_nothing_varied, _twice, _fixed, _listed, _trajectories, _outcomes)
    return [fault for check in checks for fault in check(data)][: MOST_PROBLEMS + 1]


def _nothing_varied(data: Mapping[str, Any]) -> Iterator[Fault]:
    if not any(data.get(key) for key in ("levers", "uncertainties", "uncertain_parameters")):
        what = "at least one factor under `levers`, `uncertainties` or `uncertain_parameters`"
        yield Fault((), "no factor is varied", what)


def _twice(data: Mapping[str, Any]) -> Iterator[Fault]:
    written = Written(data)
    for key in written.mapping("uncertainties"):
        if key in written.mapping("levers"):
            found = "is also listed under `levers`"
            yield Fault(("uncertainties", key), found, "each factor once, as a lever or an uncertainty", at_key=True)


def _fixed(data: Mapping[str, Any]) -> Iterator[Fault]:
    written = Written(data)
    for role in ("levers", "uncertainties"):
        for key in written.mapping(role):
            if key in written.mapping("set"):
                found = "is also fixed under `set`"
                yield Fault((role, key), found, "each key either varied or fixed", at_key=True)


def _listed(data: Mapping[str, Any]) -> Iterator[Fault]:
    if data.get("uncertain_parameters") and Written(data).mapping("design").get("kind") == "points":
        found = "cannot be used with the design 'points', whose points must name every factor"
        yield Fault(("uncertain_parameters",), found, "parameters under `uncertainties`", at_key=True)


def _trajectories(data: Mapping[str, Any]) -> Iterator[Fault]:
    if data.get("variables") and data.get("trajectories") in (None, "none"):
        found = "has no effect if no trajectories are kept"
        yield Fault(("variables",), found, "`trajectories: quantiles` or `trajectories: all`", at_key=True)


def _outcomes(data: Mapping[str, Any]) -> Iterator[Fault]:
    names = data.get("outcomes")
    if not isinstance(names, list):
        return
    if not names:
        yield Fault(("outcomes",), "found an empty list", "at least one outcome; omit `outcomes` to keep all")
    for at, name in enumerate(names):
        if name in names[:at]:
            yield Fault(("outcomes", at), f"{name!r} appears twice", "each outcome once")


def measure_faults(outcomes: list[str] | None, months: int, simulates_twin: bool) -> Iterator[Fault]:
    """Yield the faults of outcomes that cannot be measured in runs of so many months, with a twin or without."""
    for at, name in enumerate(outcomes or ()):
        location: Location = ("outcomes", at)
        if horizon_of(name) > months:
            fitting = [other for other in OUTCOMES if horizon_of(other) <= months]
            found = f"{name!r} looks {horizon_of(name)} months ahead, but the run lasts only {months} months"
            yield Fault(location, found, "a shorter horizon, or more `months`", unknown((), "", name, fitting).nearest)
        if OUTCOMES[name].needs_twin and not simulates_twin:
            found = f"{name!r} {NEEDS_TWIN}, but the experiment has none"
            yield Fault(location, found, "with_twin: true")
