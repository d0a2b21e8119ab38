"""A file takes the place of whatever stands there, and nothing waits for a pipe."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.config.replaced_files import in_place_of
from sim.plots.figure_files import save

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links are those of POSIX")


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    """End a test that waits for a pipe."""

    def too_long(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def a_link(place: Path) -> None:
    (place.parent / "elsewhere").write_text("of somebody else")
    place.symlink_to(place.parent / "elsewhere")


@pytest.mark.parametrize("stands_there", [os.mkfifo, a_link, Path.touch])
def test_a_file_takes_the_place_of_what_stands_there(tmp_path: Path, stands_there: Callable[[Path], None]) -> None:
    place = tmp_path / "table.csv"
    stands_there(place)
    with in_place_of(place) as file:
        pd.DataFrame({"a": [1]}).to_csv(file, index=False)
    assert place.is_file()
    assert not place.is_symlink()
    assert place.read_text() == "a\n1\n"
    assert {path.name for path in tmp_path.iterdir()} <= {"table.csv", "elsewhere"}
    assert not (tmp_path / "elsewhere").exists() or (tmp_path / "elsewhere").read_text() == "of somebody else"


def test_what_cannot_be_written_leaves_what_stands_there(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("before")
    with pytest.raises(FileNotFoundError), in_place_of(tmp_path / "table.csv") as file:
        (file / "half").write_text("half")
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]
    assert (tmp_path / "table.csv").read_text() == "before"


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_a_figure_takes_the_place_of_a_pipe(tmp_path: Path, suffix: str) -> None:
    os.mkfifo(tmp_path / f"stages.{suffix}")
    png, svg = save(Figure(), tmp_path, "stages")
    assert png.is_file()
    assert svg.is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["stages.png", "stages.svg"]
