"""Ranges of the attributes of partnership types, argued one by one, and what no source allows of two types together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sim.model.partnership_types import shipped_catalogue
from sim.model.plausible_range import PlausibleRange
from sim.model.state import PartnershipTypeState
from sim.model.variables import field_types, variables


@dataclass(frozen=True, slots=True)
class NeverMore:
    """What is out of the question: that a type does more than another in any of some attributes."""

    type: str
    than: str
    attributes: tuple[str, ...]
    why: str


@cache
def _said() -> dict[str, Any]:
    from ruamel.yaml import YAML

    text = files("sim.model").joinpath("partnership_type_ranges.yaml").read_text(encoding="utf-8")
    said: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return said


@cache
def attribute_ranges() -> dict[str, PlausibleRange]:
    """Return the range of every attribute of every shipped type, by `type.attribute`.

    Attributes that are whole numbers, flags or choices say what the type is, and so do those at 0 or at their highest:
    they have no range.

    Examples
    --------
    >>> buddy = attribute_ranges()["buddying.cost_to_centre"]
    >>> buddy.low, buddy.high
    (0.148, 0.296)
    """
    kinds, ranges = field_types(PartnershipTypeState), {}
    bounds = {name: variable.high for name, variable in variables(PartnershipTypeState).items()}
    for name, partnership_type in shipped_catalogue().items():
        for attribute, value in partnership_type.attributes().items():
            if kinds[attribute] is float and value not in (0.0, bounds[attribute]):
                key = f"{name}.{attribute}"
                argued = _said()["types"].get(key) or _said()["attributes"][attribute]
                ranges[key] = _range_of(value, argued, bounds[attribute])
    return ranges


def _range_of(value: float, argued: Mapping[str, Any], bound: float | None) -> PlausibleRange:
    low, high = argued["values"] if "values" in argued else [times * value for times in argued["times"]]
    return PlausibleRange(low, high if bound is None else min(high, bound), argued["why"])


@cache
def never_more() -> tuple[NeverMore, ...]:
    """Return what no source allows of two types together.

    Examples
    --------
    >>> never_more()[0].type, never_more()[0].than
    ('buddying', 'acquisition')
    """
    return tuple(NeverMore(row["type"], row["than"], tuple(row["in"]), row["why"]) for row in _said()["never_more"])


def is_plausible_together(drawn: Mapping[str, float]) -> bool:
    """Return whether no type does more than another that surely does as much.

    Parameters
    ----------
    drawn : values by `type.attribute`; what is not among them is as in the catalogue.
    """
    catalogue = shipped_catalogue()

    def value(name: str, attribute: str) -> float:
        return drawn.get(f"{name}.{attribute}", float(catalogue[name].attributes()[attribute]))

    return all(
        value(rule.type, attribute) <= value(rule.than, attribute)
        for rule in never_more()
        for attribute in rule.attributes
    )
