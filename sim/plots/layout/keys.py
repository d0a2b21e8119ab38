"""Keys: what colours, lines and hatches mean, in blocks that stand beside each other as far as the page has room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist

from sim.plots.layout.sheet import MARGIN, Sheet
from sim.plots.layout.text_fitting import filled, width_of
from sim.plots.printed_page import page

ENTRY = 3.45
NEXT_LINE = 2.9
"""Height in millimetres of an entry of one line, and of each further line of it."""

SIGN = 5.6
"""Width in millimetres of the coloured sign before a label, with the gap behind it."""

COLUMN_GAP = 3.0
BLOCK_GAP = 6.0
BELOW = 2.0


@dataclass(frozen=True, slots=True)
class KeyBlock:
    """Some entries under one title.

    Attributes
    ----------
    title : of the block; may be empty.
    entries : each drawn before its label, in the order of what they name.
    most_columns : in how many columns they may stand.
    """

    title: str
    entries: Sequence[Artist]
    most_columns: int = 1

    def arranged(self, room: float) -> tuple[int, float, float]:
        """Return in how many columns the entries stand, with the width and the height of the block."""
        for count in range(min(self.most_columns, len(self.entries)), 0, -1):
            parts = [part for part in np.array_split(np.arange(len(self.entries)), count) if len(part)]
            labels = [[str(self.entries[place].get_label()).split("\n") for place in part] for part in parts]
            wide = sum(SIGN + max(width_of(line) for lines in column for line in lines) for column in labels)
            wide = max(wide + COLUMN_GAP * (len(parts) - 1), width_of(self.title) if self.title else 0.0)
            if wide <= room or count == 1:
                high = max(sum(ENTRY + NEXT_LINE * (len(lines) - 1) for lines in column) for column in labels)
                return count, wide, high + (ENTRY if self.title else 0.0)
        return 1, 0.0, 0.0


def keys_height(blocks: Sequence[KeyBlock]) -> float:
    """Return the room in millimetres that blocks of a key take below each other and side by side."""
    return _places(_fitted(blocks))[1]


def draw_key_blocks(sheet: Sheet, top: float, blocks: Sequence[KeyBlock]) -> None:
    """Draw blocks of a key from a height in millimetres downwards; blocks without entries are left out."""
    shown = _fitted(blocks)
    for block, (left, below, count) in zip(shown, _places(shown)[0], strict=True):
        sheet.key(left, top + below, block.title, block.entries, columns=count)


def _room() -> float:
    return page().width - 2 * MARGIN


def _fitted(blocks: Sequence[KeyBlock]) -> list[KeyBlock]:
    """Return the blocks that have entries, whose labels are broken where they are wider than the page."""
    for block in blocks:
        for entry in block.entries:
            label = str(entry.get_label())
            if any(width_of(line) > _room() - SIGN for line in label.split("\n")):
                entry.set_label("\n".join(filled(label, _room() - SIGN - 1.0)))
    return [block for block in blocks if block.entries]


def _places(blocks: Sequence[KeyBlock]) -> tuple[list[tuple[float, float, int]], float]:
    """Return left edge, top and number of columns of each block, and the height of them all."""
    places: list[tuple[float, float, int]] = []
    left, top, row = MARGIN, 0.0, 0.0
    for block in blocks:
        count, wide, high = block.arranged(_room())
        if left > MARGIN and left + wide > MARGIN + _room() + 0.01:
            left, top, row = MARGIN, top + row + 1.5, 0.0
        places.append((left, top, count))
        left, row = left + wide + BLOCK_GAP, max(row, high)
    return places, top + row + BELOW if blocks else 0.0
