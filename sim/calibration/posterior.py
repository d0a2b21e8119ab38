"""The posterior: an ensemble of walkers that visits parameter sets in proportion to their weight by the evidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.calibration.calibration_schema import Calibration
from sim.calibration.objective import Evaluations, Values

NEAR_START = 0.15  # of the unit cube: how far around the start walkers begin


@dataclass(frozen=True, slots=True)
class Chains:
    """Where the walkers went.

    Attributes
    ----------
    places : of the unit cube, an array [steps, walkers, parameters].
    fits : an array [steps, walkers].
    figures : what the model showed there, an array [steps, walkers, figures].
    accepted : share of the proposed moves that were made.
    """

    places: Values
    fits: Values
    figures: Values
    accepted: float


def sample_posterior(calibration: Calibration, evaluations: Evaluations, start: Values | None) -> Chains:
    """Return the chains of all walkers.

    Parameters
    ----------
    start : the place near which the walkers begin; None: anywhere in the prior.
    """
    import emcee

    posterior = calibration.posterior
    assert posterior is not None
    generator = np.random.default_rng(calibration.seed)
    dimensions = len(calibration.parameters)
    first = generator.random((posterior.walkers, dimensions))
    if start is not None:
        around = start + NEAR_START * generator.standard_normal((posterior.walkers, dimensions))
        first = np.abs(around) - 2.0 * np.maximum(np.abs(around) - 1.0, 0.0)  # reflected at the ends of the prior

    figures = len(evaluations.at(first[:1]).figures[0])

    def log_weight(places: Values) -> list[tuple[object, ...]]:
        inside = ((places >= 0.0) & (places <= 1.0)).all(axis=1)
        fits = np.full(len(places), -np.inf)
        shown = np.full((len(places), figures), np.nan)
        if inside.any():
            batch = evaluations.at(places[inside])
            fits[inside], shown[inside] = batch.fits, batch.figures
        return [(fit, row) for fit, row in zip(fits, shown, strict=True)]

    sampler = emcee.EnsembleSampler(
        posterior.walkers,
        dimensions,
        log_weight,
        vectorize=True,
        blobs_dtype=[("figures", np.float64, (figures,))],
        # Differences between other walkers as moves: they go along ridges, which equifinal parameters make.
        moves=[(emcee.moves.DEMove(), 0.8), (emcee.moves.DESnookerMove(), 0.2)],
    )
    sampler.random_state = np.random.RandomState(calibration.seed).get_state()
    sampler.run_mcmc(first, posterior.steps, skip_initial_state_check=True)
    return Chains(
        sampler.get_chain(),
        sampler.get_log_prob(),
        sampler.get_blobs()["figures"],
        float(np.mean(sampler.acceptance_fraction)),
    )
