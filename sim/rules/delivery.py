"""Delivery: what a partner can give, what is delivered of it, and how far a target can use it.

What a partnership achieves depends on the partner's capacity and motivation, on trust between individuals, on fit, and
on what the recipient can absorb in its present stage (Miller & Millar 2017; Millar et al. 2020).
"""

from __future__ import annotations

from sim.model.enums import Phase, Scale, Service
from sim.model.state import PartnershipState, PartnershipTypeState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import clip, follow, larger, level, positive, smaller
from sim.rules.attention import left_by_compliance
from sim.rules.cultural_fit import insularity
from sim.rules.published_figures import need_for_change


def ramp(partnership: PartnershipState, parameters: Parameters) -> float:
    """Return the share of full intensity in the present phase: a little while it is set up, all once it operates."""
    if partnership.phase == Phase.OPERATING:
        return 1.0
    if partnership.phase == Phase.SETTING_UP:
        return parameters.set_up_intensity
    return 0.0


def board_stability(partner: TrustState, parameters: Parameters) -> float:
    """Return how far a partner's board is a firm foundation: stable in its members and of one mind.

    A tight, healthy board carried the acquisition of case C (Miller & Millar 2017).
    """
    settled = smaller(partner.chief_executive_tenure / parameters.settling_months, 1.0)
    tight = smaller(partner.coherence / parameters.coherence_usual, 1.0)
    return parameters.capacity_without_stability + (1.0 - parameters.capacity_without_stability) * settled * tight


def partner_capacity(partner: TrustState, parameters: Parameters) -> float:
    """Return the capacity a partner can give to each trust it supports.

    It needs good leaders and improvement capability, a stable board, attention to spare, and time that compliance
    leaves, and is shared over all whom it supports. What an overloaded partner cannot serve is not given.
    """
    able = parameters.capacity_from_leadership * partner.leadership
    able = able + (1.0 - parameters.capacity_from_leadership) * partner.capability
    able = able * board_stability(partner, parameters)
    # What the partner has left before it works for others; the work itself is what it is spared for.
    unspent = partner.attention_free + partner.attention_partnership - partner.overload
    spare = clip(unspent / parameters.full_load, 0.0, 1.0)
    spare = parameters.left_without_attention + (1.0 - parameters.left_without_attention) * spare
    others = positive(partner.trusts_supported - 1.0)
    own = able * spare / (1.0 + parameters.capacity_sharing * others)
    own = own * left_by_compliance(partner, parameters)
    return level(follow(parameters.promised_capacity, own, parameters.delivery_from_capacity))


def reliance_on_fit(
    partnership: PartnershipState, partnership_type: PartnershipTypeState, parameters: Parameters
) -> float:
    """Return the share of an effect that survives the fit of a pair; larger types need more of it."""
    needed = parameters.effect_of_fit * partnership_type.fit_dependence
    return (1.0 - needed) + needed * partnership.fit


def held_together(
    partnership: PartnershipState, partnership_type: PartnershipTypeState, target: TrustState, parameters: Parameters
) -> float:
    """Return the share of help that survives the pressure of clinical work.

    What rests on individuals needs a framework to be sustained (Miller & Millar 2017); a formal footing, governance and
    patients who report the benefit hold it together.
    """
    if partnership.scale == Scale.STRUCTURAL:
        return 1.0
    pressed = level((positive(target.pressure) + target.overload) * parameters.informal_under_pressure)
    return 1.0 - pressed * (1.0 - partnership_type.patient_voice)


