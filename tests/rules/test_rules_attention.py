"""The attention ledger: what leaders have to give, what is taken, and what is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.state import RegulatorState, TrustState
from sim.rules.attention import (
    attention_supply,
    compliance_demand,
    keep_ledger,
    left_by_compliance,
    operations_demand,
    partnership_attention,
    usable_attention,
)
from sim.rules.partnership_burden import ask_attention

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)


# What leaders have to give


@pytest.fixture(scope="session")
def supply(trust: Make, regulator: Make, parameters: Make) -> Make:
    """Return the attention that the leaders of a trust, made as given, have to give."""

    def _supply(overrides: Any = None, empowerment: float = 0.0, **state: Any) -> float:
        policy = regulator(empowerment=empowerment)
        return attention_supply(trust(**state), policy, parameters(**(overrides or {})))

    return _supply


def test_able_leaders_have_more_attention_to_give(supply: Make) -> None:
    assert supply(effective_leadership=0.2) < supply(effective_leadership=0.5) < supply(effective_leadership=0.8)


def test_lent_leadership_counts_and_own_leadership_does_not_count_twice(supply: Make) -> None:
    one, other = (supply(leadership=own, effective_leadership=0.6) for own in (0.2, 0.6))
    assert one == other


def test_partner_and_regulator_lend_attention(supply: Make) -> None:
    alone = supply()
    assert supply(capacity_lent=0.125) == pytest.approx(alone + 0.125)
    assert supply(regulator_support=0.5) > alone
    off = {"attention_from_support": 0.0}
    assert supply(off, regulator_support=0.5) == supply(off)


def test_support_that_goes_to_front_line_staff_relieves_the_board_less(supply: Make) -> None:
    relieved = [supply(empowerment=part, regulator_support=0.5) for part in (0.0, 0.5, 1.0)]
    assert relieved[0] > relieved[1] > relieved[2] > supply()
    lost = {"relief_lost_to_empowerment": 1.0}
    assert supply(lost, empowerment=1.0, regulator_support=0.5) == supply(lost)


def test_dependence_shows_when_the_help_ends(supply: Make) -> None:
    never_helped, helped = supply(), supply(dependence=0.6, capacity_lent=0.2)
    left_alone = supply(dependence=0.6)
    assert left_alone < never_helped < helped


def test_dependence_can_be_switched_off(supply: Make) -> None:
    off = {"attention_lost_to_dependence": 0.0}
    assert supply(off, dependence=1.0) == supply(off)


@steady
@given(seeds)
def test_attention_is_never_negative(any_state: Make, any_parameters: Make, seed: int) -> None:
    assert attention_supply(any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed)) >= 0.0


# What is taken


def test_failing_trust_spends_more_attention_on_fire_fighting(even_trust: Make, parameters: Make) -> None:
    demands = [operations_demand(even_trust(level), parameters()) for level in (0.1, 0.5, 0.9)]
    assert demands[0] > demands[1] > demands[2]


@pytest.mark.parametrize("stock", ["quality", "access", "finance"])
def test_every_kind_of_poor_performance_has_to_be_fought(stock: str, trust: Make, parameters: Make) -> None:
    assert operations_demand(trust(**{stock: 0.1}), parameters()) > operations_demand(trust(), parameters())


def test_fire_fighting_where_performance_is_nil_takes_as_much_again_as_running_in_good_order(
    even_trust: Make, parameters: Make
) -> None:
    values = parameters(operations_base=0.25)
    assert [operations_demand(even_trust(level), values) for level in (1.0, 0.5, 0.0)] == [0.25, 0.375, 0.5]


def test_each_further_site_takes_the_same_attention_and_the_first_none(trust: Make, parameters: Make) -> None:
    one, two, three = (operations_demand(trust(number_of_sites=sites), parameters()) for sites in (1, 2, 3))
    assert one < two < three
    assert three - two == pytest.approx(two - one)
    assert operations_demand(trust(number_of_sites=1), parameters(operations_per_site=0.0)) == one


def test_sites_of_the_group_take_attention_as_ones_own_do(trust: Make, parameters: Make) -> None:
    assert operations_demand(trust(group_sites=2.0), parameters()) == pytest.approx(
        operations_demand(trust(number_of_sites=3), parameters())
    )
    off = parameters(operations_per_site=0.0)
    assert operations_demand(trust(group_sites=9.0), off) == operations_demand(trust(), off)


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
    unobserved = regulator(scrutiny=0.0, regulatory_coherence=0.0)
    assert compliance_demand(trust(special_measures=True), unobserved, parameters()) == 0.0


def test_special_measures_raise_compliance(trust: Make, regulator: Make, parameters: Make) -> None:
    ordinary = compliance_demand(trust(), regulator(), parameters())
    assert compliance_demand(trust(special_measures=True), regulator(), parameters()) > ordinary
    off = parameters(compliance_special_measures=0.0)
    assert compliance_demand(trust(special_measures=True), regulator(), off) == ordinary


def test_regulator_of_several_voices_costs_more(trust: Make, regulator: Make, parameters: Make) -> None:
    one_voice = compliance_demand(trust(), regulator(regulatory_coherence=1.0), parameters())
    assert compliance_demand(trust(), regulator(regulatory_coherence=0.3), parameters()) > one_voice
    off = parameters(compliance_incoherence=0.0)
    assert compliance_demand(trust(), regulator(regulatory_coherence=0.3), off) == one_voice


def test_approval_of_a_deal_adds_to_compliance(trust: Make, regulator: Make, parameters: Make) -> None:
    plain = compliance_demand(trust(), regulator(regulatory_coherence=1.0), parameters())
    with_deal = compliance_demand(trust(approval_demand=0.125), regulator(regulatory_coherence=1.0), parameters())
    assert with_deal == pytest.approx(plain + 0.125)


def test_only_an_integrating_group_is_left_alone(trust: Make, regulator: Make, parameters: Make) -> None:
    observations, left_alone = regulator(autonomy=0.0), regulator(autonomy=1.0)
    group, single = trust(integrating=True), trust(integrating=False)
    assert compliance_demand(group, left_alone, parameters()) < compliance_demand(group, observations, parameters())
    assert compliance_demand(single, left_alone, parameters()) == compliance_demand(single, observations, parameters())
    off = parameters(reporting_spared=0.0)
    assert compliance_demand(group, left_alone, off) == compliance_demand(group, observations, off)


def test_regulators_on_a_joint_board_with_good_data_ask_for_fewer_reports(
    trust: Make, regulator: Make, parameters: Make
) -> None:
    def asked(joint_oversight: float, data: float, **overrides: float) -> float:
        board, policy = trust(joint_data_quality=data), regulator(joint_oversight=joint_oversight)
        return compliance_demand(board, policy, parameters(**overrides))

    separate = asked(0.0, 0.8)
    assert asked(0.8, 0.8) < asked(0.8, 0.4) < asked(0.8, 0.0) == separate
    assert asked(0.8, 0.8) < asked(0.4, 0.8) < separate
    assert asked(0.8, 0.8, reporting_spared=0.0) == separate
    assert asked(1.0, 1.0, reporting_spared=1.0) == 0.0


def test_joint_board_does_not_approve_a_deal(trust: Make, regulator: Make, parameters: Make) -> None:
    policy, values = regulator(joint_oversight=1.0, regulatory_coherence=1.0), parameters(reporting_spared=1.0)
    assert compliance_demand(trust(joint_data_quality=1.0, approval_demand=0.125), policy, values) == 0.125


# What compliance leaves for partnerships


def test_reports_and_meetings_disturb_work_in_partnerships_by_the_share_of_time_they_take(
    trust: Make, parameters: Make
) -> None:
    def left(compliance: float, supply: float = 0.8, **overrides: float) -> float:
        values = parameters(**({"partnering_lost_to_compliance": 2.0} | overrides))
        return left_by_compliance(trust(attention_supply=supply, attention_compliance=compliance), values)

    assert left(0.0) == 1.0
    assert left(0.1) == pytest.approx(0.75)
    assert left(0.2) == pytest.approx(left(0.1, supply=0.4)) == pytest.approx(0.5)
    assert left(0.4) == left(0.8) == 0.0, "never less than nothing"
    assert left(0.4, partnering_lost_to_compliance=0.0) == 1.0


def test_leaders_without_any_time_have_none_for_partnerships(trust: Make, parameters: Make) -> None:
    assert left_by_compliance(trust(attention_supply=0.0), parameters()) == 0.0


def test_more_scrutiny_leaves_less_time_for_partnerships(trust: Make, regulator: Make, parameters: Make) -> None:
    def left(scrutiny: float, **overrides: float) -> float:
        busy, values = trust(), parameters(**overrides)
        keep_ledger(busy, regulator(scrutiny=scrutiny), values)
        return left_by_compliance(busy, values)

    assert 1.0 >= left(0.0) > left(0.5) > left(1.0) > 0.0
    off = {"partnering_lost_to_compliance": 0.0}
    assert left(1.0, **off) == left(0.0, **off)


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
    assert books.attention_supply == attention_supply(books, watch_dog, values)
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
    even_trust: Make, operating: Make, partnership_type: Make, regulator: Make, parameters: Make
) -> None:
    partner, idle = even_trust(0.8), even_trust(0.8)
    ask_attention(operating(), partnership_type("acquisition"), even_trust(0.3), partner, regulator(), parameters())
    for trust_ in (partner, idle):
        keep_ledger(trust_, regulator(), parameters(attention_scale=1.4))
    assert partner.attention_free < idle.attention_free


def test_free_attention_beyond_a_point_does_not_help(trust: Make, parameters: Make) -> None:
    values = parameters(attention_usable=0.5)
    assert usable_attention(trust(attention_free=0.25), values) == 0.25
    assert usable_attention(trust(attention_free=0.5), values) == 0.5
    assert usable_attention(trust(attention_free=0.9), values) == 0.5
