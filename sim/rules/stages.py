"""Stages of failure and turnaround, read off the state by transition rules (Walshe et al. 2004).

They can repeat, be skipped, regress or never end: turnaround is not a linear sequence (Millar et al. 2020). Recognition
comes from outside (an inspection, a cash or leadership crisis, a scandal) or from the trust's own insight; where
cognition and leadership are absent an organisation does not start its own turnaround (Jas & Skelcher 2005).
"""

from __future__ import annotations

from sim.parameters import Parameters
from sim.rules.arithmetic import level, positive
from sim.rules.people import tire
from sim.rules.performance import is_good, is_poor, performance, weakest_stock
from sim.state import RegulatorState, TrustState
from sim.vocabulary import Rating, Stage, Trigger


def insight_hazard(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the chance that leaders see the decline for themselves this month.

    Able leaders see it sooner; so do trusts whose figures a regulator goes through, and those that share data with a
    partner.
    """
    seen = parameters.insight_base
    seen = seen + parameters.insight_from_leadership * trust.effective_leadership * positive(0.5 - performance(trust))
    seen = seen + parameters.insight_from_scrutiny * regulator.scrutiny
    seen = seen + parameters.insight_from_joint_data * trust.joint_data_quality
    return level(seen)


def recognised(trust: TrustState, regulator: RegulatorState, parameters: Parameters, chance: float) -> int:
    """Return what, if anything, makes the decline recognised this month."""
    if trust.inspected and (trust.special_measures or trust.rating_overall == Rating.INADEQUATE):
        return Trigger.INSPECTION
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


def has_stabilised(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether the decline has been stopped: no stock poor and the mean above the growth threshold."""
    return (
        weakest_stock(trust) >= parameters.stabilised_stock
        and performance(trust) >= parameters.growth_performance
        and trust.months_in_stage >= parameters.retrenchment_months
    )


def fails_permanently(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether years without recovery, little capability and weak leadership add up to permanent failure."""
    return (
        trust.months_failing >= parameters.permanent_failure_months
        and not is_good(trust, parameters)
        and trust.capability < parameters.permanent_failure_capability
        and trust.effective_leadership < parameters.permanent_failure_leadership
    )


def next_stage(trust: TrustState, parameters: Parameters, trigger: int, chance: float) -> int:
    """Return the stage a trust is in after this month."""
    if trust.stage == Stage.STABLE or trust.stage == Stage.GROWTH:
        return leave_good_times(trust, parameters, trigger)
    if trust.stage == Stage.PERMANENT_FAILURE:
        return leave_permanent_failure(trust, parameters, chance)
    if fails_permanently(trust, parameters):
        return Stage.PERMANENT_FAILURE
    if trust.stage == Stage.DECLINE:
        return leave_decline(trust, parameters, trigger)
    if trust.stage == Stage.TRIGGER:
        if chance < parameters.acceptance_base + parameters.acceptance_from_leadership * trust.effective_leadership:
            return Stage.FORMULATION
        return Stage.TRIGGER
    if trust.stage == Stage.FORMULATION:
        return leave_formulation(trust, parameters)
    return leave_retrenchment(trust, parameters, chance)


def leave_good_times(trust: TrustState, parameters: Parameters, trigger: int) -> int:
    """Return the stage after stability or growth: decline, or recognition at once if an inspection finds failure.

    A verdict that confirms what is known does not stop a recovery under way, unless performance is poor again.
    """
    if trigger == Trigger.INSPECTION and (trust.stage == Stage.STABLE or trust.months_poor > 0):
        return Stage.TRIGGER
    if trust.months_poor >= parameters.decline_months:
        return Stage.DECLINE
    own = trust.capability >= parameters.stable_capability
    out = not trust.special_measures
    if trust.stage == Stage.GROWTH and own and out and trust.months_good >= parameters.stable_months:
        return Stage.STABLE
    return trust.stage


def leave_decline(trust: TrustState, parameters: Parameters, trigger: int) -> int:
    """Return the stage after decline: recognition, or stability where performance came back by itself."""
    if trigger != Trigger.NONE:
        return Stage.TRIGGER
    if trust.months_good >= parameters.stable_months and not trust.special_measures:
        return Stage.STABLE
    return Stage.DECLINE


def leave_formulation(trust: TrustState, parameters: Parameters) -> int:
    """Return the stage after strategy formulation: retrenchment when the plan is ready or time has run out."""
    ready = trust.plan_quality >= parameters.plan_ready and trust.months_in_stage >= parameters.plan_shortest_months
    if ready or trust.months_in_stage >= parameters.plan_longest_months:
        return Stage.RETRENCHMENT
    return Stage.FORMULATION


def leave_retrenchment(trust: TrustState, parameters: Parameters, chance: float) -> int:
    """Return the stage after retrenchment: growth once stabilised; a failed plan leads to a new one or to denial."""
    if has_stabilised(trust, parameters):
        return Stage.GROWTH
    if trust.months_in_stage >= parameters.plan_patience_months and is_poor(trust, parameters):
        if chance < trust.effective_leadership:
            return Stage.FORMULATION
        return Stage.DECLINE
    return Stage.RETRENCHMENT


def leave_permanent_failure(trust: TrustState, parameters: Parameters, chance: float) -> int:
    """Return the stage after permanent failure, which only strong leadership from somewhere can end."""
    strong = positive(trust.effective_leadership - parameters.permanent_failure_leadership)
    if chance < parameters.rescue_hazard * strong:
        return Stage.TRIGGER
    return Stage.PERMANENT_FAILURE


def plan_has_failed(trust: TrustState, stage: int) -> bool:
    """Return whether going to `stage` means that a recovery plan is given up."""
    return trust.stage == Stage.RETRENCHMENT and (stage == Stage.FORMULATION or stage == Stage.DECLINE)


def enter_stage(trust: TrustState, parameters: Parameters, stage: int) -> None:
    """Put a trust into a stage: the month count begins anew; new plans begin from nothing and tire the staff."""
    if plan_has_failed(trust, stage):
        tire(trust, parameters.fatigue_failed_plan)
    if stage != Stage.RETRENCHMENT and stage != Stage.GROWTH:
        trust.plan_quality = 0.0
    if stage == Stage.FORMULATION:
        tire(trust, parameters.fatigue_new_plan)
    trust.stage = stage
    trust.months_in_stage = 0


def count_stage_months(trust: TrustState) -> None:
    """Count months in the stage, and months without stability or growth."""
    trust.months_in_stage = trust.months_in_stage + 1
    if trust.stage == Stage.STABLE or trust.stage == Stage.GROWTH:
        trust.months_failing = 0
    else:
        trust.months_failing = trust.months_failing + 1


def next_plan_quality(trust: TrustState, usable_attention: float, parameters: Parameters) -> float:
    """Return a month later how well the recovery plan fits the causes.

    Leaders, capability, advice and free attention build it; good joint data make the diagnosis sharper. Once the trust
    has returned to growth the plan is used up, and what it gave must by then be the trust's own.
    """
    if trust.stage == Stage.GROWTH:
        return trust.plan_quality * parameters.plan_kept
    if trust.stage != Stage.FORMULATION:
        return trust.plan_quality
    insight = (
        parameters.plan_from_leadership * trust.effective_leadership
        + parameters.plan_from_capability * trust.capability
        + parameters.plan_from_mentoring * trust.mentoring
        + parameters.plan_from_support * trust.regulator_support
        + parameters.plan_from_joint_data * trust.joint_data_quality
    )
    time_to_think = parameters.plan_without_attention + usable_attention
    return level(trust.plan_quality + parameters.plan_speed * insight * time_to_think)
