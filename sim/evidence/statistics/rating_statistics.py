"""Statistics of ratings and segments: what predicts them, how far two inspections agree, and how they move."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.evidence.simulated import SimulatedWorlds, Values, mean_over, needed_variables
from sim.evidence.statistics.nearest_trusts import window_means
from sim.evidence.statistics.population_statistics import SETTLING_MONTHS
from sim.model.enums import Rating
from sim.model.indicators import OBSERVABLES

PREDICTORS = ("four_hour_performance", "surplus", "vacancy_rate")
TABLE_MONTHS = (3, 6, 9, 12)  # calendar months in which segments are published
TABLES_A_YEAR = 4


@needed_variables("published_access", "published_finance", "published_workforce", "inspected", "rating_overall")
def prediction_of_first_ratings(worlds: SimulatedWorlds) -> Values:
    """Return how well figures of the year before predict the first rating in the run: weighted kappa out of sample.

    An ordered logit of four-hour performance, surplus and vacancies is fitted on one half of the trusts and predicts
    the other half, and the other way round. Weights are linear.
    """
    inspected = worlds.months["inspected"] > 0.5
    figures = np.stack([
        window_means(OBSERVABLES[name].of(worlds.months[OBSERVABLES[name].level]), -12, -1) for name in PREDICTORS
    ], axis=3)  # fmt: skip
    inspected[:, :13] = False  # there is no whole year of figures before
    kappas = np.full(worlds.replicates, np.nan)
    for replicate, own in enumerate(inspected):
        trust = np.flatnonzero(own.any(axis=0))
        month = own.argmax(axis=0)[trust]
        rating = worlds.months["rating_overall"][replicate, month, trust].astype(np.int64)
        kappas[replicate] = _kappa_out_of_sample(figures[replicate, month, trust], rating, trust % 2 == 0)
    return kappas


def _kappa_out_of_sample(figures: Values, rating: NDArray[np.int64], half: NDArray[np.bool_]) -> float:
    """Return the weighted kappa of ratings with those predicted for each half from the other."""
    predicted = np.zeros_like(rating)
    for fitted in (half, ~half):
        if len(np.unique(rating[fitted])) < 2 or not (~fitted).any():
            return np.nan
        predicted[~fitted] = predicted_classes(figures[fitted], rating[fitted], figures[~fitted])
    return weighted_kappa(rating, predicted)


def predicted_classes(figures: Values, classes: NDArray[np.int64], others: Values) -> NDArray[np.int64]:
    """Return the likeliest class of others by an ordered logit that is fitted to figures and their classes."""
    from scipy.optimize import minimize
    from scipy.special import expit

    known, position = np.unique(classes, return_inverse=True)
    centre, spread = figures.mean(axis=0), np.maximum(figures.std(axis=0), np.finfo(float).tiny)

    def chances(point: Values, values: Values) -> Values:
        slopes, cuts = point[: values.shape[1]], point[values.shape[1] :]
        # Cuts rise: the first as it is, the others by a step that is above zero.
        cuts = np.cumsum(np.concatenate([cuts[:1], np.exp(cuts[1:])]))
        below = expit(cuts - (((values - centre) / spread) @ slopes)[:, None])
        edges = np.pad(below, ((0, 0), (1, 1)), constant_values=((0, 0), (0.0, 1.0)))
        likely: Values = np.diff(edges, axis=1)
        return likely

    def unlikely(point: Values) -> float:
        own = chances(point, figures)[np.arange(len(position)), position]
        return -float(np.log(np.maximum(own, 1e-12)).mean())

    start = np.zeros(figures.shape[1] + len(known) - 1)
    likeliest = chances(minimize(unlikely, start, method="BFGS").x, others).argmax(axis=1)
    predicted: NDArray[np.int64] = known[likeliest]
    return predicted


def weighted_kappa(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Return the agreement of two classifications beyond chance, weighted by how many classes they lie apart."""
    apart = np.abs(one - other).mean()
    by_chance = np.abs(one[:, None] - other[None, :]).mean()
    return float(1.0 - apart / by_chance) if by_chance > 0.0 else np.nan


