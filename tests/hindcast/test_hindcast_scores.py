"""Scores of forecasts: the formulas agree with what they are defined by."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from sim.hindcast.forecast_bands import BAND, HIGH, LEVELS, LOW
from sim.hindcast.scores import crps_of_members, crps_of_normal, interval_score


@pytest.mark.parametrize("observed", [-3.0, 0.1, 0.5, 2.0])
def test_the_crps_of_members_is_the_distance_between_two_distributions(observed: float) -> None:
    members = np.array([0.1, 0.1, 0.4, 0.9, 1.5])

    def gap(at: float) -> float:
        return (float(np.mean(members <= at)) - float(observed <= at)) ** 2

    whole, _ = quad(gap, -5.0, 5.0, points=[*members[1:], observed], limit=400)
    assert crps_of_members(members, observed) == pytest.approx(whole, abs=1e-6)


@pytest.mark.parametrize("observed", [-2.0, 0.0, 1.3])
def test_the_crps_of_a_normal_is_that_of_many_members_drawn_from_it(observed: float) -> None:
    members = norm.ppf((np.arange(4000) + 0.5) / 4000, 0.5, 2.0)
    assert crps_of_members(members, observed) == pytest.approx(crps_of_normal(0.5, 2.0, observed), rel=1e-3)


def test_without_spread_the_crps_is_the_absolute_error() -> None:
    assert crps_of_normal(3.0, 0.0, 5.0) == 2.0
    assert crps_of_members([3.0], 5.0) == 2.0


def test_an_interval_pays_for_its_width_and_for_what_lies_beyond() -> None:
    assert interval_score(2.0, 6.0, 5.0, 0.9) == 4.0
    assert interval_score(2.0, 6.0, 7.0, 0.9) == pytest.approx(4.0 + 20.0)
    assert interval_score(2.0, 6.0, 1.5, 0.9) == pytest.approx(4.0 + 10.0)


def test_the_best_interval_is_the_central_one_that_holds_its_share() -> None:
    draws = np.random.default_rng(1).normal(size=20_000)

    def mean_score(reach: float) -> float:
        return float(np.mean([interval_score(-reach, reach, draw, 0.9) for draw in draws[:4000]]))

    best = float(norm.ppf(0.95))
    assert mean_score(best) < min(mean_score(0.7 * best), mean_score(1.4 * best))


def test_the_ends_of_the_band_are_quantiles_that_are_kept() -> None:
    assert LEVELS[HIGH] - LEVELS[LOW] == pytest.approx(BAND)
    assert LEVELS[LOW] == pytest.approx(1.0 - LEVELS[HIGH])
