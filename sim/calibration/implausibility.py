"""Implausibility: how many standard deviations what an emulator shows is from the record, with all that is uncertain.

The variance is that of the emulator, of the record, of what the model leaves out, and of the replicates' noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.calibration.calibration_schema import SECOND_LARGEST, Calibration
from sim.calibration.emulator import Emulators
from sim.calibration.fit import NO_ERROR, log_fits, record_error
from sim.calibration.objective import Evaluations, Values, bands_of
from sim.evidence.patterns import Band


@dataclass(frozen=True)
class Records:
    """The bands of all figures of a calibration, with what a distance from them counts.

    Attributes
    ----------
    bands : of each figure.
    weights : of each figure in the likelihood; one without weight rules nothing out.
    discrepancy : as `fit.record_error` takes it.
    """

    bands: Sequence[Band]
    weights: Sequence[float]
    discrepancy: float

    def distances(self, emulators: Emulators, places: Values) -> Values:
        """Return how implausible each figure is at places of the unit cube, an array [places, figures].

        A figure without weight has no distance (minus infinity), and one that the model can hardly ever show has 0.
        """
        found = np.where(np.array(self.weights) > 0.0, 0.0, -np.inf) * np.ones((len(places), 1))
        for at, (band, weight, emulator) in enumerate(zip(self.bands, self.weights, emulators, strict=True)):
            if emulator is not None and weight > 0.0:
                value, spread = emulator.at(places)
                error = np.hypot(np.hypot(spread, emulator.noise), record_error(band, self.discrepancy))
                found[:, at] = distance_from(band, value) / np.maximum(error, NO_ERROR)
        return found

    def log_fits(self, emulators: Emulators, places: Values) -> Values:
        """Return how likely all records together are at places of the unit cube, by the emulators."""
        total: Values = self.fits_by_figure(emulators, places).sum(axis=1)
        return total

    def fits_by_figure(self, emulators: Emulators, places: Values) -> Values:
        """Return the logarithm of how likely each record is, by its weight; an array [places, figures]."""
        found = np.zeros((len(places), len(self.bands)))
        for at, (band, weight, emulator) in enumerate(zip(self.bands, self.weights, emulators, strict=True)):
            if emulator is not None and weight > 0.0:
                found[:, at] = weight * log_fits(band, *emulator.at(places), self.discrepancy)
        return found

    def fits_settled(self, emulators: Emulators, places: Values, figures: Values) -> Values:
        """Return the logarithm of how likely each record is, once its place is simulated; an array [places, figures].

        A simulation has the noise of its replicates, and an emulator what it may miss: each counts by how sure it is.
        A figure that is not shown fits badly; one without an emulator says nothing.

        Parameters
        ----------
        emulators : that have not learnt from these simulations.
        figures : what the model showed, an array [places, figures].
        """
        found = np.zeros((len(places), len(self.bands)))
        for at, (band, weight, emulator) in enumerate(zip(self.bands, self.weights, emulators, strict=True)):
            if emulator is not None and weight > 0.0:
                value, spread = combined(*emulator.at(places), figures[:, at], emulator.noise)
                found[:, at] = weight * log_fits(band, value, spread, self.discrepancy)
        return found


def combined(expected: Values, spread: Values, shown: Values, noise: float) -> tuple[Values, Values]:
    """Return what a figure is on average, and how sure that is, by an emulator and a simulation together.

    Parameters
    ----------
    expected, spread : by the emulator, with the standard deviation of what it may miss.
    shown, noise : by the simulation, with the standard error by its replicates.

    Examples
    --------
    >>> value, sure = combined(np.array([1.0]), np.array([0.3]), np.array([2.0]), 0.3)
    >>> float(value[0]), round(float(sure[0]), 3)
    (1.5, 0.212)
    """
    share = spread**2 / np.maximum(spread**2 + noise**2, NO_ERROR**2)
    return expected + share * (shown - expected), spread * np.sqrt(1.0 - share)


def records_of(evaluations: Evaluations) -> Records:
    """Return the records that evaluations are held against."""
    pairs = [(band, weight) for pattern, weight in evaluations.weights.items() for band in bands_of(pattern)]
    bands, weights = [band for band, _ in pairs], [weight for _, weight in pairs]
    return Records(bands, weights, evaluations.calibration.discrepancy)


def distance_from(band: Band, values: Values) -> Values:
    """Return how far values are from the middle of a band; of an open one, how far beyond its one bound."""
    if band.low is not None and band.high is not None:
        return np.abs(values - (band.low + band.high) / 2.0)
    if band.low is not None:
        return np.maximum(band.low - values, 0.0)
    return np.maximum(values - band.high, 0.0) if band.high is not None else np.zeros(len(values))


def held_against_cut(distances: Values, calibration: Calibration) -> Values:
    """Return the distance of each set that is held against the cut: the largest, or the second largest."""
    with_weight = distances[:, np.isfinite(distances).any(axis=0)]
    forgiving = calibration.history_matching.cut_on == SECOND_LARGEST and with_weight.shape[1] > 1
    rank = 2 if forgiving else 1
    return np.partition(with_weight, -rank, axis=1)[:, -rank]
