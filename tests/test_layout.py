"""The layout: every module has a name of its own, so that a reader who searches for a name finds one thing."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import sim

PACKAGE = Path(sim.__path__[0])


def test_no_two_modules_have_the_same_name() -> None:
    names = Counter(file.stem for file in PACKAGE.rglob("*.py") if not file.stem.startswith("__"))
    assert len(names) > 200
    assert [name for name, times in names.items() if times > 1] == []


def test_every_public_name_is_there() -> None:
    assert sim.__all__
    assert [name for name in sim.__all__ if not hasattr(sim, name)] == []


def test_the_files_at_hand_are_tested_here_and_in_processes_that_tests_start(tmp_path: Path) -> None:
    here = Path(__file__).resolve().parents[1] / "sim" / "__init__.py"
    assert Path(str(sim.__file__)).resolve() == here
    command = [sys.executable, "-c", "import sim; print(sim.__file__)"]
    reported = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert Path(reported.strip()).resolve() == here
