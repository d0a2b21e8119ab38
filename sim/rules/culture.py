"""Culture: fit between two trusts, adoption of another culture, coherence and sub-cultures.

A culture is a point on the Competing Values Framework: shares of clan, developmental, hierarchical and rational values
(as used for NHS boards by Mannion et al. 2009). Changing it takes years rather than months (Miller & Millar 2017).
"""

from __future__ import annotations

from sim.parameters import Parameters
from sim.rules.arithmetic import clip, distance, larger, level, positive
from sim.state import PartnershipState, PartnershipTypeState, TrustState
from sim.vocabulary import Nature, Phase, ProviderType


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
    unlike = parameters.context_size * size + parameters.context_sites * sites
    if one.provider_type != other.provider_type:
        unlike = unlike + parameters.context_type
        if one.provider_type == ProviderType.INDEPENDENT or other.provider_type == ProviderType.INDEPENDENT:
            unlike = unlike + parameters.context_sector
    return level(1.0 - unlike)


def combined_fit(
    partnership: PartnershipState, target: TrustState, partner: TrustState, parameters: Parameters
) -> float:
    """Return fit as it bears on the partnership, culture and context weighed together."""
    weight = parameters.fit_from_culture
    return weight * cultural_fit(target, partner, parameters) + (1.0 - weight) * partnership.contextual_fit


def identity_threat(partnership: PartnershipState, kind: PartnershipTypeState, parameters: Parameters) -> float:
    """Return the sense of being taken over that a partnership causes.

    It grows with the form, with poor fit, distrust and imposition, and fades over years (Millar et al. 2020).
    """
    if partnership.phase == Phase.ENDED:
        return 0.0
    imposed = parameters.threat_when_voluntary
    if partnership.nature == Nature.MANDATED:
        imposed = parameters.threat_when_offered
        if partnership.insisted:
            imposed = 1.0
    months = 0.0
    if partnership.phase == Phase.OPERATING:
        months = partnership.months_in_phase
    fading = 1.0 / (1.0 + months / parameters.threat_fading_months)
    unlike = 1.0 - parameters.threat_from_misfit * partnership.fit
    distrust = 1.0 - partnership.relational_trust
    return level(kind.threat * unlike * distrust * imposed * fading)


def pull_strength(
    partnership: PartnershipState, kind: PartnershipTypeState, target: TrustState, parameters: Parameters
) -> float:
    """Return the monthly share of the cultural gap that a partnership closes; it takes attention and trust."""
    heed = clip(target.attention_free / parameters.attention_usable, 0.0, 1.0)
    cared_for = parameters.pull_without_attention + (1.0 - parameters.pull_without_attention) * heed
    trusted = parameters.pull_without_trust + (1.0 - parameters.pull_without_trust) * partnership.relational_trust
    return parameters.pull_rate * kind.pull * cared_for * trusted


def pull_culture(puller: TrustState, pulled: TrustState, strength: float) -> None:
    """Add to this month's pull on a trust's culture towards another's."""
    pulled.shift_clan = pulled.shift_clan + strength * (puller.culture_clan - pulled.culture_clan)
    pulled.shift_developmental = pulled.shift_developmental + strength * (
        puller.culture_developmental - pulled.culture_developmental
    )
    pulled.shift_hierarchical = pulled.shift_hierarchical + strength * (
        puller.culture_hierarchical - pulled.culture_hierarchical
    )
    pulled.shift_rational = pulled.shift_rational + strength * (puller.culture_rational - pulled.culture_rational)


def shift_culture(trust: TrustState) -> None:
    """Move a trust's culture by the month's pulls and keep it on the simplex."""
    clan = positive(trust.culture_clan + trust.shift_clan)
    developmental = positive(trust.culture_developmental + trust.shift_developmental)
    hierarchical = positive(trust.culture_hierarchical + trust.shift_hierarchical)
    rational = positive(trust.culture_rational + trust.shift_rational)
    total = clan + developmental + hierarchical + rational
    if total <= 0.0:
        return
    trust.culture_clan = clan / total
    trust.culture_developmental = developmental / total
    trust.culture_hierarchical = hierarchical / total
    trust.culture_rational = rational / total


def integration_energy(trust: TrustState, parameters: Parameters) -> float:
    """Return the energy that decides which road an integrating organisation takes; 0 is the watershed.

    About a year in it can go one of two ways: one way of working, or the path of least resistance (Millar et al. 2020).
    """
    energy = parameters.energy_from_engagement * trust.engagement
    energy = energy + parameters.energy_from_leadership * trust.effective_leadership
    energy = energy + parameters.energy_from_attention * trust.attention_free
    energy = energy - parameters.energy_overload * trust.overload
    return energy - parameters.energy_watershed


def next_coherence(trust: TrustState, parameters: Parameters, shock: float) -> float:
    """Return coherence a month later.

    While two organisations are being made one, both one culture and lasting sub-cultures attract; elsewhere coherence
    drifts to the level of an ordinary trust.
    """
    noise = parameters.coherence_noise * shock
    between = trust.coherence * (1.0 - trust.coherence)
    drift = parameters.coherence_drift * (parameters.coherence_usual - trust.coherence) + noise
    pace = parameters.coherence_rate * trust.mixing_pace
    joined = pace * between * integration_energy(trust, parameters) + noise * (0.2 + 3.2 * between)
    moved = trust.coherence + (1.0 - trust.mixing) * drift + trust.mixing * joined
    return clip(moved, parameters.coherence_floor, 1.0)


def mix_cultures(trust: TrustState, fit: float, share: float, parameters: Parameters) -> None:
    """Lower coherence when another organisation of less than full fit joins; `share` is its weight for this side."""
    lost = parameters.coherence_lost_to_mixing * (1.0 - fit) * share
    trust.coherence = larger(trust.coherence * (1.0 - lost), parameters.coherence_floor)
