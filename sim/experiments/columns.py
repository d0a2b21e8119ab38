"""Columns of a design: from positions of levels, or from the unit interval, to the values of a factor."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiments.factors import FLAG, NUMBER, WHOLE, Factor

TYPES: dict[str, type] = {FLAG: np.bool_, WHOLE: np.int64, NUMBER: np.float64}


def column_of_positions(factor: Factor, positions: NDArray[Any]) -> Any:
    """Return the levels at some positions: numbers and flags as such, all else as a category."""
    if factor.kind in TYPES:
        return np.array(factor.levels, dtype=TYPES[factor.kind])[positions]
    return pd.Categorical.from_codes(positions, dtype=pd.CategoricalDtype(factor.labels))


def column_of_shares(factor: Factor, shares: NDArray[np.float64]) -> Any:
    """Return the values of a factor at some places of the unit interval.

    Levels and whole numbers have equal parts of the interval (whole numbers on a log scale: equal ratios); numbers are
    spread evenly over it.
    """
    if factor.levels:
        return column_of_positions(factor, _parts(shares, len(factor.levels)))
    if not factor.whole:
        return _between(shares, factor.low, factor.high, factor.log)
    if factor.log:
        numbers = np.floor(_between(shares, factor.low, factor.high + 1.0, factor.log)).astype(np.int64)
        return np.minimum(numbers, int(factor.high))
    return int(factor.low) + _parts(shares, int(factor.high - factor.low) + 1)


def _parts(shares: NDArray[np.float64], parts: int) -> NDArray[np.int64]:
    """Return in which of equal parts of the unit interval each share lies; 1 is in the last."""
    return np.minimum((shares * parts).astype(np.int64), parts - 1)


def _between(shares: NDArray[np.float64], low: float, high: float, log: bool) -> NDArray[np.float64]:
    if not log:
        return np.clip(low + shares * (high - low), low, high)
    return np.clip(np.exp(math.log(low) + shares * (math.log(high) - math.log(low))), low, high)


def numbers_in(factor: Factor, column: pd.Series[Any]) -> NDArray[np.float64]:
    """Return a column of a design as numbers; of words, the positions of the levels."""
    if factor.kind in TYPES:
        return column.to_numpy(np.float64)
    return np.asarray(column.cat.codes, dtype=np.float64)


def bounds_in_numbers(factor: Factor) -> list[float]:
    """Return the lowest and highest number of a column."""
    if not factor.levels:
        return [factor.low, factor.high]
    if factor.kind in TYPES:
        return [float(min(factor.levels)), float(max(factor.levels))]
    return [0.0, float(len(factor.levels) - 1)]
