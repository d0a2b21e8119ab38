"""The runs of a search: settings of the levers simulated, part by part, each part a sweep in a folder of its own.

Parts are written into the chunk store of sweeps, so that a search that was stopped goes on where it was: a part that is
there is read, and one that is half done is completed. Every part has worlds of its own, so that a goal is not judged by
the luck of a few.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engine.selection import AUTO, ready_engine
from sim.experiments.dataset import open_experiment
from sim.experiments.experiment_schema import Experiment
from sim.experiments.manifest import experiment_content, experiment_text, restored_experiment
from sim.experiments.sweep import SweepOptions, sweep
from sim.lever_search.lever_space import LeverSpace, rows_of
from sim.lever_search.search_schema import LeverSearch
from sim.runs.progress import Progress

Values = NDArray[np.float64]

Simulate = Callable[[Values, int, int], Values]
"""Returns measures of settings in worlds of a part: (places, worlds, part) -> [settings, worlds, measures]."""

RUNS = "runs"
SEEDS_APART = 10_007  # of one part from the next, so that they have other worlds, and other sets of a posterior sample


@dataclass
class StoredRuns:
    """Simulates settings of the levers into a folder, and reads what is there already.

    Attributes
    ----------
    search : whose levers and measures they are.
    folder : with a folder for each part.
    workers : number of threads; if omitted, the number of processors.
    progress : called with the number of runs done, and of those that there may be.
    most : how many runs there may be.
    """

    search: LeverSearch
    folder: Path
    workers: int | None = None
    progress: Progress | None = None
    most: int = 0
    done: int = field(default=0, init=False)

    def __call__(self, places: Values, worlds: int, part: int) -> Values:
        """Return measures of settings in worlds of their part, an array [settings, worlds, measures]."""
        settings = LeverSpace(self.search.experiment.factors).settings(places)
        experiment = experiment_with(self.search.experiment, settings, worlds, part)
        folder = self.folder / folder_of(experiment, part)
        before = self.done

        def tick(done: int, planned: int) -> None:
            if self.progress is not None:
                self.progress(before + done, max(self.most, before + planned))

        sweep(experiment, folder, SweepOptions(self._engine, self.workers), tick)
        self.done = before + len(settings) * worlds
        return self._measured(folder)

    @cached_property
    def _engine(self) -> str:
        """Return the engine that suits all runs together; each part alone may be too small to compile for."""
        return ready_engine(AUTO, self.search.experiment.base, self.most, own_class=False)

    def _measured(self, folder: Path) -> Values:
        made, main = open_experiment(folder), self.search.experiment.base.main_outcome.trust
        runs = [made.runs(measure.column, measure.trust or main).to_numpy() for measure in self.search.measures]
        return np.stack(runs, axis=2)


def folder_of(experiment: Experiment, part: int) -> str:
    """Return the name of the folder of a part: another one if anything in it is another, as after a change of the file.

    A search that is given more rounds therefore finds those that were made before.
    """
    digest = hashlib.blake2b(experiment_text(experiment).encode(), digest_size=4).hexdigest()
    return f"part-{part:03d}-{digest}"


def experiment_with(experiment: Experiment, settings: pd.DataFrame, worlds: int, part: int) -> Experiment:
    """Return the experiment of a part: some settings, each simulated in the worlds of the part."""
    content = experiment_content(experiment)
    seed = (experiment.base.seed + SEEDS_APART * part) % 2**32
    content["experiment"] |= {
        "design": {"kind": "points", "points": rows_of(settings, experiment.factors)},
        "replicates": worlds,
        "seed": seed,
    }
    content["scenario"] |= {"replicates": worlds, "seed": seed}
    return restored_experiment(content, experiment.name)
