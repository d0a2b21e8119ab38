"""Performance: what sustains quality, access and finance, and how effort moves them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Stage
from sim.model.state import EnvironmentState, RegulatorState, TrustState
from sim.rules.performance import (
    count_months,
    direction,
    improvement_effort,
    is_good,
    is_poor,
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
    weakest_stock,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)
shocks = st.floats(-6.0, 6.0)

STOCKS = ("quality", "access", "finance")
BEFORE_RECOVERY = (Stage.DECLINE, Stage.TRIGGER, Stage.FORMULATION)


@pytest.fixture(scope="session")
def sustained(even_trust: Make, regulator: Make, environment: Make, parameters: Make) -> Make:
    """Return the level of a stock that a middling trust, changed as given, sustains."""

    def _sustained(stock: str, overrides: Any = None, policy: Any = None, nation: Any = None, **state: Any) -> float:
        trust_, values = even_trust(0.5, **state), parameters(**(overrides or {}))
        if stock == "quality":
            return sustained_quality(trust_, values)
        if stock == "access":
            return sustained_access(trust_, values)
        return sustained_finance(trust_, policy or regulator(), nation or environment(), values)

    return _sustained


@pytest.fixture(scope="session")
def later(even_trust: Make, regulator: Make, environment: Make, parameters: Make) -> Make:
    """Return a stock of a middling trust, changed as given, a month later."""

    def _later(stock: str, shock: float = 0.0, overrides: Any = None, **state: Any) -> float:
        trust_, values = even_trust(0.6, **state), parameters(**(overrides or {}))
        if stock == "quality":
            return next_quality(trust_, values, shock)
        if stock == "access":
            return next_access(trust_, values, shock)
        return next_finance(trust_, regulator(), environment(), values, shock)

    return _later


# Overall performance


def test_performance_is_the_mean_of_its_three_stocks_and_the_weakest_is_one_of_them(trust: Make) -> None:
    for levels in ((0.25, 0.5, 0.75), (0.75, 0.25, 0.5), (0.5, 0.75, 0.25)):
        trust_ = trust(**dict(zip(STOCKS, levels, strict=True)))
        assert performance(trust_) == 0.5
        assert weakest_stock(trust_) == 0.25


@pytest.mark.parametrize("stock", STOCKS)
def test_single_poor_stock_makes_performance_poor_and_never_good(
    stock: str, even_trust: Make, parameters: Make
) -> None:
    lame = even_trust(0.9, **{stock: 0.05})
    assert is_poor(lame, parameters())
    assert not is_good(lame, parameters())


def test_middling_performance_is_neither_poor_nor_good(even_trust: Make, parameters: Make) -> None:
    values = parameters(poor_stock=0.3, poor_performance=0.4, growth_performance=0.5)
    assessed = [(is_poor(trust_, values), is_good(trust_, values)) for trust_ in map(even_trust, (0.35, 0.45, 0.55))]
    assert assessed == [(True, False), (False, False), (False, True)]


def test_performance_at_the_threshold_is_not_poor_but_good(even_trust: Make, parameters: Make) -> None:
    values = parameters(poor_stock=0.5, poor_performance=0.5, growth_performance=0.5)
    assert not is_poor(even_trust(0.5), values)
    assert is_good(even_trust(0.5), values)


def test_poor_and_good_months_count_only_while_they_last(even_trust: Make, parameters: Make) -> None:
    values = parameters(poor_stock=0.3, poor_performance=0.4, growth_performance=0.5)
    trust_ = even_trust(0.9, months_poor=4)
    counts = []
    for level in (0.1, 0.1, 0.45, 0.9, 0.9, 0.1):
        for stock in STOCKS:
            setattr(trust_, stock, level)
        count_months(trust_, values)
        counts.append((trust_.months_poor, trust_.months_good))
    assert counts == [(5, 0), (6, 0), (0, 0), (0, 1), (0, 2), (1, 0)]


# How effort is aimed


def test_effort_is_misdirected_by_denial_and_directed_by_a_plan(trust: Make, regulator: Make, parameters: Make) -> None:
    def aimed(stage: Stage, plan: float = 0.5) -> float:
        return direction(trust(stage=stage, plan_quality=plan), regulator(), parameters())

    assert aimed(Stage.PERMANENT_FAILURE) < aimed(Stage.FORMULATION)
    assert aimed(Stage.DECLINE) < aimed(Stage.TRIGGER) < aimed(Stage.FORMULATION) < aimed(Stage.RETRENCHMENT)
    for stage in (Stage.RETRENCHMENT, Stage.GROWTH):
        assert aimed(stage, 0.0) < aimed(stage, 0.5) < aimed(stage, 1.0)


@pytest.mark.parametrize("stage", [*BEFORE_RECOVERY, Stage.PERMANENT_FAILURE])
def test_aim_of_effort_in_a_stage_is_set_on_its_own(
    stage: Stage, trust: Make, regulator: Make, parameters: Make
) -> None:
    changed = parameters(**{f"direction_{stage.name.lower()}": 0.125})
    for other in Stage:
        usual = direction(trust(stage=other), regulator(), parameters())
        assert direction(trust(stage=other), regulator(), changed) == (0.125 if other == stage else usual)


def test_plan_aims_nothing_where_plans_are_said_to_be_idle(trust: Make, regulator: Make, parameters: Make) -> None:
    off = parameters(plan_directs_retrenchment=0.0, plan_directs_growth=0.0)
    for stage in (Stage.RETRENCHMENT, Stage.GROWTH):
        aims = [direction(trust(stage=stage, plan_quality=plan), regulator(), off) for plan in (0.0, 1.0)]
        assert aims[0] == aims[1]


def test_stable_trusts_coast_and_less_under_scrutiny(trust: Make, regulator: Make, parameters: Make) -> None:
    def aimed(scrutiny: float, **overrides: float) -> float:
        return direction(trust(stage=Stage.STABLE), regulator(scrutiny=scrutiny), parameters(**overrides))

    assert aimed(0.0) < aimed(0.5) < aimed(1.0) <= 1.0
    assert aimed(0.0, coasting=0.0) == 1.0
    assert aimed(1.0, scrutiny_against_coasting=1.0) == 1.0
    assert aimed(1.0, scrutiny_against_coasting=0.0) == aimed(0.0, scrutiny_against_coasting=0.0)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.STABLE])
def test_nobody_coasts_in_trouble_whoever_watches(stage: Stage, trust: Make, regulator: Make, parameters: Make) -> None:
    aims = {
        direction(trust(stage=stage), regulator(scrutiny=scrutiny), parameters(coasting=coasting))
        for scrutiny in (0.0, 1.0)
        for coasting in (0.0, 0.5)
    }
    assert len(aims) == 1


def test_engaged_staff_carry_effort(trust: Make, regulator: Make, parameters: Make) -> None:
    def effort(engagement: float, **overrides: float) -> float:
        return improvement_effort(trust(engagement=engagement), 0.4, regulator(), parameters(**overrides))

    assert 0.0 < effort(0.2) < effort(0.8)
    assert effort(0.2, effort_without_engagement=1.0) == effort(0.8, effort_without_engagement=1.0)


def test_practices_of_a_partner_make_effort_go_further(trust: Make, regulator: Make, parameters: Make) -> None:
    def effort(transfer: float, **overrides: float) -> float:
        return improvement_effort(trust(practice_transfer=transfer), 0.4, regulator(), parameters(**overrides))

    assert effort(0.0) < effort(0.5)
    assert effort(0.0, effort_from_transfer=0.0) == effort(0.5, effort_from_transfer=0.0)


def test_effort_needs_attention_and_aim(trust: Make, regulator: Make, parameters: Make) -> None:
    def effort(attention: float, stage: Stage = Stage.STABLE) -> float:
        return improvement_effort(trust(stage=stage), attention, regulator(), parameters())

    assert 0.0 == effort(0.0) < effort(0.2) < effort(0.4)
    assert effort(0.4, Stage.DECLINE) < effort(0.4, Stage.STABLE)


def test_retrenchment_is_for_quick_wins_and_growth_for_quality(trust: Make, parameters: Make) -> None:
    emphasis = {
        stage: (
            quality_emphasis(trust(stage=stage), parameters()),
            quick_win_emphasis(trust(stage=stage), parameters()),
        )
        for stage in Stage
    }
    assert emphasis[Stage.RETRENCHMENT][0] < 1.0 < emphasis[Stage.RETRENCHMENT][1]
    assert emphasis[Stage.GROWTH][1] < 1.0 < emphasis[Stage.GROWTH][0]
    rest = [both for stage, both in emphasis.items() if stage not in (Stage.RETRENCHMENT, Stage.GROWTH)]
    assert set(rest) == {(1.0, 1.0)}


def test_emphasis_can_be_switched_off(trust: Make, parameters: Make) -> None:
    off = parameters(quick_win_emphasis=0.0, growth_emphasis=0.0)
    assert {quality_emphasis(trust(stage=stage), off) for stage in Stage} == {1.0}
    assert {quick_win_emphasis(trust(stage=stage), off) for stage in Stage} == {1.0}


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


def test_plan_under_way_wins_quickly_and_is_gone_with_the_plan(trust: Make) -> None:
    for stage in Stage:
        under_way = stage in (Stage.RETRENCHMENT, Stage.GROWTH)
        assert quick_wins(trust(stage=stage, plan_quality=0.5), 0.25) == (0.125 if under_way else 0.0)
        assert quick_wins(trust(stage=stage, plan_quality=0.0), 0.25) == 0.0


# What sustains them


@pytest.mark.parametrize(
    ("stock", "driver", "weight"),
    [
        ("quality", "frontline_adoption", "quality_from_adoption"),
        ("quality", "engagement", "quality_from_engagement"),
        ("quality", "workforce", "quality_from_workforce"),
        ("quality", "effective_leadership", "quality_from_leadership"),
        ("quality", "practice_transfer", "quality_from_transfer"),
        ("quality", "service_gain", "service_gain_felt"),
        ("access", "frontline_adoption", "access_from_adoption"),
        ("access", "engagement", "access_from_engagement"),
        ("access", "workforce", "access_from_workforce"),
        ("access", "effective_leadership", "access_from_leadership"),
        ("access", "practice_transfer", "access_from_transfer"),
        ("access", "service_gain", "service_gain_felt"),
        ("finance", "effective_leadership", "finance_from_leadership"),
        ("finance", "frontline_adoption", "finance_from_adoption"),
        ("finance", "access", "finance_from_access"),
        ("finance", "workforce", "finance_from_workforce"),
        ("finance", "back_office_savings", "finance_from_savings"),
    ],
)
def test_performance_is_sustained_by(stock: str, driver: str, weight: str, sustained: Make) -> None:
    assert sustained(stock, **{driver: 0.2}) < sustained(stock, **{driver: 0.4})
    assert sustained(stock, {weight: 0.0}, **{driver: 0.2}) == sustained(stock, {weight: 0.0}, **{driver: 0.4})


@pytest.mark.parametrize(
    ("stock", "burden", "weight"),
    [
        ("quality", "pressure", "quality_pressure"),
        ("quality", "overload", "quality_overload"),
        ("quality", "integration_dip", "quality_dip"),
        ("access", "pressure", "access_pressure"),
        ("access", "overload", "access_overload"),
        ("access", "integration_dip", "access_dip"),
        ("finance", "pressure", "finance_pressure"),
        ("finance", "integration_dip", "finance_dip"),
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
@pytest.mark.parametrize("stage", Stage)
def test_recovery_plan_wins_quickly_while_it_is_under_way(stock: str, stage: Stage, sustained: Make) -> None:
    under_way = stage in (Stage.RETRENCHMENT, Stage.GROWTH)
    none, good = (sustained(stock, stage=stage, plan_quality=plan) for plan in (0.0, 0.6))
    assert (good > none) == under_way
    off = {f"{stock}_quick_wins": 0.0}
    assert sustained(stock, off, stage=stage, plan_quality=0.6) == none


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
    everywhere = {"savings_without_coherence": 1.0}
    assert pays(0.2, everywhere) == pytest.approx(pays(0.9, everywhere))


def test_bridging_finance_eases_an_integration_while_it_lasts(sustained: Make, regulator: Make) -> None:
    def finance(bridged: bool, bridging: float, overrides: Any = None) -> float:
        policy = regulator(bridging_finance=bridging)
        return float(sustained("finance", overrides, policy, bridged=bridged))

    assert finance(True, 0.0) < finance(True, 0.5) < finance(True, 1.0)
    assert finance(False, 1.0) == finance(False, 0.0) == finance(True, 0.0)
    off = {"finance_from_bridging": 0.0}
    assert finance(True, 1.0, off) == finance(True, 0.0, off)


def test_squeeze_on_national_funding_is_felt_in_finance(sustained: Make, environment: Make) -> None:
    def finance(squeeze: float, overrides: Any = None) -> float:
        return float(sustained("finance", overrides, nation=environment(funding_squeeze=squeeze)))

    assert finance(0.8) < finance(0.2)
    assert finance(0.8, {"finance_squeeze": 0.0}) == finance(0.2, {"finance_squeeze": 0.0})


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
    none, some, much = (
        later(stock, overrides={f"{stock}_drift": 0.0}, **{stock: 0.2}, effort=e) for e in (0.0, 0.1, 0.3)
    )
    assert 0.2 == none < some < much
    assert later(stock, **{stock: 0.2}, effort=0.0, overrides={f"{stock}_drift": 0.01}) > 0.2


@pytest.mark.parametrize("stock", STOCKS)
def test_decline_needs_nothing(stock: str, later: Make) -> None:
    idle, busy = (later(stock, **{stock: 0.95}, effort=effort) for effort in (0.0, 0.4))
    assert idle == busy < 0.95
    assert later(stock, overrides={f"{stock}_decline": 0.0}, **{stock: 0.95}) == 0.95


@pytest.mark.parametrize(
    ("stock", "sooner_in"), [("quality", Stage.GROWTH), ("access", Stage.RETRENCHMENT), ("finance", Stage.RETRENCHMENT)]
)
def test_same_effort_serves_access_and_finance_in_retrenchment_and_quality_in_growth(
    stock: str, sooner_in: Stage, later: Make
) -> None:
    other = Stage.GROWTH if sooner_in == Stage.RETRENCHMENT else Stage.RETRENCHMENT
    state = {stock: 0.2, "effort": 0.3}
    assert later(stock, stage=sooner_in, **state) > later(stock, stage=Stage.STABLE, **state)
    assert later(stock, stage=Stage.STABLE, **state) > later(stock, stage=other, **state)


@pytest.mark.parametrize("stock", STOCKS)
def test_luck_moves_performance_both_ways(stock: str, later: Make) -> None:
    unlucky, usual, lucky = (later(stock, shock) for shock in (-1.0, 0.0, 1.0))
    assert unlucky < usual < lucky
    off = {f"{stock}_noise": 0.0}
    assert later(stock, 3.0, off) == later(stock, -3.0, off)


@steady
@given(seeds, shocks)
def test_performance_stays_a_level(any_state: Make, any_parameters: Make, seed: int, shock: float) -> None:
    trust_, policy = any_state(TrustState, seed), any_state(RegulatorState, seed)
    nation, values = any_state(EnvironmentState, seed), any_parameters(seed)
    levels = (
        performance(trust_),
        sustained_quality(trust_, values),
        sustained_access(trust_, values),
        sustained_finance(trust_, policy, nation, values),
        next_quality(trust_, values, shock),
        next_access(trust_, values, shock),
        next_finance(trust_, policy, nation, values, shock),
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
        aims.append(direction(trust_, policy, values))
    assert 0.0 <= aims[0] <= aims[1]
