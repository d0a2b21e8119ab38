"""All the ways to a goal: settings searched, put in regions, described by bounds, and checked by fresh runs."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.config.arguments import Sets
from sim.lever_search.found_ways import Way, Ways, bounds_of
from sim.lever_search.goal_emulator import Bounds, meets
from sim.lever_search.goal_search import Searched, search_goal
from sim.lever_search.lever_runs import RUNS, Simulate, StoredRuns
from sim.lever_search.lever_space import LeverSpace, Values
from sim.lever_search.measure_estimates import estimate_of
from sim.lever_search.region_boxes import RegionBox, box_of
from sim.lever_search.regions import Flags, Lattice, Region, perhaps_one, regions_of
from sim.lever_search.search_loader import load_ways
from sim.lever_search.search_schema import WaysSearch
from sim.results.summary import Estimate, wilson
from sim.runs.progress import Progress

MOST_WAYS = 8  # regions that are described and checked: the largest
RULED_OUT = 0.1  # chance of reaching the goal, below which a place is taken not to
RESAMPLES = 400
OUTSIDE = 1_000  # added to the seed of what is drawn outside all regions


def ways(
    source: str | Path | WaysSearch,
    folder: str | Path | None = None,
    sets: Sets = (),
    workers: int | None = None,
    progress: Progress | None = None,
) -> Ways:
    """Return all regions of the levers that reach a goal.

    Parameters
    ----------
    source : a shipped search's name, the path of a file with `goal:`, or a loaded search.
    folder : where the runs are kept, in `runs`; `results/SEARCH` if not given. Repeating the call reads what is there.
    sets : values that replace those of the file.
    workers : number of threads; if omitted, the number of processors.
    progress : called with the number of runs done, and of those that there may be.

    Raises
    ------
    ScenarioError : the file is not sound.
    ResultsError : runs in the folder are damaged, or it cannot be written.
    ValueError : there is too little to learn from, or the extra `analysis` is not installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> few = {"settings": 16, "spread": 1, "rounds": 1, "worlds": 4, "fresh": 10, "fresh_worlds": 4}
    >>> with TemporaryDirectory() as place:
    ...     found = ways("ways_to_recovery", place, {"search": few, "months": 60})
    >>> len(found.settings)
    16
    """
    search = source if isinstance(source, WaysSearch) else load_ways(source, sets)
    said = search.search
    place = Path("results") / search.name if folder is None else Path(folder)
    most = said.settings * said.rounds * said.worlds + 3 * said.fresh * said.fresh_worlds
    return ways_found(search, StoredRuns(search, place / RUNS, workers, progress, most))


def ways_found(search: WaysSearch, simulate: Simulate) -> Ways:
    """Return all regions of the levers that reach a goal, by whatever simulates settings."""
    seed, said = search.experiment.base.seed, search.search
    space = LeverSpace(search.experiment.factors)
    searched = search_goal(space, bounds_of(search), said, simulate, seed)
    lattice, emulator = searched.lattice, searched.emulator
    regions = regions_of(lattice, searched.reaching, lambda places: emulator.reaches(space.features(places)))
    told = regions[:MOST_WAYS]
    boxes = [box_of(lattice, region) for region in told]
    examples = [_example(searched, region, box) for region, box in zip(told, boxes, strict=True)]
    within = [np.concatenate([example[None], box.spread(space, said.fresh, seed + number)])
              for number, (box, example) in enumerate(zip(boxes, examples, strict=True), 1)]  # fmt: skip
    outside = _outside(lattice, regions, said.fresh, seed)
    values = _simulated(simulate, [*within, outside], said.fresh_worlds, said.rounds)
    shares = [reached_share(own[1:], bounds_of(search), seed) for own in values[:-1]]
    near = perhaps_one(lattice, told, searched.chances > RULED_OUT)
    made = [
        Way(told[at], boxes[at], said.fresh, *shares[at], examples[at], _shown(search, values[at][0]),
            [int(other) + 1 for other in np.flatnonzero(near[at])])
        for at in range(len(told))
    ]  # fmt: skip
    return Ways(search, searched, made, len(regions) - len(told), len(outside),
                int(_reached(values[-1], bounds_of(search)).sum()))  # fmt: skip


def _simulated(simulate: Simulate, groups: Sequence[Values], worlds: int, part: int) -> list[Values]:
    """Return measures of several groups of settings, all in the same worlds."""
    values = simulate(np.concatenate(groups), worlds, part)
    return np.split(values, np.cumsum([len(group) for group in groups])[:-1])


def _reached(values: Values, bounds: Sequence[Bounds]) -> Flags:
    """Return which settings reach the goal, from an array [settings, worlds, measures]."""
    with warnings.catch_warnings():  # of settings that have no value in any world, and do not reach it
        warnings.simplefilter("ignore")
        return meets([np.nanmean(values[:, :, at], axis=1) for at in range(len(bounds))], bounds)


def reached_share(values: Values, bounds: Sequence[Bounds], seed: int) -> tuple[int, float, float]:
    """Return how many settings reach the goal, and between which bounds the share that does lies.

    All settings are simulated in the same worlds, which may be lucky for all of them. Settings and worlds are therefore
    both drawn anew (bootstrap); the interval is never narrower than one that takes settings for independent.

    Parameters
    ----------
    values : an array [settings, worlds, measures].
    """
    generator, shares = np.random.default_rng(seed), []
    settings, worlds, _ = values.shape
    for _ in range(RESAMPLES):
        drawn = values[generator.integers(0, settings, settings)][:, generator.integers(0, worlds, worlds)]
        shares.append(float(_reached(drawn, bounds).mean()))
    count = int(_reached(values, bounds).sum())
    low, high = wilson(count, settings)
    found = np.quantile(shares, (0.025, 0.975)).tolist()
    return count, min(low, found[0]), max(high, found[1])


def _example(searched: Searched, region: Region, box: RegionBox) -> Values:
    """Return the place in a region, and in its box, that is furthest from missing the goal."""
    inside = region.members & box.members
    own = np.flatnonzero((inside if inside.any() else region.members).ravel())
    places = searched.lattice.places[own]
    margins = searched.emulator.margins(searched.lattice.space.features(places))
    found: Values = places[int(np.argmax(margins))]
    return found


def _outside(lattice: Lattice, regions: Sequence[Region], count: int, seed: int) -> Values:
    """Return places spread over what lies outside all regions."""
    claimed: Flags = np.zeros((len(lattice.combinations), len(lattice.numbers)), dtype=bool)
    for region in regions:
        claimed |= region.members
    left = np.flatnonzero(~claimed.ravel())
    chosen = np.random.default_rng(seed + OUTSIDE).choice(left, min(count, len(left)), replace=False)
    found: Values = lattice.places[np.sort(chosen)]
    return found


def _shown(search: WaysSearch, values: Values) -> list[Estimate]:
    """Return what each measure is at one setting, from an array [worlds, measures]."""
    return [estimate_of(condition, values[:, at]) for at, condition in enumerate(search.goal)]
