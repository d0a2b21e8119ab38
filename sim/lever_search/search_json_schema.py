"""The JSON Schemas of files that search over levers, with which editors complete keys and mark mistakes."""

from __future__ import annotations

from typing import Any

from sim.config.json_schema import allow_nulls
from sim.experiments.experiment_json_schema import experiment_json_schema
from sim.lever_search.search_schema import LeverSearch, ReachSearch, WaysSearch
from sim.scenario.scenario_json_schema import describe_names

OF_EXPERIMENTS = ("set", "levers")
"""Keys whose schemas are those of experiment files."""


def ways_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a file that searches for all the ways to a goal."""
    schema = _search_schema(WaysSearch, "Condition")
    bounds = ({"required": [side], "properties": {side: {"type": "number"}}} for side in ("at_least", "at_most"))
    schema["$defs"]["Condition"]["anyOf"] = list(bounds)
    return schema | {"title": "Goal search"}


def reach_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a file that searches for combinations of outcomes."""
    schema = _search_schema(ReachSearch, "CellOutcome")
    schema["properties"]["outcomes"] |= {"minItems": 2, "maxItems": 3}
    return schema | {"title": "Outcome search"}


def _search_schema(model: type[LeverSearch], measure: str) -> dict[str, Any]:
    schema, experiment = model.model_json_schema(), experiment_json_schema()
    parts: dict[str, Any] = schema["$defs"]
    properties = schema["properties"]
    del properties["name"]
    for key in OF_EXPERIMENTS:
        properties[key] = {"type": "object"}  # for now
    parts.pop("Range", None)
    for part in (schema, *parts.values()):
        allow_nulls(part)
    for key in OF_EXPERIMENTS:
        properties[key] = dict(experiment["properties"][key])
    properties["levers"] |= {"type": "object", "minProperties": 1}
    parts |= {name: experiment["$defs"][name] for name in ("Range", "RangeOrNothing")}
    describe_names(parts[measure]["properties"]["outcome"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
