"""A fan chart: the spread of one variable over the replicates, in bands that are named where they end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.plots.data.group_summaries import everyone, single_trusts
from sim.plots.data.run_frames import RunFrames, TrustMonths, shown_trusts, types_of_trusts
from sim.plots.figures.trajectories_figure import checked_variables, default_variables
from sim.plots.layout.captions import of_replicates, others_note, parameters_note, pooled_over
from sim.plots.layout.palette import MAIN, REFERENCE
from sim.plots.layout.panels import Heading
from sim.plots.layout.scales import (
    REFERENCES,
    axis_title,
    bounded_note,
    cut_note,
    in_line,
    limits,
    reference_note,
    with_room,
)  # fmt: skip
from sim.plots.layout.sheet import LEFT, RIGHT, Sheet, on_paper
from sim.plots.layout.time_axis import AXIS_HEIGHT, label_dates, mark_dates, shade_winters, span_months, time_note
from sim.plots.printed_page import page, tall

HEIGHT = 50.0
NAMES = 13.0
"""Room in millimetres behind the last panel for the names of bands."""

GAP = 5.5
BANDS = ((5.0, 95.0, 0.16), (10.0, 90.0, 0.20), (25.0, 75.0, 0.30))
"""Ends in per cent and opacity of each band, the outermost first."""

NAME_PITCH = 3.0
Values = NDArray[np.float64]


@on_paper
def fan(run: RunFrames, trust: str | None = None, variables: Sequence[str] | None = None) -> Sheet:
    """Draw the spread of one variable over the replicates as a fan whose bands are named.

    Parameters
    ----------
    run : the results.
    trust : id of one trust; by default the first focal trusts, and without focal trusts the whole population.
    variables : the variable; by default the access measure that the first trust shown publishes.

    Raises
    ------
    ValueError : there is no such trust or variable.
    """
    least = page().most_beside(room=page().width - LEFT - RIGHT - NAMES)
    chosen = shown_trusts(run, trust, least)
    types = types_of_trusts(run, chosen or list(run.trust_names))
    name = checked_variables(run, list(variables or default_variables(types))[:1], types)[0]
    held = TrustMonths(run, list(types))
    groups = single_trusts(run, held) if chosen else [everyone(held)]
    values = held.numbers(name)
    found = [points_of(values[group.members]) for group in groups]
    span = limits(name, [points.ravel() for points in found])
    width = (page().width - LEFT - RIGHT - NAMES - GAP * (len(groups) - 1)) / len(groups)
    headings = [Heading(group.label) for group in groups]
    above = max(heading.height(width) for heading in headings)
    names = ", ".join(f"{high - low:.0f} %" for low, high, _ in BANDS)
    of_whom = of_replicates(run) if chosen else f"of {pooled_over(run, len(held.trusts))}"
    statement = f"Line: median; bands: the middle {names} {of_whom}."
    notes = [
        reference_note([name]), cut_note({name: span}), bounded_note({name: found}), time_note(run),
        others_note(run, held, trust), parameters_note(run),
    ]  # fmt: skip
    title = f"{in_line(name)}: {run.title}"
    sheet = Sheet(title, statement, above + tall(HEIGHT) + AXIS_HEIGHT, notes)
    for place, (heading, points) in enumerate(zip(headings, found, strict=True)):
        left = LEFT + place * (width + GAP)
        heading.write(sheet, left, sheet.body_top, width)
        axes = sheet.panel(left, sheet.body_top + above, width, tall(HEIGHT))
        _draw(axes, run, name, points)
        axes.set_ylim(*with_room(span, [found]))
        span_months(axes, run, width, labelled=True)
        label_dates(axes, run, width)
        if place == 0:
            axes.set_ylabel(axis_title(name), linespacing=1.1)
        else:
            axes.tick_params(labelleft=False)
        if place == len(groups) - 1:
            name_bands(axes, points[:, -1], tall(HEIGHT))
        sheet.tell(f"{heading.name}: in the last month the median is {points[3, -1]:.3g}, the middle 90 % lie from "
                   f"{points[0, -1]:.3g} to {points[-1, -1]:.3g}.")  # fmt: skip
    return sheet


def points_of(values: Values) -> Values:
    """Return the ends of the bands and the median by month, an array [7, month], from paths [path, month]."""
    ends = [low for low, _, _ in BANDS] + [50.0] + [high for _, high, _ in reversed(BANDS)]
    return np.asarray(np.nanpercentile(values, ends, axis=0), dtype=np.float64)


def _draw(axes: Axes, run: RunFrames, name: str, points: Values) -> None:
    shade_winters(axes, run)
    if name in REFERENCES:
        axes.axhline(REFERENCES[name][0], color=REFERENCE, linewidth=0.8, linestyle=":", zorder=1.5)
    months = np.arange(points.shape[1])
    for place, (_, _, strength) in enumerate(BANDS):
        axes.fill_between(
            months, points[place], points[-1 - place], color=MAIN, alpha=strength, linewidth=0.0, zorder=2
        )
    axes.plot(months, points[len(BANDS)], color=MAIN, linewidth=1.3, zorder=3)
    mark_dates(axes, run)


def name_bands(axes: Axes, last: Values, height: float) -> None:
    """Write behind the panel what each line is, from the top, apart enough to be read."""
    labels = [f"{high:.0f} %" for _, high, _ in BANDS] + ["median"] + [f"{low:.0f} %" for low, _, _ in reversed(BANDS)]
    low, high = axes.get_ylim()
    millimetres = (high - last[::-1]) / (high - low) * height
    places = spread_out(millimetres, NAME_PITCH)
    for label, place in zip(labels, places, strict=True):
        axes.annotate(label, (1.0, 1.0 - place / height), xycoords="axes fraction", xytext=(3.0, 0.0),
                      textcoords="offset points", va="center", annotation_clip=False)  # fmt: skip


def spread_out(places: Values, pitch: float) -> Values:
    """Return places in order at least a pitch apart, moved as little as keeps their middle.

    Examples
    --------
    >>> spread_out(np.array([1.0, 1.0, 9.0]), 2.0).tolist()
    [0.0, 2.0, 9.0]
    """
    blocks: list[tuple[float, int]] = []  # middle and number of what stands together
    for place in places:
        blocks.append((float(place), 1))
        while len(blocks) > 1:
            (one, many), (other, few) = blocks[-2:]
            if other - one >= pitch * (many + few) / 2:
                break
            blocks[-2:] = [((one * many + other * few) / (many + few), many + few)]
    return np.array([middle + pitch * (k - (count - 1) / 2) for middle, count in blocks for k in range(count)])
