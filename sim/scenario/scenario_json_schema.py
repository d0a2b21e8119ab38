"""The JSON Schema of scenario files, with which editors complete keys and mark mistakes as a file is written."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from sim.config.constraints import IDENTIFIER, Allowed, allowed_parameters
from sim.config.json_schema import allow_nulls, nullable, said, unsaid
from sim.config.spelling import spelt_schema
from sim.model.enums import DatedEventType, label
from sim.model.partnership_types import catalogue_rows
from sim.model.state import RegulatorState, TrustState
from sim.model.variables import partnership_type_variables, variables
from sim.outcomes import OUTCOMES
from sim.scenario.custom_types import TEXTS, WORD_LISTS, allowed_attributes
from sim.scenario.event_checks import NEEDED_KEYS, WHOM, keys_of
from sim.scenario.oversight_regimes import allowed_regime_parameters, shipped_regimes
from sim.scenario.recorded_measures import measured_variables
from sim.scenario.scenario_schema import Scenario
from sim.scenario.starting_state import allowed_state, allowed_unit_state

SPELT_IDENTIFIER = "^ *[A-Za-z][A-Za-z0-9_ -]*$"
REPLACED_AS_A_WHOLE = ("PolicyChange", "DatedEvent", "Expectation", "OtherType", "Trend", "PastFigures")
TYPE_NAMES = (
    ("PlannedPartnership", "type"),
    *(
        (section, lever)
        for lever in partnership_type_variables(RegulatorState)
        for section in ("RegulatorSection", "PolicyChange", "OwnLevers", "RegimeLevers")
    ),
    ("PartnershipType", "escalates_to"),
    ("PartnershipType", "extends"),
)


def scenario_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a scenario file.

    A file that extends another need not say everything, so nothing is required but the ids by which items are merged,
    and what the items of lists that are replaced as a whole must contain. Every key may be empty, which removes it.
    """
    schema = Scenario.model_json_schema()
    parts: dict[str, Any] = schema["$defs"]
    del schema["properties"]["name"]
    schema["properties"]["parameters"] |= _table(allowed_parameters())
    schema["properties"]["partnership_types"] |= _types()
    for name in ("PolicyChange", "OversightRegime"):
        parts[name]["properties"]["parameters"] |= _table(allowed_regime_parameters())
    parts["TrustSection"]["properties"]["state"] |= _table(allowed_state())
    parts["UnitSection"]["properties"]["state"] |= _table(allowed_unit_state())
    variable = parts["Expectation"]["properties"]["variable"]
    parts["Expectation"]["properties"]["variable"] = {**_without_type(variable), **spelt_schema(measured_variables())}
    for bound in ("at_least", "at_most"):
        _allow_ratings(parts["Expectation"]["properties"][bound])
    for name, part in parts.items():
        if name not in REPLACED_AS_A_WHOLE:
            part["required"] = ["id"] if "id" in part["properties"] else []
    schema.pop("required", None)
    extends = {"type": "string", "description": "the scenario that this one extends: a name, or the path of its file"}
    schema["properties"] = {"extends": extends, **schema["properties"]}
    for part in (schema, *parts.values()):
        allow_nulls(part)
    parts["Expectation"]["allOf"] = _rules_of_expectations()
    parts["DatedEvent"]["allOf"] = _rules_of_events(tuple(parts["DatedEvent"]["properties"]))
    parts["PolicyChange"]["minProperties"] = 2  # a month, and a lever
    _describe_outcomes(parts)
    parts["PartnershipType"] = _type_row()
    for properties in (schema["properties"], parts["PolicyChange"]["properties"]):
        _suggest(properties, "oversight_regime", list(shipped_regimes()))
    for name, key in TYPE_NAMES:
        _suggest_types(parts[name]["properties"], key)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Scenario", **schema}


def _rules_of_expectations() -> list[dict[str, Any]]:
    """Return what the keys of an expectation say of each other: one measure, and a bound."""
    return [
        {"anyOf": [said("outcome"), said("variable", "month")]},
        {"if": said("outcome"), "then": unsaid("variable", "month")},
        {"anyOf": [said("at_least"), said("at_most")]},
    ]


def _rules_of_events(keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return what each type of dated event must have and may not have, and that it hits one kind of whom."""
    rules: list[dict[str, Any]] = [{"not": said(*pair)} for pair in combinations(WHOM, 2)]
    for kind in DatedEventType:
        is_of_kind = {"required": ["type"], "properties": {"type": spelt_schema([label(kind)])}}
        others = unsaid(*(key for key in keys if key not in keys_of(kind)))
        rules.append({"if": is_of_kind, "then": {"allOf": [said(*NEEDED_KEYS[kind]), others]}})
    return rules


def _without_type(value: dict[str, Any]) -> dict[str, Any]:
    return {key: entry for key, entry in value.items() if key not in ("type", "anyOf")}


def _allow_ratings(bound: dict[str, Any]) -> None:
    """Let a bound also be the word of a rating, a stage or whatever else has words for its numbers."""
    choices = {variable.choices for variable in variables(TrustState).values() if variable.choices is not None}
    words = sorted({label(member) for choice in choices for member in choice})
    bound["anyOf"] = [*bound["anyOf"], *spelt_schema(words)["anyOf"]]


def _table(allowed: Mapping[str, Allowed]) -> dict[str, Any]:
    properties = {name: nullable(entry.json_schema()) for name, entry in allowed.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _types() -> dict[str, Any]:
    row = {"$ref": "#/$defs/PartnershipType"}
    return {
        "type": "object",
        "properties": {name: {**row, "title": entry["title"]} for name, entry in catalogue_rows().items()},
        "propertyNames": {"pattern": f"^{IDENTIFIER}$"},
        "additionalProperties": row,
    }


def _type_row() -> dict[str, Any]:
    texts = {key: Allowed(str, meaning=meaning) for key, meaning in TEXTS.items()}
    row = _table({**texts, **allowed_attributes()})
    for key, choices in WORD_LISTS.items():
        row["properties"][key] = {
            "type": ["array", "null"],
            "items": spelt_schema([label(member) for member in choices]),
            "minItems": 1,
            "description": f"the {key} that the type allows",
        }
    row["properties"]["sources"] = {
        "type": ["object", "null"],
        "propertyNames": {"enum": list(allowed_attributes())},
        "additionalProperties": {"type": "string"},
        "description": "source of the value of each attribute",
    }
    return {**row, "type": ["object", "null"]}


def _describe_outcomes(parts: dict[str, Any]) -> None:
    """Give every outcome its meaning, which editors show beside its name."""
    for name in ("MainOutcome", "Expectation"):
        describe_names(parts[name]["properties"]["outcome"])


def describe_names(outcome: dict[str, Any]) -> None:
    """Give every outcome that the schema of a name offers its meaning."""
    outcome["anyOf"][:1] = [
        {"const": name, "description": f"{outcome.meaning} ({outcome.unit}; of {outcome.among})"}
        for name, outcome in OUTCOMES.items()
    ]


def _suggest_types(properties: dict[str, Any], key: str) -> None:
    """Offer the types of the catalogue where a type is named; a scenario may have types of its own."""
    _suggest(properties, key, list(catalogue_rows()))


def _suggest(properties: dict[str, Any], key: str, names: list[str]) -> None:
    """Offer names where one is written that a scenario may also define itself."""
    description = properties[key].get("description", "")
    own = {"type": ["string", "null"], "pattern": SPELT_IDENTIFIER}
    properties[key] = {"anyOf": [{"enum": names}, own], "description": description}
