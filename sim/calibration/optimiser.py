"""The search for the best point: covariance matrix adaptation, which learns how parameters hang together."""

from __future__ import annotations

import numpy as np

from sim.calibration.calibration_schema import Calibration
from sim.calibration.objective import Evaluations, Values

FIRST_STEP = 0.2  # of the unit cube
EDGE = 0.02  # of the unit cube: CMA-ES begins badly on the very border


def search_optimum(calibration: Calibration, evaluations: Evaluations, start: Values) -> Values:
    """Return the place of the unit cube that fits best.

    It is the middle of the last generations and not the best set that was seen, which would be the luckiest.

    Parameters
    ----------
    start : where the search begins.
    """
    from cmaes import CMA

    search = calibration.search
    assert search is not None
    dimensions = len(calibration.parameters)
    optimiser = CMA(
        mean=np.clip(start, EDGE, 1.0 - EDGE),
        sigma=FIRST_STEP,
        bounds=np.tile([0.0, 1.0], (dimensions, 1)),
        population_size=search.population,
        seed=calibration.seed,
    )
    for _ in range(max(1, search.evaluations // search.population)):
        asked = np.array([optimiser.ask() for _ in range(search.population)])
        batch = evaluations.at(asked)
        optimiser.tell([(place, -fit) for place, fit in zip(asked, batch.fits, strict=True)])
        if optimiser.should_stop():
            break
    middle: Values = np.clip(optimiser.mean, 0.0, 1.0)
    return middle
