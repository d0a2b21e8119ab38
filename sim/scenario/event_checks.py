"""Checks of the dated events of a scenario: each type has keys of its own, and each event hits somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from sim.config.constraints import is_whole
from sim.config.errors import Fault, Location
from sim.config.naming import reference_faults
from sim.config.spelling import as_word
from sim.model.enums import DatedEventType, ProviderType, label
from sim.scenario.names import names_by_id
from sim.scenario.partial_scenario import Written, late

OF_ALL_TYPES = ("month", "type", "because")
WHOM = ("trust", "provider_type", "local_health_economy")
"""Keys that say whom an event hits, of which it has one, or none: all trusts."""

NEEDED_KEYS: dict[DatedEventType, tuple[str, ...]] = {
    DatedEventType.SHOCK: ("of", "size", "months"),
    DatedEventType.SCANDAL: ("trust",),
    DatedEventType.FAILED_BUILDING_PROJECT: ("trust",),
    DatedEventType.CHIEF_EXECUTIVE_REPLACED: ("trust",),
    DatedEventType.GRANT: ("amount",),
}
FREE_KEYS: dict[DatedEventType, tuple[str, ...]] = {
    DatedEventType.SHOCK: WHOM,
    DatedEventType.SCANDAL: ("loss",),
    DatedEventType.FAILED_BUILDING_PROJECT: (),
    DatedEventType.CHIEF_EXECUTIVE_REPLACED: ("leadership",),
    DatedEventType.GRANT: WHOM,
}
ONCE_A_MONTH = tuple(kind for kind, keys in NEEDED_KEYS.items() if "trust" in keys)
"""Types that happen at one trust, and there once in a month."""

NEEDED_WORDS = {
    "of": "demand, funding or workforce",
    "size": "a number from -0.5 to 0.5",
    "months": "how many months it lasts",
    "trust": "the id or name of a trust",
    "amount": "an amount in £m",
}


def keys_of(kind: DatedEventType) -> tuple[str, ...]:
    """Return the keys of a type of event, in their order in a file."""
    return ("month", "type", *NEEDED_KEYS[kind], *FREE_KEYS[kind], "because")


def event_faults(written: Written) -> Iterator[Fault]:
    """Yield what is wrong with the dated events of a scenario."""
    for location, row in written.items("events"):
        yield from late((*location, "month"), row.get("month"), written.months)
        yield from reference_faults(
            (*location, "trust"), "trust", row.get("trust"), names_by_id(written.data, "trusts")
        )
        places = names_by_id(written.data, "local_health_economies")
        place = row.get("local_health_economy")
        yield from reference_faults((*location, "local_health_economy"), "local health economy", place, places)
        kind = kind_of(row)
        if kind is not None:
            said = [key for key, value in row.items() if value is not None]
            yield from chain(_keys(location, said, kind), _whom(location, said, kind))


def kind_of(row: Mapping[str, Any]) -> DatedEventType | None:
    """Return the type of an event; None for one that does not exist, which has a fault of its own."""
    words = {label(kind): kind for kind in DatedEventType}
    word = as_word(row.get("type"), words)
    return words.get(word) if isinstance(word, str) else None


def _keys(location: Location, said: list[str], kind: DatedEventType) -> Iterator[Fault]:
    """Yield keys that a type does not have, and those that are missing."""
    every = {key for each in DatedEventType for key in keys_of(each)}
    own = keys_of(kind)
    for key in said:
        if key in every and key not in own:  # a key of no type has a fault of its own
            found = f"a {_words(kind)} has no `{key}`"
            yield Fault((*location, key), found, ", ".join(own), at_key=True)
    for key in NEEDED_KEYS[kind]:
        if key not in said:
            yield Fault((*location, key), "is missing", NEEDED_WORDS[key])


def _whom(location: Location, said: list[str], kind: DatedEventType) -> Iterator[Fault]:
    """Yield a second key that says whom an event hits."""
    whom = [key for key in WHOM if key in said and key in keys_of(kind)]
    for key in whom[1:]:
        allowed = "one of trust, provider_type and local_health_economy, or none of them: all trusts"
        found = f"`{whom[0]}` says already whom it hits"
        yield Fault((*location, key), found, allowed, at_key=True, other=(*location, whom[0]))


def _words(kind: DatedEventType) -> str:
    return label(kind).replace("_", " ")


def useless_events(written: Written) -> Iterator[Fault]:
    """Yield events that could never do anything: they hit nobody, or happen where the same happens anyway."""
    seen: dict[tuple[Any, ...], Location] = {}
    for location, row in written.items("events"):
        yield from _nobody(written, location, row)
        kind, month, trust = kind_of(row), row.get("month"), row.get("trust")
        if kind not in ONCE_A_MONTH or not is_whole(month) or not isinstance(trust, str):
            continue
        other = seen.setdefault((kind, month, trust), location)
        if other is not location:
            found = f"is the second {_words(kind)} of {trust!r} in month {month}"
            yield Fault(location, found, "one in a month", other=other)


def _nobody(written: Written, location: Location, row: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the fault of an event that hits no trust that the scenario has."""
    words = [label(kind) for kind in ProviderType]
    wanted, place = as_word(row.get("provider_type"), words), row.get("local_health_economy")
    types = _provider_types(written)
    if wanted in words and wanted not in types:
        found = f"there is no trust of type {wanted!r}, so that it hits nobody"
        yield Fault((*location, "provider_type"), found, ", ".join(types) or "a type of a trust")
    places = [trust.get("local_health_economy") for _, trust in written.items("trusts")]
    if place in written.ids("local_health_economies") and place not in places:
        found = f"no trust is in {place!r}, so that it hits nobody"
        full = [name for name in written.ids("local_health_economies") if name in places]
        yield Fault((*location, "local_health_economy"), found, ", ".join(full) or "a place with trusts")


def _provider_types(written: Written) -> list[str]:
    """Return the types of provider of all trusts, in the order of the types; one that is omitted is acute."""
    words = [label(kind) for kind in ProviderType]
    groups = [row for _, row in written.groups if row.get("trusts") != 0] if written.mapping("background") else []
    rows = [*(row for _, row in written.items("trusts")), *groups]
    found = [as_word(row.get("provider_type") or label(ProviderType.ACUTE), words) for row in rows]
    return [word for word in words if word in found]
