"""What a calibration says: the sample of the posterior, what the evidence identifies, and how the patterns fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.calibration.calibration_schema import Calibration
from sim.calibration.objective import Batch, Values
from sim.calibration.posterior import Chains
from sim.evidence.patterns import Pattern
from sim.evidence.verdicts import Found
from sim.parameters import parameter_table

IDENTIFIED, WEAKLY, NOT = "well", "weakly", "not"
NARROWED = {IDENTIFIED: 0.5, WEAKLY: 0.8}
"""What the evidence says of a parameter, by how much of the width of its prior is left, at most."""


@dataclass(frozen=True)
class Sample:
    """Parameter sets of the posterior, evenly spread over the steps that count.

    Attributes
    ----------
    places : of the unit cube, an array [sets, parameters].
    fits : an array [sets].
    figures : what the model showed there, an array [sets, figures].
    """

    places: Values
    fits: Values
    figures: Values


def posterior_sample_of(calibration: Calibration, chains: Chains) -> Sample:
    """Return parameter sets of all walkers after the steps that are discarded, in an order that means nothing."""
    posterior = calibration.posterior
    assert posterior is not None
    later = slice(posterior.discard, None)
    places = chains.places[later].reshape(-1, chains.places.shape[2])
    fits, figures = chains.fits[later].ravel(), chains.figures[later].reshape(len(places), -1)
    # Evenly spread over steps and walkers, then shuffled, so that the first hundred are as good as any.
    taken = np.linspace(0, len(places) - 1, min(posterior.keep, len(places))).astype(np.int64)
    order = np.random.default_rng(calibration.seed).permutation(taken)
    return Sample(places[order], fits[order], figures[order])


def sets_frame(calibration: Calibration, places: Values) -> pd.DataFrame:
    """Return parameter sets as a table with a column for each parameter."""
    return pd.DataFrame([calibration.parameters_at(place) for place in places.tolist()])


def identification(calibration: Calibration, sample: pd.DataFrame, point: Sequence[float]) -> pd.DataFrame:
    """Return a row for each parameter: its prior, what is left of it by the evidence, and whether it is identified."""
    rows = []
    for (name, prior), chosen in zip(calibration.parameters.items(), point, strict=True):
        about, values = parameter_table()[name], sample[name]
        low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
        left = _width(low, high, prior.scale) / (0.9 * _width(prior.low, prior.high, prior.scale))
        verdict = next((word for word, most in NARROWED.items() if left <= most), NOT)
        rows.append(
            {
                "parameter": name,
                "title": about.meaning,
                "unit": about.unit,
                "low": prior.low,
                "high": prior.high,
                "scale": prior.scale,
                "default": about.default,
                "point": chosen,
                "posterior_low": low,
                "posterior_median": middle,
                "posterior_high": high,
                "width_left": left,
                "identified": verdict,
            }
        )
    return pd.DataFrame(rows)


def _width(low: float, high: float, scale: str) -> float:
    return float(np.log(high / low)) if scale == "log" else high - low


def pattern_fit(shown: Sequence[tuple[Pattern, Found]], prior: Batch, sample: Sample | None) -> pd.DataFrame:
    """Return a row for each figure of each pattern: the band, and what the model shows before and after the evidence.

    Parameters
    ----------
    shown : the figures at the chosen point, in the order of the evaluations.
    prior : evaluations of sets drawn from the prior.
    sample : of the posterior; without one, what comes after the evidence is the point alone.
    """
    rows = []
    for number, (pattern, found) in enumerate(shown):
        after = np.array([found.value]) if sample is None else sample.figures[:, number]
        prior_low, prior_value, prior_high = _quantiles(prior.figures[:, number])
        low, value, high = _quantiles(after)
        rows.append(
            {
                "pattern": pattern.name,
                "title": pattern.title,
                "figure": found.band.figure,
                "band_low": found.band.low,
                "band_high": found.band.high,
                "unit": pattern.unit,
                "prior_low": prior_low,
                "prior_value": prior_value,
                "prior_high": prior_high,
                "low": low,
                "value": value,
                "high": high,
                "inside": float(np.mean([found.band.holds(one) for one in after.tolist()])),
                "at_point": found.value,
                "point_inside": found.holds,
            }
        )
    return pd.DataFrame(rows)


def _quantiles(values: Values) -> list[float]:
    known = values[~np.isnan(values)]
    found: list[float] = np.quantile(known, [0.05, 0.5, 0.95]).tolist() if len(known) else [np.nan] * 3
    return found


def convergence(chains: Chains, discard: int) -> dict[str, float]:
    """Return how well the chains have mixed: steps until a walker forgets where it was, and sets worth as many draws.

    The ratio of spreads compares the first half of the steps that count with the second (1: they agree).
    """
    from emcee.autocorr import integrated_time

    places = chains.places[discard:]
    # A walker that never moved carries no information on autocorrelation.
    moved = np.ptp(places, axis=0).max(axis=1) > 0.0
    forgetting = float(len(places))
    if moved.any():
        # Of a few steps the estimate may be 0 or less; a walker forgets in one step at the earliest.
        forgetting = max(1.0, float(np.max(integrated_time(places[:, moved], tol=0, quiet=True))))
    half = len(places) // 2
    halves = [places[:half].reshape(-1, places.shape[2]), places[half:].reshape(-1, places.shape[2])]
    apart = np.abs(halves[0].mean(axis=0) - halves[1].mean(axis=0)) / np.concatenate(halves).std(axis=0)
    return {
        "accepted": chains.accepted,
        "autocorrelation_time": forgetting,
        "effective_sample_size": places.shape[0] * places.shape[1] / forgetting,
        "split_chain_difference": float(apart.max()),
    }
