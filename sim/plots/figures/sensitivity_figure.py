"""Sensitivity indices: bars with intervals for each factor, and how indices change over time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.plots.figures.sweep_figure import BAR, MOST_BARS, Answered, room_of_names, shortened
from sim.plots.layout.keys import KeyBlock, draw_key_blocks, keys_height
from sim.plots.layout.palette import FRAME, GRID, INK, MAIN, QUIET, SERIES_COLOURS
from sim.plots.layout.plain_names import factor_titles
from sim.plots.layout.scales import keep_ticks_within
from sim.plots.layout.sheet import LEFT, MARGIN, RIGHT, Sheet, blank, on_paper
from sim.plots.layout.text_fitting import filled
from sim.plots.printed_page import page, tall

SECOND = "#C9DFEE"
COLOURS = (MAIN, SECOND)
NOT_GIVEN = "not converged"
TIME_HEIGHT = 60.0
AXIS_OF = {"first order": "Share of the variance between points", "PAWN": "Index (0: no influence, 1 or −1: most)"}
"""What the axis of bars says, by the first index; effects are in the unit of the outcome."""
MOST_LINES = 4
MOST_TOLD = 8
DASHES: tuple[Any, ...] = ("-", (0, (5.0, 1.5)), (0, (2.5, 1.0)), (0, (1.0, 0.8)))


@on_paper
def index_bars(about: Answered, table: pd.DataFrame, noise: float) -> Sheet:
    """Draw the first two indices of each factor with their intervals, the most influential factor on top.

    Parameters
    ----------
    about : what the indices are of; `spread` is the method.
    table : a row for each factor and index; without a value where it is not given.
    noise : share of chance in the variance between points; missing if it is not known.
    """
    title = f"{about.title}: what drives {about.outcome}"
    table = table.assign(factor=table["factor"].map(factor_titles(list(dict.fromkeys(table["factor"])))))
    indices = list(dict.fromkeys(table["index"]))[:2]
    factors = list(dict.fromkeys(table.loc[table["index"] == indices[0], "factor"]))
    shown = factors[:MOST_BARS]
    more = f" Shown: the {len(shown)} of {len(factors)} with the largest." if len(factors) > len(shown) else ""
    statement = f"{about.spread}. Bars: {' and '.join(indices)}; lines: 95 % interval.{more}"
    if noise == noise:
        statement += f" Of the variance between points, {100 * noise:.0f} % is chance."
    bar, names, key = tall(BAR), room_of_names(shown), [KeyBlock("", _key(table, indices), 4)]
    sheet = Sheet(title, statement, bar * len(shown) + 11.5 + keys_height(key), about.notes)
    top = sheet.body_top + 1.0
    width = page().width - names - RIGHT - 4.0
    axes = sheet.panel(names, top, width, bar * len(shown))
    for place, factor in enumerate(shown):
        sheet.write(MARGIN, top + bar * place + 0.5, shortened(factor, names - MARGIN - 2.0))
        own = table[table["factor"] == factor].set_index("index")
        _draw_indices(axes, own, indices, place)
    _frame(axes, len(shown))
    axes.set_xlabel("\n".join(filled(AXIS_OF.get(indices[0], f"Effect on {about.outcome}"), width)[:2]))
    draw_key_blocks(sheet, top + bar * len(shown) + 10.5, key)
    known = table[table["index"] == indices[0]].dropna(subset=["value"])
    sheet.tell(*(f"{row['factor']}: {row['value']:.2g}." for row in known.head(MOST_TOLD).to_dict("records")))
    return sheet


def _draw_indices(axes: Axes, own: pd.DataFrame, indices: list[str], place: int) -> None:
    """Draw the indices of one factor, one above the other; the word where none is given."""
    known = own.dropna(subset=["value"])
    for at, index in enumerate(indices):
        up = place + (at - 0.5) * 0.38
        for row in known[known.index == index][["value", "low", "high"]].to_numpy(dtype=float):
            axes.barh(up, row[0], height=0.36, color=COLOURS[at], edgecolor=FRAME, linewidth=0.4, zorder=2)
            axes.hlines(up, row[1], row[2], color=INK, linewidth=0.8, zorder=3)
    if "by_chance" in own and pd.notna(own["by_chance"].iloc[0]):
        axes.vlines(own["by_chance"].iloc[0], place - 0.45, place + 0.45, color=QUIET, linewidth=1.0, linestyle=":")
    if known.empty:
        axes.annotate(NOT_GIVEN, (0.0, place), (3.0, 0.0), textcoords="offset points", va="center", color=QUIET)


def _frame(axes: Axes, count: int) -> None:
    axes.set_ylim(count - 0.5, -0.5)
    axes.set_yticks([])
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=GRID, linewidth=0.4)
    axes.axvline(0.0, color=INK, linewidth=0.8, zorder=4)
    low, high = axes.get_xlim()
    axes.set_xlim(min(low, 0.0), max(high, 0.05))
    keep_ticks_within(axes)


def _key(table: pd.DataFrame, indices: list[str]) -> list[Any]:
    entries: list[Any] = [
        Patch(facecolor=colour, edgecolor=FRAME, linewidth=0.4, label=index)
        for index, colour in zip(indices, COLOURS, strict=False)
    ]
    if "by_chance" in table:
        entries.append(Line2D([], [], color=QUIET, linewidth=1.0, linestyle=":", label="a factor that does nothing"))
    return entries


@on_paper
def indices_over_time(about: Answered, table: pd.DataFrame, variable: str) -> Sheet:
    """Draw the first index of the most influential factors month by month, with their intervals."""
    title = f"{about.title}: what drives {variable} over time"
    table = table.assign(factor=table["factor"].map(factor_titles(list(dict.fromkeys(table["factor"])))))
    index = table["index"].iloc[0]
    own = table[(table["index"] == index) & table["value"].notna()]
    if own.empty:
        return blank(title, "No index has converged in any month, so there is nothing to show.", about.notes)
    order = own.groupby("factor", sort=False)["value"].agg(lambda values: values.abs().mean())
    shown = list(order.sort_values(ascending=False, kind="stable").index[:MOST_LINES])
    statement = (
        f"{about.spread}. Lines: {index} of {variable} in each month, of the {len(shown)} most influential factors; "
        "bands: 95 % interval; gaps: not converged, or no difference between points."
    )
    height = tall(TIME_HEIGHT)
    sheet = Sheet(title, statement, height + 11.0 + 4.0 * len(shown), about.notes)
    axes = sheet.panel(LEFT, sheet.body_top + 1.0, page().width - LEFT - RIGHT - 3.0, height)
    months = np.unique(table["month"])
    entries = []
    for factor, colour, dashes in zip(shown, SERIES_COLOURS, DASHES, strict=False):
        line = own[own["factor"] == factor].set_index("month").reindex(months)
        axes.fill_between(months, line["low"], line["high"], color=colour, alpha=0.2, linewidth=0.0)
        axes.plot(months, line["value"], color=colour, linestyle=dashes, linewidth=1.3)
        entries.append(Line2D([], [], color=colour, linestyle=dashes, linewidth=1.3, label=factor))
    axes.set_ylabel(index)
    axes.set_xlabel("Months since the start")
    keep_ticks_within(axes)
    draw_key_blocks(sheet, sheet.body_top + height + 9.5, [KeyBlock("", entries)])
    for factor in shown:
        line = own[own["factor"] == factor].sort_values("month")
        sheet.tell(f"{factor}: {line['value'].iloc[0]:.2g} at first, {line['value'].iloc[-1]:.2g} at the end.")
    return sheet
