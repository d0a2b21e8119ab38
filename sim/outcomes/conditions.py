"""How a trust does in a month, and the first month in which it does so."""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import Stage
from sim.outcomes.horizons import NEVER
from sim.outcomes.observation import MonthlyObservation
from sim.parameters import Parameters


def performance(month: MonthlyObservation) -> float:
    """Return true mean performance, a level."""
    return (month.quality + month.access + month.finance) / 3.0


def is_good(month: MonthlyObservation, parameters: Parameters) -> bool:
    """Return whether published results are good: none poor, their mean above the threshold, no special measures."""
    if month.special_measures:
        return False
    poor = parameters.poor_stock
    if month.annual_quality < poor or month.annual_access < poor or month.annual_finance < poor:
        return False
    return (month.annual_quality + month.annual_access + month.annual_finance) / 3.0 >= parameters.growth_performance


def is_failing(month: MonthlyObservation) -> bool:
    """Return whether it is in a stage from decline to retrenchment, in permanent failure, or in special measures."""
    if month.special_measures:
        return True
    return month.stage != Stage.STABLE and month.stage != Stage.GROWTH


def is_helped(month: MonthlyObservation) -> bool:
    """Return whether a peer helps the trust as a whole; a subsidiary of a group is no longer helped from outside."""
    return month.times_helped > 0 and month.absorbed_by < 0


def first_failing(past: Sequence[MonthlyObservation], since: int) -> int:
    """Return the first month from `since` in which the trust is failing, or NEVER."""
    for month in range(since, len(past)):
        if is_failing(past[month]):
            return month
    return NEVER


def first_not_failing(past: Sequence[MonthlyObservation], since: int) -> int:
    """Return the first month from `since` in which the trust is not failing, or NEVER."""
    for month in range(since, len(past)):
        if not is_failing(past[month]):
            return month
    return NEVER


def first_in_special_measures(past: Sequence[MonthlyObservation], since: int) -> int:
    """Return the first month from `since` in special measures, or NEVER."""
    for month in range(since, len(past)):
        if past[month].special_measures:
            return month
    return NEVER


def first_out_of_special_measures(past: Sequence[MonthlyObservation], since: int) -> int:
    """Return the first month from `since` that is not in special measures, or NEVER."""
    for month in range(since, len(past)):
        if not past[month].special_measures:
            return month
    return NEVER


def first_absorbed(past: Sequence[MonthlyObservation]) -> int:
    """Return the first month in which the trust is a subsidiary of a group, or NEVER."""
    for month in range(len(past)):
        if past[month].absorbed_by >= 0:
            return month
    return NEVER
