"""Partnership: what a partner can give, what is delivered, what lands, and what it does to both sides.

What a partnership achieves depends on the partner's capacity and motivation, on trust between individuals, on fit, and
on what the recipient can absorb in its present stage (Miller & Millar 2017; Millar et al. 2020).
"""

from __future__ import annotations

from sim.parameters import Parameters
from sim.rules.arithmetic import clip, follow, larger, level, positive, smaller
from sim.rules.culture import pull_culture, pull_strength
from sim.state import PartnershipState, PartnershipTypeState, RegulatorState, TrustState
from sim.vocabulary import Nature, Phase, Scale, Stage


def clear_received(trust: TrustState) -> None:
    """Set to zero what a trust receives through partnerships, before the month's exchange."""
    trust.mentoring = 0.0
    trust.mentored_leadership = 0.0
    trust.practice_transfer = 0.0
    trust.leadership_support = 0.0
    trust.capacity_injection = 0.0
    trust.integration_dip = 0.0
    trust.back_office_savings = 0.0
    trust.identity_threat = 0.0
    trust.reputation_lift = 0.0
    trust.service_gain = 0.0
    trust.joint_data_quality = 0.0
    trust.leading_load = 0.0
    trust.shift_clan = 0.0
    trust.shift_developmental = 0.0
    trust.shift_hierarchical = 0.0
    trust.shift_rational = 0.0


def ramp(partnership: PartnershipState, parameters: Parameters) -> float:
    """Return the share of full intensity in the present phase: a little while it is set up, all once it operates."""
    if partnership.phase == Phase.OPERATING:
        return 1.0
    if partnership.phase == Phase.SETTING_UP:
        return parameters.set_up_intensity
    return 0.0


def partner_capacity(partner: TrustState, parameters: Parameters) -> float:
    """Return the capacity a partner can give to each trust it supports.

    It needs good leaders and improvement capability, attention to spare, and is shared over all whom it supports. What
    an overloaded partner cannot serve is not given.
    """
    able = parameters.capacity_from_leadership * partner.leadership
    able = able + (1.0 - parameters.capacity_from_leadership) * partner.capability
    # What the partner has left before it works for others; the work itself is what it is spared for.
    unspent = partner.attention_free + partner.attention_partnership - partner.overload
    spare = clip(unspent / parameters.spare_attention, 0.0, 1.0)
    spare = parameters.capacity_without_spare + (1.0 - parameters.capacity_without_spare) * spare
    others = positive(partner.trusts_supported - 1.0)
    own = able * spare / (1.0 + parameters.capacity_sharing * others)
    return level(follow(parameters.promised_capacity, own, parameters.delivery_from_capacity))


def reliance_on_fit(partnership: PartnershipState, kind: PartnershipTypeState, parameters: Parameters) -> float:
    """Return the share of an effect that survives the fit of a pair; larger forms need more of it."""
    needed = parameters.fit_in_delivery * kind.fit_needed
    return (1.0 - needed) + needed * partnership.fit


def delivered_support(partnership: PartnershipState, kind: PartnershipTypeState, parameters: Parameters) -> float:
    """Return the support delivered this month: capacity x motivation x trust x fit x phase."""
    willing = parameters.delivery_without_motivation
    willing = willing + (1.0 - parameters.delivery_without_motivation) * partnership.motivation
    trusted = parameters.delivery_without_trust
    trusted = trusted + (1.0 - parameters.delivery_without_trust) * partnership.relational_trust
    committed = 1.0 + parameters.delivery_from_commitment * kind.commitment
    given = ramp(partnership, parameters) * partnership.partner_capacity * willing * trusted * committed
    return level(given * reliance_on_fit(partnership, kind, parameters))


