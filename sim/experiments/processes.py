"""Runs on processes of this machine, where none can harm another: a run that ends its process is a failed run.

A worker process gives what comes of each run as soon as it is simulated. When the process ends, the run under way is
therefore known, and nothing else is lost. That run is simulated again, as the first of a new process: it has failed if
it ends that one, too, since what others have left behind cannot be the reason then.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection, wait
from typing import Any

import pyarrow as pa

from sim.experiments.limits import lift_memory_limit, limit_memory
from sim.experiments.own_models import model_class
from sim.experiments.plan import Chunk, Task
from sim.experiments.work import RowsOf, Work
from sim.experiments.worker import (
    DesignRow,
    PointCache,
    SimulatedChunk,
    SimulatedRuns,
    chunk_of,
    failures_of,
    levels_in_words,
    pieces_of,
    simulate_piece,
)
from sim.runs.run_scenario import replicate_simulator

MOST_STARTS = 5  # of processes in vain, one after the other
PATIENCE = 5.0  # seconds that a process has to end when there is nothing more to do
KILLED = 9  # SIGKILL, which is not known by this name on Windows
READY = None  # what a process says first
LOADED = ["sim.experiments.processes", "sim.engine.mesa.mesa_model", "sim.engine.mesa.trust_agent"]


def _context() -> Any:
    """Return how processes are started: from one that has loaded all they need, since loading takes seconds."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    return context


CONTEXT = _context()


@dataclass(slots=True)
class _Job:
    """A chunk while it is simulated: its pieces, and what has come of the first of them."""

    chunk: Chunk
    pieces: list[tuple[Task, DesignRow]]
    simulated: SimulatedRuns = field(default_factory=SimulatedRuns)
    done: int = 0

    def take(self, simulated: SimulatedRuns) -> None:
        """Take what has come of the next piece."""
        self.simulated.take(simulated)
        self.done += 1

    @property
    def under_way(self) -> tuple[Task, DesignRow]:
        """Return the next piece, which is the one that is being simulated."""
        return self.pieces[self.done]

    @property
    def finished(self) -> bool:
        """Return whether all has been simulated."""
        return self.done == len(self.pieces)


class _Worker:
    """A process, and the job that it works on.

    Attributes
    ----------
    ready : whether it has begun to work.
    simulated : how many pieces have come of it.
    ended : why it is no more, in words, once that is so.
    run_at_fault : whether the piece under way is the reason for that.
    """

    def __init__(self, work: Work, job: _Job) -> None:
        self.limits, self.job = work.limits, job
        self.ready, self.simulated = False, 0
        self.ended, self.run_at_fault = "", False
        self._deadline = math.inf
        self.connection, theirs = CONTEXT.Pipe()
        self.process = CONTEXT.Process(target=simulate_jobs, args=(theirs, work, dict(os.environ)), daemon=True)
        with _left_alone_by_ctrl_c():
            self.process.start()
        theirs.close()

    def begin(self, job: _Job) -> None:
        """Begin with what is left of a job."""
        self.job = job
        with suppress(OSError):  # it has just ended, as will be noticed
            self.connection.send(job.pieces[job.done :])
        self._set_deadline()

    def receive(self) -> None:
        """Take an answer, or notice that the process has ended.

        Raises
        ------
        Exception : what a run raised, if that is to end the sweep, or why the process cannot begin to work.
        """
        try:
            answer = self.connection.recv()
        except (EOFError, OSError):
            self.process.join(PATIENCE)
            self.kill()  # if it has only closed its end, or waits for threads of its own
            answer = self._exit_in_words()
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, str):
            self.kill()
            self.ended, self.run_at_fault = answer, self.ready and not self.simulated
        elif answer is READY:
            self.ready = True
            self.begin(self.job)
        else:
            self.job.take(answer)
            self.simulated += 1
            self._set_deadline()

    def end_if_late(self) -> None:
        """End the process if the run under way takes too long."""
        if time.monotonic() > self._deadline and not self.connection.poll():
            self.kill()
            self.ended = f"the run took longer than the time limit of {self.limits.seconds:g} seconds"
            self.run_at_fault = True

    @property
    def seconds_left(self) -> float | None:
        """Return how long the run under way may still take, if that is limited."""
        return None if self._deadline == math.inf else max(0.0, self._deadline - time.monotonic())

    def dismiss(self) -> None:
        """Let the process end, as there is nothing more to do."""
        self.connection.close()
        self.process.join(PATIENCE)
        self.kill()

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        self.process.join()
        self.connection.close()

    def _set_deadline(self) -> None:
        if self.limits.seconds is not None and not self.job.finished:
            # Runs that are simulated together have the time of all of them.
            self._deadline = time.monotonic() + self.limits.seconds * self.job.under_way[0].count

    def _exit_in_words(self) -> str:
        memory = self.limits.memory
        perhaps = f"; its memory limit was {memory / 1e6:g} MB" if memory is not None else ""
        return f"the worker process {exit_in_words(self.process.exitcode)}{perhaps}"


