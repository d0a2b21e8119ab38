"""How large tables are written: compactly, and with the same bytes for the same table."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


def write_table(table: pa.Table, where: Any) -> None:
    """Write a table as parquet to a path or a stream: words by a dictionary, numbers byte by byte apart."""
    numbers = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    words = [field.name for field in table.schema if field.name not in numbers]
    pq.write_table(table, where, compression="zstd", use_dictionary=words, use_byte_stream_split=numbers)


def bytes_of(table: pa.Table) -> Any:
    """Return a table as the bytes of a parquet file, the same for the same table."""
    sink = pa.BufferOutputStream()
    write_table(table, sink)
    return sink.getvalue()
