"""How long a person waits: for help, for a file with many mistakes, for a large design, for figures, for evidence.

Run on demand, on a quiet machine: `python tests/benchmarks/waiting.py`. It writes `waiting.csv` beside itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from side_by_side import ROUNDS, machine, write_rows

import sim
from sim.evidence.assessment import QUICK
from sim.evidence.patterns import patterns_named
from sim.experiments.design import design_of, scenario_at
from sim.experiments.experiment_schema import Experiment
from sim.scenario.model_inputs import resolve

RESULTS = Path(__file__).with_name("waiting.csv")
MILLION = """
title: A million points
question: How long does a plan take?
scenario: case_b_buddying
levers:
  regulator.support: {low: 0.2, high: 0.9}
design: {kind: sobol_sequence, points: 1048576}
replicates: 1
"""
MISTAKES = "title: Mistakes\n" + "".join(f"mnths{number}: 1\n" for number in range(1000))
ALIASES = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))


def seconds(wait_for: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median time of a few rounds."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        wait_for()
        times.append(time.perf_counter() - started)
    return median(times)


def refused(text: str, folder: Path) -> None:
    path = folder / "mistakes.yaml"
    path.write_text(text, encoding="utf-8")
    with suppress(sim.ScenarioError):
        sim.load_scenario(path)


def points_resolved(experiment: Experiment, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        resolve(scenario_at(experiment, row))


def measured(folder: Path) -> dict[str, float]:
    """Return seconds by what is waited for."""
    path = folder / "million.yaml"
    path.write_text(MILLION, encoding="utf-8")
    million = sim.load_experiment(path)
    rows = design_of(million).head(200).to_dict("records")
    nation = sim.run("england_acute", replicates=5, engine="mesa")
    found = {
        "turnaround --help": seconds(lambda: subprocess.run([sys.executable, "-m", "sim.cli", "--help"], check=False)),
        "a scenario of 1,000 unknown keys is refused": seconds(lambda: refused(MISTAKES, folder)),
        "a scenario of aliases within aliases is refused": seconds(lambda: refused(ALIASES, folder)),
        "a design of 1,048,576 points is planned": seconds(lambda: design_of(million)),
        "one point of a design becomes a scenario": seconds(
            lambda: [resolve(scenario_at(million, row)) for row in rows]
        )
        / len(rows),
    }
    for name in sim.FIGURES:
        found[f"figure {name} of a nation"] = seconds(lambda: nation.plot(name).savefig(BytesIO(), format="png"), 3)  # noqa: B023
    threads = os.cpu_count() or 1
    sim.assess_patterns(patterns_named([])[:1], QUICK, threads=threads)
    found["turnaround evidence --quick"] = seconds(lambda: sim.assess_patterns(patterns_named([]), QUICK, threads), 1)
    return found


if __name__ == "__main__":
    with TemporaryDirectory() as place:
        rows = [
            {"what": what, "seconds": f"{taken:.3g}", "machine": machine()}
            for what, taken in measured(Path(place)).items()
        ]
    write_rows(RESULTS, rows)
    for row in rows:
        print(row["seconds"], row["what"])
