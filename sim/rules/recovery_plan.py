"""Planning: how a recovery plan comes about, how well it fits the causes, and when it is used up or given up."""

from __future__ import annotations

from sim.model.state import TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import level
from sim.rules.culture import confusion
from sim.rules.people import tire
from sim.rules.published_figures import is_poor, need_for_change


def is_planning(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether leaders make a recovery plan: they acknowledge a decline that goes on, and carry out none yet."""
    if trust.plan_under_way or trust.acknowledged < parameters.enough_acknowledged:
        return False
    return trust.special_measures or need_for_change(trust, parameters) > 0.0


def next_plan_quality(trust: TrustState, usable_attention: float, parameters: Parameters) -> float:
    """Return a month later how well the recovery plan fits the causes.

    Leaders, capability and advice build it alike, with attention to think; advice from several foreign partners at
    once blurs it. Where nothing calls for the plan any more it is used up, and what it gave must by then be the trust's
    own.
    """
    if trust.plan_under_way:
        no_longer_called_for = 1.0 - need_for_change(trust, parameters)
        return trust.plan_quality * (1.0 - (1.0 - parameters.kept_when_sound) * no_longer_called_for)
    if not is_planning(trust, parameters):
        return trust.plan_quality
    insight = trust.effective_leadership + trust.capability + trust.mentoring
    insight = insight / (1.0 + parameters.plan_lost_to_confusion * confusion(trust))
    time_to_think = parameters.plan_without_attention + usable_attention
    return level(trust.plan_quality + parameters.plan_speed * insight * time_to_think)


def is_ready(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether a plan is put to work: it is good enough, or time has run out."""
    if trust.plan_under_way:
        return False
    return trust.plan_quality >= parameters.plan_ready or trust.months_of_planning >= parameters.plan_longest_months


def has_failed(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether a plan is given up: it has been given its time, and the published figures are still poor."""
    return (
        trust.plan_under_way
        and trust.months_of_planning >= parameters.plan_patience_months
        and is_poor(trust, parameters)
    )


def is_used_up(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether a plan that is carried out has nothing left to give."""
    return trust.plan_under_way and trust.plan_quality < parameters.plan_used_up


def put_to_work(trust: TrustState) -> None:
    """Begin to carry out the plan."""
    trust.plan_under_way = True
    trust.months_of_planning = 0


def drop_plan(trust: TrustState) -> None:
    """Carry out the plan no longer; the next begins from nothing."""
    trust.plan_under_way = False
    trust.plan_quality = 0.0
    trust.months_of_planning = 0


def give_up(trust: TrustState, parameters: Parameters, chance: float) -> None:
    """Give up a plan that has failed; weak leaders fall back into denial."""
    drop_plan(trust)
    tire(trust, parameters.fatigue_failed_plan)
    if chance >= trust.effective_leadership:
        trust.acknowledged = 0.0


def count_planning(trust: TrustState, parameters: Parameters) -> None:
    """Count the months of making or carrying out a plan; a plan that is begun tires the staff."""
    if trust.plan_under_way:
        trust.months_of_planning = trust.months_of_planning + 1
        return
    if not is_planning(trust, parameters):
        drop_plan(trust)
        return
    if trust.months_of_planning == 0:
        tire(trust, parameters.fatigue_new)
    trust.months_of_planning = trust.months_of_planning + 1
