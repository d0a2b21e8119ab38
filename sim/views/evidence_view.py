"""The comparison of model output with observed data, as a table on the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from rich.table import Table

COLOURS = {"pass": "green", "miss": "red"}


def evidence_table(found: pd.DataFrame) -> Table:
    """Return the results as a table: pattern, source, band, value and interval, verdict."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title="Model output compared with observed data", title_justify="left", header_style="bold")
    for header in ("pattern", "", "source", "band", "model", "interval", "unit", "n", "verdict"):
        table.add_column(header, overflow="fold", justify="right" if header in ("model", "n") else "left")
    for row in found.to_dict("records"):
        what = row["title"] if row["figure"] == "" else f"{row['title']}: {row['figure']}"
        colour = COLOURS.get(row["verdict"], "yellow")
        interval = (
            "-"
            if math.isnan(row["low"])
            else f"{three_digits(row['low'])} to {three_digits(row['high'])} ({row['interval']})"
        )
        table.add_row(
            row["pattern"], what, row["source"], row["band"], three_digits(row["value"]), interval, row["unit"],
            str(row["n"]),
            Text(row["verdict"], style=colour),
        )  # fmt: skip
    return table


def three_digits(value: float) -> str:
    """Return a number with three significant digits; a dash where it is missing."""
    return "-" if math.isnan(value) else f"{value:.3g}"
