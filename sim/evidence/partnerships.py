"""Statistics of partnerships and of single trusts in them: one value for each replicate."""

from __future__ import annotations

import numpy as np

from sim.evidence.worlds import Values, Worlds, follows
from sim.outcomes import COHERENT

TARGET, PARTNER = 0, 1
SUB_CULTURES, ONE_CULTURE = 0.45, 0.70  # coherence below and above which an integration has taken one of its roads


def recovered_within_60(worlds: Worlds) -> Values:
    """Return whether the target recovered within 60 months."""
    return worlds.outcomes["recovered_within_60"][:, TARGET]


def relapsed(worlds: Worlds) -> Values:
    """Return whether the target relapsed within 36 months of its recovery; missing if it never recovered."""
    return worlds.outcomes["relapsed"][:, TARGET]


@follows("quality", "access", "finance")
def partner_performance_in_third_year(worlds: Worlds) -> Values:
    """Return mean performance of the partner in months 25 to 36."""
    stocks = [worlds.months[name][:, 25:37, PARTNER] for name in ("quality", "access", "finance")]
    performance: Values = np.mean(stocks, axis=(0, 2))
    return performance


@follows("special_measures", "workforce")
def workforce_a_year_after_entry(worlds: Worlds) -> Values:
    """Return staffing of the target 12 months after it entered special measures; missing if it did not in time."""
    inside = worlds.months["special_measures"][:, :, TARGET] > 0.5
    later = inside.argmax(axis=1) + 12
    seen = inside.any(axis=1) & (later < inside.shape[1])
    staff = worlds.months["workforce"][:, :, TARGET]
    return np.where(seen, staff[np.arange(len(staff)), np.where(seen, later, 0)], np.nan)


@follows("integrating", "coherence")
def months_to_coherence(worlds: Worlds) -> Values:
    """Return the months from the start of an integration to a coherence of 0.8; to the end where it is not reached."""
    start = worlds.months["integrating"][:, :, TARGET].argmax(axis=1)
    found = []
    for first, own in zip(start, worlds.months["coherence"][:, :, TARGET], strict=True):
        reached = np.flatnonzero(own[first:] >= COHERENT)
        found.append(float(reached[0]) if len(reached) else float(len(own) - first))
    return np.array(found)


def roads(worlds: Worlds) -> Values:
    """Return whether the target is one of sub-cultures, and whether of one culture, five years after it integrated.

    Two columns; both missing where five years have not passed.
    """
    coherence = worlds.outcomes["coherence_60_after"][:, TARGET]
    found = np.stack([coherence < SUB_CULTURES, coherence > ONE_CULTURE], axis=1).astype(float)
    found[np.isnan(coherence)] = np.nan
    return found


@follows("integrating", "back_office_savings")
def savings_in_first_and_second_year(worlds: Worlds) -> Values:
    """Return back-office savings of a merger's first and second year as shares of its target, in two columns.

    Savings of a year are those of its months together, as accounts tell them.
    """
    target = worlds.attribute("merger", "savings")
    saved = worlds.months["back_office_savings"][:, :, TARGET] / target[:, None]
    start = worlds.months["integrating"][:, :, TARGET].argmax(axis=1)
    years = [[own[first + 12 * year : first + 12 * (year + 1)].mean() for year in (0, 1)]
             for first, own in zip(start, saved, strict=True)]  # fmt: skip
    return np.array(years)


@follows("mixing")
def deals_a_trust_year(worlds: Worlds) -> Values:
    """Return mergers and acquisitions that came into force, per trust-year."""
    joined = worlds.months["mixing"] >= 1.0
    begun = (joined[:, 1:] & ~joined[:, :-1]).sum(axis=(1, 2))
    deals: Values = begun / (joined.shape[2] * (joined.shape[1] - 1) / 12.0)
    return deals


def successful(worlds: Worlds) -> Values:
    """Return whether the partnership was a success: the target recovered, and no partner lost a rating class by it."""
    return worlds.outcomes["partnership_success"][:, TARGET]


@follows("attention_partnership")
def partner_attention_in_first_year(worlds: Worlds) -> Values:
    """Return the attention that the partner gave in a year from the fourth month, in attention-months."""
    given: Values = worlds.months["attention_partnership"][:, 4:16, PARTNER].sum(axis=1)
    return given


@follows("cultures_met")
def formed_in_time(worlds: Worlds) -> Values:
    """Return whether a planned network had been agreed 8 and 22 months after its date, in two columns.

    Members begin to meet each other's cultures when they have agreed, and not while they explore.
    """
    planned = worlds.scenario.partnerships[0].start_month
    agreed = worlds.months["cultures_met"].max(axis=2) > 0.0
    return np.stack([agreed[:, planned + months] for months in (8, 22)], axis=1).astype(float)
