"""A calibration carried out in a folder: search, sample and summary; it can be stopped and resumed at any time."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.calibration.calibration_files import CalibrationResult, write_calibration
from sim.calibration.calibration_loader import load_calibration
from sim.calibration.calibration_schema import HISTORY_MATCHING, Calibration
from sim.calibration.calibration_summary import (
    Sample,
    convergence,
    identification,
    pattern_fit,
    posterior_sample_of,
    sets_frame,
)
from sim.calibration.emulator import needs_sklearn
from sim.calibration.history_matching import match_history
from sim.calibration.leave_one_out import leave_one_out
from sim.calibration.objective import TABLE, Batch, Evaluations, Values, figures_of
from sim.calibration.optimiser import search_optimum
from sim.calibration.posterior import sample_posterior
from sim.evidence.assessment import FULL
from sim.evidence.patterns import Pattern
from sim.evidence.simulated import Assumed
from sim.evidence.verdicts import Found
from sim.experiments.locks import in_use
from sim.experiments.store import Store
from sim.parameters import parameter_table
from sim.results.atomic_files import write_file
from sim.results.checked_files import MANIFEST, ResultsError

KIND = "calibration"
LIBRARIES = ("cmaes", "emcee", "mesa", "numba", "numpy", "pandas", "scipy")
DIGITS_MEANT = 3
DEFAULTS_SIMULATED = 20  # times, so that their standing is no luck
PRIOR_SETS = 128  # drawn from the prior, to show what the evidence changes

Progress = Callable[[int, int], None]


def calibrate(
    source: str | Path | Calibration,
    folder: str | Path | None = None,
    threads: int | None = None,
    progress: Progress = lambda done, planned: None,
) -> CalibrationResult:
    """Carry out a calibration in a folder; repeating the call resumes it.

    Parameters
    ----------
    source : a shipped calibration's name, a path, or a loaded calibration.
    folder : where evaluations and results are kept; if omitted, `results/NAME`.
    threads : how many parameter sets are evaluated at a time; if omitted, the number of processors.
    progress : called with the number of evaluations done and planned.

    Raises
    ------
    ScenarioError : the calibration is not valid.
    ResultsError : the folder holds something else, is in use, or cannot be written.
    ValueError : the method needs scikit-learn, which is not installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> few = {"search.evaluations": 8, "posterior": None, "replicates.national": 2, "replicates.local": 2}
    >>> with TemporaryDirectory() as folder:
    ...     found = calibrate(load_calibration("reduced", few), folder)
    >>> sorted(found.point) == sorted(load_calibration("reduced").parameters)
    True
    """
    calibration = source if isinstance(source, Calibration) else load_calibration(source)
    if calibration.method == HISTORY_MATCHING:
        needs_sklearn()
    place = Path(folder) if folder is not None else Path("results") / calibration.name
    with in_use(place, doing="calibrating"):
        _freeze(calibration, place)
        store = Store(place, (TABLE,))
        store.mend()
        evaluations = Evaluations(
            calibration,
            store,
            threads or os.cpu_count() or 1,
            lambda done: progress(done, planned_evaluations(calibration)),
        )
        return _carried_out(calibration, evaluations, place)


def planned_evaluations(calibration: Calibration) -> int:
    """Return how many parameter sets are evaluated at most."""
    if calibration.method == HISTORY_MATCHING:
        matching = calibration.history_matching
        rounds = matching.learning + 1 + matching.approaching + matching.settling
        return matching.waves * matching.points + rounds * matching.keep + DEFAULTS_SIMULATED
    search, posterior = calibration.search, calibration.posterior
    planned = PRIOR_SETS + (search.evaluations if search else 0)
    return planned + (posterior.walkers * (posterior.steps + 1) if posterior else 0)


@dataclass(frozen=True)
class _Estimate:
    """What a method found.

    Attributes
    ----------
    place : the best point, a place of the unit cube.
    prior : evaluations all over the prior.
    sample : of the posterior, of equal weights.
    sets : the same as a table.
    """

    place: Values
    prior: Batch
    sample: Sample | None
    sets: pd.DataFrame
    diagnostics: dict[str, Any]
    waves: pd.DataFrame = field(default_factory=pd.DataFrame)
    conflicts: pd.DataFrame = field(default_factory=pd.DataFrame)
    left_out: pd.DataFrame = field(default_factory=pd.DataFrame)


def _carried_out(calibration: Calibration, evaluations: Evaluations, folder: Path) -> CalibrationResult:
    started = time.perf_counter()
    method = _by_history_matching if calibration.method == HISTORY_MATCHING else _by_sampling
    estimate = method(calibration, evaluations)
    point, sets = rounded(calibration.parameters_at(estimate.place.tolist())), estimate.sets
    identified = identification(calibration, sets, list(point.values())) if len(sets) else pd.DataFrame()
    fit = pattern_fit(_shown(calibration, point, evaluations), estimate.prior, estimate.sample)
    seconds = round(time.perf_counter() - started, 1)
    diagnostics = {**estimate.diagnostics, "evaluations": evaluations.evaluated, "seconds": seconds}
    tables = (estimate.waves, estimate.conflicts, estimate.left_out)
    found = CalibrationResult(folder, point, sets, identified, fit, diagnostics, *tables)
    write_calibration(found, evaluations.batches)
    return found


def _by_history_matching(calibration: Calibration, evaluations: Evaluations) -> _Estimate:
    matched = match_history(calibration, evaluations)
    settled = matched.settled
    sample = Sample(settled.places, settled.fits.sum(axis=1), settled.figures)
    defaults = place_of(calibration, {name: parameter_table()[name].default for name in calibration.parameters})
    again = evaluations.at(np.tile(defaults, (DEFAULTS_SIMULATED, 1)))
    diagnostics = {**matched.diagnostics(), "defaults_standing": matched.standing(again.places, again.figures)}
    return _Estimate(
        matched.best, evaluations.batches[0], sample, sets_frame(calibration, settled.places), diagnostics,
        matched.waves, matched.conflicts, leave_one_out(evaluations.weights, settled),
    )  # fmt: skip


def _by_sampling(calibration: Calibration, evaluations: Evaluations) -> _Estimate:
    dimensions = len(calibration.parameters)
    prior = evaluations.at(np.random.default_rng(calibration.seed).random((PRIOR_SETS, dimensions)))
    place = np.full(dimensions, 0.5)
    if calibration.search is not None:
        place = search_optimum(calibration, evaluations, np.array(calibration.place_of(calibration.search.start)))
    sets, sample = pd.DataFrame(), None
    diagnostics: dict[str, Any] = {}
    if calibration.posterior is not None:
        chains = sample_posterior(calibration, evaluations, place if calibration.search else None)
        sample = posterior_sample_of(calibration, chains)
        sets = sets_frame(calibration, sample.places)
        place = np.median(sample.places, axis=0)
        diagnostics = convergence(chains, calibration.posterior.discard)
    return _Estimate(place, prior, sample, sets, diagnostics)


def place_of(calibration: Calibration, values: dict[str, float]) -> Values:
    """Return the place of the unit cube where parameters have these values; at its side where they are beyond it."""
    return np.clip(calibration.place_of(values), 0.0, 1.0)


def rounded(parameters: dict[str, float]) -> dict[str, float]:
    """Return values with the digits that can be meant."""
    return {
        name: value if isinstance(value, int) else float(f"{value:.{DIGITS_MEANT}g}")
        for name, value in parameters.items()
    }


def _shown(calibration: Calibration, point: dict[str, float], evaluations: Evaluations) -> list[tuple[Pattern, Found]]:
    """Return what the model shows at a point with many replicates, other ones than the search has seen."""
    chosen = list(evaluations.weights)
    found = figures_of(chosen, Assumed(point), FULL, 0)
    return [(pattern, one) for pattern, own in zip(chosen, found, strict=True) for one in own]


def _freeze(calibration: Calibration, folder: Path) -> None:
    """Write what is calibrated before anything is simulated; refuse a folder that holds something else."""
    content = calibration.model_dump(mode="json")
    path = folder / MANIFEST
    if path.exists():
        there = json.loads(path.read_text(encoding="utf-8"))
        if there.get("kind") != KIND or there.get("content") != content:
            raise ResultsError(f"{folder}: holds another calibration or other files; use --out for another folder")
        if there["versions"]["turnaround-sim"] != version("turnaround-sim"):
            raise ResultsError(f"{folder}: was started with another version; use --out for another folder")
        return
    libraries = (*LIBRARIES, *(("scikit-learn",) if calibration.method == HISTORY_MATCHING else ()))
    versions = {name: version(name) for name in ("turnaround-sim", *libraries)}
    manifest = {"kind": KIND, "content": content, "versions": {**versions, "python": platform.python_version()}}
    write_file(path, (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode())
