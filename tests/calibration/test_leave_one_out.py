"""Leave-one-out: what a pattern would have been predicted to be without it, by weights and by a real refit."""

from __future__ import annotations

import numpy as np
import pytest
from made_up_model import NOISE, MadeUp, bands_about, made
from scipy.stats import truncnorm

from sim.calibration.calibration_schema import Calibration
from sim.calibration.history_matching import Matched, match_history
from sim.calibration.leave_one_out import leave_one_out, predicted, weights_without
from sim.calibration.objective import Values
from sim.evidence.patterns import NINETY

TRUTH = 0.6
APART = 0.12
HALF = 0.25


def told_twice(places: Values) -> Values:
    """Two figures that tell the same parameter, and one that tells another."""
    return np.column_stack([places[:, 0], places[:, 0], places[:, 1]])


def matched_with(calibration: Calibration) -> tuple[MadeUp, Matched]:
    records = np.array([TRUTH - APART, TRUTH + APART, 0.5])
    evaluations = MadeUp(calibration, told_twice, bands_about(records, HALF))
    evaluations.weights = dict(zip(evaluations.weights, calibration.patterns.values(), strict=False))
    return evaluations, match_history(calibration, evaluations)


def made_with(**weights: float) -> Calibration:
    calibration = made(waves=2, points=80, keep=1000)
    return calibration.model_copy(update={"patterns": calibration.patterns | weights})


def known_by_one(record: float) -> float:
    """Return the mean of a parameter, even over 0 to 1, of which one record tells."""
    error = np.hypot(HALF / NINETY, NOISE)
    return float(truncnorm(-record / error, (1.0 - record) / error, record, error).mean())


@pytest.fixture(scope="module")
def both() -> tuple[MadeUp, Matched]:
    return matched_with(made_with())


@pytest.fixture(scope="module")
def refitted() -> tuple[MadeUp, Matched]:
    return matched_with(made_with(P14=0.0))


def test_a_pattern_that_is_left_out_is_predicted_by_the_others(both: tuple[MadeUp, Matched]) -> None:
    evaluations, matched = both
    table = leave_one_out(evaluations.weights, matched.settled).set_index("pattern")
    assert table["fitted"]["P14"] == pytest.approx(TRUTH, abs=0.03)
    assert table["left_out"]["P14"] == pytest.approx(known_by_one(TRUTH + APART), abs=0.05)
    assert table["left_out"]["P15"] == pytest.approx(known_by_one(TRUTH - APART), abs=0.05)
    assert (table["left_out_tail"] < table["fitted_tail"])[["P14", "P15"]].all()
    assert table["sets"].between(10, len(matched.places)).all()


def test_a_real_refit_without_the_pattern_says_the_same(
    both: tuple[MadeUp, Matched], refitted: tuple[MadeUp, Matched]
) -> None:
    """It is shown, with weight 0, and not fitted."""
    evaluations, matched = both
    by_weights = leave_one_out(evaluations.weights, matched.settled).set_index("pattern").loc["P14"]
    again, without = refitted
    by_refit = leave_one_out(again.weights, without.settled).set_index("pattern").loc["P14"]
    assert by_refit["fitted"] == pytest.approx(by_refit["left_out"])
    assert by_weights["left_out"] == pytest.approx(by_refit["left_out"], abs=0.05)
    assert by_weights["left_out_spread"] == pytest.approx(by_refit["left_out_spread"], rel=0.3)


def test_a_pattern_without_weight_rules_nothing_out(
    both: tuple[MadeUp, Matched], refitted: tuple[MadeUp, Matched]
) -> None:
    evaluations, matched = both
    _, without = refitted
    far_off = np.column_stack([np.full(50, 1.0), np.full(50, 0.5), np.full((50, 2), 0.5)])
    assert not matched.space.allows(far_off).any()
    assert without.space.allows(far_off).any()
    assert (without.settled.fits[:, 0] == 0.0).all()
    assert len(evaluations.names) == len(matched.settled.figures[0])


def test_sets_that_the_pattern_held_back_gain_weight() -> None:
    without = weights_without(np.full(4, 0.25), np.log([0.9, 0.9, 0.9, 0.1]))
    assert without[3] == pytest.approx(0.75)
    assert without.sum() == pytest.approx(1.0)


def test_sets_that_cannot_show_a_figure_are_left_out_of_its_prediction() -> None:
    mean, spread, tail = predicted(np.array([1.0, np.nan, 3.0]), np.array([0.25, 0.5, 0.25]), 0.0, np.nan)
    assert (mean, spread) == (2.0, 1.0)
    assert 0.5 < tail < 1.0
    assert np.isnan(predicted(np.array([np.nan, np.nan]), np.array([0.5, 0.5]), 0.0, 1.0)).all()
