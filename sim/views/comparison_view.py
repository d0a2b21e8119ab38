"""A comparison on the terminal: what differs, with what certainty, and what does not differ at all."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sim.comparison.comparison import Comparison
from sim.comparison.comparison_table import ALL_TRUSTS
from sim.comparison.pairs import FEWEST
from sim.config.text import printable
from sim.results.summary import SHOWN
from sim.views.run_view import of_all, over_sets, own_sets, partnership_line, unless_all

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

FAR = 1_000_000
"""Replicates beyond which no number is given."""

HEADERS = ("trust", "measure", "difference", "95 % interval", "better", "worse", "n", "left out", "sign settled?")
UNITS = {
    "share": "% points",
    "%": "% points",
    "% of turnover": "% points of turnover",
    "0 to 10": "points of 10",
    "months": "",
}
"""Units of differences, where they are not those of what differs."""

EXPLANATION = (
    "left out: pairs with a missing value in either world, because it does not apply or the run was too short.\n"
    "sign settled: the interval excludes 0 and at least six replicates differ; otherwise, the number of replicates\n"
    "needed, if mean and spread stay as they are."
)

LEFT = ("trust", "measure", "sign settled?")
SIDE_HEADERS = ("side", "measure", "difference", "95 % interval", "of")


def opening_lines(comparison: Comparison) -> list[str]:
    """Return in sentences what all are compared with, in how many worlds, and what is left aside."""
    reference = f"{comparison.reference.title} ({printable(comparison.names[0])})"
    same = (
        f"{comparison.replicates} replicates of {comparison.reference.months} months, paired by common random numbers"
    )
    about = comparison.reference.scenario
    lines = [*partnership_line(about, comparison.has_partnerships), *comparison.remarks]
    return [f"\nCompared with {reference}: {same}{own_sets(about)}", *lines]


def tables(comparison: Comparison) -> Iterator[Table | str]:
    """Give, for each scenario, the table of what differs, and what does not."""
    sets = over_sets(comparison.reference.scenario, "intervals")
    for name, run in zip(comparison.names[1:], comparison.runs[1:], strict=True):
        shown = list(rows_to_show(comparison, name))
        title = f"{run.title} ({printable(name)}), {of_all(comparison.replicates)}{sets}"
        yield difference_table(comparison, title, [row for row in shown if row["differ"]])
        if len(sides := comparison.sides[comparison.sides["scenario"] == name]):
            yield table_of_sides(sides, printable(name), printable(comparison.names[0]))
        for trust, rows in groupby(shown, key=itemgetter("trust")):
            if same := list(dict.fromkeys(row["measure"] for row in rows if not row["differ"])):
                yield f"{outcome_label(comparison, trust)}, no difference in any replicate: {', '.join(same)}"
    yield EXPLANATION


def rows_to_show(comparison: Comparison, name: str) -> Iterator[dict[str, Any]]:
    """Give the rows of a scenario that the terminal shows: usual outcomes and months, where any pair has a value."""
    groups = [trust or ALL_TRUSTS for trust in comparison.shown]
    for record in comparison.rows[comparison.rows["scenario"] == name].to_dict("records"):
        row = {str(column): value for column, value in record.items()}
        is_month = isinstance(row["month"], int)
        if row["trust"] in groups and row["n"] > 0 and (is_month or row["measure"] in SHOWN):
            yield row


def difference_table(comparison: Comparison, title: str, rows: list[dict[str, Any]]) -> Table:
    """Return the rows that differ as a table."""
    from rich.table import Table

    table = Table(title=title, title_justify="left", header_style="bold")
    for header in HEADERS:
        table.add_column(header, justify="left" if header in LEFT else "right", overflow="fold")
    for position, row in enumerate(rows):
        if position and row["trust"] != rows[position - 1]["trust"]:
            table.add_section()
        table.add_row(*cells_of(comparison, row))
    return table


def table_of_sides(sides: pd.DataFrame, name: str, reference: str) -> Table:
    """Return what target, partner and neighbours gain or lose, side by side."""
    from rich.table import Table

    title = f"Who gains and who pays: {name} less {reference}"
    table = Table(title=title, title_justify="left", header_style="bold")
    for header in SIDE_HEADERS:
        table.add_column(header, justify="right" if header in SIDE_HEADERS[2:4] else "left", overflow="fold")
    for record in sides.assign(unit="level").to_dict("records"):
        row = {str(column): value for column, value in record.items()}
        value, low, high = difference_figures(row)
        interval = f"{low} to {high}" if math.isfinite(row["low"]) else "-"
        table.add_row(row["side"], f"{row['measure']} (level)", value, interval, row["of"])
    return table


def cells_of(comparison: Comparison, row: dict[str, Any]) -> list[str]:
    """Return what a row says, cell by cell."""
    value, low, high = difference_figures(row)
    interval = f"{low} to {high}" if math.isfinite(row["low"]) else "-"
    shares = [percentage(row["better"]), percentage(row["worse"])]
    counts = [str(row["n"]), str(row["left_out"])]
    trust = outcome_label(comparison, row["trust"])
    return [trust, measure_text(row), value, interval, *shares, *counts, settled_text(row)]


def outcome_label(comparison: Comparison, trust: str) -> str:
    """Return the name of a trust, or that it is all of them."""
    return comparison.reference.trust_names.get(trust, trust)


def measure_text(row: dict[str, Any]) -> str:
    """Return what is compared, with the unit of its difference where the name does not say it, and of which worlds."""
    when = f", month {row['month']}" if isinstance(row["month"], int) else ""
    unit = UNITS.get(row["unit"], row["unit"])
    return f"{row['measure']}{when}" + (f" ({unit})" if unit else "") + unless_all(row["of"])


def difference_figures(row: dict[str, Any]) -> tuple[str, ...]:
    """Return difference, low and high with their signs, and two digits of the largest of them or one of the least.

    A bound that a single pair does not give is infinite, and no number.
    """
    factor = 100.0 if row["unit"] == "share" else 1.0
    numbers = [factor * row[key] for key in ("difference", "low", "high")]
    sizes = [abs(number) for number in numbers if math.isfinite(number) and number]
    digits = max(0, 1 - decade(max(sizes))) if sizes else 0
    if sizes and min(sizes) < 0.5 * 10**-digits:
        digits += 1
    return tuple(f"{number:+.{digits}f}" if math.isfinite(number) else "-" for number in numbers)


def decade(number: float) -> int:
    """Return how many tens are multiplied in a number above 0: 0 from 1 to 10, -1 from a tenth to 1."""
    return math.floor(math.log10(number))


def percentage(share: float) -> str:
    """Return a share of replicates as a percentage."""
    return "-" if math.isnan(share) else f"{100 * share:.0f} %"


def settled_text(row: dict[str, Any]) -> str:
    """Return whether the sign of a difference is settled, or about how many replicates that would need."""
    if row["settled"]:
        return "yes"
    if math.isnan(row["replicates_that_settle"]):
        return f"no: fewer than {FEWEST}"
    if row["replicates_that_settle"] > FAR:
        return f"no: needs over {FAR:,}"
    return f"no: needs about {two_digits(row['replicates_that_settle']):,}"


def two_digits(count: float) -> int:
    """Return a count of replicates rounded up to two digits, since it is itself an estimate."""
    step: int = 10 ** max(0, decade(count) - 1)
    return step * math.ceil(count / step)
