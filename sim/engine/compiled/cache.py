"""Where compiled code is kept: the user's cache directory, a folder for each version of the theory.

The cache can only help. What is damaged, belongs to somebody else or could have been changed by somebody else is not
loaded, since code that is loaded is run; what cannot be written is done without.
"""

from __future__ import annotations

import atexit
import hashlib
import logging
import os
import secrets
import shutil
import stat
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from platformdirs import user_cache_path

CODE = ".nbc"  # how the names of files of compiled code end
TEMPORARY = ".writing-"
ONLY_THE_USER = 0o700
BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
STATED_DIGEST = 64  # bytes at the head of a file: the SHA-256 of the rest, in hexadecimal
SET_FOLDER = "TURNAROUND_CACHE"

log = logging.getLogger("sim")


class CacheError(Exception):
    """A file or folder of the cache is not to be used; the message says why."""


def cache_folder() -> Path:
    """Return the folder for compiled code: `TURNAROUND_CACHE` if it is set, else the user's usual cache directory."""
    if own := os.environ.get(SET_FOLDER):
        return Path(own)
    return user_cache_path("turnaround-sim", appauthor=False)


def folder_for(digest: str) -> Path | None:
    """Return the folder for the code of a version, made if need be; nothing if no folder can be used.

    Where the usual folder cannot be used, a line says why, and a private folder takes its place until the process ends.
    Processes started by this one share it.
    """
    return _folder_for(cache_folder(), digest)


@cache
def _folder_for(base: Path, digest: str) -> Path | None:
    folder = base / digest
    try:
        require_own_folder(folder)
    except (CacheError, OSError) as error:
        private = _private_folder()
        kept = "in a private folder until this process ends" if private else "nowhere: every process compiles anew"
        log.warning("%s cannot be used (%s); compiled code is kept %s.", folder, _reason(error), kept)
        return private and private / digest
    return folder


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)


def require_own_folder(folder: Path) -> None:
    """Refuse a folder in which code of others may lie; make it if it is not there.

    Raises
    ------
    CacheError : it belongs to somebody else, others may write to it, or it holds no code and cannot be written.
    OSError : it cannot be made or read.
    """
    _make(folder)
    about = os.lstat(folder)
    if not stat.S_ISDIR(about.st_mode):
        raise CacheError("it is a link")
    _require_own(about)
    if not any(name.endswith(CODE) for name in os.listdir(folder)):
        probe = folder / f"{TEMPORARY}{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()


def _make(folder: Path) -> None:
    """Make the folder of a version, and the cache around it, for this user only."""
    for made in (folder.parent, folder):
        made.mkdir(mode=ONLY_THE_USER, parents=True, exist_ok=True)


def _require_own(about: os.stat_result) -> None:
    if not hasattr(os, "getuid"):  # Windows keeps a user's folder to the user
        return
    if about.st_uid != os.getuid():
        raise CacheError("it belongs to another user")
    if about.st_mode & BY_OTHERS:
        raise CacheError("other users may write to it")


@cache
def _private_folder() -> Path | None:
    try:
        folder = Path(mkdtemp(prefix="turnaround-"))
    except OSError:
        return None
    os.environ[SET_FOLDER] = str(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def read_code(path: Path) -> bytes:
    """Return what was written into a file of the cache.

    Raises
    ------
    CacheError : it is damaged, or others may have written it.
    OSError : it is not there, or cannot be read.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise CacheError("it is not a file")
        _require_own(about)
        stated, contents = file.read(STATED_DIGEST), file.read()
    if stated != hashlib.sha256(contents).hexdigest().encode():
        raise CacheError("it is damaged")
    return contents


def write_code(path: Path, contents: bytes) -> None:
    """Write a file of the cache whole, with its digest, for this user only.

    Raises
    ------
    OSError : it cannot be written.
    """
    _make(path.parent)
    _remove_remains(path.parent)
    temporary = path.with_name(f"{TEMPORARY}{os.getpid()}-{secrets.token_hex(4)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(hashlib.sha256(contents).hexdigest().encode())
            file.write(contents)
        temporary.replace(path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _remove_remains(folder: Path) -> None:
    """Remove what processes that were killed had not finished writing; none takes an hour over it."""
    for remains in folder.glob(f"{TEMPORARY}*"):
        with suppress(OSError):
            if remains.stat().st_mtime < folder.stat().st_mtime - 3600:
                remains.unlink()


def is_compiled(digest: str) -> bool:
    """Return whether the kernel of this version is in the cache."""
    try:
        return any(name.endswith(CODE) for name in os.listdir(cache_folder() / digest))
    except OSError:
        return False


def code_in(digest: str) -> bytes:
    """Return what identifies the code that the cache holds of a version, so that a check of it is known to be of it."""
    folder = folder_for(digest)
    if folder is None:
        return b""
    try:
        files = sorted(folder.glob(f"*{CODE}"))
        return b"\n".join(file.name.encode() + b" " + file.read_bytes()[:STATED_DIGEST] for file in files)
    except OSError:
        return b""
