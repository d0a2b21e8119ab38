"""Delayed acceptance: simulations settle a sample, whatever emulators miss, and walks keep what nothing tells of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from made_up_model import MadeUp, bands_about, made
from scipy.stats import kstest, truncnorm

from sim.calibration.delayed_acceptance import Settled, apart, settle, surprise
from sim.calibration.history_matching import match_history
from sim.calibration.implausibility import combined, records_of
from sim.calibration.objective import Values
from sim.calibration.walking import walked
from sim.evidence.patterns import NINETY

RECORD, HALF = 0.7, 0.25


@dataclass(frozen=True)
class Mistaken:
    """An emulator that has the slope of a figure wrong, but not how far off it may be."""

    slope: float
    spread: float = 0.3
    noise: float = 0.05

    def at(self, places: Values) -> tuple[Values, Values]:
        return 0.5 + self.slope * (places[:, 0] - 0.5), np.full(len(places), self.spread)


def first_parameter(places: Values) -> Values:
    return places[:, :1]


def settled_by(emulator: Mistaken) -> Settled:
    calibration = made(keep=300, learning=0, approaching=0, settling=40)
    evaluations = MadeUp(calibration, first_parameter, bands_about(np.array([RECORD]), HALF))
    generator = np.random.default_rng(4)
    records = records_of(evaluations)
    return settle(generator.random((300, 4)), [emulator], records, evaluations, generator)  # type: ignore[list-item]


@pytest.mark.parametrize("slope", [1.0, 0.2, -0.5])
def test_an_emulator_that_is_wrong_gives_still_the_right_posterior(slope: float) -> None:
    found = settled_by(Mistaken(slope))
    error = HALF / NINETY
    truth = truncnorm(-RECORD / error, (1.0 - RECORD) / error, RECORD, error)
    assert found.places[:, 0].mean() == pytest.approx(truth.mean(), abs=0.04)
    assert found.places[:, 0].std() == pytest.approx(truth.std(), abs=0.03)
    assert found.accepted > 0.1
    assert (found.moves >= 1).mean() > 0.9


def test_surprise_tells_an_emulator_that_is_surer_than_it_may_be() -> None:
    places = np.random.default_rng(1).random((500, 4))
    shown = first_parameter(places)
    assert surprise([Mistaken(0.5, spread=0.3)], places, shown)[0] < 1.0  # type: ignore[list-item]
    assert surprise([Mistaken(0.5, spread=0.01)], places, shown)[0] > 2.0  # type: ignore[list-item]
    assert np.isnan(surprise([None], places, shown)[0])


def one_to_three(places: Values) -> Values:
    """A figure that is the same in two regions, one of which is three times as wide as the other."""
    one = places[:, 0]
    return np.where(one < 0.25, one / 0.25, (1.0 - one) / 0.75)[:, None]


def test_a_posterior_of_two_regions_stays_one_with_the_right_shares() -> None:
    calibration = made(points=120, keep=200, settling=10)
    evaluations = MadeUp(calibration, one_to_three, bands_about(np.array([0.3]), 0.1))
    places = match_history(calibration, evaluations).places[:, 0]
    assert (places < 0.25).mean() == pytest.approx(0.25, abs=0.1)
    assert ((places > 0.15) & (places < 0.55)).mean() < 0.05


def test_a_walk_keeps_the_prior_of_what_no_weight_tells_of() -> None:
    generator = np.random.default_rng(2)

    def told_of_one(places: Values) -> Values:
        weights: Values = -0.5 * ((places[:, 0] - 0.5) / 0.05) ** 2
        return weights

    start = np.column_stack([0.5 + 0.05 * generator.standard_normal(1000), generator.random((1000, 11))])
    places = walked(start, told_of_one, 100, generator)
    assert places[:, 0].std() == pytest.approx(0.05, rel=0.1)
    for untold in places[:, 1:].T:
        assert kstest(untold, "uniform").pvalue > 1e-3
    assert np.abs(np.corrcoef(start.T, places.T)[1:12, 13:].diagonal()).max() < 0.2


def test_an_emulator_and_a_simulation_count_each_by_how_sure_they_are() -> None:
    expected, shown = np.array([1.0]), np.array([2.0])
    assert combined(expected, np.array([1e-6]), shown, 0.5)[0] == pytest.approx([1.0])
    assert combined(expected, np.array([0.5]), shown, 1e-6)[0] == pytest.approx([2.0])
    assert combined(expected, np.array([0.0]), shown, 0.0)[1] == pytest.approx([0.0])


def test_halves_that_agree_are_not_apart() -> None:
    generator = np.random.default_rng(3)
    some, others = generator.random((2, 500, 3))
    assert apart(some, others) < 0.2
    assert apart(some, others + 1.0) > 1.0
