"""A search over levers as its folder keeps it: what was found in words, its tables, and the figure drawn from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.config.replaced_files import in_place_of
from sim.lever_search.outcome_cells import OutcomeCells, range_in_words
from sim.plots.data.search_answer import SearchAnswer
from sim.results.checked_files import MANIFEST, ResultsError, checked_bytes, digest_of, read_sealed, sealed
from sim.results.folder_kinds import KIND, REACH, WAYS
from sim.results.text_columns import read_csv_with_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def write_found(
    found: SearchAnswer, kind: str, tables: Mapping[str, pd.DataFrame], folder: Path, about: Mapping[str, Any]
) -> None:
    """Write the tables of a search as CSV, and a manifest from which its figure can be drawn again.

    Parameters
    ----------
    kind : `ways` or `reach`.
    tables : by the name of their file.
    about : what the figure reads besides words and tables.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        with in_place_of(folder / f"{name}.csv") as file:
            table.to_csv(file, index=False, float_format="%.6g")
    words = {"title": found.title, "headline": found.headline, "words": list(found.words), "remarks": found.remarks}
    digests = {f"{name}.csv": digest_of((folder / f"{name}.csv").read_bytes()) for name in tables}
    with in_place_of(folder / MANIFEST) as file:
        file.write_bytes(sealed({KIND: kind, **words, **about, "files": digests}))


@dataclass(frozen=True)
class KeptWays:
    """Ways to a goal, as a folder keeps them: what `sim.plots.figures.ways_figure` reads."""

    title: str
    headline: str
    words: list[str]
    remarks: list[str]
    table: pd.DataFrame
    bounds: pd.DataFrame
    ranges: pd.DataFrame

    def plot(self) -> Figure:
        """Return the ranges of the levers in each region as a matplotlib figure."""
        from sim.plots.figures.ways_figure import ranges_of_ways

        return ranges_of_ways(self)


@dataclass(frozen=True)
class KeptOutcome:
    """An outcome whose combinations were looked for."""

    title: str
    better: str


@dataclass(frozen=True)
class KeptReach:
    """Cells of outcomes, as a folder keeps them: what `sim.plots.figures.reach_figure` reads."""

    title: str
    headline: str
    words: list[str]
    remarks: list[str]
    outcomes: Sequence[KeptOutcome]
    cells: OutcomeCells
    table: pd.DataFrame
    levers: pd.DataFrame

    def range_in_words(self, axis: int, position: int) -> str:
        """Return the range of one cell of an outcome; the first and the last are open outwards."""
        return range_in_words(self.cells.edges[axis], position)

    def plot(self) -> Figure:
        """Return the cells with an example setting of each as a matplotlib figure."""
        from sim.plots.figures.reach_figure import cells_reached

        return cells_reached(self)


def read_found(folder: Path) -> KeptWays | KeptReach:
    """Return the search over levers that a folder holds.

    Raises
    ------
    ResultsError : it holds none, or a table has been changed.
    """
    manifest = read_sealed(folder, "folder of a search over levers")
    words = {name: manifest.get(name) for name in ("title", "headline", "words", "remarks")}
    made: dict[str, Callable[..., KeptWays | KeptReach]] = {WAYS: _ways, REACH: _reach}
    if manifest.get(KIND) not in made:
        raise ResultsError(f"{folder}: holds no search over levers")
    return made[manifest[KIND]](folder, manifest, words)


def _ways(folder: Path, manifest: Mapping[str, Any], words: Mapping[str, Any]) -> KeptWays:
    table, bounds = (_table(folder, manifest, name) for name in ("regions", "bounds"))
    return KeptWays(**words, table=table, bounds=bounds, ranges=pd.DataFrame(manifest["levers"]))


def _reach(folder: Path, manifest: Mapping[str, Any], words: Mapping[str, Any]) -> KeptReach:
    outcomes = [KeptOutcome(**outcome) for outcome in manifest["outcomes"]]
    cells = OutcomeCells([np.array(edges) for edges in manifest["edges"]])
    levers = pd.DataFrame(manifest["levers"])
    return KeptReach(**words, outcomes=outcomes, cells=cells, table=_table(folder, manifest, "cells"), levers=levers)


def _table(folder: Path, manifest: Mapping[str, Any], name: str) -> pd.DataFrame:
    written = BytesIO(checked_bytes(folder, f"{name}.csv", manifest["files"]))
    return read_csv_with_text(written, "levels", "unit", "region_levels")
