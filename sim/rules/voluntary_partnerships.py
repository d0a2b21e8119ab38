"""Voluntary partnering: trusts look for a partner, ask one, or found a joint partnership with several."""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import Event, Nature, Phase, Refusal
from sim.model.random_purposes import Purpose
from sim.model.state import PartnershipState, TrustState
from sim.rules.arithmetic import larger
from sim.rules.mandates import next_in_line
from sim.rules.partner_search import (
    attraction,
    choose_type,
    is_in_need,
    may_be_asked,
    needs_help_more,
    seeking_hazard,
    willingness,
)
from sim.rules.partnership_founding import (
    agrees,
    begin,
    draft,
    draft_pair,
    has_service,
    is_in,
    is_possible,
    make_joint,
    refuse,
    take_up,
    tie,
)
from sim.rules.world import World, members_of, nation, record_event, regulator_of

MOST_INVITED = 5  # trusts in a joint partnership that one of them sets out to found


def seek(world: World) -> None:
    """Let trusts look for partners, in an order that noise decides, since several may ask the same one."""
    seeking = 0
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        hazard = seeking_hazard(trust, regulator_of(world, trust), world.parameters)
        trust.waits = world.noise[position][Purpose.SEEKING] < hazard
        seeking = seeking + trust.waits
    for _ in range(seeking):
        seeker = world.trusts[next_in_line(world, Purpose.SEEKING)]
        in_need = is_in_need(seeker, world.parameters)
        partnership_type = choose_type(world.types, in_need, world.noise[seeker.index][Purpose.TYPE_SOUGHT])
        if partnership_type < 0 or not has_service(world, partnership_type, seeker.index):
            continue
        record_event(world, Event.PARTNER_SOUGHT, seeker.index, -1, in_need)
        if world.types[partnership_type].joint:
            found(world, partnership_type, seeker)
        elif world.types[partnership_type].external_body:
            engage(world, partnership_type, seeker)
        else:
            ask(world, partnership_type, seeker, in_need)


def candidate(world: World, seeker: TrustState, in_need: bool) -> int:
    """Return the position of the most attractive trust that can be asked and is not left out, or -1.

    The first of equals is taken.
    """
    best = -1
    most = 0.0
    for position in range(len(world.trusts)):
        other = world.trusts[position]
        if other.left_out or position == seeker.index or not may_be_asked(other, in_need, nation(world)):
            continue
        known = tie(world, seeker.index, position)
        liking = attraction(seeker, other, known, in_need, world.parameters)
        if best < 0 or liking > most:
            best = position
            most = liking
    return best


def engage(world: World, partnership_type: int, seeker: TrustState) -> None:
    """Engage a body outside."""
    offered = draft_pair(world, partnership_type, seeker.index, -1)
    if is_possible(world, offered):
        begin_by_choice(world, offered)


def ask(world: World, partnership_type: int, seeker: TrustState, in_need: bool) -> None:
    """Ask the most attractive trust to be the partner."""
    leave_out_for_pair(world, partnership_type, seeker)
    position = candidate(world, seeker, in_need)
    if position < 0:
        record_event(world, Event.PARTNER_NOT_FOUND, seeker.index, -1, 1.0)
        return
    target = seeker.index
    partner = position
    # Who looks for help is the one that is helped; else it is the one that needs it more.
    if not in_need and needs_help_more(world.trusts[position], seeker):
        target = position
        partner = seeker.index
    offered = draft_pair(world, partnership_type, target, partner)
    if not is_possible(world, offered):
        return
    if world.trusts[partner].trusts_supported >= nation(world).partner_limit:
        refuse(world, offered, Refusal.NOT_FREE)
        return
    if is_unwilling(world, offered, position):
        refuse(world, offered, Refusal.PARTNER_DECLINED)
        return
    begin_by_choice(world, offered)


def begin_by_choice(world: World, link: PartnershipState) -> None:
    """Begin a partnership that its sides have chosen; it may grow into another type."""
    prior = tie(world, link.target, link.partner)
    begin(world, link, Nature.VOLUNTARY, False, world.types[link.type].last_scale, prior)
    link.escalates = True
    take_up(world, link, True)


