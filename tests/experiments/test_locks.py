"""Processes that would do the same work in a folder keep out of each other's way; others do not."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock

from sim.experiments import locks
from sim.experiments.locks import in_use, is_in_use, one_at_a_time
from sim.results.checked_files import ResultsError


def test_shards_of_different_numbers_have_chunks_in_common_and_refuse(tmp_path: Path) -> None:
    with in_use(tmp_path, 1, 2):
        with pytest.raises(ResultsError, match="another process is running this sweep"), in_use(tmp_path, 1, 3):
            pass
        with in_use(tmp_path, 2, 2):
            pass


def test_whoever_only_looks_at_a_lock_turns_nobody_away(tmp_path: Path) -> None:
    """Jobs of an array that start at once look whether the whole sweep is being simulated, each by taking its lock."""
    for name in (locks.WHOLE_LOCK, ".shard-2-of-3.lock"):
        looking = FileLock(tmp_path / name, thread_local=False)
        looking.acquire()
        threading.Timer(0.05, looking.release, [True]).start()
        with in_use(tmp_path, 2, 3):
            assert is_in_use(tmp_path)
    assert not is_in_use(tmp_path)


def test_a_folder_is_made_if_need_be_and_others_are_told_what_is_done_there(tmp_path: Path) -> None:
    place = tmp_path / "not" / "there"
    with in_use(place, doing="calibrating"):
        assert is_in_use(place)
        with pytest.raises(ResultsError, match="another process is calibrating"), in_use(place, doing="calibrating"):
            pass
    with in_use(place):
        pass


def test_a_place_that_cannot_be_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for locked in (in_use(tmp_path / "file"), one_at_a_time(tmp_path / "file")):
        with pytest.raises(ResultsError, match="file: cannot be written"), locked:
            pass


def test_changes_of_what_is_shared_are_made_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = []

    def change() -> None:
        with one_at_a_time(tmp_path):
            time.sleep(0.1)
            ended.append("other")

    other = threading.Thread(target=change)
    other.start()
    while not (tmp_path / locks.PLAN_LOCK).exists():
        time.sleep(0.001)
    time.sleep(0.02)
    with one_at_a_time(tmp_path):
        ended.append("this")
    other.join()
    assert ended == ["other", "this"]
    monkeypatch.setattr(locks, "AT_MOST", 0.05)
    with (
        one_at_a_time(tmp_path),
        pytest.raises(ResultsError, match="another process has been writing its plan"),
        one_at_a_time(tmp_path),
    ):
        pass
