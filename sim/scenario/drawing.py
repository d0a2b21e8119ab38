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

from sim.parameters import parameter_kinds
from sim.scenario.schema import DEFAULTS, POSTERIOR, Scenario
from sim.state import PartnershipTypeState, kinds

SAMPLE = "posterior.csv"
PARAMETERS, TYPES = "parameters.", "partnership_types."
OWN_SETS = "each replicate with a parameter set of its own (posterior sample)"
OVER_SETS = "over replicates and parameter sets"
ASSUMED_RANGES = "partnership effects: assumed ranges"
"""What is said of everything that depends on attributes of partnership types and is drawn over them."""

ASSUMED_VALUES = "partnership effects: assumed values"
"""The same where they are not drawn."""

HINT = "--parameters posterior draws them over assumed ranges"


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


def words_on_partnerships(source: str) -> str:
    """Return what is said of what depends on attributes of partnership types, with parameters from a source."""
    return ASSUMED_RANGES if source == POSTERIOR else f"{ASSUMED_VALUES} ({HINT})"


def words_on_parameters(source: str, partnerships: bool, bands: bool = True) -> str:
    """Return in a sentence where a run has its parameters from, and what of that is assumed.

    Parameters
    ----------
    source : `defaults` or `posterior`.
    partnerships : whether there are any; without, and with defaults, nothing is said.
    bands : whether what is shown has bands or shares over replicates.
    """
    if source == DEFAULTS and not partnerships:
        return ""
    told = [OWN_SETS if source == POSTERIOR else source]
    told += [f"bands and shares are {OVER_SETS}"] if bands and source == POSTERIOR else []
    told += [words_on_partnerships(source)] if partnerships else []
    return f"Parameters: {'; '.join(told)}."


def band_in_words(band: str, source: str) -> str:
    """Return what a band is; with parameters that differ between replicates, that it is over these, too."""
    return f"{band.removesuffix(' over replicates')} {OVER_SETS}" if source == POSTERIOR else band


def _of_kind(kind: type, value: float) -> Any:
    return kind(round(value)) if kind is int else kind(value)