def on_processes(work: Work, chunks: Iterable[Chunk], rows_of: RowsOf, processes: int) -> Iterator[SimulatedChunk]:
    """Simulate chunks on processes of this machine; a run that ends its process has failed, and the others go on.

    Raises
    ------
    ValueError : a run ended its process and the first failing run is to end the sweep; or no process can begin.
    """
    jobs = (_job_of(work, chunk, rows_of(chunk)) for chunk in chunks)
    workers: list[_Worker] = []
    in_vain = 0
    try:
        workers.extend(_Worker(work, job) for job in islice(jobs, processes))
        while workers:
            for worker in _with_news(workers):
                job = worker.job
                if worker.ended:
                    in_vain = 0 if worker.ready else in_vain + 1
                    _settle_end(worker, work, in_vain)
                if worker.ended or job.finished:
                    _go_on(workers, worker, work, next(jobs, None) if job.finished else job)
                if job.finished:
                    yield chunk_of(work.experiment, job.chunk, job.simulated)
    finally:
        for worker in workers:
            worker.kill()


def _job_of(work: Work, chunk: Chunk, rows: Sequence[DesignRow]) -> _Job:
    pieces = [
        (piece, row) for task, row in zip(chunk.tasks, rows, strict=True) for piece in pieces_of(task, work.experiment)
    ]
    return _Job(chunk, pieces)


def _with_news(workers: Sequence[_Worker]) -> list[_Worker]:
    """Return the workers that have given an answer or have ended, of which there may be none; wait for one."""
    left = [seconds for worker in workers if (seconds := worker.seconds_left) is not None]
    told = wait([worker.connection for worker in workers], min(left, default=None))
    with_news = []
    for worker in workers:
        if worker.connection in told:
            worker.receive()
        else:
            worker.end_if_late()
        if worker.connection in told or worker.ended:
            with_news.append(worker)
    return with_news


def _settle_end(worker: _Worker, work: Work, in_vain: int) -> None:
    """Note that the run under way has failed, if it is the reason why a worker has ended."""
    if in_vain == MOST_STARTS:
        raise ValueError(f"workers: none can begin to work; of the last one is known that {worker.ended}")
    if worker.run_at_fault:
        piece, row = worker.job.under_way
        if work.stop_on_error:
            run = f"point {piece.point}, replicate {piece.first} ({levels_in_words(row)})"
            raise ValueError(f"{run}: {worker.ended}")
        worker.job.take(SimulatedRuns(failures=failures_of(piece, row, worker.ended)))


def _go_on(workers: list[_Worker], worker: _Worker, work: Work, job: _Job | None) -> None:
    """Let a worker do a job next, or a new one in its place if it has ended; without a job it is dismissed."""
    if job is not None and not worker.ended:
        worker.begin(job)
        return
    workers.remove(worker)
    if job is not None:
        workers.append(_Worker(work, job))
    worker.dismiss()


@contextmanager
def _left_alone_by_ctrl_c() -> Iterator[None]:
    """Keep Ctrl-C from a process that is started here, from its first moment: the parent answers it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # which else would be started with the first process, and lets Ctrl-C through when it has been
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def exit_in_words(code: int | None) -> str:
    """Return how a process came to its end.

    >>> exit_in_words(-9), exit_in_words(5)
    ('was ended by signal 9 (killed; perhaps out of memory)', 'ended with exit code 5')
    """
    if code is None or code >= 0:
        return f"ended with exit code {code}"
    name = (signal.strsignal(-code) or "unknown").lower()
    return f"was ended by signal {-code} ({name}{'; perhaps out of memory' if -code == KILLED else ''})"


def simulate_jobs(connection: Connection, work: Work, environment: Mapping[str, str]) -> None:
    """Simulate jobs in a worker process: for each list of pieces that comes, an answer to each piece goes back.

    An answer is what came of the piece, or the exception that is to end the sweep, or in words why the process ends.
    The environment is that of the sweep, which the process that this one was forked from need not have.
    """
    os.environ.clear()
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):  # nobody is left to answer
        _answer_all(connection, work)


def _answer_all(connection: Connection, work: Work) -> None:
    """Answer every list of pieces that comes, until one answer says why the process ends."""
    try:
        points = _made_ready(work)
    except Exception as error:
        connection.send(_sendable(error))
        return
    connection.send(READY)
    while True:
        for piece, row in connection.recv():
            answer = _answer(work, points, piece, row)
            connection.send(answer)
            if isinstance(answer, str):
                return


def _made_ready(work: Work) -> PointCache:
    """Load all that runs need, so that its time and memory do not count as theirs."""
    model_class(work.experiment)
    replicate_simulator(work.experiment.base, work.engine, None)
    pa.table({"": [0]})  # for tables memory is set aside with the first of them
    if work.limits.memory is not None:
        limit_memory(work.limits.memory)
    return PointCache(work.experiment)


def _answer(work: Work, points: PointCache, piece: Task, row: DesignRow) -> SimulatedRuns | Exception | str:
    try:
        return simulate_piece(points, work.engine, piece, row)
    except MemoryError:  # of which nobody knows how much this run has taken, and how much others have not given back
        if (limit := work.limits.memory) is None:
            return f"the run took more memory than there is\n\n{traceback.format_exc()}"
        lift_memory_limit()
        return f"the run took more memory than the limit of {limit / 1e6:g} MB\n\n{traceback.format_exc()}"
    except Exception as error:
        if work.stop_on_error:
            return _sendable(error)
        return SimulatedRuns(failures=failures_of(piece, row, traceback.format_exc()))


def _sendable(error: Exception) -> Exception:
    """Return an exception as it can be sent to another process, with where it came from."""
    where = "".join(traceback.format_exception(error))
    error.add_note(f"In the worker process:\n{where}")
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # whatever an exception of one's own raises there
        return RuntimeError(where)
    return error


def end_with_parent() -> None:
    """Let a worker end when the process that started it is gone; left alone, it would wait for ever."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
