"""Twins compared: differences in the same worlds, how sure their sign is, and what is no twin."""

from __future__ import annotations

import json
from dataclasses import replace
from math import inf, isnan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.comparison import Comparison
from sim.comparison import pairs as statistics
from sim.comparison.comparison_table import ALL_TRUSTS, COLUMNS
from sim.comparison.pairs import paired_difference, replicates_that_settle
from sim.comparison.twins import differences, require_twins
from sim.outcomes import HIGHER, LOWER, NEITHER, OUTCOMES
from sim.results.summary import mean
from sim.scenario.scenario_loader import resolved, to_yaml
from sim.views.comparison_view import difference_figures, settled_text, tables

REPLICATES = 10


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


@pytest.fixture(scope="module")
def alone() -> sim.Run:
    return sim.run("no_partner", replicates=REPLICATES, months=48)


@pytest.fixture(scope="module")
def buddied() -> sim.Run:
    return sim.run("case_b_buddying", replicates=REPLICATES, months=48)


@pytest.fixture(scope="module")
def compared(alone: sim.Run, buddied: sim.Run) -> Comparison:
    return sim.compare([alone, buddied])


def row_of(comparison: Comparison, measure: str, trust: str = "green_bay", month: int | None = None) -> pd.Series:
    rows = comparison.rows
    found = rows[(rows["measure"] == measure) & (rows["trust"] == trust)]
    found = found[found["month"].isna() if month is None else found["month"].eq(month).fillna(False)]
    assert len(found) == 1
    return found.iloc[0]


# What a difference is.


def test_change_that_changes_nothing_gives_no_difference_and_settles_nothing(alone: sim.Run) -> None:
    rows = sim.compare([alone, alone]).rows
    assert set(rows.loc[rows["n"] > 0, "difference"]) == {0.0}
    assert set(rows.loc[rows["n"] >= 6, "replicates_that_settle"]) == {inf}
    assert not rows["settled"].any()
    assert not rows["differ"].any()


def test_difference_is_that_of_the_same_worlds(compared: Comparison, alone: sim.Run, buddied: sim.Run) -> None:
    gap = [run.outcomes.query("trust == 'green_bay'")["quality_change_36"].to_numpy() for run in (buddied, alone)]
    by_hand = mean(pd.Series(gap[0] - gap[1]))
    row = row_of(compared, "quality_change_36")
    assert [row["difference"], row["low"], row["high"]] == pytest.approx([by_hand.value, by_hand.low, by_hand.high])
    months = [run.trajectories.query("trust == 'green_bay' and month == 24")["surplus"] for run in (buddied, alone)]
    assert row_of(compared, "surplus", month=24)["difference"] == pytest.approx(months[0].mean() - months[1].mean())


def test_pairs_tell_more_than_two_samples_do(compared: Comparison, alone: sim.Run, buddied: sim.Run) -> None:
    row = row_of(compared, "performance_change_36")
    samples = [run.outcomes.query("trust == 'green_bay'")["performance_change_36"] for run in (alone, buddied)]
    apart = float(np.hypot(*(mean(sample).half_width for sample in samples)))
    assert (row["high"] - row["low"]) / 2.0 < 0.5 * apart


def test_better_is_as_the_outcome_says(compared: Comparison) -> None:
    worse, better = column(1, 1, 1, 0), column(2, 3, 0, 0)
    more, less, either = (paired_difference(worse, better, way, is_share=False) for way in (HIGHER, LOWER, NEITHER))
    assert (more.better, more.worse) == (0.5, 0.25)
    assert (less.better, less.worse) == (0.25, 0.5)
    assert isnan(either.better)
    attention = row_of(compared, "partnership_attention", trust="regency_vale")
    assert (attention["better"], attention["worse"]) == (0.0, 1.0), "attention that a partnership takes is a cost"


def test_every_outcome_says_which_way_is_better() -> None:
    assert {outcome.better for outcome in OUTCOMES.values()} == {HIGHER, LOWER, NEITHER}
    lower = {
        "months_in_special_measures",
        "relapsed_once_recovered",
        "cost_to_trust",
        "performance_shortfall",
        "integration_dip",
    }
    assert {OUTCOMES[name].better for name in lower} == {LOWER}
    assert {
        OUTCOMES[name].better for name in ("good_or_better", "recovered_within_36", "sustained_once_recovered")
    } == {HIGHER}
    assert {OUTCOMES[name].better for name in ("absorbed", "exit_within_36")} == {NEITHER}


