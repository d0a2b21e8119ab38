"""Tables in files as they are: text in rows and columns, from CSV, Excel and OpenDocument files."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.config.errors import Place, Problem, ScenarioError, problem_at
from sim.config.files import shown

if TYPE_CHECKING:
    import pandas as pd

HEAD = 40
"""Rows in which the headers of a table are looked for."""

ENGINES = {"xlsx": ("openpyxl", "openpyxl"), "ods": ("calamine", "python-calamine")}
"""For each kind of workbook the reader that pandas takes, and the package that it comes in."""
SHEET = ", sheet "
"""What stands between the name of a file and that of its sheet in messages."""
READABLE = "a CSV, xlsx or ods file"


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table of a file.

    Attributes
    ----------
    file : how messages name the file, with its sheet if it has several.
    head : its first rows as text.
    read : returns columns of the table, by their positions, as text; the index is the number of the row in the file.
        What a row is too short to have is missing.
    """

    file: str
    head: list[list[str]]
    read: Callable[[Sequence[int]], pd.DataFrame]


def raw_tables(path: Path) -> list[RawTable]:
    """Return the tables of a file.

    Raises
    ------
    ScenarioError : it cannot be read, is damaged or empty.
    ValueError : it needs a package that is not installed.
    """
    try:
        contents = path.read_bytes()
    except OSError as error:
        raise unreadable(shown(path), f"cannot be read ({error.strerror or error})") from None
    if not contents.strip():
        raise unreadable(shown(path), "is empty")
    return workbook_tables(path, contents) if contents.startswith(b"PK") else [csv_table(shown(path), contents)]


def unreadable(file: str, what: str, line: int | None = None) -> ScenarioError:
    """Return the error of a file that cannot be read."""
    return ScenarioError([problem_at(Place(file, line), "", what, READABLE)])


def csv_table(file: str, contents: bytes) -> RawTable:
    """Return the one table of a CSV file.

    Raises
    ------
    ScenarioError : it is not text.
    """
    text = text_of_bytes(contents)
    if "\0" in text:
        raise unreadable(file, "is not text")
    first_lines = text.splitlines()[:HEAD]
    delimiter = max(",;\t", key=lambda sign: sum(line.count(sign) for line in first_lines))
    head = list(islice(csv_rows(file, text, delimiter), HEAD))
    width = max(map(len, head), default=0)
    return RawTable(file, head, lambda positions: csv_columns(file, text, delimiter, width, positions))


def csv_rows(file: str, text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows of a CSV file, whatever ends its lines.

    Raises
    ------
    ScenarioError : a row cannot be read, for instance since a quotation mark is missing.
    """
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):  # noqa: B007
            yield cells
    except csv.Error as error:
        raise unreadable(file, f"the row cannot be read ({error})", number + 1) from None


def text_of_bytes(contents: bytes) -> str:
    """Return the text of a file in UTF-8, or else in the letters of Western Europe."""
    try:
        return contents.decode("utf-8-sig")
    except UnicodeDecodeError:
        return contents.decode("cp1252", errors="replace")


def csv_columns(file: str, text: str, delimiter: str, width: int, positions: Sequence[int]) -> pd.DataFrame:
    """Return columns of a CSV file.

    Raises
    ------
    ScenarioError : a row has more cells than any of the first rows has, so that it is not clear which is which.
    """
    import pandas as pd

    rows: list[list[str | None]] = []
    for number, cells in enumerate(csv_rows(file, text, delimiter), start=1):
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            raise unreadable(
                file, f"the row has {len(cells)} cells, and there are at most {width} in those above", number
            )
        rows.append([cells[position] if position < len(cells) else None for position in positions])
    return pd.DataFrame(rows, index=range(1, len(rows) + 1), columns=list(positions), dtype=object)


def workbook_tables(path: Path, contents: bytes) -> list[RawTable]:
    """Return the sheets of a workbook.

    Raises
    ------
    ScenarioError : it is damaged.
    ValueError : it needs a package that is not installed.
    """
    import pandas as pd

    kind = kind_of_workbook(shown(path), contents)
    engine, package = ENGINES[kind]
    try:
        sheets: dict[str, Any] = pd.read_excel(
            io.BytesIO(contents), sheet_name=None, header=None, engine=engine, keep_default_na=False, na_values=[]
        )  # type: ignore[call-overload]
    except ImportError:
        extra = 'python -m pip install "turnaround-sim[import]"'
        raise ValueError(f"{shown(path)}: reading {kind} files needs {package}; install it with: {extra}") from None
    except Exception as error:  # whatever a library says of bytes that are no workbook of its own
        raise unreadable(shown(path), f"is damaged ({error})") from None
    return list(sheet_tables(shown(path), sheets))


def kind_of_workbook(file: str, contents: bytes) -> str:
    """Return whether a file is a workbook of Excel (`xlsx`) or of OpenDocument (`ods`).

    Raises
    ------
    ScenarioError : it is neither, or damaged.
    """
    try:
        names = zipfile.ZipFile(io.BytesIO(contents)).namelist()
    except zipfile.BadZipFile:
        raise unreadable(file, "is damaged: it ends too early, or has been changed") from None
    kinds = [kind for kind, part in (("xlsx", "xl/workbook.xml"), ("ods", "content.xml")) if part in names]
    if not kinds:
        raise unreadable(file, "is a zip file of something else")
    return kinds[0]


def sheet_tables(file: str, sheets: dict[str, Any]) -> Iterator[RawTable]:
    """Yield the sheets of a workbook that hold anything."""
    for name, frame in sheets.items():
        if frame.empty:
            continue
        head = [[text_of_cell(cell) for cell in row] for row in frame.head(HEAD).itertuples(index=False)]
        called = file if len(sheets) == 1 else f"{file}{SHEET}{name}"
        yield RawTable(called, head, partial(sheet_columns, frame))


def sheet_columns(frame: pd.DataFrame, positions: Sequence[int]) -> pd.DataFrame:
    """Return columns of a sheet as text."""
    columns = frame[list(positions)].map(text_of_cell)
    columns.index = columns.index + 1
    return columns


def text_of_cell(cell: Any) -> str:
    """Return what a cell of a workbook holds as text; an empty one holds none."""
    if isinstance(cell, str):
        return cell
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def problem_in(file: str, row: int | None, column: int | None, name: str, what: str, allowed: str = "") -> Problem:
    """Return a problem at a cell of a table."""
    return problem_at(Place(file, row, column), name, what, allowed)
