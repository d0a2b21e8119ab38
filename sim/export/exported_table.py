"""A table to be exported: its rows, what identifies one of them, and what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

YES_OR_NO = "yes or no"
"""Unit of a column in which 1 is yes and 0 is no."""


class Meaning(NamedTuple):
    """What a column means, in words, with its unit and the range its values lie in."""

    meaning: str
    unit: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class ExportedTable:
    """A table to be exported.

    Attributes
    ----------
    name : of its file, or worksheet.
    frame : the rows; words that stand for a number are categorical, in the order of the numbers.
    keys : columns that identify a row; all others are values. Without any it is a list of records, which has one shape.
    meanings : of the columns, by name.
    yes_or_no : columns in which 1 is yes and 0 is no, beside those that are so by their type.
    """

    name: str
    frame: pd.DataFrame
    keys: tuple[str, ...] = ()
    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    yes_or_no: frozenset[str] = frozenset()

    @property
    def measured(self) -> list[str]:
        """Return the columns that identify no row."""
        return [name for name in self.frame.columns if name not in self.keys]

    def meaning_of(self, column: str) -> Meaning:
        """Return what a column means."""
        meaning = self.meanings.get(column, Meaning(""))
        return meaning._replace(unit=YES_OR_NO) if self.is_yes_or_no(column) else meaning

    def is_yes_or_no(self, column: str) -> bool:
        """Return whether 1 is yes and 0 is no in a column."""
        return column in self.frame and (
            column in self.yes_or_no or pd.api.types.is_bool_dtype(self.frame[column].dtype)
        )


@dataclass(frozen=True)
class ExportedFolder:
    """What is exported of a results folder.

    Attributes
    ----------
    title, kind : of what it holds.
    about : what the folder says of itself, in words, by headings such as `seed`.
    tables : in the order in which they are exported.
    trust_names : name of every trust by its id.
    start_month : calendar month of month 1; None: the tables have no months.
    """

    title: str
    kind: str
    about: Mapping[str, str]
    tables: list[ExportedTable]
    trust_names: Mapping[str, str] = field(default_factory=dict)
    start_month: int | None = None
