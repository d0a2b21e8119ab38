"""The committed tables of the studies: written with the command that made them in the first line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from sim.config.replaced_files import in_place_of

DIGITS = 4  # significant digits: more would change with every world


def studies_folder() -> Path:
    """Return the folder of the committed tables."""
    return Path(__file__).parent


def table_file(name: str) -> Path:
    """Return the path of a committed table."""
    return studies_folder() / f"{name}.csv"


def write_tables(tables: Mapping[str, pd.DataFrame], command: str) -> list[Path]:
    """Write tables, each with the command that made it in its first line; return their paths."""
    for name, table in tables.items():
        with in_place_of(table_file(name)) as file:
            text = table.to_csv(index=False, float_format=f"%.{DIGITS}g", lineterminator="\n")
            file.write_text(f"# {command}\n{text}", encoding="utf-8")
    return [table_file(name) for name in tables]


def read_table(name: str) -> pd.DataFrame:
    """Return a committed table."""
    return pd.read_csv(table_file(name), comment="#", keep_default_na=False, na_values=[""])


def command_of(name: str) -> str:
    """Return the command that made a committed table."""
    return table_file(name).read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
