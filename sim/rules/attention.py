"""The attention ledger: what leaders have to give, what is taken, and what is left to improve anything.

Operations, compliance and partnerships are served first. Poor performance raises fire-fighting and special measures
raise compliance, so a failing trust has little left with which to improve: the capability trap (Repenning & Sterman
2002) comes out of the ledger and is not scripted. Senior managers in special measures describe scrutiny as hugely
time-consuming (Miller & Millar 2017). The partner pays from its own ledger.
"""

from __future__ import annotations

from sim.model.state import RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import level, positive, smaller
from sim.rules.performance import performance


def attention_supply(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the attention that the leaders of a trust have to give, with what partners and the regulator lend.

    Support that goes to front-line staff does not relieve the board.
    """
    led = parameters.attention_from_leadership
    own = (1.0 - led) + led * trust.effective_leadership
    own = parameters.attention_scale * own - parameters.attention_lost_to_dependence * trust.dependence
    to_the_board = 1.0 - parameters.relief_lost_to_empowerment * regulator.empowerment
    supported = parameters.attention_from_support * trust.regulator_support * to_the_board
    return positive(own + trust.capacity_lent + supported)


def operations_demand(trust: TrustState, parameters: Parameters) -> float:
    """Return the attention that running the trust takes; fire-fighting grows as performance falls."""
    sites = parameters.operations_per_site * (trust.number_of_sites - 1 + trust.group_sites)
    running = parameters.operations_base * (2.0 - performance(trust))
    return running + sites + parameters.operations_pressure * positive(trust.pressure)


def compliance_demand(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the attention that oversight takes: reporting, meetings in special measures, approval of deals.

    A regulator of several voices costs more (Millar et al. 2020); a group left alone while it integrates pays less, and
    so do a trust in the first segment of a regime that gives freedoms, and one whose regulators sit on a joint
    performance board with good data, which gives them the same assurance (Miller & Millar 2017).
    """
    reporting = parameters.compliance_base * regulator.scrutiny
    if trust.special_measures:
        reporting = reporting + parameters.compliance_special_measures * regulator.scrutiny
    elif trust.oversight_segment == 1:
        reporting = reporting * (1.0 - regulator.freedom)
    reporting = reporting + parameters.compliance_missed_total * trust.missed_control_total
    assured = level(regulator.joint_oversight * trust.joint_data_quality)
    reporting = reporting * (1.0 - parameters.reporting_spared * assured)
    confusion = 1.0 + parameters.compliance_incoherence * (1.0 - regulator.regulatory_coherence)
    if trust.integrating:
        reporting = reporting * (1.0 - parameters.reporting_spared * regulator.autonomy)
    return (reporting + trust.approval_demand) * confusion


def left_by_compliance(trust: TrustState, parameters: Parameters) -> float:
    """Return the share of work in partnerships that a trust's compliance leaves undisturbed.

    Reports and meetings take the time of both sides, interfere and distract (Miller & Millar 2017; Millar et al. 2020).
    """
    if trust.attention_supply <= 0.0:
        return 0.0
    taken = trust.attention_compliance / trust.attention_supply
    return positive(1.0 - parameters.partnering_lost_to_compliance * taken)


def partnership_attention(trust: TrustState, parameters: Parameters) -> float:
    """Return the attention partnerships take; several at once take more than the sum (Miller & Millar 2017)."""
    crowding = parameters.partnership_crowding * positive(trust.partnerships_active - 1.0)
    return trust.partnership_demand * (1.0 + crowding)


def keep_ledger(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> None:
    """Write the attention ledger of the month; supply + overload = operations + compliance + partnership + free."""
    trust.attention_supply = attention_supply(trust, regulator, parameters)
    trust.attention_operations = operations_demand(trust, parameters)
    trust.attention_compliance = compliance_demand(trust, regulator, parameters)
    trust.attention_partnership = partnership_attention(trust, parameters)
    asked = trust.attention_operations + trust.attention_compliance + trust.attention_partnership
    trust.attention_free = positive(trust.attention_supply - asked)
    trust.overload = positive(asked - trust.attention_supply)


def usable_attention(trust: TrustState, parameters: Parameters) -> float:
    """Return the free attention that can be turned to improvement; beyond a point more does not help."""
    return smaller(trust.attention_free, parameters.attention_usable)
