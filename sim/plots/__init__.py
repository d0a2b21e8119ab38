"""Figures of a run, at the width of a printed page (180 mm); each is a function from the results to a figure."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any

from matplotlib.figure import Figure

from sim.plots.data.run_frames import RunFrames, nearest
from sim.plots.figures.attention_figure import attention
from sim.plots.figures.network_figure import network
from sim.plots.figures.occupancy_figure import ratings, stages
from sim.plots.figures.partnership_figure import partnership
from sim.plots.figures.subcultures_figure import subcultures
from sim.plots.figures.trajectories_figure import trajectories
from sim.plots.layout.sheet import save

__all__ = [
    "FIGURES",
    "RunFrames",
    "attention",
    "draw",
    "fitting",
    "network",
    "partnership",
    "ratings",
    "save",
    "stages",
    "subcultures",
    "telling",
    "trajectories",
]

FIGURES: dict[str, Callable[..., Figure]] = {
    "trajectories": trajectories,
    "stages": stages,
    "ratings": ratings,
    "attention": attention,
    "partnership": partnership,
    "network": network,
    "subcultures": subcultures,
}
"""Every figure of a run by its name."""


def figures_with_content(run: RunFrames) -> list[str]:
    """Return the names of the figures that have something to show of a run: those of partnerships need one."""
    idle = set()
    if run.partnerships.empty:
        idle |= {"partnership", "network"}
    if not run.trajectories["integrating"].any():
        idle.add("subcultures")
    return [name for name in FIGURES if name not in idle]


def accepted_options(name: str, wishes: dict[str, Any], strict: bool) -> dict[str, Any]:
    """Return those of the wished options that a figure takes.

    Raises
    ------
    ValueError
        If there is no figure of that name; or, where `strict`, if it does not take an option.
    """
    if name not in FIGURES:
        raise nearest(name, list(FIGURES), "figure")
    taken = [option for option in signature(FIGURES[name]).parameters if option != "run"]
    foreign = [option for option in wishes if option not in taken]
    if foreign and strict:
        raise ValueError(f"figure '{name}' takes no {foreign[0]}; allowed: {', '.join(taken) or 'no options'}")
    return {option: value for option, value in wishes.items() if option in taken}


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