def readiness(stage: int, parameters: Parameters) -> float:
    """Return how far a trust can use help in its present stage: little before it has recognised its decline."""
    if stage == Stage.DECLINE:
        return parameters.readiness_decline
    if stage == Stage.TRIGGER:
        return parameters.readiness_trigger
    if stage == Stage.FORMULATION or stage == Stage.RETRENCHMENT:
        return 1.0
    if stage == Stage.GROWTH:
        return parameters.readiness_growth
    if stage == Stage.STABLE:
        return parameters.readiness_stable
    return parameters.readiness_permanent_failure


def absorbed_share(trust: TrustState, parameters: Parameters) -> float:
    """Return the share of practice transfer a trust can absorb (absorptive capacity, Harvey et al. 2010)."""
    return parameters.absorption_base + (1.0 - parameters.absorption_base) * trust.capability


def reach_of_help(partnership: PartnershipState, kind: PartnershipTypeState) -> float:
    """Return the share of the board's business that a partnership touches: its scope where it is about one service."""
    if kind.service_level:
        return partnership.scope
    return 1.0


def growth_of_scope(partnership: PartnershipState, kind: PartnershipTypeState) -> float:
    """Return the scope of a partnership as a multiple of the scope it began with in its form."""
    if kind.scope <= 0.0:
        return 1.0
    return partnership.scope / kind.scope


def add_share(total: float, more: float) -> float:
    """Return two shares together: each further one adds to what the former left open."""
    return total + more * (1.0 - total)


def help_target(
    partnership: PartnershipState,
    kind: PartnershipTypeState,
    target: TrustState,
    partner: TrustState,
    parameters: Parameters,
) -> None:
    """Add to the target what a partnership brings it this month, for good and ill."""
    support = delivered_support(partnership, kind, parameters)
    landing = support * readiness(target.stage, parameters)
    reach = reach_of_help(partnership, kind)
    advice = kind.mentoring * landing * reach
    target.mentoring = add_share(target.mentoring, advice)
    gap = positive(partner.leadership - target.leadership)
    target.mentored_leadership = target.mentored_leadership + advice * gap
    practices = kind.transfer * landing * absorbed_share(target, parameters) * partnership.scope
    target.practice_transfer = add_share(target.practice_transfer, level(practices))
    in_charge = kind.substitution * ramp(partnership, parameters) * partnership.partner_capacity
    in_charge = in_charge * reliance_on_fit(partnership, kind, parameters)
    target.leadership_support = larger(target.leadership_support, in_charge * gap)
    target.capacity_injection = target.capacity_injection + kind.injection * support * reach
    target.integration_dip = add_share(target.integration_dip, partnership.integration_dip)
    target.back_office_savings = level(target.back_office_savings + kind.savings * partnership.integration)
    target.identity_threat = add_share(target.identity_threat, partnership.identity_threat)
    target.reputation_lift = level(
        target.reputation_lift + reputation_lent(partnership, kind, target, partner, parameters)
    )
    target.joint_data_quality = larger(
        target.joint_data_quality, partnership.data_quality * reach * ramp(partnership, parameters)
    )
    gain = partnership.scope * (partnership.service_performance - partnership.service_start)
    target.service_gain = clip(target.service_gain + gain, -1.0, 1.0)


def reputation_lent(
    partnership: PartnershipState,
    kind: PartnershipTypeState,
    target: TrustState,
    partner: TrustState,
    parameters: Parameters,
) -> float:
    """Return the standing that a better regarded partner lends; more where it stands for the whole organisation."""
    if partnership.phase != Phase.OPERATING:
        return 0.0
    visible = partnership.scope * (
        parameters.lift_without_lock_in + (1.0 - parameters.lift_without_lock_in) * kind.commitment
    )
    return parameters.reputation_lent * visible * positive(partner.reputation - target.reputation)


