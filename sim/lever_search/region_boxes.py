"""A region told in bounds that can be read: a box in which nearly all settings reach the goal, and most of it lies.

From the whole space, the slice that holds least of the region is peeled away, again and again, until nearly all of what
is left belongs to it: the patient rule induction method of Friedman & Fisher (1999). A lever of which nothing is peeled
does not matter for staying in the region. (EMA Workbench, which finds boxes in sweeps, takes longer to import than the
whole search.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.lever_search.lever_space import LeverSpace, Values, sobol
from sim.lever_search.regions import Flags, Lattice, Region

NEARLY_ALL = 0.95  # share of the places in a box that must belong to the region
PEELED = 0.05  # share of what is left that a step takes away from one side of a number
LEAST_LEFT = 0.2  # share of the region, of which no step may leave less


@dataclass(frozen=True)
class RegionBox:
    """The box of a region.

    Attributes
    ----------
    low, high : of each lever that is a number, between which places of its axis it lies; of a choice 0 and 1.
    allowed : of each lever that is a choice, the positions of the levels that are allowed; of a number none.
    members : whether each place of the lattice lies in it, an array [combinations, places].
    density : share of its places that belong to the region.
    coverage : share of the region that lies in it.
    """

    low: Values
    high: Values
    allowed: tuple[tuple[int, ...], ...]
    members: Flags
    density: float
    coverage: float

    @property
    def share(self) -> float:
        """Return its share of lever space."""
        return float(self.members.mean())

    def limits(self, space: LeverSpace, axis: int) -> bool:
        """Return whether it leaves out anything of a lever."""
        levels = len(space.factors[axis].levels)
        return len(self.allowed[axis]) < levels if levels else bool(self.low[axis] > 0.0 or self.high[axis] < 1.0)

    def spread(self, space: LeverSpace, count: int, seed: int) -> Values:
        """Return places spread evenly over the box."""
        places = self.low + (self.high - self.low) * sobol(len(space.factors), count, seed)
        for axis in space.choices:
            own = np.array(self.allowed[axis])
            chosen = np.minimum((places[:, axis] * len(own)).astype(int), len(own) - 1)
            places[:, axis] = (own[chosen] + 0.5) / len(space.factors[axis].levels)
        return space.snapped(places)


def box_of(lattice: Lattice, region: Region) -> RegionBox:
    """Return the box of a region; where no box is as pure as that, one that holds little of the region is returned."""
    places, good, space = lattice.places, region.members.ravel(), lattice.space
    positions = {axis: space.positions(axis, places) for axis in space.choices}
    low, high, inside = np.zeros(places.shape[1]), np.ones(places.shape[1]), np.ones(len(places), dtype=bool)
    while good[inside].mean() < NEARLY_ALL:
        least = LEAST_LEFT * good.sum()
        slices = [one for one in _slices(places, positions, inside) if good[inside & ~one.places].sum() >= least]
        if not slices:
            break
        chosen = min(slices, key=lambda one: (good[one.places].mean(), -one.places.sum()))
        inside &= ~chosen.places
        low[chosen.axis] = chosen.low if chosen.low is not None else low[chosen.axis]
        high[chosen.axis] = chosen.high if chosen.high is not None else high[chosen.axis]
    allowed = [np.unique(positions[axis][inside]).tolist() if axis in positions else [] for axis in range(len(low))]
    both = float((inside & good).sum())
    return RegionBox(low, high, tuple(map(tuple, allowed)), inside.reshape(region.members.shape),
                     both / inside.sum(), both / good.sum())  # fmt: skip


@dataclass(frozen=True)
class _Slice:
    """What may be peeled from a box: some places; of a number, where the box begins or ends without them."""

    places: Flags
    axis: int
    low: float | None = None
    high: float | None = None


def _slices(places: Values, positions: Mapping[int, NDArray[np.int64]], inside: Flags) -> Iterator[_Slice]:
    """Yield what may be peeled from a box: the lowest and the highest of each number, each level of each choice."""
    for axis in range(places.shape[1]):
        if axis in positions:
            present = np.unique(positions[axis][inside])
            if len(present) > 1:
                yield from (_Slice(inside & (positions[axis] == level), axis) for level in present)
            continue
        column = places[:, axis]
        first, last = np.quantile(column[inside], (PEELED, 1.0 - PEELED)).tolist()
        for one in (
            _Slice(inside & (column < first), axis, low=first),
            _Slice(inside & (column > last), axis, high=last),
        ):
            if one.places.any():
                yield one
