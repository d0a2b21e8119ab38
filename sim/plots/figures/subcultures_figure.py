"""Paths of culture after integration: towards one culture, or sub-cultures side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sim.config.naming import one_meant
from sim.model.enums import Phase, label
from sim.plots.data.partnership_life import listed
from sim.plots.data.run_frames import RunFrames, TrustMonths, plain
from sim.plots.layout.captions import parameters_note
from sim.plots.layout.keys import KeyBlock, draw_key_blocks, keys_height
from sim.plots.layout.palette import INK, INTEGRATION_OUTCOME_COLOURS, REFERENCE
from sim.plots.layout.sheet import LINE, RIGHT, Sheet, blank, lines_of, on_paper
from sim.plots.printed_page import page, tall

AT = 60
"""Months after the beginning at which paths are compared."""

BEFORE = 12
LEAST_FOLLOWED = 24
BOUNDS = (0.45, 0.70)
BINS = np.linspace(0.0, 1.0, 21)
LEFT = 15.0
PART = 0.72
"""Part of the page's width that the paths take; where they end takes the rest."""

HEIGHT = 68.0
BESIDE = 6.0
AXIS = 5.5
ACROSS = "Months since the partnership began to operate (dashed: month 0)"
UP = "Coherence of culture (1: one culture; low: sub-cultures side by side)"
ENDS = "Where paths end"
MOST_LINES = 300
SHORT_COLOUR = "#C8C8C8"
SHORT_DASHES = (0, (3.0, 1.5))


@dataclass(frozen=True, slots=True)
class Paths:
    """Coherence of trusts that became integrated, aligned at the month in which that began.

    Attributes
    ----------
    coherence : an array [path, month], from `BEFORE` months before to `AT` after; not-a-number outside the run.
    followed : for how many months after the beginning each path is known, at most `AT`.
    types : the type of each path's partnership; empty where a trust became a subsidiary of a group without one.
    """

    coherence: NDArray[np.float64]
    followed: NDArray[np.int64]
    types: list[str]

    @property
    def ends(self) -> NDArray[np.float64]:
        """Return where each path stands at five years, or at the end of the run if that is earlier."""
        ends: NDArray[np.float64] = self.coherence[np.arange(len(self.followed)), BEFORE + self.followed]
        return ends

    @property
    def least(self) -> int:
        """Return the months for which a path must be followed to be counted."""
        return min(LEAST_FOLLOWED, int(self.followed.max()))

    def outcomes(self) -> NDArray[np.int64]:
        """Return which of `INTEGRATION_OUTCOME_COLOURS` each path reaches; -1 if followed too briefly."""
        low, high = BOUNDS
        outcome = np.where(self.ends > high, 0, np.where(self.ends < low, 2, 1))
        return np.where(self.followed >= self.least, outcome, -1)


@on_paper
def subcultures(run: RunFrames, trust: str | None = None) -> Sheet:
    """Draw paths of culture after integration: towards one culture, or towards sub-cultures side by side.

    Parameters
    ----------
    run : the results.
    trust : id of one trust; by default every trust that becomes integrated.
    """
    title = f"Culture after integration: {run.title}"
    if trust is not None:
        trust = one_meant(trust, run.trust_names, "trust")
    paths = paths_after_integration(run, list(run.trust_names) if trust is None else [trust])
    if paths is None:
        who = run.trust_names[trust] if trust else "No trust"
        verb = "does not integrate" if trust else "integrates"
        text = f"{who} {verb} with another trust in any replicate of this run, so there is nothing to show."
        return blank(title, text, [parameters_note(run)])
    return _draw(run, title, paths, trust)


def beginnings(run: RunFrames, trusts: Sequence[str]) -> pd.DataFrame:
    """Return the month in which integration began, a row for each replicate and trust: replicate, trust, month, type.

    It is the first month in which a partnership operated that came to pool management; a trust that became a
    subsidiary of a group without such a partnership began then.
    """
    table = run.partnerships
    operating = table[(table["phase"].astype(str) == label(Phase.OPERATING)) & table["target"].isin(trusts)]
    keys = ["replicate", "partnership", "target"]
    about = operating[[*keys, "month", "type", "integration"]].astype(
        dict.fromkeys(("partnership", "target", "type"), str)
    )
    lives = about.groupby(keys, as_index=False).agg(month=("month", "min"), type=("type", "first"))
    lives = lives.rename(columns={"target": "trust"})
    held = run.trajectories[run.trajectories["trust"].isin(trusts)]
    # Only what makes two organisations one counts: it marks the trust as integrating from its first month.
    marked = held.loc[held["integrating"].astype(bool), ["replicate", "trust", "month"]].astype({"trust": str})
    pooled = lives.merge(marked, on=["replicate", "trust", "month"])[["replicate", "trust", "month", "type"]]
    absorbed = held.loc[held["absorbed_by"] >= 0, ["replicate", "trust", "month"]].astype({"trust": str})
    first = absorbed.groupby(["replicate", "trust"], as_index=False)["month"].min()
    # Who is a subsidiary from the start became one before it.
    joined = first[first["month"] > 0].assign(type="")
    both = pd.concat([pooled, joined], ignore_index=True) if len(pooled) else joined
    order = both.sort_values(["replicate", "trust", "month"], kind="stable")
    earliest: pd.DataFrame = order.drop_duplicates(["replicate", "trust"], ignore_index=True)
    return earliest