def test_pairs_with_a_missing_value_are_left_out_and_counted() -> None:
    found = paired_difference(column(1, np.nan, 3, np.nan, 5), column(2, 2, np.nan, np.nan, 7), HIGHER, is_share=False)
    assert (found.n, found.pairs, found.left_out) == (2, 2, 3)
    assert found.difference == 1.5
    nothing = paired_difference(column(np.nan), column(1.0), HIGHER, is_share=False)
    assert (nothing.n, nothing.left_out) == (0, 1)
    assert isnan(nothing.difference)


def test_changes_of_a_yes_or_no_are_counted_both_ways() -> None:
    found = paired_difference(column(0, 0, 0, 1, 1), column(1, 1, 0, 0, 1), HIGHER, is_share=True)
    assert (found.to_yes, found.to_no) == (2, 1)
    assert found.difference == pytest.approx(0.2)
    assert isnan(paired_difference(column(0.0), column(1.0), HIGHER, is_share=False).to_yes)


def test_trusts_of_one_world_count_once() -> None:
    one = column(0.1, 0.3, -0.2, 0.4, 0.2, 0.1, 0.5)
    single, many = (
        paired_difference(np.zeros_like(gaps), gaps, HIGHER, is_share=False) for gaps in (one, np.tile(one, 100))
    )
    assert (many.n, many.pairs) == (7, 700)
    assert (many.low, many.high) == pytest.approx((single.low, single.high))
    assert many.replicates_that_settle == single.replicates_that_settle


def test_rounding_is_no_difference() -> None:
    found = paired_difference(column(*[0.1 + 0.2] * 8), column(*[0.3] * 8), HIGHER, is_share=False)
    assert (found.difference, found.better, found.worse, found.replicates_that_settle) == (0.0, 0.0, 0.0, inf)


# How sure the sign is.


def test_replicates_that_settle_a_sign_are_those_of_a_hand_computation() -> None:
    # Mean 1, standard deviation 2.108: t x 2.108 / sqrt(m) is 1.016 for m = 19 (t = 2.101), 0.987 for 20 (t = 2.093).
    gaps = np.array([3.0, -1.0] * 5)
    assert gaps.std(ddof=1) == pytest.approx(2.108, abs=1e-3)
    assert replicates_that_settle(gaps) == 20.0
    assert replicates_that_settle(-gaps) == 20.0
    assert paired_difference(np.zeros((10, 1)), gaps[:, None], HIGHER, is_share=False).settled is False
    assert paired_difference(np.zeros((20, 1)), np.tile(gaps, 2)[:, None], HIGHER, is_share=False).settled is True


def test_five_changes_of_one_side_settle_nothing_however_many_stayed() -> None:
    before, after = np.zeros((120, 1)), np.zeros((120, 1))
    after[:5] = 1.0
    found = paired_difference(before, after, HIGHER, is_share=True)
    assert found.low > 0.0, "Student's t would take it as settled"
    assert found.replicates_that_settle == 144.0
    assert not found.settled


def test_few_replicates_settle_nothing() -> None:
    assert isnan(replicates_that_settle(np.array([1.0, 1.1, 0.9, 1.0, 1.05])))
    assert replicates_that_settle(np.ones(6)) == statistics.FEWEST
    assert replicates_that_settle(np.array([1.0, -1.0] * 4)) == inf


def test_number_of_replicates_that_settle_is_found_for_tiny_differences_too() -> None:
    gaps = np.random.default_rng(1).normal(0.0, 1.0, 50)
    gaps += 1e-6 - gaps.mean()
    assert 3e12 < replicates_that_settle(gaps) < 5e12


def test_no_change_in_few_worlds_is_not_taken_for_no_change_in_any() -> None:
    found = paired_difference(np.zeros((10, 1)), np.zeros((10, 1)), HIGHER, is_share=True)
    assert (found.difference, found.low) == (0.0, -found.high)
    assert 0.25 < found.high < 0.30
    all_better = paired_difference(np.zeros((10, 1)), np.ones((10, 1)), HIGHER, is_share=True)
    assert (all_better.difference, all_better.high) == (1.0, 1.0)
    assert 0.70 < all_better.low < 0.75


