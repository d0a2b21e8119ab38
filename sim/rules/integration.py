"""Structural integration: approval, transition, the pooling of management, and savings.

Most mergers have a dip in the first year; benefits take years (Millar et al. 2020). What comes of it depends on the
relations that were there before.
"""

from __future__ import annotations

from sim.model.enums import Phase
from sim.model.state import PartnershipState, PartnershipTypeState, RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import clip, follow, level, smaller
from sim.rules.attention import left_by_compliance
from sim.rules.delivery import partnership_pace


def set_up_time(
    partnership_type: PartnershipTypeState,
    target: TrustState,
    partner: TrustState,
    regulator: RegulatorState,
    parameters: Parameters,
) -> int:
    """Return the months from agreement to operation; compliance of either side keeps its people from the work.

    Approval by old templates and a regulator of several voices delay it; planning for the whole system and a public
    that has been engaged speed it up (Miller & Millar 2017, case E).
    """
    undisturbed = left_by_compliance(target, parameters) * left_by_compliance(partner, parameters)
    months = partnership_type.set_up_months * (2.0 - undisturbed)
    if partnership_type.approval_burden <= 0.0:
        return int(months + 0.5)
    delay = 1.0 + parameters.approval_delay * (1.0 - regulator.regulatory_coherence)
    eased = 1.0 - parameters.approval_eased_by_engagement * regulator.system_engagement
    driven = 1.0 - parameters.driven_by_planning * regulator.system_planning
    return int(months * delay * eased * driven + 0.5)


def guidance_hazard(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    regulator: RegulatorState,
    parameters: Parameters,
) -> float:
    """Return the chance that guidance on approval changes this month, from a regulator of several voices."""
    if partnership.phase != Phase.SETTING_UP or partnership_type.approval_burden <= 0.0:
        return 0.0
    return level(parameters.guidance_hazard * (1.0 - regulator.regulatory_coherence))


def months_lost_to_guidance(partnership: PartnershipState, parameters: Parameters) -> int:
    """Return the months of set-up that must be done again when guidance changes midway."""
    return int(parameters.guidance_rework * partnership.months_in_phase + 0.5)


def is_set_up(partnership: PartnershipState) -> bool:
    """Return whether a partnership being set up is ready to operate."""
    return partnership.phase == Phase.SETTING_UP and partnership.months_in_phase >= partnership.set_up_months


def starting_dip(
    partnership: PartnershipState, partnership_type: PartnershipTypeState, parameters: Parameters
) -> float:
    """Return the disruption with which a partnership begins to operate.

    It is the less the better the sides know and trust each other: structural change rests on relations (Millar et al.
    2020).
    """
    eased = parameters.dip_eased_by_trust * partnership.relational_trust
    surprised = parameters.dip_from_surprise * (1.0 - partnership.intelligence)
    return level(partnership_type.integration_dip * (1.0 - eased) * (1.0 + surprised))


def next_dip(partnership: PartnershipState, parameters: Parameters) -> float:
    """Return the disruption of the transition a month later; most is over in the first year (Millar et al. 2020)."""
    return partnership.integration_dip * parameters.dip_kept


def pools_management(partnership_type: PartnershipTypeState) -> bool:
    """Return whether a type makes anything common; types that share neither services nor organisation pool nothing."""
    return partnership_type.integrates or partnership_type.savings > 0.0 or partnership_type.pooled_sovereignty > 0.0


def next_integration(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    target: TrustState,
    regulator: RegulatorState,
    parameters: Parameters,
) -> float:
    """Return a month later how far management is pooled, within the scope; it takes the target's attention.

    A deadline drives it on (Millar et al. 2020); decisions that have been ceded need not be negotiated.
    """
    if partnership.phase != Phase.OPERATING or not pools_management(partnership_type):
        return partnership.integration
    energy = parameters.left_without_attention
    energy = energy + (1.0 - parameters.left_without_attention) * clip(
        target.attention_free / parameters.attention_usable, 0.0, 1.0
    )
    pace = partnership_pace(partnership_type, parameters)
    if hurries(partnership, partnership_type, regulator):
        pace = pace + parameters.pace_gained
    rate = smaller(parameters.integration_rate * energy * pace, 1.0)
    return level(follow(partnership.integration, partnership.scope, rate))


def hurries(partnership: PartnershipState, partnership_type: PartnershipTypeState, regulator: RegulatorState) -> bool:
    """Return whether the partner works against a deadline by which the regulator wants to see results."""
    return (
        partnership_type.integrates
        and partnership.phase == Phase.OPERATING
        and partnership.months_in_phase < regulator.deadline
    )


def savings_made(partnership: PartnershipState, partnership_type: PartnershipTypeState) -> float:
    """Return the back-office savings made so far, as a share of the possible."""
    return partnership_type.savings * partnership.integration * partnership.service_share


def is_absorbed(partnership: PartnershipState, partnership_type: PartnershipTypeState, parameters: Parameters) -> bool:
    """Return whether integration is so far on that the target is a subsidiary of the partner's group."""
    return (
        partnership_type.integrates
        and partnership.phase == Phase.OPERATING
        and partnership.integration >= parameters.integration_complete
    )


def left_to_do(partnership: PartnershipState, partnership_type: PartnershipTypeState, parameters: Parameters) -> float:
    """Return the share of attention and emotional labour that an integration still takes.

    It falls as management is pooled, to what remains once the target is a subsidiary; other types take all of it
    throughout.
    """
    if not partnership_type.integrates:
        return 1.0
    done = smaller(partnership.integration / parameters.integration_complete, 1.0)
    return 1.0 - (1.0 - parameters.overhead_once_absorbed) * done


def is_bridged(partnership: PartnershipState, regulator: RegulatorState, parameters: Parameters) -> bool:
    """Return whether bridging finance has come: many bodies must agree, the slower the less of one voice they are."""
    wait = parameters.bridging_delay * (2.0 - regulator.regulatory_coherence)
    return partnership.phase == Phase.OPERATING and partnership.months_in_phase >= wait
