"""The cache of compiled code can only help: what is unsound or not the user's own is not loaded, and says so."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.engine.compiled import cache
from sim.engine.compiled.cache import CacheError, folder_for, read_code, write_code

POSIX = pytest.mark.skipif(not hasattr(os, "getuid"), reason="owners and modes are those of POSIX")
STRANGER = 12_345


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Return a file of a cache."""
    path = tmp_path / "cache" / "version" / "kernel-1.nbc"
    write_code(path, b"some code" * 1000)
    return path


def test_what_is_written_is_read(written: Path) -> None:
    assert read_code(written) == b"some code" * 1000


@pytest.mark.parametrize("position", [0, 63, 64, 5000, -1])
def test_a_flipped_bit_anywhere_is_noticed(position: int, written: Path) -> None:
    contents = bytearray(written.read_bytes())
    contents[position] ^= 1
    written.write_bytes(contents)
    with pytest.raises(CacheError, match="damaged"):
        read_code(written)


@pytest.mark.parametrize("length", [0, 10, 64, 65, 9000])
def test_a_file_that_was_cut_off_is_noticed(length: int, written: Path) -> None:
    written.write_bytes(written.read_bytes()[:length])
    with pytest.raises(CacheError, match="damaged"):
        read_code(written)


@POSIX
def test_folders_and_files_are_for_the_user_alone(written: Path) -> None:
    for place in (written.parent.parent, written.parent, written):
        assert place.stat().st_mode & 0o077 == 0, place


@POSIX
@pytest.mark.parametrize("mode", [0o602, 0o620, 0o666])
def test_a_file_that_others_may_write_is_not_loaded(mode: int, written: Path) -> None:
    written.chmod(mode)
    with pytest.raises(CacheError, match="other users may write"):
        read_code(written)


@POSIX
@pytest.mark.skipif(hasattr(os, "getuid") and os.getuid() != 0, reason="only root can give a file away")
def test_what_belongs_to_somebody_else_is_not_loaded(written: Path, caplog: pytest.LogCaptureFixture) -> None:
    os.chown(written, STRANGER, STRANGER)
    with pytest.raises(CacheError, match="another user"):
        read_code(written)
    os.chown(written.parent, STRANGER, STRANGER)
    assert private_in_place_of(written.parent, caplog) == "it belongs to another user"


@POSIX
def test_a_link_in_the_place_of_a_file_is_not_followed(written: Path) -> None:
    away = written.rename(written.with_name("elsewhere"))
    written.symlink_to(away)
    with pytest.raises(OSError, match="symbolic links"):
        read_code(written)


@POSIX
def test_a_pipe_in_the_place_of_a_file_stops_nothing(written: Path) -> None:
    written.unlink()
    os.mkfifo(written)
    with pytest.raises(CacheError, match="not a file"):
        read_code(written)


def open_to_others(folder: Path) -> None:
    folder.chmod(0o777)


def replaced_by_a_link(folder: Path) -> None:
    away = folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to(away, target_is_directory=True)


def replaced_by_a_file(folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    folder.touch()


@POSIX
@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (open_to_others, "other users may write to it"),
        (replaced_by_a_link, "it is a link"),
        (replaced_by_a_file, "File exists"),
    ],
)
def test_a_folder_that_is_not_safe_gives_way_to_a_private_one(
    harm: Callable[[Path], None], reason: str, written: Path, caplog: pytest.LogCaptureFixture
) -> None:
    harm(written.parent)
    assert private_in_place_of(written.parent, caplog) == reason


def private_in_place_of(folder: Path, caplog: pytest.LogCaptureFixture) -> str:
    """Return why a folder cannot be used, once a private one has been seen to take its place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TURNAROUND_CACHE", str(folder.parent))
        cache._private_folder.cache_clear()
        found = folder_for(folder.name)
        assert found is not None
        assert found.parent != folder.parent
        assert os.environ["TURNAROUND_CACHE"] == str(found.parent), "processes that are started share it"
        write_code(found / "kernel-1.nbc", b"code")
        assert read_code(found / "kernel-1.nbc") == b"code"
    (message,) = caplog.messages
    assert str(folder) in message
    return message.partition("(")[2].partition(")")[0]


@POSIX
def test_where_no_folder_can_be_made_code_is_kept_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TURNAROUND_CACHE", "/dev/null/nowhere")
    monkeypatch.setattr(cache, "_private_folder", lambda: None)
    assert folder_for(tmp_path.name) is None
    assert "compiled code is kept nowhere" in caplog.text


def test_two_versions_keep_their_code_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TURNAROUND_CACHE", str(tmp_path))
    one, other = folder_for("one"), folder_for("other")
    assert one is not None
    assert other is not None
    write_code(one / "kernel-1.nbc", b"first")
    write_code(other / "kernel-1.nbc", b"second")
    assert read_code(one / "kernel-1.nbc") == b"first"


def test_a_folder_that_is_deleted_while_in_use_is_made_again(written: Path) -> None:
    written.unlink()
    written.parent.rmdir()
    write_code(written, b"code")
    assert read_code(written) == b"code"


def test_remains_of_a_process_that_was_killed_are_removed_by_a_later_one(written: Path) -> None:
    old, new = (written.with_name(f"{cache.TEMPORARY}{name}") for name in ("old", "new"))
    for remains in (old, new):
        remains.touch()
    os.utime(old, (0, 0))
    write_code(written, b"code")
    assert not old.exists()
    assert new.exists(), "another process may be writing it"
