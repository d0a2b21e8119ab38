"""Exit, recovery, relapse and sustained recovery as defined, with what is not observed kept apart from no."""

from __future__ import annotations

from math import isnan

import pytest

from sim.outcomes.horizons import NEVER
from sim.outcomes.recovery_outcomes import (
    RECOVERY_MONTHS,
    compute_recovery,
    compute_recovery_within,
    end_of_help,
    last_helped,
    recovery_month,
    relapsed,
    still_good,
    sustained,
)
from sim.outcomes.special_measures_outcomes import back_within_window, compute_exit, compute_exit_within, exit_month


@pytest.fixture
def exited(past, computed):
    return lambda months, **spans: computed(compute_exit, past(months, **spans))


@pytest.fixture
def recovered(past, computed, parameters):
    return lambda months, **spans: computed(compute_recovery, past(months, **spans), parameters)


def test_exit_is_counted_from_the_first_month_in_special_measures(exited) -> None:
    found = exited(60, in_special_measures=[(6, 25)])
    assert found.months_to_exit == 20
    assert found.exit_within_12 == 0
    assert found.exit_within_24 == 1


def test_trust_never_in_special_measures_has_no_exit_to_tell_of(exited) -> None:
    found = vars(exited(60))
    assert len(found) == 6
    assert all(isnan(value) for value in found.values())


def test_exit_not_yet_observed_is_missing_not_no(exited) -> None:
    found = exited(40, in_special_measures=[(10, 40)])
    assert found.exit_within_24 == 0
    assert isnan(found.exit_within_36)
    assert isnan(found.months_to_exit)


def test_absorption_is_no_exit(exited, past) -> None:
    spans = {"in_special_measures": [(5, 30)], "absorbed": [(20, 80)]}
    found = exited(80, **spans)
    assert isnan(found.months_to_exit)
    assert found.exit_within_60 == 0
    assert exit_month(past(80, **spans), 5, 20) == NEVER
    assert exit_month(past(80, **spans), 5, 40) == 31


def test_months_in_special_measures_before_the_start_count(past, computed) -> None:
    lived = past(60, in_special_measures=[(0, 9)])
    lived[0].months_in_special_measures = 6
    found = computed(compute_exit, lived)
    assert found.months_to_exit == 16
    assert isnan(found.exit_within_24), "not observed from its entry"


def test_coming_back_within_three_years_counts_as_again(exited, past) -> None:
    back = {"in_special_measures": [(5, 20), (50, 60)]}
    assert exited(100, **back).special_measures_again == 1
    assert back_within_window(past(100, **back), 21) == 1
    assert exited(100, in_special_measures=[(5, 20), (60, 70)]).special_measures_again == 0
    assert isnan(exited(40, in_special_measures=[(5, 20)]).special_measures_again)


def test_spell_that_begins_in_a_unit_of_a_group_is_not_reported(exited) -> None:
    found = exited(80, in_special_measures=[(30, 50)], absorbed=[(20, 80)])
    assert len(vars(found)) == 6
    assert all(isnan(value) for value in vars(found).values())


def test_every_horizon_is_reported_by_itself(computed) -> None:
    exit_found = computed(compute_exit_within, 30, 50)
    recovery_found = computed(compute_recovery_within, 30, 50)
    for name, found in (("exit", vars(exit_found)), ("recovered", vars(recovery_found))):
        assert [found[f"{name}_within_{months}"] for months in (12, 24, 36)] == [0, 0, 1]
        assert isnan(found[f"{name}_within_60"])


def test_early_success_does_not_count_before_its_whole_horizon_was_observed(exited) -> None:
    found = exited(40, in_special_measures=[(10, 20)])
    assert found.exit_within_24 == 1
    assert isnan(found.exit_within_36)


def test_recovery_is_the_first_of_twelve_good_months(recovered, past, parameters) -> None:
    spans = {"failing": [(0, 29)], "good": [(10, 15), (30, 80)]}
    found = recovered(80, **spans)
    assert found.months_to_recovery == 30
    assert found.recovered_within_24 == 0
    assert found.recovered_within_36 == 1
    assert recovery_month(past(80, **spans), 0, parameters) == 30
    assert recovery_month(past(40, **spans), 0, parameters) == NEVER


def test_twelve_good_months_may_begin_with_the_first_of_failing_and_end_with_the_run(past, parameters) -> None:
    assert recovery_month(past(16, failing=[(5, 5)], good=[(5, 16)]), 5, parameters) == 5
    assert recovery_month(past(15, failing=[(5, 5)], good=[(5, 15)]), 5, parameters) == NEVER


def test_start_that_was_not_simulated_is_no_good_month(past, parameters) -> None:
    assert recovery_month(past(30, failing=[(0, 2)], good=[(0, 30)]), 0, parameters) == 1


def test_good_months_in_special_measures_are_no_recovery(recovered) -> None:
    found = recovered(60, failing=[(0, 5)], good=[(6, 60)], in_special_measures=[(3, 40)])
    assert found.months_to_recovery == 41


