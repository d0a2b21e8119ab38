"""History matching: waves of evaluations, after each of which an emulator rules out what cannot meet the record.

What is left after a wave is narrowed down in steps: of a sample of the space before it the nearest are kept, and walk
about as far as they are allowed, until all are within the cut. So a region is found even if it is a millionth of the
space, all regions are kept, and the product of the steps is the volume that is left. Where no set is within the cut,
the waves go on within the cut of the least distance that is found, so that emulators learn the least bad region best.
The sample of the posterior is drawn on the emulators, and settled by simulations.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.calibration.calibration_schema import Calibration
from sim.calibration.conflicts import conflicts_between
from sim.calibration.delayed_acceptance import Settled, most_learnt, settle
from sim.calibration.emulator import Emulators, emulators_of
from sim.calibration.implausibility import Records, held_against_cut, records_of
from sim.calibration.objective import Evaluations, Values
from sim.calibration.walking import LogWeight, walked

SAMPLE = 600  # sets by which a space is known, at least
KEPT = 0.2  # of a sample, in each step of narrowing down
GAIN = 0.9  # of the distance before it: a step that comes hardly nearer is the last, or sets would grow alike
STEPS = 16  # of a walk within a space
ALIKE = 0.5  # of a sample, that it must be worth in sets of equal weight before it is weighted more strongly
ROUNDING = 1e-9  # of a logarithm of a likelihood
TOLD = 3  # figures that rule out most, that a wave names


@dataclass(frozen=True)
class Matched:
    """What history matching found.

    Attributes
    ----------
    settled : the sample of the posterior.
    waves : a row for each wave.
    conflicts : a row for each two figures that cannot be met together.
    space : what no wave has ruled out.
    names : of the figures. Of one that the model can hardly ever show nothing is known: it rules nothing out.
    """

    settled: Settled
    waves: pd.DataFrame
    conflicts: pd.DataFrame
    space: Space
    names: list[str]

    @property
    def places(self) -> Values:
        """Return the sample, places of the unit cube."""
        return self.settled.places

    @property
    def best(self) -> Values:
        """Return the place of the sample that fits best."""
        best: Values = self.places[self.settled.fits.sum(axis=1).argmax()]
        return best

    def standing(self, places: Values, figures: Values) -> float:
        """Return the share of the sample that fits no better than places do, on average over these.

        Parameters
        ----------
        figures : what the model showed there, an array [places, figures].
        """
        fits = self.space.records.fits_settled(self.settled.emulators, places, figures).sum(axis=1)
        return float(np.mean(self.settled.fits.sum(axis=1) <= fits[:, None] + ROUNDING))

    def diagnostics(self) -> dict[str, Any]:
        """Return how it went."""
        known = self.settled.emulators
        return {
            "waves": len(self.waves),
            "volume_left": float(self.waves["volume_left"].iloc[-1]),
            "cut_reached": float(self.waves["cut_reached"].iloc[-1]),
            "conflicts": len(self.conflicts),
            **self.settled.diagnostics(),
            "never_shown": [name for name, one in zip(self.names, known, strict=True) if one is None],
        }


class Space:
    """The sets that no wave has ruled out.

    Parameters
    ----------
    calibration : with the cut.
    records : what sets are held against.
    sets : in a sample of the space.
    """

    def __init__(self, calibration: Calibration, records: Records, sets: int) -> None:
        self.calibration, self.records = calibration, records
        self.waves: list[tuple[Emulators, float]] = []
        self.generator = np.random.default_rng(calibration.seed)
        self.sample = space_filling(sets, len(calibration.parameters), calibration.seed)

    def scores(self, emulators: Emulators, places: Values) -> Values:
        """Return the distance of sets that is held against the cut."""
        return held_against_cut(self.records.distances(emulators, places), self.calibration)

    def allows(self, places: Values) -> NDArray[np.bool_]:
        """Return whether no wave has ruled out each set; the newest wave is asked first."""
        allowed: NDArray[np.bool_] = np.all((places >= 0.0) & (places <= 1.0), axis=1)
        for emulators, cut in reversed(self.waves):
            if allowed.any():
                allowed[allowed] = self.scores(emulators, places[allowed]) <= cut
        return allowed

    def narrow(self, emulators: Emulators) -> tuple[float, float]:
        """Rule out what emulators show to be implausible.

        Returns
        -------
        The share of the volume that is left, and the cut that was reached: larger than that of the file where nothing
        is within that.
        """
        share, reached, cut = 1.0, np.inf, self.calibration.history_matching.cut
        while True:
            scores = self.scores(emulators, self.sample)
            # Where all fail, those about as near as the nearest stay: a sliver around one of them would be chance.
            aim = cut if scores.min() <= cut else float(scores.min()) + cut
            level = max(aim, float(np.quantile(scores, KEPT)))
            if level > max(cut, GAIN * reached):
                return share, reached
            if np.isfinite(reached):
                self.waves.pop()
            reached = level
            self.waves.append((emulators, level))
            share *= float(np.mean(scores <= level))
            self.sample = self._spread(self.sample[scores <= level])
            if level == cut:
                return share, level

    def _spread(self, held: Values) -> Values:
        """Return a sample of the space, from some sets of it."""
        start = held[self.generator.integers(0, len(held), len(self.sample))]
        return walked(start, lambda places: np.where(self.allows(places), 0.0, -np.inf), STEPS, self.generator)


def space_filling(sets: int, dimensions: int, seed: int) -> Values:
    """Return sets that fill the unit cube evenly."""
    from scipy.stats import qmc

    places: Values = qmc.LatinHypercube(dimensions, rng=np.random.default_rng(seed)).random(sets)
    return places


def tempered(sample: Values, log_weight: LogWeight, generator: np.random.Generator) -> Values:
    """Return a sample that is weighted, from one that is even.

    Weights come to bear little by little, and sets walk in between, so that no few of them are all that is left.
    """
    borne = 0.0
    while borne < 1.0:
        weights, more = log_weight(sample), 1.0 - borne
        while worth(normalised(more * weights)) < ALIKE * len(sample):
            more /= 2.0
        start = sample[generator.choice(len(sample), len(sample), p=normalised(more * weights))]
        borne += more
        sample = walked(start, partial(_borne, log_weight, borne), STEPS, generator)
    return sample


def _borne(log_weight: LogWeight, borne: float, places: Values) -> Values:
    return borne * log_weight(places)


def worth(weights: Values) -> float:
    """Return how many sets of equal weight a weighted sample is worth."""
    return float(1.0 / (weights**2).sum())


def match_history(calibration: Calibration, evaluations: Evaluations) -> Matched:
    """Return the sample of the posterior, with what the waves ruled out and which figures conflict."""
    return _sampled(*ruled_out(calibration, evaluations), evaluations)


def ruled_out(calibration: Calibration, evaluations: Evaluations) -> tuple[Space, pd.DataFrame]:
    """Return the space that the waves leave, and a row for each wave."""
    settings, dimensions = calibration.history_matching, len(calibration.parameters)
    records = records_of(evaluations)
    space = Space(calibration, records, max(SAMPLE, settings.points, settings.keep, 2 * dimensions))
    places = space_filling(settings.points, dimensions, calibration.seed + 1)
    volume, waves = 1.0, []
    for number in range(settings.waves):
        evaluations.at(places)
        emulators = _emulators_in(space, evaluations)
        told = ruling_out(records.distances(emulators, space.sample), evaluations.names, settings.cut)
        share, reached = space.narrow(emulators)
        volume *= share
        waves.append(
            {"wave": number + 1, "evaluations": evaluations.evaluated, "volume_left": volume, "cut": settings.cut,
             "cut_reached": reached, "rules_out_most": told}
        )  # fmt: skip
        if share > settings.shrinkage:
            break
        places = space.sample[: settings.points]
    return space, pd.DataFrame(waves)


def _emulators_in(space: Space, evaluations: Evaluations) -> Emulators:
    """Return emulators that have learnt from all sets that are not ruled out, which is where they are asked."""
    places, figures, errors = evaluations.simulated()
    inside = space.allows(places)
    return emulators_of(places[inside], figures[inside], errors[inside], evaluations.threads)


def ruling_out(distances: Values, names: list[str], cut: float) -> str:
    """Return in words which figures rule out most of a sample, with the share that each rules out."""
    shares = (distances > cut).mean(axis=0)
    most = [at for at in np.argsort(-shares, kind="stable")[:TOLD] if shares[at] > 0.0]
    return "; ".join(f"{names[at]} ({100 * shares[at]:.0f} %)" for at in most)


def _sampled(space: Space, waves: pd.DataFrame, evaluations: Evaluations) -> Matched:
    """Return a sample that is drawn on the emulators of the last wave and settled by simulations."""
    calibration, records = evaluations.calibration, space.records
    emulators = _emulators_in(space, evaluations)
    drawn = tempered(space.sample, partial(_log_weight, space, emulators), space.generator)
    start = drawn[: calibration.history_matching.keep]
    settled = settle(start, emulators, records, evaluations, space.generator)
    return Matched(settled, waves, _conflicts(space, evaluations), space, list(evaluations.names))


def _conflicts(space: Space, evaluations: Evaluations) -> pd.DataFrame:
    """Return which figures conflict, by emulators that have learnt from as many sets as are enough, from anywhere."""
    order = space.generator.permutation(evaluations.evaluated)[: most_learnt(evaluations.calibration)]
    places, figures, errors = (array[order] for array in evaluations.simulated())
    anywhere = emulators_of(places, figures, errors, evaluations.threads)
    return conflicts_between(evaluations.names, space.records, anywhere, places, evaluations.calibration)


def _log_weight(space: Space, emulators: Emulators, places: Values) -> Values:
    """Return the logarithm of the posterior's density, by emulators; nothing is left of what was ruled out."""
    weights = np.full(len(places), -np.inf)
    if (inside := space.allows(places)).any():
        weights[inside] = space.records.log_fits(emulators, places[inside])
    return weights


def normalised(log_weights: Values) -> Values:
    """Return weights that add up to 1 from their logarithms."""
    raised = np.exp(log_weights - log_weights.max())
    weights: Values = raised / raised.sum()
    return weights
