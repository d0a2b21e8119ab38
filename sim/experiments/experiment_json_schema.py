"""The JSON Schema of experiment files, with which editors complete keys and mark mistakes as a file is written."""

from __future__ import annotations

import re
from typing import Any

from sim.config.constraints import ID
from sim.config.json_schema import allow_nulls, nullable, said, unsaid
from sim.config.spelling import spelt_schema
from sim.experiments.experiment_schema import Experiment
from sim.experiments.factors import PARAMETERS
from sim.experiments.validation import ALL_PARAMETERS, CHANGES_HELP, DESIGNS, MOST_POINTS, POWERS_OF_TWO
from sim.scenario.scenario_json_schema import describe_names, scenario_json_schema

CHANGES = {"type": "object", "description": CHANGES_HELP}
RANGE = {"$ref": "#/$defs/Range"}


def experiment_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of an experiment file.

    Which keys and values a base scenario has is known only after loading; keys of the regulator, the environment and
    the parameters, which every scenario has, are offered with their meaning.
    """
    schema = Experiment.model_json_schema()
    parts: dict[str, Any] = schema["$defs"]
    properties = schema["properties"]
    del properties["name"]
    properties["set"] |= {"type": "object"}
    for section in ("levers", "uncertainties"):
        properties[section] |= _factors()
    # Once and not for every key, since validators write a referenced schema out wherever it has no reference itself.
    range_or_nothing = {"RangeOrNothing": nullable(dict(RANGE))}
    properties["uncertain_parameters"] = _patterns(properties["uncertain_parameters"]["description"])
    parts["Range"]["properties"]["levels"] = _levels(parts["Range"]["properties"]["levels"]["description"])
    parts["Design"]["properties"]["points"] = _points(parts["Design"]["properties"]["points"]["description"])
    for part in (schema, *parts.values()):
        allow_nulls(part)
    parts |= range_or_nothing
    parts["Design"]["allOf"] = [_keys_of_kind(kind) for kind in DESIGNS]
    parts["Design"]["properties"]["grid_levels"]["multipleOf"] = 2
    parts["Range"]["allOf"] = _rules_of_ranges()
    properties["outcomes"] |= {"minItems": 1, "uniqueItems": True}
    schema["allOf"] = _rules_of_experiments()
    _describe_outcomes(properties["outcomes"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Experiment", **schema}


def _rules_of_ranges() -> list[dict[str, Any]]:
    """Return what the levels and bounds of a factor say of each other."""
    whole = {"properties": {side: {"type": ["integer", "null"]} for side in ("low", "high")}}
    positive = {"type": ["number", "null"], "exclusiveMinimum": 0}
    return [
        {"if": said("levels"), "then": unsaid("low", "high", "whole", "scale")},
        {"if": _is("whole", {"const": True}), "then": whole},
        {"if": _is("scale", spelt_schema(["log"])), "then": {"properties": {"low": positive}}},
    ]


def _rules_of_experiments() -> list[dict[str, Any]]:
    """Return what the sections of an experiment say of each other: something is varied, and variables are kept."""
    some_factors = (_is(key, {"type": "object", "minProperties": 1}) for key in ("levers", "uncertainties"))
    patterns = _is("uncertain_parameters", {"anyOf": [{"const": ALL_PARAMETERS}, {"type": "array", "minItems": 1}]})
    kept = _is("trajectories", {"not": {"anyOf": [*spelt_schema(["none"])["anyOf"], {"type": "null"}]}})
    return [
        {"anyOf": [*some_factors, patterns, said("problem")]},
        {"if": _is("variables", {"type": "array", "minItems": 1}), "then": kept},
    ]


def _is(key: str, what: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a mapping that says a key, and says it so."""
    return {"required": [key], "properties": {key: what}}


def _factors() -> dict[str, Any]:
    """Return a section of factors: any key has a range, or nothing."""
    offered = {key: {**_range_or_nothing(), "description": meaning} for key, meaning in _offered_keys().items()}
    parameters = [key for key in offered if key.startswith(PARAMETERS)]
    names = {"anyOf": [{"enum": parameters}, {"not": {"pattern": f"^{re.escape(PARAMETERS)}"}}]}
    return {
        "type": "object",
        "properties": offered,
        "propertyNames": names,
        "additionalProperties": _range_or_nothing(),
    }


def _range_or_nothing() -> dict[str, Any]:
    return {"$ref": "#/$defs/RangeOrNothing"}


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
    single = {"anyOf": [{"type": kind} for kind in ("number", "string", "boolean", "null")]}
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
        then["oneOf"] = [{"properties": {key: True}, "required": [key]} for key in ("points", "file")]
    then["properties"] = dict.fromkeys(then["required"], True)
    if "points" in about.keys:
        points: dict[str, Any] = {"type": "array" if kind == "points" else "integer"}
        if kind in POWERS_OF_TWO:
            points["enum"] = [1 << power for power in range(MOST_POINTS.bit_length())]
        then["properties"]["points"] = points
    return {"if": _is("kind", spelt_schema([kind])), "then": then}


def _describe_outcomes(outcomes: dict[str, Any]) -> None:
    """Give every outcome its meaning, which editors show beside its name."""
    describe_names(outcomes["items"])
