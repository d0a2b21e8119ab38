"""What partnerships change month by month: a run less its twin, in every published figure and in quality of care."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engine.record import ReplicateRecord
from sim.model.indicators import OBSERVABLES

QUALITY = "quality"
ALL_TRUSTS = "all trusts"
COLUMNS: dict[str, tuple[str, str]] = {
    "trust": ("name", "id of a focal trust; all trusts: the mean of all in each replicate"),
    "variable": ("name", "a published figure, or quality of care"),
    "month": ("months", "month of the run; 0 is the start"),
    "twin": ("as the variable", "median over replicates without partnerships"),
    "difference": ("as the variable", "mean over replicates of the run less its twin"),
    "low": ("as the variable", "lower end of the 95 % interval of the difference (Student's t)"),
    "high": ("as the variable", "upper end of the 95 % interval of the difference (Student's t)"),
}
"""Columns of the table, with unit and meaning."""

Values = NDArray[np.float64]


def no_twin_months() -> pd.DataFrame:
    """Return the table of a run without a twin."""
    return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})


def twin_months_frame(
    records: Sequence[ReplicateRecord],
    twins: Sequence[ReplicateRecord],
    trust_ids: Sequence[str],
    focal: Sequence[str],
    units: Sequence[str] = (),
) -> pd.DataFrame:
    """Return a row for each focal trust (and for all together, where there are others), variable and month.

    Parameters
    ----------
    records, twins : the replicates with and without partnerships, in the same order.
    trust_ids : of all trusts, in the order of the records.
    focal : ids of the trusts that have rows of their own.
    units : ids of units, which are no trusts of their own and not among all.
    """
    groups = {trust: [trust_ids.index(trust)] for trust in focal}
    if len(focal) < len(trust_ids):
        groups[ALL_TRUSTS] = [place for place, name in enumerate(trust_ids) if name not in units]
    rows = [
        (trust, name, _rows(own[:, :, places], other[:, :, places]))
        for name in (QUALITY, *OBSERVABLES)
        for own, other in [(_values(records, name), _values(twins, name))]
        for trust, places in groups.items()
    ]
    frames = [
        pd.DataFrame({"trust": trust, "variable": name, "month": np.arange(len(found)), **_named(found)})
        for trust, name, found in rows
        if not np.isnan(found).all()
    ]
    table = pd.concat(frames, ignore_index=True)
    return table.astype({"trust": "category", "variable": "category", "month": np.int32})


def _named(found: Values) -> dict[str, Any]:
    return {name: found[:, place] for place, name in enumerate(list(COLUMNS)[3:])}


def _values(records: Sequence[ReplicateRecord], name: str) -> Values:
    """Return a variable, or a published figure, of all replicates, an array [replicate, month, trust]."""
    if name == QUALITY:
        return np.stack([record.states[QUALITY] for record in records]).astype(np.float64)
    item = OBSERVABLES[name]
    found = [item.of_trusts(record.states[item.level], record.states["provider_type"]) for record in records]
    return np.stack(found).astype(np.float64)


def _rows(own: Values, other: Values) -> Values:
    """Return median of the twin, mean difference, and its interval, an array [month, 4]; missing where none is known.

    Trusts of one replicate are not independent of each other, so that their mean counts as one.
    """
    gaps, twins = _mean_of_trusts(own - other), _mean_of_trusts(other)
    known = ~np.isnan(gaps).any(axis=1)
    count = int(known.sum())
    if not count:
        return np.full((own.shape[1], 4), np.nan)
    average = gaps[known].mean(axis=0)
    half = np.full(average.shape, np.nan)
    if count > 1:
        from scipy.special import stdtrit

        half = stdtrit(count - 1, 0.975) * gaps[known].std(axis=0, ddof=1) / sqrt(count)
    return np.column_stack([np.median(twins[known], axis=0), average, average - half, average + half])


def _mean_of_trusts(values: Values) -> Values:
    """Return the mean of the trusts that have a value, an array [replicate, month]."""
    known = ~np.isnan(values)
    count = known.sum(axis=2)
    means = np.where(known, values, 0.0).sum(axis=2) / np.maximum(count, 1)
    return np.where(count > 0, means, np.nan)
