"""How long something takes: cumulative incidence in steps, with bands and the numbers at risk below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.plots.figures.difference_figure import DASHES
from sim.plots.layout.keys import KeyBlock, draw_key_blocks, keys_height
from sim.plots.layout.palette import SERIES_COLOURS
from sim.plots.layout.panels import Heading
from sim.plots.layout.sheet import LINE, Sheet, columns, lines_of, on_paper
from sim.plots.printed_page import page, tall

HEIGHT = 55.0
AXIS = 8.5
BAND_STRENGTH = 0.18
TICKS = 6  # at most, so that numbers at risk have room
COLOURS = (*SERIES_COLOURS, "#222222", "#8C8C8C")
MORE_DASHES = (*DASHES, (0, (6.0, 1.5, 1.0, 1.5)), (0, (3.0, 1.0, 1.0, 1.0)))
WAITED_FOR = {"exit": "Exit from special measures", "recovery": "Recovery", "relapse": "Relapse"}
SINCE = {
    "exit": "since entry to special measures, or the start",
    "recovery": "since the first failure, or the start",
    "relapse": "since recovery",
}


class Curves(Protocol):
    """Curves of several groups, as far as the figure reads them."""

    of: str
    title: str
    groups: tuple[str, ...]
    curves: pd.DataFrame
    remarks: list[str]


@on_paper
def survival_curves(found: Curves) -> Sheet:
    """Draw the share in which it had happened by each month, a panel for each end, and how many were still followed."""
    events = list(dict.fromkeys(found.curves["event"]))
    events.sort(key=lambda event: event != "event")
    events = events[: page().most_beside()]
    lefts, width = columns(len(events))
    headings = [Heading(WAITED_FOR[found.of] if event == "event" else f"Competing end: {event}") for event in events]
    top = max(heading.height(width) for heading in headings)
    ticks = month_ticks(int(found.curves["month"].max()))
    key, height = [KeyBlock("", key_of(found.groups))], tall(HEIGHT)
    below = top + height + AXIS + LINE * (len(lines_of(f"Months {SINCE[found.of]}", width)) - 1)
    risk = LINE * (len(found.groups) + 1.5)
    sheet = Sheet(
        f"Time to {found.of}: {found.title}",
        "Line: share of spells that have ended so by each month (cumulative incidence); band: 95 % interval of it.",
        below + risk + keys_height(key),
        found.remarks,
    )
    for event, heading, left in zip(events, headings, lefts, strict=True):
        heading.write(sheet, left, sheet.body_top, width)
        axes = sheet.panel(left, sheet.body_top + top, width, height)
        draw_steps(axes, found.curves[found.curves["event"] == event], found.groups)
        axes.set_xlim(0, max(int(found.curves["month"].max()), 1))
        span(axes, ticks, lines_of(f"Months {SINCE[found.of]}", width), titled=left == lefts[0])
        if left == lefts[0]:
            write_numbers_at_risk(sheet, found, ticks, left, width, sheet.body_top + below)
    draw_key_blocks(sheet, sheet.body_top + below + risk, key)
    shown = found.curves[found.curves["event"].isin(events)]
    for (group, event), rows in shown.groupby(["group", "event"], sort=False):
        last = rows.iloc[-1]
        what = f" (competing end: {event})" if event != "event" else ""
        sheet.tell(f"{group}{what}: {last['incidence']:.0%} by month {last['month']:.0f}.")
    return sheet


def month_ticks(last: int) -> list[int]:
    """Return months to be marked, whole years apart if there is a year at all."""
    years = max(1, -(-last // (12 * TICKS)))
    step = 12 * years if last >= 12 else max(1, last)
    return list(range(0, last + 1, step))


def draw_steps(axes: Axes, curves: pd.DataFrame, groups: Sequence[str]) -> None:
    """Draw a line in steps with its band for each group; each goes on to the last month in which it was followed."""
    for group, colour, dashes in zip(groups, COLOURS, MORE_DASHES, strict=False):
        own = curves[curves["group"] == group]
        axes.fill_between(
            own["month"],
            own["low"],
            own["high"],
            step="post",
            color=colour,
            alpha=BAND_STRENGTH,
            linewidth=0.0,
            zorder=2,
        )
        axes.step(own["month"], own["incidence"], where="post", color=colour, linestyle=dashes, linewidth=1.3, zorder=3)


def span(axes: Axes, ticks: Sequence[int], since: Sequence[str], titled: bool) -> None:
    """Give a panel its axes: months, and shares from 0 to 1."""
    axes.set_xticks(ticks)
    axes.set_xlabel("\n".join(since) if titled else "Months")
    axes.set_ylim(0.0, 1.0)
    axes.set_yticks(np.linspace(0.0, 1.0, 6), [f"{share:.0%}" for share in np.linspace(0.0, 1.0, 6)])
    if titled:
        axes.set_ylabel("Share of spells")
    else:
        axes.tick_params(labelleft=False)


def write_numbers_at_risk(
    sheet: Sheet, found: Curves, ticks: Sequence[int], left: float, width: float, top: float
) -> None:
    """Write under the first panel how many spells of each group were still followed at each month that is marked."""
    sheet.write(left, top, ["Still followed:"])
    axis = sheet.axes[-1]
    low, high = axis.get_xlim()
    for row, (group, colour) in enumerate(zip(found.groups, COLOURS, strict=False), start=1):
        own = found.curves[(found.curves["group"] == group) & (found.curves["event"] == "event")]
        for tick in ticks:
            after = own.loc[own["month"] >= tick, "at_risk"]
            text = f"{after.iloc[0]:,}" if len(after) else "0"
            place = left + width * (tick - low) / (high - low)
            sheet.write(place, top + LINE * row, [text], color=colour, ha="left" if tick == 0 else "center")


def key_of(groups: Sequence[str]) -> list[Line2D]:
    """Return the entries of the key."""
    styles = zip(groups, COLOURS, MORE_DASHES, strict=False)
    return [
        Line2D([], [], color=colour, linestyle=dashes, linewidth=1.3, label=group) for group, colour, dashes in styles
    ]
