"""The record on the terminal and in a folder: a table, a CSV file and figures."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim.evidence.record import committed_file
from sim.scenario.drawing import words_on_partnerships
from sim.scenario.schema import DEFAULTS, POSTERIOR

if TYPE_CHECKING:
    from rich.table import Table

COLOURS = {"pass": "green", "miss": "red"}
DIGITS = 4  # significant digits of committed results: more would change with every replicate


def evidence_table(found: pd.DataFrame) -> Table:
    """Return what came out as a table: pattern, source, band, value and interval, verdict."""
    from rich.table import Table

    table = Table(title="The model held against the record", title_justify="left", header_style="bold")
    for header in ("pattern", "", "source", "band", "model", "interval", "unit", "n", "verdict"):
        table.add_column(header, overflow="fold", justify="right" if header in ("model", "n") else "left")
    for row in found.to_dict("records"):
        what = row["title"] if row["figure"] == "" else f"{row['title']}: {row['figure']}"
        colour = COLOURS.get(row["verdict"], "yellow")
        interval = "-" if math.isnan(row["low"]) else f"{shown(row['low'])} to {shown(row['high'])} ({row['interval']})"
        table.add_row(
            row["pattern"], what, row["source"], row["band"], shown(row["value"]), interval, row["unit"], str(row["n"]),
            f"[{colour}]{row['verdict']}[/{colour}]",
        )  # fmt: skip
    return table


def shown(value: float) -> str:
    """Return a number with three digits that count; a dash where it is missing."""
    return "-" if math.isnan(value) else f"{value:.3g}"


def notes_on(source: str) -> list[str]:
    """Return what figures say of parameters: directions and cases rest on what is assumed of partnerships."""
    words = words_on_partnerships(source)
    own = ["Every replicate has a parameter set of its own (posterior sample)."] if source == POSTERIOR else []
    return [*own, f"{words[0].upper()}{words[1:]}."]


def write_evidence(found: pd.DataFrame, folder: Path, source: str, commit: bool = False) -> None:
    """Write the table and its figures into a folder, and over the committed results where that is wished."""
    from sim.plots.evidence import case_studies
    from sim.plots.evidence import evidence as patterns_figure
    from sim.plots.sheet import save

    notes = notes_on(source)
    folder.mkdir(parents=True, exist_ok=True)
    found.to_csv(folder / "evidence.csv", index=False)
    if commit:
        found.to_csv(committed_file(source), index=False, float_format=f"%.{DIGITS}g")
        if source == DEFAULTS:
            _, svg = save(patterns_figure(found, notes), committed_file().parent, "evidence")
            svg.unlink()  # a page shows the picture alone
    if (~found["pattern"].str.startswith("C_")).any():
        save(patterns_figure(found, notes), folder, "evidence")
    if found["pattern"].str.startswith("C_").any():
        save(case_studies(found, notes), folder, "case_studies")
