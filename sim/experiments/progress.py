"""How far a sweep is, as its folder tells it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from sim.experiments.frozen import FrozenPlan, frozen
from sim.experiments.locking import is_in_use
from sim.experiments.store import FAILURES

PACE = 20  # parts, the last ones written, whose pace is that of the rest


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
    failed = sum(pq.read_metadata(file).num_rows for _, file in plan.store.files(FAILURES))
    return Status(plan.plan.runs, runs_done, failed, is_in_use(place), _time_left(plan, runs_done))


def _time_left(plan: FrozenPlan, runs_done: int) -> float | None:
    """Return the seconds left at the pace of the last parts written, however many workers wrote them."""
    written = sorted((file.stat().st_mtime, number) for number, file in plan.store.files("outcomes"))[-PACE:]
    if len(written) < 3 or runs_done == plan.plan.runs:
        return 0.0 if runs_done == plan.plan.runs else None
    passed = written[-1][0] - written[0][0]
    runs = sum(plan.plan.chunk(number).runs for _, number in written[1:])
    return passed / runs * (plan.plan.runs - runs_done) if passed > 0 else None
