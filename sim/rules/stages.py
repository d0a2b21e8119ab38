"""Stages of failure and turnaround: names for where a trust is (Walshe et al. 2004).

A stage is read off the published figures, acknowledgement, plan and hope, and nothing is decided by it: a cut-off that
is only used here changes no trajectory. Stages can repeat, be skipped, regress or never end: turnaround is not a linear
sequence (Millar et al. 2020).
"""

from __future__ import annotations

from sim.model.enums import Stage
from sim.model.state import TrustState
from sim.parameters import Parameters
from sim.rules.published_figures import is_good, published_performance, weakest_figure
from sim.rules.recovery_plan import is_planning


def has_stabilised(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether the decline has been stopped: no figure poor and the mean above the growth threshold."""
    return (
        weakest_figure(trust) >= parameters.stabilised_stock
        and published_performance(trust) >= parameters.growth_performance
    )


def fails_permanently(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether years without recovery, no hope and weak leadership add up to permanent failure."""
    return (
        trust.months_failing >= parameters.permanent_failure_months
        and trust.hope < parameters.permanent_failure_level
        and trust.effective_leadership < parameters.permanent_failure_level
        and not is_good(trust, parameters)
    )


def next_stage(trust: TrustState, parameters: Parameters) -> int:
    """Return the stage that a trust is in after this month."""
    if trust.plan_under_way:
        return stage_under_plan(trust, parameters)
    if fails_permanently(trust, parameters):
        return Stage.PERMANENT_FAILURE
    if is_planning(trust, parameters):
        return Stage.FORMULATION
    if trust.months_poor > 0 and trust.acknowledged > 0.0:
        return Stage.TRIGGER
    return stage_without_plan(trust, parameters)


def stage_under_plan(trust: TrustState, parameters: Parameters) -> int:
    """Return the stage while a plan is carried out: retrenchment, and growth once the decline has been stopped."""
    if trust.stage == Stage.GROWTH and trust.months_poor < parameters.stage_months:
        return Stage.GROWTH
    settled = trust.months_of_planning >= parameters.stage_months
    if has_stabilised(trust, parameters) and settled:
        return Stage.GROWTH
    if fails_permanently(trust, parameters):
        return Stage.PERMANENT_FAILURE
    return Stage.RETRENCHMENT


def stage_without_plan(trust: TrustState, parameters: Parameters) -> int:
    """Return the stage of a trust that neither makes nor carries out a plan."""
    if trust.months_poor >= parameters.stage_months:
        return Stage.DECLINE
    if trust.stage == Stage.STABLE:
        return Stage.STABLE
    if trust.months_good >= parameters.stable_months and not trust.special_measures:
        return Stage.STABLE
    if trust.months_poor == 0 and (trust.stage == Stage.RETRENCHMENT or trust.stage == Stage.FORMULATION):
        return Stage.GROWTH
    if trust.stage == Stage.TRIGGER or trust.stage == Stage.FORMULATION or trust.stage == Stage.RETRENCHMENT:
        return Stage.DECLINE
    return trust.stage


def enter_stage(trust: TrustState, stage: int) -> None:
    """Name the stage a trust is in from now on; its months are counted anew."""
    trust.stage = stage
    trust.months_in_stage = 0


def count_stage_months(trust: TrustState) -> None:
    """Count months in the stage, and months without stability or growth."""
    trust.months_in_stage = trust.months_in_stage + 1
    if trust.stage == Stage.STABLE or trust.stage == Stage.GROWTH:
        trust.months_failing = 0
    else:
        trust.months_failing = trust.months_failing + 1
