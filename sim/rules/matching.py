"""Matching: which trust the regulator asks to help, and whether it agrees.

Only capable partners with a record of high performance should lead (Dalton 2014). A mandate is best offered rather than
insisted on (Miller & Millar 2017).
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import Matching, Rating
from sim.model.state import RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import level, smaller
from sim.rules.cultural_fit import apparent_relevance, contextual_fit, cultural_fit, squared_distance
from sim.rules.published_figures import is_good, published_performance
from sim.rules.segments import is_in_difficulty
from sim.rules.units import acts_alone


def may_lead(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> bool:
    """Return whether a trust has the record, systems fit to be passed on, and the room to support another."""
    sound = is_good(trust, parameters)
    rated = trust.rating_overall >= Rating.GOOD and trust.rating_well_led >= parameters.rating_to_lead
    trusted = (rated or not regulator.inspects) and not trust.special_measures
    return sound and trusted and acts_alone(trust) and trust.trusts_supported < regulator.partner_limit


def suitability(target: TrustState, partner: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return how suitable a partner is under the regulator's matching rule; higher is better.

    By performance: the best rating first, then results and attention to spare. A careful assessment of the causes adds,
    under any rule, how strong the partner is where the target is weak (Miller & Millar 2017).
    """
    assessed = parameters.weight_of_assessment * regulator.assessment * apparent_relevance(target, partner, parameters)
    if partner.provider_type != target.provider_type:
        # A provider of another type is asked only where its own type has nothing as good to offer.
        assessed = assessed - parameters.weight_of_kind
    return assessed + suitability_by_rule(target, partner, regulator, parameters)


def suitability_by_rule(
    target: TrustState, partner: TrustState, regulator: RegulatorState, parameters: Parameters
) -> float:
    """Return how suitable a partner is by the matching rule alone."""
    if regulator.matching == Matching.NEED:
        return apparent_relevance(target, partner, parameters)
    if regulator.matching == Matching.PROXIMITY:
        return -squared_distance(target, partner) / (parameters.remote_distance * parameters.remote_distance)
    if regulator.matching == Matching.FIT:
        weight = parameters.fit_from_culture
        return weight * cultural_fit(target, partner, parameters) + (1.0 - weight) * contextual_fit(
            target, partner, parameters
        )
    return 3.0 * partner.rating_overall + published_performance(partner) + smaller(partner.attention_free, 1.0)


def choose_partner(
    target: TrustState, trusts: Sequence[TrustState], regulator: RegulatorState, parameters: Parameters
) -> int:
    """Return the position of the most suitable partner that is not left out, or -1 if none may lead.

    The first of equals is taken.
    """
    best = -1
    best_suitability = 0.0
    for position in range(len(trusts)):
        candidate = trusts[position]
        if candidate.left_out or candidate.index == target.index or not may_lead(candidate, regulator, parameters):
            continue
        suits = suitability(target, candidate, regulator, parameters)
        if best < 0 or suits > best_suitability:
            best = position
            best_suitability = suits
    return best


def eagerness(partner: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return what speaks for helping another trust: mission, reward that feels real, spare attention."""
    willing = parameters.agreement_base + parameters.response_to_reward * regulator.partner_incentive
    return willing + parameters.agreement_from_spare_attention * partner.attention_free


def agreement_chance(partner: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the chance that a partner agrees to a mandate that is offered."""
    return level(eagerness(partner, regulator, parameters))


def awaits_mandate(trust: TrustState, regulator: RegulatorState) -> bool:
    """Return whether the regulator's policy asks for a partner for this trust now."""
    return (
        regulator.mandated_type >= 0
        and trust.special_measures
        and trust.months_in_special_measures >= regulator.mandate_after
        and trust.times_helped == 0
        and acts_alone(trust)
    )


def awaits_remedy(trust: TrustState, regulator: RegulatorState) -> bool:
    """Return whether the regulator's policy asks for a structural remedy now.

    Those in persistent difficulty get it (Dalton 2014), unless one is under way.
    """
    return (
        regulator.remedy_type >= 0
        and is_in_difficulty(trust, regulator)
        and trust.months_in_difficulty >= regulator.remedy_after
        and not trust.remedied
        and acts_alone(trust)
    )
