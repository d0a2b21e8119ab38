"""Turning: a trust enters a stage, with what is recorded of it and what follows for its leaders."""

from __future__ import annotations

import pytest
from worlds import recorded, world_of

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.model.enums import Event, Stage, Trigger
from sim.model.random_purposes import Purpose
from sim.rules.stage_transitions import replace_chief_executive, turn_to_stage


def turned(
    stage: Stage, came_from: Stage, trigger: Trigger = Trigger.NONE, replaced: bool = False, **state: float
) -> TurnaroundModel:
    """Return a world in which Green Bay has turned to a stage."""
    world = world_of()
    trust = world.trusts[0]
    trust.stage, trust.months_in_stage, trust.chief_executive_tenure = came_from, 5, 40
    trust.chief_executive_left = False
    for name, value in state.items():
        setattr(trust, name, value)
    world.noise[0][Purpose.REPLACEMENT] = 0.0 if replaced else 1.0
    turn_to_stage(world, trust, world.noise[0], stage, trigger)
    return world


@pytest.mark.parametrize("stage", Stage)
def test_trust_that_stays_in_its_stage_has_nothing_to_tell(stage: Stage) -> None:
    world = turned(stage, stage, Trigger.SCANDAL, replaced=True)
    assert world.events == []
    assert world.trusts[0].months_in_stage == 5
    assert world.trusts[0].chief_executive_tenure == 40


def test_stage_that_is_entered_is_reported_and_its_months_begin() -> None:
    world = turned(Stage.DECLINE, Stage.STABLE)
    assert recorded(world, Event.STAGE_ENTERED) == [(0, Stage.DECLINE)]
    assert (world.trusts[0].stage, world.trusts[0].months_in_stage) == (Stage.DECLINE, 0)


def test_what_made_a_decline_recognised_is_reported() -> None:
    assert recorded(turned(Stage.TRIGGER, Stage.DECLINE, Trigger.SCANDAL), Event.TRIGGER_RECOGNISED) == [
        (0, Trigger.SCANDAL)
    ]
    nothing = (
        turned(Stage.TRIGGER, Stage.DECLINE),
        turned(Stage.TRIGGER, Stage.PERMANENT_FAILURE, Trigger.SCANDAL),
        turned(Stage.DECLINE, Stage.STABLE, Trigger.SCANDAL),
    )
    assert all(recorded(world, Event.TRIGGER_RECOGNISED) == [] for world in nothing)


def test_plan_that_is_given_up_is_reported_with_its_quality() -> None:
    world = turned(Stage.FORMULATION, Stage.RETRENCHMENT, plan_quality=0.375)
    assert recorded(world, Event.PLAN_FAILED) == [(0, 0.375)]
    assert recorded(turned(Stage.GROWTH, Stage.RETRENCHMENT, plan_quality=0.375), Event.PLAN_FAILED) == []


def test_chief_executive_who_is_replaced_at_the_trigger_is_reported() -> None:
    world = turned(Stage.TRIGGER, Stage.DECLINE, Trigger.INSPECTION, replaced=True)
    assert recorded(world, Event.CHIEF_EXECUTIVE_LEFT) == [(0, 40)]
    assert world.trusts[0].chief_executive_tenure == 0
    assert world.trusts[0].chief_executive_left


def test_new_leaders_lead_at_once() -> None:
    world = turned(Stage.TRIGGER, Stage.DECLINE, replaced=True, leadership=0.3, effective_leadership=0.3)
    trust = world.trusts[0]
    assert trust.leadership != 0.3
    assert trust.effective_leadership == pytest.approx(min(trust.leadership + trust.leadership_support, 1.0))


def test_chief_executive_stays_by_luck_at_other_stages_or_if_the_predecessor_has_just_left() -> None:
    stays = (
        turned(Stage.TRIGGER, Stage.DECLINE),
        turned(Stage.FORMULATION, Stage.TRIGGER, replaced=True),
        turned(Stage.DECLINE, Stage.STABLE, replaced=True),
        turned(Stage.TRIGGER, Stage.DECLINE, replaced=True, chief_executive_left=True),
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
