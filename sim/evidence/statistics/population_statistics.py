"""Statistics of a population of trusts: four-hour performance, chief executives, ratings and their movement."""

from __future__ import annotations

import numpy as np

from sim.evidence.simulated import SimulatedWorlds, Values, mean_over, needed_variables
from sim.model.enums import ProviderType, Rating
from sim.model.indicators import OBSERVABLES

SUMMER, WINTER = (5, 6, 7, 8), (12, 1, 2, 3)
CALM_MONTHS = 48
SETTLING_MONTHS = 24


def four_hour_performance(worlds: SimulatedWorlds) -> Values:
    """Return published four-hour performance in per cent, an array [replicates, months + 1, trusts]."""
    return OBSERVABLES["four_hour_performance"].of(worlds.months["published_access"])


@needed_variables("published_access")
def winter_gap(worlds: SimulatedWorlds) -> Values:
    """Return mean four-hour performance in summer (May to August) less winter (December to March), in points."""
    percent = four_hour_performance(worlds)
    summer, winter = (mean_over(percent[:, worlds.in_calendar(*season)], (1, 2)) for season in (SUMMER, WINTER))
    return summer - winter


@needed_variables("published_access")
def spread_of_access(worlds: SimulatedWorlds) -> Values:
    """Return the standard deviation of four-hour performance between trusts, mean over months, in points."""
    percent = four_hour_performance(worlds)[:, 1:]
    if percent.shape[2] < 2:
        return np.full(len(percent), np.nan)
    return mean_over(percent.std(axis=2, ddof=1), (1,))


def surveys(worlds: SimulatedWorlds) -> range:
    """Return the months in which chief executives are asked: once a year, the first two years left to settle."""
    return range(SETTLING_MONTHS, worlds.scenario.months + 1, 12)


@needed_variables("chief_executive_tenure")
def median_tenure(worlds: SimulatedWorlds) -> Values:
    """Return the median time in post of all trusts' chief executives in years, mean over yearly surveys."""
    months = worlds.months["chief_executive_tenure"][:, surveys(worlds)]
    return mean_over(np.median(months, axis=2), (1,)) / 12.0


@needed_variables("chief_executive_tenure", "provider_type")
def recent_arrivals(worlds: SimulatedWorlds) -> Values:
    """Return the shares of chief executives in post for 18 months or less, and at acute trusts for less than 12.

    Two columns, each a mean over yearly surveys, as the two sources asked.
    """
    months = worlds.months["chief_executive_tenure"][:, surveys(worlds)]
    acute = worlds.months["provider_type"][:, surveys(worlds)] == ProviderType.ACUTE
    number = acute.sum(axis=(1, 2))
    new = ((months < 12.0) & acute).sum(axis=(1, 2)) / np.where(number > 0, number, np.nan)
    return np.stack([mean_over(months <= 18.0, (1, 2)), new], axis=1)


@needed_variables("chief_executive_tenure", "rating_overall")
def tenure_by_rating(worlds: SimulatedWorlds) -> Values:
    """Return the median tenure at inadequate trusts over that at outstanding ones, over all yearly surveys."""
    months = worlds.months["chief_executive_tenure"][:, surveys(worlds)]
    ratings = worlds.months["rating_overall"][:, surveys(worlds)]
    ratios = np.full(len(months), np.nan)
    for replicate, (own, rated) in enumerate(zip(months, ratings, strict=True)):
        worst, best = own[rated == Rating.INADEQUATE], own[rated == Rating.OUTSTANDING]
        if len(worst) and len(best) and np.median(best) > 0.0:
            ratios[replicate] = np.median(worst) / np.median(best)
    return ratios


@needed_variables("rating_overall")
def first_ratings(worlds: SimulatedWorlds) -> Values:
    """Return the shares of ratings at the start, the worst first, in four columns."""
    first = worlds.months["rating_overall"][:, 0]
    return np.stack([(first == rating).mean(axis=1) for rating in Rating], axis=1)


@needed_variables("rating_overall")
def drift_of_ratings(worlds: SimulatedWorlds) -> Values:
    """Return by how many points a year the share of trusts rated good or better rises in the first four years.

    Missing if the run ends before.
    """
    good = (worlds.months["rating_overall"] >= Rating.GOOD).mean(axis=2)
    if good.shape[1] <= CALM_MONTHS:
        return np.full(len(good), np.nan)
    drift: Values = 100.0 * (good[:, CALM_MONTHS] - good[:, 0]) / (CALM_MONTHS / 12.0)
    return drift


@needed_variables("rating_overall")
def moves_between_classes(worlds: SimulatedWorlds) -> Values:
    """Return the shares of trusts that move up and down a class or more in a year, in two columns."""
    yearly = worlds.months["rating_overall"][:, ::12]
    change = np.diff(yearly, axis=1)
    return np.stack([mean_over(change > 0, (1, 2)), mean_over(change < 0, (1, 2))], axis=1)


@needed_variables("rating_overall", "inspected", "published_access")
def ratings_with_access(worlds: SimulatedWorlds) -> Values:
    """Return the correlation of overall ratings at inspections with the access published in the 12 months before."""
    inspected = worlds.months["inspected"] > 0.5
    inspected[:, :13] = False
    published = np.cumsum(worlds.months["published_access"], axis=1)
    found = np.full(len(inspected), np.nan)
    for replicate, own in enumerate(inspected):
        month, trust = np.nonzero(own)
        rating = worlds.months["rating_overall"][replicate, month, trust]
        access = published[replicate, month - 1, trust] - published[replicate, month - 13, trust]
        if len(rating) > 1 and rating.std() > 0.0 and access.std() > 0.0:
            found[replicate] = np.corrcoef(rating, access)[0, 1]
    return found


@needed_variables("published_finance")
def swing_of_deficits(worlds: SimulatedWorlds) -> Values:
    """Return the largest change within five years of the share of trusts in deficit over a year, in ten years."""
    surplus = OBSERVABLES["surplus"].of(worlds.year_means("published_finance")[:, :10])
    share = (surplus < 0.0).mean(axis=2)
    years = share.shape[1]
    changes = [
        np.abs(share[:, later] - share[:, year]) for year in range(years) for later in range(year, min(year + 6, years))
    ]
    swing: Values = np.max(changes, axis=0)
    return swing
