"""What a base scenario itself says where a factor would change it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from sim.parameters import parameter_kinds, parameter_table
from sim.scenario.schema import Scenario
from sim.scenario.writing import starting_state


class NoSingleValueError(ValueError):
    """What a key stands for is a mapping or a list, and not one value."""


def base_value(scenario: Scenario, key: str) -> Any:
    """Return the value of a key in a scenario, defaults and archetypes included; None where nothing is said.

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
    for row in rows:
        if getattr(row, "id", None) == step:
            return row
    return rows[int(step)] if step.isdigit() and int(step) < len(rows) else None


def _single(value: Any) -> Any:
    if isinstance(value, BaseModel | dict | list | tuple):
        raise NoSingleValueError
    return value
