"""Vertical axes: titles with units, ranges that every column shares, and lines of reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from sim.model.indicators import OBSERVABLES
from sim.model.state import TrustState
from sim.model.variables import variables
from sim.plots.data.run_frames import plain

# The least that an axis spans, so that noise on a small range does not look like a turnaround.
WINDOWS: dict[str, tuple[float, float]] = {
    "four_hour_performance": (40.0, 100.0),
    "response_time": (10.0, 40.0),
    "talking_therapies_in_time": (50.0, 100.0),
    "community_waits_in_time": (50.0, 100.0),
    "treatment_in_time": (60.0, 100.0),
    "engagement_score": (6.0, 8.0),
    "surplus": (-10.0, 10.0),
    "vacancy_rate": (0.0, 20.0),
}

REFERENCES: dict[str, tuple[float, str]] = {
    "four_hour_performance": (95.0, "the 95 % standard of four-hour performance"),
    "response_time": (18.0, "the standard of 18 minutes"),
    "talking_therapies_in_time": (75.0, "the 75 % standard of talking therapies"),
    "treatment_in_time": (92.0, "the 92 % standard of referral to treatment"),
    "surplus": (0.0, "break-even"),
}

SHORT_TITLES: dict[str, str] = {
    "four_hour_performance": "A&E four-hour\nperformance (%)",
    "response_time": "Ambulance response\ntime (minutes)",
    "talking_therapies_in_time": "Talking therapies\nin 6 weeks (%)",
    "community_waits_in_time": "Community care\nin 18 weeks (%)",
    "treatment_in_time": "Treatment in\n18 weeks (%)",
    "engagement_score": "Staff engagement\nscore (0 to 10)",
    "surplus": "Surplus (+) or\ndeficit (−)\n(% of turnover)",
    "vacancy_rate": "Vacancy rate\n(% of posts)",
    "quality": "Quality of care\n(level, 0 to 1)",
}

DIFFERENCE_TITLES: dict[str, str] = {
    "four_hour_performance": "A&E four-hour\nperformance\n(percentage points)",
    "talking_therapies_in_time": "Talking therapies\nin 6 weeks\n(percentage points)",
    "community_waits_in_time": "Community care\nin 18 weeks\n(percentage points)",
    "treatment_in_time": "Treatment in\n18 weeks\n(percentage points)",
    "engagement_score": "Staff engagement\nscore (points of 10)",
    "surplus": "Surplus (percentage\npoints of turnover)",
    "quality": "Quality of care\n(on a scale 0 to 1)",
}

MATERIAL_PART = 0.02
"""Part of a variable's usual window below which a difference is too small to change a decision; assumed."""

LEAST_PART = 0.04
"""Part of a variable's usual window that an axis of differences spans at least, on either side of no difference."""

ROOM_PART = 0.03
"""Part of an axis by which it is longer where data run along its end."""

UNITS = {"level": "level, 0 to 1", "share": "share, 0 to 1"}


def axis_title(name: str) -> str:
    """Return the title of the axis of a variable, with its unit, in two lines."""
    if name in SHORT_TITLES:
        return SHORT_TITLES[name]
    if name in OBSERVABLES:
        return f"{OBSERVABLES[name].title}\n({OBSERVABLES[name].unit})"
    unit = variables(TrustState)[name].unit if name in variables(TrustState) else ""
    return f"{plain(name)}\n({UNITS.get(unit, unit)})" if unit else plain(name)


def _window(name: str) -> tuple[float, float]:
    if name in WINDOWS:
        return WINDOWS[name]
    known = variables(TrustState).get(name)
    return (0.0, 1.0) if known is not None and known.unit in UNITS and known.low == 0.0 else (0.0, 0.0)


