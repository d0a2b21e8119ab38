"""Levels in the units that people publish: four-hour performance, engagement score, surplus, vacancy rate.

The mappings are straight lines, so that they can be read both ways; they change nothing in the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Observable:
    """A published figure that a level stands for: `at_zero + slope * level`, kept within `low` and `high`."""

    name: str
    level: str
    title: str
    unit: str
    at_zero: float
    slope: float
    low: float
    high: float
    source: str

    def of(self, level: ArrayLike) -> NDArray[np.float64]:
        """Return the published figure for a level, or for an array of levels."""
        import numpy as np  # here, since checking a scenario needs the names of observables and no arrays

        figures: NDArray[np.float64] = np.clip(self.at_zero + self.slope * np.asarray(level), self.low, self.high)
        return figures


OBSERVABLES: dict[str, Observable] = {
    observable.name: observable
    for observable in (
        Observable(
            "four_hour_performance",
            "published_access",
            "A&E four-hour performance",
            "%",
            48.0,
            62.0,
            0.0,
            100.0,
            "line assumed; mean and spread of type 1 performance 2016/17 to 2018/19, NHS England monthly data",
        ),
        Observable(
            "engagement_score",
            "published_engagement",
            "Staff engagement score",
            "0 to 10",
            6.3,
            1.9,
            0.0,
            10.0,
            "line assumed; mean and spread of acute trusts, NHS staff survey 2019, rescaled from 1-5 to 0-10",
        ),
        Observable(
            "surplus",
            "published_finance",
            "Surplus or deficit",
            "% of turnover",
            -10.0,
            20.0,
            -30.0,
            30.0,
            "line assumed; 44 % of trusts in deficit in 2016/17 and 2017/18 (King's Fund)",
        ),
        Observable(
            "vacancy_rate",
            "published_workforce",
            "Vacancy rate",
            "% of posts",
            23.0,
            -24.0,
            0.0,
            60.0,
            "line assumed; nearly one nursing post in ten was vacant in 2015 (Health Foundation 2017)",
        ),
    )
}
