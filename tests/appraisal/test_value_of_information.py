"""Regret, switching values and the value of knowing more, of options whose order and switching value are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.appraisal.regret import regrets, shares_best, side_by_side
from sim.appraisal.value_of_information import Values, tippings, value_of_knowing

FUTURES = 600
SWITCH = 0.27


@pytest.fixture
def unknowns() -> pd.DataFrame:
    generator = np.random.default_rng(2)
    return pd.DataFrame(generator.random((FUTURES, 12)), columns=[f"unknown_{at}" for at in range(12)])


@pytest.fixture
def payoffs(unknowns: pd.DataFrame) -> np.ndarray:
    """Two options of which the first is better above a value of one unknown; noise between worlds is shared."""
    generator = np.random.default_rng(3)
    worlds = generator.standard_normal(FUTURES)
    first = worlds + 2.0 * (unknowns["unknown_4"].to_numpy() - SWITCH) + 0.2 * generator.standard_normal(FUTURES)
    return np.array([first, worlds])


def value_of_knowing_all(payoffs: Values) -> float:
    """Return what knowing everything, the worlds' chance included, would add to the payoff: expected regret."""
    return float(payoffs.max(axis=0).mean() - payoffs.mean(axis=1).max())


def test_the_planted_switching_value_is_recovered(unknowns: pd.DataFrame, payoffs: np.ndarray) -> None:
    (found,) = tippings(payoffs[0] - payoffs[1], unknowns)
    assert found.unknown == "unknown_4"
    assert found.at == pytest.approx(SWITCH, abs=0.03)
    assert found.above
    assert found.share > 0.8


def test_where_one_option_is_always_ahead_nothing_tips(unknowns: pd.DataFrame) -> None:
    (found,) = tippings(1.0 + unknowns["unknown_2"].to_numpy(), unknowns)
    assert found.unknown == "unknown_2"
    assert found.at is None
    assert found.ahead_low == pytest.approx(1.0, abs=0.02)


def test_differences_by_chance_rest_on_nothing(unknowns: pd.DataFrame) -> None:
    assert len(tippings(np.random.default_rng(9).standard_normal(FUTURES), unknowns)) <= 1


def test_knowing_what_tips_the_choice_is_worth_something_and_knowing_the_rest_nothing(
    unknowns: pd.DataFrame, payoffs: np.ndarray
) -> None:
    worth = {name: value_of_knowing(payoffs, unknowns[name].to_numpy()) for name in unknowns}
    exact = 2.0 * SWITCH**2 / 2.0  # what the second gains where it is better: the integral of 2 (switch - x)
    assert worth["unknown_4"] == pytest.approx(exact, rel=0.3)
    assert sum(value for name, value in worth.items() if name != "unknown_4") < 0.1 * exact
    assert value_of_knowing_all(payoffs) >= worth["unknown_4"] * 0.9


def test_regret_is_what_is_lost_against_the_best_of_those_simulated() -> None:
    payoffs = [np.array([1.0, 2.0, 3.0]), np.array([2.0, 1.0])]
    assert regrets(payoffs)[0].tolist() == [1.0, 0.0, 0.0]
    assert np.isnan(side_by_side(payoffs)[1, 2])
    assert shares_best(payoffs) == pytest.approx([2 / 3, 1 / 3])
