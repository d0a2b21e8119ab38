"""Files that are written completely or not at all, even if the program or the machine stops while writing."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from sim.results.checked_files import ResultsError

TEMPORARY = ".writing-"
"""Prefix of the name of an incomplete file; a process that is killed leaves it behind."""


def write_file(path: Path, data: Any) -> None:
    """Write a file into a folder that is there, in the place of one of the same name.

    Parameters
    ----------
    data : bytes, or what can be written as bytes.

    Raises
    ------
    ResultsError : it cannot be written, for instance because the disk is full; a file already there is unchanged.
    """
    # The number of the process would not do: on a cluster, processes of the same number share a folder.
    temporary = path.with_name(f"{TEMPORARY}{path.name}-{secrets.token_hex(4)}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        why = error.strerror or str(error)
        raise ResultsError(
            f"{path}: cannot be written ({why}); files already written are intact, resume later"
        ) from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """Make sure that a renamed file is found after a crash of the machine, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
