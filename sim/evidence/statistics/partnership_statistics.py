"""Statistics of partnerships and of single trusts in them: one value for each replicate."""

from __future__ import annotations

import numpy as np

from sim.evidence.simulated import SimulatedWorlds, Values, mean_over, needed_variables
from sim.evidence.statistics.nearest_trusts import turned_on, window_means
from sim.evidence.statistics.special_measures_statistics import SPELLS, spells_of
from sim.model.indicators import OBSERVABLES
from sim.outcomes import COHERENT

TARGET, PARTNER = 0, 1
PERFORMANCE = ("quality", "access", "finance")
TWO_YEARS_ON = 30  # month of the run: two years after the start of a partnership that is agreed in month 6
SUB_CULTURES, ONE_CULTURE = 0.45, 0.70  # coherence below and above which an integration has reached one of its outcomes


def recovered_within_60(worlds: SimulatedWorlds) -> Values:
    """Return whether the target recovered within 60 months; one that has not failed is well, too."""
    return worlds.outcomes["recovered_within_60"][:, TARGET]


@needed_variables(*PERFORMANCE)
def performance_at_60(worlds: SimulatedWorlds) -> Values:
    """Return mean performance of the target in month 60, which has no ceiling as a recovery has."""
    return mean_over(np.array([worlds.months[name][:, 60, TARGET] for name in PERFORMANCE]), (0,))


@needed_variables("quality")
def quality_two_years_on(worlds: SimulatedWorlds) -> Values:
    """Return quality of the target two years after a partnership that is agreed in month 6."""
    return worlds.months["quality"][:, TWO_YEARS_ON, TARGET]


@needed_variables("quality")
def quality_at_60(worlds: SimulatedWorlds) -> Values:
    """Return quality of the target in month 60."""
    return worlds.months["quality"][:, 60, TARGET]


def relapsed(worlds: SimulatedWorlds) -> Values:
    """Return whether the target relapsed within 36 months of its recovery; missing if it never recovered."""
    return worlds.outcomes["relapsed_once_recovered"][:, TARGET]


@needed_variables(*PERFORMANCE)
def partner_performance_in_third_year(worlds: SimulatedWorlds) -> Values:
    """Return mean performance of the partner in months 25 to 36."""
    stocks = [worlds.months[name][:, 25:37, PARTNER] for name in PERFORMANCE]
    return mean_over(np.array(stocks), (0, 2))


@needed_variables("special_measures", "workforce")
def workforce_a_year_after_entry(worlds: SimulatedWorlds) -> Values:
    """Return staffing of the target 12 months after it entered special measures; missing if it did not in time.

    Where special measures had begun before the run it is the first entry within the run that counts.
    """
    inside = worlds.months["special_measures"][:, :, TARGET] > 0.5
    entered = inside[:, 1:] & ~inside[:, :-1]
    later = 1 + entered.argmax(axis=1) + 12
    seen = entered.any(axis=1) & (later < inside.shape[1])
    staff = worlds.months["workforce"][:, :, TARGET]
    return np.where(seen, staff[np.arange(len(staff)), np.where(seen, later, 0)], np.nan)


@needed_variables("integrating", "coherence")
def months_to_coherence(worlds: SimulatedWorlds) -> Values:
    """Return the months from the start of an integration to a coherence of 0.8; to the end where it is not reached.

    Missing where no integration began.
    """
    found = np.full(worlds.replicates, np.nan)
    coherence = worlds.months["coherence"][:, :, TARGET]
    for replicate, first in starts_of_integration(worlds):
        own = coherence[replicate, first:]
        reached = np.flatnonzero(own >= COHERENT)
        found[replicate] = reached[0] if len(reached) else len(own)
    return found


def starts_of_integration(worlds: SimulatedWorlds) -> list[tuple[int, int]]:
    """Return replicates in which an integration of the target began, each with the first month of it."""
    under_way = worlds.months["integrating"][:, :, TARGET] > 0.5
    return [(int(number), int(under_way[number].argmax())) for number in np.flatnonzero(under_way.any(axis=1))]


def integration_pathways(worlds: SimulatedWorlds) -> Values:
    """Return whether the target is one of sub-cultures, and whether of one culture, five years after it integrated.

    Two columns; both missing where five years have not passed.
    """
    coherence = worlds.outcomes["coherence_60_after_integration"][:, TARGET]
    found = np.stack([coherence < SUB_CULTURES, coherence > ONE_CULTURE], axis=1).astype(float)
    found[np.isnan(coherence)] = np.nan
    return found


