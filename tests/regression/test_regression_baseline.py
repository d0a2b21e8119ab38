"""Shipped scenarios give the numbers they gave before, to the last bit, on every interpreter and machine.

After a deliberate change of the theory, run `UPDATE_BASELINE=1 python -m pytest tests/regression` and look at what
changed.
"""

from __future__ import annotations

import csv
import hashlib
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.scenario.scenario_loader import load_scenario

BASELINE = Path(__file__).with_name("baseline.csv")
SCENARIOS = (
    "no_partner",
    "case_a_clinician_led",
    "case_b_buddying",
    "case_c_acquisition",
    "case_d_contractual",
    "case_e_merger",
    "local_health_economy",
    "england_acute",
    "england_voluntary",
    "england_all",
)
MONTHS = (12, 36, 60)
VARIABLES = (
    "quality",
    "access",
    "finance",
    "engagement",
    "workforce",
    "leadership",
    "capability",
    "coherence",
    "effort",
)

Key = tuple[str, str, str]


def measured() -> dict[Key, str]:
    """Return exact values: the mean over trusts, summed in order, of each variable in a few months of one replicate."""
    values: dict[Key, str] = {}
    for name in SCENARIOS:
        record = TurnaroundModel(load_scenario(name, ["months=60", "main_outcome.outcome=performance_shortfall"])).run()
        for variable in VARIABLES:
            for month in MONTHS:
                row = record.states[variable][month].tolist()
                total = 0.0
                for value in row:
                    total += value
                values[(name, variable, str(month))] = (total / len(row)).hex()
        values[(name, "events", "all")] = str(len(record.events))
    for name in ("case_b_buddying", "local_health_economy"):
        made = sim.run(name, replicates=3)
        for table in ("trajectories", "partnerships", "events", "outcomes"):
            frame = getattr(made, table)
            values |= {(name, f"{table}, digest", column): digest(frame[column]) for column in frame.columns}
    return values


def digest(column: pd.Series) -> str:
    """Return a digest of every bit of every value of a column."""
    values = column.cat.codes if isinstance(column.dtype, pd.CategoricalDtype) else column
    return hashlib.sha256(np.ascontiguousarray(values.to_numpy(dtype=np.float64)).tobytes()).hexdigest()[:16]


def read_baseline() -> dict[Key, str]:
    with BASELINE.open(newline="", encoding="utf-8") as file:
        return {(row[0], row[1], row[2]): row[3] for row in list(csv.reader(file))[1:]}


def difference(expected: dict[Key, str], found: dict[Key, str]) -> str:
    """Return the values that differ as a table that a person can read."""
    lines = [f"{'scenario':22}{'variable':24}{'month':>36}{'was':>14}{'is':>14}"]
    for key in sorted(expected.keys() | found.keys()):
        was, now = expected.get(key, "-"), found.get(key, "-")
        if was != now:
            shown = [f"{float.fromhex(text):.6f}" if "0x" in text else text for text in (was, now)]
            lines.append(f"{key[0]:22}{key[1]:24}{key[2]:>36}{shown[0]:>14}{shown[1]:>14}")
    return "\n".join(lines)


def test_shipped_scenarios_give_the_numbers_they_gave_before() -> None:
    found = measured()
    if os.environ.get("UPDATE_BASELINE"):
        with BASELINE.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["scenario", "variable", "month", "value"])
            writer.writerows([*key, value] for key, value in found.items())
    expected = read_baseline()
    assert len(expected) > 300
    known = {key: value for key, value in found.items() if key in expected}  # a new column changes no old one
    if known != expected:
        pytest.fail("\n" + difference(expected, known))
