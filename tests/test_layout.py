"""The layout: every module has a name of its own, so that a reader who searches for a name finds one thing."""

from __future__ import annotations

import ast
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


ONLY_POSIX = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}


def needed_on_import(tree: ast.Module) -> set[str]:
    """Return what a module imports wherever it is loaded: not in functions, and not where a failure is provided for."""
    found: set[str] = set()
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Try):
            waiting += ast.iter_child_nodes(node)
    return found


def test_loading_the_package_imports_nothing_that_only_posix_has() -> None:
    files = sorted(PACKAGE.rglob("*.py"))
    assert len(files) > 200
    needs = {str(file): needed_on_import(ast.parse(file.read_text(encoding="utf-8"))) & ONLY_POSIX for file in files}
    assert {file: names for file, names in needs.items() if names} == {}
