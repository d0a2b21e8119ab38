"""The committed tables of the studies, and the command that made each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from sim.config.replaced_files import in_place_of

COMMANDS = "commands"  # the table of commands
DIGITS = 4  # significant digits: more would change with every world


def studies_folder() -> Path:
    """Return the folder of the committed tables."""
    return Path(__file__).parent


def table_file(name: str) -> Path:
    """Return the path of a committed table."""
    return studies_folder() / f"{name}.csv"


def write_tables(tables: Mapping[str, pd.DataFrame], command: str) -> list[Path]:
    """Write tables, and the command that made them beside; return their paths."""
    commands = {**read_commands(), **dict.fromkeys(tables, command)}
    made_by = pd.DataFrame({"table": list(commands), "command": list(commands.values())})
    for name, table in {**tables, COMMANDS: made_by}.items():
        with in_place_of(table_file(name)) as file:
            table.to_csv(file, index=False, float_format=f"%.{DIGITS}g", lineterminator="\n")
    return [table_file(name) for name in tables]


def read_table(name: str) -> pd.DataFrame:
    """Return a committed table."""
    return pd.read_csv(table_file(name), keep_default_na=False, na_values=[""])


def read_commands() -> dict[str, str]:
    """Return the command that made each committed table."""
    if not table_file(COMMANDS).exists():
        return {}
    made_by = read_table(COMMANDS)
    return dict(zip(made_by["table"], made_by["command"], strict=True))


def command_of(name: str) -> str:
    """Return the command that made a committed table."""
    return read_commands()[name]
