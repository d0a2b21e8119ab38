"""Turnaround trajectories: performance, quality, money and people over time, above strips of the trust's status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sim.model.enums import ProviderType
from sim.model.indicators import OBSERVABLES, access_measure, published_instead
from sim.plots.data.group_summaries import Group, by_first_rating, everyone, quantiles, single_trusts
from sim.plots.data.run_frames import MOST_TRUSTS, RunFrames, TrustMonths, nearest, shown_trusts, types_of_trusts
from sim.plots.layout.captions import line_statement, others_note, parameters_note, role_of
from sim.plots.layout.palette import MAIN, RATING_LINES, REFERENCE
from sim.plots.layout.panels import Heading
from sim.plots.layout.scales import REFERENCES, axis_title, cut_note, limits, reference_note
from sim.plots.layout.sheet import LEFT, Sheet, columns, on_paper
from sim.plots.layout.strips import KEYS_HEIGHT, Strip, draw_keys, draw_strips, make_strips, strip_note, strips_height
from sim.plots.layout.time_axis import AXIS_HEIGHT, label_dates, mark_dates, shade_winters, span_months, time_note

VARIABLES = ("quality", "surplus", "engagement_score")
"""What is drawn below the access measure if nothing is asked for."""
ROW_HEIGHT = 26.0
ROW_GAP = 3.0
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
    chosen = shown_trusts(run, trust)
    types = types_of_trusts(run, chosen or list(run.trust_names))
    names = _checked(run, variables or default_variables(types), types)
    held = TrustMonths(run, list(types))
    shown = _trust_columns(run, held) if chosen else [_population_column(held)]
    kept = slice(1, 4) if not chosen else slice(None) if run.replicates > 1 else slice(2, 3)
    rows = [_row(held, name, shown, kept) for name in names]
    strips = make_strips(run, held, as_partner=bool(chosen))
    statement = line_statement(run, None if chosen else len(held.trusts))
    notes = [
        reference_note(names),
        cut_note({row.name: row.span for row in rows}),
        time_note(run),
        strip_note(run, not chosen, strips),
        publishers_note(names, types),
        others_note(run, held, trust),
        parameters_note(run),
    ]
    return _draw(run, (f"Turnaround trajectories: {run.title}", statement), shown, rows, strips, notes)


def default_variables(types: Mapping[str, str]) -> list[str]:
    """Return what is drawn of trusts of some types: the access measure of the first or, of many, of most; and more."""
    most = next(iter(types.values())) if len(types) <= MOST_TRUSTS else Counter(types.values()).most_common(1)[0][0]
    return [access_measure(most).name, *VARIABLES]


def _checked(run: RunFrames, variables: Sequence[str], types: Mapping[str, str]) -> list[str]:
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
    return TrajectoryColumn(Heading("", "Rating at the start (trusts):"), by_first_rating(held), everyone(held).members)


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
    strips: Sequence[Strip],
    notes: Sequence[str],
) -> Sheet:
    lefts, width = columns(len(shown))
    heading = max(column.heading.height(width) for column in shown)
    strips_top = heading + len(rows) * (ROW_HEIGHT + ROW_GAP)
    keys_top = strips_top + strips_height(strips) + AXIS_HEIGHT
    sheet = Sheet(*headlines, keys_top + KEYS_HEIGHT, notes)
    for position, (column, left) in enumerate(zip(shown, lefts, strict=True)):
        column.heading.write(sheet, left, sheet.body_top, width)
        for number, row in enumerate(rows):
            top = sheet.body_top + heading + number * (ROW_HEIGHT + ROW_GAP)
            axes = sheet.panel(left, top, width, ROW_HEIGHT)
            _draw_row(axes, run, row, position, [_colour(group) for group in column.groups])
            span_months(axes, run, width, labelled=False)
            if number == 0:
                label_dates(axes, run, width)
        place = (left, sheet.body_top + strips_top, width)
        lowest = draw_strips(sheet, run, strips, column.members, place, labelled=position == 0)[-1]
        span_months(lowest, run, width, labelled=True)
    if not shown[0].heading.name:
        _key_of_groups(sheet, shown[0].groups)
    draw_keys(sheet, sheet.body_top + keys_top, strips)
    return sheet


def _key_of_groups(sheet: Sheet, groups: Sequence[Group]) -> None:
    lines = [
        Line2D([], [], color=_colour(group), linewidth=1.6, label=f"{group.label} ({group.trusts:.0f})")
        for group in groups
    ]
    sheet.key(LEFT + 38.0, sheet.body_top + 0.7, "", lines, columns=len(lines))


def _colour(group: Group) -> str:
    return MAIN if group.rating is None else RATING_LINES[group.rating]


def _draw_row(axes: Axes, run: RunFrames, row: TrajectoryRow, position: int, colours: Sequence[str]) -> None:
    """Draw one panel: winters, reference, and a line with its bands for each group."""
    shade_winters(axes, run)
    if row.name in REFERENCES:
        axes.axhline(REFERENCES[row.name][0], color=REFERENCE, linewidth=0.8, linestyle=":", zorder=1.5)
    for found, colour in zip(row.points[position], colours, strict=True):
        _draw_line(axes, found, colour)
    mark_dates(axes, run)
    axes.set_ylim(*row.span)
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
