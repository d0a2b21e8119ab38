"""The life of one partnership: the relationship, what it does, and what it asks of both sides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from sim.model.enums import Phase
from sim.plots.data.group_summaries import shares
from sim.plots.data.partnership_life import (
    LEAST_FOR_BANDS,
    Life,
    chosen_partnership,
    listed,
    mean_over,
    quantiles_under_way,
)
from sim.plots.data.run_frames import RunFrames
from sim.plots.layout.areas import stack, strip, swatches
from sim.plots.layout.captions import parameters_note
from sim.plots.layout.keys import KeyBlock, draw_key_blocks, keys_height
from sim.plots.layout.palette import INK, PHASE_COLOURS, REFERENCE, SERIES_COLOURS
from sim.plots.layout.sheet import LINE, Sheet, blank, lines_of, on_paper
from sim.plots.layout.time_axis import AXIS_HEIGHT, mark_dates, shade_winters, span_months, time_note
from sim.plots.printed_page import page, tall

PANEL_HEIGHT = 20.0
TITLE_GAP = 1.0
ROW_GAP = 1.8
STRIP_HEIGHT = 11.0
STRIP_ROOM = 3.5
LEFT = 12.0
GAP = 12.0
WIDE = 220.0
"""Width of a page in millimetres from which panels stand in four columns instead of two."""

MOST_SINGLE = len(SERIES_COLOURS)
LEAST_SPAN = 0.2
Dashes = Literal["-", "--", "-.", ":"]
DASHES: tuple[Dashes, ...] = ("-", "--", "-.", ":")
"""Lines of members often overlap; dashes keep all of them visible."""

STRENGTHS = (0.16, 0.28)
ATTENTION_NOTE = (
    "Attention: leaders of an average trust have 1; attention that partnerships take is summed over all of a trust's."
)


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a panel: whose it is, its colour, its values [replicate, month], and its dashes."""

    label: str
    colour: str
    values: NDArray[np.float64]
    dashes: Dashes = "-"


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: its title, its lines, and whether its axis is the whole scale of levels."""

    title: str
    series: list[Series]
    whole_scale: bool = True


@on_paper
def partnership(run: RunFrames, partnership: str | None = None) -> Sheet:
    """Draw the life of one partnership: trust, fit, support, integration, and the attention that it takes.

    Parameters
    ----------
    run : the results.
    partnership : id of the partnership; by default the one that occurs in most replicates, of those the first to begin.
    """
    title = f"The life of one partnership: {run.title}"
    chosen = chosen_partnership(run, partnership)
    if chosen is None:
        text = "No partnership is under way in any month of any replicate, so there is nothing to show."
        return blank(title, text, [parameters_note(run)])
    life = Life(run, chosen)
    return _draw(run, life, title, f"{_who(run, life)} {_what(run, life)}")


def _who(run: RunFrames, life: Life) -> str:
    """Return the type of the partnership, and who takes part in it."""
    members = listed([run.trust_names[trust] for trust in life.members])
    partners = listed([run.trust_names[trust] for trust in life.partners])
    if life.joint:
        text = f"{members}, on equal terms"
    elif not partners:
        text = f"an external organisation supports {members}"
    else:
        text = f"{partners} supports {members}"
    return f"{life.title()} ({life.nature_and_scale()}): {text}."


def _what(run: RunFrames, life: Life) -> str:
    """Return in how many replicates it occurs, and what lines and bands are."""
    if run.replicates == 1:
        return "Line: the single replicate while it is under way; no bands."
    most = int((life.phases() < Phase.ENDED).sum(axis=0).max())
    line = "Line: median" + (" of the mean over members" if life.joint and len(life.members) > MOST_SINGLE else "")
    bands = "band: 25–75 %" if _by_member(life) else "bands: 25–75 % (dark) and 5–95 % (light)"
    return (
        f"It occurs in {life.occurs()} of {run.replicates} replicates, in at most {most} at once. {line}; {bands} of "
        f"the replicates in which it is under way in that month (no bands below {LEAST_FOR_BANDS} of them): late "
        "months show only those in which it lasts."
    )


def _by_member(life: Life) -> bool:
    return life.joint and len(life.members) <= MOST_SINGLE


def _own(run: RunFrames, life: Life, values: NDArray[np.float64]) -> list[Series]:
    """Return the lines of values [replicate, member, month] of the partnership: of a few members, or the mean."""
    if _by_member(life):
        return [
            Series(run.trust_names[trust], SERIES_COLOURS[place], values[:, place], DASHES[place])
            for place, trust in enumerate(life.members)
        ]
    return [Series("Mean over members" if life.joint else "The partnership", INK, mean_over(values))]


def _sides(run: RunFrames, life: Life, name: str, less: str = "", both: bool = True) -> list[Series]:
    """Return the lines of a column of the trajectories for members, or for the target and the trust that helps it."""

    def entry(side: str) -> NDArray[np.float64]:
        return life.of_side(side, name) - (life.of_side(side, less) if less else 0.0)

    if life.joint:
        return _own(run, life, entry("target"))
    helped = Series(_side(run, life.members, "is supported"), SERIES_COLOURS[0], mean_over(entry("target")))
    if not life.partners or not both:
        return [helped]
    helper = Series(_side(run, life.partners, "supports"), SERIES_COLOURS[1], mean_over(entry("partner")))
    return [helped, helper]


def _side(run: RunFrames, trusts: Sequence[str], verb: str) -> str:
    """Return how the key calls a side."""
    name = run.trust_names[trusts[0]] if len(trusts) == 1 else f"One of {len(trusts)} trusts"
    return f"{name} ({verb})"


def _panels(run: RunFrames, life: Life) -> list[Panel]:
    """Return all panels: of the relationship, then of what it asks of both sides."""
    helped = "each member" if life.joint else "the trust that is supported"
    lacking = bool(np.nanmax(life.of_side("target", "overload")) > 0.0)
    lacking |= bool(life.partners) and bool(np.nanmax(life.of_side("partner", "overload")) > 0.0)
    spare = "Free attention (below 0: overload)" if lacking else "Free attention"
    own = [
        ("Relational trust (level, 0 to 1)", "relational_trust", True),
        ("Fit, cultural and contextual (level, 0 to 1)", "fit", True),
        ("Scope (share of its service, or of the trust)", "scope", True),
        ("Support delivered in the month (level)", "delivered_support", False),
        ("Integration: how far management is pooled (0 to 1)", "integration", True),
    ]
    return [
        *(Panel(title, _own(run, life, life.own(name)), whole) for title, name, whole in own),
        Panel(f"Coherence of culture, {helped} (0 to 1)", _sides(run, life, "coherence", both=False)),
        Panel("Attention that partnerships take", _sides(run, life, "attention_partnership"), False),
        Panel(spare, _sides(run, life, "attention_free", "overload"), False),
    ]


def _has_content(panel: Panel) -> bool:
    """Return whether anything in a panel differs from nought."""
    return any(bool(np.nanmax(np.abs(series.values)) > 0.0) for series in panel.series)


def _left_out(panels: Sequence[Panel]) -> str:
    """Return which panels are left out, since they would show nothing but nought."""
    names = [re.split(r"[(:]", panel.title)[0].strip().lower() for panel in panels if not _has_content(panel)]
    return f"Nought throughout, and left out: {listed(names)}." if names else ""


def _draw(run: RunFrames, life: Life, title: str, statement: str) -> Sheet:
    """Draw columns of panels, each above the strip of phases and the time axis."""
    every = _panels(run, life)
    panels = [panel for panel in every if _has_content(panel)]
    count = 4 if page().width >= WIDE else 2
    width = (page().width - LEFT - 4.0 - GAP * (count - 1)) / count
    deep = -(-len(panels) // count)
    columns = [panels[first : first + deep] for first in range(0, len(panels), deep)]
    above = LINE * max(len(lines_of(panel.title, width)) for panel in panels) + TITLE_GAP
    row = above + tall(PANEL_HEIGHT) + ROW_GAP
    strip_top = deep * row + STRIP_ROOM
    key_top = strip_top + STRIP_HEIGHT + AXIS_HEIGHT
    key = [KeyBlock("", swatches(PHASE_COLOURS, _phases(life)), 4), KeyBlock("", _key_of_series(panels))]
    notes = [life.ending_note(), _left_out(every), ATTENTION_NOTE, time_note(run), parameters_note(run)]
    sheet = Sheet(title, statement, key_top + keys_height(key), notes)
    for number, column in enumerate(columns):
        left = LEFT + number * (width + GAP)
        for place, panel in enumerate(column):
            top = sheet.body_top + place * row
            lines = lines_of(panel.title, width)
            sheet.write(left, top + above - TITLE_GAP - LINE * len(lines), lines)
            axes = sheet.panel(left, top + above, width, tall(PANEL_HEIGHT))
            _draw_panel(axes, run, panel, width, outer=not _by_member(life))
        _draw_phases(sheet, run, life, (left, sheet.body_top + len(column) * row + STRIP_ROOM, width))
    draw_key_blocks(sheet, sheet.body_top + key_top, key)
    sheet.tell(*(_in_words(panel) for panel in panels))
    return sheet


def _in_words(panel: Panel) -> str:
    """Return where the lines of a panel begin and end."""
    said = []
    for series in panel.series:
        middle = quantiles_under_way(series.values)[2]
        known = middle[np.isfinite(middle)]
        said.append(f"{series.label} from {known[0]:.2f} to {known[-1]:.2f}")
    return f"{panel.title}, median: {'; '.join(said)}."


def _phases(life: Life) -> list[Phase]:
    found = life.phases()
    return [phase for phase in Phase if bool((found == phase).any())]


def _key_of_series(panels: Sequence[Panel]) -> list[Artist]:
    """Return the entries that distinguish the lines of several trusts, if there are any."""
    labels = {series.label: series for panel in panels for series in panel.series}
    if len(labels) < 2:
        return []
    return [
        Line2D([], [], color=series.colour, linestyle=series.dashes, linewidth=1.6, label=label)
        for label, series in labels.items()
    ]


def _draw_panel(axes: Axes, run: RunFrames, panel: Panel, width: float, outer: bool) -> None:
    shade_winters(axes, run)
    found = [quantiles_under_way(series.values) for series in panel.series]
    for points, series in zip(found, panel.series, strict=True):
        _draw_line(axes, points, series, outer)
    low, high = (0.0, 1.0) if panel.whole_scale else _span(found)
    axes.set_ylim(low, high)
    if low < 0.0:
        axes.axhline(0.0, color=REFERENCE, linewidth=0.8, linestyle=":", zorder=1.5)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]))
    mark_dates(axes, run)
    span_months(axes, run, width, labelled=False)


def _span(found: Sequence[NDArray[np.float64]]) -> tuple[float, float]:
    """Return a range of round numbers from zero, or from below zero if values are."""
    drawn = np.concatenate([points[np.isfinite(points)] for points in found])
    low, high = min(0.0, float(drawn.min())), max(LEAST_SPAN, float(drawn.max()))
    ticks = MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return float(ticks[0]), float(ticks[-1])


def _draw_line(axes: Axes, points: NDArray[np.float64], series: Series, outer: bool) -> None:
    """Draw a median with its bands; a life of a single month is a dot."""
    months = np.arange(points.shape[1])
    for band, strength in enumerate(STRENGTHS):
        if band or outer:
            axes.fill_between(
                months, points[band], points[-1 - band], color=series.colour, alpha=strength, linewidth=0.0, zorder=2
            )
    (line,) = axes.plot(months, points[2], series.dashes, color=series.colour, linewidth=1.3, zorder=3, clip_on=False)
    if int(np.isfinite(points[2]).sum()) == 1:
        line.set_marker("o")
        line.set_markersize(3.0)


def _draw_phases(sheet: Sheet, run: RunFrames, life: Life, place: tuple[float, float, float]) -> None:
    """Draw how many replicates are in which phase, with the time axis beneath."""
    left, top, width = place
    sheet.write(left, top - LINE, ["Phase" if run.replicates == 1 else "Replicates by phase"])
    axes = strip(sheet, left, top, width, STRIP_HEIGHT, run.months)
    found = life.phases()
    everyone = np.ones(len(found), dtype=np.bool_)
    stack(axes, shares(found, len(Phase), everyone), list(PHASE_COLOURS.values()))
    axes.set_yticks([0.0, 100.0], ["0", str(len(found))])
    mark_dates(axes, run, on_areas=True)
    span_months(axes, run, width, labelled=True)
