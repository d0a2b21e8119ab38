"""`turnaround export` and `turnaround report`: results for other programs and other readers."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.terminal import reports_problems, say


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--csv", "formats", flag_value="csv", multiple=True, help="CSV files that Excel opens as they are.")
@click.option("--xlsx", "formats", flag_value="xlsx", multiple=True, help="One Excel workbook (extra `export`).")
@click.option("--stata", "formats", flag_value="stata", multiple=True, help="Stata files with labels.")
@click.option("--rds-ready", "formats", flag_value="rds-ready", multiple=True, help="CSV files and a script for R.")
@click.option(
    "--shape",
    type=click.Choice(["wide", "long", "both"]),
    default="wide",
    show_default=True,
    help="wide: a column for each variable; long: a row for each value.",
)
@click.option("--table", "tables", multiple=True, metavar="NAME", help="Only this table (repeatable).")
@click.option(
    "--decimal",
    type=click.Choice(["point", "comma"]),
    default="point",
    show_default=True,
    help="Decimal sign of the CSV files; with comma, fields are separated by semicolons.",
)
@click.option("--decimals", type=click.IntRange(0, 15), help="Digits behind the decimal sign. Default: all.")
@click.option("--first-year", type=click.IntRange(1900, 2200), help="Calendar year of month 1: adds dates to months.")
@click.option(
    "--dates",
    type=click.Choice(["iso", "uk"]),
    default="iso",
    show_default=True,
    help="How dates are written: 2013-07-01 or 01/07/2013.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder. Default: export-NAME beside FOLDER.")
@reports_problems
def export(
    folder: Path,
    formats: tuple[str, ...],
    shape: str,
    tables: tuple[str, ...],
    decimal: str,
    decimals: int | None,
    first_year: int | None,
    dates: str,
    out: Path | None,
) -> None:
    """Write the tables of a results FOLDER for Excel, R or Stata, with a dictionary of every column."""
    from sim.export.csv_files import CsvFormat
    from sim.export.export_folder import FORMATS, ExportOptions, export_tables

    if not formats:
        raise ValueError(f"say for which program: {', '.join(f'--{name}' for name in FORMATS)}")
    if dates != "iso" and first_year is None:
        raise ValueError("--dates needs --first-year: a run has months, and no calendar years")
    how = ExportOptions(tuple(dict.fromkeys(formats)), shape, tables, first_year, CsvFormat(decimal, decimals, dates))
    done = export_tables(folder, out, how)
    for name, rows in done.rows.items():
        say(f"{name}: {rows:,} rows")
    for name in done.too_long:
        say(f"{name} is longer than an Excel sheet, and left out of the workbook; use --csv for it", err=True)
    say(f"\nWritten to {done.folder}: {', '.join(sorted({file.parent.name for file in done.files}))}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--word", is_flag=True, help="Also write the report as a Word document (extra `word`).")
@reports_problems
def report(folder: Path, word: bool) -> None:
    """Write the report of a results FOLDER again: one HTML page, and a Word document if asked."""
    from sim.views.folder_reports import write_reports

    for path in write_reports(folder, word):
        say(f"Written to {path}")
