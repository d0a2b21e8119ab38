"""Leaving: a member goes, a partnership ends for all, or a target becomes a unit of its partner's group."""

from __future__ import annotations

from sim.model.enums import Ending, Event, Phase
from sim.model.state import PartnershipState
from sim.rules.partnership_founding import is_in
from sim.rules.units import leave_trust, shares_board
from sim.rules.world import World, members_of, record_event


def count_members(world: World, link: PartnershipState) -> int:
    """Return how many links of a partnership have not ended."""
    links = members_of(world, link)
    count = 0
    for number in range(len(links)):
        if links[number].phase != Phase.ENDED:
            count = count + 1
    return count


def leave(world: World, link: PartnershipState, why: int) -> None:
    """Let the target of a link leave; a joint partnership goes on while enough members are left."""
    staying = count_members(world, link) - 1
    if staying < 1:
        end(world, link, why)
        return
    if staying < 2 or staying < world.types[link.type].least_members:
        end(world, link, Ending.DISSOLVED)
        return
    record_event(world, Event.MEMBER_LEFT, link.target, link.index, why)
    close(world, link, why)
    links = members_of(world, link)
    for number in range(len(links)):
        if links[number].phase != Phase.ENDED:
            links[number].members = staying


def end(world: World, link: PartnershipState, why: int) -> None:
    """End the partnership for all; the trusts are free again."""
    leader = leader_of(world, link)
    record_event(world, Event.PARTNERSHIP_ENDED, leader.target, leader.index, why)
    links = members_of(world, link)
    for number in range(len(links)):
        if links[number].phase != Phase.ENDED:
            close(world, links[number], why)


def leader_of(world: World, link: PartnershipState) -> PartnershipState:
    """Return the first link of a partnership that has not ended, or the link itself."""
    links = members_of(world, link)
    for number in range(len(links)):
        if links[number].phase != Phase.ENDED:
            return links[number]
    return link


def close(world: World, link: PartnershipState, why: int) -> None:
    """Let a link end."""
    link.phase = Phase.ENDED
    link.months_in_phase = 0
    link.month_ended = world.progress.month
    link.ending = why


def absorb(world: World, link: PartnershipState) -> None:
    """Make the target a subsidiary of the partner's group; its other partnerships end, since it no longer acts alone.

    The regulated body is gone, and special measures with it; what its sites are rated goes on as location ratings.
    """
    absorbed = world.trusts[link.target]
    absorbed.absorbed_by = link.partner
    absorbed.special_measures = False
    absorbed.months_in_special_measures = 0
    world.progress.absorbed = world.progress.absorbed + 1
    record_event(world, Event.ABSORBED, link.target, link.index, absorbed.coherence)
    leave_all_but(world, link, link.target)
    if absorbed.unit_of >= 0:
        leave_trust(world, absorbed)
        if world.trusts[absorbed.unit_of].dissolved:
            leave_all_but(world, link, absorbed.unit_of)


def leave_all_but(world: World, link: PartnershipState, trust: int) -> None:
    """Let a trust leave all its partnerships but one, and its units theirs, since it no longer acts alone."""
    for position in range(world.progress.oldest_link, world.progress.links):
        other = world.links[position]
        if other.phase == Phase.ENDED or position == link.index:
            continue
        if is_in(other, trust) or is_in_by_unit(world, other, trust):
            leave(world, other, Ending.ABSORBED)


def is_in_by_unit(world: World, link: PartnershipState, trust: int) -> bool:
    """Return whether a unit that a trust still has is one side of a link."""
    return is_unit_of(world, link.target, trust) or is_unit_of(world, link.partner, trust)


def is_unit_of(world: World, side: int, trust: int) -> bool:
    """Return whether a side, or no trust (-1), is a unit that a trust still has."""
    return side >= 0 and shares_board(world.trusts[side]) and world.trusts[side].unit_of == trust
