"""Money: what oversight and partnerships cost, and who pays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Phase
from sim.model.state import PartnershipState, PartnershipTypeState, RegulatorState, TrustState
from sim.rules.oversight_costs import monthly_cost, pay_for_oversight, pay_for_partnership, size_of_deal

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture
def bills(trust: Make, regulator: Make, parameters: Make) -> Make:
    """Return what a partnership costs the target, the partner and the centre in a month."""

    def _bills(
        partnership: Any, type_: Any, bridging: float = 0.0, reward: float = 0.0, **overrides: float
    ) -> tuple[float, float, float]:
        target, partner = trust(), trust()
        values = parameters(**overrides)
        policy = regulator(bridging_finance=bridging, partner_incentive=reward)
        pay_for_partnership(partnership, type_, target, partner, policy, values)
        assert partner.cost_to_centre == 0.0
        return target.cost_to_trust, partner.cost_to_trust, target.cost_to_centre

    return _bills


# A partnership's yearly cost


def test_partnership_costs_its_yearly_price_in_twelve_months(operating: Make, parameters: Make) -> None:
    assert 12.0 * monthly_cost(operating(), 6.0, parameters()) == 6.0


@pytest.mark.parametrize("phase", [Phase.EXPLORING, Phase.ENDED])
def test_partnership_costs_nothing_before_it_is_agreed_and_after_the_end(
    phase: Phase, partnership: Make, parameters: Make
) -> None:
    assert monthly_cost(partnership(phase=phase), 6.0, parameters()) == 0.0


def test_partnership_costs_a_share_while_it_is_set_up(partnership: Make, operating: Make, parameters: Make) -> None:
    being_set_up, values = partnership(phase=Phase.SETTING_UP), parameters(set_up_intensity=0.25)
    assert monthly_cost(being_set_up, 6.0, values) == 0.25 * monthly_cost(operating(), 6.0, values)
    assert monthly_cost(being_set_up, 6.0, parameters(set_up_intensity=0.0)) == 0.0


# Oversight


def test_accounts_begin_anew_each_month(trust: Make, regulator: Make, parameters: Make) -> None:
    spender = trust(cost_to_trust=5.0, cost_to_centre=9.0, income_from_partnerships=3.0, oversight_segment=1)
    pay_for_oversight(spender, regulator(), parameters(), 1.0)
    assert (spender.cost_to_trust, spender.cost_to_centre, spender.income_from_partnerships) == (0.0, 0.0, 0.0)


def test_inspection_costs_the_trust_and_the_centre(trust: Make, regulator: Make, parameters: Make) -> None:
    inspected, left_alone = trust(inspected=True), trust(inspected=False)
    for trust_ in (inspected, left_alone):
        values = parameters(inspection_cost_trust=0.25, inspection_cost_centre=0.125)
        pay_for_oversight(trust_, regulator(), values, 1.0)
    assert (inspected.cost_to_trust, left_alone.cost_to_trust) == (0.25, 0.0)
    assert inspected.cost_to_centre == pytest.approx(left_alone.cost_to_centre + 0.125)


def test_support_costs_the_centre_and_not_the_trust(trust: Make, regulator: Make, parameters: Make) -> None:
    def cost(support: float, segment: int, **overrides: float) -> float:
        helped = trust(oversight_segment=segment, special_measures=segment == 4)
        pay_for_oversight(helped, regulator(support=support), parameters(**overrides), 1.0)
        assert helped.cost_to_trust == 0.0
        return float(helped.cost_to_centre)

    assert 0.0 == cost(0.0, 4) < cost(0.4, 4) < cost(0.8, 4)
    assert cost(0.8, 3) < cost(0.8, 4)
    assert cost(0.8, 1) == 0.0
    assert cost(0.8, 4, support_cost=0.0) == 0.0


def test_support_crowded_out_is_not_paid_for(trust: Make, regulator: Make, parameters: Make) -> None:
    costs = []
    for scrutiny in (0.0, 1.0):
        helped = trust(oversight_segment=4, special_measures=True)
        pay_for_oversight(helped, regulator(scrutiny=scrutiny), parameters(crowding_out=0.5), 1.0)
        costs.append(helped.cost_to_centre)
    assert costs[1] < costs[0]


def test_centre_pays_for_its_pool_of_support_and_no_more_however_many_claim_it(
    trust: Make, regulator: Make, parameters: Make
) -> None:
    def cost_of_all(claimants: int) -> float:
        helped = [trust(oversight_segment=4, special_measures=True) for _ in range(claimants)]
        policy, values = regulator(support=1.0, scrutiny=0.0), parameters(support_pool=15.0, support_cost=12.0)
        for trust_ in helped:
            pay_for_oversight(trust_, policy, values, float(claimants))
        return float(sum(trust_.cost_to_centre for trust_ in helped))

    assert [cost_of_all(claimants) for claimants in (5, 15, 30)] == pytest.approx([5.0, 15.0, 15.0])


@pytest.mark.parametrize("blind", [{"leadership": 0.0}, {"hope": 0.0, "leadership": 0.9}])
def test_support_that_does_not_work_is_paid_for_all_the_same(
    blind: dict[str, float], trust: Make, regulator: Make, parameters: Make
) -> None:
    costs = []
    for state in ({"leadership": 0.9}, blind):
        helped = trust(oversight_segment=4, special_measures=True, **state)
        pay_for_oversight(helped, regulator(support=0.5), parameters(), 1.0)
        costs.append(helped.cost_to_centre)
    assert costs[0] == costs[1] > 0.0


# Partnerships


def test_each_side_and_the_centre_pay_their_own_bill(operating: Make, partnership_type: Make, bills: Make) -> None:
    type_ = partnership_type(cost_to_target=12.0, cost_to_partner=24.0, cost_to_centre=36.0)
    assert bills(operating(), type_) == (1.0, 2.0, 3.0)


def test_bills_of_several_partnerships_add(
    operating: Make, partnership_type: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    target, partner = trust(cost_to_trust=0.5, cost_to_centre=0.25), trust(cost_to_trust=0.75)
    type_ = partnership_type(cost_to_target=12.0, cost_to_partner=12.0, cost_to_centre=12.0)
    pay_for_partnership(operating(), type_, target, partner, regulator(partner_incentive=0.0), parameters())
    assert (target.cost_to_trust, target.cost_to_centre, partner.cost_to_trust) == (1.5, 1.25, 1.75)


def test_bridging_finance_is_for_structural_integration_only(
    operating: Make, partnership_type: Make, bills: Make
) -> None:
    without, with_it = (bills(operating(), partnership_type("merger"), bridging) for bridging in (0.0, 1.0))
    assert with_it[2] > without[2]
    assert with_it[:2] == without[:2]
    assert bills(operating(), partnership_type("merger"), 1.0, bridging_cost=0.0) == without
    assert bills(operating(), partnership_type("buddying"), 1.0) == bills(
        operating(), partnership_type("buddying"), 0.0
    )


def test_nobody_pays_for_an_integration_once_the_target_is_absorbed(
    operating: Make, partnership_type: Make, bills: Make
) -> None:
    before, after = (bills(operating(integration=done), partnership_type("merger"), 1.0, 1.0) for done in (0.0, 1.0))
    assert min(before) > 0.0
    assert after == (0.0, 0.0, 0.0)


def test_bridging_finance_flows_only_once_it_has_come(operating: Make, partnership_type: Make, bills: Make) -> None:
    waiting = operating(months_in_phase=0, set_up_months=0)
    late, soon = (bills(waiting, partnership_type("merger"), 1.0, bridging_delay=delay) for delay in (12.0, 0.0))
    assert late == bills(waiting, partnership_type("merger"), 0.0)
    assert soon[2] > late[2]


def test_bridging_finance_does_not_flow_before_the_deal_is_done(
    partnership: Make, partnership_type: Make, bills: Make
) -> None:
    being_set_up = partnership(phase=Phase.SETTING_UP)
    assert bills(being_set_up, partnership_type("merger"), 1.0) == bills(being_set_up, partnership_type("merger"), 0.0)


def test_centre_pays_the_reward_of_a_partner_and_nobody_else(
    operating: Make, partnership_type: Make, bills: Make
) -> None:
    none, some, full = (bills(operating(), partnership_type("buddying"), reward=reward) for reward in (0.0, 0.5, 1.0))
    assert none[2] < some[2] < full[2]
    assert none[:2] == full[:2]
    assert bills(operating(), partnership_type("buddying"), reward=1.0, incentive_cost=0.0) == none


def test_centre_goes_on_paying_for_a_type_that_does_not_integrate(
    operating: Make, partnership_type: Make, bills: Make
) -> None:
    type_ = partnership_type(cost_to_centre=12.0)
    assert bills(operating(integration=1.0), type_)[2] == bills(operating(integration=0.0), type_)[2] == 1.0


def test_nobody_pays_for_a_partnership_that_has_ended(partnership: Make, partnership_type: Make, bills: Make) -> None:
    assert bills(partnership(phase=Phase.ENDED), partnership_type("merger"), 1.0, 1.0) == (0.0, 0.0, 0.0)


def test_joining_costs_by_the_size_of_what_is_joined_and_other_types_do_not(
    operating: Make, partnership_type: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    values = parameters(turnover_of_average=400.0)
    small, average, large = (trust(turnover=size) for size in (100.0, 400.0, 800.0))
    joining, helping = partnership_type(integrates=True, cost_to_target=12.0), partnership_type(cost_to_target=12.0)
    deal = operating()
    assert [size_of_deal(deal, joining, target, values) for target in (small, average, large)] == [0.25, 1.0, 2.0]
    assert {size_of_deal(deal, helping, target, values) for target in (small, average, large)} == {1.0}
    assert size_of_deal(operating(part=0.2), helping, average, values) == 0.2
    pay_for_partnership(operating(), joining, large, trust(), regulator(), values)
    assert large.cost_to_trust == 2.0


# Fees


@pytest.fixture
def billed(operating: Make, trust: Make, regulator: Make, parameters: Make) -> Make:
    """Return the month's cost of the target and the income of the partner under a fee."""

    def _billed(type_: Any, overrides: Any = None, **state: Any) -> tuple[float, float]:
        target, partner = trust(), trust()
        pay_for_partnership(operating(**state), type_, target, partner, regulator(), parameters(**(overrides or {})))
        assert partner.cost_to_trust == target.income_from_partnerships == 0.0
        return target.cost_to_trust, partner.income_from_partnerships

    return _billed


