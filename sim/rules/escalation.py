"""Escalation: small types grow into larger ones, and windows of opportunity open for deals.

Clinician-led work becomes a contract, buddying becomes joint posts and these a merger; vacancies and building plans
open a window (Miller & Millar 2017; Millar et al. 2020).
"""

from __future__ import annotations

from sim.model.enums import Phase
from sim.model.state import PartnershipState, PartnershipTypeState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import level


def window_is_open(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether a vacancy at the top or a building plan opens a window of opportunity for a deal."""
    return trust.chief_executive_tenure < parameters.new_chief_executive_months or trust.building_plan


def escalation_hazard(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    parameters: Parameters,
) -> float:
    """Return the chance that a partnership grows into the next type this month: trust and motivation."""
    if partnership.phase != Phase.OPERATING or partnership.months_in_phase < partnership_type.escalation_months:
        return 0.0
    if partnership.relational_trust < partnership_type.escalation_trust:
        return 0.0
    trusted = 1.0
    if partnership_type.escalation_trust < 1.0:
        trusted = (partnership.relational_trust - partnership_type.escalation_trust) / (
            1.0 - partnership_type.escalation_trust
        )
    return level(parameters.escalation_rate * trusted * partnership.motivation)
