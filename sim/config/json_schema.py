"""What the JSON Schemas of scenario, experiment and calibration files have in common."""

from __future__ import annotations

from typing import Any


def allow_nulls(part: dict[str, Any]) -> None:
    """Let every optional key be empty, and drop the titles that only repeat a key."""
    required = part.get("required", ())
    for name, value in part["properties"].items():
        value.pop("title", None)
        if name not in required:
            part["properties"][name] = nullable(value)


def nullable(value: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a key that may also be empty."""
    if "anyOf" in value:
        options = [option for option in value["anyOf"] if option != {"type": "null"}]
        rest = {key: entry for key, entry in value.items() if key != "anyOf"}
        if len(options) == 1:
            return nullable({**options[0], **rest})
        return {"anyOf": [*options, {"type": "null"}], **rest}
    if "$ref" in value:
        rest = {key: entry for key, entry in value.items() if key != "$ref"}
        return {"anyOf": [{"$ref": value["$ref"]}, {"type": "null"}], **rest}
    changed = dict(value)
    changed["type"] = [value["type"], "null"]
    if "enum" in value:
        changed["enum"] = [*dict.fromkeys((*value["enum"], None))]
    return changed


def said(*keys: str) -> dict[str, Any]:
    """Return the schema of a mapping that says each of some keys, and not nothing."""
    return {"required": list(keys), "properties": {key: {"not": {"type": "null"}} for key in keys}}


def unsaid(*keys: str) -> dict[str, Any]:
    """Return the schema of a mapping that says none of some keys, or nothing."""
    return {"properties": {key: {"type": "null"} for key in keys}}
