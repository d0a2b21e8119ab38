"""Stages of failure and turnaround: names read off figures, acknowledgement, plan and hope, and what is counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Stage
from sim.model.state import TrustState
from sim.rules.stages import (
    count_stage_months,
    enter_stage,
    fails_permanently,
    has_stabilised,
    next_stage,
    stage_under_plan,
    stage_without_plan,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)

FIGURES = ("annual_quality", "annual_access", "annual_finance")
PLAIN = {
    "stage_months": 6,
    "stable_months": 12,
    "stabilised_stock": 0.3,
    "growth_performance": 0.5,
    "poor_stock": 0.3,
    "poor_performance": 0.4,
    "sound_performance": 0.5,
    "enough_acknowledged": 0.5,
    "permanent_failure_months": 48,
    "permanent_failure_level": 0.3,
}
LOST = {"months_failing": 60, "hope": 0.1, "effective_leadership": 0.1}
POOR = {"level": 0.2, "months_poor": 9}


@pytest.fixture(scope="session")
def stage_after(even_trust: Make, parameters: Make) -> Make:
    """Return the stage after a month of a middling trust, changed as given."""

    def _stage_after(stage: Stage, level: float = 0.45, **state: Any) -> Stage:
        return Stage(next_stage(even_trust(level, stage=stage, **state), parameters(**PLAIN)))

    return _stage_after


# Without a plan


def test_stage_is_stability_while_figures_are_not_poor(stage_after: Make) -> None:
    assert stage_after(Stage.STABLE) == stage_after(Stage.STABLE, months_good=60) == Stage.STABLE


@pytest.mark.parametrize("stage", [Stage.STABLE, Stage.GROWTH, Stage.DECLINE])
def test_stage_is_decline_once_figures_have_been_poor_for_long_enough(stage: Stage, stage_after: Make) -> None:
    assert [stage_after(stage, 0.2, months_poor=months) for months in (5, 6)] == [stage, Stage.DECLINE]


def test_decline_lasts_while_nobody_acknowledges_it(stage_after: Make) -> None:
    assert stage_after(Stage.DECLINE, months_in_stage=600, **POOR) == Stage.DECLINE


def test_stage_is_the_trigger_once_leaders_begin_to_acknowledge_poor_figures(stage_after: Make) -> None:
    assert stage_after(Stage.DECLINE, acknowledged=0.1, **POOR) == Stage.TRIGGER
    assert stage_after(Stage.STABLE, 0.2, months_poor=1, acknowledged=0.1) == Stage.TRIGGER
    assert stage_after(Stage.STABLE, months_poor=0, acknowledged=0.1) == Stage.STABLE


def test_stage_is_formulation_while_a_plan_is_made(stage_after: Make) -> None:
    assert stage_after(Stage.TRIGGER, acknowledged=0.6, **POOR) == Stage.FORMULATION
    assert stage_after(Stage.STABLE, 0.9, acknowledged=0.6, special_measures=True) == Stage.FORMULATION
    assert stage_after(Stage.DECLINE, 0.9, acknowledged=0.6) == Stage.DECLINE


def test_stage_is_stability_after_a_year_of_good_figures(stage_after: Make) -> None:
    for stage in (Stage.GROWTH, Stage.DECLINE):
        assert [stage_after(stage, months_good=months) for months in (11, 12)] == [stage, Stage.STABLE]


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.STABLE])
def test_no_trust_becomes_stable_while_it_is_in_special_measures(stage: Stage, stage_after: Make) -> None:
    assert stage_after(stage, 0.9, months_good=60, special_measures=True) != Stage.STABLE


def test_trust_whose_plan_has_nothing_left_to_give_grows_on_without_it(stage_after: Make) -> None:
    assert stage_after(Stage.RETRENCHMENT) == stage_after(Stage.GROWTH) == Stage.GROWTH
    assert stage_after(Stage.FORMULATION) == Stage.GROWTH


def test_trust_that_has_given_up_its_plan_in_denial_is_back_in_decline(stage_after: Make) -> None:
    for stage in (Stage.TRIGGER, Stage.FORMULATION, Stage.RETRENCHMENT):
        assert stage_after(stage, 0.2, months_poor=1, acknowledged=0.0) == Stage.DECLINE


def test_stage_without_a_plan_is_named_by_one_rule(even_trust: Make, parameters: Make) -> None:
    here = even_trust(0.2, months_poor=9, stage=Stage.STABLE)
    assert stage_without_plan(here, parameters(**PLAIN)) == next_stage(here, parameters(**PLAIN)) == Stage.DECLINE


# Under a plan


def test_stage_under_a_plan_is_retrenchment_until_the_decline_has_been_stopped(stage_after: Make) -> None:
    under_way = {"plan_under_way": True, "months_of_planning": 12}
    assert stage_after(Stage.FORMULATION, 0.2, months_poor=30, **under_way) == Stage.RETRENCHMENT
    assert stage_after(Stage.RETRENCHMENT, 0.6, **under_way) == Stage.GROWTH


def test_retrenchment_has_its_time(stage_after: Make) -> None:
    def after(months: int) -> Stage:
        return stage_after(Stage.RETRENCHMENT, 0.6, plan_under_way=True, months_of_planning=months)

    assert [after(5), after(6)] == [Stage.RETRENCHMENT, Stage.GROWTH]


def test_growth_under_a_plan_lasts_until_figures_have_been_poor_for_long_enough(
    even_trust: Make, parameters: Make
) -> None:
    def after(months: int) -> int:
        here = even_trust(0.2, stage=Stage.GROWTH, plan_under_way=True, months_of_planning=20, months_poor=months)
        return stage_under_plan(here, parameters(**PLAIN))

    assert [after(5), after(6)] == [Stage.GROWTH, Stage.RETRENCHMENT]


def test_decline_has_been_stopped_when_no_figure_is_poor_and_the_mean_is_good(
    even_trust: Make, parameters: Make
) -> None:
    values = parameters(stabilised_stock=0.4, growth_performance=0.5)
    assert [has_stabilised(even_trust(level), values) for level in (0.49, 0.5)] == [False, True]
    for figure in FIGURES:
        assert [has_stabilised(even_trust(0.9, **{figure: level}), values) for level in (0.39, 0.4)] == [False, True]


# Permanent failure


def test_years_without_recovery_no_hope_and_weak_leadership_add_up(even_trust: Make, parameters: Make) -> None:
    values = parameters(**PLAIN)
    assert fails_permanently(even_trust(0.2, **LOST), values)
    assert fails_permanently(even_trust(0.2, **(LOST | {"months_failing": 48})), values)
    for saving in ({"months_failing": 47}, {"hope": 0.3}, {"effective_leadership": 0.3}):
        assert not fails_permanently(even_trust(0.2, **(LOST | saving)), values)
    assert not fails_permanently(even_trust(0.6, **LOST), values)


def test_leaders_from_elsewhere_can_keep_a_trust_from_permanent_failure(even_trust: Make, parameters: Make) -> None:
    led = LOST | {"effective_leadership": 0.6}
    assert not fails_permanently(even_trust(0.2, leadership=0.1, **led), parameters(**PLAIN))


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("under_way", [False, True])
def test_stage_after_years_of_trouble_is_permanent_failure(stage: Stage, under_way: bool, stage_after: Make) -> None:
    state = {"months_of_planning": 9, "acknowledged": 0.9, "plan_under_way": under_way, **POOR, **LOST}
    assert stage_after(stage, **state) == Stage.PERMANENT_FAILURE


def test_hope_or_leaders_that_come_back_end_permanent_failure(stage_after: Make) -> None:
    state = {"acknowledged": 0.9, **POOR}
    for saving in ({"hope": 0.5}, {"effective_leadership": 0.6}):
        assert stage_after(Stage.PERMANENT_FAILURE, **state, **(LOST | saving)) == Stage.FORMULATION


# Whatever the state


@steady
@given(seeds)
def test_stage_is_read_off_and_changes_nothing(any_state: Make, any_parameters: Make, seed: int) -> None:
    here, values = any_state(TrustState, seed), any_parameters(seed)
    before = dict(vars(here))
    assert next_stage(here, values) in list(Stage)
    assert vars(here) == before


@steady
@given(seeds)
def test_stage_under_a_plan_is_one_in_which_something_is_done(any_state: Make, any_parameters: Make, seed: int) -> None:
    here, values = any_state(TrustState, seed), any_parameters(seed)
    here.plan_under_way = True
    under_plan = (Stage.RETRENCHMENT, Stage.GROWTH, Stage.PERMANENT_FAILURE)
    assert next_stage(here, values) == stage_under_plan(here, values)
    assert next_stage(here, values) in under_plan


# What is counted


@pytest.mark.parametrize("stage", Stage)
def test_month_count_begins_anew_in_every_stage(stage: Stage, trust: Make) -> None:
    here = trust(stage=Stage.TRIGGER, months_in_stage=40, plan_quality=0.6, fatigue=0.2)
    enter_stage(here, stage)
    assert (here.stage, here.months_in_stage) == (stage, 0)
    assert (here.plan_quality, here.fatigue) == (0.6, 0.2), "a name and nothing more"


@pytest.mark.parametrize("stage", Stage)
def test_months_of_failure_count_until_the_trust_is_stable_or_growing(stage: Stage, trust: Make) -> None:
    here = trust(stage=stage, months_in_stage=3, months_failing=20)
    count_stage_months(here)
    assert here.months_in_stage == 4
    assert here.months_failing == (0 if stage in (Stage.STABLE, Stage.GROWTH) else 21)
