"""The store of a sweep keeps chunks whole, and notices what was cut off, changed or lost."""

from __future__ import annotations

import errno
from pathlib import Path

import pyarrow as pa
import pytest

from sim.experiments.store import FAILURES, Store
from sim.results import atomic_files
from sim.results.checked_files import ResultsError

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
    reported = store.mend()
    assert store.done() == {0, 2}
    assert reported == ([] if harm == "lost" else [f"{name}: chunk 1 is damaged and will be simulated again"])
    assert {number for table_name in TABLES for number, _ in store.files(table_name)} == {0, 2}


def test_a_shard_mends_its_own_chunks_and_leaves_the_others_alone(store: Store) -> None:
    for number in (0, 1):
        file = file_of(store, "outcomes", number)
        file.write_bytes(file.read_bytes()[:-7])
    assert store.mend(shard=2, shards=2) == ["outcomes: chunk 1 is damaged and will be simulated again"]
    assert store.done() == {2}, "chunk 0 is damaged, and another shard mends it"
    assert {number for number, _ in store.files("outcomes")} == {0, 2}


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

    monkeypatch.setattr(atomic_files.os, "fsync", full)
    with pytest.raises(ResultsError, match=r"No space left on device.*resume later"):
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


def test_a_chunk_whose_failures_are_damaged_is_simulated_again(store: Store) -> None:
    store.write(3, {**{name: table(3) for name in TABLES}, FAILURES: pa.table({"point": [3]})})
    file = file_of(store, FAILURES, 3)
    file.write_bytes(file.read_bytes()[:-7])
    assert store.mend() == ["failures: chunk 3 is damaged and will be simulated again"]
    assert store.done() == {0, 1, 2}


def test_a_chunk_that_is_forgotten_half_way_counts_as_not_done(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write(3, {**{name: table(3) for name in TABLES}, FAILURES: pa.table({"point": [3]})})
    unlink, gone = Path.unlink, []

    def killed_after_one(path: Path, missing_ok: bool = False) -> None:
        if gone:
            raise KeyboardInterrupt
        gone.append(path)
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", killed_after_one)
    with pytest.raises(KeyboardInterrupt):
        store.forget({3})
    monkeypatch.undo()
    assert store.done() == {0, 1, 2}
    store.mend()
    assert not list(store.files(FAILURES))


def test_a_chunk_that_is_there_twice_is_simulated_again(store: Store) -> None:
    store.write(1, {name: table(7) for name in TABLES})
    assert "outcomes: chunk 1 is damaged and will be simulated again" in store.mend()
    assert store.done() == {0, 2}


def test_chunks_of_very_many_are_found_again(store: Store) -> None:
    store.write(12_345_678, {name: table(1) for name in TABLES})
    assert store.mend() == []
    assert store.done() == {0, 1, 2, 12_345_678}
    assert [number for number, _ in store.files("outcomes")] == [0, 1, 2, 12_345_678]


def test_only_the_tables_that_a_chunk_must_leave_can_be_written(store: Store) -> None:
    with pytest.raises(ValueError, match="chunk 3: has the tables outcomes; must have quantiles, outcomes"):
        store.write(3, {"outcomes": table(3)})
    with pytest.raises(ValueError, match="chunk 3: has the tables errors, outcomes, quantiles"):
        store.write(3, {**{name: table(3) for name in TABLES}, "errors": table(3)})
    assert store.done() == {0, 1, 2}


def test_what_a_write_that_was_cut_off_left_is_cleared_away_by_its_own_shard(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "replace", killed)
    monkeypatch.setattr(Path, "unlink", killed)
    with pytest.raises(KeyboardInterrupt):
        store.write(3, {name: table(3) for name in TABLES})
    monkeypatch.undo()
    assert len(leftovers(store)) == 1
    store.mend(shard=1, shards=2)
    assert len(leftovers(store)) == 1
    store.mend(shard=2, shards=2)
    assert not leftovers(store)


def killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def leftovers(store: Store) -> list[Path]:
    return [file for file in store.folder.glob("*/*") if file.name.startswith(atomic_files.TEMPORARY)]


def test_a_table_of_another_kind_is_kept_batch_by_batch_and_read_back(tmp_path: Path) -> None:
    store = Store(tmp_path, ("evaluations",))
    batches = {number: pa.table({"gaming": [0.1 * number, 0.5], "distance": [1.5, None]}) for number in (0, 1, 2)}
    for number, batch in batches.items():
        store.write(number, {"evaluations": batch})
    file = file_of(store, "evaluations", 1)
    file.write_bytes(file.read_bytes()[:-7])
    with pytest.raises(ResultsError, match=r"part-0000001.*has been truncated or changed"):
        store.read(1, "evaluations")
    assert len(store.mend()) == 1
    assert store.done() == {0, 2}
    assert all(store.read(number, "evaluations").equals(batches[number]) for number in store.done())
    with pytest.raises(ResultsError, match="evaluations: there is no chunk 1"):
        store.read(1, "evaluations")


def test_mending_one_shard_touches_no_leftover_of_another(store: Store) -> None:
    own, others = (store.folder / "outcomes" / f".writing-000000{number}-123" for number in (4, 5))
    for leftover in (own, others):
        leftover.write_bytes(b"half")
    store.mend(shard=2, shards=3)  # chunks 1, 4, 7 …
    assert not own.exists()
    assert others.exists()
