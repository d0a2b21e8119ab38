"""Cells of outcomes that were reached, with an example setting of each: one panel for each lever."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from sim.plots.data.search_answer import SearchAnswer
from sim.plots.layout.palette import FRAME, GRID, INK, MAIN
from sim.plots.layout.sheet import LINE, MARGIN, Sheet, on_paper, swatch
from sim.plots.layout.text_fitting import filled, name_lines
from sim.plots.printed_page import page

LIGHT_TO_DARK = LinearSegmentedColormap.from_list("levers", ["#E6F0F8", "#7FB5DA", "#0B4F8A", "#062A4D"])
DARK = 0.45  # of the way from light to dark, from which letters on it are white
MOST_WRITTEN = 8  # cells of an outcome, with more of which there is no room for numbers in them
MOST_SLICES = 6
NARROWEST, GAP = 48.0, 6.0
AXIS_LEFT, AXIS_BELOW = 15.0, 12.0
UPRIGHT, WIDEST = 0.8, 70.0  # height of a panel, of its width; and how wide it is at most
BOLD = 0.85  # of the room, that text may take as if it were not bold
WIDE = 120.0  # from which the key stands in one row
HATCH = "/////"
STATUS, REACHED, NOT_SHOWN_AGAIN = "status", "reached", "not shown again"


class Found(SearchAnswer, Protocol):
    """Cells of outcomes, as far as the figure reads them."""

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


@dataclass(frozen=True)
class Panel:
    """A panel: what it is called, what its colours mean, which slice of the third outcome it is, and what it shows."""

    name: str
    meaning: str
    slice: int | None
    column: str


@on_paper
def cells_reached(found: Found) -> Sheet:
    """Draw which cells were reached; of two outcomes, also each lever of the examples, of three, a panel a slice."""
    two = len(found.outcomes) == 2
    panels = [Panel("Cells", "", None, STATUS), *lever_panels(found)] if two else slices(found)
    across = max(1, min(len(panels), int((page().width - 2 * MARGIN + GAP) // (NARROWEST + AXIS_LEFT + GAP))))
    width = min((page().width - 2 * MARGIN - GAP * (across - 1)) / across - AXIS_LEFT, WIDEST)
    names = [(name_lines(panel.name, BOLD * (width + AXIS_LEFT)), filled(panel.meaning, width + AXIS_LEFT))
             for panel in panels]  # fmt: skip
    heading = LINE * max(len(name) + len(meaning) for name, meaning in names) + 1.0
    high = heading + UPRIGHT * width + AXIS_BELOW + 3.0
    rows, key_columns = -(-len(panels) // across), 3 if page().width > WIDE else 1
    room = rows * high + LINE * (3 // key_columns) + 3.0
    said = f"{found.headline} {STATEMENT if two else SLICED}"
    sheet = Sheet(found.title, said, room, [*found.words, *found.remarks])
    for number, (panel, (name, meaning)) in enumerate(zip(panels, names, strict=True)):
        left = MARGIN + (number % across) * (width + AXIS_LEFT + GAP)
        top = sheet.body_top + (number // across) * high
        sheet.write(left, sheet.write(left, top, name, fontweight="bold"), meaning)
        axes = sheet.panel(left + AXIS_LEFT, top + heading, width, UPRIGHT * width)
        draw_cells(axes, found, panel)
        across_title, up_title = (f"{one.title} (better: {one.better})" for one in found.outcomes[:2])
        axes.set_xlabel("\n".join(filled(across_title, width)))
        axes.set_ylabel("\n".join(filled(up_title, UPRIGHT * width)))
    sheet.key(MARGIN, sheet.body_top + rows * high, "", key(), columns=key_columns)
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


def lever_panels(found: Found) -> list[Panel]:
    """Return a panel for each lever, with what light and dark, or numbers, mean."""
    panels = []
    for row in found.levers.to_dict("records"):
        if row["levels"]:
            meaning = ", ".join(f"{number} {label}" for number, label in enumerate(str(row["levels"]).split(", "), 1))
        else:
            meaning = f"{row['low']:g} (light) to {row['high']:g} (dark)"
        panels.append(Panel(str(row["lever"]), meaning, None, str(row["lever"])))
    return panels


def slices(found: Found) -> list[Panel]:
    """Return a panel for each cell of the third outcome in which anything was reached, the first of them."""
    cells = found.table.loc[found.table[STATUS] == REACHED, "cell"]
    there = sorted({found.cells.positions(cell)[2] for cell in cells})[:MOST_SLICES] or [0]
    return [Panel(found.outcomes[2].title, found.range_in_words(2, at), at, STATUS) for at in there]


def draw_cells(axes: Axes, found: Found, panel: Panel) -> None:
    """Draw the cells of the first two outcomes; of three outcomes, those in one cell of the third."""
    across, up = (np.asarray(edges) for edges in found.cells.edges[:2])
    axes.grid(visible=False)
    axes.set_xlim(across[0], across[-1])
    axes.set_ylim(up[0], up[-1])
    levers = found.levers.set_index("lever")
    for row in found.table.to_dict("records"):
        at = found.cells.positions(row["cell"])
        if panel.slice is not None and at[2] != panel.slice:
            continue
        corner, size = (across[at[0]], up[at[1]]), (across[1] - across[0], up[1] - up[0])
        face, hatch, text = look(row, panel.column, levers)
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
    if row[STATUS] != REACHED:
        hatched = row[STATUS] == NOT_SHOWN_AGAIN and column == STATUS
        return "white", HATCH if hatched else "", None
    if column == STATUS:
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
