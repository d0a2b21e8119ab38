"""Names in a scenario as what they stand for: ids of trusts and partnerships, words of types, numbers of ratings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sim.config.naming import id_or_text
from sim.config.spelling import as_word
from sim.model.enums import label
from sim.model.partnership_types import catalogue_rows
from sim.model.state import RegulatorState, TrustState
from sim.model.variables import partnership_type_variables, variables
from sim.scenario.oversight_regimes import shipped_regimes
from sim.scenario.recorded_measures import measured_variables, recorded_variables

Row = dict[str, Any]


def with_names_resolved(data: Mapping[str, Any]) -> Row:
    """Return a scenario with ids where it names trusts, and with the words it means; what is not known stays as it is.

    Parameters
    ----------
    data
        a merged scenario as plain data; parts of it may be of a wrong type.
    """
    resolved = dict(data)
    trust = _resolver(trusts_and_units(data))
    keys = ("partnerships", "local_health_economies", "systems")
    partnership, place, system = (_resolver(names_by_id(data, key)) for key in keys)

    def kind(found: Any) -> Any:
        return as_word(found, (*catalogue_rows(), *_mapping(data, "partnership_types")))

    levers = dict.fromkeys(partnership_type_variables(RegulatorState), kind)
    _change(resolved, "main_outcome", {"trust": trust})
    _change(resolved, "regulator", levers)

    def regime(found: Any) -> Any:
        return as_word(found, (*shipped_regimes(), *_mapping(data, "oversight_regimes")))

    def section(found: Any) -> Any:
        return _changed(found, levers) if isinstance(found, Mapping) else found

    _change_items(resolved, "policy_changes", {**levers, "oversight_regime": regime, "trust": trust, "system": system})
    if "oversight_regime" in resolved:
        resolved["oversight_regime"] = regime(resolved["oversight_regime"])
    _change_items(resolved, "trusts", {"local_health_economy": place, "regulator": section})
    members = {"trusts": _each(trust), "local_health_economies": _each(place), "regulator": section}
    _change_items(resolved, "systems", members)
    _change_items(resolved, "events", {"trust": trust, "local_health_economy": place})
    _change_items(resolved, "expect", {"trust": trust})
    sides = {"target": trust, "partner": trust, "members": _each(trust)}
    _change_items(resolved, "partnerships", {**sides, "type": kind, "follows": partnership})
    if types := _mapping(data, "partnership_types"):
        resolved["partnership_types"] = types = dict(types)
        for name in types:
            _change(types, name, {"extends": kind, "escalates_to": kind})
    if isinstance(data.get("expect"), list):
        resolved["expect"] = [_with_variable_resolved(row) for row in resolved["expect"]]
    return resolved


def _resolver(names: Mapping[str, str]) -> Callable[[Any], Any]:
    """Return what turns a name into the id that it stands for."""
    return lambda found: id_or_text(found, names) if isinstance(found, str) else found


def names_by_id(data: Mapping[str, Any], key: str) -> dict[str, str]:
    """Return the name of each item of a list by its id; the id itself where it has no name."""
    rows = data.get(key)
    found = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return {
        row["id"]: row["name"] if isinstance(row.get("name"), str) else row["id"]
        for row in found
        if isinstance(row.get("id"), str)
    }


def trusts_and_units(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the name of each trust and of each unit of one by its id."""
    rows = data.get("trusts")
    trusts = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return {**names_by_id(data, "trusts"), **{k: v for row in trusts for k, v in names_by_id(row, "units").items()}}


def _mapping(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = data.get(key)
    return found if isinstance(found, Mapping) else {}


def _each(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda found: [change(item) for item in found] if isinstance(found, list) else found


def _change(data: Row, key: str, changes: Mapping[str, Callable[[Any], Any]]) -> None:
    """Replace values of a section, if it is there and has them."""
    if isinstance(data.get(key), Mapping):
        data[key] = _changed(data[key], changes)


def _change_items(data: Row, key: str, changes: Mapping[str, Callable[[Any], Any]]) -> None:
    """Replace values of each item of a list, if it is there."""
    if isinstance(data.get(key), list):
        data[key] = [_changed(row, changes) if isinstance(row, Mapping) else row for row in data[key]]


def _changed(row: Mapping[str, Any], changes: Mapping[str, Callable[[Any], Any]]) -> Row:
    return {key: changes[key](value) if key in changes else value for key, value in row.items()}


def _with_variable_resolved(row: Any) -> Any:
    """Return an expectation with the word of its variable, and words among its bounds as the numbers they stand for."""
    if not isinstance(row, Mapping) or not isinstance(row.get("variable"), str):
        return row
    name = as_word(row["variable"], recorded_variables())
    row = {**row, "variable": name if name in recorded_variables() else as_word(name, measured_variables())}
    variable = variables(TrustState).get(name)
    if variable is None or variable.choices is None:
        return row
    numbers = {label(member): int(member) for member in variable.choices}
    bounds = {key: as_word(row[key], numbers) for key in ("at_least", "at_most") if isinstance(row.get(key), str)}
    return {**row, **{key: numbers.get(word, word) for key, word in bounds.items()}}
