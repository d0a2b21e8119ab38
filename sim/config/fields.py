"""The building blocks of the schema: sections, and fields whose bounds and defaults come from the tables."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    create_model,
    model_validator,
)

from sim.config.constraints import ID, allowed_variable
from sim.config.errors import Fault, FaultsError
from sim.config.spelling import as_whole, as_word, spelt_schema
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
        data = cls.meant(data)
        dropped = {name for name in cls.model_fields if name not in cls.keeps_null}
        return {key: value for key, value in data.items() if value is not None or key not in dropped}

    @classmethod
    def meant(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what data say as it is meant: whole numbers without a point, words however they are spelt."""
        kinds = _kinds(cls)
        return {key: _meant(*kinds[key], value) if key in kinds else value for key, value in data.items()}


@cache
def _kinds(section: type[Section]) -> dict[str, tuple[Any, list[Any]]]:
    """Return the type of every field of a section and the marks on it."""
    return {name: bare(field.annotation, field.metadata) for name, field in section.model_fields.items()}


def bare(annotation: Any, marks: list[Any]) -> tuple[Any, list[Any]]:
    """Return a type without the marks and the `or nothing` around it, and the marks."""
    while get_origin(annotation) in (Annotated, Union, types.UnionType):
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            marks = [*marks, *more]
        else:
            annotation = next(option for option in get_args(annotation) if option is not type(None))
    return annotation, marks


def _meant(annotation: Any, marks: list[Any], value: Any) -> Any:
    """Return a value of a bare type as it is meant."""
    for mark in marks:
        if isinstance(mark, OneOf):
            return as_word(value, mark.names())
        if isinstance(mark, PlainValidator):
            return value  # what checks it knows what is meant
    if annotation is int or get_origin(annotation) is Literal:
        return as_whole(value)
    if isinstance(annotation, type) and issubclass(annotation, Section) and isinstance(value, Mapping):
        return annotation.meant(value)
    if get_origin(annotation) is list and isinstance(value, list):
        return [_meant(*bare(get_args(annotation)[0], []), item) for item in value]
    if get_origin(annotation) is dict and isinstance(value, Mapping):
        return {key: _meant(*bare(get_args(annotation)[1], []), item) for key, item in value.items()}
    return value


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
        about = {key: entry for key, entry in handler(schema).items() if key != "type"}
        return {**about, **spelt_schema(self.names())}

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
    return Field(description=meaning, pattern=f"^{ID}$", max_length=64)