def charge_partner(
    partnership: PartnershipState,
    kind: PartnershipTypeState,
    partner: TrustState,
    parameters: Parameters,
) -> None:
    """Add to the partner what helping costs it beyond attention: emotional labour and disruption of its own house."""
    if partnership.phase == Phase.ENDED or partnership.phase == Phase.EXPLORING:
        return
    load = kind.overhead_partner / parameters.overhead_like_full_load
    if is_absorbed(partnership, kind, parameters):
        load = load * parameters.overhead_once_absorbed
    partner.leading_load = add_share(partner.leading_load, level(load))
    disruption = parameters.partner_share_of_dip * partnership.integration_dip
    partner.integration_dip = add_share(partner.integration_dip, disruption)
    partner.back_office_savings = level(
        partner.back_office_savings + parameters.partner_share_of_savings * kind.savings * partnership.integration
    )


def exchange(
    partnership: PartnershipState,
    kind: PartnershipTypeState,
    target: TrustState,
    partner: TrustState,
    parameters: Parameters,
) -> None:
    """Carry out the month's exchange of a partnership: help for the target, cost for the partner, pull on culture."""
    if partnership.phase == Phase.ENDED:
        return
    help_target(partnership, kind, target, partner, parameters)
    charge_partner(partnership, kind, partner, parameters)
    if partnership.phase == Phase.OPERATING:
        strength = pull_strength(partnership, kind, target, parameters) * reach_of_help(partnership, kind)
        pull_culture(partner, target, strength)
        pull_culture(target, partner, strength * kind.both_ways)


def next_honoured(partnership: PartnershipState, parameters: Parameters) -> float:
    """Return the share of what was promised that is given: initial agreements honoured (Miller & Millar 2017)."""
    willing = parameters.delivery_without_motivation
    willing = willing + (1.0 - parameters.delivery_without_motivation) * partnership.motivation
    return level(partnership.partner_capacity * willing / parameters.promised_capacity)


def next_relational_trust(partnership: PartnershipState, kind: PartnershipTypeState, parameters: Parameters) -> float:
    """Return relational trust a month later: up in small steps with honoured commitments and fit, down otherwise."""
    trust = partnership.relational_trust
    fit_share = parameters.trust_growth_from_fit * kind.fit_needed
    kindred = (1.0 - fit_share) + fit_share * partnership.fit
    gained = parameters.trust_gain * partnership.honoured * kindred * (1.0 - trust)
    lost = parameters.trust_loss * (1.0 - partnership.honoured) * trust
    offended = parameters.trust_lost_to_threat * partnership.identity_threat * trust
    return level(trust + gained - lost - offended)


def sustained_motivation(
    partnership: PartnershipState, partner: TrustState, regulator: RegulatorState, parameters: Parameters
) -> float:
    """Return the partner's motivation in the long run: own choice, reward that feels real, trust, less strain.

    A formal agreement gives the confidence to invest (Miller & Millar 2017).
    """
    motive = parameters.motivation_base + parameters.motivation_from_trust * partnership.relational_trust
    motive = motive + parameters.motivation_from_incentive * regulator.partner_incentive
    if partnership.nature == Nature.VOLUNTARY:
        motive = motive + parameters.motivation_of_own_choice
    if partnership.scale == Scale.STRUCTURAL:
        motive = motive + parameters.motivation_from_formality
    return level(motive - parameters.motivation_lost_to_strain * partner.strain)


def next_motivation(
    partnership: PartnershipState, partner: TrustState, regulator: RegulatorState, parameters: Parameters
) -> float:
    """Return the partner's motivation a month later."""
    sustained = sustained_motivation(partnership, partner, regulator, parameters)
    return level(follow(partnership.motivation, sustained, parameters.motivation_rate))


def next_scope(partnership: PartnershipState, kind: PartnershipTypeState, parameters: Parameters) -> float:
    """Return the share of the organisation reached a month later; incremental forms grow as trust builds.

    What rests on a few individuals meets a limit, beyond which it needs a formal footing (Miller & Millar 2017).
    """
    if partnership.phase != Phase.OPERATING:
        return partnership.scope
    if partnership.scale == Scale.INDIVIDUAL and partnership.scope >= parameters.individual_reach:
        return partnership.scope
    confidence = positive(partnership.relational_trust - parameters.trust_to_extend) / (
        1.0 - parameters.trust_to_extend
    )
    extended = level(partnership.scope + kind.scope_growth * confidence)
    if partnership.scale == Scale.INDIVIDUAL:
        return smaller(extended, parameters.individual_reach)
    return extended


