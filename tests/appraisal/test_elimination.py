"""Worlds are spent where they decide: the best is kept, the rest is given up early, and what is alike is left so."""

from __future__ import annotations

import numpy as np
import pytest

from sim.appraisal.elimination import rounds_planned, spend

SPREAD = 1.0


def drawn(means: list[float], seed: int = 0, common: float = 1.0):
    """Return a simulation of options with known means in common worlds, with noise of their own besides."""

    def normal(*key: int) -> float:
        return float(np.random.default_rng((seed, *key)).standard_normal())

    def simulate(option: int, first: int, count: int) -> np.ndarray:
        worlds = range(first, first + count)
        return np.array(
            [means[option] + common * normal(world) + SPREAD * normal(world, option + 1) for world in worlds]
        )

    return simulate


def test_the_best_of_many_options_is_found_with_fewer_worlds_than_equal_allocation() -> None:
    means = [2.0, 1.7, *np.linspace(-3.0, 1.0, 28)]
    found = spend(drawn(means), len(means), first=20, most=1000, matters=0.05)
    assert found.best == 0
    assert found.saving > 2.5


@pytest.mark.parametrize("seed", range(20))
def test_the_best_option_is_hardly_ever_given_up(seed: int) -> None:
    means = [0.5, 0.3, 0.2, 0.0, -1.0]
    assert 0 in spend(drawn(means, seed), len(means), first=10, most=400, matters=0.05).left


def test_options_that_are_alike_are_both_left_and_no_more_is_spent_than_settles_it() -> None:
    found = spend(drawn([0.0, 0.0, -5.0]), 3, first=20, most=4000, matters=0.3)
    assert set(found.left) == {0, 1}
    assert found.worlds < 4000


def test_in_the_same_worlds_what_all_share_is_no_chance() -> None:
    calm = spend(drawn([0.5, 0.0], common=0.0), 2, first=10, most=2000, matters=0.01)
    stormy = spend(drawn([0.5, 0.0], common=50.0), 2, first=10, most=2000, matters=0.01)
    assert calm.worlds == stormy.worlds


def test_no_more_worlds_than_allowed_are_simulated() -> None:
    found = spend(drawn([0.0, 0.01]), 2, first=16, most=100, matters=1e-6)
    assert found.worlds == 100
    assert found.rounds <= rounds_planned(16, 100)


def test_the_reference_is_simulated_to_the_end_even_if_it_is_given_up() -> None:
    found = spend(drawn([-5.0, 0.3, 0.2]), 3, first=10, most=200, matters=0.01, reference=0)
    assert 0 not in found.left
    assert len(found.payoffs[0]) == found.worlds
