"""Regions of lever space: settings that reach a goal, put together where small steps lead from one to the other.

For each combination of choices the same places of the numbers are looked at. Places that reach are neighbours if they
are among each other's nearest and the place halfway reaches, too; a region is what neighbours lead to. Regions of
different choices are one where they are nearly the same, so that the choice hardly matters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.lever_search.lever_space import LeverSpace, Values, sobol

PLACES = 8_192  # over all combinations of choices
LEAST_PLACES, MOST_PLACES = 256, 4_096  # of the numbers
NEIGHBOURS = 8
LEAST_SHARE = 0.002  # of the places of the numbers; what is smaller is a speck
LEAST_IN_REGION = 4
SAME = 0.8  # share of the places of either region that both must have to be one

Flags = NDArray[np.bool_]
Test = Callable[[Values], Flags]
"""Returns which places reach."""


@dataclass(frozen=True)
class Lattice:
    """The places that are looked at.

    Attributes
    ----------
    space : of the levers.
    numbers : places of the numbers, the same for every combination of choices, an array [places, numbers].
    combinations : of choices, each by its levels.
    """

    space: LeverSpace
    numbers: Values
    combinations: Sequence[tuple[int, ...]]

    @property
    def places(self) -> Values:
        """Return all places, those of one combination of choices after the other."""
        return np.concatenate([self.space.with_choices(self.numbers, choices) for choices in self.combinations])


def lattice_of(space: LeverSpace, seed: int, left_out: Sequence[tuple[int, ...]] = ()) -> Lattice:
    """Return the places to look at, but those of combinations that cannot be."""
    combinations = [choices for choices in space.combinations if choices not in left_out]
    count = min(max(PLACES // max(1, len(combinations)), LEAST_PLACES), MOST_PLACES)
    return Lattice(space, sobol(len(space.numbers), 1 << (count.bit_length() - 1), seed), combinations)


@dataclass(frozen=True)
class Region:
    """A region of lever space.

    Attributes
    ----------
    members : whether each place of the lattice belongs to it, an array [combinations, places].
    """

    members: Flags

    @property
    def share(self) -> float:
        """Return its share of lever space."""
        return float(self.members.mean())


def regions_of(lattice: Lattice, reaching: Flags, reaches: Test | None) -> list[Region]:
    """Return the regions of what reaches, the largest first; specks are left out.

    Parameters
    ----------
    reaching : whether each place of the lattice reaches, an array [combinations, places].
    reaches : tests further places, which lie between neighbours; without it they are taken to reach.
    """
    parts: list[Region] = []
    for number, choices in enumerate(lattice.combinations):
        for own in _connected(lattice, choices, reaching[number], reaches):
            members = np.zeros_like(reaching)
            members[number, own] = True
            parts.append(Region(members))
    merged = [_union(group) for group in _alike(parts)]
    return sorted(merged, key=lambda region: -region.share)


def _connected(
    lattice: Lattice, choices: tuple[int, ...], reaching: Flags, reaches: Test | None
) -> Iterator[NDArray[np.int64]]:
    """Yield the places of each connected part of one combination of choices that is no speck."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    there = np.flatnonzero(reaching)
    least = max(LEAST_IN_REGION, int(LEAST_SHARE * len(reaching)))
    if len(there) < least:
        return
    numbers = lattice.numbers[there]
    _, nearest = cKDTree(numbers).query(numbers, k=min(NEIGHBOURS + 1, len(there)))
    one = np.repeat(np.arange(len(there)), nearest.shape[1] - 1)
    pairs = np.unique(np.sort(np.stack([one, nearest[:, 1:].ravel()], axis=1), axis=1), axis=0)
    if reaches is not None:
        halfway = (numbers[pairs[:, 0]] + numbers[pairs[:, 1]]) / 2.0
        pairs = pairs[reaches(lattice.space.with_choices(halfway, choices))]
    graph = coo_array((np.ones(len(pairs)), pairs.T), shape=(len(there), len(there)))
    count, labels = connected_components(graph, directed=False)
    yield from (there[labels == label] for label in range(count) if (labels == label).sum() >= least)


def _alike(parts: Sequence[Region]) -> Iterator[list[Region]]:
    """Yield parts in groups: those of different choices that are nearly the same stand together."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not parts:
        return
    numbers = np.array([part.members.any(axis=0) for part in parts], dtype=np.float64)
    both = numbers @ numbers.T
    sizes = numbers.sum(axis=1)
    alike = both / (sizes[:, None] + sizes[None, :] - both) >= SAME
    count, labels = connected_components(coo_array(alike.astype(np.int8)), directed=False)
    yield from ([part for part, own in zip(parts, labels, strict=True) if own == label] for label in range(count))


def _union(group: Sequence[Region]) -> Region:
    return Region(np.logical_or.reduce([part.members for part in group]))


def perhaps_one(lattice: Lattice, regions: Sequence[Region], possible: Flags) -> list[Flags]:
    """Return for each region which others it may be one with: all that lies between cannot be ruled out.

    Parameters
    ----------
    possible : whether it cannot be ruled out that a place of the lattice reaches, an array [combinations, places].
    """
    wide = regions_of(lattice, possible, None)
    within = np.array([[bool((region.members & one.members).any()) for one in wide] for region in regions])
    together = within.astype(int) @ within.T.astype(int) > 0
    return [together[own] & (np.arange(len(regions)) != own) for own in range(len(regions))]
