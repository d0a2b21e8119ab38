"""Files that take the place of what stands there: another file, a link, or a pipe that nobody reads from."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def in_place_of(path: Path) -> Iterator[Path]:
    """Give a file beside `path` to write to, which takes its place once it is written.

    Writing to `path` itself would wait for ever where a pipe stands there, and would follow a link.

    Raises
    ------
    OSError : it cannot be written, or a folder stands there; what stands there is unchanged.
    """
    beside = path.with_name(f".writing-{path.name}-{secrets.token_hex(4)}")
    try:
        yield beside
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
