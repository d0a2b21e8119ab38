"""A region told in bounds that can be read: the largest box found in which nearly all settings reach the goal.

The box is one of those on the way of PRIM (EMA Workbench), which peels away what does not reach, lever by lever. A lever
that it leaves alone does not matter for staying in the region.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.boxes import WORKBENCH, Limit, limit_of, quiet
from sim.analysis.libraries import library
from sim.lever_search.lever_space import LeverSpace, Values, sobol
from sim.lever_search.regions import Flags, Lattice, Region

NEARLY_ALL = 0.95  # share of the places in a box that must reach
PEELED = 0.05  # share of what is left that a step takes away
LEAST_PLACES = 4
LEAST_DENSITY = 1e-6  # any; with 0 the library takes all places for good ones


@dataclass(frozen=True)
class RegionBox:
    """The box of a region.

    Attributes
    ----------
    limits : by axis, of the levers that it limits; numbers by their place on the axis, from 0 to 1.
    members : whether each place of the lattice lies in it, an array [combinations, places].
    density : share of its places that lie in the region.
    coverage : share of the region that lies in it.
    """

    limits: dict[int, Limit]
    members: Flags
    density: float
    coverage: float

    @property
    def share(self) -> float:
        """Return its share of lever space."""
        return float(self.members.mean())

    def bounds(self, axis: int) -> tuple[float, float]:
        """Return between which places of its axis a lever that is a number lies in the box."""
        limit = self.limits.get(axis)
        low, high = (None, None) if limit is None else (limit.low, limit.high)
        return 0.0 if low is None else low, 1.0 if high is None else high

    def levels(self, axis: int, space: LeverSpace) -> list[str]:
        """Return the levels of a choice that the box allows."""
        labels = space.factors[axis].labels
        limit = self.limits.get(axis)
        return labels if limit is None or not limit.words else [label for label in labels if label in limit.words]

    def spread(self, space: LeverSpace, count: int, seed: int) -> Values:
        """Return places spread evenly over the box."""
        places = sobol(len(space.factors), count, seed)
        for axis in space.numbers:
            low, high = self.bounds(axis)
            places[:, axis] = low + (high - low) * places[:, axis]
        for axis in space.choices:
            labels, own = space.factors[axis].labels, self.levels(axis, space)
            chosen = np.minimum((places[:, axis] * len(own)).astype(int), len(own) - 1)
            at = np.array([labels.index(label) for label in own])
            places[:, axis] = (at[chosen] + 0.5) / len(labels)
        return space.snapped(places)


def box_of(lattice: Lattice, region: Region, seed: int) -> RegionBox:
    """Return the box of a region: of those in which nearly all places reach, the one that holds most of it.

    Where no box is as pure as that, it is the purest.
    """
    prim = library("ema_workbench.analysis.prim", WORKBENCH)
    table, good = _table(lattice), region.members.ravel()
    with quiet(seed):
        least = max(LEAST_PLACES, 0.2 * good.sum()) / len(good)
        box = prim.Prim(table, good.astype(int), threshold=LEAST_DENSITY, peel_alpha=PEELED, mass_min=least).find_box()
    way = box.peeling_trajectory
    pure = way[way["density"] >= min(NEARLY_ALL, way["density"].max())]
    bounds = box.box_lims[int(pure["coverage"].idxmax())]
    limits = {axis: limit_of(bounds, table, factor) for axis, factor in enumerate(table.columns)}
    kept = {axis: limit for axis, limit in limits.items() if _limits(limit, lattice.space, axis)}
    members = _members(lattice, table, kept)
    inside = float((members & region.members).sum())
    return RegionBox(kept, members, inside / max(1, members.sum()), inside / region.members.sum())


def _table(lattice: Lattice) -> pd.DataFrame:
    """Return the places as PRIM reads them: numbers by their place on the axis, choices as categories."""
    places, space = lattice.places, lattice.space
    columns: dict[str, Any] = {}
    for axis, factor in enumerate(space.factors):
        at = np.minimum((places[:, axis] * max(1, len(factor.levels))).astype(int), len(factor.levels) - 1)
        columns[factor.key] = (
            pd.Categorical.from_codes(at, factor.labels) if factor.levels else places[:, axis]
        )
    return pd.DataFrame(columns)


def _limits(limit: Limit, space: LeverSpace, axis: int) -> bool:
    """Return whether a limit leaves anything out."""
    if space.factors[axis].levels:
        return 0 < len(limit.words) < len(space.factors[axis].levels)
    return limit.low is not None or limit.high is not None


def _members(lattice: Lattice, table: pd.DataFrame, limits: dict[int, Limit]) -> Flags:
    found = np.ones(len(table), dtype=bool)
    for axis, limit in limits.items():
        column = table.iloc[:, axis]
        if limit.words:
            found &= column.astype(str).isin(limit.words).to_numpy()
            continue
        found &= (column >= (-np.inf if limit.low is None else limit.low)).to_numpy()
        found &= (column <= (np.inf if limit.high is None else limit.high)).to_numpy()
    return found.reshape(len(lattice.combinations), -1)
