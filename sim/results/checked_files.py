"""Files whose contents are known: a manifest states the digest of every file, and its own."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from sim.config.files import a_or_an, kind_of_name

PACKAGE = "turnaround-sim"
MANIFEST = "manifest.json"
FORMAT = 2
"""How a results folder is laid out; raised when a reader of before could not read it."""

MOST_BYTES_OF_A_MANIFEST = 50_000_000


class ResultsError(Exception):
    """A results folder cannot be used or written; the message says why and what to do."""


def read_bytes(path: Path, at_most: int | None = None) -> bytes:
    """Return the contents of a regular file; a pipe, a device or a folder in its place is refused without waiting.

    Raises
    ------
    ResultsError : it is not there, is no file, is longer than `at_most`, or cannot be read.
    """
    try:
        # Opened before it is looked at, and without waiting, so that nothing can take its place in between.
        with os.fdopen(
            os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb"
        ) as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise ResultsError(f"{path}: is not a regular file; {MEND}")
            if at_most is not None and about.st_size > at_most:
                raise ResultsError(f"{path}: is larger than {at_most / 1e6:.0f} MB; {MEND}")
            return file.read()
    except OSError as error:
        raise ResultsError(f"{path}: cannot be read ({error.strerror or error}); {MEND}") from None


MEND = "make these results again, or restore the file from a copy"


def digest_of(contents: bytes) -> dict[str, Any]:
    """Return what a manifest says of a file: the SHA-256 of its contents, and their length."""
    return {"sha256": hashlib.sha256(contents).hexdigest(), "bytes": len(contents)}


def files_in(folder: Path, left_out: Iterable[str] = ()) -> dict[str, dict[str, Any]]:
    """Return the digest of every file in a folder, at any depth, by its path below the folder.

    Parameters
    ----------
    left_out : files and folders, by their names in the folder itself, that do not count.
    """
    apart = {MANIFEST, *left_out}
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: digest_of(path.read_bytes()) for name, path in names.items() if name.split("/")[0] not in apart}


def damage_of(folder: Path, files: Mapping[str, Any]) -> list[str]:
    """Return, for each file of a manifest that is not as it was written, its path and what is wrong."""
    found = []
    for name in files:
        try:
            checked_bytes(folder, name, files)
        except ResultsError as error:
            found.append(str(error))
    return found


def checked_bytes(folder: Path, name: str, files: Mapping[str, Any]) -> bytes:
    """Return the contents of a file that a manifest lists, made sure to be what was written.

    Raises
    ------
    ResultsError : the manifest does not list it, or it is not as it was written.
    """
    path = folder / name
    if name not in files:
        raise ResultsError(f"{path}: is not listed in {MANIFEST}; {MEND}")
    contents = read_bytes(path)
    if digest_of(contents) != files[name]:
        raise ResultsError(f"{path}: has been truncated or changed since it was written; {MEND}")
    return contents


def checked_table(folder: Path, name: str, files: Mapping[str, Any]) -> pd.DataFrame:
    """Return a parquet table that a manifest lists, made sure to be what was written.

    Raises
    ------
    ResultsError : as `checked_bytes`, or it is no table.
    """
    contents = checked_bytes(folder, name, files)
    try:
        return pd.read_parquet(BytesIO(contents))
    except Exception as error:  # whatever a library says of bytes that are no table of its own
        raise ResultsError(f"{folder / name}: the table cannot be read ({error}); {MEND}") from None


def sealed(manifest: Mapping[str, Any]) -> bytes:
    """Return a manifest as the contents of its file, with the version, the layout and the digest of the rest."""
    content = {"format": FORMAT, **manifest}
    content.pop("digest", None)
    text = json.dumps({**content, "digest": _digest(content)}, indent=2, ensure_ascii=False)
    return (text + "\n").encode()


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def read_sealed(folder: Path, what: str) -> dict[str, Any]:
    """Return the manifest of a folder, made sure to be what was written by a version that laid it out as this one does.

    Parameters
    ----------
    what : what the folder is to hold, in words, such as `results folder`.

    Raises
    ------
    ResultsError : there is no such folder or manifest, it has been changed, or another version wrote it.
    """
    path = folder / MANIFEST
    try:
        if not folder.is_dir():
            kind = kind_of_name(str(folder))
            hint = f"; it is the name of {a_or_an(kind.noun)} {kind.noun}: try {kind.command} {folder}" if kind else ""
            raise ResultsError(f"{folder}: there is no such {what}{hint}")
        if not os.path.lexists(path):
            raise ResultsError(f"{folder}: this is not a {what} (it has no {MANIFEST})")
    except OSError as error:  # a link that leads to itself, or a name too long for the system
        raise ResultsError(f"{folder}: cannot be read ({error.strerror or error})") from None
    contents = read_bytes(path, MOST_BYTES_OF_A_MANIFEST)
    try:
        manifest = json.loads(contents.decode())
    except (ValueError, RecursionError) as error:
        raise ResultsError(f"{path}: the manifest cannot be read ({error}); {MEND}") from None
    if not isinstance(manifest, dict):
        raise ResultsError(f"{path}: the manifest is not one of a {what}; {MEND}")
    stated = manifest.pop("digest", None)
    if stated is None or manifest.get("format") != FORMAT:
        refuse_other_format(path, manifest)
    if stated != _digest(manifest):
        raise ResultsError(f"{path}: the manifest has been changed since it was written; {MEND}")
    return manifest


def refuse_other_format(path: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse results that another version of the program wrote, and say which.

    Raises
    ------
    ResultsError : always.
    """
    versions = manifest.get("versions")
    wrote = versions.get(PACKAGE) if isinstance(versions, dict) else None
    if wrote is None:
        raise ResultsError(f"{path}: the manifest does not say which version wrote it; {MEND}")
    raise ResultsError(
        f"{path}: was written by version {str(wrote)[:40]} in a layout that this version ({version(PACKAGE)}) does not "
        f"read; make these results again, or read them with pip install {PACKAGE}=={str(wrote)[:40]}"
    )
