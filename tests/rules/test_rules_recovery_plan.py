"""Planning: how a recovery plan comes about, how well it fits the causes, and when it is used up or given up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.state import TrustState
from sim.rules.recovery_plan import (
    count_planning,
    drop_plan,
    give_up,
    has_failed,
    is_planning,
    is_ready,
    is_used_up,
    next_plan_quality,
    put_to_work,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)

FIGURES = ("annual_quality", "annual_access", "annual_finance")
POOR, SOUND = dict.fromkeys(FIGURES, 0.1), dict.fromkeys(FIGURES, 0.7)
PLANNING = {"acknowledged": 0.8, **POOR}
UNDER_WAY = {"plan_under_way": True, "plan_quality": 0.6}


# Who makes a plan


def test_plan_is_made_by_leaders_who_acknowledge_a_decline_that_goes_on(trust: Make, parameters: Make) -> None:
    values = parameters(enough_acknowledged=0.5)
    assert is_planning(trust(acknowledged=0.5, **POOR), values)
    assert not is_planning(trust(acknowledged=0.49, **POOR), values), "denial comes first"
    assert not is_planning(trust(acknowledged=0.9, **SOUND), values)
    assert is_planning(trust(acknowledged=0.9, special_measures=True, **SOUND), values)
    assert not is_planning(trust(acknowledged=0.9, special_measures=True, **UNDER_WAY, **POOR), values)


def test_denial_must_be_broken_before_a_plan_is_made(trust: Make, parameters: Make) -> None:
    for special_measures in (False, True):
        denied = trust(acknowledged=0.0, special_measures=special_measures, **POOR)
        assert next_plan_quality(denied, 0.4, parameters()) == 0.0
        assert next_plan_quality(trust(acknowledged=0.8, **POOR), 0.4, parameters()) > 0.0


# How well it fits


@pytest.mark.parametrize("driver", ["effective_leadership", "capability", "mentoring"])
def test_plan_is_built_from(driver: str, even_trust: Make, parameters: Make) -> None:
    def plan(level: float, **overrides: float) -> float:
        planner = even_trust(0.4, **PLANNING, **{driver: level})
        return next_plan_quality(planner, 0.2, parameters(**overrides))

    assert plan(0.7) > plan(0.1) > 0.0
    assert plan(0.7, plan_speed=0.0) == plan(0.1, plan_speed=0.0)


def test_leaders_capability_and_advice_build_a_plan_alike(even_trust: Make, parameters: Make) -> None:
    drivers = ({"effective_leadership": 0.6}, {"capability": 0.6}, {"mentoring": 0.6})
    rest = {"effective_leadership": 0.4, "capability": 0.4, "mentoring": 0.4}
    plans = [next_plan_quality(even_trust(0.4, **PLANNING, **(rest | more)), 0.2, parameters()) for more in drivers]
    assert plans == pytest.approx([plans[0]] * 3)


def test_plan_needs_time_to_think(even_trust: Make, parameters: Make) -> None:
    def plan(attention: float, **overrides: float) -> float:
        return next_plan_quality(even_trust(0.4, **PLANNING), attention, parameters(**overrides))

    assert 0.0 < plan(0.0) < plan(0.2) < plan(0.4)
    assert plan(0.0, plan_without_attention=0.0) == 0.0
    assert plan(0.4, plan_speed=0.0) == 0.0


def test_plan_builds_month_by_month(even_trust: Make, parameters: Make) -> None:
    planner = even_trust(0.4, **PLANNING)
    path = [planner.plan_quality]
    for _ in range(3):
        planner.plan_quality = next_plan_quality(planner, 0.2, parameters())
        path.append(planner.plan_quality)
    assert 0.0 == path[0] < path[1] < path[2] < path[3]


def test_plan_that_is_carried_out_is_kept_while_it_is_called_for_and_used_up_after(
    trust: Make, parameters: Make
) -> None:
    def later(values: Any, **state: Any) -> float:
        return next_plan_quality(trust(**UNDER_WAY, **state), 0.4, values)

    assert later(parameters(), **POOR) == 0.6
    assert later(parameters(kept_when_sound=0.9), **SOUND) == pytest.approx(0.54)
    assert later(parameters(kept_when_sound=1.0), **SOUND) == 0.6


def test_plan_of_those_who_do_not_plan_stays_as_it_is(trust: Make, parameters: Make) -> None:
    assert next_plan_quality(trust(plan_quality=0.3, **SOUND), 0.4, parameters()) == 0.3


def test_advice_from_several_foreign_partners_at_once_blurs_the_plan(even_trust: Make, parameters: Make) -> None:
    def plan(*foreign: float, **overrides: float) -> float:
        met = {"cultures_met": sum(foreign), "most_foreign": max(foreign, default=0.0)}
        return next_plan_quality(even_trust(0.4, **PLANNING, **met), 0.2, parameters(**overrides))

    assert plan() == plan(0.8) > plan(0.8, 0.3) > plan(0.8, 0.8) > 0.0
    assert plan(0.8, 0.8, plan_lost_to_confusion=0.0) == plan()


@steady
@given(seeds, share)
def test_plan_stays_a_level(any_state: Make, any_parameters: Make, seed: int, attention: float) -> None:
    assert 0.0 <= next_plan_quality(any_state(TrustState, seed), attention, any_parameters(seed)) <= 1.0


# When it is put to work, used up or given up


def test_plan_is_ready_when_it_is_good_enough_or_time_has_run_out(trust: Make, parameters: Make) -> None:
    values = parameters(plan_ready=0.3, plan_longest_months=9)

    def ready(plan: float, months: int, under_way: bool = False) -> bool:
        return bool(is_ready(trust(plan_quality=plan, months_of_planning=months, plan_under_way=under_way), values))

    assert ready(0.3, 1)
    assert not ready(0.29, 3)
    assert [ready(0.0, months) for months in (8, 9)] == [False, True]
    assert not ready(0.9, 20, under_way=True)


def test_plan_is_given_time_before_it_has_failed(trust: Make, parameters: Make) -> None:
    values = parameters(plan_patience_months=18)

    def failed(months: int, **state: Any) -> bool:
        return bool(has_failed(trust(months_of_planning=months, **(UNDER_WAY | POOR | state)), values))

    assert [failed(17), failed(18)] == [False, True]
    assert not failed(18, **SOUND)
    assert not failed(18, plan_under_way=False)


def test_plan_is_used_up_when_hardly_anything_is_left_of_it(trust: Make, parameters: Make) -> None:
    values = parameters(plan_used_up=0.1)
    left = [is_used_up(trust(plan_under_way=True, plan_quality=plan), values) for plan in (0.09, 0.1)]
    assert left == [True, False]
    assert not is_used_up(trust(plan_under_way=False, plan_quality=0.0), values)


def test_plan_that_is_put_to_work_keeps_its_quality_and_its_months_begin(trust: Make) -> None:
    here = trust(plan_quality=0.4, months_of_planning=5)
    put_to_work(here)
    assert (here.plan_under_way, here.plan_quality, here.months_of_planning) == (True, 0.4, 0)


def test_nothing_is_left_of_a_plan_that_is_dropped(trust: Make) -> None:
    here = trust(months_of_planning=5, **UNDER_WAY)
    drop_plan(here)
    assert (here.plan_under_way, here.plan_quality, here.months_of_planning) == (False, 0.0, 0)


def test_plan_that_fails_under_weak_leaders_leads_to_denial(trust: Make, parameters: Make) -> None:
    left = []
    for leadership in (0.2, 0.8):
        here = trust(acknowledged=0.9, leadership=leadership, months_of_planning=18, **UNDER_WAY)
        give_up(here, parameters(), 0.5)
        left.append(here.acknowledged)
        assert not here.plan_under_way
    assert left == [0.0, 0.9]


def test_failed_plan_tires_the_staff_and_a_new_one_tires_them_again(trust: Make, parameters: Make) -> None:
    def tired(**overrides: float) -> list[float]:
        here, values = trust(leadership=0.9, acknowledged=0.9, **(UNDER_WAY | POOR)), parameters(**overrides)
        give_up(here, values, 0.5)
        after_failure = here.fatigue
        count_planning(here, values)
        begun = here.fatigue
        count_planning(here, values)
        return [after_failure, begun, here.fatigue]

    failure, begun, later = tired()
    assert 0.0 < failure < begun == later
    assert tired(fatigue_failed_plan=0.0, fatigue_new=0.0) == [0.0] * 3


def test_months_of_making_and_of_carrying_out_a_plan_are_counted(trust: Make, parameters: Make) -> None:
    for state in (PLANNING, UNDER_WAY):
        here = trust(months_of_planning=4, **state)
        count_planning(here, parameters())
        assert here.months_of_planning == 5


def test_plan_that_nothing_calls_for_before_it_is_ready_is_dropped(trust: Make, parameters: Make) -> None:
    here = trust(acknowledged=0.9, plan_quality=0.2, months_of_planning=2, **SOUND)
    count_planning(here, parameters())
    assert (here.plan_quality, here.months_of_planning, here.fatigue) == (0.0, 0, 0.0)
