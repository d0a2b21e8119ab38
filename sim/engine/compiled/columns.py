"""Columns of the trusts' table that can be followed month by month, and the counts from which quantiles are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.record_types import Records, record_type
from sim.engine.compiled.recorder import FLAG, NUMBER, WHOLE
from sim.engine.record import TRUST_COLUMNS
from sim.model.state import TrustState
from sim.model.variables import field_types, variables

LEVELS = 1000  # into which the range of a variable is cut: a quantile is off by at most half a thousandth of the range
PLACE = np.dtype(
    [("kind", "i8"), ("place", "i8"), ("choice", "i8"), ("low", "f8"), ("levels_a_unit", "f8"), ("levels", "i8")]
)
KINDS = {float: NUMBER, int: WHOLE, bool: FLAG}


@dataclass(frozen=True, slots=True)
class Column:
    """A recorded variable of the trusts; with a choice, whether the variable has that value (1 for yes, 0 for no)."""

    variable: str
    choice: int = -1


@dataclass(slots=True)
class Counts:
    """How many trusts were at which level in which month, in all replicates counted so far.

    Attributes
    ----------
    columns : the variables that are counted.
    groups : which group each trust is in, -1 for none; the last group is all trusts.
    counts : an array [columns, groups, months + 1, levels]. Of choices, flags and small whole numbers the levels are
        their values.
    """

    columns: tuple[Column, ...]
    groups: NDArray[np.int64]
    counts: NDArray[np.uint32]


def range_of(variable: str) -> tuple[float, float, int]:
    """Return the lowest value of a variable that can be counted, how many levels a unit has, and the levels in all.

    Raises
    ------
    ValueError : it has no range, so that its levels are not known beforehand.
    """
    about, kind = variables(TrustState)[variable], field_types(TrustState)[variable]
    if about.low is None or about.high is None:
        allowed = ", ".join(name for name in TRUST_COLUMNS if _has_range(name))
        raise ValueError(f"{variable} has no upper bound, so its quantiles cannot be kept; allowed: {allowed}")
    if kind is float:
        return about.low, LEVELS / (about.high - about.low), LEVELS
    return about.low, 1.0, int(about.high - about.low) + 1


def _has_range(variable: str) -> bool:
    about = variables(TrustState)[variable]
    return about.low is not None and about.high is not None


def column_places(columns: Sequence[Column]) -> Records:
    """Return where columns stand in the record of a trust, and how their values become levels."""
    fields = record_type(TrustState).fields
    assert fields is not None
    rows = []
    for column in columns:
        kind = KINDS[field_types(TrustState)[column.variable]]
        offset = fields[column.variable][1]
        place = offset if kind == FLAG else offset // 8
        low, levels_a_unit, levels = range_of(column.variable) if _has_range(column.variable) else (0.0, 0.0, 1)
        rows.append((kind, place, column.choice, low, levels_a_unit, levels))
    return np.array(rows, dtype=PLACE)


def counts_for(variables_wanted: Sequence[str], groups: NDArray[np.int64], months: int) -> Counts:
    """Return counts of nothing yet, over `months` months and the start.

    Raises
    ------
    ValueError : a variable has no range.
    """
    columns = tuple(Column(name) for name in variables_wanted)
    levels = max((range_of(name)[2] for name in variables_wanted), default=0)
    shape = (len(columns), int(groups.max(initial=-1)) + 2, months + 1, levels)
    return Counts(columns, groups, np.zeros(shape, dtype=np.uint32))


def groups_of_trusts(trusts: Sequence[str], focal_trusts: Sequence[str]) -> NDArray[np.int64]:
    """Return the group of each trust: each focal trust is one of its own, in their order; others are in none."""
    return np.array([focal_trusts.index(name) if name in focal_trusts else -1 for name in trusts], dtype=np.int64)


def count_states(counts: Counts, states: Mapping[str, NDArray[Any]]) -> None:
    """Count the states [months + 1, trusts] of a replicate that was simulated in full, as the ensemble counts them."""
    for at, column in enumerate(counts.columns):
        low, levels_a_unit, levels = range_of(column.variable)
        values = states[column.variable].astype(np.float64)
        reached = np.clip(((values - low) * levels_a_unit).astype(np.int64), 0, levels - 1)
        months = np.arange(len(reached))
        for position, group in enumerate(counts.groups.tolist()):
            if states["unit_of"][0, position] < 0:
                np.add.at(counts.counts[at, -1], (months, reached[:, position]), 1)
            if group >= 0:
                np.add.at(counts.counts[at, group], (months, reached[:, position]), 1)


def no_counts(trusts: int) -> Counts:
    """Return what stands for counts where nothing is counted."""
    return Counts((), np.full(trusts, -1, dtype=np.int64), np.zeros((0, 0, 0, 0), dtype=np.uint32))


def quantile_of(counts: NDArray[np.uint32], variable: str, share: float) -> NDArray[np.float64]:
    """Return the level below which a share of the counted values lies, the middle of the level in which it falls.

    Parameters
    ----------
    counts : how many values were at each level, an array [..., levels].
    share : 0 to 1.

    Returns
    -------
    An array [...], NaN where nothing was counted. Off by at most half a level.
    """
    low, levels_a_unit, levels = range_of(variable)
    up_to = counts[..., :levels].cumsum(axis=-1, dtype=np.uint64)
    total = up_to[..., -1:]
    # The value of rank share * (n - 1), as NumPy counts, without going between two values.
    rank = np.floor(share * (np.maximum(total, 1) - 1).astype(np.float64)) + 1
    level = (up_to < rank).sum(axis=-1)
    middle = 0.5 if field_types(TrustState)[variable] is float else 0.0
    found: NDArray[np.float64] = np.where(total[..., 0] > 0, low + (level + middle) / levels_a_unit, np.nan)
    return found
