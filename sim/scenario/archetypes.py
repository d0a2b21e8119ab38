"""Archetypes: typical trusts from which the trusts of a scenario start."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sim.scenario.starting_state import checked_state


@dataclass(frozen=True, slots=True)
class Archetype:
    """A typical trust: what it is, where its levels come from, and its starting state."""

    title: str
    source: str
    state: dict[str, bool | int | float | str]


@cache
def archetypes() -> dict[str, Archetype]:
    """Return the shipped archetypes by name.

    Raises
    ------
    FaultsError : a state that a scenario could not have either.
    """
    from ruamel.yaml import YAML

    text = files("sim.scenario").joinpath("archetypes.yaml").read_text(encoding="utf-8")
    rows: dict[str, dict[str, Any]] = YAML(typ="safe", pure=True).load(text)
    return {
        name: Archetype(row["title"], row["source"], checked_state(row.get("state") or {}))
        for name, row in rows.items()
    }


def archetype_names() -> tuple[str, ...]:
    """Return the names of the shipped archetypes."""
    return tuple(archetypes())
