"""Answers in words: how long something takes, and where it happens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from rich.table import Table

if TYPE_CHECKING:
    from sim.analysis.discovery import Discovery
    from sim.analysis.survival import Survival

NO_EVENT = "not known"


def survival_table(found: Survival, months: Sequence[int]) -> Table:
    """Return cumulative incidence at some months, a row for each group and end."""
    table = Table(title=f"Time to {found.of}: {found.title}", title_justify="left")
    for heading in ("group", "end", "spells", *(f"by month {month}" for month in months), "estimator"):
        table.add_column(heading)
    for (group, event), curve in found.curves.groupby(["group", "event"], sort=False):
        end = found.of if event == "event" else f"{event} (competes)"
        cells = [at_month(curve, month) for month in months]
        table.add_row(str(group), end, f"{curve['n'].iloc[0]:,}", *cells, str(curve["estimator"].iloc[0]))
    return table


def at_month(curve: pd.DataFrame, month: int) -> str:
    """Return what a curve says at a month; after the last month in which a spell was followed it says nothing."""
    if month > curve["month"].max():
        return NO_EVENT
    row = curve[curve["month"] <= month].iloc[-1]
    return f"{row['incidence']:.0%} ({row['low']:.0%} to {row['high']:.0%})"


def survival_lines(found: Survival) -> list[str]:
    """Return paired differences and remarks."""
    lines = [
        f"{row.group}, less {row.reference}: {row.difference:+.1%} by month {row.month} "
        f"(95% CI {row.low:+.1%} to {row.high:+.1%}, {row.replicates} replicates)"
        for row in found.differences.itertuples()
    ]
    return [*lines, *found.remarks]


def discovery_lines(found: Discovery) -> list[str]:
    """Return what was looked for, each box in words, and how far it can be relied on."""
    return [found.headline, *found.words, *found.remarks]
