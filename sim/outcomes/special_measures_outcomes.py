"""Entry to special measures, exit from them, absorption as the other end, and coming back.

Shares count every replicate from the start of the run, those that never entered too, since levers change who enters. A
trust that is absorbed cannot leave special measures any more, so that absorption competes with exit, and the shares of
both are cumulative incidences. No other end of a regulated body is in the model. Since all are followed from the start
to the end of the run, nobody is lost on the way, and the estimate of Aalen and Johansen is the plain share.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from sim.outcomes.conditions import first_absorbed, first_in_special_measures, first_out_of_special_measures
from sim.outcomes.horizons import NEVER, happened_within, yes_or_no
from sim.outcomes.observation import MonthlyObservation
from sim.outcomes.outcome import LOWER, NEITHER, share

LIFTED = "special measures entered and lifted again, absorption not having come first,"
ABSORBED = "absorbed without having left special measures before, the end that competes with exit,"


class SpecialMeasuresOutcomes:
    """The first spell of special measures and its end, and coming back.

    Neither many exits nor few are good of themselves: there are few where few enter, or where absorption comes first.
    """

    entered_special_measures: Annotated[
        float, share("in special measures at the start or later in the run, before any absorption", LOWER)
    ]
    exit_within_12: Annotated[float, share(f"{LIFTED} within 12 months of the start of the run", NEITHER)]
    exit_within_24: Annotated[float, share(f"{LIFTED} within 24 months of the start of the run", NEITHER)]
    exit_within_36: Annotated[float, share(f"{LIFTED} within 36 months of the start of the run", NEITHER)]
    exit_within_60: Annotated[float, share(f"{LIFTED} within 60 months of the start of the run", NEITHER)]
    absorbed_before_exit_within_12: Annotated[
        float, share(f"{ABSORBED} within 12 months of the start of the run", NEITHER)
    ]
    absorbed_before_exit_within_24: Annotated[
        float, share(f"{ABSORBED} within 24 months of the start of the run", NEITHER)
    ]
    absorbed_before_exit_within_36: Annotated[
        float, share(f"{ABSORBED} within 36 months of the start of the run", NEITHER)
    ]
    absorbed_before_exit_within_60: Annotated[
        float, share(f"{ABSORBED} within 60 months of the start of the run", NEITHER)
    ]
    special_measures_again: Annotated[
        float, share("special measures left and entered a second time within the run", LOWER)
    ]


def compute_exit(outcome: SpecialMeasuresOutcomes, past: Sequence[MonthlyObservation]) -> None:
    """Compute entry, exit or absorption, whichever came first, and coming back; a subsidiary has none of its own."""
    absorbed = first_absorbed(past)
    entry = month_of_entry(past, absorbed)
    left = month_of_exit(past, entry, absorbed)
    again = NEVER
    if left != NEVER:
        again = before(first_in_special_measures(past, left), absorbed)
        absorbed = NEVER
    outcome.entered_special_measures = yes_or_no(entry != NEVER)
    outcome.special_measures_again = yes_or_no(again != NEVER)
    compute_exit_within(outcome, left, len(past) - 1)
    compute_absorbed_within(outcome, absorbed, len(past) - 1)


def month_of_entry(past: Sequence[MonthlyObservation], absorbed: int) -> int:
    """Return the month of the first entry to special measures, 0 if they held at the start, or NEVER."""
    return before(first_in_special_measures(past, 0), absorbed)


def month_of_exit(past: Sequence[MonthlyObservation], entry: int, absorbed: int) -> int:
    """Return the month in which special measures entered in a month, or NEVER, were lifted, or NEVER."""
    if entry == NEVER:
        return NEVER
    return before(first_out_of_special_measures(past, entry), absorbed)


def before(month: int, absorbed: int) -> int:
    """Return a month if it came before that of absorption, which in the same month comes first; or NEVER."""
    if absorbed != NEVER and absorbed <= month:
        return NEVER
    return month


def compute_exit_within(outcome: SpecialMeasuresOutcomes, left: int, observed: int) -> None:
    """Compute whether an exit in a month, or NEVER, came within each horizon."""
    outcome.exit_within_12 = happened_within(left, 12, observed)
    outcome.exit_within_24 = happened_within(left, 24, observed)
    outcome.exit_within_36 = happened_within(left, 36, observed)
    outcome.exit_within_60 = happened_within(left, 60, observed)


def compute_absorbed_within(outcome: SpecialMeasuresOutcomes, absorbed: int, observed: int) -> None:
    """Compute whether an absorption that no exit came before, in a month or NEVER, came within each horizon."""
    outcome.absorbed_before_exit_within_12 = happened_within(absorbed, 12, observed)
    outcome.absorbed_before_exit_within_24 = happened_within(absorbed, 24, observed)
    outcome.absorbed_before_exit_within_36 = happened_within(absorbed, 36, observed)
    outcome.absorbed_before_exit_within_60 = happened_within(absorbed, 60, observed)
