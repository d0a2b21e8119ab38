"""Figures of a run, at the width of a printed page (180 mm); each is a function from the results to a figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matplotlib.figure import Figure

from sim.plots.attention import attention
from sim.plots.frames import RunFrames, nearest
from sim.plots.occupancy import ratings, stages
from sim.plots.sheet import save
from sim.plots.trajectories import trajectories

__all__ = ["FIGURES", "RunFrames", "attention", "draw", "ratings", "save", "stages", "trajectories"]

FIGURES: dict[str, Callable[..., Figure]] = {
    "trajectories": trajectories,
    "stages": stages,
    "ratings": ratings,
    "attention": attention,
}
"""Every figure of a run by its name."""


def draw(run: RunFrames, name: str, **options: Any) -> Figure:
    """Draw a figure of a run by its name.

    Parameters
    ----------
    run : the results.
    name : one of `FIGURES`.
    **options : what the function of that name takes besides the run, such as `trust`.

    Raises
    ------
    ValueError
        If there is no figure of that name.
    """
    if name not in FIGURES:
        raise nearest(name, list(FIGURES), "figure")
    return FIGURES[name](run, **options)
