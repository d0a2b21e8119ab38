"""The life of a partnership: exploring, setting up, operating, growing into another type.

One link lives for all that are in a partnership: its leader, the first that has not left.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import Ending, Event, Phase, Service
from sim.model.random_purposes import Purpose
from sim.model.state import PartnershipState
from sim.rules.arithmetic import larger
from sim.rules.coherence import mix_cultures
from sim.rules.due_diligence import breaks_off, exploring_time
from sim.rules.escalation import escalation_hazard
from sim.rules.integration import guidance_hazard, is_absorbed, is_set_up, months_lost_to_guidance, starting_dip
from sim.rules.joint_partnerships import joining_chance
from sim.rules.partnership_ending import early_ending, is_over
from sim.rules.partnership_founding import (
    begin,
    draft_pair,
    enter,
    is_in,
    is_possible,
    is_with_the_same,
    set_up,
    take_up,
)
from sim.rules.regulation import inspection_by_deadline
from sim.rules.shared_leaders import is_unfit_to_lead
from sim.rules.withdrawal import absorb, end, leave
from sim.rules.world import World, members_of, pair_chance, partner_of, record_event, regulator_of

LONGEST_SEARCH = 36  # months after which a joint partnership goes ahead with those who have agreed, or is given up


def live_on(world: World, leader: PartnershipState) -> None:
    """Count the month, and pass on to the next phase, or end, when the time has come."""
    links = members_of(world, leader)
    for number in range(len(links)):
        if links[number].phase != Phase.ENDED:
            links[number].months_in_phase = links[number].months_in_phase + 1
    if leader.phase == Phase.EXPLORING:
        if world.types[leader.type].joint:
            gather_members(world, leader)
        else:
            explore(world, leader)
    elif leader.phase == Phase.SETTING_UP:
        go_on_setting_up(world, leader)
    elif leader.phase == Phase.OPERATING:
        go_on_operating(world, leader)


def explore(world: World, link: PartnershipState) -> None:
    """Look into each other: break off, or agree when all has been looked into."""
    partnership_type = world.types[link.type]
    chance = pair_chance(world, link, Purpose.DUE_DILIGENCE)
    if does_not_go_ahead(world, link):
        end(world, link, Ending.PARTNER_UNFIT)
    elif breaks_off(link, partnership_type, world.trusts[link.target], world.parameters, chance):
        end(world, link, Ending.DUE_DILIGENCE)
    elif link.months_in_phase >= exploring_time(partnership_type, link.nature, world.parameters):
        agree(world, link)


def does_not_go_ahead(world: World, leader: PartnershipState) -> bool:
    """Return whether a partner that has fallen into special measures itself does not take on the lead.

    What a scenario plans goes ahead; mandates and trusts' own choices do not.
    """
    if leader.plan >= 0 or leader.partner < 0:
        return False
    return is_unfit_to_lead(world.trusts[leader.partner], world.types[leader.type])


def agree(world: World, link: PartnershipState) -> None:
    """Agree on a partnership that has been looked into, and begin to set it up."""
    record_event(world, Event.PARTNERSHIP_PROPOSED, link.target, link.index, link.nature)
    set_up(world, link)


def gather_members(world: World, leader: PartnershipState) -> None:
    """Ask members of a joint partnership who have not agreed; set up once all have, or enough for long enough."""
    partnership_type = world.types[leader.type]
    links = members_of(world, leader)
    unwilling = 0
    for number in range(len(links)):
        link = links[number]
        if link.phase == Phase.ENDED:
            continue
        ready = joining_chance(link, partnership_type, regulator_of(world, world.trusts[link.target]), world.parameters)
        if pair_chance(world, link, Purpose.JOINING) < ready:
            link.agreed = True
        if not link.agreed:
            unwilling = unwilling + 1
    if leader.months_in_phase < partnership_type.due_diligence_months:
        return
    if unwilling > 0 and leader.months_in_phase < LONGEST_SEARCH:
        return
    for number in range(len(links)):
        if links[number].phase == Phase.EXPLORING and not links[number].agreed:
            leave(world, links[number], Ending.PARTNER_WITHDREW)
    for number in range(len(links)):
        if links[number].phase == Phase.EXPLORING:
            agree(world, links[number])
            return


def go_on_setting_up(world: World, leader: PartnershipState) -> None:
    """Do part of the approval again if guidance has changed; begin to operate when all is set up."""
    if does_not_go_ahead(world, leader):
        end(world, leader, Ending.PARTNER_UNFIT)
        return
    if has_to_end(world, leader):
        return
    partnership_type = world.types[leader.type]
    hazard = guidance_hazard(
        leader, partnership_type, regulator_of(world, world.trusts[leader.target]), world.parameters
    )
    if pair_chance(world, leader, Purpose.GUIDANCE) < hazard:
        lost = months_lost_to_guidance(leader, world.parameters)
        links = members_of(world, leader)
        for number in range(len(links)):
            if links[number].phase != Phase.ENDED:
                links[number].months_in_phase = links[number].months_in_phase - lost
        record_event(world, Event.GUIDANCE_CHANGED, leader.target, leader.index, lost)
    if is_set_up(leader):
        operate(world, leader)


def go_on_operating(world: World, leader: PartnershipState) -> None:
    """Be absorbed, end, or grow into another type when the time has come."""
    partnership_type = world.types[leader.type]
    if world.trusts[leader.target].absorbed_by < 0 and is_absorbed(leader, partnership_type, world.parameters):
        absorb(world, leader)
        return
    if has_to_end(world, leader):
        return
    links = members_of(world, leader)
    if leader.partner >= 0 and not partnership_type.integrates and not partnership_type.joint:
        if is_unfit_to_lead(world.trusts[leader.partner], partnership_type):
            end(world, leader, Ending.PARTNER_UNFIT)
            return
    for number in range(len(links)):
        if links[number].phase == Phase.OPERATING:
            stay_or_leave(world, links[number])
    if leader.phase == Phase.OPERATING:
        grow_into_another_type(world, leader)


def stay_or_leave(world: World, link: PartnershipState) -> None:
    """Leave before the time if a side has had enough; in a joint partnership it is a member that stays or leaves."""
    partnership_type = world.types[link.type]
    giver = partner_of(world, link)
    if partnership_type.joint:
        giver = world.trusts[link.target]
    chance = pair_chance(world, link, Purpose.EARLY_END)
    why = early_ending(link, partnership_type, world.trusts[link.target], giver, world.parameters, chance)
    if why != Ending.NOT_ENDED:
        leave(world, link, why)


def has_to_end(world: World, leader: PartnershipState) -> bool:
    """End if the month that was named for it has come, or the term is over; return whether it has ended."""
    if leader.end_month >= 0 and world.progress.month >= leader.end_month:
        end(world, leader, Ending.PLANNED)
        return True
    if is_over(leader):
        end(world, leader, Ending.TERM)
        return True
    return False


def operate(world: World, leader: PartnershipState) -> None:
    """Begin to operate; where two organisations are made one, two cultures meet and disruption begins."""
    parameters = world.parameters
    partnership_type = world.types[leader.type]
    links = members_of(world, leader)
    for number in range(len(links)):
        link = links[number]
        if link.phase != Phase.ENDED:
            link.integration_dip = starting_dip(link, partnership_type, parameters)
    enter(world, leader, Phase.OPERATING)
    take_over_from_what_came_before(world, leader)
    if partnership_type.integrates and leader.partner >= 0:
        subsidiary = world.trusts[leader.target]
        subsidiary.next_inspection = inspection_by_deadline(
            subsidiary, regulator_of(world, subsidiary), world.progress.month
        )
        mix_cultures(subsidiary, leader.fit, 1.0, parameters)
        mix_cultures(world.trusts[leader.partner], leader.fit, partnership_type.mutual_culture_pull, parameters)
    record_event(world, Event.PARTNERSHIP_OPERATING, leader.target, leader.index, leader.fit)


def take_over_from_what_came_before(world: World, leader: PartnershipState) -> None:
    """End what this grew out of, and keep the trust and knowledge that came of it.

    Where two organisations are made one, all that the two did together goes on within what they become.
    """
    if leader.grows_out_of >= 0:
        before = members_of(world, world.links[leader.grows_out_of])
        links = members_of(world, leader)
        for number in range(len(links)):
            if links[number].phase != Phase.ENDED:
                build_on(links[number], before)
        for number in range(len(before)):
            if before[number].phase != Phase.ENDED:
                end(world, before[number], Ending.GREW)
    if not world.types[leader.type].integrates:
        return
    for position in range(world.progress.oldest_link, world.progress.links):
        other = world.links[position]
        together = other.phase != Phase.ENDED and is_with_the_same(world, leader, other)
        if together and position != leader.index:
            end(world, other, Ending.GREW)


def build_on(link: PartnershipState, before: Sequence[PartnershipState]) -> None:
    """Begin from the trust and knowledge that came of what the trust of a link was in before.

    In a joint partnership each member has its own; who was not in what came before meets the others as strangers.
    """
    for number in range(len(before)):
        if is_in(before[number], link.target):
            link.relational_trust = larger(link.relational_trust, before[number].relational_trust)
            link.intelligence = larger(link.intelligence, before[number].intelligence)


def grow_into_another_type(world: World, smaller: PartnershipState) -> None:
    """Become a partnership of the type its own type names, between the same two, if trust and moment are there."""
    partnership_type = world.types[smaller.type]
    if not smaller.escalates or partnership_type.becomes < 0 or smaller.partner < 0:
        return
    for position in range(world.progress.oldest_link, world.progress.links):
        other = world.links[position]
        if other.phase != Phase.ENDED and other.grows_out_of == smaller.first_link:
            return
    hazard = escalation_hazard(smaller, partnership_type, world.parameters)
    if pair_chance(world, smaller, Purpose.ESCALATION) < hazard:
        escalate(world, smaller, partnership_type.becomes)


def escalate(world: World, smaller: PartnershipState, partnership_type: int) -> None:
    """Let a partnership grow into another type between the same two; it ends when the new one begins to operate."""
    successor = draft_pair(world, partnership_type, smaller.target, smaller.partner)
    if not is_possible(world, successor):
        return
    scale = world.types[partnership_type].last_scale
    begin(world, successor, smaller.nature, smaller.insisted, scale, smaller.relational_trust)
    successor.escalates = True
    successor.grows_out_of = smaller.first_link
    before = world.types[smaller.type].service
    if before != Service.WHOLE_TRUST and world.types[partnership_type].service != Service.WHOLE_TRUST:
        # The same service goes on under another roof.
        successor.service_share = smaller.service_share
        successor.scope = larger(successor.scope, smaller.scope)
        successor.service_start = smaller.service_start
        successor.service_performance = smaller.service_performance
    take_up(world, successor, False)
