"""Founding: whether a partnership can come about, and how it begins.

Where two have worked together before they begin from the trust that was left, and staff do not meet the partner as a
new one.
"""

from __future__ import annotations

from sim.model.enums import Event, Phase, Refusal
from sim.model.random_purposes import Purpose
from sim.model.services import SHARE_OF_SERVICE
from sim.model.state import PartnershipState, TrustState
from sim.rules.arithmetic import larger, smaller
from sim.rules.cultural_fit import contextual_fit, judge_fit
from sim.rules.due_diligence import believed_performance, exploring_time, starting_intelligence
from sim.rules.integration import set_up_time
from sim.rules.joint_partnerships import gather_counterpart
from sim.rules.outside_bodies import body_outside
from sim.rules.partner_search import prior_tie
from sim.rules.partnership_burden import helps_the_whole_trust
from sim.rules.partnership_relationship import starting_trust, sustained_motivation
from sim.rules.people import tire
from sim.rules.units import is_one_side, part_of_trust, part_reached, shares_board
from sim.rules.world import (
    World,
    fresh_link,
    members_of,
    pair_chance,
    partner_of,
    record_event,
    regulator_of,
    tie_chance,
)


def draft(world: World, position: int, partnership_type: int, target: int, partner: int) -> None:
    """Write a link that may come about, beyond those that have."""
    fresh_link(world, position)
    link = world.links[position]
    link.index = position
    link.type = partnership_type
    link.first_link = position
    link.target = target
    link.partner = partner
    link.second = partner
    link.month_begun = world.progress.month


def draft_pair(world: World, partnership_type: int, target: int, partner: int) -> PartnershipState:
    """Return a draft of a partnership of a trust with another, or (-1) with a body outside."""
    position = world.progress.links
    draft(world, position, partnership_type, target, partner)
    if world.types[partnership_type].external_body:
        body_outside(world.counterparts[position], world.types[partnership_type], world.trusts[target])
    return world.links[position]


def make_joint(world: World, count: int) -> PartnershipState:
    """Make one partnership of the drafts of its members, and return the first; each meets the others as its partner."""
    first = world.links[world.progress.links]
    for number in range(count):
        link = world.links[first.index + number]
        link.first_link = first.index
        link.size = count
        link.members = count
        link.second = world.links[first.index + 1].target
        link.plan = first.plan
    for number in range(count):
        meet_the_others(world, world.links[first.index + number])
    return first


def meet_the_others(world: World, link: PartnershipState) -> None:
    """See, in a joint partnership, the other members as they are now."""
    if world.types[link.type].joint:
        gather_counterpart(
            world.counterparts[link.index], world.trusts, members_of(world, link), link.index - link.first_link
        )


def is_with_the_same(world: World, link: PartnershipState, other: PartnershipState) -> bool:
    """Return whether another partnership is, or was, between the same two trusts, or with the same body."""
    partnership_type = world.types[link.type]
    others_type = world.types[other.type]
    if partnership_type.joint or others_type.joint:
        return False
    if partnership_type.external_body or others_type.external_body:
        return link.type == other.type and link.target == other.target
    same = link.target == other.target and link.partner == other.partner
    return same or (link.target == other.partner and link.partner == other.target)


def is_in(link: PartnershipState, trust: int) -> bool:
    """Return whether a trust is one side of a link."""
    return link.target == trust or link.partner == trust


def count_under_way(world: World) -> int:
    """Return how many partnerships are under way."""
    count = 0
    leader = -1
    for position in range(world.progress.oldest_link, world.progress.links):
        link = world.links[position]
        if link.phase != Phase.ENDED and link.first_link != leader:
            leader = link.first_link
            count = count + 1
    return count