def test_target_pays_the_fee_and_the_partner_keeps_the_margin(partnership_type: Make, billed: Make) -> None:
    type_ = partnership_type(fee=12.0)
    assert billed(type_, {"margin_on_fees": 0.25}) == (1.0, 0.25)
    assert billed(type_, {"margin_on_fees": 0.0}) == (1.0, 0.0)
    assert billed(partnership_type()) == (0.0, 0.0)


def test_fee_grows_with_the_scope_of_the_contract(partnership_type: Make, billed: Make) -> None:
    small, grown = (
        billed(partnership_type(fee=12.0, scope=0.1), {"margin_on_fees": 0.5}, scope=scope) for scope in (0.1, 0.4)
    )
    assert small == pytest.approx((1.0, 0.5))
    assert grown == pytest.approx((4.0, 2.0))


def test_no_fee_is_paid_before_a_contract_is_agreed_and_after_it(partnership_type: Make, billed: Make) -> None:
    for phase in (Phase.EXPLORING, Phase.ENDED):
        assert billed(partnership_type(fee=12.0), phase=phase) == (0.0, 0.0)
    assert 0.0 < billed(partnership_type(fee=12.0), phase=Phase.SETTING_UP)[0] < 1.0


def test_partner_never_earns_more_than_the_target_pays(partnership_type: Make, billed: Make) -> None:
    paid, earned = billed(partnership_type(fee=6.0, scope=0.5), {"margin_on_fees": 1.0})
    assert earned == paid > 0.0


@steady
@given(seeds)
def test_bills_are_never_negative(any_state: Make, any_parameters: Make, seed: int) -> None:
    target, partner = any_state(TrustState, seed), any_state(TrustState, seed + 1)
    policy, values = any_state(RegulatorState, seed), any_parameters(seed)
    pay_for_oversight(target, policy, values, 20.0)
    pay_for_oversight(partner, policy, values, 20.0)
    before = (target.cost_to_trust, target.cost_to_centre, partner.cost_to_trust, partner.cost_to_centre)
    type_ = any_state(PartnershipTypeState, seed)
    pay_for_partnership(any_state(PartnershipState, seed), type_, target, partner, policy, values)
    after = (target.cost_to_trust, target.cost_to_centre, partner.cost_to_trust, partner.cost_to_centre)
    assert all(0.0 <= first <= then for first, then in zip(before, after, strict=True))
