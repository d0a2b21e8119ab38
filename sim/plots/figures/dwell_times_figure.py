"""Dwell times: how many months replicates spend in each stage of failure and turnaround."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.model.enums import Stage
from sim.plots.data.group_summaries import everyone, single_trusts
from sim.plots.data.partnership_life import LEAST_FOR_BANDS
from sim.plots.data.run_frames import RunFrames, TrustMonths, shown_trusts, title_of
from sim.plots.layout.areas import hatch_colour
from sim.plots.layout.captions import others_note, parameters_note, pooled_over
from sim.plots.layout.palette import FRAME, INK, STAGE_COLOURS
from sim.plots.layout.panels import Heading
from sim.plots.layout.sheet import LINE, MARGIN, RIGHT, Sheet, lines_of, on_paper
from sim.plots.layout.time_axis import tick_step
from sim.plots.printed_page import page, tall

NAMES = 44.0
NARROW_NAMES = 28.0
ROW = 7.5
SHARE = 9.5
"""Room in millimetres behind a panel for the shares."""

AXIS = 9.0
GAP = 4.0
POINTS = (5.0, 25.0, 50.0, 75.0, 95.0)
Values = NDArray[np.float64]


@on_paper
def dwell_times(run: RunFrames, trust: str | None = None) -> Sheet:
    """Draw how many months of the run are spent in each stage, of those that are ever in it.

    Parameters
    ----------
    run : the results.
    trust : id of one trust; by default the first focal trusts, and without focal trusts the whole population.
    """
    chosen = shown_trusts(run, trust, 1 if page().is_narrow else 2)
    held = TrustMonths(run, chosen or list(run.trust_names))
    groups = single_trusts(run, held) if chosen else [everyone(held)]
    codes = held.choices("stage", Stage)[:, :, 1:]
    spent = [months_in_stages(codes[group.members]) for group in groups]
    occurring = [stage for stage in Stage if any((months[:, stage] > 0).any() for months in spent)]
    names = NARROW_NAMES if page().is_narrow else NAMES
    width = (page().width - names - RIGHT - GAP * (len(groups) - 1)) / len(groups) - SHARE
    headings = [Heading(group.label) for group in groups]
    above = max(heading.height(width) for heading in headings) - 3.0
    labels = [lines_of(title_of(stage), names - MARGIN - 2.0) for stage in occurring]
    row = max(tall(ROW), LINE * max(map(len, labels)) + 1.0)
    of_whom = f"{run.replicates} replicates" if chosen else f"trusts ({pooled_over(run, len(held.trusts))})"
    statement = (
        f"Months in each stage, all visits together, of those of the {of_whom} that are ever in it. Line in the box: "
        f"median; box: 25–75 %; whiskers: 5–95 % (of {LEAST_FOR_BANDS} or more). Numbers: share that is ever in it."
    )
    body = above + row * len(occurring) + AXIS
    notes = [others_note(run, held, trust), parameters_note(run)]
    sheet = Sheet(f"Time spent in each stage: {run.title}", statement, body, notes)
    top = sheet.body_top + above
    for place, lines in enumerate(labels):
        sheet.write(MARGIN, top + row * (place + 0.5) - LINE * len(lines) / 2, lines)
    for number, (group, heading, months) in enumerate(zip(groups, headings, spent, strict=True)):
        left = names + number * (width + SHARE + GAP)
        heading.write(sheet, left, sheet.body_top, width)
        axes = sheet.panel(left, top, width, row * len(occurring))
        sheet.tell(*draw_boxes(axes, months, occurring, group.label))
        axes.set_xlim(0.0, run.months)
        axes.set_xticks(range(0, run.months + 1, tick_step(run.months, width)))
        axes.set_xlabel("Months")
    return sheet


def months_in_stages(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many months of each path [path, month] are in each stage, an array [path, stage]."""
    return np.stack([(codes == stage).sum(axis=1) for stage in Stage], axis=1)


def draw_boxes(axes: Axes, months: NDArray[np.int64], stages: Sequence[Stage], label: str) -> list[str]:
    """Draw a box for each stage; return what they show in words."""
    said = []
    for place, stage in enumerate(stages):
        own = months[:, stage]
        ever = own[own > 0]
        share = 100.0 * len(ever) / max(len(own), 1)
        if len(ever) >= LEAST_FOR_BANDS:
            points = np.percentile(ever, POINTS)
            _draw_box(axes, points, place, STAGE_COLOURS[stage])
            said.append(f"{label}, {title_of(stage).lower()}: {share:.0f} % ever, median {points[2]:.0f} months.")
        axes.annotate(f"{share:.0f} %", (1.0, place), xycoords=("axes fraction", "data"), xytext=(3.0, 0.0),
                      textcoords="offset points", va="center", annotation_clip=False)  # fmt: skip
    axes.set_ylim(len(stages) - 0.5, -0.5)
    axes.set_yticks([])
    axes.grid(visible=False, axis="y")
    return said


def _draw_box(axes: Axes, points: Values, place: int, colour: str) -> None:
    low, first, middle, third, high = points
    axes.hlines(place, low, high, color=INK, linewidth=0.8, zorder=2)
    axes.barh(place, third - first, left=first, height=0.6, color=colour, edgecolor=FRAME, linewidth=0.5, zorder=3)
    axes.vlines(middle, place - 0.3, place + 0.3, color=hatch_colour(colour), linewidth=1.4, zorder=4)
