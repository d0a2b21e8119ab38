"""What a sweep would take, before it is begun."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine.choosing import ENSEMBLE
from sim.experiments.design import design_of
from sim.experiments.frozen import block_over
from sim.experiments.plan import Chunk, Task
from sim.experiments.playing import KEPT, Played, Points, play_chunk
from sim.results.parquet import bytes_of

if TYPE_CHECKING:
    from sim.experiments.schema import Experiment

PROBE = 1.0  # seconds that a dry run plays to estimate


@dataclass(frozen=True, slots=True)
class Estimate:
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


def estimate(experiment: Experiment, engine: str) -> Estimate:
    """Return what a sweep would take: some runs are played for it and their tables weighed, and nothing is kept."""
    design = design_of(experiment)
    points = Points(experiment)
    columns = {name: design[name].tolist() for name in design.columns}
    runs = len(design) * experiment.base.replicates
    probes: list[Played] = []
    played, seconds, count = 0, 0.0, 1
    while seconds < PROBE and played < runs:
        point = (played * 7919) % len(design)
        row = {name: levels[point] for name, levels in columns.items()}
        task = Task(point, 0, min(count, experiment.base.replicates))
        if played == 0 and engine == ENSEMBLE:
            play_chunk(points, engine, Chunk(0, (Task(point, 0, 1),)), [row], False)  # so that compiling is left out
        started = time.perf_counter()
        probes.append(play_chunk(points, engine, Chunk(0, (task,)), [row], False))
        seconds += time.perf_counter() - started
        played += task.count
        count *= 2
    disk, chunks = 0.0, block_over(experiment, design).chunks
    for name in {name for probe in probes for name in probe.tables}:
        tables = [probe.tables[name] for probe in probes if name in probe.tables]
        # A file has a weight of its own, the more so the more columns it has: that of one row is nearly nothing else.
        alone = [len(bytes_of(table.slice(0, 1))) for table in tables]
        rows = sum(len(bytes_of(table)) for table in tables) - sum(alone)
        # Quantiles take as much room over few replicates as over many, so that their rows go by the point.
        disk += max(alone) * chunks + rows * (len(design) / len(probes) if name in KEPT["quantiles"] else runs / played)
    return Estimate(len(design), experiment.base.replicates, runs, seconds / played * runs, disk)
