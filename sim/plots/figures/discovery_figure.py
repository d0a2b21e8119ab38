"""Where a condition holds: the trade-off of coverage and density along PRIM's way, and the limits of its first box."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.plots.layout.palette import FRAME, GRID, INK, MAIN, SERIES_COLOURS
from sim.plots.layout.sheet import LEFT, LINE, MARGIN, RIGHT, Sheet, lines_of, on_paper
from sim.plots.printed_page import page, tall

HEIGHT = 60.0
WIDTH_OF_WAY = 66.0
ROW = 11.0
AXIS = 9.0
BESIDE = 14.0
"""Room in millimetres between the trade-off and the box, where they stand beside each other."""


class Found(Protocol):
    """Boxes, as far as the figure reads them."""

    points: pd.DataFrame
    trade_off: pd.DataFrame
    units: dict[str, str]
    remarks: list[str]

    @property
    def boxes(self) -> Sequence[Any]:
        """Return the boxes, the first first."""
        ...

    @property
    def headline(self) -> str:
        """Return what was looked for."""
        ...

    @property
    def words(self) -> list[str]:
        """Return the boxes in words."""
        ...


@on_paper
def discovery_boxes(found: Found) -> Sheet:
    """Draw the trade-off on the left and, on the right, a bar for each factor that the first box limits."""
    limits = found.boxes[0].limits if found.boxes else ()
    height, box_height = tall(HEIGHT), ROW * len(limits) + LINE
    way = min(WIDTH_OF_WAY, page().width - LEFT - RIGHT - 2.0)
    below = height + AXIS + 3.0
    body = below + box_height if page().is_narrow else max(below, box_height)
    sheet = Sheet(found.headline, found.words[0], body, found.remarks)
    axes = sheet.panel(LEFT, sheet.body_top + 2.0, way, height)
    draw_way(axes, found)
    left, top = (MARGIN + 2.0, below) if page().is_narrow else (LEFT + way + BESIDE, 2.0)
    for number, limit in enumerate(limits):
        draw_limit(sheet, found, limit, left, sheet.body_top + top + ROW * number)
    sheet.tell(*found.words[1:])
    return sheet


def draw_way(axes: Axes, found: Found) -> None:
    """Draw every box on the way, those with more limits as larger marks, and the one that was taken."""
    way = found.trade_off
    sizes = 6.0 + 8.0 * way["res_dim"].to_numpy(dtype=np.float64)
    axes.plot(way["coverage"], way["density"], color=FRAME, linewidth=0.6, zorder=2)
    axes.scatter(way["coverage"], way["density"], s=sizes, color=MAIN, edgecolor="white", linewidth=0.4, zorder=3)
    handles = [
        Line2D([], [], color=MAIN, marker="o", linestyle="", markersize=4, label="Box on the way (larger: more limits)")
    ]
    if found.boxes:
        box = found.boxes[0]
        axes.scatter([box.coverage], [box.density], s=70, marker="s", facecolor="none", edgecolor=SERIES_COLOURS[1],
                     linewidth=1.4, zorder=4)  # fmt: skip
        handles.append(
            Line2D([], [], color=SERIES_COLOURS[1], marker="s", linestyle="", markerfacecolor="none", label="Box taken")
        )
    axes.axhline(found.points["good"].mean(), color=INK, linewidth=0.8, linestyle=(0, (2.5, 1.0)), zorder=1.5)
    handles.append(Line2D([], [], color=INK, linewidth=0.8, linestyle=(0, (2.5, 1.0)), label="Density of all points"))
    for setter, ticks in ((axes.set_xticks, axes.set_xlim), (axes.set_yticks, axes.set_ylim)):
        setter(np.linspace(0.0, 1.0, 6), [f"{share:.0%}" for share in np.linspace(0.0, 1.0, 6)])
        ticks(0.0, 1.04)
    axes.set_xlabel("Coverage: share of the good cases in the box")
    axes.set_ylabel("Density: share of the box that is good")
    axes.legend(handles=handles, loc="lower left", frameon=False, borderpad=0.2, handlelength=1.4, labelspacing=0.3)


def draw_limit(sheet: Sheet, found: Found, limit: Any, left: float, top: float) -> None:
    """Draw the range of a factor as a bar, with what the box allows of it filled; of words, write them."""
    room = page().width - left - RIGHT - 3.0
    unit = found.units.get(limit.factor, "")
    name = f"{limit.factor} ({unit})" if unit else limit.factor
    sheet.write(left, top, lines_of(name, room)[:1], fontweight="bold")
    if limit.words:
        sheet.write(left, top + LINE, lines_of(" or ".join(limit.words), room)[:2])
        return
    values = found.points[limit.factor]
    low, high = float(values.min()), float(values.max())
    axes = sheet.panel(left, top + LINE + 0.8, room, 2.4)
    axes.grid(visible=False)
    axes.set_ylim(0.0, 1.0)
    axes.set_xlim(low, high)
    axes.axvspan(low, high, color=GRID, linewidth=0.0)
    axes.axvspan(low if limit.low is None else limit.low, high if limit.high is None else limit.high, color=MAIN)
    ticks = [low if limit.low is None else limit.low, high if limit.high is None else limit.high]
    axes.set_xticks(ticks, [f"{tick:.3g}" for tick in ticks])
    axes.set_yticks([])
    axes.spines[["left"]].set_visible(False)
