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
POOR, SOUND = dict.fromkeys(FIGURES, 0.1), dict.fromkeys(FIGURES, 0.8)
NEVER, ALWAYS = 1.0, 0.0  # draws that no chance short of certainty reaches, and that any chance does
BY_SOME = 0.4  # a draw that what half of them see reaches, and that the hazards of the tests do not


# Own insight


@pytest.fixture(scope="session")
def hazard(even_trust: Make, regulator: Make, parameters: Make) -> Make:
    """Return the chance that leaders of a trust that does so well own up to what is wrong."""

    def _hazard(performance: float, scrutiny: float = 0.2, overrides: Any = None, **state: Any) -> float:
        trust_ = even_trust(performance, **({"effective_leadership": 0.3} | state))
        return insight_hazard(trust_, regulator(scrutiny=scrutiny), parameters(**(overrides or {})))

    return _hazard


def test_leaders_own_up_the_sooner_the_worse_it_is(hazard: Make) -> None:
    values = {"sound_performance": 0.5}
    assert hazard(0.1, overrides=values) > hazard(0.3, overrides=values) > hazard(0.5, overrides=values) == 0.0
    assert hazard(0.9, overrides=values) == 0.0
    assert hazard(0.3, overrides={"insight_rate": 0.0}) == 0.0
    assert hazard(0.55, overrides={"sound_performance": 0.6}) > 0.0


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ({"effective_leadership": 0.3}, {"effective_leadership": 0.8}),
        ({"scrutiny": 0.2}, {"scrutiny": 0.8}),
        ({"joint_data_quality": 0.2}, {"joint_data_quality": 0.8}),
        ({"soft_intelligence": 0.2}, {"soft_intelligence": 0.8}),
    ],
)
def test_leaders_own_up_to_what_is_seen(less: dict[str, float], more: dict[str, float], hazard: Make) -> None:
    assert 0.0 < hazard(0.2, **less) < hazard(0.2, **more)
    assert hazard(0.7, **less) == hazard(0.7, **more) == 0.0, "there is nothing to own up to"


def test_organisation_without_cognition_and_leadership_does_not_start_its_own_turnaround(hazard: Make) -> None:
    assert hazard(0.1, scrutiny=0.0, effective_leadership=0.0) == 0.0
    assert hazard(0.1, scrutiny=0.5, effective_leadership=0.0) > 0.0, "an authority that looks can start it"


# What makes a decline recognised


@pytest.fixture(scope="session")
def seen(even_trust: Make, regulator: Make, environment: Make, parameters: Make) -> Make:
    """Return what makes the decline of a middling trust with poor figures, changed as given, recognised.

    Half of what is wrong is seen, so that half the draws of a month are below what makes a crisis recognised.
    """

    def _seen(chance: float = NEVER, funding: float = 0.0, scrutiny: float = 0.5, **state: Any) -> Trigger:
        crises = {"cash_crisis_finance": 0.2, "poor_stock": 0.4, "scandal_hazard": 0.5}
        values = parameters(sound_performance=0.7, insight_rate=0.8, **crises)
        trust_ = even_trust(0.5, **({"effective_leadership": 0.0} | POOR | state))
        return Trigger(
            recognised(trust_, regulator(scrutiny=scrutiny), environment(national_funding=funding), values, chance)
        )

    return _seen


def test_nothing_is_recognised_where_nothing_happens(seen: Make) -> None:
    assert seen() == Trigger.NONE


def test_failed_inspection_is_recognised_in_the_month_it_is_published(seen: Make) -> None:
    failed = {"rating_overall": Rating.INADEQUATE}
    assert seen(inspected=True, **failed) == Trigger.INSPECTION
    assert seen(inspected=True, special_measures=True) == Trigger.INSPECTION
    assert seen(inspected=False, special_measures=True, months_in_special_measures=4, **failed) == Trigger.NONE
    put_in = {"special_measures": True, "months_in_special_measures": 0}
    assert seen(inspected=False, **put_in) == Trigger.INSPECTION, "by figures or a league table"
    assert seen(inspected=True, rating_overall=Rating.REQUIRES_IMPROVEMENT) == Trigger.NONE


def test_failed_building_project_is_recognised(seen: Make) -> None:
    assert seen(project_failed=True) == Trigger.CAPITAL_PROJECT
    assert seen(building_plan=True) == Trigger.NONE


def test_cash_crisis_is_recognised_where_it_is_seen(seen: Make) -> None:
    assert seen(BY_SOME, finance=0.19) == Trigger.CASH_CRISIS
    assert seen(BY_SOME, finance=0.21) == Trigger.NONE


@pytest.mark.parametrize("crisis", [{"finance": 0.1}, {"chief_executive_left": True}])
def test_crisis_that_nobody_sees_is_not_recognised_that_month(crisis: dict[str, Any], seen: Make) -> None:
    assert seen(0.49, **crisis) != Trigger.NONE == seen(0.51, **crisis), "half of it is seen"
    assert seen(ALWAYS, scrutiny=0.0, **crisis) == Trigger.NONE
    assert seen(0.51, scrutiny=0.6, **crisis) != Trigger.NONE, "a regulator that looks sees it sooner"
    assert seen(0.51, effective_leadership=0.5, **crisis) != Trigger.NONE, "and so do able leaders"


