"""Figures of more rows than a page has room for, drawn in parts."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from sim.plots.layout.sheet import Sheet
from sim.plots.printed_page import page

TALLEST_PART = 240.0
"""Height in millimetres up to which a figure with its caption has room on a page of A4."""


def room_of_part(title: str, statement: str, notes: Sequence[str]) -> float:
    """Return the height in millimetres that a part has for its rows; a slide bounds figures itself."""
    return TALLEST_PART - Sheet(part_title(title, 9, 9), statement, 0.0, notes).needed if page().ratio is None else inf


def part_title(title: str, part: int, parts: int) -> str:
    """Return the title of a part.

    Examples
    --------
    >>> part_title("How likely the record is", 2, 3)
    'How likely the record is (2 of 3)'
    """
    return f"{title} ({part} of {parts})" if parts > 1 else title


def parts_by_height(heights: Sequence[float], room: float) -> list[range]:
    """Return which rows each part has, in their order, so that none is taller than its room.

    Examples
    --------
    >>> parts_by_height([3.0, 3.0, 3.0], 7.0)
    [range(0, 2), range(2, 3)]
    """
    parts, first, used = [], 0, 0.0
    for row, height in enumerate(heights):
        if used + height > room and row > first:
            parts.append(range(first, row))
            first, used = row, 0.0
        used += height
    return [*parts, range(first, len(heights))]
