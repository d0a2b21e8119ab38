"""Neighbours: what the trusts of a place do to each other, and how far they act together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.model.state import HealthEconomyState, RegulatorState, TrustState
from sim.rules.environment import felt_pressure
from sim.rules.local_health_economy import (
    clear_place,
    count_in_place,
    count_places,
    next_collaboration,
    spill_over,
    turned_away,
)
from sim.scenario.scenario_loader import load_scenario

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


def counted(economy: Any, trusts: list[Any], parameters: Any) -> Any:
    """Return a local health economy in which the trusts of the month are counted."""
    clear_place(economy)
    for trust in trusts:
        count_in_place(economy, trust, parameters)
    return economy


@pytest.fixture(scope="session")
def sent(trust: Make, economy: Make, parameters: Make) -> Make:
    """Return the demand that comes over to a trust from neighbours of the given access."""

    def _sent(*access: float, collaboration: float = 0.0, own: float = 0.6, **overrides: float) -> float:
        here = trust(index=0, access=own)
        place = [here, *(trust(index=index, access=level) for index, level in enumerate(access, start=1))]
        values = parameters(**({"poor_performance": 0.4} | overrides))
        return spill_over(here, counted(economy(collaboration=collaboration), place, values), values)

    return _sent


def test_trust_turns_away_what_its_access_falls_short_of_coping(trust: Make, parameters: Make) -> None:
    values = parameters(poor_performance=0.5)
    assert turned_away(trust(access=0.125), values) == 0.375
    assert turned_away(trust(access=0.5), values) == turned_away(trust(access=0.9), values) == 0.0


def test_neighbours_who_cannot_cope_send_their_demand_on(sent: Make) -> None:
    assert sent(0.1) > sent(0.3) > sent(0.4) == sent(0.9) == 0.0
    assert sent(0.1, spill_over=0.0) == 0.0


def test_demand_of_one_is_spread_over_all_others(sent: Make) -> None:
    assert sent(0.1, 0.9) == pytest.approx(sent(0.1) / 2.0)
    assert sent(0.1, 0.1) == pytest.approx(sent(0.1))


def test_trust_sends_nothing_to_itself(sent: Make) -> None:
    assert sent(own=0.0) == sent(0.9, own=0.0) == 0.0
    assert sent(0.1, own=0.0) == pytest.approx(sent(0.1, own=0.9))


def test_less_spills_over_where_all_take_responsibility(sent: Make) -> None:
    assert sent(0.1) > sent(0.1, collaboration=0.5) > sent(0.1, collaboration=1.0) >= 0.0
    assert sent(0.1, collaboration=1.0, eased_by_collaboration=1.0) == 0.0
    assert sent(0.1, collaboration=1.0, eased_by_collaboration=0.0) == sent(0.1)


@steady
@given(st.lists(seeds, min_size=1, max_size=6))
def test_what_comes_over_is_never_negative_nor_beyond_all_that_is_missing(
    any_state: Make, any_parameters: Make, drawn: list[int]
) -> None:
    place = [any_state(TrustState, seed) for seed in drawn]
    for index, trust_ in enumerate(place):
        trust_.index = index
    values, economy_ = any_parameters(drawn[0]), any_state(HealthEconomyState, drawn[0])
    counted(economy_, place, values)
    for trust_ in place:
        assert 0.0 <= spill_over(trust_, economy_, values) <= values.spill_over * values.poor_performance + 1e-12


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
        policy, values = regulator(system_engagement=engagement), parameters(**overrides)
        return next_collaboration(counted(economy(collaboration=collaboration), place, values), policy, values)

    return _later


def test_neighbours_come_together_where_the_system_is_engaged(later: Make) -> None:
    assert later(0.1) == 0.1 < later(0.1, engagement=0.6) < later(0.1, engagement=1.0)
    assert later(0.1, engagement=1.0, collaboration_brought=0.0) == 0.1
    assert later(0.1, engagement=1.0, habit_rate=0.0) == 0.1


def test_neighbours_come_together_where_trusts_work_together_already(later: Make) -> None:
    assert later(0.0) == 0.0 < later(0.0, partnered=1) < later(0.0, partnered=2) < later(0.0, partnered=4)
    assert later(0.0, partnered=4, collaboration_brought=0.0) == 0.0


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
    counted(economy_, place, values)
    assert economy_.collaboration <= next_collaboration(economy_, policy, values) <= 1.0


# Counting


def test_place_counts_its_trusts_what_they_turn_away_and_who_works_in_partnerships(
    trust: Make, economy: Make, parameters: Make
) -> None:
    values = parameters(poor_performance=0.5)
    place = [trust(access=0.25, attention_partnership=0.1), trust(access=0.375), trust(access=0.9)]
    counted_ = counted(economy(), place, values)
    assert (counted_.members, counted_.turned_away, counted_.partnered) == (3, 0.375, 1)


def test_count_of_a_month_forgets_that_of_the_month_before(trust: Make, economy: Make, parameters: Make) -> None:
    here = economy()
    for _ in range(3):
        counted(here, [trust(access=0.0, attention_partnership=0.1)] * 2, parameters(poor_performance=0.5))
    assert (here.members, here.turned_away, here.partnered) == (2, 1.0, 2)
    clear_place(here)
    assert (here.members, here.turned_away, here.partnered) == (0, 0.0, 0)


def test_empty_place_draws_nobody_together_but_where_the_system_is_engaged(
    economy: Make, regulator: Make, parameters: Make
) -> None:
    empty = economy(collaboration=0.1)
    assert next_collaboration(empty, regulator(system_engagement=0.0), parameters()) == 0.1
    assert next_collaboration(empty, regulator(system_engagement=1.0), parameters()) > 0.1


def test_every_trust_is_counted_in_its_own_place_and_in_no_other() -> None:
    model = TurnaroundModel(load_scenario("local_health_economy"))
    for trust_ in model.trusts:
        trust_.access, trust_.attention_partnership = 0.9, 0.0
    model.trusts[0].access, model.trusts[6].attention_partnership = 0.125, 0.2
    for _ in range(2):
        count_places(model)
    estuary, downland = model.economies
    assert (estuary.members, downland.members) == (6, 6)
    assert (estuary.turned_away, downland.turned_away) == (model.parameters.poor_performance - 0.125, 0.0)
    assert (estuary.partnered, downland.partnered) == (0, 1)
