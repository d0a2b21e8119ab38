"""What is declared of a state variable, and how the tables of declarations are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from typing import Any, get_type_hints

NOT_YET = -2.0
"""In place of a level, or of a change of one: it has not been seen yet."""

LONGEST = 600
"""Months that a scenario looks ahead, or back, at most."""

PARTNERSHIP_TYPE = "partnership type"
"""Unit of a variable that is the position of a type in the catalogue, or -1 for none; scenarios give its name."""


@dataclass(frozen=True, slots=True)
class Variable:
    """What one state variable means.

    Attributes
    ----------
    meaning : one line in plain words.
    unit : `level` is a share of the best conceivable, on [0, 1].
    low, high : the range the model keeps it in; None where there is no bound.
    choices : the words behind a whole number, if it stands for one.
    recorded : whether the variable is a column of the trajectories.
    initial : value for a trust, partnership or region that says nothing else.
    start : bounds within which a scenario may set it at the start, where not `low` and `high`; None: it may not set it.
    """

    meaning: str
    unit: str = "level"
    low: float | None = 0.0
    high: float | None = 1.0
    choices: type[IntEnum] | None = None
    recorded: bool = True
    initial: float = 0.0
    start: tuple[float | None, float | None] | None = None


def count(meaning: str, unit: str = "months", recorded: bool = True, low: float = 0, initial: float = 0) -> Variable:
    """Return a variable that counts months or things."""
    return Variable(meaning, unit, low, None, recorded=recorded, initial=initial)


def choice(meaning: str, choices: type[IntEnum], initial: IntEnum) -> Variable:
    """Return a variable that stands for one of some choices."""
    return Variable(meaning, "choice", min(choices), max(choices), choices, initial=initial)


def hidden(meaning: str, unit: str = "level", low: float | None = 0.0, high: float | None = 1.0) -> Variable:
    """Return a variable that is no column of the trajectories."""
    return Variable(meaning, unit, low, high, recorded=False)


def lasting(meaning: str) -> Variable:
    """Return a variable that differs between trusts around zero for years and is no column of the trajectories."""
    return Variable(meaning, "level", None, None, recorded=False)


def money(meaning: str) -> Variable:
    """Return a variable that is a sum of money a month."""
    return Variable(meaning, "£m a month", 0.0, None)


def partnership_type_position(meaning: str) -> Variable:
    """Return a variable that stands for a type of partnership, or for none."""
    return Variable(meaning, PARTNERSHIP_TYPE, -1, None, initial=-1)


def at_start(variable: Variable, low: float | None = None, high: float | None = None) -> Variable:
    """Return a variable that a scenario may set at the start, within bounds of its own where it has none."""
    return replace(variable, start=(low, high))


def observed_once(meaning: str, unit: str = "level") -> Variable:
    """Return a variable that is not known before it has been observed."""
    return Variable(meaning, unit, NOT_YET, 1.0, recorded=False, initial=NOT_YET)


def declared(table: type) -> dict[str, Any]:
    """Return what is declared of each attribute of a table, by name and in order; attributes without are left out."""
    hints = get_type_hints(table, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items() if hasattr(hint, "__metadata__")}


@cache
def variables(entity: type) -> dict[str, Variable]:
    """Return the variables of an entity by name, in the order of the table; those without a meaning are left out."""
    return declared(entity)


@cache
def field_types(entity: type) -> dict[str, type]:
    """Return the Python type (float, int or bool) of each variable of an entity."""
    hints = get_type_hints(entity, include_extras=True)
    return {name: getattr(hint, "__origin__", hint) for name, hint in hints.items()}


WIDTHS = {float: "f8", int: "i8", bool: "?"}


def record_fields(types: Mapping[str, type]) -> list[tuple[str, str]]:
    """Return the variables of a table as NumPy takes the fields of records."""
    return [(name, WIDTHS[kind]) for name, kind in types.items()]


@cache
def initial_values(entity: type) -> dict[str, float]:
    """Return the initial value of each variable of an entity, or zero where the table names none."""
    known = variables(entity)
    return {name: kind(known[name].initial if name in known else 0) for name, kind in field_types(entity).items()}


@cache
def partnership_type_variables(entity: type) -> tuple[str, ...]:
    """Return the names of the variables of an entity that stand for a type of partnership."""
    return tuple(name for name, variable in variables(entity).items() if variable.unit == PARTNERSHIP_TYPE)


def set_initial(holder: object, entity: type) -> None:
    """Give `holder` every variable of an entity at its initial value."""
    for name, value in initial_values(entity).items():
        setattr(holder, name, value)
