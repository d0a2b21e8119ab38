"""Stacked areas of shares, and the thin strips made of them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.plots.data.run_frames import title_of
from sim.plots.layout.palette import INK
from sim.plots.layout.sheet import Sheet, swatch

APART_HATCH = "//////"
APART_TITLE = "Hatched: subsidiary of a group"
"""A trust that was absorbed; its own stage and ratings go on being tracked."""


def stack(axes: Axes, heights: NDArray[np.float64], colours: Sequence[str], hatched_from: int | None = None) -> None:
    """Draw heights [layer, month] on top of each other, as steps: the value at month m fills the month that ends there.

    Parameters
    ----------
    colours : of the layers; they begin again where there are more layers than colours.
    hatched_from : layer from which layers are hatched.
    """
    tops = np.cumsum(heights, axis=0)
    months = np.arange(heights.shape[1])
    # From the top layer down, each from zero: no seams of paper show between layers.
    for layer in reversed(range(len(heights))):
        colour = colours[layer % len(colours)]
        hatched = hatched_from is not None and layer >= hatched_from
        axes.fill_between(
            months,
            tops[layer],
            where=months_drawn(heights[layer]),
            step="pre",
            facecolor=colour,
            linewidth=0.0,
            edgecolor=hatch_colour(colour) if hatched else "none",
            hatch=APART_HATCH if hatched else None,
            zorder=2,
        )


def months_drawn(heights: NDArray[np.float64]) -> Any:
    """Return the points between which a layer has a height; elsewhere not even an outline may show."""
    present = heights > 0.0
    return present | np.append(present[1:], False)


def hatch_colour(colour: str) -> str:
    """Return a colour that shows on another one."""
    dark = sum(int(colour[place : place + 2], 16) for place in (1, 3, 5)) < 300
    return "#FFFFFF" if dark else INK


def strip(sheet: Sheet, left: float, top: float, width: float, height: float, months: int) -> Axes:
    """Add an empty strip, 0 to 100 % from bottom to top."""
    axes = sheet.panel(left, top, width, height)
    axes.set_ylim(0.0, 100.0)
    axes.set_xlim(0, months)
    axes.set_yticks([])
    axes.spines[["top", "right"]].set_visible(True)
    return axes


def label_strip(axes: Axes, label: str) -> None:
    """Write what a strip shows at its left."""
    axes.annotate(
        label,
        (0.0, 0.5),
        xycoords="axes fraction",
        xytext=(-3.0, 0.0),
        textcoords="offset points",
        ha="right",
        va="center",
        linespacing=0.95,
        annotation_clip=False,
    )


def swatches(colours: dict[Any, str], shown: Sequence[IntEnum] | None = None) -> list[Artist]:
    """Return the entries of a key, in the order of the vocabulary."""
    return [swatch(colour, title_of(member)) for member, colour in colours.items() if shown is None or member in shown]


def hatched_swatch(apart: NDArray[np.bool_]) -> list[Artist]:
    """Return the entry that explains the hatch, if anything is hatched."""
    return [swatch("#FFFFFF", APART_TITLE, APART_HATCH)] if apart.any() else []
