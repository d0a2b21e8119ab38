"""What was imported of a trust and those around it, as a table and lines to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.imports.import_trust import Imported
from sim.imports.trust_figures import LEVELS, Chosen
from sim.scenario.provenance import LIKE_YOURS

if TYPE_CHECKING:
    from rich.table import Table

HEADERS = ("trust", "as", "type", *LEVELS, "overall rating", "figures of the past")
MOST_NOTES = 20


def imported_table(imported: Imported) -> Table:
    """Return the figures of every trust of the scenario that was made."""
    from rich.table import Table

    table = Table(title=LIKE_YOURS, title_justify="left", header_style="bold")
    for header in HEADERS:
        table.add_column(header, overflow="fold")
    for member in imported.members:
        figures = member.figures
        levels = [shown(figures.published.get(key)) for key in LEVELS]
        rating = figures.published.get("rating_overall")
        past = ", ".join(f"{ago} months ago" for ago in figures.history) or "-"
        word = "-" if rating is None else str(rating.value).replace("_", " ")
        table.add_row(member.name, member.role, figures.provider_type.replace("_", " "), *levels, word, past)
    return table


def shown(chosen: Chosen | None) -> str:
    """Return a figure with its unit."""
    return "-" if chosen is None else f"{float(chosen.value):.4g} ({chosen.unit})"


def import_lines(imported: Imported, anonymous: bool) -> Iterator[str]:
    """Yield what is missing, and what was left out or not understood; of an anonymous trust no files and rows."""
    for member in imported.members:
        if member.figures.missing:
            yield f"Missing of {member.id}, and inferred: {', '.join(member.figures.missing)}"
    if imported.notes and anonymous:
        yield f"Left out or not understood: {len(imported.notes)} cells; without --anonymous each is named"
    elif imported.notes:
        yield "Left out or not understood:"
        yield from (f"  {note}" for note in imported.notes[:MOST_NOTES])
        if len(imported.notes) > MOST_NOTES:
            yield f"  and {len(imported.notes) - MOST_NOTES} more"
    if imported.not_read:
        names = f"{len(imported.not_read)} files" if anonymous else ", ".join(imported.not_read)
        yield f"Not read, since their columns are those of no file that is known: {names}"
    if imported.others:
        yield f"Faults in rows of other trusts, which are not used: {imported.others}"
