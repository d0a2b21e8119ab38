"""Relationship: trust between the people of both sides, promises kept, and the partner's motivation.

Individual trust will always be key; it is built by small steps and by agreements that are honoured (Miller & Millar
2017).
"""

from __future__ import annotations

from sim.model.enums import Nature, Scale
from sim.model.state import PartnershipState, PartnershipTypeState, RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import follow, level
from sim.rules.cultural_fit import crosses_sector
from sim.rules.delivery import ramp, reliance_on_fit
from sim.rules.partnership_growth import completes_project


def imposed(partnership: PartnershipState, parameters: Parameters) -> float:
    """Return how far a partnership was imposed: nothing where chosen, all where insisted on, part where offered."""
    if partnership.nature == Nature.VOLUNTARY:
        return 0.0
    if partnership.insisted:
        return 1.0
    return parameters.imposed_when_offered


def starting_trust(
    partnership: PartnershipState, target: TrustState, partner: TrustState, parameters: Parameters
) -> float:
    """Return relational trust at the start: lower under mandate, unless the people have worked together before.

    The health service meets an independent partner with doubts at first (Miller & Millar 2017, case D).
    """
    chosen = parameters.trust_at_start_voluntary
    begins = follow(chosen, parameters.trust_at_start_insisted, imposed(partnership, parameters))
    if crosses_sector(target, partner):
        begins = begins * (1.0 - parameters.trust_lost_across_sectors)
    return level(begins + parameters.trust_from_prior_relationship * partnership.prior_relationship * (1.0 - begins))


def next_honoured(partnership: PartnershipState, parameters: Parameters) -> float:
    """Return the share of what was promised that is given: initial agreements honoured (Miller & Millar 2017)."""
    willing = parameters.delivery_without_motivation
    willing = willing + (1.0 - parameters.delivery_without_motivation) * partnership.motivation
    return level(partnership.partner_capacity * willing / parameters.promised_capacity)


def next_relational_trust(
    partnership: PartnershipState, partnership_type: PartnershipTypeState, parameters: Parameters
) -> float:
    """Return relational trust a month later: up in small steps with honoured commitments and fit, down otherwise.

    Small projects that were completed as agreed add to it; under a mandate broken promises cost more.
    """
    trust = partnership.relational_trust
    # While a partnership is set up there is less that could be honoured or broken.
    pace = ramp(partnership, parameters)
    kindred = reliance_on_fit(partnership, partnership_type, parameters)
    gained = parameters.trust_rate * partnership.honoured * kindred * (1.0 - trust)
    if completes_project(partnership, partnership_type):
        gained = gained + parameters.trust_from_project * partnership.honoured * (1.0 - trust)
    fragile = 1.0
    if partnership.nature == Nature.MANDATED:
        fragile = 1.0 + parameters.trust_fragile_under_mandate
    lost = parameters.trust_rate * fragile * (1.0 - partnership.honoured) * trust
    offended = parameters.trust_rate * partnership.identity_threat * trust
    return level(trust + pace * (gained - lost - offended))


def sustained_motivation(
    partnership: PartnershipState,
    partner: TrustState,
    regulator: RegulatorState,
    parameters: Parameters,
) -> float:
    """Return the partner's motivation in the long run: own choice, reward that feels real, trust, less strain.

    Who was made to take part does less of it (Miller & Millar 2017). What a scenario plans beyond this lasts.
    A formal agreement gives the confidence to invest (Miller & Millar 2017).
    """
    motive = parameters.motivation_base + parameters.motivation_from_trust * partnership.relational_trust
    motive = motive + parameters.response_to_reward * regulator.partner_incentive
    motive = motive + parameters.motivation_of_own_choice * (1.0 - imposed(partnership, parameters))
    if partnership.scale == Scale.STRUCTURAL:
        motive = motive + parameters.motivation_from_formality
    return level(motive + partnership.own_motive - parameters.motivation_lost_to_strain * partner.strain)


def next_motivation(
    partnership: PartnershipState,
    partner: TrustState,
    regulator: RegulatorState,
    parameters: Parameters,
) -> float:
    """Return the partner's motivation a month later."""
    sustained = sustained_motivation(partnership, partner, regulator, parameters)
    return level(follow(partnership.motivation, sustained, parameters.following_rate))
