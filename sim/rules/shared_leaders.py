"""Shared leaders: one chief executive for two trusts, and none for a subsidiary of a group.

A joint chief executive who leaves, leaves both. Organisations that are absorbed have no board of their own to lose.
"""

from __future__ import annotations

from sim.model.enums import Event, Phase
from sim.model.state import PartnershipState, PartnershipTypeState, TrustState
from sim.rules.units import acts_alone
from sim.rules.world import World, record_event


def share_chief_executive(
    partnership: PartnershipState, partnership_type: PartnershipTypeState, target: TrustState
) -> None:
    """Note whose chief executive leads the target of a partnership, if it has none of its own."""
    if partnership.partner < 0 or partnership.phase != Phase.OPERATING:
        return
    if partnership_type.shared_chief_executive or target.absorbed_by == partnership.partner:
        target.chief_executive_of = partnership.partner


def lose_shared_chief_executives(world: World) -> None:
    """Let trusts lose the chief executive that they share with one that has lost theirs this month, if not done yet."""
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        if trust.chief_executive_of < 0:
            continue
        leader = world.trusts[trust.chief_executive_of]
        if leader.chief_executive_left and not trust.chief_executive_left and acts_alone(trust):
            record_event(world, Event.CHIEF_EXECUTIVE_LEFT, position, -1, trust.chief_executive_tenure)
            trust.chief_executive_left = True
        trust.chief_executive_tenure = leader.chief_executive_tenure


def is_unfit_to_lead(partner: TrustState, partnership_type: PartnershipTypeState) -> bool:
    """Return whether a partner that leads for others has itself fallen into special measures.

    Only capable partners with a record of high performance should lead (Dalton 2014); that is looked at again for as
    long as a partnership lasts. What has been made one organisation cannot be undone by it.
    """
    return partner.special_measures and partnership_type.substitution > 0.0
