"""Statistics of how far trusts stay what they are: correlations from year to year, and regression to the mean.

Engagement is surveyed once a year, in autumn; mortality and yearly access are means over a year. So they are here.
"""

from __future__ import annotations

import numpy as np

from sim.evidence.simulated import SimulatedWorlds, Values, mean_over, needed_variables
from sim.rules.published_figures import SURVEY_MONTH

ALIKE = 1e-12  # spread between trusts below which they do not differ
PUBLISHED_START = -1.75  # between-trust SD at which the published worst decile of engagement starts


def engagement_each_autumn(worlds: SimulatedWorlds) -> Values:
    """Return published engagement of each staff survey, an array [replicates, years, trusts]."""
    return worlds.months["published_engagement"][:, worlds.in_calendar(SURVEY_MONTH)]


def correlation(years: Values, lag: int) -> Values:
    """Return the correlation across trusts of values with those `lag` years later, mean over all pairs of years."""
    scores = standardised(years)
    return mean_over(scores[:, :-lag] * scores[:, lag:], (1, 2))


def standardised(years: Values) -> Values:
    """Return distances from the mean of each year, in between-trust standard deviations.

    They are missing where all trusts are alike.
    """
    spread = years.std(axis=2, keepdims=True)
    # Values that are all alike differ by rounding only.
    scores: Values = (years - years.mean(axis=2, keepdims=True)) / np.where(spread > ALIKE, spread, np.nan)
    return scores


def worst_decile(years: Values) -> tuple[Values, Values]:
    """Return the mean score of the worst tenth of trusts and that of the same trusts a year later, over all years."""
    scores = standardised(years)
    tenth = max(1, round(scores.shape[2] / 10))
    worst = np.argpartition(scores[:, :-1], tenth - 1, axis=2)[:, :, :tenth]
    now, later = (np.take_along_axis(year, worst, axis=2) for year in (scores[:, :-1], scores[:, 1:]))
    return mean_over(now, (1, 2)), mean_over(later, (1, 2))


@needed_variables("published_engagement")
def engagement_of_the_worst_a_year_later(worlds: SimulatedWorlds) -> Values:
    """Return where the worst decile on engagement stands a year later, had it started at -1.75 standard deviations."""
    now, later = worst_decile(engagement_each_autumn(worlds))
    return later * (PUBLISHED_START / now)


@needed_variables("published_quality")
def quality_of_the_worst_a_year_later(worlds: SimulatedWorlds) -> Values:
    """Return the worst decile's distance from the mean of quality a year later, as a ratio to its distance now."""
    now, later = worst_decile(worlds.year_means("published_quality"))
    return later / now


@needed_variables("published_engagement")
def engagement_after_a_year(worlds: SimulatedWorlds) -> Values:
    """Return the correlation of engagement with itself a year later."""
    return correlation(engagement_each_autumn(worlds), 1)


@needed_variables("published_quality")
def quality_after_a_year(worlds: SimulatedWorlds) -> Values:
    """Return the correlation of quality with itself a year later."""
    return correlation(worlds.year_means("published_quality"), 1)


@needed_variables("published_access")
def access_after_a_year(worlds: SimulatedWorlds) -> Values:
    """Return the correlation of yearly access with itself a year later."""
    return correlation(worlds.year_means("published_access"), 1)


@needed_variables("published_engagement", "published_quality")
def engagement_and_quality_after_three_years(worlds: SimulatedWorlds) -> Values:
    """Return both correlations at three years, in two columns."""
    engagement = correlation(engagement_each_autumn(worlds), 3)
    return np.stack([engagement, correlation(worlds.year_means("published_quality"), 3)], axis=1)


@needed_variables("published_access")
def access_after_a_month(worlds: SimulatedWorlds) -> Values:
    """Return the correlation of a trust's access, net of all trusts' mean, with itself a month later."""
    return correlation(worlds.months["published_access"][:, 1:], 1)


@needed_variables("published_engagement", "published_quality")
def engagement_with_quality(worlds: SimulatedWorlds) -> Values:
    """Return the correlation across trusts of the staff survey with the quality published over the same year."""
    quality = standardised(worlds.year_means("published_quality"))
    engagement = standardised(engagement_each_autumn(worlds)[:, : quality.shape[1]])
    return mean_over(engagement * quality[:, : engagement.shape[1]], (1, 2))
