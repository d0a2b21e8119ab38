"""Turnaround: a decline is recognised, leaders change, plans are put to work or given up, and the stage is named."""

from __future__ import annotations

from typing import Any

import pytest
from worlds import recorded, world_of

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.model.enums import Event, Stage, Trigger
from sim.model.random_purposes import Purpose
from sim.rules.turnaround import be_recognised, plan, replace_chief_executive, turn_to_stage

FIGURES = ("annual_quality", "annual_access", "annual_finance")


def world_with(**state: Any) -> TurnaroundModel:
    """Return a world in which Green Bay is in denial of a decline, changed as given; chance decides against all."""
    world = world_of()
    trust = world.trusts[0]
    usual = {"chief_executive_tenure": 40, "chief_executive_left": False, "acknowledged": 0.0, "months_in_stage": 5}
    usual |= {"plan_under_way": False, "plan_quality": 0.0, "months_of_planning": 0, "special_measures": False}
    for name, value in (usual | dict.fromkeys(FIGURES, 0.1) | state).items():
        setattr(trust, name, value)
    world.noise[0][Purpose.REPLACEMENT] = world.noise[0][Purpose.STAGE] = 1.0
    world.events.clear()
    return world


# Recognition


def recognised(trigger: Trigger, replaced: bool = False, **state: Any) -> TurnaroundModel:
    """Return a world in which something has made the decline of Green Bay recognised."""
    world = world_with(**state)
    world.noise[0][Purpose.REPLACEMENT] = 0.0 if replaced else 1.0
    be_recognised(world, world.trusts[0], world.noise[0], trigger)
    return world


@pytest.mark.parametrize("trigger", [trigger for trigger in Trigger if trigger != Trigger.NONE])
def test_trigger_breaks_denial_and_is_recorded(trigger: Trigger) -> None:
    world = recognised(trigger)
    assert world.trusts[0].acknowledged == world.parameters.acknowledged_at_trigger > 0.0
    assert recorded(world, Event.TRIGGER_RECOGNISED) == [(0, trigger)]


def test_without_a_trigger_denial_goes_on() -> None:
    world = recognised(Trigger.NONE, replaced=True)
    assert world.trusts[0].acknowledged == 0.0
    assert world.events == []


def test_what_is_acknowledged_is_not_recognised_a_second_time() -> None:
    fully = world_of().parameters.enough_acknowledged
    for state in ({"acknowledged": fully}, {"plan_under_way": True}):
        world = recognised(Trigger.SCANDAL, replaced=True, **state)
        assert world.events == []
        assert world.trusts[0].acknowledged == state.get("acknowledged", 0.0)


def test_second_trigger_breaks_what_is_left_of_denial_and_costs_nobody_the_post() -> None:
    world = recognised(Trigger.SCANDAL, replaced=True, acknowledged=0.1)
    assert world.trusts[0].acknowledged > 0.1
    assert world.events == []


def test_chief_executive_may_lose_the_post_when_a_decline_is_recognised() -> None:
    world = recognised(Trigger.INSPECTION, replaced=True)
    assert recorded(world, Event.CHIEF_EXECUTIVE_LEFT) == [(0, 40)]
    assert world.trusts[0].chief_executive_tenure == 0
    assert world.trusts[0].chief_executive_left


def test_new_leaders_lead_at_once() -> None:
    trust = recognised(Trigger.SCANDAL, replaced=True, leadership=0.3, effective_leadership=0.3).trusts[0]
    assert trust.leadership != 0.3
    assert trust.effective_leadership == pytest.approx(min(trust.leadership + trust.leadership_support, 1.0))


def test_chief_executive_stays_by_luck_or_if_the_predecessor_has_just_left_or_is_that_of_another_trust() -> None:
    stays = (
        recognised(Trigger.SCANDAL),
        recognised(Trigger.SCANDAL, replaced=True, chief_executive_left=True),
        recognised(Trigger.SCANDAL, replaced=True, chief_executive_of=1),
    )
    for world in stays:
        assert recorded(world, Event.CHIEF_EXECUTIVE_LEFT) == []
        assert world.trusts[0].chief_executive_tenure == 40


def test_successor_is_the_better_the_luckier_the_search() -> None:
    appointed = []
    for shock in (-2.0, 0.0, 2.0):
        world = world_of()
        world.noise[0][Purpose.SUCCESSOR] = shock
        replace_chief_executive(world, world.trusts[0], world.noise[0])
        appointed.append(world.trusts[0].leadership)
        assert len(recorded(world, Event.CHIEF_EXECUTIVE_LEFT)) == 1
    assert appointed == sorted(set(appointed))


# Plans


def planned(chance: float = 1.0, **state: Any) -> TurnaroundModel:
    """Return a world in which Green Bay has gone on with its plan for a month."""
    world = world_with(**state)
    world.noise[0][Purpose.STAGE] = chance
    plan(world, world.trusts[0], world.noise[0])
    return world


def test_denial_must_be_broken_before_a_plan_is_made() -> None:
    denied, acknowledged = planned().trusts[0], planned(acknowledged=0.9).trusts[0]
    assert (denied.months_of_planning, acknowledged.months_of_planning) == (0, 1)
    world = world_with()
    for _ in range(60):
        plan(world, world.trusts[0], world.noise[0])
    assert not world.trusts[0].plan_under_way


def test_plan_is_put_to_work_when_it_is_ready() -> None:
    trust = planned(acknowledged=0.9, plan_quality=0.8, months_of_planning=5).trusts[0]
    assert (trust.plan_under_way, trust.months_of_planning, trust.plan_quality) == (True, 0, 0.8)


def test_plan_that_has_failed_is_given_up_and_recorded_with_its_quality() -> None:
    world = planned(plan_under_way=True, plan_quality=0.375, months_of_planning=60)
    assert recorded(world, Event.PLAN_FAILED) == [(0, 0.375)]
    assert not world.trusts[0].plan_under_way


def test_plan_that_fails_leads_to_denial_under_weak_leaders_and_to_another_plan_under_able_ones() -> None:
    failed = {"plan_under_way": True, "plan_quality": 0.4, "months_of_planning": 60, "acknowledged": 0.9}
    weak = planned(0.5, effective_leadership=0.3, **failed).trusts[0]
    able = planned(0.5, effective_leadership=0.7, **failed).trusts[0]
    assert (weak.acknowledged, able.acknowledged) == (0.0, 0.9)


def test_plan_with_nothing_left_to_give_is_dropped_without_having_failed() -> None:
    sound = dict.fromkeys(FIGURES, 0.7)
    world = planned(plan_under_way=True, plan_quality=0.01, months_of_planning=60, **sound)
    assert world.events == []
    assert (world.trusts[0].plan_under_way, world.trusts[0].plan_quality) == (False, 0.0)


# Stages


@pytest.mark.parametrize("stage", Stage)
def test_trust_that_stays_in_its_stage_has_nothing_to_record(stage: Stage) -> None:
    world = world_with(stage=stage)
    turn_to_stage(world, world.trusts[0], stage)
    assert world.events == []
    assert world.trusts[0].months_in_stage == 5


def test_stage_that_is_entered_is_recorded_and_its_months_begin() -> None:
    world = world_with(stage=Stage.STABLE)
    turn_to_stage(world, world.trusts[0], Stage.DECLINE)
    assert recorded(world, Event.STAGE_ENTERED) == [(0, Stage.DECLINE)]
    assert (world.trusts[0].stage, world.trusts[0].months_in_stage) == (Stage.DECLINE, 0)
