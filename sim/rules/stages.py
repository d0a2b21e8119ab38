"""Stages of failure and turnaround, read off the state by transition rules (Walshe et al. 2004).

They can repeat, be skipped, regress or never end: turnaround is not a linear sequence (Millar et al. 2020).
"""

from __future__ import annotations

from sim.model.enums import Stage, Trigger
from sim.model.state import TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import positive
from sim.rules.people import tire
from sim.rules.performance import is_good, is_poor, performance, weakest_stock


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
