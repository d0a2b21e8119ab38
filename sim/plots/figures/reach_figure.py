"""Cells of outcomes that were reached, with an example setting of each: one panel for each lever."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from sim.plots.layout.palette import FRAME, GRID, INK, MAIN
from sim.plots.layout.sheet import LINE, MARGIN, WIDTH, Sheet, bold_lines_of, lines_of, on_paper, swatch

LIGHT_TO_DARK = LinearSegmentedColormap.from_list("levers", ["#E6F0F8", "#7FB5DA", "#0B4F8A", "#062A4D"])
DARK = 0.45  # of the way from light to dark, from which letters on it are white
MOST_WRITTEN = 8  # cells of an outcome, with more of which there is no room for numbers in them
MOST_SLICES = 6
NARROWEST, GAP = 48.0, 6.0
AXIS_LEFT, AXIS_BELOW = 15.0, 9.5
HATCH = "/////"


class Found(Protocol):
    """Cells of outcomes, as far as the figure reads them."""

    @property
    def title(self) -> str:
        """Return the title of the search."""
        ...

    @property
    def headline(self) -> str:
        """Return what was looked for."""
        ...

    @property
    def words(self) -> list[str]:
        """Return what was reached, in words."""
        ...

    @property
    def remarks(self) -> list[str]:
        """Return what a reader must know."""
        ...

    @property
    def outcomes(self) -> Sequence[Any]:
        """Return the outcomes, each with its title and which way is better."""
        ...

    @property
    def cells(self) -> Any:
        """Return the cells: their edges, and the place of each."""
        ...

    @property
    def table(self) -> pd.DataFrame:
        """Return a row for each cell."""
        ...

    @property
    def levers(self) -> pd.DataFrame:
        """Return a row for each lever."""
        ...

    def range_in_words(self, axis: int, position: int) -> str:
        """Return the range of one cell of an outcome."""
        ...


@on_paper
def cells_reached(found: Found) -> Sheet:
    """Draw which cells were reached; of two outcomes, also each lever of the examples, of three, a panel a slice."""
    panels = slices(found) if len(found.outcomes) == 3 else [("Cells", None, "status"), *lever_panels(found)]
    across = max(1, min(len(panels), int((WIDTH - 2 * MARGIN + GAP) // (NARROWEST + AXIS_LEFT + GAP))))
    width = min((WIDTH - 2 * MARGIN - GAP * (across - 1)) / across - AXIS_LEFT, 70.0)
    names = [bold_lines_of(title, width + AXIS_LEFT) for title, *_ in panels]
    heading = LINE * max(map(len, names)) + 1.0
    high = heading + 0.8 * width + AXIS_BELOW + 3.0
    rows = -(-len(panels) // across)
    axes_titles = [f"{outcome.title} (better: {outcome.better})" for outcome in found.outcomes[:2]]
    said = f"{found.headline} {STATEMENT if len(found.outcomes) == 2 else SLICED}"
    keys = 1 if WIDTH > 120.0 else 3
    sheet = Sheet(found.title, said, rows * high + LINE * keys + 3.0, [*found.words, *found.remarks])
    for number, ((_, chosen, column), lines) in enumerate(zip(panels, names, strict=True)):
        left = MARGIN + (number % across) * (width + AXIS_LEFT + GAP)
        top = sheet.body_top + (number // across) * high
        sheet.write(left, top, lines, fontweight="bold")
        axes = sheet.panel(left + AXIS_LEFT, top + heading, width, 0.8 * width)
        draw_cells(axes, found, chosen, column)
        axes.set_xlabel(short(axes_titles[0], width))
        axes.set_ylabel(short(axes_titles[1], 0.8 * width))
    sheet.key(MARGIN, sheet.body_top + rows * high, "", key(), columns=3 if keys == 1 else 1)
    return sheet


STATEMENT = (
    "Blue in the first panel: a setting of the levers was in the cell again in fresh worlds. The other panels show "
    "such a setting for each cell, lever by lever: the darker, the higher. The outer cells are open outwards."
)
SLICED = (
    "Each panel is a range of the third outcome. Blue: a setting of the levers was in the cell again in fresh worlds; "
    "the table has the settings. The outer cells are open outwards."
)


def key() -> list[Any]:
    """Return the key of the first panel."""
    return [swatch(MAIN, "reached"), swatch("white", "seemed to be, not shown again", HATCH),
            swatch("white", "not reached (not: impossible)")]  # fmt: skip


def short(title: str, width: float) -> str:
    """Return the title of an axis in lines that fit it."""
    return "\n".join(lines_of(title, width))


def lever_panels(found: Found) -> list[tuple[str, None, str]]:
    """Return a panel for each lever, with what light and dark, or numbers, mean."""
    panels: list[tuple[str, None, str]] = []
    for row in found.levers.to_dict("records"):
        if row["levels"]:
            told = ", ".join(f"{number} {label}" for number, label in enumerate(row["levels"].split(", "), 1))
        else:
            told = f"{row['low']:g} (light) to {row['high']:g} (dark)"
        panels.append((f"{row['lever']}: {told}", None, row["lever"]))
    return panels


def slices(found: Found) -> list[tuple[str, int | None, str]]:
    """Return a panel for each cell of the third outcome in which anything was reached, the first of them."""
    reached = [found.cells.positions(cell)[2] for cell in found.table.loc[found.table["status"] == "reached", "cell"]]
    there = sorted(set(reached))[:MOST_SLICES] or [0]
    return [(f"{found.outcomes[2].title}: {found.range_in_words(2, at)}", at, "status") for at in there]


def draw_cells(axes: Axes, found: Found, chosen: int | None, column: str) -> None:
    """Draw the cells of the first two outcomes; of three outcomes, those in one cell of the third."""
    across, up = (np.asarray(edges) for edges in found.cells.edges[:2])
    axes.grid(visible=False)
    axes.set_xlim(across[0], across[-1])
    axes.set_ylim(up[0], up[-1])
    levers = found.levers.set_index("lever")
    for row in found.table.to_dict("records"):
        at = found.cells.positions(row["cell"])
        if chosen is not None and at[2] != chosen:
            continue
        corner, size = (across[at[0]], up[at[1]]), (across[1] - across[0], up[1] - up[0])
        face, hatch, text = look(row, column, levers)
        axes.add_patch(
            Rectangle(corner, *size, facecolor=face, edgecolor=FRAME if hatch else GRID, hatch=hatch, linewidth=0.4)
        )
        if text and max(found.cells.shape[:2]) <= MOST_WRITTEN:
            middle = corner[0] + size[0] / 2, corner[1] + size[1] / 2
            axes.text(*middle, text[0], color=text[1], ha="center", va="center")
    for edges, setter in ((across, axes.set_xticks), (up, axes.set_yticks)):
        ticks = edges[:: max(1, len(edges) // 4)]
        setter(ticks, [f"{0.0 if abs(tick) < 1e-9 else tick:.2g}" for tick in ticks])


def look(row: Mapping[Hashable, Any], column: str, levers: pd.DataFrame) -> tuple[Any, str, tuple[str, str] | None]:
    """Return the colour, hatch and text of a cell."""
    if row["status"] != "reached":
        hatched = row["status"] == "not shown again" and column == "status"
        return "white", HATCH if hatched else "", None
    if column == "status":
        return MAIN, "", None
    value, lever = row[column], levers.loc[column].to_dict()
    if lever["levels"]:
        labels = lever["levels"].split(", ")
        at = labels.index(str(value))
        share, text = at / max(1, len(labels) - 1), str(at + 1)
    else:
        low, high, number = float(lever["low"]), float(lever["high"]), float(value)
        share = np.log(number / low) / np.log(high / low) if lever["log"] else (number - low) / (high - low)
        text = f"{number:.2g}"
    return LIGHT_TO_DARK(share), "", (text, "white" if share > DARK else INK)
