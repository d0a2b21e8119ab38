"""Exit from special measures, and coming back to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from sim.outcomes.conditions import first_absorbed, first_in_special_measures, first_out_of_special_measures
from sim.outcomes.horizons import FOR_EVER, MISSING, NEVER, RELAPSE_WINDOW, happened_within
from sim.outcomes.observation import MonthlyObservation
from sim.outcomes.outcome import HIGHER, LOWER, months, share

LIFTED = "special measures lifted, counted from the first month in them; absorption first counts as no,"


class SpecialMeasuresOutcomes:
    """Exit from the first spell of special measures, and coming back."""

    exit_within_12: Annotated[float, share(f"{LIFTED} within 12 months", HIGHER)]
    exit_within_24: Annotated[float, share(f"{LIFTED} within 24 months", HIGHER)]
    exit_within_36: Annotated[float, share(f"{LIFTED} within 36 months", HIGHER)]
    exit_within_60: Annotated[float, share(f"{LIFTED} within 60 months", HIGHER)]
    months_to_exit: Annotated[
        float,
        months("months from first entry to special measures to their end, of spells that ended within the run", LOWER),
    ]
    special_measures_again: Annotated[
        float, share(f"of those that left: in special measures again within {RELAPSE_WINDOW} months", LOWER)
    ]


def compute_exit(outcome: SpecialMeasuresOutcomes, past: Sequence[MonthlyObservation]) -> None:
    """Compute the exit from the first spell of special measures.

    Absorption before the exit is a competing end and counts as no exit; a spell that begins in a unit of a group is
    left out. A spell that had begun before the run was not observed from its entry, so that only its length is known.
    """
    compute_exit_within(outcome, NEVER, 0)
    outcome.months_to_exit = MISSING
    outcome.special_measures_again = MISSING
    entry = first_in_special_measures(past, 0)
    dissolved = first_absorbed(past)
    if entry == NEVER or (dissolved != NEVER and dissolved <= entry):
        return
    left = exit_month(past, entry, dissolved)
    before = 0
    if entry == 0:
        before = past[0].months_in_special_measures
    if left != NEVER:
        outcome.months_to_exit = float(left - entry + before)
        outcome.special_measures_again = back_within_window(past, left)
    if before == 0:
        observed = len(past) - 1 - entry
        if left == NEVER and dissolved != NEVER:
            observed = FOR_EVER
        months = NEVER
        if left != NEVER:
            months = left - entry
        compute_exit_within(outcome, months, observed)


def compute_exit_within(outcome: SpecialMeasuresOutcomes, months: int, observed: int) -> None:
    """Compute whether an exit after so many months, or NEVER, came within each horizon."""
    outcome.exit_within_12 = happened_within(months, 12, observed)
    outcome.exit_within_24 = happened_within(months, 24, observed)
    outcome.exit_within_36 = happened_within(months, 36, observed)
    outcome.exit_within_60 = happened_within(months, 60, observed)


def exit_month(past: Sequence[MonthlyObservation], entry: int, dissolved: int) -> int:
    """Return the month in which special measures entered in a month were lifted; NEVER if absorption came first."""
    left = first_out_of_special_measures(past, entry)
    if left != NEVER and dissolved != NEVER and dissolved <= left:
        return NEVER
    return left


def back_within_window(past: Sequence[MonthlyObservation], left: int) -> float:
    """Return whether a trust that left special measures in a month was in them again within 36 months."""
    again = first_in_special_measures(past, left)
    months = NEVER
    if again != NEVER:
        months = again - left
    return happened_within(months, RELAPSE_WINDOW, len(past) - 1 - left)
