"""Design points from a table: a CSV file, a parquet file or a data frame, each value with the place where it stands."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.config.constraints import is_number
from sim.config.errors import (
    MOST_PROBLEMS,
    Place,
    Problem,
    ScenarioError,
    names_text,
    problem_at,
    shorten,
    unknown,
)
from sim.config.spelling import as_whole
from sim.config.text import advice_on, character_name, lookalike, refused_character
from sim.config.tree import Node
from sim.experiments.validation import label_of

if TYPE_CHECKING:
    import pandas as pd

POINT = "point"
"""Name of the column that numbers the points in the design of a finished sweep; it is no factor."""

NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
NOTHING = ("null", "nothing")
"""How a cell says that there is nothing: as YAML does, and as the design of a sweep does. An empty cell is none."""

PATH_OF_CELL = re.compile(r"design\.points\[(\d+)\](?:\.(.+))?")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells in the order of the columns, and where it stands."""

    cells: list[Any]
    place: Place
    name: str

    def cell(self, column: int) -> Any:
        """Return a cell; nothing where the row has no such cell, or it is empty."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class PointTable:
    """A table as it was found.

    Attributes
    ----------
    file : its file in messages.
    header : where its columns are named.
    columns : their names.
    rows : all rows that are not empty.
    decimal_comma : whether 0,5 is a number in it.
    has_lines : whether its rows are lines of a text, whose cells are all texts.
    """

    file: str
    header: Place
    columns: list[str]
    rows: list[Row]
    decimal_comma: bool = False
    has_lines: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """What a factor wants of its column: the levels it may take, by their labels, and whether it wants text."""

    levels: Mapping[str, Any] = field(default_factory=dict)
    is_text: bool = False


def read_point_table(path: Path, shown: str) -> PointTable:
    """Return the table in a CSV or parquet file.

    Parameters
    ----------
    path : the file.
    shown : its name in messages.

    Raises
    ------
    ScenarioError : it cannot be read.
    """
    place = Place(shown)
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".parquet"):
        raise ScenarioError([problem_at(place, "", "is no table of points", "a file .csv or .parquet")])
    try:
        contents = path.read_bytes()
    except OSError as error:
        raise ScenarioError([problem_at(place, "", f"cannot be read: {error.strerror}")]) from None
    return _parquet_table(contents, shown) if suffix == ".parquet" else _csv_table(contents, shown)


def _parquet_table(contents: bytes, shown: str) -> PointTable:
    import pandas as pd

    try:
        frame = pd.read_parquet(io.BytesIO(contents))
    except Exception:  # whatever a library says of bytes that are no table of its own
        raise ScenarioError([problem_at(Place(shown), "", "is not a parquet file", "a table of points")]) from None
    return frame_table(frame, shown)


def frame_table(frame: pd.DataFrame, shown: str) -> PointTable:
    """Return a data frame as a table; its rows are counted from 1."""
    columns = [frame.iloc[:, position].tolist() for position in range(frame.shape[1])]
    place = Place(shown)
    rows = [
        Row([_frame_cell(cell) for cell in cells], place, f"row {number}")
        for number, cells in enumerate(zip(*columns, strict=True), 1)
    ]
    return PointTable(shown, place, [str(name) for name in frame.columns], rows, has_lines=False)


def _frame_cell(value: Any) -> Any:
    import pandas as pd

    if isinstance(value, list | dict | tuple) or hasattr(value, "shape"):
        return value
    if pd.isna(value):
        return None
    return float(value) if isinstance(value, Decimal) else value


def _csv_table(contents: bytes, shown: str) -> PointTable:
    try:
        text = contents.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError([problem_at(Place(shown), "", "is not a text file", "CSV in UTF-8")]) from None
    separator = _separator(text)
    rows = list(_csv_rows(text, separator, shown))
    if not rows:
        raise ScenarioError([problem_at(Place(shown, 1), "", "is empty", "names of factors, and a row for each point")])
    header, *rows = rows
    return PointTable(shown, header.place, header.cells, rows, decimal_comma=separator == ";")


def _separator(text: str) -> str:
    """Return what stands between the columns of a CSV file; a semicolon also where there is one column only."""
    header = next((line for line in text.splitlines() if line.strip(",; \t")), "")
    columns = {sign: len(next(csv.reader([header], delimiter=sign))) for sign in ";,"}
    return "," if columns[","] > columns[";"] else ";"


def _csv_rows(text: str, separator: str, shown: str) -> Iterator[Row]:
    """Yield the rows of a CSV file that are not empty, each at its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    line = 1
    try:
        for found in reader:
            cells = [cell.strip() for cell in found]
            if any(cells):
                yield Row(cells, Place(shown, line), f"line {line}")
            line = reader.line_num + 1
    except csv.Error as error:
        raise ScenarioError([problem_at(Place(shown, line), "", f"is not CSV: {error}")]) from None


def points_of(table: PointTable, wanted: Mapping[str, Column]) -> Node:
    """Return the points of a table as the list that an experiment file would hold.

    Parameters
    ----------
    table : of the points.
    wanted : what is wanted of each column, by the key of its factor.

    Raises
    ------
    ScenarioError : everything that is wrong with its columns, and values that are missing or twice.
    """
    problems = [*_column_problems(table, wanted)]
    if not table.rows:
        problems.append(problem_at(table.header, "", "holds no points", "a row for each point"))
    if problems:
        raise ScenarioError(problems)
    columns = {key: table.columns.index(key) for key in wanted}
    nodes: list[Node] = []
    for row in table.rows:
        problems += _row_problems(table, row, columns)
        nodes.append(Node({key: _node(table, row, at, wanted[key]) for key, at in columns.items()}, row.place))
        if len(problems) > MOST_PROBLEMS:
            break
    problems += [] if problems else _repeated(table, nodes)
    if problems:
        raise ScenarioError(problems)
    return Node(nodes, table.header)


