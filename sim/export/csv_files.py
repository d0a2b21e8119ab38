"""Tables as CSV files: for Excel with a mark that keeps the pound sign whole, for R with missing values named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.config.replaced_files import in_place_of
from sim.export.safe_text import neutralised
from sim.export.table_shapes import ShapedTable

DATES = {"iso": "%Y-%m-%d", "uk": "%d/%m/%Y"}
POINT, COMMA = "point", "comma"


@dataclass(frozen=True)
class CsvFormat:
    """How CSV files are written.

    Attributes
    ----------
    decimal : `point`; or `comma`, and then fields are separated by semicolons, as in such countries.
    decimals : digits behind the decimal sign; None: as many as it takes to read back the same number.
    dates : `iso` (2013-07-01) or `uk` (01/07/2013).
    marked : whether the file begins with the byte order mark by which Excel knows UTF-8.
    missing : what stands for a missing value.
    """

    decimal: str = POINT
    decimals: int | None = None
    dates: str = "iso"
    marked: bool = True
    missing: str = ""


def write_csv(table: ShapedTable, path: Path, how: CsvFormat) -> None:
    """Write a table as a CSV file in the place of one that is there."""
    with (
        in_place_of(path) as beside,
        beside.open("w", encoding="utf-8-sig" if how.marked else "utf-8", newline="") as file,
    ):
        for number, part in enumerate(table.parts()):
            neutralised(part).to_csv(
                file,
                index=False,
                header=number == 0,
                sep=";" if how.decimal == COMMA else ",",
                decimal="," if how.decimal == COMMA else ".",
                float_format=None if how.decimals is None else f"%.{how.decimals}f",
                date_format=DATES[how.dates],
                na_rep=how.missing,
                lineterminator="\n",
            )
