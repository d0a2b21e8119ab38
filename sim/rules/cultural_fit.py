"""Fit: how alike two trusts are in culture and context, how far apart they lie, and what one can teach the other.

A culture is a point on the Competing Values Framework: shares of clan, developmental, hierarchical and rational values
(as used for NHS boards by Mannion et al. 2009). Staff judge size, type and setting too (Millar et al. 2020), and a
partner helps only with what it is itself good at (Miller & Millar 2017).
"""

from __future__ import annotations

from sim.model.enums import ProviderType
from sim.model.state import PartnershipState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import distance, level, positive


def cultural_distance(one: TrustState, other: TrustState) -> float:
    """Return half the sum of absolute differences between two cultures: 0 the same, 1 nothing shared."""
    apart = distance(one.culture_clan, other.culture_clan)
    apart = apart + distance(one.culture_developmental, other.culture_developmental)
    apart = apart + distance(one.culture_hierarchical, other.culture_hierarchical)
    apart = apart + distance(one.culture_rational, other.culture_rational)
    return apart / 2.0


def cultural_fit(one: TrustState, other: TrustState, parameters: Parameters) -> float:
    """Return likeness of two cultures: 1 the same, 0 as far apart as trusts are found to be."""
    return level(1.0 - cultural_distance(one, other) / parameters.cultural_range)


def contextual_fit(one: TrustState, other: TrustState, parameters: Parameters) -> float:
    """Return likeness of size, type and setting; staff judge it too (Millar et al. 2020)."""
    size = distance(one.turnover, other.turnover) / (one.turnover + other.turnover)
    sites = distance(one.number_of_sites, other.number_of_sites) / (one.number_of_sites + other.number_of_sites)
    unlike = parameters.context_size * (size + sites)
    if one.provider_type != other.provider_type:
        unlike = unlike + parameters.context_type
    return level(1.0 - unlike)


def crosses_sector(one: TrustState, other: TrustState) -> bool:
    """Return whether one side is an independent provider and the other is not."""
    return (one.provider_type == ProviderType.INDEPENDENT) != (other.provider_type == ProviderType.INDEPENDENT)


def combined_fit(
    partnership: PartnershipState, target: TrustState, partner: TrustState, parameters: Parameters
) -> float:
    """Return fit as it bears on the partnership, culture and context weighed together."""
    weight = parameters.fit_from_culture
    return weight * cultural_fit(target, partner, parameters) + (1.0 - weight) * partnership.contextual_fit


def squared_distance(one: TrustState, other: TrustState) -> float:
    """Return the squared distance between two trusts in square kilometres."""
    east = one.easting - other.easting
    north = one.northing - other.northing
    return east * east + north * north


def remoteness(one: TrustState, other: TrustState, parameters: Parameters) -> float:
    """Return how far apart two trusts are felt to be: 0 next door, 1/2 at the distance at which travel takes half."""
    apart = squared_distance(one, other)
    return apart / (apart + parameters.remote_distance * parameters.remote_distance)


def strength_over(partner: float, target: float, parameters: Parameters) -> float:
    """Return how much better the partner is in one thing: 0 not at all, 1 enough to teach it."""
    return level((partner - target) / parameters.teaching_gap)


def relevance(target: TrustState, partner: TrustState, parameters: Parameters) -> float:
    """Return how far the partner is strong in the very things in which the target falls short.

    The causes of poor performance differ, and a partner must be able to respond to the actual ones (Miller & Millar
    2017). A target that falls short in nothing can learn from anybody, so that a small shortfall hardly counts.
    """
    quality = positive(parameters.cut_good - target.quality)
    access = positive(parameters.cut_good - target.access)
    finance = positive(parameters.cut_good - target.finance)
    leadership = positive(parameters.cut_good - target.leadership)
    lacking = quality + access + finance + leadership
    met = (
        quality * strength_over(partner.quality, target.quality, parameters)
        + access * strength_over(partner.access, target.access, parameters)
        + finance * strength_over(partner.finance, target.finance, parameters)
        + leadership * strength_over(partner.leadership, target.leadership, parameters)
    )
    return (met + parameters.shortfall_noticed) / (lacking + parameters.shortfall_noticed)


def apparent_relevance(target: TrustState, partner: TrustState, parameters: Parameters) -> float:
    """Return the same as far as published figures show it to those who look for a partner."""
    quality = positive(parameters.cut_good - target.annual_quality)
    access = positive(parameters.cut_good - target.annual_access)
    finance = positive(parameters.cut_good - target.annual_finance)
    lacking = quality + access + finance
    met = (
        quality * strength_over(partner.annual_quality, target.annual_quality, parameters)
        + access * strength_over(partner.annual_access, target.annual_access, parameters)
        + finance * strength_over(partner.annual_finance, target.annual_finance, parameters)
    )
    return (met + parameters.shortfall_noticed) / (lacking + parameters.shortfall_noticed)


def openness(trust: TrustState) -> float:
    """Return how far a trust looks outwards: the developmental and rational values, which face the outside world.

    The rest, clan and hierarchical values, faces inwards; a trust of nothing else is insular.
    """
    return level(trust.culture_developmental + trust.culture_rational)


def insularity(trust: TrustState, parameters: Parameters) -> float:
    """Return how far an inward culture keeps out what others know: 0 from an open culture on (Millar et al. 2020)."""
    return positive(1.0 - openness(trust) / parameters.open_culture)


def judge_fit(partnership: PartnershipState, target: TrustState, partner: TrustState, parameters: Parameters) -> None:
    """Compare cultures, contexts, and strengths with needs, as they are now."""
    partnership.cultural_fit = cultural_fit(target, partner, parameters)
    partnership.fit = combined_fit(partnership, target, partner, parameters)
    partnership.relevance = relevance(target, partner, parameters)
