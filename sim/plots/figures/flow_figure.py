"""Moves between stages: where replicates, or trusts, were at chosen months, and how they got from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from sim.model.enums import Stage
from sim.plots.data.group_summaries import Group, everyone, single_trusts
from sim.plots.data.run_frames import RunFrames, TrustMonths, shown_trusts, title_of
from sim.plots.layout.areas import hatch_colour, swatches
from sim.plots.layout.captions import of_replicates, others_note, parameters_note, pooled_over
from sim.plots.layout.keys import KeyBlock, draw_key_blocks, keys_height
from sim.plots.layout.palette import STAGE_COLOURS
from sim.plots.layout.panels import Heading
from sim.plots.layout.sheet import RIGHT, Sheet, on_paper
from sim.plots.printed_page import page, tall

MONTHS = (0, 12, 24, 36, 60)
"""Months that are shown if none is asked for, as far as they were simulated, and the last one."""

LEFT = 12.0
HEIGHT = 42.0
AXIS = 8.0
GAP = 3.0
BAR = 6.0
"""Width of a bar in millimetres: a number fits in."""

STRENGTH = 0.45
LEAST_LABELLED = 9.0
MOST_TRUSTS = 2
Values = NDArray[np.float64]


@on_paper
def flow(run: RunFrames, trust: str | None = None, months: Sequence[int] | None = None) -> Sheet:
    """Draw how replicates, or the trusts of a population, move between stages from month to month.

    Parameters
    ----------
    run : the results.
    trust : id of one trust; by default the first two focal trusts, and without focal trusts the whole population.
    months : months that are shown; by default 0, 12, 24, 36 and 60, as far as they were simulated, and the last.

    Raises
    ------
    ValueError : there is no such trust, fewer than two months, or one that was not simulated.
    """
    shown = chosen_months(run, months)
    chosen = shown_trusts(run, trust, MOST_TRUSTS)
    held = TrustMonths(run, chosen or list(run.trust_names))
    groups = single_trusts(run, held) if chosen else [everyone(held)]
    codes = held.choices("stage", Stage)[:, :, shown]
    moves = [moves_between(codes[group.members]) for group in groups]
    occurring = [stage for stage in Stage if any((codes[group.members] == stage).any() for group in groups)]
    width = page().width - LEFT - RIGHT
    headings = [Heading(group.label) for group in groups]
    above = max(heading.height(width) for heading in headings) - 3.0
    pitch = above + tall(HEIGHT) + AXIS + GAP
    key = [KeyBlock("", swatches(STAGE_COLOURS, occurring), 4)]
    of_whom = of_replicates(run) if chosen else f"of {pooled_over(run, len(held.trusts))}"
    statement = (
        f"Bars: share {of_whom} in each stage at the end of the month, in per cent; bands between them: those that "
        "move from one stage to another, or stay, in the colour of where they come from."
    )
    notes = [others_note(run, held, trust), parameters_note(run)]
    sheet = Sheet(f"Moves between stages: {run.title}", statement, pitch * len(groups) + keys_height(key), notes)
    for place, (heading, found) in enumerate(zip(headings, moves, strict=True)):
        top = sheet.body_top + place * pitch
        heading.write(sheet, LEFT, top, width)
        axes = sheet.panel(LEFT, top + above, width, tall(HEIGHT))
        draw_moves(axes, found, shown, width)
    draw_key_blocks(sheet, sheet.body_top + pitch * len(groups), key)
    sheet.tell(*(in_words(group, found, shown) for group, found in zip(groups, moves, strict=True)))
    return sheet


def chosen_months(run: RunFrames, months: Sequence[int] | None) -> list[int]:
    """Return the months that are shown, in order.

    Raises
    ------
    ValueError : there are fewer than two, or one was not simulated.
    """
    if not months:
        return sorted({month for month in MONTHS if month < run.months} | {run.months})
    shown = sorted(set(months))
    if shown[-1] > run.months:
        raise ValueError(f"month {shown[-1]} was not simulated; allowed: 0 to {run.months}")
    if len(shown) < 2:
        raise ValueError(f"moves are between two months at least, not at month {shown[0]} alone")
    return shown


def moves_between(codes: NDArray[np.int64]) -> Values:
    """Return the share of paths [path, month] that move from one stage to another, an array [move, from, to], in %."""
    count = len(Stage)
    found = np.zeros((codes.shape[1] - 1, count, count))
    for move in range(len(found)):
        np.add.at(found[move], (codes[:, move], codes[:, move + 1]), 1.0)
    shares: Values = 100.0 * found / max(len(codes), 1)
    return shares


def draw_moves(axes: Axes, moves: Values, months: Sequence[int], width: float) -> None:
    """Draw a bar for each month, and the bands between them, over a width in millimetres."""
    lefts = [place * (width - BAR) / len(moves) for place in range(len(months))]
    for move, shares in enumerate(moves):
        _draw_bands(axes, shares, lefts[move] + BAR, lefts[move + 1])
    for place, left in enumerate(lefts):
        _draw_bar(axes, moves[place].sum(axis=1) if place < len(moves) else moves[-1].sum(axis=0), left)
    axes.set_xlim(0.0, width)
    axes.set_ylim(0.0, 100.0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.set_xticks([left + BAR / 2 for left in lefts], [f"{month}" for month in months])
    axes.tick_params(bottom=False)
    axes.set_xlabel("Month", labelpad=1.0)
    axes.set_ylabel("Share (%)", labelpad=1.0)


def _draw_bar(axes: Axes, shares: Values, left: float) -> None:
    below = 0.0
    for stage, colour in STAGE_COLOURS.items():
        share = float(shares[stage])
        axes.add_patch(Rectangle((left, below), BAR, share, facecolor=colour, linewidth=0.0, zorder=3))
        if share >= LEAST_LABELLED:
            axes.text(left + BAR / 2, below + share / 2, f"{share:.0f}", ha="center", va="center_baseline",
                      color=hatch_colour(colour), zorder=4)  # fmt: skip
        below += share


def _draw_bands(axes: Axes, shares: Values, left: float, right: float) -> None:
    """Draw a band for every pair of stages between which there are moves; those of one stage keep its order."""
    starts = np.concatenate([[0.0], np.cumsum(shares.sum(axis=1))[:-1]])
    ends = np.concatenate([[0.0], np.cumsum(shares.sum(axis=0))[:-1]])
    for before, after in np.argwhere(shares > 0.0):
        wide = shares[before, after]
        axes.add_patch(
            PathPatch(
                band(left, right, starts[before], ends[after], wide),
                facecolor=STAGE_COLOURS[Stage(int(before))], alpha=STRENGTH, linewidth=0.0, zorder=2,
            )
        )  # fmt: skip
        starts[before] += wide
        ends[after] += wide


def band(left: float, right: float, start: float, end: float, wide: float) -> Path:
    """Return the outline of a band that leaves at one height and arrives at another, as wide at both ends."""
    middle = (left + right) / 2.0
    points = [
        (left, start), (middle, start), (middle, end), (right, end),
        (right, end + wide), (middle, end + wide), (middle, start + wide), (left, start + wide), (left, start),
    ]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return Path(points, codes)


def in_words(group: Group, moves: Values, months: Sequence[int]) -> str:
    """Return the largest move between two different stages from each month to the next."""
    said = []
    for move, shares in enumerate(moves):
        away = shares.copy()
        np.fill_diagonal(away, 0.0)
        if away.max() <= 0.0:
            said.append(f"from month {months[move]} to {months[move + 1]} nothing moves")
            continue
        before, after = (title_of(Stage(int(place))).lower() for place in np.unravel_index(away.argmax(), away.shape))
        said.append(f"from month {months[move]} to {months[move + 1]}, {away.max():.0f} % from {before} to {after}")
    return f"{group.label}, the largest moves: {'; '.join(said)}."
