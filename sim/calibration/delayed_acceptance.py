"""Delayed acceptance: a sample that is drawn on emulators is settled by simulations, and then rests on these.

Each set walks a little by the emulators; where it ends is simulated, and accepted by what the simulation says more, or
less, of it than the emulators did (Christen & Fox 2005). So the sample is that of the simulated likelihood, wherever
emulators err, and its sets have equal weights. What was drawn of a set is not drawn again while it stays (Andrieu &
Roberts 2009). In the first rounds everything that is proposed is simulated and taken, and emulators learn from it. Then
sets approach the region that simulations favour, emulators learn once more, now there, and are fixed: a sample is right
only for rules that stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.calibration.calibration_schema import Calibration
from sim.calibration.emulator import Emulators, emulators_of
from sim.calibration.implausibility import Records
from sim.calibration.objective import Evaluations, Values
from sim.calibration.walking import walked

LEARNING_STEPS = 100  # of the walk by emulators that have learnt anew
STEPS = 30  # of the walk that ends in a proposal
FEWEST_LEARNT, LEARNT = 600, 16  # sets from which emulators learn at most: at least, and for each parameter


@dataclass(frozen=True)
class Settled:
    """A sample that is settled by simulations: sets of equal weight.

    Attributes
    ----------
    places : of the unit cube, an array [sets, parameters].
    fits : how well each fits the record of each figure, an array [sets, figures]: logarithms of likelihoods.
    figures : what the model showed there, an array [sets, figures].
    emulators : by which proposals were made.
    accepted : share of the proposals that were accepted.
    moves : how often each set was moved on.
    surprise : of each figure, by how many standard deviations simulations were off what emulators said of them, at
        sets from which these have not learnt; 1 where emulators are as sure as they may be.
    log_fits : of all sets after each step, an array [steps, sets].
    half_way : where sets were after half of the steps.
    """

    places: Values
    fits: Values
    figures: Values
    emulators: Emulators
    accepted: float
    moves: NDArray[np.int64]
    surprise: Values
    log_fits: Values
    half_way: Values

    def diagnostics(self) -> dict[str, float]:
        """Return how well the sample has settled.

        Differences between halves are of the means of a parameter, in its standard deviations: the largest of all.
        """
        half, steps = len(self.places) // 2, len(self.log_fits) // 2
        fits = self.log_fits.mean(axis=1)
        return {
            "accepted": self.accepted,
            "moved": float((self.moves >= 1).mean()),
            "moved_three_times": float((self.moves >= 3).mean()),
            "log_fit_first_half": float(fits[: steps or 1].mean()),
            "log_fit_second_half": float(fits[steps:].mean()),
            "log_fit_spread": float(self.log_fits[-1].std()),
            "halves_of_sets_apart": apart(self.places[:half], self.places[half:]),
            "halves_of_steps_apart": apart(self.half_way, self.places),
            "surprise": float(np.nanmedian(self.surprise)),
            "surprise_most": float(np.nanmax(self.surprise)),
        }


def apart(some: Values, others: Values) -> float:
    """Return how far the means of two halves of a sample are apart, in standard deviations: the most of any parameter.

    Examples
    --------
    >>> round(apart(np.array([[0.0], [1.0]]), np.array([[1.0], [2.0]])), 2)
    1.41
    """
    spread = np.concatenate([some, others]).std(axis=0)
    return float(np.max(np.abs(some.mean(axis=0) - others.mean(axis=0)) / np.maximum(spread, 1e-12)))


def settle(
    start: Values, emulators: Emulators, records: Records, evaluations: Evaluations, generator: np.random.Generator
) -> Settled:
    """Return a sample that is settled by simulations.

    Parameters
    ----------
    start : a sample drawn on emulators, places of the unit cube.
    emulators : the same; they learn from what is simulated in the first rounds.
    """
    settings = evaluations.calibration.history_matching
    places, earlier = start, start
    for _ in range(settings.learning):
        earlier = places
        places = walked(places, partial(records.log_fits, emulators), LEARNING_STEPS, generator)
        evaluations.at(places)
        emulators = emulators_by_newest(evaluations)
    others = np.concatenate([earlier, places])  # fixed, so that each set moves on its own
    places = walked(places, partial(records.log_fits, emulators), LEARNING_STEPS, generator, others)
    figures = evaluations.at(places).figures
    if settings.approaching:
        found = _moved_on(places, figures, others, emulators, records, evaluations, generator, settings.approaching)
        emulators, others = emulators_by_newest(evaluations), np.concatenate([places, found.places])
        places, figures = found.places, found.figures
    return _moved_on(places, figures, others, emulators, records, evaluations, generator, settings.settling)


def _moved_on(
    places: Values,
    figures: Values,
    others: Values,
    emulators: Emulators,
    records: Records,
    evaluations: Evaluations,
    generator: np.random.Generator,
    steps: int,
) -> Settled:
    """Return a sample after steps in which emulators are fixed.

    Parameters
    ----------
    figures : what the model showed at these places, an array [places, figures].
    others : places whose differences are steps of walks.
    """
    log_weight = partial(records.log_fits, emulators)
    places, figures = places.copy(), figures.copy()
    fits = records.fits_settled(emulators, places, figures)
    emulated, moves = log_weight(places), np.zeros(len(places), np.int64)
    half_way, trace, off = places, [], []
    for step in range(steps):
        half_way = places.copy() if step == steps // 2 else half_way
        proposed = walked(places, log_weight, STEPS, generator, others)
        batch = evaluations.at(proposed)
        proposed_fits = records.fits_settled(emulators, proposed, batch.figures)
        proposed_emulated = log_weight(proposed)
        gain = proposed_fits.sum(axis=1) - fits.sum(axis=1) - (proposed_emulated - emulated)
        moved = np.log(generator.random(len(places))) < gain
        places[moved], figures[moved], fits[moved] = proposed[moved], batch.figures[moved], proposed_fits[moved]
        emulated[moved] = proposed_emulated[moved]
        moves += moved
        trace.append(fits.sum(axis=1))
        off.append(surprise(emulators, proposed, batch.figures))
    return Settled(
        places, fits, figures, emulators, float(moves.mean() / steps), moves,
        np.sqrt(np.mean(np.square(off), axis=0)), np.array(trace), half_way,
    )  # fmt: skip


def emulators_by_newest(evaluations: Evaluations) -> Emulators:
    """Return emulators that have learnt from the newest sets, which are near to where they are asked."""
    newest = slice(-most_learnt(evaluations.calibration), None)
    places, figures, errors = (array[newest] for array in evaluations.simulated())
    return emulators_of(places, figures, errors, evaluations.threads)


def most_learnt(calibration: Calibration) -> int:
    """Return from how many sets emulators learn at most: enough for their terms, and few enough to be near."""
    return max(FEWEST_LEARNT, LEARNT * len(calibration.parameters))


def surprise(emulators: Emulators, places: Values, figures: Values) -> Values:
    """Return by how many standard deviations simulations are off what emulators say, for each figure."""
    found = np.full(len(emulators), np.nan)
    for at, emulator in enumerate(emulators):
        known = ~np.isnan(figures[:, at])
        if emulator is not None and known.any():
            value, spread = emulator.at(places[known])
            error = np.maximum(np.hypot(spread, emulator.noise), 1e-12)
            found[at] = np.sqrt(np.mean(((figures[known, at] - value) / error) ** 2))
    return found
