"""The waterfall from one scenario to another: what each part of their difference adds, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from sim.outcomes import OUTCOMES
from sim.plots.layout.palette import FRAME, INK, MAIN
from sim.plots.layout.plain_names import outcome_title
from sim.plots.layout.scales import signed
from sim.plots.layout.sheet import LINE, MARGIN, RIGHT, Sheet, on_paper
from sim.plots.layout.text_fitting import filled
from sim.plots.printed_page import page, tall

NAMES = 66.0
MOST_NAMES = 0.38
"""Room for names in millimetres, and the part of the page that it takes at most."""

VALUES = 14.0
BAR = 7.5
BELOW = 13.0
FALLS = "#D9D9D9"


@dataclass(frozen=True)
class Steps:
    """What a waterfall is of.

    Attributes
    ----------
    title : from where to where.
    outcome : what is added to, by its name.
    of_whom : whose outcome it is, in words.
    parts : a row for each part, and the whole last, with `part`, `difference`, `low`, `high` and `n`.
    notes : what else a reader must know.
    """

    title: str
    outcome: str
    of_whom: str
    parts: pd.DataFrame
    notes: Sequence[str] = ()


@on_paper
def waterfall(found: Steps) -> Sheet:
    """Draw what each part adds as a bar that begins where the one before ends; whiskers are 95 % intervals."""
    rows = found.parts
    unit = OUTCOMES[found.outcome].unit
    statement = (
        f"Bars: what each part adds to {outcome_title(found.outcome)} ({found.of_whom}), averaged over all orders "
        f"(Shapley values); whiskers: 95 % interval over {int(rows['n'].min()):,} worlds."
    )
    width, names = page().width, min(NAMES, MOST_NAMES * page().width)
    labels = [filled(str(part), names - 2.0) for part in rows["part"]]
    bar = max(tall(BAR), LINE * max(map(len, labels)) + 1.0)
    sheet = Sheet(found.title, statement, len(rows) * bar + BELOW, found.notes)
    left = MARGIN + names
    axes = sheet.panel(left, sheet.body_top + 1.0, width - left - VALUES - RIGHT, len(rows) * bar)
    _draw_bars(axes, rows)
    label = filled(f"added to {outcome_title(found.outcome)} ({unit})", width - left - RIGHT)
    axes.set_xlabel("\n".join(label))
    for place, row in enumerate(rows.to_dict("records")):
        middle = sheet.body_top + 1.0 + (place + 0.5) * bar
        lines = labels[place]
        weight = "bold" if place == len(rows) - 1 else "normal"
        sheet.write(MARGIN, middle - LINE * len(lines) / 2, lines, fontweight=weight)
        sheet.write(
            width - VALUES - RIGHT + 2.0, middle - 1.7, [signed(float(f"{row['difference']:.3g}"))], fontweight=weight
        )
    sheet.tell(*(f"{row['part']}: {row['difference']:+.3g}." for row in rows.to_dict("records")))
    return sheet


def _draw_bars(axes: Axes, rows: pd.DataFrame) -> None:
    ends = rows["difference"].cumsum()
    starts = (ends - rows["difference"]).tolist()
    starts[-1] = 0.0
    for place, (start, row) in enumerate(zip(starts, rows.to_dict("records"), strict=True)):
        added = row["difference"]
        colour = INK if place == len(rows) - 1 else MAIN if added >= 0.0 else FALLS
        axes.barh(place, added, left=start, height=0.62, color=colour, edgecolor=FRAME, linewidth=0.5)
        axes.hlines(place, start + row["low"], start + row["high"], color=FRAME, linewidth=1.0)
        if place < len(rows) - 2:
            axes.vlines(start + added, place + 0.31, place + 0.69, color=FRAME, linewidth=0.6)
    axes.axvline(0.0, color=FRAME, linewidth=0.6)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks([])
    axes.grid(False, axis="y")
