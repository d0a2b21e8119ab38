"""Ending: terms that are over, contracts that end early, partners that withdraw."""

from __future__ import annotations

from sim.model.enums import Ending, Nature, Phase, Scale
from sim.model.state import PartnershipState, PartnershipTypeState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import level, positive
from sim.rules.published_figures import published_performance


def is_over(partnership: PartnershipState) -> bool:
    """Return whether a partnership has reached the end of its term."""
    return (
        partnership.phase == Phase.OPERATING
        and partnership.term > 0
        and partnership.months_in_phase >= partnership.term
    )


def may_be_left(partnership: PartnershipState, partnership_type: PartnershipTypeState, parameters: Parameters) -> bool:
    """Return whether a side can leave now: not what makes one organisation of two, and not at the very start."""
    settled = partnership.phase == Phase.OPERATING and partnership.months_in_phase >= parameters.newness_months
    return settled and not partnership_type.integrates


def withdrawal_hazard(
    partnership: PartnershipState, partnership_type: PartnershipTypeState, partner: TrustState, parameters: Parameters
) -> float:
    """Return the chance that the partner withdraws this month: tired, unwilling, or in trouble of its own.

    Lock-in holds it, and so does a mandate, which a partner owes the regulator to fulfil; members on equal terms owe it
    to nobody.
    """
    unwilling = positive(parameters.enough_to_stay - partnership.motivation)
    trouble = positive(parameters.poor_performance - published_performance(partner)) + partner.overload
    hazard = parameters.withdrawal_rate * (unwilling + trouble)
    if partnership.nature == Nature.MANDATED and not partnership_type.joint:
        hazard = hazard * parameters.left_under_mandate
    if partnership.scale == Scale.INDIVIDUAL:
        # Without coordination and periodic review a voluntary link of a few individuals drifts apart.
        hazard = hazard + parameters.drift_without_governance * (1.0 - partnership.relational_trust)
    return level(hazard * (1.0 - partnership_type.commitment))


def early_end_hazard(
    partnership: PartnershipState, partnership_type: PartnershipTypeState, target: TrustState, parameters: Parameters
) -> float:
    """Return the chance that the target ends a partnership early this month.

    It does where promises are not kept, where its people feel taken over, or where its leaders have too much on their
    hands: roles must satisfy both sides (Miller & Millar 2017). A mandate is not the target's to end; members on equal
    terms can leave one.
    """
    if partnership.nature == Nature.MANDATED and not partnership_type.joint:
        return 0.0
    disappointed = positive(parameters.enough_to_stay - partnership.honoured)
    hazard = parameters.early_end_rate * (disappointed + partnership.identity_threat + target.overload)
    return level(hazard * (1.0 - partnership_type.commitment))


def early_ending(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    target: TrustState,
    partner: TrustState,
    parameters: Parameters,
    chance: float,
) -> int:
    """Return why a partnership ends this month before its time, if it does."""
    if not may_be_left(partnership, partnership_type, parameters):
        return Ending.NOT_ENDED
    withdraws = withdrawal_hazard(partnership, partnership_type, partner, parameters)
    if partnership_type.external_body:
        withdraws = 0.0
    if chance < withdraws:
        return Ending.PARTNER_WITHDREW
    if chance < withdraws + early_end_hazard(partnership, partnership_type, target, parameters):
        return Ending.TARGET_ENDED
    return Ending.NOT_ENDED
