"""Exchange: what a partnership brings its target in a month, and what it costs the partner beyond attention."""

from __future__ import annotations

from sim.model.enums import Phase
from sim.model.state import PartnershipState, PartnershipTypeState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import add_share, clip, larger, level, positive
from sim.rules.attention import left_by_compliance
from sim.rules.culture import pull_culture, pull_strength
from sim.rules.delivery import (
    absorbed_share,
    contact,
    delivered_support,
    ramp,
    reach,
    reach_of_help,
    readiness,
    reliance_on_fit,
    understood_share,
)
from sim.rules.integration import is_absorbed, left_to_do, savings_made
from sim.rules.published_figures import published_performance


def clear_received(trust: TrustState) -> None:
    """Set to zero what a trust receives through partnerships, before the month's exchange."""
    trust.mentoring = 0.0
    trust.mentored_leadership = 0.0
    trust.practice_transfer = 0.0
    trust.leadership_support = 0.0
    trust.in_charge = 0.0
    trust.capability_brought = 0.0
    trust.chief_executive_of = -1
    trust.capacity_lent = 0.0
    trust.integration_dip = 0.0
    trust.back_office_savings = 0.0
    trust.identity_threat = 0.0
    trust.reputation_lift = 0.0
    trust.reputation_risk = 0.0
    trust.service_gain = 0.0
    trust.joint_data_quality = 0.0
    trust.soft_intelligence = 0.0
    trust.recruitment_network = 0.0
    trust.cultures_met = 0.0
    trust.most_foreign = 0.0
    trust.autonomy_ceded = 0.0
    trust.demand_relief = 0.0
    trust.leading_load = 0.0
    trust.shift_clan = 0.0
    trust.shift_developmental = 0.0
    trust.shift_hierarchical = 0.0
    trust.shift_rational = 0.0


def advise(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    target: TrustState,
    partner: TrustState,
    parameters: Parameters,
) -> None:
    """Mentor the target's board, and put the partner's leaders in where the type does so."""
    support = partnership.delivered_support
    advice = (
        partnership_type.mentoring
        * support
        * readiness(target, parameters)
        * understood_share(target, parameters)
        * reach_of_help(partnership, partnership_type)
    )
    gap = partner.leadership - target.leadership
    target.mentoring = add_share(target.mentoring, advice)
    target.mentored_leadership = target.mentored_leadership + advice * gap
    in_charge = partnership_type.substitution * ramp(partnership, parameters) * partnership.partner_capacity
    in_charge = in_charge * reliance_on_fit(partnership, partnership_type, parameters)
    in_charge = in_charge * left_by_compliance(target, parameters)
    put_in_charge(target, partner, in_charge)
    if not is_absorbed(partnership, partnership_type, parameters):
        # A subsidiary has the leaders of its group to help out, instead of people who are lent.
        lent = partnership_type.capacity_lent * support * reach_of_help(partnership, partnership_type)
        target.capacity_lent = target.capacity_lent + lent


def put_in_charge(target: TrustState, partner: TrustState, in_charge: float) -> None:
    """Let leaders from elsewhere take the place of the target's own, so far as they are in charge.

    What comes is their level, up or down, and their people to work with. Where several are in charge, those who are
    most so count.
    """
    if in_charge > target.in_charge:
        target.in_charge = in_charge
        target.leadership_support = in_charge * (partner.leadership - target.leadership)
        target.capability_brought = in_charge * (partner.capability - target.capability)


def pass_on_practices(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    target: TrustState,
    parameters: Parameters,
) -> None:
    """Pass on working practices, and the gain of the service that a partnership covers."""
    practices = (
        partnership_type.transfer * partnership.delivered_support * readiness(target, parameters) * reach(partnership)
    )
    practices = practices * absorbed_share(target, partnership_type, parameters)
    target.practice_transfer = add_share(target.practice_transfer, level(practices))
    gain = reach(partnership) * (partnership.service_performance - partnership.service_start)
    target.service_gain = clip(target.service_gain + gain, -1.0, 1.0)


def learn_by_helping(
    partnership: PartnershipState, partnership_type: PartnershipTypeState, partner: TrustState, parameters: Parameters
) -> None:
    """Let the partner take up practices, too, in types that work both ways: those who teach learn."""
    support = partnership.delivered_support * parameters.partner_share * partnership_type.mutual_culture_pull
    practices = (
        partnership_type.transfer * support * reach(partnership) * absorbed_share(partner, partnership_type, parameters)
    )
    partner.practice_transfer = add_share(partner.practice_transfer, level(practices))


