"""Where compiled code is kept: the user's cache directory, a folder for each version of the theory."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

APPLICATION = "turnaround-sim"


def cache_folder() -> Path:
    """Return the folder for compiled code: `TURNAROUND_CACHE` if it is set, else the user's usual cache directory."""
    if own := os.environ.get("TURNAROUND_CACHE"):
        return Path(own)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / APPLICATION
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / APPLICATION
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / APPLICATION


def kept_in(made: Any, digest: str) -> bool:
    """Let a compiled function be read from, and written to, the folder of its version; return whether it can be."""
    import numba

    folder = cache_folder() / digest
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        made.enable_caching()
    finally:
        config.CACHE_DIR = before
    return True
