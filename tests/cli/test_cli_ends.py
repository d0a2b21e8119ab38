"""Any end is a clean end: one line, the exit code that shells know, and nothing left over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from commands import turnaround

from sim.cli import main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")

COMMAND = [sys.executable, "-m", "sim.cli"]
LONG = ["run", "england_all", "--replicates", "400", "--engine", "mesa", "--no-figures"]


def heeding_signals() -> None:
    """Let a child be interrupted also where tests run in the background, in which interrupts are ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)


def started(folder: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, *arguments], cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, **more}, preexec_fn=heeding_signals,
    )  # fmt: skip


def under_way(folder: Path) -> subprocess.Popen[str]:
    """Return a long run that has come so far as to take a request to end."""
    process = started(folder, *LONG)
    status, wanted = Path(f"/proc/{process.pid}/status"), 1 << (signal.SIGTERM - 1)
    deadline = time.monotonic() + 30
    while status.exists() and time.monotonic() < deadline:
        (caught,) = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("SigCgt:")]
        if int(caught, 16) & wanted:
            break
        time.sleep(0.05)
    time.sleep(0.5)
    return process


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_request_to_end_is_one_line_and_leaves_nothing(tmp_path: Path, number: int, code: int) -> None:
    process = under_way(tmp_path)
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert process.returncode == code
    assert said.splitlines()[-1] == "Stopped. Nothing was written."
    assert "Traceback" not in said
    assert list(tmp_path.rglob("*")) == []


def test_a_second_request_while_the_first_is_obeyed_changes_nothing(tmp_path: Path) -> None:
    process = under_way(tmp_path)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGTERM):
        process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert process.returncode in (130, 143)
    assert "Traceback" not in said
    assert list(tmp_path.rglob("*")) == []


def test_a_reader_that_has_seen_enough_ends_the_command_quietly(tmp_path: Path) -> None:
    with started(tmp_path, "list") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert process.returncode in (0, 141)
    assert said == ""


def test_without_an_output_a_command_works_all_the_same(tmp_path: Path) -> None:
    command = " ".join([*COMMAND, "validate", "no_partner", ">&-", "2>&-"])
    assert subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, check=False).returncode == 0


@pytest.mark.parametrize("arguments", [("list",), ("describe", "england_acute"),
                                       ("run", "no_partner", "--replicates", "2", "--no-figures")])  # fmt: skip
def test_where_only_ascii_can_be_shown_ascii_is_shown(in_folder: Path, arguments: tuple[str, ...]) -> None:
    shown = CliRunner(charset="ascii").invoke(main, arguments, catch_exceptions=False)
    assert shown.exit_code == 0
    assert shown.output.isascii()
    assert shown.output.strip()


def test_an_ascii_terminal_gets_ascii_and_the_same_exit_code(in_folder: Path) -> None:
    wrong = ("validate", "nothing…–×")
    usual = turnaround(*wrong)
    process = started(in_folder, *wrong, PYTHONIOENCODING="ascii")
    out, said = process.communicate(timeout=60)
    assert process.returncode == usual.exit_code
    assert (out + said).isascii()
    assert (out + said).strip()
