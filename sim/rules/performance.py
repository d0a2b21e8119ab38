"""Performance: quality, access and finance move towards the level that their drivers sustain.

Improvement needs effort; decline needs nothing. Improvement works through what has reached the wards
(`frontline_adoption`), not through what the board has decided.
"""

from __future__ import annotations

from sim.model.state import RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import level, smaller
from sim.rules.insight import seen
from sim.rules.published_figures import need_for_change


def performance(trust: TrustState) -> float:
    """Return overall performance, the mean of quality, access and finance."""
    return (trust.quality + trust.access + trust.finance) / 3.0


def aim(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return how well effort is aimed.

    Where there is need for change, effort is misdirected by denial; once the decline is acknowledged it is better
    aimed, and the better the more a plan that is carried out fits the causes (Walshe et al. 2004). What nobody sees is
    aimed at by nobody: success breeds inertia, unless it is observed (Jas & Skelcher 2005).
    """
    unseen = 1.0 - seen(trust, regulator, parameters)
    observed = 1.0 - parameters.coasting * unseen
    if trust.plan_under_way:
        return observed * (parameters.aim_once_acknowledged + parameters.aim_from_plan * trust.plan_quality)
    in_need = parameters.left_in_denial
    in_need = in_need + trust.acknowledged * (parameters.aim_once_acknowledged - parameters.left_in_denial)
    return observed * (1.0 + need_for_change(trust, parameters) * (in_need - 1.0))


def improvement_effort(
    trust: TrustState, usable_attention: float, regulator: RegulatorState, parameters: Parameters
) -> float:
    """Return the effort that reaches the organisation: attention, well aimed, carried by engaged and hopeful staff."""
    carried = parameters.effort_without_engagement + (1.0 - parameters.effort_without_engagement) * trust.engagement
    hopeful = parameters.left_without_hope + (1.0 - parameters.left_without_hope) * trust.hope
    return usable_attention * aim(trust, regulator, parameters) * carried * hopeful


def quick_win_emphasis(trust: TrustState, parameters: Parameters) -> float:
    """Return the weight of effort for access and finance while a plan is carried out.

    It is high as long as the figures are poor, in retrenchment, and low once they are sound, in the return to growth
    (Walshe et al. 2004).
    """
    if not trust.plan_under_way:
        return 1.0
    need = need_for_change(trust, parameters)
    return 1.0 + parameters.quick_win_emphasis * need - parameters.growth_emphasis * (1.0 - need)


def quality_emphasis(trust: TrustState, parameters: Parameters) -> float:
    """Return the weight of effort for quality: what access and finance get more, quality gets less."""
    return 2.0 - quick_win_emphasis(trust, parameters)


def move(stock: float, sustained: float, upward: float, downward: float) -> float:
    """Return a stock moved towards the sustained level, at one speed up and another down."""
    if sustained > stock:
        return stock + smaller(upward, 1.0) * (sustained - stock)
    return stock + downward * (sustained - stock)


def quick_wins(trust: TrustState, parameters: Parameters) -> float:
    """Return what a recovery plan under way adds to the level sustained.

    Quick wins aid survival (Walshe et al. 2004). They are fast and shallow: they are gone with the plan unless
    capability has grown by then.
    """
    if trust.plan_under_way:
        return parameters.quick_wins * trust.plan_quality
    return 0.0


def sustained_quality(trust: TrustState, parameters: Parameters) -> float:
    """Return the quality that the trust's drivers sustain."""
    drivers = (
        parameters.gain_from_adoption * trust.frontline_adoption
        + parameters.quality_from_engagement * trust.engagement
        + parameters.quality_from_workforce * trust.workforce
        + parameters.gain_from_leadership * trust.effective_leadership
        + parameters.gain_from_transfer * trust.practice_transfer
        + quick_wins(trust, parameters)
        + trust.service_gain
    )
    burdens = (
        parameters.slow_pressure * trust.pressure
        + parameters.loss_to_overload * trust.overload
        + parameters.loss_to_transition * trust.integration_dip
    )
    return level(parameters.quality_base + trust.own_quality + drivers - burdens)


def sustained_access(trust: TrustState, parameters: Parameters) -> float:
    """Return the access that the trust's drivers sustain; staff and pressure weigh more than for quality."""
    drivers = (
        parameters.gain_from_adoption * trust.frontline_adoption
        + parameters.access_from_engagement * trust.engagement
        + parameters.access_from_workforce * trust.workforce
        + parameters.gain_from_leadership * trust.effective_leadership
        + parameters.gain_from_transfer * trust.practice_transfer
        + quick_wins(trust, parameters)
        + trust.service_gain
    )
    burdens = (
        parameters.access_pressure * trust.pressure
        + parameters.loss_to_overload * trust.overload
        + parameters.loss_to_transition * trust.integration_dip
    )
    return level(parameters.access_base + trust.own_access + drivers - burdens)


def sustained_finance(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the finance that the trust's drivers sustain.

    Vacancies cost agency staff. Back-office savings pay in full only where the organisation works as one (Millar et al.
    2020). Bridging finance eases an integration while it lasts.
    """
    drivers = (
        parameters.gain_from_leadership * trust.effective_leadership
        + parameters.gain_from_adoption * trust.frontline_adoption
        + parameters.finance_from_access * trust.access
        + parameters.finance_from_workforce * trust.workforce
        + quick_wins(trust, parameters)
    )
    one_organisation = parameters.left_without_coherence + (1.0 - parameters.left_without_coherence) * trust.coherence
    drivers = drivers + parameters.finance_from_savings * trust.back_office_savings * one_organisation
    if trust.bridged:
        drivers = drivers + parameters.gain_from_bridging * regulator.bridging_finance
    burdens = parameters.slow_pressure * trust.pressure + parameters.loss_to_transition * trust.integration_dip
    # Money spent on partnerships and inspections, less fees and grants, as a share of turnover: 12 months of it.
    net = trust.cost_to_trust - trust.income_from_partnerships - trust.income_from_grants
    spent = parameters.finance_spending * 12.0 * net / trust.turnover
    return level(parameters.finance_base + trust.own_finance + drivers - burdens - spent)


def next_quality(trust: TrustState, parameters: Parameters) -> float:
    """Return quality a month later."""
    upward = parameters.slow_speed * trust.effort * quality_emphasis(trust, parameters) + parameters.slow_drift
    return move(trust.quality, sustained_quality(trust, parameters), upward, parameters.slow_decline)


def next_access(trust: TrustState, parameters: Parameters) -> float:
    """Return access a month later."""
    upward = parameters.access_speed * trust.effort * quick_win_emphasis(trust, parameters) + parameters.access_drift
    return move(trust.access, sustained_access(trust, parameters), upward, parameters.access_decline)


def next_finance(
    trust: TrustState,
    regulator: RegulatorState,
    parameters: Parameters,
) -> float:
    """Return finance a month later."""
    upward = parameters.slow_speed * trust.effort * quick_win_emphasis(trust, parameters) + parameters.slow_drift
    sustained = sustained_finance(trust, regulator, parameters)
    return move(trust.finance, sustained, upward, parameters.slow_decline)
