"""Which combinations of outcomes can be reached at all: cells that settings of the levers show in fresh worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.config.arguments import Sets
from sim.lever_search.cell_search import CellSearch
from sim.lever_search.lever_runs import RUNS, Simulate, StoredRuns
from sim.lever_search.lever_space import LeverSpace, Values
from sim.lever_search.measure_estimates import ASSUMED, estimate_of
from sim.lever_search.outcome_cells import OutcomeCells, cells_of, range_in_words
from sim.lever_search.search_loader import load_reach
from sim.lever_search.search_schema import CellOutcome, ReachSearch
from sim.lever_search.searched_folder import write_found
from sim.outcomes import HIGHER, NEITHER
from sim.results.folder_kinds import REACH
from sim.results.summary import Estimate
from sim.runs.progress import Progress

REACHED, NOT_SHOWN_AGAIN, NOT_REACHED = "reached", "not shown again", "not reached"
LIKELY = 0.5  # chance that a setting is in a cell, by all runs together, from which it is taken to be


@dataclass(frozen=True)
class Tried:
    """A setting that was tried for a cell in fresh worlds.

    Attributes
    ----------
    place : of the setting.
    shown : the mean of each outcome there.
    attempts : how many settings have been tried for the cell, this one included.
    is_there : whether it was in the cell.
    """

    place: Values
    shown: Sequence[Estimate]
    attempts: int
    is_there: bool


@dataclass(frozen=True, repr=False)
class Reach:
    """Which combinations of outcomes were reached.

    Attributes
    ----------
    search : with the question, the levers and the outcomes.
    cells : into which the outcomes are divided.
    tried : by cell, the setting that showed it again in fresh worlds, or the last that did not.
    settings : every setting that was simulated: part, levers, and the mean of each outcome.
    runs : how many runs were made.
    """

    search: ReachSearch
    cells: OutcomeCells
    tried: dict[int, Tried]
    settings: pd.DataFrame
    runs: int

    def __repr__(self) -> str:
        """Return what was looked for, what was reached, and how far that can be relied on."""
        return "\n".join([self.title, self.headline, *self.words, *self.remarks])

    def _repr_html_(self) -> str:
        """Return the table of the cells that were reached, for notebooks."""
        shown = self.table[self.table["status"] == REACHED]
        return str(shown.to_html(index=False, border=0, float_format=lambda value: f"{value:.3g}", escape=True))

    @property
    def title(self) -> str:
        """Return the title of the search."""
        return self.search.title

    @property
    def space(self) -> LeverSpace:
        """Return the space of the levers."""
        return LeverSpace(self.search.experiment.factors)

    @property
    def outcomes(self) -> Sequence[CellOutcome]:
        """Return the outcomes whose combinations are looked for."""
        return self.search.outcomes

    def cells_with(self, status: str) -> list[int]:
        """Return the cells that were reached, not shown again, or not reached."""
        return [cell for cell in range(self.cells.count) if self._status(cell) == status]

    def _status(self, cell: int) -> str:
        if cell not in self.tried:
            return NOT_REACHED
        return REACHED if self.tried[cell].is_there else NOT_SHOWN_AGAIN

    @property
    def headline(self) -> str:
        """Return the outcomes, and how many of their cells were reached."""
        titles = "; ".join(outcome.title for outcome in self.outcomes)
        reached = len(self.cells_with(REACHED))
        return f"Outcomes: {titles}. {reached} of {self.cells.count} cells were reached."

    @property
    def words(self) -> list[str]:
        """Return what was not reached, and what the best of one outcome goes with."""
        unsure, without = len(self.cells_with(NOT_SHOWN_AGAIN)), len(self.cells_with(NOT_REACHED))
        said = self.search.search
        again = (
            f"A cell counts as reached where a setting was in it again in {said.fresh_worlds} fresh worlds, and is "
            f"by all runs together. Seemed to be reached, and not shown again by up to {said.attempts} "
            f"settings: {unsure} of {self.cells.count} cells."
        )
        not_reached = (
            f"Not reached by any of {len(self.settings):,} settings ({self.runs:,} runs): {without} cells. Not "
            "reached is not impossible: more runs, other levers or wider ranges may reach them."
        )
        return [again, not_reached, *self._best_together()]

    def _best_together(self) -> list[str]:
        """Return what is the best of the second outcome with the best of the first, and the other way round."""
        ways = [outcome.better for outcome in self.outcomes]
        reached = [self.cells.positions(cell) for cell in self.cells_with(REACHED)]
        if not reached or NEITHER in ways:
            return []
        told = []
        for one in range(len(ways)):
            best = best_of(reached, one, ways[one])
            there = [at for at in reached if at[one] == best]
            others = [
                f"{self.outcomes[other].title} {self.range_in_words(other, best_of(there, other, ways[other]))}"
                for other in range(len(ways))
                if other != one
            ]
            told.append(
                f"Best of {self.outcomes[one].title}: {self.range_in_words(one, best)}; with it at best "
                f"{' and, in another setting, '.join(others)}."
            )
        return told

    @property
    def levers(self) -> pd.DataFrame:
        """Return a row for each lever: its range, or its levels."""
        return self.space.ranges

    def range_in_words(self, axis: int, position: int) -> str:
        """Return the range of one cell of an outcome; the first and the last are open outwards."""
        return range_in_words(self.cells.edges[axis], position)

    @property
    def remarks(self) -> list[str]:
        """Return what a reader must know."""
        narrow = ", ".join(outcome.title for axis, outcome in enumerate(self.outcomes) if self._is_narrow(axis))
        told = (
            f"Cells of {narrow} are narrower than four standard errors of a mean over fresh worlds, so that many can "
            "hardly be told apart; fewer `cells:` or more `fresh_worlds:` would."
        )
        return [*([told] if narrow else []), ASSUMED]

    def _is_narrow(self, axis: int) -> bool:
        halves = [own.shown[axis].half_width for own in self.tried.values()]
        width = float(self.cells.edges[axis][1] - self.cells.edges[axis][0])
        return bool(halves) and width < 2.0 * float(np.nanmedian(halves))

    @cached_property
    def table(self) -> pd.DataFrame:
        """Return a row for each cell: its bounds, whether it was reached, and the setting with what that shows."""
        return pd.DataFrame([self._row(cell) for cell in range(self.cells.count)])

    def _row(self, cell: int) -> dict[str, Any]:
        own = self.tried.get(cell)
        row: dict[str, Any] = {
            "cell": cell,
            "status": self._status(cell),
            "attempts": 0 if own is None else own.attempts,
        }
        for axis, outcome in enumerate(self.outcomes):
            low, high = self.cells.bounds(cell)[axis]
            shown = None if own is None else own.shown[axis]
            row |= {f"{outcome.key}_from": low, f"{outcome.key}_to": high}
            row |= {f"{outcome.key}{what}": np.nan if shown is None else getattr(shown, side)
                    for what, side in (("", "value"), ("_low", "low"), ("_high", "high"))}  # fmt: skip
        levers = pd.Series(index=self.space.names) if own is None else self.space.settings(own.place[None]).iloc[0]
        return {**row, **{str(name): value for name, value in levers.items()}}

    def plot(self) -> Any:
        """Return the cells with an example setting of each as a matplotlib figure."""
        from sim.plots.figures.reach_figure import cells_reached

        return cells_reached(self)

    def save(self, folder: str | Path) -> Path:
        """Write the tables as CSV and the figure as PNG and SVG into a folder; return it."""
        from sim.plots import save

        place = Path(folder)
        about = {
            "outcomes": [{"title": outcome.title, "better": outcome.better} for outcome in self.outcomes],
            "edges": [[float(edge) for edge in edges] for edges in self.cells.edges],
            "levers": self.levers.to_dict("records"),
        }
        write_found(self, REACH, {"cells": self.table, "settings": self.settings}, place, about)
        save(self.plot(), place, "reach")
        return place


def best_of(positions: Sequence[tuple[int, ...]], axis: int, better: str) -> int:
    """Return the best place of an outcome among some cells."""
    own = [at[axis] for at in positions]
    return max(own) if better == HIGHER else min(own)


def reach(
    source: str | Path | ReachSearch,
    folder: str | Path | None = None,
    sets: Sets = (),
    workers: int | None = None,
    progress: Progress | None = None,
) -> Reach:
    """Return which combinations of outcomes settings of the levers can reach.

    Parameters
    ----------
    source : a shipped search's name, the path of a file with `outcomes:`, or a loaded search.
    folder : where the runs are kept, in `runs`; `results/SEARCH` if not given. Repeating the call reads what is there.
    sets : values that replace those of the file.
    workers : number of threads; if omitted, the number of processors.
    progress : called with the number of runs done, and of those that there may be.

    Raises
    ------
    ScenarioError : the file is not sound.
    ResultsError : runs in the folder are damaged, or it cannot be written.
    ValueError : an outcome has no range, there is too little to learn from, or the extra `analysis` is not installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> few = {"settings": 16, "rounds": 1, "worlds": 4, "fresh_worlds": 4, "attempts": 1}
    >>> with TemporaryDirectory() as place:
    ...     found = reach("gain_and_burden", place, {"search": few})
    >>> set(found.table["status"]) <= {"reached", "not shown again", "not reached"}
    True
    """
    search = source if isinstance(source, ReachSearch) else load_reach(source, sets)
    said = search.search
    place = Path("results") / search.name if folder is None else Path(folder)
    most = said.settings * said.rounds * said.worlds + said.settings * said.fresh_worlds
    return cells_found(search, StoredRuns(search, place / RUNS, workers, progress, most))


def cells_found(search: ReachSearch, simulate: Simulate) -> Reach:
    """Return which combinations of outcomes are reached, by whatever simulates settings."""
    said, seed = search.search, search.experiment.base.seed
    space = LeverSpace(search.experiment.factors)
    found = CellSearch(space, simulate, seed)
    cells = cells_of(search.outcomes, found.run(space.spread(said.settings, seed), said.worlds))
    found.learn()
    for _ in range(said.rounds - 1):
        found.run(found.next_settings(said.settings, cells), said.worlds)
        found.learn()
    tried = shown_again(search, cells, found)
    runs = sum(own.shape[0] * own.shape[1] for own in found.results)
    return Reach(search, cells, tried, _settings(search, found), runs)


def shown_again(search: ReachSearch, cells: OutcomeCells, found: CellSearch) -> dict[int, Tried]:
    """Return the cells for which settings were tried in fresh worlds, each with the last of them."""
    tried: dict[int, Tried] = {}
    for _ in range(search.search.attempts):
        left = [cell for cell in range(cells.count) if cell not in tried or not tried[cell].is_there]
        chosen, places = found.to_try(cells, np.array(left, dtype=np.int64))
        if not len(chosen):
            break
        tried |= _tried(search, cells, found, chosen, places, tried)
    return tried


def _tried(
    search: ReachSearch,
    cells: OutcomeCells,
    found: CellSearch,
    chosen: NDArray[np.int64],
    places: Values,
    before: dict[int, Tried],
) -> dict[int, Tried]:
    """Try a setting for each of some cells in fresh worlds.

    It is in the cell if it is there in these, and all runs together make that more likely than not: a setting beside
    the cell is seen in it by chance now and then.
    """
    at = cells.cell_of(found.run(places, search.search.fresh_worlds))
    found.learn()
    likely = found.chances(places, cells)[np.arange(len(places)), chosen] >= LIKELY
    tried = {}
    for number, cell in enumerate(chosen.tolist()):
        values = found.results[-1][number]
        shown = [estimate_of(outcome, values[:, axis]) for axis, outcome in enumerate(search.outcomes)]
        attempts = 1 + (before[cell].attempts if cell in before else 0)
        tried[cell] = Tried(places[number], shown, attempts, bool(at[number] == cell and likely[number]))
    return tried


def _settings(search: ReachSearch, found: CellSearch) -> pd.DataFrame:
    table = found.space.settings(found.all_places)
    table.insert(0, "part", np.repeat(np.arange(len(found.places)), [len(own) for own in found.places]))
    for outcome, own in zip(search.outcomes, found.means, strict=True):
        table[outcome.key] = own.value
        table[f"{outcome.key}_error"] = own.error
    return table
