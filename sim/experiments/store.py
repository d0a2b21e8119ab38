"""The store of a sweep: tables in parts, each written completely or not at all, with a digest to show if it is intact.

A part's file carries a digest of its bytes, and their number, in its name. A file that was cut off, changed or lost is
therefore noticed without anything else being kept, and its chunk is simulated again; since runs do not depend on when
or where they are simulated, it comes out the same.

A chunk may be anything that is made as one and can be made again: some runs of a sweep, or a batch of evaluations.
"""

from __future__ import annotations

import hashlib
import re
import stat
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.experiments.locks import one_at_a_time
from sim.results.atomic_files import TEMPORARY, write_file
from sim.results.checked_files import ResultsError, read_bytes
from sim.results.parquet import bytes_of

PART = re.compile(r"part-(\d{7,})-([0-9a-f]{16})-(\d+)\.parquet")
LEFTOVER = re.compile(rf"{re.escape(TEMPORARY)}(?:part-)?(\d{{7,}})-.*")
FAILURES = "failures"


def stated(data: Any) -> str:
    """Return what the name of a file states of its contents: their digest and length."""
    return f"{hashlib.blake2b(data, digest_size=8).hexdigest()}-{len(data)}"


class Store:
    """Tables in a folder, written chunk by chunk.

    Parameters
    ----------
    folder : of the sweep; it must be there.
    tables : names of the tables that every chunk leaves, each a folder of parts. Besides, a chunk may leave `failures`.
    """

    def __init__(self, folder: Path, tables: Sequence[str]) -> None:
        self.folder, self.tables = folder, tuple(tables)
        self.all_tables = (FAILURES, *tables)

    def write(self, number: int, tables: Mapping[str, pa.Table]) -> None:
        """Write all tables of a chunk, the last of them last; one that is cut off in the middle counts as not done.

        Parameters
        ----------
        number : of the chunk, from 0.
        tables : by name; those that every chunk leaves, and failures if there are any.

        Raises
        ------
        ResultsError : it cannot be written, for instance because the disk is full; the sweep can still be resumed.
        ValueError : a table that every chunk leaves is not among them, or one that none leaves is.
        """
        missing, foreign = set(self.tables) - set(tables), set(tables) - set(self.all_tables)
        if missing or foreign:
            raise ValueError(
                f"chunk {number}: has the tables {', '.join(sorted(tables)) or 'none'}; "
                f"must have {', '.join(self.tables)}, and may have {FAILURES}"
            )
        for name in (table for table in self.all_tables if table in tables):
            place = self.folder / name
            try:
                place.mkdir(exist_ok=True)
            except OSError as error:
                raise ResultsError(f"{place}: cannot be written ({error.strerror or error})") from None
            data = bytes_of(tables[name])
            write_file(place / f"part-{number:07d}-{stated(data)}.parquet", data)

    def read(self, number: int, name: str) -> pa.Table:
        """Return a table of one chunk, made sure to be what was written.

        Raises
        ------
        ResultsError : the chunk is not there, or is damaged.
        """
        for found, file in self.files(name):
            if found == number:
                return read_part(file)
        raise ResultsError(f"{self.folder / name}: there is no chunk {number}")

    def files(self, name: str) -> Iterator[tuple[int, Path]]:
        """Give the files of a table, with the numbers of their chunks, in the order of these."""
        place = self.folder / name
        found = (PART.fullmatch(file.name) for file in (place.iterdir() if place.is_dir() else ()))
        for number, file in sorted((int(part[1]), part[0]) for part in found if part):
            yield number, place / file

    def done(self) -> set[int]:
        """Return the chunks of which every table has a part of the length that it states, without looking into them."""
        parts = [{number for number, file in self.files(name) if has_stated_size(file)} for name in self.tables]
        return set.intersection(*parts) if parts else set()

    def mend(self, shard: int = 1, shards: int = 1) -> list[str]:
        """Delete chunks that are not sound: a file of them is cut off or changed, or they were not written whole.

        Parameters
        ----------
        shard, shards : only chunks of this part, of so many; others may be in the middle of being written.

        Returns
        -------
        What was found wrong, in words.
        """
        found: list[str] = []
        harmed: set[int] = set()
        for name in self.all_tables:
            files = [(number, file) for number, file in self.files(name) if number % shards == shard - 1]
            times = Counter(number for number, _ in files)
            # Two parts of one chunk may both be sound, and nothing shows which of them is right.
            unsound = {number for number, file in files if times[number] > 1 or not matches_digest(file)}
            found += [f"{name}: chunk {number} is damaged and will be simulated again" for number in sorted(unsound)]
            harmed |= unsound
            for leftover in (self.folder / name).glob(f"{TEMPORARY}*"):
                part = LEFTOVER.fullmatch(leftover.name)
                if part and int(part[1]) % shards == shard - 1:
                    leftover.unlink()
        whole = self.done() - harmed
        there = {number for name in self.all_tables for number, _ in self.files(name)}
        self.forget({number for number in there - whole if number % shards == shard - 1})
        return found

    def forget(self, numbers: Collection[int]) -> None:
        """Delete chunks, so that they are simulated again."""
        # In the opposite order of writing: one that is cut off here counts as not done, and loses no failure.
        for name in reversed(self.all_tables):
            for number, file in list(self.files(name)):
                if number in numbers:
                    try:
                        file.unlink()
                    except OSError as error:
                        why = error.strerror or error
                        raise ResultsError(f"{file}: cannot be replaced ({why}); move it away") from None


