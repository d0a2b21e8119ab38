"""Culture: the pull of one culture on another. Changing it takes years rather than months (Miller & Millar 2017)."""

from __future__ import annotations

from sim.model.state import PartnershipState, PartnershipTypeState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import clip, positive
from sim.rules.attention import left_by_compliance


def pull_strength(
    partnership: PartnershipState, partnership_type: PartnershipTypeState, target: TrustState, parameters: Parameters
) -> float:
    """Return the monthly share of the cultural gap that a partnership closes; it takes attention and trust.

    Values that recruitment, appraisal and policies carry spread faster (Millar et al. 2020).
    """
    heed = clip(target.attention_free / parameters.attention_usable, 0.0, 1.0)
    cared_for = parameters.left_without_attention + (1.0 - parameters.left_without_attention) * heed
    trusted = parameters.left_without_trust + (1.0 - parameters.left_without_trust) * partnership.relational_trust
    carried = 1.0 + parameters.pull_from_programme * partnership_type.people_programme
    undisturbed = left_by_compliance(target, parameters)
    return parameters.pull_rate * partnership_type.culture_pull * cared_for * trusted * carried * undisturbed


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


def confusion(trust: TrustState) -> float:
    """Return how much more is foreign to a trust than one partner would be: several cultures to be understood at once.

    It may be an unfeasible expectation at a time of change (Miller & Millar 2017).
    """
    return positive(trust.cultures_met - trust.most_foreign)
