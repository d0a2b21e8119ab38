"""Boxes of a network of partnerships, the lines between them, and where they lie on a page.

Names of trusts give way to numbers where they would make the figure too tall, and then names of types to initials.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import wrap

import numpy as np
from numpy.typing import NDArray

from sim.plots.data.network_snapshot import PartnershipTie, Snapshot
from sim.plots.layout.box_layout import place
from sim.plots.layout.sheet import MARGIN
from sim.plots.layout.text_fitting import width_of
from sim.plots.printed_page import page

TALLEST = 150.0
"""Height in millimetres beyond which names of trusts give way to numbers, and then names of types to initials."""

NAME_CHARACTERS = 21
TEXT_LINE = 2.9
PADDING = 1.1
GROUP_PADDING = 1.0
OUTSIDE = 3.2
NEAR = 27.0
NEAR_NUMBERED = 15.0
NEAR_INITIALS = 10.0
EDGE = 0.8
"""Room in millimetres for the rims of boxes at the edges."""
ENDINGS_OF_NAMES = (" NHS Foundation Trust", " NHS Trust")


@dataclass(frozen=True, slots=True)
class Box:
    """One box: a trust, a head with its subsidiaries, a joint partnership, a body outside, or the name of a type.

    Attributes
    ----------
    kind : trust, hub, outside or name.
    lines : the text of each part, from the top; a group has a part for each trust, everything else has one.
    trusts : ids of the trusts of the parts.
    """

    kind: str
    lines: list[list[str]]
    trusts: list[str] = field(default_factory=list)

    def part_sizes(self) -> NDArray[np.float64]:
        """Return width and height of each part."""
        if self.kind == "outside":
            return np.array([[OUTSIDE, OUTSIDE]])
        padding = 0.4 if self.kind == "name" else PADDING
        wide = max(width_of(line) for part in self.lines for line in part) + 2 * padding
        return np.array([[wide, TEXT_LINE * len(part) + 2 * padding] for part in self.lines])

    def size(self) -> NDArray[np.float64]:
        """Return width and height of the whole."""
        sizes = self.part_sizes()
        rim = 2 * GROUP_PADDING if len(sizes) > 1 else 0.0
        return np.array([sizes[:, 0].max() + rim, sizes[:, 1].sum() + rim])

    def part_centres(self, centre: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the centre of each part, from the centre of the whole."""
        sizes = self.part_sizes()
        middles = np.cumsum(sizes[:, 1]) - sizes[:, 1] / 2 - sizes[:, 1].sum() / 2
        return np.column_stack([np.full(len(sizes), centre[0]), centre[1] + middles])


@dataclass(frozen=True, slots=True)
class Line:
    """A line from a box to a box, or to a trust in it; with an arrow if the second is helped."""

    ends: tuple[int, int]
    trusts: tuple[str, str]
    partnership: PartnershipTie
    arrow: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """Boxes, the lines between them, the centres of the boxes, the height of it all, and what numbers mean."""

    boxes: list[Box]
    lines: list[Line]
    centres: NDArray[np.float64]
    height: float
    index: list[str]


def room() -> float:
    """Return the width of the body in millimetres."""
    return page().width - 2 * MARGIN


def placed_network(shown: Snapshot, names: dict[str, str]) -> Placed:
    """Return where everything lies: with names if that is not too tall, else with numbers, and last with initials."""
    wrapped = {trust: wrap(name, NAME_CHARACTERS) for trust, name in names.items()}
    full = {partnership.title: partnership.title for partnership in shown.partnerships}
    placed = _place(*boxes_and_lines(shown, wrapped, full), NEAR)
    if placed.height <= TALLEST:
        return placed
    numbers = {trust: [str(number)] for number, trust in enumerate(names, start=1)}
    index = [f"{number} {name}" for number, name in enumerate(names.values(), start=1)]
    placed = _place(*boxes_and_lines(shown, numbers, full), NEAR_NUMBERED, [f"Trusts: {'; '.join(index)}."])
    if placed.height <= TALLEST:
        return placed
    short = initials([partnership.title for partnership in shown.partnerships if not partnership.joint])
    meanings = [f"{letters} {title.lower()}" for title, letters in short.items()]
    index_of_types = f"Initials on lines: {'; '.join(meanings)}."
    return _place(*boxes_and_lines(shown, numbers, short), NEAR_INITIALS, [index_of_types, *placed.index])


def initials(titles: Sequence[str]) -> dict[str, str]:
    """Return a few letters for each title: its initials, or as many letters of its first word as distinguish it."""
    found: dict[str, str] = {}
    for title in sorted(set(titles)):
        words = title.split()
        heads = ["".join(part[0].upper() for part in words)]
        heads += [words[0][:length].capitalize() for length in range(2, len(words[0]) + 1)]
        found[title] = next((head for head in heads if head not in found.values()), title)
    return found


def short_name(name: str) -> str:
    """Return the name of a trust without its legal form."""
    for ending in ENDINGS_OF_NAMES:
        name = name.removesuffix(ending)
    return name


def boxes_and_lines(
    shown: Snapshot, labels: dict[str, list[str]], types: dict[str, str]
) -> tuple[list[Box], list[Line]]:
    """Return what is placed, and the lines between.

    Parameters
    ----------
    labels : the text of every trust that is drawn as a box.
    types : what is written on the lines, by the name of the type.
    """
    groups = shown.groups()
    boxes = []
    for trust in labels:
        if trust not in shown.heads:
            parts = [trust, *groups.get(trust, [])]
            boxes.append(Box("trust", [labels[part] for part in parts], parts))
    at = {trust: position for position, box in enumerate(boxes) for trust in box.trusts}
    lines = []
    for partnership in shown.partnerships:
        middle = len(boxes)
        text = [wrap(partnership.title if partnership.joint else types[partnership.title], NAME_CHARACTERS)]
        boxes.append(Box("hub" if partnership.joint else "name", text))
        start, helper = middle, ""
        if partnership.partner is not None:
            start, helper = at[partnership.partner], partnership.partner
        elif not partnership.joint:
            start = len(boxes)
            boxes.append(Box("outside", [[""]]))
        if start != middle:
            lines.append(Line((start, middle), (helper, ""), partnership, arrow=False))
        lines += [
            Line((middle, at[trust]), ("", trust), partnership, arrow=not partnership.joint)
            for trust in partnership.targets
        ]
    return boxes, lines


def _place(boxes: list[Box], lines: list[Line], near: float, index: Sequence[str] = ()) -> Placed:
    sizes = np.array([box.size() for box in boxes]).reshape(-1, 2)
    centres, height = place(sizes, [line.ends for line in lines], room() - 2 * EDGE, near)
    return Placed(boxes, lines, centres + EDGE, height + 2 * EDGE, list(index))
