"""The JSON Schema of experiment files, with which editors complete keys and mark mistakes while a file is written."""

from __future__ import annotations

from typing import Any

from sim.config.constraints import ID
from sim.config.json_schema import allow_nulls, nullable
from sim.experiments.experiment_schema import Experiment
from sim.experiments.factors import PARAMETERS
from sim.experiments.validation import ALL_PARAMETERS, CHANGES_HELP, DESIGNS, MOST_POINTS, POWERS_OF_TWO
from sim.outcomes import OUTCOMES
from sim.scenario.scenario_json_schema import scenario_json_schema

CHANGES = {"type": "object", "description": CHANGES_HELP}
RANGE = {"$ref": "#/$defs/Range"}


def experiment_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of an experiment file.

    Which keys and values a base scenario has, only loading shows; keys of the regulator, the environment and the
    parameters, which every scenario has, are offered with their meaning.
    """
    schema = Experiment.model_json_schema()
    parts: dict[str, Any] = schema["$defs"]
    properties = schema["properties"]
    del properties["name"]
    properties["set"] |= {"type": "object"}
    for section in ("levers", "uncertainties"):
        properties[section] |= _factors()
    properties["uncertain_parameters"] = _patterns(properties["uncertain_parameters"]["description"])
    parts["Range"]["properties"]["levels"] = _levels(parts["Range"]["properties"]["levels"]["description"])
    parts["Design"]["properties"]["points"] = _points(parts["Design"]["properties"]["points"]["description"])
    for part in (schema, *parts.values()):
        allow_nulls(part)
    parts["Design"]["allOf"] = [_keys_of_kind(kind) for kind in DESIGNS]
    _describe_outcomes(properties["outcomes"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Experiment", **schema}


def _factors() -> dict[str, Any]:
    """Return a section of factors: any key has a range, or nothing."""
    offered = {key: {**_range_or_nothing(), "description": meaning} for key, meaning in _offered_keys().items()}
    return {"type": "object", "properties": offered, "additionalProperties": _range_or_nothing()}


def _range_or_nothing() -> dict[str, Any]:
    return nullable(dict(RANGE))


def _offered_keys() -> dict[str, str]:
    """Return keys that every scenario has, with their meaning."""
    scenario = scenario_json_schema()
    parts = {
        "regulator.": scenario["$defs"]["RegulatorSection"],
        "environment.": scenario["$defs"]["EnvironmentSection"],
        PARAMETERS: scenario["properties"]["parameters"],
    }
    return {
        before + name: entry.get("description", "")
        for before, part in parts.items()
        for name, entry in part["properties"].items()
    }


def _levels(meaning: str) -> dict[str, Any]:
    single = {"type": ["number", "string", "boolean", "null"]}
    listed = {"type": "array", "items": single, "minItems": 1, "uniqueItems": True}
    named = {"type": "object", "propertyNames": {"pattern": f"^{ID}$"}, "minProperties": 1}
    named["additionalProperties"] = CHANGES
    return {"anyOf": [listed, named, {"type": "null"}], "description": meaning}


def _points(meaning: str) -> dict[str, Any]:
    number = {"type": "integer", "minimum": 1, "maximum": MOST_POINTS}
    listed = {"type": "array", "items": {"type": "object"}, "minItems": 1}
    return {"anyOf": [number, listed, {"type": "null"}], "description": meaning}


def _patterns(meaning: str) -> dict[str, Any]:
    listed = {"type": "array", "items": {"type": "string"}}
    return {"anyOf": [{"const": ALL_PARAMETERS}, listed, {"type": "null"}], "description": meaning}


def _keys_of_kind(kind: str) -> dict[str, Any]:
    """Return which keys go with a kind of design, and which it needs."""
    about = DESIGNS[kind]
    then: dict[str, Any] = {"propertyNames": {"enum": ["kind", *about.keys]}, "required": ["kind", *about.needed]}
    if kind == "points":
        then["required"] = ["kind"]
        then["oneOf"] = [{"required": ["points"]}, {"required": ["file"]}]
    if "points" in about.keys:
        points: dict[str, Any] = {"type": "array" if kind == "points" else "integer"}
        if kind in POWERS_OF_TWO:
            points["enum"] = [1 << power for power in range(MOST_POINTS.bit_length())]
        then["properties"] = {"points": points}
    return {"if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, "then": then}


def _describe_outcomes(outcomes: dict[str, Any]) -> None:
    """Give every outcome its meaning, which editors show beside its name."""
    meanings = [f"{outcome.meaning} ({outcome.unit})" for outcome in OUTCOMES.values()]
    outcomes["items"]["anyOf"][0]["enumDescriptions"] = meanings
