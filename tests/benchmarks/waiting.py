"""How long a person waits for a command, from the line typed to the prompt that is back; beside another checkout too.

Run on demand, on a quiet machine: `python tests/benchmarks/waiting.py [--against PATH] [--rounds N]`. It writes
`waiting.csv` beside itself: medians of several rounds, in seconds by the clock and of the processors, since other work
on the machine lengthens the first and hardly the second. In every round all checkouts carry out a command in turn.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from side_by_side import ROUNDS, machine, write_rows

HERE = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).with_name("waiting.csv")
BUSY = 0.5  # the load, before anything is measured, of a machine that others use as well
COLD, WARM = "cold", "warm"
LITTLE = """
title: A little support
question: How long does a small design take?
scenario: case_b_buddying
levers:
  regulator.support: {levels: [0.2, 0.5, 0.8]}
design: {kind: grid}
replicates: 20
"""
MILLION = """
title: A million points
question: How long does a plan take?
scenario: case_b_buddying
levers:
  regulator.support: {low: 0.2, high: 0.9}
design: {kind: sobol_sequence, points: 1048576}
replicates: 1
"""
FILES = {
    "little.yaml": LITTLE,
    "million.yaml": MILLION,
    "mistakes.yaml": "title: Mistakes\n" + "".join(f"mnths{number}: 1\n" for number in range(1000)),
    "aliases.yaml": "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)),
}
FINISHED = {
    "alone": ("run", "no_partner", "--replicates", "100", "--out", "alone", "--no-figures"),
    "buddied": ("run", "case_b_buddying", "--replicates", "100", "--out", "buddied", "--no-figures"),
    "nation": ("run", "england_acute", "--replicates", "5", "--out", "nation", "--no-figures"),
}
"""What is there already when a command begins, by folder."""


@dataclass(frozen=True)
class Wait:
    """Something a person waits for.

    Attributes
    ----------
    what : in words.
    arguments : of the command; it writes into `made`, if it writes.
    cache : whether the cache of compiled code is cold or warm.
    rounds : most rounds worth their time.
    code : the exit code that it must end with.
    """

    what: str
    arguments: tuple[str, ...]
    cache: str = WARM
    rounds: int = ROUNDS
    code: int = 0


LARGE = ("run", "england_acute", "--replicates", "20", "--engine", "ensemble", "--keep", "outcomes", "--out", "made")
WAITS = (
    Wait("turnaround --help", ("--help",)),
    Wait("turnaround list scenarios", ("list", "scenarios")),
    Wait("turnaround validate, a scenario", ("validate", "case_b_buddying")),
    Wait("turnaround validate, 1,000 unknown keys", ("validate", "mistakes.yaml"), code=2),
    Wait("turnaround validate, aliases within aliases", ("validate", "aliases.yaml"), code=2),
    Wait("turnaround run, the first of all", ("run", "case_b_buddying", "--out", "made"), COLD),
    Wait("turnaround run, a later one", ("run", "case_b_buddying", "--out", "made")),
    Wait("turnaround run of a nation, to be compiled first", LARGE, COLD, rounds=2),
    Wait("turnaround run of a nation, compiled before", LARGE),
    Wait("turnaround compare, two finished folders", ("compare", "alone", "buddied", "--out", "made")),
    Wait("turnaround plot, one figure", ("plot", "buddied", "--figure", "trajectories", "--out", "made")),
    Wait("turnaround plot, all figures of a nation", ("plot", "nation", "--out", "made"), rounds=3),
    Wait("turnaround sweep, 3 points of 20 runs", ("sweep", "little.yaml", "--out", "made")),
    Wait("turnaround sweep --dry-run, 1,048,576 points", ("sweep", "million.yaml", "--dry-run"), rounds=2),
    Wait("turnaround evidence --quick", ("evidence", "--quick", "--out", "made"), rounds=1),
)


class Checkout:
    """One version of the program, with a folder to work in and a cache that is warm."""

    def __init__(self, path: Path, place: Path) -> None:
        self.path, self.place = path, place
        place.mkdir()
        for name, text in FILES.items():
            (place / name).write_text(text, encoding="utf-8")
        for arguments in (LARGE, *FINISHED.values()):
            self.call(arguments)
        self.clear()

    def call(self, arguments: Sequence[str], cache: str = WARM, code: int = 0) -> None:
        """Carry out a command in a process of its own.

        Raises
        ------
        RuntimeError : it did not end as it must.
        """
        environment = {**os.environ, "PYTHONPATH": str(self.path), "TURNAROUND_CACHE": str(self.place / cache)}
        command = [sys.executable, "-m", "sim.cli", *arguments]
        done = subprocess.run(command, cwd=self.place, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != code:
            raise RuntimeError(f"{self.path}: {' '.join(arguments)} ended with {done.returncode}: {done.stderr}")

    def clear(self) -> None:
        """Take away what a command has made, and what it has compiled into the cold cache."""
        for name in ("made", COLD):
            shutil.rmtree(self.place / name, ignore_errors=True)

    def waited(self, wait: Wait) -> tuple[float, float]:
        """Return the seconds that a command takes: by the clock, and of the processors."""
        self.clear()
        before, started = processor_seconds(), time.perf_counter()
        self.call(wait.arguments, wait.cache, wait.code)
        return time.perf_counter() - started, processor_seconds() - before


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def row_of(wait: Wait, checkouts: Sequence[Checkout], rounds: int, where: str) -> dict[str, str]:
    """Return the medians of one wait, of each checkout."""
    rounds = min(rounds, wait.rounds)
    taken = [[checkout.waited(wait) for checkout in checkouts] for _ in range(rounds)]
    medians = [[median(one[kind] for one in own) for kind in range(2)] for own in zip(*taken, strict=True)]
    row = {"what": wait.what, "rounds": str(rounds), "seconds": "", "processor_seconds": ""}
    row |= {"against_seconds": "", "against_processor_seconds": "", "machine": where}
    for head, (clock, processors) in zip(("", "against_"), medians, strict=False):
        row |= {f"{head}seconds": f"{clock:.3g}", f"{head}processor_seconds": f"{processors:.3g}"}
    return row


def measured(against: Path | None, rounds: int, report: Callable[[dict[str, str]], object]) -> list[dict[str, str]]:
    """Return a row for everything that is waited for."""
    where = machine() + (", shared with other work" if os.getloadavg()[0] > BUSY else "")
    rows = []
    with TemporaryDirectory() as place:
        paths = [HERE, *([against.resolve()] if against else [])]
        checkouts = [Checkout(path, Path(place) / str(number)) for number, path in enumerate(paths)]
        for wait in WAITS:
            rows.append(row_of(wait, checkouts, rounds, where))
            report(rows[-1])
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, help="another checkout, measured in turn with this one")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="most rounds of each")
    given = parser.parse_args()
    write_rows(RESULTS, measured(given.against, given.rounds, lambda row: print(*row.values(), sep="; ", flush=True)))
