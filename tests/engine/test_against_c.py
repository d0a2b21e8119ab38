"""The parts of the model that are also written in C give the same numbers as the compiled Python, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
from c_parts import Part, compiler, noise_part, parts_of
from rule_loops import simulated

import sim
from sim.engine.compiled.arrays import inputs_of, workspace_for
from sim.engine.random.philox import standard_normal, uniforms
from sim.model.random_purposes import INSPECTION_SHOCKS, TRUST_CHANCES, TRUST_SHOCKS
from sim.scenario.model_inputs import resolve

SEED = 20260401

pytestmark = pytest.mark.skipif(compiler() is None, reason="no C compiler")


@pytest.fixture(scope="module")
def noise() -> Part:
    given = inputs_of(resolve(sim.load_scenario("england_acute")))
    return noise_part(given, workspace_for(given, 1), SEED)


def test_the_noise_of_a_month_is_the_same_in_c(noise):
    assert noise.agrees()


def test_the_noise_of_a_month_is_that_of_the_published_generator(noise):
    given = inputs_of(resolve(sim.load_scenario("england_acute")))
    noise.by_python(5)
    of_every_month = [int(purpose) for purpose in TRUST_SHOCKS if purpose not in INSPECTION_SHOCKS]
    wanted = uniforms(SEED, 7, given.trust_keys, [5], [*of_every_month, *TRUST_CHANCES])[0].T
    numbers = noise.results_of_python[0]
    shocks = len(of_every_month)
    assert np.array_equal(numbers[of_every_month], standard_normal(wanted[:shocks]))
    assert np.array_equal(numbers[[int(purpose) for purpose in TRUST_CHANCES]], wanted[shocks:])


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["england_acute", "england_voluntary"])
def test_every_part_is_the_same_in_c(scenario):
    parts = parts_of(*simulated(scenario), SEED)
    assert [part.name for part in parts if not part.agrees()] == []
