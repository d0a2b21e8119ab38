"""Whatever becomes of Numba stops nothing: Mesa is used, and says why and for how long."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.engine import self_check
from sim.engine.compiled import numba_door
from sim.engine.compiled.cache import write_code
from sim.engine.compiled.numba_door import supported_versions
from sim.engine.record_diff import Difference

# So that a small job is worth compiling, and the tests need not simulate a long one with Mesa.
RUN = "from sim.engine import selection; selection.COMPILE = selection.LOAD = 0.0; from sim.cli import main; main()"
WITHOUT_PART = f"import numba.core.typed_passes as passes; del passes.NativeLowering; {RUN}"
WITHOUT_COMPILER = f"""
import numba.core.typed_passes as passes
def broken(*arguments): raise RuntimeError("changed")
passes.NativeLowering.run_pass = broken
{RUN}
"""


CHECKOUT = os.environ.get("PYTHONPATH", "").split(os.pathsep)


def stub_of(folder: Path, version: str) -> str:
    """Return a folder to import from in which a stub says that it is a version of Numba."""
    about = folder / f"numba-{version}.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: numba\nVersion: {version}\n", encoding="utf-8")
    (folder / "numba").mkdir()
    (folder / "numba" / "__init__.py").write_text(f"__version__ = {version!r}\n", encoding="utf-8")
    return str(folder)


def simulated(folder: Path, code: str, engine: str, path: str = "") -> subprocess.CompletedProcess[str]:
    """Run a scenario that the compiled engine would simulate, in a process of its own with an empty cache."""
    arguments = ["run", "no_partner", "--months", "36", "--replicates", "4", "--keep", "outcomes"]
    environment = {
        **os.environ,
        "TURNAROUND_CACHE": str(folder / "cache"),
        "PYTHONPATH": os.pathsep.join((path, *CHECKOUT)),
    }
    command = [sys.executable, "-c", code, *arguments, "--engine", engine, "--out", str(folder / "made")]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_numba_whose_inside_has_changed_is_done_without(tmp_path: Path) -> None:
    done = simulated(tmp_path, WITHOUT_PART, "auto")
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stderr.splitlines() if "The Mesa engine is used instead" in line]
    assert "NativeLowering" in line
    assert "which takes about" in line
    assert (tmp_path / "made" / "summary.csv").exists()


def test_numba_that_does_not_compile_is_done_without(tmp_path: Path) -> None:
    done = simulated(tmp_path, WITHOUT_COMPILER, "auto")
    assert done.returncode == 0, done.stderr
    assert "cannot compile the model" in done.stderr
    assert "The Mesa engine is used instead" in done.stderr


@pytest.mark.parametrize(("code", "reason"), [(WITHOUT_PART, "NativeLowering"), (WITHOUT_COMPILER, "cannot compile")])
def test_asking_for_the_ensemble_says_why_it_cannot_be_had(tmp_path: Path, code: str, reason: str) -> None:
    done = simulated(tmp_path, code, "ensemble")
    assert done.returncode == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "made").exists()


def test_a_numba_newer_than_those_tested_is_not_tried(tmp_path: Path) -> None:
    path = stub_of(tmp_path / "stub", "99.0.0")
    refused = simulated(tmp_path, RUN, "ensemble", path)
    assert refused.returncode == 2
    assert "Numba 99.0.0 is not a tested version (<" in refused.stderr
    done = simulated(tmp_path, RUN, "auto", path)
    assert done.returncode == 0, done.stderr
    assert "Numba 99.0.0 is not a tested version" in done.stderr


def test_the_versions_tested_have_an_upper_bound_and_hold_the_one_installed() -> None:
    tested = supported_versions()
    assert tested is not None
    assert any(part.operator == "<" for part in tested.specifier)
    assert numba_door.import_fault() is None


def test_other_numbers_than_those_of_mesa_are_not_trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    different = Difference(0, 3, 1, "quality", 0.5, 0.25)
    monkeypatch.setenv("TURNAROUND_CACHE", str(tmp_path))
    monkeypatch.setattr(self_check, "difference_from_mesa", lambda: different)
    fault = self_check.check_fault.__wrapped__()
    assert fault is not None
    assert "the results of the compiled model differ from those of the Mesa engine" in fault
    assert "quality" in fault


def test_newly_compiled_code_is_compared_with_mesa_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    compared = []
    code = tmp_path / self_check.own_digest() / "kernel-1.nbc"
    monkeypatch.setenv("TURNAROUND_CACHE", str(tmp_path))
    monkeypatch.setattr(self_check, "difference_from_mesa", lambda: compared.append(1))
    assert self_check.check_fault.__wrapped__() is None
    assert len(compared) == 1
    for text in (b"code", b"code", b"other code"):
        write_code(code, text)
        assert self_check.check_fault.__wrapped__() is None
    assert len(compared) == 3, "once for each code, and once where none was kept"


def test_the_comparison_with_mesa_finds_no_difference() -> None:
    assert self_check.difference_from_mesa() is None
