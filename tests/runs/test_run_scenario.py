"""Running a scenario from Python: tables, summary, precision, expectations."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

import sim
from sim.engine.selection import chosen_engine
from sim.model.enums import ProviderType
from sim.model.indicators import OBSERVABLES
from sim.outcomes import OUTCOMES
from sim.results.summary import counted, estimate, mean, median, share, wilson
from sim.results.tables import data_dictionary
from sim.runs.run_scenario import PRECISION_LEAST


@pytest.fixture(scope="module")
def run() -> sim.Run:
    return sim.run("case_b_buddying", replicates=12)


def test_trajectories_have_a_row_for_each_replicate_month_and_trust(run: sim.Run) -> None:
    assert len(run.trajectories) == 12 * 85 * 2
    assert not run.trajectories.duplicated(["replicate", "month", "trust"]).any()
    assert set(run.trajectories["stage"].unique()) <= set(run.trajectories["stage"].cat.categories)
    assert run.trajectories["four_hour_performance"].between(0, 100).all()


def test_every_column_is_in_the_data_dictionary(run: sim.Run) -> None:
    known = data_dictionary().groupby("table")["column"].apply(set)
    assert known["events"] == set(run.events["event"].cat.categories)
    keys = {"replicate", "month", "trust", "partnership", "type"}
    unpublished = {name for name, item in OBSERVABLES.items() if not item.is_published_by(ProviderType.ACUTE)}
    known["trajectories"] -= unpublished
    for table in ("trajectories", "partnerships", "outcomes"):
        assert set(getattr(run, table).columns) - keys == known[table]


def test_outcomes_have_a_row_for_each_replicate_and_trust(run: sim.Run) -> None:
    assert len(run.outcomes) == 24
    assert set(OUTCOMES) <= set(run.outcomes.columns)


def test_events_report_the_partnership(run: sim.Run) -> None:
    began = run.events[run.events["event"] == "partnership_operating"]
    assert len(began) == 12
    assert (began["trust"] == "green_bay").all()
    assert (began["partnership"] == "buddying").all()


def test_partnerships_are_followed_from_agreement_to_end(run: sim.Run) -> None:
    first = run.partnerships[run.partnerships["replicate"] == 0]
    assert first["month"].tolist() == list(range(4, 32))
    assert first["phase"].iloc[0] == "setting_up"
    assert first["phase"].iloc[-1] == "ended"


def test_summary_gives_shares_with_intervals_and_medians_with_bands(run: sim.Run) -> None:
    rows = run.summary.set_index(["trust", "outcome"])
    exit_share = rows.loc[("green_bay", "exit_within_36")]
    assert exit_share["statistic"] == "share"
    assert exit_share["low"] <= exit_share["value"] <= exit_share["high"]
    change = rows.loc[("green_bay", "performance_change_36")]
    assert change["statistic"] == "median"
    assert change["band"] == "5-95 % of values"
    assert change["n"] == 12
    assert exit_share["of"] == change["of"] == "all 12 replicates"


def test_summary_says_of_which_replicates_a_conditional_outcome_is(run: sim.Run) -> None:
    rows = run.summary.set_index(["trust", "outcome"])
    relapsed = rows.loc[("green_bay", "relapsed_once_recovered")]
    assert relapsed["n"] < 12
    assert relapsed["of"] == f"the {relapsed['n']} of 12 replicates that recovered, and were followed for long enough"
    assert relapsed["difference_n"] <= relapsed["n"], "the difference is of those known in both worlds"
    conditional = [name for name, outcome in OUTCOMES.items() if outcome.condition or outcome.needs_twin]
    whole = run.summary[~run.summary["outcome"].isin(conditional) & run.summary["trust"].eq("green_bay")]
    assert set(whole["n"]) == {12}, "every other outcome counts all replicates"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((300, 300), "all 300 replicates"),
        ((0, 300), "0 of 300 replicates"),
        ((85, 300, 1, "that recovered"), "the 85 of 300 replicates that recovered"),
        ((300, 300, 1, "that recovered"), "the 300 of 300 replicates that recovered"),
        ((4320, 30, 144), "all 4,320 trusts in 30 replicates"),
        ((70, 30, 144, "that recovered"), "the 70 of 4,320 trusts in 30 replicates that recovered"),
    ],
)
def test_number_and_condition_are_said_together(given, words: str) -> None:
    assert counted(*given) == words


def test_main_outcome_says_of_which_replicates_it_is(run: sim.Run) -> None:
    assert "of all 12 replicates" in repr(run)
    assert run.main_outcome_of == "all 12 replicates"
    assert "all 12 replicates" in run._repr_html_()


def test_share_is_given_with_the_interval_of_wilson() -> None:
    found = share(pd.Series([1.0] * 3 + [0.0] * 7 + [np.nan]))
    assert found.count == 10
    assert found.value == 0.3
    assert found.low == pytest.approx(0.10779, abs=1e-4)
    assert found.high == pytest.approx(0.60322, abs=1e-4)


@pytest.mark.parametrize(("yes", "count"), [(0, 1), (1, 1), (0, 7), (7, 7), (3, 10), (59, 60), (137, 2000)])
def test_interval_of_a_share_is_that_of_scipy_to_the_last_bit(yes: int, count: int) -> None:
    interval = binomtest(yes, count).proportion_ci(0.95, method="wilson")
    assert wilson(yes, count) == (interval.low, interval.high)


def test_interval_over_many_trusts_rests_on_replicates() -> None:
    """Two replicates of 100 trusts that all share one fate inform no more than two coins do."""
    outcomes = pd.DataFrame({"replicate": [0] * 100 + [1] * 100, "trust": [f"t{k}" for k in range(100)] * 2})
    outcomes["good_or_better"] = [1.0] * 100 + [0.0] * 100
    found = estimate(outcomes, "good_or_better")
    assert found.value == 0.5
    assert found.count == 200
    assert (found.low, found.high) == (0.0, 1.0)


def test_statistics_of_nothing_are_missing() -> None:
    nothing = pd.Series([np.nan, np.nan])
    assert all(np.isnan(statistic(nothing).value) for statistic in (share, median, mean))


def test_precision_adds_replicates_until_the_interval_is_narrow_enough() -> None:
    made = sim.run("no_partner", replicates=5, precision=0.09)
    assert made.main_outcome.half_width <= 0.09
    assert made.replicates == len(made.outcomes) / 2
    assert made.replicates > 5
    less = sim.run("no_partner", replicates=5, precision=0.14)
    assert less.replicates < made.replicates


def test_replicates_of_a_precise_run_are_those_of_a_plain_one() -> None:
    precise = sim.run("no_partner", replicates=5, precision=0.14)
    plain = sim.run("no_partner", replicates=precise.replicates)
    pd.testing.assert_frame_equal(precise.outcomes, plain.outcomes)


def test_the_engine_of_a_precise_run_suits_the_replicates_that_it_makes_at_least() -> None:
    precise = sim.run("no_partner", replicates=1, precision=0.4)
    assert precise.about["engine"] == chosen_engine("auto", precise.scenario, PRECISION_LEAST, own_class=False)


def test_a_precision_of_what_no_replicate_shows_is_refused() -> None:
    with pytest.raises(ValueError, match="recovered_within_36 is known in none of 55 replicates of 36 months"):
        sim.run("no_partner", replicates=5, months=36, precision=0.1)


def test_precision_must_be_positive() -> None:
    with pytest.raises(ValueError, match="precision must be above 0"):
        sim.run("no_partner", replicates=2, precision=-0.1)


def test_expectations_are_held_or_not_held(tmp_path: Path) -> None:
    file = tmp_path / "hopes.yaml"
    file.write_text(
        """
