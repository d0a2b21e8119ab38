"""Escalation: small types that grow into larger ones, and windows of opportunity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Phase
from sim.model.state import PartnershipState, PartnershipTypeState
from sim.rules.escalation import escalation_hazard, window_is_open

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


def test_vacancy_at_the_top_or_a_building_plan_opens_a_window(trust: Make, parameters: Make) -> None:
    values = parameters(new_chief_executive_months=6)
    opened = [window_is_open(trust(chief_executive_tenure=months), values) for months in (0, 5, 6, 60)]
    assert opened == [True, True, False, False]
    assert window_is_open(trust(chief_executive_tenure=60, building_plan=True), values)
    assert not window_is_open(trust(chief_executive_tenure=0), parameters(new_chief_executive_months=0))


@pytest.fixture(scope="session")
def hazard(operating: Make, partnership_type: Make, parameters: Make) -> Make:
    """Return the chance that a partnership of some standing and trust grows into the next type this month."""

    def _hazard(overrides: Any = None, **state: Any) -> float:
        pair = operating(**({"months_in_phase": 24, "relational_trust": 0.8, "motivation": 0.6} | state))
        type_ = partnership_type(escalation_trust=0.5, escalation_months=12)
        return escalation_hazard(pair, type_, parameters(**(overrides or {})))

    return _hazard


def test_type_grows_only_after_months_of_operation(hazard: Make) -> None:
    assert hazard(months_in_phase=0) == hazard(months_in_phase=11) == 0.0
    assert hazard(months_in_phase=12) == hazard(months_in_phase=120) > 0.0


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase != Phase.OPERATING])
def test_type_that_does_not_operate_grows_into_nothing(phase: Phase, hazard: Make) -> None:
    assert hazard(phase=phase, months_in_phase=60) == 0.0


def test_type_grows_only_on_enough_trust_and_sooner_on_more(hazard: Make) -> None:
    assert hazard(relational_trust=0.3) == hazard(relational_trust=0.5) == 0.0
    assert 0.0 < hazard(relational_trust=0.6) < hazard(relational_trust=0.9)


def test_full_trust_is_as_good_for_a_type_that_needs_much_of_it_as_for_one_that_needs_little(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    hazards = [
        escalation_hazard(operating(relational_trust=1.0), partnership_type(escalation_trust=needed), parameters())
        for needed in (0.0, 0.4, 0.8)
    ]
    assert hazards == pytest.approx([hazards[0]] * 3, rel=0.01)
    assert hazards[0] > 0.0


def test_motivated_partner_goes_further(hazard: Make) -> None:
    assert hazard(motivation=0.0) == 0.0 < hazard(motivation=0.3) < hazard(motivation=0.9)
    assert hazard(overrides={"escalation_rate": 0.0}) == 0.0


@steady
@given(seeds)
def test_chance_of_growing_is_a_chance_and_never_falls_with_trust(
    any_state: Make, any_parameters: Make, seed: int
) -> None:
    pair, type_ = any_state(PartnershipState, seed), any_state(PartnershipTypeState, seed)
    values, hazards = any_parameters(seed), []
    for trusted in (0.0, 0.4, 0.8, 1.0):
        pair.relational_trust = trusted
        hazards.append(escalation_hazard(pair, type_, values))
    assert hazards == sorted(hazards)
    assert 0.0 <= hazards[0] <= hazards[-1] <= 1.0
