"""The stationary population that comes with the package is one that the build could have written."""

from __future__ import annotations

import numpy as np

from sim.calibration.stationary import RESOLUTION, rounded
from sim.model.state import TrustState
from sim.model.variables import variables
from sim.scenario.starting_population import kept_variables, stationary_population


def test_numbers_are_kept_to_the_resolution() -> None:
    rows = stationary_population()
    assert rounded(rows).tobytes() == rows.tobytes()


def test_rounding_moves_a_number_by_half_a_step_at_most_and_leaves_whole_ones_alone() -> None:
    rows = np.array([(0.3, -1e-9, 7)], [("level", "f8"), ("near_zero", "f8"), ("months", "i8")])
    level, near_zero, months = rounded(rows)[0]
    assert abs(level - 0.3) <= RESOLUTION / 2
    assert str(near_zero) == "0.0"
    assert months == 7


def test_rounded_numbers_are_within_their_ranges() -> None:
    rows = stationary_population()
    for name in kept_variables():
        about = variables(TrustState)[name]
        assert about.low is None or rows[name].min() >= about.low, name
        assert about.high is None or rows[name].max() <= about.high, name
