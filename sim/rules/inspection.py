"""Inspection of a trust, with what follows for special measures, support, and the next inspection."""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import EntryRule, Event
from sim.model.random_purposes import Purpose
from sim.model.state import RegulatorState, TrustState
from sim.rules.provider_groups import add_to_group_mean, clear_group_mean, counts_in_rating
from sim.rules.ratings import inspect, overall_rating
from sim.rules.regulation import (
    is_put_in_by_figures,
    may_leave_special_measures,
    months_to_inspection,
    next_regulator_support,
    qualifies_for_special_measures,
    support_offered,
    unscheduled_hazard,
)
from sim.rules.segments import oversight_segment
from sim.rules.units import has_board, shares_board
from sim.rules.world import World, draw_for_inspection, nation, record_event, regulator_of


def be_regulated(world: World, trust: TrustState, regulator: RegulatorState, noise: Sequence[float]) -> None:
    """Be inspected if due, enter or leave special measures, and take up the support that is offered.

    `noise` is the trust's row of random numbers of the month.
    """
    trust.inspected = False
    if world.setting.units > 0 and not has_board(trust):
        if shares_board(trust):
            be_rated_with(world, trust, world.trusts[trust.unit_of], noise)
        return
    trust.chief_executive_left = False
    if trust.special_measures:
        trust.months_in_special_measures = trust.months_in_special_measures + 1
    hazard = unscheduled_hazard(trust, regulator, world.parameters)
    due = world.progress.month >= trust.next_inspection or noise[Purpose.INSPECTION_OUT_OF_TURN] < hazard
    if regulator.inspects and due:
        be_inspected(world, trust, regulator, noise)
    if trust.special_measures:
        if regulator.entry_rule == EntryRule.NOBODY:
            leave_special_measures(world, trust)
    elif trust.months_poor > 0 and trust.absorbed_by < 0 and is_put_in_by_figures(trust, regulator, world.parameters):
        enter_special_measures(world, trust)
    trust.oversight_segment = oversight_segment(trust, regulator, world.parameters)
    trust.regulator_support = next_regulator_support(trust, regulator, world.parameters, world.progress.support_claims)


def be_rated_with(world: World, unit: TrustState, whole: TrustState, noise: Sequence[float]) -> None:
    """Receive ratings of a unit when its trust is inspected, in what is its own; it is as well led as its trust."""
    if not whole.inspected:
        return
    draw_for_inspection(world, unit.index)
    inspect(unit, unit, regulator_of(world, whole), world.environment, world.parameters, noise)
    unit.rating_well_led = whole.rating_well_led
    unit.rating_overall = overall_rating(unit)
    record_event(world, Event.INSPECTED, unit.index, -1, unit.rating_overall)


def count_support_claims(world: World) -> None:
    """Add up the support that trusts are offered, before the month's inspections; subsidiaries of groups claim, too."""
    claims = 0.0
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        if trust.oversight_segment > 1 and (world.setting.units == 0 or has_board(trust)):
            claims = claims + support_offered(trust, regulator_of(world, trust), world.parameters)
    world.progress.support_claims = claims


def seen_by_inspectors(world: World, trust: TrustState) -> TrustState:
    """Return what inspectors look at: the trust, or the mean of its group, by size, as far as it counts."""
    if world.progress.absorbed == 0:
        return trust
    size = trust.turnover
    for position in range(len(world.trusts)):
        subsidiary = world.trusts[position]
        if subsidiary.absorbed_by == trust.index and counts_in_rating(subsidiary, nation(world)):
            size = size + subsidiary.turnover
    if size == trust.turnover:
        return trust
    clear_group_mean(world.group_mean)
    add_to_group_mean(world.group_mean, trust, size)
    for position in range(len(world.trusts)):
        subsidiary = world.trusts[position]
        if subsidiary.absorbed_by == trust.index and counts_in_rating(subsidiary, nation(world)):
            add_to_group_mean(world.group_mean, subsidiary, size)
    return world.group_mean


def enter_special_measures(world: World, trust: TrustState) -> None:
    """Put a trust into special measures, or the programme that the regime has in their place."""
    trust.special_measures = True
    record_event(world, Event.SPECIAL_MEASURES_ENTERED, trust.index, -1, 1.0)


def leave_special_measures(world: World, trust: TrustState) -> None:
    """Let a trust out of special measures, or of the programme."""
    record_event(world, Event.SPECIAL_MEASURES_LEFT, trust.index, -1, trust.months_in_special_measures)
    trust.special_measures = False
    trust.months_in_special_measures = 0


def be_inspected(world: World, trust: TrustState, regulator: RegulatorState, noise: Sequence[float]) -> None:
    """Receive new ratings, with what follows for special measures and the next inspection."""
    parameters = world.parameters
    draw_for_inspection(world, trust.index)
    seen = seen_by_inspectors(world, trust)
    inspect(trust, seen, regulator, world.environment, parameters, noise)
    record_event(world, Event.INSPECTED, trust.index, -1, trust.rating_overall)
    if trust.special_measures and may_leave_special_measures(trust, seen, regulator, parameters):
        leave_special_measures(world, trust)
    elif trust.absorbed_by < 0 and not trust.special_measures and qualifies_for_special_measures(trust, regulator):
        enter_special_measures(world, trust)
    interval = months_to_inspection(trust, regulator, parameters, noise[Purpose.INSPECTION_INTERVAL])
    trust.next_inspection = world.progress.month + interval
