"""Planning: how well a recovery plan comes to fit the causes of failure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Stage
from sim.model.state import TrustState
from sim.rules.recovery_plan import next_plan_quality

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)


@pytest.mark.parametrize(
    ("driver", "weight"),
    [
        ("effective_leadership", "plan_from_leadership"),
        ("capability", "plan_from_capability"),
        ("mentoring", "plan_from_mentoring"),
        ("regulator_support", "plan_from_support"),
        ("joint_data_quality", "plan_from_joint_data"),
        ("soft_intelligence", "plan_from_soft_intelligence"),
    ],
)
def test_plan_is_built_from(driver: str, weight: str, even_trust: Make, parameters: Make) -> None:
    def plan(level: float, **overrides: float) -> float:
        planner = even_trust(0.4, stage=Stage.FORMULATION, **{driver: level})
        return next_plan_quality(planner, 0.2, parameters(**overrides))

    assert plan(0.7) > plan(0.1) > 0.0
    assert plan(0.7, **{weight: 0.0}) == plan(0.1, **{weight: 0.0})


def test_plan_needs_time_to_think(even_trust: Make, parameters: Make) -> None:
    def plan(attention: float, **overrides: float) -> float:
        return next_plan_quality(even_trust(0.4, stage=Stage.FORMULATION), attention, parameters(**overrides))

    assert 0.0 < plan(0.0) < plan(0.2) < plan(0.4)
    assert plan(0.0, plan_without_attention=0.0) == 0.0
    assert plan(0.4, plan_speed=0.0) == 0.0


def test_plan_builds_month_by_month(even_trust: Make, parameters: Make) -> None:
    planner = even_trust(0.4, stage=Stage.FORMULATION)
    path = [planner.plan_quality]
    for _ in range(3):
        planner.plan_quality = next_plan_quality(planner, 0.2, parameters())
        path.append(planner.plan_quality)
    assert 0.0 == path[0] < path[1] < path[2] < path[3]


def test_plan_is_used_up_in_growth_and_kept_in_retrenchment(trust: Make, parameters: Make) -> None:
    growing = trust(stage=Stage.GROWTH, plan_quality=0.6)
    assert 0.0 < next_plan_quality(growing, 0.4, parameters(plan_kept=0.9)) < 0.6
    assert next_plan_quality(growing, 0.4, parameters(plan_kept=1.0)) == 0.6
    for stage in (Stage.RETRENCHMENT, Stage.STABLE, Stage.DECLINE, Stage.TRIGGER, Stage.PERMANENT_FAILURE):
        assert next_plan_quality(trust(stage=stage, plan_quality=0.6), 0.4, parameters()) == 0.6


def test_advice_from_several_foreign_partners_at_once_blurs_the_plan(even_trust: Make, parameters: Make) -> None:
    def plan(*foreign: float, **overrides: float) -> float:
        met = {"cultures_met": sum(foreign), "most_foreign": max(foreign, default=0.0)}
        return next_plan_quality(even_trust(0.4, stage=Stage.FORMULATION, **met), 0.2, parameters(**overrides))

    assert plan() == plan(0.8) > plan(0.8, 0.3) > plan(0.8, 0.8) > 0.0
    assert plan(0.8, 0.8, plan_lost_to_confusion=0.0) == plan()


@steady
@given(seeds, share)
def test_plan_stays_a_level(any_state: Make, any_parameters: Make, seed: int, attention: float) -> None:
    assert 0.0 <= next_plan_quality(any_state(TrustState, seed), attention, any_parameters(seed)) <= 1.0
