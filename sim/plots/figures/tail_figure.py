"""Where the record lies in what the model would show: a tail probability for every figure of the record."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from sim.plots.figures.evidence_figure import labels
from sim.plots.layout.keys import KeyBlock, draw_key_blocks, keys_height
from sim.plots.layout.palette import GRID, INK, VERDICT_COLOURS
from sim.plots.layout.rows import PITCH
from sim.plots.layout.sheet import MARGIN, RIGHT, Sheet, on_paper
from sim.plots.layout.sheet_parts import part_title, parts_by_height, room_of_part
from sim.plots.layout.text_fitting import filled
from sim.plots.printed_page import page

TITLE = "How likely the record is under the model"

NAMES_PART = 0.56
"""Part of the page that the names of figures take."""

LEAST = 1e-3
"""Left end of the axis; what is less likely stands there as an arrow."""

UNLIKELY = 0.05
AXIS = 10.0
ROW_GAP = 0.8


@on_paper
def tail_probabilities(table: pd.DataFrame, notes: Sequence[str] = (), part: int = 1) -> Sheet:
    """Draw how likely the model is to show something as far from the record as it is, the least likely figure on top.

    Parameters
    ----------
    table : a row for each figure of the record: pattern, title, figure, use, tail.
    notes : further notes for the reader.
    part : which part of the figures, from 1 to `tail_parts`.
    """
    names, key, said = names_width(), key_of(table), statement(table)
    parts = _parts(table, notes)
    table = table.iloc[list(parts[part - 1])]
    texts = [lines_of_row(row) for _, row in table.iterrows()]
    heights = [row_height(lines) for lines in texts]
    sheet = Sheet(part_title(TITLE, part, len(parts)), said, sum(heights) + AXIS + keys_height(key), notes)
    width = page().width - names - RIGHT - 2.0
    axes = sheet.panel(names, sheet.body_top, width, sum(heights))
    tops = np.concatenate([[0.0], np.cumsum(heights)])
    for place, (lines, (_, row)) in enumerate(zip(texts, table.iterrows(), strict=True)):
        sheet.write(MARGIN, sheet.body_top + tops[place], lines, PITCH)
        middle = tops[place] + heights[place] / 2
        axes.axhline(middle, color=GRID, linewidth=0.4, zorder=1)
        tail = float(row["tail"])
        point = marker(row["use"] == "calibrate", [max(tail, LEAST)], [middle])
        if tail < LEAST:
            point.set_marker("<")
        axes.add_line(point)
    axes.set_xscale("log")
    axes.set_xlim(LEAST, 1.0)
    axes.set_ylim(tops[-1], 0.0)
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.axvline(UNLIKELY, color=INK, linewidth=0.8, dashes=(3, 2), zorder=2)
    axes.set_xticks([0.001, 0.01, 0.1, 1.0], ["0.001", "0.01", "0.1", "1"])
    axes.tick_params(which="minor", bottom=False)
    axes.set_xlabel("Tail probability")
    draw_key_blocks(sheet, sheet.body_top + sum(heights) + AXIS, key)
    sheet.tell(*(f"{row['title']}: {row['tail']:.2g}." for row in table[table["tail"] < UNLIKELY].to_dict("records")))
    return sheet


def tail_parts(table: pd.DataFrame, notes: Sequence[str] = ()) -> int:
    """Return in how many parts `tail_probabilities` is drawn."""
    return len(_parts(table, notes))


def _parts(table: pd.DataFrame, notes: Sequence[str]) -> list[range]:
    room = room_of_part(TITLE, statement(table), notes) - AXIS - keys_height(key_of(table))
    return parts_by_height([row_height(lines_of_row(row)) for _, row in table.iterrows()], room)


def names_width() -> float:
    """Return the width in millimetres of the names of figures."""
    return NAMES_PART * page().width


def lines_of_row(row: pd.Series) -> list[str]:
    """Return the name of a figure of the record in lines."""
    return filled(" ".join(labels(row, False)), names_width() - MARGIN - 2.0)


def row_height(lines: Sequence[str]) -> float:
    """Return the height in millimetres of a row whose name has some lines."""
    return PITCH * len(lines) + ROW_GAP


def key_of(table: pd.DataFrame) -> list[KeyBlock]:
    """Return the key of the markers that occur."""
    entries = [marker(used, []) for used in (True, False) if (table["use"].eq("calibrate") == used).any()]
    return [KeyBlock("", entries, 2)]


def statement(table: pd.DataFrame) -> str:
    """Return what is drawn, and how many figures of the record are unlikely."""
    few = int((table["tail"] < UNLIKELY).sum())
    return (
        "Points: probability that what the model would show lies as far from the record, or further. Dashed: "
        f"{UNLIKELY:g}; {few} of {len(table)} figures lie below it; about {UNLIKELY * len(table):.0f} would by chance."
    )


def marker(used: bool, across: list[float], up: Sequence[float] = ()) -> Line2D:
    """Return the marker of a figure: filled where it was used to calibrate the model."""
    colour = VERDICT_COLOURS["pass"]
    return Line2D(
        across, list(up), linestyle="", marker="o", markersize=4.0, markeredgecolor=colour, clip_on=False, zorder=4,
        markerfacecolor=colour if used else "white", label="Used to calibrate" if used else "Not used to calibrate",
    )  # fmt: skip