def _column_problems(table: PointTable, wanted: Mapping[str, Column]) -> Iterator[Problem]:
    for at, name in enumerate(table.columns):
        if not name and any(row.cell(at) not in (None, "") for row in table.rows):
            yield problem_at(table.header, "", f"column {at + 1} has no name", "the key of a factor")
        elif name and name in table.columns[:at]:
            yield problem_at(table.header, f"column {name}", "is there twice", "each column once")
        elif name and name != POINT and name not in wanted:
            fault = unknown((), "column", name, list(wanted))
            what = _advised(fault.what, name)
            yield problem_at(table.header, "", what, fault.allowed, fault.nearest)
    for key in wanted:
        if key not in table.columns:
            yield problem_at(table.header, f"column {key}", "is missing", "a column for every factor")


def _row_problems(table: PointTable, row: Row, columns: Mapping[str, int]) -> Iterator[Problem]:
    surplus = [cell for cell in row.cells[len(table.columns) :] if cell]
    if surplus:
        found = f"has {len(row.cells)} values, and there are {len(table.columns)} columns"
        allowed = "a value in each column; a value with the separator in it stands in double quotes"
        yield problem_at(row.place, "", found, allowed)
    for key, at in columns.items():
        if row.cell(at) in (None, ""):
            yield problem_at(row.place, _cell_path(table, row, key), "has no value", "a value for every factor")
        elif isinstance(row.cell(at), str) and (refused := refused_character(row.cell(at))) is not None:
            found = f"holds the character {character_name(refused)}"
            yield problem_at(row.place, _cell_path(table, row, key), found, "text without control characters")


def _repeated(table: PointTable, nodes: Sequence[Node]) -> Iterator[Problem]:
    """Yield the rows that are a point, or have the number of a point, that was there before."""
    numbered = table.columns.index(POINT) if POINT in table.columns else None
    points: dict[tuple[str, ...], str] = {}
    numbers: dict[Any, str] = {}
    for row, node in zip(table.rows, nodes, strict=True):
        path = "" if table.has_lines else row.name
        point = tuple(label_of(as_whole(value.value)) for value in node.value.values())
        if (first := points.setdefault(point, row.name)) != row.name:
            yield problem_at(row.place, path, f"is the same point as {first}", "each point once")
        number = None if numbered is None else row.cell(numbered)
        if number not in (None, "") and (first := numbers.setdefault(number, row.name)) != row.name:
            found = f"{shorten(number)} is the number of {first}, too"
            yield problem_at(row.place, _cell_path(table, row, POINT), found, "each number once")


def _node(table: PointTable, row: Row, at: int, column: Column) -> Node:
    """Return a cell as the value that it stands for; texts of frames are texts, also where they look like numbers."""
    cell = row.cell(at)
    advice = advice_on(cell[position]) if isinstance(cell, str) and (position := lookalike(cell)) is not None else ""
    if isinstance(cell, str) and cell in column.levels:
        value = column.levels[cell]
    elif isinstance(cell, str) and cell.lower() in NOTHING:
        value = None
    elif isinstance(cell, str) and table.has_lines and not column.is_text:
        value = _value_of_text(cell, table.decimal_comma)
    else:
        value = cell
    return Node(_level(value, column), row.place, advice=advice)


def _value_of_text(text: str, decimal_comma: bool) -> Any:
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    number = text.replace(",", ".", 1) if decimal_comma else text
    if not NUMBER.fullmatch(number) or len(number) > MOST_DIGITS:
        return text
    return int(number) if re.fullmatch("[+-]?[0-9]+", number) else float(number)


MOST_DIGITS = 400


def _level(value: Any, column: Column) -> Any:
    """Return a number as the level that equals it, which may be written with a point or without."""
    if not is_number(value):
        return value
    return next((level for level in column.levels.values() if is_number(level) and level == value), value)


def _advised(what: str, text: str) -> str:
    position = lookalike(text)
    return what if position is None else f"{what}; {advice_on(text[position])}"


def _cell_path(table: PointTable, row: Row, key: str) -> str:
    return f"column {key}" if table.has_lines else f"{row.name}, column {key}"


def in_columns(problem: Problem, table: PointTable | None) -> Problem:
    """Return a problem of a table with its row and column in the place of the position in a list of points."""
    cell = PATH_OF_CELL.fullmatch(problem.path)
    if table is None or problem.file != table.file or cell is None:
        return problem
    row = table.rows[int(cell[1])]
    path = _cell_path(table, row, cell[2]) if cell[2] else "" if table.has_lines else row.name
    return problem_at(row.place, path, problem.what, problem.allowed, problem.nearest)


def missing_table(node: Node, folder: Path) -> Problem:
    """Return the problem of a file of points that does not exist, with the tables that stand in its folder."""
    names = sorted(file.name for file in folder.glob("*") if file.suffix.lower() in (".csv", ".parquet"))
    fault = unknown(("design", "file"), "table", node.value, names)
    what = f"there is no file {shorten(node.value)}"
    return problem_at(node.place, "design.file", _advised(what, node.value), names_text(names), fault.nearest)
