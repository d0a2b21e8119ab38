"""Groups: what a head and its units share, and when they are rated as one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.model.state import RegulatorState, TrustState
from sim.rules.attention import keep_ledger
from sim.rules.partnership_exchange import put_in_charge
from sim.rules.provider_groups import (
    add_to_group_mean,
    clear_group_mean,
    counts_in_rating,
    help_out_in_groups,
    lead_from_group,
    pool_attention,
    pool_money,
    receive_attention,
    share_money_in_groups,
    sites_from_afar,
)
from sim.scenario.scenario_loader import load_scenario

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)


def taken(trust: Any) -> float:
    """Return the attention that is taken from a trust."""
    return float(trust.attention_operations + trust.attention_compliance + trust.attention_partnership)


def left(trust: Any) -> float:
    """Return the attention that a trust has to spare, or lacks (below 0)."""
    return float(trust.attention_free - trust.overload)


# Sites


def test_sites_count_more_the_further_away_they_are(trust: Make, parameters: Make) -> None:
    def burden(sites: int, miles: float, **overrides: float) -> float:
        return sites_from_afar(trust(), trust(number_of_sites=sites, easting=miles), parameters(**overrides))

    assert burden(1, 0.0) == 1.0
    assert burden(3, 0.0) == 3.0 < burden(3, 30.0) < burden(3, 200.0)
    assert burden(3, 200.0, sites_from_distance=0.0) == 3.0


# Attention


@steady
@given(seeds)
def test_both_ledgers_stay_balanced_and_nobody_gives_more_than_it_has(
    any_state: Make, any_parameters: Make, seed: int
) -> None:
    head, unit = any_state(TrustState, seed), any_state(TrustState, seed + 1)
    values, policy = any_parameters(seed), any_state(RegulatorState, seed)
    for side in (head, unit):
        keep_ledger(side, policy, values)
        side.attention_from_group = 0.0
    free, spare = (head.attention_free, unit.attention_free), left(head) + left(unit)
    pool_attention(head, unit, values)
    for side in (head, unit):
        assert side.attention_supply + side.overload == pytest.approx(taken(side) + side.attention_free)
        assert min(side.attention_free, side.overload) == 0.0
    assert left(head) + left(unit) == pytest.approx(spare)
    assert head.attention_from_group == -unit.attention_from_group
    assert all(-side.attention_from_group <= had for side, had in zip((head, unit), free, strict=True))


def test_leaders_help_out_where_most_is_to_be_done_whichever_side_it_is(trust: Make, parameters: Make) -> None:
    for names in (("head", "unit"), ("unit", "head")):
        sides = {names[0]: trust(attention_free=0.4), names[1]: trust(overload=0.3)}
        pool_attention(sides["head"], sides["unit"], parameters(closed_in_group=0.5))
        assert sides[names[0]].attention_free < 0.4
        assert sides[names[1]].overload < 0.3
        assert sides[names[1]].attention_from_group > 0.0


def test_fully_pooled_attention_is_even_and_unpooled_attention_stays(trust: Make, parameters: Make) -> None:
    for pooled, after in ((0.0, (0.5, 0.1)), (1.0, (0.3, 0.3))):
        head, unit = trust(attention_free=0.5), trust(attention_free=0.1)
        pool_attention(head, unit, parameters(closed_in_group=pooled))
        assert (head.attention_free, unit.attention_free) == pytest.approx(after)


def test_unit_gives_to_an_overloaded_head_and_the_less_loaded_of_two_gives_nothing(
    trust: Make, parameters: Make
) -> None:
    values = parameters(closed_in_group=1.0)
    head, unit = trust(overload=0.3), trust(attention_free=0.5)
    pool_attention(head, unit, values)
    assert (head.overload, unit.attention_free) == pytest.approx((0.0, 0.1))
    assert (head.attention_free, unit.overload) == pytest.approx((0.1, 0.0))
    head, unit = trust(overload=0.5), trust(attention_free=0.1)
    pool_attention(head, unit, values)
    assert (head.overload, unit.attention_free) == pytest.approx((0.4, 0.0))


def test_side_without_spare_attention_gives_none(trust: Make, parameters: Make) -> None:
    head, unit = trust(overload=0.1), trust(overload=0.5)
    pool_attention(head, unit, parameters(closed_in_group=1.0))
    assert (head.overload, unit.overload) == (0.1, 0.5)
    head, unit = trust(attention_free=0.1), trust(overload=1.0)
    pool_attention(head, unit, parameters(closed_in_group=1.0))
    assert (head.attention_free, head.overload) == (0.0, 0.0)
    assert unit.overload == pytest.approx(0.9)


def test_attention_received_counts_as_supply_and_first_relieves_overload(trust: Make) -> None:
    unit = trust(attention_supply=1.0, overload=0.25)
    receive_attention(unit, 0.5)
    assert (unit.attention_supply, unit.overload, unit.attention_free) == (1.5, 0.0, 0.25)
    receive_attention(unit, -0.125)
    assert (unit.attention_supply, unit.overload, unit.attention_free) == (1.375, 0.0, 0.125)
    assert unit.attention_from_group == 0.375


# Money


@steady
@given(seeds)
def test_pooled_money_is_neither_made_nor_lost(any_state: Make, any_parameters: Make, seed: int) -> None:
    head, unit, values = any_state(TrustState, seed), any_state(TrustState, seed + 1), any_parameters(seed)
    money = head.turnover * head.finance + unit.turnover * unit.finance
    low, high = sorted((head.finance, unit.finance))
    pool_money(head, unit, values)
    assert head.turnover * head.finance + unit.turnover * unit.finance == pytest.approx(money)
    assert all(low - 1e-12 <= side.finance <= high + 1e-12 for side in (head, unit))


def test_healthy_head_carries_its_unit_and_the_larger_feels_it_less(trust: Make, parameters: Make) -> None:
    head, unit = trust(finance=0.7, turnover=900.0), trust(finance=0.3, turnover=100.0)
    pool_money(head, unit, parameters(money_pooled_in_group=0.1))
    assert 0.0 < 0.7 - head.finance < unit.finance - 0.3
    apart = trust(finance=0.7), trust(finance=0.3)
    pool_money(*apart, parameters(money_pooled_in_group=0.0))
    assert [side.finance for side in apart] == [0.7, 0.3]


# Rating


def test_unit_is_left_out_of_the_rating_of_its_group_for_a_time_of_grace(trust: Make, regulator: Make) -> None:
    policy = regulator(rating_grace=24)
    counted = [counts_in_rating(trust(absorbed_by=0, months_absorbed=months), policy) for months in (0, 23, 24, 99)]
    assert counted == [False, False, True, True]
    assert counts_in_rating(trust(absorbed_by=0, months_absorbed=0), regulator(rating_grace=0))
    assert not counts_in_rating(trust(absorbed_by=-1, months_absorbed=99), policy)


LOOKED_AT = (
    "quality",
    "access",
    "finance",
    "workforce",
    "engagement",
    "effective_leadership",
    "capability",
    "frontline_adoption",
    "coherence",
)


def see_as_one(whole: Any, group: list[Any]) -> None:
    """Make `whole` the mean of a group."""
    clear_group_mean(whole)
    for unit in group:
        add_to_group_mean(whole, unit, sum(member.turnover for member in group))


@steady
@given(st.lists(seeds, min_size=1, max_size=5))
def test_group_is_seen_as_the_mean_of_its_trusts_by_size(any_state: Make, trust: Make, drawn: list[int]) -> None:
    group, whole = [any_state(TrustState, seed) for seed in drawn], trust()
    see_as_one(whole, group)
    size = sum(unit.turnover for unit in group)
    for name in LOOKED_AT:
        mean = sum(unit.turnover * getattr(unit, name) for unit in group) / size
        assert getattr(whole, name) == pytest.approx(mean), name


def test_group_of_one_is_seen_as_it_is(even_trust: Make, trust: Make) -> None:
    whole, alone = trust(), even_trust(0.25, workforce=0.75)
    see_as_one(whole, [alone])
    assert all(getattr(whole, name) == getattr(alone, name) for name in LOOKED_AT)


def test_group_seen_last_time_is_forgotten(any_state: Make, even_trust: Make) -> None:
    whole = any_state(TrustState, 1)
    clear_group_mean(whole)
    assert all(getattr(whole, name) == 0.0 for name in LOOKED_AT)
    for level in (0.9, 0.25):
        see_as_one(whole, [even_trust(level, turnover=100.0), even_trust(level, turnover=300.0)])
    assert all(getattr(whole, name) == 0.25 for name in LOOKED_AT)


# Leadership


def test_leaders_of_the_group_stand_over_the_unit_for_better_or_worse(trust: Make, parameters: Make) -> None:
    def lent(head: float, **overrides: float) -> float:
        unit = trust(leadership=0.4)
        lead_from_group(unit, trust(leadership=head), parameters(**overrides))
        return float(unit.leadership_support)

    assert lent(0.2) < lent(0.4) == 0.0 < lent(0.6) < lent(0.9)
    assert lent(0.9, closed_in_group=0.0) == 0.0
    assert lent(0.9, closed_in_group=1.0) == pytest.approx(0.5)


def test_leadership_of_the_group_does_not_add_to_leaders_put_in_already(trust: Make, parameters: Make) -> None:
    values = parameters(closed_in_group=0.5)
    for put_in, stays in ((0.6, 0.3), (0.4, 0.25)):
        unit = trust(leadership=0.25)
        put_in_charge(unit, trust(leadership=0.75), put_in)
        lead_from_group(unit, trust(leadership=0.75), values)
        assert unit.leadership_support == pytest.approx(stays)


# All groups of a world


@pytest.fixture
def group() -> TurnaroundModel:
    """Twelve trusts of which the first has the second and the third as units."""
    model = TurnaroundModel(load_scenario("local_health_economy"))
    for unit in model.trusts[1:3]:
        unit.absorbed_by = 0
    model.progress.absorbed = 2
    return model


def test_leaders_help_out_within_their_group_and_nowhere_else(group: TurnaroundModel) -> None:
    for trust_, free in zip(group.trusts, (0.9, 0.1, 0.3, 0.2, 0.8, *[0.4] * 7), strict=True):
        trust_.attention_free, trust_.overload, trust_.attention_from_group = free, 0.0, 0.0
    help_out_in_groups(group)
    head, first, second, *outside = group.trusts
    assert first.attention_free > 0.1
    assert second.attention_free > 0.3
    assert head.attention_free + first.attention_free + second.attention_free == pytest.approx(1.3)
    assert all(trust_.attention_from_group == 0.0 for trust_ in outside)


def test_money_of_a_group_flows_together_and_its_months_are_counted(group: TurnaroundModel) -> None:
    for trust_, finance in zip(group.trusts, (0.9, 0.1, 0.3, 0.2, 0.8, *[0.4] * 7), strict=True):
        trust_.finance = finance
    for _ in range(3):
        share_money_in_groups(group)
    assert group.trusts[0].finance < 0.9
    assert group.trusts[1].finance > 0.1
    assert [trust_.finance for trust_ in group.trusts[3:]] == [0.2, 0.8, *[0.4] * 7]
    assert [trust_.months_absorbed for trust_ in group.trusts] == [0, 3, 3, *[0] * 9]


def test_nothing_is_shared_where_nobody_has_been_absorbed() -> None:
    model = TurnaroundModel(load_scenario("local_health_economy"))
    before = [(trust_.attention_free, trust_.finance, trust_.months_absorbed) for trust_ in model.trusts]
    assert len(before) == 12
    help_out_in_groups(model)
    share_money_in_groups(model)
    assert [(trust_.attention_free, trust_.finance, trust_.months_absorbed) for trust_ in model.trusts] == before
