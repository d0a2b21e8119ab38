"""Made-up models in the place of the simulation, to test whether a search finds what is known to be there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from sim.lever_search.lever_runs import Simulate
from sim.lever_search.lever_space import Values

LEVERS = """
title: Made up
question: Is what was planted found?
scenario: case_b_buddying
seed: 5
levers:
  regulator.support: {low: 0, high: 1}
  regulator.scrutiny: {low: 0, high: 0.5}
"""
CHOICE = "  partnerships.buddying.type: {levels: [buddying, management_contract]}\n"

Truth = Callable[[Values], Values]
"""Returns what outcomes are at places of the unit cube: an array [places, outcomes]."""


def written(folder: Path, text: str) -> Path:
    file = folder / "made_up.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def made_up(truth: Truth, noise: float, luck: float = 0.0) -> Simulate:
    """Return a simulation of what is planted, with noise of each run, and luck of each world, which settings share."""

    def simulate(places: Values, worlds: int, part: int) -> Values:
        generator, values = np.random.default_rng([11, part]), truth(places)
        shared = luck * generator.standard_normal((1, worlds, values.shape[1]))
        own = noise * generator.standard_normal((len(values), worlds, values.shape[1]))
        return values[:, None, :] + shared + own

    return simulate
