"""What a value may be: its kind and bounds, in words for people and as JSON Schema for editors."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sim.config.errors import (
    MOST_PROBLEMS,
    Fault,
    FaultsError,
    Location,
    nearest_name,
    shorten,
    unknown,
)
from sim.config.spelling import as_whole, as_word, spelt_schema
from sim.model.enums import label
from sim.model.variables import Variable
from sim.parameters import parameter_kinds, parameter_table

IDENTIFIER = r"[a-z][a-z0-9_]*"
IDENTIFIER_WORDS = "lower-case letters, digits and _, beginning with a letter"
ID = r"[A-Za-z0-9][A-Za-z0-9_]*"
ID_WORDS = "letters, digits and _, beginning with a letter or digit"


@dataclass(frozen=True, slots=True)
class Allowed:
    """The values that are allowed.

    Attributes
    ----------
    kind : float, int, bool or str.
    low, high : bounds of a number, both included; None where there is none.
    words : the words that are allowed; empty where any text is.
    noun : what a word stands for, such as `stage`.
    unit, meaning : in plain words.
    """

    kind: type
    low: float | None = None
    high: float | None = None
    words: tuple[str, ...] = ()
    noun: str = "word"
    unit: str = ""
    meaning: str = ""

    def __str__(self) -> str:
        """Return what is allowed in words."""
        if self.words:
            return ", ".join(self.words)
        if self.kind is bool:
            return "true or false"
        if self.kind is str:
            return "text"
        return ("a whole number" if self.kind is int else "a number") + self._bounds()

    def _bounds(self) -> str:
        if self.low is None and self.high is None:
            return ""
        if self.high is None:
            return f" of {self.low:g} or more"
        if self.low is None:
            return f" of at most {self.high:.10g}"
        return f" from {self.low:.10g} to {self.high:.10g}"

    def fits(self, value: Any) -> bool:
        """Return whether a value is allowed. Whole numbers pass as numbers; true and false do not."""
        if self.kind is str:
            return isinstance(value, str) and (not self.words or value in self.words)
        if self.kind is bool:
            return isinstance(value, bool)
        numbers = int if self.kind is int else int | float
        if isinstance(value, bool) or not isinstance(value, numbers):
            return False
        low = -1e300 if self.low is None else self.low
        high = 1e300 if self.high is None else self.high
        return low <= value <= high and math.isfinite(value)

    def meant(self, value: Any) -> Any:
        """Return a value as it is meant: a whole number without its point, a word however it is spelt."""
        if self.words:
            return as_word(value, self.words)
        return as_whole(value) if self.kind is int else value

    def fault(self, location: Location, value: Any) -> Fault:
        """Return the fault of a value that is not allowed."""
        if self.words and isinstance(value, str):
            return unknown(location, self.noun, value, self.words)
        allowed = str(self) + quotes_hint(self.kind, value)
        return Fault(location, f"found {shorten(value)}", allowed, nearest_name(value, self.words))

    def json_schema(self) -> dict[str, Any]:
        """Return what is allowed as JSON Schema."""
        names = {float: "number", int: "integer", bool: "boolean", str: "string"}
        unit = f" ({self.unit})" if self.unit and self.unit != "choice" else ""
        schema: dict[str, Any] = {"type": names[self.kind], "description": self.meaning + unit}
        if self.words:
            return {**spelt_schema(self.words), "description": schema["description"]}
        if self.low is not None and self.kind in (int, float):
            schema["minimum"] = self.low
        if self.high is not None and self.kind in (int, float):
            schema["maximum"] = self.high
        return schema


def allowed_variable(variable: Variable, kind: type, low: float | None = None, high: float | None = None) -> Allowed:
    """Return what a state variable may be; `low` and `high` stand where the table has no bound."""
    if variable.choices is not None:
        words = tuple(label(member) for member in variable.choices)
        return Allowed(str, words=words, noun=variable.choices.__name__.lower(), meaning=variable.meaning)
    low = low if variable.low is None else variable.low
    high = high if variable.high is None else variable.high
    return Allowed(kind, low, high, unit=variable.unit, meaning=variable.meaning)


@cache
def allowed_parameters() -> dict[str, Allowed]:
    """Return what every parameter may be, by name."""
    kinds = parameter_kinds()
    return {
        name: Allowed(kinds[name], p.low, p.high, unit=p.unit, meaning=p.meaning)
        for name, p in parameter_table().items()
    }


def checked_table(value: Any, table: Callable[[], Mapping[str, Allowed]], noun: str) -> dict[str, Any]:
    """Return a mapping of names to values with every value allowed by a table.

    Numbers come back as the kind the table says, so that 1 and 1.0 are the same; keys with an empty value are left out.

    Raises
    ------
    FaultsError : every fault in it.
    """
    if not isinstance(value, Mapping):
        raise FaultsError([Fault((), f"found {shorten(value)}", f"a mapping of each {noun} to its value")])
    allowed, faults, checked = table(), [], {}
    if len(value) > len(allowed) + MOST_PROBLEMS:
        raise FaultsError([Fault((), f"found {len(value)} keys", f"at most {len(allowed)}, each a {noun}")])
    for name, written in value.items():
        found = allowed[name].meant(written) if name in allowed else written
        if name not in allowed:
            faults.append(unknown((name,), noun, name, list(allowed), at_key=True))
        elif found is not None and not allowed[name].fits(found):
            faults.append(allowed[name].fault((name,), found))
        elif found is not None:
            checked[name] = allowed[name].kind(found)
    if faults:
        raise FaultsError(faults)
    return checked


def checked_parameters(value: Any) -> dict[str, float]:
    """Return parameters that a scenario changes, each within its bounds; raises `FaultsError`."""
    return checked_table(value, allowed_parameters, "parameter")


def quotes_hint(kind: Any, value: Any) -> str:
    """Return what to do about the quotes around a value of another kind than is wanted, if they are to blame."""
    if kind is str and isinstance(value, bool | int | float):
        return f"; put it in quotes, as YAML reads it as {'true or false' if isinstance(value, bool) else 'a number'}"
    if kind in (int, float) and isinstance(value, str) and re.fullmatch(NUMBER_IN_QUOTES, value):
        return "; remove the quotes"
    return "; remove the quotes" if kind is bool and value in ("true", "false") else ""


NUMBER_IN_QUOTES = r"\s*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\s*"


def is_whole(value: Any) -> bool:
    """Return whether a value is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    """Return whether a value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)
