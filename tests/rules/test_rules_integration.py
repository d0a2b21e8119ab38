"""Structural integration: approval, transition, the pooling of management, savings and bridging."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Phase
from sim.model.state import PartnershipState, PartnershipTypeState, RegulatorState, TrustState
from sim.rules.integration import (
    guidance_hazard,
    hurries,
    is_absorbed,
    is_bridged,
    is_set_up,
    left_to_do,
    months_lost_to_guidance,
    next_dip,
    next_integration,
    pools_management,
    savings_made,
    set_up_time,
    starting_dip,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)

IDLE = [Phase.EXPLORING, Phase.SETTING_UP, Phase.ENDED]


# Approval and set-up


def test_conflicting_messages_delay_the_approval_of_a_deal(
    partnership_type: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    def months(type_: Any, voice: float, **overrides: float) -> int:
        policy = regulator(regulatory_coherence=voice, system_engagement=0.0)
        return set_up_time(type_, trust(), trust(), policy, parameters(**overrides))

    deal, informal = partnership_type(set_up_months=12, approval_burden=0.05), partnership_type(set_up_months=12)
    assert months(deal, 1.0) == 12 < months(deal, 0.6) < months(deal, 0.0)
    assert months(deal, 0.0, approval_delay=1.0) == 24
    assert months(deal, 0.0, approval_delay=0.0) == 12
    assert months(informal, 0.0) == months(informal, 1.0) == 12


def test_partnership_operates_when_it_has_been_set_up_for_long_enough(partnership: Make) -> None:
    waiting = [partnership(phase=Phase.SETTING_UP, set_up_months=3, months_in_phase=months) for months in (2, 3, 4)]
    assert [is_set_up(pair) for pair in waiting] == [False, True, True]
    assert not any(
        is_set_up(partnership(phase=phase, set_up_months=3, months_in_phase=9))
        for phase in Phase
        if phase != Phase.SETTING_UP
    )


def test_engaged_public_and_planning_for_the_system_speed_up_approval(
    partnership_type: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    def months(approval: float = 0.05, overrides: Any = None, **levers: float) -> int:
        policy = regulator(**({"regulatory_coherence": 0.8, "system_engagement": 0.0} | levers))
        type_ = partnership_type(set_up_months=24, approval_burden=approval)
        return set_up_time(type_, trust(), trust(), policy, parameters(**(overrides or {})))

    assert months() > months(system_engagement=0.5) > months(system_engagement=1.0) > 0
    assert months() > months(system_planning=0.5) > months(system_planning=1.0) > 0
    assert months(system_engagement=1.0, system_planning=1.0) < months(system_planning=1.0)
    assert months(0.0, system_engagement=1.0, system_planning=1.0) == 24
    off = {"approval_eased_by_engagement": 0.0, "driven_by_planning": 0.0}
    assert months(overrides=off, system_engagement=1.0, system_planning=1.0) == months()


@pytest.mark.parametrize("approval", [0.0, 0.05])
def test_compliance_of_either_side_delays_set_up(
    approval: float, partnership_type: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    def months(target: float, partner: float, **overrides: float) -> int:
        type_ = partnership_type(set_up_months=24, approval_burden=approval)
        sides = (trust(attention_compliance=compliance) for compliance in (target, partner))
        return set_up_time(type_, *sides, regulator(), parameters(**overrides))

    assert months(0.0, 0.0) < months(0.1, 0.0) < months(0.3, 0.0) < months(0.3, 0.3)
    assert months(0.0, 0.3) == months(0.3, 0.0)
    assert months(0.3, 0.3, partnering_lost_to_compliance=0.0) == months(0.0, 0.0)


def test_set_up_takes_at_most_twice_as_long_for_compliance(
    partnership_type: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    type_, buried = partnership_type(set_up_months=24), trust(attention_compliance=1.0)
    values = parameters(partnering_lost_to_compliance=1.0)
    assert set_up_time(type_, buried, trust(), regulator(), values) == 48
    assert set_up_time(type_, buried, buried, regulator(), values) == 48


def test_regulator_of_several_voices_changes_its_guidance_midway(
    partnership: Make, partnership_type: Make, regulator: Make, parameters: Make
) -> None:
    def hazard(voice: float, phase: Phase = Phase.SETTING_UP, approval: float = 0.05, **overrides: float) -> float:
        pair, policy = partnership(phase=phase), regulator(regulatory_coherence=voice)
        return guidance_hazard(pair, partnership_type(approval_burden=approval), policy, parameters(**overrides))

    assert hazard(1.0) == 0.0 < hazard(0.6) < hazard(0.0)
    assert hazard(0.0, approval=0.0) == 0.0
    assert {hazard(0.0, phase) for phase in Phase if phase != Phase.SETTING_UP} == {0.0}
    assert hazard(0.0, guidance_hazard=0.0) == 0.0


def test_changed_guidance_takes_part_of_the_set_up_back(partnership: Make, parameters: Make) -> None:
    def lost(months: int, rework: float) -> int:
        return months_lost_to_guidance(partnership(months_in_phase=months), parameters(guidance_rework=rework))

    assert lost(0, 1.0) == lost(9, 0.0) == 0
    assert [lost(months, 0.5) for months in (2, 4, 10)] == [1, 2, 5]
    assert lost(9, 1.0) == 9


# Transition


def test_transition_disrupts_less_where_the_sides_trust_each_other(
    partnership: Make, partnership_type: Make, parameters: Make
) -> None:
    def dip(trusted: float, type_: float = 0.5, **overrides: float) -> float:
        pair = partnership(relational_trust=trusted, intelligence=1.0)
        return starting_dip(pair, partnership_type(integration_dip=type_), parameters(**overrides))

    assert 0.5 == dip(0.0) > dip(0.4) > dip(0.9)
    assert dip(1.0, dip_eased_by_trust=1.0) == dip(0.4, type_=0.0) == 0.0
    assert dip(0.9, dip_eased_by_trust=0.0) == dip(0.0)


def test_transition_disrupts_more_where_the_partner_is_surprised(
    partnership: Make, partnership_type: Make, parameters: Make
) -> None:
    def dip(intelligence: float, **overrides: float) -> float:
        pair = partnership(relational_trust=0.5, intelligence=intelligence)
        return starting_dip(pair, partnership_type(integration_dip=0.4), parameters(**overrides))

    assert dip(0.0) > dip(0.5) > dip(1.0) > 0.0
    assert dip(0.0, dip_from_surprise=0.0) == dip(1.0)


def test_most_of_the_disruption_is_over_in_the_first_year(partnership: Make, parameters: Make) -> None:
    pair = partnership(integration_dip=0.6)
    path = [pair.integration_dip]
    for _ in range(12):
        pair.integration_dip = next_dip(pair, parameters())
        path.append(pair.integration_dip)
    assert path == sorted(path, reverse=True)
    assert 0.0 < path[-1] < path[0] / 2.0
    assert next_dip(partnership(), parameters()) == 0.0


# Pooling management


@pytest.mark.parametrize(
    ("attributes", "pools"),
    [({}, False), ({"savings": 0.2}, True), ({"integrates": True}, True), ({"pooled_sovereignty": 0.5}, True)],
)
def test_only_types_that_share_services_or_organisation_pool_management(
    attributes: dict[str, Any],
    pools: bool,
    operating: Make,
    partnership_type: Make,
    trust: Make,
    regulator: Make,
    parameters: Make,
) -> None:
    later = next_integration(
        operating(), partnership_type(**attributes), trust(attention_free=0.4), regulator(), parameters()
    )
    assert (later > 0.0) == pools_management(partnership_type(**attributes)) == pools


def test_integration_takes_attention_and_stops_at_the_scope(
    operating: Make, partnership_type: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    def later(attention: float, integration: float = 0.1, **overrides: float) -> float:
        pair = operating(scope=0.5, integration=integration)
        values = parameters(attention_usable=0.5, **overrides)
        return next_integration(pair, partnership_type("merger"), trust(attention_free=attention), regulator(), values)

    assert 0.1 < later(0.0) < later(0.25) < later(0.5) == later(0.9) < 0.5
    assert later(0.5, integration=0.5) == 0.5
    assert later(0.0, left_without_attention=1.0) == later(0.5, left_without_attention=1.0)
    assert later(0.0, left_without_attention=0.0) == 0.1


@pytest.mark.parametrize("phase", IDLE)
def test_nothing_is_pooled_before_a_partnership_operates_or_after_it(
    phase: Phase, operating: Make, partnership_type: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    pair = operating(phase=phase, integration=0.2)
    assert (
        next_integration(pair, partnership_type("merger"), trust(attention_free=0.4), regulator(), parameters()) == 0.2
    )


@pytest.mark.parametrize("free", ["pooled_sovereignty", "delegation"])
def test_integration_goes_faster_where_nobody_has_to_be_asked_for_leave(
    free: str, operating: Make, partnership_type: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    def later(share: float, **overrides: float) -> float:
        type_ = partnership_type(savings=0.3, **{free: share})
        return next_integration(operating(), type_, trust(attention_free=0.2), regulator(), parameters(**overrides))

    assert later(0.0) < later(0.5) < later(1.0)
    assert later(1.0, pace_gained=0.0) == later(0.0)


def test_deadline_drives_an_integration_on_until_it_has_passed(
    operating: Make, partnership_type: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    def later(deadline: int, months: int = 6, type_: str = "acquisition", **overrides: float) -> float:
        pair, policy = operating(months_in_phase=months), regulator(deadline=deadline)
        return next_integration(
            pair, partnership_type(type_), trust(attention_free=0.2), policy, parameters(**overrides)
        )

    assert later(12) > later(0)
    assert later(12, months=12) == later(0, months=12)
    assert later(12, type_="management_contract") == later(0, type_="management_contract")
    assert later(12, pace_gained=0.0) == later(0)


def test_only_a_partner_that_makes_two_into_one_works_against_a_deadline(
    operating: Make, partnership: Make, partnership_type: Make, regulator: Make
) -> None:
    strict = regulator(deadline=12)
    assert [hurries(operating(months_in_phase=month), partnership_type("merger"), strict) for month in (0, 11, 12)] == [
        True,
        True,
        False,
    ]
    assert not hurries(operating(months_in_phase=0), partnership_type("buddying"), strict)
    assert not any(hurries(partnership(phase=phase), partnership_type("merger"), strict) for phase in IDLE)
    assert not hurries(operating(months_in_phase=0), partnership_type("merger"), regulator(deadline=0))


def test_target_is_a_unit_of_the_group_once_integration_is_far_enough(
    operating: Make, partnership: Make, partnership_type: Make, parameters: Make
) -> None:
    values, merger = parameters(integration_complete=0.8), partnership_type("merger")
    assert [is_absorbed(operating(integration=level), merger, values) for level in (0.79, 0.8, 1.0)] == [
        False,
        True,
        True,
    ]
    assert not is_absorbed(operating(integration=1.0), partnership_type("management_contract"), values)
    assert not any(is_absorbed(partnership(phase=phase, integration=1.0), merger, values) for phase in IDLE)


def test_savings_are_made_as_far_as_management_is_pooled(operating: Make, partnership_type: Make) -> None:
    assert savings_made(operating(integration=0.0), partnership_type(savings=0.5)) == 0.0
    assert savings_made(operating(integration=0.5), partnership_type(savings=0.5)) == 0.25
    assert savings_made(operating(integration=1.0), partnership_type()) == 0.0


def test_savings_are_those_of_the_service_that_is_shared(operating: Make, partnership_type: Make) -> None:
    def saved(service_share: float) -> float:
        return savings_made(operating(integration=1.0, service_share=service_share), partnership_type(savings=0.5))

    assert [saved(share_) for share_ in (0.0, 0.1, 1.0)] == pytest.approx([0.0, 0.05, 0.5])


def test_bridging_finance_comes_once_all_who_must_agree_have_agreed(
    operating: Make, regulator: Make, parameters: Make
) -> None:
    def month_of_bridging(voice: float, **overrides: float) -> int:
        values = parameters(**({"bridging_delay": 12.0} | overrides))
        months = (
            month
            for month in range(60)
            if is_bridged(operating(months_in_phase=month), regulator(regulatory_coherence=voice), values)
        )
        return next(months)

    assert month_of_bridging(1.0) == 12 < month_of_bridging(0.5) < month_of_bridging(0.0) == 24
    assert month_of_bridging(0.0, bridging_delay=0.0) == 0


@pytest.mark.parametrize("phase", IDLE)
def test_bridging_finance_does_not_come_before_the_deal_is_done(
    phase: Phase, partnership: Make, regulator: Make, parameters: Make
) -> None:
    assert not is_bridged(partnership(phase=phase, months_in_phase=99), regulator(), parameters(bridging_delay=0.0))


# Ranges


@steady
@given(seeds)
def test_integration_stays_inside_its_ranges(any_state: Make, any_parameters: Make, seed: int) -> None:
    pair, type_ = any_state(PartnershipState, seed), any_state(PartnershipTypeState, seed)
    target, policy, values = any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed)
    levels = (
        starting_dip(pair, type_, values),
        next_dip(pair, values),
        next_integration(pair, type_, target, policy, values),
        guidance_hazard(pair, type_, policy, values),
        savings_made(pair, type_),
    )
    assert all(0.0 <= level <= 1.0 for level in levels)
    assert 0 <= months_lost_to_guidance(pair, values) <= pair.months_in_phase
    months = set_up_time(type_, target, any_state(TrustState, seed + 1), policy, values)
    assert months >= 0
    if type_.approval_burden == 0.0:
        assert type_.set_up_months <= months <= 2 * type_.set_up_months


def test_integration_takes_less_of_leaders_as_management_is_pooled(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    values = parameters(integration_complete=0.8, overhead_once_absorbed=0.3)
    taken = [
        left_to_do(operating(integration=done), partnership_type(integrates=True), values)
        for done in (0.0, 0.4, 0.8, 1.0)
    ]
    assert taken == pytest.approx([1.0, 0.65, 0.3, 0.3])
    assert left_to_do(operating(integration=0.8), partnership_type(), values) == 1.0
