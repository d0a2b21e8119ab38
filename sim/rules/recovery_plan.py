"""Planning: how well a recovery plan comes to fit the causes of failure."""

from __future__ import annotations

from sim.model.enums import Stage
from sim.model.state import TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import level
from sim.rules.culture import confusion


def next_plan_quality(trust: TrustState, usable_attention: float, parameters: Parameters) -> float:
    """Return a month later how well the recovery plan fits the causes.

    Leaders, capability, advice and free attention build it; good joint data and soft intelligence make the diagnosis
    sharper, and advice from several foreign partners at once blurs it. Once the trust
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
        + parameters.plan_from_soft_intelligence * trust.soft_intelligence
    )
    insight = insight / (1.0 + parameters.plan_lost_to_confusion * confusion(trust))
    time_to_think = parameters.plan_without_attention + usable_attention
    return level(trust.plan_quality + parameters.plan_speed * insight * time_to_think)
