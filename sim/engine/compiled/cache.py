"""Where compiled code is kept: the user's cache directory, a folder for each version of the theory."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path

CODE = ".nbc"  # how the names of files of compiled code end


def cache_folder() -> Path:
    """Return the folder for compiled code: `TURNAROUND_CACHE` if it is set, else the user's usual cache directory."""
    if own := os.environ.get("TURNAROUND_CACHE"):
        return Path(own)
    return user_cache_path("turnaround-sim", appauthor=False)


def is_writable(folder: Path) -> bool:
    """Return whether files can be written in a folder, which is made if need be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def delete_kernel(digest: str) -> None:
    """Remove what is kept of a version."""
    for file in (cache_folder() / digest).glob("kernel.*"):
        file.unlink(missing_ok=True)
