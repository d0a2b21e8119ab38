"""The numeric helpers that every rule shares."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.arithmetic import clip, distance, follow, larger, level, positive, smaller

steady = settings(deadline=None, derandomize=True)
number = st.floats(-1e6, 1e6)
share = st.floats(0.0, 1.0)


@steady
@given(number, number, number)
def test_clipped_value_is_the_nearest_inside_the_bounds(value: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert clip(value, low, high) == sorted((low, value, high))[1]


@pytest.mark.parametrize(("value", "kept"), [(-0.1, 0.0), (0.0, 0.0), (0.1, 0.1), (0.9, 0.9), (1.0, 1.0), (1.1, 1.0)])
def test_level_stays_between_none_and_all(value: float, kept: float) -> None:
    assert level(value) == kept


@pytest.mark.parametrize(("value", "kept"), [(-2.0, 0.0), (0.0, 0.0), (0.1, 0.1), (2.0, 2.0)])
def test_only_what_is_above_zero_counts_as_positive(value: float, kept: float) -> None:
    assert positive(value) == kept


@steady
@given(number, number)
def test_smaller_and_larger_tell_two_numbers_apart(first: float, second: float) -> None:
    assert [smaller(first, second), larger(first, second)] == sorted((first, second))


@steady
@given(number, number)
def test_distance_is_the_same_both_ways_and_never_negative(first: float, second: float) -> None:
    assert distance(first, second) == distance(second, first) >= 0.0
    assert (distance(first, second) == 0.0) == (first == second)


def test_distance_is_what_lies_between() -> None:
    assert distance(0.25, 1.0) == distance(1.0, 0.25) == 0.75


def test_follower_stays_at_rate_zero_arrives_at_rate_one_and_halves_the_gap_at_a_half() -> None:
    assert follow(0.2, 0.8, 0.0) == 0.2
    assert follow(0.25, 0.75, 1.0) == 0.75
    assert follow(0.25, 0.75, 0.5) == 0.5


@steady
@given(share, share, share)
def test_follower_never_overshoots(value: float, target: float, rate: float) -> None:
    low, high = sorted((value, target))
    assert low - 1e-12 <= follow(value, target, rate) <= high + 1e-12
