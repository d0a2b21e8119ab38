"""What a sweep costs over the bare ensemble and over the state of a trust, what a second core brings, and memory.

Run on demand, on a quiet machine: `python tests/benchmarks/sweeps.py`. It writes `sweeps.csv` beside itself. In every
round the bare ensemble and the sweep simulate the same runs, one after the other; both make the same scenarios ready.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from side_by_side import ROUNDS, TELL_PEAK, machine, write_rows

import sim
from sim.engine.compiled.ensemble import outcomes_of_settings
from sim.experiments.design import design_of, scenario_at
from sim.experiments.experiment_schema import Experiment

CASE = """
title: Support of a buddied trust
question: What does support do?
scenario: case_b_buddying
levers:
  regulator.support: {low: 0.2, high: 0.9}
design: {kind: grid, steps: 20}
replicates: 500
"""
REGION = """
title: A local health economy with more or less support
question: What does support do to twelve trusts?
scenario: local_health_economy
levers:
  regulator.support: {low: 0.2, high: 0.9}
design: {kind: grid, steps: 10}
replicates: 10000
months: 60
"""
POINTS = """
title: Many points of a short run
question: What does a design point cost?
scenario: no_partner
set: {{main_outcome.outcome: recovered_within_12}}
levers:
  {factor}: {{low: 0.2, high: 0.6}}
design: {{kind: latin_hypercube, points: {points}, seed: 1}}
replicates: 2
months: 12
"""
LEVER, STATE = "regulator.support", "trusts.green_bay.state.quality"
FEW, MANY = 2_000, (2_000, 5_000, 20_000)
RESULTS = Path(__file__).with_name("sweeps.csv")
SWEEP = "import sim, sys; sim.sweep(sys.argv[1], sys.argv[2])" + TELL_PEAK


def seconds(simulate: Callable[[], object]) -> float:
    started = time.perf_counter()
    simulate()
    return time.perf_counter() - started


def bare(experiment: Experiment, threads: int) -> None:
    """Simulate all runs of an experiment and throw the outcomes away."""
    rows = design_of(experiment).to_dict("records")
    scenarios = (scenario_at(experiment, row) for row in rows)
    for _ in outcomes_of_settings(scenarios, experiment.base.replicates, threads):
        pass


def experiment_of(text: str, place: Path) -> Experiment:
    path = place / "experiment.yaml"
    path.write_text(text, encoding="utf-8")
    return sim.load_experiment(path)


def overhead(place: Path) -> list[dict[str, str]]:
    experiment = experiment_of(CASE, place)
    bare(experiment, 2)
    times: dict[str, list[float]] = {"bare": [], "two": [], "one": []}
    for number in range(ROUNDS):
        times["bare"].append(seconds(lambda: bare(experiment, 2)))
        for name, workers in (("two", 2), ("one", 1)):
            folder = place / f"{name}-{number}"
            options = sim.SweepOptions(engine="ensemble", workers=workers)
            times[name].append(seconds(lambda: sim.sweep(experiment, folder, options)))  # noqa: B023 (called at once)
    found = {name: median(values) for name, values in times.items()}
    return [
        row("bare ensemble, 10,000 runs of case_b_buddying, two threads", found["bare"]),
        row("sweep of the same, two workers", found["two"], ratio=found["two"] / found["bare"]),
        row("sweep of the same, one worker", found["one"], ratio=found["one"] / found["two"]),
    ]


def long_one(place: Path) -> list[dict[str, str]]:
    """Return the memory of 100,000 runs of a local health economy, killed once and resumed."""
    experiment_of(REGION, place)
    command = [sys.executable, "-c", SWEEP, str(place / "experiment.yaml"), str(place / "long")]
    killed = subprocess.Popen(command)
    time.sleep(12.0)
    killed.kill()
    killed.wait()
    done = sim.open_experiment(place / "long").dataset().count_rows() // 12
    taken, peak = seconds_and_peak(command)
    return [
        row(f"100,000 runs of local_health_economy over 60 months, killed with {done:,} done, resumed", taken, peak)
    ]


def seconds_and_peak(command: list[str]) -> tuple[float, float]:
    """Return how long a process takes that tells its peak memory, and this peak in MB."""
    started = time.perf_counter()
    reported = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return time.perf_counter() - started, 1024 * float(reported.split()[-1]) / 1e6


def of_described_trusts(place: Path) -> list[dict[str, str]]:
    """Return what points cost that start anew, beside those that differ by a lever, and the memory of more of them."""
    swept = {factor: experiment_of(POINTS.format(factor=factor, points=FEW), place) for factor in (LEVER, STATE)}
    times: dict[str, list[float]] = {factor: [] for factor in swept}
    for number in range(ROUNDS + 1):  # the first so that all is compiled
        for factor, experiment in swept.items():
            folder, options = place / f"{factor}-{number}", sim.SweepOptions(engine="ensemble", workers=2)
            times[factor].append(seconds(lambda: sim.sweep(experiment, folder, options)))  # noqa: B023 (called at once)
    lever, state = (median(times[factor][1:]) for factor in (LEVER, STATE))
    return [
        row(f"sweep of a lever: {FEW:,} points of no_partner, 2 replicates of 12 months, two workers", lever),
        row("sweep of described trusts: the same over the state of one", state, ratio=state / lever),
        *(many_described(place, points) for points in MANY),
    ]


def many_described(place: Path, points: int) -> dict[str, str]:
    experiment_of(POINTS.format(factor=STATE, points=points), place)
    command = [sys.executable, "-c", SWEEP, str(place / "experiment.yaml"), str(place / f"many-{points}")]
    return row(f"sweep of described trusts: {points:,} points in a process of their own", *seconds_and_peak(command))


def row(what: str, taken: float, peak: float | None = None, ratio: float | None = None) -> dict[str, str]:
    made = {
        "what": what,
        "seconds": f"{taken:.2f}",
        "ratio_to_the_line_above": "" if ratio is None else f"{ratio:.2f}",
        "peak_memory_mb": "" if peak is None else f"{peak:.0f}",
        "machine": machine(),
    }
    print(made)
    return made


def main() -> None:
    with TemporaryDirectory() as folder:
        place = Path(folder)
        write_rows(RESULTS, [*overhead(place), *long_one(place), *of_described_trusts(place)])


if __name__ == "__main__":
    main()
