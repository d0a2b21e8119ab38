"""Recognition: what makes a decline acknowledged, inside and outside.

It comes from outside (an inspection, a cash or leadership crisis, a failed building project, a scandal) or from the
trust's own insight; where cognition and leadership are absent an organisation does not start its own turnaround (Jas &
Skelcher 2005).
"""

from __future__ import annotations

from sim.model.enums import Rating, Trigger
from sim.model.state import EnvironmentState, RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import larger, level, positive
from sim.rules.insight import seen
from sim.rules.performance import performance
from sim.rules.published_figures import need_for_change


def project_fails(trust: TrustState, parameters: Parameters, chance: float) -> bool:
    """Return whether a major building project comes to nothing this month; weak leaders run the greater risk."""
    weak = positive(1.0 - trust.effective_leadership)
    return trust.building_plan and chance < parameters.project_failure * weak


def lose_project(trust: TrustState, parameters: Parameters) -> None:
    """Write off a building project that came to nothing (Millar et al. 2020)."""
    trust.finance = level(trust.finance - parameters.project_write_off)
    trust.building_plan = False
    trust.project_failed = True


def insight_hazard(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the chance that leaders who see what is wrong own up to it this month: the worse it is, the sooner."""
    wrong = positive(parameters.sound_performance - performance(trust))
    return level(parameters.insight_rate * seen(trust, regulator, parameters) * wrong)


def recognised(
    trust: TrustState,
    regulator: RegulatorState,
    environment: EnvironmentState,
    parameters: Parameters,
    chance: float,
) -> int:
    """Return what, if anything, makes the decline recognised this month.

    A verdict of inspectors, a failed building project and a scandal that the scenario dates are recognised by all, a
    crisis only where it is seen; other triggers only where the figures call for a turnaround.
    """
    put_in = trust.special_measures and trust.months_in_special_measures == 0
    if put_in or (trust.inspected and (trust.special_measures or trust.rating_overall == Rating.INADEQUATE)):
        return Trigger.INSPECTION
    if trust.project_failed:
        return Trigger.CAPITAL_PROJECT
    if trust.scandal:
        return Trigger.SCANDAL
    need = need_for_change(trust, parameters)
    crisis = Trigger.NONE
    money = environment.national_funding + environment.funding_trend + trust.funding_shock
    if trust.finance + money < parameters.cash_crisis_finance:
        crisis = Trigger.CASH_CRISIS
    elif trust.chief_executive_left and need > 0.0:
        crisis = Trigger.LEADERSHIP_CRISIS
    if crisis != Trigger.NONE and chance < seen(trust, regulator, parameters):
        return crisis
    scandal = parameters.scandal_hazard * positive(parameters.poor_stock - trust.quality)
    if chance < scandal:
        return Trigger.SCANDAL
    if need > 0.0 and chance < scandal + need * insight_hazard(trust, regulator, parameters):
        return Trigger.OWN_INSIGHT
    return Trigger.NONE


def is_in_denial(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether leaders do not acknowledge the decline of a trust enough to make a plan."""
    return trust.acknowledged < parameters.enough_acknowledged and not trust.plan_under_way


def break_denial(trust: TrustState, parameters: Parameters) -> None:
    """Let a trigger break denial: it gives way from then on."""
    trust.acknowledged = larger(trust.acknowledged, parameters.acknowledged_at_trigger)


def next_acknowledged(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return a month later how far leaders acknowledge the decline.

    Denial that has been broken gives way, faster where more is seen; a decline that is over is forgotten.
    """
    if trust.acknowledged <= 0.0:
        return 0.0
    reminded = need_for_change(trust, parameters)
    if trust.special_measures:
        reminded = 1.0
    rate = parameters.acceptance_rate * seen(trust, regulator, parameters)
    gained = rate * reminded * (1.0 - trust.acknowledged)
    forgotten = (1.0 - parameters.kept_when_sound) * (1.0 - reminded) * trust.acknowledged
    later = trust.acknowledged + gained - forgotten
    if later < 0.01:
        return 0.0
    return level(later)
