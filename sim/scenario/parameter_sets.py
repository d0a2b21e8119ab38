"""Uncertain parameters: each replicate with a set of its own from the posterior sample that comes with the package.

Replicate k has the same set in every scenario and at every design point, as it has the same worlds. What a scenario
sets itself stays. The sample holds what a calibration to the record left possible, and for what no record identifies,
first of all the attributes of partnership types, values drawn over assumed ranges.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from sim.model.state import PartnershipTypeState, kinds
from sim.parameters import parameter_kinds
from sim.scenario.scenario_schema import DEFAULTS, POSTERIOR, Scenario

SAMPLE = "posterior.csv"
PARAMETERS, TYPES = "parameters.", "partnership_types."


def draws(scenario: Scenario) -> bool:
    """Return whether every replicate of a scenario has parameters of its own."""
    return scenario.parameters_from == POSTERIOR


def sample_file() -> Path:
    """Return the path of the posterior sample."""
    return Path(str(files("sim.parameters").joinpath(SAMPLE)))


@cache
def sample() -> tuple[dict[str, float], ...]:
    """Return the parameter sets of the posterior sample, each by keys as in --set."""
    import csv

    with sample_file().open(encoding="utf-8", newline="") as file:
        return tuple({key: float(value) for key, value in row.items()} for row in csv.DictReader(file))


@cache
def digest_of_sample() -> str:
    """Return a digest of the posterior sample."""
    return hashlib.sha256(sample_file().read_bytes()).hexdigest()


def sample_of(scenario: Scenario) -> str | None:
    """Return the digest of the sample that a scenario draws from, if it draws."""
    return digest_of_sample() if draws(scenario) else None


def set_number(scenario: Scenario, replicate: int) -> int:
    """Return which set of the sample a replicate has; every set comes as often as any other."""
    return (scenario.seed + replicate) % len(sample())


def drawn(scenario: Scenario, replicate: int) -> Scenario:
    """Return a scenario as a replicate plays it: itself, or with the parameter set of that replicate."""
    if not draws(scenario):
        return scenario
    parameter_kind, attribute_kind = parameter_kinds(), kinds(PartnershipTypeState)
    parameters: dict[str, float] = {}
    rows: dict[str, dict[str, Any]] = {name: dict(row) for name, row in scenario.partnership_types.items()}
    for key, value in sample()[set_number(scenario, replicate)].items():
        if key.startswith(PARAMETERS):
            name = key.removeprefix(PARAMETERS)
            parameters[name] = _of_kind(parameter_kind[name], value)
            continue
        name, _, attribute = key.removeprefix(TYPES).partition(".")
        # A type that the scenario makes of another one has what is drawn for that one.
        if rows.get(name, {}).get("extends") in (None, name):
            rows.setdefault(name, {}).setdefault(attribute, _of_kind(attribute_kind[attribute], value))
    changes = {
        "parameters": {**parameters, **scenario.parameters},
        "partnership_types": rows,
        "parameters_from": DEFAULTS,
    }
    return scenario.model_copy(update=changes)


def _of_kind(kind: type, value: float) -> Any:
    return kind(round(value)) if kind is int else kind(value)
