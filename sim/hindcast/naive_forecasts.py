"""Two naive forecasts to beat: that nothing changes, and that everything returns to the mean of all trusts.

Their spreads come from the stationary population, which knows the figures of each trust a year before. They know of no
season: what a month adds to its year is noise to them, in the value that they go on from as in those to come. A figure
whose past is not known there keeps nothing of itself from year to year.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.hindcast.forecast_bands import BAND, Forecast
from sim.hindcast.scores import STANDARD, crps_of_normal
from sim.scenario.starting_population import HISTORY, rows_of_type, stationary_population

PERSISTENCE, REGRESSION = "persistence", "regression to the mean"
YEAR = 12
REACH = STANDARD.inv_cdf(0.5 + BAND / 2.0)
"""Standard deviations from the mean to either end of the 90 % band of a normal forecast."""
ANNUAL = {"published_access": "annual_access", "published_finance": "annual_finance"}
"""Figures of a year whose past is known, by those of a month."""


@dataclass(frozen=True, slots=True)
class Persistence:
    """How a figure of trusts of a type moves in the stationary population, in levels.

    Attributes
    ----------
    mean, variance : over trusts.
    kept : correlation with the same figure a year before.
    month : mean square of what a month adds to its year, season and error.
    """

    mean: float
    variance: float
    kept: float
    month: float


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal forecast of a figure in a month."""

    mean: float
    deviation: float

    @property
    def band(self) -> tuple[float, float]:
        """Return the ends of the 90 % band."""
        reach = REACH * self.deviation
        return self.mean - reach, self.mean + reach

    def crps(self, observed: float) -> float:
        """Return the score of an observed value."""
        return crps_of_normal(self.mean, self.deviation, observed)


@cache
def persistence_of(provider_type: str, level: str) -> Persistence:
    """Return how a published figure of trusts of a type moves."""
    rows = stationary_population()[rows_of_type(provider_type)]
    annual = ANNUAL.get(level, level)
    now, year_before = rows[annual].astype(float), HISTORY.get((annual, YEAR))
    kept = 0.0 if year_before is None else float(np.corrcoef(now, rows[year_before])[0, 1])
    month = float(np.mean((rows[level] - now) ** 2))
    return Persistence(float(now.mean()), float(now.var()), max(0.0, kept), month)


def naive(name: str, forecast: Forecast, origin: float, months: int) -> Normal:
    """Return what a naive forecast says of a figure so many months after a value was known."""
    item = forecast.observable
    moves = persistence_of(forecast.provider_type, item.level)
    years = months / YEAR
    if name == PERSISTENCE:
        mean, variance = origin, moves.month + 2.0 * moves.variance * (1.0 - moves.kept) * years
    else:
        kept = moves.kept**years
        told = kept * moves.variance / (moves.variance + moves.month)  # by the one month that is known
        usual = item.at_zero + item.slope * moves.mean
        mean, variance = usual + told * (origin - usual), moves.variance * (1.0 - kept * told)
    return Normal(mean, abs(item.slope) * float(np.sqrt(variance + moves.month)))
