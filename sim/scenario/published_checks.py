"""Checks of what is published of a trust: nothing is said twice, and no figure is beyond what its unit allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.config.constraints import is_number, is_whole
from sim.config.errors import Fault, Location
from sim.model.enums import ProviderType, label
from sim.model.indicators import access_measure
from sim.scenario.partial_scenario import Written
from sim.scenario.published_keys import LEVELS, settled_variables

Row = Mapping[str, Any]


def published_faults(written: Written) -> Iterator[Fault]:
    """Yield the faults in what is published of the trusts of a scenario."""
    for location, row in written.items("trusts"):
        published = row.get("published")
        if isinstance(published, Mapping):
            place = (*location, "published")
            yield from _archetype_too(location, row)
            yield from _said_twice(location, row, published)
            yield from _errors_of_nothing(place, published)
            yield from _past(place, published)
            yield from _access(place, published, row.get("provider_type") or label(ProviderType.ACUTE))


def _archetype_too(location: Location, row: Row) -> Iterator[Fault]:
    if row.get("archetype") is not None:
        found = "a trust is described by its archetype or by what is published of it, not by both"
        allowed = "`archetype` or `published`; null for the one that an extended scenario sets"
        yield Fault((*location, "archetype"), found, allowed, at_key=True, other=(*location, "published"))


def _said_twice(location: Location, row: Row, published: Row) -> Iterator[Fault]:
    """Yield published figures of which the state says the same variable; one fault for each key of the state."""
    state = row.get("state")
    if not isinstance(state, Mapping):
        return
    for keys, variable in settled_variables(published):
        if state.get(variable) is not None:
            key = ".".join(("published", *keys))
            allowed = f"either {key} or state.{variable}"
            other = (*location, "published", *keys)
            yield Fault((*location, "state", variable), f"is said by {key}, too", allowed, at_key=True, other=other)


def _errors_of_nothing(place: Location, published: Row) -> Iterator[Fault]:
    errors: Any = published.get("errors")
    for key in LEVELS if isinstance(errors, Mapping) else ():
        if errors.get(key) is not None and published.get(key) is None:
            found = "is the error of a figure that is not given"
            yield Fault((*place, "errors", key), found, f"only beside `{key}` under `published`", at_key=True)


def _past(place: Location, published: Row) -> Iterator[Fault]:
    """Yield figures of the past that say nothing, or that speak of the same time as others."""
    seen: dict[int, Location] = {}
    for location, figures in Written(published).items("history"):
        at = (*place, *location)
        ago: Any = figures.get("months_ago")
        if all(figures.get(key) is None for key in LEVELS):
            yield Fault(at, "has no figure", "at least one of access, engagement, surplus")
        if not is_whole(ago):
            continue
        if ago in seen:
            found = f"has figures of {ago} months ago twice"
            yield Fault((*at, "months_ago"), found, "one item for each time", other=seen[ago])
        seen.setdefault(ago, at)


def _access(place: Location, published: Row, provider_type: Any) -> Iterator[Fault]:
    """Yield access figures, and errors of them, that the measure of the type of provider cannot have."""
    if provider_type not in map(label, ProviderType):
        return  # has a fault of its own
    item = access_measure(provider_type)
    errors = published.get("errors")
    rows = [(place, published), *(((*place, *at), row) for at, row in Written(published).items("history"))]
    figures: list[tuple[Location, Any, float, float]] = [
        ((*at, "access"), row.get("access"), item.low, item.high) for at, row in rows
    ]
    if isinstance(errors, Mapping):
        figures.append(((*place, "errors", "access"), errors.get("access"), 0.0, item.high - item.low))
    named = f"{provider_type.replace('_', ' ')} trusts publish {item.title!r} ({item.unit})"
    for at, figure, low, high in figures:
        if is_number(figure) and not low <= figure <= high:
            yield Fault(at, f"found {figure:g}; {named}", f"a number from {low:g} to {high:g}")
