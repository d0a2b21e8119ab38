"""What came of the first structural integration that a trust was in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from sim.model.enums import Rating
from sim.outcomes.conditions import performance
from sim.outcomes.horizons import MISSING, NEVER, happened_within, time_or_missing
from sim.outcomes.observation import MonthlyObservation
from sim.outcomes.outcome import HIGHER, LOWER, months, number, share

DIP_MONTHS = 12  # after the start of an integration, within which its dip is looked for
COHERENCE_MONTHS = 60  # after the start of an integration, at which coherence is observed
COHERENT = 0.80  # coherence from which an integrating organisation counts as one


class IntegrationOutcomes:
    """What came of the first structural integration that a trust was in."""

    integration_dip: Annotated[
        float,
        number(
            "performance when a structural integration began to operate, less its lowest within a year",
            "level",
            LOWER,
        ),
    ]
    good_within_12: Annotated[
        float, share("rated good or better within 12 months of the start of a structural integration", HIGHER)
    ]
    good_within_18: Annotated[
        float, share("rated good or better within 18 months of the start of a structural integration", HIGHER)
    ]
    finance_change_12_after_integration: Annotated[
        float,
        number("change of finance from the start of a structural integration to 12 months later", "level", HIGHER),
    ]
    finance_change_48_after_integration: Annotated[
        float,
        number("change of finance from the start of a structural integration to 48 months later", "level", HIGHER),
    ]
    months_to_coherence: Annotated[
        float,
        months(
            f"months from the start of a structural integration to a coherence of {COHERENT:g}, where reached",
            LOWER,
        ),
    ]
    coherence_60_after_integration: Annotated[
        float,
        number(f"coherence {COHERENCE_MONTHS} months after the start of a structural integration", "level", HIGHER),
    ]


def compute_integration(outcome: IntegrationOutcomes, past: Sequence[MonthlyObservation]) -> None:
    """Compute what came of the first structural integration, from its first month of operating; missing if none.

    What happens within a time after the start is missing, too, if the run ends before.
    """
    outcome.integration_dip = MISSING
    outcome.good_within_12 = MISSING
    outcome.good_within_18 = MISSING
    outcome.finance_change_12_after_integration = MISSING
    outcome.finance_change_48_after_integration = MISSING
    outcome.months_to_coherence = MISSING
    outcome.coherence_60_after_integration = MISSING
    start = first_integrating(past)
    if start == NEVER:
        return
    observed = len(past) - 1 - start
    good = months_to_good(past, start)
    outcome.integration_dip = dip_after(past, start)
    outcome.good_within_12 = happened_within(good, 12, observed)
    outcome.good_within_18 = happened_within(good, 18, observed)
    outcome.finance_change_12_after_integration = finance_change_after(past, start, 12)
    outcome.finance_change_48_after_integration = finance_change_after(past, start, 48)
    outcome.months_to_coherence = time_or_missing(months_to_coherence(past, start))
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
