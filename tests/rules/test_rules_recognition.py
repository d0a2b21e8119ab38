"""Recognition: what makes a decline acknowledged, inside and outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Rating, Trigger
from sim.model.state import EnvironmentState, RegulatorState, TrustState
from sim.rules.recognition import (
    break_denial,
    insight_hazard,
    is_in_denial,
    lose_project,
    next_acknowledged,
    project_fails,
    recognised,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)

FIGURES = ("annual_quality", "annual_access", "annual_finance")
POOR, SOUND = dict.fromkeys(FIGURES, 0.1), dict.fromkeys(FIGURES, 0.7)
NEVER, ALWAYS = 1.0, 0.0  # draws that no chance short of certainty reaches, and that any chance does


# Own insight


def test_able_leaders_of_a_trust_in_trouble_see_its_decline_sooner(
    even_trust: Make, regulator: Make, parameters: Make
) -> None:
    def hazard(performance: float, leadership: float, **overrides: float) -> float:
        trust_ = even_trust(performance, effective_leadership=leadership)
        return insight_hazard(trust_, regulator(), parameters(**overrides))

    assert hazard(0.2, 0.8) > hazard(0.2, 0.3) > hazard(0.4, 0.3)
    assert hazard(0.7, 0.8) == hazard(0.7, 0.3)
    assert hazard(0.2, 0.8, insight_from_leadership=0.0) == hazard(0.2, 0.3, insight_from_leadership=0.0)


def test_organisation_without_cognition_and_leadership_does_not_start_its_own_turnaround(
    even_trust: Make, regulator: Make, parameters: Make
) -> None:
    values = parameters(insight_base=0.0)
    assert insight_hazard(even_trust(0.2, effective_leadership=0.0), regulator(scrutiny=0.0), values) == 0.0


def test_scrutiny_and_joint_data_help_leaders_to_see(even_trust: Make, regulator: Make, parameters: Make) -> None:
    def hazard(scrutiny: float, data: float, **overrides: float) -> float:
        trust_ = even_trust(0.3, joint_data_quality=data)
        return insight_hazard(trust_, regulator(scrutiny=scrutiny), parameters(**overrides))

    assert hazard(0.8, 0.0) > hazard(0.2, 0.0)
    assert hazard(0.2, 0.8) > hazard(0.2, 0.2)
    assert hazard(0.8, 0.0, insight_from_scrutiny=0.0) == hazard(0.2, 0.0, insight_from_scrutiny=0.0)
    assert hazard(0.2, 0.8, insight_from_joint_data=0.0) == hazard(0.2, 0.2, insight_from_joint_data=0.0)


def test_soft_intelligence_shows_leaders_what_figures_do_not(
    even_trust: Make, regulator: Make, parameters: Make
) -> None:
    def hazard(heard: float, **overrides: float) -> float:
        return insight_hazard(even_trust(0.3, soft_intelligence=heard), regulator(), parameters(**overrides))

    assert hazard(0.0) < hazard(0.4) < hazard(0.8)
    assert hazard(0.8, insight_from_soft_intelligence=0.0) == hazard(0.0)


# What makes a decline recognised


@pytest.fixture(scope="session")
def seen(even_trust: Make, regulator: Make, environment: Make, parameters: Make) -> Make:
    """Return what makes the decline of a middling trust with poor figures, changed as given, recognised."""

    def _seen(chance: float = NEVER, funding: float = 0.0, **state: Any) -> Trigger:
        values = parameters(cash_crisis_finance=0.2, scandal_quality=0.4, scandal_hazard=0.5, insight_base=0.1)
        trust_, nation = even_trust(0.5, **(POOR | state)), environment(national_funding=funding)
        return Trigger(recognised(trust_, regulator(), nation, values, chance))

    return _seen


def test_nothing_is_recognised_where_nothing_happens(seen: Make) -> None:
    assert seen() == Trigger.NONE


def test_failed_inspection_is_recognised_in_the_month_it_is_published(seen: Make) -> None:
    failed = {"rating_overall": Rating.INADEQUATE}
    assert seen(inspected=True, **failed) == Trigger.INSPECTION
    assert seen(inspected=True, special_measures=True) == Trigger.INSPECTION
    assert seen(inspected=False, special_measures=True, **failed) == Trigger.NONE
    assert seen(inspected=True, rating_overall=Rating.REQUIRES_IMPROVEMENT) == Trigger.NONE


def test_failed_building_project_is_recognised(seen: Make) -> None:
    assert seen(project_failed=True) == Trigger.CAPITAL_PROJECT
    assert seen(building_plan=True) == Trigger.NONE


def test_cash_crisis_is_recognised(seen: Make) -> None:
    assert seen(finance=0.19) == Trigger.CASH_CRISIS
    assert seen(finance=0.21) == Trigger.NONE


def test_cash_runs_out_sooner_where_national_money_is_short(seen: Make) -> None:
    assert seen(finance=0.25, funding=-0.1) == Trigger.CASH_CRISIS
    assert seen(finance=0.15, funding=0.1) == Trigger.NONE


def test_trend_of_national_money_counts_as_what_passes_does(
    even_trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    def recognised_under(**money: float) -> int:
        values = parameters(cash_crisis_finance=0.2)
        return recognised(even_trust(0.5, finance=0.25), regulator(), environment(**money), values, NEVER)

    assert recognised_under(funding_trend=-0.1) == recognised_under(national_funding=-0.1) == Trigger.CASH_CRISIS
    assert recognised_under(funding_trend=0.1, national_funding=-0.1) == Trigger.NONE


def test_departure_of_the_chief_executive_is_a_crisis_where_figures_call_for_a_turnaround(seen: Make) -> None:
    assert seen(chief_executive_left=True) == Trigger.LEADERSHIP_CRISIS
    assert seen(chief_executive_left=True, **SOUND) == Trigger.NONE


def test_crisis_that_everybody_sees_is_recognised_whatever_the_figures(seen: Make) -> None:
    assert seen(finance=0.1, **SOUND) == Trigger.CASH_CRISIS
    assert seen(project_failed=True, **SOUND) == Trigger.CAPITAL_PROJECT
    assert seen(inspected=True, special_measures=True, **SOUND) == Trigger.INSPECTION
    assert seen(ALWAYS, quality=0.1, **SOUND) == Trigger.SCANDAL
    assert seen(ALWAYS, **SOUND) == Trigger.NONE, "insight sees what is called for"


def test_scandals_happen_only_where_care_is_unsafe(seen: Make) -> None:
    assert seen(ALWAYS, quality=0.1) == Trigger.SCANDAL
    assert seen(0.14, quality=0.1) == Trigger.SCANDAL
    assert seen(ALWAYS, quality=0.4) == Trigger.OWN_INSIGHT


def test_leaders_may_see_for_themselves(seen: Make) -> None:
    assert seen(0.05) == Trigger.OWN_INSIGHT
    assert seen(0.9) == Trigger.NONE


def test_chance_of_own_insight_comes_on_top_of_that_of_a_scandal(
    even_trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    unsafe, nation = even_trust(0.5, quality=0.1, **POOR), environment()
    own = insight_hazard(unsafe, regulator(), parameters())
    values = parameters(scandal_hazard=1.0, scandal_quality=0.4)
    assert recognised(unsafe, regulator(), nation, values, 0.3 + own / 2.0) == Trigger.OWN_INSIGHT
    assert recognised(unsafe, regulator(), nation, values, 0.3 + own * 1.01) == Trigger.NONE


def test_safe_care_does_not_blind_leaders_to_other_failures(seen: Make) -> None:
    assert seen(0.05, quality=1.0) == seen(0.05, quality=0.4) == Trigger.OWN_INSIGHT


def test_insight_is_never_more_than_certain(even_trust: Make, regulator: Make, parameters: Make) -> None:
    surest = {f"insight_from_{source}": high for source, high in (("leadership", 1.5), ("scrutiny", 0.2))}
    open_eyed = even_trust(0.0, effective_leadership=1.0, joint_data_quality=1.0)
    values = parameters(insight_base=0.2, insight_from_joint_data=0.3, **surest)
    assert insight_hazard(open_eyed, regulator(scrutiny=1.0), values) == 1.0


def test_verdict_comes_before_crisis_and_crisis_before_insight(seen: Make) -> None:
    everything: dict[str, Any] = {
        "inspected": True,
        "special_measures": True,
        "project_failed": True,
        "finance": 0.1,
        "chief_executive_left": True,
        "quality": 0.1,
    }
    order = []
    for cause, cured in (
        ("inspected", False),
        ("project_failed", False),
        ("finance", 0.5),
        ("chief_executive_left", False),
        ("quality", 0.5),
    ):
        order.append(seen(ALWAYS, **everything))
        everything[cause] = cured
    order.append(seen(ALWAYS, **everything))
    assert order == [
        Trigger.INSPECTION,
        Trigger.CAPITAL_PROJECT,
        Trigger.CASH_CRISIS,
        Trigger.LEADERSHIP_CRISIS,
        Trigger.SCANDAL,
        Trigger.OWN_INSIGHT,
    ]


# Building projects


def test_weak_leaders_run_the_greater_risk_that_a_project_fails(trust: Make, parameters: Make) -> None:
    def risk(leadership: float, **overrides: float) -> float:
        values = parameters(**({"project_failure": 0.2} | overrides))
        draws = [step / 1000 for step in range(1001)]
        builder = trust(building_plan=True, effective_leadership=leadership)
        return sum(project_fails(builder, values, draw) for draw in draws) / len(draws)

    assert risk(0.2) > risk(0.6) > risk(1.0) == 0.0
    assert risk(0.2, project_failure=0.0) == 0.0


def test_trust_that_builds_nothing_fails_with_nothing(trust: Make, parameters: Make) -> None:
    assert not project_fails(trust(building_plan=False, effective_leadership=0.0), parameters(), ALWAYS)
    assert project_fails(trust(building_plan=True, effective_leadership=0.0), parameters(), ALWAYS)


def test_project_that_comes_to_nothing_is_written_off_and_gone(trust: Make, parameters: Make) -> None:
    for finance, left in ((0.5, 0.25), (0.1, 0.0)):
        builder = trust(building_plan=True, finance=finance)
        lose_project(builder, parameters(project_write_off=0.25))
        assert (builder.finance, builder.building_plan, builder.project_failed) == (left, False, True)


def test_lost_project_makes_a_decline_recognised(
    even_trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    builder = even_trust(0.5, building_plan=True)
    lose_project(builder, parameters())
    assert recognised(builder, regulator(), environment(), parameters(), NEVER) == Trigger.CAPITAL_PROJECT


# Denial and acknowledgement


def test_trust_is_in_denial_until_enough_is_acknowledged_or_a_plan_is_carried_out(
    trust: Make, parameters: Make
) -> None:
    values = parameters(enough_acknowledged=0.5)
    assert [is_in_denial(trust(acknowledged=level), values) for level in (0.0, 0.49, 0.5)] == [True, True, False]
    assert not is_in_denial(trust(acknowledged=0.0, plan_under_way=True), values)


def test_trigger_breaks_part_of_denial_and_takes_back_nothing(trust: Make, parameters: Make) -> None:
    left = []
    for before in (0.0, 0.2, 0.8):
        here = trust(acknowledged=before)
        break_denial(here, parameters(acknowledged_at_trigger=0.3))
        left.append(here.acknowledged)
    assert left == [0.3, 0.3, 0.8]


def later(trust: Any, values: Any, months: int = 1) -> float:
    """Return how far a decline is acknowledged so many months later."""
    for _ in range(months):
        trust.acknowledged = next_acknowledged(trust, values)
    return float(trust.acknowledged)


def test_denial_that_nothing_has_broken_lasts_for_ever(trust: Make, parameters: Make) -> None:
    assert later(trust(acknowledged=0.0, leadership=1.0, special_measures=True, **POOR), parameters(), 120) == 0.0


def test_denial_that_is_broken_gives_way_sooner_under_able_leaders(trust: Make, parameters: Make) -> None:
    def after(leadership: float, **overrides: float) -> float:
        return later(trust(acknowledged=0.3, leadership=leadership, **POOR), parameters(**overrides))

    assert 0.3 < after(0.1) < after(0.9) <= 1.0
    assert after(0.1, acceptance_from_leadership=0.0) == after(0.9, acceptance_from_leadership=0.0)
    assert after(0.9, acceptance_base=0.0, acceptance_from_leadership=0.0) == pytest.approx(0.3)


def test_decline_that_is_over_is_forgotten(trust: Make, parameters: Make) -> None:
    def path(**overrides: float) -> list[float]:
        here = trust(acknowledged=0.9, **SOUND)
        return [later(here, parameters(**overrides), 12) for _ in range(6)]

    assert 0.9 > path()[0] > path()[1] > 0.0 == path()[-1]
    assert path(acknowledged_kept=1.0) == [0.9] * 6
    assert path(acknowledged_kept=0.95)[0] > path(acknowledged_kept=0.85)[0]


def test_special_measures_remind_those_whose_figures_look_sound(trust: Make, parameters: Make) -> None:
    assert later(trust(acknowledged=0.5, special_measures=True, **SOUND), parameters()) > 0.5
    assert later(trust(acknowledged=0.5, **SOUND), parameters()) < 0.5


@steady
@given(seeds, share)
def test_chance_of_insight_is_a_chance_and_something_or_nothing_is_recognised(
    any_state: Make, any_parameters: Make, seed: int, chance: float
) -> None:
    trust_, policy, values = any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed)
    nation = any_state(EnvironmentState, seed)
    assert 0.0 <= insight_hazard(trust_, policy, values) <= 1.0
    assert 0.0 <= next_acknowledged(trust_, values) <= 1.0
    assert recognised(trust_, policy, nation, values, chance) in list(Trigger)
