"""The time axis: months, years, winters, and what the scenario dates: changes of policy and events."""

from __future__ import annotations

from math import ceil
from typing import Protocol

from matplotlib.axes import Axes

from sim.plots.layout.palette import INK, QUIET, WINTER
from sim.scenario.dated_marks import DatedMark

WINTER_MONTHS = (12, 1, 2, 3)
AXIS_HEIGHT = 11.5
"""Room in millimetres under a panel for the ticks, the years and the label."""

ROOM_OF_TICK = 7.0
ROOM_OF_YEAR = 10.5
ROOM_OF_NUMBER = 3.3
ROOM_OF_WORD = 10.0

MOST_NAMED = 4
"""Events that a note names."""


class Timeline(Protocol):
    """What is simulated, as far as the time axis reads it."""

    @property
    def months(self) -> int:
        """Return how many months were simulated."""
        ...

    @property
    def start_month(self) -> int:
        """Return the calendar month, 1 to 12, of month 1."""
        ...

    @property
    def policy_months(self) -> list[int]:
        """Return the months in which the regulator's policy changes."""
        ...

    @property
    def dated_marks(self) -> list[DatedMark]:
        """Return the dated events of the scenario."""
        ...


def winters(months: int, start_month: int) -> list[tuple[int, int]]:
    """Return the start and length of each winter; month m lies between m - 1 and m on the axis."""
    spans: list[tuple[int, int]] = []
    for month in range(1, months + 1):
        if (start_month + month - 2) % 12 + 1 not in WINTER_MONTHS:
            continue
        if spans and sum(spans[-1]) == month - 1:
            spans[-1] = (spans[-1][0], spans[-1][1] + 1)
        else:
            spans.append((month - 1, 1))
    return spans


def policy_places(run: Timeline) -> list[int]:
    """Return where changes of policy stand on the axis: at the beginning of their months."""
    return _beginnings(run, run.policy_months)


def event_places(run: Timeline) -> list[int]:
    """Return where dated events stand on the axis: at the beginning of their months."""
    return _beginnings(run, [mark.month for mark in run.dated_marks])


def end_places(run: Timeline) -> list[int]:
    """Return where events that last have ended."""
    return _beginnings(run, [mark.after for mark in run.dated_marks if mark.after is not None])


def _beginnings(run: Timeline, months: list[int]) -> list[int]:
    return sorted({max(month - 1, 0) for month in months if month <= run.months})


def tick_step(months: int, width: float) -> int:
    """Return how many months lie between labelled ticks on an axis of a width in millimetres."""
    if months <= 24:
        return 3 if months <= 12 else 6
    return 12 * ceil((months / 12 + 1) * ROOM_OF_TICK / width)


def shade_winters(axes: Axes, run: Timeline) -> None:
    """Shade the winters behind the data."""
    spans = winters(run.months, run.start_month)
    axes.broken_barh(spans, (0.0, 1.0), transform=axes.get_xaxis_transform(), facecolor=WINTER, linewidth=0.0, zorder=0)


def mark_dates(axes: Axes, run: Timeline, on_areas: bool = False) -> None:
    """Draw a dashed line where the regulator's policy changes, and dotted ones where dated events happen and end."""
    for place in {*event_places(run), *end_places(run)}:
        _mark(axes, place, (1, 1.5), on_areas)
    for place in policy_places(run):
        _mark(axes, place, (3, 2), on_areas)


def _mark(axes: Axes, place: int, dashes: tuple[float, float], on_areas: bool) -> None:
    """Draw a line; on areas it has a white rim, so that it shows."""
    if on_areas:
        axes.axvline(place, color="#FFFFFF", linewidth=1.4, zorder=2.5, snap=False)
    axes.axvline(place, color=INK, linewidth=0.8, dashes=dashes, zorder=4, snap=False)


def label_dates(axes: Axes, run: Timeline, width: float) -> None:
    """Write `policy`, `event` or `end` above the lines, where there is room between them."""
    words = dict.fromkeys(end_places(run), "end") | dict.fromkeys(event_places(run), "event")
    words |= dict.fromkeys(policy_places(run), "policy")
    last = -run.months
    for place in sorted(words):
        if (place - last) * width / run.months < ROOM_OF_WORD:
            continue
        axes.annotate(
            words[place],
            (place, 1.0),
            xycoords=axes.get_xaxis_transform(),
            xytext=(0, 1.5),
            textcoords="offset points",
            ha="left" if place * width / run.months < 4.0 else "center",
            va="bottom",
            color=INK,
            annotation_clip=False,
        )
        last = place


def span_months(axes: Axes, run: Timeline, width: float, labelled: bool, years: bool = True) -> None:
    """Set the time axis; its lowest panel has the labels of months, and of years where they are wanted."""
    axes.set_xlim(0, run.months)
    if not labelled:
        axes.set_xticks([])  # winters tell the years; ticks take a third of the time that a figure takes
        return
    axes.set_xticks(range(0, run.months + 1, tick_step(run.months, width)))
    if not years:
        axes.set_xlabel("Months", labelpad=1.5)
        return
    roomy = 12.0 * width / run.months > ROOM_OF_YEAR
    axes.set_xlabel("Months since the start" if roomy else "Months (grey: years)", labelpad=11.0)
    step = max(1, ceil(ROOM_OF_NUMBER * run.months / (12.0 * width)))
    _number_years(axes, run.months, "year " if roomy else "", step)


def _number_years(axes: Axes, months: int, word: str, step: int) -> None:
    """Write the number of each year, or each so many, in its middle, after a word."""
    for year in range(1, months // 12 + 1, step):
        axes.annotate(
            f"{word}{year}",
            (12 * year - 6, 0.0),
            xycoords=axes.get_xaxis_transform(),
            xytext=(0, -11.0),
            textcoords="offset points",
            ha="center",
            va="top",
            color=QUIET,
            annotation_clip=False,
        )


def time_note(run: Timeline, winter: bool = True) -> str:
    """Return what shading (if `winter` is shaded), dashed and dotted lines mean."""
    shaded = winter_note(run) if winter else ""
    dashed = "Dashed vertical line: the regulator's policy changes." if policy_places(run) else ""
    return " ".join(note for note in (shaded, dashed, event_note(run)) if note)


def event_note(run: Timeline) -> str:
    """Return what dotted lines mean: what happened when to whom, of the first few events of the run."""
    happened = [mark.words for mark in run.dated_marks if mark.month <= run.months]
    if not happened:
        return ""
    more = f"; and {len(happened) - MOST_NAMED} more" if len(happened) > MOST_NAMED else ""
    return f"Dotted vertical lines, events of the scenario: {'; '.join(happened[:MOST_NAMED])}{more}."


def winter_note(run: Timeline) -> str:
    """Return what shading means, if there is a winter."""
    return "Shaded: winter (December to March)." if winters(run.months, run.start_month) else ""
