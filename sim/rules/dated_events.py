"""Dated events: what a scenario lets happen in a given month, in the world and in its twin alike.

Shocks last, and end as they began. What happens otherwise by chance (a scandal, a building project that fails, a chief
executive who goes) has the same consequences where it is dated, and takes no random number that it would not take by
chance. A new chief executive is the alternative to a partnership (Dalton 2014).
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import DatedEventType, Event, ShockOf
from sim.model.inputs import DatedEventInputs
from sim.model.state import TrustState
from sim.rules.arithmetic import level
from sim.rules.leadership import board_under, effective_leadership
from sim.rules.recognition import lose_project
from sim.rules.turnaround import replace_chief_executive
from sim.rules.units import shares_board
from sim.rules.world import World, record_event

MONTHS_OF_A_GRANT = 12  # over which its money counts, as in the accounts of a year


def months_felt(event: DatedEventInputs) -> int:
    """Return for how many months trusts feel an event itself, beyond what it leaves behind."""
    if event.type == DatedEventType.SHOCK:
        return event.months
    if event.type == DatedEventType.GRANT:
        return MONTHS_OF_A_GRANT
    return 1


def is_felt(event: DatedEventInputs, month: int) -> bool:
    """Return whether trusts feel an event in a month."""
    return event.month <= month and month < event.month + months_felt(event)


def begin_or_end(events: Sequence[DatedEventInputs], month: int) -> bool:
    """Return whether any event begins in a month, or has ended with the month before."""
    for position in range(len(events)):
        first = events[position].month
        if month == first or month == first + months_felt(events[position]):
            return True
    return False


def hits_all(event: DatedEventInputs) -> bool:
    """Return whether an event is about every trust."""
    return event.trust < 0 and event.provider_type < 0 and event.local_health_economy < 0


def hits(event: DatedEventInputs, trust: TrustState) -> bool:
    """Return whether an event is about a trust."""
    if event.trust >= 0:
        return trust.index == event.trust
    if event.provider_type >= 0:
        return trust.provider_type == event.provider_type
    return hits_all(event) or trust.local_health_economy == event.local_health_economy


def feel(trust: TrustState, event: DatedEventInputs) -> None:
    """Add what an event brings a trust this month."""
    if event.type == DatedEventType.SCANDAL:
        trust.scandal = True
    elif event.type == DatedEventType.GRANT:
        trust.income_from_grants = trust.income_from_grants + event.amount / MONTHS_OF_A_GRANT
    elif event.type == DatedEventType.SHOCK and event.of == ShockOf.DEMAND:
        trust.demand_shock = trust.demand_shock + event.size
    elif event.type == DatedEventType.SHOCK and event.of == ShockOf.FUNDING:
        trust.funding_shock = trust.funding_shock + event.size
    elif event.type == DatedEventType.SHOCK:
        trust.workforce_shock = trust.workforce_shock + event.size


def feel_all(trust: TrustState, events: Sequence[DatedEventInputs], month: int) -> None:
    """Let a trust feel the events of a month and no others; they add up."""
    trust.demand_shock = 0.0
    trust.funding_shock = 0.0
    trust.workforce_shock = 0.0
    trust.scandal = False
    trust.income_from_grants = 0.0
    for position in range(len(events)):
        if is_felt(events[position], month) and hits(events[position], trust):
            feel(trust, events[position])


def lose_standing(trust: TrustState, loss: float) -> None:
    """Let a scandal cost a trust a share of its reputation, and its people of their hope."""
    trust.reputation = level(trust.reputation * (1.0 - loss))
    trust.hope = level(trust.hope * (1.0 - loss))


def record_hit(world: World, dated: DatedEventInputs, event: Event, value: float) -> None:
    """Note an event of this month once where it is about all trusts, and else of each that it hits."""
    if hits_all(dated):
        record_event(world, event, -1, -1, value)
        return
    for position in range(len(world.trusts)):
        if hits(dated, world.trusts[position]) and not shares_board(world.trusts[position]):
            record_event(world, event, position, -1, value)


def begin(world: World, dated: DatedEventInputs) -> None:
    """Note that an event begins; a scandal costs standing at once."""
    if dated.type == DatedEventType.SCANDAL:
        lose_standing(world.trusts[dated.trust], dated.loss)
        record_hit(world, dated, Event.SCANDAL, dated.loss)
    elif dated.type == DatedEventType.GRANT:
        record_hit(world, dated, Event.GRANT_GIVEN, dated.amount)
    elif dated.type == DatedEventType.SHOCK and dated.of == ShockOf.DEMAND:
        record_hit(world, dated, Event.DEMAND_SHOCK, dated.size)
    elif dated.type == DatedEventType.SHOCK and dated.of == ShockOf.FUNDING:
        record_hit(world, dated, Event.FUNDING_SHOCK, dated.size)
    elif dated.type == DatedEventType.SHOCK:
        record_hit(world, dated, Event.WORKFORCE_SHOCK, dated.size)


def meet_dated_events(world: World) -> None:
    """Let trusts feel what the scenario dates, where anything of it begins or has ended."""
    events = world.dated_events
    month = world.progress.month
    if not begin_or_end(events, month):
        return
    for position in range(len(world.trusts)):
        feel_all(world.trusts[position], events, month)
    for position in range(len(events)):
        dated = events[position]
        if dated.month == month:
            begin(world, dated)
        elif dated.type == DatedEventType.SHOCK and dated.month + dated.months == month:
            record_hit(world, dated, Event.SHOCK_OVER, float(dated.of))


def lose_dated_projects(world: World) -> None:
    """Let building projects fail whose failure is dated, unless they have failed by chance this month."""
    events = world.dated_events
    for position in range(len(events)):
        if events[position].type == DatedEventType.FAILED_BUILDING_PROJECT:
            trust = world.trusts[events[position].trust]
            if events[position].month == world.progress.month and not trust.project_failed:
                lose_project(trust, world.parameters)
                record_event(world, Event.CAPITAL_PROJECT_FAILED, trust.index, -1, world.parameters.project_write_off)


def replace_dated_chief_executives(world: World) -> None:
    """Let the chief executives go whose replacement is dated."""
    events = world.dated_events
    for position in range(len(events)):
        if events[position].type == DatedEventType.CHIEF_EXECUTIVE_REPLACED:
            if events[position].month == world.progress.month:
                appoint(world, world.trusts[events[position].trust], events[position].leadership)


def appoint(world: World, trust: TrustState, leadership: float) -> None:
    """Appoint a chief executive of some leadership (-1: as it is drawn), unless another trust's leads this one, too.

    Who has left by chance this month is not replaced twice.
    """
    if trust.chief_executive_of >= 0:
        return
    before = trust.leadership
    if not trust.chief_executive_left:
        replace_chief_executive(world, trust, world.noise[trust.index])
    if leadership >= 0.0:
        trust.leadership = board_under(leadership, before, world.parameters)
    trust.effective_leadership = effective_leadership(trust)
