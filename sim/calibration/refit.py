"""Refits: a calibration without one pattern, to check what weights say of it (`leave_one_out`).

What was simulated for the calibration does not depend on the weights of patterns, so emulators learn from it first. The
sample is then moved on and settled by simulations of its own, as in the calibration itself, with the pattern left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sim.calibration.calibration_schema import Calibration
from sim.calibration.delayed_acceptance import Settled, emulators_by_newest, settle
from sim.calibration.emulator import needs_sklearn
from sim.calibration.implausibility import records_of
from sim.calibration.leave_one_out import leave_one_out
from sim.calibration.objective import TABLE, Evaluations, Values
from sim.config.naming import those_named
from sim.config.replaced_files import in_place_of
from sim.experiments.locks import in_use
from sim.experiments.store import Store
from sim.results.checked_files import MANIFEST, ResultsError
from sim.results.text_columns import read_csv_with_text

FILE = "refits.csv"
SETS, LEARNING, APPROACHING, SETTLING = 150, 4, 6, 12  # of a refit: its sample, and the rounds and steps of settling it
DIGITS = 6


def refit(
    folder: Path,
    patterns: Sequence[str],
    threads: int = 1,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> pd.DataFrame:
    """Return what figures are predicted to be without their pattern, by weights and by a refit; and write it.

    Repeating the call resumes it.

    Parameters
    ----------
    folder : of a calibration by history matching that is complete.
    patterns : names of patterns that it fits.
    threads : how many parameter sets are evaluated at a time.

    Returns
    -------
    DataFrame
        A row for each figure: `pattern`, `title`, `figure`, the band, what is predicted without the pattern by weights
        and by the refit (mean, spread and tail, as `leave_one_out` has them), and the share of sets that were moved.

    Raises
    ------
    ResultsError : the folder holds no such calibration.
    ValueError : it does not fit a pattern, or scikit-learn is not installed.
    """
    needs_sklearn()
    calibration = _calibration_in(folder)
    fitted = {name: weight for name, weight in calibration.patterns.items() if weight}
    those_named(patterns, fitted, f"pattern that {folder} fits, called")
    by_weights = read_csv_with_text(folder / "left_out.csv", "figure")
    start = _sample_in(folder, calibration)
    rows = []
    for done, name in enumerate(patterns):
        progress(done, len(patterns))
        own = _without(calibration, name)
        place = folder / f"without_{name}"
        with in_use(place, doing="refitting"):
            store = Store(place, (TABLE,))
            store.mend()
            evaluations = Evaluations(own, store, threads)
            found = refitted(evaluations, Store(folder, (TABLE,)), start)
        rows.append(_compared(by_weights, name, evaluations, found))
    table = pd.concat(rows, ignore_index=True)
    with in_place_of(folder / FILE) as file:
        table.to_csv(file, index=False, float_format=f"%.{DIGITS}g")
    return table


def refitted(evaluations: Evaluations, earlier: Store, start: Values) -> Settled:
    """Return the sample of a calibration that takes up what another one has simulated, and starts from its sample."""
    evaluations.take_up(earlier)
    generator = np.random.default_rng(evaluations.calibration.seed)
    emulators = emulators_by_newest(evaluations)
    return settle(start, emulators, records_of(evaluations), evaluations, generator)


def _without(calibration: Calibration, pattern: str) -> Calibration:
    """Return a calibration that shows a pattern and does not fit it."""
    few = {"keep": SETS, "learning": LEARNING, "approaching": APPROACHING, "settling": SETTLING}
    return calibration.model_copy(
        update={
            "patterns": {**calibration.patterns, pattern: 0.0},
            "history_matching": calibration.history_matching.model_copy(update=few),
        }
    )


def _compared(by_weights: pd.DataFrame, pattern: str, evaluations: Evaluations, found: Settled) -> pd.DataFrame:
    told = ["pattern", "title", "figure", "band_low", "band_high", "left_out", "left_out_spread", "left_out_tail"]
    own = by_weights.loc[by_weights["pattern"] == pattern, told].reset_index(drop=True)
    again = leave_one_out(evaluations.weights, found)
    again = again[again["pattern"] == pattern].reset_index(drop=True)
    # Without weight, what a pattern is predicted to be when it is fitted and when it is left out is the same.
    refits = again[["fitted", "fitted_spread", "fitted_tail"]].set_axis(["refit", "refit_spread", "refit_tail"], axis=1)
    return pd.concat([own, refits], axis=1).assign(moved=float((found.moves >= 1).mean()))


def _calibration_in(folder: Path) -> Calibration:
    path = folder / MANIFEST
    if not (folder / "left_out.csv").exists() or not path.exists():
        raise ResultsError(f"{folder}: holds no complete calibration by history matching")
    return Calibration(**json.loads(path.read_text(encoding="utf-8"))["content"])


def _sample_in(folder: Path, calibration: Calibration) -> Values:
    sets = pd.read_csv(folder / "posterior.csv").head(SETS)
    return np.clip([calibration.place_of(row) for row in sets.to_dict("records")], 0.0, 1.0)  # type: ignore[arg-type]
