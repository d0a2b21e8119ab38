"""Exit, recovery, relapse and sustained recovery as defined, with what is not observed kept apart from no."""

from __future__ import annotations

from math import isnan

import pytest

from sim.outcomes.horizons import HORIZONS, NEVER
from sim.outcomes.recovery_outcomes import (
    RECOVERY_MONTHS,
    compute_recovery,
    compute_recovery_within,
    end_of_help,
    is_clear_of_failure,
    last_helped,
    recovery_month,
    relapsed,
    still_good,
    sustained,
)
from sim.outcomes.special_measures_outcomes import before, compute_absorbed_within, compute_exit, compute_exit_within


@pytest.fixture
def exited(past, computed):
    return lambda months, **spans: computed(compute_exit, past(months, **spans))


@pytest.fixture
def recovered(past, computed, parameters):
    return lambda months, **spans: computed(compute_recovery, past(months, **spans), parameters)


def test_exit_is_counted_from_the_start_of_the_run_over_all_replicates(exited) -> None:
    found = exited(60, in_special_measures=[(6, 25)])
    assert [found.exit_within_24, found.exit_within_36, found.exit_within_60] == [0, 1, 1]
    assert found.entered_special_measures == 1


def test_trust_never_in_special_measures_counts_too_as_one_that_has_not_left(exited) -> None:
    found = vars(exited(60))
    assert set(found.values()) == {0.0}
    assert len(found) == 10


def test_every_trust_has_an_answer_at_every_horizon_that_was_simulated(exited) -> None:
    fates = (
        {},
        {"in_special_measures": [(0, 60)]},
        {"in_special_measures": [(30, 60)]},
        {"in_special_measures": [(5, 20)], "absorbed": [(12, 60)]},
        {"absorbed": [(3, 60)]},
        {"in_special_measures": [(0, 9), (20, 30)]},
    )
    for spans in fates:
        assert not any(isnan(value) for value in vars(exited(60, **spans)).values()), spans


def test_horizon_beyond_the_run_is_missing_for_all_and_not_only_for_those_that_are_still_in(exited) -> None:
    for spans in ({}, {"in_special_measures": [(0, 40)]}, {"in_special_measures": [(0, 5)]}):
        found = exited(40, **spans)
        assert isnan(found.exit_within_60)
        assert isnan(found.absorbed_before_exit_within_60)
        assert not isnan(found.exit_within_36)


def test_absorption_competes_with_exit_and_whichever_came_first_counts(exited) -> None:
    absorbed = exited(80, in_special_measures=[(5, 30)], absorbed=[(20, 80)])
    assert (absorbed.exit_within_60, absorbed.absorbed_before_exit_within_60) == (0, 1)
    left = exited(80, in_special_measures=[(5, 30)], absorbed=[(40, 80)])
    assert (left.exit_within_60, left.absorbed_before_exit_within_60) == (1, 0)
    never_in = exited(80, absorbed=[(40, 80)])
    assert (never_in.exit_within_60, never_in.absorbed_before_exit_within_60) == (0, 1)


def test_special_measures_that_end_in_the_month_of_absorption_were_not_left(exited) -> None:
    found = exited(80, in_special_measures=[(5, 19)], absorbed=[(20, 80)])
    assert (found.exit_within_24, found.absorbed_before_exit_within_24) == (0, 1)
    assert before(20, 20) == NEVER
    assert before(19, 20) == 19
    assert before(19, NEVER) == 19
    assert before(NEVER, 20) == NEVER


def test_incidences_of_exit_and_absorption_never_add_up_to_more_than_all(exited) -> None:
    for entry in (0, 5, 30):
        for end in (entry + 1, 20, 45):
            for absorbed in (1, 10, 20, 40, 61):
                found = vars(exited(60, in_special_measures=[(entry, end - 1)], absorbed=[(absorbed, 60)]))
                for months in HORIZONS:
                    ends = found[f"exit_within_{months}"], found[f"absorbed_before_exit_within_{months}"]
                    assert sum(ends) <= 1, (entry, end, absorbed)


def test_special_measures_that_had_begun_before_the_run_are_left_like_others(exited) -> None:
    assert exited(60, in_special_measures=[(0, 9)]).exit_within_12 == 1


def test_coming_back_is_a_second_entry_within_the_run(exited) -> None:
    back = {"in_special_measures": [(5, 20), (50, 60)]}
    assert exited(100, **back).special_measures_again == 1
    assert exited(100, in_special_measures=[(5, 20)]).special_measures_again == 0
    assert exited(100, **back, absorbed=[(40, 100)]).special_measures_again == 0, "a unit is no trust of its own"


