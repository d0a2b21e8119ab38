"""Sensitivity on the terminal: the indices that are given, what the variance is made of, and what is missing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
from rich.table import Table

from sim.experiments.point_values import outcome_behind
from sim.views.sweep_view import effect_lines

if TYPE_CHECKING:
    from sim.experiments.sensitivity import Sensitivity

MOST_ROWS = 20


def index_table(found: Sensitivity) -> Table:
    """Return the indices as a table, a row for each factor and a column for each index; a dash where none is given."""
    title = f"{found.method} of {found.answer.outcome}, {found.answer.about} (95 % interval)"
    table = Table(title=title, title_justify="left", header_style="bold")
    shown = found.table
    names = list(dict.fromkeys(shown["index"]))[:3]
    table.add_column("factor", overflow="fold")
    for name in names:
        table.add_column(name, justify="right")
    factors = list(dict.fromkeys(shown.loc[shown["index"] == names[0], "factor"]))
    for factor in factors[:MOST_ROWS]:
        own = shown[shown["factor"] == factor].set_index("index")
        table.add_row(factor, *(_cell(own, name) for name in names))
    if len(factors) > MOST_ROWS:
        table.caption = f"and {len(factors) - MOST_ROWS} more in sensitivity.csv"
    return table


def _cell(own: pd.DataFrame, index: str) -> str:
    given = own[own.index == index].dropna(subset=["value"])
    for value, low, high in given[["value", "low", "high"]].to_numpy(dtype=float).tolist():
        return f"{value:.3f}" if math.isnan(low) else f"{value:.3f} ({low:.3f} to {high:.3f})"
    return "-"


def sensitivity_lines(found: Sensitivity) -> list[str]:
    """Return what the variance is made of, and what a reader must know; one at a time also what each factor does."""
    lines = []
    if found.indices.empty:
        lines.append(f"{found.answer.outcome}, {found.answer.about}: effects around the base, one factor at a time")
        lines += effect_lines(found.answer, outcome_behind(found.answer.outcome).unit)
        lines.append("No indices: one at a time says nothing of factors together ")
    shares = found.variance
    if shares["factors"] == shares["factors"]:
        lines.append(
            f"Variance of single runs: factors {100 * shares['factors']:.0f} %, worlds (random events, the same at "
            f"every point) {100 * shares['worlds']:.0f} %, the rest (chance that differs between points) "
            f"{100 * shares['rest']:.0f} %. Indices are shares of the variance between points, of which "
            f"{100 * shares['noise']:.0f} % is chance."
        )
    return [*lines, *(f"Warning: {warning}" for warning in found.warnings)]
