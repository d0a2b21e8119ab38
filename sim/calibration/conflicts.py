"""Conflicts: figures that cannot be met together by any of the parameter sets, as far as emulators can tell.

For every two figures the set is searched, on emulators of the whole space, at which the worse of the two is nearest to
its record. If that is still beyond the cut while each alone can be met, the two conflict. A figure that cannot be met
even alone is named alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from sim.calibration.calibration_schema import Calibration
from sim.calibration.emulator import Emulators
from sim.calibration.implausibility import Records
from sim.calibration.objective import Values

COLUMNS = ("figure", "other", "together", "alone", "other_alone")
SEARCHED = 2000  # sets over the whole space, from which the searches begin
NEAREST, OFFSPRING, ROUNDS = 20, 100, 12  # of a search: sets kept, sets tried in their place, and how often
FIRST_STEP, SHORTER = 0.2, 0.75  # of the unit cube; by what a step is shorter than the one before it


def conflicts_between(
    names: Sequence[str], records: Records, emulators: Emulators, places: Values, calibration: Calibration
) -> pd.DataFrame:
    """Return a row for each figure that cannot be met, and for each two that cannot be met together.

    Parameters
    ----------
    names : of the figures.
    emulators : that have learnt from the whole space.
    places : sets from which searches may begin, besides sets anywhere.

    Returns
    -------
    DataFrame
        figure and other (empty where a figure cannot be met at all); the least distance of the worse of both, and that
        of each alone, in standard deviations.
    """
    cut, generator = calibration.history_matching.cut, np.random.default_rng(calibration.seed)
    anywhere = np.concatenate([places, generator.random((SEARCHED, places.shape[1]))])
    distances = records.distances(emulators, anywhere)

    def least(*chosen: int) -> float:
        return _least_distance(chosen, records, emulators, anywhere, distances, cut, generator)

    alone = [least(at) for at in range(len(names))]
    rows = [(names[at], "", far, far, np.nan) for at, far in enumerate(alone) if far > cut]
    within = [at for at, far in enumerate(alone) if far <= cut]
    for one, other in combinations(within, 2):
        if (together := least(one, other)) > cut:
            rows.append((names[one], names[other], together, alone[one], alone[other]))
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values("together", ascending=False, ignore_index=True)


def _least_distance(
    chosen: Sequence[int],
    records: Records,
    emulators: Emulators,
    anywhere: Values,
    distances: Values,
    cut: float,
    generator: np.random.Generator,
) -> float:
    """Return how near the worst of some figures can be brought to its record; once within the cut, that will do."""
    own = Records([records.bands[at] for at in chosen], [records.weights[at] for at in chosen], records.discrepancy)
    asked = [emulators[at] for at in chosen]
    worst = distances[:, chosen].max(axis=1)
    nearest, step = anywhere[worst.argsort()[:NEAREST]], FIRST_STEP
    far = np.sort(worst)[:NEAREST]
    for _ in range(ROUNDS):
        if far[0] <= cut:
            break
        parents = nearest[generator.integers(0, len(nearest), OFFSPRING)]
        tried = np.clip(parents + step * generator.standard_normal(parents.shape), 0.0, 1.0)
        nearest = np.concatenate([nearest, tried])
        far = np.concatenate([far, own.distances(asked, tried).max(axis=1)])
        order = far.argsort()[:NEAREST]
        nearest, far, step = nearest[order], far[order], SHORTER * step
    return float(far[0])
