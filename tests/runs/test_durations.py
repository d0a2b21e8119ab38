"""Durations that runs and sweeps leave: the same whatever is kept and whichever engine simulates, for both worlds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.engine.compiled.ensemble import Ensemble
from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.engine.replicate_outcomes import spells_of
from sim.experiments.design import scenario_at
from sim.results.durations import COLUMNS, KINDS, WORLDS
from sim.scenario.scenario_loader import load_scenario

REPLICATES = 6


@pytest.fixture(scope="module")
def whole() -> sim.Run:
    return sim.run("case_b_buddying", replicates=REPLICATES, engine="ensemble")


def test_durations_are_a_tidy_table_of_both_worlds(whole: sim.Run) -> None:
    durations = whole.durations
    assert list(durations.columns) == list(COLUMNS)
    assert set(durations["world"]) == set(WORLDS)
    assert set(durations["spell"]) <= set(KINDS)
    assert not durations.duplicated(["replicate", "world", "trust", "spell"]).any()
    assert (durations["months"] == durations["exit"] - durations["entry"]).all()
    assert (durations["censored"] == (durations["cause"] == "end of run")).all()


@pytest.mark.parametrize("world", WORLDS)
def test_durations_agree_with_the_outcomes_of_the_same_world(whole: sim.Run, world: str) -> None:
    outcomes = whole.outcomes if world == "scenario" else whole.twin_outcomes
    own = whole.durations[whole.durations["world"] == world]
    exits = own[own["spell"] == "exit"].astype({"trust": str}).set_index(["replicate", "trust"])
    entered = outcomes.astype({"trust": str}).set_index(["replicate", "trust"])
    assert set(exits.index) == set(entered.index[entered["entered_special_measures"] == 1.0])
    left = exits[(exits["cause"] == "event") & (exits["exit"] <= 36)]
    assert set(left.index) == set(entered.index[entered["exit_within_36"] == 1.0])
    again = own[own["spell"] == "relapse"].astype({"trust": str}).set_index(["replicate", "trust"])
    known = entered["relapsed_once_recovered"].reindex(again.index)
    relapsed = (again["cause"] == "event") & (again["months"] <= 36)
    assert (relapsed[known.notna()] == (known[known.notna()] == 1.0)).all()


@pytest.mark.parametrize("keep", ["outcomes", "quantiles", "trajectories"])
@pytest.mark.parametrize("engine", ["mesa", "ensemble"])
def test_long_runs_leave_the_same_durations_in_one_file(keep: str, engine: str, whole: sim.Run, tmp_path: Path) -> None:
    sim.stream("case_b_buddying", tmp_path / "kept", keep=keep, replicates=REPLICATES, engine=engine)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "kept" / "durations.parquet"), whole.durations)


@pytest.mark.parametrize("name", ["case_b_buddying", "case_c_acquisition", "england_acute"])
def test_both_engines_leave_the_same_spells(name: str) -> None:
    scenario = load_scenario(name, ["months=60"])
    worlds = [TurnaroundModel(scenario, 1).run()]
    if scenario.has_twin:
        worlds.append(TurnaroundModel(scenario, 1, without_partnerships=True).run())
    compiled, _, _ = Ensemble(scenario, scenario.has_twin).record(1)
    assert np.array_equal(spells_of(worlds, TurnaroundModel(scenario, 1).parameters), compiled.spells)
    assert (compiled.spells >= 0).any()


def test_units_of_a_trust_have_no_durations_of_their_own() -> None:
    made = sim.run("failing_department", replicates=2, months=36)
    assert made.units
    assert not set(made.durations["trust"].unique()) & set(made.units)
    assert len(made.durations)


def test_a_sweep_leaves_durations_by_point(tmp_path: Path) -> None:
    sets = {"replicates": 2, "set.months": 60}
    sim.sweep("support_duration", tmp_path / "sweep", sets=sets)
    swept = sim.open_experiment(tmp_path / "sweep")
    frame = swept.frame("durations")
    assert set(frame["point"]) == set(swept.design["point"])
    one = frame[frame["point"] == 0].drop(columns=["point", *swept.factors])
    levels = swept.design[swept.factors].iloc[[0]].to_dict("records")[0]
    sim.stream(scenario_at(swept.experiment, levels), tmp_path / "one")
    alone = pd.read_parquet(tmp_path / "one" / "durations.parquet")
    columns = list(COLUMNS)
    order = ["replicate", "world", "trust", "spell"]
    pd.testing.assert_frame_equal(
        one[columns].astype({"trust": str}).sort_values(order, ignore_index=True),
        alone.astype({"trust": str}).sort_values(order, ignore_index=True),
    )
