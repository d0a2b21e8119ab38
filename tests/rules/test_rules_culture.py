"""Culture: the pull of one culture on another, and several at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.state import PartnershipState, PartnershipTypeState, TrustState
from sim.rules.cultural_fit import cultural_distance
from sim.rules.culture import confusion, pull_culture, pull_strength, shift_culture

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)

CLAN = (1.0, 0.0, 0.0, 0.0)
RATIONAL = (0.0, 0.0, 0.0, 1.0)
MIXED = (0.25, 0.25, 0.25, 0.25)
SHARES = ("culture_clan", "culture_developmental", "culture_hierarchical", "culture_rational")


def culture_of(trust: Any) -> tuple[float, ...]:
    return tuple(getattr(trust, name) for name in SHARES)


# The pull of a partner


def test_pull_takes_attention(operating: Make, partnership_type: Make, trust: Make, parameters: Make) -> None:
    def strength(attention: float, **overrides: float) -> float:
        values = parameters(attention_usable=0.5, **overrides)
        return pull_strength(operating(), partnership_type("acquisition"), trust(attention_free=attention), values)

    assert 0.0 < strength(0.0) < strength(0.25) < strength(0.5) == strength(0.9)
    assert strength(0.0, left_without_attention=1.0) == strength(0.5, left_without_attention=1.0)
    assert strength(0.0, left_without_attention=0.0) == 0.0


def test_pull_takes_trust(operating: Make, partnership_type: Make, trust: Make, parameters: Make) -> None:
    def strength(relational_trust: float, **overrides: float) -> float:
        partnership_ = operating(relational_trust=relational_trust)
        return pull_strength(partnership_, partnership_type("acquisition"), trust(), parameters(**overrides))

    assert 0.0 < strength(0.2) < strength(0.8)
    assert strength(0.2, left_without_trust=1.0) == strength(0.8, left_without_trust=1.0)


def test_pull_takes_time_that_compliance_leaves(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def strength(compliance: float, **overrides: float) -> float:
        target = trust(attention_free=0.5, attention_compliance=compliance)
        return pull_strength(operating(), partnership_type("acquisition"), target, parameters(**overrides))

    assert strength(0.0) > strength(0.1) > strength(0.3) > 0.0
    assert strength(0.3, partnering_lost_to_compliance=0.0) == strength(0.0)


def test_type_that_does_not_pull_leaves_culture_alone(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    assert (
        pull_strength(operating(), partnership_type(culture_pull=0.0), trust(attention_free=0.5), parameters()) == 0.0
    )
    assert pull_strength(operating(), partnership_type("acquisition"), trust(), parameters(pull_rate=0.0)) == 0.0


@steady
@given(seeds)
def test_pull_never_overshoots_in_a_month(any_state: Make, any_parameters: Make, seed: int) -> None:
    entities = (any_state(PartnershipState, seed), any_state(PartnershipTypeState, seed), any_state(TrustState, seed))
    assert 0.0 <= pull_strength(*entities, any_parameters(seed)) <= 1.0


@steady
@given(seeds, seeds, share)
def test_culture_moves_towards_the_puller_by_the_strength_of_the_pull(
    any_state: Make, one: int, other: int, strength: float
) -> None:
    puller, pulled = any_state(TrustState, one), any_state(TrustState, other)
    for name in SHARES:
        setattr(pulled, name.replace("culture", "shift"), 0.0)
    before, distance = culture_of(puller), cultural_distance(puller, pulled)
    pull_culture(puller, pulled, strength)
    shift_culture(pulled)
    assert culture_of(puller) == before
    assert cultural_distance(puller, pulled) == pytest.approx((1.0 - strength) * distance, abs=1e-9)


def test_pulls_of_several_partners_add(cultured: Make) -> None:
    pulled = cultured(*MIXED)
    pull_culture(cultured(*CLAN), pulled, 0.1)
    pull_culture(cultured(*RATIONAL), pulled, 0.1)
    shift_culture(pulled)
    assert pulled.culture_clan == pytest.approx(pulled.culture_rational)
    assert pulled.culture_clan > 0.25 > pulled.culture_developmental
    assert pulled.culture_developmental == pytest.approx(pulled.culture_hierarchical)


def test_culture_stays_where_nothing_pulls(cultured: Make) -> None:
    unmoved = cultured(0.5, 0.25, 0.125, 0.125)
    shift_culture(unmoved)
    assert culture_of(unmoved) == (0.5, 0.25, 0.125, 0.125)


@steady
@given(seeds)
def test_culture_stays_on_the_simplex_whatever_pulls(any_state: Make, seed: int) -> None:
    trust_ = any_state(TrustState, seed)
    shift_culture(trust_)
    assert all(0.0 <= value <= 1.0 for value in culture_of(trust_))
    assert sum(culture_of(trust_)) == pytest.approx(1.0)


def test_pull_that_would_leave_no_values_at_all_changes_nothing(cultured: Make) -> None:
    emptied = cultured(*MIXED, shift_clan=-1.0, shift_developmental=-1.0, shift_hierarchical=-1.0, shift_rational=-1.0)
    shift_culture(emptied)
    assert culture_of(emptied) == MIXED


def test_values_that_recruitment_and_appraisal_carry_spread_faster(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def strength(programme: float, pull: float = 0.5, **overrides: float) -> float:
        type_ = partnership_type(culture_pull=pull, people_programme=programme)
        return pull_strength(operating(), type_, trust(attention_free=0.3), parameters(**overrides))

    assert strength(0.0) < strength(0.4) < strength(0.8)
    assert strength(0.8, pull=0.0) == 0.0
    assert strength(0.8, pull_from_programme=0.0) == strength(0.0)


# Several foreign cultures at once


@steady
@given(st.lists(share, max_size=5))
def test_confusion_is_what_is_foreign_beyond_the_most_foreign(trust: Make, foreign: list[float]) -> None:
    host = trust(cultures_met=sum(foreign), most_foreign=max(foreign, default=0.0))
    assert confusion(host) == pytest.approx(sum(sorted(foreign)[:-1]), abs=1e-12)
    assert confusion(host) >= 0.0
