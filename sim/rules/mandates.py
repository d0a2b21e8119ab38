"""Mandates: partners for trusts that await one, or a structural remedy, as the regulator's policy asks.

The regulator knows what is under way: it does not mandate what a trust has already, and does not ask who is not free.
"""

from __future__ import annotations

from sim.model.enums import Ending, Event, Nature, Phase, Refusal
from sim.model.random_purposes import Purpose
from sim.model.state import PartnershipState, RegulatorState, TrustState
from sim.rules.matching import agreement_chance, awaits_mandate, awaits_remedy, choose_partner
from sim.rules.partnership_founding import (
    agrees,
    begin,
    draft_pair,
    is_free,
    is_possible,
    lacks_service,
    refuse,
    take_up,
    tie,
)
from sim.rules.world import World, record_event


def mandate_partnerships(world: World) -> None:
    """Let every regulator find partners for those in persistent difficulty, and for those in special measures."""
    for position in range(len(world.regulators)):
        regulator = world.regulators[position]
        if regulator.remedy_type >= 0:
            mandate(world, regulator, regulator.remedy_type, line_up(world, position, True))
        if regulator.mandated_type >= 0:
            mandate(world, regulator, regulator.mandated_type, line_up(world, position, False))


def line_up(world: World, regulator_position: int, for_remedy: bool) -> int:
    """Let the trusts wait that await a regulator's structural remedy, or else a mandated partner; return how many."""
    regulator = world.regulators[regulator_position]
    waiting = 0
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        trust.waits = False
        if trust.regulator != regulator_position:
            continue
        if for_remedy:
            partnership_type = regulator.remedy_type
            trust.waits = awaits_remedy(trust, regulator) and not is_served(
                world, partnership_type, trust, trust.months_in_difficulty
            )
        else:
            partnership_type = regulator.mandated_type
            spell = trust.months_in_special_measures
            trust.waits = awaits_mandate(trust, regulator) and not is_served(world, partnership_type, trust, spell)
        waiting = waiting + trust.waits
    return waiting


def is_served(world: World, partnership_type: int, trust: TrustState, spell: int) -> bool:
    """Return whether a trust needs no more help of a type in the present spell, so many months long.

    A partner that has gone may be followed by another; a body outside that has done its work is not sent in twice.
    """
    if has_already(world, partnership_type, trust):
        return True
    return world.types[partnership_type].external_body and has_had_in_full(world, partnership_type, trust, spell)


def has_already(world: World, partnership_type: int, trust: TrustState) -> bool:
    """Return whether help of a type for a trust is under way, whoever gives it."""
    for position in range(world.progress.oldest_link, world.progress.links):
        link = world.links[position]
        if link.type == partnership_type and link.target == trust.index and link.phase != Phase.ENDED:
            return True
    return False


def has_had_in_full(world: World, partnership_type: int, trust: TrustState, months: int) -> bool:
    """Return whether help of a type for a trust has, in the last months, come to the end that was agreed for it."""
    since = world.progress.month - months
    for position in range(world.progress.links):
        link = world.links[position]
        agreed = link.ending == Ending.TERM or link.ending == Ending.PLANNED
        if link.type == partnership_type and link.target == trust.index and agreed and link.month_ended >= since:
            return True
    return False


def next_in_line(world: World, purpose: Purpose) -> int:
    """Return the position of the next trust that waits, in an order that noise decides; it waits no longer."""
    chosen = -1
    for position in range(len(world.trusts)):
        if world.trusts[position].waits and (
            chosen < 0 or world.noise[position][purpose] < world.noise[chosen][purpose]
        ):
            chosen = position
    world.trusts[chosen].waits = False
    return chosen


def mandate(world: World, regulator: RegulatorState, partnership_type: int, waiting: int) -> None:
    """Mandate a type of partnership for each trust that waits, one after the other, since they may need the same."""
    for _ in range(waiting):
        target = world.trusts[next_in_line(world, Purpose.MANDATE_ORDER)]
        if world.types[partnership_type].external_body:
            propose(world, regulator, partnership_type, target, -1)
            continue
        partner = find_partner(world, regulator, partnership_type, target)
        if partner >= 0:
            propose(world, regulator, partnership_type, target, partner)
            target.unmatched = False
            continue
        if not target.unmatched:
            # Told once, not in every month in which nobody is found.
            record_event(world, Event.PARTNER_NOT_FOUND, target.index, -1, 1.0)
        target.unmatched = True


def find_partner(world: World, regulator: RegulatorState, partnership_type: int, target: TrustState) -> int:
    """Return the position of the most suitable partner that is free for help of a type, or -1 if there is none.

    Help with a service comes from those that have it, for those that have it; a system may keep to its own members.
    """
    for position in range(len(world.trusts)):
        world.trusts[position].left_out = regulator.within_system and world.trusts[position].system != target.system
    for _ in range(len(world.trusts)):
        partner = choose_partner(target, world.trusts, regulator, world.parameters)
        if partner < 0:
            return -1
        offered = draft_pair(world, partnership_type, target.index, partner)
        if is_free(world, offered) and not lacks_service(world, offered):
            return partner
        world.trusts[partner].left_out = True
    return -1


def propose(world: World, regulator: RegulatorState, partnership_type: int, target: TrustState, partner: int) -> None:
    """Offer a mandated partnership to the partner, or insist on it."""
    offered = draft_pair(world, partnership_type, target.index, partner)
    if not is_possible(world, offered):
        return
    if declines(world, regulator, offered):
        refuse(world, offered, Refusal.PARTNER_DECLINED)
        return
    scale = world.types[partnership_type].first_scale
    begin(world, offered, Nature.MANDATED, regulator.insisted, scale, tie(world, target.index, partner))
    take_up(world, offered, True)


def declines(world: World, regulator: RegulatorState, offered: PartnershipState) -> bool:
    """Return whether the partner declines a mandate that is offered."""
    if regulator.insisted or offered.partner < 0:
        return False
    partner = world.trusts[offered.partner]
    return not agrees(world, offered, agreement_chance(partner, regulator, world.parameters))
