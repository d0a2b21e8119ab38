"""Statistics of matched comparisons on published figures: chiefs who leave, special measures, inspections, grades."""

from __future__ import annotations

import numpy as np

from sim.evidence.simulated import SimulatedWorlds, Values, needed_variables
from sim.evidence.statistics.nearest_trusts import (
    effects_against_all,
    matched_effects,
    never,
    spread_between_trusts,
    turned_on,
    window_means,
    window_slopes,
)
from sim.evidence.statistics.population_statistics import four_hour_performance
from sim.model.enums import Rating
from sim.model.indicators import OBSERVABLES

YEAR_BEFORE, YEAR_AFTER = (-12, -1), (1, 12)
ONE_TO_THREE_YEARS_ON = (12, 36)
YEARS_AFTER_ENTRY = ((1, 24), (25, 36), (61, 72))  # the first two years, the third and the sixth
PUBLISHED = ("published_quality", "published_access", "published_finance")


@needed_variables(*PUBLISHED, "chief_executive_left", "special_measures")
def results_after_a_chief_leaves(worlds: SimulatedWorlds) -> Values:
    """Return the change of published quality, access and finance after chief executives left, in three columns.

    In between-trust standard deviations: months 12 to 36 on less the year before, less the same of the eight trusts
    nearest in level and trend of the year before, in which no chief executive left in that year or that month. Trusts
    in special measures in that time are left out.
    """
    left = worlds.months["chief_executive_left"] > 0.5
    calm = never(worlds.months["special_measures"] > 0.5, -12, 0)
    effects = []
    for name in PUBLISHED:
        published = worlds.months[name]
        before, trend = window_means(published, *YEAR_BEFORE), window_slopes(published, *YEAR_BEFORE)
        change = (window_means(published, *ONE_TO_THREE_YEARS_ON) - before) / spread_between_trusts(before)
        effects.append(matched_effects(left & calm, (before, trend), calm & never(left, -12, 0), (change,)))
    return np.concatenate(effects, axis=1)


@needed_variables("published_access", "special_measures")
def access_after_entry(worlds: SimulatedWorlds) -> Values:
    """Return the change of four-hour performance after entry to special measures, in points.

    Three columns, the first two years, the third and the sixth: less the year before, and less the same of the eight
    trusts nearest in that year that were not in special measures in it or in the month of entry.
    """
    inside = worlds.months["special_measures"] > 0.5
    percent = four_hour_performance(worlds)
    before = window_means(percent, *YEAR_BEFORE)
    changes = [window_means(percent, *years) - before for years in YEARS_AFTER_ENTRY]
    return matched_effects(turned_on(inside), (before,), never(inside, -12, 0), changes)


@needed_variables("published_quality", "inspected", "special_measures")
def trend_after_an_inspection(worlds: SimulatedWorlds) -> Values:
    """Return by how much the trend of quality in the year after an inspection differs from that of the year before.

    In between-trust standard deviations a year, less the same of trusts not inspected in those two years. Trusts in
    special measures in that time are left out.
    """
    inspected = worlds.months["inspected"] > 0.5
    quality = worlds.months["published_quality"]
    bend = window_slopes(quality, *YEAR_AFTER) - window_slopes(quality, *YEAR_BEFORE)
    bend /= spread_between_trusts(window_means(quality, *YEAR_BEFORE))
    calm = never(worlds.months["special_measures"] > 0.5, -12, 12)
    return effects_against_all(inspected & calm, calm & never(inspected, -12, 12), bend)


@needed_variables("published_workforce", "inspected", "rating_overall")
def vacancies_after_a_poor_grade(worlds: SimulatedWorlds) -> Values:
    """Return by how many points vacancies have risen 12 months after an inspection that found a trust below good.

    Less the same of the eight trusts nearest in vacancies of the year before whose standing rating is good or better.
    """
    good = worlds.months["rating_overall"] >= Rating.GOOD
    vacancies = OBSERVABLES["vacancy_rate"].of(worlds.months["published_workforce"])
    before = window_means(vacancies, *YEAR_BEFORE)
    change = window_means(vacancies, 12, 12) - before
    return matched_effects((worlds.months["inspected"] > 0.5) & ~good, (before,), good, (change,))[:, 0]