def paths_after_integration(run: RunFrames, trusts: Sequence[str]) -> Paths | None:
    """Return the paths of trusts that became integrated; None if none did."""
    began = beginnings(run, trusts)
    if began.empty:
        return None
    integrated = [trust for trust in trusts if trust in set(began["trust"])]
    held = TrustMonths(run, integrated)
    values = held.numbers("coherence")
    coherence = np.full((len(began), BEFORE + AT + 1), np.nan)
    followed = np.minimum(run.months - began["month"].to_numpy(dtype=np.int64), AT)
    place = {trust: position for position, trust in enumerate(integrated)}
    replicates = np.searchsorted(held.replicates, began["replicate"].to_numpy())
    for path, (replicate, trust, month) in enumerate(zip(replicates, began["trust"], began["month"], strict=True)):
        known = values[replicate, place[trust], max(month - BEFORE, 0) : month + AT + 1]
        start = max(BEFORE - month, 0)
        coherence[path, start : start + len(known)] = known
    return Paths(coherence, followed, list(began["type"]))


def _draw(run: RunFrames, title: str, paths: Paths, trust: str | None) -> Sheet:
    """Draw the paths, and beside them where they end."""
    outcomes = paths.outcomes()
    key, height = [KeyBlock("", _key(paths, outcomes))], tall(HEIGHT)
    room = page().width - LEFT - RIGHT - BESIDE
    widths = PART * room, (1.0 - PART) * room
    headings = [lines_of(text, width) for text, width in zip((UP, ENDS), widths, strict=True)]
    above = LINE * max(map(len, headings)) + 1.0
    label = lines_of(ACROSS, widths[0])
    key_top = above + height + AXIS + LINE * len(label)
    sheet = Sheet(title, _statement(run, paths, trust), key_top + keys_height(key), _notes(run, paths, outcomes))
    top = sheet.body_top + above
    lefts = LEFT, LEFT + widths[0] + BESIDE
    for left, heading in zip(lefts, headings, strict=True):
        sheet.write(left, top - 1.0 - LINE * len(heading), heading)
    axes = sheet.panel(lefts[0], top, widths[0], height)
    _draw_paths(axes, paths, outcomes)
    axes.set_xlabel("\n".join(label))
    _draw_ends(sheet.panel(lefts[1], top, widths[1], height), paths, outcomes)
    draw_key_blocks(sheet, sheet.body_top + key_top, key)
    sheet.tell(*(f"{entry.get_label()}." for entry in key[0].entries))
    return sheet


def _statement(run: RunFrames, paths: Paths, trust: str | None) -> str:
    """Return what a line is, and how many there are of which type."""
    count = len(paths.types)
    counts = Counter(
        plain(partnership_type).lower() if partnership_type else "subsidiary in another way"
        for partnership_type in paths.types
    )
    text = listed(
        [
            f"{number} {partnership_type}"
            for partnership_type, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ]
    )
    of_whom = f"{run.trust_names[trust]} in one replicate" if trust else "one integrated trust in one replicate"
    replicates = "one replicate" if run.replicates == 1 else f"{run.replicates} replicates"
    integrations = f"{count} integration{'s' if count > 1 else ''} in {replicates}, those without one left out"
    thick = " Thick: median of each outcome." if len(paths.types) > 1 else ""
    return f"Line: {of_whom}; {integrations} ({text}).{thick}"


def _notes(run: RunFrames, paths: Paths, outcomes: NDArray[np.int64]) -> list[str]:
    shortest, longest = int(paths.followed[outcomes >= 0].min()), int(paths.followed.max())
    span = f"{shortest}" if shortest == longest else f"{shortest} to {longest}"
    until = f"at month {AT}"
    if shortest < AT:
        until = f"{until} or " * (longest == AT) + f"at the end of the run, {span} months on"
    notes = [f"Outcomes are distinguished by coherence {until}; dotted: {BOUNDS[0]:.2f} and {BOUNDS[1]:.2f}."]
    step = _step(len(paths.types))
    if step > 1:
        notes.append(f"For legibility, only one path in {step} is drawn; shares and medians include all counted paths.")
    return [*notes, parameters_note(run)]


