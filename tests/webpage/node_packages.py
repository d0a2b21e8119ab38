"""Packages of JavaScript that tests need, got from npm once and kept beside compiled code for sessions to come."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sim.engine.compiled.cache import cache_folder

INSTALL = ("npm", "install", "--no-audit", "--no-fund", "--no-package-lock")


def packages_of(wanted: Path) -> Path:
    """Return a folder that holds what a `package.json` asks for; the test is skipped where npm cannot get it."""
    place = cache_folder() / "node_packages" / hashlib.sha256(wanted.read_bytes()).hexdigest()[:16]
    if not place.is_dir():
        _install(wanted, place)
    return place


def _install(wanted: Path, place: Path) -> None:
    """Put packages into a folder, which is there only once they all are."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    place.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=place.parent, ignore_cleanup_errors=True) as made:
        shutil.copy(wanted, made)
        try:
            subprocess.run(INSTALL, cwd=made, capture_output=True, timeout=120, check=True)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            pytest.skip(f"npm cannot get what {wanted} asks for")
        with suppress(OSError):  # another process was sooner
            Path(made).rename(place)
