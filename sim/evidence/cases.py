"""The case studies: what their scenarios expect, held over replicates on the compiled ensemble."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sim.evidence.patterns import Band
from sim.evidence.simulated import Assumed, SimulatedWorlds, scenario_of, simulate_worlds
from sim.evidence.verdicts import Found
from sim.model.indicators import OBSERVABLES
from sim.results.expectations import check_expectations, statistic_of
from sim.results.summary import SPREAD_BAND
from sim.scenario.model_inputs import trust_ids
from sim.scenario.scenario_schema import Expectation, Scenario

NINETY_FIVE = 2 * 1.959963984540054  # width of a 95 % interval in standard errors
NINE_IN_TEN = 2 * 1.6448536269514722  # width of the band of nine values in ten in standard deviations


def checked_case(
    name: str,
    assumed: Assumed,
    replicates: int,
    first: int = 0,
    threads: int = 1,
    changes: tuple[str, ...] = (),
) -> list[tuple[Expectation, Found]]:
    """Return what came out for each expectation of a scenario with changes."""
    scenario = assumed.of(scenario_of(name, changes))
    rows = checked_worlds(scenario, replicates, first, threads).to_dict("records")
    return [(expected, found_for(expected, row)) for expected, row in zip(scenario.expect, rows, strict=True)]


def checked_worlds(scenario: Scenario, replicates: int, first: int = 0, threads: int = 1) -> pd.DataFrame:
    """Return a row for each expectation of a scenario over replicates of it, as `check_expectations` gives them."""
    variables = sorted({level_of(row.variable) for row in scenario.expect if row.variable is not None})
    worlds = simulate_worlds(scenario, replicates, variables, first, threads)
    with_twins = any(statistic_of(row) == "difference" for row in scenario.expect)
    twins = simulate_worlds(scenario, replicates, variables, first, threads, as_twins=True) if with_twins else worlds
    return check_expectations(
        scenario,
        outcomes_read(worlds),
        months_read(worlds, scenario.expect),
        outcomes_read(twins),
        months_read(twins, scenario.expect),
    )


def found_for(expectation: Expectation, checked: Mapping[Any, Any]) -> Found:
    """Return what came out for an expectation, from its row of `check_expectations`."""
    band = Band(checked["measure"], expectation.at_least, expectation.at_most)
    width, count = checked["high"] - checked["low"], int(checked["n"])
    error = width / NINETY_FIVE
    if checked["band"] == SPREAD_BAND:
        # The median of a normal sample has 1.2533 times the standard error of its mean.
        error = 1.2533 * width / NINE_IN_TEN / max(count, 1) ** 0.5
    value, low, high = (float(checked[name]) for name in ("found", "low", "high"))
    return Found(band, value, low, high, checked["band"], count, float(error), checked["verdict"] == "held")


def level_of(variable: str) -> str:
    """Return the variable that a published figure stands for; others stand for themselves."""
    return OBSERVABLES[variable].level if variable in OBSERVABLES else variable


def outcomes_read(worlds: SimulatedWorlds) -> pd.DataFrame:
    """Return outcomes as a table with a row for each replicate and trust."""
    return pd.DataFrame(
        {**_keys(worlds), **{name: values.ravel() for name, values in worlds.outcomes.items()}}, copy=False
    )


def months_read(worlds: SimulatedWorlds, expectations: list[Expectation]) -> pd.DataFrame:
    """Return the months that expectations look at as a table with a row for each month, replicate and trust."""
    rows = [row for row in expectations if row.variable is not None and row.month is not None]
    frames = []
    for month in sorted({int(row.month or 0) for row in rows}):
        read = {}
        for variable in sorted({str(row.variable) for row in rows}):
            values = worlds.months[level_of(variable)][:, month].ravel()
            read[variable] = OBSERVABLES[variable].of(values) if variable in OBSERVABLES else values
        frames.append(pd.DataFrame({"month": month, **_keys(worlds), **read}))
    return pd.concat(frames) if frames else pd.DataFrame({"month": [], "replicate": [], "trust": []})


def _keys(worlds: SimulatedWorlds) -> dict[str, object]:
    trusts = trust_ids(worlds.scenario)
    return {
        "replicate": np.repeat(np.arange(worlds.replicates), len(trusts)),
        "trust": trusts * worlds.replicates,
    }
