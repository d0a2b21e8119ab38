"""How long exit, recovery and relapse took, and what came instead.

The months are those of the outcomes: the first exit from special measures (`exit_within_*`), the first recovery from
failure (`recovered_within_*`) and the first relapse after it (`relapsed_once_recovered`). A trust that is absorbed or
dissolved can do none of these any more, so that both compete with them; in the same month they come first. What has not
ended when it could last have been seen to is censored.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import SpellEnd
from sim.outcomes.conditions import first_absorbed, first_failing
from sim.outcomes.horizons import NEVER
from sim.outcomes.observation import MonthlyObservation
from sim.outcomes.recovery_outcomes import last_month_of_recovery, recovery_month, relapse_month
from sim.outcomes.special_measures_outcomes import before, month_of_entry, month_of_exit
from sim.parameters import Parameters


class TrustSpells:
    """The first spell of each kind of one trust: the months in which it began and was last seen, and how it ended.

    A spell that did not begin has NEVER in the place of its months.
    """

    exit_entry: int
    exit_end: int
    exit_cause: int
    recovery_entry: int
    recovery_end: int
    recovery_cause: int
    relapse_entry: int
    relapse_end: int
    relapse_cause: int


def compute_spells(spells: TrustSpells, past: Sequence[MonthlyObservation], parameters: Parameters) -> None:
    """Compute the time to exit from special measures, to recovery from failure, and to relapse after it."""
    absorbed = first_absorbed(past)
    compute_exit_spell(spells, past, absorbed)
    compute_recovery_spell(spells, past, absorbed, parameters)
    compute_relapse_spell(spells, past, absorbed)


def compute_exit_spell(spells: TrustSpells, past: Sequence[MonthlyObservation], absorbed: int) -> None:
    """Compute the spell of special measures from entry, or from the start, to exit."""
    entry = month_of_entry(past, absorbed)
    left = month_of_exit(past, entry, absorbed)
    spells.exit_entry = entry
    spells.exit_end = end_of_spell(entry, left, absorbed, len(past) - 1)
    spells.exit_cause = cause_of_end(past, spells.exit_end, left, absorbed)


def compute_recovery_spell(
    spells: TrustSpells, past: Sequence[MonthlyObservation], absorbed: int, parameters: Parameters
) -> None:
    """Compute the spell from the first failure, or from the start, to recovery.

    One that begins too late to be seen to end is left out.
    """
    followed = last_month_of_recovery(past)
    entry = before(first_failing(past, 0), absorbed)
    if entry > followed:
        entry = NEVER
    recovered = recovery_month(past, entry, parameters)
    spells.recovery_entry = entry
    spells.recovery_end = end_of_spell(entry, recovered, absorbed, followed)
    spells.recovery_cause = cause_of_end(past, spells.recovery_end, recovered, absorbed)


def compute_relapse_spell(spells: TrustSpells, past: Sequence[MonthlyObservation], absorbed: int) -> None:
    """Compute the spell from the recovery, which is computed before, to relapse."""
    entry = NEVER
    relapse = NEVER
    if spells.recovery_cause == SpellEnd.REACHED:
        entry = spells.recovery_end
        relapse = relapse_month(past, entry)
    spells.relapse_entry = entry
    spells.relapse_end = end_of_spell(entry, relapse, absorbed, len(past) - 1)
    spells.relapse_cause = cause_of_end(past, spells.relapse_end, relapse, absorbed)


def end_of_spell(entry: int, reached: int, absorbed: int, followed: int) -> int:
    """Return the month in which a spell ended or was last seen: the first of three, of which two may be NEVER."""
    if entry == NEVER:
        return NEVER
    end = followed
    if reached != NEVER and reached < end:
        end = reached
    if absorbed != NEVER and absorbed < end:
        end = absorbed
    return end


def cause_of_end(past: Sequence[MonthlyObservation], end: int, reached: int, absorbed: int) -> int:
    """Return how a spell ended in a month (`SpellEnd`); a trust that is dissolved has a successor, as if absorbed."""
    if end == NEVER:
        return SpellEnd.CENSORED
    if absorbed == end:
        if past[end].dissolved:
            return SpellEnd.DISSOLUTION
        return SpellEnd.ABSORPTION
    if reached == end:
        return SpellEnd.REACHED
    return SpellEnd.CENSORED
