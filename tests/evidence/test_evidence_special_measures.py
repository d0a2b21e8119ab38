"""Statistics of special measures are those that the sources worked out, on worlds small enough to do it on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.evidence.simulated import scenario_of, simulate_worlds
from sim.evidence.statistics import special_measures_statistics
from sim.evidence.statistics.special_measures_statistics import spells_of
from sim.model.enums import Rating

Make = Callable[..., Any]
INADEQUATE, REQUIRES_IMPROVEMENT, GOOD, OUTSTANDING = (float(rating) for rating in Rating)


def months(outside: int, inside: int, after: int = 0) -> str:
    """Return the picture of a trust that enters in month `external_body` and stays for so many months."""
    return "." * outside + "#" * inside + "." * after


def test_two_spells_of_one_trust_are_distinguished(regime: Make) -> None:
    spells = spells_of(regime("..###..##.", ".........."))
    assert spells.entry.tolist() == [2, 7]
    assert spells.left.tolist() == [5, 9]
    assert spells.months.tolist() == [3, 2]
    assert spells.trust.tolist() == [0, 0]
    assert spells.lifted.all()


def test_a_spell_keeps_its_own_end_whoever_leaves_first(regime: Make) -> None:
    spells = spells_of(regime(".#######..", "..##......"))
    assert spells.trust.tolist() == [0, 1]
    assert spells.months.tolist() == [7, 2]


def test_a_spell_that_began_before_the_run_counts_its_months_before(regime: Make) -> None:
    spells = spells_of(regime("####..##..", before=[6]))
    assert spells.entry.tolist() == [0, 6]
    assert spells.months.tolist() == [6 + 4, 2]


def test_a_spell_that_is_not_lifted_has_been_observed_up_to_the_last_month(regime: Make) -> None:
    spells = spells_of(regime("......####", "##########", before=[0, 6]))
    assert not spells.lifted.any()
    assert spells.months.tolist() == [3, 6 + 9]  # month 9 is the last


@given(flags=arrays(bool, st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(2, 30))))
def test_spells_put_together_are_the_flags_they_came_from(lived: Make, flags: np.ndarray) -> None:
    worlds = lived(special_measures=flags, months_in_special_measures=np.zeros_like(flags))
    spells, again = spells_of(worlds), np.zeros_like(flags)
    for replicate, trust, entry, left in zip(spells.replicate, spells.trust, spells.entry, spells.left, strict=True):
        assert not again[replicate, trust, entry:left].any()
        again[replicate, trust, entry:left] = True
    assert np.array_equal(again, flags)
    stock = flags.sum(axis=(0, 1))
    assert (spells.entry > 0).sum() - spells.lifted.sum() == stock[-1] - stock[0]
    assert (spells.months >= spells.lifted).all()


def test_spells_end_as_outcomes_tell() -> None:
    worlds = simulate_worlds(scenario_of("england_all", ("months=60",)), 2, special_measures_statistics.SPELLS)
    spells = spells_of(worlds)
    entered, left = (np.zeros_like(worlds.outcomes["exit_within_60"]) for _ in range(2))
    for number in range(len(spells.entry) - 1, -1, -1):  # the first spell of each trust is written last
        at = spells.replicate[number], spells.trust[number]
        entered[at], left[at] = 1.0, spells.lifted[number]
    assert left.sum() > 10
    assert np.array_equal(entered, worlds.outcomes["entered_special_measures"])
    assert np.array_equal(left, worlds.outcomes["exit_within_60"])


def test_entries_are_counted_a_trust_year_without_those_that_were_there_at_the_start(regime: Make) -> None:
    worlds = regime(*("##" + "." * 20 + "##.", "." * 25, "." * 25, "." * 10 + "#" * 15), before=[6])
    assert special_measures_statistics.entries_a_trust_year(worlds) == pytest.approx(
        [2 / (4 * 2)]
    )  # 4 trusts for 24 months


def test_ever_in_seven_years_counts_a_trust_once_and_the_first_cohort_too(regime: Make) -> None:
    early = "#" + "." * 99
    twice = "." * 50 + "#..#" + "." * 46
    just, late = "." * 84 + "#" * 16, "." * 85 + "#" * 15
    never = "." * 100
    assert special_measures_statistics.ever_within_seven_years(
        regime(early, twice, just, late, never)
    ) == pytest.approx([3 / 5])


def test_ever_in_seven_years_cannot_be_reported_for_a_shorter_run(regime: Make) -> None:
    assert np.isnan(special_measures_statistics.ever_within_seven_years(regime("#" * 84)))
    assert special_measures_statistics.ever_within_seven_years(regime("#" * 85)) == 1.0


def test_the_stock_is_looked_at_from_month_25_on(regime: Make) -> None:
    worlds = regime("#" * 25 + "....", "." * 27 + "##")  # months 25 to 28
    assert special_measures_statistics.stock(worlds) == pytest.approx([2 / 8])


def test_the_mean_of_leavers_is_that_of_completed_spells_alone(regime: Make) -> None:
    worlds = regime("###.......", ".#####....", "..########", ".##.####..", before=[9])
    assert special_measures_statistics.mean_of_leavers(worlds) == pytest.approx([(12 + 5 + 2 + 4) / 4])


def test_the_longest_is_that_of_completed_spells_alone(regime: Make) -> None:
    worlds = regime("###.......", ".#####....", "..########", before=[9])
    assert special_measures_statistics.longest_completed(worlds) == [12.0]


def test_out_within_a_year_is_a_share_of_entrants_observed_for_a_year(regime: Make) -> None:
    worlds = regime(
        months(1, 12, 17),  # out on the day
        months(1, 13, 16),  # a month too late
        months(17, 13),  # observed for twelve months to the last, still in
        months(18, 2, 10),  # out at once, but could not be observed for twelve months
        months(0, 2, 28),  # began before the run
        "." + "#" * 5 + "." * 8 + "#" * 16,  # quick at first, slow the second time
        before=[0, 0, 0, 0, 6],
    )
    assert special_measures_statistics.out_within_a_year(worlds) == pytest.approx([2 / 5])


def test_out_within_two_years_is_what_kaplan_and_meier_give_by_hand(regime: Make) -> None:
    worlds = regime(
        months(1, 10, 30),
        months(5, 20, 16),
        months(25, 16),  # still in after 15 months
        months(2, 30, 9),
        months(0, 3, 38),  # began before the run, and so was not observed from its entry
        before=[0, 0, 0, 0, 2],
    )
    # Of 4 at risk 1 leaves after 10 months; one is lost sight of after 15; of 2 at risk 1 leaves after 20.
    assert special_measures_statistics.out_within_two_years(worlds) == pytest.approx([1.0 - 3 / 4 * 1 / 2])


def test_absorbed_trust_can_no_longer_leave_and_stays_among_those_that_have_not(regime: Make) -> None:
    """An absorption that only censored would leave the others to stand for it: 1 of 2, and not 1 of 3."""
    absorbed = [-1.0] * 7 + [1.0] * 34
    worlds = regime(
        months(1, 6, 34), months(1, 12, 28), months(1, 30, 10), absorbed_by=[absorbed, [-1.0] * 41, [-1.0] * 41]
    )
    assert special_measures_statistics.out_within_two_years(worlds) == pytest.approx([1 / 3])
    alone = regime(months(1, 6, 34), absorbed_by=[absorbed])
    assert special_measures_statistics.out_within_two_years(alone) == pytest.approx([0.0])


def test_who_is_in_at_the_end_is_not_at_risk_in_the_month_after(regime: Make) -> None:
    worlds = regime(months(20, 21), months(1, 21, 19), months(1, 30, 10))
    # The first was observed for 20 months, so that of 2 and not of 3 at risk 1 leaves after 21.
    assert special_measures_statistics.out_within_two_years(worlds) == pytest.approx([1 / 2])


def test_out_within_two_years_counts_the_last_day_and_no_more(regime: Make) -> None:
    worlds = regime(months(1, 24, 10), months(1, 25, 9))
    assert special_measures_statistics.out_within_two_years(worlds) == pytest.approx([1 / 2])


def test_out_within_two_years_cannot_be_reported_where_nobody_was_observed_for_so_long(regime: Make) -> None:
    assert np.isnan(special_measures_statistics.out_within_two_years(regime(months(30, 11), months(30, 5, 6))))
    assert special_measures_statistics.out_within_two_years(regime(months(30, 4, 7), months(30, 5, 6))) == [1.0]


def test_staffing_is_followed_through_special_measures_and_15_months_on(regime: Make, steps: Make) -> None:
    back = months(2, 10, 18) + "#" * 31
    staff = steps(60, {0: 0.1, 2: 0.5, 3: 0.9, 12: 0.6, 13: 0.2, 27: 0.54, 28: 0.1})
    other = steps(60, {0: 0.3, 30: 0.9})
    worlds = regime(back, months(2, 10, 49), workforce=[staff, other])
    assert special_measures_statistics.staffing_gained_and_lost(worlds) == pytest.approx(np.array([[0.2, 0.1]]))


def test_staffing_is_reported_only_of_trusts_that_were_seen_to_enter_and_come_back(regime: Make, steps: Make) -> None:
    staff = steps(60, {0: 0.5, 10: 0.8, 30: 0.4})
    began_before = months(0, 10, 10) + "#" * 41
    back_late = months(2, 10, 37) + "#" * 12
    once = months(2, 10, 49)
    for trust in (began_before, back_late, once):
        worlds = regime(trust, before=[6], workforce=[staff])
        assert np.isnan(special_measures_statistics.staffing_gained_and_lost(worlds)).all()
    back_in_time = months(2, 10, 36) + "#" * 13
    worlds = regime(back_in_time, workforce=[staff])
    assert special_measures_statistics.staffing_gained_and_lost(worlds) == pytest.approx(np.array([[0.6, 0.0]]))


def test_staffing_of_a_trust_without_staff_is_missing(regime: Make) -> None:
    worlds = regime(months(2, 10, 10) + "#" * 20, workforce=[[0.0] * 42])
    assert np.isnan(special_measures_statistics.staffing_gained_and_lost(worlds)).all()


def test_spells_of_two_trusts_are_not_taken_for_one_that_came_back(regime: Make) -> None:
    staff = [[0.5] * 61] * 2
    worlds = regime(months(2, 10, 49), months(20, 10, 31), workforce=staff)
    assert np.isnan(special_measures_statistics.staffing_gained_and_lost(worlds)).all()


@pytest.mark.parametrize(
    "measure", ["mean_of_leavers", "longest_completed", "out_within_a_year", "out_within_two_years"]
)
def test_what_did_not_happen_is_missing(regime: Make, measure: str) -> None:
    assert np.isnan(getattr(special_measures_statistics, measure)(regime("." * 30, "#" * 30, before=[0, 6])))


def test_rates_and_shares_of_a_calm_england_are_none(regime: Make) -> None:
    worlds = regime("." * 100, "." * 100)
    assert special_measures_statistics.entries_a_trust_year(worlds) == [0.0]
    assert special_measures_statistics.ever_within_seven_years(worlds) == [0.0]
    assert special_measures_statistics.stock(worlds) == [0.0]


def test_the_stock_of_a_run_that_ends_before_it_has_settled_is_missing(regime: Make) -> None:
    assert np.isnan(special_measures_statistics.stock(regime("#" * 25)))


def test_replicates_are_kept_apart(lived: Make) -> None:
    inside = np.zeros((3, 2, 100), dtype=bool)
    inside[0, 0, 5:25] = True
    inside[2, 1, 5:15] = inside[2, 1, 20:70] = True
    worlds = lived(special_measures=inside, months_in_special_measures=np.zeros_like(inside))
    assert special_measures_statistics.mean_of_leavers(worlds) == pytest.approx([20, np.nan, 30], nan_ok=True)
    assert special_measures_statistics.longest_completed(worlds) == pytest.approx([20, np.nan, 50], nan_ok=True)
    assert special_measures_statistics.out_within_a_year(worlds) == pytest.approx([0, np.nan, 0.5], nan_ok=True)
    assert special_measures_statistics.out_within_two_years(worlds) == pytest.approx([1, np.nan, 0.5], nan_ok=True)
    assert special_measures_statistics.entries_a_trust_year(worlds) == pytest.approx(
        np.array([1, 0, 2]) / (2 * 99 / 12)
    )


def test_a_year_after_entry_trusts_are_out_and_good_or_out_and_below_or_still_in(regime: Make) -> None:
    pictures = [months(1, 6, 23), months(1, 6, 23), months(1, 12, 17), months(1, 13, 16), months(20, 10)]
    again = "." + "#" * 5 + "." * 3 + "#" * 21
    ratings = [[rating] * 30 for rating in (GOOD, OUTSTANDING, REQUIRES_IMPROVEMENT, GOOD, GOOD, GOOD)]
    worlds = regime(*pictures, again, rating_overall=ratings)
    # In month 13: two out and good, one out and below, one in, and one in that was out and came back in month 9. It
    # counts twice, since it is in a year after that, too. The entrant of month 20 cannot be followed for a year.
    assert special_measures_statistics.out_and_good_after_a_year(worlds) == pytest.approx([2 / 6])
    assert special_measures_statistics.out_and_requiring_improvement_after_a_year(worlds) == pytest.approx([1 / 6])
    assert special_measures_statistics.still_inside_after_a_year(worlds) == pytest.approx([3 / 6])


def test_a_year_after_entry_who_has_been_absorbed_is_not_counted(regime: Make) -> None:
    gone = [-1.0] * 8 + [1.0] * 22
    worlds = regime(
        months(1, 7, 22), months(1, 20, 9), rating_overall=[[GOOD] * 30] * 2, absorbed_by=[gone, [-1.0] * 30]
    )
    assert special_measures_statistics.out_and_good_after_a_year(worlds) == [0.0]
    assert special_measures_statistics.still_inside_after_a_year(worlds) == [1.0]


def test_chronic_or_dissolved_is_a_share_of_first_spells_that_could_be_seen_to_last(regime: Make) -> None:
    pictures = [
        months(1, 49, 30),  # longer than 48 months
        months(1, 48, 31),
        months(1, 10, 69),  # joins another in it
        months(1, 10, 69),  # joins another years after it
        months(31, 49),  # nobody could see that it lasts longer
        months(0, 80),  # began before the run
        months(1, 5, 5) + "#" * 69,  # its second spell does not count
    ]
    joins = {2: 9, 3: 40}
    mixing = [[float(trust in joins and month >= joins[trust]) for month in range(80)] for trust in range(7)]
    worlds = regime(*pictures, mixing=mixing)
    assert special_measures_statistics.chronic_or_dissolved(worlds) == pytest.approx([2 / 5])


def test_exit_lags_the_first_rating_above_inadequate_in_long_spells(regime: Make, steps: Make) -> None:
    pictures = [months(1, 30, 9), months(1, 28, 11), months(1, 24, 15), months(1, 39)]
    ratings = [
        steps(39, {0: INADEQUATE, 21: REQUIRES_IMPROVEMENT, 25: INADEQUATE, 31: GOOD}),  # 31 less 21
        steps(39, {0: INADEQUATE, 29: GOOD}),  # at once
        steps(39, {0: INADEQUATE, 2: GOOD}),  # not long
        steps(39, {0: INADEQUATE, 2: GOOD}),  # not over
    ]
    worlds = regime(*pictures, rating_overall=ratings)
    assert special_measures_statistics.exit_after_the_rating(worlds) == pytest.approx([(10 + 0) / 2])
    assert np.isnan(
        special_measures_statistics.exit_after_the_rating(regime(months(1, 24, 15), rating_overall=[ratings[2]]))
    )


def test_leaders_who_left_within_two_years_count_for_each_month_in_special_measures(regime: Make) -> None:
    left = [[float(month == 10) for month in range(41)], [0.0] * 41, [1.0] * 41]
    worlds = regime("#" * 41, months(30, 11), "." * 41, chief_executive_left=left)
    # From month 24 on: the first trust is in for 17 months, in 10 of which (24 to 33) month 10 lies within 24.
    assert special_measures_statistics.leaders_changed_in_special_measures(worlds) == pytest.approx([10 / (17 + 11)])


def test_where_nobody_is_in_special_measures_no_leader_has_changed_there(regime: Make) -> None:
    worlds = regime("." * 41, chief_executive_left=[[1.0] * 41])
    assert np.isnan(special_measures_statistics.leaders_changed_in_special_measures(worlds))
