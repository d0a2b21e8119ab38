"""Stages of failure and turnaround: every transition, and what is counted on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Stage, Trigger
from sim.model.state import TrustState
from sim.rules.stages import (
    count_stage_months,
    enter_stage,
    fails_permanently,
    has_stabilised,
    leave_decline,
    leave_formulation,
    leave_good_times,
    leave_permanent_failure,
    leave_retrenchment,
    next_stage,
    plan_has_failed,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)

NEVER, ALWAYS = 1.0, 0.0  # draws that no chance short of certainty reaches, and that any chance does
IN_TROUBLE = (Stage.DECLINE, Stage.TRIGGER, Stage.FORMULATION, Stage.RETRENCHMENT)
PLAIN = {
    "decline_months": 6,
    "stable_months": 12,
    "stable_capability": 0.4,
    "plan_ready": 0.3,
    "plan_shortest_months": 3,
    "plan_longest_months": 9,
    "retrenchment_months": 6,
    "plan_patience_months": 18,
    "permanent_failure_months": 48,
    "permanent_failure_capability": 0.3,
    "permanent_failure_leadership": 0.3,
}
LOST = {"months_failing": 60, "capability": 0.1, "effective_leadership": 0.1}


@pytest.fixture(scope="session")
def stage_after(even_trust: Make, parameters: Make) -> Make:
    """Return the stage after a month of a middling trust, changed as given."""

    def _stage_after(
        stage: Stage, trigger: Trigger = Trigger.NONE, chance: float = 0.5, level: float = 0.5, **state: Any
    ) -> Stage:
        return Stage(next_stage(even_trust(level, stage=stage, **state), parameters(**PLAIN), trigger, chance))

    return _stage_after


# From stability and growth


def test_stage_after_stability_is_stability_while_all_goes_well(stage_after: Make) -> None:
    assert stage_after(Stage.STABLE, months_good=60) == Stage.STABLE


def test_stage_after_stability_is_decline_once_performance_has_been_poor_for_long_enough(stage_after: Make) -> None:
    assert [stage_after(Stage.STABLE, months_poor=months) for months in (5, 6)] == [Stage.STABLE, Stage.DECLINE]


def test_stage_after_stability_skips_denial_when_an_inspection_finds_failure(stage_after: Make) -> None:
    assert stage_after(Stage.STABLE, Trigger.INSPECTION) == Stage.TRIGGER
    assert stage_after(Stage.STABLE, Trigger.INSPECTION, months_poor=9) == Stage.TRIGGER


@pytest.mark.parametrize("trigger", [trigger for trigger in Trigger if trigger != Trigger.INSPECTION])
@pytest.mark.parametrize("stage", [Stage.STABLE, Stage.GROWTH])
def test_in_good_times_nothing_but_an_inspection_is_heeded(stage: Stage, trigger: Trigger, stage_after: Make) -> None:
    assert stage_after(stage, trigger) == stage


def test_stage_after_growth_is_stability_on_the_trusts_own_capability(stage_after: Make) -> None:
    assert stage_after(Stage.GROWTH, months_good=12, capability=0.4) == Stage.STABLE
    assert stage_after(Stage.GROWTH, months_good=11, capability=0.5) == Stage.GROWTH
    assert stage_after(Stage.GROWTH, months_good=60, capability=0.3) == Stage.GROWTH


def test_no_trust_is_stable_while_it_is_in_special_measures(stage_after: Make) -> None:
    recovered = {"months_good": 60, "capability": 0.9, "special_measures": True}
    assert stage_after(Stage.GROWTH, **recovered) == Stage.GROWTH
    assert stage_after(Stage.DECLINE, **recovered) == Stage.DECLINE


def test_stage_after_growth_is_relapse_into_decline_when_performance_is_poor_again(stage_after: Make) -> None:
    assert [stage_after(Stage.GROWTH, months_poor=months) for months in (5, 6)] == [Stage.GROWTH, Stage.DECLINE]


def test_verdict_that_confirms_what_is_known_does_not_stop_a_recovery(stage_after: Make) -> None:
    assert stage_after(Stage.GROWTH, Trigger.INSPECTION) == Stage.GROWTH
    assert stage_after(Stage.GROWTH, Trigger.INSPECTION, months_poor=1) == Stage.TRIGGER


def test_good_times_never_end_in_permanent_failure_at_once(stage_after: Make) -> None:
    assert stage_after(Stage.STABLE, **LOST) == Stage.STABLE
    assert stage_after(Stage.GROWTH, **LOST) == Stage.GROWTH


# From decline and recognition


@pytest.mark.parametrize("trigger", [trigger for trigger in Trigger if trigger != Trigger.NONE])
def test_stage_after_decline_is_the_trigger_whatever_it_is(trigger: Trigger, stage_after: Make) -> None:
    assert stage_after(Stage.DECLINE, trigger) == Stage.TRIGGER


def test_stage_after_decline_is_decline_while_nobody_sees_it(stage_after: Make) -> None:
    assert stage_after(Stage.DECLINE, months_in_stage=600, level=0.2) == Stage.DECLINE


def test_stage_after_decline_is_stability_where_performance_came_back_by_itself(stage_after: Make) -> None:
    assert [stage_after(Stage.DECLINE, months_good=months) for months in (11, 12)] == [Stage.DECLINE, Stage.STABLE]


def test_stage_after_the_trigger_is_formulation_once_leaders_accept_the_diagnosis(stage_after: Make) -> None:
    assert stage_after(Stage.TRIGGER, chance=ALWAYS) == Stage.FORMULATION
    assert stage_after(Stage.TRIGGER, chance=NEVER, effective_leadership=0.0) == Stage.TRIGGER


def test_able_leaders_accept_the_diagnosis_sooner(even_trust: Make, parameters: Make) -> None:
    def first_chance_missed(leadership: float, **overrides: float) -> float:
        values = parameters(**({"acceptance_base": 0.2, "acceptance_from_leadership": 0.4} | overrides))
        trust_ = even_trust(0.5, stage=Stage.TRIGGER, effective_leadership=leadership)
        draws = [step / 100 for step in range(101)]
        return min(draw for draw in draws if next_stage(trust_, values, Trigger.NONE, draw) == Stage.TRIGGER)

    assert first_chance_missed(0.1) < first_chance_missed(0.9)
    off = {"acceptance_from_leadership": 0.0}
    assert first_chance_missed(0.1, **off) == first_chance_missed(0.9, **off)


# From formulation and retrenchment


def test_stage_after_formulation_is_retrenchment_when_the_plan_is_ready(stage_after: Make) -> None:
    def after(plan: float, months: int) -> Stage:
        return stage_after(Stage.FORMULATION, plan_quality=plan, months_in_stage=months)

    assert after(0.3, 3) == after(0.9, 3) == Stage.RETRENCHMENT
    assert after(0.29, 3) == Stage.FORMULATION
    assert after(0.9, 2) == Stage.FORMULATION


def test_stage_after_formulation_is_retrenchment_when_time_has_run_out(stage_after: Make) -> None:
    after = [stage_after(Stage.FORMULATION, plan_quality=0.0, months_in_stage=months) for months in (8, 9)]
    assert after == [Stage.FORMULATION, Stage.RETRENCHMENT]


def test_decline_has_stopped_when_no_stock_is_poor_and_retrenchment_has_lasted(
    even_trust: Make, parameters: Make
) -> None:
    values = parameters(stabilised_stock=0.4, growth_performance=0.5, retrenchment_months=6)
    assert has_stabilised(even_trust(0.5, months_in_stage=6), values)
    assert not has_stabilised(even_trust(0.5, months_in_stage=5), values)
    assert has_stabilised(even_trust(0.9, quality=0.4, months_in_stage=6), values)
    assert not has_stabilised(even_trust(0.49, months_in_stage=6), values)
    for stock in ("quality", "access", "finance"):
        assert not has_stabilised(even_trust(0.9, months_in_stage=6, **{stock: 0.39}), values)


def test_stage_after_retrenchment_is_growth_once_stabilised(stage_after: Make) -> None:
    assert [stage_after(Stage.RETRENCHMENT, level=0.8, months_in_stage=months) for months in (5, 6)] == [
        Stage.RETRENCHMENT,
        Stage.GROWTH,
    ]


def test_stage_after_a_failed_plan_is_a_new_plan_under_able_leaders_and_denial_under_weak_ones(
    stage_after: Make,
) -> None:
    failed = {"level": 0.1, "months_in_stage": 18, "chance": 0.5}
    assert stage_after(Stage.RETRENCHMENT, effective_leadership=0.7, **failed) == Stage.FORMULATION
    assert stage_after(Stage.RETRENCHMENT, effective_leadership=0.3, **failed) == Stage.DECLINE


def test_plan_is_given_time_before_it_has_failed(stage_after: Make) -> None:
    assert stage_after(Stage.RETRENCHMENT, level=0.1, months_in_stage=17) == Stage.RETRENCHMENT


def test_trust_neither_poor_nor_stabilised_may_stay_in_retrenchment_for_ever(
    even_trust: Make, parameters: Make
) -> None:
    values = parameters(poor_stock=0.3, poor_performance=0.4, stabilised_stock=0.3, growth_performance=0.5)
    stuck = even_trust(0.45, stage=Stage.RETRENCHMENT, months_in_stage=600)
    assert leave_retrenchment(stuck, values, 0.5) == Stage.RETRENCHMENT


# Permanent failure


def test_years_without_recovery_little_capability_and_weak_leadership_add_up(
    even_trust: Make, parameters: Make
) -> None:
    values = parameters(**PLAIN)
    assert fails_permanently(even_trust(0.2, **LOST), values)
    for saving in ({"months_failing": 47}, {"capability": 0.3}, {"effective_leadership": 0.3}):
        assert not fails_permanently(even_trust(0.2, **(LOST | saving)), values)
    assert fails_permanently(even_trust(0.2, **(LOST | {"months_failing": 48})), values)


def test_lent_leadership_can_keep_a_trust_from_permanent_failure(even_trust: Make, parameters: Make) -> None:
    assert not fails_permanently(
        even_trust(0.2, leadership=0.1, **(LOST | {"effective_leadership": 0.6})), parameters(**PLAIN)
    )


@pytest.mark.parametrize("stage", IN_TROUBLE)
def test_stage_after_years_of_trouble_is_permanent_failure(stage: Stage, stage_after: Make) -> None:
    assert stage_after(stage, level=0.2, **LOST) == Stage.PERMANENT_FAILURE


def test_stage_after_permanent_failure_is_permanent_failure_without_strong_leadership(stage_after: Make) -> None:
    for trigger in Trigger:
        state = {"effective_leadership": 0.3, "capability": 0.9, "level": 0.9, "months_good": 60}
        assert stage_after(Stage.PERMANENT_FAILURE, trigger, ALWAYS, **state) == Stage.PERMANENT_FAILURE


def test_stage_after_permanent_failure_is_the_trigger_under_strong_leadership_from_somewhere(
    stage_after: Make,
) -> None:
    rescued = {"leadership": 0.1, "effective_leadership": 0.8}
    assert stage_after(Stage.PERMANENT_FAILURE, chance=ALWAYS, **rescued) == Stage.TRIGGER
    assert stage_after(Stage.PERMANENT_FAILURE, chance=NEVER, **rescued) == Stage.PERMANENT_FAILURE


def test_rescue_is_likelier_the_stronger_the_leadership_and_can_be_switched_off(
    even_trust: Make, parameters: Make
) -> None:
    def after(leadership: float, hazard: float) -> int:
        values = parameters(permanent_failure_leadership=0.3, rescue_hazard=hazard)
        return leave_permanent_failure(even_trust(0.2, effective_leadership=leadership), values, 0.2)

    assert [after(leadership, 0.5) for leadership in (0.5, 0.9)] == [Stage.PERMANENT_FAILURE, Stage.TRIGGER]
    assert after(0.9, 0.0) == Stage.PERMANENT_FAILURE


# Whatever the state


@steady
@given(seeds, st.sampled_from(Trigger), share)
def test_every_state_has_a_next_stage_reached_by_a_known_path(
    any_state: Make, any_parameters: Make, seed: int, trigger: Trigger, chance: float
) -> None:
    paths = {
        Stage.STABLE: {Stage.DECLINE, Stage.TRIGGER},
        Stage.DECLINE: {Stage.STABLE, Stage.TRIGGER, Stage.PERMANENT_FAILURE},
        Stage.TRIGGER: {Stage.FORMULATION, Stage.PERMANENT_FAILURE},
        Stage.FORMULATION: {Stage.RETRENCHMENT, Stage.PERMANENT_FAILURE},
        Stage.RETRENCHMENT: {Stage.GROWTH, Stage.FORMULATION, Stage.DECLINE, Stage.PERMANENT_FAILURE},
        Stage.GROWTH: {Stage.STABLE, Stage.DECLINE, Stage.TRIGGER},
        Stage.PERMANENT_FAILURE: {Stage.TRIGGER},
    }
    trust_, values = any_state(TrustState, seed), any_parameters(seed)
    after = next_stage(trust_, values, trigger, chance)
    assert after == trust_.stage or after in paths[Stage(trust_.stage)]


@steady
@given(seeds, st.sampled_from(Trigger), share)
def test_each_stage_is_left_by_its_own_rule(
    any_state: Make, any_parameters: Make, seed: int, trigger: Trigger, chance: float
) -> None:
    trust_, values = any_state(TrustState, seed), any_parameters(seed)
    trust_.months_failing = 0
    own_rule = {
        Stage.STABLE: lambda: leave_good_times(trust_, values, trigger),
        Stage.GROWTH: lambda: leave_good_times(trust_, values, trigger),
        Stage.DECLINE: lambda: leave_decline(trust_, values, trigger),
        Stage.FORMULATION: lambda: leave_formulation(trust_, values),
        Stage.RETRENCHMENT: lambda: leave_retrenchment(trust_, values, chance),
        Stage.PERMANENT_FAILURE: lambda: leave_permanent_failure(trust_, values, chance),
    }
    if trust_.stage in own_rule:
        assert next_stage(trust_, values, trigger, chance) == own_rule[trust_.stage]()


# Entering a stage


@pytest.mark.parametrize("stage", Stage)
def test_month_count_begins_anew_in_every_stage(stage: Stage, trust: Make, parameters: Make) -> None:
    trust_ = trust(stage=Stage.TRIGGER, months_in_stage=40)
    enter_stage(trust_, parameters(), stage)
    assert (trust_.stage, trust_.months_in_stage) == (stage, 0)


@pytest.mark.parametrize("stage", Stage)
def test_plan_is_kept_only_while_it_is_carried_out(stage: Stage, trust: Make, parameters: Make) -> None:
    planner = trust(stage=Stage.FORMULATION, plan_quality=0.6)
    enter_stage(planner, parameters(), stage)
    assert planner.plan_quality == (0.6 if stage in (Stage.RETRENCHMENT, Stage.GROWTH) else 0.0)


def test_plan_has_failed_when_retrenchment_ends_in_a_new_plan_or_in_denial(trust: Make) -> None:
    failed = {(before, after) for before in Stage for after in Stage if plan_has_failed(trust(stage=before), after)}
    assert failed == {(Stage.RETRENCHMENT, Stage.FORMULATION), (Stage.RETRENCHMENT, Stage.DECLINE)}


def tired_by(trust: Any, values: Any, stage: Stage) -> float:
    before = trust.fatigue
    enter_stage(trust, values, stage)
    return float(trust.fatigue - before)


def test_failed_plan_tires_the_staff_and_a_new_one_tires_them_again(trust: Make, parameters: Make) -> None:
    values = parameters(fatigue_failed_plan=0.2, fatigue_new_plan=0.05)
    first_plan = tired_by(trust(stage=Stage.TRIGGER), values, Stage.FORMULATION)
    given_up = tired_by(trust(stage=Stage.RETRENCHMENT), values, Stage.DECLINE)
    started_again = tired_by(trust(stage=Stage.RETRENCHMENT), values, Stage.FORMULATION)
    assert 0.0 < first_plan < given_up < started_again


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.FORMULATION])
def test_other_stages_tire_nobody(stage: Stage, trust: Make, parameters: Make) -> None:
    assert tired_by(trust(stage=Stage.DECLINE), parameters(), stage) == 0.0


def test_fatigue_of_plans_can_be_switched_off(trust: Make, parameters: Make) -> None:
    off = parameters(fatigue_failed_plan=0.0, fatigue_new_plan=0.0)
    assert tired_by(trust(stage=Stage.RETRENCHMENT), off, Stage.FORMULATION) == 0.0


@pytest.mark.parametrize("stage", Stage)
def test_months_of_failure_count_until_the_trust_is_stable_or_growing(stage: Stage, trust: Make) -> None:
    trust_ = trust(stage=stage, months_in_stage=3, months_failing=20)
    count_stage_months(trust_)
    assert trust_.months_in_stage == 4
    assert trust_.months_failing == (0 if stage in (Stage.STABLE, Stage.GROWTH) else 21)
