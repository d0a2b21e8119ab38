"""Matching: which trust the regulator asks to help, and whether it agrees.

Only capable partners with a record of high performance should lead (Dalton 2014). A mandate is best offered rather than
insisted on (Miller & Millar 2017).
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.parameters import Parameters
from sim.rules.arithmetic import level, positive, smaller
from sim.rules.culture import contextual_fit, cultural_fit
from sim.rules.performance import performance
from sim.state import RegulatorState, TrustState
from sim.vocabulary import Matching, Rating, Stage


def may_lead(trust: TrustState, regulator: RegulatorState) -> bool:
    """Return whether a trust has the record and the room to support another."""
    sound = trust.stage == Stage.STABLE or trust.stage == Stage.GROWTH
    rated = trust.rating_overall >= Rating.GOOD and not trust.special_measures
    return sound and rated and trust.absorbed_by < 0 and trust.trusts_supported < regulator.partner_limit


def squared_distance(one: TrustState, other: TrustState) -> float:
    """Return the squared distance between two trusts in square kilometres."""
    east = one.easting - other.easting
    north = one.northing - other.northing
    return east * east + north * north


def suitability(target: TrustState, partner: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return how suitable a partner is under the regulator's matching rule; higher is better.

    By performance: the best rating first, then results and attention to spare.
    """
    if regulator.matching == Matching.PROXIMITY:
        return -squared_distance(target, partner)
    if regulator.matching == Matching.FIT:
        weight = parameters.fit_from_culture
        return weight * cultural_fit(target, partner, parameters) + (1.0 - weight) * contextual_fit(
            target, partner, parameters
        )
    return 3.0 * partner.rating_overall + performance(partner) + smaller(partner.attention_free, 1.0)


def choose_partner(
    target: TrustState, trusts: Sequence[TrustState], regulator: RegulatorState, parameters: Parameters
) -> int:
    """Return the position of the most suitable partner, or -1 if none may lead; the first of equals is taken."""
    best = -1
    best_suitability = 0.0
    for position in range(len(trusts)):
        candidate = trusts[position]
        if candidate.index == target.index or not may_lead(candidate, regulator):
            continue
        suits = suitability(target, candidate, regulator, parameters)
        if best < 0 or suits > best_suitability:
            best = position
            best_suitability = suits
    return best


def agreement_chance(partner: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the chance that a partner agrees to an offer: reward, attention to spare, less strain."""
    willing = parameters.agreement_base + parameters.agreement_from_incentive * regulator.partner_incentive
    willing = willing + parameters.agreement_from_spare_attention * partner.attention_free
    return level(willing - parameters.agreement_lost_to_strain * positive(partner.strain - parameters.strain_base))


def awaits_mandate(trust: TrustState, regulator: RegulatorState) -> bool:
    """Return whether the regulator's policy asks for a partner for this trust now."""
    return (
        regulator.mandated_type >= 0
        and trust.special_measures
        and trust.months_in_special_measures >= regulator.mandate_after
        and trust.partnerships_active == trust.trusts_supported
        and trust.absorbed_by < 0
    )
