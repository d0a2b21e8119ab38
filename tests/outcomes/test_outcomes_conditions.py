"""How a trust does in a month, and what can be said of the time until something happens."""

from __future__ import annotations

from math import isnan

import pytest

from sim.model.enums import Stage
from sim.outcomes.conditions import (
    first_absorbed,
    first_failing,
    first_in_special_measures,
    first_not_failing,
    first_out_of_special_measures,
    is_failing,
    is_good,
    is_helped,
    performance,
)
from sim.outcomes.horizons import NEVER, answer_at, happened_within, time_or_end, yes_or_no


def test_performance_is_the_mean_of_the_three_stocks(month) -> None:
    assert performance(month(quality=0.3, access=0.6, finance=0.9)) == pytest.approx(0.6)


def test_good_is_no_figure_poor_their_mean_above_the_threshold_and_no_special_measures(month, parameters) -> None:
    well = {"annual_quality": 0.6, "annual_access": 0.6, "annual_finance": 0.6}
    assert is_good(month(**well), parameters)
    assert not is_good(month(**well | {"annual_finance": parameters.poor_stock - 0.01}), parameters)
    assert not is_good(month(**well, special_measures=True), parameters)
    just_not_poor = dict.fromkeys(well, parameters.poor_stock)
    assert not is_good(month(**just_not_poor), parameters)


def test_truth_that_is_not_published_makes_no_trust_good(month, parameters) -> None:
    assert not is_good(month(quality=0.9, access=0.9, finance=0.9), parameters)


def test_failing_is_reported_by_stage_or_by_verdict(month) -> None:
    by_stage = {stage for stage in Stage if is_failing(month(stage=int(stage)))}
    assert by_stage == set(Stage) - {Stage.STABLE, Stage.GROWTH}
    assert is_failing(month(stage=int(Stage.STABLE), special_measures=True))


def test_unit_of_a_group_is_not_helped_from_outside(month) -> None:
    assert is_helped(month(times_helped=2))
    assert not is_helped(month())
    assert not is_helped(month(times_helped=1, absorbed_by=1))


def test_first_month_is_looked_for_from_a_month_on(past) -> None:
    lived = past(20, failing=[(3, 5), (9, 12)], in_special_measures=[(4, 10)], absorbed=[(15, 20)])
    assert (first_failing(lived, 0), first_failing(lived, 13)) == (3, NEVER)
    assert (first_not_failing(lived, 0), first_not_failing(lived, 3)) == (0, 13)
    assert (first_in_special_measures(lived, 6), first_in_special_measures(lived, 11)) == (6, NEVER)
    assert first_out_of_special_measures(lived, 4) == 11
    assert first_absorbed(lived) == 15
    assert first_absorbed(past(20)) == NEVER


def test_horizon_that_was_not_observed_in_full_is_missing_whichever_way_it_went() -> None:
    assert happened_within(12, 12, 12) == 1.0
    assert happened_within(13, 12, 20) == 0.0
    assert happened_within(NEVER, 12, 20) == 0.0
    assert isnan(happened_within(3, 12, 11))


def test_answer_is_known_once_its_whole_horizon_was_observed() -> None:
    assert (answer_at(True, 36, 36), answer_at(False, 36, 36)) == (1.0, 0.0)
    assert isnan(answer_at(True, 36, 35)), "an early yes does not count without the noes that come later"
    assert isnan(answer_at(False, 36, 35))


def test_time_that_never_came_is_all_that_was_observed() -> None:
    assert time_or_end(7, 80) == 7.0
    assert time_or_end(NEVER, 80) == 80.0
    assert (yes_or_no(True), yes_or_no(False)) == (1.0, 0.0)
