"""Where chunks are simulated: on threads of this process, on processes of this machine, or on a Dask cluster.

All take chunks as they have room and return their results, which do not depend on where they were simulated.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sim.engine.compiled.ensemble import in_order
from sim.experiments.experiment_schema import Experiment
from sim.experiments.manifest import experiment_text
from sim.experiments.plan import Chunk
from sim.experiments.worker import DesignRow, PointCache, SimulatedChunk, simulate_chunk

MOST_BREAKS = 5  # of a pool, one after the other, before it is given up
EXPERIMENTS_READY = 2  # whose points a worker keeps ready: sweeps follow one another, or two share a cluster

RowsOf = Callable[[Chunk], Sequence[DesignRow]]


@dataclass(frozen=True, slots=True)
class Work:
    """What any worker must know of a sweep.

    Attributes
    ----------
    experiment : with its base scenario.
    engine : `mesa` or `ensemble`.
    stop_on_error : whether the first failing run ends the sweep.
    key : the same for the same experiment on the same base, by which a worker knows what it has made ready for it.
    """

    experiment: Experiment
    engine: str
    stop_on_error: bool
    key: str


def work_of(experiment: Experiment, engine: str, stop_on_error: bool) -> Work:
    """Return what any worker must know of a sweep."""
    # The text of an experiment names its base only, and a worker may outlive what the name stood for.
    key = hashlib.blake2b(experiment_text(experiment).encode(), digest_size=16).hexdigest()
    return Work(experiment, engine, stop_on_error, key)


def on_threads(work: Work, chunks: Iterable[Chunk], rows_of: RowsOf, threads: int) -> Iterator[SimulatedChunk]:
    """Simulate chunks on threads of this process, which is what the compiled ensemble is made for."""
    points = PointCache(work.experiment)

    def simulate(chunk: Chunk) -> SimulatedChunk:
        return simulate_chunk(points, work.engine, chunk, rows_of(chunk), work.stop_on_error)

    return in_order(simulate, chunks, threads)


def on_processes(work: Work, chunks: Iterable[Chunk], rows_of: RowsOf, processes: int) -> Iterator[SimulatedChunk]:
    """Simulate chunks on processes of this machine, for agents in plain Python; a worker that is killed is replaced.

    Raises
    ------
    RuntimeError : workers keep ending unexpectedly.
    """
    waiting = iter(chunks)
    again: list[Chunk] = []
    breaks = 0
    while True:
        under_way: dict[Future[SimulatedChunk], Chunk] = {}
        with _pool(processes) as pool:
            try:
                while True:
                    while len(under_way) < 2 * processes and (chunk := _next(again, waiting)) is not None:
                        again.append(chunk)  # until the pool has taken it: a broken one takes nothing
                        taken = pool.submit(simulate_in_worker, work, chunk, rows_of(chunk))
                        under_way[taken] = again.pop()
                    if not under_way:
                        return
                    finished, _ = wait(under_way, return_when=FIRST_COMPLETED)
                    for future in finished:
                        simulated = future.result()
                        del under_way[future]
                        breaks = 0
                        yield simulated
            except BrokenProcessPool:
                breaks += 1
                if breaks > MOST_BREAKS:
                    raise RuntimeError(f"worker processes ended unexpectedly {breaks} times in a row") from None
                again += under_way.values()
            except BaseException:
                pool.shutdown(cancel_futures=True)  # what has not begun would be simulated for nobody
                raise


def on_dask(work: Work, chunks: Iterable[Chunk], rows_of: RowsOf, address: str) -> Iterator[SimulatedChunk]:
    """Simulate chunks on a Dask cluster: one that runs at an address, or `local` for one on this machine.

    Raises
    ------
    ValueError : Dask is not installed, or nothing answers at the address.
    """
    try:
        import distributed
    except ImportError:
        raise ValueError("--dask needs Dask: pip install 'turnaround-sim[distributed]'") from None
    dask: Any = distributed  # without types
    try:
        client = dask.Client(processes=True) if address == "local" else dask.Client(address, timeout="20s")
    except (OSError, ValueError, TimeoutError) as error:
        raise ValueError(f"--dask {address}: no cluster answers at this address ({error})") from None
    with client:
        waiting = iter(chunks)
        room = 2 * max(1, sum(client.nthreads().values()))
        # No list of them is kept, since a cluster keeps what it has made for as long as somebody holds on to it.
        finished = dask.as_completed([_submit(client, work, chunk, rows_of) for chunk in islice(waiting, room)])
        for future in finished:
            yield future.result()
            for chunk in islice(waiting, 1):
                finished.add(_submit(client, work, chunk, rows_of))


def _submit(client: Any, work: Work, chunk: Chunk, rows_of: RowsOf) -> Any:
    return client.submit(simulate_in_worker, work, chunk, rows_of(chunk), pure=False, retries=MOST_BREAKS)


def _next(again: list[Chunk], waiting: Iterator[Chunk]) -> Chunk | None:
    return again.pop() if again else next(waiting, None)


def simulate_in_worker(work: Work, chunk: Chunk, rows: Sequence[DesignRow]) -> SimulatedChunk:
    """Simulate a chunk in a worker of its own."""
    return simulate_chunk(_points(work), work.engine, chunk, rows, work.stop_on_error)


_ready: OrderedDict[str, PointCache] = OrderedDict()
"""Points of the experiments that this process simulated last, by the keys of their work."""

_ready_lock = threading.Lock()  # a worker of Dask may have several threads


def _points(work: Work) -> PointCache:
    """Return the points of an experiment, kept from one chunk to the next in this process."""
    with _ready_lock:
        if work.key not in _ready:
            _ready[work.key] = PointCache(work.experiment)
        _ready.move_to_end(work.key)
        while len(_ready) > EXPERIMENTS_READY:
            _ready.popitem(last=False)
        return _ready[work.key]


def _pool(processes: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=end_with_parent)


def end_with_parent() -> None:
    """Let a worker end when the process that started it is gone; left alone, it would wait for ever."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