@needed_variables("integrating", "back_office_savings")
def savings_in_first_and_second_year(worlds: SimulatedWorlds) -> Values:
    """Return back-office savings of a merger's first and second year as shares of its target, in two columns.

    Savings of a year are those of its months together, as in annual accounts; missing where a year is not over.
    """
    target = worlds.attribute("merger", "savings")
    saved = worlds.months["back_office_savings"][:, :, TARGET] / target[:, None]
    found = np.full((worlds.replicates, 2), np.nan)
    for replicate, first in starts_of_integration(worlds):
        for year in (0, 1):
            months = saved[replicate, first + 12 * year : first + 12 * (year + 1)]
            if len(months) == 12:
                found[replicate, year] = months.mean()
    return found


@needed_variables("mixing")
def deals_a_trust_year(worlds: SimulatedWorlds) -> Values:
    """Return mergers and acquisitions that came into force, per trust-year.

    A trust that has joined another is none any more, and adds no years.
    """
    joined = worlds.months["mixing"] >= 1.0
    begun = (joined[:, 1:] & ~joined[:, :-1]).sum(axis=(1, 2))
    trust_years = (~joined[:, :-1]).sum(axis=(1, 2)) / 12.0
    deals: Values = begun / np.where(trust_years > 0.0, trust_years, np.nan)
    return deals


@needed_variables("mixing", "absorbed_by", "special_measures")
def deals_with_a_failing_side(worlds: SimulatedWorlds) -> Values:
    """Return the share of completed mergers and acquisitions of which a side had been in special measures before.

    Before the deal came into force; whom a trust joined is known once the deal is complete.
    """
    ever = np.logical_or.accumulate(worlds.months["special_measures"] > 0.5, axis=1)
    shares = np.full(worlds.replicates, np.nan)
    for replicate, group in enumerate(worlds.months["absorbed_by"]):
        trust = np.flatnonzero(group[-1] >= 0.0)
        if len(trust):
            began = (worlds.months["mixing"][replicate][:, trust] >= 1.0).argmax(axis=0)
            leader = group[-1, trust].astype(np.int64)
            shares[replicate] = (ever[replicate, began, trust] | ever[replicate, began, leader]).mean()
    return shares


@needed_variables(*SPELLS, "mixing")
def months_from_entry_to_dissolution(worlds: SimulatedWorlds) -> Values:
    """Return the median months from the first entry to special measures to joining another trust, of those that joined.

    Entries before the run count with the months since.
    """
    spells = spells_of(worlds)
    _, first = np.unique(np.stack([spells.replicate, spells.trust]), axis=1, return_index=True)
    joined = turned_on(worlds.months["mixing"] >= 1.0)
    waited: list[list[float]] = [[] for _ in range(worlds.replicates)]
    for number in first:
        replicate, entry, trust = spells.replicate[number], spells.entry[number], spells.trust[number]
        before = worlds.months["months_in_special_measures"][replicate, 0, trust] if entry == 0 else 0.0
        if joined[replicate, entry:, trust].any():
            waited[replicate].append(joined[replicate, entry:, trust].argmax() + before)
    return np.array([np.median(own) if own else np.nan for own in waited])


@needed_variables("published_finance")
def surplus_in_the_year_of_help(worlds: SimulatedWorlds) -> Values:
    """Return the target's surplus in per cent of turnover, mean of the 12 months after help planned for month 6."""
    surplus = OBSERVABLES["surplus"].of(worlds.months["published_finance"][:, 7:19, TARGET])
    return mean_over(surplus, (1,))


@needed_variables("published_quality")
def quality_in_each_year(worlds: SimulatedWorlds) -> Values:
    """Return the target's published quality one to four years on, each the mean of the 12 months around."""
    around = window_means(worlds.months["published_quality"], -5, 6)
    years: Values = around[:, [12, 24, 36, 48], TARGET]
    return years


def successful(worlds: SimulatedWorlds) -> Values:
    """Return whether the partnership was a success: the target recovered, and no partner lost a rating class by it."""
    return worlds.outcomes["partnership_success"][:, TARGET]


@needed_variables("attention_partnership")
def partner_attention_in_first_year(worlds: SimulatedWorlds) -> Values:
    """Return the attention that the partner gave in a year from the fourth month, in attention-months."""
    given: Values = worlds.months["attention_partnership"][:, 4:16, PARTNER].sum(axis=1)
    return given


@needed_variables("approval_demand")
def formed_in_time(worlds: SimulatedWorlds) -> Values:
    """Return whether all who were asked to join a network had agreed 8 and 22 months after the date, in two columns.

    Approval is sought once they have agreed, and not before.
    """
    planned = worlds.scenario.partnerships[0].start_month
    sought = worlds.months["approval_demand"] > 0.0
    agreed = np.logical_or.accumulate(sought, axis=1).min(axis=2)
    return np.stack([agreed[:, planned + months] for months in (8, 22)], axis=1).astype(float)
