"""The compiled normals are those of the NumPy version to the bit, however far out and however many are in the tails."""

from __future__ import annotations

import numpy as np
import pytest
from rule_loops import whole

from sim.engine.random.philox import standard_normal
from sim.engine.random.philox_numba import to_normal

FAR = 1e-12  # beyond exp(-25), where another polynomial begins
ROWS = {
    "all kinds": np.random.default_rng(1).random(1001),
    "no tail": np.linspace(0.075, 0.925, 136),
    "tails alone": np.concatenate([np.linspace(1e-6, 0.07, 70), np.linspace(0.93, 1.0 - 1e-6, 71)]),
    "far tails among others": np.array([0.5, FAR, 0.3, 0.01, 1.0 - FAR, 2.0**-53, 0.99, 1.0 - 2.0**-53, 0.6]),
    "where tails begin": np.array([0.5 + side * (0.425 + d * 2.0**-53) for side in (-1, 1) for d in range(-20, 21)]),
    "one": np.array([0.02]),
    "none": np.array([]),
}


def to_normals(numbers, count, spare, other_spare):
    to_normal(numbers, count, spare, other_spare)


@pytest.fixture(scope="module")
def normals_of():
    made = whole(to_normals)

    def normals_of(row):
        numbers = np.concatenate([row, [0.001]])  # rows may be longer than needed
        made(numbers, len(row), np.zeros(len(row) + 1), np.zeros(len(row) + 1))
        assert numbers[-1] == 0.001
        return numbers[:-1]

    return normals_of


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_compiled_normals_are_those_of_numpy(normals_of, row):
    assert normals_of(row).tobytes() == standard_normal(row).tobytes()
