"""The attention ledger: the supply of leaders' attention, what it is spent on, and what is left for improvement."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.plots.data.group_summaries import Group, by_first_rating, means, single_trusts
from sim.plots.data.run_frames import RunFrames, TrustMonths, plain, shown_trusts
from sim.plots.layout.areas import stack
from sim.plots.layout.captions import mean_statement, others_note, parameters_note, role_of
from sim.plots.layout.palette import ATTENTION_COLOURS, ATTENTION_TITLES, INK, PHASE_COLOURS
from sim.plots.layout.panels import Heading, Panels, finish, side_by_side
from sim.plots.layout.sheet import Sheet, on_paper, swatch
from sim.plots.layout.strips import Strip, draw_strips, partnership_strips, phases_shown, strip_note, strips_height
from sim.plots.layout.time_axis import span_months, time_note

PANEL_HEIGHT = 50.0
STRIP_GAP = 2.0
OVERLOAD_HATCH = "xxxxx"
STEP = 0.2
AXIS_TITLE = "Attention\n(leaders of an average trust = 1)"
OVERLAP_NOTE = "Hatching: in some replicates leaders are overloaded while in others they have time to spare."
LEAST_SEEN = 0.01  # attention; less is thinner than the line of supply
UNSEEN_NOTE = f"In no month are leaders overloaded by {LEAST_SEEN} or more on average; less is not drawn."


@on_paper
def attention(run: RunFrames) -> Sheet:
    """Draw the attention ledger of the focal trusts side by side; if there are none, the mean by first overall rating.

    The areas are means over replicates. Demand beyond the supply is hatched above the line of supply.
    """
    focal = shown_trusts(run, None)
    held = TrustMonths(run, focal or list(run.trust_names))
    groups = single_trusts(run, held) if focal else by_first_rating(held)
    strips = partnership_strips(run, held, as_partner=bool(focal))
    most = max(float(means(held.numbers("overload"), group.members)[1:].max()) for group in groups)
    overloaded = most >= LEAST_SEEN
    notes = [
        OVERLAP_NOTE if overloaded else UNSEEN_NOTE if most > 0.0 else "",
        time_note(run, winter=False),
        strip_note(run, not focal, strips) if strips else "",
        others_note(run, held, None),
        parameters_note(run),
    ]
    panels = side_by_side(
        f"Attention of leaders: {run.title}",
        mean_statement(run, None if focal else len(held.trusts)),
        _headings(run, groups, focal),
        PANEL_HEIGHT,
        strips_height(strips) + STRIP_GAP if strips else 0.0,
        _key(held, strips, overloaded),
        notes,
        key_columns=4,
    )
    tops = [_ledger(axes, held, group, overloaded) for axes, group in zip(panels.axes, groups, strict=True)]
    finish(panels, run, STEP * ceil(1.02 * max(tops) / STEP), AXIS_TITLE, lowest=not strips)
    _phases(panels, run, strips, groups)
    panels.sheet.tell(*_in_words(held, groups))
    return panels.sheet


def _headings(run: RunFrames, groups: Sequence[Group], focal: Sequence[str]) -> list[Heading]:
    if focal:
        return [Heading(group.label, role_of(run, trust)) for group, trust in zip(groups, focal, strict=True)]
    return [Heading(group.label, f"{group.trusts:.0f} trusts") for group in groups]


def _ledger(axes: Axes, held: TrustMonths, group: Group, overloaded: bool) -> float:
    """Draw the mean ledger of a group, with its overload where that can be seen; return its highest point.

    Supply and overload together are all that is asked for and all that is free, so the hatch ends where the areas do.
    """
    heights = np.array([means(held.numbers(name), group.members) for name in ATTENTION_COLOURS])
    supply = means(held.numbers("attention_supply"), group.members)
    overload = means(held.numbers("overload"), group.members)
    stack(axes, heights, list(ATTENTION_COLOURS.values()))
    months = np.arange(len(supply))
    if overloaded:
        axes.fill_between(
            months,
            supply,
            supply + overload,
            step="pre",
            facecolor="none",
            edgecolor=INK,
            hatch=OVERLOAD_HATCH,
            linewidth=0.0,
            zorder=3,
        )
    axes.step(months, supply, where="pre", color=INK, linewidth=1.2, zorder=3)
    return float(np.max((supply + overload)[1:]))


def _in_words(held: TrustMonths, groups: Sequence[Group]) -> list[str]:
    """Return on what attention is spent on average over the run, and what is left."""
    said = []
    for group in groups:
        spent = [
            f"{ATTENTION_TITLES[name].lower()} {means(held.numbers(name), group.members)[1:].mean():.2f}"
            for name in ATTENTION_COLOURS
        ]
        said.append(f"{group.label}, on average over the months: {', '.join(spent)}.")
    return said


def _key(held: TrustMonths, strips: Sequence[Strip], overloaded: bool) -> list[Artist]:
    areas: list[Artist] = [swatch(colour, ATTENTION_TITLES[name]) for name, colour in ATTENTION_COLOURS.items()
                           if (held.numbers(name) > 0.0).any()]  # fmt: skip
    supply = Line2D([], [], color=INK, linewidth=1.2, label="Supply (line)")
    overload = [swatch("#FFFFFF", "Overload: demand beyond supply", OVERLOAD_HATCH)] if overloaded else []
    phases = phases_shown(strips)
    strip_key = [swatch(PHASE_COLOURS[phase], f"Partnership {plain(phase.name).lower()}") for phase in phases]
    return [*areas, supply, *overload, *strip_key]


def _phases(panels: Panels, run: RunFrames, strips: Sequence[Strip], groups: Sequence[Group]) -> None:
    """Draw the phases of partnerships under each panel; the lowest strip has the time axis."""
    if not strips:
        return
    for position, (left, group) in enumerate(zip(panels.lefts, groups, strict=True)):
        place = (left, panels.bottoms[position] + STRIP_GAP, panels.width)
        drawn = draw_strips(panels.sheet, run, strips, group.members, place, labelled=position % panels.across == 0)
        span_months(drawn[-1], run, panels.width, labelled=True)
