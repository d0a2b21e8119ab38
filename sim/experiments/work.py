"""What any worker must know of a sweep, wherever it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.engine.selection import MESA
from sim.experiments.experiment_schema import Experiment
from sim.experiments.limits import NO_LIMITS, Limits
from sim.experiments.manifest import experiment_text
from sim.experiments.plan import Chunk
from sim.experiments.worker import DesignRow

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
    limits : of each run.
    """

    experiment: Experiment
    engine: str
    stop_on_error: bool
    key: str
    limits: Limits

    @property
    def needs_processes(self) -> bool:
        """Return whether runs may end the process that simulates them: trusts may be anybody's, and limits end it."""
        return self.engine == MESA or bool(self.limits)


def work_of(experiment: Experiment, engine: str, stop_on_error: bool, limits: Limits = NO_LIMITS) -> Work:
    """Return what any worker must know of a sweep."""
    # The text of an experiment names its base only, and a worker may outlive what the name stood for.
    key = hashlib.blake2b(experiment_text(experiment).encode(), digest_size=16).hexdigest()
    return Work(experiment, engine, stop_on_error, key, limits)
