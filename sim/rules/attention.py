"""The attention ledger: what leaders have to give, what is taken, and what is left to improve anything.

Operations, compliance and partnerships are served first. Poor performance raises fire-fighting and special measures
raise compliance, so a failing trust has little left with which to improve: the capability trap (Repenning & Sterman
2002) comes out of the ledger and is not scripted. Senior managers in special measures describe scrutiny as hugely
time-consuming (Miller & Millar 2017). The partner pays from its own ledger.
"""

from __future__ import annotations

from sim.parameters import Parameters
from sim.rules.arithmetic import positive, smaller
from sim.rules.partnership import growth_of_scope, is_absorbed
from sim.rules.performance import performance
from sim.state import PartnershipState, PartnershipTypeState, RegulatorState, TrustState
from sim.vocabulary import Phase, Scale


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


def newness(partnership: PartnershipState, parameters: Parameters) -> float:
    """Return how much more attention a partnership takes because the people are new to each other.

    The first six months are exhausting (Millar et al. 2020); less so where relational trust exists.
    """
    acquainted = partnership.months_in_phase
    if partnership.phase == Phase.OPERATING:
        acquainted = acquainted + partnership.set_up_months
    if acquainted >= parameters.newness_months:
        return 1.0
    return 1.0 + parameters.newness_burden * (1.0 - partnership.relational_trust)


def ask_attention(
    partnership: PartnershipState,
    kind: PartnershipTypeState,
    target: TrustState,
    partner: TrustState,
    parameters: Parameters,
) -> None:
    """Add to both sides what a partnership asks of their leaders this month.

    Structural partnering needs formal infrastructure and shared project management (Miller & Millar 2017).
    """
    if partnership.phase == Phase.ENDED:
        return
    burden = newness(partnership, parameters)
    burden = burden * (1.0 + parameters.growth_burden * (growth_of_scope(partnership, kind) - 1.0))
    if partnership.scale == Scale.STRUCTURAL:
        burden = burden * (1.0 + parameters.formal_overhead)
    if is_absorbed(partnership, kind, parameters):
        burden = burden * parameters.overhead_once_absorbed
    if partnership.phase != Phase.OPERATING:
        burden = burden * parameters.set_up_burden
        target.approval_demand = target.approval_demand + kind.approval
        partner.approval_demand = partner.approval_demand + kind.approval
    target.partnership_demand = target.partnership_demand + burden * kind.overhead_target
    partner.partnership_demand = partner.partnership_demand + burden * kind.overhead_partner
    if not is_absorbed(partnership, kind, parameters):
        target.partnerships_active = target.partnerships_active + 1
        partner.partnerships_active = partner.partnerships_active + 1
        partner.trusts_supported = partner.trusts_supported + 1
    if kind.integrates and partnership.phase == Phase.OPERATING:
        join(kind, target, partner, parameters)


def join(kind: PartnershipTypeState, target: TrustState, partner: TrustState, parameters: Parameters) -> None:
    """Note on both sides that two organisations are being made one.

    A culture that is new to both cannot be generated at speed (Miller & Millar 2017, case C): the more both sides are
    to change, the slower; where one culture is adopted the partner's own is left alone.
    """
    pace = 1.0 - parameters.best_of_both_slowing * kind.both_ways
    target.mixing = 1.0
    target.mixing_pace = pace
    if kind.both_ways > partner.mixing:
        partner.mixing = kind.both_ways
        partner.mixing_pace = pace
    if target.absorbed_by < 0:
        target.integrating = True
        target.bridged = True
        partner.integrating = True


def attention_supply(trust: TrustState, parameters: Parameters) -> float:
    """Return the attention that the leaders of a trust have to give, with what partners and the regulator lend."""
    own = parameters.attention_base + parameters.attention_from_leadership * trust.effective_leadership
    own = parameters.attention_scale * own - parameters.attention_lost_to_dependence * trust.dependence
    return positive(own + trust.capacity_injection + parameters.attention_from_support * trust.regulator_support)


def operations_demand(trust: TrustState, parameters: Parameters) -> float:
    """Return the attention that running the trust takes; fire-fighting grows as performance falls."""
    sites = parameters.operations_per_site * (trust.number_of_sites - 1)
    fire_fighting = parameters.operations_fire_fighting * (1.0 - performance(trust))
    return (
        parameters.operations_base + fire_fighting + sites + parameters.operations_pressure * positive(trust.pressure)
    )


def compliance_demand(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the attention that oversight takes: reporting, meetings in special measures, approval of deals.

    A regulator of several voices costs more (Millar et al. 2020); a group left alone while it integrates pays less.
    """
    reporting = parameters.compliance_base * regulator.scrutiny
    if trust.special_measures:
        reporting = reporting + parameters.compliance_special_measures * regulator.scrutiny
    confusion = 1.0 + parameters.compliance_incoherence * (1.0 - regulator.voice)
    if trust.integrating:
        reporting = reporting * (1.0 - parameters.autonomy_relief * regulator.autonomy)
    return (reporting + trust.approval_demand) * confusion


def partnership_attention(trust: TrustState, parameters: Parameters) -> float:
    """Return the attention partnerships take; several at once take more than the sum (Miller & Millar 2017)."""
    crowding = parameters.partnership_crowding * positive(trust.partnerships_active - 1.0)
    return trust.partnership_demand * (1.0 + crowding)


def keep_ledger(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> None:
    """Write the attention ledger of the month; supply + overload = operations + compliance + partnership + free."""
    trust.attention_supply = attention_supply(trust, parameters)
    trust.attention_operations = operations_demand(trust, parameters)
    trust.attention_compliance = compliance_demand(trust, regulator, parameters)
    trust.attention_partnership = partnership_attention(trust, parameters)
    asked = trust.attention_operations + trust.attention_compliance + trust.attention_partnership
    trust.attention_free = positive(trust.attention_supply - asked)
    trust.overload = positive(asked - trust.attention_supply)


def usable_attention(trust: TrustState, parameters: Parameters) -> float:
    """Return the free attention that can be turned to improvement; beyond a point more does not help."""
    return smaller(trust.attention_free, parameters.attention_usable)
