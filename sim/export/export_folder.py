"""The tables of a results folder written for other programs, with a dictionary of every column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.config.arguments import folder_of
from sim.config.naming import nearest
from sim.export.csv_files import CsvFormat, write_csv
from sim.export.dictionary import dictionary_of
from sim.export.exported_table import ExportedFolder
from sim.export.folder_tables import exported_folder
from sim.export.r_files import write_for_r
from sim.export.stata_files import write_stata
from sim.export.table_shapes import WIDE, ShapedTable, shaped
from sim.export.workbook import needs_openpyxl, write_workbook
from sim.report.report_parts import CAUTION
from sim.results.run_folder import refuse_unwritable

CSV, XLSX, STATA, RDS_READY = "csv", "xlsx", "stata", "rds-ready"
FORMATS = (CSV, XLSX, STATA, RDS_READY)


@dataclass(frozen=True)
class ExportOptions:
    """How tables are exported.

    Attributes
    ----------
    formats : some of `FORMATS`.
    shape : `wide` (a column for each variable), `long` (a row for each value) or `both`.
    tables : names of the tables; none: all.
    first_year : calendar year of month 1, which adds dates beside months; None: no dates.
    csv : how CSV files are written; dates and decimals count for the workbook, too.
    """

    formats: Sequence[str] = (CSV,)
    shape: str = WIDE
    tables: Sequence[str] = ()
    first_year: int | None = None
    csv: CsvFormat = field(default_factory=CsvFormat)


@dataclass(frozen=True)
class Exported:
    """What was exported: the folder, its files, the rows of each table, and the tables that no sheet has room for."""

    folder: Path
    files: list[Path]
    rows: dict[str, int]
    too_long: list[str]


def default_place(folder: Path) -> Path:
    """Return the folder into which a results folder is exported: beside it."""
    return folder.parent / f"export-{folder.resolve().name}"


def export_tables(folder: str | Path, out: str | Path | None = None, options: ExportOptions | None = None) -> Exported:
    """Write the tables of a results folder for Excel, R, Stata and others, each kind of file into a folder of its own.

    Parameters
    ----------
    folder : of a run, a comparison, a sweep or an appraisal.
    out : folder to write to; by default `export-NAME` beside the results folder.
    options : formats, shape and so on; by default wide CSV tables.

    Raises
    ------
    ResultsError : it is no such folder, or a table is damaged.
    ValueError : there is no such format or table, or a package is missing.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import sim
    >>> with TemporaryDirectory() as place:
    ...     made = sim.run("no_partner", replicates=2, months=36).save(f"{place}/made", figures=False)
    ...     done = export_tables(made, options=ExportOptions(tables=["outcomes"]))
    ...     [file.name for file in done.files]
    ['outcomes.csv', 'data_dictionary.csv']
    """
    wanted, source = options or ExportOptions(), folder_of(folder)
    for name in wanted.formats:
        if name not in FORMATS:
            raise nearest(name, list(FORMATS), "format")
    if XLSX in wanted.formats:
        needs_openpyxl()
    found = exported_folder(source)
    tables = shaped_tables(found, wanted)
    place = Path(out) if out is not None else default_place(source)
    refuse_unwritable(place)
    rows = {table.name: table.rows for table in tables}
    files, too_long = _write(found, tables, place, source.resolve().name, wanted)
    return Exported(place, files, rows, too_long)


def shaped_tables(folder: ExportedFolder, options: ExportOptions) -> list[ShapedTable]:
    """Return the tables that are asked for, in the shapes that are asked for, and the dictionary of their columns.

    Raises
    ------
    ValueError : the folder has no such table.
    """
    known = {table.name: table for table in folder.tables}
    for name in options.tables:
        if name not in known:
            raise nearest(name, list(known), "table of this folder")
    chosen = [known[name] for name in options.tables or known]
    tables = [made for table in chosen for made in shaped(folder, table, options.shape, options.first_year)]
    return [*tables, dictionary_of(tables)]


def _write(
    found: ExportedFolder, tables: list[ShapedTable], place: Path, name: str, options: ExportOptions
) -> tuple[list[Path], list[str]]:
    files: list[Path] = []
    too_long: list[str] = []
    for one in options.formats:
        own = place / one
        own.mkdir(parents=True, exist_ok=True)
        if one == CSV:
            files += [own / f"{table.name}.csv" for table in tables]
            for table in tables:
                write_csv(table, own / f"{table.name}.csv", options.csv)
        elif one == XLSX:
            files.append(own / f"{name}.xlsx")
            about = {"title": found.title, "caution": CAUTION, "holds": found.kind, **found.about}
            too_long = write_workbook(about, tables, files[-1], options.csv.dates, options.csv.decimals)
        elif one == STATA:
            files += [own / f"{table.name}.dta" for table in tables]
            for table in tables:
                write_stata(table, own / f"{table.name}.dta")
        else:
            files += write_for_r(tables, own)
    return files, too_long
