"""The layouts of published files, from the data file that knows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from sim.imports.cells import plain

YEAR = "{year}"


@dataclass(frozen=True, slots=True)
class ColumnName:
    """A name of a column, and the years of the files that have it."""

    name: str
    first: int | None = None
    last: int | None = None

    def __str__(self) -> str:
        """Return the name with its years."""
        years = {
            (False, False): "",
            (True, False): f" (from {self.first})",
            (False, True): f" (until {self.last})",
            (True, True): f" ({self.first} to {self.last})",
        }
        return f"{self.name!r}{years[self.first is not None, self.last is not None]}"

    def places(self, headers: Sequence[str]) -> dict[int, int]:
        """Return where a row of plain headers has this name: its year (0 where it has none) by position.

        Of a name that stands there twice, the first counts.
        """
        wanted = plain(self.name)
        if YEAR not in wanted:
            return {headers.index(wanted): 0} if wanted in headers else {}
        pattern = re.compile(re.escape(wanted).replace(re.escape(YEAR), r"(\d{4})"))
        found = [(position, pattern.fullmatch(header)) for position, header in enumerate(headers)]
        years = {position: int(match[1]) for position, match in reversed(found) if match}
        return {position: year for year, position in {year: position for position, year in years.items()}.items()}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a published file.

    Attributes
    ----------
    key : what it is called in this program.
    called : its names in files.
    optional : whether it may be missing.
    """

    key: str
    called: tuple[ColumnName, ...]
    optional: bool

    def places(self, headers: Sequence[str]) -> dict[int, int]:
        """Return where the column stands in a row of plain headers, by the first of its names that is there."""
        return next((found for called in self.called if (found := called.places(headers))), {})


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of published file: how it is known, and what its columns are."""

    kind: str
    title: str
    columns: tuple[Column, ...]

    @property
    def needed(self) -> tuple[Column, ...]:
        """Return the columns without which it is not such a file."""
        return tuple(column for column in self.columns if not column.optional)


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of the oversight framework that is read (see the data file)."""

    figure: str
    says: tuple[str, ...] = ()
    fraction_below: float = 0.0
    remark: str = ""

    def is_meant_by(self, description: str) -> bool:
        """Return whether a description is of this metric."""
        return not self.says or any(words in plain(description) for words in self.says)


@cache
def _data() -> dict[str, Any]:
    text = files("sim.imports").joinpath("published_layouts.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return loaded


@cache
def layouts() -> dict[str, Layout]:
    """Return every layout by its kind."""
    return {
        kind: Layout(kind, about["title"], tuple(_column(key, column) for key, column in about["columns"].items()))
        for kind, about in _data()["files"].items()
    }


def _column(key: str, about: dict[str, Any]) -> Column:
    names = tuple(ColumnName(name["name"], name.get("from"), name.get("to")) for name in about["called"])
    return Column(key, names, about.get("optional", False))


@cache
def metrics() -> dict[str, Metric]:
    """Return the metrics of the oversight framework that are read, by their numbers."""
    rows: dict[str, dict[str, Any]] = _data()["metrics"]
    return {number: Metric(**{**row, "says": tuple(row.get("says", ()))}) for number, row in rows.items()}


@cache
def words(kind: str) -> frozenset[str]:
    """Return words of a kind: `totals`, `suppressed` or `not_rated`."""
    return frozenset(map(plain, _data()[kind]))


def provider_type_in(*texts: str) -> str | None:
    """Return the type of provider that the first text stands for that stands for any."""
    for text in filter(None, texts):
        for row in _data()["provider_types"]:
            if re.search(row["words"], plain(text)):
                return str(row["type"])
    return None