def test_difference_of_shares_keeps_within_all_and_none() -> None:
    found = paired_difference(column(0, 0), column(1, 0), HIGHER, is_share=True)
    assert (found.low, found.high) == (-1.0, 1.0)


# What is compared.


def test_every_trust_and_all_together_have_every_outcome_and_month(compared: Comparison) -> None:
    assert list(compared.rows.columns) == list(COLUMNS)
    assert set(compared.rows["trust"]) == {"green_bay", "regency_vale", "all trusts"}
    everyone = compared.rows[~compared.rows["of"].str.contains("anyway")]
    assert len(everyone) == 3 * (len(OUTCOMES) + 4 * 3), "month 60 was not simulated"
    assert set(compared.over_time["month"]) == set(range(49))


def test_months_and_trust_can_be_chosen(alone: sim.Run, buddied: sim.Run) -> None:
    chosen = sim.compare([alone, buddied], month=[6, 3], trust="green_bay")
    assert chosen.months == [3, 6]
    assert set(chosen.rows["trust"]) == {"green_bay"}
    assert sim.compare([alone, buddied], month=6, trust="Green Bay").shown == ["green_bay"]
    with pytest.raises(ValueError, match="month 49 was not simulated"):
        sim.compare([alone, buddied], month=[49])
    with pytest.raises(ValueError, match="did you mean 'green_bay'"):
        sim.compare([alone, buddied], trust="green_by")


def test_only_replicates_that_all_have_are_compared_and_that_is_said(alone: sim.Run, compared: Comparison) -> None:
    few = sim.run("case_b_buddying", replicates=4, months=48)
    fewer = sim.compare([alone, few])
    assert fewer.replicates == 4
    assert "Only the 4 replicates that all have are compared (of no_partner 10, case_b_buddying 4)." in fewer.remarks[0]
    assert row_of(fewer, "quality_change_36")["n"] == 4
    assert not any(remark.startswith("Only the") for remark in compared.remarks)


def test_only_trusts_that_all_have_are_compared_and_that_is_said(alone: sim.Run, tmp_path: Path) -> None:
    joined = tmp_path / "joined.yaml"
    joined.write_text("extends: no_partner\ntrusts: [{id: newcomer, archetype: coasting}]\n")
    found = sim.compare([alone, sim.run(joined, replicates=3, months=48)])
    assert "newcomer (in joined)" in found.remarks[1]
    assert not found.rows["differ"].any(), "a newcomer changes nobody else"


def test_trusts_of_ones_own_are_twins_of_the_usual_ones(alone: sim.Run) -> None:
    class SteadyTrust(sim.Trust):
        def departure_hazard(self) -> float:
            return 0.0

    steady = sim.run("no_partner", replicates=3, months=48, trust_class=SteadyTrust)
    found = sim.compare([alone, steady], names=["usual", "steady"])
    assert row_of(found, "quality_change_36")["differ"] > 0
    assert found.titles[1].endswith("(steady)"), "titles that are alike are distinguished"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (["seed=7"], "seed: 7, not 2013; run it again with --seed 2013"),
        (["months=60"], "months simulated: 60, not 84; run it again with --months 84"),
        (["start_month=1"], "calendar month of month 1: 1, not 7"),
        (["population_seed=5"], "--set population_seed=null"),
        (["replicates=1"], "1 replicate is too few"),
    ],
)
def test_what_is_no_twin_is_refused_with_what_would_mend_it(changes: list[str], words: str) -> None:
    scenarios = [sim.load_scenario("no_partner"), sim.load_scenario("case_b_buddying", changes)]
    with pytest.raises(sim.ResultsError, match=words) as refused:
        require_twins(["results/one", "results/other"], scenarios, ["1", "1"])
    assert "results/other" in str(refused.value)


def test_other_versions_populations_and_trusts_are_refused() -> None:
    one, nation = sim.load_scenario("no_partner"), sim.load_scenario("england_acute")
    fewer = sim.load_scenario("england_acute", ["background.trusts=20"])
    with pytest.raises(sim.ResultsError, match=r"made with version 0\.0\.9"):
        require_twins(["one", "old"], [one, one], ["0.1.0", "0.0.9"])
    with pytest.raises(sim.ResultsError, match="different background population"):
        require_twins(["nation", "fewer"], [nation, fewer], ["1", "1"])
    others = sim.load_scenario("england_acute", ["background.other_types=[{provider_type: community, trusts: 2}]"])
    with pytest.raises(sim.ResultsError, match="different background population"):
        require_twins(["nation", "others"], [nation, others], ["1", "1"])
    strangers = sim.load_scenario("case_c_acquisition", ["seed=2013", "months=84", "start_month=7"])
    with pytest.raises(sim.ResultsError, match="the scenarios have no trust in common"):
        require_twins(["one", "strangers"], [one, strangers], ["1", "1"])
    with pytest.raises(sim.ResultsError, match="name two or more"):
        require_twins(["one"], [one], ["1"])