def limits(name: str, drawn: Sequence[NDArray[np.float64]]) -> tuple[float, float]:
    """Return the range of a variable's axis: its usual window, widened to round numbers if the data need it."""
    low, high = _window(name)
    known = [values for values in drawn if not np.isnan(values).all()]
    low = min([low, *(float(np.nanmin(values)) for values in known)])
    high = max([high, *(float(np.nanmax(values)) for values in known)])
    ticks = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high if high > low else low + 1.0)
    return float(ticks[0]), float(ticks[-1])


def with_room(span: tuple[float, float], points: Sequence[Sequence[NDArray[np.float64]]]) -> tuple[float, float]:
    """Return a range that is a little wider where data run along its end, so that no line is cut in half."""
    low, high = span
    drawn = [float(np.nanmax(found)) for column in points for found in column if not np.isnan(found).all()]
    lowest = [float(np.nanmin(found)) for column in points for found in column if not np.isnan(found).all()]
    room = ROOM_PART * (high - low)
    top = high + room if drawn and max(drawn) > high - room / 2 else high
    return (low - room if lowest and min(lowest) < low + room / 2 else low), top


def in_line(name: str) -> str:
    """Return what a variable is called in a sentence."""
    return axis_title(name).split("(")[0].replace("\n", " ").strip()


def bounded_note(drawn: Mapping[str, Sequence[NDArray[np.float64]]]) -> str:
    """Return which of the variables drawn run along the highest value that they can have, if any."""
    at_most = [
        f"{in_line(name)} cannot exceed {OBSERVABLES[name].high:g}"
        for name, points in drawn.items()
        if name in OBSERVABLES and any(np.nanmax(found, initial=-np.inf) >= OBSERVABLES[name].high for found in points)
    ]
    return f"{'; '.join(at_most)}." if at_most else ""


def material(name: str, span: tuple[float, float]) -> float:
    """Return the difference up to which one is too small to matter: a part of a variable's usual window, or axis."""
    low, high = _window(name)
    low, high = (low, high) if high > low else span
    return MATERIAL_PART * (high - low)


def difference_title(name: str) -> str:
    """Return the title of an axis of differences, with their unit."""
    return DIFFERENCE_TITLES.get(name, axis_title(name))


def difference_ticks(name: str, drawn: Sequence[NDArray[np.float64]]) -> list[float]:
    """Return the ticks of an axis of differences, from end to end: round numbers, no difference among them.

    The least that it spans keeps differences that nobody would notice from looking like a turnaround.
    """
    low, high = _window(name)
    least = LEAST_PART * (high - low)
    low = min([-least, *(float(np.nanmin(values)) for values in drawn)])
    high = max([least, *(float(np.nanmax(values)) for values in drawn)])
    ticks = MaxNLocator(nbins=4, steps=[1, 2, 5, 10]).tick_values(low, high)
    return [float(tick) for tick in ticks]


def keep_ticks_within(axes: Axes) -> None:
    """Keep the ticks between the ends of each axis of numbers, now that its ends are settled."""
    axes.set_xlim(axes.get_xlim())
    axes.set_ylim(axes.get_ylim())
    low, high = sorted(axes.get_xlim())
    axes.set_xticks([tick for tick in axes.get_xticks() if low <= tick <= high])
    low, high = sorted(axes.get_ylim())
    axes.set_yticks([tick for tick in axes.get_yticks() if low <= tick <= high])


def signed(number: float) -> str:
    """Return a number as a difference is written: with its sign, but for nought."""
    return f"{number:+g}".replace("-", "−") if number else "0"


def reference_note(names: Sequence[str]) -> str:
    """Return what the dotted lines are."""
    meanings = [REFERENCES[name][1] for name in names if name in REFERENCES]
    return f"Dotted: {' and '.join(meanings)}." if meanings else ""


def cut_note(spans: Mapping[str, tuple[float, float]]) -> str:
    """Return which axes do not begin at zero, if any."""
    cut = [in_line(name) for name, (low, _) in spans.items() if low > 0.0]
    return f"Axes that do not begin at zero: {'; '.join(cut)}." if cut else ""
