"""A base scenario with values changed, many times over, and the faults of a change where it was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from sim.config.errors import Fault, FaultsError, Location, Place, Problem, ScenarioError, key_path
from sim.config.merging import are_steps, place_in_list, steps_at_dots, with_value
from sim.config.naming import position_of
from sim.config.tree import Node, node_of
from sim.parameters import parameter_kinds, parameter_table
from sim.scenario.scenario_loader import scenario_of
from sim.scenario.scenario_schema import Scenario
from sim.scenario.scenario_writer import starting_state

NOWHERE = Place("experiment")


@dataclass(frozen=True)
class Change:
    """One key that is changed, and where in the experiment file its value and the key itself were written."""

    key: str
    value: Any
    value_at: Location = ()
    key_at: Location = ()


@dataclass(frozen=True)
class Base:
    """A scenario that is changed many times, each time anew."""

    scenario: Scenario

    @cached_property
    def tree(self) -> Node:
        """Return the scenario as the tree to change, without its expectations, which no longer apply."""
        return node_of(self.scenario.model_dump(exclude_unset=True, exclude={"name", "expect"}), NOWHERE)

    def changed(self, changes: Mapping[str, Any]) -> Scenario:
        """Return the scenario with values changed, by key.

        Raises
        ------
        FaultsError, ScenarioError : values or keys that the scenario cannot have.
        """
        tree = self.tree
        for key, value in changes.items():
            tree = with_value(tree, steps_at_dots(tree, key.strip()), node_of(value, NOWHERE))
        return scenario_of(tree.plain(), self.scenario.name)

    def checked(self, changes: Iterable[Change], at: Location) -> Scenario:
        """Return the scenario with changes made together.

        Parameters
        ----------
        changes : the changes.
        at : where in the experiment file they were written together.

        Raises
        ------
        FaultsError : every fault in them, located in the experiment file.
        """
        tree, faults = self.tree, []
        places: list[tuple[Location, Change]] = []
        for change in changes:
            try:
                tree, location = _put(tree, change)
                places.append((location, change))
            except FaultsError as error:
                faults += error.faults
        if faults:
            raise FaultsError(faults)
        try:
            return scenario_of(tree.plain(), self.scenario.name)
        except FaultsError as error:
            raise FaultsError([_translated(fault, places, at) for fault in error.faults]) from None


def _put(tree: Node, change: Change) -> tuple[Node, Location]:
    """Return a tree with a change put into it, and where it went; raises `FaultsError` for a key that leads nowhere."""
    steps = steps_at_dots(tree, change.key.strip())
    if not are_steps(steps):
        found = "is not a valid key"
        raise FaultsError([Fault(change.key_at, found, "a key such as regulator.scrutiny", at_key=True)])
    try:
        tree = with_value(tree, steps, node_of(change.value, NOWHERE))
    except ScenarioError as error:
        raise FaultsError([_key_fault(change, problem) for problem in error.problems]) from None
    return tree, location_of(tree, steps)


def location_of(tree: Node, steps: Iterable[str]) -> Location:
    """Return the keys and positions that steps lead through, ids turned into positions as far as there are any."""
    location: list[str | int] = []
    node: Node | None = tree
    for step in steps:
        place: str | int = step
        if node is not None and isinstance(node.value, list):
            found = place_in_list(node, step)
            place = step if found is None else found
        location.append(place)
        node = None if node is None else node.below(place)
    return tuple(location)


def _key_fault(change: Change, problem: Problem) -> Fault:
    what = f"{problem.path}: {problem.what}" if problem.path else problem.what
    return Fault(change.key_at, what, problem.allowed, problem.nearest, at_key=True)


def _translated(fault: Fault, places: list[tuple[Location, Change]], at: Location) -> Fault:
    """Return a fault of the changed scenario as one of the change that brought it about.

    What it contradicts is in the scenario, whose lines are not those of the experiment.
    """
    fault = fault.without_lines()
    for location, change in places:
        if fault.location == location and fault.at_key:
            return Fault(change.key_at, fault.what, fault.allowed, fault.nearest, at_key=True)
        if fault.location[: len(location)] == location:
            return _with_path(fault, fault.location[len(location) :], change.value_at)
        if fault.at_key and location[: len(fault.location)] == fault.location:
            return _with_path(fault, fault.location, change.key_at, at_key=True)
    return _with_path(fault, fault.location, at)


def _with_path(fault: Fault, path: Location, at: Location, at_key: bool = False) -> Fault:
    what = f"{key_path(path)}: {fault.what}" if path else fault.what
    return Fault(at, what, fault.allowed, fault.nearest, at_key)


class NoSingleValueError(ValueError):
    """A key refers to a mapping or a list, not to a single value."""


def base_value(scenario: Scenario, key: str) -> Any:
    """Return the value of a key in a scenario, defaults and archetypes included; None where there is none.

    Raises
    ------
    NoSingleValueError : the key stands for a whole section or list.
    """
    first, *rest = key.strip().split(".")
    if first == "parameters" and len(rest) == 1 and rest[0] in parameter_table():
        said = scenario.parameters.get(rest[0], parameter_table()[rest[0]].default)
        return parameter_kinds()[rest[0]](said)
    if first == "partnership_types" and len(rest) == 2:
        return _single(getattr(scenario.types().get(rest[0]), rest[1], None))
    return _single(_walked(getattr(scenario, first, None), rest))


def _walked(value: Any, steps: list[str]) -> Any:
    for position, step in enumerate(steps):
        if isinstance(value, list):
            value = _item(value, step)
        elif steps[position - 1 : position] and step == "state" and hasattr(value, "archetype"):
            value = starting_state(value)
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            value = getattr(value, step, None)
    return value


def _item(rows: list[Any], step: str) -> Any:
    at = position_of([(getattr(row, "id", None), getattr(row, "name", None)) for row in rows], step)
    return None if at is None else rows[at]


def _single(value: Any) -> Any:
    if isinstance(value, BaseModel | dict | list | tuple):
        raise NoSingleValueError
    return value
