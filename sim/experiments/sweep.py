"""Sweeps: an experiment simulated into a folder, chunk by chunk; it can be stopped and resumed at any time."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from sim.config.arguments import Sets, set_texts, source_of
from sim.engine.selection import ENGINES, chosen_engine, ready_engine
from sim.experiments.backends import on_dask, on_threads
from sim.experiments.experiment_loader import load_experiment
from sim.experiments.factors import number_of_points
from sim.experiments.limits import Limits, limits_of
from sim.experiments.locks import in_use, one_at_a_time
from sim.experiments.manifest import SweepManifest, freeze_plan
from sim.experiments.own_models import model_class, say_what_is_imported
from sim.experiments.plan import Chunk
from sim.experiments.processes import on_processes
from sim.experiments.store import FAILURES, collect_failures, read_part
from sim.experiments.work import work_of
from sim.experiments.worker import DesignRow, SimulatedChunk, join_parts
from sim.runs.progress import Progress, progress_of

if TYPE_CHECKING:
    from sim.experiments.experiment_schema import Experiment


@dataclass(frozen=True, slots=True)
class SweepOptions:
    """How a sweep is carried out; no option changes the results.

    Attributes
    ----------
    engine : `auto`, `mesa` or `ensemble`.
    workers : number of threads, or processes for Mesa; if omitted, the number of processors.
    dask : address of a Dask cluster, or `local`.
    shard, shards : run only this part of the chunks, of so many parts.
    stop_on_error : whether the first failing run ends the sweep; otherwise it is recorded and the sweep continues.
    extend : whether replicates or design points may be added to the sweep in the folder.
    retry : whether failed runs are simulated again.
    memory_limit : bytes that a run may take beyond what its worker takes without it, or text such as `2GB`.
    time_limit : seconds that a run may take, or text such as `10m`.
    allow_model : modules from which `model:` may be imported besides what lies beside the experiment file.
    """

    engine: str = "auto"
    workers: int | None = None
    dask: str | None = None
    shard: int = 1
    shards: int = 1
    stop_on_error: bool = False
    extend: bool = False
    retry: bool = False
    memory_limit: int | str | None = None
    time_limit: float | str | None = None
    allow_model: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise ValueError(f"there is no engine {self.engine!r}; allowed: {', '.join(ENGINES)}")
        if self.workers is not None and self.workers < 1:
            raise ValueError(f"workers: found {self.workers}; allowed: 1 or more, or None for all processors")
        if not 1 <= self.shard <= self.shards:
            raise ValueError(f"shard: found {self.shard} of {self.shards}; allowed: 1 to the number of shards")
        limits_of(self.time_limit, self.memory_limit)

    @property
    def limits(self) -> Limits:
        """Return the limits of each run; a run that goes beyond them has failed."""
        return limits_of(self.time_limit, self.memory_limit)


def shard_of(text: str | None) -> tuple[int, int]:
    """Return which part of how many `I/N` means; None is the whole.

    Raises
    ------
    ValueError : text that is not of this form.
    """
    if text is None:
        return 1, 1
    found = re.fullmatch(r"(\d+)/(\d+)", text)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise ValueError(f"--shard {text}: is not a part of a sweep; allowed: I/N with I from 1 to N, such as 2/8")
    return int(found[1]), int(found[2])


@dataclass(frozen=True, slots=True)
class SweepReport:
    """How a sweep ended.

    Attributes
    ----------
    folder : where it is.
    runs, simulated, failed : runs in total (of this shard), simulated now, and failed, now or before.
    seconds : how long this took.
    mended : what was damaged and has been simulated again, in words.
    """

    folder: Path
    runs: int
    simulated: int
    failed: int
    seconds: float
    mended: tuple[str, ...]


def sweep(
    experiment: str | Path | Experiment,
    folder: str | Path | None = None,
    options: SweepOptions | None = None,
    progress: Progress | bool | None = None,
    *,
    sets: Sets = (),
) -> SweepReport:
    """Simulate an experiment into a folder; repeating the call simulates only what is missing.

    Parameters
    ----------
    experiment : a shipped experiment's name, a path, or a loaded experiment.
    folder : of the sweep; `results/EXPERIMENT` if not given.
    progress : called with the number of runs done and planned; True shows a bar, in notebooks too.
    sets : changes of the file, as for `load_experiment`.

    Raises
    ------
    ScenarioError : the experiment is not valid.
    ResultsError : the folder holds something else, is in use, or cannot be written.
    TypeError : an argument of the wrong type, or changes of an experiment that is loaded already.
    ValueError : the engine cannot simulate it, or its model cannot be imported.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     done = sweep("support_duration", f"{folder}/sweep", sets={"replicates": 1})
    >>> done.failed
    0
    """
    options = options or SweepOptions()
    loaded = _loaded(experiment, sets)
    place = Path(folder) if folder is not None else Path("results") / loaded.name
    engine = engine_for(loaded, options, ready=True)
    loaded = loaded.with_models_from(loaded.folder, options.allow_model)
    model_class(loaded)  # here, and not in every run, each of which would fail
    say_what_is_imported(loaded)
    started = time.perf_counter()
    # In use first, so that nobody extends the plan of a sweep that is being simulated.
    with in_use(place, options.shard, options.shards), progress_of(progress, loaded.title) as tick:
        with one_at_a_time(place):
            plan = freeze_plan(loaded, place, options.extend)
        plan.experiment.with_models_from(loaded.folder, options.allow_model)
        mended = plan.store.mend(options.shard, options.shards)
        simulated = _simulate_missing(plan, options, engine, tick)
        failed = collect_failures(plan.store)
    chunks = range(options.shard - 1, plan.plan.chunks, options.shards)
    runs = plan.plan.runs if options.shards == 1 else sum(plan.plan.chunk(number).runs for number in chunks)
    return SweepReport(place, runs, simulated, failed, time.perf_counter() - started, tuple(mended))


def _loaded(experiment: str | Path | Experiment, sets: Sets) -> Experiment:
    from sim.experiments.experiment_schema import Experiment

    found: str | Path | Experiment = source_of(
        "experiment", experiment, Experiment, "the name or path of an experiment, or an Experiment"
    )
    if isinstance(found, str | Path):
        return load_experiment(found, sets)
    if set_texts(sets):
        raise TypeError("sets: found changes of an experiment that is loaded; allowed: give them to load_experiment")
    return found


def engine_for(experiment: Experiment, options: SweepOptions, ready: bool = False) -> str:
    """Return the engine of a sweep: Mesa for a user-defined trust class, otherwise the ensemble where it can be used.

    Parameters
    ----------
    experiment, options : what is simulated, and how.
    ready : whether to make the engine ready to simulate, which may mean compiling it.

    Raises
    ------
    ValueError : the ensemble is requested where it cannot be used.
    """
    own = experiment.model is not None
    points = number_of_points(experiment.factors, experiment.design.model_dump(exclude_unset=True))
    choose = ready_engine if ready else chosen_engine
    return choose(options.engine, experiment.base, points * experiment.base.replicates, own)


def _simulate_missing(plan: SweepManifest, options: SweepOptions, engine: str, progress: Progress | None) -> int:
    done = plan.store.done()
    mine = set(range(options.shard - 1, plan.plan.chunks, options.shards))
    planned = plan.plan.runs if options.shards == 1 else sum(plan.plan.chunk(number).runs for number in mine)
    again = _failed_parts(plan, done & mine) if options.retry else []
    finished = sum(plan.plan.chunk(number).runs for number in done & mine) - sum(part.runs for part in again)
    chunks = chain(again, plan.plan.missing(done, options.shard, options.shards))
    simulated_now = 0
    for simulated in _simulated(plan, options, engine, chunks):
        if simulated.number in done:
            _replace(plan, simulated)
        else:
            plan.store.write(simulated.number, simulated.tables)
        simulated_now += simulated.runs
        if progress is not None:
            progress(finished + simulated_now, planned)
    return simulated_now


def _failed_parts(plan: SweepManifest, numbers: Collection[int]) -> list[Chunk]:
    """Return the parts of some chunks, of the runs that failed."""
    parts = []
    for number, file in plan.store.files(FAILURES):
        if number in numbers:
            failed = read_part(file)
            runs = set(zip(failed["point"].to_pylist(), failed["replicate"].to_pylist(), strict=True))
            parts.append(plan.plan.chunk(number).part(runs))
    return parts


def _replace(plan: SweepManifest, again: SimulatedChunk) -> None:
    """Write a chunk anew whose failed runs have been simulated again; the others stay as they are."""
    store = plan.store
    there = {name: store.read(again.number, name) for name in store.tables}
    whole = join_parts(plan.plan.chunk(again.number), [there, again.tables])
    with one_at_a_time(plan.folder):  # another shard may be collecting failures
        store.forget({again.number})
        store.write(again.number, whole.tables)


def _simulated(
    plan: SweepManifest, options: SweepOptions, engine: str, chunks: Iterator[Chunk]
) -> Iterator[SimulatedChunk]:
    work = work_of(plan.experiment, engine, options.stop_on_error, options.limits)
    workers = options.workers or os.cpu_count() or 1

    def rows_of(chunk: Chunk) -> Sequence[DesignRow]:
        return plan.rows([task.point for task in chunk.tasks])

    if options.dask is not None:
        return on_dask(work, chunks, rows_of, options.dask)
    if work.needs_processes:
        return on_processes(work, chunks, rows_of, workers)
    return on_threads(work, chunks, rows_of, workers)
