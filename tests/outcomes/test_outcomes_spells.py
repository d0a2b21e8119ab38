"""How long exit, recovery and relapse take, what competes with them, and until when they are followed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import get_type_hints

import pytest

from sim.model.enums import SpellEnd
from sim.outcomes.horizons import NEVER
from sim.outcomes.recovery_outcomes import last_month_of_recovery, relapse_month
from sim.outcomes.special_measures_outcomes import compute_exit, month_of_entry, month_of_exit
from sim.outcomes.spells import (
    TrustSpells,
    cause_of_end,
    compute_exit_spell,
    compute_recovery_spell,
    compute_relapse_spell,
    compute_spells,
    end_of_spell,
)

NONE = (NEVER, NEVER, SpellEnd.CENSORED)


@pytest.fixture
def spells_of(parameters):
    def _spells_of(past, dissolved: int | None = None):
        for month in past[len(past) if dissolved is None else dissolved :]:
            month.dissolved = True
        found = SimpleNamespace(**dict.fromkeys(get_type_hints(TrustSpells), -99))
        compute_spells(found, past, parameters)
        return {
            kind: tuple(getattr(found, f"{kind}_{part}") for part in ("entry", "end", "cause"))
            for kind in ("exit", "recovery", "relapse")
        }

    return _spells_of


def test_special_measures_last_from_entry_to_exit(past, spells_of) -> None:
    assert spells_of(past(60, in_special_measures=[(7, 19)]))["exit"] == (7, 20, SpellEnd.REACHED)
    assert spells_of(past(60, in_special_measures=[(0, 19)]))["exit"] == (0, 20, SpellEnd.REACHED)
    assert spells_of(past(60, in_special_measures=[(7, 9), (12, 20)]))["exit"] == (7, 10, SpellEnd.REACHED)


def test_what_goes_on_at_the_end_of_the_run_is_censored_there(past, spells_of) -> None:
    assert spells_of(past(60, in_special_measures=[(7, 60)]))["exit"] == (7, 60, SpellEnd.CENSORED)
    assert spells_of(past(60, in_special_measures=[(60, 60)]))["exit"] == (60, 60, SpellEnd.CENSORED)


def test_what_did_not_begin_has_no_months(past, spells_of) -> None:
    assert spells_of(past(60)) == {"exit": NONE, "recovery": NONE, "relapse": NONE}


@pytest.mark.parametrize(("dissolved", "cause"), [(None, SpellEnd.ABSORPTION), (30, SpellEnd.DISSOLUTION)])
def test_a_trust_that_is_absorbed_or_dissolved_leaves_special_measures_no_more(
    dissolved: int | None, cause: SpellEnd, past, spells_of
) -> None:
    lost = past(90, in_special_measures=[(7, 29)], absorbed=[(30, 90)], good=[(40, 90)])
    assert spells_of(lost, dissolved)["exit"] == (7, 30, cause), "in the same month it comes first"
    assert spells_of(lost, dissolved)["recovery"] == (7, 30, cause)
    assert spells_of(lost, dissolved)["relapse"] == NONE


def test_nothing_begins_once_a_trust_is_absorbed(past, spells_of) -> None:
    lost = past(90, absorbed=[(10, 90)], failing=[(10, 20)], in_special_measures=[(12, 20)], good=[(21, 90)])
    assert spells_of(lost) == {"exit": NONE, "recovery": NONE, "relapse": NONE}


def test_absorption_after_the_end_of_a_spell_changes_nothing(past, spells_of) -> None:
    found = spells_of(past(90, in_special_measures=[(7, 19)], good=[(20, 90)], absorbed=[(50, 90)]))
    assert found["exit"] == (7, 20, SpellEnd.REACHED)
    assert found["recovery"] == (7, 20, SpellEnd.REACHED)
    assert found["relapse"] == (20, 50, SpellEnd.ABSORPTION)


def test_recovery_is_dated_at_the_first_of_its_twelve_good_months(past, spells_of) -> None:
    found = spells_of(past(90, failing=[(3, 20)], good=[(30, 60)]))
    assert found["recovery"] == (3, 30, SpellEnd.REACHED)
    assert found["relapse"] == (30, 90, SpellEnd.CENSORED)


def test_recovery_is_followed_to_the_last_month_in_which_it_could_be_seen_to_begin(past, spells_of) -> None:
    assert spells_of(past(60, failing=[(3, 60)]))["recovery"] == (3, 49, SpellEnd.CENSORED)
    assert spells_of(past(60, failing=[(3, 48)], good=[(49, 60)]))["recovery"] == (3, 49, SpellEnd.REACHED)
    assert spells_of(past(60, failing=[(3, 49)], good=[(50, 60)]))["recovery"] == (3, 49, SpellEnd.CENSORED)
    assert spells_of(past(60, failing=[(3, 60)], absorbed=[(50, 60)]))["recovery"] == (3, 49, SpellEnd.CENSORED)
    assert spells_of(past(60, failing=[(50, 60)]))["recovery"] == NONE
    assert spells_of(past(8, failing=[(0, 8)]))["recovery"] == NONE


def test_relapse_is_failing_again_after_recovery(past, spells_of) -> None:
    found = spells_of(past(120, failing=[(3, 35), (70, 80)], good=[(30, 69)]))
    assert found["recovery"] == (3, 30, SpellEnd.REACHED)
    assert found["relapse"] == (30, 70, SpellEnd.REACHED), "not the stage that lagged behind the recovery"


@pytest.mark.parametrize("entry", range(0, 40, 7))
@pytest.mark.parametrize("left", [20, 41, 200])
@pytest.mark.parametrize("absorbed", [10, 33, 200])
def test_exit_spells_say_what_the_shares_of_exits_say(
    entry: int, left: int, absorbed: int, past, spells_of, computed
) -> None:
    lived = past(60, in_special_measures=[(entry, left - 1)], absorbed=[(absorbed, 60)])
    began, end, cause = spells_of(lived)["exit"]
    outcome = computed(compute_exit, lived)
    assert outcome.entered_special_measures == (began != NEVER)
    assert outcome.exit_within_36 == (cause == SpellEnd.REACHED and end <= 36)


def test_months_are_found_by_functions_of_their_own(past, parameters) -> None:
    lived = past(60, in_special_measures=[(7, 19)], failing=[(40, 41)])
    assert month_of_entry(lived, NEVER) == 7
    assert month_of_entry(lived, 7) == NEVER
    assert month_of_exit(lived, 7, NEVER) == 20
    assert month_of_exit(lived, NEVER, NEVER) == NEVER
    assert relapse_month(lived, 25) == 40
    assert relapse_month(lived, 50) == NEVER
    assert last_month_of_recovery(lived) == 49
    found = SimpleNamespace(recovery_cause=SpellEnd.REACHED, recovery_end=25)
    compute_relapse_spell(found, lived, NEVER)
    assert (found.relapse_entry, found.relapse_end, found.relapse_cause) == (25, 40, SpellEnd.REACHED)
    compute_exit_spell(found, lived, 15)
    assert (found.exit_entry, found.exit_end, found.exit_cause) == (7, 15, SpellEnd.ABSORPTION)
    compute_recovery_spell(found, lived, NEVER, parameters)
    assert (found.recovery_entry, found.recovery_end, found.recovery_cause) == (7, 49, SpellEnd.CENSORED)


def test_a_spell_ends_with_what_comes_first(past) -> None:
    assert [end_of_spell(3, *rest) for rest in ((9, 12, 60), (12, 9, 60), (NEVER, NEVER, 60), (70, 80, 60))] == [
        9,
        9,
        60,
        60,
    ]
    assert end_of_spell(NEVER, 9, 12, 60) == NEVER
    lived = past(60)
    assert cause_of_end(lived, 9, 9, 9) == SpellEnd.ABSORPTION
    assert cause_of_end(lived, 9, 9, 12) == SpellEnd.REACHED
    assert cause_of_end(lived, 60, NEVER, NEVER) == SpellEnd.CENSORED
    assert cause_of_end(lived, NEVER, NEVER, NEVER) == SpellEnd.CENSORED
