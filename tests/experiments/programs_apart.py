"""Programs in processes of their own that need not load the package anew, as they begin in copies of one that has."""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path

from sim.experiments.processes import CONTEXT

COMMAND = "from sim.cli import main; main()"


def begun(
    program: str, folder: Path, arguments: tuple[str, ...] = (), said: Path = Path(os.devnull), **environment: str
) -> BaseProcess:
    """Begin a program in a folder, with arguments as from a command line, and return its process.

    Parameters
    ----------
    said : the file to which it writes what it would write to a terminal.
    environment : variables that it finds changed.
    """
    process = CONTEXT.Process(target=_execute, args=(program, folder, arguments, said, environment))
    process.start()
    return process


def _execute(program: str, folder: Path, arguments: tuple[str, ...], said: Path, environment: dict[str, str]) -> None:
    os.environ.update(environment)
    os.chdir(folder)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with said.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.argv = ["turnaround", *arguments]
    exec(compile(program, "program", "exec"), {"__name__": "__main__"})
