"""From pydantic's reports to faults in plain words, with what the schema allows at that place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sim.config.constraints import ID_WORDS, Allowed, quotes_hint
from sim.config.errors import MOST_PROBLEMS, Fault, FaultsError, Location, names_text, shorten, unknown
from sim.config.fields import OneOf, bare


def faults_of(error: ValidationError, model: type[BaseModel]) -> list[Fault]:
    """Return the faults behind a failed validation of `model`."""
    faults: list[Fault] = []
    for detail in error.errors(include_url=False)[: MOST_PROBLEMS + 1]:
        inner = detail.get("ctx", {}).get("error")
        if isinstance(inner, FaultsError):
            faults.extend(fault.under(detail["loc"]) for fault in inner.faults)
        else:
            faults.append(_fault(detail, model))
    return faults


def is_complete(error: ValidationError) -> bool:
    """Return whether the checks across all parts of the model have been made."""
    return any(not detail["loc"] for detail in error.errors(include_url=False))


def _fault(detail: Mapping[str, Any], model: type[BaseModel]) -> Fault:
    location: Location = detail["loc"]
    if detail["type"] == "extra_forbidden":
        names = [name for name in _model_at(model, location[:-1]).model_fields if len(location) > 1 or name != "name"]
        return unknown(location, "key", location[-1], names, at_key=True)
    annotation, metadata = _at(model, location)
    if detail["type"] == "missing":
        return Fault(location, "is missing", _allowed(annotation, metadata))
    names_of = next((mark for mark in metadata if isinstance(mark, OneOf)), None)
    if names_of is not None and isinstance(detail["input"], str):
        return unknown(location, names_of.noun, detail["input"], names_of.names())
    allowed = _allowed(annotation, metadata) + quotes_hint(annotation, detail["input"])
    return Fault(location, f"found {shorten(detail['input'])}", allowed)


def _at(model: type[BaseModel], location: Location) -> tuple[Any, list[Any]]:
    """Return the type that a model has at a location, and the marks on it, bounds among them."""
    annotation, metadata = bare(model, [])
    for step in location:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            field = annotation.model_fields[str(step)]
            annotation, metadata = bare(field.annotation, field.metadata)
        else:
            annotation, metadata = bare(get_args(annotation)[-1], [])
    return annotation, metadata


def _model_at(model: type[BaseModel], location: Location) -> type[BaseModel]:
    annotation: type[BaseModel]
    annotation, _ = _at(model, location)
    return annotation


def _allowed(annotation: Any, metadata: list[Any]) -> str:
    """Return in words what a type with its marks allows."""
    if get_origin(annotation) is Literal:
        return " or ".join(map(str, get_args(annotation)))
    if get_origin(annotation) is list:
        return "a list of items, each beginning with `- `"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"a mapping with the keys {', '.join(name for name in annotation.model_fields)}"
    for mark in metadata:
        if isinstance(mark, OneOf):
            return names_text(mark.names())
    if annotation is str:
        return _allowed_text(metadata)
    return str(Allowed(annotation, _mark(metadata, "ge"), _mark(metadata, "le")))


def _mark(metadata: list[Any], name: str) -> Any:
    """Return a bound by the name pydantic gives it, or None."""
    return next((getattr(mark, name) for mark in metadata if hasattr(mark, name)), None)


def _allowed_text(metadata: list[Any]) -> str:
    longest = _mark(metadata, "max_length")
    limit = f"at most {longest} characters" if longest else ""
    if _mark(metadata, "pattern"):
        return f"{ID_WORDS}; {limit}"
    text = "non-empty text" if _mark(metadata, "min_length") else "text"
    return f"{text}, {limit}" if limit else text
