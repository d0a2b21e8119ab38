"""Tables for R: CSV files, and a script in base R that reads them with their factors, labels and units."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from sim.config.replaced_files import in_place_of
from sim.export.csv_files import CsvFormat, write_csv
from sim.export.table_shapes import ShapedTable

SCRIPT = "read_tables.R"
FOR_R = CsvFormat(marked=False, missing="NA")


def write_for_r(tables: Sequence[ShapedTable], folder: Path) -> list[Path]:
    """Write tables, their dictionary among them, and the script that makes `tables.rds` of them; return the files."""
    written = [folder / f"{table.name}.csv" for table in tables]
    for table, path in zip(tables, written, strict=True):
        write_csv(table, path, FOR_R)
    script = files("sim.export").joinpath(SCRIPT).read_text(encoding="utf-8")
    with in_place_of(folder / SCRIPT) as beside:
        beside.write_text(script, encoding="utf-8")
    return [*written, folder / SCRIPT]
