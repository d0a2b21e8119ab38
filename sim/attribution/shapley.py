"""Shapley values: what each of several parts adds to a difference, averaged over all orders of adding them.

The values add up to the whole difference, part by part and world by world (Shapley 1953). What two parts do together
beyond what each does alone is their interaction index (Grabisch & Roubens 1999). All orders are taken account of
exactly, which needs the outcome of every subset of the parts.
"""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def subsets(parts: int) -> list[tuple[int, ...]]:
    """Return every subset of parts, by their positions; number s of the list holds part p if bit p of s is set.

    Examples
    --------
    >>> subsets(2)
    [(), (0,), (1,), (0, 1)]
    """
    return [tuple(part for part in range(parts) if number >> part & 1) for number in range(2**parts)]


def shapley_values(outcomes: Values) -> Values:
    """Return what each part adds, an array [parts, worlds].

    Parameters
    ----------
    outcomes : of every subset in the order of `subsets`, an array [subsets, worlds].

    Examples
    --------
    >>> shapley_values(np.array([[0.0], [1.0], [2.0], [5.0]]))[:, 0].tolist()
    [2.0, 3.0]
    """
    parts = _parts_of(outcomes)
    values = np.zeros((parts, outcomes.shape[1]))
    for part in range(parts):
        for number in range(len(outcomes)):
            if not number >> part & 1:
                size = number.bit_count()
                weight = factorial(size) * factorial(parts - size - 1) / factorial(parts)
                values[part] += weight * (outcomes[number | 1 << part] - outcomes[number])
    return values


def interactions(outcomes: Values) -> dict[tuple[int, int], Values]:
    """Return for each two parts what they do together beyond what each does alone, an array [worlds].

    Parameters
    ----------
    outcomes : as for `shapley_values`.

    Examples
    --------
    >>> interactions(np.array([[0.0], [1.0], [2.0], [5.0]]))[0, 1].tolist()
    [2.0]
    """
    parts = _parts_of(outcomes)
    found = {}
    for one, other in combinations(range(parts), 2):
        both = 1 << one | 1 << other
        index = np.zeros(outcomes.shape[1])
        for number in range(len(outcomes)):
            if not number & both:
                size = number.bit_count()
                weight = factorial(size) * factorial(parts - size - 2) / factorial(parts - 1)
                together = outcomes[number | both] - outcomes[number | 1 << one]
                index += weight * (together - outcomes[number | 1 << other] + outcomes[number])
        found[one, other] = index
    return found


def _parts_of(outcomes: Values) -> int:
    parts = len(outcomes).bit_length() - 1
    if len(outcomes) != 2**parts:
        raise ValueError(f"found {len(outcomes)} outcomes; allowed: one of every subset, so a power of two")
    return parts
