"""Sweeps: an experiment played into a folder, chunk by chunk, stopped and resumed at will."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from filelock import FileLock, Timeout

from sim.engine.choosing import ENSEMBLE, MESA, chosen_engine
from sim.experiments.design import design_of
from sim.experiments.executing import Work, on_dask, on_processes, on_threads
from sim.experiments.frozen import FrozenPlan, freeze, frozen
from sim.experiments.loading import load_experiment
from sim.experiments.plan import Chunk, Task
from sim.experiments.playing import Played, Points, Row, play_chunk
from sim.experiments.store import FAILURES, bytes_of
from sim.results.folder import ResultsError
from sim.results.run import Progress

if TYPE_CHECKING:
    from sim.experiments.schema import Experiment

WHOLE_LOCK = ".sweep.lock"
PROBE = 1.0  # seconds that a dry run plays to estimate


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a sweep is carried out; none of it changes a number.

    Attributes
    ----------
    engine : `auto`, `mesa` or `ensemble`.
    workers : threads, or processes for Mesa; as many as there are processors if not given.
    dask : address of a Dask cluster, or `local`.
    shard, shards : only this part of the chunks, of so many.
    stop_on_error : whether the first failing run ends the sweep; otherwise it is noted and the sweep goes on.
    extend : whether replicates or design points may be added to what the folder holds.
    retry : whether chunks with failed runs are played again.
    """

    engine: str = "auto"
    workers: int | None = None
    dask: str | None = None
    shard: int = 1
    shards: int = 1
    stop_on_error: bool = False
    extend: bool = False
    retry: bool = False


def shard_of(text: str | None) -> tuple[int, int]:
    """Return which part of how many `I/N` means; nothing is the whole.

    Raises
    ------
    ValueError : it means nothing.
    """
    if text is None:
        return 1, 1
    found = re.fullmatch(r"(\d+)/(\d+)", text)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise ValueError(f"--shard {text}: found {text!r}; allowed: I/N with I from 1 to N, such as 2/8")
    return int(found[1]), int(found[2])


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a sweep ended.

    Attributes
    ----------
    folder : where it is.
    runs, played, failed : runs in all (of this shard), played now, and failed, now or before.
    seconds : how long this took.
    mended : what was found damaged and was played again, in words.
    """

    folder: Path
    runs: int
    played: int
    failed: int
    seconds: float
    mended: tuple[str, ...]


def sweep(
    experiment: str | Path | Experiment,
    folder: str | Path | None = None,
    wishes: Wishes | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Play an experiment into a folder; the same call again does only what is missing.

    Parameters
    ----------
    experiment : a shipped experiment's name, a path, or a loaded experiment.
    folder : of the sweep; `results/EXPERIMENT` if not given.
    progress : called with the number of runs done and planned.

    Raises
    ------
    ScenarioError : the experiment is not sound.
    ResultsError : the folder holds something else, is in use, or cannot be written.
    """
    wishes = wishes or Wishes()
    loaded = load_experiment(experiment) if isinstance(experiment, str | Path) else experiment
    place = Path(folder) if folder is not None else Path("results") / loaded.name
    engine = engine_for(loaded, wishes)
    started = time.perf_counter()
    plan = _frozen_by_one(loaded, place, wishes.extend)
    with in_use(place, wishes.shard, wishes.shards):
        mended = plan.store.mend(wishes.shard, wishes.shards)
        if wishes.retry:
            plan.store.forget({number for number, _ in plan.store.files(FAILURES)})
        played = _play_missing(plan, wishes, engine, progress)
        failed = collect_failures(plan)
    chunks = range(wishes.shard - 1, plan.plan.chunks, wishes.shards)
    runs = plan.plan.runs if wishes.shards == 1 else sum(plan.plan.chunk(number).runs for number in chunks)
    return Outcome(place, runs, played, failed, time.perf_counter() - started, tuple(mended))


def engine_for(experiment: Experiment, wishes: Wishes) -> str:
    """Return which engine plays a sweep: Mesa for trusts of one's own, else the ensemble where it can be had.

    Raises
    ------
    ValueError : the ensemble is asked for where it cannot play.
    """
    own = experiment.model is not None
    if wishes.engine == "auto":
        return MESA if own else chosen_engine("auto", experiment.base, 10**9, own)
    return chosen_engine(wishes.engine, experiment.base, experiment.base.replicates, own)


