"""The space of the levers: every setting is a place in the unit cube, whose axes are the levers.

A lever with bounds is a number, spread evenly over its axis. A lever with levels is a choice: each level has an equal
part of the axis, and is meant by the middle of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiments.design import column_of_shares
from sim.experiments.factors import Factor

Values = NDArray[np.float64]

MOST_COMBINATIONS = 256


@dataclass(frozen=True)
class LeverSpace:
    """The levers of a search.

    Attributes
    ----------
    factors : the levers, in the order of the axes.
    """

    factors: tuple[Factor, ...]

    def __post_init__(self) -> None:
        if len(self.combinations) > MOST_COMBINATIONS:
            raise ValueError(
                f"levers: found {len(self.combinations)} combinations of choices; allowed: at most "
                f"{MOST_COMBINATIONS}, each of which has to be searched by itself"
            )

    @property
    def names(self) -> list[str]:
        """Return the keys of the levers."""
        return [factor.key for factor in self.factors]

    @property
    def numbers(self) -> list[int]:
        """Return the axes of levers that are numbers."""
        return [axis for axis, factor in enumerate(self.factors) if not factor.levels]

    @property
    def choices(self) -> list[int]:
        """Return the axes of levers that are choices."""
        return [axis for axis, factor in enumerate(self.factors) if factor.levels]

    @property
    def combinations(self) -> list[tuple[int, ...]]:
        """Return every combination of choices, by the positions of their levels; one, of none, without choices."""
        return list(product(*(range(len(self.factors[axis].levels)) for axis in self.choices)))

    def snapped(self, places: Values) -> Values:
        """Return places moved to the middle of the level, or of the whole number, that they stand for."""
        found = places.copy()
        for axis, factor in enumerate(self.factors):
            if parts := _parts(factor):
                found[:, axis] = (np.minimum(np.floor(places[:, axis] * parts), parts - 1) + 0.5) / parts
        return found

    def combination_of(self, places: Values) -> NDArray[np.int64]:
        """Return the number of the combination of choices at each place."""
        found = np.zeros(len(places), dtype=np.int64)
        for axis in self.choices:
            found = found * len(self.factors[axis].levels) + self.positions(axis, places)
        return found

    def positions(self, axis: int, places: Values) -> NDArray[np.int64]:
        """Return the position of the level of a choice at each place."""
        levels = len(self.factors[axis].levels)
        found: NDArray[np.int64] = np.minimum((places[:, axis] * levels).astype(np.int64), levels - 1)
        return found

    def with_choices(self, numbers: Values, combination: tuple[int, ...]) -> Values:
        """Return places with some values of the numbers, all with one combination of choices."""
        places = np.empty((len(numbers), len(self.factors)))
        places[:, self.numbers] = numbers
        for axis, level in zip(self.choices, combination, strict=True):
            places[:, axis] = (level + 0.5) / len(self.factors[axis].levels)
        return self.snapped(places)

    def features(self, places: Values) -> Values:
        """Return places as a regression reads them: numbers as they are, for each level of a choice whether it is."""
        snapped = self.snapped(places)
        columns = [snapped[:, self.numbers]]
        for axis in self.choices:
            levels = len(self.factors[axis].levels)
            columns.append((np.floor(snapped[:, [axis]] * levels) == np.arange(levels)).astype(np.float64))
        return np.hstack(columns)

    def spread(self, count: int, seed: int) -> Values:
        """Return places spread evenly over the levers: points of a scrambled Sobol' sequence."""
        return self.snapped(sobol(len(self.factors), count, seed))

    def settings(self, places: Values) -> pd.DataFrame:
        """Return the values of the levers at places: a row for each, a column for each lever."""
        return pd.DataFrame({factor.key: column_of_shares(factor, places[:, axis])
                             for axis, factor in enumerate(self.factors)})  # fmt: skip

    @property
    def ranges(self) -> pd.DataFrame:
        """Return a row for each lever: its range, whether on a log scale, or the levels of a choice."""
        rows = [(factor.key, factor.low, factor.high, factor.log, ", ".join(factor.labels)) for factor in self.factors]
        return pd.DataFrame(rows, columns=["lever", "low", "high", "log", "levels"])

    def value_at(self, axis: int, share: float) -> Any:
        """Return the value of one lever at a place on its axis, as tables show it."""
        factor = self.factors[axis]
        value = column_of_shares(factor, np.array([share]))[0]
        return value if factor.levels else float(value)


def _parts(factor: Factor) -> int:
    """Return into how many equal parts the axis of a lever is divided; 0: it is not."""
    if factor.levels:
        return len(factor.levels)
    return int(factor.high - factor.low) + 1 if factor.whole and not factor.log else 0


def sobol(axes: int, count: int, seed: int) -> Values:
    """Return points of a scrambled Sobol' sequence."""
    from scipy.stats import qmc

    power = max(0, int(np.ceil(np.log2(max(1, count)))))
    points: Values = qmc.Sobol(axes, rng=seed).random_base2(power)[:count]
    return points


def rows_of(settings: pd.DataFrame, factors: Sequence[Factor]) -> list[dict[str, Any]]:
    """Return settings as the points of an experiment's list, with plain values."""
    columns = {factor.key: [_plain(factor, cell) for cell in settings[factor.key].tolist()] for factor in factors}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _plain(factor: Factor, cell: Any) -> Any:
    """Return a cell as it is written in a file: the name of a level that changes several keys, else its value."""
    return cell if factor.named is not None else factor.value_of(cell)