def leave_out_for_pair(world: World, partnership_type: int, seeker: TrustState) -> None:
    """Leave out those with whom a trust has a partnership of this type, and those without the service it is about.

    Organisations that merge do like work.
    """
    integrates = world.types[partnership_type].integrates
    for position in range(len(world.trusts)):
        other = world.trusts[position]
        unlike = integrates and other.provider_type != seeker.provider_type
        other.left_out = unlike or not has_service(world, partnership_type, position)
    for position in range(world.progress.oldest_link, world.progress.links):
        link = world.links[position]
        if link.phase == Phase.ENDED or link.type != partnership_type or not is_in(link, seeker.index):
            continue
        world.trusts[link.target].left_out = True
        if link.partner >= 0:
            world.trusts[link.partner].left_out = True


def is_unwilling(world: World, offered: PartnershipState, asked: int) -> bool:
    """Return whether the trust that is asked declines."""
    known = tie(world, offered.target, offered.partner)
    other = offered.partner
    if asked == offered.partner:
        other = offered.target
    partnership_type = world.types[offered.type]
    subsumed = partnership_type.integrates and asked == offered.target
    asked_trust = world.trusts[asked]
    willing = willingness(
        asked_trust,
        world.trusts[other],
        partnership_type,
        known,
        regulator_of(world, asked_trust),
        world.parameters,
        subsumed,
    )
    return not agrees(world, offered, willing)


def found(world: World, partnership_type: int, founder: TrustState) -> None:
    """Invite the most attractive trusts to a joint partnership; whether they join is up to them.

    Once there are enough, the first that is no neighbour ends the search. Members of one of this type neither found
    another nor are invited to it.
    """
    leave_out_members(world, partnership_type)
    if founder.left_out:
        return
    least = world.types[partnership_type].least_members
    if least < 2:
        least = 2
    invited = invite(world, partnership_type, founder, least)
    if invited < least:
        record_event(world, Event.PARTNER_NOT_FOUND, founder.index, -1, 1.0)
        return
    first = make_joint(world, invited)
    if not is_possible(world, first):
        return
    links = members_of(world, first)
    for number in range(len(links)):
        known = best_tie(world, links, number)
        begin(world, links[number], Nature.VOLUNTARY, False, world.types[partnership_type].last_scale, known)
    first.agreed = True
    take_up(world, first, True)


def leave_out_members(world: World, partnership_type: int) -> None:
    """Leave out those who are in a joint partnership of this type already, and those without the service."""
    for position in range(len(world.trusts)):
        world.trusts[position].left_out = not has_service(world, partnership_type, position)
    for position in range(world.progress.oldest_link, world.progress.links):
        link = world.links[position]
        if link.type == partnership_type and link.phase != Phase.ENDED:
            world.trusts[link.target].left_out = True


def leave_out_after(world: World, partnership_type: int, invited: TrustState) -> None:
    """Leave out a trust that has been invited; care is integrated across sectors, not within one."""
    invited.left_out = True
    if world.types[partnership_type].demand_relief <= 0.0:
        return
    for position in range(len(world.trusts)):
        if world.trusts[position].provider_type == invited.provider_type:
            world.trusts[position].left_out = True


def invite(world: World, partnership_type: int, founder: TrustState, least: int) -> int:
    """Write a draft for the founder and for each trust it invites; return how many they are."""
    draft(world, world.progress.links, partnership_type, founder.index, -1)
    leave_out_after(world, partnership_type, founder)
    most = MOST_INVITED
    if least > most:
        most = least
    for invited in range(1, most):
        position = candidate(world, founder, False)
        if position < 0:
            return invited
        other = world.trusts[position]
        if other.local_health_economy != founder.local_health_economy and invited >= least:
            return invited
        draft(world, world.progress.links + invited, partnership_type, position, -1)
        leave_out_after(world, partnership_type, other)
    return most


def best_tie(world: World, links: Sequence[PartnershipState], number: int) -> float:
    """Return how well a member knows the one of the others that it knows best."""
    best = 0.0
    for other in range(len(links)):
        if other != number:
            best = larger(best, tie(world, links[number].target, links[other].target))
    return best
