"""The store of a sweep: tables in parts, each written whole or not at all, and each able to tell whether it is sound.

A part's file carries a digest of its bytes in its name. A file that was cut off, changed or lost is therefore noticed
without anything else being kept, and its chunk is played again; since runs do not depend on when or where they are
played, it comes out the same.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.results.folder import ResultsError

PART = re.compile(r"part-(\d{7})-([0-9a-f]{16})\.parquet")
TEMPORARY = ".writing-"
FAILURES = "failures"


def digest_of(data: Any) -> str:
    """Return the digest that is part of a file's name."""
    return hashlib.blake2b(data, digest_size=8).hexdigest()


class Store:
    """The tables of a sweep in its folder.

    Parameters
    ----------
    folder : of the sweep.
    tables : names of the tables that every chunk leaves, each a folder of parts. Besides, a chunk may leave `failures`.
    """

    def __init__(self, folder: Path, tables: Sequence[str]) -> None:
        self.folder, self.tables = folder, tuple(tables)
        self.all_tables = (FAILURES, *tables)

    def write(self, number: int, tables: Mapping[str, pa.Table]) -> None:
        """Write all tables of a chunk; one that is cut off in the middle counts as not done.

        Raises
        ------
        ResultsError : it cannot be written, for instance because the disk is full; the folder stays fit to go on with.
        """
        for name in (table for table in self.all_tables if table in tables):
            place = self.folder / name
            temporary = place / f"{TEMPORARY}{number:07d}-{os.getpid()}"
            try:
                place.mkdir(exist_ok=True)
                data = bytes_of(tables[name])
                with temporary.open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(place / f"part-{number:07d}-{digest_of(data)}.parquet")
                flush_folder(place)
            except OSError as error:
                temporary.unlink(missing_ok=True)
                why = error.strerror or str(error)
                raise ResultsError(f"{place}: cannot be written ({why}); what is there is sound, go on later") from None

    def files(self, name: str) -> Iterator[tuple[int, Path]]:
        """Give the files of a table, with the numbers of their chunks."""
        place = self.folder / name
        for file in sorted(place.iterdir()) if place.is_dir() else ():
            if found := PART.fullmatch(file.name):
                yield int(found[1]), file

    def done(self) -> set[int]:
        """Return the chunks of which every table has a part, without looking into the files."""
        parts = [{number for number, _ in self.files(name)} for name in self.tables]
        return set.intersection(*parts) if parts else set()

    def mend(self, shard: int = 1, shards: int = 1) -> list[str]:
        """Delete what is not sound: files cut off or changed, leftovers, parts of chunks not written whole.

        Parameters
        ----------
        shard, shards : only chunks of this part, of so many; others may be in the middle of being written.

        Returns
        -------
        What was found wrong, in words.
        """
        found = []
        for name in self.all_tables:
            for number, file in list(self.files(name)):
                if number % shards == shard - 1 and digest_of(file.read_bytes()) != file.stem[-16:]:
                    found.append(f"{name}: chunk {number} is damaged and is played again")
                    file.unlink()
            for leftover in (self.folder / name).glob(f"{TEMPORARY}*"):
                if int(leftover.name[len(TEMPORARY) :][:7]) % shards == shard - 1:
                    leftover.unlink()
        whole = self.done()
        for name in self.all_tables:
            for number, file in list(self.files(name)):
                if number % shards == shard - 1 and number not in whole:
                    file.unlink()
        return found

    def forget(self, numbers: set[int]) -> None:
        """Delete chunks, so that they are played again."""
        for name in self.all_tables:
            for number, file in list(self.files(name)):
                if number in numbers:
                    file.unlink()


def bytes_of(table: pa.Table) -> Any:
    """Return a table as the bytes of a parquet file, the same for the same table."""
    sink = pa.BufferOutputStream()
    numbers = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    words = [field.name for field in table.schema if field.name not in numbers]
    pq.write_table(table, sink, compression="zstd", use_dictionary=words, use_byte_stream_split=numbers)
    return sink.getvalue()


def flush_folder(folder: Path) -> None:
    """Make sure that a renamed file is found after a crash of the machine, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
