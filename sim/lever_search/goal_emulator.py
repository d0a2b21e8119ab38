"""An emulator of a goal: which settings that were not simulated would reach it, and how sure that is.

Each condition has a Gaussian process (scikit-learn) of its measure over the levers, which knows the error of each mean.
How far it is off is checked by leaving each setting out in turn: where it misses by more than it says, what it says is
widened. Settings of one round are simulated in the same worlds, whose luck they share: that error is the same
everywhere, and no setting that is left out shows it, so it is added.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.libraries import library

Values = NDArray[np.float64]

LENGTHS = (0.05, 20.0)  # bounds of the distance over which settings are alike; the range of a lever is 1
SIZES = (1e-3, 100.0)  # bounds of the variance of a process, in variances of the means
LEAST_NOISE = 1e-6
LEAST_KNOWN = 16  # settings with a value, below which nothing can be learnt
AT_ONCE = 4096  # places asked of at a time, which keeps memory small
MOST_STEPS = 15  # of the search for lengths; each round goes on from those of the one before


@dataclass(frozen=True)
class Means:
    """Means of a measure over worlds.

    Attributes
    ----------
    value : at each setting; missing where it is known in fewer than two worlds.
    error : standard error of each by itself.
    shared : standard error that all of them have in common, since they were simulated in the same worlds.
    """

    value: Values
    error: Values
    shared: float

    def of(self, settings: NDArray[np.bool_]) -> Means:
        """Return the means of some settings."""
        return Means(self.value[settings], self.error[settings], self.shared)


def means_of(values: Values) -> Means:
    """Return means over worlds with their standard errors.

    The variance of a setting is taken half from its own worlds and half from those of all settings, since a few worlds
    that happen to agree are no proof that all do.

    Parameters
    ----------
    values : an array [settings, worlds], some of which may be missing.
    """
    count = (~np.isnan(values)).sum(axis=1)
    known = count >= 2
    value, variance = np.full(len(values), np.nan), np.full(len(values), np.nan)
    value[known] = np.nanmean(values[known], axis=1)
    variance[known] = np.nanvar(values[known], axis=1, ddof=1)
    pooled = float(np.nanmean(variance)) if known.any() else np.nan
    return Means(value, np.sqrt((variance + pooled) / 2.0 / np.maximum(count, 1)), shared_error(values))


def shared_error(values: Values) -> float:
    """Return the standard error that means of all settings have in common: that of the luck of their worlds.

    Examples
    --------
    >>> shared_error(np.array([[1.0, 3.0], [2.0, 4.0]]))  # one world gives 2 more than the other, whatever the setting
    1.0
    """
    whole = values[~np.isnan(values).any(axis=1)]
    settings, worlds = whole.shape
    if settings < 2 or worlds < 2:
        return 0.0
    by_world = whole.mean(axis=0)
    left = whole - whole.mean(axis=1, keepdims=True) - by_world + whole.mean()
    chance = float((left**2).sum()) / ((settings - 1) * (worlds - 1)) / settings
    return float(np.sqrt(max(0.0, float(by_world.var(ddof=1)) - chance) / worlds))


def joined(parts: Sequence[Means]) -> Means:
    """Return means of several rounds as one; each round had worlds of its own, so that their luck evens out."""
    value, error = (np.concatenate([getattr(own, name) for own in parts]) for name in ("value", "error"))
    return Means(value, error, float(np.sqrt(sum(own.shared**2 for own in parts))) / len(parts))


def settings_known(means: Sequence[Means]) -> NDArray[np.bool_]:
    """Return which settings have a value in every measure.

    Raises
    ------
    ValueError : too few have, to learn from.
    """
    known: NDArray[np.bool_] = np.logical_and.reduce([~np.isnan(own.value) for own in means])
    if known.sum() < LEAST_KNOWN:
        raise ValueError(
            f"{known.sum()} of {len(known)} settings have a value in every outcome; allowed: {LEAST_KNOWN} or more "
            "(an outcome that is known of some replicates only has no value where there are none of these)"
        )
    return known


class MeasureEmulator:
    """The emulator of one measure.

    Parameters
    ----------
    features : of the settings that were simulated, an array [settings, features].
    means : of the measure; all known.
    like : one whose lengths are taken as a start.
    """

    def __init__(self, features: Values, means: Means, like: MeasureEmulator | None = None) -> None:
        gaussian = library("sklearn.gaussian_process", "scikit-learn")
        kernels = library("sklearn.gaussian_process.kernels", "scikit-learn")
        self.centre, self.scale = float(means.value.mean()), float(means.value.std()) or 1.0
        scaled = (means.value - self.centre) / self.scale
        noise = np.maximum((means.error / self.scale) ** 2, LEAST_NOISE)
        kernel = like.process.kernel_ if like is not None else kernels.ConstantKernel(1.0, SIZES) * kernels.Matern(
            np.full(features.shape[1], 0.5), LENGTHS, nu=2.5
        )  # fmt: skip
        with warnings.catch_warnings():  # of lengths at their bounds: a lever that does nothing has the longest
            warnings.simplefilter("ignore")
            process = gaussian.GaussianProcessRegressor(kernel, alpha=noise, optimizer=most_likely)
            self.process: Any = process.fit(features, scaled)
        self.shared = means.shared
        self.left_out, spread = self._left_out(scaled, noise)
        self.widened = max(1.0, float(np.sqrt(np.mean(((scaled - self.left_out) / spread) ** 2))))
        self.left_out = self.centre + self.scale * self.left_out

    def _left_out(self, scaled: Values, noise: Values) -> tuple[Values, Values]:
        """Return what would have been expected of each setting without it, and how far that would be off."""
        kernel = self.process.kernel_(self.process.X_train_)
        inverse = np.linalg.inv(kernel + np.diag(noise))
        variance = 1.0 / np.diag(inverse)
        return scaled - (inverse @ scaled) * variance, np.sqrt(variance)

    def means(self, features: Values) -> Values:
        """Return the expected means at some places."""
        found = [self.process.predict(part) for part in _in_parts(features)]
        return self.centre + self.scale * np.concatenate(found)

    def means_with_errors(self, features: Values) -> tuple[Values, Values]:
        """Return the expected means at some places, and how far they may be off."""
        found = [self.process.predict(part, return_std=True) for part in _in_parts(features)]
        value, spread = (np.concatenate(side) for side in zip(*found, strict=True))
        return self.centre + self.scale * value, np.hypot(self.scale * self.widened * spread, self.shared)


def most_likely(unlikely: Any, start: Values, bounds: Values) -> tuple[Values, float]:
    """Return the lengths that are most likely, as far as a limited number of steps finds them, and how unlikely."""
    from scipy.optimize import minimize

    found = minimize(unlikely, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": MOST_STEPS})
    return found.x, float(found.fun)


def _in_parts(features: Values) -> list[Values]:
    return np.array_split(features, max(1, -(-len(features) // AT_ONCE)))


Bounds = tuple[float | None, float | None]
"""What a measure must at least, and at most, be."""


@dataclass(frozen=True)
class GoalEmulator:
    """The emulator of a goal.

    Attributes
    ----------
    measures : the emulator of each condition's measure.
    bounds : of each condition.
    """

    measures: Sequence[MeasureEmulator]
    bounds: Sequence[Bounds]

    def reaches(self, features: Values) -> NDArray[np.bool_]:
        """Return whether all means are expected to meet their conditions."""
        return meets([emulator.means(features) for emulator in self.measures], self.bounds)

    def chances(self, features: Values) -> Values:
        """Return how likely all conditions are met, their errors taken as independent."""
        from scipy.special import ndtr

        found = np.ones(len(features))
        for emulator, (least, most) in zip(self.measures, self.bounds, strict=True):
            value, error = emulator.means_with_errors(features)
            error = np.maximum(error, 1e-12)
            below = 1.0 if most is None else ndtr((most - value) / error)
            found *= np.maximum(below - (0.0 if least is None else ndtr((least - value) / error)), 0.0)
        return found

    def margins(self, features: Values) -> Values:
        """Return by how many of its errors the condition that is nearest to being missed is met."""
        found = []
        for emulator, (least, most) in zip(self.measures, self.bounds, strict=True):
            value, error = emulator.means_with_errors(features)
            error = np.maximum(error, 1e-12)
            found += [(value - least) / error] if least is not None else []
            found += [(most - value) / error] if most is not None else []
        nearest: Values = np.min(found, axis=0)
        return nearest

    @property
    def left_out(self) -> NDArray[np.bool_]:
        """Return whether each simulated setting would have been expected to reach the goal, without itself."""
        return meets([emulator.left_out for emulator in self.measures], self.bounds)


def meets(means: Sequence[Values], bounds: Sequence[Bounds]) -> NDArray[np.bool_]:
    """Return whether all means meet their bounds; one that is missing does not.

    Examples
    --------
    >>> meets([np.array([0.6, 0.8]), np.array([0.0, 0.2])], [(0.7, None), (None, 0.1)]).tolist()
    [False, False]
    """
    found = np.ones(len(means[0]), dtype=bool)
    for value, (least, most) in zip(means, bounds, strict=True):
        found &= (value >= (-np.inf if least is None else least)) & (value <= (np.inf if most is None else most))
    return found


def emulator_of(
    features: Values, means: Sequence[Means], bounds: Sequence[Bounds], like: GoalEmulator | None = None
) -> GoalEmulator:
    """Return the emulator of a goal.

    Parameters
    ----------
    means : of each condition's measure at the settings; all known.
    like : an emulator of fewer settings, whose lengths are taken as a start.
    """
    before = [None] * len(means) if like is None else like.measures
    made = [MeasureEmulator(features, own, old) for own, old in zip(means, before, strict=True)]
    return GoalEmulator(made, bounds)
