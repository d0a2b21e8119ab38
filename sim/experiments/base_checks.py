"""Checks of an experiment against its base: every level and bound is tried before anything is run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from sim.config.constraints import is_number, is_whole, quotes_hint
from sim.config.errors import MOST_PROBLEMS, Fault, FaultsError, Location, names_text, shorten, unknown
from sim.config.merging import steps_at_dots
from sim.config.spelling import as_whole
from sim.config.tree import Node
from sim.experiments.base_changes import Base, Change, NoSingleValueError, base_value, location_of
from sim.experiments.factors import GOLDEN, NUMBER, Factor, representative_values
from sim.experiments.validation import compared, label_of
from sim.scenario.partial_scenario import Written
from sim.scenario.scenario_loader import with_changes_noted
from sim.scenario.scenario_schema import Scenario

NOT_VARIED = {
    "expect": "other keys; expectations belong to the scenario",
    "main_outcome": "`outcomes` of the experiment",
    "months": "`months` of the experiment",
    "name": "keys that change what is simulated",
    "replicates": "`replicates` of the experiment",
    "seed": "`seed` of the experiment",
    "twin": "`with_twin` of the experiment",
    **dict.fromkeys(("title", "description", "source"), "keys that change what is simulated"),
}
OWN_KEYS = {"months": "months", "seed": "seed", "replicates": "replicates", "twin": "with_twin"}
"""Keys of a scenario that an experiment file sets itself, and the keys it uses."""


def base_of(scenario: Scenario, data: Mapping[str, Any]) -> Scenario:
    """Return the scenario with the fixed changes, months, seed, replicates and twin of an experiment.

    Parameters
    ----------
    scenario
        the scenario that the experiment names.
    data
        the experiment as plain data, checked or not.

    Raises
    ------
    FaultsError : changes that the scenario cannot have, located in the experiment.
    """
    fixed = Written(data).mapping("set")
    changes = [Change(key, value, ("set", key), ("set", key)) for key, value in fixed.items()]
    for key, field in OWN_KEYS.items():
        if data.get(field) is not None:
            changes.append(Change(key, data[field], (field,), (field,)))
    base = Base(scenario).checked(changes, _blamed(scenario, data))
    # Whether a twin is simulated is settled here, so that it is the same at every point.
    settled = base if base.twin is not None else Base(base).changed({"twin": base.has_twin})
    sets = [f"{key}={label_of(value)}" for key, value in fixed.items()]
    return with_changes_noted(settled, scenario.changed, sets, scenario.supplied)


def _blamed(scenario: Scenario, data: Mapping[str, Any]) -> Location:
    """Return the key at fault where changes that are valid one by one contradict the scenario."""
    for key, field in OWN_KEYS.items():
        if data.get(field) is not None and not _fits(Base(scenario), {key: data[field]}):
            return (field,)
    return ("set",)


def factor_faults(base: Base, factors: Sequence[Factor]) -> list[Fault]:
    """Return every fault in the levels and bounds of factors, each tried alone in the base."""
    found = (fault for factor in factors for fault in _faults_of(base, factor))
    faults = [*islice(_overlaps(base, factors), MOST_PROBLEMS), *islice(found, MOST_PROBLEMS + 1)]
    return faults or _idle_faults(base, factors)


def _faults_of(base: Base, factor: Factor) -> Iterator[Fault]:
    at = factor.at
    if factor.named is None and factor.composite is None and (first := factor.key.strip().split(".")[0]) in NOT_VARIED:
        yield Fault(at, f"{first} cannot be a factor", NOT_VARIED[first], at_key=True)
    elif _wants_whole_numbers(base, factor):
        yield Fault(at, "takes whole numbers only", "`whole: true` with `low` and `high`, or `levels`", at_key=True)
    else:
        yield from _level_faults(base, factor, at)


def _level_faults(base: Base, factor: Factor, at: Location) -> Iterator[Fault]:
    """Yield the faults in the levels or bounds of a factor; a value between bounds is tried only if both are valid."""
    found = False
    for below, value in representative_values(factor):
        if below or not found:
            for fault in _value_faults(base, factor, value, at, (*at, *below)):
                found = True
                yield fault


def _idle_faults(base: Base, factors: Sequence[Factor]) -> list[Fault]:
    """Return the faults of factors all of whose levels are what the base says already.

    What another factor may change by changing the same item, as a type changes the usual scale, is not certain.
    """
    items = [{_item_of(key) for key in factor.keys} for factor in factors]
    shared = Counter(chain.from_iterable(items))
    alone = [factor for factor, own in zip(factors, items, strict=True) if all(shared[item] == 1 for item in own)]
    return [fault for factor in alone for fault in _idle_fault(base, factor)]


def _item_of(key: str) -> tuple[str, ...]:
    """Return the part of a scenario in which a key may depend on others; types extend each other."""
    steps = key.strip().split(".")
    return tuple(steps[:1] if steps[0] == "partnership_types" else steps[:2])


def _idle_fault(base: Base, factor: Factor) -> Iterator[Fault]:
    changes = [change for level in factor.levels for change in factor.changes_of(level).items()]
    if factor.levels and all(_is_in(base, key, value) for key, value in changes):
        levels = ", ".join(factor.labels)
        found = f"changes nothing: the base has its only level, {levels}, already"
        yield Fault(factor.at, found, "a level that differs from the base", at_key=True)


def _is_in(base: Base, key: str, value: Any) -> bool:
    """Return whether the base has a value at a key already."""
    try:
        return bool(compared(base_value(base.scenario, key)) == compared(value))
    except NoSingleValueError:
        node: Node | None = base.tree
        for step in location_of(base.tree, steps_at_dots(base.tree, key.strip())):
            node = node.below(step) if node else None
        said = node.plain() if node else None
        return bool(compared(said or None) == compared(value or None))


def _wants_whole_numbers(base: Base, factor: Factor) -> bool:
    if factor.levels or factor.composite is not None or factor.kind != NUMBER or factor.low != int(factor.low):
        return False
    fraction = factor.low + GOLDEN * min(1.0, factor.high - factor.low)
    return not _fits(base, {factor.key: fraction}) and _fits(base, {factor.key: int(factor.low)})


def _fits(base: Base, changes: Mapping[str, Any]) -> bool:
    try:
        base.checked([Change(key, value) for key, value in changes.items()], ())
    except FaultsError:
        return False
    return True


def _value_faults(base: Base, factor: Factor, value: Any, key_at: Location, value_at: Location) -> list[Fault]:
    if factor.composite is not None:
        return _composite_faults(base, factor, value, value_at)
    if factor.named is None:
        changes = [Change(factor.key, value, value_at, key_at)]
    else:
        changes = [Change(k, v, (*value_at, k), (*value_at, k)) for k, v in factor.named[value].items()]
    return faults_of_changes(base, changes, value_at)


def _composite_faults(base: Base, factor: Factor, value: Any, at: Location) -> list[Fault]:
    """Return the fault of a value that a composite factor cannot reach, or of the states that would give it."""
    try:
        states = factor.changes_of(value)
    except FaultsError as error:
        return [fault.under(at) for fault in error.faults]
    return faults_of_changes(base, [Change(key, state, at, at) for key, state in states.items()], at)


def faults_of_changes(base: Base, changes: Sequence[Change], at: Location) -> list[Fault]:
    """Return the faults of changes made together, located in the experiment."""
    try:
        base.checked(changes, at)
    except FaultsError as error:
        return error.faults
    return []


def _overlaps(base: Base, factors: Sequence[Factor]) -> Iterator[Fault]:
    """Yield factors that change the same key as another factor, wholly or in part."""
    written = [
        (location_of(base.tree, steps_at_dots(base.tree, key.strip())), factor, key)
        for factor in factors
        for key in factor.keys
    ]
    first: dict[Location, Factor] = {}
    for location, factor, _ in written:
        first.setdefault(location, factor)
    for location, factor, key in written:
        for length in range(1, len(location) + 1):
            other = first.get(location[:length], factor)
            if other is not factor:
                yield _overlap(factor, other, key)


def _overlap(factor: Factor, other: Factor, key: str) -> Fault:
    at = factor.at
    what = f"{'this key' if key == factor.key else key} is also changed by factor `{other.key}`"
    return Fault(at, what, "each key in only one factor", at_key=True)


def point_faults(base: Base, factors: Sequence[Factor], points: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """Return every fault in the points of a list, each tried as a whole in the base."""
    found = (fault for at, point in enumerate(points) for fault in _point(base, factors, point, at))
    return list(islice(found, MOST_PROBLEMS + 1)) or _idle_faults(base, factors)


def _point(base: Base, factors: Sequence[Factor], point: Mapping[str, Any], position: int) -> Iterator[Fault]:
    at: Location = ("design", "points", position)
    keys = [factor.key for factor in factors]
    faults = [unknown((*at, key), "factor", key, keys, at_key=True) for key in point if key not in keys]
    faults += [Fault(at, f"has no value for {key}", "a value for every factor") for key in keys if key not in point]
    faults += [fault for factor in factors if factor.key in point for fault in _beyond(factor, point[factor.key], at)]
    yield from faults
    reached = [
        fault
        for factor in (factors if not faults else ())
        if factor.composite is not None
        for fault in _composite_faults(base, factor, point[factor.key], (*at, factor.key))
    ]
    yield from reached
    if not faults and not reached:
        changes = [
            Change(key, value, (*at, factor.key), (*at, factor.key))
            for factor in factors
            for key, value in factor.changes_of(point[factor.key]).items()
        ]
        yield from faults_of_changes(base, changes, at)


def _beyond(factor: Factor, value: Any, at: Location) -> Iterator[Fault]:
    """Yield the fault of a value that is not one of the levels, or not within the bounds, of its factor."""
    if factor.levels:
        if isinstance(value, dict | list) or label_of(value) not in factor.labels:
            fault = unknown((*at, factor.key), "level", value, factor.labels)
            found = fault.what if isinstance(value, str) else f"found {shorten(value)}"
            yield Fault(fault.location, found, names_text(factor.labels), fault.nearest)
        return
    fits = is_whole(as_whole(value)) if factor.whole else is_number(value)
    if not fits or not factor.low <= value <= factor.high:
        noun = "a whole number" if factor.whole else "a number"
        yield Fault(
            (*at, factor.key),
            f"found {shorten(value)}",
            f"{noun} from {factor.low:g} to {factor.high:g}{quotes_hint(float, value)}",
        )
