"""Walks over the unit cube that visit places in proportion to a weight, and leave alone what the weight is silent of.

A walk is made where each parameter is normally distributed by its prior (the probit of its place), so that no step
leads out of the cube. Half of the steps add a difference of two other places (differential evolution; ter Braak & Vrugt
2008): these go along ridges, and from one region to another. The others draw some parameters nearer to a fresh draw
from the prior (preconditioned Crank-Nicolson; Cotter et al. 2013): these never change how likely the prior is.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.calibration.objective import Values

LogWeight = Callable[[Values], Values]
"""Returns the logarithm of the weight of places of the unit cube, an array [places, parameters]."""

BY_DIFFERENCE = 0.5  # of all steps
WHOLE = 0.1  # of steps by a difference, that take all of it, which leads from region to region
BEST_STRIDE = 2.38  # over the root of twice the parameters moved: of a difference (ter Braak 2006)
JITTER = 0.05  # of the length of a difference
LEAST_DRAWN = 0.05  # of a fresh draw from the prior, that a parameter takes at least
EDGE = 1e-9  # from the sides of the unit cube, where the probit has no end


def walked(
    start: Values, log_weight: LogWeight, steps: int, generator: np.random.Generator, others: Values | None = None
) -> Values:
    """Return where places are after a walk; all move at once, each on its own.

    Parameters
    ----------
    start : places of the unit cube, of a weight above nothing.
    others : places whose differences are steps; without them, those of the start.
    """
    from scipy.special import ndtr

    at, apart = probit(start), probit(start if others is None else others)
    weights = log_weight(start)
    for _ in range(steps):
        tried, odds = _tried(at, apart, generator)
        tried_weights = log_weight(ndtr(tried))
        moves = np.log(generator.random(len(at))) < tried_weights - weights + odds
        at[moves], weights[moves] = tried[moves], tried_weights[moves]
    ended: Values = ndtr(at)
    return ended


def probit(places: Values) -> Values:
    """Return where places of the unit cube are if each parameter is normally distributed."""
    from scipy.special import ndtri

    found: Values = ndtri(np.clip(places, EDGE, 1.0 - EDGE))
    return found


def _tried(at: Values, apart: Values, generator: np.random.Generator) -> tuple[Values, Values]:
    """Return where a step leads, and the logarithm of how much likelier that is by the prior, as far as it counts."""
    moved = _some_parameters(at.shape, generator)
    by_difference = generator.random(len(at)) < BY_DIFFERENCE
    differing = at + _stride(moved, generator) * _difference(apart, len(at), generator)
    tried = np.where(moved, np.where(by_difference[:, None], differing, _drawn_nearer(at, generator)), at)
    # Steps towards a fresh draw keep the prior by themselves; of those by a difference it decides.
    return tried, np.where(by_difference, 0.5 * (at**2 - tried**2).sum(axis=1), 0.0)


def _some_parameters(shape: tuple[int, ...], generator: np.random.Generator) -> NDArray[np.bool_]:
    """Return which parameters of each place are moved, from one to all."""
    count, dimensions = shape
    shares = np.exp(generator.uniform(-np.log(dimensions), 0.0, (count, 1)))
    moved: NDArray[np.bool_] = generator.random(shape) < shares
    moved[np.arange(count), generator.integers(0, dimensions, count)] = True
    return moved


def _stride(moved: NDArray[np.bool_], generator: np.random.Generator) -> Values:
    strides = BEST_STRIDE / np.sqrt(2.0 * moved.sum(axis=1)) * (1.0 + JITTER * generator.standard_normal(len(moved)))
    strides[generator.random(len(moved)) < WHOLE] = 1.0
    found: Values = strides[:, None]
    return found


def _difference(apart: Values, count: int, generator: np.random.Generator) -> Values:
    one = generator.integers(0, len(apart), count)
    other = (one + generator.integers(1, max(2, len(apart)), count)) % len(apart)
    found: Values = apart[one] - apart[other]
    return found


def _drawn_nearer(at: Values, generator: np.random.Generator) -> Values:
    drawn = np.exp(generator.uniform(np.log(LEAST_DRAWN), 0.0, (len(at), 1)))
    found: Values = np.sqrt(1.0 - drawn**2) * at + drawn * generator.standard_normal(at.shape)
    return found
