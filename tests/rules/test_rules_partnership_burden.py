"""Burden: what partnerships ask of leaders on both sides, and what is noted of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Phase, Scale
from sim.model.partnership_types import shipped_catalogue
from sim.model.state import PartnershipState, PartnershipTypeState, RegulatorState, TrustState
from sim.rules.partnership_burden import (
    ask_attention,
    burden,
    clear_demands,
    complexity,
    count_partnership,
    helps_the_whole_trust,
    join,
    newness,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)

DEMANDS = {
    "partnership_demand": 0.2,
    "approval_demand": 0.1,
    "partnerships_active": 3,
    "trusts_supported": 2,
    "times_helped": 1,
    "remedied": True,
    "integrating": True,
    "bridged": True,
    "mixing": 0.5,
    "mixing_pace": 0.5,
    "people_programme": 0.4,
    "group_sites": 3.0,
    "attention_from_group": -0.1,
}
ALIKE = {"contextual_fit": 1.0, "intelligence": 1.0}  # nothing about the two makes the work harder than planned


@pytest.fixture(scope="session")
def settled(operating: Make) -> Make:
    """Make a partnership that takes exactly what was planned: of people who know each other, alike and near."""
    return lambda **values: operating(**(ALIKE | {"months_in_phase": 60} | values))


@pytest.fixture(scope="session")
def asked(trust: Make, regulator: Make, parameters: Make) -> Make:
    """Return target and partner after a month's demands of a partnership."""

    def _asked(
        partnership: Any, type_: Any, target: Any = None, partner: Any = None, policy: Any = None, **overrides: float
    ) -> tuple[Any, Any]:
        sides = trust(**(target or {})), trust(**(partner or {}))
        ask_attention(partnership, type_, *sides, policy or regulator(), parameters(**overrides))
        return sides

    return _asked


def test_demands_of_last_month_are_forgotten(trust: Make) -> None:
    busy = trust(**DEMANDS)
    clear_demands(busy)
    assert vars(busy) == vars(trust(mixing_pace=1.0))


# People who are new to each other


def test_people_get_to_know_each_other_while_the_partnership_is_set_up(
    partnership: Make, operating: Make, parameters: Make
) -> None:
    months = parameters(newness_months=6)
    assert newness(partnership(phase=Phase.SETTING_UP, months_in_phase=5), months) > 1.0
    assert newness(partnership(phase=Phase.SETTING_UP, months_in_phase=6), months) == 1.0
    assert newness(operating(months_in_phase=1, set_up_months=4), months) > 1.0
    assert newness(operating(months_in_phase=2, set_up_months=4), months) == 1.0


def test_newness_wears_off_after_the_first_months_of_operation(operating: Make, parameters: Make) -> None:
    months = parameters(newness_months=6)
    assert newness(operating(months_in_phase=5), months) > 1.0
    assert newness(operating(months_in_phase=6), months) == 1.0


def test_newness_is_less_exhausting_where_relational_trust_exists(operating: Make, parameters: Make) -> None:
    strangers = newness(operating(months_in_phase=0, relational_trust=0.1), parameters())
    friends = newness(operating(months_in_phase=0, relational_trust=0.8), parameters())
    assert strangers > friends > 1.0
    assert newness(operating(months_in_phase=0, relational_trust=1.0), parameters()) == 1.0


def test_newness_can_be_switched_off(operating: Make, parameters: Make) -> None:
    assert newness(operating(months_in_phase=0), parameters(newness_burden=0.0)) == 1.0


# What makes it more complex


