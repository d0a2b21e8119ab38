"""Inspection of a trust, with what follows for special measures, support, and the next inspection."""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import Event
from sim.model.random_purposes import Purpose
from sim.model.state import TrustState
from sim.rules.provider_groups import add_to_group_mean, clear_group_mean, counts_in_rating
from sim.rules.ratings import inspect, overall_rating
from sim.rules.regulation import (
    may_leave_special_measures,
    months_to_inspection,
    next_regulator_support,
    oversight_segment,
    qualifies_for_special_measures,
    support_offered,
    unscheduled_hazard,
)
from sim.rules.units import has_board, shares_board
from sim.rules.world import World, draw_for_inspection, record_event


def be_regulated(world: World, trust: TrustState, noise: Sequence[float]) -> None:
    """Be inspected if due, enter or leave special measures, and take up the support that is offered.

    `noise` is the trust's row of random numbers of the month.
    """
    trust.inspected = False
    if not has_board(trust):
        if shares_board(trust):
            be_rated_with(world, trust, world.trusts[trust.unit_of], noise)
        return
    trust.chief_executive_left = False
    if trust.special_measures:
        trust.months_in_special_measures = trust.months_in_special_measures + 1
    hazard = unscheduled_hazard(trust, world.regulator, world.parameters)
    if world.progress.month >= trust.next_inspection or noise[Purpose.INSPECTION_OUT_OF_TURN] < hazard:
        be_inspected(world, trust, noise)
    trust.oversight_segment = oversight_segment(trust, world.parameters)
    trust.regulator_support = next_regulator_support(
        trust, world.regulator, world.parameters, world.progress.support_claims
    )


def be_rated_with(world: World, unit: TrustState, whole: TrustState, noise: Sequence[float]) -> None:
    """Receive ratings of a unit when its trust is inspected, in what is its own; it is as well led as its trust."""
    if not whole.inspected:
        return
    draw_for_inspection(world, unit.index)
    inspect(unit, unit, world.regulator, world.environment, world.parameters, noise)
    unit.rating_well_led = whole.rating_well_led
    unit.rating_overall = overall_rating(unit)
    record_event(world, Event.INSPECTED, unit.index, -1, unit.rating_overall)


def count_support_claims(world: World) -> None:
    """Add up the support that trusts are offered, before the month's inspections; subsidiaries of groups claim, too."""
    claims = 0.0
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        if trust.oversight_segment > 1 and has_board(trust):
            claims = claims + support_offered(trust, world.regulator, world.parameters)
    world.progress.support_claims = claims


def seen_by_inspectors(world: World, trust: TrustState) -> TrustState:
    """Return what inspectors look at: the trust, or the mean of its group, by size, as far as it counts."""
    if world.progress.absorbed == 0:
        return trust
    size = trust.turnover
    for position in range(len(world.trusts)):
        subsidiary = world.trusts[position]
        if subsidiary.absorbed_by == trust.index and counts_in_rating(subsidiary, world.regulator):
            size = size + subsidiary.turnover
    if size == trust.turnover:
        return trust
    clear_group_mean(world.group_mean)
    add_to_group_mean(world.group_mean, trust, size)
    for position in range(len(world.trusts)):
        subsidiary = world.trusts[position]
        if subsidiary.absorbed_by == trust.index and counts_in_rating(subsidiary, world.regulator):
            add_to_group_mean(world.group_mean, subsidiary, size)
    return world.group_mean


def be_inspected(world: World, trust: TrustState, noise: Sequence[float]) -> None:
    """Receive new ratings, with what follows for special measures and the next inspection."""
    parameters = world.parameters
    draw_for_inspection(world, trust.index)
    seen = seen_by_inspectors(world, trust)
    inspect(trust, seen, world.regulator, world.environment, parameters, noise)
    record_event(world, Event.INSPECTED, trust.index, -1, trust.rating_overall)
    if trust.special_measures and may_leave_special_measures(trust, seen, parameters):
        record_event(world, Event.SPECIAL_MEASURES_LEFT, trust.index, -1, trust.months_in_special_measures)
        trust.special_measures = False
        trust.months_in_special_measures = 0
    elif trust.absorbed_by < 0 and not trust.special_measures and qualifies_for_special_measures(trust):
        trust.special_measures = True
        record_event(world, Event.SPECIAL_MEASURES_ENTERED, trust.index, -1, 1.0)
    interval = months_to_inspection(trust, world.regulator, parameters, noise[Purpose.INSPECTION_INTERVAL])
    trust.next_inspection = world.progress.month + interval
