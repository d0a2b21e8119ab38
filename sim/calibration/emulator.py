"""An emulator: what the model would show at parameter sets that were not simulated, with how far that may be off.

Each figure has one: a Bayesian regression on main effects, their curvature and the interactions of the parameters that
do most, and a Gaussian process in those on what that leaves. How far it is off is checked on sets that it has not seen:
what they miss beyond the noise of their replicates, and beyond what the emulator says, is added to what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calibration.objective import Values
from sim.engine.compiled.ensemble import in_order

PROCESS_POINTS = 200  # on which a process rests at most: its cost grows with their cube
PROCESS_PARAMETERS = 10  # in which a process is: the others have main effects only
INTERACTING = 18  # parameters whose interactions the regression has
FOLDS = 4  # of the sets, each of which is kept back once
FEWEST_KNOWN = 8  # values of a figure, and as many as half of all: with fewer it has no emulator
LENGTHS, SHARES, NOISES = (0.3, 30.0), (1e-4, 10.0), (1e-6, 2.0)  # bounds of what a process learns
MOST_STEPS = 30  # of the search for what a process learns


def needs_sklearn() -> None:
    """Make sure that scikit-learn is installed.

    Raises
    ------
    ValueError : it is not.
    """
    if find_spec("sklearn") is None:
        raise ValueError("method history_matching needs scikit-learn: pip install 'turnaround-sim[calibration]'")


class Emulator:
    """The emulator of one figure.

    Parameters
    ----------
    places : of the unit cube, an array [sets, parameters], all of them simulated.
    values : what the model showed there; none of them missing.
    noise : standard deviation of an evaluation about what the model shows on average.
    """

    def __init__(self, places: Values, values: Values, noise: float) -> None:
        self.noise = noise
        self._learnt = _Learnt(places, values)
        beyond = [self._beyond(places, values, fold) for fold in range(FOLDS)]
        self._missed = max(0.0, float(np.mean(np.concatenate(beyond))))

    def _beyond(self, places: Values, values: Values, fold: int) -> Values:
        """Return what is missed of sets that are kept back, squared, beyond what was to be expected."""
        kept_back = np.arange(len(places)) % FOLDS == fold
        value, variance = self._learnt.without(places[~kept_back], values[~kept_back]).at(places[kept_back])
        missed: Values = (value - values[kept_back]) ** 2 - variance - self.noise**2
        return missed

    def at(self, places: Values) -> tuple[Values, Values]:
        """Return what the model would show on average at some places, with the standard deviation of that."""
        value, variance = self._learnt.at(places)
        return value, np.sqrt(variance + self._missed)


class _Learnt:
    """A regression and a process on what it leaves.

    Parameters
    ----------
    like : another one, whose choice of parameters and whose lengths are taken and not learnt.
    """

    def __init__(self, places: Values, values: Values, like: _Learnt | None = None) -> None:
        from sklearn.linear_model import BayesianRidge

        self.centre, self.scale = float(values.mean()), float(values.std()) or 1.0
        scaled = (values - self.centre) / self.scale
        self.order: NDArray[np.int64] = strongest(places, scaled) if like is None else like.order
        self.trend = BayesianRidge().fit(self._terms(places), scaled)
        # The newest sets are where the emulator is asked.
        near, left = self._near(places)[-PROCESS_POINTS:], (scaled - self.trend.predict(self._terms(places)))
        kernel = None if like is None else like.process.kernel_
        self.process: Any = learnt_process(near, left[-PROCESS_POINTS:], kernel)
        self._known = self.process.kernel_.k1  # what of a process is no noise
        self._whitening = inverse_of_lower(self.process.L_)

    def without(self, places: Values, values: Values) -> _Learnt:
        """Return what is learnt from fewer sets, at the same lengths."""
        return _Learnt(places, values, self)

    def at(self, places: Values) -> tuple[Values, Values]:
        """Return values with their variances, which leave out noise: it is no uncertainty of the average.

        These are scikit-learn's own predictions, without its checks of what comes in: a walk asks thousands of times.
        """
        terms, near = self._terms(places), self._near(places)
        value = terms @ self.trend.coef_ + self.trend.intercept_
        off = terms - self.trend.X_offset_
        likeness = self._known(near, self.process.X_train_)
        value += likeness @ self.process.alpha_
        explained = likeness @ self._whitening.T
        variance = ((off @ self.trend.sigma_) * off).sum(axis=1) + self._known.diag(near) - (explained**2).sum(axis=1)
        return self.centre + self.scale * value, self.scale**2 * np.maximum(variance, 0.0)

    def _terms(self, places: Values) -> Values:
        centred = places - 0.5
        strong = centred[:, self.order[:INTERACTING]]
        one, other = np.triu_indices(strong.shape[1], k=1)
        return np.hstack([effects(places), strong[:, one] * strong[:, other]])

    def _near(self, places: Values) -> Values:
        near: Values = places[:, self.order[:PROCESS_PARAMETERS]]
        return near


def inverse_of_lower(triangle: Values) -> Values:
    """Return the inverse of a lower triangular matrix."""
    from scipy.linalg import solve_triangular

    inverse: Values = solve_triangular(triangle, np.eye(len(triangle)), lower=True)
    return inverse


def effects(places: Values) -> Values:
    """Return the main effect and the curvature of each parameter, about the middle of the unit cube."""
    centred = places - 0.5
    return np.hstack([centred, centred**2 - 1.0 / 12.0])


def strongest(places: Values, values: Values) -> NDArray[np.int64]:
    """Return the parameters in order of how much they move a figure, by a regression on their effects."""
    from sklearn.linear_model import BayesianRidge

    slopes, curves = np.split(BayesianRidge().fit(effects(places), values).coef_, 2)
    moved: NDArray[np.int64] = np.argsort(-(slopes**2 / 12.0 + curves**2 / 180.0), kind="stable")
    return moved


def learnt_process(places: Values, left: Values, kernel: Any = None) -> Any:
    """Return a Gaussian process of what is left; without a kernel, with that most likely to have left it."""
    from scipy.optimize import minimize
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    if kernel is not None:
        return GaussianProcessRegressor(kernel, optimizer=None).fit(places, left)
    half = 0.5 * max(float(left.var()), NOISES[0])
    kernel = ConstantKernel(half, SHARES) * RBF(np.ones(places.shape[1]), LENGTHS) + WhiteKernel(half, NOISES)
    process = GaussianProcessRegressor(kernel, optimizer=None).fit(places, left)

    def unlikely(theta: Values) -> tuple[float, Values]:
        fit, slope = process.log_marginal_likelihood(theta, eval_gradient=True, clone_kernel=False)
        return -float(fit), -slope

    start, options = np.clip(kernel.theta, *kernel.bounds.T), {"maxiter": MOST_STEPS}
    found = minimize(unlikely, start, jac=True, method="L-BFGS-B", bounds=kernel.bounds, options=options)
    return GaussianProcessRegressor(kernel.clone_with_theta(found.x), optimizer=None).fit(places, left)


Emulators = Sequence[Emulator | None]
"""The emulators of all figures in their order; None for one that the model could hardly ever show."""


def emulators_of(places: Values, figures: Values, errors: Values, threads: int = 1) -> Emulators:
    """Return the emulators of figures.

    Parameters
    ----------
    figures : what the model showed, an array [sets, figures]; some may be missing.
    errors : standard errors of the figures, by the replicates that each rests on.
    """

    def learnt(at: int) -> Emulator | None:
        known = ~np.isnan(figures[:, at])
        if known.sum() < max(FEWEST_KNOWN, len(figures) / 2):
            return None
        squared = errors[known, at] ** 2
        noise = float(np.sqrt(np.nanmean(squared))) if not np.isnan(squared).all() else 0.0
        return Emulator(places[known], figures[known, at], noise)

    from threadpoolctl import threadpool_limits

    # One thread of linear algebra to each figure: more would wait for each other, and round otherwise.
    with threadpool_limits(1):
        return list(in_order(learnt, range(figures.shape[1]), threads))
