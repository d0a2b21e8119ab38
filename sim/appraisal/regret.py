"""Regret and satisficing: which option is best in which futures, and what one loses by a choice.

A future is a world under one parameter set of the posterior sample. An option that was given up early is judged by the
futures in which it was simulated, against the best of those that were simulated in them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def side_by_side(payoffs: Sequence[Values]) -> Values:
    """Return payoffs as one array [options, futures], missing where an option was not simulated."""
    found = np.full((len(payoffs), max(map(len, payoffs))), np.nan)
    for option, own in enumerate(payoffs):
        found[option, : len(own)] = own
    return found


def regrets(payoffs: Sequence[Values]) -> Values:
    """Return what each option loses against the best in every future, an array [options, futures].

    Examples
    --------
    >>> regrets([np.array([1.0, 5.0]), np.array([3.0, 2.0])]).tolist()
    [[2.0, 0.0], [0.0, 3.0]]
    """
    table = side_by_side(payoffs)
    lost: Values = np.nanmax(table, axis=0) - table
    return lost


def shares_best(payoffs: Sequence[Values]) -> Values:
    """Return in what share of all futures each option is the best; a tie is shared out.

    Examples
    --------
    >>> shares_best([np.array([1.0, 5.0]), np.array([3.0, 5.0])]).tolist()
    [0.25, 0.75]
    """
    lost = regrets(payoffs)
    best = lost == 0.0
    shares: Values = (best / best.sum(axis=0)).mean(axis=1)
    return shares
