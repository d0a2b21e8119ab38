"""A sheet of paper: a figure laid out in millimetres, with heading, keys and note.

Positions are in millimetres from the left and the top, so that text has a known room and never runs into a panel,
whatever the data. Figures are made without pyplot: nothing is kept alive, and no display is needed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any, ParamSpec

import matplotlib.style
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.plots.layout.palette import FRAME, GRID, INK, QUIET
from sim.plots.layout.text_fitting import filled
from sim.plots.printed_page import FALLBACK, MILLIMETRES_PER_INCH, SLIDE_WIDTHS, TEXT_SIZE, Page, laid_out_for, page

LEFT = 20.0
RIGHT = 4.0
MARGIN = 3.0
LINE = 3.5
TITLE_LINE = 4.4
TITLE_TEXT = 9.0
LEAST_STRETCH = 0.7
"""Part of their usual height that panels must have at least; a figure that needs less takes a wider slide."""

SCREEN_DOTS_PER_INCH = 110

TICKS: dict[str, Any] = {"major.size": 2.0, "major.width": 0.5, "major.pad": 1.5, "color": FRAME, "labelcolor": INK}

# Text stays text in SVG and PDF, so that journals can edit it and screen readers can read it.
PAPER: dict[str, Any] = {
    "font.size": TEXT_SIZE,
    "axes.labelsize": TEXT_SIZE,
    "axes.titlesize": TEXT_SIZE,
    "xtick.labelsize": TEXT_SIZE,
    "ytick.labelsize": TEXT_SIZE,
    "legend.fontsize": TEXT_SIZE,
    "legend.title_fontsize": TEXT_SIZE,
    "axes.linewidth": 0.5,
    "axes.edgecolor": FRAME,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": GRID,
    "grid.linewidth": 0.4,
    **{f"{axis}tick.{part}": value for axis in "xy" for part, value in TICKS.items()},
    "text.color": INK,
    "hatch.linewidth": 0.5,
    "svg.fonttype": "none",
    "svg.hashsalt": "turnaround",
    "pdf.fonttype": 42,
    "text.parse_math": False,  # a $ in a title is money, not mathematics
}


def paper(own: Page) -> Any:
    """Return the context in which figures for a page are drawn and written, whatever style the caller has set."""
    return matplotlib.style.context(["default", {**PAPER, "font.family": list(dict.fromkeys([own.font, FALLBACK]))}])


P = ParamSpec("P")


class Sheet(Figure):
    """A figure with a heading, a body laid out in millimetres, and a note.

    Parameters
    ----------
    title : what is shown.
    statement : what lines, bands or areas are, and of how many replicates.
    body : room in millimetres for the panels.
    notes : what else a reader must know; empty ones are left out.

    Attributes
    ----------
    page : what it is laid out for, which says whether title, statement and notes stand on it.
    body_top : where the body begins, in millimetres from the top.
    caption : title, statement and notes, for the text around the figure.
    alt : what the figure shows, in words, for readers who do not see it.
    """

    def __init__(self, title: str, statement: str, body: float, notes: Sequence[str] = ()) -> None:
        self.page = page()
        said = " ".join(note for note in notes if note)
        self.caption = " ".join(part for part in (f"{title.rstrip('.')}.", statement, said) if part)
        self.title_text = title
        self.alt = f"{title.rstrip('.')}. {statement}".strip()
        room = self.page.width - 2 * MARGIN
        title_lines = bold_lines_of(title, room * TEXT_SIZE / TITLE_TEXT) if self.page.title else []
        statement_lines = lines_of(statement, room) if self.page.caption else []
        note_lines = lines_of(said, room) if self.page.caption else []
        heading = TITLE_LINE * len(title_lines) + LINE * len(statement_lines)
        self.body_top = MARGIN + heading + (1.5 if heading else 0.0)
        self.needed = self.body_top + body + LINE * len(note_lines) + MARGIN
        self.height = max(self.needed, self.page.width / self.page.ratio) if self.page.ratio else self.needed
        super().__init__(
            figsize=(self.page.width / MILLIMETRES_PER_INCH, self.height / MILLIMETRES_PER_INCH), facecolor="white"
        )
        below = self.write(MARGIN, MARGIN, title_lines, TITLE_LINE, fontsize=TITLE_TEXT, fontweight="bold")
        self.write(MARGIN, below, statement_lines)
        self.write(MARGIN, self.body_top + body, note_lines, color=QUIET)

    def tell(self, *sentences: str) -> None:
        """Add what the data show to the words for readers who do not see the figure; empty sentences are left out."""
        self.alt = " ".join([self.alt, *(sentence for sentence in sentences if sentence)])

    def across(self, left: float) -> float:
        """Return a distance from the left as a share of the width."""
        return left / self.page.width

    def down(self, top: float) -> float:
        """Return a distance from the top as the height matplotlib counts from the bottom."""
        return 1.0 - top / self.height

    def panel(self, left: float, top: float, width: float, height: float) -> Axes:
        """Add axes at a place."""
        place = (self.across(left), self.down(top + height), self.across(width), height / self.height)
        return self.add_axes(place)

    def write(self, left: float, top: float, lines: Sequence[str], pitch: float = LINE, **options: Any) -> float:
        """Write lines from a place downwards, each on its own base line; return where they end."""
        for number, line in enumerate(lines, start=1):
            self.text(self.across(left), self.down(top + pitch * (number - 0.25)), line, va="baseline", **options)
        return top + pitch * len(lines)

    def key(self, left: float, top: float, title: str, handles: Sequence[Artist], columns: int = 1) -> None:
        """Add a key whose upper left corner is at a place."""
        self.legend(
            handles=list(handles),
            title=title or None,
            loc="upper left",
            ncols=columns,
            frameon=False,
            bbox_to_anchor=(self.across(left), self.down(top)),
            alignment="left",
            borderpad=0.0,
            borderaxespad=0.0,
            handlelength=1.5,
            handleheight=0.9,
            handletextpad=0.5,
            columnspacing=1.2,
            labelspacing=0.35,
        )

    def draw(self, renderer: RendererBase) -> None:
        """Draw the figure in the style of the paper, whoever asks: marks of axes are made only when they are drawn."""
        with paper(self.page):
            super().draw(renderer)

    def _repr_png_(self) -> bytes:
        """Return the figure for a notebook."""
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=SCREEN_DOTS_PER_INCH)
        return buffer.getvalue()


def on_paper(figure: Callable[P, Sheet]) -> Callable[P, Sheet]:
    """Draw a figure in the style of the paper, whatever style the caller has set, and as high as its page has room."""

    @wraps(figure)
    def drawn(*arguments: P.args, **options: P.kwargs) -> Sheet:
        with paper(page()):
            if page().ratio is None:
                return figure(*arguments, **options)
            return _on_slide(lambda: figure(*arguments, **options))

    return drawn


def _on_slide(draw: Callable[[], Sheet]) -> Sheet:
    """Return a figure with the ratio of its page, whose panels are as high as that allows.

    Raises
    ------
    ValueError : it is too high even for the widest.
    """
    for width in SLIDE_WIDTHS:
        own = replace(page(), width=width)
        room = width / (own.ratio or 1.0)
        needed = [_drawn_for(replace(own, stretch=stretch), draw).needed for stretch in (1.0, LEAST_STRETCH)]
        slope = (needed[0] - needed[1]) / (1.0 - LEAST_STRETCH)
        if needed[1] <= room + 0.01:
            stretch = 1.0 if slope < 1e-6 else LEAST_STRETCH + (room - needed[1]) / slope
            return _drawn_for(replace(own, stretch=min(stretch, 3.0)), draw)
    raise ValueError("this figure is too high for 16:9; choose a width in millimetres, or show less")


def _drawn_for(own: Page, draw: Callable[[], Sheet]) -> Sheet:
    with laid_out_for(own):
        return draw()


def blank(title: str, reason: str, notes: Sequence[str] = ()) -> Sheet:
    """Return a sheet without panels that says why there is nothing to show."""
    sheet = Sheet(title, reason, LINE, notes)
    if not sheet.page.caption:
        sheet.write(MARGIN, sheet.body_top, lines_of(reason, sheet.page.width - 2 * MARGIN)[:1])
    return sheet


def lines_of(text: str, width: float) -> list[str]:
    """Return text broken into lines that fit a width in millimetres."""
    return filled(text, width)


def bold_lines_of(text: str, width: float) -> list[str]:
    """Return text in bold letters, which are wider, broken into lines that fit a width in millimetres."""
    return filled(text, width, weight="bold")


def columns(count: int, gap: float = 5.5) -> tuple[list[float], float]:
    """Return the left edges of panels side by side, and their width."""
    width = (page().width - LEFT - RIGHT - gap * (count - 1)) / count
    return [LEFT + position * (width + gap) for position in range(count)], width


def swatch(colour: str, label: str, hatch: str = "") -> Patch:
    """Return the entry of an area in a key."""
    return Patch(facecolor=colour, edgecolor=FRAME if not hatch else INK, linewidth=0.4, label=label, hatch=hatch)