def share_knowledge(
    partnership: PartnershipState, partnership_type: PartnershipTypeState, target: TrustState, partner: TrustState,
    parameters: Parameters,
) -> None:  # fmt: skip
    """Share data on a joint board, soft intelligence between people, and the partner's recruitment network."""
    under_way = ramp(partnership, parameters)
    reach = reach_of_help(partnership, partnership_type)
    target.joint_data_quality = larger(target.joint_data_quality, partnership.data_quality * reach * under_way)
    met = contact(partnership_type) * reach * under_way
    target.soft_intelligence = larger(target.soft_intelligence, partnership.intelligence * met)
    known = partner.reputation * partnership.relational_trust * met
    target.recruitment_network = larger(target.recruitment_network, known)


def disturb(
    partnership: PartnershipState, partnership_type: PartnershipTypeState, target: TrustState, parameters: Parameters
) -> None:
    """Bring the target what unsettles it: transition, the fear of being taken over, and one more foreign culture."""
    target.integration_dip = add_share(target.integration_dip, partnership.integration_dip)
    target.identity_threat = add_share(target.identity_threat, partnership.identity_threat)
    met = contact(partnership_type) * reach_of_help(partnership, partnership_type) * ramp(partnership, parameters)
    foreign = (1.0 - partnership.cultural_fit) * met
    target.cultures_met = target.cultures_met + foreign
    target.most_foreign = larger(target.most_foreign, foreign)
    if partnership.phase == Phase.OPERATING:
        target.autonomy_ceded = add_share(
            target.autonomy_ceded, partnership_type.pooled_sovereignty * reach(partnership)
        )


def reputation_lent(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    target: TrustState,
    partner: TrustState,
    parameters: Parameters,
) -> float:
    """Return the standing that a better regarded partner lends, so far as it stands for the organisation."""
    if partnership.phase != Phase.OPERATING:
        return 0.0
    visible = reach(partnership) * partnership_type.commitment
    return parameters.reputation_lent * visible * positive(partner.reputation - target.reputation)


def help_target(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    target: TrustState,
    partner: TrustState,
    parameters: Parameters,
) -> None:
    """Note the support delivered this month, and add to the target what it brings, for good and ill."""
    partnership.delivered_support = delivered_support(partnership, partnership_type, target, parameters)
    advise(partnership, partnership_type, target, partner, parameters)
    pass_on_practices(partnership, partnership_type, target, parameters)
    share_knowledge(partnership, partnership_type, target, partner, parameters)
    disturb(partnership, partnership_type, target, parameters)
    target.back_office_savings = level(target.back_office_savings + savings_made(partnership, partnership_type))
    target.reputation_lift = level(
        target.reputation_lift + reputation_lent(partnership, partnership_type, target, partner, parameters)
    )


def charge_partner(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    target: TrustState,
    partner: TrustState,
    parameters: Parameters,
) -> None:
    """Add to the partner what helping costs it beyond attention: emotional labour, disruption, and its good name.

    Whoever enters a partnership risks resources, reputation and capacity (Miller & Millar 2017).
    """
    if partnership.phase == Phase.ENDED or partnership.phase == Phase.EXPLORING:
        return
    load = (
        partnership_type.overhead_partner / parameters.full_load * left_to_do(partnership, partnership_type, parameters)
    )
    partner.leading_load = add_share(partner.leading_load, level(partnership.part * load))
    disruption = parameters.partner_share * partnership.integration_dip
    partner.integration_dip = add_share(partner.integration_dip, disruption)
    partner.back_office_savings = level(
        partner.back_office_savings + parameters.partner_share * savings_made(partnership, partnership_type)
    )
    gap = positive(published_performance(partner) - published_performance(target))
    visible = partnership_type.commitment * reach(partnership) * gap
    partner.reputation_risk = level(partner.reputation_risk + parameters.reputation_risked * visible)


def exchange(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    target: TrustState,
    partner: TrustState,
    parameters: Parameters,
) -> None:
    """Carry out the month's exchange of a partnership: help for the target, cost for the partner, pull on culture."""
    if partnership.phase == Phase.ENDED or partnership.phase == Phase.EXPLORING:
        return
    help_target(partnership, partnership_type, target, partner, parameters)
    charge_partner(partnership, partnership_type, target, partner, parameters)
    learn_by_helping(partnership, partnership_type, partner, parameters)
    if partnership.phase == Phase.OPERATING:
        strength = pull_strength(partnership, partnership_type, target, parameters) * reach_of_help(
            partnership, partnership_type
        )
        pull_culture(partner, target, strength)
        pull_culture(target, partner, strength * partnership_type.mutual_culture_pull)
