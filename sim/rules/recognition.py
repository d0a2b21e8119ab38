"""Recognition: what makes a decline acknowledged, inside and outside.

It comes from outside (an inspection, a cash or leadership crisis, a failed building project, a scandal) or from the
trust's own insight; where cognition and leadership are absent an organisation does not start its own turnaround (Jas &
Skelcher 2005).
"""

from __future__ import annotations

from sim.model.enums import Rating, Stage, Trigger
from sim.model.state import RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import level, positive
from sim.rules.performance import performance


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
    """Return the chance that leaders see the decline for themselves this month.

    Able leaders see it sooner; so do trusts whose figures a regulator goes through, and those that share data and soft
    intelligence with a partner.
    """
    seen = parameters.insight_base
    seen = seen + parameters.insight_from_leadership * trust.effective_leadership * positive(0.5 - performance(trust))
    seen = seen + parameters.insight_from_scrutiny * regulator.scrutiny
    seen = seen + parameters.insight_from_joint_data * trust.joint_data_quality
    seen = seen + parameters.insight_from_soft_intelligence * trust.soft_intelligence
    return level(seen)


def recognised(trust: TrustState, regulator: RegulatorState, parameters: Parameters, chance: float) -> int:
    """Return what, if anything, makes the decline recognised this month."""
    if trust.inspected and (trust.special_measures or trust.rating_overall == Rating.INADEQUATE):
        return Trigger.INSPECTION
    if trust.project_failed:
        return Trigger.CAPITAL_PROJECT
    if trust.finance < parameters.cash_crisis_finance:
        return Trigger.CASH_CRISIS
    if trust.chief_executive_left and trust.stage == Stage.DECLINE:
        return Trigger.LEADERSHIP_CRISIS
    scandal = parameters.scandal_hazard * positive(parameters.scandal_quality - trust.quality)
    if chance < scandal:
        return Trigger.SCANDAL
    if chance < scandal + insight_hazard(trust, regulator, parameters):
        return Trigger.OWN_INSIGHT
    return Trigger.NONE
