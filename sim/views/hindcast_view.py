"""A hindcast on the terminal: scores beside those of naive forecasts, and what surprised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.hindcast.hindcast import Hindcast, surprise_lines
from sim.hindcast.observed_series import start_in_words
from sim.scenario.provenance import LIKE_YOURS

if TYPE_CHECKING:
    from rich.table import Table

HEADERS = ("trust", "figure", "forecast", "months", "within its 90 % band", "CRPS", "interval score")
RIGHT = HEADERS[3:]
EXPLANATION = "CRPS and interval score are in the unit of the figure; lower is better (Gneiting & Raftery 2007)."


def score_table(made: Hindcast) -> Table:
    """Return the scores of the model and of both naive forecasts."""
    from rich.table import Table

    table = Table(title=LIKE_YOURS, title_justify="left", header_style="bold")
    for header in HEADERS:
        table.add_column(header, justify="right" if header in RIGHT else "left", overflow="fold")
    for (trust, figure), own in made.scores.groupby(["trust", "figure"], sort=False):
        for row in own.to_dict("records"):
            scores = (f"{100 * row['coverage_90']:.0f} %", f"{row['crps']:.3g}", f"{row['interval_score']:.3g}")
            name = made.forecast.trust_names[str(trust)]
            table.add_row(name, f"{figure} ({row['unit']})", row["forecast"], str(row["n"]), *scores)
        table.add_section()
    return table


def hindcast_lines(made: Hindcast) -> Iterator[str]:
    """Yield what the scores are, how months are counted, and what surprised."""
    yield EXPLANATION
    if said := start_in_words(made.series):
        yield said
    if made.series.beyond:
        yield f"Observed after the end of the run, and not scored: {made.series.beyond} values."
    yield from surprise_lines(made)
