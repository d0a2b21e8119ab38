"""Who may work in a folder: one process, or one for each shard of what is to be done there."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sim.results.checked_files import ResultsError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

WHOLE_LOCK = ".sweep.lock"
SHARD_LOCKS = ".shard-*.lock"
PLAN_LOCK = ".plan.lock"
PATIENCE = 0.25  # seconds: whoever only looks whether a lock is held holds it for less than a millisecond
POLL = 0.01  # seconds from one try to the next
AT_MOST = 60.0  # seconds that the plan of a sweep may take to be written by another process


@contextmanager
def in_use(folder: Path, shard: int = 1, shards: int = 1, doing: str = "running this sweep") -> Iterator[None]:
    """Keep a folder, or a shard of it, to one process at a time; the system frees it when the process ends.

    A whole folder and shards of it keep out of each other's way, and so do shards of different numbers of them, which
    have chunks in common. Shards of the same number need not.

    Parameters
    ----------
    folder : that is worked in; it is made if need be.
    shard, shards : which part, of how many.
    doing : what another process would be doing there, for the message.

    Raises
    ------
    ResultsError : another process is at work there, or no lock can be had.
    """
    name = WHOLE_LOCK if shards == 1 else f".shard-{shard}-of-{shards}.lock"
    part = "" if shards == 1 else f", shard {shard}/{shards}"
    refused = ResultsError(f"{folder}{part}: another process is {doing}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / name)
        lock.acquire(timeout=PATIENCE, poll_interval=POLL)
    except Timeout:
        raise refused from None
    except OSError as error:
        raise ResultsError(f"{folder}: cannot be written ({error.strerror or error})") from None
    try:
        if any(_is_held(other) for other in _others(folder, shards)):
            raise refused
        yield
    finally:
        lock.release()


def _others(folder: Path, shards: int) -> list[Path]:
    """Return the locks of those that have chunks in common with a shard of so many."""
    of_shards = list(folder.glob(SHARD_LOCKS))
    if shards == 1:
        return of_shards
    return [*folder.glob(WHOLE_LOCK), *(lock for lock in of_shards if not lock.name.endswith(f"-of-{shards}.lock"))]


def is_in_use(folder: Path) -> bool:
    """Return whether a process is at work in a folder, or in a shard of it."""
    return any(_is_held(lock) for pattern in (WHOLE_LOCK, SHARD_LOCKS) for lock in folder.glob(pattern))


def _is_held(lock: Path) -> bool:
    """Return whether a process works under a lock; where the system can, without a permission to write."""
    if fcntl is None:
        try:
            with FileLock(lock).acquire(timeout=PATIENCE, poll_interval=POLL):
                return False
        except Timeout:
            return True
    waited = 0.0
    while waited < PATIENCE:
        try:
            with os.fdopen(os.open(lock, os.O_RDONLY | os.O_NONBLOCK)) as file:
                # Shared, so that those who only look do not take each other for one that works.
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return False
        except BlockingIOError:
            time.sleep(POLL)
            waited += POLL
        except OSError:  # it has just been removed, or cannot be read
            return False
    return True


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Let processes change what they share in a folder, such as its plan, one after the other.

    Raises
    ------
    ResultsError : another process does not come to an end, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / PLAN_LOCK, timeout=AT_MOST):
            yield
    except Timeout:
        raise ResultsError(f"{folder}: another process has been writing its plan for {AT_MOST:.0f} seconds") from None
    except OSError as error:
        raise ResultsError(f"{folder}: cannot be written ({error.strerror or error})") from None
