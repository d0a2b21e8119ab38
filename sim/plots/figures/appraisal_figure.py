"""Benefit against the partner's cost: what each option brings the trust, and what it takes of whoever helps."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.plots.layout.palette import FRAME, INK, MAIN, REFERENCE
from sim.plots.layout.scales import keep_ticks_within
from sim.plots.layout.sheet import LEFT, RIGHT, Sheet, on_paper
from sim.plots.layout.text_fitting import filled
from sim.plots.printed_page import page, tall

HEIGHT = 84.0
NAMED = 6  # options that are named in the figure: those with the least regret


@on_paper
def benefit_and_cost(title: str, outcome: str, options: pd.DataFrame, notes: Sequence[str]) -> Sheet:
    """Draw each option as a point: up is better for the trust, right costs the partner more of its leaders' time.

    Parameters
    ----------
    outcome : whose gain is shown, in words with its unit.
    options : a row for each, least regret first: title, gain, gain_low, gain_high, partner_leaders_months.
    """
    named = options.head(NAMED)
    statement = (
        f"Points: options; whiskers: 95 % interval of what an option brings against business as usual ({outcome}; up "
        f"is better). Numbers: the {len(named)} with the least regret."
    )
    width, height = page().width, tall(HEIGHT)
    lines = [line for number, row in enumerate(named.to_dict("records"), 1)
             for line in filled(f"{number}  {row['title']}", width - LEFT - RIGHT)]  # fmt: skip
    sheet = Sheet(title, statement, height + 14.0 + 3.6 * len(lines), notes)
    axes = sheet.panel(LEFT + 4.0, sheet.body_top + 1.0, width - LEFT - RIGHT - 6.0, height)
    cost = options["partner_leaders_months"].fillna(0.0)
    axes.axhline(0.0, color=FRAME, linewidth=0.6)
    axes.vlines(cost, options["gain_low"], options["gain_high"], color=FRAME, linewidth=0.6)
    axes.plot(cost, options["gain"], linestyle="", marker="o", markersize=3.0, color=REFERENCE)
    for number, (at, gain) in enumerate(zip(cost.head(NAMED), named["gain"], strict=True), 1):
        axes.plot([at], [gain], linestyle="", marker="o", markersize=7.0, color=MAIN)
        axes.text(at, gain, str(number), ha="center", va="center_baseline", color="white")
    label = "time of the partner's leadership team that it takes (months)"
    axes.set_xlabel("\n".join(filled(label, width - LEFT - RIGHT - 6.0)))
    keep_ticks_within(axes)
    axes.set_ylabel("\n".join(filled(f"gain: {outcome}", height - 8.0)))
    top = sheet.body_top + height + 13.0
    for place, line in enumerate(lines):
        sheet.write(LEFT, top + 3.6 * place, [line], color=INK)
    for row in named.to_dict("records"):
        taken = row["partner_leaders_months"]
        sheet.tell(f"{row['title']}: gain {row['gain']:.3g}, months of the partner's leaders {taken:.3g}.")
    return sheet
