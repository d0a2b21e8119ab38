"""The attention ledger: what leaders have to give, what is taken, and what is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.attention import (
    ask_attention,
    attention_supply,
    clear_demands,
    compliance_demand,
    join,
    keep_ledger,
    newness,
    operations_demand,
    partnership_attention,
    usable_attention,
)
from sim.state import RegulatorState, TrustState
from sim.vocabulary import Phase, Scale

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)


# Asking for attention


def test_demands_of_last_month_are_forgotten(trust: Make) -> None:
    demands = {"partnership_demand": 0.2, "approval_demand": 0.1, "partnerships_active": 3, "trusts_supported": 2}
    busy = trust(**demands, integrating=True, bridged=True, mixing=0.5, mixing_pace=0.5)
    clear_demands(busy)
    assert vars(busy) == vars(trust(mixing_pace=1.0))


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


def test_ended_partnership_asks_nothing_of_anyone(partnership: Make, kind: Make, trust: Make, parameters: Make) -> None:
    target, partner = trust(), trust()
    ask_attention(partnership(phase=Phase.ENDED), kind("acquisition"), target, partner, parameters())
    assert vars(target) == vars(partner) == vars(trust())


def test_both_sides_pay_for_a_partnership_from_their_own_ledger(
    operating: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    target, partner = trust(), trust()
    form = kind(overhead_target=0.05, overhead_partner=0.2)
    ask_attention(operating(), form, target, partner, parameters(newness_months=6))
    assert target.partnership_demand == 0.05
    assert partner.partnership_demand == 0.2
    assert (target.partnerships_active, partner.partnerships_active) == (1, 1)


def test_only_the_partner_counts_a_trust_that_it_supports(
    operating: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    target, partner = trust(), trust()
    for _ in range(2):
        ask_attention(operating(), kind("buddying"), target, partner, parameters())
    assert (target.trusts_supported, partner.trusts_supported) == (0, 2)
    assert partner.partnership_demand > kind("buddying").overhead_partner


def test_partnership_of_strangers_takes_more_attention_from_both(
    operating: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    def asked(months: int) -> tuple[float, float]:
        target, partner = trust(), trust()
        ask_attention(operating(months_in_phase=months), kind("buddying"), target, partner, parameters())
        return target.partnership_demand, partner.partnership_demand

    assert all(new > old for new, old in zip(asked(0), asked(60), strict=True))


def test_structural_partnering_needs_formal_infrastructure(
    operating: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    def asked(scale: Scale, **overrides: float) -> tuple[float, float]:
        target, partner = trust(), trust()
        ask_attention(operating(scale=scale), kind("contractual"), target, partner, parameters(**overrides))
        return target.partnership_demand, partner.partnership_demand

    formal, informal = asked(Scale.STRUCTURAL), asked(Scale.INDIVIDUAL)
    assert all(more > less for more, less in zip(formal, informal, strict=True))
    assert asked(Scale.STRUCTURAL, formal_overhead=0.0) == informal


def test_partnership_that_has_grown_takes_more_attention(
    operating: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    def asked(scope: float, burden: float) -> float:
        target, form = trust(), kind(scope=0.25, overhead_target=0.125)
        ask_attention(operating(scope=scope), form, target, trust(), parameters(growth_burden=burden))
        return float(target.partnership_demand)

    assert asked(0.25, 0.4) == 0.125 < asked(0.5, 0.4) < asked(1.0, 0.4)
    assert asked(1.0, 0.0) == 0.125
    assert asked(1.0, 1.0) == pytest.approx(4.0 * asked(0.25, 1.0))


def test_approval_takes_attention_of_both_sides_until_the_deal_is_done(
    partnership: Make, operating: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    target, partner = trust(), trust()
    ask_attention(operating(), kind(approval=0.05), target, partner, parameters())
    assert target.approval_demand == partner.approval_demand == 0.0
    ask_attention(partnership(phase=Phase.SETTING_UP), kind(approval=0.05), target, partner, parameters())
    assert target.approval_demand == partner.approval_demand == 0.05


def test_set_up_burden_scales_what_setting_up_takes(
    partnership: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    def asked(burden: float) -> float:
        target = trust()
        partnership_ = partnership(phase=Phase.SETTING_UP)
        ask_attention(partnership_, kind("merger"), target, trust(), parameters(set_up_burden=burden))
        return float(target.partnership_demand)

    assert asked(0.0) == 0.0
    assert 0.0 < asked(0.5) < asked(1.0)


def test_set_up_burden_does_not_touch_a_partnership_that_operates(
    operating: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    target = trust()
    ask_attention(operating(), kind(overhead_target=0.1), target, trust(), parameters(set_up_burden=0.0))
    assert target.partnership_demand == 0.1


def test_structural_integration_is_under_way_on_both_sides_until_the_target_is_absorbed(
    operating: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    for absorbed_by, under_way in ((-1, True), (3, False)):
        target, partner = trust(absorbed_by=absorbed_by), trust()
        ask_attention(operating(), kind("merger"), target, partner, parameters())
        assert (target.integrating, partner.integrating) == (under_way, under_way)


def test_integration_is_not_under_way_before_the_deal_is_done(
    partnership: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    target, partner = trust(), trust()
    ask_attention(partnership(phase=Phase.SETTING_UP), kind("merger"), target, partner, parameters())
    assert (target.integrating, target.bridged, target.mixing, partner.integrating) == (False, False, 0.0, False)


def test_where_one_culture_is_adopted_the_partners_own_is_left_alone(kind: Make, trust: Make, parameters: Make) -> None:
    target, partner = trust(), trust()
    join(kind(both_ways=0.0), target, partner, parameters())
    assert (target.mixing, partner.mixing) == (1.0, 0.0)
    assert target.mixing_pace == 1.0


def test_culture_new_to_both_comes_about_more_slowly(kind: Make, trust: Make, parameters: Make) -> None:
    def joined(both_ways: float, slowing: float) -> tuple[Any, Any]:
        target, partner = trust(), trust()
        join(kind(both_ways=both_ways), target, partner, parameters(best_of_both_slowing=slowing))
        return target, partner

    paces = [joined(both_ways, 0.5)[0].mixing_pace for both_ways in (0.0, 0.5, 1.0)]
    assert paces[0] > paces[1] > paces[2] > 0.0
    assert joined(1.0, 0.0)[0].mixing_pace == 1.0
    target, partner = joined(0.5, 0.5)
    assert partner.mixing == 0.5
    assert partner.mixing_pace == target.mixing_pace


def test_partner_in_two_integrations_is_changed_as_by_the_one_that_changes_it_more(
    kind: Make, trust: Make, parameters: Make
) -> None:
    outcomes = set()
    for order in ((0.2, 0.8), (0.8, 0.2)):
        partner = trust()
        for both_ways in order:
            join(kind(both_ways=both_ways), trust(), partner, parameters())
        outcomes.add((partner.mixing, partner.mixing_pace))
    assert len(outcomes) == 1
    assert outcomes.pop()[0] == 0.8


def test_unit_of_a_group_goes_on_mixing_without_bridging_or_relief(kind: Make, trust: Make, parameters: Make) -> None:
    for absorbed_by, under_way in ((-1, True), (3, False)):
        target, partner = trust(absorbed_by=absorbed_by), trust()
        join(kind("merger"), target, partner, parameters())
        assert target.mixing == 1.0
        assert (target.integrating, target.bridged, partner.integrating) == (under_way,) * 3
        assert not partner.bridged


def test_buddies_do_not_integrate(operating: Make, kind: Make, trust: Make, parameters: Make) -> None:
    target, partner = trust(), trust()
    ask_attention(operating(), kind("buddying"), target, partner, parameters())
    assert not target.integrating
    assert not partner.integrating


def test_group_spends_less_attention_on_a_unit_once_it_is_absorbed(
    operating: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    def asked(integration: float, left: float) -> float:
        partner = trust()
        partnership_ = operating(integration=integration)
        form = kind("acquisition")
        ask_attention(partnership_, form, trust(), partner, parameters(overhead_once_absorbed=left))
        return float(partner.partnership_demand)

    assert asked(1.0, left=0.3) < asked(0.0, left=0.3)
    assert asked(1.0, left=1.0) == asked(0.0, left=1.0)
    assert asked(1.0, left=0.0) == 0.0


# What leaders have to give


def test_able_leaders_have_more_attention_to_give(trust: Make, parameters: Make) -> None:
    supply = [attention_supply(trust(effective_leadership=level), parameters()) for level in (0.2, 0.5, 0.8)]
    assert supply[0] < supply[1] < supply[2]


def test_lent_leadership_counts_and_own_leadership_does_not_count_twice(trust: Make, parameters: Make) -> None:
    one = attention_supply(trust(leadership=0.2, effective_leadership=0.6), parameters())
    other = attention_supply(trust(leadership=0.6, effective_leadership=0.6), parameters())
    assert one == other


def test_partner_and_regulator_lend_attention(trust: Make, parameters: Make) -> None:
    alone = attention_supply(trust(), parameters())
    assert attention_supply(trust(capacity_injection=0.125), parameters()) == pytest.approx(alone + 0.125)
    assert attention_supply(trust(regulator_support=0.5), parameters()) > alone
    off = parameters(attention_from_support=0.0)
    assert attention_supply(trust(regulator_support=0.5), off) == attention_supply(trust(), off)


def test_dependence_shows_when_the_help_ends(trust: Make, parameters: Make) -> None:
    never_helped = attention_supply(trust(), parameters())
    helped = attention_supply(trust(dependence=0.6, capacity_injection=0.2), parameters())
    left_alone = attention_supply(trust(dependence=0.6), parameters())
    assert left_alone < never_helped < helped


def test_dependence_can_be_switched_off(trust: Make, parameters: Make) -> None:
    off = parameters(attention_lost_to_dependence=0.0)
    assert attention_supply(trust(dependence=1.0), off) == attention_supply(trust(), off)


@steady
@given(seeds)
def test_attention_is_never_negative(any_state: Make, any_parameters: Make, seed: int) -> None:
    assert attention_supply(any_state(TrustState, seed), any_parameters(seed)) >= 0.0


# What is taken


def test_failing_trust_spends_more_attention_on_fire_fighting(even_trust: Make, parameters: Make) -> None:
    demands = [operations_demand(even_trust(level), parameters()) for level in (0.1, 0.5, 0.9)]
    assert demands[0] > demands[1] > demands[2]


@pytest.mark.parametrize("stock", ["quality", "access", "finance"])
def test_every_kind_of_poor_performance_has_to_be_fought(stock: str, trust: Make, parameters: Make) -> None:
    assert operations_demand(trust(**{stock: 0.1}), parameters()) > operations_demand(trust(), parameters())


def test_fire_fighting_can_be_switched_off(even_trust: Make, parameters: Make) -> None:
    off = parameters(operations_fire_fighting=0.0)
    assert operations_demand(even_trust(0.1), off) == operations_demand(even_trust(0.9), off)


def test_each_further_site_takes_the_same_attention_and_the_first_none(trust: Make, parameters: Make) -> None:
    one, two, three = (operations_demand(trust(number_of_sites=sites), parameters()) for sites in (1, 2, 3))
    assert one < two < three
    assert three - two == pytest.approx(two - one)
    assert operations_demand(trust(number_of_sites=1), parameters(operations_per_site=0.0)) == one


def test_pressure_takes_attention_but_slack_gives_none_back(trust: Make, parameters: Make) -> None:
    calm = operations_demand(trust(pressure=0.0), parameters())
    assert operations_demand(trust(pressure=0.2), parameters()) > calm
    assert operations_demand(trust(pressure=-0.2), parameters()) == calm


@steady
@given(seeds, share, share)
def test_more_scrutiny_never_lowers_compliance_demand(
    any_state: Make, any_parameters: Make, seed: int, one: float, other: float
) -> None:
    trust_, regulator_, values = any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed)
    demands = []
    for scrutiny in sorted((one, other)):
        regulator_.scrutiny = scrutiny
        demands.append(compliance_demand(trust_, regulator_, values))
    assert 0.0 <= demands[0] <= demands[1]


def test_oversight_takes_nothing_without_scrutiny(trust: Make, regulator: Make, parameters: Make) -> None:
    assert compliance_demand(trust(special_measures=True), regulator(scrutiny=0.0, voice=0.0), parameters()) == 0.0


def test_special_measures_raise_compliance(trust: Make, regulator: Make, parameters: Make) -> None:
    ordinary = compliance_demand(trust(), regulator(), parameters())
    assert compliance_demand(trust(special_measures=True), regulator(), parameters()) > ordinary
    off = parameters(compliance_special_measures=0.0)
    assert compliance_demand(trust(special_measures=True), regulator(), off) == ordinary


def test_regulator_of_several_voices_costs_more(trust: Make, regulator: Make, parameters: Make) -> None:
    one_voice = compliance_demand(trust(), regulator(voice=1.0), parameters())
    assert compliance_demand(trust(), regulator(voice=0.3), parameters()) > one_voice
    off = parameters(compliance_incoherence=0.0)
    assert compliance_demand(trust(), regulator(voice=0.3), off) == one_voice


def test_approval_of_a_deal_adds_to_compliance(trust: Make, regulator: Make, parameters: Make) -> None:
    plain = compliance_demand(trust(), regulator(voice=1.0), parameters())
    with_deal = compliance_demand(trust(approval_demand=0.125), regulator(voice=1.0), parameters())
    assert with_deal == pytest.approx(plain + 0.125)


def test_only_an_integrating_group_is_left_alone(trust: Make, regulator: Make, parameters: Make) -> None:
    watched, left_alone = regulator(autonomy=0.0), regulator(autonomy=1.0)
    group, single = trust(integrating=True), trust(integrating=False)
    assert compliance_demand(group, left_alone, parameters()) < compliance_demand(group, watched, parameters())
    assert compliance_demand(single, left_alone, parameters()) == compliance_demand(single, watched, parameters())
    off = parameters(autonomy_relief=0.0)
    assert compliance_demand(group, left_alone, off) == compliance_demand(group, watched, off)


def test_several_partnerships_take_more_than_the_sum(trust: Make, parameters: Make) -> None:
    one = partnership_attention(trust(partnership_demand=0.1, partnerships_active=1), parameters())
    three = partnership_attention(trust(partnership_demand=0.3, partnerships_active=3), parameters())
    assert one == 0.1
    assert three > 3 * one
    off = parameters(partnership_crowding=0.0)
    assert partnership_attention(trust(partnership_demand=0.3, partnerships_active=3), off) == 0.3


def test_trust_without_partnerships_spends_no_attention_on_them(trust: Make, parameters: Make) -> None:
    assert partnership_attention(trust(), parameters()) == 0.0


# The ledger


@steady
@given(seeds)
def test_ledger_balances(any_state: Make, any_parameters: Make, seed: int) -> None:
    books, regulator_, values = any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed)
    keep_ledger(books, regulator_, values)
    taken = books.attention_operations + books.attention_compliance + books.attention_partnership
    assert books.attention_supply + books.overload == pytest.approx(taken + books.attention_free)
    assert min(books.attention_free, books.overload) == 0.0
    assert min(books.attention_operations, books.attention_compliance, books.attention_partnership) >= 0.0


def test_ledger_has_an_entry_for_each_use_of_attention(trust: Make, regulator: Make, parameters: Make) -> None:
    books, watch_dog, values = trust(partnership_demand=0.1, partnerships_active=2), regulator(), parameters()
    keep_ledger(books, watch_dog, values)
    assert books.attention_supply == attention_supply(books, values)
    assert books.attention_operations == operations_demand(books, values)
    assert books.attention_compliance == compliance_demand(books, watch_dog, values)
    assert books.attention_partnership == partnership_attention(books, values)


def test_poor_performance_and_special_measures_leave_little_with_which_to_improve(
    even_trust: Make, regulator: Make, parameters: Make
) -> None:
    sound, failing = even_trust(0.7), even_trust(0.25, special_measures=True)
    for trust_ in (sound, failing):
        keep_ledger(trust_, regulator(scrutiny=0.8), parameters(attention_scale=1.4))
    assert failing.attention_free < sound.attention_free


def test_trust_from_which_too_much_is_asked_is_overloaded_and_has_nothing_free(
    even_trust: Make, regulator: Make, parameters: Make
) -> None:
    burdened = even_trust(0.2, partnership_demand=2.0, partnerships_active=1)
    keep_ledger(burdened, regulator(), parameters())
    assert burdened.attention_free == 0.0
    assert burdened.overload > 0.0


def test_supporting_others_takes_the_free_attention_of_the_partner(
    even_trust: Make, operating: Make, kind: Make, regulator: Make, parameters: Make
) -> None:
    partner, idle = even_trust(0.8), even_trust(0.8)
    ask_attention(operating(), kind("acquisition"), even_trust(0.3), partner, parameters())
    for trust_ in (partner, idle):
        keep_ledger(trust_, regulator(), parameters(attention_scale=1.4))
    assert partner.attention_free < idle.attention_free


def test_free_attention_beyond_a_point_does_not_help(trust: Make, parameters: Make) -> None:
    values = parameters(attention_usable=0.5)
    assert usable_attention(trust(attention_free=0.25), values) == 0.25
    assert usable_attention(trust(attention_free=0.5), values) == 0.5
    assert usable_attention(trust(attention_free=0.9), values) == 0.5
