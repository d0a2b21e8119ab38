"""A million runs of case B to parquet, and how long a start takes: cold (nothing compiled yet) and warm.

Run on demand, on a quiet machine: `python tests/benchmarks/million.py`. It writes `million.csv` beside itself. Every
measurement is of a process of its own, from its start, with the libraries it loads.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from side_by_side import ROUNDS, TELL_PEAK, machine, write_rows

SCENARIO, RUNS = "case_b_buddying", 1_000_000
RESULTS = Path(__file__).with_name("million.csv")
STREAM = """
import sim
sim.stream({scenario!r}, {folder!r}, replicates={runs}, engine="ensemble")
"""
FIRST_RESULT = """
import sim
scenario = sim.load_scenario({scenario!r})
print(sim.Ensemble(scenario, scenario.has_twin).outcomes(0, 1).shape)
"""


def seconds_of(code: str, cache: Path) -> tuple[float, str]:
    """Return how long a process takes, and the last word it prints."""
    environment = {**os.environ, "TURNAROUND_CACHE": str(cache)}
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment)
    return time.perf_counter() - started, done.stdout.split()[-1]


def row(what: str, seconds: float, **more: str) -> dict[str, str]:
    made = {"what": what, "seconds": f"{seconds:.2f}", "peak_memory_mb": "", "disk_mb": "", "machine": machine()} | more
    print(made)
    return made


def main() -> None:
    first = FIRST_RESULT.format(scenario=SCENARIO)
    with TemporaryDirectory() as folder:
        place = Path(folder)
        cold = [seconds_of(first, place / f"cold-{number}")[0] for number in range(3)]
        seconds_of(first, place / "warm")
        warm = [seconds_of(first, place / "warm")[0] for _ in range(ROUNDS)]
        kept = place / "kept"
        seconds, peak = seconds_of(
            STREAM.format(scenario=SCENARIO, folder=str(kept), runs=RUNS) + TELL_PEAK, place / "warm"
        )
        disk = sum(file.stat().st_size for file in kept.rglob("*") if file.is_file())
        rows = [
            row("cold start to the first result, a process", median(cold)),
            row("warm start to the first result, a process", median(warm)),
            row(f"{RUNS:,} runs of {SCENARIO}, each with its twin, outcomes to parquet", seconds,
                peak_memory_mb=f"{1024 * float(peak) / 1e6:.0f}", disk_mb=f"{disk / 1e6:.0f}"),
        ]  # fmt: skip
    write_rows(RESULTS, rows)


if __name__ == "__main__":
    main()
