"""A sheet of paper: a figure laid out in millimetres, with heading, keys and note.

Positions are in millimetres from the left and the top, so that text has a known room and never runs into a panel,
whatever the data. Figures are made without pyplot: nothing is kept alive, and no display is needed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from textwrap import wrap
from typing import Any, ParamSpec

import matplotlib.style
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.config.replaced_files import in_place_of
from sim.plots.layout.palette import FRAME, GRID, INK, QUIET

MILLIMETRES_PER_INCH = 25.4
WIDTH = 180.0
LEFT = 20.0
RIGHT = 4.0
MARGIN = 3.0
LINE = 3.5
TITLE_LINE = 4.4
BODY_TEXT = 7.0
TITLE_TEXT = 9.0
CHARACTER = 1.27
"""Width in millimetres that a character of 7 points takes; a little generous."""

PNG_DOTS_PER_INCH = 200
SCREEN_DOTS_PER_INCH = 110

# Text stays text in SVG, so that journals can edit it and screen readers can read it.
PAPER: dict[str, Any] = {
    "font.size": 7.0,
    "axes.labelsize": 7.0,
    "axes.titlesize": 7.5,
    "xtick.labelsize": 7.0,
    "ytick.labelsize": 7.0,
    "legend.fontsize": 7.0,
    "legend.title_fontsize": 7.0,
    "axes.linewidth": 0.5,
    "axes.edgecolor": FRAME,
    "axes.labelcolor": INK,
    "text.color": INK,
    "hatch.linewidth": 0.5,
    "svg.fonttype": "none",
    "svg.hashsalt": "turnaround",
    "text.parse_math": False,  # a $ in a title is money, not mathematics
}

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
    body_top : where the body begins, in millimetres from the top.
    """

    def __init__(self, title: str, statement: str, body: float, notes: Sequence[str] = ()) -> None:
        room = WIDTH - 2 * MARGIN
        title_lines = bold_lines_of(title, room * BODY_TEXT / TITLE_TEXT)
        statement_lines = lines_of(statement, room)
        # Notes fill whole lines, and one with many wide letters is longer than its number of characters suggests.
        note_lines = lines_of(" ".join(note for note in notes if note), 0.95 * room)
        self.body_top = MARGIN + TITLE_LINE * len(title_lines) + LINE * len(statement_lines) + 1.5
        self.height = self.body_top + body + LINE * len(note_lines) + MARGIN
        super().__init__(figsize=(WIDTH / MILLIMETRES_PER_INCH, self.height / MILLIMETRES_PER_INCH), facecolor="white")
        below = self.write(MARGIN, MARGIN, title_lines, TITLE_LINE, fontsize=TITLE_TEXT, fontweight="bold")
        self.write(MARGIN, below, statement_lines)
        self.write(MARGIN, self.body_top + body, note_lines, color=QUIET)

    def across(self, left: float) -> float:
        """Return a distance from the left as a share of the width."""
        return left / WIDTH

    def down(self, top: float) -> float:
        """Return a distance from the top as the height matplotlib counts from the bottom."""
        return 1.0 - top / self.height

    def panel(self, left: float, top: float, width: float, height: float) -> Axes:
        """Add axes at a place."""
        place = (self.across(left), self.down(top + height), self.across(width), height / self.height)
        axes = self.add_axes(place)
        axes.tick_params(length=2.0, width=0.5, color=FRAME, labelsize=7.0, labelcolor=INK, pad=1.5)
        axes.grid(axis="y", color=GRID, linewidth=0.4)
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
        return axes

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

    def _repr_png_(self) -> bytes:
        """Return the figure for a notebook."""
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=SCREEN_DOTS_PER_INCH)
        return buffer.getvalue()


def on_paper(figure: Callable[P, Sheet]) -> Callable[P, Figure]:
    """Draw a figure in the style of the paper, whatever style the caller has set."""

    @wraps(figure)
    def drawn(*arguments: P.args, **options: P.kwargs) -> Figure:
        with matplotlib.style.context(["default", PAPER]):
            return figure(*arguments, **options)

    return drawn


def blank(title: str, reason: str, notes: Sequence[str] = ()) -> Sheet:
    """Return a sheet without panels that says why there is nothing to show."""
    return Sheet(title, reason, LINE, notes)


def save(figure: Figure, folder: str | Path, name: str) -> tuple[Path, Path]:
    """Write a figure as PNG (200 dots per inch) and SVG; the same figure gives the same bytes.

    Returns
    -------
    The paths of the two files.
    """
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    png, svg = home / f"{name}.png", home / f"{name}.svg"
    with matplotlib.style.context(["default", PAPER]):
        with in_place_of(png) as file:
            figure.savefig(file, format="png", dpi=PNG_DOTS_PER_INCH, metadata={"Software": None})
        with in_place_of(svg) as file:
            figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None, "Title": name})
    return png, svg


def lines_of(text: str, width: float) -> list[str]:
    """Return text broken into lines that fit a width in millimetres."""
    return wrap(text, max(8, int(width / CHARACTER))) if text else []


def bold_lines_of(text: str, width: float) -> list[str]:
    """Return text in bold letters, which are wider, broken into lines that fit a width in millimetres."""
    return lines_of(text, 0.88 * width)


def columns(count: int, gap: float = 5.5) -> tuple[list[float], float]:
    """Return the left edges of panels side by side, and their width."""
    width = (WIDTH - LEFT - RIGHT - gap * (count - 1)) / count
    return [LEFT + position * (width + gap) for position in range(count)], width


def swatch(colour: str, label: str, hatch: str = "") -> Patch:
    """Return the entry of an area in a key."""
    return Patch(facecolor=colour, edgecolor=FRAME if not hatch else INK, linewidth=0.4, label=label, hatch=hatch)
