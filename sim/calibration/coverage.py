"""A check of the calibration method: how often its intervals contain known parameters.

In each trial parameters are drawn from the prior, a record is made of what the model shows at them, with an error, and
the calibration is carried out against that record. Of correct 90 % intervals, 90 % contain the true value. Both methods
can be compared on the same records: how often their intervals hold the truth, how wide they are, and what they cost.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from sim.calibration.calibration_schema import HISTORY_MATCHING, METHODS, Calibration
from sim.calibration.calibration_summary import posterior_sample_of
from sim.calibration.emulator import needs_sklearn
from sim.calibration.fit import record_error, spread_of
from sim.calibration.history_matching import match_history
from sim.calibration.objective import Evaluations, Values, figures_of
from sim.calibration.posterior import sample_posterior
from sim.engine.compiled.ensemble import in_order
from sim.evidence.assessment import Effort
from sim.evidence.patterns import NINETY, Band, Pattern
from sim.evidence.simulated import Assumed
from sim.evidence.verdicts import Found

TRUTHS = 1  # stream of the truths and of the errors of their records
SHARPER = 4.0  # by which the error is smaller than that of the real bands, which by themselves inform few parameters
EXACT = Effort(national=200, local=400)  # replicates behind the record of a trial: its error is the bands' alone


def check_coverage(
    calibration: Calibration,
    trials: int,
    threads: int = 1,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> pd.DataFrame:
    """Return a row for each trial and parameter: the truth, its 90 % interval, and whether that holds it.

    Parameters
    ----------
    calibration : with a posterior; a reduced one, since every trial carries it out.
    trials : how many truths are drawn.
    threads : how many trials are carried out at a time.

    Raises
    ------
    ValueError : the calibration has no posterior.
    """
    if calibration.posterior is None:
        raise ValueError("the calibration has no posterior, so it has no intervals to check")
    rows: list[dict[str, object]] = []
    own = in_order(lambda trial: list(_trial(calibration, trial, SHARPER)), range(trials), threads)
    for done, found in enumerate(own, 1):
        rows += found
        progress(done, trials)
    return pd.DataFrame(rows)


def compare_methods(
    calibration: Calibration,
    trials: int,
    threads: int = 1,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> pd.DataFrame:
    """Return a row for each trial, method and parameter: as `check_coverage` has it, with what the method cost.

    Records are the same for all methods, with the errors of the real bands. Trials are carried out one at a time, so
    that the seconds of processor time are those of one method.

    Parameters
    ----------
    calibration : with a posterior, and waves of history matching; its own method does not matter.
    threads : how many parameter sets are evaluated at a time.

    Raises
    ------
    ValueError : the calibration has no posterior, or scikit-learn is not installed.
    """
    if calibration.posterior is None:
        raise ValueError("the calibration has no posterior, so there is nothing to compare history matching with")
    needs_sklearn()
    rows: list[dict[str, object]] = []
    for done, (trial, method) in enumerate(((trial, method) for trial in range(trials) for method in METHODS), 1):
        own = calibration.model_copy(update={"method": method})
        rows += ({"method": method, **row} for row in _trial(own, trial, 1.0, threads))
        progress(done, trials * len(METHODS))
    return pd.DataFrame(rows)


def compared(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each method: share of intervals that hold the truth, width left of the priors, and cost."""
    rows = []
    for method, own in table.groupby("method", sort=False):
        share, low, high = coverage(own)
        means = own[["width_left", "evaluations", "seconds"]].mean()
        trials = own["trial"].nunique()
        rows.append({"method": method, "trials": trials, "coverage": share, "low": low, "high": high, **means})
    return pd.DataFrame(rows)


def _trial(calibration: Calibration, trial: int, sharper: float, threads: int = 1) -> Iterator[dict[str, object]]:
    own = calibration.model_copy(update={"seed": calibration.seed + 1 + trial})
    # Not the numbers of the method itself, which has the same seed: its first place would be the truth.
    generator = np.random.default_rng([own.seed, TRUTHS])
    truth = own.parameters_at(generator.random(len(own.parameters)).tolist())
    evaluations = Evaluations(own, threads=threads)
    evaluations.weights = record_as_simulated(evaluations.weights, truth, generator, sharper, own.discrepancy)
    started = time.process_time()
    places = _posterior_places(own, evaluations)
    seconds = time.process_time() - started
    for number, (name, value) in enumerate(truth.items()):
        values = np.array([own.parameters_at(place)[name] for place in places.tolist()])
        low, high = np.quantile(values, [0.05, 0.95])
        width = (high - low) / (0.9 * (own.parameters[name].high - own.parameters[name].low))
        yield {
            "trial": trial,
            "parameter": name,
            "truth": value,
            "low": low,
            "high": high,
            "holds": bool(low <= value <= high),
            "rank": float(np.mean(values < value)),
            "width_left": float(width),
            "number": number,
            "evaluations": evaluations.evaluated,
            "seconds": round(seconds, 1),
        }


def _posterior_places(calibration: Calibration, evaluations: Evaluations) -> Values:
    """Return a sample of the posterior by the method of a calibration, of equal weights, as places of the unit cube."""
    if calibration.method == HISTORY_MATCHING:
        return match_history(calibration, evaluations).places
    return posterior_sample_of(calibration, sample_posterior(calibration, evaluations, None)).places


def record_as_simulated(
    weights: Mapping[Pattern, float],
    truth: Mapping[str, float],
    generator: np.random.Generator,
    sharper: float,
    discrepancy: float,
) -> dict[Pattern, float]:
    """Return patterns with bands around what was observed in a world where some parameters are true.

    Parameters
    ----------
    sharper : by which errors are smaller than those of the real bands.
    discrepancy : of the record from the model, as a share of the width of each band.
    """
    chosen = list(weights)
    shown = figures_of(chosen, Assumed(truth), EXACT, 0)
    return {
        replace(pattern, bands=observation_of(pattern, own, generator, sharper, discrepancy)): weight
        for (pattern, weight), own in zip(weights.items(), shown, strict=True)
    }


def observation_of(
    pattern: Pattern, shown: Sequence[Found], generator: np.random.Generator, sharper: float, discrepancy: float
) -> tuple[Band, ...]:
    """Return bands around what was observed, each as wide as a 90 % interval of its error."""
    pairs = zip(pattern.bands, shown, strict=True)
    return tuple(_observed(band, found, generator, sharper, discrepancy) for band, found in pairs)


def _observed(band: Band, found: Found, generator: np.random.Generator, sharper: float, discrepancy: float) -> Band:
    error = spread_of(band) / sharper
    seen = found.value + record_error(band, discrepancy) / sharper * generator.standard_normal()
    return Band(band.figure, seen - NINETY * error, seen + NINETY * error)


def coverage(checked: pd.DataFrame) -> tuple[float, float, float]:
    """Return the share of intervals that hold the truth, with its 95 % interval, which counts trials and not rows."""
    by_trial = checked.groupby("trial")["holds"].mean()
    error = float(by_trial.std(ddof=1) / np.sqrt(len(by_trial)))
    share = float(by_trial.mean())
    return share, share - 1.96 * error, share + 1.96 * error
