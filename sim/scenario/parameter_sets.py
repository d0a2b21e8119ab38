"""Uncertain parameters: each replicate with a set of its own from the posterior sample that comes with the package.

Replicate k has the same set in every scenario and at every design point, as it has the same worlds. What a scenario
sets itself stays. The sample holds what a calibration to the record left possible, and for
attributes of partnership types, which no record identifies, values drawn over ranges that are argued for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from sim.model.partnership_type_ranges import attribute_ranges
from sim.model.state import PartnershipTypeState
from sim.model.variables import field_types
from sim.parameters import parameter_kinds
from sim.scenario.oversight_regimes import regime_of
from sim.scenario.policies import changes_with_policies, parameters_said
from sim.scenario.scenario_schema import DEFAULTS, POSTERIOR, PolicyChange, Scenario

SAMPLE = "posterior.csv"
PARAMETERS, TYPES = "parameters.", "partnership_types."
ORDER = 1  # seed of the order in which replicates have the sets
SETTLING = 48  # months that a population under parameters of its own is given before the start


def draws_from_posterior(scenario: Scenario) -> bool:
    """Return whether every replicate of a scenario has parameters of its own."""
    return scenario.parameters_from == POSTERIOR


def sample_file() -> Path:
    """Return the path of the posterior sample."""
    return Path(str(files("sim.parameters").joinpath(SAMPLE)))


@cache
def sample() -> tuple[dict[str, float], ...]:
    """Return the parameter sets of the posterior sample, each by keys as in --set.

    Their order means nothing, so that the first hundred are as good as any.
    """
    import csv

    import numpy as np

    with sample_file().open(encoding="utf-8", newline="") as file:
        sets = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]
    order = np.random.default_rng(ORDER).permutation(len(sets))
    filled = with_new_types(sets, assumed_ranges())
    return tuple(filled[at] for at in order.tolist())


def with_new_types(
    written: Sequence[Mapping[str, float]], ranges: Mapping[str, tuple[float, float]]
) -> tuple[dict[str, float], ...]:
    """Return parameter sets with values over assumed ranges for attributes that the sample's file does not know.

    A type that has joined the catalogue since the sample was made is drawn as those that were there: its values are
    evenly spread over the range, in an order that depends on the name of the attribute alone.
    """
    filled = [dict(row) for row in written]
    for key, (low, high) in ranges.items():
        if filled and key not in written[0]:
            order = sorted(range(len(filled)), key=lambda at: hashlib.sha256(f"{key} {at}".encode()).digest())
            for place, at in enumerate(order):
                filled[at][key] = low + (high - low) * (place + 0.5) / len(filled)
    return tuple(filled)


def assumed_ranges() -> dict[str, tuple[float, float]]:
    """Return the range over which each attribute of each shipped partnership type is drawn, by its key."""
    return {f"{TYPES}{key}": (span.low, span.high) for key, span in attribute_ranges().items()}


@cache
def digest_of_sample() -> str:
    """Return a digest of the posterior sample."""
    return hashlib.sha256(sample_file().read_bytes()).hexdigest()


def sample_of(scenario: Scenario) -> str | None:
    """Return the digest of the sample that a scenario draws from, if it draws."""
    return digest_of_sample() if draws_from_posterior(scenario) else None


def set_number(scenario: Scenario, replicate: int) -> int:
    """Return which set of the sample a replicate has; every set comes as often as any other."""
    return (scenario.seed + replicate) % len(sample())


def with_drawn_parameters(scenario: Scenario, replicate: int) -> Scenario:
    """Return a scenario as a replicate simulates it: itself, or with the parameter set of that replicate."""
    if not draws_from_posterior(scenario):
        return scenario
    drawn = drawn_set(scenario, replicate)
    return with_parameter_set(scenario, {key: _of_kind(kind_of(key), value) for key, value in drawn.items()})


def drawn_set(scenario: Scenario, replicate: int) -> Mapping[str, float]:
    """Return the parameter set that a replicate of a scenario has, by keys as in --set; all sets have the same keys."""
    return sample()[set_number(scenario, replicate)]


def with_parameter_set(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """Return a scenario with the values of a parameter set, by keys as in --set; what it sets itself stays."""
    parameters: dict[str, Any] = {}
    rows: dict[str, dict[str, Any]] = {name: dict(row) for name, row in scenario.partnership_types.items()}
    for key, value in values.items():
        if key.startswith(PARAMETERS):
            parameters[key.removeprefix(PARAMETERS)] = value
            continue
        name, attribute = type_and_attribute(key)
        # A type that the scenario makes of another one has what is drawn for that one.
        if rows.get(name, {}).get("extends") in (None, name):
            rows.setdefault(name, {}).setdefault(attribute, value)
    changes = {
        "parameters": {**parameters, **parameters_said(scenario)},
        "policy_changes": _after_first_regime(scenario, parameters),
        "partnership_types": rows,
        "parameters_from": DEFAULTS,
    }
    return with_time_to_rest(scenario).model_copy(update=changes)


def _after_first_regime(scenario: Scenario, parameters: Mapping[str, Any]) -> list[PolicyChange]:
    """Return the changes of policy, each with the values of a parameter set for what only the first regime had set."""
    first = regime_of(scenario.oversight_regime, scenario.oversight_regimes).parameters
    changes = []
    for change, policy in changes_with_policies(scenario):
        drawn = {name: parameters[name] for name in first if name in parameters and name not in policy.parameters}
        changes.append(change.model_copy(update={"parameters": change.parameters | drawn}))
    return changes


def with_time_to_rest(scenario: Scenario) -> Scenario:
    """Return a scenario whose background comes to rest under the parameters of each replicate before the start.

    The stationary population is that of the defaults.
    """
    if not (scenario.background and draws_from_posterior(scenario)):
        return scenario
    return scenario.model_copy(update={"burn_in": max(scenario.burn_in, SETTLING)})


def kind_of(key: str) -> type:
    """Return whether the value of a key of a parameter set is a float, an int or a flag."""
    if key.startswith(PARAMETERS):
        return parameter_kinds()[key.removeprefix(PARAMETERS)]
    _, attribute = type_and_attribute(key)
    return field_types(PartnershipTypeState)[attribute]


def type_and_attribute(key: str) -> tuple[str, str]:
    """Return the type of partnership and its attribute that a key of a parameter set names."""
    name, _, attribute = key.removeprefix(TYPES).partition(".")
    return name, attribute


def _of_kind(kind: type, value: float) -> Any:
    return kind(round(value)) if kind is int else kind(value)
