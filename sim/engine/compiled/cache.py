"""Where compiled code is kept: the user's cache directory, a folder for each version of the theory."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

APPLICATION = "turnaround-sim"
CODE = ".nbc"  # how the names of files of compiled code end


def cache_folder() -> Path:
    """Return the folder for compiled code: `TURNAROUND_CACHE` if it is set, else the user's usual cache directory."""
    if own := os.environ.get("TURNAROUND_CACHE"):
        return Path(own)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / APPLICATION
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / APPLICATION
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / APPLICATION


def enable_cache(made: Any, digest: str) -> bool:
    """Let a compiled function be read from, and written to, the folder of its version; return whether it can be.

    Numba keeps code by the place and time of the source file as well, so that a second installation of the same version
    would compile anew. The version, a digest of all sources, says more.
    """
    import numba
    from numba.core import caching

    folder = cache_folder() / digest
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    config: Any = numba.config
    index: Any = caching.IndexDataCacheFile
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        made.enable_caching()
    finally:
        config.CACHE_DIR = before
    made._cache._cache_path = str(folder)
    made._cache._cache_file = index(str(folder), "kernel", digest)
    return True


def delete_kernel(digest: str) -> None:
    """Remove what is kept of a version."""
    for file in (cache_folder() / digest).glob("kernel.*"):
        file.unlink(missing_ok=True)
