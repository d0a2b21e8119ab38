"""Where chunks are simulated: on threads of this process, on processes of this machine, or on a Dask cluster.

All take chunks as they have room and return their results, which do not depend on where they were simulated.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sim.engine.compiled.ensemble import in_order
from sim.experiments.plan import Chunk
from sim.experiments.processes import on_processes
from sim.experiments.work import RowsOf, Work
from sim.experiments.worker import (
    DesignRow,
    PointCache,
    SimulatedChunk,
    SimulatedRuns,
    chunk_of,
    failures_of,
    join_parts,
    levels_in_words,
    pieces_of,
    simulate_chunk,
)

EXPERIMENTS_READY = 2  # whose points a worker keeps ready: sweeps follow one another, or two share a cluster


def on_threads(work: Work, chunks: Iterable[Chunk], rows_of: RowsOf, threads: int) -> Iterator[SimulatedChunk]:
    """Simulate chunks on threads of this process, which is what the compiled ensemble is made for."""
    points = PointCache(work.experiment)

    def simulate(chunk: Chunk) -> SimulatedChunk:
        return simulate_chunk(points, work.engine, chunk, rows_of(chunk), work.stop_on_error)

    return in_order(simulate, chunks, threads)


def on_dask(work: Work, chunks: Iterable[Chunk], rows_of: RowsOf, address: str) -> Iterator[SimulatedChunk]:
    """Simulate chunks on a Dask cluster: one that runs at an address, or `local` for one on this machine.

    Raises
    ------
    ValueError : Dask is not installed, nothing answers at the address, or a run is to end the sweep (see `Work`).
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
        # No list of futures is kept, as a cluster keeps what it has made for as long as somebody holds on to it.
        under_way: dict[str, Chunk] = {}
        suspects: list[Chunk] = []

        def submitted(chunk: Chunk) -> Any:
            future = client.submit(simulate_in_worker, work, chunk, rows_of(chunk), pure=False)
            under_way[future.key] = chunk
            return future

        finished = dask.as_completed([submitted(chunk) for chunk in islice(waiting, room)])
        for future in finished:
            chunk = under_way.pop(future.key)
            if isinstance(future.exception(), dask.KilledWorker):
                suspects.append(chunk)
            else:
                yield future.result()
            for following in islice(waiting, 1):
                finished.add(submitted(following))
        # Alone on the cluster, since a worker that ends casts suspicion on all that it had been given.
        for chunk in suspects:
            yield _one_by_one(client, dask.KilledWorker, work, chunk, rows_of(chunk))


def _one_by_one(
    client: Any, killed_worker: type[Exception], work: Work, chunk: Chunk, rows: Sequence[DesignRow]
) -> SimulatedChunk:
    """Simulate the runs of a chunk one by one, of which those have failed that end every Dask worker they are given."""
    parts = []
    for task, row in zip(chunk.tasks, rows, strict=True):
        for piece in pieces_of(task, work.experiment):
            part = Chunk(chunk.number, (piece,))
            try:
                simulated = client.submit(simulate_in_worker, work, part, [row], pure=False).result()
            except killed_worker as error:
                if work.stop_on_error:
                    run = f"point {piece.point}, replicate {piece.first} ({levels_in_words(row)})"
                    raise ValueError(f"{run}: {error}") from None
                why = f"every Dask worker that simulated the run ended: {error}"
                failed = SimulatedRuns(failures=failures_of(piece, row, why))
                simulated = chunk_of(work.experiment, part, failed)
            parts.append(simulated.tables)
    return join_parts(chunk, parts)


def simulate_in_worker(work: Work, chunk: Chunk, rows: Sequence[DesignRow]) -> SimulatedChunk:
    """Simulate a chunk in a worker of Dask; runs that may end their process are simulated in one of their own."""
    if not work.needs_processes:
        return simulate_chunk(_points(work), work.engine, chunk, rows, work.stop_on_error)
    # A daemon, as workers of Dask are, may not start processes lest they outlive it; these end with their parent.
    multiprocessing.current_process().daemon = False
    (simulated,) = on_processes(work, [chunk], lambda _: rows, 1)
    return simulated


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
