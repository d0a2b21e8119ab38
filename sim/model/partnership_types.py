"""The catalogue of partnership types, read from data; a scenario may add its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from sim.model.enums import Nature, Scale, Service, label
from sim.model.state import PartnershipTypeState
from sim.model.variables import field_types, initial_values, variables


@dataclass
class PartnershipType(PartnershipTypeState):
    """A type of partnership: what it stands for, its attributes, what it allows and what it may become."""

    name: str
    title: str
    meaning: str
    source: str
    natures: tuple[Nature, ...]
    scales: tuple[Scale, ...]
    escalates_to: str | None = None
    sources: dict[str, str] = field(default_factory=dict)

    def source_of(self, attribute: str) -> str:
        """Return where the value of an attribute comes from."""
        return self.sources.get(attribute, "assumed")

    def attributes(self) -> dict[str, float]:
        """Return the value of every attribute by name."""
        return {name: getattr(self, name) for name in field_types(PartnershipTypeState)}

    def attributes_in_words(self) -> dict[str, float | str]:
        """Return the value of every attribute as files have it: a choice by its word."""
        choices = {name: variable.choices for name, variable in variables(PartnershipTypeState).items()}
        return {
            name: value if (words := choices[name]) is None else label(words(int(value)))
            for name, value in self.attributes().items()
        }


def partnership_type(name: str, row: Mapping[str, Any]) -> PartnershipType:
    """Return a partnership type from one checked row of the catalogue or of a scenario."""
    made = PartnershipType(
        name=name,
        title=row.get("title", name.replace("_", " ").capitalize()),
        meaning=row.get("meaning", "defined by the scenario"),
        source=row.get("source", "assumed"),
        natures=tuple(Nature[word.upper()] for word in row.get("natures", ("voluntary", "mandated"))),
        scales=tuple(Scale[word.upper()] for word in row.get("scales", ("individual", "structural"))),
        escalates_to=row.get("escalates_to"),
        sources=dict(row.get("sources", {})),
    )
    kind = field_types(PartnershipTypeState)
    numbers = {**row, "service": Service[row.get("service", Service.WHOLE_TRUST.name).upper()]}
    said = {attribute: kind[attribute](value) for attribute, value in numbers.items() if attribute in kind}
    # All at once, since every point of a sweep makes all types anew.
    vars(made).update({**initial_values(PartnershipTypeState), **said})
    return made


@cache
def catalogue_rows() -> dict[str, dict[str, Any]]:
    """Return the shipped catalogue as plain data, by the name of the type."""
    from ruamel.yaml import YAML

    text = files("sim.model").joinpath("partnership_types.yaml").read_text(encoding="utf-8")
    rows: dict[str, dict[str, Any]] = YAML(typ="safe", pure=True).load(text)
    return rows


def shipped_catalogue() -> dict[str, PartnershipType]:
    """Return the shipped partnership types by name.

    Examples
    --------
    >>> shipped_catalogue()["buddying"].mentoring > 0
    True
    """
    return {name: partnership_type(name, row) for name, row in catalogue_rows().items()}
