"""Tables of what was counted month by month: quantiles of levels, and shares of choices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.engine.compiled.columns import Counts, quantile_of, range_of
from sim.model.enums import label
from sim.model.state import TrustState
from sim.model.variables import field_types, variables

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
USUAL = ("quality", "access", "finance", "engagement", "stage", "rating_overall", "special_measures")
"""What is counted if nothing else is asked for: what the figures of trajectories, stages and ratings show."""


def quantiles_frame(counts: Counts, groups: Sequence[str]) -> pd.DataFrame:
    """Return a row for each group of trusts, month and variable that is a level or a number.

    Columns q05 to q95 are quantiles over replicates and the trusts of the group; `n` is how many values they rest on.
    """
    frames = []
    for at, column in enumerate(counts.columns):
        if is_choice(column.variable):
            continue
        for group, name in enumerate(groups):
            own = counts.counts[at, group]
            values = {f"q{round(100 * share):02d}": quantile_of(own, column.variable, share) for share in SHARES}
            about = {"trust": name, "variable": column.variable, "month": np.arange(len(own), dtype=np.int32)}
            frames.append(pd.DataFrame({**about, **values, "n": own.sum(axis=-1, dtype=np.int64)}))
    return _joined(frames, dict.fromkeys((f"q{round(100 * share):02d}" for share in SHARES), np.float64))


def shares_frame(counts: Counts, groups: Sequence[str]) -> pd.DataFrame:
    """Return a row for each group of trusts, month, variable that is a choice or a flag, and value it can have."""
    frames = []
    for at, column in enumerate(counts.columns):
        if not is_choice(column.variable):
            continue
        low, _, levels = range_of(column.variable)
        for group, name in enumerate(groups):
            own = counts.counts[at, group].astype(np.int64)
            total = own.sum(axis=-1)
            for level in range(levels):
                about = {"trust": name, "variable": column.variable, "month": np.arange(len(own), dtype=np.int32)}
                share = np.where(total > 0, own[:, level] / np.maximum(total, 1), np.nan)
                value = value_in_words(column.variable, int(low) + level)
                frames.append(pd.DataFrame({**about, "value": value, "share": share, "n": total}))
    return _joined(frames, {"value": str, "share": np.float64})


def is_choice(variable: str) -> bool:
    """Return whether a variable is a choice among names or a flag, which has shares, not quantiles."""
    return variables(TrustState)[variable].choices is not None or field_types(TrustState)[variable] is bool


def value_in_words(variable: str, value: int) -> str:
    """Return a value of a choice or a flag in words."""
    choices = variables(TrustState)[variable].choices
    return ("no", "yes")[value] if choices is None else label(choices(value))


def _joined(frames: list[pd.DataFrame], own: dict[str, type]) -> pd.DataFrame:
    """Return frames as one; where there are none, one of no rows, whose columns have the same types."""
    types = {"trust": str, "variable": str, "month": np.int32, **own, "n": np.int64}
    empty = pd.DataFrame({name: np.zeros(0, kind) for name, kind in types.items()})
    joined = pd.concat(frames, ignore_index=True) if frames else empty
    return joined.astype({name: "category" for name, kind in types.items() if kind is str})
