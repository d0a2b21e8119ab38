"""Recovery from failure: whether it came, whether it was sustained, and relapse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from sim.outcomes.conditions import first_failing, first_not_failing, is_good, is_helped
from sim.outcomes.horizons import MISSING, NEVER, RELAPSE_WINDOW, happened_within, time_or_missing, yes_or_no
from sim.outcomes.observation import MonthlyObservation
from sim.outcomes.outcome import HIGHER, LOWER, months, share
from sim.parameters import Parameters

YEAR = 12
RECOVERY_MONTHS = 12  # consecutive good months that make a recovery
SUSTAINED_MONTHS = 24  # after a recovery, at which it is looked at again
SUSTAINED_SHARE = 0.75  # of the year up to the check that must be good
SUPPORT_FREE_MONTHS = 12  # after the end of help, at which it is looked at again

RECOVERED = "recovered by published results, counted from the first month of failing (missing if it never fails)"


class RecoveryOutcomes:
    """Recovery from the first failure, whether it lasted, and relapse."""

    recovered_within_12: Annotated[float, share(f"{RECOVERED} within 12 months", HIGHER)]
    recovered_within_24: Annotated[float, share(f"{RECOVERED} within 24 months", HIGHER)]
    recovered_within_36: Annotated[float, share(f"{RECOVERED} within 36 months", HIGHER)]
    recovered_within_60: Annotated[float, share(f"{RECOVERED} within 60 months", HIGHER)]
    months_to_recovery: Annotated[
        float,
        months(
            "first of 12 consecutive months with no stock poor, performance above the growth threshold, "
            "and not in special measures, counted from the first month of failing; of recoveries within the run",
            LOWER,
        ),
    ]
    sustained: Annotated[
        float,
        share(
            "of those recovered: still so (9 months of 12 good) 24 months later and 12 months after the help ended",
            HIGHER,
        ),
    ]
    relapsed: Annotated[
        float,
        share("of those recovered: failing again (in a stage of failure or special measures) within 36 months", LOWER),
    ]


def compute_recovery(outcome: RecoveryOutcomes, past: Sequence[MonthlyObservation], parameters: Parameters) -> None:
    """Compute recovery from the first failure, whether it was sustained, and relapse."""
    compute_recovery_within(outcome, NEVER, 0)
    outcome.months_to_recovery = MISSING
    outcome.sustained = MISSING
    outcome.relapsed = MISSING
    began = first_failing(past, 0)
    if began == NEVER:
        return
    recovered = recovery_month(past, began, parameters)
    months = NEVER
    if recovered != NEVER:
        months = recovered - began
        outcome.sustained = sustained(past, recovered, parameters)
        outcome.relapsed = relapsed(past, recovered)
    outcome.months_to_recovery = time_or_missing(months)
    # A recovery that begins in the last months cannot show twelve good months any more.
    compute_recovery_within(outcome, months, len(past) - 1 - began - (RECOVERY_MONTHS - 1))


def compute_recovery_within(outcome: RecoveryOutcomes, months: int, observed: int) -> None:
    """Compute whether a recovery after so many months, or NEVER, came within each horizon."""
    outcome.recovered_within_12 = happened_within(months, 12, observed)
    outcome.recovered_within_24 = happened_within(months, 24, observed)
    outcome.recovered_within_36 = happened_within(months, 36, observed)
    outcome.recovered_within_60 = happened_within(months, 60, observed)


def recovery_month(past: Sequence[MonthlyObservation], began: int, parameters: Parameters) -> int:
    """Return the first of 12 consecutive good months after failing began, or NEVER if they were not observed.

    Month 0 is the start that a scenario sets; it was not simulated and does not count.
    """
    run = 0
    for month in range(began, len(past)):
        if month == 0 or not is_good(past[month], parameters):
            run = 0
            continue
        run = run + 1
        if run == RECOVERY_MONTHS:
            return month - RECOVERY_MONTHS + 1
    return NEVER


def relapsed(past: Sequence[MonthlyObservation], recovered: int) -> float:
    """Return whether a trust that recovered in a month failed again within 36 months, by stage or by verdict.

    A trust whose stage lagged behind its recovery has to have left it first.
    """
    months = NEVER
    out = first_not_failing(past, recovered)
    if out != NEVER:
        back = first_failing(past, out)
        if back != NEVER:
            months = back - recovered
    return happened_within(months, RELAPSE_WINDOW, len(past) - 1 - recovered)


def sustained(past: Sequence[MonthlyObservation], recovered: int, parameters: Parameters) -> float:
    """Return whether the trust still does well two years after a recovery and a year after help has ended.

    Help that was going on two years after the recovery is followed to its own end. A no that is seen early, where a yes
    could not be seen any more, would make every share too low, and is missing.
    """
    check = recovered + SUSTAINED_MONTHS
    latest = check
    helped = last_helped(past, check)
    if helped != NEVER:
        free = end_of_help(past, helped) + SUPPORT_FREE_MONTHS
        if free > latest:
            latest = free
    if latest > len(past) - 1:
        return MISSING
    return yes_or_no(still_good(past, check, parameters) and still_good(past, latest, parameters))


def last_helped(past: Sequence[MonthlyObservation], until: int) -> int:
    """Return the last month up to `until` in which the trust was helped, or NEVER."""
    last = NEVER
    for month in range(len(past)):
        if month <= until and is_helped(past[month]):
            last = month
    return last


def end_of_help(past: Sequence[MonthlyObservation], helped: int) -> int:
    """Return the last month of the spell of help that a month lies in."""
    for month in range(helped, len(past)):
        if not is_helped(past[month]):
            return month - 1
    return len(past) - 1


def still_good(past: Sequence[MonthlyObservation], check: int, parameters: Parameters) -> bool:
    """Return whether most of the year up to a month was good, so that one winter month does not decide."""
    good = 0
    for month in range(check - YEAR + 1, check + 1):
        if is_good(past[month], parameters):
            good = good + 1
    return good / YEAR >= SUSTAINED_SHARE