def test_spell_that_begins_in_a_unit_of_a_group_is_no_entry(exited) -> None:
    found = exited(80, in_special_measures=[(30, 50)], absorbed=[(20, 80)])
    assert (found.entered_special_measures, found.exit_within_60) == (0, 0)


def test_every_horizon_is_reported_by_itself(computed) -> None:
    for name, found in (
        ("exit", computed(compute_exit_within, 30, 50)),
        ("absorbed_before_exit", computed(compute_absorbed_within, 30, 50)),
        ("recovered", computed(compute_recovery_within, 0, 30, 50)),
    ):
        assert [vars(found)[f"{name}_within_{months}"] for months in (12, 24, 36)] == [0, 0, 1]
        assert isnan(vars(found)[f"{name}_within_60"])


def test_early_success_does_not_count_before_its_whole_horizon_was_observed(exited) -> None:
    found = exited(30, in_special_measures=[(10, 20)])
    assert found.exit_within_24 == 1
    assert isnan(found.exit_within_36)


def test_recovery_is_the_first_of_twelve_good_months(recovered, past, parameters) -> None:
    spans = {"failing": [(0, 29)], "good": [(10, 15), (30, 80)]}
    found = recovered(80, **spans)
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
    found = recovered(80, failing=[(0, 5)], good=[(6, 80)], in_special_measures=[(3, 40)])
    assert (found.recovered_within_36, found.recovered_within_60) == (0, 1)


def test_trust_that_never_fails_counts_as_well_off_as_one_that_recovered(recovered) -> None:
    found = recovered(80)
    assert [found.recovered_within_12, found.recovered_within_60] == [1, 1]
    assert isnan(found.relapsed_once_recovered)
    assert isnan(found.sustained_once_recovered)


def test_failure_that_begins_later_counts_from_the_month_in_which_it_begins(recovered) -> None:
    found = recovered(80, failing=[(20, 40)], good=[(41, 80)])
    within = [
        found.recovered_within_12,
        found.recovered_within_24,
        found.recovered_within_36,
        found.recovered_within_60,
    ]
    assert within == [1, 0, 0, 1]
    assert is_clear_of_failure(36, NEVER, 36) is False
    assert is_clear_of_failure(37, NEVER, 36) is True
    assert is_clear_of_failure(5, 36, 36) is True
    assert is_clear_of_failure(5, 37, 36) is False


def test_whether_a_trust_recovered_is_known_of_every_replicate(recovered) -> None:
    for spans in ({}, {"failing": [(0, 80)]}, {"failing": [(70, 80)]}, {"failing": [(0, 9)], "good": [(10, 80)]}):
        found = vars(recovered(80, **spans))
        assert not any(isnan(found[f"recovered_within_{months}"]) for months in HORIZONS), spans


def test_recovery_under_way_at_the_end_is_missing_not_no(recovered) -> None:
    found = recovered(40, failing=[(0, 30)], good=[(34, 40)])
    assert found.recovered_within_24 == 0
    assert isnan(found.recovered_within_36)


def test_relapse_is_decline_or_special_measures_within_three_years_of_recovery(recovered) -> None:
    relapse = recovered(100, failing=[(0, 9), (40, 50)], good=[(10, 30)])
    regime = recovered(100, failing=[(0, 9)], good=[(10, 100)], in_special_measures=[(40, 50)])
    late = recovered(100, failing=[(0, 9), (80, 90)], good=[(10, 70)])
    assert relapse.relapsed_once_recovered == 1
    assert regime.relapsed_once_recovered == 1
    assert late.relapsed_once_recovered == 0


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
    earlier = recovered(100, failing=[(0, 39)], good=[(40, 100)], helped=[(5, 20)])
    assert kept.sustained_once_recovered == 1
    assert earlier.sustained_once_recovered == 1, "help that had ended before the recovery asks for nothing more"
    assert lost.sustained_once_recovered == 0
    assert isnan(unknown.sustained_once_recovered)
    assert winter.sustained_once_recovered == 1, "one bad winter does not decide"
    assert later.sustained_once_recovered == 1, "help that began years later is another story"


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
    assert lagging.recovered_within_12 == 1
    assert lagging.relapsed_once_recovered == 0


def test_recovery_within_a_horizon_is_known_from_the_month_in_which_its_twelve_good_months_could_end(recovered) -> None:
    last = 12 + RECOVERY_MONTHS - 1  # a recovery in month 12 shows in its twelfth good month
    assert recovered(last, failing=[(0, last)]).recovered_within_12 == 0
    assert isnan(recovered(last - 1, failing=[(0, last)]).recovered_within_12)


def test_exit_within_a_horizon_is_known_from_its_last_month_on(exited) -> None:
    assert exited(12, in_special_measures=[(1, 99)]).exit_within_12 == 0
    assert isnan(exited(11, in_special_measures=[(1, 99)]).exit_within_12)
