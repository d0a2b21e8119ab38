"""Shapley values and interactions of differences whose parts are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.attribution.shapley import interactions, shapley_values, subsets

WORLDS = 3


def outcomes_of(own: list[float], together: dict[tuple[int, int], float]) -> np.ndarray:
    """Return outcomes of all subsets of parts that add what is their own, and in pairs what is said."""
    rows = [
        sum(own[part] for part in chosen) + sum(value for pair, value in together.items() if set(pair) <= set(chosen))
        for chosen in subsets(len(own))
    ]
    return np.repeat(np.array(rows, dtype=float)[:, None], WORLDS, axis=1)


def test_parts_that_add_up_are_told_exactly_and_do_nothing_together() -> None:
    outcomes = outcomes_of([1.0, -2.0, 0.0, 5.0], {})
    assert shapley_values(outcomes)[:, 0] == pytest.approx([1.0, -2.0, 0.0, 5.0])
    assert all(np.allclose(found, 0.0) for found in interactions(outcomes).values())
    assert len(interactions(outcomes)) == 6


def test_what_two_do_together_is_shared_between_them_and_named() -> None:
    outcomes = outcomes_of([1.0, 2.0, 0.0], {(0, 2): 4.0})
    assert shapley_values(outcomes)[:, 0] == pytest.approx([3.0, 2.0, 2.0])
    together = {pair: found[0] for pair, found in interactions(outcomes).items()}
    assert together == pytest.approx({(0, 1): 0.0, (0, 2): 4.0, (1, 2): 0.0})


@given(st.integers(1, 6), st.integers(0, 2**31))
def test_parts_add_up_to_the_whole_in_every_world(parts: int, seed: int) -> None:
    outcomes = np.random.default_rng(seed).standard_normal((2**parts, WORLDS))
    assert shapley_values(outcomes).sum(axis=0) == pytest.approx(outcomes[-1] - outcomes[0])


def test_an_outcome_is_missing_of_some_subset() -> None:
    with pytest.raises(ValueError, match="found 6 outcomes; allowed: one of every subset"):
        shapley_values(np.zeros((6, 2)))
