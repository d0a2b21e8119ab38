"""An appraisal on the terminal: its paragraphs, and the options in order of regret."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.appraisal.appraisal import AppraisalResult
from sim.appraisal.appraisal_words import in_words
from sim.appraisal.board_page import HEADERS, rows_of

if TYPE_CHECKING:
    from rich.table import Table


def appraisal_lines(found: AppraisalResult) -> Iterator[Table | str]:
    """Yield the appraisal in words, and the table of the options with the least regret."""
    yield from in_words(found)
    yield options_table(found)
    for name, why in found.listed.excluded.items():
        yield f"Left out: {name.replace('_', ' ')} ({why})"


def options_table(found: AppraisalResult) -> Table:
    """Return the options with the least regret, with what they bring and who pays."""
    from rich.table import Table

    table = Table(title="Options, least regret first", title_justify="left", header_style="bold")
    for number, header in enumerate(HEADERS):
        table.add_column(header, overflow="fold", justify="right" if number else "left")
    for row in rows_of(found):
        table.add_row(*row)
    return table