def delivered_support(
    partnership: PartnershipState, partnership_type: PartnershipTypeState, target: TrustState, parameters: Parameters
) -> float:
    """Return the support delivered this month: capacity x motivation x trust x fit x what is to the point x phase.

    To respond to the actual causes a partner must be good at what is lacking, and must know the true state (Miller &
    Millar 2017).
    """
    willing = parameters.delivery_without_motivation
    willing = willing + (1.0 - parameters.delivery_without_motivation) * partnership.motivation
    trusted = parameters.left_without_trust
    trusted = trusted + (1.0 - parameters.left_without_trust) * partnership.relational_trust
    committed = 1.0 + parameters.delivery_from_commitment * partnership_type.commitment
    to_the_point = 1.0 - parameters.delivery_to_the_point * (1.0 - partnership.relevance)
    to_the_point = to_the_point * (1.0 - parameters.delivery_to_the_point * (1.0 - partnership.intelligence))
    given = ramp(partnership, parameters) * partnership.partner_capacity * willing * trusted * committed
    given = given * to_the_point * held_together(partnership, partnership_type, target, parameters)
    given = given * left_by_compliance(target, parameters)
    return level(given * reliance_on_fit(partnership, partnership_type, parameters))


def readiness(trust: TrustState, parameters: Parameters) -> float:
    """Return how far a trust can use help: little in denial, less where it sees no need, least where hope is gone."""
    in_need = parameters.left_in_denial + (1.0 - parameters.left_in_denial) * trust.acknowledged
    if trust.plan_under_way:
        in_need = 1.0
    without_need = parameters.readiness_without_need
    ready = without_need + need_for_change(trust, parameters) * (in_need - without_need)
    return ready * (parameters.left_without_hope + (1.0 - parameters.left_without_hope) * trust.hope)


def capability_at_work(trust: TrustState) -> float:
    """Return the capability there is to learn with: the trust's own and what people who are in charge bring."""
    return level(trust.capability + trust.capability_brought)


def understood_share(trust: TrustState, parameters: Parameters) -> float:
    """Return the share of advice that a board can put to use; learning needs something to learn with."""
    base = parameters.absorption_base
    return base + (1.0 - base) * capability_at_work(trust)


def absorbed_share(trust: TrustState, partnership_type: PartnershipTypeState, parameters: Parameters) -> float:
    """Return the share of practice transfer a trust can absorb (absorptive capacity, Harvey et al. 2010).

    Practices written down for others ask for less of it (Dalton 2014); an insular culture keeps them out.
    """
    base = (
        parameters.absorption_base
        + (1.0 - parameters.absorption_base) * parameters.absorption_codified * partnership_type.codified
    )
    taken = base + (1.0 - base) * capability_at_work(trust)
    return taken * (1.0 - parameters.absorption_lost_to_insularity * insularity(trust, parameters))


def reach_of_help(partnership: PartnershipState, partnership_type: PartnershipTypeState) -> float:
    """Return the share of the board's business that a partnership touches: its reach where it is about one service."""
    if partnership_type.service == Service.WHOLE_TRUST:
        return 1.0
    return reach(partnership)


def reach(partnership: PartnershipState) -> float:
    """Return the share of the organisation that a partnership reaches: no more than the service it is about."""
    return partnership.scope * partnership.service_share


def partnership_pace(partnership_type: PartnershipTypeState, parameters: Parameters) -> float:
    """Return the pace of a partnership where fewer have to be asked for leave, against one where every board has a say.

    Clinical leads run it and governance does not dictate (Miller & Millar 2017), or decisions about it have been ceded
    (Dalton 2014).
    """
    free = larger(partnership_type.delegation, partnership_type.pooled_sovereignty)
    return 1.0 + parameters.pace_gained * free


def contact(partnership_type: PartnershipTypeState) -> float:
    """Return how much people of both sides meet: most where a type advises, passes on practices, or leads."""
    most = larger(partnership_type.mentoring, larger(partnership_type.transfer, partnership_type.substitution))
    return larger(most, larger(partnership_type.clinical_contact, partnership_type.culture_pull))


def growth_of_scope(partnership: PartnershipState, partnership_type: PartnershipTypeState) -> float:
    """Return the scope of a partnership as a multiple of the scope it began with."""
    if partnership_type.scope <= 0.0:
        return 1.0
    return partnership.scope / partnership_type.scope
