"""The search for settings that reach a goal: spread evenly first, then where it is undecided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.lever_search.goal_emulator import (
    Bounds,
    GoalEmulator,
    Means,
    emulator_of,
    joined,
    means_of,
    meets,
    settings_known,
)
from sim.lever_search.lever_runs import Simulate
from sim.lever_search.lever_space import LeverSpace, Values
from sim.lever_search.regions import Flags, Lattice, lattice_of
from sim.lever_search.search_schema import WaysSettings

EVENLY = 4  # one setting in so many goes on being spread evenly, lest a region is missed


@dataclass(frozen=True)
class Searched:
    """What a search has simulated, and what it has learnt.

    Attributes
    ----------
    places : of the settings that were simulated, an array [settings, levers].
    parts : in which part each was.
    means : of each condition's measure there.
    known : whether each setting has a value in every condition.
    emulator : of the goal.
    lattice : places that are looked at.
    reaching : whether each of these is expected to reach the goal, an array [combinations, places].
    chances : how likely it does.
    undecided : after each round, the share of lever space whose verdict is likely to be wrong.
    """

    places: Values
    parts: NDArray[np.int64]
    means: Sequence[Means]
    known: Flags
    emulator: GoalEmulator
    lattice: Lattice
    reaching: Flags
    chances: Values
    undecided: list[float]

    @property
    def reached(self) -> Flags:
        """Return whether the means of each simulated setting meet all conditions."""
        return meets([own.value for own in self.means], self.emulator.bounds)

    @property
    def misjudged(self) -> float:
        """Return the share of simulated settings that would have been judged otherwise without themselves."""
        return float((self.emulator.left_out != self.reached[self.known]).mean())


def search_goal(
    space: LeverSpace, bounds: Sequence[Bounds], said: WaysSettings, simulate: Simulate, seed: int
) -> Searched:
    """Return what a search has learnt of where a goal is reached.

    Parameters
    ----------
    bounds : of each condition.
    said : how much is simulated.
    simulate : returns measures of settings in worlds of a part.

    Raises
    ------
    ValueError : too few settings have a value to learn from.
    """
    evenly = space.spread(said.settings * said.rounds, seed)
    rounds = np.split(evenly[: said.settings * said.spread], said.spread)
    runs = [simulate(places, said.worlds, part) for part, places in enumerate(rounds)]
    begun = said.settings * said.spread
    found = _learnt(space, bounds, rounds, runs, seed, None)
    while len(rounds) < said.rounds and found.undecided[-1] > said.undecided:
        further = said.settings // EVENLY
        chosen = _undecided(found, said.settings - further, np.random.default_rng([seed, len(rounds)]))
        rounds.append(np.concatenate([chosen, evenly[begun : begun + further]]))
        begun += further
        runs.append(simulate(rounds[-1], said.worlds, len(rounds) - 1))
        found = _learnt(space, bounds, rounds, runs, seed, found)
    return found


def _learnt(
    space: LeverSpace, bounds: Sequence[Bounds], rounds: list[Values], runs: list[Values], seed: int,
    before: Searched | None,
) -> Searched:  # fmt: skip
    places = np.concatenate(rounds)
    parts = np.repeat(np.arange(len(rounds)), [len(own) for own in rounds])
    means = [joined([means_of(own[:, :, at]) for own in runs]) for at in range(len(bounds))]
    known = settings_known(means)
    of_known = [own.of(known) for own in means]
    emulator = emulator_of(space.features(places[known]), of_known, bounds, before.emulator if before else None)
    lattice = before.lattice if before else lattice_of(space, seed, impossible(space, places, known))
    features = space.features(lattice.places)
    shape = (len(lattice.combinations), len(lattice.numbers))
    reaching, chances = emulator.reaches(features).reshape(shape), emulator.chances(features).reshape(shape)
    undecided = float(np.minimum(chances, 1.0 - chances).mean())
    return Searched(
        places, parts, means, known, emulator, lattice, reaching, chances,
        [*(before.undecided if before else []), undecided],
    )  # fmt: skip


def impossible(space: LeverSpace, places: Values, known: Flags) -> list[tuple[int, ...]]:
    """Return the combinations of choices of which no setting that was simulated has a value."""
    own = space.combination_of(places)
    return [
        choices
        for number, choices in enumerate(space.combinations)
        if (own == number).any() and not known[own == number].any()
    ]


def _undecided(found: Searched, count: int, generator: np.random.Generator) -> Values:
    """Return places drawn with the chance that their verdict is wrong, none of them twice."""
    doubt = np.minimum(found.chances, 1.0 - found.chances).ravel()
    order = np.log(np.maximum(doubt, 1e-300)) + generator.gumbel(size=len(doubt))
    chosen: Values = found.lattice.places[np.sort(np.argsort(-order, kind="stable")[:count])]
    return chosen
