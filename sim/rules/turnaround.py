"""Turnaround: a decline is recognised, leaders change, plans are put to work or given up, and the stage is named."""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import Event, Trigger
from sim.model.random_purposes import Purpose
from sim.model.state import TrustState
from sim.rules.leadership import change_chief_executive, effective_leadership
from sim.rules.recognition import break_denial, is_in_denial
from sim.rules.recovery_plan import count_planning, drop_plan, give_up, has_failed, is_ready, is_used_up, put_to_work
from sim.rules.stages import enter_stage
from sim.rules.world import World, record_event


def replace_chief_executive(world: World, trust: TrustState, noise: Sequence[float]) -> None:
    """Let the chief executive go and appoint another."""
    record_event(world, Event.CHIEF_EXECUTIVE_LEFT, trust.index, -1, trust.chief_executive_tenure)
    change_chief_executive(trust, world.parameters, noise[Purpose.SUCCESSOR])


def be_recognised(world: World, trust: TrustState, noise: Sequence[float], trigger: int) -> None:
    """Let a trigger break the denial of leaders, and perhaps cost them their posts."""
    if trigger == Trigger.NONE or not is_in_denial(trust, world.parameters):
        return
    first = trust.acknowledged <= 0.0
    break_denial(trust, world.parameters)
    if not first:
        return
    record_event(world, Event.TRIGGER_RECOGNISED, trust.index, -1, trigger)
    replaced = noise[Purpose.REPLACEMENT] < world.parameters.replacement_at_trigger
    if replaced and not trust.chief_executive_left and trust.chief_executive_of < 0:
        replace_chief_executive(world, trust, noise)
        trust.effective_leadership = effective_leadership(trust)


def plan(world: World, trust: TrustState, noise: Sequence[float]) -> None:
    """Put a plan to work when it is ready, and drop it when it has failed or has nothing left to give."""
    parameters = world.parameters
    count_planning(trust, parameters)
    if is_ready(trust, parameters):
        put_to_work(trust)
    elif has_failed(trust, parameters):
        record_event(world, Event.PLAN_FAILED, trust.index, -1, trust.plan_quality)
        give_up(trust, parameters, noise[Purpose.STAGE])
    elif is_used_up(trust, parameters):
        drop_plan(trust)


def turn_to_stage(world: World, trust: TrustState, stage: int) -> None:
    """Enter a stage, with the event that records it."""
    if stage == trust.stage:
        return
    enter_stage(trust, stage)
    record_event(world, Event.STAGE_ENTERED, trust.index, -1, stage)
