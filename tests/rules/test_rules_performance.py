"""Performance: what sustains quality, access and finance, and how effort moves them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.state import RegulatorState, TrustState
from sim.rules.performance import (
    aim,
    improvement_effort,
    move,
    next_access,
    next_finance,
    next_quality,
    performance,
    quality_emphasis,
    quick_win_emphasis,
    quick_wins,
    sustained_access,
    sustained_finance,
    sustained_quality,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)

STOCKS = ("quality", "access", "finance")
FIGURES = ("annual_quality", "annual_access", "annual_finance")
POOR, SOUND = dict.fromkeys(FIGURES, 0.1), dict.fromkeys(FIGURES, 0.7)
UNDER_WAY = {"plan_under_way": True}
RETRENCHING, GROWING = UNDER_WAY | POOR, UNDER_WAY | SOUND


@pytest.fixture(scope="session")
def sustained(even_trust: Make, regulator: Make, parameters: Make) -> Make:
    """Return the level of a stock that a middling trust, changed as given, sustains."""

    def _sustained(stock: str, overrides: Any = None, policy: Any = None, **state: Any) -> float:
        trust_, values = even_trust(0.5, **state), parameters(**(overrides or {}))
        if stock == "quality":
            return sustained_quality(trust_, values)
        if stock == "access":
            return sustained_access(trust_, values)
        return sustained_finance(trust_, policy or regulator(), values)

    return _sustained


@pytest.fixture(scope="session")
def later(even_trust: Make, regulator: Make, parameters: Make) -> Make:
    """Return a stock of a middling trust, changed as given, a month later."""

    def _later(stock: str, overrides: Any = None, **state: Any) -> float:
        trust_, values = even_trust(0.6, **state), parameters(**(overrides or {}))
        if stock == "quality":
            return next_quality(trust_, values)
        if stock == "access":
            return next_access(trust_, values)
        return next_finance(trust_, regulator(), values)

    return _later


# Overall performance


def test_performance_is_the_mean_of_its_three_stocks(trust: Make) -> None:
    for levels in ((0.25, 0.5, 0.75), (0.75, 0.25, 0.5), (0.5, 0.75, 0.25)):
        assert performance(trust(**dict(zip(STOCKS, levels, strict=True)))) == 0.5


# How effort is aimed


def test_effort_is_misdirected_by_denial_and_aimed_by_a_plan(trust: Make, regulator: Make, parameters: Make) -> None:
    def aimed(**state: Any) -> float:
        return aim(trust(**state), regulator(), parameters())

    in_denial = aimed(**POOR)
    assert in_denial < aimed(acknowledged=0.5, **POOR) < aimed(acknowledged=1.0, **POOR)
    assert aimed(acknowledged=1.0, **POOR) == pytest.approx(aimed(plan_quality=0.0, **RETRENCHING))
    for state in (RETRENCHING, GROWING):
        assert aimed(plan_quality=0.0, **state) < aimed(plan_quality=0.5, **state) < aimed(plan_quality=1.0, **state)


def test_figures_that_look_sound_keep_those_in_denial_from_misdirecting_effort(
    trust: Make, regulator: Make, parameters: Make
) -> None:
    def aimed(level: float) -> float:
        figures = dict.fromkeys(FIGURES, level)
        return aim(trust(**dict.fromkeys(STOCKS, 0.1), **figures), regulator(), parameters(sound_performance=0.5))

    assert aimed(0.42) < aimed(0.46) < aimed(0.5) == aimed(0.9)


@pytest.mark.parametrize(
    ("parameter", "states"),
    [("left_in_denial", ({},)), ("aim_once_acknowledged", ({"acknowledged": 1.0}, UNDER_WAY))],
)
def test_aim_of_effort_where_figures_are_poor_is_set_on_its_own(
    parameter: str, states: tuple[dict[str, Any], ...], trust: Make, regulator: Make, parameters: Make
) -> None:
    def aimed(overrides: dict[str, float], state: dict[str, Any]) -> float:
        return aim(trust(**state, **POOR), regulator(scrutiny=1.0), parameters(**overrides))

    for state in states:
        assert aimed({parameter: 0.125}, state) == pytest.approx(0.125)
    for other in ({}, {"acknowledged": 1.0}, UNDER_WAY):
        assert (aimed({parameter: 0.125}, other) != pytest.approx(aimed({}, other))) == (other in states)


def test_plan_aims_nothing_where_plans_are_said_to_be_idle(trust: Make, regulator: Make, parameters: Make) -> None:
    aims = [aim(trust(plan_quality=p, **UNDER_WAY), regulator(), parameters(aim_from_plan=0.0)) for p in (0.0, 1.0)]
    assert aims[0] == aims[1]


@pytest.mark.parametrize("state", [SOUND, POOR, POOR | {"acknowledged": 1.0}, RETRENCHING, GROWING])
def test_effort_goes_astray_where_nobody_sees_what_is_wrong_in_trouble_and_success_alike(
    state: dict[str, Any], trust: Make, regulator: Make, parameters: Make
) -> None:
    def aimed(scrutiny: float, leadership: float = 0.5, **overrides: float) -> float:
        return aim(trust(leadership=leadership, **state), regulator(scrutiny=scrutiny), parameters(**overrides))

    assert 0.0 < aimed(0.0) < aimed(0.5) < aimed(1.0) <= 1.0
    assert aimed(0.0, leadership=0.1) < aimed(0.0, leadership=0.9)
    assert aimed(1.0, leadership=0.1) == pytest.approx(aimed(1.0, leadership=0.9)), "all is seen"
    assert aimed(0.0, coasting=0.0) == pytest.approx(aimed(1.0, coasting=0.0)) == pytest.approx(aimed(1.0))


def test_trust_that_is_blind_and_that_nobody_looks_at_loses_all_that_can_go_astray(
    trust: Make, regulator: Make, parameters: Make
) -> None:
    blind, unwatched = trust(leadership=0.0, **SOUND), regulator(scrutiny=0.0)
    assert aim(blind, unwatched, parameters(coasting=0.25)) == pytest.approx(0.75)


def test_engaged_staff_carry_effort(trust: Make, regulator: Make, parameters: Make) -> None:
    def effort(engagement: float, **overrides: float) -> float:
        return improvement_effort(trust(engagement=engagement), 0.4, regulator(), parameters(**overrides))

    assert 0.0 < effort(0.2) < effort(0.8)
    assert effort(0.2, effort_without_engagement=1.0) == effort(0.8, effort_without_engagement=1.0)


def test_effort_needs_attention_and_aim(trust: Make, regulator: Make, parameters: Make) -> None:
    def effort(attention: float, **state: Any) -> float:
        return improvement_effort(trust(**(SOUND | state)), attention, regulator(), parameters())

    assert 0.0 == effort(0.0) < effort(0.2) < effort(0.4)
    assert effort(0.4, **POOR) < effort(0.4)


def test_plan_is_for_quick_wins_while_figures_are_poor_and_for_quality_once_they_are_sound(
    trust: Make, parameters: Make
) -> None:
    def emphasis(**state: Any) -> tuple[float, float]:
        return quality_emphasis(trust(**state), parameters()), quick_win_emphasis(trust(**state), parameters())

    assert emphasis(**RETRENCHING)[0] < 1.0 < emphasis(**RETRENCHING)[1]
    assert emphasis(**GROWING)[1] < 1.0 < emphasis(**GROWING)[0]
    assert emphasis(**POOR) == emphasis(**SOUND) == (1.0, 1.0)


def test_emphasis_can_be_switched_off(trust: Make, parameters: Make) -> None:
    off = parameters(quick_win_emphasis=0.0, growth_emphasis=0.0)
    for state in (RETRENCHING, GROWING):
        assert (quality_emphasis(trust(**state), off), quick_win_emphasis(trust(**state), off)) == (1.0, 1.0)


# How stocks move


def test_stock_rises_at_one_speed_and_falls_at_another() -> None:
    assert move(0.25, 0.75, 0.5, 0.0) == 0.5
    assert move(0.75, 0.25, 0.0, 0.5) == 0.5
    assert move(0.25, 0.75, 0.0, 1.0) == 0.25
    assert move(0.75, 0.25, 1.0, 0.0) == 0.75
    assert move(0.5, 0.5, 1.0, 1.0) == 0.5


@steady
@given(share, share, st.floats(0.0, 10.0), share)
def test_stock_never_overshoots_what_is_sustained(stock: float, level: float, upward: float, downward: float) -> None:
    low, high = sorted((stock, level))
    assert low - 1e-12 <= move(stock, level, upward, downward) <= high + 1e-12


def test_plan_under_way_wins_quickly_and_is_gone_with_the_plan(trust: Make, parameters: Make) -> None:
    for under_way in (False, True):
        plans = [trust(plan_under_way=under_way, plan_quality=plan) for plan in (0.0, 0.5)]
        won = [quick_wins(planner, parameters(quick_wins=0.25)) for planner in plans]
        assert won == [0.0, 0.125 if under_way else 0.0]


# What sustains them


@pytest.mark.parametrize(
    ("stock", "driver", "weight"),
    [
        ("quality", "frontline_adoption", "gain_from_adoption"),
        ("quality", "engagement", "quality_from_engagement"),
        ("quality", "workforce", "quality_from_workforce"),
        ("quality", "effective_leadership", "gain_from_leadership"),
        ("quality", "practice_transfer", "gain_from_transfer"),
        ("access", "frontline_adoption", "gain_from_adoption"),
        ("access", "engagement", "access_from_engagement"),
        ("access", "workforce", "access_from_workforce"),
        ("access", "effective_leadership", "gain_from_leadership"),
        ("access", "practice_transfer", "gain_from_transfer"),
        ("finance", "effective_leadership", "gain_from_leadership"),
        ("finance", "frontline_adoption", "gain_from_adoption"),
        ("finance", "access", "finance_from_access"),
        ("finance", "workforce", "finance_from_workforce"),
        ("finance", "back_office_savings", "finance_from_savings"),
    ],
)
def test_performance_is_sustained_by(stock: str, driver: str, weight: str, sustained: Make) -> None:
    assert sustained(stock, **{driver: 0.2}) < sustained(stock, **{driver: 0.4})
    assert sustained(stock, {weight: 0.0}, **{driver: 0.2}) == sustained(stock, {weight: 0.0}, **{driver: 0.4})


@pytest.mark.parametrize("stock", ["quality", "access"])
def test_gain_of_a_service_is_felt_in_full(stock: str, sustained: Make) -> None:
    assert sustained(stock, service_gain=0.1) - sustained(stock) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("stock", "burden", "weight"),
    [
        ("quality", "pressure", "slow_pressure"),
        ("quality", "overload", "loss_to_overload"),
        ("quality", "integration_dip", "loss_to_transition"),
        ("access", "pressure", "access_pressure"),
        ("access", "overload", "loss_to_overload"),
        ("access", "integration_dip", "loss_to_transition"),
        ("finance", "pressure", "slow_pressure"),
        ("finance", "integration_dip", "loss_to_transition"),
        ("finance", "cost_to_trust", "finance_spending"),
    ],
)
def test_performance_is_burdened_by(stock: str, burden: str, weight: str, sustained: Make) -> None:
    assert sustained(stock, **{burden: 0.1}) < sustained(stock)
    assert sustained(stock, {weight: 0.0}, **{burden: 0.1}) == sustained(stock, {weight: 0.0})


@pytest.mark.parametrize("stock", STOCKS)
def test_improvement_works_through_the_wards_and_not_through_the_board(stock: str, sustained: Make) -> None:
    assert sustained(stock, capability=0.1) == sustained(stock, capability=0.9)


@pytest.mark.parametrize("stock", STOCKS)
@pytest.mark.parametrize("under_way", [False, True])
def test_recovery_plan_wins_quickly_while_it_is_under_way(stock: str, under_way: bool, sustained: Make) -> None:
    none, good = (sustained(stock, plan_under_way=under_way, plan_quality=plan) for plan in (0.0, 0.6))
    assert (good > none) == under_way
    off = {"quick_wins": 0.0}
    assert sustained(stock, off, plan_under_way=under_way, plan_quality=0.6) == none


def test_staff_and_pressure_weigh_more_on_access_than_on_quality(sustained: Make) -> None:
    def weighs(stock: str, **change: float) -> float:
        return abs(float(sustained(stock, **change)) - float(sustained(stock)))

    assert weighs("access", workforce=0.4) > weighs("quality", workforce=0.4)
    assert weighs("access", pressure=0.1) > weighs("quality", pressure=0.1)


def test_savings_pay_in_full_only_where_the_organisation_works_as_one(sustained: Make) -> None:
    def pays(coherence: float, overrides: Any = None) -> float:
        without = sustained("finance", overrides, coherence=coherence)
        return float(sustained("finance", overrides, coherence=coherence, back_office_savings=0.6)) - float(without)

    assert 0.0 < pays(0.2) < pays(0.9)
    everywhere = {"left_without_coherence": 1.0}
    assert pays(0.2, everywhere) == pytest.approx(pays(0.9, everywhere))


def test_bridging_finance_eases_an_integration_while_it_lasts(sustained: Make, regulator: Make) -> None:
    def finance(bridged: bool, bridging: float, overrides: Any = None) -> float:
        policy = regulator(bridging_finance=bridging)
        return float(sustained("finance", overrides, policy, bridged=bridged))

    assert finance(True, 0.0) < finance(True, 0.5) < finance(True, 1.0)
    assert finance(False, 1.0) == finance(False, 0.0) == finance(True, 0.0)
    off = {"gain_from_bridging": 0.0}
    assert finance(True, 1.0, off) == finance(True, 0.0, off)


def test_same_spending_weighs_less_on_a_larger_trust(sustained: Make) -> None:
    small, large = (sustained("finance", cost_to_trust=0.5, turnover=turnover) for turnover in (100.0, 1000.0))
    assert small < large < sustained("finance")


def test_fees_earned_make_up_for_what_is_spent(sustained: Make) -> None:
    assert sustained("finance", income_from_partnerships=0.2) > sustained("finance")
    assert sustained("finance", income_from_partnerships=0.2, cost_to_trust=0.2) == pytest.approx(sustained("finance"))
    off = {"finance_spending": 0.0}
    assert sustained("finance", off, income_from_partnerships=0.2) == sustained("finance", off)


def test_what_the_centre_pays_does_not_burden_the_trust(sustained: Make) -> None:
    assert sustained("finance", cost_to_centre=50.0) == sustained("finance")


# A month later


@pytest.mark.parametrize("stock", STOCKS)
def test_improvement_needs_effort(stock: str, later: Make) -> None:
    drift = "access_drift" if stock == "access" else "slow_drift"
    none, some, much = (later(stock, overrides={drift: 0.0}, **{stock: 0.2}, effort=e) for e in (0.0, 0.1, 0.3))
    assert 0.2 == none < some < much
    assert later(stock, **{stock: 0.2}, effort=0.0, overrides={drift: 0.01}) > 0.2


@pytest.mark.parametrize("stock", STOCKS)
def test_decline_needs_nothing(stock: str, later: Make) -> None:
    idle, busy = (later(stock, **{stock: 0.95}, effort=effort) for effort in (0.0, 0.4))
    assert idle == busy < 0.95
    decline = "access_decline" if stock == "access" else "slow_decline"
    assert later(stock, overrides={decline: 0.0}, **{stock: 0.95}) == 0.95


@pytest.mark.parametrize(
    ("stock", "sooner", "later_on"),
    [("quality", GROWING, RETRENCHING), ("access", RETRENCHING, GROWING), ("finance", RETRENCHING, GROWING)],
)
def test_same_effort_serves_access_and_finance_in_retrenchment_and_quality_in_growth(
    stock: str, sooner: dict[str, Any], later_on: dict[str, Any], later: Make
) -> None:
    state = {stock: 0.2, "effort": 0.3}
    assert later(stock, **state, **sooner) > later(stock, **state) > later(stock, **state, **later_on)


@pytest.mark.parametrize("stock", STOCKS)
def test_chance_reaches_a_stock_through_what_the_trust_sustains(stock: str, later: Make) -> None:
    low, usual, high = (later(stock, **{f"own_{stock}": own}) for own in (-0.1, 0.0, 0.1))
    assert low < usual < high


@steady
@given(seeds)
def test_performance_stays_a_level(any_state: Make, any_parameters: Make, seed: int) -> None:
    trust_, policy = any_state(TrustState, seed), any_state(RegulatorState, seed)
    values = any_parameters(seed)
    levels = (
        performance(trust_),
        sustained_quality(trust_, values),
        sustained_access(trust_, values),
        sustained_finance(trust_, policy, values),
        next_quality(trust_, values),
        next_access(trust_, values),
        next_finance(trust_, policy, values),
    )
    assert all(0.0 <= level <= 1.0 for level in levels)


@steady
@given(seeds, share)
def test_effort_is_never_negative_and_grows_with_attention(
    any_state: Make, any_parameters: Make, seed: int, attention: float
) -> None:
    trust_, policy, values = any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed)
    less, more = (improvement_effort(trust_, usable, policy, values) for usable in (attention / 2.0, attention))
    assert 0.0 <= less <= more


@steady
@given(seeds, share, share)
def test_more_scrutiny_never_aims_effort_worse(
    any_state: Make, any_parameters: Make, seed: int, one: float, other: float
) -> None:
    trust_, policy, values = any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed)
    aims = []
    for scrutiny in sorted((one, other)):
        policy.scrutiny = scrutiny
        aims.append(aim(trust_, policy, values))
    assert 0.0 <= aims[0] <= aims[1]
