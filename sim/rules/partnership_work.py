"""The month of all partnerships: they live on, come about, ask for attention, exchange, and develop.

Each function is one phase's part that is about partnerships. Links are visited in the order in which they came about.
"""

from __future__ import annotations

from sim.model.enums import Event, Phase
from sim.model.state import PartnershipState
from sim.rules.cultural_fit import judge_fit
from sim.rules.delivery import partner_capacity
from sim.rules.identity_threat import identity_threat
from sim.rules.integration import next_dip, next_integration
from sim.rules.joint_partnerships import pool_progress, relieve_demand, sector_breadth, share_risk
from sim.rules.mandates import mandate_partnerships
from sim.rules.oversight_costs import pay_for_partnership
from sim.rules.partnership_burden import ask_attention
from sim.rules.partnership_exchange import exchange
from sim.rules.partnership_founding import meet_the_others
from sim.rules.partnership_growth import (
    completes_project,
    next_data_quality,
    next_intelligence,
    next_scope,
    next_service_performance,
)
from sim.rules.partnership_lifecycle import live_on
from sim.rules.partnership_relationship import next_honoured, next_motivation, next_relational_trust
from sim.rules.planned_partnerships import begin_what_is_planned
from sim.rules.provider_groups import lead_from_group
from sim.rules.shared_leaders import share_chief_executive
from sim.rules.voluntary_partnerships import seek
from sim.rules.withdrawal import leader_of
from sim.rules.world import World, members_of, partner_of, record_event, regulator_of


def form_partnerships(world: World) -> None:
    """Let partnerships live on; then begin what is planned, mandated, or looked for by trusts."""
    world.progress.oldest_link = move_oldest_link(world)
    for position in range(world.progress.oldest_link, world.progress.links):
        link = world.links[position]
        if link.first_link == position:
            leader = leader_of(world, link)
            if leader.phase != Phase.ENDED:
                live_on(world, leader)
    if world.setting.without_partnerships:
        return
    begin_what_is_planned(world)
    mandate_partnerships(world)
    if somebody_seeks(world):
        seek(world)


def somebody_seeks(world: World) -> bool:
    """Return whether seeking partners is common anywhere, in the nation or a part of it."""
    for position in range(len(world.regulators)):
        if world.regulators[position].partnering_climate > 0.0:
            return True
    return False


def move_oldest_link(world: World) -> int:
    """Return the position of the oldest link that has not ended; all before it have."""
    for position in range(world.progress.oldest_link, world.progress.links):
        link = world.links[position]
        # Links of a joint partnership stand and fall together, so that its first is never passed over.
        if link.phase != Phase.ENDED:
            return link.first_link
    return world.progress.links


def ask_for_attention(world: World) -> None:
    """Let every partnership ask both sides for attention."""
    for position in range(world.progress.oldest_link, world.progress.links):
        link = world.links[position]
        if link.phase != Phase.ENDED:
            target = world.trusts[link.target]
            partnership_type = world.types[link.type]
            regulator = regulator_of(world, target)
            ask_attention(link, partnership_type, target, partner_of(world, link), regulator, world.parameters)


def meet_others(world: World) -> None:
    """Let the members of joint partnerships see each other as they are now, all before anything is exchanged."""
    for position in range(world.progress.oldest_link, world.progress.links):
        link = world.links[position]
        if link.phase != Phase.ENDED:
            meet_the_others(world, link)


def exchange_all(world: World) -> None:
    """Let every partnership deliver help, charge the partner and send the bills."""
    for position in range(world.progress.oldest_link, world.progress.links):
        link = world.links[position]
        if link.phase != Phase.ENDED:
            exchange_one(world, link)


def exchange_one(world: World, link: PartnershipState) -> None:
    """Deliver help to the target, charge the partner, and send the bills."""
    parameters = world.parameters
    partnership_type = world.types[link.type]
    target = world.trusts[link.target]
    partner = partner_of(world, link)
    link.partner_capacity = partner_capacity(partner, parameters)
    exchange(link, partnership_type, target, partner, parameters)
    share_chief_executive(link, partnership_type, target)
    if target.absorbed_by >= 0:
        lead_from_group(target, partner, parameters)
    if partnership_type.joint and partnership_type.demand_relief > 0.0:
        breadth = sector_breadth(world.trusts, members_of(world, link))
        relieve_demand(target, link, partnership_type, breadth)
    pay_for_partnership(link, partnership_type, target, partner, regulator_of(world, target), parameters)


def develop_all(world: World) -> None:
    """Move every partnership a month on; then bring the members of joint partnerships together."""
    for position in range(world.progress.oldest_link, world.progress.links):
        link = world.links[position]
        if link.phase != Phase.ENDED:
            develop_one(world, link)
    for position in range(world.progress.oldest_link, world.progress.links):
        link = world.links[position]
        if link.first_link == position and world.types[link.type].joint:
            leader = leader_of(world, link)
            if leader.phase != Phase.ENDED:
                pool(world, leader)


def develop_one(world: World, link: PartnershipState) -> None:
    """Move trust, motivation, scope, integration and data a month on, all from the same state."""
    parameters = world.parameters
    partnership_type = world.types[link.type]
    target = world.trusts[link.target]
    regulator = regulator_of(world, target)
    partner = partner_of(world, link)
    completed = completes_project(link, partnership_type)
    honoured = next_honoured(link, parameters)
    relational_trust = next_relational_trust(link, partnership_type, parameters)
    motivation = next_motivation(link, partner, regulator, parameters)
    scope = next_scope(link, partnership_type, parameters)
    integration = next_integration(link, partnership_type, target, regulator, parameters)
    dip = next_dip(link, parameters)
    data_quality = next_data_quality(link, partnership_type, parameters)
    intelligence = next_intelligence(link, partnership_type, parameters)
    service_performance = next_service_performance(link, partnership_type, target, parameters)
    link.identity_threat = identity_threat(link, partnership_type, target, partner, regulator, parameters)
    link.honoured = honoured
    link.relational_trust = relational_trust
    link.motivation = motivation
    link.scope = scope
    link.integration = integration
    link.integration_dip = dip
    link.data_quality = data_quality
    link.intelligence = intelligence
    link.service_performance = service_performance
    if completed:
        link.projects = link.projects + 1
        record_event(world, Event.PROJECT_COMPLETED, link.target, link.index, link.scope)
    judge_fit(link, target, partner, parameters)


def pool(world: World, leader: PartnershipState) -> None:
    """Bring the members of a joint partnership together in pace, data and risk."""
    partnership_type = world.types[leader.type]
    links = members_of(world, leader)
    pool_progress(links, partnership_type)
    if leader.phase == Phase.OPERATING:
        share_risk(links, partnership_type, world.parameters)
