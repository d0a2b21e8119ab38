"""Strips under a panel: stages, ratings, special measures and partnerships as shares of replicates in each month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.model.enums import Phase, Rating, Stage
from sim.plots.data.group_summaries import partnership_types, phases, shares, shares_apart
from sim.plots.data.run_frames import RunFrames, TrustMonths, plain
from sim.plots.layout.areas import hatched_swatch, label_strip, stack, strip, swatches
from sim.plots.layout.keys import KeyBlock
from sim.plots.layout.palette import PHASE_COLOURS, RATING_COLOURS, SPECIAL_MEASURES, STAGE_COLOURS
from sim.plots.layout.sheet import Sheet, lines_of
from sim.plots.layout.time_axis import mark_dates

STAGE, RATING = "Stage", "Rating"
MOST_TYPES = 3
GAP = 1.4
LABEL_ROOM = 17.0

Choice = TypeVar("Choice", bound=IntEnum)


@dataclass(frozen=True, slots=True)
class Strip:
    """One strip: its label, its layers, and how they look.

    Attributes
    ----------
    values : positions of the colours, an array [replicate, trust, month]; a higher number stays white.
    apart : which values are drawn on top, hatched.
    partnership : whether it shows phases of partnerships.
    """

    label: str
    height: float
    colours: list[str]
    values: NDArray[np.int64]
    apart: NDArray[np.bool_] | None = None
    partnership: bool = False

    def draw(self, axes: Axes, members: NDArray[np.bool_]) -> None:
        """Draw the strip for a group."""
        count = len(self.colours)
        if self.apart is None:
            stack(axes, shares(self.values, count, members), self.colours)
        else:
            stack(axes, shares_apart(self.values, count, members, self.apart), self.colours, hatched_from=count)


def standing_strips(held: TrustMonths) -> list[Strip]:
    """Return the strips of stage, overall rating and special measures."""
    apart = held.absorbed()
    stages, ratings = held.choices("stage", Stage), held.choices("rating_overall", Rating)
    special = held.numbers("special_measures")
    # Only special measures have a colour; the rest of the strip stays white.
    outside = np.where(np.isnan(special), -1, 1 - np.nan_to_num(special)).astype(np.int64)
    return [
        Strip(STAGE, 8.0, list(STAGE_COLOURS.values()), stages, apart),
        Strip(RATING, 5.5, list(RATING_COLOURS.values()), ratings, apart),
        Strip("Special\nmeasures", 5.5, [SPECIAL_MEASURES], outside),
    ]


def partnership_strips(run: RunFrames, held: TrustMonths, as_partner: bool) -> list[Strip]:
    """Return a strip for each of the most common types of partnership the trusts are in."""
    types = partnership_types(run.partnerships, held.trusts, as_partner)[:MOST_TYPES]
    shown = []
    for partnership_type in types:
        label = lines_of(plain(partnership_type), LABEL_ROOM)
        colours = list(PHASE_COLOURS.values())
        values = phases(run, held, partnership_type, as_partner)
        shown.append(Strip("\n".join(label), max(5.5, 3.0 * len(label)), colours, values, partnership=True))
    return shown


def make_strips(run: RunFrames, held: TrustMonths, as_partner: bool) -> list[Strip]:
    """Return all the strips that stand under trajectories."""
    return standing_strips(held) + partnership_strips(run, held, as_partner)


def strips_height(strips: Sequence[Strip]) -> float:
    """Return the room that strips take, in millimetres."""
    return sum(strip.height + GAP for strip in strips)


def draw_strips(
    sheet: Sheet,
    run: RunFrames,
    strips: Sequence[Strip],
    members: NDArray[np.bool_],
    place: tuple[float, float, float],
    labelled: bool,
) -> list[Axes]:
    """Draw strips one under the other from a place (left, top, width); return their axes."""
    left, top, width = place
    drawn = []
    for shown in strips:
        axes = strip(sheet, left, top, width, shown.height, run.months)
        shown.draw(axes, members)
        mark_dates(axes, run, on_areas=True)
        axes.set_xticks([])  # ticks that are not shown take time all the same
        if labelled:
            label_strip(axes, shown.label)
        drawn.append(axes)
        top += shown.height + GAP
    return drawn


def strip_note(run: RunFrames, pooled: bool, strips: Sequence[Strip]) -> str:
    """Return what the strips are; `pooled` if they are about many trusts together."""
    of_what = "trusts and replicates" if pooled else "replicates"
    text = f"Strips: share of {of_what} in each month, 0 to 100 % from bottom to top."
    shown = sum(strip.partnership for strip in strips)
    if pooled and shown:
        text += " Partnership strips count the trusts that are supported, and members of joint partnerships."
    if shown == MOST_TYPES:
        text += f" At most the {MOST_TYPES} most common types of partnership are shown."
    return text


def phases_shown(strips: Sequence[Strip]) -> list[Phase]:
    """Return the phases of partnerships that occur in strips."""
    values = [shown.values for shown in strips if shown.partnership]
    return [phase for phase in Phase if any((found == phase).any() for found in values)]


def strip_keys(strips: Sequence[Strip]) -> list[KeyBlock]:
    """Return the keys of stages, ratings and partnerships, as far as they occur; special measures need none."""
    apart = np.array([shown.apart is not None and bool(shown.apart.any()) for shown in strips])
    stages = swatches(STAGE_COLOURS, _shown(strips, STAGE, Stage)) + hatched_swatch(apart)
    return [
        KeyBlock("Stage of failure and turnaround", stages, 2),
        KeyBlock("Overall rating", swatches(RATING_COLOURS, _shown(strips, RATING, Rating))),
        KeyBlock("Partnership", swatches(PHASE_COLOURS, phases_shown(strips))),
    ]


def _shown(strips: Sequence[Strip], label: str, choices: type[Choice]) -> list[Choice]:
    """Return which members of a vocabulary occur in the strip of a label."""
    found = [shown.values for shown in strips if shown.label == label]
    return [member for member in choices if any((values == member).any() for values in found)]
