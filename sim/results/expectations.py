"""Expectations from the evidence, checked after a run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.outcomes import OUTCOMES
from sim.results.summary import Estimate, counted, mean, median, share, without_units
from sim.scenario.scenario_schema import Expectation, Scenario

COLUMNS = {
    **dict.fromkeys(("statement", "source", "measure", "expected"), str),
    **dict.fromkeys(("found", "low", "high"), np.float64),
    "band": str,
    "n": np.int64,
    "of": str,
    "verdict": str,
}
NOT_APPLICABLE = "not applicable"
"""The verdict on statements about a scenario that has been changed: they were made of another."""


def check_expectations(
    scenario: Scenario,
    outcomes: pd.DataFrame,
    trajectories: pd.DataFrame,
    twin_outcomes: pd.DataFrame,
    twin_trajectories: pd.DataFrame,
) -> pd.DataFrame:
    """Return a row for each expectation of a scenario: what was expected, what was found, and the verdict."""
    rows = []
    whole = (outcomes, trajectories, twin_outcomes, twin_trajectories)
    units = [unit.id for unit in scenario.units]
    for expectation in scenario.expect:
        outcomes, trajectories, twin_outcomes, twin_trajectories = (
            without_units(table, units, expectation.trust) for table in whole
        )
        values = measured_values(expectation, outcomes, trajectories)
        statistic = statistic_of(expectation)
        if statistic == "difference":
            values = values - measured_values(expectation, twin_outcomes, twin_trajectories)
        rows.append(_row(expectation, estimate_of(expectation, statistic, values), len(values)))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def estimate_of(expectation: Expectation, statistic: str, values: pd.Series) -> Estimate:
    """Return the statistic of an expectation; over many trusts it is that of their replicates."""
    if statistic == "median":
        return median(values)
    if statistic == "share" and expectation.trust is not None:
        return share(values)
    return mean(values)


def statistic_of(expectation: Expectation) -> str:
    """Return the statistic an expectation is about: the one it names, or the usual one."""
    if expectation.statistic is not None:
        return expectation.statistic
    is_share = expectation.outcome is not None and OUTCOMES[expectation.outcome].kind == "share"
    return "share" if is_share else "median"


def measured_values(expectation: Expectation, outcomes: pd.DataFrame, trajectories: pd.DataFrame) -> pd.Series:
    """Return the values an expectation is about, one for each replicate: of its trust, or the mean over all trusts."""
    name = expectation.outcome or str(expectation.variable)
    table = outcomes if expectation.outcome is not None else trajectories[trajectories["month"] == expectation.month]
    if expectation.trust is not None:
        table = table[table["trust"] == expectation.trust]
    column = table[name].cat.codes if isinstance(table[name].dtype, pd.CategoricalDtype) else table[name]
    return column.astype(float).groupby(table["replicate"]).mean()


def expected_text(expectation: Expectation) -> str:
    """Return the bounds of an expectation in words."""
    if expectation.at_least is not None and expectation.at_most is not None:
        return f"{expectation.at_least:g} to {expectation.at_most:g}"
    if expectation.at_least is not None:
        return f"at least {expectation.at_least:g}"
    return f"at most {expectation.at_most:g}"


def _of_which(expectation: Expectation, count: int, replicates: int) -> str:
    """Return of which replicates a figure is; of many trusts, a replicate counts by their mean."""
    condition = OUTCOMES[expectation.outcome].condition if expectation.outcome else ""
    return counted(count, replicates, condition=condition)


def _row(expectation: Expectation, found: Estimate, replicates: int) -> dict[str, object]:
    about = expectation.outcome or f"{expectation.variable} in month {expectation.month}"
    kind = "difference from the twin" if expectation.statistic == "difference" else found.statistic
    within = not np.isnan(found.value)
    if expectation.at_least is not None:
        within = within and found.value >= expectation.at_least
    if expectation.at_most is not None:
        within = within and found.value <= expectation.at_most
    return {
        "statement": expectation.statement,
        "source": expectation.source,
        "measure": f"{kind} of {about}" + (f", {expectation.trust}" if expectation.trust else ""),
        "expected": expected_text(expectation),
        "found": found.value,
        "low": found.low,
        "high": found.high,
        "band": found.band,
        "n": found.count,
        "of": _of_which(expectation, found.count, replicates),
        "verdict": "cannot be determined" if np.isnan(found.value) else "held" if within else "not held",
    }
