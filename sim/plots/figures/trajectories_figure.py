"""Turnaround trajectories: performance, quality, money and people over time, with and without the partnership.

Beside each variable stands the difference that the partnership makes, drawn bold where it is large enough to matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sim.model.enums import ProviderType
from sim.model.indicators import OBSERVABLES, access_measure, published_instead
from sim.plots.data.group_summaries import Group, by_first_rating, everyone, quantiles, single_trusts
from sim.plots.data.run_frames import MOST_TRUSTS, RunFrames, TrustMonths, nearest, shown_trusts, types_of_trusts
from sim.plots.layout.captions import line_statement, others_note, parameters_note, role_of
from sim.plots.layout.differences_beside import DifferencesBeside, difference_statement, differences_beside
from sim.plots.layout.keys import KeyBlock, draw_key_blocks, keys_height
from sim.plots.layout.palette import INK, MAIN, RATING_LINES, REFERENCE
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
)
from sim.plots.layout.sheet import Sheet, columns, on_paper
from sim.plots.layout.strips import Strip, draw_strips, make_strips, strip_keys, strip_note, strips_height
from sim.plots.layout.time_axis import AXIS_HEIGHT, label_dates, mark_dates, shade_winters, span_months, time_note
from sim.plots.printed_page import LEAST_PANEL, page, tall

VARIABLES = ("quality", "surplus", "engagement_score")
"""What is drawn below the access measure if nothing is asked for."""
ROW_HEIGHT = 26.0
NARROW_ROW_HEIGHT = 20.0
ROW_GAP = 3.0
LEAST_WITH_DIFFERENCE = 48.0
"""Width in millimetres that a trust needs if the difference stands beside."""

PART = 0.62
"""Part of a trust's room that the trajectories take; the differences take the rest."""

TICKS = 11.5
GAP_BEFORE_DIFFERENCE = 2.5
TWIN_WIDTH = 0.7
TWIN_DASHES = (2.5, 2.5)
"""Where both lines lie on each other, both remain visible."""

STRENGTHS = (0.18, 0.30)
"""Opacity of the bands, the outermost first."""


@dataclass(frozen=True, slots=True)
class TrajectoryColumn:
    """One column of panels: its heading, the groups whose lines it shows, and the trajectories of its strips."""

    heading: Heading
    groups: list[Group]
    members: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TrajectoryRow:
    """One row of panels: a variable, its quantiles by column and group, and the range of its axis."""

    name: str
    points: list[list[NDArray[np.float64]]]
    span: tuple[float, float]


@on_paper
def trajectories(run: RunFrames, trust: str | None = None, variables: Sequence[str] | None = None) -> Sheet:
    """Draw performance, quality, finance and staff engagement over time, with bands over replicates.

    Parameters
    ----------
    run : the results.
    trust : id of one trust; by default the first three focal trusts, and without focal trusts the whole population,
        grouped by first overall rating.
    variables : numeric columns of the trajectories, one row of panels each; by default the access measure that the
        first trust shown publishes (without focal trusts: that of most trusts), quality, surplus and engagement score.

    Raises
    ------
    ValueError : there is no such trust or variable, or none of the trusts shown publishes the figure.
    """
    chosen = shown_trusts(run, trust, min(MOST_TRUSTS, _most_trusts(run)))
    types = types_of_trusts(run, chosen or list(run.trust_names))
    names = checked_variables(run, variables or default_variables(types), types)
    held = TrustMonths(run, list(types))
    shown = _trust_columns(run, held) if chosen else [_population_column(held)]
    kept = slice(1, 4) if not chosen else slice(None) if run.replicates > 1 else slice(2, 3)
    rows = [_row(held, name, shown, kept) for name in names]
    strips = make_strips(run, held, as_partner=bool(chosen))
    beside = differences_beside(run, list(chosen) or [None], names)
    statement = " ".join([line_statement(run, None if chosen else len(held.trusts)), difference_statement(beside)])
    notes = [
        reference_note(names),
        cut_note({row.name: row.span for row in rows}),
        bounded_note({row.name: [found for column in row.points for found in column] for row in rows}),
        time_note(run),
        strip_note(run, not chosen, strips),
        publishers_note(names, types),
        others_note(run, held, trust),
        parameters_note(run),
    ]
    sheet = _draw(
        run, (f"Turnaround trajectories: {run.title}", statement.strip()), shown, rows, (strips, beside), notes
    )
    sheet.tell(*_in_words(shown, rows, beside))
    return sheet