def test_background_that_is_written_out_is_that_of_the_same_world(tmp_path: Path) -> None:
    kept = tmp_path / "kept.yaml"
    nation = sim.load_scenario("england_acute", ["background.other_types=[{provider_type: community, trusts: 2}]"])
    kept.write_text(to_yaml(resolved(nation)), encoding="utf-8")
    assert differences(nation, sim.load_scenario(kept)) == []


# Of which worlds a difference is.


def test_terminal_says_of_which_replicates_a_conditional_difference_is(alone: sim.Run, buddied: sim.Run) -> None:
    few = with_outcomes(alone, relapsed_once_recovered=[1.0] * 3 + [np.nan] * 7)
    many = with_outcomes(buddied, relapsed_once_recovered=[0.0] * 10)
    table, *_ = tables(sim.compare([few, many]))
    said = "that recovered, and were followed for long enough in both"
    assert f"relapsed_once_recovered (% points), of the 3 of 10 replicates {said}" in list(table.columns[1].cells)


def test_difference_of_all_replicates_says_so(compared: Comparison) -> None:
    assert row_of(compared, "recovered_within_36")["of"] == "all 10 replicates"
    assert row_of(compared, "quality", month=24)["of"] == "all 10 replicates"
    pooled = row_of(compared, "performance_change_36", trust="all trusts")
    assert pooled["of"] == "all 20 trusts in 10 replicates"


def with_outcomes(run: sim.Run, **columns: list[float]) -> sim.Run:
    """Return a run in which some outcomes of Green Bay are what is said, replicate by replicate."""
    outcomes = run.outcomes.copy()
    for name, values in columns.items():
        outcomes.loc[outcomes["trust"] == "green_bay", name] = values
    return replace(run, outcomes=outcomes)


def test_conditional_outcomes_are_compared_over_those_known_in_both_and_that_is_said(
    alone: sim.Run, buddied: sim.Run
) -> None:
    few = with_outcomes(alone, relapsed_once_recovered=[1.0] * 3 + [np.nan] * 7)
    many = with_outcomes(buddied, relapsed_once_recovered=[np.nan] + [0.0] * 8 + [np.nan])
    found = sim.compare([few, many])
    row = row_of(found, "relapsed_once_recovered")
    assert (row["n"], row["difference"]) == (2, -1.0)
    assert row["of"] == "the 2 of 10 replicates that recovered, and were followed for long enough in both"
    (remark,) = [remark for remark in found.remarks if "Known of other replicates" in remark]
    assert "green_bay, relapsed_once_recovered (3 and 8; 2 in both)" in remark
    alike = sim.compare([few, few], names=["one", "other"])
    assert not any("relapsed" in remark for remark in alike.remarks)


def test_those_that_would_have_entered_anyway_are_those_that_did_in_the_reference(
    alone: sim.Run, buddied: sim.Run
) -> None:
    entered = [1.0] * 4 + [0.0] * 6
    before = with_outcomes(alone, entered_special_measures=entered, months_in_special_measures=[20.0] * 4 + [0.0] * 6)
    after = with_outcomes(
        buddied, entered_special_measures=[1.0] * 9 + [0.0], months_in_special_measures=[10.0] * 9 + [0.0]
    )
    rows = sim.compare([before, after]).rows
    both = rows[(rows["trust"] == "green_bay") & (rows["measure"] == "months_in_special_measures")]
    everyone, anyway = both.to_dict("records")
    assert (everyone["of"], everyone["difference"]) == ("all 10 replicates", pytest.approx(1.0))
    assert (anyway["n"], anyway["difference"]) == (4, pytest.approx(-10.0)), "more entered, and were out sooner"
    assert anyway["of"] == (
        "the 4 of 10 replicates that would have entered special measures anyway (did in the reference)"
    )


