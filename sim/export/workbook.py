"""Tables as one Excel workbook: what it is about, a sheet for each table, and the data dictionary."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from sim.config.replaced_files import in_place_of
from sim.export.safe_text import is_formula
from sim.export.table_shapes import ShapedTable

MOST_ROWS = 1_048_576 - 1  # of a sheet, below its heading
LONGEST_TITLE = 31
WIDTHS = (9, 44)  # of a column, in letters
LOOKED_AT = 50  # rows that say how wide a column is
EXCEL_DATES = {"iso": "yyyy-mm-dd", "uk": "dd/mm/yyyy"}

Cell = Any


def needs_openpyxl() -> None:
    """Make sure that openpyxl is installed; raises `ValueError` where it is not."""
    if find_spec("openpyxl") is None:
        raise ValueError("--xlsx needs openpyxl: pip install 'turnaround-sim[export]'")


def write_workbook(
    about: Mapping[str, str], tables: Sequence[ShapedTable], path: Path, dates: str, decimals: int | None
) -> list[str]:
    """Write a workbook in the place of one that is there; return the names of tables that are too long for a sheet.

    Parameters
    ----------
    about : what stands on the first sheet, by headings.
    tables : the data dictionary among them.
    dates : `iso` or `uk`.
    decimals : digits behind the decimal point to which numbers are rounded; None: all.

    Raises
    ------
    ValueError : openpyxl is not installed.
    """
    needs_openpyxl()
    from openpyxl import Workbook

    fitting = [table for table in tables if table.rows <= MOST_ROWS]
    book = Workbook(write_only=True)
    _write_about(book, about, tables, fitting)
    for table in fitting:
        _write_sheet(book, table, dates, decimals)
    with in_place_of(path) as beside:
        book.save(beside)
    return [table.name for table in tables if table not in fitting]


def _write_about(
    book: Any, about: Mapping[str, str], tables: Sequence[ShapedTable], fitting: Sequence[ShapedTable]
) -> None:
    sheet = book.create_sheet("about")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 110
    written = _cells(sheet)
    for heading, text in about.items():
        sheet.append([written(heading, bold=True), written(text)])
    sheet.append([])
    sheet.append([written("sheet", bold=True), written("rows", bold=True)])
    for table in tables:
        left_out = "" if table in fitting else " (more than a sheet has room for: export it with --csv)"
        sheet.append([written(table.name), written(f"{table.rows:,}{left_out}")])


def _write_sheet(book: Any, table: ShapedTable, dates: str, decimals: int | None) -> None:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(table.name[:LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    written = _cells(sheet, EXCEL_DATES[dates])
    for number, part in enumerate(table.parts()):
        if number == 0:
            for at, name in enumerate(part.columns, 1):
                sheet.column_dimensions[get_column_letter(at)].width = _width(name, part[name])
            sheet.auto_filter.ref = f"A1:{get_column_letter(len(part.columns))}{table.rows + 1}"
            sheet.append([written(name, bold=True) for name in part.columns])
        for row in _rows(part, written, decimals):
            sheet.append(row)


def _rows(part: pd.DataFrame, written: Callable[..., Cell], decimals: int | None) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of a table as cells; what is missing is empty."""
    columns = []
    for name in part.columns:
        column = part[name]
        if pd.api.types.is_float_dtype(column.dtype):
            rounded = column if decimals is None else column.round(decimals)
            columns.append([_finite(value) for value in rounded.to_numpy(dtype="float64", na_value=math.nan).tolist()])
        elif pd.api.types.is_integer_dtype(column.dtype):
            columns.append([None if value is pd.NA else int(value) for value in column])
        else:
            made = {value: written(value) for value in column.dropna().unique()}
            columns.append([made.get(value) for value in column.astype(object)])
    return zip(*columns, strict=True)


def _finite(value: float) -> float | str | None:
    """Return a number as a cell has it: nothing where it is missing, a word where it is infinite."""
    if math.isfinite(value):
        return value
    return None if math.isnan(value) else str(value)


def _cells(sheet: Any, date_format: str = EXCEL_DATES["iso"]) -> Callable[..., Cell]:
    """Return what makes the cells of a sheet: text is text, and never a formula or an error."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    def written(value: object, bold: bool = False) -> Cell:
        if isinstance(value, pd.Timestamp):
            cell = WriteOnlyCell(sheet, value.to_pydatetime().date())
            cell.number_format = date_format
            return cell
        text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
        if not bold and not is_formula(text) and not text.startswith("#"):
            return text
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        cell.quotePrefix = is_formula(text)
        if bold:
            cell.font = Font(bold=True)
        return cell

    return written


def _width(name: str, column: pd.Series) -> int:
    shown = column.head(LOOKED_AT)
    is_text = not pd.api.types.is_numeric_dtype(shown.dtype)
    longest = max((len(str(value)) for value in shown), default=0) if is_text else 0
    return min(max(len(str(name)) + 3, longest + 1, WIDTHS[0]), WIDTHS[1])
