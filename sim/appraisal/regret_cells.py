"""Where an option is the right choice: regret over the two unknowns that move the choice most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.appraisal.regret import Values, regrets

PARTS = 4
"""Parts of equally many futures into which each unknown is cut."""

LEAST_FUTURES = 3
"""Futures that a cell must have to be shown."""


def regret_cells(payoffs: Sequence[Values], across: Values, up: Values, chosen: int) -> pd.DataFrame:
    """Return the regret of an option over two unknowns, a row for each pair of parts of their ranges.

    Parameters
    ----------
    payoffs : of each option, all in the same futures.
    across, up : the unknowns in these futures.
    chosen : position of the option whose regret is shown.

    Returns
    -------
    The ends of each part (`across_low`, `across_high`, `up_low`, `up_high`), the mean regret of the chosen option, the
    position of the option with the least mean regret (`best`), and how many `futures` there are; cells of fewer than
    three futures are left out.

    Examples
    --------
    >>> across, up = np.tile([0.0, 1.0], 8), np.repeat([0.0, 1.0], 8)
    >>> cells = regret_cells([np.full(16, 1.0), 2.0 * across], across, up, 0)
    >>> cells[["regret", "best", "futures"]].to_numpy().tolist()
    [[0.0, 0.0, 4.0], [1.0, 1.0, 4.0], [0.0, 0.0, 4.0], [1.0, 1.0, 4.0]]
    """
    lost = regrets(payoffs)
    edges = [_edges(values) for values in (across, up)]
    places = [np.clip(np.searchsorted(ends, values, "right") - 1, 0, len(ends) - 2)
              for ends, values in zip(edges, (across, up), strict=True)]  # fmt: skip
    rows = []
    for row in range(len(edges[1]) - 1):
        for column in range(len(edges[0]) - 1):
            own = lost[:, (places[0] == column) & (places[1] == row)]
            if own.shape[1] < LEAST_FUTURES:
                continue
            means = own.mean(axis=1)
            ends = (*edges[0][column : column + 2], *edges[1][row : row + 2])
            rows.append((*ends, float(means[chosen]), int(means.argmin()), own.shape[1]))
    names = ["across_low", "across_high", "up_low", "up_high", "regret", "best", "futures"]
    return pd.DataFrame(rows, columns=names)


def _edges(values: Values) -> Values:
    """Return the ends of parts with about equally many values each; fewer parts where values repeat."""
    found: Values = np.unique(np.quantile(values, np.linspace(0.0, 1.0, PARTS + 1)))
    return found if len(found) > 1 else np.array([found[0], found[0] + 1.0])
