"""Starts of those described trusts that levers move, at every setting of these, small enough for a page.

A lever such as cultural fit moves states of a trust, and with them the 200 trusts of the stationary population from
which it starts (`sim.scenario.conditional_start`). What is written into the page is what they are made of: which trust
each comes from, the levels that are expected at a setting, and how far each trust is from what is expected of it. The
page adds the last two, which is the one sum that Python does, so that the bits are the same. That they are is checked
here for every setting; what differs for any reason is written out.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from zlib import compressobj

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.record_types import Records, record_type
from sim.model.state import TrustState
from sim.scenario.conditional_start import (
    Known,
    donors_of,
    expected_levels,
    figures_given,
    level_names,
    ranges,
    records_of_type,
    starts_of,
    unexplained_levels,
    verdicts_given,
)
from sim.webpage.memory import without_gaps

WORD = 8


def packed(array: NDArray[Any]) -> str:
    """Return an array as text: its bytes compressed as gzip does, in base 64."""
    made = compressobj(9, wbits=31)
    return base64.b64encode(made.compress(np.ascontiguousarray(array).tobytes()) + made.flush()).decode()


@dataclass
class Distinct:
    """Rows that are kept once each, in the order in which they come."""

    rows: list[bytes] = field(default_factory=list)
    places: dict[bytes, int] = field(default_factory=dict)

    def place_of(self, row: bytes) -> int:
        """Return the position of a row, which is kept if it is new."""
        if row not in self.places:
            self.places[row] = len(self.rows)
            self.rows.append(row)
        return self.places[row]


@dataclass
class Setting:
    """The starts of a trust at one setting of the levers that move it.

    Attributes
    ----------
    donors, unexplained : positions among the rows that are kept, one for each start.
    expected : the levels that are expected, for all starts.
    fixed : values of fields that all starts have, by the name of the field.
    columns : values of fields, one for each start, by the name of the field.
    """

    donors: list[int]
    unexplained: list[int]
    expected: NDArray[np.float64]
    fixed: dict[str, int]
    columns: dict[str, NDArray[np.uint64]]


class Starts:
    """The starts of described trusts, one's settings after the other's; what they share is kept once."""

    def __init__(self) -> None:
        self.donors, self.unexplained = Distinct(), Distinct()
        self.settings: list[Setting] = []

    @cached_property
    def fields(self) -> dict[str, tuple[int, int]]:
        """Return the first byte and the bytes of every field of the record of a trust."""
        kind = record_type(TrustState)
        assert kind.fields is not None
        return {name: (about[1], about[0].itemsize) for name, about in kind.fields.items()}

    def add(self, known: Known) -> int:
        """Add the starts of a trust at one more setting; return how many they are."""
        given, verdicts = figures_given(known), verdicts_given(known)
        actual = starts_of(known)
        places = donors_of(known)
        donors = records_of_type(known.provider_type).take(places)
        levels = list(level_names())
        if given or verdicts:
            named = (*given, *verdicts)
            # Published figures with errors move each draw differently; then the first stands for all, and the rest
            # is written out.
            expected = expected_levels(len(places), known, named)[0]
            apart = unexplained_levels(places, known.provider_type, named)
        else:
            expected = np.zeros(len(levels))
            apart = np.stack([donors[name] for name in levels], axis=1)
        said = [name in known.exact and name not in known.errors for name in levels]
        apart[:, said] = 0.0  # what the scenario says is the same for all, and is written as such
        moved = within_ranges(expected + apart)
        composed = donors.copy()
        for column, name in enumerate(levels):
            composed[name] = moved[:, column]
        bare = without_gaps(donors)
        for name in levels:
            bare[name] = 0.0
        fixed, columns = self._differences(composed, actual)
        self.settings.append(
            Setting(
                [self.donors.place_of(row.tobytes()) for row in bare],
                [self.unexplained.place_of(row.tobytes()) for row in apart],
                expected,
                fixed,
                columns,
            )
        )
        return len(actual)

    def _differences(self, composed: Records, actual: Records) -> tuple[dict[str, int], dict[str, NDArray[np.uint64]]]:
        """Return what the sum does not give: fields in which all starts are alike, and others, one by one."""
        fixed: dict[str, int] = {}
        columns: dict[str, NDArray[np.uint64]] = {}
        for name in self.fields:
            wanted = words_of(actual[name])
            if (words_of(composed[name]) == wanted).all():
                continue
            if (wanted == wanted[0]).all():
                fixed[name] = int(wanted[0])
            else:
                columns[name] = wanted
        return fixed, columns

    def as_data(self) -> dict[str, Any]:
        """Return all settings as the page takes them, in the order in which they were added."""
        low, high = ranges()
        names = level_names()
        fixed = sorted({name for setting in self.settings for name in setting.fixed})
        whole = sorted({name for setting in self.settings for name in setting.columns})
        row = record_type(TrustState).itemsize
        return {
            "itemsize": row,
            "counts": [len(setting.donors) for setting in self.settings],
            "levels": [self.fields[name][0] for name in names],
            "low": [None if bound == -np.inf else bound for bound in low],
            "high": [None if bound == np.inf else bound for bound in high],
            "donors": packed(_transposed(self.donors.rows, row)),
            "unexplained": packed(_transposed(self.unexplained.rows, WORD * len(names))),
            "donor_of": packed(np.concatenate([np.array(s.donors, np.uint16) for s in self.settings])),
            "unexplained_of": packed(np.concatenate([np.array(s.unexplained, np.uint16) for s in self.settings])),
            "expected": packed(_by_bytes(np.stack([setting.expected for setting in self.settings]).T)),
            "fixed": [
                {
                    "offset": self.fields[name][0],
                    "size": self.fields[name][1],
                    "set": [name in setting.fixed for setting in self.settings],
                    "words": packed(np.array([setting.fixed.get(name, 0) for setting in self.settings], np.uint64)),
                }
                for name in fixed
            ],
            "columns": [
                {
                    "offset": self.fields[name][0],
                    "size": self.fields[name][1],
                    "set": [name in setting.columns for setting in self.settings],
                    "words": packed(
                        np.concatenate([setting.columns.get(name, np.zeros(0, np.uint64)) for setting in self.settings])
                    ),
                }
                for name in whole
            ],
        }


def within_ranges(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return levels [trusts, levels], each within its range, by the comparisons that the page makes."""
    low, high = (np.array(bound) for bound in ranges())
    return np.where(levels < low, low, np.where(levels > high, high, levels))


def words_of(values: NDArray[Any]) -> NDArray[np.uint64]:
    """Return the bytes of numbers, or flags, as words."""
    if values.dtype.itemsize == WORD:
        return np.ascontiguousarray(values).view(np.uint64)
    return values.astype(np.uint64)


def _transposed(rows: Sequence[bytes], size: int) -> NDArray[np.uint8]:
    """Return rows byte by byte: first bytes first, which compresses better."""
    table = np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), size)
    return np.ascontiguousarray(table.T)


def _by_bytes(table: NDArray[Any]) -> NDArray[np.uint8]:
    """Return a table byte by byte, as `_transposed` does with its items one after the other."""
    bytes_of_items = np.ascontiguousarray(table).view(np.uint8).reshape(-1, table.dtype.itemsize)
    return np.ascontiguousarray(bytes_of_items.T)
