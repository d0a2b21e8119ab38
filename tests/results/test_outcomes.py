"""Outcomes as defined: exit, recovery, relapse, sustained recovery, with what is not observed kept apart from no."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.mesa_model import TurnaroundModel
from sim.outcomes import OUTCOMES
from sim.results.outcomes import History, exit_outcomes, outcomes_of, recovery_outcomes
from sim.scenario.loading import load_scenario


def history(months: int, **spans: list[tuple[int, int]]) -> History:
    """Return a trust's history from spans (first month, last month) in which each flag is set."""

    def flags(name: str) -> np.ndarray:
        set_in = np.zeros(months + 1, dtype=bool)
        for begin, end in spans.get(name, []):
            set_in[begin : end + 1] = True
        return set_in

    special = flags("in_special_measures")
    return History(
        good=flags("good") & ~special,
        failing=flags("failing") | flags("more") | special,
        in_special_measures=special,
        helped=flags("helped"),
        absorbed=flags("absorbed"),
        months_before=0,
    )


def test_exit_is_counted_from_the_first_month_in_special_measures() -> None:
    found = exit_outcomes(history(60, in_special_measures=[(6, 25)]))
    assert found["months_to_exit"] == 20
    assert found["exit_within_12"] == 0
    assert found["exit_within_24"] == 1


def test_trust_never_in_special_measures_has_no_exit_to_tell_of() -> None:
    assert all(np.isnan(value) for value in exit_outcomes(history(60)).values())


def test_exit_not_yet_observed_is_missing_not_no() -> None:
    found = exit_outcomes(history(40, in_special_measures=[(10, 40)]))
    assert found["exit_within_24"] == 0
    assert np.isnan(found["exit_within_36"])
    assert np.isnan(found["months_to_exit"])


def test_absorption_is_no_exit() -> None:
    found = exit_outcomes(history(80, in_special_measures=[(5, 30)], absorbed=[(20, 80)]))
    assert np.isnan(found["months_to_exit"])
    assert found["exit_within_60"] == 0


def test_months_in_special_measures_before_the_start_count() -> None:
    before = history(60, in_special_measures=[(0, 9)])
    found = exit_outcomes(
        History(
            before.good,
            before.failing,
            before.in_special_measures,
            before.helped,
            before.absorbed,
            months_before=6,
        )
    )
    assert found["months_to_exit"] == 16
    assert np.isnan(found["exit_within_24"]), "not watched from its entry"


def test_coming_back_within_three_years_counts_as_again() -> None:
    back = exit_outcomes(history(100, in_special_measures=[(5, 20), (50, 60)]))
    gone = exit_outcomes(history(100, in_special_measures=[(5, 20), (60, 70)]))
    early = exit_outcomes(history(40, in_special_measures=[(5, 20)]))
    assert back["special_measures_again"] == 1
    assert gone["special_measures_again"] == 0
    assert np.isnan(early["special_measures_again"])


def test_recovery_is_the_first_of_twelve_good_months() -> None:
    found = recovery_outcomes(history(80, failing=[(0, 29)], good=[(10, 15), (30, 80)]))
    assert found["months_to_recovery"] == 30
    assert found["recovered_within_24"] == 0
    assert found["recovered_within_36"] == 1


def test_good_months_in_special_measures_are_no_recovery() -> None:
    found = recovery_outcomes(history(60, failing=[(0, 5)], good=[(6, 60)], in_special_measures=[(3, 40)]))
    assert found["months_to_recovery"] == 41


def test_trust_that_never_fails_does_not_recover() -> None:
    assert all(np.isnan(value) for value in recovery_outcomes(history(60, good=[(0, 60)])).values())


def test_recovery_under_way_at_the_end_is_missing_not_no() -> None:
    found = recovery_outcomes(history(40, failing=[(0, 30)], good=[(34, 40)]))
    assert found["recovered_within_24"] == 0
    assert np.isnan(found["recovered_within_36"])