def is_possible(world: World, first: PartnershipState) -> bool:
    """Return whether a partnership can begin; if not, note why."""
    if count_under_way(world) >= world.setting.most_partnerships:
        refuse(world, first, Refusal.NO_ROOM)
        return False
    links = members_of(world, first)
    for number in range(len(links)):
        if not is_free(world, links[number]):
            refuse(world, first, Refusal.NOT_FREE)
            return False
        if lacks_service(world, links[number]):
            refuse(world, first, Refusal.NO_SUCH_SERVICE)
            return False
    return True


def lacks_service(world: World, link: PartnershipState) -> bool:
    """Return whether a side has nothing of the service that a partnership is about; a body outside brings it."""
    if not has_service(world, link.type, link.target):
        return True
    return link.partner >= 0 and not has_service(world, link.type, link.partner)


def has_service(world: World, partnership_type: int, trust: int) -> bool:
    """Return whether a trust has something of the service that a type is about."""
    return SHARE_OF_SERVICE[world.types[partnership_type].service][world.trusts[trust].provider_type] > 0.0


def refuse(world: World, first: PartnershipState, why: int) -> None:
    """Note that a partnership does not come about."""
    record_event(world, Event.PARTNERSHIP_REFUSED, first.target, first.index, why)


def heads_a_group(world: World, trust: int) -> bool:
    """Return whether a trust, or the trust of a unit, is the head of a group."""
    if world.progress.absorbed == 0:
        return False
    for position in range(len(world.trusts)):
        absorbed_by = world.trusts[position].absorbed_by
        if absorbed_by >= 0 and (absorbed_by == trust or absorbed_by == world.trusts[trust].unit_of):
            return True
    return False


def is_absorbed_by_a_group(world: World, trust: int) -> bool:
    """Return whether a trust is absorbed, or the trust of a unit is; a body outside (-1) is not."""
    if trust < 0:
        return False
    if world.trusts[trust].absorbed_by >= 0:
        return True
    return shares_board(world.trusts[trust]) and world.trusts[world.trusts[trust].unit_of].absorbed_by >= 0


def is_free(world: World, link: PartnershipState) -> bool:
    """Return whether both sides can begin it.

    None is absorbed by a group; no head of a group is subsumed itself, nor broken up; none is about to be made one with
    another; and the two do not have one of the very type already.
    """
    if is_absorbed_by_a_group(world, link.target) or is_absorbed_by_a_group(world, link.partner):
        return False
    integrates = world.types[link.type].integrates
    if integrates and heads_a_group(world, link.target):
        return False
    for position in range(world.progress.oldest_link, world.progress.links):
        other = world.links[position]
        if other.phase == Phase.ENDED:
            continue
        if other.type == link.type and is_with_the_same(world, link, other):
            return False
        if integrates and world.types[other.type].integrates and takes_a_side(world, link, other):
            return False
    return True


def takes_a_side(world: World, link: PartnershipState, joining: PartnershipState) -> bool:
    """Return whether a side of a link is being made one with another, a unit being a side of its trust.

    A head is free again once what it takes on is absorbed; a plan of the scenario lets it take on several at a time.
    """
    if is_one_side(world, link.target, joining.target) or is_one_side(world, link.partner, joining.target):
        return True
    if world.trusts[joining.target].absorbed_by >= 0:
        return False
    if is_one_side(world, link.target, joining.partner):
        return True
    return link.partner == joining.partner and link.plan < 0


