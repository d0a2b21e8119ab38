"""In what share of the parameter sets each choice is better than another, at each context."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Normalize

from sim.plots.figures.sweep_figure import PALE_TO_DARK
from sim.plots.layout.palette import INK
from sim.plots.layout.sheet import LINE, MARGIN, RIGHT, Sheet, on_paper
from sim.plots.layout.text_fitting import width_of
from sim.plots.printed_page import TEXT_SIZE, page

ROW = 4.6
GAP = 3.0
NAMES = 60.0
"""Most room of the names of rows."""
NUMBER, NARROW = 4.2, 5.4
"""Least width of a cell with its number in it, and width below which letters are smaller."""
SMALLER = 6.0
SIGNS = {"worse": "−", "alike": "="}


@on_paper
def shares_better(
    title: str, statement: str, rows: pd.DataFrame, factors: Sequence[str], notes: Sequence[str]
) -> Sheet:
    """Draw a cell for each choice and context, darker where more parameter sets agree that the choice is better.

    Parameters
    ----------
    rows : a row for each choice and context: the levels of `factors`, `better` (a share) and `verdict`.
    factors : the choice and what makes the contexts. The one with most levels goes down, the next one makes panels.
    """
    down = max(factors, key=lambda factor: rows[factor].nunique())
    rest = [factor for factor in factors if factor != down and len(set(rows[factor])) > 1]
    panel_factor = rest[0] if len(rest) > 1 else None
    across = rest[1:] if panel_factor else rest
    names = [_words(level) for level in dict.fromkeys(rows[down])]
    of_numbers = pd.api.types.is_numeric_dtype(rows[down])
    left = MARGIN + min(NAMES, max(map(width_of, names))) + 3.0 + (LINE if of_numbers else 0.0)
    panels = list(dict.fromkeys(rows[panel_factor])) if panel_factor else [None]
    width = (page().width - left - RIGHT - GAP * (len(panels) - 1)) / len(panels)
    height = ROW * len(names)
    head = LINE + 1.0 if panel_factor else 0.0
    columns = list(dict.fromkeys(rows[across].itertuples(index=False, name=None)))
    upright = max((width_of(_words(level)) for column in columns for level in column), default=0.0)
    turned = upright > width / len(columns)
    labels = [(", " if turned else "\n").join(map(_words, column)) for column in columns]
    foot = 2.0 + LINE + (max(map(width_of, labels)) if turned else LINE * len(across))
    below = [f"Below the cells: {', '.join(map(_key, across))}." if len(across) > 1 else ""]
    sheet = Sheet(title, statement, head + height + foot, [*below, *notes])
    for place, level in enumerate(panels):
        own = rows if panel_factor is None else rows[rows[panel_factor] == level]
        at = left + place * (width + GAP)
        if panel_factor:
            sheet.write(at, sheet.body_top, [f"{_key(panel_factor)} {_words(level)}"], fontweight="bold")
        axes = sheet.panel(at, sheet.body_top + head, width, height)
        _draw(axes, own, down, across, width)
        axes.set_xticks(np.arange(len(columns)) + 0.5, labels, rotation=90 if turned else 0)
        axes.tick_params(labelleft=place == 0)
        if of_numbers and place == 0:
            axes.set_ylabel(_key(down))
        if len(across) == 1:
            axes.set_xlabel(_key(across[0]))
    return sheet


def _draw(axes: Axes, rows: pd.DataFrame, down: str, across: Sequence[str], width: float) -> None:
    """Draw the cells of one panel, the first row at the top."""
    names = list(dict.fromkeys(rows[down]))
    columns = list(dict.fromkeys(rows[list(across)].itertuples(index=False, name=None)))
    found = {
        (row[down], *(row[factor] for factor in across)): (row["better"], row["verdict"])
        for row in rows.to_dict("records")
    }
    cells = np.array([[found[name, *column][0] for column in columns] for name in names])
    axes.pcolormesh(cells, cmap=PALE_TO_DARK, norm=Normalize(0.0, 1.0), edgecolor="white", linewidth=0.4)
    axes.invert_yaxis()
    axes.grid(False)
    axes.set_yticks(np.arange(len(names)) + 0.5, [_words(name) for name in names])
    axes.tick_params(length=0.0)
    cell = width / len(columns)
    if cell < NUMBER:
        return
    size = SMALLER if cell < NARROW else TEXT_SIZE
    for (row, column), share in np.ndenumerate(cells):
        verdict = found[names[row], *columns[column]][1]
        text = SIGNS.get(verdict, f"{100 * share:.0f}")
        axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", color="white" if share > 0.55 else INK,
                  fontsize=size, fontweight="bold" if verdict == "better" else "normal")  # fmt: skip


def _key(factor: str) -> str:
    return factor.rpartition(".")[2].replace("_", " ")


def _words(level: object) -> str:
    return f"{level:g}" if isinstance(level, float) else str(level).replace("_", " ")
