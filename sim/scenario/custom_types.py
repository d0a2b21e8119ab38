"""Partnership types that a scenario adds to the catalogue or changes in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from sim.config.constraints import IDENTIFIER, IDENTIFIER_WORDS, Allowed, allowed_variable, checked_table
from sim.config.errors import Fault, FaultsError, Location, shorten, unknown
from sim.config.spelling import as_word
from sim.model.enums import Nature, Scale, label
from sim.model.partnership_types import PartnershipType, catalogue_rows, partnership_type
from sim.model.state import PartnershipTypeState
from sim.model.variables import field_types, variables

TEXTS = {
    "extends": "the partnership type that this one extends",
    "title": "title in tables and figures",
    "meaning": "definition, in one line",
    "source": "source of the definition",
    "escalates_to": "the type it may escalate to",
}
MOST_TYPES = 100
WORD_LISTS = {"natures": Nature, "scales": Scale}

TypeRow = dict[str, Any]


@cache
def allowed_attributes() -> dict[str, Allowed]:
    """Return what each attribute of a partnership type may be, by name."""
    kind = field_types(PartnershipTypeState)
    return {name: allowed_variable(v, kind[name]) for name, v in variables(PartnershipTypeState).items()}


@cache
def _allowed_values() -> dict[str, Allowed]:
    return {**{name: Allowed(str, meaning=meaning) for name, meaning in TEXTS.items()}, **allowed_attributes()}


def checked_rows(value: Any) -> dict[str, TypeRow]:
    """Return the partnership types of a scenario, each a row with the keys it sets.

    Raises
    ------
    FaultsError : every fault in any of them, except in what they extend.
    """
    if not isinstance(value, Mapping):
        raise FaultsError([Fault((), f"found {shorten(value)}", "a mapping of each type to its attributes")])
    if len(value) > MOST_TYPES:
        raise FaultsError([Fault((), f"found {len(value)} types", f"at most {MOST_TYPES}")])
    faults: list[Fault] = []
    rows: dict[str, TypeRow] = {}
    for name, row in value.items():
        if not re.fullmatch(IDENTIFIER, str(name)):
            faults.append(Fault((name,), f"{shorten(name)} is not a valid name", IDENTIFIER_WORDS, at_key=True))
        try:
            rows[name] = _checked_row({} if row is None else row)
        except FaultsError as found:
            faults.extend(fault.under((name,)) for fault in found.faults)
    if faults:
        raise FaultsError(faults)
    return rows


def _checked_row(row: Any) -> TypeRow:
    if not isinstance(row, Mapping):
        raise FaultsError([Fault((), f"found {shorten(row)}", "a mapping of each attribute to its value")])
    row = {key: _words_meant(key, value) for key, value in row.items()}
    listed = {key: row[key] for key in (*WORD_LISTS, "sources") if row.get(key) is not None}
    faults: list[Fault] = []
    for key, value in listed.items():
        faults.extend(_sources_faults(value) if key == "sources" else _words_faults(key, value))
    checked: TypeRow = {}
    try:
        names = {*row} - {*WORD_LISTS, "sources"}
        checked = checked_table({key: row[key] for key in row if key in names}, _allowed_values, "key")
    except FaultsError as found:
        faults.extend(found.faults)
    if faults:
        raise FaultsError(faults)
    return {**checked, **listed}


def _words_meant(key: str, value: Any) -> Any:
    """Return a list of natures or scales with each word as it is meant."""
    if key not in WORD_LISTS or not isinstance(value, list):
        return value
    return [as_word(word, [label(member) for member in WORD_LISTS[key]]) for word in value]


def _words_faults(key: str, value: Any) -> list[Fault]:
    words = [label(member) for member in WORD_LISTS[key]]
    if not isinstance(value, list) or not value:
        return [Fault((key,), f"found {shorten(value)}", f"a list with one or more of {', '.join(words)}")]
    noun = key.removesuffix("s")
    return [unknown((key, i), noun, item, words) for i, item in enumerate(value) if item not in words]


def _sources_faults(value: Any) -> list[Fault]:
    if not isinstance(value, Mapping):
        return [
            Fault(("sources",), f"found {shorten(value)}", "a mapping of each attribute to the source of its value")
        ]
    names = list(allowed_attributes())
    faults = [unknown(("sources", key), "attribute", key, names, at_key=True) for key in value if key not in names]
    texts = Allowed(str)
    return faults + [
        texts.fault(("sources", key), text) for key, text in value.items() if key in names and not texts.fits(text)
    ]


def resolved_rows(rows: Mapping[str, TypeRow]) -> dict[str, TypeRow]:
    """Return every type a scenario may use, the catalogue first, with what each extends filled in.

    A type with the name of one in the catalogue changes that one for this scenario.

    Raises
    ------
    FaultsError : a type that extends one that does not exist, or itself by way of others.
    """
    faults = extends_faults(rows)
    if faults:
        raise FaultsError(faults)
    return {name: _resolved(name, rows) for name in dict.fromkeys((*catalogue_rows(), *rows))}


def escalation_faults(rows: Mapping[str, TypeRow]) -> list[Fault]:
    """Return the faults in what the types of a scenario may escalate to."""
    names = list(dict.fromkeys((*catalogue_rows(), *rows)))
    faults = [
        unknown((name, "escalates_to"), "partnership type", row["escalates_to"], [n for n in names if n != name])
        for name, row in rows.items()
        if row.get("escalates_to") is not None and (row["escalates_to"] not in names or row["escalates_to"] == name)
    ]
    if faults or extends_faults(rows):
        return faults
    resolved = resolved_rows(rows)
    for name in rows:
        partnership_type = resolved[name]
        larger = resolved.get(partnership_type.get("escalates_to") or "", {})
        if any(
            partnership_type.get(key)
            for partnership_type in (larger, partnership_type if larger else {})
            for key in ("joint", "external_body")
        ):
            found = "`escalates_to` needs two types that each have one target and one partner"
            faults.append(Fault((name, "escalates_to"), found, "a type that is neither joint nor external"))
    return faults


def type_faults(rows: Mapping[str, TypeRow]) -> list[Fault]:
    """Return the faults of types with attributes that rule each other out."""
    if extends_faults(rows):
        return []
    resolved = resolved_rows(rows)
    faults = []
    for name in rows:
        partnership_type = resolved[name]
        if partnership_type.get("joint") and (
            partnership_type.get("integrates") or partnership_type.get("external_body")
        ):
            found = "is joint (several members), so it can neither merge two organisations nor be external"
            faults.append(Fault((name,), found, "only one of joint, integrates and external_body", at_key=True))
        elif partnership_type.get("integrates") and partnership_type.get("external_body"):
            found = "is provided by an external organisation, so it cannot merge two organisations"
            faults.append(Fault((name,), found, "only one of integrates and external_body", at_key=True))
    return faults


def base_of(name: str, rows: Mapping[str, TypeRow]) -> tuple[str, bool]:
    """Return the name of the type that a type starts from, and whether the catalogue's own row is meant.

    The name is empty where it starts from nothing.
    """
    base = rows[name].get("extends") if name in rows else None
    if base is None or base == name:
        return (name, True) if name in catalogue_rows() and name in rows else ("", False)
    return base, base not in rows


def extends_faults(rows: Mapping[str, TypeRow]) -> list[Fault]:
    """Return the faults in what the types of a scenario extend."""
    names = list(dict.fromkeys((*catalogue_rows(), *rows)))
    faults = []
    for name in rows:
        location: Location = (name, "extends")
        base = rows[name].get("extends")
        if base is not None and (base not in names or (base == name and name not in catalogue_rows())):
            faults.append(unknown(location, "partnership type", base, [other for other in names if other != name]))
        elif chain := _cycle(name, rows):
            faults.append(Fault(location, f"circular `extends`: {' extends '.join(chain)}"))
    return faults


def _cycle(name: str, rows: Mapping[str, TypeRow]) -> list[str]:
    """Return the names from a type back to itself, or nothing."""
    chain = [name]
    while True:
        base, shipped = base_of(chain[-1], rows)
        if shipped or base not in rows:
            return []
        if base in chain:
            return [*chain, base] if base == name else []
        chain.append(base)


def _resolved(name: str, rows: Mapping[str, TypeRow]) -> TypeRow:
    if name not in rows:
        return catalogue_rows()[name]
    base, shipped = base_of(name, rows)
    inherited = dict(catalogue_rows()[base] if shipped else _resolved(base, rows)) if base else {}
    own = {key: value for key, value in rows[name].items() if key != "extends"}
    if base != name:
        inherited.pop("title", None)  # a new type is called by its own name in figures
    # The source of a value does not vouch for a value that replaces it.
    sources = {key: text for key, text in inherited.get("sources", {}).items() if key not in own}
    return {**inherited, **own, "sources": {**sources, **own.get("sources", {})}}


def types_from_rows(rows: Mapping[str, TypeRow]) -> dict[str, PartnershipType]:
    """Return every partnership type a scenario may use, by name, the catalogue first; raises `FaultsError`."""
    return {name: partnership_type(name, row) for name, row in resolved_rows(rows).items()}
