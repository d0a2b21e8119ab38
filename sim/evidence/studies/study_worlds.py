"""What the studies share: paired worlds, what is read of them after five years, and means with 99 % intervals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.evidence.simulated import SimulatedWorlds, Values, mean_over
from sim.evidence.statistics.partnership_statistics import PERFORMANCE
from sim.model.partnership_types import shipped_catalogue
from sim.scenario.model_inputs import trust_ids

LEVEL = 0.99
HORIZON = 60  # months after which effects are read
MONTHS = 72  # of a run: a recovery in month 60 shows its twelve good months by then
START = 6  # month in which a partnership is agreed
TARGET, PARTNER, THIRD = "green_bay", "regency_vale", "middleton_way"

Progress = Callable[[int, int], None]


def estimate(values: Values) -> dict[str, float]:
    """Return how many values are known, and their mean with its 99 % interval (Student's t)."""
    from scipy.special import stdtrit

    known = values[~np.isnan(values)]
    count = len(known)
    if count == 0:
        return {"n": 0, "value": np.nan, "low": np.nan, "high": np.nan}
    value = float(known.mean())
    half = np.nan
    if count > 1:
        half = float(stdtrit(count - 1, (1.0 + LEVEL) / 2.0) * known.std(ddof=1) / np.sqrt(count))
    return {"n": count, "value": value, "low": value - half, "high": value + half}


def is_sure(found: dict[str, float]) -> bool:
    """Return whether the 99 % interval of an estimate lies beyond zero."""
    return found["low"] > 0.0 or found["high"] < 0.0


def performance(worlds: SimulatedWorlds, *trusts: str) -> Values:
    """Return mean performance of some trusts, or of all, at 60 months."""
    chosen = positions(worlds, *trusts)
    stocks = np.array([worlds.months[name][:, HORIZON, chosen] for name in PERFORMANCE])
    return mean_over(stocks, (0, 2))


def recovered(worlds: SimulatedWorlds, trust: str = TARGET) -> Values:
    """Return whether a trust recovered within 60 months."""
    return worlds.outcomes["recovered_within_60"][:, positions(worlds, trust)[0]]


def total(worlds: SimulatedWorlds, variable: str, *trusts: str) -> Values:
    """Return a variable summed over 60 months and over some trusts, or all."""
    summed: Values = worlds.months[variable][:, 1 : HORIZON + 1, positions(worlds, *trusts)].sum(axis=(1, 2))
    return summed


def positions(worlds: SimulatedWorlds, *trusts: str) -> list[int]:
    """Return the positions of some trusts of a scenario, or of all."""
    known = trust_ids(worlds.scenario)
    return [known.index(trust) for trust in trusts] if trusts else list(range(len(known)))


def planned_help(partnership_type: str) -> str:
    """Return the change that plans help for the target: by a partner, among three members, or from outside."""
    kind = shipped_catalogue()[partnership_type]
    sides = f"target: {TARGET}, partner: {PARTNER}, prior_relationship: 0.3"
    if kind.joint:
        sides = f"members: [{TARGET}, {PARTNER}, {THIRD}]"
    elif kind.external_body:
        sides = f"target: {TARGET}"
    return f"partnerships=[{{id: help, type: {partnership_type}, start_month: {START}, {sides}}}]"
