"""The building blocks of the schema: sections, and fields whose bounds and defaults come from the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    create_model,
    model_validator,
)

from sim.config.constraints import IDENTIFIER, allowed_variable
from sim.config.errors import Fault, FaultsError
from sim.config.text import character_name, refused_character
from sim.model.enums import label
from sim.model.variables import PARTNERSHIP_TYPE, field_types, variables


class Section(BaseModel):
    """A part of a scenario: unknown keys are refused, and no value is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)
    keeps_null: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _leave_out_nothing(cls, data: Any) -> Any:
        """Treat a key with an empty value as omitted; unknown keys stay, so that they are refused."""
        if not isinstance(data, Mapping):
            return data
        if faults := [Fault((key,), refusal) for key, value in data.items() if (refusal := _refusal(value))]:
            raise FaultsError(faults)
        dropped = {name for name in cls.model_fields if name not in cls.keeps_null}
        return {key: value for key, value in data.items() if value is not None or key not in dropped}


def _refusal(value: Any) -> str:
    """Return what is wrong with a text that holds what no file may hold; nothing for any other value."""
    refused = refused_character(value) if isinstance(value, str) else None
    return f"holds the character {character_name(refused)}" if refused else ""


S = TypeVar("S", bound=Section)


class OneOf:
    """Marks text that must be one of a set of names, which is looked up when it is needed.

    Parameters
    ----------
    noun : what a name stands for, for messages.
    names : returns the names.
    """

    def __init__(self, noun: str, names: Callable[[], Sequence[str]]) -> None:
        self.noun = noun
        self.names = names

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        """Check the name after the type."""
        return handler(Annotated[source, AfterValidator(self._check)])

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """List the names for editors."""
        return {**handler(schema), "enum": list(self.names())}

    def _check(self, value: str) -> str:
        if value not in self.names():
            raise ValueError(f"unknown {self.noun}")
        return value


def one_of(choices: type[IntEnum]) -> OneOf:
    """Return the mark of text that must be the word of one of some choices."""
    noun = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in choices.__name__).strip()
    return OneOf(noun, lambda: [label(member) for member in choices])


def table_fields(entity: type, changes: bool = False) -> Callable[[type[S]], type[S]]:
    """Return a decorator that gives a section a field for every state variable of an entity, in their order.

    Parameters
    ----------
    entity : a class of annotated state variables.
    changes : whether the section changes variables, so that each is absent unless it is named.
    """

    def extended(section: type[S]) -> type[S]:
        fields: dict[str, Any] = {}
        for name in variables(entity):
            annotation = _annotation(entity, name)
            fields[name] = (
                (annotation | None, _bounded(entity, name, None))
                if changes
                else (annotation, table_field(entity, name))
            )
        return create_model(
            section.__name__, __base__=section, __doc__=section.__doc__, __module__=section.__module__, **fields
        )

    return extended


def _annotation(entity: type, name: str) -> Any:
    variable = variables(entity)[name]
    if variable.unit == PARTNERSHIP_TYPE:
        return str | None
    return field_types(entity)[name] if variable.choices is None else Annotated[str, one_of(variable.choices)]


def table_field(entity: type, name: str) -> Any:
    """Return a field with the default, bounds, unit and meaning of a state variable."""
    variable = variables(entity)[name]
    default: Any = field_types(entity)[name](variable.initial)
    if variable.choices is not None:
        default = label(variable.choices(int(variable.initial)))
    return _bounded(entity, name, None if variable.unit == PARTNERSHIP_TYPE else default)


def _bounded(entity: type, name: str, default: Any) -> Any:
    variable = variables(entity)[name]
    if variable.unit == PARTNERSHIP_TYPE:
        return Field(default, description=f"{variable.meaning}; if left empty: none")
    allowed = allowed_variable(variable, field_types(entity)[name])
    meaning = allowed.json_schema()["description"]
    if allowed.kind in (str, bool):
        return Field(default, description=meaning)
    return Field(default, ge=allowed.low, le=allowed.high, description=meaning)


def number(meaning: str, default: Any = ..., low: float = 0, high: float = 1) -> Any:
    """Return a field for a number within bounds, a level unless they are given; required without a default."""
    return Field(default, ge=low, le=high, description=meaning)


def text(meaning: str, default: Any = ..., longest: int = 20_000) -> Any:
    """Return a field for text; required, and not empty, without a default."""
    return Field(default, description=meaning, min_length=1 if default is ... else 0, max_length=longest)


def identifier(meaning: str) -> Any:
    """Return a field for the id of something in the scenario."""
    return Field(description=meaning, pattern=f"^{IDENTIFIER}$", max_length=64)
