"""The ways to a goal: for each region, how far each lever may go, and an example."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import pandas as pd
from matplotlib.lines import Line2D

from sim.plots.layout.palette import GRID, INK, MAIN, QUIET
from sim.plots.layout.sheet import LINE, MARGIN, WIDTH, Sheet, lines_of, on_paper, swatch

REGION = "#9DC9E6"  # between the range of a lever and the bounds, in grey as well
STATEMENT = (
    "Blocks: regions of the levers that reach it. Bars: the range of each lever, how much of it the region extends over, and "
    "the bounds within which nearly all settings reach the goal. Dots: the example."
)
MOST_SHOWN = 6
NARROWEST, GAP = 74.0, 8.0
LEVER, BAR = 11.0, 2.6
KEY = 5.0


class Found(Protocol):
    """Ways to a goal, as far as the figure reads them."""

    @property
    def title(self) -> str:
        """Return the title of the search."""
        ...

    @property
    def headline(self) -> str:
        """Return the goal."""
        ...

    @property
    def words(self) -> list[str]:
        """Return the ways in words."""
        ...

    @property
    def remarks(self) -> list[str]:
        """Return what a reader must know."""
        ...

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
    shown = found.table.head(MOST_SHOWN)
    if shown.empty:
        return Sheet(found.title, " ".join([found.headline, *found.words]), LINE, found.remarks)
    across = max(1, min(len(shown), int((WIDTH - 2 * MARGIN + GAP) // (NARROWEST + GAP))))
    width = (WIDTH - 2 * MARGIN - GAP * (across - 1)) / across
    headings = [heading(row, width) for row in shown.to_dict("records")]
    high = LINE * max(map(len, headings)) + 1.5 + LEVER * len(found.ranges) + 4.0
    rows = -(-len(shown) // across)
    more = [f"{len(found.table) - len(shown)} further regions are in the table."] if len(found.table) > len(shown) else []
    key_columns = 4 if WIDTH > 120.0 else 2
    room = KEY * (4 // key_columns) + rows * high
    sheet = Sheet(found.title, f"{found.headline} {STATEMENT}", room, [*more, *found.remarks])
    for number, (row, lines) in enumerate(zip(shown.to_dict("records"), headings, strict=True)):
        left = MARGIN + (number % across) * (width + GAP)
        top = sheet.body_top + (number // across) * high
        sheet.write(left, top, lines[:1], fontweight="bold")
        sheet.write(left, top + LINE, lines[1:])
        own = found.bounds[found.bounds["region"] == row["region"]].to_dict("records")
        below = top + LINE * max(map(len, headings)) + 1.5
        for place, (lever, whole) in enumerate(zip(own, found.ranges.to_dict("records"), strict=True)):
            draw_lever(sheet, lever, whole, left, below + LEVER * place, width)
    sheet.key(MARGIN, sheet.body_top + rows * high, "", handles(), columns=key_columns)
    return sheet


def handles() -> list[Any]:
    """Return the key of the bars."""
    return [
        swatch(GRID, "range of the lever"), swatch(REGION, "region"), swatch(MAIN, "bounds"),
        Line2D([], [], linestyle="", marker="o", markersize=4.5, markerfacecolor="white", markeredgecolor=INK,
               label="example"),
    ]  # fmt: skip


def heading(row: dict[str, Any], width: float) -> list[str]:
    """Return the heading of a block: the region, and how it did in fresh runs."""
    reached = f"{row['reached']} of {row['fresh']} fresh settings within the bounds reached the goal ({row['low']:.0%} to "
    return [f"Region {row['region']}: {row['share']:.0%} of the levers' ranges",
            *lines_of(f"{reached}{row['high']:.0%})", width)]  # fmt: skip


def draw_lever(sheet: Sheet, lever: dict[str, Any], whole: dict[str, Any], left: float, top: float, width: float) -> None:
    """Draw one lever of one region."""
    idle = "" if lever["matters"] else ", does not matter"
    unit = f" ({lever['unit']})" if lever["unit"] else ""
    sheet.write(left, top, lines_of(f"{lever['lever']}{unit}{idle}", width)[:1], color=INK if lever["matters"] else QUIET)
    if whole["levels"]:
        said = [f"{label} (example)" if label == str(lever["example"]) else label for label in lever["levels"].split(", ")]
        sheet.write(left + 2.0, top + LINE, lines_of(" or ".join(said), width - 2.0)[:2], fontweight="bold")
        return
    axes = sheet.panel(left + 1.5, top + LINE + 0.8, width - 3.0, BAR)
    axes.grid(visible=False)
    axes.set_ylim(0.0, 1.0)
    axes.set_xlim(whole["low"], whole["high"])
    if whole["log"]:
        axes.set_xscale("log")
        axes.minorticks_off()
    axes.axvspan(whole["low"], whole["high"], color=GRID, linewidth=0.0)
    axes.axvspan(lever["region_low"], lever["region_high"], color=REGION, linewidth=0.0)
    axes.axvspan(lever["low"], lever["high"], color=MAIN, linewidth=0.0)
    axes.plot([lever["example"]], [0.5], linestyle="", marker="o", markersize=4.5, markerfacecolor="white",
              markeredgecolor=INK, markeredgewidth=0.8, clip_on=False, zorder=5)  # fmt: skip
    ticks = apart([whole["low"], lever["low"], lever["high"], whole["high"]], whole)
    axes.set_xticks(ticks, [f"{tick:.3g}" for tick in ticks])
    axes.set_yticks([])
    axes.spines[["left", "bottom"]].set_visible(False)


def apart(ticks: Sequence[float], whole: dict[str, Any]) -> list[float]:
    """Return ticks of bounds, and those ends of the range that are far enough from them to be read beside them."""
    low, *inner, high = ticks
    near = 0.12 * (high - low)
    kept = [tick for tick in (low, high) if all(abs(tick - bound) > near for bound in inner)]
    bounds = inner if inner[1] - inner[0] > near else [sum(inner) / 2.0]
    return sorted({*kept, *bounds})
