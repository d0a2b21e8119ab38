"""Quantiles of outcomes that were written to files part by part, to the last bit, in memory that does not grow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

Values = NDArray[np.float64]
Parts = Callable[[], Iterator[Values]]
"""Gives values that are known, a part of them at a time, and from the beginning each time it is called."""

MOST_AT_ONCE = 2_000_000
"""Values that are held in memory; of more, quantiles are found by reading the files several times."""

READER = 25e6  # bytes that the reader of Parquet files takes, as measured (tests/runs)
DIGIT = 16  # bits of a number that one reading settles
SIGN = np.uint64(1 << 63)


class WrittenOutcomes:
    """The outcomes of a run in the parts that it has written.

    Parameters
    ----------
    folder : holds the parts.
    trusts : how many there are, in the order of the rows of each replicate.
    """

    def __init__(self, folder: Path, trusts: int) -> None:
        self.files = sorted(folder.glob("part-*.parquet"))
        self.trusts = trusts
        self.rows = sum(pq.read_metadata(file).num_rows for file in self.files)
        self._held: tuple[str, Values] | None = None

    def known(self, outcome: str, trusts: Sequence[int]) -> Parts:
        """Return what gives the known values of an outcome, of the trusts in some positions."""

        def parts() -> Iterator[Values]:
            for values in self._read(outcome):
                chosen = values.ravel() if len(trusts) == self.trusts else values[:, trusts].ravel()
                yield chosen[~np.isnan(chosen)]

        return parts

    def _read(self, outcome: str) -> Iterator[Values]:
        """Give an outcome [replicates, trusts] part by part; as one part, read once, where it can be held."""
        if self.rows > MOST_AT_ONCE:
            yield from map(self._part, self.files, [outcome] * len(self.files))
            return
        if self._held is None or self._held[0] != outcome:
            self._held = outcome, np.concatenate([self._part(file, outcome) for file in self.files])
        yield self._held[1]

    def _part(self, file: Path, outcome: str) -> Values:
        # In this thread, since buffers of other threads would stay in memory.
        with pq.ParquetFile(file) as part:
            values: Values = part.read(columns=[outcome], use_threads=False).column(0).to_numpy()
        return values.reshape(-1, self.trusts)


def bytes_for_quantiles(rows: int) -> float:
    """Return the memory that quantiles of so many values take: as they are read, put together, chosen and sorted."""
    return READER + 4 * 8.0 * min(rows, MOST_AT_ONCE)


def quantiles(parts: Parts, count: int, shares: Sequence[float]) -> Values:
    """Return the quantiles of `count` values, as `numpy.quantile` gives them."""
    if count <= MOST_AT_ONCE:
        found: Values = np.quantile(np.concatenate(list(parts())), shares)
        return found
    places = [share * (count - 1) for share in shares]
    return np.array([_between(parts, int(place), place % 1.0) for place in places])


def _between(parts: Parts, rank: int, way: float) -> float:
    """Return the number that is some of the way from the value of a rank to that of the next."""
    low = ranked(parts, rank)
    if way == 0.0:
        return low
    high = ranked(parts, rank + 1)
    # From the nearer side, as NumPy does it.
    return low + (high - low) * way if way < 0.5 else high - (high - low) * (1.0 - way)


def ranked(parts: Parts, rank: int) -> float:
    """Return the value with so many values before it in their order, one digit of its bits after the other."""
    found = 0
    for shift in range(64 - DIGIT, -1, -DIGIT):
        counts = np.zeros(1 << DIGIT, dtype=np.int64)
        for values in parts():
            keys = in_order(values)
            if shift + DIGIT < 64:
                keys = keys[keys >> np.uint64(shift + DIGIT) == np.uint64(found)]
            digits = (keys >> np.uint64(shift)) & np.uint64((1 << DIGIT) - 1)
            counts += np.bincount(digits.astype(np.int64), minlength=len(counts))
        up_to = np.cumsum(counts)
        digit = int(np.searchsorted(up_to, rank, side="right"))
        rank -= int(up_to[digit] - counts[digit])
        found = found << DIGIT | digit
    return _number(found)


def in_order(values: Values) -> NDArray[np.uint64]:
    """Return whole numbers that are in the order of some numbers, made of their bits."""
    bits = np.ascontiguousarray(values).view(np.uint64)
    return np.where(bits & SIGN, ~bits, bits | SIGN)


def _number(key: int) -> float:
    """Return the number of which `in_order` makes a whole number."""
    bits = key & ~int(SIGN) if key & int(SIGN) else ~key & (1 << 64) - 1
    return float(np.array([bits], dtype=np.uint64).view(np.float64)[0])