def _most_trusts(run: RunFrames) -> int:
    """Return how many trusts fit beside each other, each with its differences if there is a twin."""
    return page().most_beside(LEAST_WITH_DIFFERENCE if len(run.twin_months) else LEAST_PANEL)


def default_variables(types: Mapping[str, str]) -> list[str]:
    """Return what is drawn of trusts of some types: the access measure of the first or, of many, of most; and more."""
    most = next(iter(types.values())) if len(types) <= MOST_TRUSTS else Counter(types.values()).most_common(1)[0][0]
    return [access_measure(most).name, *VARIABLES[: None if page().ratio is None else 1]]  # a slide shows less


def checked_variables(run: RunFrames, variables: Sequence[str], types: Mapping[str, str]) -> list[str]:
    """Return variables; raise ValueError for one that there is not, or that no trust shown publishes."""
    table = run.trajectories
    known = [
        name
        for name in table.columns
        if pd.api.types.is_numeric_dtype(table[name]) and name not in ("replicate", "month")
    ]
    for name in variables:
        if name in OBSERVABLES and name not in (instead := published_instead(name, set(types.values()))):
            who = (
                f"{run.trust_names[next(iter(types))]} does not" if len(types) == 1 else "none of the trusts shown does"
            )
            raise ValueError(f"{name}: {who} publish it; allowed: {', '.join(instead)}")
        if name not in known:
            raise nearest(name, known, "variable")
    return list(variables)


def publishers_note(names: Sequence[str], types: Mapping[str, str]) -> str:
    """Return which figures only some of the trusts shown publish, if any."""
    figures = [OBSERVABLES[name] for name in names if name in OBSERVABLES]
    codes = [ProviderType[provider_type.upper()] for provider_type in types.values()]
    partly = [item for item in figures if not all(map(item.is_published_by, codes))]
    return " ".join(f"{item.title}: published by {item.publishers} trusts only." for item in partly)


def _trust_columns(run: RunFrames, held: TrustMonths) -> list[TrajectoryColumn]:
    return [
        TrajectoryColumn(Heading(group.label, role_of(run, trust)), [group], group.members)
        for trust, group in zip(held.trusts, single_trusts(run, held), strict=True)
    ]


def _population_column(held: TrustMonths) -> TrajectoryColumn:
    return TrajectoryColumn(
        Heading("", f"{len(held.trusts)} trusts, by rating at the start"), by_first_rating(held), everyone(held).members
    )


def _row(held: TrustMonths, name: str, shown: Sequence[TrajectoryColumn], kept: slice) -> TrajectoryRow:
    """Return the quantiles of a variable that are drawn."""
    values = held.numbers(name)
    points = [[quantiles(values, group.members)[kept] for group in column.groups] for column in shown]
    return TrajectoryRow(name, points, limits(name, [found for column in points for found in column]))


def _draw(
    run: RunFrames,
    headlines: tuple[str, str],
    shown: Sequence[TrajectoryColumn],
    rows: Sequence[TrajectoryRow],
    under_and_beside: tuple[Sequence[Strip], DifferencesBeside | None],
    notes: Sequence[str],
) -> Sheet:
    strips, beside = under_and_beside
    lefts, room = columns(len(shown))
    width = room if beside is None else PART * (room - TICKS)
    row_height = tall(NARROW_ROW_HEIGHT if page().is_narrow else ROW_HEIGHT)
    heading = max(column.heading.height(width) for column in shown)
    if beside is not None:
        heading = max(heading, beside.heading_height(room - TICKS - width))
    strips_top = heading + len(rows) * (row_height + ROW_GAP)
    keys_top = strips_top + strips_height(strips) + AXIS_HEIGHT
    keys = [KeyBlock("", _lines(beside, bool(shown[0].heading.name)), 4), *strip_keys(strips)]
    if not shown[0].heading.name:
        keys.insert(0, KeyBlock("Rating at the start (number of trusts)", _groups(shown[0].groups), 4))
    sheet = Sheet(*headlines, keys_top + keys_height(keys), notes)
    for position, (column, left) in enumerate(zip(shown, lefts, strict=True)):
        column.heading.write(sheet, left, sheet.body_top, width)
        for number, row in enumerate(rows):
            top = sheet.body_top + heading + number * (row_height + ROW_GAP)
            axes = sheet.panel(left, top, width, row_height)
            twin = None if beside is None or not column.heading.name else beside.of(row.name, position)
            _draw_row(axes, run, row, position, [_colour(group) for group in column.groups], twin)
            span_months(axes, run, width, labelled=False)
            if number == 0:
                label_dates(axes, run, width)
        if beside is not None:
            place = (left + width + GAP_BEFORE_DIFFERENCE, sheet.body_top + heading, room - TICKS - width)
            beside.draw(sheet, run, position, place, row_height + ROW_GAP)
        place = (left, sheet.body_top + strips_top, width)
        lowest = draw_strips(sheet, run, strips, column.members, place, labelled=position == 0)[-1]
        span_months(lowest, run, width, labelled=True)
    draw_key_blocks(sheet, sheet.body_top + keys_top, keys)
    return sheet


