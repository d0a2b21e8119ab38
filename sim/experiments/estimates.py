"""What a sweep would take, before it is started."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.engine.selection import ENSEMBLE
from sim.experiments.design import design_of
from sim.experiments.locks import is_in_use
from sim.experiments.manifest import SweepManifest, block_over, read_sweep_manifest
from sim.experiments.plan import Chunk, Task
from sim.experiments.store import failures_in
from sim.experiments.worker import KEPT, PointCache, SimulatedChunk, simulate_chunk
from sim.results.parquet import bytes_of

if TYPE_CHECKING:
    from sim.experiments.experiment_schema import Experiment

PROBE = 1.0  # seconds that a dry run simulates to estimate


@dataclass(frozen=True, slots=True)
class SweepEstimate:
    """What a sweep would take, from a timed probe.

    Attributes
    ----------
    points, replicates, runs : how many.
    seconds : on one worker, compiling left out.
    disk : bytes.
    """

    points: int
    replicates: int
    runs: int
    seconds: float
    disk: float


def estimate_sweep(experiment: Experiment, engine: str) -> SweepEstimate:
    """Return what a sweep would take: some runs are simulated and their tables measured; nothing is kept."""
    design = design_of(experiment)
    points = PointCache(experiment)
    columns = {name: design[name].tolist() for name in design.columns}
    runs = len(design) * experiment.base.replicates
    probes: list[SimulatedChunk] = []
    simulated, seconds, count = 0, 0.0, 1
    while seconds < PROBE and simulated < runs:
        point = (simulated * 7919) % len(design)
        row = {name: levels[point] for name, levels in columns.items()}
        task = Task(point, 0, min(count, experiment.base.replicates))
        if simulated == 0 and engine == ENSEMBLE:
            simulate_chunk(
                points, engine, Chunk(0, (Task(point, 0, 1),)), [row], False
            )  # so that compiling is left out
        started = time.perf_counter()
        probes.append(simulate_chunk(points, engine, Chunk(0, (task,)), [row], False))
        seconds += time.perf_counter() - started
        simulated += task.count
        count *= 2
    disk, chunks = 0.0, block_over(experiment, design).chunks
    for name in {name for probe in probes for name in probe.tables}:
        tables = [probe.tables[name] for probe in probes if name in probe.tables]
        # A file has a weight of its own, the more so the more columns it has: that of one row is nearly nothing else.
        alone = [len(bytes_of(table.slice(0, 1))) for table in tables]
        known = sum(table.num_rows for table in tables)
        rows = sum(len(bytes_of(table)) for table in tables) - sum(alone)
        rows *= known / max(1, known - len(tables))  # the first row of each takes room, too
        # Quantiles take as much room over few replicates as over many, so that their rows go by the point.
        disk += max(alone) * chunks + rows * (
            len(design) / len(probes) if name in KEPT["quantiles"] else runs / simulated
        )
    return SweepEstimate(len(design), experiment.base.replicates, runs, seconds / simulated * runs, disk)


PACE = 20  # parts, the last ones written, whose pace is that of the rest


@dataclass(frozen=True, slots=True)
class SweepStatus:
    """How far a sweep is.

    Attributes
    ----------
    runs, done, failed : how many runs there are, are done (failed ones included), and failed.
    running : whether a process is running it now.
    seconds_left : at the pace of the parts written last; missing if unknown.
    """

    runs: int
    done: int
    failed: int
    running: bool
    seconds_left: float | None


def sweep_status(folder: str | Path) -> SweepStatus:
    """Return how far the sweep in a folder is.

    Raises
    ------
    ResultsError : the folder holds no sweep.
    """
    place = Path(folder)
    plan = read_sweep_manifest(place)
    done = plan.store.done()
    runs_done = sum(plan.plan.chunk(number).runs for number in done)
    failed = failures_in(plan.store).num_rows
    return SweepStatus(plan.plan.runs, runs_done, failed, is_in_use(place), _time_left(plan, runs_done))


def _time_left(plan: SweepManifest, runs_done: int) -> float | None:
    """Return the seconds left at the pace of the last parts written, however many workers wrote them."""
    written = sorted((file.stat().st_mtime, number) for number, file in plan.store.files("outcomes"))[-PACE:]
    if len(written) < 3 or runs_done == plan.plan.runs:
        return 0.0 if runs_done == plan.plan.runs else None
    passed = written[-1][0] - written[0][0]
    runs = sum(plan.plan.chunk(number).runs for _, number in written[1:])
    return passed / runs * (plan.plan.runs - runs_done) if passed > 0 else None
