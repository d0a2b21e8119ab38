"""Neighbours: what the trusts of a place do to each other, and how far they act together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.environment import felt_pressure
from sim.rules.neighbours import next_collaboration, spill_over
from sim.state import HealthEconomyState, RegulatorState, TrustState

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="session")
def sent(trust: Make, economy: Make, parameters: Make) -> Make:
    """Return the demand that comes over to a trust from neighbours of the given access."""

    def _sent(*access: float, collaboration: float = 0.0, own: float = 0.6, **overrides: float) -> float:
        here = trust(index=0, access=own)
        place = [here, *(trust(index=index, access=level) for index, level in enumerate(access, start=1))]
        values = parameters(**({"coping_access": 0.4} | overrides))
        return spill_over(here, place, economy(collaboration=collaboration), values)

    return _sent


def test_neighbours_who_cannot_cope_send_their_demand_on(sent: Make) -> None:
    assert sent(0.1) > sent(0.3) > sent(0.4) == sent(0.9) == 0.0
    assert sent(0.1, spill_over=0.0) == 0.0


def test_demand_of_one_is_spread_over_all_others(sent: Make) -> None:
    assert sent(0.1, 0.9) == pytest.approx(sent(0.1) / 2.0)
    assert sent(0.1, 0.1) == pytest.approx(sent(0.1))


def test_trust_sends_nothing_to_itself(sent: Make) -> None:
    assert sent(own=0.0) == sent(0.9, own=0.0) == 0.0
    assert sent(0.1, own=0.0) == sent(0.1, own=0.9)


def test_less_spills_over_where_all_take_responsibility(sent: Make) -> None:
    assert sent(0.1) > sent(0.1, collaboration=0.5) > sent(0.1, collaboration=1.0) >= 0.0
    assert sent(0.1, collaboration=1.0, collaboration_against_spill_over=1.0) == 0.0
    assert sent(0.1, collaboration=1.0, collaboration_against_spill_over=0.0) == sent(0.1)


@steady
@given(st.lists(seeds, min_size=1, max_size=6))
def test_what_comes_over_is_never_negative_nor_beyond_all_that_is_missing(
    any_state: Make, any_parameters: Make, drawn: list[int]
) -> None:
    place = [any_state(TrustState, seed) for seed in drawn]
    for index, trust_ in enumerate(place):
        trust_.index = index
    values, economy_ = any_parameters(drawn[0]), any_state(HealthEconomyState, drawn[0])
    for trust_ in place:
        assert 0.0 <= spill_over(trust_, place, economy_, values) <= values.spill_over * values.coping_access + 1e-12


def test_demand_that_comes_over_presses_and_integrated_care_relieves(
    trust: Make, economy: Make, environment: Make, parameters: Make
) -> None:
    def felt(**state: float) -> float:
        return felt_pressure(trust(**state), economy(), environment(), parameters())

    assert felt() == 0.0
    assert felt(spill_over=0.25) == 0.25
    assert felt(demand_relief=0.25) == -0.25
    assert felt(spill_over=0.25, demand_relief=0.25) == 0.0


# Acting together


@pytest.fixture(scope="session")
def later(trust: Make, economy: Make, regulator: Make, parameters: Make) -> Make:
    """Return collaboration in a place a month later, `partnered` of its four trusts being in partnerships."""

    def _later(collaboration: float, engagement: float = 0.0, partnered: int = 0, **overrides: float) -> float:
        place = [trust(attention_partnership=0.1 if index < partnered else 0.0) for index in range(4)]
        policy = regulator(system_engagement=engagement)
        return next_collaboration(economy(collaboration=collaboration), place, policy, parameters(**overrides))

    return _later


def test_neighbours_come_together_where_the_system_is_engaged(later: Make) -> None:
    assert later(0.1) == 0.1 < later(0.1, engagement=0.6) < later(0.1, engagement=1.0)
    assert later(0.1, engagement=1.0, collaboration_from_engagement=0.0) == 0.1
    assert later(0.1, engagement=1.0, collaboration_rate=0.0) == 0.1


def test_neighbours_come_together_where_trusts_work_together_already(later: Make) -> None:
    assert later(0.0) == 0.0 < later(0.0, partnered=1) < later(0.0, partnered=2) < later(0.0, partnered=4)
    assert later(0.0, partnered=4, collaboration_from_partnering=0.0) == 0.0


def test_responsibility_that_is_shared_is_not_lost_where_nothing_draws_trusts_together(later: Make) -> None:
    assert later(0.8) == later(0.8, engagement=0.1) == 0.8


@steady
@given(seeds)
def test_collaboration_stays_a_level_and_never_falls(any_state: Make, any_parameters: Make, seed: int) -> None:
    place = [any_state(TrustState, seed + position) for position in range(3)]
    economy_, policy, values = (
        any_state(HealthEconomyState, seed),
        any_state(RegulatorState, seed),
        any_parameters(seed),
    )
    assert economy_.collaboration <= next_collaboration(economy_, place, policy, values) <= 1.0
