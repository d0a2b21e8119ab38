"""Cells of outcomes: the ranges of two or three outcomes divided, so that every combination of them is in one cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.lever_search.lever_space import Values
from sim.lever_search.search_schema import CellOutcome
from sim.outcomes import OUTCOMES

MARGIN = 0.25  # of the range found by settings that are spread evenly, added at either end
NOWHERE = -1  # the cell of a setting without a value in some outcome


@dataclass(frozen=True)
class OutcomeCells:
    """The cells.

    Attributes
    ----------
    edges : of the cells of each outcome, from low to high. What lies beyond belongs to the first or the last.
    """

    edges: Sequence[Values]

    @property
    def shape(self) -> tuple[int, ...]:
        """Return how many cells each outcome has."""
        return tuple(len(own) - 1 for own in self.edges)

    @property
    def count(self) -> int:
        """Return how many cells there are."""
        return int(np.prod(self.shape))

    def cell_of(self, values: Values) -> NDArray[np.int64]:
        """Return the number of the cell of each setting.

        Parameters
        ----------
        values : an array [settings, outcomes]; where one is missing the setting is in no cell.
        """
        known = ~np.isnan(values).any(axis=1)
        found = np.full(len(values), NOWHERE, dtype=np.int64)
        at = [np.clip(np.searchsorted(own, values[known, axis], side="right") - 1, 0, len(own) - 2)
              for axis, own in enumerate(self.edges)]  # fmt: skip
        found[known] = np.ravel_multi_index(at, self.shape)
        return found

    def positions(self, cell: int) -> tuple[int, ...]:
        """Return the place of a cell among those of each outcome."""
        return tuple(int(at) for at in np.unravel_index(cell, self.shape))

    def bounds(self, cell: int) -> list[tuple[float, float]]:
        """Return between which values of each outcome a cell lies; the first and the last are open outwards."""
        found = []
        for at, own in zip(self.positions(cell), self.edges, strict=True):
            low = -np.inf if at == 0 else float(own[at])
            found.append((low, np.inf if at == len(own) - 2 else float(own[at + 1])))
        return found

    def chances(self, values: Values, errors: Values) -> Values:
        """Return how likely each setting lies in each cell, an array [settings, cells], errors taken as independent."""
        from scipy.special import ndtr

        found = np.ones((len(values), 1))
        for axis, own in enumerate(self.edges):
            ends = np.concatenate([[-np.inf], own[1:-1], [np.inf]])
            below = ndtr((ends - values[:, [axis]]) / np.maximum(errors[:, [axis]], 1e-12))
            found = (found[:, :, None] * np.diff(below, axis=1)[:, None, :]).reshape(len(values), -1)
        return found


def range_in_words(edges: Values, position: int) -> str:
    """Return the range of one cell of an outcome; the first and the last are open outwards."""
    low, high = edges[position], edges[position + 1]
    if position == 0:
        return f"below {high:.3g}"
    return f"{low:.3g} or more" if position == len(edges) - 2 else f"{low:.3g} to {high:.3g}"


def cells_of(outcomes: Sequence[CellOutcome], values: Values) -> OutcomeCells:
    """Return the cells of outcomes, with ranges as found where none are said.

    Parameters
    ----------
    values : of the settings that were spread evenly, an array [settings, outcomes].

    Raises
    ------
    ValueError : an outcome has no value, or is the same at all settings, so that it has no range.
    """
    return OutcomeCells([_edges(outcome, values[:, axis]) for axis, outcome in enumerate(outcomes)])


def _edges(outcome: CellOutcome, values: Values) -> Values:
    low, high = _range(outcome, values)
    edges: Values = np.linspace(low, high, outcome.cells + 1)
    return edges


def _range(outcome: CellOutcome, values: Values) -> tuple[float, float]:
    is_share = OUTCOMES[outcome.outcome].kind == "share" and not outcome.difference
    low, high = (0.0, 1.0) if is_share else (None, None)
    low, high = (said if said is not None else own for said, own in ((outcome.low, low), (outcome.high, high)))
    if low is not None and high is not None:
        return low, high
    known = values[~np.isnan(values)]
    if not len(known) or float(np.ptp(known)) == 0.0:
        what = f"is {known[0]:.3g} at all of them" if len(known) else "has no value at any of them"
        raise ValueError(
            f"{outcome.title}: {what}, so that its range is not known; allowed: `low:` and `high:`, or other levers"
        )
    margin = MARGIN * float(np.ptp(known))
    return (float(known.min()) - margin if low is None else low), (
        float(known.max()) + margin if high is None else high
    )
