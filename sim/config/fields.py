"""The building blocks of the schema: sections, and fields whose bounds and defaults come from the tables."""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, Mapping, Sequence
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
        fields, kept = cls.model_fields, cls.keeps_null
        meant = cls.meant(data).items()
        return {key: value for key, value in meant if value is not None or key not in fields or key in kept}

    @classmethod
    def meant(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what data say as it is meant: whole numbers without a point, words however they are spelt."""
        readers = _readers(cls)
        return {key: read(value) if (read := readers.get(key)) else value for key, value in data.items()}


Reader = Callable[[Any], Any]
"""Returns a value as it is meant, and what is not of its type as it is."""


@cache
def _readers(section: type[Section]) -> dict[str, Reader]:
    """Return a reader for every field of a section whose values may be meant otherwise than they are written.

    They are made once, since every point of a sweep is a scenario that is checked anew.
    """
    fields = section.model_fields.items()
    readers = {name: _reader(*bare(field.annotation, field.metadata)) for name, field in fields}
    return {name: read for name, read in readers.items() if read is not None}


def bare(annotation: Any, marks: list[Any]) -> tuple[Any, list[Any]]:
    """Return a type without the marks and the `or nothing` around it, and the marks."""
    while get_origin(annotation) in (Annotated, Union, types.UnionType):
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            marks = [*marks, *more]
        else:
            annotation = next(option for option in get_args(annotation) if option is not type(None))
    return annotation, marks


def _reader(annotation: Any, marks: list[Any]) -> Reader | None:
    """Return the reader of a bare type; none where every value is meant as it is written."""
    for mark in marks:
        if isinstance(mark, OneOf):
            return _reader_of_words(mark)
        if isinstance(mark, PlainValidator):
            return None  # what checks it knows what is meant
    if annotation is int or get_origin(annotation) is Literal:
        return as_whole
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return lambda value: annotation.meant(value) if isinstance(value, Mapping) else value
    return _reader_of_items(annotation)


def _reader_of_words(allowed: OneOf) -> Reader:
    return lambda value: as_word(value, allowed.names())


def _reader_of_items(annotation: Any) -> Reader | None:
    """Return the reader of lists or mappings; none of anything else, or where their items are meant as written."""
    if get_origin(annotation) not in (list, dict):
        return None
    read = _reader(*bare(get_args(annotation)[-1], []))
    if read is None:
        return None
    if get_origin(annotation) is list:
        return lambda value: [read(item) for item in value] if isinstance(value, list) else value
    return lambda value: {key: read(item) for key, item in value.items()} if isinstance(value, Mapping) else value


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


def table_fields(entity: type, changes: bool = False, without: Collection[str] = ()) -> Callable[[type[S]], type[S]]:
    """Return a decorator that gives a section a field for every state variable of an entity, in their order.

    Parameters
    ----------
    entity : a class of annotated state variables.
    changes : whether the section changes variables, so that each is absent unless it is named.
    without : variables that the section does not have.
    """

    def extended(section: type[S]) -> type[S]:
        fields: dict[str, Any] = {}
        for name in variables(entity):
            if name in without:
                continue
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
