"""The JSON Schema of scenario files, with which editors complete keys and mark mistakes as a file is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.config.constraints import IDENTIFIER, Allowed, allowed_parameters
from sim.config.json_schema import allow_nulls, nullable
from sim.model.enums import label
from sim.model.partnership_types import catalogue_rows
from sim.model.state import RegulatorState
from sim.model.variables import partnership_type_variables
from sim.outcomes import OUTCOMES
from sim.scenario.custom_types import TEXTS, WORD_LISTS, allowed_attributes
from sim.scenario.expectation_checks import measured_variables
from sim.scenario.scenario_schema import Scenario
from sim.scenario.starting_state import allowed_state

REPLACED_AS_A_WHOLE = ("PolicyChange", "Expectation", "OtherType")
TYPE_NAMES = (
    ("PlannedPartnership", "type"),
    *(
        (section, lever)
        for lever in partnership_type_variables(RegulatorState)
        for section in ("RegulatorSection", "PolicyChange")
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
    parts["TrustSection"]["properties"]["state"] |= _table(allowed_state())
    parts["Expectation"]["properties"]["variable"]["enum"] = [*measured_variables(), None]
    for name, part in parts.items():
        if name not in REPLACED_AS_A_WHOLE:
            part["required"] = ["id"] if "id" in part["properties"] else []
    schema.pop("required", None)
    extends = {"type": "string", "description": "the scenario that this one extends: a name, or the path of its file"}
    schema["properties"] = {"extends": extends, **schema["properties"]}
    for part in (schema, *parts.values()):
        allow_nulls(part)
    _describe_outcomes(parts)
    parts["PartnershipType"] = _type_row()
    for name, key in TYPE_NAMES:
        _suggest_types(parts[name]["properties"], key)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Scenario", **schema}


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
            "items": {"enum": [label(member) for member in choices]},
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
        outcome = parts[name]["properties"]["outcome"]
        empty = [{"type": "null"}] if "null" in outcome["type"] else []
        described = {"anyOf": [*outcome_names()["anyOf"], *empty], "description": outcome.get("description", "")}
        parts[name]["properties"]["outcome"] = described


def outcome_names() -> dict[str, Any]:
    """Return the JSON Schema of the name of an outcome, each with its meaning."""
    return {
        "anyOf": [
            {"const": name, "description": f"{outcome.meaning} ({outcome.unit})"} for name, outcome in OUTCOMES.items()
        ]
    }


def _suggest_types(properties: dict[str, Any], key: str) -> None:
    """Offer the types of the catalogue where a type is named; a scenario may have types of its own."""
    description = properties[key].get("description", "")
    own = {"type": ["string", "null"], "pattern": f"^{IDENTIFIER}$"}
    properties[key] = {"anyOf": [{"enum": list(catalogue_rows())}, own], "description": description}
