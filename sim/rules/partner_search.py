"""Seeking: how a trust comes to look for a partner of its own choice, which type it looks for, and who agrees.

Voluntary partnering taps intrinsic interests; it depends on the window of opportunity, on prior ties, incentives and
spare capacity, and on the risk to resources, reputation and capacity (Miller & Millar 2017; Dalton 2014).
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import Rating
from sim.model.inputs import PartnershipTypeInputs
from sim.model.state import PartnershipTypeState, RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import level, positive, smaller
from sim.rules.cultural_fit import contextual_fit, cultural_fit, remoteness
from sim.rules.escalation import window_is_open
from sim.rules.matching import eagerness
from sim.rules.published_figures import is_poor, need_for_change, published_performance
from sim.rules.reputation import HIGHEST_RATING
from sim.rules.units import acts_alone


def is_in_need(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether a trust has recognised that it needs help; one in denial does not look for any."""
    recognised = trust.acknowledged > 0.0 and need_for_change(trust, parameters) > 0.0
    return recognised or trust.special_measures


def seeking_hazard(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the chance that a trust looks for a partner this month.

    Need drives some and opportunity others; who has partners already looks less.
    """
    in_need = is_in_need(trust, parameters)
    if not acts_alone(trust) or (is_poor(trust, parameters) and not in_need):
        return 0.0
    drive = parameters.seeking_from_strength * smaller(trust.attention_free / parameters.full_load, 1.0)
    if in_need:
        drive = parameters.seeking_from_need
    if window_is_open(trust, parameters):
        drive = drive * parameters.seeking_in_window
    busy = 1.0 + parameters.seeking_lost_to_partners * trust.partnerships_active
    driven = 1.0 + parameters.driven_by_planning * regulator.system_planning
    return level(regulator.partnering_climate * drive * driven / busy)


def type_weight(partnership_type: PartnershipTypeInputs, in_need: bool) -> float:
    """Return how often a type is looked for; one that is only ever mandated never is."""
    if not partnership_type.voluntary:
        return 0.0
    if in_need:
        return partnership_type.sought_in_need
    return partnership_type.sought_in_strength


def choose_type(types: Sequence[PartnershipTypeInputs], in_need: bool, chance: float) -> int:
    """Return the position of the type that a trust looks for, by the weights of the types; -1 if all weigh nothing."""
    total = 0.0
    for position in range(len(types)):
        total = total + type_weight(types[position], in_need)
    if total <= 0.0:
        return -1
    passed = 0.0
    last = -1
    for position in range(len(types)):
        weight = type_weight(types[position], in_need)
        passed = passed + weight
        if weight > 0.0:
            last = position
            if chance * total < passed:
                return position
    return last


def prior_tie(are_neighbours: bool, chance: float, parameters: Parameters) -> float:
    """Return how well the people of two trusts know each other; most strangers hardly do, neighbours better."""
    met = chance * chance
    if are_neighbours:
        met = met + 1.0
    return level(parameters.prior_tie * met)


def attraction(seeker: TrustState, other: TrustState, tie: float, in_need: bool, parameters: Parameters) -> float:
    """Return how attractive another trust is: near, known, alike, and strong if help is sought, in equal weights.

    The seeker knows published ratings, not the true state.
    """
    near = 1.0 - remoteness(seeker, other, parameters)
    liking = near + tie
    weight = parameters.fit_from_culture
    alike = weight * cultural_fit(seeker, other, parameters) + (1.0 - weight) * contextual_fit(
        seeker, other, parameters
    )
    liking = liking + alike
    if in_need:
        liking = liking + other.rating_overall / HIGHEST_RATING
    return liking


def may_be_asked(trust: TrustState, in_need: bool, regulator: RegulatorState) -> bool:
    """Return whether a trust can be asked: it acts for itself, is sound and has room if help is sought."""
    if not acts_alone(trust):
        return False
    rated = trust.rating_overall >= Rating.REQUIRES_IMPROVEMENT or not regulator.inspects
    sound = rated and not trust.special_measures
    return not in_need or (sound and trust.trusts_supported < regulator.partner_limit)


def perceived_risk(
    partner: TrustState, target: TrustState, partnership_type: PartnershipTypeState, parameters: Parameters
) -> float:
    """Return the risk that a partner sees in a trust: its standing, and how much the type takes of its attention.

    Boards reckon with the effort that was planned, which is less than what it will take (Millar et al. 2020).
    """
    stained = positive(partner.reputation - target.reputation)
    at_stake = partnership_type.overhead_partner / parameters.full_load
    return parameters.risk_from_standing * stained * level(at_stake + partnership_type.commitment)


def willingness(
    partner: TrustState,
    target: TrustState,
    partnership_type: PartnershipTypeState,
    tie: float,
    regulator: RegulatorState,
    parameters: Parameters,
    subsumed: bool,
) -> float:
    """Return the chance that a trust that is asked agrees to explore a partnership; `subsumed` if it would be the one.

    Mission, reward, attention to spare, ties and the wish to grow speak for it; strain, the partners it has already,
    risk, and autonomy that would be lost speak against it.
    """
    willing = eagerness(partner, regulator, parameters) + parameters.agreement_from_ties * tie
    if subsumed:
        # Nobody asks for its own end: fear of being taken over, in place of the wish to grow and the partner's risk.
        return level(willing - parameters.autonomy_defended)
    if partnership_type.integrates:
        willing = willing + parameters.agreement_from_growth
    willing = willing - parameters.agreement_lost_to_partners * partner.partnerships_active
    return level(willing - perceived_risk(partner, target, partnership_type, parameters))


def needs_help_more(one: TrustState, other: TrustState) -> bool:
    """Return whether the first of two trusts would be the one that is helped, by their ratings, and else by results."""
    if one.rating_overall != other.rating_overall:
        return one.rating_overall < other.rating_overall
    return published_performance(one) < published_performance(other)
