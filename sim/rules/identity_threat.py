"""Identity: staff's sense of being taken over, and what eases it."""

from __future__ import annotations

from sim.model.enums import Nature, Phase
from sim.model.state import PartnershipState, PartnershipTypeState, RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import add_share, follow, level, positive
from sim.rules.partnership_relationship import imposed
from sim.rules.published_figures import published_performance


def imposition(partnership: PartnershipState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return how far a partnership is felt as imposed: least where chosen, most where insisted on.

    A regulator that explains itself openly and engages the wider system softens it (Miller & Millar 2017).
    """
    if partnership.nature == Nature.VOLUNTARY:
        return parameters.threat_when_voluntary
    felt = follow(parameters.threat_when_voluntary, 1.0, imposed(partnership, parameters))
    explained = parameters.threat_eased_by_openness * regulator.system_engagement
    return felt * (1.0 - explained)


def superiority(target: TrustState, partner: TrustState, parameters: Parameters) -> float:
    """Return how far the partner is felt as superior: the gap in results, and the pride that the target has to lose.

    Talk of the best of both is not believed where one side is much stronger; a trust that was proud of itself has the
    longer way to go (Miller & Millar 2017; Millar et al. 2020).
    """
    gap = positive(published_performance(partner) - published_performance(target))
    return parameters.threat_from_gap * gap + parameters.threat_from_pride * target.reputation


def reassurance(partnership: PartnershipState, partnership_type: PartnershipTypeState, parameters: Parameters) -> float:
    """Return what takes fear away: work on a common language and values, and clinicians who know their peers.

    The mechanics of a deal leave no time for such work before it operates (Millar et al. 2020).
    """
    known = partnership_type.clinical_contact
    if partnership.phase == Phase.OPERATING:
        known = add_share(known, partnership_type.people_programme)
    return parameters.threat_eased_by_contact * known


def identity_threat(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    target: TrustState,
    partner: TrustState,
    regulator: RegulatorState,
    parameters: Parameters,
) -> float:
    """Return the sense of being taken over that a partnership causes.

    It grows with the type, with poor fit, distrust, imposition, haste and the partner's superiority,
    and fades over years (Millar et al. 2020).
    """
    if partnership.phase == Phase.ENDED or partnership.phase == Phase.EXPLORING:
        return 0.0
    months = 0.0
    if partnership.phase == Phase.OPERATING:
        months = partnership.months_in_phase
    fading = 1.0 / (1.0 + months / parameters.settling_months)
    unlike = 1.0 - parameters.threat_from_misfit * partnership.fit
    distrust = 1.0 - partnership.relational_trust
    felt = partnership_type.identity_threat * unlike * distrust * imposition(partnership, regulator, parameters)
    felt = felt * (1.0 + superiority(target, partner, parameters))
    if partnership_type.approval_burden > 0.0:
        felt = felt * (1.0 + parameters.driven_by_planning * regulator.system_planning)
    return level(felt * fading * (1.0 - reassurance(partnership, partnership_type, parameters)))
