"""Money: what partnerships, inspection, support and bridging finance cost the trust, its partner and the centre.

Kept in £m a month. What a trust spends itself weighs on its finance; what the centre spends does not.
"""

from __future__ import annotations

from sim.model.enums import Phase
from sim.model.state import PartnershipState, PartnershipTypeState, RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.delivery import growth_of_scope
from sim.rules.integration import is_absorbed, is_bridged
from sim.rules.regulation import support_given
from sim.rules.units import shares_board


def monthly_cost(partnership: PartnershipState, a_year: float, parameters: Parameters) -> float:
    """Return £m this month of a yearly cost: nothing before it is agreed or once it has ended, a share in set-up."""
    if partnership.phase == Phase.ENDED or partnership.phase == Phase.EXPLORING:
        return 0.0
    if partnership.phase == Phase.OPERATING:
        return a_year / 12.0
    return parameters.set_up_intensity * a_year / 12.0


def size_of_deal(
    partnership: PartnershipState, partnership_type: PartnershipTypeState, target: TrustState, parameters: Parameters
) -> float:
    """Return by how much a deal costs more than one about an average trust: joining goes by size, help by the part."""
    if partnership_type.integrates:
        return target.turnover / parameters.turnover_of_average
    return partnership.part


def pay_for_oversight(trust: TrustState, regulator: RegulatorState, parameters: Parameters, claims: float) -> None:
    """Begin the month's accounts with what inspection, the regulator's support and grants cost."""
    trust.cost_to_trust = 0.0
    trust.income_from_partnerships = 0.0
    trust.cost_to_centre = 0.0
    if trust.dissolved or (trust.unit_of >= 0 and shares_board(trust)):
        return
    given = support_given(trust, regulator, parameters, claims)
    support = parameters.support_cost * given / 12.0
    trust.cost_to_trust = regulator.trust_pays * support
    trust.cost_to_centre = support - trust.cost_to_trust + trust.income_from_grants
    if trust.inspected:
        trust.cost_to_trust = trust.cost_to_trust + parameters.inspection_cost_trust
        trust.cost_to_centre = trust.cost_to_centre + parameters.inspection_cost_centre


def pay_for_partnership(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    target: TrustState,
    partner: TrustState,
    regulator: RegulatorState,
    parameters: Parameters,
) -> None:
    """Add what a partnership costs each side and the centre; all of it ends when the target has become a subsidiary."""
    if is_absorbed(partnership, partnership_type, parameters):
        return
    size = size_of_deal(partnership, partnership_type, target, parameters)
    grown = partnership.part * growth_of_scope(partnership, partnership_type)
    fee = monthly_cost(partnership, partnership_type.fee * grown, parameters)
    own = monthly_cost(partnership, size * partnership_type.cost_to_target, parameters)
    target.cost_to_trust = target.cost_to_trust + own + fee
    partner.cost_to_trust = partner.cost_to_trust + monthly_cost(
        partnership, size * partnership_type.cost_to_partner, parameters
    )
    partner.income_from_partnerships = partner.income_from_partnerships + parameters.margin_on_fees * fee
    centre = monthly_cost(partnership, size * partnership_type.cost_to_centre, parameters)
    reward = partnership.part * parameters.incentive_cost * partnership_type.overhead_partner
    reward = reward * regulator.partner_incentive
    centre = centre + monthly_cost(partnership, reward, parameters)
    if partnership_type.integrates and is_bridged(partnership, regulator, parameters):
        centre = centre + size * parameters.bridging_cost * regulator.bridging_finance / 12.0
    target.cost_to_centre = target.cost_to_centre + centre
