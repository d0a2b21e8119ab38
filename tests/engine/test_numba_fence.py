"""Whatever becomes of Numba stops nothing: Mesa is used, and says why and for how long."""

from __future__ import annotations

from pathlib import Path

import pytest
from programs_apart import begun

from sim.engine import self_check
from sim.engine.compiled import numba_door
from sim.engine.compiled.cache import write_code
from sim.engine.compiled.numba_door import supported_versions
from sim.engine.record_diff import Difference

# So that a small job is worth compiling, and the tests need not simulate a long one with Mesa.
RUN = """
from sim.engine import selection
selection.COMPILE = selection.LOAD = 0.0
from sim.cli import main
main()
"""
WITHOUT_PART = f"import numba.core.typed_passes as passes; del passes.NativeLowering\n{RUN}"
WITHOUT_COMPILER = f"""
import numba.core.typed_passes as passes
def broken(*arguments): raise RuntimeError("changed")
passes.NativeLowering.run_pass = broken
{RUN}
"""
WITH_STUB = f"import sys; sys.path.insert(0, 'stub')\n{RUN}"


def write_stub(folder: Path, version: str) -> None:
    """Write a package to be imported in place of Numba, which says that it is a version of it."""
    about = folder / f"numba-{version}.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: numba\nVersion: {version}\n", encoding="utf-8")
    (folder / "numba").mkdir()
    (folder / "numba" / "__init__.py").write_text(f"__version__ = {version!r}\n", encoding="utf-8")


def simulated(folder: Path, program: str, engine: str) -> tuple[int | None, str]:
    """Run a scenario that the compiled engine would simulate, in a process of its own with an empty cache."""
    arguments = ("run", "no_partner", "--months", "36", "--replicates", "4", "--keep", "outcomes")
    said = folder / "said.txt"
    cache = str(folder / "cache")
    process = begun(program, folder, (*arguments, "--engine", engine, "--out", "made"), said, TURNAROUND_CACHE=cache)
    process.join()
    return process.exitcode, said.read_text(encoding="utf-8")


def test_numba_whose_inside_has_changed_is_done_without(tmp_path: Path) -> None:
    code, said = simulated(tmp_path, WITHOUT_PART, "auto")
    assert code == 0, said
    (line,) = [line for line in said.splitlines() if "The Mesa engine is used instead" in line]
    assert "NativeLowering" in line
    assert "which takes about" in line
    assert (tmp_path / "made" / "summary.csv").exists()


def test_numba_that_does_not_compile_is_done_without(tmp_path: Path) -> None:
    code, said = simulated(tmp_path, WITHOUT_COMPILER, "auto")
    assert code == 0, said
    assert "cannot compile the model" in said
    assert "The Mesa engine is used instead" in said


@pytest.mark.parametrize(
    ("program", "reason"), [(WITHOUT_PART, "NativeLowering"), (WITHOUT_COMPILER, "cannot compile")]
)
def test_asking_for_the_ensemble_says_why_it_cannot_be_had(tmp_path: Path, program: str, reason: str) -> None:
    code, said = simulated(tmp_path, program, "ensemble")
    assert code == 2
    assert reason in said
    assert "Traceback" not in said
    assert not (tmp_path / "made").exists()


def test_a_numba_newer_than_those_tested_is_not_tried(tmp_path: Path) -> None:
    write_stub(tmp_path / "stub", "99.0.0")
    code, said = simulated(tmp_path, WITH_STUB, "ensemble")
    assert code == 2
    assert "Numba 99.0.0 is not a tested version (<" in said
    (tmp_path / "said.txt").unlink()
    code, said = simulated(tmp_path, WITH_STUB, "auto")
    assert code == 0, said
    assert "Numba 99.0.0 is not a tested version" in said


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
