"""Stages and ratings over time: the share of replicates, or of the trusts of a population, in each."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, TypeVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sim.model.enums import Rating, Stage
from sim.plots.data.group_summaries import Group, everyone, means, shares, shares_apart, single_trusts
from sim.plots.data.run_frames import RunFrames, TrustMonths, shown_trusts, title_of
from sim.plots.layout.areas import hatched_swatch, stack, swatches
from sim.plots.layout.captions import others_note, parameters_note, share_statement
from sim.plots.layout.palette import INK, RATING_COLOURS, STAGE_COLOURS
from sim.plots.layout.panels import Heading, Panels, finish, side_by_side
from sim.plots.layout.sheet import Sheet, on_paper
from sim.plots.layout.time_axis import time_note

PANEL_HEIGHT = 55.0
Choice = TypeVar("Choice", bound=IntEnum)


@on_paper
def stages(run: RunFrames, trust: str | None = None) -> Sheet:
    """Draw the share of replicates, or of trusts in all replicates, in each stage of failure and turnaround.

    Parameters
    ----------
    run : the results.
    trust : id of one trust; by default the first three focal trusts side by side, and without focal trusts the whole
        population. Trusts that are subsidiaries of a group lie on top and are hatched.
    """
    held, groups = _shown(run, trust)
    key = swatches(STAGE_COLOURS, _occurring(held, "stage", Stage)) + hatched_swatch(held.absorbed())
    panels = _panels(run, trust, held, groups, "Stages of failure and turnaround", "in each stage", key)
    _areas(panels, held, groups, "stage", Stage, STAGE_COLOURS)
    finish(panels, run, 100.0, _axis(run, trust), lowest=True)
    panels.sheet.tell(*_ends(held, groups, "stage", Stage))
    return panels.sheet


@on_paper
def ratings(run: RunFrames, trust: str | None = None) -> Sheet:
    """Draw the share of replicates, or of trusts in all replicates, at each rating, and the share in special measures.

    Parameters
    ----------
    run : the results.
    trust : as in `stages`.
    """
    held, groups = _shown(run, trust)
    ends = "; absorption ends them" if held.absorbed().any() else ""
    line = Line2D([], [], color=INK, linewidth=1.6, label=f"In special measures (line{ends})")
    key = [
        *swatches(RATING_COLOURS, _occurring(held, "rating_overall", Rating)),
        line,
        *hatched_swatch(held.absorbed()),
    ]
    panels = _panels(run, trust, held, groups, "Overall ratings and special measures", "at each rating", key)
    _areas(panels, held, groups, "rating_overall", Rating, RATING_COLOURS)
    special = held.numbers("special_measures")
    for axes, group in zip(panels.axes, groups, strict=True):
        _special_measures(axes, 100.0 * means(special, group.members))
    finish(panels, run, 100.0, _axis(run, trust), lowest=True)
    panels.sheet.tell(*_ends(held, groups, "rating_overall", Rating))
    for group in groups:
        found = 100.0 * means(special, group.members)
        said = f"{group.label} in special measures: {found[0]:.0f} % at the start, {found[-1]:.0f} % at the end."
        panels.sheet.tell(said)
    return panels.sheet


def _shown(run: RunFrames, trust: str | None) -> tuple[TrustMonths, list[Group]]:
    chosen = shown_trusts(run, trust)
    held = TrustMonths(run, chosen or list(run.trust_names))
    return held, single_trusts(run, held) if chosen else [everyone(held)]


def _occurring(held: TrustMonths, name: str, choices: type[Choice]) -> list[Choice]:
    """Return which members of a vocabulary occur."""
    found = set(np.unique(held.choices(name, choices)).tolist())
    return [member for member in choices if member in found]


def _ends(held: TrustMonths, groups: list[Group], name: str, choices: type[Choice]) -> list[str]:
    """Return in words which share is where at the start and at the end."""
    codes, said = held.choices(name, choices), []
    for group in groups:
        found = shares(codes, len(choices), group.members)
        for when, month in (("start", 0), ("end", -1)):
            parts = [f"{title_of(member).lower()} {found[member, month]:.0f} %" for member in choices
                     if found[member, month] >= 0.5]  # fmt: skip
            said.append(f"{group.label} at the {when}: {', '.join(parts)}.")
    return said


def _axis(run: RunFrames, trust: str | None) -> str:
    return "Share of replicates (%)" if shown_trusts(run, trust) else "Share of trusts (%)"


def _panels(
    run: RunFrames, trust: str | None, held: TrustMonths, groups: list[Group], what: str, where: str, key: list[Artist]
) -> Panels:
    pooled = None if shown_trusts(run, trust) else len(held.trusts)
    notes = [time_note(run, winter=False), others_note(run, held, trust), parameters_note(run)]
    return side_by_side(
        f"{what}: {run.title}",
        share_statement(run, where, pooled),
        [Heading(group.label) for group in groups],
        PANEL_HEIGHT,
        0.0,
        key,
        notes,
    )


def _areas(
    panels: Panels, held: TrustMonths, groups: list[Group], name: str, choices: type[IntEnum], colours: dict[Any, str]
) -> None:
    """Draw the shares of each choice; those of trusts that are subsidiaries of a group on top, hatched."""
    codes, apart = held.choices(name, choices), held.absorbed()
    for axes, group in zip(panels.axes, groups, strict=True):
        stack(axes, shares_apart(codes, len(choices), group.members, apart), list(colours.values()), len(choices))


def _special_measures(axes: Axes, shares: NDArray[np.float64]) -> None:
    """Draw a dark line with a white rim, so that it shows on every colour."""
    months = np.arange(len(shares))
    for colour, width in (("#FFFFFF", 3.0), (INK, 1.6)):
        axes.step(months, shares, where="pre", color=colour, linewidth=width, zorder=3, clip_on=False)
