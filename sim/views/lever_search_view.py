"""Searches over levers on the terminal: the ways to a goal, and the combinations of outcomes that were reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from sim.lever_search.found_ways import Ways
    from sim.lever_search.reach import Reach


def ways_lines(found: Ways) -> Iterator[Table | str]:
    """Yield the goal, the ways in words, the bounds of each lever, and how far they can be relied on."""
    yield from (found.title, found.headline, "", *found.words, "")
    if found.ways:
        yield bounds_table(found)
    yield from found.remarks


def bounds_table(found: Ways) -> Table:
    """Return the bounds of each lever in each region, with the example."""
    from rich.table import Table

    table = Table(title="Bounds within which nearly all settings reach the goal", title_justify="left")
    for heading in ("region", "lever", "matters", "bounds", "region extends over", "example"):
        table.add_column(heading, overflow="fold")
    for row in found.bounds.to_dict("records"):
        bounds, whole = (
            row[f"{of}levels"] or f"{row[f'{of}low']:.3g} to {row[f'{of}high']:.3g}" for of in ("", "region_")
        )
        example = row["example"] if isinstance(row["example"], str) else f"{row['example']:.3g}"
        table.add_row(str(row["region"]), row["lever"], "yes" if row["matters"] else "no", bounds, whole, example)
    return table


def reach_lines(found: Reach) -> Iterator[str]:
    """Yield what was looked for, what was reached, and how far that can be relied on."""
    yield from (found.title, found.headline, "", *found.words, "", *found.remarks)