def test_where_all_or_none_entered_there_are_no_others_to_tell_apart(compared: Comparison) -> None:
    assert not compared.rows["of"].str.contains("anyway")[compared.rows["trust"] != ALL_TRUSTS].any()


def test_target_partner_and_neighbours_stand_side_by_side(compared: Comparison, alone: sim.Run) -> None:
    sides = compared.sides.set_index("side")
    assert list(sides.index) == ["target", "partner", "neighbours"]
    for side, trust in (("target", "green_bay"), ("partner", "regency_vale")):
        row = row_of(compared, "performance_change_36", trust=trust)
        assert sides.loc[side, "difference"] == pytest.approx(row["difference"])
        assert [sides.loc[side, name] for name in ("low", "high", "n")] == pytest.approx([row["low"], row["high"], 10])
        assert sides.loc[side, "of"] == "all 10 replicates"
    assert sides.loc["neighbours", "n"] == 0, "there are none, and that is said"
    assert sim.compare([alone, alone], names=["one", "other"]).sides.empty


# What is shown and kept.


def test_terminal_shows_what_differs_and_names_what_does_not(compared: Comparison) -> None:
    table, sides, *lines = tables(compared)
    assert list(sides.columns[0].cells) == ["target", "partner", "neighbours"]
    assert "of all 10 replicates unless a row says of which" in str(table.title)
    measures = list(table.columns[1].cells)
    assert "quality_change_36 (level)" in measures
    assert "surplus, month 24 (% points of turnover)" in measures
    assert not any(measure.startswith("permanent_failure") for measure in measures)
    assert any("Regency Vale, no difference in any replicate: " in line for line in lines)


def test_figures_have_signs_and_as_many_digits_as_they_deserve() -> None:
    assert difference_figures({"unit": "share", "difference": 0.0833, "low": -0.0039, "high": 0.171}) == (
        "+8.3",
        "-0.4",
        "+17.1",
    )
    assert difference_figures({"unit": "£m", "difference": 0.742, "low": np.nan, "high": np.nan}) == ("+0.74", "-", "-")
    one_pair = {"unit": "months", "difference": 3.0, "low": -np.inf, "high": np.inf}
    assert difference_figures(one_pair) == ("+3.0", "-", "-")
    assert difference_figures({"unit": "level", "difference": 0.0, "low": 0.0, "high": 0.0}) == ("+0", "+0", "+0")


@pytest.mark.parametrize(
    ("settled", "count", "words"),
    [(True, 20.0, "yes"), (False, 324.0, "no: needs about 330"), (False, 11_234.0, "no: needs about 12,000"),
     (False, inf, "no: needs over 1,000,000"), (False, np.nan, "no: fewer than 6")],
)  # fmt: skip
def test_number_of_replicates_is_reported_as_the_estimate_that_it_is(settled: bool, count: float, words: str) -> None:
    assert settled_text({"settled": settled, "replicates_that_settle": count}) == words


def test_folder_holds_table_figure_and_manifest(compared: Comparison, tmp_path: Path) -> None:
    place = compared.save(tmp_path / "twins")
    assert {path.name for path in place.iterdir()} == {
        "comparison.csv", "side_by_side.csv", "over_time.csv", "manifest.json", "difference.png", "difference.svg",
        "report.html", "ro-crate-metadata.json",
    }  # fmt: skip
    table = pd.read_csv(place / "comparison.csv")
    assert list(table.columns) == list(COLUMNS)
    assert len(table) == len(compared.rows)
    manifest = json.loads((place / "manifest.json").read_text())
    assert [run["name"] for run in manifest["comparison"]] == ["no_partner", "case_b_buddying"]
    assert manifest["seed"] == 2013
    assert manifest["columns"] == COLUMNS
    with pytest.raises(sim.ResultsError, match="holds a comparison"):
        sim.open_run(place)


def test_folder_of_something_else_is_never_replaced(compared: Comparison, alone: sim.Run, tmp_path: Path) -> None:
    place = compared.save(tmp_path / "twins")
    with pytest.raises(sim.ResultsError, match="holds a comparison with other inputs"):
        sim.compare([alone, alone]).save(place)
    with pytest.raises(sim.ResultsError, match=r"comparison\.csv, which was not written by a run"):
        alone.save(place, overwrite=True, figures=False)
    kept = alone.save(tmp_path / "run", figures=False)
    with pytest.raises(sim.ResultsError, match="which was not written by a comparison"):
        compared.save(kept, overwrite=True)
