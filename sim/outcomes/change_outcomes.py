"""Changes of level since the start, and the shortfall of performance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from sim.outcomes.conditions import performance
from sim.outcomes.horizons import MISSING
from sim.outcomes.observation import MonthlyObservation
from sim.outcomes.outcome import HIGHER, LOWER, number
from sim.parameters import Parameters


class ChangeOutcomes:
    """Shortfall of performance, and changes of level since the start."""

    performance_shortfall: Annotated[
        float,
        number("sum over months of how far true performance was below the growth threshold", "level × months", LOWER),
    ]
    performance_change_12: Annotated[float, number("true change of performance by month 12", "level", HIGHER)]
    performance_change_24: Annotated[float, number("true change of performance by month 24", "level", HIGHER)]
    performance_change_36: Annotated[float, number("true change of performance by month 36", "level", HIGHER)]
    performance_change_60: Annotated[float, number("true change of performance by month 60", "level", HIGHER)]
    quality_change_12: Annotated[float, number("true change of quality by month 12", "level", HIGHER)]
    quality_change_24: Annotated[float, number("true change of quality by month 24", "level", HIGHER)]
    quality_change_36: Annotated[float, number("true change of quality by month 36", "level", HIGHER)]
    quality_change_60: Annotated[float, number("true change of quality by month 60", "level", HIGHER)]
    access_change_12: Annotated[float, number("true change of access by month 12", "level", HIGHER)]
    access_change_24: Annotated[float, number("true change of access by month 24", "level", HIGHER)]
    access_change_36: Annotated[float, number("true change of access by month 36", "level", HIGHER)]
    access_change_60: Annotated[float, number("true change of access by month 60", "level", HIGHER)]
    finance_change_12: Annotated[float, number("true change of finance by month 12", "level", HIGHER)]
    finance_change_24: Annotated[float, number("true change of finance by month 24", "level", HIGHER)]
    finance_change_36: Annotated[float, number("true change of finance by month 36", "level", HIGHER)]
    finance_change_60: Annotated[float, number("true change of finance by month 60", "level", HIGHER)]
    engagement_change_12: Annotated[float, number("true change of engagement by month 12", "level", HIGHER)]
    engagement_change_24: Annotated[float, number("true change of engagement by month 24", "level", HIGHER)]
    engagement_change_36: Annotated[float, number("true change of engagement by month 36", "level", HIGHER)]
    engagement_change_60: Annotated[float, number("true change of engagement by month 60", "level", HIGHER)]


def compute_shortfall(outcome: ChangeOutcomes, past: Sequence[MonthlyObservation], parameters: Parameters) -> None:
    """Compute how far performance was below the growth threshold, summed over the months simulated in their order."""
    total = 0.0
    for month in range(1, len(past)):
        short = parameters.growth_performance - performance(past[month])
        if short > 0.0:
            total = total + short
    outcome.performance_shortfall = total


def compute_changes(outcome: ChangeOutcomes, past: Sequence[MonthlyObservation]) -> None:
    """Compute how much every level has changed from the start to each horizon."""
    outcome.performance_change_12 = performance_change(past, 12)
    outcome.performance_change_24 = performance_change(past, 24)
    outcome.performance_change_36 = performance_change(past, 36)
    outcome.performance_change_60 = performance_change(past, 60)
    outcome.quality_change_12 = quality_change(past, 12)
    outcome.quality_change_24 = quality_change(past, 24)
    outcome.quality_change_36 = quality_change(past, 36)
    outcome.quality_change_60 = quality_change(past, 60)
    outcome.access_change_12 = access_change(past, 12)
    outcome.access_change_24 = access_change(past, 24)
    outcome.access_change_36 = access_change(past, 36)
    outcome.access_change_60 = access_change(past, 60)
    outcome.finance_change_12 = finance_change(past, 12)
    outcome.finance_change_24 = finance_change(past, 24)
    outcome.finance_change_36 = finance_change(past, 36)
    outcome.finance_change_60 = finance_change(past, 60)
    outcome.engagement_change_12 = engagement_change(past, 12)
    outcome.engagement_change_24 = engagement_change(past, 24)
    outcome.engagement_change_36 = engagement_change(past, 36)
    outcome.engagement_change_60 = engagement_change(past, 60)


def performance_change(past: Sequence[MonthlyObservation], months: int) -> float:
    """Return the change of performance from the start to a month, missing if the run ends before."""
    if months >= len(past):
        return MISSING
    return performance(past[months]) - performance(past[0])


def quality_change(past: Sequence[MonthlyObservation], months: int) -> float:
    """Return the change of quality from the start to a month, missing if the run ends before."""
    if months >= len(past):
        return MISSING
    return past[months].quality - past[0].quality


def access_change(past: Sequence[MonthlyObservation], months: int) -> float:
    """Return the change of access from the start to a month, missing if the run ends before."""
    if months >= len(past):
        return MISSING
    return past[months].access - past[0].access


def finance_change(past: Sequence[MonthlyObservation], months: int) -> float:
    """Return the change of finance from the start to a month, missing if the run ends before."""
    if months >= len(past):
        return MISSING
    return past[months].finance - past[0].finance


def engagement_change(past: Sequence[MonthlyObservation], months: int) -> float:
    """Return the change of engagement from the start to a month, missing if the run ends before."""
    if months >= len(past):
        return MISSING
    return past[months].engagement - past[0].engagement