@needed_variables("league_segment")
def changes_of_segment(worlds: SimulatedWorlds) -> Values:
    """Return the share of trusts that change segment from table to table, and the share of changes that last a year.

    Two columns. The first year is left out. A change lasts if four tables later the trust is still on that side of
    where it was before.
    """
    months = worlds.in_calendar(*TABLE_MONTHS)
    tables = worlds.months["league_segment"][:, months[months > 12]]
    change = np.sign(np.diff(tables, axis=1))
    seen = change[:, : max(change.shape[1] - TABLES_A_YEAR, 0)]
    later = np.sign(tables[:, TABLES_A_YEAR + 1 :] - tables[:, : seen.shape[1]])
    moved, lasted = (seen != 0.0).sum(axis=(1, 2)), ((seen != 0.0) & (later == seen)).sum(axis=(1, 2))
    lasting = lasted / np.where(moved > 0, moved, np.nan)
    return np.stack([mean_over(change != 0.0, (1, 2)), lasting], axis=1)


@needed_variables("inspected", "rating_overall")
def agreement_of_two_teams(worlds: SimulatedWorlds) -> Values:
    """Return the share of trusts that the first inspection of the run rates alike in this replicate and the next.

    The trusts start the same in all replicates, and the run ends before they have changed much.
    """
    inspected = worlds.months["inspected"] > 0.5
    first = np.take_along_axis(worlds.months["rating_overall"], inspected.argmax(axis=1)[:, None, :], axis=1)[:, 0]
    rated = inspected.any(axis=1)
    both = rated & np.roll(rated, -1, axis=0)
    alike = both & (first == np.roll(first, -1, axis=0))
    number = both.sum(axis=1)
    agreement: Values = alike.sum(axis=1) / np.where(number > 0, number, np.nan)
    return agreement


@needed_variables("inspected", "rating_overall")
def published_against_standing(worlds: SimulatedWorlds) -> Values:
    """Return the shares of inadequate and of requires improvement among ratings published over those that stand.

    Two columns, over all months after the first two years.
    """
    rating = worlds.months["rating_overall"][:, SETTLING_MONTHS + 1 :]
    published = worlds.months["inspected"][:, SETTLING_MONTHS + 1 :] > 0.5
    number = published.sum(axis=(1, 2))
    ratios = []
    for worst in (Rating.INADEQUATE, Rating.REQUIRES_IMPROVEMENT):
        flow = (published & (rating == worst)).sum(axis=(1, 2)) / np.where(number > 0, number, np.nan)
        standing = mean_over(rating == worst, (1, 2))
        ratios.append(flow / np.where(standing > 0.0, standing, np.nan))
    return np.stack(ratios, axis=1)


@needed_variables("inspected", "rating_overall")
def after_an_inadequate_rating(worlds: SimulatedWorlds) -> Values:
    """Return the shares of trusts newly rated inadequate that the next inspection finds unchanged, better, or good.

    Three columns: inadequate, requires improvement, good or outstanding.
    """
    rating = worlds.months["rating_overall"]
    replicate, trust, month = np.nonzero((worlds.months["inspected"] > 0.5).transpose(0, 2, 1))
    found = rating[replicate, month, trust]
    fallen = (found == Rating.INADEQUATE) & (rating[replicate, month - 1, trust] > Rating.INADEQUATE) & (month > 0)
    followed = fallen[:-1] & (replicate[:-1] == replicate[1:]) & (trust[:-1] == trust[1:])
    whose, later = replicate[:-1][followed], found[1:][followed]
    number = np.bincount(whose, minlength=worlds.replicates)
    classes = (later == Rating.INADEQUATE, later == Rating.REQUIRES_IMPROVEMENT, later >= Rating.GOOD)
    counts = [np.bincount(whose, weights=own, minlength=worlds.replicates) for own in classes]
    shares: Values = np.stack(counts, axis=1) / np.where(number > 0, number, np.nan)[:, None]
    return shares
