"""A file is there whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sim.results import atomic_files
from sim.results.atomic_files import write_file
from sim.results.checked_files import ResultsError


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_what_cannot_be_written_leaves_what_was_there_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    write_file(tmp_path / "plan.json", b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(atomic_files.os if fails == "fsync" else Path, fails, full)
    with pytest.raises(ResultsError, match=r"plan\.json: cannot be written \(No space left on device\)"):
        write_file(tmp_path / "plan.json", b"new")
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]
    assert (tmp_path / "plan.json").read_bytes() == b"old"
    write_file(tmp_path / "plan.json", b"new")
    assert (tmp_path / "plan.json").read_bytes() == b"new"


def test_whoever_stops_the_program_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(atomic_files.os, "fsync", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "plan.json", b"new")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"plan\.json: cannot be written \(No such file or directory\)"):
        write_file(tmp_path / "gone" / "plan.json", b"new")
