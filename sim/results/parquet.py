"""How tables are written: compactly, with the same bytes for the same table, and with the type of every column."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

WORDS = pa.dictionary(pa.int32(), pa.string())


def table_of(frame: pd.DataFrame) -> pa.Table:
    """Return a frame as a table without an index, whose columns have the same types whatever words or rows it has."""
    schema = pa.Schema.from_pandas(frame, preserve_index=False)
    for at, field in enumerate(schema):
        if isinstance(frame[field.name].dtype, pd.CategoricalDtype):
            schema = schema.set(at, field.with_type(WORDS))
        elif pa.types.is_null(field.type):  # words, of which there are none
            schema = schema.set(at, field.with_type(pa.string()))
    return pa.Table.from_pandas(frame, schema=schema, preserve_index=False)


def write_frame(frame: pd.DataFrame, where: Any) -> None:
    """Write a frame as parquet to a path or a stream."""
    write_table(table_of(frame), where)


def write_table(table: pa.Table, where: Any) -> None:
    """Write a table as parquet to a path or a stream: words by a dictionary, numbers byte by byte apart.

    What is missing is missing in every program; some would calculate with a number that is none (NaN).
    """
    pq.write_table(_without_nan(table), where, **layout_of(table.schema))


def layout_of(schema: pa.Schema) -> dict[str, Any]:
    """Return how the columns of a table are written."""
    numbers = [field.name for field in schema if pa.types.is_floating(field.type)]
    words = [field.name for field in schema if field.name not in numbers]
    return {"compression": "zstd", "use_dictionary": words, "use_byte_stream_split": numbers}


def _without_nan(table: pa.Table) -> pa.Table:
    for at, column in enumerate(table.schema):
        if pa.types.is_floating(column.type):
            chunks = [chunk.to_numpy(zero_copy_only=False) for chunk in table.column(at).chunks]
            known = pa.chunked_array(list(map(pa.Array.from_pandas, chunks)), column.type)  # the same memory
            table = table.set_column(at, column, known)
    return table


def bytes_of(table: pa.Table) -> Any:
    """Return a table as the bytes of a parquet file, the same for the same table."""
    sink = pa.BufferOutputStream()
    write_table(table, sink)
    return sink.getvalue()
