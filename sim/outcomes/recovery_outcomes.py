"""Recovery from failure: whether it came, whether it was sustained, and relapse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from sim.outcomes.conditions import first_failing, first_not_failing, is_good, is_helped
from sim.outcomes.horizons import MISSING, NEVER, RELAPSE_WINDOW, answer_at, happened_within, yes_or_no
from sim.outcomes.observation import MonthlyObservation
from sim.outcomes.outcome import HIGHER, LOWER, share
from sim.parameters import Parameters

YEAR = 12
RECOVERY_MONTHS = 12  # consecutive good months that make a recovery
SUSTAINED_MONTHS = 24  # after a recovery, at which it is looked at again
SUSTAINED_SHARE = 0.75  # of the year up to the check that must be good
SUPPORT_FREE_MONTHS = 12  # after the end of help, at which it is looked at again

RECOVERED = "recovered by published results, or not failing up to then,"
OF_RECOVERED = "that recovered, and were followed for long enough"


class RecoveryOutcomes:
    """Recovery from the first failure, whether it lasted, and relapse.

    Whether a trust recovered counts every replicate: one that has not failed has nothing to recover from and is as well
    off, so that what keeps trusts from failing is not counted against it.
    """

    recovered_within_12: Annotated[float, share(f"{RECOVERED} within 12 months of the start of the run", HIGHER)]
    recovered_within_24: Annotated[float, share(f"{RECOVERED} within 24 months of the start of the run", HIGHER)]
    recovered_within_36: Annotated[float, share(f"{RECOVERED} within 36 months of the start of the run", HIGHER)]
    recovered_within_60: Annotated[float, share(f"{RECOVERED} within 60 months of the start of the run", HIGHER)]
    sustained_once_recovered: Annotated[
        float,
        share(
            "still recovered (9 months of 12 good) 24 months after recovery and 12 months after the help ended",
            HIGHER,
            condition=OF_RECOVERED,
        ),
    ]
    relapsed_once_recovered: Annotated[
        float,
        share(
            f"failing again (in a stage of failure or special measures) within {RELAPSE_WINDOW} months of recovery",
            LOWER,
            condition=OF_RECOVERED,
        ),
    ]


def compute_recovery(outcome: RecoveryOutcomes, past: Sequence[MonthlyObservation], parameters: Parameters) -> None:
    """Compute recovery from the first failure, whether it was sustained, and relapse."""
    outcome.sustained_once_recovered = MISSING
    outcome.relapsed_once_recovered = MISSING
    began = first_failing(past, 0)
    recovered = recovery_month(past, began, parameters)
    if recovered != NEVER:
        outcome.sustained_once_recovered = sustained(past, recovered, parameters)
        outcome.relapsed_once_recovered = relapsed(past, recovered)
    compute_recovery_within(outcome, began, recovered, last_month_of_recovery(past))


def compute_recovery_within(outcome: RecoveryOutcomes, began: int, recovered: int, observed: int) -> None:
    """Compute whether a trust that began to fail and recovered in these months, or NEVER, was clear of it by each."""
    outcome.recovered_within_12 = answer_at(is_clear_of_failure(began, recovered, 12), 12, observed)
    outcome.recovered_within_24 = answer_at(is_clear_of_failure(began, recovered, 24), 24, observed)
    outcome.recovered_within_36 = answer_at(is_clear_of_failure(began, recovered, 36), 36, observed)
    outcome.recovered_within_60 = answer_at(is_clear_of_failure(began, recovered, 60), 60, observed)


def is_clear_of_failure(began: int, recovered: int, horizon: int) -> bool:
    """Return whether a trust had recovered by a horizon, or had not begun to fail up to it."""
    if began == NEVER or began > horizon:
        return True
    return recovered != NEVER and recovered <= horizon


def recovery_month(past: Sequence[MonthlyObservation], began: int, parameters: Parameters) -> int:
    """Return the first of 12 consecutive good months after failing began, or NEVER if it did not or they did not come.

    Good is: no stock poor, performance above the growth threshold, and not in special measures.
    Month 0 is the start that a scenario sets; it was not simulated and does not count.
    """
    if began == NEVER:
        return NEVER
    run = 0
    for month in range(began, len(past)):
        if month == 0 or not is_good(past[month], parameters):
            run = 0
            continue
        run = run + 1
        if run == RECOVERY_MONTHS:
            return month - RECOVERY_MONTHS + 1
    return NEVER


def last_month_of_recovery(past: Sequence[MonthlyObservation]) -> int:
    """Return the last month in which a recovery can begin and show its 12 good months."""
    return len(past) - 1 - (RECOVERY_MONTHS - 1)


def relapsed(past: Sequence[MonthlyObservation], recovered: int) -> float:
    """Return whether a trust that recovered in a month failed again within 36 months, by stage or by verdict."""
    months = NEVER
    back = relapse_month(past, recovered)
    if back != NEVER:
        months = back - recovered
    return happened_within(months, RELAPSE_WINDOW, len(past) - 1 - recovered)


def relapse_month(past: Sequence[MonthlyObservation], recovered: int) -> int:
    """Return the month in which a trust that recovered in a month fails again, by stage or by verdict, or NEVER.

    A trust whose stage lagged behind its recovery has to have left it first.
    """
    out = first_not_failing(past, recovered)
    if out == NEVER:
        return NEVER
    return first_failing(past, out)


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
