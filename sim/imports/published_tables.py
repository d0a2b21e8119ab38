"""Which published file a table is, by its columns, and its rows without what adds them up or repeats them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.config.errors import Problem, ScenarioError, nearest_name
from sim.imports.cells import code_of, plain
from sim.imports.layouts import Column, Layout, layouts, words
from sim.imports.raw_tables import RawTable, problem_in

if TYPE_CHECKING:
    import pandas as pd

LIKELY = 0.5
"""Share of a file's needed columns from which a table is taken for a file of this kind with columns renamed."""


@dataclass(frozen=True)
class PublishedTable:
    """A table of a known kind.

    Attributes
    ----------
    file : how messages name the file.
    layout : what kind it is.
    rows : the columns that are read, by their keys (with a year: `engagement_2024`), as text without outer spaces; the
        index is the number of the row in the file.
    places : the number of each column in the file, from 1, and what it is called there.
    notes : rows that were left out because they repeat others, each with the code of its trust.
    """

    file: str
    layout: Layout
    rows: pd.DataFrame
    places: dict[str, tuple[int, str]]
    notes: list[tuple[str, Problem]] = field(default_factory=list)

    def problem(self, row: int, key: str, what: str, allowed: str = "") -> Problem:
        """Return a problem at a cell."""
        position, header = self.places[key]
        return problem_in(self.file, row, position, header, what, allowed)

    def text(self, row: int, key: str) -> str:
        """Return a cell."""
        return str(self.rows[key][row])

    def code(self, row: int) -> str:
        """Return the code of the trust of a row."""
        return self.text(row, "code")

    def header(self, key: str) -> str:
        """Return what a column is called in the file."""
        return self.places[key][1]


@dataclass(frozen=True, slots=True)
class _Match:
    """How well a row of a table is the headers of a layout."""

    layout: Layout
    row: int
    places: dict[str, tuple[int, str]]
    missing: list[Column]

    @property
    def share(self) -> float:
        """Return the share of needed columns that are there."""
        return 1.0 - len(self.missing) / len(self.layout.needed)


def published_table(raw: RawTable) -> PublishedTable | None:
    """Return a table as the published file that it is; nothing if it is none that is known.

    Raises
    ------
    ScenarioError : it is one with columns renamed, with rows cut off, or without any rows.
    """
    best = max(_matches(raw), key=lambda match: (match.share, len(match.places)))
    if best.share < LIKELY:
        return None
    if best.missing:
        raise ScenarioError(_renamed(raw, best))
    rows = raw.read([position - 1 for position, _ in best.places.values()])
    rows = rows[[position - 1 for position, _ in best.places.values()]].set_axis(list(best.places), axis=1)
    table = PublishedTable(raw.file, best.layout, rows.loc[rows.index > best.row + 1], best.places)
    return _cleaned(table)


def _matches(raw: RawTable) -> Iterator[_Match]:
    """Yield how well each row of the head is the headers of each layout."""
    for row, headers in enumerate(raw.head):
        compared = [plain(header) for header in headers]
        for layout in layouts().values():
            places: dict[str, tuple[int, str]] = {}
            for column in layout.columns:
                for position, year in column.places(compared).items():
                    key = f"{column.key}_{year}" if year else column.key
                    places[key] = (position + 1, headers[position].strip())
            found = {key.rstrip("0123456789").rstrip("_") for key in places} | set(places)
            missing = [column for column in layout.needed if column.key not in found]
            yield _Match(layout, row, places, missing)


def _renamed(raw: RawTable, match: _Match) -> Iterator[Problem]:
    """Yield the columns that are missing, each with the header that is most like it."""
    headers = raw.head[match.row]
    used = {header for _, header in match.places.values()}
    spare = [header.strip() for header in headers if header.strip() and header.strip() not in used]
    for column in match.missing:
        what = f"column {column.called[0].name!r} of the {match.layout.title} is missing"
        near = nearest_name(column.called[0].name.replace(" ", "_"), [header.replace(" ", "_") for header in spare])
        found = next((header for header in spare if header.replace(" ", "_") == near), None)
        what += f"; there is a column {found!r}" if found else ""
        place = headers.index(found) + 1 if found in headers else None
        allowed = " or ".join(map(str, column.called))
        yield problem_in(raw.file, match.row + 1, place, "", what, allowed)


def _cleaned(table: PublishedTable) -> PublishedTable:
    """Return a table without empty rows, footnotes, sums and repetitions, with codes in capitals.

    Raises
    ------
    ScenarioError : rows are cut off, have no code, or there is none.
    """
    if faults := list(_cut_off(table)):
        raise ScenarioError(faults)
    rows = table.rows.fillna("").apply(lambda column: column.str.strip())
    filled = (rows != "").sum(axis=1)
    rows = rows[(filled > 1) & ~_adds_up(rows)]
    rows["code"] = rows["code"].map(code_of)
    if rows.empty:
        what = f"has no rows of the {table.layout.title}"
        raise ScenarioError([problem_in(table.file, None, None, "", what, "at least one row below the headers")])
    if faults := [table.problem(row, "code", "is empty", "the code of a trust") for row in _without_code(rows)]:
        raise ScenarioError(faults)
    again = rows.duplicated()
    repeats = "repeats a row above, and is counted once"
    notes = [(str(rows["code"][row]), table.problem(row, "code", repeats)) for row in rows.index[again]]
    return PublishedTable(table.file, table.layout, rows[~again], table.places, notes)


def _without_code(rows: pd.DataFrame) -> Sequence[int]:
    """Return the rows with figures and no code; of a rating, also where the provider has none of that kind."""
    return list(rows.index[rows["code"] == ""]) if "rating" not in rows else []


def _adds_up(rows: pd.DataFrame) -> pd.Series[bool]:
    """Return which rows add up others, by what stands in the place of code, name or date."""
    named = [key for key in ("code", "name", "date") if key in rows]
    sums = words("totals")
    return rows[named].map(lambda text: plain(text) in sums).any(axis=1)


def _cut_off(table: PublishedTable) -> Iterator[Problem]:
    """Yield the rows that end before their last column; a footnote of one cell is no such row."""
    short = table.rows.isna().any(axis=1) & ((table.rows.fillna("") != "").sum(axis=1) > 1)
    for row in table.rows.index[short]:
        absent = table.rows.columns[table.rows.loc[row].isna()]
        first = min(absent, key=lambda key: table.places[key])
        yield table.problem(row, first, "the row ends before this column", "a whole row; the file may be cut off")