def test_two_alike_next_door_work_together_as_planned(
    settled: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    assert complexity(settled(), partnership_type(), trust(), trust(), parameters()) == 1.0
    assert burden(settled(), partnership_type(), trust(), trust(), parameters()) == 1.0


def test_differences_between_the_sides_add_complexity(
    settled: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def complex_at(contextual_fit: float, **overrides: float) -> float:
        pair = settled(contextual_fit=contextual_fit)
        return complexity(pair, partnership_type(), trust(), trust(), parameters(**overrides))

    assert complex_at(0.2) > complex_at(0.7) > complex_at(1.0)
    assert complex_at(0.2, burden_of_differences=0.0) == complex_at(1.0)


def test_miles_between_the_sides_add_complexity(
    settled: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def complex_at(miles: float, **overrides: float) -> float:
        return complexity(settled(), partnership_type(), trust(), trust(easting=miles), parameters(**overrides))

    assert complex_at(0.0) < complex_at(30.0) == complex_at(-30.0) < complex_at(120.0)
    assert complex_at(120.0, burden_of_differences=0.0) == complex_at(0.0)


def test_two_computer_systems_frustrate_until_they_have_become_one(
    settled: Make, partnership: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def complex_at(integration: float, type_: str = "merger", **overrides: float) -> float:
        pair = settled(integration=integration)
        return complexity(pair, partnership_type(type_), trust(), trust(), parameters(**overrides))

    assert complex_at(0.0) > complex_at(0.5) > complex_at(1.0) == 1.0
    assert complex_at(0.0, burden_of_systems=0.0) == complex_at(1.0)
    assert complex_at(0.0, type_="buddying") == complex_at(1.0, type_="buddying")
    waiting = partnership(phase=Phase.SETTING_UP, **ALIKE)
    assert complexity(waiting, partnership_type("merger"), trust(), trust(), parameters()) == 1.0


# How much it takes


def test_what_is_more_complex_takes_more(settled: Make, partnership_type: Make, trust: Make, parameters: Make) -> None:
    alike, unlike = (
        burden(settled(contextual_fit=fit), partnership_type(), trust(), trust(), parameters()) for fit in (1.0, 0.2)
    )
    assert unlike > alike
    new, old = (
        burden(settled(months_in_phase=month), partnership_type(), trust(), trust(), parameters()) for month in (0, 60)
    )
    assert new > old


def test_effort_is_underestimated_by_those_who_do_not_know_the_true_state(
    settled: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def taken(intelligence: float, **overrides: float) -> float:
        return burden(settled(intelligence=intelligence), partnership_type(), trust(), trust(), parameters(**overrides))

    assert taken(0.0) > taken(0.5) > taken(1.0) == 1.0
    assert taken(0.0, optimism_about_effort=0.0) == 1.0


def test_structural_partnering_needs_formal_infrastructure(settled: Make, partnership_type: Make, asked: Make) -> None:
    def demands(scale: Scale, **overrides: float) -> tuple[float, float]:
        target, partner = asked(settled(scale=scale), partnership_type("contractual"), **overrides)
        return target.partnership_demand, partner.partnership_demand

    formal, informal = demands(Scale.STRUCTURAL), demands(Scale.INDIVIDUAL)
    assert all(more > less for more, less in zip(formal, informal, strict=True))
    assert demands(Scale.STRUCTURAL, formal_overhead=0.0) == informal


def test_clinical_leads_who_are_left_to_run_it_need_little_infrastructure(
    settled: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def taken(delegation: float, scale: Scale = Scale.STRUCTURAL) -> float:
        return burden(settled(scale=scale), partnership_type(delegation=delegation), trust(), trust(), parameters())

    assert taken(0.0) > taken(0.5) > taken(1.0) == taken(0.0, Scale.INDIVIDUAL)


@pytest.mark.parametrize("phase", [Phase.EXPLORING, Phase.SETTING_UP])
def test_looking_into_each_other_and_setting_up_take_a_share_of_what_operating_takes(
    phase: Phase, partnership: Make, settled: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def taken(pair: Any, **overrides: float) -> float:
        return burden(pair, partnership_type("buddying"), trust(), trust(), parameters(**overrides))

    begun = partnership(phase=phase, months_in_phase=60, scope=0.5, **ALIKE)
    assert taken(begun, burden_before_operating=0.0) == 0.0 < taken(begun, burden_before_operating=0.5)
    assert taken(begun, burden_before_operating=1.0) == pytest.approx(taken(settled()))
    assert taken(settled(), burden_before_operating=0.0) == taken(settled())


def test_group_spends_less_attention_on_a_unit_once_it_is_absorbed(
    settled: Make, partnership_type: Make, asked: Make
) -> None:
    def demand(integration: float, left: float) -> float:
        off = {"burden_of_systems": 0.0, "programme_burden": 0.0, "overhead_once_absorbed": left}
        return float(
            asked(settled(integration=integration), partnership_type("acquisition"), **off)[1].partnership_demand
        )

    assert demand(1.0, left=0.3) < demand(0.0, left=0.3)
    assert demand(1.0, left=1.0) == demand(0.0, left=1.0)
    assert demand(1.0, left=0.0) == 0.0


# Who is asked


def test_ended_partnership_asks_nothing_of_anyone(
    partnership: Make, partnership_type: Make, trust: Make, asked: Make
) -> None:
    target, partner = asked(partnership(phase=Phase.ENDED), partnership_type("acquisition"))
    assert vars(target) == vars(partner) == vars(trust())


def test_both_sides_pay_for_a_partnership_from_their_own_ledger(
    settled: Make, partnership_type: Make, asked: Make
) -> None:
    target, partner = asked(settled(), partnership_type(overhead_target=0.05, overhead_partner=0.2))
    assert target.partnership_demand == 0.05
    assert partner.partnership_demand == 0.2
    assert (target.partnerships_active, partner.partnerships_active) == (1, 1)


def test_partnership_of_strangers_takes_more_attention_from_both(
    settled: Make, partnership_type: Make, asked: Make
) -> None:
    new, old = (asked(settled(months_in_phase=months), partnership_type("buddying")) for months in (0, 60))
    assert len(new) == 2
    assert all(first.partnership_demand > then.partnership_demand for first, then in zip(new, old, strict=True))


def test_people_who_are_sent_in_have_to_be_looked_after_by_those_who_can_least(
    settled: Make, partnership_type: Make, asked: Make
) -> None:
    def hosted(injection: float, capability: float, **overrides: float) -> tuple[float, float]:
        sides = asked(settled(), partnership_type(capacity_lent=injection), {"capability": capability}, **overrides)
        return sides[0].partnership_demand, sides[1].partnership_demand

    assert hosted(0.4, 0.2)[0] > hosted(0.4, 0.6)[0] > hosted(0.4, 1.0)[0] == 0.0
    assert hosted(0.4, 0.2)[0] > hosted(0.1, 0.2)[0] > hosted(0.0, 0.2)[0] == 0.0
    assert hosted(0.4, 0.2)[1] == 0.0
    assert hosted(0.4, 0.2, hosting_burden=0.0) == (0.0, 0.0)


def test_work_on_values_takes_attention_of_the_partner_that_carries_it(
    settled: Make, partnership_type: Make, asked: Make
) -> None:
    def taken(programme: float, **overrides: float) -> tuple[float, float]:
        target, partner = asked(settled(), partnership_type(people_programme=programme), **overrides)
        return target.partnership_demand, partner.partnership_demand

    assert taken(0.0) == (0.0, 0.0)
    assert taken(0.8)[1] > taken(0.4)[1] > 0.0
    assert taken(0.8)[0] == 0.0
    assert taken(0.8, programme_burden=0.0) == (0.0, 0.0)


def test_approval_takes_attention_of_both_sides_until_the_deal_is_done(
    partnership: Make, operating: Make, partnership_type: Make, asked: Make
) -> None:
    type_ = partnership_type(approval_burden=0.05)
    for pair in (operating(), partnership(phase=Phase.EXPLORING)):
        assert [side.approval_demand for side in asked(pair, type_)] == [0.0, 0.0]
    assert [side.approval_demand for side in asked(partnership(phase=Phase.SETTING_UP), type_)] == [0.05, 0.05]


@steady
@given(seeds)
def test_no_partnership_gives_attention_back(any_state: Make, any_parameters: Make, seed: int) -> None:
    pair, type_ = any_state(PartnershipState, seed), any_state(PartnershipTypeState, seed)
    sides = any_state(TrustState, seed), any_state(TrustState, seed + 1)
    type_.scope = max(type_.scope, 0.01)
    before = [(side.partnership_demand, side.approval_demand) for side in sides]
    values, policy = any_parameters(seed), any_state(RegulatorState, seed)
    assert complexity(pair, type_, *sides, values) >= 1.0
    ask_attention(pair, type_, *sides, policy, values)
    after = [(side.partnership_demand, side.approval_demand) for side in sides]
    assert all(
        then >= first for was, is_ in zip(before, after, strict=True) for first, then in zip(was, is_, strict=True)
    )


# Who counts it


def test_only_the_partner_counts_a_trust_that_it_supports(
    settled: Make, partnership_type: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    target, partner = trust(), trust()
    for _ in range(2):
        ask_attention(settled(), partnership_type("buddying"), target, partner, regulator(), parameters())
    assert (target.trusts_supported, partner.trusts_supported) == (0, 2)
    assert (target.times_helped, partner.times_helped) == (2, 0)
    assert partner.partnership_demand > partnership_type("buddying").overhead_partner


def test_member_of_a_joint_type_is_in_a_partnership_and_neither_helps_nor_is_helped(
    settled: Make, partnership_type: Make, trust: Make
) -> None:
    member, others = trust(), trust()
    count_partnership(settled(scale=Scale.STRUCTURAL), partnership_type("federation"), member, others)
    assert (member.partnerships_active, member.times_helped, member.remedied) == (1, 0, False)
    assert vars(others) == vars(trust())


@pytest.mark.parametrize(
    ("type_", "scale", "remedied"),
    [
        ("acquisition", Scale.STRUCTURAL, True),
        ("management_contract", Scale.STRUCTURAL, True),
        ("buddying", Scale.INDIVIDUAL, False),
        ("contractual", Scale.STRUCTURAL, False),
    ],
)
def test_structural_type_for_the_whole_trust_remedies_its_failure(
    type_: str, scale: Scale, remedied: bool, settled: Make, partnership_type: Make, trust: Make
) -> None:
    target, partner = trust(), trust()
    count_partnership(settled(scale=scale), partnership_type(type_), target, partner)
    assert (target.remedied, partner.remedied) == (remedied, False)


def test_unit_of_a_group_is_no_longer_counted_as_supported(settled: Make, partnership_type: Make, asked: Make) -> None:
    for integration, counted in ((0.0, 1), (1.0, 0)):
        target, partner = asked(settled(integration=integration), partnership_type("acquisition"))
        assert (partner.trusts_supported, partner.partnerships_active, target.partnerships_active) == (counted,) * 3


# Two organisations are made one


def test_structural_integration_is_under_way_on_both_sides_until_the_target_is_absorbed(
    operating: Make, partnership_type: Make, asked: Make
) -> None:
    for absorbed_by, under_way in ((-1, True), (0, False)):
        target, partner = asked(operating(), partnership_type("merger"), {"absorbed_by": absorbed_by})
        assert (target.integrating, partner.integrating) == (under_way, under_way)


def test_integration_is_not_under_way_before_the_deal_is_done(
    partnership: Make, partnership_type: Make, asked: Make
) -> None:
    target, partner = asked(partnership(phase=Phase.SETTING_UP), partnership_type("merger"))
    assert (target.integrating, target.bridged, target.mixing, partner.integrating) == (False, False, 0.0, False)
    assert partner.group_sites == 0.0


def test_buddies_do_not_integrate(operating: Make, partnership_type: Make, asked: Make) -> None:
    sides = asked(operating(), partnership_type("buddying"))
    assert [(side.integrating, side.mixing, side.group_sites) for side in sides] == [(False, 0.0, 0.0)] * 2


@pytest.fixture(scope="session")
def joined(operating: Make, trust: Make, regulator: Make, parameters: Make) -> Make:
    """Return target and partner after it has been noted that they are being made one."""

    def _joined(type_: Any, target: Any = None, policy: Any = None, overrides: Any = None, **state: Any) -> Any:
        sides = trust(**(target or {})), trust()
        join(operating(**state), type_, *sides, regulator(**(policy or {})), parameters(**(overrides or {})))
        return sides

    return _joined


def test_where_one_culture_is_adopted_the_partners_own_is_left_alone(partnership_type: Make, joined: Make) -> None:
    target, partner = joined(partnership_type(mutual_culture_pull=0.0, people_programme=0.4))
    assert (target.mixing, partner.mixing) == (1.0, 0.0)
    assert target.mixing_pace == partner.mixing_pace == 1.0
    assert (target.people_programme, partner.people_programme) == (0.4, 0.0)


def test_culture_new_to_both_comes_about_more_slowly(partnership_type: Make, joined: Make) -> None:
    def sides(both_ways: float, slowing: float) -> tuple[Any, Any]:
        both: tuple[Any, Any] = joined(
            partnership_type(mutual_culture_pull=both_ways), overrides={"best_of_both_slowing": slowing}
        )
        return both

    paces = [sides(both_ways, 0.5)[0].mixing_pace for both_ways in (0.0, 0.5, 1.0)]
    assert paces[0] > paces[1] > paces[2] > 0.0
    assert sides(1.0, 0.0)[0].mixing_pace == 1.0
    target, partner = sides(0.5, 0.5)
    assert partner.mixing == 0.5
    assert partner.mixing_pace == target.mixing_pace


def test_work_on_values_reaches_both_where_both_are_changed(partnership_type: Make, joined: Make) -> None:
    target, partner = joined(partnership_type(mutual_culture_pull=0.5, people_programme=0.4))
    assert target.people_programme == partner.people_programme == 0.4


def test_partner_in_two_integrations_is_changed_as_by_the_one_that_changes_it_more(
    operating: Make, partnership_type: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    outcomes = set()
    for order in ((0.2, 0.8), (0.8, 0.2)):
        partner = trust()
        for both_ways in order:
            join(
                operating(),
                partnership_type(mutual_culture_pull=both_ways),
                trust(),
                partner,
                regulator(),
                parameters(),
            )
        outcomes.add((partner.mixing, partner.mixing_pace))
    assert len(outcomes) == 1
    assert outcomes.pop()[0] == 0.8


def test_unit_of_a_group_goes_on_mixing_without_bridging_or_relief(partnership_type: Make, joined: Make) -> None:
    for absorbed_by, under_way in ((-1, True), (0, False)):
        target, partner = joined(
            partnership_type("merger"), {"absorbed_by": absorbed_by}, overrides={"bridging_delay": 0.0}
        )
        assert target.mixing == 1.0
        assert (target.integrating, target.bridged, partner.integrating) == (under_way,) * 3
        assert not partner.bridged


def test_sites_of_every_unit_are_run_from_the_head(
    operating: Make, partnership_type: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    head = trust()
    for sites in (1, 3):
        join(
            operating(), partnership_type("acquisition"), trust(number_of_sites=sites), head, regulator(), parameters()
        )
    assert head.group_sites == 4.0


def test_only_a_peer_for_the_whole_trust_counts_as_help_for_it(partnership_type: Make) -> None:
    assert [name for name in shipped_catalogue() if helps_the_whole_trust(partnership_type(name))] == [
        "buddying", "acquisition", "merger", "management_contract", "joint_leadership"]  # fmt: skip


def test_members_of_a_joint_type_carry_the_work_on_values_themselves(
    partnership_type: Make, operating: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    asked = []
    for joint in (True, False):
        member, others = trust(), trust()
        type_ = partnership_type(joint=joint, people_programme=1.0)
        ask_attention(operating(), type_, member, others, regulator(), parameters())
        asked.append((member.partnership_demand, others.partnership_demand))
    assert asked[0][0] > 0.0 == asked[1][0]
    assert asked[1][1] > 0.0
