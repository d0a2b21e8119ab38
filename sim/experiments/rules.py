"""Checks across the parts of an experiment file, on plain data: which keys go with which design, and with what else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.outcomes import OUTCOMES
from sim.scenario.errors import MOST_PROBLEMS, Fault, Location, unknown
from sim.scenario.expectations import horizon_of
from sim.scenario.written import Written, is_whole


@dataclass(frozen=True, slots=True)
class About:
    """What a kind of design means, the keys that go with it, and those of them that it needs."""

    meaning: str
    keys: tuple[str, ...]
    needed: tuple[str, ...] = ()


DESIGNS: dict[str, About] = {
    "grid": About("every level of every factor with every other", ("steps",)),
    "points": About("the points that are listed", ("points",), ("points",)),
    "latin_hypercube": About("points spread evenly over each factor", ("points", "seed"), ("points",)),
    "sobol_sequence": About("points spread evenly over all factors together", ("points", "seed"), ("points",)),
    "saltelli": About("points for Sobol' indices", ("points", "second_order", "seed"), ("points",)),
    "morris": About(
        "walks that change one factor at each step", ("trajectories", "grid_levels", "seed"), ("trajectories",)
    ),
    "one_at_a_time": About("the base, and each factor by itself at each of its levels", ("steps",)),
}
POWERS_OF_TWO = ("sobol_sequence", "saltelli")
"""Designs whose points balance only where their number is a power of 2."""


def design_faults(row: Mapping[str, Any]) -> list[Fault]:
    """Return what the keys of a design say of each other that cannot be."""
    about = DESIGNS[row["kind"]]
    return [*_key_faults(row, about), *_points_faults(row), *_level_faults(row)]


def _key_faults(row: Mapping[str, Any], about: About) -> Iterator[Fault]:
    for key in row:
        if key != "kind" and key not in about.keys:
            where = ", ".join(kind for kind, other in DESIGNS.items() if key in other.keys)
            found = f"does not belong to the design {row['kind']!r} but to {where}"
            yield Fault((key,), found, ", ".join(("kind", *about.keys)), at_key=True)
    for key in about.needed:
        if key not in row:
            yield Fault((key,), f"is missing, and the design {row['kind']!r} needs it", _needed(row["kind"], key))


def _needed(kind: str, key: str) -> str:
    if key == "trajectories":
        return "a whole number from 1 to 100000, such as 20"
    if kind == "points":
        return "a list of mappings, each of every factor to its value"
    return "a power of 2, such as 1024" if kind in POWERS_OF_TWO else "a whole number, such as 1000"


def _points_faults(row: Mapping[str, Any]) -> Iterator[Fault]:
    points, kind = row.get("points"), row["kind"]
    if points is None or "points" not in DESIGNS[kind].keys:
        return
    if is_whole(points) == (kind == "points"):
        found = f"found {points}" if is_whole(points) else f"found a list of {len(points)}"
        yield Fault(("points",), f"{found}, for the design {kind!r}", _needed(kind, "points"))
    elif kind in POWERS_OF_TWO and points & (points - 1):
        below = 1 << (points.bit_length() - 1)
        found = f"found {points}, with which the points of {kind!r} do not balance"
        yield Fault(("points",), found, f"a power of 2, such as {below} or {2 * below}")


def _level_faults(row: Mapping[str, Any]) -> Iterator[Fault]:
    levels = row.get("grid_levels")
    if levels is not None and levels % 2:
        yield Fault(("grid_levels",), f"found {levels}", "an even number, such as 4")


def experiment_faults(data: Mapping[str, Any]) -> list[Fault]:
    """Return everything that parts of an experiment file say of each other and that cannot be."""
    checks = (_nothing_varied, _twice, _fixed, _listed, _trajectories, _outcomes)
    return [fault for check in checks for fault in check(data)][: MOST_PROBLEMS + 1]


def _nothing_varied(data: Mapping[str, Any]) -> Iterator[Fault]:
    if not any(data.get(key) for key in ("levers", "uncertainties", "uncertain_parameters")):
        what = "at least one factor under `levers`, `uncertainties` or `uncertain_parameters`"
        yield Fault((), "nothing is varied", what)


def _twice(data: Mapping[str, Any]) -> Iterator[Fault]:
    written = Written(data)
    for key in written.mapping("uncertainties"):
        if key in written.mapping("levers"):
            found = "is a lever, too"
            yield Fault(("uncertainties", key), found, "each factor once, as a lever or an uncertainty", at_key=True)


def _fixed(data: Mapping[str, Any]) -> Iterator[Fault]:
    written = Written(data)
    for role in ("levers", "uncertainties"):
        for key in written.mapping(role):
            if key in written.mapping("set"):
                found = "is fixed under `set`"
                yield Fault((role, key), found, "each key once, varied or fixed", at_key=True)


def _listed(data: Mapping[str, Any]) -> Iterator[Fault]:
    if data.get("uncertain_parameters") and Written(data).mapping("design").get("kind") == "points":
        found = "does not go with the design 'points', whose points name every factor"
        yield Fault(("uncertain_parameters",), found, "parameters under `uncertainties`", at_key=True)


def _trajectories(data: Mapping[str, Any]) -> Iterator[Fault]:
    if data.get("variables") and data.get("trajectories") in (None, "none"):
        found = "has no meaning where no trajectories are kept"
        yield Fault(("variables",), found, "trajectories: quantiles or all", at_key=True)


def _outcomes(data: Mapping[str, Any]) -> Iterator[Fault]:
    names = data.get("outcomes")
    if not isinstance(names, list):
        return
    if not names:
        yield Fault(("outcomes",), "found an empty list", "at least one outcome, or no `outcomes` for all of them")
    for at, name in enumerate(names):
        if name in names[:at]:
            yield Fault(("outcomes", at), f"{name!r} is there twice", "each outcome once")


def measure_faults(outcomes: list[str] | None, months: int, plays_twin: bool) -> Iterator[Fault]:
    """Yield the faults of outcomes that cannot be read off runs of so many months, with a twin or without."""
    for at, name in enumerate(outcomes or ()):
        location: Location = ("outcomes", at)
        if horizon_of(name) > months:
            fitting = [other for other in OUTCOMES if horizon_of(other) <= months]
            found = f"{name!r} needs {horizon_of(name)} months, and {months} are played"
            yield Fault(location, found, "a shorter horizon, or more `months`", unknown((), "", name, fitting).nearest)
        if OUTCOMES[name].needs_twin and not plays_twin:
            found = f"{name!r} compares with a twin without partnerships, and there is none"
            yield Fault(location, found, "with_twin: true")
