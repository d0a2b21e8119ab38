"""How many cells of outcomes are reached at equal runs, by four ways of choosing settings of the levers.

Run on demand: `python tests/benchmarks/cells_reached.py`. Settings are chosen at random (spread evenly), by MAP-Elites
and by CMA-ME (both of `ribs`), or as `turnaround reach` does, which asks emulators where a cell that is not reached yet
may be. All have the same number of runs. Then settings are tried in fresh worlds, up to three for each cell: those that
emulators of all runs put in the cell, or the search's own best. Two models: one made up, of which it is known where
every setting is, and the shipped search. It writes `cells_reached.csv` beside itself.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import numpy as np
from ribs.archives import GridArchive
from ribs.emitters import EvolutionStrategyEmitter, IsoLineEmitter
from ribs.schedulers import Scheduler
from side_by_side import write_rows

from sim.lever_search.cell_search import CellSearch, measured
from sim.lever_search.lever_runs import Simulate, StoredRuns
from sim.lever_search.lever_space import LeverSpace, Values
from sim.lever_search.outcome_cells import OutcomeCells, cells_of
from sim.lever_search.reach import shown_again
from sim.lever_search.search_loader import load_reach
from sim.lever_search.search_schema import ReachSearch

RESULTS = Path(__file__).with_name("cells_reached.csv")
SEEDS = {"made up": (1, 2, 3), "gain_and_burden": (1,)}
NOISE, LUCK = 0.25, 0.1  # of a run by itself, and of a world that all settings share
CELLS = 12  # of each outcome of the made-up model, from -0.1 to 1.1
LEVERS = ("regulator.support", "regulator.scrutiny", "parameters.gaming", "parameters.rating_noise")


def made_up_outcomes(places: Values) -> Values:
    """Two outcomes of four levers, which bend and forbid each other."""
    one, two, three, four = places.T
    first = one**3 * (0.4 + 0.6 * two) + 0.1 * np.sin(6.0 * three) * (1.0 - one) + 0.05 * four
    return np.stack([first, 1.2 * (1.0 - first) * two * three**2 - 0.2 * (four - 0.5) ** 2], axis=1)


def made_up(seed: int) -> Simulate:
    def simulate(places: Values, worlds: int, part: int) -> Values:
        generator, values = np.random.default_rng([seed, part]), made_up_outcomes(places)
        shared = LUCK * generator.standard_normal((1, worlds, 2))
        return values[:, None, :] + shared + NOISE * generator.standard_normal((len(values), worlds, 2))

    return simulate


def spread_evenly(found: CellSearch, cells: OutcomeCells, search: ReachSearch) -> None:
    said = search.search
    settings = found.space.spread(said.settings * said.rounds, found.seed)
    for number in range(1, said.rounds):
        found.run(settings[number * said.settings : (number + 1) * said.settings], said.worlds)


def emulated(found: CellSearch, cells: OutcomeCells, search: ReachSearch) -> None:
    said = search.search
    for _ in range(1, said.rounds):
        found.learn()
        found.run(found.next_settings(said.settings, cells), said.worlds)


def map_elites(archive: Any, axes: int, count: int, seed: int) -> list[Any]:
    return [IsoLineEmitter(archive, iso_sigma=0.05, line_sigma=0.2, x0=np.full(axes, 0.5), bounds=[(0.0, 1.0)] * axes,
                           batch_size=count, seed=seed)]  # fmt: skip


def cma_me(archive: Any, axes: int, count: int, seed: int) -> list[Any]:
    return [EvolutionStrategyEmitter(archive, x0=np.full(axes, 0.5), sigma0=0.2, ranker="2imp",
                                     bounds=[(0.0, 1.0)] * axes, batch_size=count // 4, seed=seed + number)
            for number in range(4)]  # fmt: skip


def by_ribs(emitters: Callable[..., list[Any]]) -> Callable[[CellSearch, OutcomeCells, ReachSearch], None]:
    """Return a search by an archive of ribs, in which settings deeper in their cell, in standard errors, are better."""

    def searched(found: CellSearch, cells: OutcomeCells, search: ReachSearch) -> None:
        said, axes = search.search, len(found.space.factors)
        ranges = [(float(edges[0]), float(edges[-1])) for edges in cells.edges]
        archive = GridArchive(solution_dim=axes, dims=list(cells.shape), ranges=ranges, seed=found.seed)
        archive.add(found.places[0], *depth_and_values(found.results[0], cells))
        scheduler = Scheduler(archive, emitters(archive, axes, said.settings, found.seed))
        for _ in range(1, said.rounds):
            asked = np.clip(scheduler.ask(), 0.0, 1.0)
            found.run(found.space.snapped(asked), said.worlds)
            scheduler.tell(*depth_and_values(found.results[-1], cells))

    return searched


def depth_and_values(values: Values, cells: OutcomeCells) -> tuple[Values, Values]:
    means = measured([values])
    depths = []
    for axis, own in enumerate(means):
        width = cells.edges[axis][1] - cells.edges[axis][0]
        above = (own.value - cells.edges[axis][0]) % width
        depths.append(np.minimum(above, width - above) / own.error)
    return np.min(depths, axis=0), np.stack([own.value for own in means], axis=1)


METHODS: dict[str, Callable[[CellSearch, OutcomeCells, ReachSearch], None]] = {
    "spread evenly": spread_evenly,
    "MAP-Elites": by_ribs(map_elites),
    "CMA-ME": by_ribs(cma_me),
    "emulators": emulated,
}


def confirmed_by_their_own(found: CellSearch, cells: OutcomeCells, search: ReachSearch) -> dict[int, Values]:
    """Return the cells whose deepest setting, or the next deepest, is in them again in fresh worlds."""
    depth, values = (np.concatenate(side) for side in zip(*(depth_and_values(own, cells) for own in found.results),
                                                          strict=True))  # fmt: skip
    at, places, again = cells.cell_of(values), found.all_places, {}
    waiting = {cell: np.flatnonzero(at == cell)[np.argsort(-depth[at == cell])].tolist() for cell in set(at.tolist())}
    for _ in range(search.search.attempts):
        tried = [(cell, waiting[cell].pop(0)) for cell in waiting if cell not in again and waiting[cell]]
        if not tried:
            break
        settings = places[[number for _, number in tried]]
        shown = cells.cell_of(found.run(settings, search.search.fresh_worlds))
        again |= {cell: places[number] for (cell, number), now in zip(tried, shown, strict=True) if cell == now}
    return again


def rows_of(model: str, search: ReachSearch, simulate: Callable[[int], Simulate], truth: Any) -> list[dict[str, str]]:
    rows = []
    for seed in SEEDS[model]:
        space = LeverSpace(search.experiment.factors)
        for method, choose in METHODS.items():
            for confirm in ("emulators", "own best settings"):
                found = CellSearch(space, simulate(seed), seed)
                first = found.run(space.spread(search.search.settings, seed), search.search.worlds)
                cells = cells_of(search.outcomes, first)
                choose(found, cells, search)
                searched = sum(own.shape[0] * own.shape[1] for own in found.results)
                if confirm == "emulators":
                    found.learn()
                    tried = shown_again(search, cells, found)
                    again = {cell: own.place for cell, own in tried.items() if own.is_there}
                else:
                    again = confirmed_by_their_own(found, cells, search)
                runs = sum(own.shape[0] * own.shape[1] for own in found.results)
                right = "" if truth is None else str(
                    sum(int(cells.cell_of(truth(place[None]))[0] == cell) for cell, place in again.items())
                )  # fmt: skip
                rows.append({"model": model, "settings_by": method, "tried_by": confirm, "seed": str(seed),
                             "cells": str(cells.count), "search_runs": str(searched),
                             "fresh_runs": str(runs - searched), "reached": str(len(again)),
                             "truly": right})  # fmt: skip
                print(rows[-1], flush=True)
    return rows


MADE_UP = f"""
title: Made up
question: How many cells are reached?
scenario: case_b_buddying
levers: {{{", ".join(f"{lever}: {{low: 0, high: 0.2}}" for lever in LEVERS)}}}
outcomes:
  - {{outcome: performance_shortfall, trust: green_bay, low: -0.1, high: 1.1, cells: {CELLS}}}
  - {{outcome: performance_shortfall, trust: regency_vale, low: -0.1, high: 1.1, cells: {CELLS}}}
search: {{settings: 48, rounds: 12, worlds: 24, fresh_worlds: 96, attempts: 3}}
"""


def main() -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "made_up.yaml"
        file.write_text(MADE_UP, encoding="utf-8")
        rows = rows_of("made up", load_reach(file), made_up, made_up_outcomes)
        shipped = load_reach("gain_and_burden")

        def simulated(seed: int) -> Simulate:
            own = load_reach("gain_and_burden", {"seed": seed})
            return StoredRuns(own, Path(mkdtemp(dir=folder)), most=20_000)

        rows += rows_of("gain_and_burden", shipped, simulated, None)
    write_rows(RESULTS, rows)


if __name__ == "__main__":
    main()
