"""What a difference is due to, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.attribution.attribution import WHOLE, Attribution
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    from rich.table import Table

MOST_MECHANISMS = 8
MOST_PAIRS = 3


def attribution_lines(found: Attribution) -> Iterator[Table | str]:
    """Yield the answer in a sentence, the table of the parts, what they do together, and mechanisms."""
    yield opening_sentence(found)
    yield parts_table(found)
    if found.is_additive and len(found.together):
        yield "No two of them do more together than each alone, as far as these worlds can tell."
    yield from found.told_together(MOST_PAIRS)
    if found.left_out:
        yield f"Left out, for lack of a value in some scenario between both: {found.left_out} of the replicates."
    if len(found.mechanisms):
        yield mechanisms_table(found)


def opening_sentence(found: Attribution) -> str:
    """Return by how much the outcome differs, and which part adds most."""
    whole = found.parts.iloc[-1]
    rows = found.parts[found.parts["part"] != WHOLE]
    most = rows.sort_values("difference", key=lambda added: -added.abs()).iloc[0]
    sure = "" if whole["low"] > 0.0 or whole["high"] < 0.0 else " (not told apart from no difference)"
    due = f"; the largest part is {most['part']} ({most['difference']:+.3g})" if len(rows) > 1 else ""
    return (
        f"{found.outcome.replace('_', ' ').capitalize()} of {found.of_whom} differs by {whole['difference']:+.3g} "
        f"({whole['low']:+.3g} to {whole['high']:+.3g}){sure} between {found.first} and {found.second}{due}."
    )


def parts_table(found: Attribution) -> Table:
    """Return what each part adds, with its interval, and as a share of the whole."""
    from rich.table import Table

    unit = OUTCOMES[found.outcome].unit
    table = Table(title=f"What each part adds ({unit})", title_justify="left", header_style="bold")
    for header in ("part", "adds", "95 % interval", "of the whole"):
        table.add_column(header, overflow="fold")
    whole = found.parts.iloc[-1]
    is_sure = whole["low"] > 0.0 or whole["high"] < 0.0
    for row in found.parts.to_dict("records"):
        share = f"{100 * row['share']:.0f} %" if is_sure else "-"
        interval = f"{row['low']:+.3g} to {row['high']:+.3g}"
        table.add_row(row["part"], f"{row['difference']:+.3g}", interval, share)
    return table


def mechanisms_table(found: Attribution) -> Table:
    """Return the mechanisms without which the difference is another one."""
    from rich.table import Table

    title = "Mechanisms it rests on (switched off one at a time in the same worlds; they do not add up)"
    table = Table(title=title, title_justify="left", header_style="bold")
    for header in ("mechanism", "", "due to it", "95 % interval", "left without it"):
        table.add_column(header, overflow="fold")
    for row in found.mechanisms.head(MOST_MECHANISMS).to_dict("records"):
        table.add_row(
            row["mechanism"], row["what"], f"{row['difference']:+.3g}", f"{row['low']:+.3g} to {row['high']:+.3g}",
            f"{row['left_without_it']:+.3g}",
        )  # fmt: skip
    return table
