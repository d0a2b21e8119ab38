"""Rows of figures compared with a band: a label, the band and the model on the row's own scale, and both in numbers.

A row is as low as a line of text, so that a page holds fifty. The model's interval runs along the upper half of the
band, and the numbers at the ends of the band stand in the lower half, where no interval can run through them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.markers import CARETLEFT, CARETLEFTBASE, CARETRIGHT, CARETRIGHTBASE

from sim.plots.layout.palette import GRID, INK, QUIET
from sim.plots.layout.sheet import LINE, MARGIN, Sheet, bold_lines_of
from sim.plots.layout.sheet_parts import part_title, room_of_part
from sim.plots.layout.text_fitting import filled, plain_number, width_of, with_interval
from sim.plots.printed_page import page

CODE_WIDTH = 7.5
GRAPH_WIDTH = 34.0
GRAPH_HEIGHT = 3.5
ARROW = 2.2
GAP = 1.2
MARKER = 3.4

LEAST_HEIGHT = 3.95
PITCH = 3.2
HEADING_HEIGHT = 4.6
FILLED = 0.93
MOST_TOLD = 12
"""Rows that the words for readers who do not see the figure name one by one."""

MOST_HALVES = 8.0
MOST_TIMES = 2.5
"""Part of an axis that may be filled, and how far it widens for marks other than the last."""

UPPER_LANE, LOWER_LANE = 0.79, 0.03
ZERO = (0.62, 1.0)
BAND = "#D6D6D6"
BAND_EDGE = "#8C8C8C"
NO_VALUE = "cannot be determined"
SHORT_UNITS = {
    "difference of shares": "diff. of shares",
    "percentage points": "% points",
    "standard deviations": "SD",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A value of the model with its interval, and how it is drawn."""

    low: float
    value: float
    high: float
    colour: str
    shape: str = "o"
    filled: bool = True
    thickness: float = 1.0
    size: float = 4.0


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One figure compared with a band.

    Attributes
    ----------
    code : of the pattern; empty in rows that go on with the pattern above.
    label : what the figure is.
    low, high : ends of the band; missing where it is open.
    marks : what the model shows, from below; the last is given in numbers.
    unit : of the figure.
    words : what came of it, in a word or two.
    footnote : letter that says what the interval is.
    """

    code: str
    label: str
    low: float
    high: float
    marks: Sequence[Mark]
    unit: str
    words: str
    footnote: str = ""

    @property
    def ends(self) -> list[float]:
        """Return the ends that the band has."""
        return [float(end) for end in (self.low, self.high) if np.isfinite(end)]

    @property
    def short_unit(self) -> str:
        """Return the unit as short as it can be understood."""
        return SHORT_UNITS.get(self.unit, self.unit)

    @property
    def number(self) -> str:
        """Return the value of the last mark with its interval, or that there is none."""
        mark = self.marks[-1]
        if not np.isfinite(mark.value):
            return NO_VALUE
        footnote = f" {self.footnote}" if self.footnote and np.isfinite(mark.low) else ""
        return with_interval(mark.value, mark.low, mark.high, self.ends) + footnote


RowGroup = tuple[str, Sequence[LedgerRow]]
"""A heading, which may be empty, and the rows under it."""


class LedgerColumns:
    """Where the columns are: those of text are as wide as they need to be, and labels have the rest.

    On a narrow page labels stand above the rest of their rows instead of before it, and units after the labels.

    Attributes
    ----------
    label, graph, number, unit, words : left edges in millimetres; no unit on a narrow page.
    graph_width, room : width of the axes, and of a label.
    above : whether labels stand above the rest of their rows.
    """

    def __init__(self, rows: Sequence[LedgerRow], heads: tuple[str, str, str], graph: float) -> None:
        width, self.above = page().width, page().is_narrow
        self.words = width - MARGIN - max(width_of(text) for text in (heads[2], *(row.words for row in rows)))
        before = self.words - MARKER - GAP
        self.unit = before - max(width_of(text) for text in ("Unit", *(row.short_unit for row in rows)))
        numbers = max(width_of(text) for text in (heads[1], *(row.number for row in rows)))
        self.label = MARGIN + (CODE_WIDTH if any(row.code for row in rows) else 0.0)
        if self.above:
            self.number, self.graph = before - numbers, MARGIN + ARROW
            self.graph_width = self.number - ARROW - GAP - self.graph
            self.room = width - MARGIN - self.label
            return
        self.number, self.graph_width = self.unit - GAP - numbers, graph
        self.graph = self.number - ARROW - graph
        self.room = self.graph - ARROW - self.label

    def lines(self, row: LedgerRow) -> list[str]:
        """Return the label of a row in lines that fit."""
        return filled(f"{row.label} ({row.short_unit})" if self.above and row.unit else row.label, self.room)

    def label_height(self, row: LedgerRow) -> float:
        """Return the room that the label of a row takes above the rest of it."""
        return PITCH * len(self.lines(row)) + 0.4 if self.above else 0.0

    def height(self, row: LedgerRow) -> float:
        """Return the room that a row takes."""
        if self.above:
            return self.label_height(row) + LEAST_HEIGHT + 0.6
        return max(LEAST_HEIGHT, PITCH * len(self.lines(row)) + 0.4)


def ledger(
    title: str,
    statement: str,
    heads: tuple[str, str, str],
    groups: Sequence[RowGroup],
    notes: Sequence[str] = (),
    graph: float = GRAPH_WIDTH,
    part: int = 1,
) -> Sheet:
    """Return a sheet of rows, each group under its heading; of rows that no page has room for, one part.

    Parameters
    ----------
    heads : what stands above labels, above numbers and above words.
    groups : heading (may be empty) and rows; groups without rows are left out.
    graph : width of the rows' axes in millimetres.
    part : number of the part, from 1 to `ledger_parts`.
    """
    parts = _parts(title, statement, heads, groups, notes, graph)
    groups = parts[part - 1]
    every = [row for _, rows in groups for row in rows]
    columns = LedgerColumns(every, heads, graph)
    title, notes = part_title(title, part, len(parts)), [_short_note(every), *notes]
    titles = [bold_lines_of(heading, page().width - 2 * MARGIN) for heading, _ in groups]
    headings = sum(HEADING_HEIGHT + LINE * (len(lines) - 1) for lines in titles if lines)
    sheet = Sheet(title, statement, LINE + headings + sum(map(columns.height, every)) + GAP, notes)
    top = _write_heads(sheet, columns, heads)
    for lines, (_, rows) in zip(titles, groups, strict=True):
        if lines:
            top = sheet.write(MARGIN, top + HEADING_HEIGHT - LINE, lines, fontweight="bold")
        for row in rows:
            _rule(sheet, top)
            _write_row(sheet, columns, top, row)
            _draw_row(sheet, columns, top, row)
            top += columns.height(row)
        _rule(sheet, top)
    sheet.tell(*(f"{row.label}: {row.number} {row.unit}; {row.words or 'no verdict'}." for row in every[:MOST_TOLD]))
    return sheet


def ledger_parts(
    title: str,
    statement: str,
    heads: tuple[str, str, str],
    groups: Sequence[RowGroup],
    notes: Sequence[str] = (),
    graph: float = GRAPH_WIDTH,
) -> int:
    """Return in how many parts the rows of `ledger` are drawn, so that each has room on a page."""
    return len(_parts(title, statement, heads, groups, notes, graph))


def _parts(
    title: str,
    statement: str,
    heads: tuple[str, str, str],
    groups: Sequence[RowGroup],
    notes: Sequence[str],
    graph: float,
) -> list[list[RowGroup]]:
    """Return the groups of each part; a pattern is not torn apart, and a group that goes on says so."""
    groups = [(heading, rows) for heading, rows in groups if rows]
    every = [row for _, rows in groups for row in rows]
    columns = LedgerColumns(every, heads, graph)
    room = room_of_part(title, statement, [_short_note(every), *notes]) - LINE - GAP
    parts: list[list[RowGroup]] = [[]]
    used = 0.0
    for heading, rows in groups:
        for number, pattern in enumerate(_patterns(rows)):
            high = sum(map(columns.height, pattern))
            above = HEADING_HEIGHT + LINE * (len(bold_lines_of(heading, page().width - 2 * MARGIN)) - 1)
            if used + high + (above if heading and not number else 0.0) > room and parts[-1]:
                parts.append([])
                used = 0.0
            if not number or not parts[-1]:
                parts[-1].append((f"{heading} (continued)" if heading and number else heading, []))
                used += above if heading else 0.0
            parts[-1][-1] = (parts[-1][-1][0], [*parts[-1][-1][1], *pattern])
            used += high
    return parts


def _patterns(rows: Sequence[LedgerRow]) -> list[list[LedgerRow]]:
    """Return rows in patterns: a row without a code of its own, in a list that has codes, goes on with that above."""
    coded = any(row.code for row in rows)
    patterns: list[list[LedgerRow]] = []
    for row in rows:
        if patterns and coded and not row.code:
            patterns[-1].append(row)
        else:
            patterns.append([row])
    return patterns


def _short_note(rows: Sequence[LedgerRow]) -> str:
    """Return what shortened units are."""
    used = {row.unit for row in rows}
    return " ".join(f"{short}: {unit}." for unit, short in SHORT_UNITS.items() if unit in used)


def _write_heads(sheet: Sheet, columns: LedgerColumns, heads: tuple[str, str, str]) -> float:
    """Write what stands above the columns; return where the rows begin."""
    label, number, words = heads
    heads_of = {MARGIN: label, columns.number: number, columns.words: words}
    heads_of |= {} if columns.above else {columns.graph: "Band and model", columns.unit: "Unit"}
    for left, text in heads_of.items():
        sheet.write(left, sheet.body_top, [text], color=QUIET)
    return sheet.body_top + LINE


def _rule(sheet: Sheet, top: float) -> None:
    """Draw a hair line across, which leads the eye from label to numbers."""
    ends = [sheet.across(MARGIN), sheet.across(page().width - MARGIN)]
    sheet.add_artist(Line2D(ends, [sheet.down(top)] * 2, color=GRID, linewidth=0.3))


def _write_row(sheet: Sheet, columns: LedgerColumns, top: float, row: LedgerRow) -> None:
    """Write the label of a row, and what the model shows in numbers and words."""
    height, lines, above = columns.height(row), columns.lines(row), columns.label_height(row)
    first = top + 0.4 if above else top + (height - PITCH * len(lines)) / 2
    middle = top + above + (height - above - LINE) / 2
    sheet.write(MARGIN, first, [row.code], PITCH)
    sheet.write(columns.label, first, lines, PITCH)
    sheet.write(columns.number, middle, [row.number])
    if not columns.above:
        sheet.write(columns.unit, middle, [row.short_unit])
    sheet.write(columns.words, middle, [row.words])
    place = [sheet.across(columns.words - MARKER / 2)], [sheet.down(top + above + (height - above) / 2)]
    sheet.add_artist(_point(*place, row.marks[-1]))


def _draw_row(sheet: Sheet, columns: LedgerColumns, top: float, row: LedgerRow) -> None:
    """Draw the band of a row and its marks, on axes of which only the range is left."""
    above = columns.label_height(row)
    above += (columns.height(row) - above - GRAPH_HEIGHT) / 2
    axes = sheet.panel(columns.graph, top + above, columns.graph_width, GRAPH_HEIGHT)
    low, high = span_of(row)
    axes.set_xlim(low, high)
    axes.set_ylim(0.0, 1.0)
    axes.axis("off")
    if low <= 0.0 <= high:
        axes.axvline(0.0, *ZERO, color=INK, linewidth=0.7, zorder=2.5)
    if row.ends:
        _draw_band(axes, row)
    for mark in row.marks:
        _draw_mark(axes, mark)


def _draw_mark(axes: Axes, mark: Mark) -> None:
    """Draw a value with its interval; what runs off the axis ends in an arrow."""
    line = axes.plot([mark.low, mark.high], [UPPER_LANE] * 2, color=mark.colour, linewidth=mark.thickness, zorder=3)
    line[0].set_solid_capstyle("butt")
    low, high = axes.get_xlim()
    for edge, arrow, beyond in ((low, CARETLEFT, mark.low < low), (high, CARETRIGHT, mark.high > high)):
        if beyond:
            axes.plot([edge], [UPPER_LANE], marker=arrow, markersize=3.0, color=mark.colour, zorder=3, clip_on=False)
    if low <= mark.value <= high:
        axes.add_line(_point([mark.value], [UPPER_LANE], mark))


def span_of(row: LedgerRow) -> tuple[float, float]:
    """Return the range of a row's axis.

    A band with two ends stands in the middle and takes a third; the one end of an open band stands a third from the
    other side, with zero on the axis. The axis widens where the last mark needs it, but for other marks only so far
    that the band stays legible.
    """
    own, every = (_numbers(marks) for marks in (row.marks[-1:], row.marks))
    if len(row.ends) == 2:
        middle, half = (row.low + row.high) / 2, max((row.high - row.low) / 2, 1e-9)
        needs = [max([3.0 * half, *(abs(number - middle) / FILLED for number in drawn)]) for drawn in (own, every)]
        reach = min(needs[1], max(needs[0], MOST_HALVES * half))
        return middle - reach, middle + reach
    own, every = [0.0, *own], [0.0, *every]
    end = row.ends[0] if row.ends else (min(own) + max(own)) / 2
    left = 1 / 3 if np.isfinite(row.low) else 2 / 3 if row.ends else 1 / 2
    needs = [max((end - min(drawn)) / left, (max(drawn) - end) / (1.0 - left)) / FILLED for drawn in (own, every)]
    room = min(needs[1], MOST_TIMES * needs[0]) or 1.0
    return end - room * left, end + room * (1.0 - left)


def _numbers(marks: Sequence[Mark]) -> list[float]:
    """Return the numbers of marks that are known."""
    return [number for mark in marks for number in (mark.low, mark.value, mark.high) if np.isfinite(number)]


def _draw_band(axes: Axes, row: LedgerRow) -> None:
    """Draw the band with its ends in numbers; an open side runs to the edge of the axis and ends in an arrow."""
    edges = axes.get_xlim()
    low, high = (end if np.isfinite(end) else edge for end, edge in zip((row.low, row.high), edges, strict=True))
    axes.axvspan(low, high, color=BAND, linewidth=0.0, zorder=1)
    sides = ((row.low, -1.5, "right", CARETLEFTBASE), (row.high, 1.5, "left", CARETRIGHTBASE))
    for (end, shift, aligned, arrow), edge in zip(sides, edges, strict=True):
        if not np.isfinite(end):
            axes.plot([edge], [0.5], marker=arrow, markersize=4.5, color=BAND_EDGE, linewidth=0.0, clip_on=False)
            continue
        axes.axvline(end, color=BAND_EDGE, linewidth=0.8, zorder=1.5)
        axes.annotate(
            plain_number(end), (end, LOWER_LANE), (shift, 0.0), textcoords="offset points", ha=aligned, va="baseline"
        )


def _point(across: list[float], up: list[float], mark: Mark) -> Line2D:
    """Return the marker of a value."""
    return Line2D(
        across,
        up,
        linestyle="",
        marker=mark.shape,
        markersize=mark.size,
        markerfacecolor=mark.colour if mark.filled else "white",
        markeredgecolor=mark.colour,
        markeredgewidth=1.0,
        clip_on=False,
        zorder=4,
    )
