"""Panels of one height side by side, one for each group, with the key beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes

from sim.plots.data.run_frames import RunFrames
from sim.plots.layout.keys import KeyBlock, draw_key_blocks, keys_height
from sim.plots.layout.sheet import LINE, Sheet, bold_lines_of, columns, lines_of
from sim.plots.layout.time_axis import AXIS_HEIGHT, label_dates, mark_dates, span_months
from sim.plots.printed_page import page, tall

POLICY_ROOM = 4.5


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a panel: a name, and in what partnerships the trust is."""

    name: str
    role: str = ""

    def height(self, width: float) -> float:
        """Return the room it takes above a panel of a width, the marks of policy included."""
        return LINE * (len(bold_lines_of(self.name, width)) + len(lines_of(self.role, width))) + POLICY_ROOM

    def write(self, sheet: Sheet, left: float, top: float, width: float) -> None:
        """Write it from a place downwards."""
        below = sheet.write(left, top, bold_lines_of(self.name, width), fontweight="bold")
        sheet.write(left, below, lines_of(self.role, width))


@dataclass(frozen=True, slots=True)
class Panels:
    """A sheet with its panels, in rows of as many as the page has room for.

    Attributes
    ----------
    axes : the panels, from left to right and from the top.
    lefts, width : where they are, in millimetres.
    bottoms : lower edge of each panel, in millimetres from the top.
    across : how many stand in a row.
    """

    sheet: Sheet
    axes: list[Axes]
    lefts: list[float]
    width: float
    bottoms: list[float]
    across: int


def side_by_side(
    title: str,
    statement: str,
    headings: Sequence[Heading],
    height: float,
    below: float,
    key: Sequence[Artist],
    notes: Sequence[str],
    key_columns: int = 3,
) -> Panels:
    """Return a sheet with a panel under each heading; `below` is room in millimetres between panels and time axis."""
    across = min(len(headings), page().most_beside())
    lefts, width = columns(across)
    high = tall(height)
    above = max(heading.height(width) for heading in headings)
    pitch = above + high + below + AXIS_HEIGHT
    rows = -(-len(headings) // across)
    blocks = [KeyBlock("", key, key_columns)]
    sheet = Sheet(title, statement, rows * pitch + keys_height(blocks), notes)
    drawn, bottoms = [], []
    for place, heading in enumerate(headings):
        left, top = lefts[place % across], sheet.body_top + place // across * pitch
        heading.write(sheet, left, top, width)
        drawn.append(sheet.panel(left, top + above, width, high))
        bottoms.append(top + above + high)
    draw_key_blocks(sheet, sheet.body_top + rows * pitch, blocks)
    every = [lefts[place % across] for place in range(len(headings))]
    return Panels(sheet, drawn, every, width, bottoms, across)


def finish(panels: Panels, run: RunFrames, top: float, title: str, lowest: bool) -> None:
    """Give panels one vertical axis, the time axis and the changes of policy; `lowest` if nothing is under them."""
    for position, axes in enumerate(panels.axes):
        axes.set_ylim(0.0, top)
        span_months(axes, run, panels.width, labelled=lowest)
        mark_dates(axes, run, on_areas=True)
        label_dates(axes, run, panels.width)
        if position % panels.across:
            axes.tick_params(labelleft=False)
        else:
            axes.set_ylabel(title)
