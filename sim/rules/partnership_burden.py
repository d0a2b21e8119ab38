"""Burden: what partnerships ask of leaders on both sides.

The first six months are exhausting, differences between the sides add complexity, and effort is underestimated
(Miller & Millar 2017; Millar et al. 2020).
"""

from __future__ import annotations

from sim.model.enums import Phase, Scale, Service
from sim.model.state import PartnershipState, PartnershipTypeState, RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import larger
from sim.rules.cultural_fit import remoteness
from sim.rules.integration import is_absorbed, is_bridged, left_to_do, pools_management
from sim.rules.provider_groups import sites_from_afar


def clear_demands(trust: TrustState) -> None:
    """Set to zero what partnerships ask of a trust, before they ask anew."""
    trust.partnership_demand = 0.0
    trust.approval_demand = 0.0
    trust.partnerships_active = 0
    trust.trusts_supported = 0
    trust.integrating = False
    trust.mixing = 0.0
    trust.mixing_pace = 1.0
    trust.bridged = False
    trust.people_programme = 0.0
    trust.times_helped = 0
    trust.remedied = False
    trust.group_sites = 0.0
    trust.attention_from_group = 0.0


def newness(partnership: PartnershipState, parameters: Parameters) -> float:
    """Return how much more attention a partnership takes because the people are new to each other.

    The first six months are exhausting (Millar et al. 2020); less so where relational trust exists.
    """
    acquainted = partnership.months_in_phase
    if partnership.phase == Phase.OPERATING:
        acquainted = acquainted + partnership.set_up_months
    if acquainted >= parameters.newness_months:
        return 1.0
    strange = 1.0 - acquainted / parameters.newness_months
    return 1.0 + parameters.newness_burden * (1.0 - partnership.relational_trust) * strange


def complexity(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    target: TrustState,
    partner: TrustState,
    parameters: Parameters,
) -> float:
    """Return by how much differences between the sides raise what a partnership takes of everybody.

    Different financial processes and accountabilities add complexity, and so do miles; two computer systems are the
    largest frustration until they have become one (Miller & Millar 2017; Millar et al. 2020).
    """
    apart = (1.0 - partnership.contextual_fit) + remoteness(target, partner, parameters)
    unlike = 1.0 + parameters.burden_of_differences * apart
    if pools_management(partnership_type) and partnership.phase == Phase.OPERATING:
        unlike = unlike + parameters.burden_of_systems * (1.0 - partnership.integration)
    return unlike


def burden(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    target: TrustState,
    partner: TrustState,
    parameters: Parameters,
) -> float:
    """Return what a partnership takes of leaders now, as a multiple of what was planned for it.

    Effort is underestimated at first (Millar et al. 2020). Structural partnering needs formal infrastructure and shared
    project management, unless clinical leads are left to run it (Miller & Millar 2017). With a unit of a trust it
    takes as much less as the unit is of the trust.
    """
    taken = partnership.part * newness(partnership, parameters)
    taken = taken * complexity(partnership, partnership_type, target, partner, parameters)
    taken = taken * (1.0 + parameters.optimism_about_effort * (1.0 - partnership.intelligence))
    if partnership.scale == Scale.STRUCTURAL:
        taken = taken * (1.0 + parameters.formal_overhead * (1.0 - partnership_type.delegation))
    taken = taken * left_to_do(partnership, partnership_type, parameters)
    if partnership.phase == Phase.OPERATING:
        return taken
    return taken * parameters.burden_before_operating


def ask_attention(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    target: TrustState,
    partner: TrustState,
    regulator: RegulatorState,
    parameters: Parameters,
) -> None:
    """Add to both sides what a partnership asks of their leaders this month.

    Help must be sized to what the recipient can take in (Miller & Millar 2017, case B): people who are sent in have to
    be looked after, the more so the less capable the recipient is.
    """
    if partnership.phase == Phase.ENDED:
        return
    taken = burden(partnership, partnership_type, target, partner, parameters)
    hosting = parameters.hosting_burden * partnership_type.capacity_lent * (1.0 - target.capability)
    programme = parameters.programme_burden * partnership_type.people_programme
    own = partnership_type.overhead_target + hosting
    if partnership_type.joint:
        # Members on equal terms carry the work on values and staff themselves.
        own = own + programme
    target.partnership_demand = target.partnership_demand + taken * own
    partner.partnership_demand = partner.partnership_demand + taken * (partnership_type.overhead_partner + programme)
    if partnership.phase == Phase.SETTING_UP:
        approval = partnership.part * partnership_type.approval_burden
        target.approval_demand = target.approval_demand + approval
        partner.approval_demand = partner.approval_demand + approval
    if not is_absorbed(partnership, partnership_type, parameters):
        count_partnership(partnership, partnership_type, target, partner)
    if partnership_type.integrates and partnership.phase == Phase.OPERATING:
        join(partnership, partnership_type, target, partner, regulator, parameters)


def helps_the_whole_trust(partnership_type: PartnershipTypeState) -> bool:
    """Return whether a type brings a peer to the aid of a whole trust, and not a service, a network or a method."""
    return (
        partnership_type.service == Service.WHOLE_TRUST
        and not partnership_type.joint
        and not partnership_type.external_body
    )


def count_partnership(
    partnership: PartnershipState, partnership_type: PartnershipTypeState, target: TrustState, partner: TrustState
) -> None:
    """Count a partnership on both sides; in a joint one every member counts it for itself and helps no one trust."""
    target.partnerships_active = target.partnerships_active + 1
    if partnership_type.joint:
        return
    partner.partnerships_active = partner.partnerships_active + 1
    if helps_the_whole_trust(partnership_type):
        target.times_helped = target.times_helped + 1
        partner.trusts_supported = partner.trusts_supported + 1
    if partnership.scale == Scale.STRUCTURAL and helps_the_whole_trust(partnership_type):
        target.remedied = True


def join(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    target: TrustState,
    partner: TrustState,
    regulator: RegulatorState,
    parameters: Parameters,
) -> None:
    """Note on both sides that two organisations are being made one.

    A culture that is new to both cannot be generated at speed (Miller & Millar 2017, case C): the more both sides are
    to change, the slower; where one culture is adopted the partner's own is left alone.
    """
    pace = 1.0 - parameters.best_of_both_slowing * partnership_type.mutual_culture_pull
    target.mixing = 1.0
    target.mixing_pace = pace
    target.people_programme = larger(target.people_programme, partnership_type.people_programme)
    partner.group_sites = partner.group_sites + sites_from_afar(partner, target, parameters)
    if partnership_type.mutual_culture_pull > partner.mixing:
        partner.mixing = partnership_type.mutual_culture_pull
        partner.mixing_pace = pace
        partner.people_programme = larger(partner.people_programme, partnership_type.people_programme)
    if target.absorbed_by < 0:
        target.integrating = True
        target.bridged = is_bridged(partnership, regulator, parameters)
        partner.integrating = True