def test_early_success_does_not_count_before_its_whole_horizon_was_watched() -> None:
    found = exit_outcomes(history(40, in_special_measures=[(10, 20)]))
    assert found["exit_within_24"] == 1
    assert np.isnan(found["exit_within_36"])


def test_relapse_is_decline_or_special_measures_within_three_years_of_recovery() -> None:
    relapse = recovery_outcomes(history(100, failing=[(0, 9)], good=[(10, 30)], more=[(40, 50)]))
    regime = recovery_outcomes(history(100, failing=[(0, 9)], good=[(10, 100)], in_special_measures=[(40, 50)]))
    late = recovery_outcomes(history(100, failing=[(0, 9)], good=[(10, 70)], more=[(80, 90)]))
    assert relapse["relapsed"] == 1
    assert regime["relapsed"] == 1
    assert late["relapsed"] == 0


def test_recovery_is_sustained_only_if_good_after_the_last_support_ended() -> None:
    kept = recovery_outcomes(history(100, failing=[(0, 9)], good=[(10, 100)], helped=[(5, 50)]))
    lost = recovery_outcomes(history(100, failing=[(0, 9)], good=[(10, 55)], helped=[(5, 50)]))
    unknown = recovery_outcomes(history(60, failing=[(0, 9)], good=[(10, 60)], helped=[(5, 55)]))
    winter = recovery_outcomes(history(100, failing=[(0, 9)], good=[(10, 33), (36, 100)]))
    later = recovery_outcomes(history(100, failing=[(0, 9)], good=[(10, 100)], helped=[(80, 99)]))
    before = recovery_outcomes(history(100, failing=[(0, 39)], good=[(40, 100)], helped=[(5, 20)]))
    assert kept["sustained"] == 1
    assert before["sustained"] == 1, "help that had ended before the recovery asks for nothing more"
    assert lost["sustained"] == 0
    assert np.isnan(unknown["sustained"])
    assert winter["sustained"] == 1, "one bad winter does not decide"
    assert later["sustained"] == 1, "help that began years later is another story"


def test_trust_whose_stage_lags_behind_its_recovery_has_not_relapsed() -> None:
    lagging = recovery_outcomes(history(100, failing=[(0, 18)], good=[(10, 100)]))
    assert lagging["months_to_recovery"] == 10
    assert lagging["relapsed"] == 0


def test_spell_that_begins_in_a_unit_of_a_group_is_not_told_of() -> None:
    found = exit_outcomes(history(80, in_special_measures=[(30, 50)], absorbed=[(20, 80)]))
    assert all(np.isnan(value) for value in found.values())


@pytest.fixture(scope="module")
def buddied() -> dict[str, np.ndarray]:
    scenario = load_scenario("case_b_buddying")
    model = TurnaroundModel(scenario, 2)
    twin = TurnaroundModel(scenario, 2, without_partnerships=True).run()
    return outcomes_of(model.run(), model.parameters, twin)


def test_every_outcome_of_the_table_is_given_for_every_trust(buddied: dict[str, np.ndarray]) -> None:
    assert list(buddied) == list(OUTCOMES)
    assert all(values.shape == (2,) for values in buddied.values())


def test_both_sides_pay_for_a_partnership(buddied: dict[str, np.ndarray]) -> None:
    assert (buddied["partnership_attention"] > 0).all()
    assert buddied["quality_forgone"][1] > 0
    assert buddied["cost_to_centre"][0] > 2 * 0.148


def test_success_is_told_of_targets_only(buddied: dict[str, np.ndarray]) -> None:
    assert not np.isnan(buddied["partnership_success"][0])
    assert np.isnan(buddied["partnership_success"][1])


def test_without_a_twin_nothing_is_said_of_what_was_forgone() -> None:
    model = TurnaroundModel(load_scenario("no_partner", ["months=12", "main_outcome.outcome=relapsed"]))
    found = outcomes_of(model.run(), model.parameters)
    assert all(np.isnan(found[name]).all() for name, outcome in OUTCOMES.items() if outcome.needs_twin)
    assert np.isnan(found["performance_change_24"]).all()
    assert not np.isnan(found["performance_change_12"]).any()
