"""A folder that is there whole or not at all, and nothing in it deleted that is not the program's own."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from sim.config.files import followed
from sim.results.checked_files import ResultsError

AN_HOUR = 3600.0  # seconds

IsOwn = Callable[[str], bool]
"""Whether the program wrote a file, by its path below the folder."""


def foreign_in(folder: Path, is_own: IsOwn) -> str | None:
    """Return the path, below a folder, of something in it at any depth that is not the program's own; or nothing.

    A link is never the program's own, nor is a folder without any file of the program.
    """
    for place, folders, names in os.walk(folder):
        below = Path(place).relative_to(folder)
        for name in sorted(folders):
            path = (below / name).as_posix()
            if os.path.islink(folder / path) or not is_own(f"{path}/"):
                return path
        for name in sorted(names):
            path = (below / name).as_posix()
            if not stat.S_ISREG(os.lstat(folder / path).st_mode) or not is_own(path):
                return path
    return None


def write_protected_in(folder: Path) -> Path | None:
    """Return the folder, or a file in it, that its owner has protected from being written; nothing if none is."""
    for path in (folder, *sorted(folder.rglob("*"))):
        if not os.lstat(path).st_mode & stat.S_IWUSR:
            return path
    return None


@contextmanager
def replace_folder(folder: Path, is_own: IsOwn) -> Iterator[Path]:
    """Give a temporary folder and put it in the place of `folder` when all is written; on failure leave no trace.

    What a process that was killed has left is put right first. Files that are not the program's own are never deleted:
    those that somebody puts into the old folder meanwhile stay in it, beside the new one.

    Parameters
    ----------
    is_own : says of each file of the old folder whether it may be deleted.

    Raises
    ------
    ResultsError : the folder cannot be written, is write-protected, or something foreign had to be left.
    """
    folder = followed(folder)  # what a link leads to is replaced, not the link
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        put_right(folder, is_own)
        if folder.exists() and (protected := write_protected_in(folder)):
            raise ResultsError(f"{protected}: is write-protected; nothing was replaced. Use --out for another folder")
        partial = folder.with_name(f".{folder.name}.partial-{secrets.token_hex(4)}")
        partial.mkdir()
    except OSError as error:
        raise ResultsError(f"{folder}: cannot be written ({error.strerror or error}); nothing was replaced") from None
    lock = lock_of(partial)
    try:
        with FileLock(lock):
            yield partial
            _put_in_place(partial, folder, is_own)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        lock.unlink(missing_ok=True)


def lock_of(partial: Path) -> Path:
    """Return the file that is locked while a process is at work on a folder that is being written."""
    return partial.with_name(f"{partial.name}.lock")


def _put_in_place(partial: Path, folder: Path, is_own: IsOwn) -> None:
    if not folder.exists():
        partial.rename(folder)
        return
    old = folder.with_name(f".{folder.name}.old-{secrets.token_hex(4)}")
    folder.rename(old)
    try:
        partial.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    delete_own(old, is_own)
    if old.exists():
        raise ResultsError(f"{folder}: was replaced; files that this program did not write are kept in {old}")


def delete_own(folder: Path, is_own: IsOwn) -> None:
    """Delete the program's files in a folder, and the folders that are empty then."""
    for place, folders, names in os.walk(folder, topdown=False):
        for name in names:
            path = Path(place) / name
            if not path.is_symlink() and is_own(path.relative_to(folder).as_posix()):
                path.unlink()
        for name in folders:
            path = Path(place) / name
            if not path.is_symlink() and is_own(f"{path.relative_to(folder).as_posix()}/"):
                with suppress(OSError):  # it holds something else
                    path.rmdir()
    with suppress(OSError):
        folder.rmdir()


def put_right(folder: Path, is_own: IsOwn) -> None:
    """Put right what processes that were killed while they replaced a folder have left beside it."""
    for partial in folder.parent.glob(f".{glob_text(folder.name)}.partial-*"):
        if partial.is_dir() and is_abandoned(partial):
            shutil.rmtree(partial, ignore_errors=True)
            lock_of(partial).unlink(missing_ok=True)
    for old in folder.parent.glob(f".{glob_text(folder.name)}.old-*"):
        if not folder.exists():  # killed between the two renames
            with suppress(OSError):
                old.rename(folder)
        elif foreign_in(old, is_own) is None:
            delete_own(old, is_own)


def glob_text(name: str) -> str:
    """Return a name such that a pattern matches it and nothing else."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def is_abandoned(partial: Path) -> bool:
    """Return whether no process is at work on a folder that is being written."""
    lock = lock_of(partial)
    try:
        if not lock.exists():  # between two steps of a process, or left between them
            return time.time() - partial.stat().st_mtime > AN_HOUR
        with FileLock(lock).acquire(timeout=0):
            return True
    except (Timeout, OSError):
        return False
