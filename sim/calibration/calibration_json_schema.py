"""The JSON Schema of calibration files, with which editors complete keys and mark mistakes as a file is written."""

from __future__ import annotations

from typing import Any

from sim.calibration.calibration_schema import Calibration
from sim.config.json_schema import allow_nulls
from sim.evidence.patterns import patterns
from sim.parameters import parameter_table


def calibration_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a calibration file; parameters and patterns are offered by name."""
    schema = Calibration.model_json_schema()
    properties = schema["properties"]
    del properties["name"]
    prior, weight = {"$ref": "#/$defs/Prior"}, {"type": "number", "minimum": 0}
    properties["parameters"] = {
        "type": "object",
        "description": properties["parameters"]["description"],
        "properties": {
            name: {**prior, "description": f"{item.meaning} ({item.low:g} to {item.high:g} {item.unit})"}
            for name, item in parameter_table().items()
        },
        "additionalProperties": False,
        "minProperties": 1,
    }
    properties["patterns"] = {
        "type": "object",
        "description": properties["patterns"]["description"],
        "properties": {name: {**weight, "description": item.title} for name, item in patterns().items() if item.counts},
        "additionalProperties": False,
        "minProperties": 1,
    }
    for part in (schema, *schema["$defs"].values()):
        allow_nulls(part)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Calibration", **schema}
