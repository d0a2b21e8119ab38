"""Tables as Stata files, with labels of variables and of values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from sim.config.replaced_files import in_place_of
from sim.export.exported_table import Meaning
from sim.export.table_shapes import CODE, ShapedTable

LONGEST_NAME = 32
LONGEST_LABEL = 80
LONGEST_TEXT = 2045  # letters, beyond which Stata has another kind of text
VERSION: Literal[118] = 118  # of the format: the first with UTF-8, which Stata 14 and later read


def write_stata(table: ShapedTable, path: Path) -> None:
    """Write a table as a Stata file in the place of one that is there.

    Words that stand for numbers become numbers with these words as value labels, so that their codes have no column.
    What is infinite is missing, since Stata has no such number.
    """
    frame = pd.concat(table.parts(), ignore_index=True)
    frame = frame.drop(columns=[word + CODE for word in table.codes if word + CODE in frame.columns])
    names = stata_names(frame.columns)
    labels = {names[one]: variable_label(table.columns[one]) for one in frame.columns}
    values: Any = {names[one]: dict(enumerate(words)) for one, words in table.labels.items()}
    plain = pd.DataFrame({names[one]: as_stata(frame[one], one in table.codes) for one in frame.columns})
    texts = [name for name in plain.columns if plain[name].dtype == object]
    with in_place_of(path) as beside, beside.open("wb") as file:
        plain.to_stata(
            file,
            write_index=False,
            version=VERSION,
            variable_labels=labels,
            value_labels=values,
            convert_dates={name: "td" for name in plain.columns if plain[name].dtype.kind == "M"},
            convert_strl=[name for name in texts if plain[name].str.len().max() > LONGEST_TEXT],
        )


def stata_names(columns: Iterable[str]) -> dict[str, str]:
    """Return a name of at most 32 letters, digits and underscores for each column; each once.

    Examples
    --------
    >>> stata_names(["regulator.support", "2nd"])
    {'regulator.support': 'regulator_support', '2nd': '_2nd'}
    """
    given: dict[str, str] = {}
    for column in columns:
        plain = re.sub(r"\W", "_", column, flags=re.ASCII)
        plain = f"_{plain}" if not plain or plain[0].isdigit() else plain
        name, number = plain[:LONGEST_NAME], 1
        while name in given.values():
            number += 1
            name = f"{plain[: LONGEST_NAME - len(str(number)) - 1]}_{number}"
        given[column] = name
    return given


def variable_label(meaning: Meaning) -> str:
    """Return what a column means with its unit, as far as Stata has room for it."""
    label = f"{meaning.meaning} ({meaning.unit})" if meaning.unit else meaning.meaning
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def as_stata(column: pd.Series, is_coded: bool) -> pd.Series:
    """Return a column as Stata has it: labelled numbers, numbers, dates, or text; missing text is empty."""
    if is_coded:
        return column.cat.rename_categories([str(word) for word in column.cat.categories])
    if isinstance(column.dtype, pd.CategoricalDtype) or pd.api.types.is_string_dtype(column.dtype):
        return column.astype(object).where(column.notna(), "").astype(str).astype(object)
    if column.dtype == object:
        return column.where(column.notna(), "").astype(str).astype(object)
    if column.dtype.kind == "f":
        return column.replace([np.inf, -np.inf], np.nan)
    return column