def _frozen_by_one(experiment: Experiment, folder: Path, extend: bool) -> FrozenPlan:
    """Freeze the plan, or read it, while no other process does."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".plan.lock", timeout=60):
            return freeze(experiment, folder, extend)
    except OSError as error:
        raise ResultsError(f"{folder}: cannot be written ({error.strerror or error})") from None


@contextmanager
def in_use(folder: Path, shard: int, shards: int) -> Iterator[None]:
    """Keep a folder, or a shard of it, to one process at a time; the system frees it when the process ends.

    Raises
    ------
    ResultsError : another process is playing it.
    """
    name = WHOLE_LOCK if shards == 1 else f".shard-{shard}-of-{shards}.lock"
    lock = FileLock(folder / name)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        part = "" if shards == 1 else f", shard {shard}/{shards}"
        raise ResultsError(f"{folder}{part}: another process is playing this sweep") from None
    try:
        # A whole sweep and shards of it keep out of each other's way; shards need not.
        if any(_is_held(other) for other in folder.glob(".shard-*.lock" if shards == 1 else WHOLE_LOCK)):
            raise ResultsError(f"{folder}: another process is playing this sweep")
        yield
    finally:
        lock.release()


def _is_held(lock: Path) -> bool:
    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True


def _play_missing(plan: FrozenPlan, wishes: Wishes, engine: str, progress: Progress | None) -> int:
    store, done = plan.store, plan.store.done()
    mine = set(range(wishes.shard - 1, plan.plan.chunks, wishes.shards))
    planned = plan.plan.runs if wishes.shards == 1 else sum(plan.plan.chunk(number).runs for number in mine)
    finished = sum(plan.plan.chunk(number).runs for number in done & mine)
    played_now = 0
    for played in _played(plan, wishes, engine, plan.plan.missing(done, wishes.shard, wishes.shards)):
        store.write(played.number, played.tables)
        played_now += played.runs
        if progress is not None:
            progress(finished + played_now, planned)
    return played_now


def _played(plan: FrozenPlan, wishes: Wishes, engine: str, chunks: Iterator[Chunk]) -> Iterator[Played]:
    work = Work(plan.experiment, engine, wishes.stop_on_error)
    workers = wishes.workers or os.cpu_count() or 1

    def rows_of(chunk: Chunk) -> Sequence[Row]:
        return plan.rows([task.point for task in chunk.tasks])

    if wishes.dask is not None:
        return on_dask(work, chunks, rows_of, wishes.dask)
    if engine == ENSEMBLE:
        return on_threads(work, chunks, rows_of, workers)
    return on_processes(work, chunks, rows_of, workers)


def collect_failures(plan: FrozenPlan) -> int:
    """Write all failed runs into `failures.parquet`, with their levels and tracebacks; return how many they are."""
    import pyarrow.parquet as pq

    place = plan.folder / "failures.parquet"
    parts = [pq.read_table(file) for _, file in plan.store.files(FAILURES)]
    if not parts:
        place.unlink(missing_ok=True)
        return 0
    table = pa.concat_tables(parts).sort_by([("point", "ascending"), ("replicate", "ascending")])
    temporary = place.with_name(f".{place.name}-{os.getpid()}")
    pq.write_table(table, temporary, compression="zstd")
    temporary.replace(place)
    return int(table.num_rows)


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
    played, seconds, disk, count = 0, 0.0, 0.0, 1
    while seconds < PROBE and played < len(design) * experiment.base.replicates:
        point = (played * 7919) % len(design)
        row = {name: levels[point] for name, levels in columns.items()}
        task = Task(point, 0, min(count, experiment.base.replicates))
        if played == 0 and engine == ENSEMBLE:
            play_chunk(points, engine, Chunk(0, (Task(point, 0, 1),)), [row], True)  # so that compiling is left out
        started = time.perf_counter()
        done = play_chunk(points, engine, Chunk(0, (task,)), [row], False)
        seconds += time.perf_counter() - started
        disk += sum(len(bytes_of(table)) for table in done.tables.values())
        played += task.count
        count *= 2
    runs = len(design) * experiment.base.replicates
    return Estimate(len(design), experiment.base.replicates, runs, seconds / played * runs, disk / played * runs)


@dataclass(frozen=True, slots=True)
class Status:
    """How far a sweep is.

    Attributes
    ----------
    runs, done, failed : how many runs there are, are done (failed ones included), and failed.
    running : whether a process is playing it now.
    seconds_left : at the pace of the parts written last; missing if there is no telling.
    """

    runs: int
    done: int
    failed: int
    running: bool
    seconds_left: float | None


def status(folder: str | Path) -> Status:
    """Return how far the sweep in a folder is.

    Raises
    ------
    ResultsError : the folder holds no sweep.
    """
    place = Path(folder)
    plan = frozen(place)
    done = plan.store.done()
    runs_done = sum(plan.plan.chunk(number).runs for number in done)
    import pyarrow.parquet as pq

    failed = sum(pq.read_metadata(file).num_rows for _, file in plan.store.files(FAILURES))
    return Status(plan.plan.runs, runs_done, failed, _is_running(place), _time_left(plan, done, runs_done))


def _is_running(folder: Path) -> bool:
    return any(_is_held(lock) for lock in folder.glob(".*.lock"))


def _time_left(plan: FrozenPlan, done: set[int], runs_done: int) -> float | None:
    """Return the seconds left at the pace of the last parts written, however many workers wrote them."""
    written = sorted((file.stat().st_mtime, number) for number, file in plan.store.files("outcomes"))[-20:]
    if len(written) < 3 or runs_done == plan.plan.runs:
        return 0.0 if runs_done == plan.plan.runs else None
    passed = written[-1][0] - written[0][0]
    runs = sum(plan.plan.chunk(number).runs for _, number in written[1:])
    return passed / runs * (plan.plan.runs - runs_done) if passed > 0 else None
