"""The data dictionary: what every column of every exported table means, with unit, range and codes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.export.exported_table import Meaning
from sim.export.table_shapes import ShapedTable

NAME = "data_dictionary"
COLUMNS = {
    "table": Meaning("table that the column is in"),
    "column": Meaning("name of the column"),
    "unit": Meaning("unit; level: a share of the best conceivable, from 0 to 1"),
    "low": Meaning("lowest value that is possible; empty: no bound"),
    "high": Meaning("highest value that is possible; empty: no bound"),
    "codes": Meaning("numbers and the words they stand for"),
    "meaning": Meaning("what the column holds"),
}


def dictionary_of(tables: Sequence[ShapedTable]) -> ShapedTable:
    """Return a row for each column of each table, and one for each word that has a meaning of its own."""
    rows = [
        (table.name, name, meaning.unit, meaning.low, meaning.high, codes_in_words(table, name), meaning.meaning)
        for table in tables
        for name, meaning in {**table.columns, **table.words}.items()
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"low": "float64", "high": "float64"})
    return ShapedTable(NAME, COLUMNS, len(frame), lambda: iter([frame]))


def codes_in_words(table: ShapedTable, column: str) -> str:
    """Return the numbers of a column of words, or the words of a column of numbers, as `0 no; 1 yes`."""
    words = table.codes.get(column) or table.labels.get(column) or []
    return "; ".join(f"{number} {word}" for number, word in enumerate(words))
