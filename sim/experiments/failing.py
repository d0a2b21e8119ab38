"""The runs of a sweep that failed, with the levels of their factors and what went wrong."""

from __future__ import annotations

import pyarrow as pa

from sim.experiments.locking import one_at_a_time
from sim.experiments.store import FAILURES, Store, table_in
from sim.results.atomic import write_file
from sim.results.parquet import bytes_of

FILE = "failures.parquet"


def failures_in(store: Store) -> pa.Table:
    """Return a row for each run that failed, in the order of points and replicates; a table of none has no rows.

    Raises
    ------
    ResultsError : a part is damaged, or gone.
    """
    parts = [table_in(file) for _, file in store.files(FAILURES)]
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