def matches_digest(file: Path) -> bool:
    """Return whether a part holds what was written."""
    try:
        read_part_bytes(file)
    except ResultsError:
        return False
    return True


def has_stated_size(file: Path) -> bool:
    """Return whether a part is a file of the length that its name states, without looking into it."""
    part = PART.fullmatch(file.name)
    try:
        about = file.stat()
    except OSError:
        return False
    return part is not None and stat.S_ISREG(about.st_mode) and about.st_size == int(part[3])


def read_part_bytes(file: Path) -> bytes:
    """Return the contents of a part, made sure to be what was written.

    Raises
    ------
    ResultsError : the part is damaged, or gone.
    """
    data = read_bytes(file)
    if not file.stem.endswith(stated(data)):
        raise ResultsError(
            f"{file}: has been truncated or changed since it was written; run the sweep again to mend it"
        )
    return data


def read_part(file: Path) -> pa.Table:
    """Return the table that a part holds, made sure to be what was written.

    Raises
    ------
    ResultsError : the part is damaged, or gone.
    """
    return pq.read_table(pa.BufferReader(read_part_bytes(file)))


FILE = "failures.parquet"


def failures_in(store: Store) -> pa.Table:
    """Return a row for each run that failed, in the order of points and replicates; a table of none has no rows.

    Raises
    ------
    ResultsError : a part is damaged, or gone.
    """
    parts = [read_part(file) for _, file in store.files(FAILURES)]
    if not parts:
        words = [(name, pa.string()) for name in ("traceback", "levels")]
        return pa.schema([("point", pa.int64()), ("replicate", pa.int64()), *words]).empty_table()
    return pa.concat_tables(parts).sort_by([("point", "ascending"), ("replicate", "ascending")])


def collect_failures(store: Store) -> int:
    """Write all failed runs into `failures.parquet`, with their levels and tracebacks; return how many they are.

    Raises
    ------
    ResultsError : a part is damaged, or the file cannot be written.
    """
    place = store.folder / FILE
    with one_at_a_time(store.folder):  # shards that end together would leave what one of them knew
        table = failures_in(store)
        if table.num_rows:
            write_file(place, bytes_of(table))
        else:
            place.unlink(missing_ok=True)
    return int(table.num_rows)
