"""The search for settings that reach cells of outcomes: emulators say where a cell that is not reached yet may be.

Settings go where a cell that none is in yet is most likely reached, and the setting that is tried for a cell in fresh
worlds is the one that all runs together put in it. `tests/benchmarks/cells_reached.csv` compares this with settings at
random, MAP-Elites and CMA-ME at equal runs: most of the gain comes from the choice of what is tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.lever_search.goal_emulator import Means, MeasureEmulator, joined, means_of, settings_known
from sim.lever_search.lever_runs import Simulate
from sim.lever_search.lever_space import LeverSpace, Values
from sim.lever_search.outcome_cells import OutcomeCells

CANDIDATES = 2_048  # spread evenly, and as many beside settings that were simulated
BESIDE = 0.08  # standard deviation by which the latter differ, as a share of the range of a lever
OTHER_CHOICE = 0.1  # of them have another level of a choice
SURELY_IN = 0.6  # chance that a setting is in a cell, from which the cell counts as found
WORTH_TRYING = 0.05  # chance that a setting is in a cell, below which it is not tried


@dataclass
class CellSearch:
    """Settings that were simulated, and what is learnt of the outcomes from them.

    Attributes
    ----------
    space : of the levers.
    simulate : returns measures of settings in worlds of a part.
    seed : of the settings.
    places, results : of each part: settings, and measures [settings, worlds, outcomes].
    """

    space: LeverSpace
    simulate: Simulate
    seed: int
    places: list[Values] = field(default_factory=list)
    results: list[Values] = field(default_factory=list)
    _emulators: Sequence[MeasureEmulator | None] = ()

    def run(self, places: Values, worlds: int) -> Values:
        """Simulate settings as the next part; return their means, an array [settings, outcomes].

        Raises
        ------
        ValueError : too few settings have had a value so far to learn from.
        """
        values = self.simulate(places, worlds, len(self.places))
        self.places.append(places)
        self.results.append(values)
        return np.stack([own.value for own in measured([values])], axis=1)

    @property
    def all_places(self) -> Values:
        """Return all settings that were simulated."""
        return np.concatenate(self.places)

    @property
    def means(self) -> Sequence[Means]:
        """Return the means of each outcome at all settings."""
        return measured(self.results)

    def learn(self) -> None:
        """Learn the outcomes anew from all settings.

        Raises
        ------
        ValueError : too few settings have a value to learn from.
        """
        means = self.means
        known = settings_known(means)
        features = self.space.features(self.all_places[known])
        before = self._emulators or [None] * len(means)
        self._emulators = [
            MeasureEmulator(features, own.of(known), old) for own, old in zip(means, before, strict=True)
        ]

    def chances(self, places: Values, cells: OutcomeCells) -> Values:
        """Return how likely each of some settings is in each cell, an array [settings, cells]."""
        features = self.space.features(places)
        found = [emulator.means_with_errors(features) for emulator in self._emulators if emulator is not None]
        values, errors = (np.stack(side, axis=1) for side in zip(*found, strict=True))
        return cells.chances(values, errors)

    def candidates(self) -> Values:
        """Return settings that might be simulated: spread evenly, and beside those that were."""
        generator = np.random.default_rng([self.seed, len(self.places)])
        own = self.all_places
        near = own[generator.integers(0, len(own), CANDIDATES)]
        moved = np.clip(near + BESIDE * generator.standard_normal(near.shape), 0.0, 1.0)
        other = generator.random(near.shape) < OTHER_CHOICE
        chosen = np.where(other, generator.random(near.shape), near)
        is_number = np.isin(np.arange(near.shape[1]), self.space.numbers)
        spread = self.space.spread(CANDIDATES, self.seed + len(self.places))
        return np.concatenate([spread, self.space.snapped(np.where(is_number, moved, chosen))])

    def next_settings(self, count: int, cells: OutcomeCells) -> Values:
        """Return settings for the next round: the likeliest for each cell that none is in yet, in turn."""
        found = self.chances(self.all_places, cells).max(axis=0) >= SURELY_IN
        candidates = self.candidates()
        chances = self.chances(candidates, cells)[:, ~found]
        if not chances.shape[1]:
            return candidates[:count]
        order = np.argsort(-chances.max(axis=0), kind="stable")
        chosen: list[int] = []
        while len(chosen) < count:
            for cell in order[: count - len(chosen)]:
                best = int(np.argmax(chances[:, cell]))
                chosen.append(best)
                chances[best] = -1.0
        settings: Values = candidates[chosen]
        return settings

    def to_try(self, cells: OutcomeCells, left: NDArray[np.int64]) -> tuple[NDArray[np.int64], Values]:
        """Return the cells among those left that are worth a try, and the setting most likely in each."""
        candidates = np.concatenate([self.all_places, self.candidates()])
        chances = self.chances(candidates, cells)[:, left]
        worth = chances.max(axis=0) >= WORTH_TRYING
        return left[worth], candidates[np.argmax(chances[:, worth], axis=0)]


def measured(values: Sequence[Values]) -> list[Means]:
    """Return the means of each outcome over the worlds of each part, all parts as one."""
    return [joined([means_of(own[:, :, at]) for own in values]) for at in range(values[0].shape[2])]