def next_integration(
    partnership: PartnershipState, kind: PartnershipTypeState, target: TrustState, parameters: Parameters
) -> float:
    """Return a month later how far management is pooled, within the scope; it takes the target's attention.

    Forms that share neither services nor organisation pool nothing.
    """
    shares = kind.integrates or kind.savings > 0.0
    if partnership.phase != Phase.OPERATING or not shares:
        return partnership.integration
    energy = parameters.integration_without_attention
    energy = energy + (1.0 - parameters.integration_without_attention) * clip(
        target.attention_free / parameters.attention_usable, 0.0, 1.0
    )
    return level(follow(partnership.integration, partnership.scope, parameters.integration_rate * energy))


def next_dip(partnership: PartnershipState, parameters: Parameters) -> float:
    """Return the disruption of the transition a month later; most is over in the first year (Millar et al. 2020)."""
    return partnership.integration_dip * parameters.dip_kept


def next_data_quality(partnership: PartnershipState, kind: PartnershipTypeState, parameters: Parameters) -> float:
    """Return a month later the quality of joint data; linking the data of two organisations takes time."""
    if partnership.phase != Phase.OPERATING:
        return partnership.data_quality
    reachable = kind.data_quality + (1.0 - kind.data_quality) * partnership.integration
    return level(follow(partnership.data_quality, reachable, parameters.data_quality_rate))


def next_service_performance(
    partnership: PartnershipState, kind: PartnershipTypeState, parameters: Parameters
) -> float:
    """Return a month later the performance of the service a partnership covers; a redesign can work within a year."""
    if not kind.service_level or partnership.phase != Phase.OPERATING:
        return partnership.service_performance
    redesign = parameters.service_reach * kind.transfer * partnership.delivered_support
    reachable = level(partnership.service_start + redesign * (1.0 - partnership.service_start))
    return level(follow(partnership.service_performance, reachable, parameters.service_rate))


def starting_trust(nature: int, insisted: bool, prior_relationship: float, parameters: Parameters) -> float:
    """Return relational trust at the start: lower under mandate, unless the people have worked together before."""
    begins = parameters.trust_at_start_voluntary
    if nature == Nature.MANDATED:
        begins = parameters.trust_at_start_offered
        if insisted:
            begins = parameters.trust_at_start_insisted
    return level(begins + parameters.trust_from_prior_relationship * prior_relationship * (1.0 - begins))


def set_up_time(
    partnership: PartnershipState, kind: PartnershipTypeState, regulator: RegulatorState, parameters: Parameters
) -> int:
    """Return the months from agreement to operation; a regulator of several voices delays approval."""
    delay = 1.0 + parameters.approval_delay * (1.0 - regulator.voice)
    if kind.approval <= 0.0:
        delay = 1.0
    return int(kind.set_up_months * delay + 0.5)


def is_set_up(partnership: PartnershipState) -> bool:
    """Return whether a partnership being set up is ready to operate."""
    return partnership.phase == Phase.SETTING_UP and partnership.months_in_phase >= partnership.set_up_months


def is_over(partnership: PartnershipState) -> bool:
    """Return whether a partnership has reached the end of its term."""
    return (
        partnership.phase == Phase.OPERATING
        and partnership.term > 0
        and partnership.months_in_phase >= partnership.term
    )


def is_absorbed(partnership: PartnershipState, kind: PartnershipTypeState, parameters: Parameters) -> bool:
    """Return whether integration is so far on that the target is a unit of the partner's group."""
    return (
        kind.integrates
        and partnership.phase == Phase.OPERATING
        and partnership.integration >= parameters.integration_complete
    )