extends: case_b_buddying
expect:
  - {statement: all is well, source: hope, trust: green_bay, variable: quality, month: 12, at_least: 0.9}
  - {statement: things are bad, source: fear, trust: green_bay, variable: four_hour_performance, month: 12, at_most: 90}
  - {statement: a buddy does no harm, source: trust, trust: green_bay, variable: quality, month: 60,
     statistic: difference, at_least: -0.1, at_most: 0.3}
  - {statement: rated at least, source: x, trust: regency_vale, variable: rating_overall, month: 1, at_least: 3}
"""
    )
    made = sim.run(file, replicates=10)
    assert made.expectations["verdict"].tolist() == ["not held", "held", "held", "held"]
    assert made.expectations["n"].tolist() == [10, 10, 10, 10]
    assert set(made.expectations["of"]) == {"all 10 replicates"}


def test_expectation_that_no_replicate_reports_is_not_called_not_held(tmp_path: Path) -> None:
    (tmp_path / "sound.yaml").write_text(
        "title: A sound trust\nmonths: 12\nreplicates: 2\ntrusts: [{id: a, archetype: high_performing}]\n"
        "expect: [{statement: It dips, source: none, trust: a, outcome: integration_dip, at_most: 6}]\n"
    )
    made = sim.run(tmp_path / "sound.yaml")
    assert set(made.expectations["verdict"]) == {"cannot be determined"}


def test_summary_gives_the_difference_from_the_twin(run: sim.Run) -> None:
    row = run.summary.set_index(["trust", "outcome"]).loc[("green_bay", "quality_change_36")]
    keys = ["replicate", "trust"]
    gap = run.outcomes.set_index(keys)["quality_change_36"] - run.twin_outcomes.set_index(keys)["quality_change_36"]
    assert row["difference"] == pytest.approx(gap.xs("green_bay", level="trust").mean())
    assert row["difference_low"] < row["difference"] < row["difference_high"]


def test_horizon_that_was_not_simulated_in_full_is_reported_for_nobody() -> None:
    made = sim.run("no_partner", replicates=10, months=48, sets=["main_outcome.outcome=exit_within_24"])
    assert set(made.outcomes["exit_within_60"].isna()) == {True}
    assert set(made.outcomes["recovered_within_60"].isna()) == {True}


def test_shortened_run_leaves_out_the_expectations_it_cannot_check() -> None:
    assert len(sim.load_scenario("case_b_buddying").expect) > len(
        sim.load_scenario("case_b_buddying", ["months=40"]).expect
    )


def test_unknown_name_of_the_package_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="No sim attribute runn"):
        _ = sim.runn
    assert set(sim.__all__) <= set(dir(sim))
