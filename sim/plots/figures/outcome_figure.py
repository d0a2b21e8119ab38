"""One outcome over the replicates: its S-curve with and without partnerships, and how pairs of replicates differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sim.config.naming import one_meant
from sim.outcomes import OUTCOMES
from sim.plots.data.run_frames import RunFrames, focal_first, nearest
from sim.plots.layout.captions import parameters_note
from sim.plots.layout.keys import KeyBlock, draw_key_blocks, keys_height
from sim.plots.layout.palette import DIFFERENCE, INK, MAIN
from sim.plots.layout.plain_names import outcome_title
from sim.plots.layout.scales import keep_ticks_within
from sim.plots.layout.sheet import LEFT, RIGHT, Sheet, blank, lines_of, on_paper
from sim.plots.layout.text_fitting import written
from sim.plots.printed_page import page, tall

PREFERRED = ("performance_change_60", "performance_change_36", "performance_change_24", "performance_change_12",
             "performance_shortfall")  # fmt: skip
"""Outcomes that are shown if none is asked for: the first that has different values."""

HEIGHT = 50.0
AXIS = 5.0
GAP = 14.0
BINS = 25
DASHES = (4.0, 2.0)
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OutcomeValues:
    """Values of an outcome by replicate, with partnerships and, where there is a twin, without.

    Attributes
    ----------
    name : of the outcome.
    of_whom : whose it is, in words.
    own, twin : by replicate, missing where there is none; no twin: an empty array.
    """

    name: str
    of_whom: str
    own: Values
    twin: Values

    @property
    def gaps(self) -> Values:
        """Return own less twin of the replicates that have both."""
        found: Values = self.own - self.twin if len(self.twin) else np.zeros(0)
        return found[np.isfinite(found)]


@on_paper
def outcome(run: RunFrames, trust: str | None = None, outcome: str | None = None) -> Sheet:
    """Draw the S-curve of one outcome with and without partnerships, and the distribution of their differences.

    Parameters
    ----------
    run : the results.
    trust : id of one trust; by default the first focal trust, and without focal trusts the mean of all.
    outcome : name of an outcome that is a number; by default the change of performance.

    Raises
    ------
    ValueError : there is no such trust, or no such outcome that is a number.
    """
    found = values_of(run, trust, outcome)
    title = f"{outcome_title(found.name)[:1].upper()}{outcome_title(found.name)[1:]}, {found.of_whom}: {run.title}"
    known = int(np.isfinite(found.own).sum())
    notes = [f"{OUTCOMES[found.name].meaning}; of {OUTCOMES[found.name].among}.", parameters_note(run)]
    notes[0] = notes[0][:1].upper() + notes[0][1:]
    if known < 2:
        return blank(title, "Fewer than two replicates have a value, so there is nothing to show.", notes)
    panels = 2 if len(found.gaps) > 1 else 1
    across = 1 if page().is_narrow else panels
    room = page().width - LEFT - RIGHT - 3.0
    width = (room - GAP * (across - 1)) / across
    axis = lines_of(f"{outcome_title(found.name)} ({OUTCOMES[found.name].unit})", width)
    pitch = tall(HEIGHT) + AXIS + 3.6 * (len(axis) + 1)
    key = [KeyBlock("", key_of(found), 3)]
    rows = -(-panels // across)
    sheet = Sheet(title, statement_of(found, known), rows * pitch + keys_height(key), notes)
    axes = sheet.panel(LEFT, sheet.body_top + 1.0, width, tall(HEIGHT))
    draw_curves(axes, found)
    axes.set_xlabel("\\n".join(axis))
    if panels == 2:
        left, top = (LEFT + width + GAP, 0.0) if across == 2 else (LEFT, pitch)
        axes = sheet.panel(left, sheet.body_top + top + 1.0, width, tall(HEIGHT))
        draw_differences(axes, found.gaps)
        axes.set_xlabel("\\n".join(lines_of(f"difference that partnerships make ({OUTCOMES[found.name].unit})", width)))
    draw_key_blocks(sheet, sheet.body_top + rows * pitch, key)
    sheet.tell(*in_words(found))
    return sheet


def values_of(run: RunFrames, trust: str | None, name: str | None) -> OutcomeValues:
    """Return the values of an outcome of a trust, or the mean of all trusts by replicate."""
    numbers = [key for key, known in OUTCOMES.items() if known.kind != "share"]
    if name is not None and name not in numbers:
        raise nearest(name, numbers, "outcome that is a number")
    first = focal_first(run)[:1]
    chosen = one_meant(trust, run.trust_names, "trust") if trust is not None else first[0] if first else None
    of_whom = run.trust_names[chosen] if chosen else f"mean of all {len(run.trust_names)} trusts"
    tables = [
        table if chosen is None else table[table["trust"] == chosen] for table in (run.outcomes, run.twin_outcomes)
    ]
    shown = name or next((key for key in PREFERRED if tables[0][key].nunique() > 1), PREFERRED[-1])
    own, twin = (table.groupby("replicate")[shown].mean().to_numpy(dtype=np.float64) for table in tables)
    return OutcomeValues(shown, of_whom, own, twin)


def statement_of(found: OutcomeValues, known: int) -> str:
    """Return what curves and bars are."""
    text = f"Curve: share of the {known} replicates with a value up to each one (cumulative); vertical lines: medians."
    if len(found.gaps) > 1:
        mean, half = mean_and_half(found.gaps)
        interval = f"95 % interval {written(mean - half, 3)} to {written(mean + half, 3)}"
        text += (
            " Bars: differences between the same replicate with and without partnerships; on average "
            f"{written(mean, 3)} ({interval})."
        )
    return text


def mean_and_half(gaps: Values) -> tuple[float, float]:
    """Return the mean of differences, and half the width of its 95 % interval (Student's t)."""
    from scipy.special import stdtrit

    return float(gaps.mean()), float(stdtrit(len(gaps) - 1, 0.975) * gaps.std(ddof=1) / np.sqrt(len(gaps)))


def draw_curves(axes: Axes, found: OutcomeValues) -> None:
    """Draw the cumulative share with partnerships and, thin and dashed, without."""
    for values, colour, width, dashes in ((found.twin, INK, 0.9, DASHES), (found.own, MAIN, 1.5, (1, 0))):
        known = np.sort(values[np.isfinite(values)])
        if not len(known):
            continue
        shares = 100.0 * np.arange(1, len(known) + 1) / len(known)
        axes.step(known, shares, where="post", color=colour, linewidth=width, dashes=dashes, zorder=3)
        axes.axvline(float(np.median(known)), color=colour, linewidth=0.6, dashes=dashes, zorder=2)
    axes.set_ylim(0.0, 102.0)
    axes.set_yticks(range(0, 101, 25))
    axes.set_ylabel("Share of replicates (%)")
    axes.locator_params(axis="x", nbins=5)
    keep_ticks_within(axes)


def draw_differences(axes: Axes, gaps: Values) -> None:
    """Draw how many pairs differ by how much, with the mean and its interval."""
    low, high = min(0.0, float(gaps.min())), max(0.0, float(gaps.max()))
    counts, edges = np.histogram(gaps, BINS, (low, high if high > low else low + 1.0))
    axes.stairs(counts, edges, fill=True, facecolor=DIFFERENCE, alpha=0.45, edgecolor="none", zorder=2)
    axes.axvline(0.0, color=INK, linewidth=0.8, zorder=3)
    mean, half = mean_and_half(gaps)
    height = 1.12 * max(counts.max(), 1)
    axes.hlines(0.95 * height, mean - half, mean + half, color=DIFFERENCE, linewidth=2.0, zorder=4)
    axes.plot([mean], [0.95 * height], marker="o", markersize=4.0, color=DIFFERENCE, zorder=5)
    axes.set_ylim(0.0, height)
    axes.locator_params(axis="y", nbins=5, integer=True)
    axes.locator_params(axis="x", nbins=4 if page().is_narrow else 6)
    axes.set_ylabel("Pairs of replicates")
    keep_ticks_within(axes)


def key_of(found: OutcomeValues) -> list[Line2D]:
    """Return the entries of what is drawn."""
    entries = [Line2D([], [], color=MAIN, linewidth=1.5, label="With partnerships" if len(found.twin) else "The run")]
    if len(found.twin):
        entries.append(Line2D([], [], color=INK, linewidth=0.9, dashes=DASHES, label="Without them"))
    if len(found.gaps) > 1:
        entries.append(Line2D([], [], color=DIFFERENCE, linewidth=2.0, marker="o", markersize=4.0,
                              label="Mean difference, 95 % interval"))  # fmt: skip
    return entries


def in_words(found: OutcomeValues) -> list[str]:
    """Return the medians, and how many pairs gain."""
    said = [f"Median with partnerships {np.nanmedian(found.own):.3g}."]
    if len(found.gaps) > 1:
        more = int((found.gaps > 0.0).sum())
        middle = np.nanmedian(found.twin)
        said.append(f"Median without them {middle:.3g}; higher with them in {more} of {len(found.gaps)} pairs.")
    return said
