"""Levels as the base holds them: one word however it is spelt, the id of a trust that is named, 12 for 12.0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sim.config.errors import FaultsError, ScenarioError
from sim.config.tree import Node
from sim.experiments.base_changes import Base, NoSingleValueError, base_value
from sim.scenario.scenario_schema import Scenario

Meant = Callable[[str, Node], Node]


def with_levels_meant(root: Node, scenario: Scenario) -> Node:
    """Return an experiment with each level, and each value of a listed point, as its scenario would hold it.

    What the scenario refuses stays as it is, to be refused with its place.

    Parameters
    ----------
    root : the experiment.
    scenario : that it varies.
    """
    base = Base(scenario)
    known: dict[tuple[str, type, Any], Any] = {}

    def meant(key: str, node: Node) -> Node:
        value = node.value
        if not isinstance(value, str) and not (isinstance(value, float) and value.is_integer()):
            return node
        found = (key, type(value), value)
        if found not in known:
            known[found] = _held(base, key, value)
        return node if known[found] is None else replace(node, value=known[found])

    def part(section: str, node: Node) -> Node:
        if section == "design":
            return _design_meant(node, meant)
        if section in ("levers", "uncertainties"):
            return _changed(node, lambda key, row: _range_meant(key, row, meant))
        return node

    return _changed(root, part)


def _held(base: Base, key: str, value: Any) -> Any:
    """Return what the base holds after a change; nothing where it cannot be made, or leads to no such value."""
    try:
        held = base_value(base.changed({key: value}), key)
    except (FaultsError, ScenarioError, NoSingleValueError):
        return None
    return held if isinstance(held, str) == isinstance(value, str) else None


def _range_meant(key: str, row: Node, meant: Meant) -> Node:
    levels = row.below("levels")
    if levels is None or not isinstance(levels.value, list):
        return row
    listed = replace(levels, value=[meant(key, level) for level in levels.value])
    return replace(row, value={**row.value, "levels": listed})


def _design_meant(node: Node, meant: Meant) -> Node:
    points = node.below("points")
    if points is None or not isinstance(points.value, list):
        return node
    listed = replace(points, value=[_changed(point, meant) for point in points.value])
    return replace(node, value={**node.value, "points": listed})


def _changed(node: Node, change: Callable[[str, Node], Node]) -> Node:
    """Return a mapping with each of its values changed; anything else as it is."""
    if not isinstance(node.value, dict):
        return node
    return replace(node, value={key: change(key, inner) for key, inner in node.value.items()})
