"""Leadership: who leaves, who follows, and what partners lend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.state import TrustState
from sim.rules.leadership import (
    change_chief_executive,
    departure_hazard,
    effective_leadership,
    next_leadership,
    successor_leadership,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
shocks = st.floats(-6.0, 6.0)


# Who leaves


def test_chief_executives_of_failing_trusts_leave_sooner(even_trust: Make, parameters: Make) -> None:
    hazards = [departure_hazard(even_trust(level), parameters()) for level in (0.1, 0.3, 0.5)]
    assert hazards[0] > hazards[1] > hazards[2]
    off = parameters(departure_performance=0.0)
    assert departure_hazard(even_trust(0.1), off) == departure_hazard(even_trust(0.5), off)


def test_beyond_a_secure_performance_more_does_not_make_the_post_safer(even_trust: Make, parameters: Make) -> None:
    values = parameters(secure_performance=0.6)
    assert departure_hazard(even_trust(0.65), values) == departure_hazard(even_trust(0.9), values)


def test_strain_and_special_measures_drive_leaders_out(trust: Make, parameters: Make) -> None:
    calm = departure_hazard(trust(strain=0.1), parameters())
    assert departure_hazard(trust(strain=0.8), parameters()) > calm
    assert departure_hazard(trust(strain=0.1, special_measures=True), parameters()) > calm
    off = parameters(departure_strain=0.0, departure_special_measures=0.0)
    assert departure_hazard(trust(strain=0.8, special_measures=True), off) == departure_hazard(trust(), off)


def test_new_chief_executive_is_given_time(even_trust: Make, parameters: Make) -> None:
    def hazard(months: int, **overrides: float) -> float:
        values = parameters(new_chief_executive_months=9, **overrides)
        return departure_hazard(even_trust(0.2, chief_executive_tenure=months), values)

    assert hazard(0) == hazard(8) < hazard(9) == hazard(100)
    assert hazard(0, honeymoon_hazard=1.0) == hazard(9, honeymoon_hazard=1.0)
    assert hazard(0, honeymoon_hazard=0.0) == 0.0


# Who follows


def test_replacement_is_a_draw_not_a_cure(trust: Make, parameters: Make) -> None:
    draws = [successor_leadership(trust(leadership=0.5), parameters(), shock) for shock in (-2.0, 0.0, 2.0)]
    assert draws[0] < 0.5
    assert draws[0] < draws[1] < draws[2]
    off = parameters(successor_spread=0.0)
    assert successor_leadership(trust(), off, -2.0) == successor_leadership(trust(), off, 2.0)


def test_part_of_the_board_stays(trust: Make, parameters: Make) -> None:
    half = parameters(board_continuity=0.5)
    assert successor_leadership(trust(leadership=0.7), half, 0.0) > successor_leadership(
        trust(leadership=0.3), half, 0.0
    )
    none = parameters(board_continuity=0.0)
    assert successor_leadership(trust(leadership=0.7), none, 0.0) == successor_leadership(
        trust(leadership=0.3), none, 0.0
    )
    assert successor_leadership(trust(leadership=0.75), parameters(board_continuity=1.0), 2.0) == 0.75


def test_regulator_finds_better_leaders_for_trusts_in_special_measures(trust: Make, parameters: Make) -> None:
    ordinary, observations = trust(), trust(special_measures=True)
    assert successor_leadership(observations, parameters(), 0.0) > successor_leadership(ordinary, parameters(), 0.0)
    off = parameters(successor_special_measures=0.0)
    assert successor_leadership(observations, off, 0.0) == successor_leadership(ordinary, off, 0.0)


def test_well_regarded_partner_knows_better_candidates(trust: Make, parameters: Make) -> None:
    successors = [
        successor_leadership(trust(recruitment_network=known), parameters(), 0.0) for known in (0.0, 0.3, 0.6)
    ]
    assert successors[0] < successors[1] < successors[2]
    off = parameters(successor_from_network=0.0)
    assert successor_leadership(trust(recruitment_network=0.6), off, 0.0) == successors[0]
    closed = parameters(board_continuity=1.0)
    assert successor_leadership(trust(recruitment_network=0.6), closed, 0.0) == trust().leadership


def test_new_chief_executive_begins_anew(trust: Make, parameters: Make) -> None:
    values = parameters(strain_base=0.2)
    tired = trust(leadership=0.4, chief_executive_tenure=50, strain=0.9)
    expected = successor_leadership(tired, values, 0.7)
    change_chief_executive(tired, values, 0.7)
    assert tired.chief_executive_left
    assert (tired.chief_executive_tenure, tired.strain, tired.leadership) == (0, 0.2, expected)


# What leaders can do


def test_boards_drift_slowly_towards_the_average(trust: Make, parameters: Make) -> None:
    values = parameters(successor_mean=0.5)
    assert 0.2 < next_leadership(trust(leadership=0.2), values, 0.0) < 0.3
    assert 0.7 < next_leadership(trust(leadership=0.8), values, 0.0) < 0.8
    assert next_leadership(trust(leadership=0.5), values, 0.0) == 0.5
    assert next_leadership(trust(leadership=0.2), parameters(leadership_drift=0.0), 0.0) == 0.2


def test_mentoring_makes_better_leaders(trust: Make, parameters: Make) -> None:
    alone, mentored = trust(), trust(mentored_leadership=0.3)
    assert next_leadership(mentored, parameters(), 0.0) > next_leadership(alone, parameters(), 0.0)
    off = parameters(leadership_from_mentoring=0.0)
    assert next_leadership(mentored, off, 0.0) == next_leadership(alone, off, 0.0)


def test_luck_moves_leadership_both_ways(trust: Make, parameters: Make) -> None:
    unlucky, usual, lucky = (next_leadership(trust(), parameters(), shock) for shock in (-1.0, 0.0, 1.0))
    assert unlucky < usual < lucky


@pytest.mark.parametrize(("lent", "led"), [(0.0, 0.5), (0.25, 0.75), (0.9, 1.0)])
def test_lent_leadership_adds_to_the_trusts_own(lent: float, led: float, trust: Make) -> None:
    assert effective_leadership(trust(leadership=0.5, leadership_support=lent)) == led


@steady
@given(seeds, shocks)
def test_leadership_and_its_chances_stay_inside_their_ranges(
    any_state: Make, any_parameters: Make, seed: int, shock: float
) -> None:
    trust_, values = any_state(TrustState, seed), any_parameters(seed)
    assert 0.0 <= departure_hazard(trust_, values) <= 1.0
    assert 0.0 <= next_leadership(trust_, values, shock) <= 1.0
    assert 0.0 <= successor_leadership(trust_, values, shock) <= 1.0
    assert 0.0 <= effective_leadership(trust_) <= 1.0