def _groups(groups: Sequence[Group]) -> list[Artist]:
    return [
        Line2D([], [], color=_colour(group), linewidth=1.6, label=f"{group.label} ({group.trusts:.0f})")
        for group in groups
    ]


def _lines(beside: DifferencesBeside | None, single: bool) -> list[Artist]:
    """Return the entries of lines with and without the partnership, and of the differences."""
    if beside is None:
        return []
    own: list[Artist] = [Line2D([], [], color=MAIN, linewidth=1.3, label="With partnerships (median)")]
    twin = Line2D([], [], color=INK, linewidth=TWIN_WIDTH, dashes=TWIN_DASHES, label="Without them (median)")
    return [*([*own, twin] if single else []), *beside.key()]


def _in_words(
    shown: Sequence[TrajectoryColumn], rows: Sequence[TrajectoryRow], beside: DifferencesBeside | None
) -> list[str]:
    """Return what the figure shows: where each variable begins and ends, and what difference there is at the end."""
    said = []
    for position, column in enumerate(shown):
        for group_place, group in enumerate(column.groups):
            ends = [
                f"{in_line(row.name)} from {points[len(points) // 2][0]:.3g} to {points[len(points) // 2][-1]:.3g}"
                for row in rows
                for points in [row.points[position][group_place]]
            ]
            said.append(f"{group.label}, median: {'; '.join(ends)}.")
        if beside is not None:
            said.append(beside.in_words(position))
    return said


def _colour(group: Group) -> str:
    return MAIN if group.rating is None else RATING_LINES[group.rating]


def _draw_row(
    axes: Axes, run: RunFrames, row: TrajectoryRow, position: int, colours: Sequence[str], twin: pd.DataFrame | None
) -> None:
    """Draw one panel: winters, reference, a line with its bands for each group, and a thin line for the twin."""
    shade_winters(axes, run)
    if row.name in REFERENCES:
        axes.axhline(REFERENCES[row.name][0], color=REFERENCE, linewidth=0.8, linestyle=":", zorder=1.5)
    for found, colour in zip(row.points[position], colours, strict=True):
        _draw_line(axes, found, colour)
    if twin is not None:
        axes.plot(twin["month"], twin["twin"], color=INK, linewidth=TWIN_WIDTH, dashes=TWIN_DASHES, zorder=3.2)
    mark_dates(axes, run)
    axes.set_ylim(*with_room(row.span, row.points))
    axes.locator_params(axis="y", nbins=5)
    if position == 0:
        axes.set_ylabel(axis_title(row.name), linespacing=1.1)
    else:
        axes.tick_params(labelleft=False)


def _draw_line(axes: Axes, found: NDArray[np.float64], colour: str) -> None:
    """Draw the median and what lies around it; `found` holds one, three or five quantiles."""
    months = np.arange(found.shape[1])
    for band in range(len(found) // 2):
        axes.fill_between(
            months, found[band], found[-1 - band], color=colour, alpha=STRENGTHS[band], linewidth=0.0, zorder=2
        )
    axes.plot(months, found[len(found) // 2], color=colour, linewidth=1.3, zorder=3)
