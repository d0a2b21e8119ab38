"""How many points a design has."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sim.experiments.factors import Factor
from sim.experiments.ranges import MOST_POINTS
from sim.scenario.errors import Fault

MOST_CELLS = 250_000_000
"""Values in a design, all factors together: 2 GB."""


def number_of_points(factors: Sequence[Factor], design: Mapping[str, Any]) -> int:
    """Return how many points a design has.

    Parameters
    ----------
    factors
        the factors as the design plays them.
    design
        what the experiment file says of the design.
    """
    kind, count = design["kind"], len(factors)
    if kind == "grid":
        return math.prod(len(factor.levels) for factor in factors)
    if kind == "one_at_a_time":
        return 1 + sum(len(factor.levels) - 1 for factor in factors)
    if kind == "morris":
        return int(design["trajectories"] * (count + 1))
    points = design["points"]
    if kind == "saltelli":
        return int(points * (2 * count + 2 if design.get("second_order") else count + 2))
    return int(points) if isinstance(points, int) else len(points)


def size_faults(factors: Sequence[Factor], design: Mapping[str, Any]) -> list[Fault]:
    """Return the fault of a design that is too large to be planned."""
    points = number_of_points(factors, design)
    most = min(MOST_POINTS, MOST_CELLS // max(len(factors), 1))
    if points <= most:
        return []
    found = f"has {points:,} points of {len(factors)} factors"
    return [Fault(("design",), found, f"at most {most:,} with so many factors", at_key=True)]
