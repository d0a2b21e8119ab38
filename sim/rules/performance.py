"""Performance: quality, access and finance move towards the level that their drivers sustain.

Improvement needs effort; decline needs nothing. Improvement works through what has reached the wards
(`frontline_adoption`), not through what the board has decided.
"""

from __future__ import annotations

from sim.model.enums import Stage
from sim.model.state import EnvironmentState, RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import level, positive, smaller


def performance(trust: TrustState) -> float:
    """Return overall performance, the mean of quality, access and finance."""
    return (trust.quality + trust.access + trust.finance) / 3.0


def weakest_stock(trust: TrustState) -> float:
    """Return the lowest of quality, access and finance."""
    return smaller(trust.quality, smaller(trust.access, trust.finance))


def direction(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return how well effort is aimed in the present stage.

    Before recognition it is misdirected by denial; afterwards a plan that fits the causes directs it
    (Walshe et al. 2004). Stable trusts coast, since success breeds inertia (Jas & Skelcher 2005), unless observed.
    """
    if trust.stage == Stage.STABLE:
        observed = parameters.scrutiny_against_coasting * regulator.scrutiny
        return 1.0 - parameters.coasting * positive(1.0 - observed)
    if trust.stage == Stage.DECLINE:
        return parameters.direction_decline
    if trust.stage == Stage.TRIGGER:
        return parameters.direction_trigger
    if trust.stage == Stage.FORMULATION:
        return parameters.direction_formulation
    if trust.stage == Stage.RETRENCHMENT:
        return parameters.direction_recovery + parameters.plan_directs_retrenchment * trust.plan_quality
    if trust.stage == Stage.GROWTH:
        return parameters.direction_recovery + parameters.plan_directs_growth * trust.plan_quality
    return parameters.direction_permanent_failure


def improvement_effort(
    trust: TrustState, usable_attention: float, regulator: RegulatorState, parameters: Parameters
) -> float:
    """Return the effort that reaches the organisation: attention, well aimed, carried by engaged staff."""
    carried = parameters.effort_without_engagement + (1.0 - parameters.effort_without_engagement) * trust.engagement
    learned = 1.0 + parameters.effort_from_transfer * trust.practice_transfer
    return usable_attention * direction(trust, regulator, parameters) * carried * learned


def quality_emphasis(trust: TrustState, parameters: Parameters) -> float:
    """Return the weight of effort for quality: low in retrenchment, high in return to growth (Walshe et al. 2004)."""
    if trust.stage == Stage.RETRENCHMENT:
        return 1.0 - parameters.quick_win_emphasis
    if trust.stage == Stage.GROWTH:
        return 1.0 + parameters.growth_emphasis
    return 1.0


def quick_win_emphasis(trust: TrustState, parameters: Parameters) -> float:
    """Return the weight of effort for access and finance: high in retrenchment, low in the return to growth."""
    if trust.stage == Stage.RETRENCHMENT:
        return 1.0 + parameters.quick_win_emphasis
    if trust.stage == Stage.GROWTH:
        return 1.0 - parameters.growth_emphasis
    return 1.0


def move(stock: float, sustained: float, upward: float, downward: float) -> float:
    """Return a stock moved towards the sustained level, at one speed up and another down."""
    if sustained > stock:
        return stock + smaller(upward, 1.0) * (sustained - stock)
    return stock + downward * (sustained - stock)


def quick_wins(trust: TrustState, gain: float) -> float:
    """Return what a recovery plan under way adds to the level sustained, `gain` under a perfect plan.

    Quick wins aid survival (Walshe et al. 2004). They are fast and shallow: they are gone with the plan unless
    capability has grown by then.
    """
    if trust.stage == Stage.RETRENCHMENT or trust.stage == Stage.GROWTH:
        return gain * trust.plan_quality
    return 0.0


def sustained_quality(trust: TrustState, parameters: Parameters) -> float:
    """Return the quality that the trust's drivers sustain."""
    drivers = (
        parameters.quality_from_adoption * trust.frontline_adoption
        + parameters.quality_from_engagement * trust.engagement
        + parameters.quality_from_workforce * trust.workforce
        + parameters.quality_from_leadership * trust.effective_leadership
        + parameters.quality_from_transfer * trust.practice_transfer
        + quick_wins(trust, parameters.quality_quick_wins)
        + parameters.service_gain_felt * trust.service_gain
    )
    burdens = (
        parameters.quality_pressure * trust.pressure
        + parameters.quality_overload * trust.overload
        + parameters.quality_dip * trust.integration_dip
    )
    return level(parameters.quality_base + drivers - burdens)


def sustained_access(trust: TrustState, parameters: Parameters) -> float:
    """Return the access that the trust's drivers sustain; staff and pressure weigh more than for quality."""
    drivers = (
        parameters.access_from_adoption * trust.frontline_adoption
        + parameters.access_from_engagement * trust.engagement
        + parameters.access_from_workforce * trust.workforce
        + parameters.access_from_leadership * trust.effective_leadership
        + parameters.access_from_transfer * trust.practice_transfer
        + quick_wins(trust, parameters.access_quick_wins)
        + parameters.service_gain_felt * trust.service_gain
    )
    burdens = (
        parameters.access_pressure * trust.pressure
        + parameters.access_overload * trust.overload
        + parameters.access_dip * trust.integration_dip
    )
    return level(parameters.access_base + drivers - burdens)


def sustained_finance(
    trust: TrustState, regulator: RegulatorState, environment: EnvironmentState, parameters: Parameters
) -> float:
    """Return the finance that the trust's drivers sustain.

    Vacancies cost agency staff. Back-office savings pay in full only where the organisation works as one (Millar et al.
    2020). Bridging finance eases an integration while it lasts.
    """
    drivers = (
        parameters.finance_from_leadership * trust.effective_leadership
        + parameters.finance_from_adoption * trust.frontline_adoption
        + parameters.finance_from_access * trust.access
        + parameters.finance_from_workforce * trust.workforce
        + quick_wins(trust, parameters.finance_quick_wins)
    )
    one_organisation = (
        parameters.savings_without_coherence + (1.0 - parameters.savings_without_coherence) * trust.coherence
    )
    drivers = drivers + parameters.finance_from_savings * trust.back_office_savings * one_organisation
    if trust.bridged:
        drivers = drivers + parameters.finance_from_bridging * regulator.bridging_finance
    burdens = (
        parameters.finance_pressure * trust.pressure
        + parameters.finance_squeeze * environment.funding_squeeze
        + parameters.finance_dip * trust.integration_dip
    )
    # Money spent on partnerships and inspections, less fees earned, as a share of a year's turnover: 12 months of it.
    net = trust.cost_to_trust - trust.income_from_partnerships
    spent = parameters.finance_spending * 12.0 * net / trust.turnover
    return level(parameters.finance_base + drivers - burdens - spent)


def next_quality(trust: TrustState, parameters: Parameters, shock: float) -> float:
    """Return quality a month later."""
    upward = parameters.quality_speed * trust.effort * quality_emphasis(trust, parameters) + parameters.quality_drift
    moved = move(trust.quality, sustained_quality(trust, parameters), upward, parameters.quality_decline)
    return level(moved + parameters.quality_noise * shock)


def next_access(trust: TrustState, parameters: Parameters, shock: float) -> float:
    """Return access a month later."""
    upward = parameters.access_speed * trust.effort * quick_win_emphasis(trust, parameters) + parameters.access_drift
    moved = move(trust.access, sustained_access(trust, parameters), upward, parameters.access_decline)
    return level(moved + parameters.access_noise * shock)


def next_finance(
    trust: TrustState,
    regulator: RegulatorState,
    environment: EnvironmentState,
    parameters: Parameters,
    shock: float,
) -> float:
    """Return finance a month later."""
    upward = parameters.finance_speed * trust.effort * quick_win_emphasis(trust, parameters) + parameters.finance_drift
    sustained = sustained_finance(trust, regulator, environment, parameters)
    moved = move(trust.finance, sustained, upward, parameters.finance_decline)
    return level(moved + parameters.finance_noise * shock)


def is_poor(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether performance is poor: a stock below the poor level, or the mean below the poor mean."""
    return weakest_stock(trust) < parameters.poor_stock or performance(trust) < parameters.poor_performance


def is_good(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether performance is good: no stock poor and the mean above the growth threshold."""
    return weakest_stock(trust) >= parameters.poor_stock and performance(trust) >= parameters.growth_performance


def count_months(trust: TrustState, parameters: Parameters) -> None:
    """Count consecutive months of poor and of good performance."""
    if is_poor(trust, parameters):
        trust.months_poor = trust.months_poor + 1
    else:
        trust.months_poor = 0
    if is_good(trust, parameters):
        trust.months_good = trust.months_good + 1
    else:
        trust.months_good = 0
