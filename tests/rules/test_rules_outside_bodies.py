"""Bodies outside: an institute or a firm brings a method, and no culture, place or size of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.state import TrustState
from sim.rules.attention import left_by_compliance
from sim.rules.cultural_fit import contextual_fit, cultural_fit, relevance, remoteness
from sim.rules.delivery import partner_capacity
from sim.rules.outside_bodies import ROOM_TO_HELP, STAFF_THAT_STAY, body_outside

Make = Callable[..., Any]
seeds = st.integers(0, 2**32 - 1)
STOCKS = ("quality", "access", "finance", "leadership", "capability", "coherence", "reputation")


@settings(deadline=None, derandomize=True)
@given(seeds)
def test_body_outside_fits_any_trust_and_is_next_door_to_it(
    any_state: Make, any_parameters: Make, trust: Make, partnership_type: Make, seed: int
) -> None:
    body, target, values = trust(), any_state(TrustState, seed), any_parameters(seed)
    body_outside(body, partnership_type(external_strength=0.7), target)
    assert cultural_fit(target, body, values) == contextual_fit(target, body, values) == 1.0
    assert remoteness(target, body, values) == 0.0


def test_body_outside_is_as_strong_in_everything_as_its_type_says(
    trust: Make, partnership_type: Make, parameters: Make
) -> None:
    taught = []
    for strength in (0.2, 0.5, 0.9):
        body = trust()
        body_outside(
            body,
            partnership_type(external_strength=strength),
            trust(quality=0.3, access=0.3, finance=0.3, leadership=0.3),
        )
        assert {getattr(body, name) for name in STOCKS} == {strength}
        taught.append(relevance(trust(quality=0.3, leadership=0.3), body, parameters()))
    assert taught == sorted(set(taught))


def test_body_outside_always_has_room_to_help_and_people_who_stay(
    trust: Make, partnership_type: Make, parameters: Make
) -> None:
    body = trust(attention_free=0.0, chief_executive_tenure=0)
    body_outside(body, partnership_type("improvement_institute"), trust(attention_free=0.0, chief_executive_tenure=1))
    assert (body.attention_free, body.chief_executive_tenure) == (ROOM_TO_HELP, STAFF_THAT_STAY)
    busy = trust(attention_free=0.0)
    assert partner_capacity(body, parameters()) > partner_capacity(busy, parameters())


def test_body_outside_reports_to_no_regulator(trust: Make, partnership_type: Make, parameters: Make) -> None:
    body = trust(attention_supply=0.5, attention_compliance=0.5)
    body_outside(body, partnership_type("improvement_institute"), trust(attention_compliance=0.4))
    assert left_by_compliance(body, parameters()) == 1.0


def test_trust_that_is_helped_stays_as_it_is(trust: Make, partnership_type: Make) -> None:
    target = trust(quality=0.25)
    body_outside(trust(), partnership_type("consultancy"), target)
    assert vars(target) == vars(trust(quality=0.25))
