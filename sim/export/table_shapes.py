"""The shapes in which a table is exported: wide, a column for each variable; long, a row for each value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from sim.export.exported_table import ExportedFolder, ExportedTable, Meaning

WIDE, LONG, BOTH = "wide", "long", "both"
CODE, NAME = "_code", "_name"
TRUSTS = ("trust", "target", "partner")
IDS = frozenset({*TRUSTS, "partnership", "type", "variable", "point"})
"""Columns of words that name things, and stand for no number."""

NO_YES = ["no", "yes"]
FROM_LONG = ("variable", "value", "words", "unit")


@dataclass(frozen=True)
class ShapedTable:
    """A table in the shape in which it is written.

    Attributes
    ----------
    name : of its file, or worksheet.
    columns : what each column means.
    codes : of columns of words, the words in the order of their numbers.
    labels : of columns of numbers, the words of 0, 1 and so on.
    words : what single words of a column mean, by column and word such as `event: inspected`.
    rows : how many there are.
    parts : gives the rows, in one or several frames of the same columns.
    """

    name: str
    columns: Mapping[str, Meaning]
    rows: int
    parts: Callable[[], Iterator[pd.DataFrame]]
    codes: Mapping[str, list[str]] = field(default_factory=dict)
    labels: Mapping[str, list[str]] = field(default_factory=dict)
    words: Mapping[str, Meaning] = field(default_factory=dict)


def shaped(folder: ExportedFolder, table: ExportedTable, shape: str, first_year: int | None) -> list[ShapedTable]:
    """Return a table in the shapes that are asked for; a list of records has one shape only.

    Parameters
    ----------
    shape : `wide`, `long` or `both`.
    first_year : calendar year of month 1, for a column of dates; None: no dates.
    """
    if not table.keys or not table.measured:
        return [wide(folder, table, first_year)]
    made = [wide(folder, table, first_year)] if shape in (WIDE, BOTH) else []
    return [*made, long(folder, table, first_year)] if shape in (LONG, BOTH) else made


def wide(folder: ExportedFolder, table: ExportedTable, first_year: int | None) -> ShapedTable:
    """Return a table with a column for each variable; beside words stand the numbers behind them."""
    columns: dict[str, pd.Series] = {}
    meanings: dict[str, Meaning] = {}
    codes: dict[str, list[str]] = {}
    labels: dict[str, list[str]] = {}
    words: dict[str, Meaning] = {}
    for name in table.frame.columns:
        column, meaning = without_empty_words(table.frame[name]), table.meaning_of(name)
        if table.is_yes_or_no(name):
            columns[name], labels[name] = _as_number(column), NO_YES
        else:
            columns[name] = column
        meanings[name] = meaning
        if stands_for_numbers(table, name):
            codes[name] = [str(word) for word in column.cat.categories]
            columns[name + CODE] = column.cat.codes.where(column.cat.codes >= 0).astype("Int16")
            words |= {f"{name}: {word}": table.meanings[word] for word in codes[name] if word in table.meanings}
            meanings[name + CODE] = Meaning(f"number behind {name}", "code", 0, len(codes[name]) - 1)
        for known, added in _beside(folder, name, column, first_year):
            columns[known], meanings[known] = added, table.meaning_of(known)
    frame = pd.DataFrame(columns)
    return ShapedTable(table.name, meanings, len(frame), lambda: iter([frame]), codes, labels, words)


def long(folder: ExportedFolder, table: ExportedTable, first_year: int | None) -> ShapedTable:
    """Return a table with a row for each value: what identifies it, the variable, its number, its word, its unit."""
    keys = wide(folder, ExportedTable(table.name, table.frame[list(table.keys)], (), table.meanings), first_year)
    (identified,) = keys.parts()

    def parts() -> Iterator[pd.DataFrame]:
        for name in table.measured:
            number, words = _number_and_word(table, name)
            yield identified.assign(variable=name, value=number, words=words, unit=table.meaning_of(name).unit)

    own = {name: table.meaning_of(name) for name in FROM_LONG}
    own["variable"] = Meaning(f"column of {table.name} that the row is about")
    named = f"{table.name}_{LONG}"
    return ShapedTable(named, {**keys.columns, **own}, len(identified) * len(table.measured), parts, keys.codes)


def without_empty_words(column: pd.Series) -> pd.Series:
    """Return a column in which an empty word is missing, such as the partnership of an event of one trust."""
    if isinstance(column.dtype, pd.CategoricalDtype) and "" in column.cat.categories:
        return column.cat.remove_categories([""])
    return column


def stands_for_numbers(table: ExportedTable, name: str) -> bool:
    """Return whether a column holds words that stand for numbers of the model."""
    return isinstance(table.frame[name].dtype, pd.CategoricalDtype) and name not in IDS


def _as_number(column: pd.Series) -> pd.Series:
    """Return yes and no as 1 and 0, missing where it is not known."""
    return column.astype("float64") if column.isna().any() else column.astype("int8")


def _number_and_word(table: ExportedTable, name: str) -> tuple[pd.Series, pd.Series]:
    """Return the number and the word of every value of a column; missing where there is none."""
    column = without_empty_words(table.frame[name])
    if table.is_yes_or_no(name):
        number = column.astype("float64")
        return number, number.map({0.0: "no", 1.0: "yes"}).astype(object)
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.astype("float64")
        return codes.where((codes >= 0) & stands_for_numbers(table, name)), column.astype(object)
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.astype("float64"), pd.Series(None, index=column.index, dtype=object)
    return pd.Series(float("nan"), index=column.index), column.astype(object)


def _beside(
    folder: ExportedFolder, name: str, column: pd.Series, first_year: int | None
) -> Iterator[tuple[str, pd.Series]]:
    """Yield what stands beside a column: names of trusts beside their ids, dates beside months."""
    if name in TRUSTS and folder.trust_names:
        yield name + NAME, column.astype(object).map(lambda one: folder.trust_names.get(one, one), na_action="ignore")
    if name == "month" and first_year is not None and folder.start_month is not None:
        yield "date", dates_of(column, folder.start_month, first_year)


def dates_of(months: pd.Series, start_month: int, first_year: int) -> pd.Series:
    """Return the first day of each month of a run; month 0, the start, is the month before month 1."""
    at = months.astype("float64") + 12 * (first_year - 1970) + start_month - 2
    counted = at.where(at.notna(), 0).astype("int64").to_numpy().astype("datetime64[M]")
    return pd.Series(counted.astype("datetime64[s]"), index=months.index).where(at.notna())
