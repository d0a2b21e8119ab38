"""The store of a sweep keeps chunks whole, and notices what was cut off, changed or lost."""

from __future__ import annotations

import errno
from pathlib import Path

import pyarrow as pa
import pytest

from sim.experiments import store as store_module
from sim.experiments.store import FAILURES, Store
from sim.results.folder import ResultsError

TABLES = ("quantiles", "outcomes")


def table(number: int) -> pa.Table:
    return pa.table({"point": [number, number + 1], "value": [0.25 * number, 0.5]})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path, TABLES)
    for number in range(3):
        made.write(number, {name: table(number) for name in TABLES})
    return made


def file_of(store: Store, name: str, number: int) -> Path:
    return next(file for found, file in store.files(name) if found == number)


def test_what_was_written_is_done(store: Store) -> None:
    assert store.done() == {0, 1, 2}
    assert store.mend() == []
    assert store.done() == {0, 1, 2}


def test_the_same_chunk_is_the_same_file_wherever_it_is_written(store: Store, tmp_path: Path) -> None:
    names = sorted(file.name for _, file in store.files("outcomes"))
    other = Store(tmp_path / "other", TABLES)
    (tmp_path / "other").mkdir()
    for number in (2, 0, 1):
        other.write(number, {name: table(number) for name in TABLES})
    assert sorted(file.name for _, file in other.files("outcomes")) == names


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("harm", ["cut off", "one bit", "lost", "emptied"])
def test_damage_is_noticed_and_only_that_chunk_is_missing(store: Store, name: str, harm: str) -> None:
    file = file_of(store, name, 1)
    data = bytearray(file.read_bytes())
    if harm == "cut off":
        file.write_bytes(data[:-7])
    elif harm == "one bit":
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    elif harm == "lost":
        file.unlink()
    else:
        file.write_bytes(b"")
    told = store.mend()
    assert store.done() == {0, 2}
    assert told == ([] if harm == "lost" else [f"{name}: chunk 1 is damaged and is played again"])
    assert {number for table_name in TABLES for number, _ in store.files(table_name)} == {0, 2}


def test_a_shard_mends_its_own_chunks_and_leaves_the_others_alone(store: Store) -> None:
    for number in (0, 1):
        file = file_of(store, "outcomes", number)
        file.write_bytes(file.read_bytes()[:-7])
    assert store.mend(shard=2, shards=2) == ["outcomes: chunk 1 is damaged and is played again"]
    assert store.done() == {0, 2}


def test_what_a_killed_process_left_is_cleared_away(store: Store, tmp_path: Path) -> None:
    leftover = tmp_path / "outcomes" / ".writing-0000007-123"
    leftover.write_bytes(b"half")
    store.mend()
    assert not leftover.exists()


def test_a_full_disk_gives_a_clear_error_and_a_folder_to_go_on_with(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store_module.os, "fsync", full)
    with pytest.raises(ResultsError, match=r"No space left on device.*go on later"):
        store.write(3, {name: table(3) for name in TABLES})
    monkeypatch.undo()
    store.mend()
    assert store.done() == {0, 1, 2}
    store.write(3, {name: table(3) for name in TABLES})
    assert store.done() == {0, 1, 2, 3}


def test_failures_go_with_their_chunk(store: Store) -> None:
    store.write(3, {**{name: table(3) for name in TABLES}, FAILURES: pa.table({"point": [3]})})
    assert [number for number, _ in store.files(FAILURES)] == [3]
    store.forget({3})
    assert store.done() == {0, 1, 2}
    assert not list(store.files(FAILURES))