def begin(world: World, link: PartnershipState, nature: int, insisted: bool, scale: int, prior: float) -> None:
    """Take up contact: fit, relational trust, knowledge of each other and motivation at the start.

    `prior` is how well the people knew each other before.
    """
    parameters = world.parameters
    partnership_type = world.types[link.type]
    target = world.trusts[link.target]
    partner = partner_of(world, link)
    link.nature = nature
    link.insisted = insisted
    link.scale = scale
    last = -1
    known = 0.0
    trusted = prior
    for position in range(world.progress.links):
        former = world.links[position]
        if is_with_the_same(world, link, former):
            last = position
            known = larger(known, former.intelligence)
            trusted = larger(trusted, former.relational_trust)
    link.prior_relationship = trusted
    link.scope = partnership_type.scope
    link.part = part_reached(world, link)
    link.service_share = share_of_service(world, link)
    link.term = partnership_type.term
    link.data_quality = partnership_type.data_quality
    link.contextual_fit = contextual_fit(target, partner, parameters)
    judge_fit(link, target, partner, parameters)
    link.believed = believed_performance(target)
    link.intelligence = larger(starting_intelligence(trusted, parameters), known)
    if last >= 0:
        link.relational_trust = world.links[last].relational_trust
    else:
        link.relational_trust = starting_trust(link, target, partner, parameters)
        tire(staff_of(world, target), link.part * parameters.fatigue_new * partnership_type.novelty)
    link.service_start = target.quality
    link.service_performance = target.quality
    link.motivation = sustained_motivation(link, partner, regulator_of(world, target), parameters)


def share_of_service(world: World, link: PartnershipState) -> float:
    """Return the share of the target that its service makes up; a unit may be all of one, as a department is."""
    share = SHARE_OF_SERVICE[world.types[link.type].service][world.trusts[link.target].provider_type]
    return smaller(share / part_of_trust(world, link.target), 1.0)


def staff_of(world: World, trust: TrustState) -> TrustState:
    """Return the trust whose staff bear one initiative more: that of a unit, since they see them all."""
    if shares_board(trust):
        return world.trusts[trust.unit_of]
    return trust


def take_up(world: World, first: PartnershipState, explores: bool) -> None:
    """Let a partnership come about; its sides are at once in one partnership more."""
    partnership_type = world.types[first.type]
    links = members_of(world, first)
    world.progress.links = world.progress.links + len(links)
    for number in range(len(links)):
        target = world.trusts[links[number].target]
        target.partnerships_active = target.partnerships_active + 1
    if partnership_type.joint:
        record_event(world, Event.EXPLORATION_BEGAN, first.target, first.index, 0.0)
        return
    partner = partner_of(world, first)
    partner.partnerships_active = partner.partnerships_active + 1
    if helps_the_whole_trust(partnership_type):
        target = world.trusts[first.target]
        target.times_helped = target.times_helped + 1
        partner.trusts_supported = partner.trusts_supported + 1
    months = exploring_time(partnership_type, first.nature, world.parameters)
    if explores and months > 0:
        record_event(world, Event.EXPLORATION_BEGAN, first.target, first.index, months)
        return
    record_event(world, Event.PARTNERSHIP_PROPOSED, first.target, first.index, first.nature)
    set_up(world, first)


def set_up(world: World, leader: PartnershipState) -> None:
    """Agree the partnership, and begin to set it up."""
    target = world.trusts[leader.target]
    partner = partner_of(world, leader)
    months = set_up_time(world.types[leader.type], target, partner, regulator_of(world, target), world.parameters)
    links = members_of(world, leader)
    for number in range(len(links)):
        if links[number].phase != Phase.ENDED:
            links[number].set_up_months = months
    enter(world, leader, Phase.SETTING_UP)
    record_event(world, Event.PARTNERSHIP_SET_UP, leader.target, leader.index, months)


def enter(world: World, leader: PartnershipState, phase: int) -> None:
    """Let all that are in a partnership enter a phase of its life."""
    links = members_of(world, leader)
    for number in range(len(links)):
        if links[number].phase != Phase.ENDED:
            links[number].phase = phase
            links[number].months_in_phase = 0


def tie(world: World, trust: int, other: int) -> float:
    """Return how well the people of two trusts knew each other before; those of a body outside (-1) are strangers."""
    if other < 0:
        return 0.0
    near = world.trusts[trust].local_health_economy == world.trusts[other].local_health_economy
    return prior_tie(near, tie_chance(world, trust, other), world.parameters)


def agrees(world: World, offered: PartnershipState, willing: float) -> bool:
    """Return whether a trust that is asked agrees."""
    return pair_chance(world, offered, Purpose.PARTNER_AGREES) < willing
