"""A command that is killed at any moment and repeated gives what it gives undisturbed, and leaves nothing over.

A small dose is in the suite: a run and a sweep, killed once. A large one of all commands on demand:
`KILLS=40 python -m pytest tests/fuzzing/test_kills.py -n 2 -m "slow or not slow"`.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import time
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from programs_apart import COMMAND, begun

KILLS = int(os.environ.get("KILLS", 1))
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT) if sys.platform != "win32" else ()
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")

SCENARIO = """
title: Two trusts
replicates: 12
months: 60
trusts: [{id: green_bay, archetype: failing}, {id: regency_vale, archetype: high_performing}]
partnerships: [{id: help, type: buddying, target: green_bay, partner: regency_vale, start_month: 6}]
"""
EXPERIMENT = """
title: T
question: Q
scenario: base.yaml
levers: {regulator.support: {low: 0.1, high: 0.9}}
design: {kind: latin_hypercube, points: 8, seed: 1}
replicates: 4
"""
COMMANDS = {
    "run": ("run", "base.yaml", "--out", "made", "--no-figures", "--engine", "mesa"),
    "run in parts": ("run", "base.yaml", "--out", "made", "--keep", "trajectories"),
    "sweep on threads": ("sweep", "x.yaml", "--out", "made", "--engine", "ensemble"),
    "sweep with Mesa": ("sweep", "x.yaml", "--out", "made", "--engine", "mesa"),
    "sweep with posterior": ("sweep", "x.yaml", "--out", "made", "--parameters", "posterior"),
    "calibrate": ("calibrate", "reduced", "--out", "made", "--set", "search.population=6", "--set",
                  "search.evaluations=12", "--set", "posterior=null", "--set", "replicates={national: 2, local: 4}"),
}  # fmt: skip


def started(folder: Path, command: tuple[str, ...]) -> BaseProcess:
    (folder / "base.yaml").write_text(SCENARIO)
    (folder / "x.yaml").write_text(EXPERIMENT)
    return begun(COMMAND, folder, command)


def exit_code(process: BaseProcess) -> int | None:
    process.join()
    return process.exitcode


def contents(folder: Path) -> dict[str, str]:
    """Return a digest of what every table of a folder holds; when and how it was made may differ."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".parquet":
            found[name] = hashlib.sha256(pd.read_parquet(path).to_csv().encode()).hexdigest()
        elif path.suffix == ".csv":
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    assert found
    return found


IN_SUITE = ("run", "sweep on threads")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in IN_SUITE else pytest.mark.slow) for name in COMMANDS]
)
def test_a_command_that_is_killed_and_repeated_gives_the_same(name: str, tmp_path: Path) -> None:
    random, command = Random(name), COMMANDS[name]
    undisturbed = tmp_path / "undisturbed"
    undisturbed.mkdir()
    at = time.monotonic()
    assert exit_code(started(undisturbed, command)) == 0
    longest = time.monotonic() - at
    expected, files = contents(undisturbed / "made"), sorted(path.name for path in undisturbed.rglob("*"))
    for number in range(KILLS):
        place = tmp_path / str(number)
        place.mkdir()
        process = started(place, command)
        time.sleep(random.uniform(0.1, 1.0) * longest)
        with suppress(ProcessLookupError):  # it has ended
            os.kill(process.pid, random.choice(SIGNALS))
        process.join()
        assert exit_code(started(place, command)) == 0
        assert contents(place / "made") == expected
        assert sorted(path.name for path in place.rglob("*")) == files, "nothing is left over"