def test_verdict_and_failed_project_are_recognised_though_nobody_saw_anything_coming(seen: Make) -> None:
    blind = {"scrutiny": 0.0, "effective_leadership": 0.0}
    assert seen(inspected=True, special_measures=True, **blind) == Trigger.INSPECTION
    assert seen(project_failed=True, **blind) == Trigger.CAPITAL_PROJECT
    assert seen(ALWAYS, quality=0.1, **blind) == Trigger.SCANDAL


def test_cash_runs_out_sooner_where_national_money_is_short(seen: Make) -> None:
    assert seen(BY_SOME, finance=0.25, funding=-0.1) == Trigger.CASH_CRISIS
    assert seen(BY_SOME, finance=0.15, funding=0.1) == Trigger.NONE


def test_trend_of_national_money_counts_as_what_passes_does(
    even_trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    def recognised_under(**money: float) -> int:
        values, watchful = parameters(cash_crisis_finance=0.2), regulator(scrutiny=1.0)
        return recognised(even_trust(0.5, finance=0.25), watchful, environment(**money), values, BY_SOME)

    assert recognised_under(funding_trend=-0.1) == recognised_under(national_funding=-0.1) == Trigger.CASH_CRISIS
    assert recognised_under(funding_trend=0.1, national_funding=-0.1) == Trigger.NONE


def test_departure_of_the_chief_executive_is_a_crisis_where_figures_call_for_a_turnaround(seen: Make) -> None:
    assert seen(BY_SOME, chief_executive_left=True) == Trigger.LEADERSHIP_CRISIS
    assert seen(BY_SOME, chief_executive_left=True, **SOUND) == Trigger.NONE


def test_crisis_that_is_seen_is_recognised_whatever_the_figures(seen: Make) -> None:
    assert seen(BY_SOME, finance=0.1, **SOUND) == Trigger.CASH_CRISIS
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
    values = parameters(scandal_hazard=1.0, poor_stock=0.4)
    own = insight_hazard(unsafe, regulator(), values)
    assert recognised(unsafe, regulator(), nation, values, 0.3 + own / 2.0) == Trigger.OWN_INSIGHT
    assert recognised(unsafe, regulator(), nation, values, 0.3 + own * 1.01) == Trigger.NONE


def test_safe_care_does_not_blind_leaders_to_other_failures(seen: Make) -> None:
    assert seen(0.01, quality=1.0) == seen(0.01, quality=0.4) == Trigger.OWN_INSIGHT


def test_insight_is_never_more_than_certain(even_trust: Make, regulator: Make, parameters: Make) -> None:
    assert insight_hazard(even_trust(0.0), regulator(scrutiny=1.0), parameters(insight_rate=4.0)) == 1.0


def test_verdict_comes_before_crisis_and_crisis_before_insight(seen: Make) -> None:
    everything: dict[str, Any] = {
        "inspected": True,
        "special_measures": True,
        "months_in_special_measures": 5,
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


@pytest.fixture(scope="session")
def later(trust: Make, regulator: Make, parameters: Make) -> Make:
    """Return how far a decline is acknowledged so many months later."""

    def _later(months: int = 1, scrutiny: float = 0.5, overrides: Any = None, **state: Any) -> float:
        here, values = trust(**state), parameters(**(overrides or {}))
        for _ in range(months):
            here.acknowledged = next_acknowledged(here, regulator(scrutiny=scrutiny), values)
        return float(here.acknowledged)

    return _later


def test_denial_that_nothing_has_broken_lasts_for_ever(later: Make) -> None:
    assert later(120, 1.0, acknowledged=0.0, leadership=1.0, special_measures=True, **POOR) == 0.0


def test_denial_that_is_broken_gives_way_sooner_where_more_is_seen(later: Make) -> None:
    def after(leadership: float, scrutiny: float = 0.2, **overrides: float) -> float:
        return float(later(1, scrutiny, overrides, acknowledged=0.3, leadership=leadership, **POOR))

    assert 0.3 < after(0.1) < after(0.9) <= 1.0
    assert after(0.1) < after(0.1, scrutiny=0.8)
    assert after(0.0, scrutiny=0.0) == pytest.approx(0.3), "what nobody sees reminds nobody"
    assert after(0.9, acceptance_rate=0.0) == pytest.approx(0.3)


def test_decline_that_is_over_is_forgotten(later: Make) -> None:
    def path(**overrides: float) -> list[float]:
        return [later(12 * years, overrides=overrides, acknowledged=0.9, **SOUND) for years in range(1, 7)]

    assert 0.9 > path()[0] > path()[1] > 0.0 == path()[-1]
    assert path(kept_when_sound=1.0) == [0.9] * 6
    assert path(kept_when_sound=0.95)[0] > path(kept_when_sound=0.85)[0]


def test_special_measures_remind_those_whose_figures_look_sound(later: Make) -> None:
    assert later(acknowledged=0.5, special_measures=True, **SOUND) > 0.5
    assert later(acknowledged=0.5, **SOUND) < 0.5


@steady
@given(seeds, share)
def test_chance_of_insight_is_a_chance_and_something_or_nothing_is_recognised(
    any_state: Make, any_parameters: Make, seed: int, chance: float
) -> None:
    trust_, policy, values = any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed)
    nation = any_state(EnvironmentState, seed)
    assert 0.0 <= insight_hazard(trust_, policy, values) <= 1.0
    assert 0.0 <= next_acknowledged(trust_, policy, values) <= 1.0
    assert recognised(trust_, policy, nation, values, chance) in list(Trigger)
