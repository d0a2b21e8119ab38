"""The JSON Schema of appraisal files, with which editors complete keys and mark mistakes as a file is written."""

from __future__ import annotations

from typing import Any

from sim.appraisal.appraisal_schema import Appraisal
from sim.config.json_schema import allow_nulls
from sim.outcomes import OUTCOMES


def appraisal_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of an appraisal file."""
    schema = Appraisal.model_json_schema()
    parts: dict[str, Any] = schema["$defs"]
    properties = schema["properties"]
    del properties["name"]
    for place in (properties, parts["FurtherOption"]["properties"]):
        place["set"] |= {"type": "object"}
    properties["uncertainties"] |= {"type": "object"}
    properties["enough"] |= {"propertyNames": {"enum": list(OUTCOMES)}}
    parts["Enough"]["anyOf"] = [
        {"required": [side], "properties": {side: {"type": "number"}}} for side in ("at_least", "at_most")
    ]
    for part in (schema, *parts.values()):
        allow_nulls(part)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Appraisal", **schema}
