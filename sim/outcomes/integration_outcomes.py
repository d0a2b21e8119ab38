"""What came of the first structural integration that a trust was in.

Whether it came to good counts every replicate, those without an integration as no; what is measured of an integration
is of those in which there was one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from sim.model.enums import Rating
from sim.outcomes.conditions import performance
from sim.outcomes.horizons import MISSING, NEVER, time_or_end, yes_or_no
from sim.outcomes.observation import MonthlyObservation
from sim.outcomes.outcome import HIGHER, LOWER, number, share

DIP_MONTHS = 12  # after the start of an integration, within which its dip is looked for
COHERENCE_MONTHS = 60  # after the start of an integration, at which coherence is observed
COHERENT = 0.80  # coherence from which an integrating organisation counts as one
SUCCESS_MONTHS = 12  # after the start of an integration, in which regulators have asked for results
BOTTOM_FIFTH, TOP_FIFTH = 0.52, 0.64  # of the published engagement of trusts at rest: 20th and 80th percentile
INTEGRATED = "that were in a structural integration"


class IntegrationOutcomes:
    """What came of the first structural integration that a trust was in."""

    integration_dip: Annotated[
        float,
        number(
            "performance when a structural integration began to operate, less its lowest within a year",
            "level",
            LOWER,
            condition=INTEGRATED,
        ),
    ]
    good_within_12: Annotated[
        float,
        share("below good when a structural integration began, and rated good or better within 12 months", HIGHER),
    ]
    bottom_to_top_fifth_within_12: Annotated[
        float,
        share(
            "published engagement in the bottom fifth of trusts when a structural integration began, and in the top "
            "fifth within 12 months",
            HIGHER,
        ),
    ]
    finance_change_12_after_integration: Annotated[
        float,
        number(
            "change of finance from the start of a structural integration to 12 months later",
            "level",
            HIGHER,
            condition=INTEGRATED,
        ),
    ]
    finance_change_48_after_integration: Annotated[
        float,
        number(
            "change of finance from the start of a structural integration to 48 months later",
            "level",
            HIGHER,
            condition=INTEGRATED,
        ),
    ]
    months_to_coherence_after_integration: Annotated[
        float,
        number(
            f"months from the start of a structural integration to a coherence of {COHERENT:g}; to the end of the run "
            "where it is not reached",
            "months",
            LOWER,
            condition=INTEGRATED,
        ),
    ]
    coherence_60_after_integration: Annotated[
        float,
        number(
            f"coherence {COHERENCE_MONTHS} months after the start of a structural integration",
            "level",
            HIGHER,
            condition=INTEGRATED,
        ),
    ]


def compute_integration(outcome: IntegrationOutcomes, past: Sequence[MonthlyObservation]) -> None:
    """Compute what came of the first structural integration, from its first month of operating.

    What is measured some months after the start is missing, too, if the run ends before.
    """
    outcome.good_within_12 = 0.0
    outcome.bottom_to_top_fifth_within_12 = 0.0
    outcome.integration_dip = MISSING
    outcome.finance_change_12_after_integration = MISSING
    outcome.finance_change_48_after_integration = MISSING
    outcome.months_to_coherence_after_integration = MISSING
    outcome.coherence_60_after_integration = MISSING
    start = first_integrating(past)
    if start == NEVER:
        return
    observed = len(past) - 1 - start
    good = months_to_good(past, start)
    outcome.good_within_12 = yes_or_no(good > 0 and good <= SUCCESS_MONTHS)
    outcome.bottom_to_top_fifth_within_12 = yes_or_no(rose_from_bottom_to_top(past, start))
    outcome.integration_dip = dip_after(past, start)
    outcome.finance_change_12_after_integration = finance_change_after(past, start, 12)
    outcome.finance_change_48_after_integration = finance_change_after(past, start, 48)
    outcome.months_to_coherence_after_integration = time_or_end(months_to_coherence(past, start), observed)
    if observed >= COHERENCE_MONTHS:
        outcome.coherence_60_after_integration = past[start + COHERENCE_MONTHS].coherence


def first_integrating(past: Sequence[MonthlyObservation]) -> int:
    """Return the first month in which a structural integration is under way, or NEVER."""
    for month in range(len(past)):
        if past[month].integrating:
            return month
    return NEVER


def dip_after(past: Sequence[MonthlyObservation], start: int) -> float:
    """Return performance before an integration began, less its lowest in the year after; missing if that was not seen.

    The month of the start is disrupted already, so that the month before it is what the dip is measured from.
    """
    if start + DIP_MONTHS >= len(past):
        return MISSING
    before = performance(past[start])
    if start > 0:
        before = performance(past[start - 1])
    lowest = performance(past[start])
    for month in range(start, start + DIP_MONTHS + 1):
        found = performance(past[month])
        if found < lowest:
            lowest = found
    return before - lowest


def months_to_good(past: Sequence[MonthlyObservation], start: int) -> int:
    """Return the months from a start to the first rating of good or better, or NEVER."""
    for month in range(start, len(past)):
        if past[month].rating_overall >= Rating.GOOD:
            return month - start
    return NEVER


def rose_from_bottom_to_top(past: Sequence[MonthlyObservation], start: int) -> bool:
    """Return whether published engagement was in the bottom fifth at a start, and in the top fifth within 12 months."""
    if past[start].published_engagement > BOTTOM_FIFTH:
        return False
    for month in range(start, len(past)):
        if month <= start + SUCCESS_MONTHS and past[month].published_engagement >= TOP_FIFTH:
            return True
    return False


def months_to_coherence(past: Sequence[MonthlyObservation], start: int) -> int:
    """Return the months from a start to the first in which the organisation is coherent, or NEVER."""
    for month in range(start, len(past)):
        if past[month].coherence >= COHERENT:
            return month - start
    return NEVER


def finance_change_after(past: Sequence[MonthlyObservation], start: int, months: int) -> float:
    """Return the change of finance from a start to so many months later, missing if the run ends before."""
    if start + months >= len(past):
        return MISSING
    return past[start + months].finance - past[start].finance
