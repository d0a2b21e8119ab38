"""Partnerships that the scenario plans."""

from __future__ import annotations

from sim.model.inputs import PlannedPartnershipInputs
from sim.model.state import PartnershipState
from sim.rules.partnership_founding import begin, draft, draft_pair, is_possible, make_joint, take_up
from sim.rules.world import World, members_of


def begin_what_is_planned(world: World) -> None:
    """Begin the partnerships that are planned for this month."""
    for position in range(len(world.plans)):
        if world.plans[position].start_month == world.progress.month:
            schedule(world, position)


def schedule(world: World, position: int) -> None:
    """Begin a planned partnership, if its sides are free."""
    plan = world.plans[position]
    first = draft_of_plan(world, position)
    if not is_possible(world, first):
        return
    links = members_of(world, first)
    before = first_link_of_plan(world, plan.follows)
    for number in range(len(links)):
        link = links[number]
        begin(world, link, plan.nature, plan.insisted, plan.scale, plan.prior_relationship)
        keep_to_plan(link, plan)
        link.grows_out_of = before
    take_up(world, first, plan.explores)


def draft_of_plan(world: World, position: int) -> PartnershipState:
    """Return a draft of a planned partnership: one link, or in a joint partnership one for each member."""
    plan = world.plans[position]
    first_side = plan.first_side
    if not world.types[plan.type].joint:
        partner = -1
        if not world.types[plan.type].external_body:
            partner = world.sides[first_side + 1]
        link = draft_pair(world, plan.type, world.sides[first_side], partner)
        link.plan = position
        return link
    for number in range(plan.side_count):
        draft(world, world.progress.links + number, plan.type, world.sides[first_side + number], -1)
    world.links[world.progress.links].plan = position
    return make_joint(world, plan.side_count)


def keep_to_plan(link: PartnershipState, plan: PlannedPartnershipInputs) -> None:
    """Put what the scenario says in place of what the type and the trusts' state would give."""
    if plan.motivation >= 0.0:
        link.own_motive = plan.motivation - link.motivation
        link.motivation = plan.motivation
    if plan.scope >= 0.0:
        link.scope = plan.scope
    if plan.term >= 0:
        link.term = plan.term
    link.end_month = plan.end_month
    link.escalates = plan.escalates


def first_link_of_plan(world: World, plan: int) -> int:
    """Return the position of the first link of a planned partnership under way, or ended this month; else -1."""
    if plan < 0:
        return -1
    for position in range(world.progress.oldest_link, world.progress.links):
        link = world.links[position]
        if link.plan == plan and (link.month_ended < 0 or link.month_ended == world.progress.month):
            return link.first_link
    return -1
