"""The page that figures are laid out for: its width, its height if that is bounded, its font, and what is on it.

Text has 7 points on every page: a narrow page has fewer panels side by side, not smaller letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

TEXT_SIZE = 7.0
"""Size of text in points."""

FALLBACK = "DejaVu Sans"
"""The font that is always there; it also has the letters that others lack."""

COLUMN, FULL = 85.0, 180.0
"""Widths in millimetres of one column, and of both columns, of a journal."""

NARROWEST, WIDEST = 80.0, 420.0
SLIDE = "16:9"
SLIDE_RATIO = 16.0 / 9.0
SLIDE_WIDTHS = (200.0, 240.0, 290.0, 340.0)
"""Widths in millimetres that a slide is laid out for, until a figure fits; 340 mm is the width of a full slide."""

LEAST_PANEL = 26.0
"""Width in millimetres below which a panel over time cannot be read."""

MOST_PANELS = 4
MILLIMETRES_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Page:
    """What figures are laid out for.

    Attributes
    ----------
    width : in millimetres.
    ratio : width divided by height; None: as high as the figure needs.
    font : name of the font.
    title : whether the title stands on the figure.
    caption : whether the statement and the notes stand on the figure.
    stretch : height of panels as a multiple of their usual one, which a page of fixed height sets.
    """

    width: float = FULL
    ratio: float | None = None
    font: str = FALLBACK
    title: bool = True
    caption: bool = True
    stretch: float = 1.0

    @property
    def is_narrow(self) -> bool:
        """Return whether there is room for one column of a journal only."""
        return self.width < 0.75 * FULL

    def most_beside(self, least: float = LEAST_PANEL, room: float | None = None, gap: float = 5.5) -> int:
        """Return how many panels of a least width fit beside each other in a room, all in millimetres."""
        inside = self.width - 24.0 if room is None else room
        return max(1, min(MOST_PANELS, int((inside + gap) / (least + gap))))


_PAGE: ContextVar[Page] = ContextVar("page", default=Page())  # noqa: B039  (frozen)


def page() -> Page:
    """Return the page that figures are laid out for now."""
    return _PAGE.get()


@contextmanager
def laid_out_for(wanted: Page) -> Iterator[None]:
    """Lay figures out for a page for as long as the context lasts."""
    token = _PAGE.set(wanted)
    try:
        yield
    finally:
        _PAGE.reset(token)


def tall(height: float) -> float:
    """Return the height of a panel on the page, from its usual height in millimetres."""
    return height * page().stretch


def page_of(width: str, font: str = FALLBACK, title: bool = True, caption: bool = True) -> Page:
    """Return a page of a width such as `85mm`, or of a slide (`16:9`).

    Raises
    ------
    ValueError : the text is no width, or one for which nothing can be laid out.

    Examples
    --------
    >>> page_of("85mm").width
    85.0
    >>> page_of("16:9").ratio == 16 / 9
    True
    """
    own = Page(font=font, title=title, caption=caption)
    if width.strip() == SLIDE:
        return replace(own, width=SLIDE_WIDTHS[0], ratio=SLIDE_RATIO)
    allowed = f"allowed: {NARROWEST:g}mm to {WIDEST:g}mm, such as {COLUMN:g}mm or {FULL:g}mm; or {SLIDE}"
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?(mm)?", width.strip())
    if found is None:
        raise ValueError(f"width '{width}' is no number of millimetres; {allowed}")
    millimetres = float(found[1])
    if not NARROWEST <= millimetres <= WIDEST:
        raise ValueError(f"width {width} is outside what figures can be laid out for; {allowed}")
    return replace(own, width=millimetres)
