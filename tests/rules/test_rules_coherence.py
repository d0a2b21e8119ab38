"""Coherence: one organisation or several sub-cultures, and the two outcomes of cultural integration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.state import TrustState
from sim.rules.coherence import integration_energy, mix_cultures, next_coherence

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
shocks = st.floats(-6.0, 6.0)


@pytest.mark.parametrize(
    ("driver", "weight"),
    [
        ("attention_free", "energy_from_attention"),
        ("people_programme", "energy_from_programme"),
        ("coherence", "energy_from_coherence"),
    ],
)
def test_integration_draws_energy_from(driver: str, weight: str, trust: Make, parameters: Make) -> None:
    low, high = trust(**{driver: 0.1}), trust(**{driver: 0.4})
    assert integration_energy(high, parameters()) > integration_energy(low, parameters())
    off = parameters(**{weight: 0.0})
    assert integration_energy(high, off) == integration_energy(low, off)


@pytest.mark.parametrize("driver", ["engagement", "effective_leadership"])
def test_energy_is_counted_in_levels_of_engagement_and_leadership(driver: str, trust: Make, parameters: Make) -> None:
    low, high = trust(**{driver: 0.1}), trust(**{driver: 0.4})
    assert integration_energy(high, parameters()) - integration_energy(low, parameters()) == pytest.approx(0.3)


def coherence_after(months: int, trust: Any, values: Any) -> float:
    for _ in range(months):
        trust.coherence = next_coherence(trust, values, 0.0)
    return float(trust.coherence)


JOINED = {"mixing": 1.0, "mixing_pace": 1.0}
ENERGETIC = {"engagement": 0.9, "effective_leadership": 0.9, "attention_free": 0.4}
EXHAUSTED = {"engagement": 0.2, "effective_leadership": 0.2, "overload": 0.3}


def test_integration_goes_one_of_two_ways(trust: Make, parameters: Make) -> None:
    energetic, exhausted = (trust(coherence=0.5, **state, **JOINED) for state in (ENERGETIC, EXHAUSTED))
    assert coherence_after(12, energetic, parameters()) > 0.5 > coherence_after(12, exhausted, parameters())
    assert coherence_after(120, energetic, parameters()) > 0.9
    assert coherence_after(120, exhausted, parameters()) < 0.3


def test_integration_at_the_watershed_stays_undecided(trust: Make, parameters: Make) -> None:
    values = parameters(energy_tipping_point=1.5, energy_from_coherence=1.0)
    undecided = trust(coherence=0.5, engagement=0.5, effective_leadership=0.5, **JOINED)
    assert integration_energy(undecided, values) == 0.0
    assert coherence_after(60, undecided, values) == 0.5


@pytest.mark.parametrize("energy", [ENERGETIC, EXHAUSTED])
def test_either_integration_outcome_is_reached_more_slowly_at_a_slower_pace(
    energy: dict[str, float], trust: Make, parameters: Make
) -> None:
    gone = []
    for pace in (0.0, 0.5, 1.0):
        group = trust(coherence=0.5, mixing=1.0, mixing_pace=pace, **energy)
        gone.append(abs(next_coherence(group, parameters(), 0.0) - 0.5))
    assert 0.0 == gone[0] < gone[1] < gone[2]


def test_side_changed_in_part_lies_between_the_two_outcomes_and_the_drift(trust: Make, parameters: Make) -> None:
    levels = [
        next_coherence(trust(coherence=0.5, mixing=mixing, mixing_pace=1.0, **EXHAUSTED), parameters(), 0.0)
        for mixing in (0.0, 0.5, 1.0)
    ]
    assert levels[0] > 0.5 > levels[2]
    assert levels[1] == pytest.approx((levels[0] + levels[2]) / 2.0)


def test_chance_decides_most_where_two_cultures_are_in_balance(trust: Make, parameters: Make) -> None:
    def stirred(coherence: float) -> float:
        group = trust(coherence=coherence, **JOINED)
        return next_coherence(group, parameters(), 1.0) - next_coherence(group, parameters(), -1.0)

    assert stirred(0.5) > stirred(0.8) > stirred(0.95) > 0.0


def test_single_organisation_drifts_to_the_coherence_of_an_ordinary_trust(trust: Make, parameters: Make) -> None:
    values = parameters(coherence_usual=0.7)
    assert 0.4 < coherence_after(12, trust(coherence=0.4), values) < 0.7
    assert 0.7 < coherence_after(12, trust(coherence=0.95), values) < 0.95
    assert coherence_after(12, trust(coherence=0.7), values) == pytest.approx(0.7)
    assert next_coherence(trust(coherence=0.4), parameters(habit_rate=0.0), 0.0) == 0.4


def test_energy_of_integration_means_nothing_to_a_single_organisation(trust: Make, parameters: Make) -> None:
    energetic, exhausted = trust(engagement=0.9, attention_free=0.4), trust(engagement=0.1, overload=0.4)
    assert next_coherence(energetic, parameters(), 0.0) == next_coherence(exhausted, parameters(), 0.0)


@pytest.mark.parametrize("mixing", [0.0, 0.5, 1.0])
def test_luck_moves_coherence_both_ways(mixing: float, trust: Make, parameters: Make) -> None:
    trust_ = trust(mixing=mixing, mixing_pace=1.0, coherence=0.6)
    unlucky, usual, lucky = (next_coherence(trust_, parameters(), shock) for shock in (-1.0, 0.0, 1.0))
    assert unlucky < usual < lucky


@steady
@given(seeds, shocks)
def test_coherence_stays_between_its_floor_and_one(
    any_state: Make, any_parameters: Make, seed: int, shock: float
) -> None:
    values = any_parameters(seed)
    assert values.coherence_floor <= next_coherence(any_state(TrustState, seed), values, shock) <= 1.0


def test_joining_organisations_without_fit_costs_coherence(trust: Make, parameters: Make) -> None:
    left = {}
    for fit in (0.0, 0.5, 1.0):
        group = trust(coherence=0.8)
        mix_cultures(group, fit, 1.0, parameters())
        left[fit] = group.coherence
    assert left[0.0] < left[0.5] < left[1.0] == 0.8


def test_side_that_carries_no_weight_in_the_mix_keeps_its_coherence(trust: Make, parameters: Make) -> None:
    left = {}
    for weight in (0.0, 0.5, 1.0):
        group = trust(coherence=0.8)
        mix_cultures(group, 0.2, weight, parameters())
        left[weight] = group.coherence
    assert 0.8 == left[0.0] > left[0.5] > left[1.0]


def test_mixing_stops_at_the_least_coherence_that_works_and_can_be_switched_off(trust: Make, parameters: Make) -> None:
    group = trust(coherence=0.3)
    mix_cultures(group, 0.0, 1.0, parameters(coherence_floor=0.25, coherence_lost_to_mixing=1.0))
    assert group.coherence == 0.25
    untouched = trust(coherence=0.3)
    mix_cultures(untouched, 0.0, 1.0, parameters(coherence_lost_to_mixing=0.0))
    assert untouched.coherence == 0.3


def test_coherence_feeds_on_itself_where_it_is_high_and_eats_itself_where_it_is_low(
    trust: Make, parameters: Make
) -> None:
    def moved(coherence: float) -> float:
        values = parameters(energy_tipping_point=2.0, energy_from_coherence=2.0)
        joined = trust(coherence=coherence, engagement=0.5, effective_leadership=0.5, **JOINED)
        return float(next_coherence(joined, values, 0.0)) - coherence

    assert moved(0.3) < 0.0 < moved(0.7)
    assert moved(0.5) == 0.0


def test_leaders_who_are_busy_with_others_neglect_the_culture_of_their_own_house(trust: Make, parameters: Make) -> None:
    def later(load: float, coherence: float = 0.7, **overrides: float) -> float:
        return next_coherence(trust(coherence=coherence, leading_load=load), parameters(**overrides), 0.0)

    assert later(0.0) > later(0.4) > later(1.0)
    assert later(1.0, own_culture_neglected=0.0) == later(0.0)
