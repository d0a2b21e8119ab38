"""Panels of one height side by side, one for each group, with the key beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes

from sim.plots.data.run_frames import RunFrames
from sim.plots.layout.sheet import LINE, MARGIN, Sheet, bold_lines_of, columns, lines_of
from sim.plots.layout.time_axis import AXIS_HEIGHT, label_dates, mark_dates, span_months

KEY_LINE = 4.0
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
    """A sheet with its panels.

    Attributes
    ----------
    axes : the panels, from left to right.
    lefts, width : where they are, in millimetres.
    bottom : lower edge of the panels, in millimetres from the top.
    """

    sheet: Sheet
    axes: list[Axes]
    lefts: list[float]
    width: float
    bottom: float


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
    lefts, width = columns(len(headings))
    top = max(heading.height(width) for heading in headings)
    key_top = top + height + below + AXIS_HEIGHT
    key_height = KEY_LINE * -(-len(key) // key_columns) + 2.0
    sheet = Sheet(title, statement, key_top + key_height, notes)
    drawn = []
    for heading, left in zip(headings, lefts, strict=True):
        heading.write(sheet, left, sheet.body_top, width)
        drawn.append(sheet.panel(left, sheet.body_top + top, width, height))
    sheet.key(MARGIN, sheet.body_top + key_top, "", key, columns=key_columns)
    return Panels(sheet, drawn, lefts, width, sheet.body_top + top + height)


def finish(panels: Panels, run: RunFrames, top: float, title: str, lowest: bool) -> None:
    """Give panels one vertical axis, the time axis and the changes of policy; `lowest` if nothing is under them."""
    for position, axes in enumerate(panels.axes):
        axes.set_ylim(0.0, top)
        span_months(axes, run, panels.width, labelled=lowest)
        mark_dates(axes, run, on_areas=True)
        label_dates(axes, run, panels.width)
        if position:
            axes.tick_params(labelleft=False)
        else:
            axes.set_ylabel(title)
