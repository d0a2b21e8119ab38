"""Stage transitions: a trust enters a stage, with the event that records it and what follows for its leaders."""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import Event, Stage, Trigger
from sim.model.random_purposes import Purpose
from sim.model.state import TrustState
from sim.rules.leadership import change_chief_executive, effective_leadership, replacement_chance
from sim.rules.stages import enter_stage, plan_has_failed
from sim.rules.world import World, record_event


def replace_chief_executive(world: World, trust: TrustState, noise: Sequence[float]) -> None:
    """Let the chief executive go and appoint another."""
    record_event(world, Event.CHIEF_EXECUTIVE_LEFT, trust.index, -1, trust.chief_executive_tenure)
    change_chief_executive(trust, world.parameters, noise[Purpose.SUCCESSOR])


def turn_to_stage(world: World, trust: TrustState, noise: Sequence[float], stage: int, trigger: int) -> None:
    """Enter a stage, perhaps under new leaders; `trigger` is what made the decline recognised, if anything did."""
    if stage == trust.stage:
        return
    if plan_has_failed(trust, stage):
        record_event(world, Event.PLAN_FAILED, trust.index, -1, trust.plan_quality)
    came_from = trust.stage
    enter_stage(trust, world.parameters, stage)
    record_event(world, Event.STAGE_ENTERED, trust.index, -1, stage)
    if stage == Stage.TRIGGER and trigger != Trigger.NONE and came_from != Stage.PERMANENT_FAILURE:
        record_event(world, Event.TRIGGER_RECOGNISED, trust.index, -1, trigger)
    replaced = noise[Purpose.REPLACEMENT] < replacement_chance(trust, world.parameters)
    if stage == Stage.TRIGGER and replaced and not trust.chief_executive_left:
        replace_chief_executive(world, trust, noise)
        trust.effective_leadership = effective_leadership(trust)
