"""Figures of a run, at the width of a printed page (180 mm); each is a function from the results to a figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from typing import Any

from matplotlib.figure import Figure

from sim.plots.data.run_frames import RunFrames, has_integrations, has_network, has_outcomes, has_partnerships, nearest
from sim.plots.figure_files import save
from sim.plots.figures.attention_figure import attention
from sim.plots.figures.dwell_times_figure import dwell_times
from sim.plots.figures.fan_figure import fan
from sim.plots.figures.flow_figure import flow
from sim.plots.figures.network_figure import network
from sim.plots.figures.occupancy_figure import ratings, stages
from sim.plots.figures.outcome_figure import outcome
from sim.plots.figures.partnership_figure import partnership
from sim.plots.figures.subcultures_figure import subcultures
from sim.plots.figures.trajectories_figure import trajectories
from sim.plots.printed_page import laid_out_for, page, page_of

__all__ = [
    "FIGURES",
    "RunFigure",
    "RunFrames",
    "accepted_options",
    "draw",
    "figures_of_run",
    "figures_with_content",
    "save",
]


@dataclass(frozen=True, slots=True)
class RunFigure:
    """A figure of a run.

    Attributes
    ----------
    function : draws the results; its name is the name of the figure.
    has_content : whether the figure has content for a run; by default it always has.
    comes_with_run : whether a run draws it without being asked; `turnaround plot` draws the others, too.
    """

    function: Callable[..., Figure]
    has_content: Callable[[RunFrames], bool] = lambda run: True
    comes_with_run: bool = True

    @property
    def name(self) -> str:
        """Return the name by which the figure is asked for."""
        return self.function.__name__

    @property
    def summary(self) -> str:
        """Return what the figure shows, in one line."""
        return (self.function.__doc__ or "").strip().splitlines()[0]

    @property
    def options(self) -> list[str]:
        """Return what the function takes besides the run."""
        return [option for option in signature(self.function).parameters if option != "run"]


FIGURES: dict[str, RunFigure] = {
    figure.name: figure
    for figure in (
        RunFigure(trajectories),
        RunFigure(stages),
        RunFigure(ratings),
        RunFigure(attention),
        RunFigure(partnership, has_partnerships),
        RunFigure(network, has_network),
        RunFigure(subcultures, has_integrations),
        RunFigure(flow, comes_with_run=False),
        RunFigure(dwell_times, comes_with_run=False),
        RunFigure(fan, comes_with_run=False),
        RunFigure(outcome, has_outcomes, comes_with_run=False),
    )
}
"""Every figure of a run by its name."""


def figures_with_content(run: RunFrames) -> list[str]:
    """Return the names of the figures that have content for a run."""
    return [name for name, figure in FIGURES.items() if figure.has_content(run)]


def figures_of_run(run: RunFrames) -> list[str]:
    """Return the names of the figures that a run draws without being asked, as far as they have content."""
    return [name for name in figures_with_content(run) if FIGURES[name].comes_with_run]


def accepted_options(name: str, options: dict[str, Any], strict: bool) -> dict[str, Any]:
    """Return those of the given options that a figure accepts.

    Raises
    ------
    ValueError
        If there is no figure of that name; or, if `strict`, if it does not accept an option.
    """
    if name not in FIGURES:
        raise nearest(name, list(FIGURES), "figure")
    taken = FIGURES[name].options
    foreign = [option for option in options if option not in taken]
    if foreign and strict:
        raise ValueError(f"figure '{name}' has no option {foreign[0]}; allowed: {', '.join(taken) or 'no options'}")
    return {option: value for option, value in options.items() if option in taken}


def draw(run: RunFrames, name: str, width: str | None = None, **options: Any) -> Figure:
    """Draw a figure of a run by its name.

    Parameters
    ----------
    run : the results.
    name : one of `FIGURES`.
    width : what it is laid out for, such as `85mm` or `16:9`; by default 180 mm.
    **options : what the function of that name accepts besides the run, such as `trust`.

    Raises
    ------
    ValueError
        If there is no figure of that name, or nothing can be laid out for the width.
    """
    if name not in FIGURES:
        raise nearest(name, list(FIGURES), "figure")
    with laid_out_for(page() if width is None else page_of(width)):
        return FIGURES[name].function(run, **options)