def test_trust_that_never_fails_does_not_recover(recovered) -> None:
    found = vars(recovered(60, good=[(0, 60)]))
    assert len(found) == 7
    assert all(isnan(value) for value in found.values())


def test_recovery_under_way_at_the_end_is_missing_not_no(recovered) -> None:
    found = recovered(40, failing=[(0, 30)], good=[(34, 40)])
    assert found.recovered_within_24 == 0
    assert isnan(found.recovered_within_36)


def test_relapse_is_decline_or_special_measures_within_three_years_of_recovery(recovered) -> None:
    relapse = recovered(100, failing=[(0, 9), (40, 50)], good=[(10, 30)])
    regime = recovered(100, failing=[(0, 9)], good=[(10, 100)], in_special_measures=[(40, 50)])
    late = recovered(100, failing=[(0, 9), (80, 90)], good=[(10, 70)])
    assert relapse.relapsed == 1
    assert regime.relapsed == 1
    assert late.relapsed == 0


def test_relapse_that_could_not_be_observed_to_its_end_is_missing(past) -> None:
    assert isnan(relapsed(past(40, failing=[(0, 9), (20, 25)]), 10))


def test_relapse_counts_up_to_the_36th_month_and_its_absence_is_known_from_then_on(past) -> None:
    assert relapsed(past(46, failing=[(46, 46)]), 10) == 1
    assert relapsed(past(60, failing=[(47, 47)]), 10) == 0
    assert relapsed(past(46), 10) == 0
    assert isnan(relapsed(past(45), 10))


def test_whether_a_recovery_is_sustained_is_known_from_the_very_month_of_its_check(past, parameters) -> None:
    good, helped = [(10, 60)], [(5, 30)]
    assert sustained(past(34, good=good), 10, parameters) == 1
    assert isnan(sustained(past(33, good=good), 10, parameters))
    assert sustained(past(42, good=good, helped=helped), 10, parameters) == 1
    assert isnan(sustained(past(41, good=good, helped=helped), 10, parameters))


def test_recovery_is_sustained_only_if_good_after_the_last_support_ended(recovered) -> None:
    kept = recovered(100, failing=[(0, 9)], good=[(10, 100)], helped=[(5, 50)])
    lost = recovered(100, failing=[(0, 9)], good=[(10, 55)], helped=[(5, 50)])
    unknown = recovered(60, failing=[(0, 9)], good=[(10, 60)], helped=[(5, 55)])
    winter = recovered(100, failing=[(0, 9)], good=[(10, 33), (36, 100)])
    later = recovered(100, failing=[(0, 9)], good=[(10, 100)], helped=[(80, 99)])
    before = recovered(100, failing=[(0, 39)], good=[(40, 100)], helped=[(5, 20)])
    assert kept.sustained == 1
    assert before.sustained == 1, "help that had ended before the recovery asks for nothing more"
    assert lost.sustained == 0
    assert isnan(unknown.sustained)
    assert winter.sustained == 1, "one bad winter does not decide"
    assert later.sustained == 1, "help that began years later is another story"


def test_help_is_followed_to_the_end_of_its_own_spell(past) -> None:
    lived = past(40, helped=[(5, 10), (15, 30), (35, 40)])
    assert (last_helped(lived, 12), last_helped(lived, 20), last_helped(lived, 4)) == (10, 20, NEVER)
    assert (end_of_help(lived, 20), end_of_help(lived, 36)) == (30, 40)


def test_help_in_the_first_and_in_the_last_month_is_seen(past) -> None:
    assert last_helped(past(20, helped=[(0, 0)]), 20) == 0
    assert last_helped(past(20, helped=[(20, 20)]), 20) == 20
    assert last_helped(past(20, helped=[(20, 20)]), 19) == NEVER
    assert end_of_help(past(20, helped=[(5, 19)]), 10) == 19


@pytest.mark.parametrize(
    ("good", "most"),
    [((9, 17), True), ((9, 16), False), ((8, 16), False), ((12, 20), True), ((13, 20), False), ((13, 21), False)],
)
def test_most_of_the_year_up_to_a_month_is_nine_months_of_twelve(good, most: bool, past, parameters) -> None:
    assert still_good(past(30, good=[good]), 20, parameters) is most


def test_trust_whose_stage_lags_behind_its_recovery_has_not_relapsed(recovered) -> None:
    lagging = recovered(100, failing=[(0, 18)], good=[(10, 100)])
    assert lagging.months_to_recovery == 10
    assert lagging.relapsed == 0


def test_recovery_within_a_horizon_is_known_from_the_month_in_which_its_twelve_good_months_could_end(recovered) -> None:
    last = 12 + RECOVERY_MONTHS - 1  # a recovery in month 12 shows in its twelfth good month
    assert recovered(last, failing=[(0, last)]).recovered_within_12 == 0
    assert isnan(recovered(last - 1, failing=[(0, last)]).recovered_within_12)


def test_exit_within_a_horizon_is_known_from_its_last_month_on(exited) -> None:
    assert exited(13, in_special_measures=[(1, 99)]).exit_within_12 == 0
    assert isnan(exited(12, in_special_measures=[(1, 99)]).exit_within_12)