def _step(count: int) -> int:
    return -(-count // MOST_LINES)


def _key(paths: Paths, outcomes: NDArray[np.int64]) -> list[Artist]:
    """Return the outcomes with their shares of the paths that are counted."""
    counted = int((outcomes >= 0).sum())
    meanings = (f"above {BOUNDS[1]:.2f}", f"{BOUNDS[0]:.2f} to {BOUNDS[1]:.2f}", f"below {BOUNDS[0]:.2f}")
    key: list[Artist] = []
    for outcome, (name, colour) in enumerate(INTEGRATION_OUTCOME_COLOURS.items()):
        found = int((outcomes == outcome).sum())
        label = f"{name} (ends {meanings[outcome]}): {100.0 * found / counted:.0f} % ({found} of {counted})"
        key.append(Line2D([], [], color=colour, linewidth=2.0, label=label))
    short = int((outcomes < 0).sum())
    if short:
        label = f"Followed for less than {paths.least} months, not counted: {short}"
        key.append(Line2D([], [], color=SHORT_COLOUR, linewidth=1.2, linestyle=SHORT_DASHES, label=label))
    return key


def _draw_paths(axes: Axes, paths: Paths, outcomes: NDArray[np.int64]) -> None:
    months = np.arange(-BEFORE, AT + 1)
    colours = [*INTEGRATION_OUTCOME_COLOURS.values(), SHORT_COLOUR]  # the last one is reached by -1
    drawn = range(0, len(outcomes), _step(len(outcomes)))
    known = [np.isfinite(paths.coherence[path]) for path in drawn]
    lines = LineCollection(
        [np.column_stack([months[at], paths.coherence[path][at]]) for path, at in zip(drawn, known, strict=True)],
        colors=[colours[outcomes[path]] for path in drawn],
        linestyles=[SHORT_DASHES if outcomes[path] < 0 else "-" for path in drawn],
        linewidths=0.5 if len(outcomes) > 1 else 1.3,
        alpha=0.45 if len(outcomes) > 30 else 0.8 if len(outcomes) > 1 else 1.0,
        zorder=2,
    )
    axes.add_collection(lines)
    for outcome, colour in enumerate(INTEGRATION_OUTCOME_COLOURS.values()):
        members = paths.coherence[outcomes == outcome]
        if len(members) > 1:
            _draw_median(axes, months, members, colour)
    axes.axvline(0, color=INK, linewidth=0.8, dashes=(3, 2), zorder=4)
    _level_axis(axes)
    axes.set_xlim(-BEFORE, AT)
    axes.set_xticks(range(-BEFORE, AT + 1, 12))


def _draw_median(axes: Axes, months: NDArray[np.int64], members: NDArray[np.float64], colour: str) -> None:
    """Draw the median of an outcome with a white rim, where at least half of its paths are known."""
    known = np.isfinite(members).sum(axis=0) * 2 >= len(members)
    middle = np.array([np.nanmedian(column) for column in members[:, known].T])
    for shade, width in (("#FFFFFF", 3.6), (colour, 2.0)):
        axes.plot(months[known], middle, color=shade, linewidth=width, zorder=3, solid_capstyle="round")


def _level_axis(axes: Axes) -> None:
    axes.set_ylim(0.0, 1.0)
    axes.set_yticks(np.linspace(0.0, 1.0, 6))
    for bound in BOUNDS:
        axes.axhline(bound, color=REFERENCE, linewidth=0.8, linestyle=":", zorder=1.5)


def _draw_ends(axes: Axes, paths: Paths, outcomes: NDArray[np.int64]) -> None:
    """Draw which share of the paths that are counted ends where, in the colours of the outcomes."""
    counted = outcomes >= 0
    below = np.zeros(len(BINS) - 1)
    for outcome, colour in enumerate(INTEGRATION_OUTCOME_COLOURS.values()):
        counts, _ = np.histogram(paths.ends[outcomes == outcome], BINS)
        widths = 100.0 * counts / counted.sum()
        axes.barh(
            BINS[:-1],
            widths,
            height=np.diff(BINS),
            left=below,
            align="edge",
            color=colour,
            edgecolor="white",
            linewidth=0.4,
            zorder=2,
        )
        below += widths
    _level_axis(axes)
    axes.tick_params(labelleft=False)
    axes.set_xlim(0.0, max(10.0, 1.08 * float(below.max())))
    axes.locator_params(axis="x", nbins=4, integer=True)
    axes.set_xlabel("Paths (%)" if page().is_narrow else "Share of paths (%)")
