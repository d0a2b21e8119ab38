"""Runs in which each replicate has parameters of its own: the same numbers whatever is kept, and words that say so."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.engine.compiled.ensemble import Ensemble
from sim.results.checked_files import ResultsError
from sim.runs.run_scenario import inputs_digest
from sim.runs.stream import memory_for_everything
from sim.scenario import parameter_sets
from sim.scenario.provenance import ASSUMED_RANGES, ASSUMED_VALUES, OVER_SETS, OWN_SETS
from sim.scenario.scenario_loader import load_scenario
from sim.views.run_view import outcome_table

REPLICATES = 5
ENGINES = pytest.mark.parametrize("engine", ["mesa", "ensemble"])


@pytest.fixture(scope="module")
def own() -> sim.Run:
    return sim.run("case_b_buddying", parameters="posterior", replicates=REPLICATES, engine="mesa")


@pytest.fixture(scope="module")
def same() -> sim.Run:
    return sim.run("case_b_buddying", parameters="defaults", replicates=REPLICATES)


@ENGINES
@pytest.mark.parametrize("keep", ["outcomes", "quantiles", "trajectories"])
def test_numbers_are_the_same_whatever_is_kept(own: sim.Run, engine: str, keep: str, tmp_path: Path) -> None:
    place = tmp_path / "kept"
    sim.stream("case_b_buddying", place, keep=keep, parameters="posterior", replicates=REPLICATES, engine=engine)
    kept = pd.read_parquet(place / "outcomes")
    pd.testing.assert_frame_equal(kept, own.outcomes, check_categorical=False, check_exact=True)
    if keep == "trajectories":
        table = pd.read_parquet(place / "trajectories")
        pd.testing.assert_frame_equal(table, own.trajectories, check_categorical=False, check_exact=True)
    if keep == "quantiles":
        table = pd.read_parquet(place / "quantiles.parquet").query("trust == 'green_bay' and variable == 'quality'")
        months = own.trajectories.query("trust == 'green_bay'").groupby("month")["quality"]
        exact = months.quantile(0.5, interpolation="lower")
        assert (table.set_index("month")["q50"] - exact).abs().max() <= 0.00051


def test_threads_and_parts_change_nothing(own: sim.Run) -> None:
    ensemble = Ensemble(own.scenario, with_twin=True)
    one, other = (ensemble.outcomes(0, REPLICATES, threads, chunk) for threads, chunk in ((1, 5), (2, 2)))
    assert one.tobytes() == other.tobytes()


@ENGINES
def test_what_a_folder_says_of_the_scenario_gives_the_same_numbers(own: sim.Run, engine: str, tmp_path: Path) -> None:
    own.save(tmp_path / "kept", figures=False)
    shutil.copy(tmp_path / "kept" / "scenario.yaml", tmp_path / "again.yaml")
    again = sim.run(tmp_path / "again.yaml", engine=engine)
    for table in ("trajectories", "partnerships", "events", "outcomes", "twin_outcomes"):
        assert getattr(again, table).equals(getattr(own, table)), table
    opened = sim.open_run(tmp_path / "kept")
    assert opened.parameters_from == "posterior"
    assert inputs_digest(opened.scenario) == inputs_digest(own.scenario)


@ENGINES
def test_replicates_of_a_precise_run_are_those_of_a_plain_one(engine: str) -> None:
    asked = {"parameters": "posterior", "months": 30, "engine": engine, "sets": ["main_outcome.outcome=good_or_better"]}
    precise = sim.run("no_partner", replicates=3, precision=0.2, **asked)
    plain = sim.run("no_partner", replicates=precise.replicates, **asked)
    assert precise.replicates > 3
    assert precise.outcomes.equals(plain.outcomes)


def test_a_folder_of_another_sample_is_not_taken_for_the_same_run(
    own: sim.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"parameters": "posterior", "replicates": 2}
    sim.stream("no_partner", tmp_path / "kept", **asked)
    manifest = json.loads((tmp_path / "kept" / "manifest.json").read_text())
    assert (manifest["parameters_from"], manifest["sample"]) == ("posterior", parameter_sets.digest_of_sample())
    monkeypatch.setattr(parameter_sets, "digest_of_sample", lambda: "another sample")
    with pytest.raises(ResultsError, match="other inputs"):
        sim.stream("no_partner", tmp_path / "kept", **asked)


def test_sets_of_parameters_share_the_starts_of_described_trusts() -> None:
    given = Ensemble(load_scenario("no_partner", ["parameters_from=posterior"]), with_twin=False)
    sets = [given._sets.of(replicate) for replicate in range(3)]
    assert len({float(inputs.parameters["rating_noise"][0]) for inputs in sets}) > 1
    assert all(inputs.described_starts is given.inputs.described_starts for inputs in sets)


def test_sets_of_parameters_take_no_memory_beyond_that_of_the_scenario() -> None:
    own, same = (load_scenario("england_all", [f"parameters_from={source}"]) for source in ("posterior", "defaults"))
    assert memory_for_everything(own) == memory_for_everything(same)


def test_an_unknown_source_of_parameters_is_refused_with_those_there_are() -> None:
    with pytest.raises(sim.ScenarioError, match="allowed: defaults, posterior"):
        sim.run("no_partner", parameters="prior")


def test_bands_say_that_they_are_over_parameter_sets_too(own: sim.Run, same: sim.Run, tmp_path: Path) -> None:
    assert set(own.summary["band"].str.endswith(OVER_SETS)) == {True}
    assert set(own.expectations["band"].str.endswith(OVER_SETS)) == {True}
    assert "over replicates over replicates" not in " ".join(own.summary["band"])
    assert not same.summary["band"].str.contains("parameter sets").any()
    assert OVER_SETS in str(outcome_table(own).title)
    assert OVER_SETS not in str(outcome_table(same).title)
    kept = sim.stream("case_b_buddying", tmp_path / "kept", parameters="posterior", replicates=3)
    assert set(kept["band"].str.endswith(OVER_SETS)) == {True}


def test_report_says_near_its_top_where_parameters_come_from(own: sim.Run, same: sim.Run, tmp_path: Path) -> None:
    pages = []
    for number, made in enumerate((own, same, sim.run("no_partner", replicates=2))):
        made.save(tmp_path / str(number), figures=False)
        page = (tmp_path / str(number) / "report.html").read_text(encoding="utf-8")
        pages.append(page.partition("<figure")[0])  # the first screen: the answer, and how to take it
    for page in pages:
        assert "not a forecast for any named trust" in page
        assert "calibrated to the national record of special measures" in page
        assert "directions and orders of magnitude" in page
    assert OWN_SETS in pages[0]
    assert ASSUMED_RANGES in pages[0]
    assert ASSUMED_VALUES in pages[1]
    assert "--parameters posterior" in pages[1]
    assert "partnership effects" not in pages[2]


def test_a_comparison_says_where_parameters_come_from(own: sim.Run, same: sim.Run) -> None:
    alone = sim.run("no_partner", parameters="posterior", replicates=REPLICATES)
    found = sim.compare([alone, own])
    assert set(found.rows["parameters"].str.contains(OWN_SETS, regex=False)) == {True}
    assert set(found.rows["parameters"].str.contains(ASSUMED_RANGES, regex=False)) == {True}
    assert set(found.rows["band"].str.endswith(OVER_SETS)) == {True}
    other = sim.compare([sim.run("no_partner", replicates=REPLICATES), same])
    assert set(other.rows["parameters"].str.contains(ASSUMED_VALUES, regex=False)) == {True}


def test_runs_with_other_sources_of_parameters_are_no_twins(own: sim.Run, same: sim.Run) -> None:
    with pytest.raises(ResultsError, match=r"source of parameters: posterior, not defaults.*--parameters defaults"):
        sim.compare([same, own], names=["same", "own"])
