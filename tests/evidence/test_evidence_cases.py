"""Case studies held on the compiled ensemble say what a run of their scenario says of its own expectations."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim import run
from sim.evidence.assessment import COLUMNS, Effort, assess_patterns
from sim.evidence.cases import checked_case, checked_worlds, found_for
from sim.evidence.patterns import patterns
from sim.evidence.simulated import AS_SHIPPED, Assumed, scenario_of

REPLICATES = 6


def rows_of(case: str, assumed: Assumed = AS_SHIPPED, first: int = 0, threads: int = 1) -> pd.DataFrame:
    return checked_worlds(assumed.of(scenario_of(case, ())), REPLICATES, first, threads)


@pytest.mark.parametrize("case", ["case_b_buddying", "case_e_merger"])
def test_a_case_finds_what_a_run_of_it_finds(case: str) -> None:
    own = run(case, replicates=REPLICATES).expectations
    found = rows_of(case)
    assert len(found) == len(scenario_of(case, ()).expect)
    pd.testing.assert_frame_equal(found, own)


def test_a_case_of_other_replicates_is_another() -> None:
    first, later = (rows_of("case_b_buddying", first=first) for first in (0, REPLICATES))
    assert not np.array_equal(first["found"], later["found"])
    threaded = rows_of("case_b_buddying", threads=2)
    pd.testing.assert_frame_equal(first, threaded)


def test_parameters_reach_a_case_as_settings_of_the_run_do() -> None:
    own = run("case_b_buddying", sets=["parameters.winter_amplitude=0.04"], replicates=REPLICATES).expectations
    found = rows_of("case_b_buddying", Assumed({"winter_amplitude": 0.04}))
    assert set(own["verdict"]) == {"not applicable"}, "a changed scenario is not judged by what the shipped one expects"
    pd.testing.assert_frame_equal(found.drop(columns="verdict"), own.drop(columns="verdict"))
    assert not found.equals(rows_of("case_b_buddying"))


def test_what_a_scenario_sets_itself_stays() -> None:
    scenario = scenario_of("no_partner", ("parameters.winter_amplitude=0.03",))
    changed = Assumed({"winter_amplitude": 0.01, "gaming": 0.3}).of(scenario)
    assert changed.parameters == {"winter_amplitude": 0.03, "gaming": 0.3}
    assert scenario.parameters == {"winter_amplitude": 0.03}


def test_errors_of_what_was_found_follow_from_its_interval() -> None:
    scenario = scenario_of("case_b_buddying", ())
    rows = checked_worlds(scenario, 30).to_dict("records")
    reported = checked_case("case_b_buddying", AS_SHIPPED, 30)
    assert scenario.expect
    for expectation, row, (of_case, found) in zip(scenario.expect, rows, reported, strict=True):
        assert of_case == expectation
        assert found == found_for(expectation, row)
        assert found.value == row["found"]
        assert found.holds == (row["verdict"] == "held")
        assert (found.band.low, found.band.high) == (expectation.at_least, expectation.at_most)
        assert found.count == row["n"] > 0
        assert 0.0 <= found.error < 1.0
        if row["band"].startswith("95 %"):
            assert found.error == pytest.approx((row["high"] - row["low"]) / 3.92, rel=1e-3)


def test_the_table_has_a_row_for_each_figure_and_each_expectation() -> None:
    chosen = [patterns()[name] for name in ("P34", "D11", "C_B", "P33")]
    reported = []
    table = assess_patterns(chosen, Effort(2, 8), progress=lambda done, planned: reported.append((done, planned)))
    assert tuple(table.columns) == COLUMNS
    expected = len(scenario_of("case_b_buddying", ()).expect)
    assert table["pattern"].tolist() == ["P34"] * 2 + ["D11"] + ["C_B"] * expected + ["P33"] * 2
    assert reported == [(done, 5) for done in range(1, 6)]
    assert table["n"].tolist()[:2] == [2, 2]
    assert set(table.loc[table["use"] == "report", "verdict"]) == {"report only"}
    assert set(table.loc[table["use"] != "report", "verdict"]) <= {"pass", "miss"}
