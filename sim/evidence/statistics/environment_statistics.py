"""Statistics of shocks to the whole nation: staff after a pandemic, who gains when demand drops, and deficits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.evidence.simulated import SimulatedWorlds, Values, mean_over, needed_variables
from sim.evidence.statistics.persistence_statistics import correlation, engagement_each_autumn
from sim.evidence.statistics.population_statistics import four_hour_performance
from sim.model.enums import ProviderType
from sim.model.indicators import OBSERVABLES

SURVEYS_2021_TO_2024 = slice(1, 5)  # of a run that starts in April 2020


@needed_variables("published_engagement")
def engagement_persists_after_a_pandemic(worlds: SimulatedWorlds) -> Values:
    """Return the correlation of engagement in 2021 with that in 2024, and its ratio to that from year to year."""
    surveys = engagement_each_autumn(worlds)[:, SURVEYS_2021_TO_2024]
    three_years, one_year = correlation(surveys, 3), correlation(surveys, 1)
    return np.stack([three_years, three_years / one_year], axis=1)


@needed_variables("published_engagement")
def national_swing_of_engagement(worlds: SimulatedWorlds) -> Values:
    """Return the change of mean engagement from 2021 to 2024 in between-trust standard deviations of 2021."""
    surveys = engagement_each_autumn(worlds)[:, SURVEYS_2021_TO_2024]
    swing: Values = (surveys[:, -1].mean(axis=1) - surveys[:, 0].mean(axis=1)) / surveys[:, 0].std(axis=1)
    return swing


@needed_variables("published_access")
def gain_on_shortfall(worlds: SimulatedWorlds) -> Values:
    """Return the slope of a year's gain in four-hour performance on the deviation of the year before from the mean.

    By least squares over trusts, in points per point; mean over all pairs of years of the run.
    """
    percent = four_hour_performance(worlds)[:, 1:]
    years = percent.shape[1] // 12
    yearly = percent[:, : 12 * years].reshape(len(percent), years, 12, percent.shape[2]).mean(axis=2)
    before = yearly - yearly.mean(axis=2, keepdims=True)
    gain = np.diff(yearly, axis=1)
    slopes = (before[:, :-1] * gain).sum(axis=2) / (before[:, :-1] ** 2).sum(axis=2)
    return mean_over(slopes, (1,))


def share_in_deficit(worlds: SimulatedWorlds, counted: NDArray[np.bool_]) -> Values:
    """Return the share of some trusts in deficit over each year, an array [replicates, years]."""
    deficit = OBSERVABLES["surplus"].of(worlds.year_means("published_finance")) < 0.0
    share: Values = (deficit & counted).sum(axis=2) / counted.sum(axis=2)
    return share


@needed_variables("published_finance")
def fall_of_deficits_after_a_reset(worlds: SimulatedWorlds) -> Values:
    """Return the largest change downwards of the share of trusts in deficit from one year to the next.

    Of the year of the first dated event and those after it, each less the year before.
    """
    reset = (worlds.scenario.events[0].month - 1) // 12
    everyone = np.ones_like(worlds.year_means("published_finance"), dtype=bool)
    changes = np.diff(share_in_deficit(worlds, everyone), axis=1)
    fall: Values = changes[:, reset - 1 :].min(axis=1)
    return fall


@needed_variables("published_finance", "provider_type")
def acute_deficits_in_the_second_year(worlds: SimulatedWorlds) -> Values:
    """Return the share of acute trusts in deficit over the second year of the run."""
    acute = worlds.months["provider_type"][:, :1] == ProviderType.ACUTE
    second: Values = share_in_deficit(worlds, acute)[:, 1]
    return second
