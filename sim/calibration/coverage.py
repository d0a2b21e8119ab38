"""A check of the calibration method: how often its intervals contain known parameters.

In each trial parameters are drawn from the prior, a record is made of what the model shows at them, with an error, and
the calibration is carried out against that record. Of correct 90 % intervals, 90 % contain the true value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from sim.calibration.calibration_schema import Calibration
from sim.calibration.calibration_summary import posterior_sample_of
from sim.calibration.fit import spread_of
from sim.calibration.objective import Evaluations, figures_of
from sim.calibration.posterior import sample_posterior
from sim.engine.compiled.ensemble import in_order
from sim.evidence.assessment import Effort
from sim.evidence.patterns import NINETY, Band, Pattern
from sim.evidence.simulated import Assumed
from sim.evidence.verdicts import Found

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
    for done, found in enumerate(in_order(lambda trial: list(_trial(calibration, trial)), range(trials), threads), 1):
        rows += found
        progress(done, trials)
    return pd.DataFrame(rows)


def _trial(calibration: Calibration, trial: int) -> Iterator[dict[str, object]]:
    own = calibration.model_copy(update={"seed": calibration.seed + 1 + trial})
    generator = np.random.default_rng(own.seed)
    truth = own.parameters_at(generator.random(len(own.parameters)).tolist())
    evaluations = Evaluations(own)
    evaluations.weights = record_as_simulated(evaluations.weights, truth, generator)
    sample = posterior_sample_of(own, sample_posterior(own, evaluations, None))
    for number, (name, value) in enumerate(truth.items()):
        values = np.array([own.parameters_at(place)[name] for place in sample.places.tolist()])
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
        }


def record_as_simulated(
    weights: Mapping[Pattern, float], truth: Mapping[str, float], generator: np.random.Generator
) -> dict[Pattern, float]:
    """Return patterns with bands around what was observed in a world where some parameters are true."""
    chosen = list(weights)
    shown = figures_of(chosen, Assumed(truth), EXACT, 0)
    return {
        replace(pattern, bands=observation_of(pattern, own, generator)): weight
        for (pattern, weight), own in zip(weights.items(), shown, strict=True)
    }


def observation_of(pattern: Pattern, shown: Sequence[Found], generator: np.random.Generator) -> tuple[Band, ...]:
    """Return bands around what was observed, each as wide as a 90 % interval of its error."""
    return tuple(_observed(band, found, generator) for band, found in zip(pattern.bands, shown, strict=True))


def _observed(band: Band, found: Found, generator: np.random.Generator) -> Band:
    error = spread_of(band) / SHARPER
    seen = found.value + error * generator.standard_normal()
    return Band(band.figure, seen - NINETY * error, seen + NINETY * error)


def coverage(checked: pd.DataFrame) -> tuple[float, float, float]:
    """Return the share of intervals that hold the truth, with its 95 % interval, which counts trials and not rows."""
    by_trial = checked.groupby("trial")["holds"].mean()
    error = float(by_trial.std(ddof=1) / np.sqrt(len(by_trial)))
    share = float(by_trial.mean())
    return share, share - 1.96 * error, share + 1.96 * error
