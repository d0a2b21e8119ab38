"""The stationary population: many Englands after a long burn-in, simulated once for all that start from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.engine.compiled.arrays import outputs_for
from sim.engine.compiled.columns import Column
from sim.engine.compiled.ensemble import Ensemble
from sim.model.enums import ProviderType
from sim.scenario.scenario_loader import load_scenario
from sim.scenario.scenario_schema import EnvironmentSection, Scenario
from sim.scenario.starting_population import FIGURES, HISTORY, kept_variables

SCENARIO = "england_all"
MONTHS = 24  # of which figures of the past are kept
BURN_IN = 480  # months; what is lasting in a trust is forgotten within about ten years
ENGLANDS = 60
TRUSTS_OF_A_TYPE = 1200  # at most, so that the file stays small
RESOLUTION = 2.0**-14
"""To which every number is kept: 0.00006, far finer than one can know; half the bytes of a number are then 0."""
PASSING = ("inspected", "chief_executive_left", "project_failed")  # what happened in the last month is over


def simulate_stationary_population(
    tick: Callable[[int, int], None] = lambda done, planned: None, scenario: Scenario | None = None
) -> Any:
    """Return trusts of many Englands at rest: a structured array with the variables of a trust.

    Nobody has partners, there is no trend, and every England starts from average trusts.

    Parameters
    ----------
    tick : is told how many Englands are done.
    scenario : the England that is simulated; by default the shipped one of all types.
    """
    base = scenario or load_scenario(SCENARIO)
    at_rest = {"months": MONTHS, "burn_in": BURN_IN, "environment": EnvironmentSection()}
    ensemble = Ensemble(base.model_copy(update=at_rest), False, True, from_nothing=True)
    parts = []
    for replicate in range(ENGLANDS):
        parts.append(trusts_at_rest(ensemble, replicate))
        tick(replicate + 1, ENGLANDS)
    return rounded(thinned(np.concatenate(parts)))


def trusts_at_rest(ensemble: Ensemble, replicate: int) -> Any:
    """Return the trusts of one England as they are to start, free of what is national or of the last month."""
    outputs = outputs_for(ensemble.inputs, 1, followed=[Column(name) for name in FIGURES])
    workspace = ensemble.simulate_into(outputs, replicate, 1)
    trusts = with_history(workspace.trusts[0], outputs.followed[0])
    funding = float(workspace.environments[0]["national_funding"])
    for name in ("published_finance", "annual_finance"):
        trusts[name] = np.clip(trusts[name] - funding, 0.0, 1.0)
    trusts["next_inspection"] -= MONTHS
    for name in PASSING:
        trusts[name] = False
    return trusts


def with_history(trusts: Any, followed: Any) -> Any:
    """Return trusts with their published figures of the past beside their state."""
    columns = [(name, trusts.dtype[name]) for name in kept_variables()]
    rows = np.zeros(len(trusts), columns + [(name, "f8") for name in HISTORY.values()])
    for name in kept_variables():
        rows[name] = trusts[name]
    for (name, age), column in HISTORY.items():
        rows[column] = followed[FIGURES.index(name), MONTHS - age]
    return rows


def thinned(trusts: Any) -> Any:
    """Return at most so many trusts of each type, evenly from all Englands."""
    kept = []
    for provider_type in ProviderType:
        own = trusts[trusts["provider_type"] == provider_type]
        step = max(1, -(-len(own) // TRUSTS_OF_A_TYPE))
        kept.append(own[::step])
    return np.concatenate(kept)


def rounded(trusts: Any) -> Any:
    """Return trusts with every number rounded to `RESOLUTION`, so that what holds them compresses to a third.

    A step is a power of two, so that the rounded number is held exactly.
    """
    rows = trusts.copy()
    for name in rows.dtype.names:
        if rows.dtype[name].kind == "f":
            rows[name] = np.rint(rows[name] / RESOLUTION) * RESOLUTION + 0.0  # no 0 has a sign
    return rows
