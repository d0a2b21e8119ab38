"""The ways to a goal: for each region, how far each lever may go, and an example."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import log
from typing import Any, Protocol

import pandas as pd
from matplotlib.lines import Line2D

from sim.plots.data.search_answer import SearchAnswer
from sim.plots.layout.palette import GRID, INK, MAIN, QUIET
from sim.plots.layout.sheet import LINE, MARGIN, Sheet, lines_of, on_paper, swatch
from sim.plots.layout.text_fitting import name_lines, width_of
from sim.plots.printed_page import page

REGION = "#9DC9E6"  # between the range of a lever and the bounds, in grey as well
STATEMENT = (
    "Blocks: regions of the levers that reach it. Bars: the range of each lever, how much of it the region extends "
    "over, and the bounds within which nearly all settings reach the goal. Dots: the example."
)
MOST_SHOWN = 6
NARROWEST, GAP = 74.0, 8.0
LEVER, BAR = 11.0, 2.6
KEY = 5.0
WIDE = 120.0  # from which the key stands in one row
NEAR = 0.14  # of a bar: ticks that are nearer cannot be read beside each other

Row = Mapping[Hashable, Any]


class Found(SearchAnswer, Protocol):
    """Ways to a goal, as far as the figure reads them."""

    @property
    def table(self) -> pd.DataFrame:
        """Return a row for each region."""
        ...

    @property
    def bounds(self) -> pd.DataFrame:
        """Return a row for each region and lever."""
        ...

    @property
    def ranges(self) -> pd.DataFrame:
        """Return a row for each lever: its range, or its levels."""
        ...


@on_paper
def ranges_of_ways(found: Found) -> Sheet:
    """Draw a block for each region: a bar for each lever, with the region and its bounds on it; of choices, words."""
    shown = found.table.head(MOST_SHOWN).to_dict("records")
    if not shown:
        return Sheet(found.title, " ".join([found.headline, *found.words]), LINE, found.remarks)
    across = max(1, min(len(shown), int((page().width - 2 * MARGIN + GAP) // (NARROWEST + GAP))))
    width = (page().width - 2 * MARGIN - GAP * (across - 1)) / across
    headings = [heading(row, width) for row in shown]
    above = LINE * max(map(len, headings)) + 1.5
    pitch = LEVER + LINE * (max(len(lines_of_lever(row, width)) for row in found.bounds.to_dict("records")) - 1)
    high = above + pitch * len(found.ranges) + 4.0
    rows, key_columns = -(-len(shown) // across), 4 if page().width > WIDE else 2
    left_out = len(found.table) - len(shown)
    more = [f"{left_out} further regions are in the table."] if left_out else []
    room = KEY * (4 // key_columns) + rows * high
    sheet = Sheet(found.title, f"{found.headline} {STATEMENT}", room, [*more, *found.remarks])
    for number, (row, lines) in enumerate(zip(shown, headings, strict=True)):
        left, top = MARGIN + (number % across) * (width + GAP), sheet.body_top + (number // across) * high
        sheet.write(left, top, lines[:1], fontweight="bold")
        sheet.write(left, top + LINE, lines[1:])
        own = found.bounds[found.bounds["region"] == row["region"]].to_dict("records")
        for place, (lever, whole) in enumerate(zip(own, found.ranges.to_dict("records"), strict=True)):
            draw_lever(sheet, lever, whole, left, top + above + pitch * place, width)
    sheet.key(MARGIN, sheet.body_top + rows * high, "", handles(), columns=key_columns)
    return sheet


def handles() -> list[Any]:
    """Return the key of the bars."""
    return [
        swatch(GRID, "range of the lever"), swatch(REGION, "region"), swatch(MAIN, "bounds"),
        Line2D([], [], linestyle="", marker="o", markersize=4.5, markerfacecolor="white", markeredgecolor=INK,
               label="example"),
    ]  # fmt: skip


def heading(row: Row, width: float) -> list[str]:
    """Return the heading of a block: the region, and how it did in fresh runs."""
    interval = f"({row['low']:.0%} to {row['high']:.0%})"
    reached = f"{row['reached']} of {row['fresh']} fresh settings within the bounds reached the goal {interval}"
    return [f"Region {row['region']}: {row['share']:.0%} of the levers' ranges", *lines_of(reached, width)]


def lines_of_lever(lever: Row, width: float) -> list[str]:
    """Return the name of a lever, with its unit and whether it matters."""
    told = [f"({lever['unit']})" if lever["unit"] else "", "" if lever["matters"] else "(does not matter)"]
    said = " ".join(filter(None, told))
    lines = name_lines(str(lever["lever"]), width)
    together = f"{lines[-1]} {said}".strip()
    return [*lines[:-1], together] if width_of(together) <= width else [*lines, said]


def draw_lever(sheet: Sheet, lever: Row, whole: Row, left: float, top: float, width: float) -> None:
    """Draw one lever of one region."""
    colour = INK if lever["matters"] else QUIET
    below = sheet.write(left, top, lines_of_lever(lever, width), color=colour)
    if whole["levels"]:
        example = str(lever["example"])
        said = [f"{label} (example)" if label == example else label for label in str(lever["levels"]).split(", ")]
        sheet.write(left + 2.0, below, lines_of(" or ".join(said), width - 2.0)[:2], fontweight="bold")
        return
    axes = sheet.panel(left + 1.5, below + 0.8, width - 3.0, BAR)
    axes.grid(visible=False)
    axes.set_ylim(0.0, 1.0)
    axes.set_xlim(0.0, 1.0)
    for colour, low, high in ((GRID, "low", "high"), (REGION, "region_low", "region_high"), (MAIN, "low", "high")):
        own = whole if colour == GRID else lever
        axes.axvspan(*(share_of(own[end], whole) for end in (low, high)), color=colour, linewidth=0.0)
    axes.plot([share_of(lever["example"], whole)], [0.5], linestyle="", marker="o", markersize=4.5,
              markerfacecolor="white", markeredgecolor=INK, markeredgewidth=0.8, clip_on=False, zorder=5)  # fmt: skip
    ticks = ticks_of(lever, whole)
    axes.set_xticks(list(ticks), list(ticks.values()))
    axes.set_yticks([])
    axes.spines[["left", "bottom"]].set_visible(False)


def share_of(value: Any, whole: Row) -> float:
    """Return how far along its range a value of a lever is."""
    low, high, at = float(whole["low"]), float(whole["high"]), float(value)
    return log(at / low) / log(high / low) if whole["log"] else (at - low) / (high - low)


def ticks_of(lever: Row, whole: Row) -> dict[float, str]:
    """Return the bounds of a lever as ticks, and those ends of its range that can be read beside them."""
    bounds = [(share_of(lever[end], whole), f"{lever[end]:.3g}") for end in ("low", "high")]
    if bounds[1][0] - bounds[0][0] < NEAR:
        bounds = [((bounds[0][0] + bounds[1][0]) / 2.0, f"{bounds[0][1]} to {bounds[1][1]}")]
    ends = [(share_of(whole[end], whole), f"{whole[end]:.3g}") for end in ("low", "high")]
    free = [end for end in ends if all(abs(end[0] - at) > NEAR for at, _ in bounds)]
    return dict(sorted([*free, *bounds]))
