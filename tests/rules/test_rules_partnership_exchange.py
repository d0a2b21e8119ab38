"""Exchange: the month of a partnership for both sides, and what it costs the partner beyond attention."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from channels import RECEIVED, SHIFTS, received
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Phase, Service
from sim.model.partnership_types import shipped_catalogue
from sim.model.state import PartnershipState, PartnershipTypeState, RegulatorState, TrustState
from sim.rules.delivery import capability_at_work
from sim.rules.identity_threat import identity_threat
from sim.rules.leadership import effective_leadership
from sim.rules.partnership_exchange import charge_partner, clear_received, exchange, learn_by_helping, put_in_charge

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


# The null partnership


def test_what_was_received_last_month_is_forgotten(trust: Make) -> None:
    trust_ = trust(**dict.fromkeys(RECEIVED, 0.5), regulator_support=0.5)
    clear_received(trust_)
    assert vars(trust_) == vars(trust(regulator_support=0.5))


@steady
@given(seeds)
def test_type_without_any_attribute_does_nothing_to_anyone(
    any_state: Make, any_parameters: Make, partnership_type: Make, seed: int
) -> None:
    null, values = partnership_type(), any_parameters(seed)
    target, partner, policy = (
        any_state(TrustState, seed),
        any_state(TrustState, seed + 1),
        any_state(RegulatorState, seed),
    )
    partnership_ = any_state(PartnershipState, seed)
    partnership_.scope = partnership_.integration = null.scope
    partnership_.integration_dip, partnership_.data_quality = null.integration_dip, null.data_quality
    partnership_.service_performance = partnership_.service_start
    partnership_.identity_threat = identity_threat(partnership_, null, target, partner, policy, values)
    for trust_ in (target, partner):
        clear_received(trust_)
    exchange(partnership_, null, target, partner, values)
    assert set(received(target).values()) == set(received(partner).values()) == {0.0}


# Leaders put in charge


def test_leaders_put_in_charge_bring_their_own_level_up_or_down(trust: Make) -> None:
    def led(leaders: float, in_charge: float) -> float:
        target = trust(leadership=0.5)
        put_in_charge(target, trust(leadership=leaders), in_charge)
        return effective_leadership(target)

    assert led(0.9, 0.5) == pytest.approx(0.7)
    assert led(0.1, 0.5) == pytest.approx(0.3), "weak leaders lower what a trust has"
    assert led(0.1, 1.0) == pytest.approx(0.1)
    assert led(0.1, 0.0) == led(0.9, 0.0) == 0.5


def test_people_of_leaders_put_in_charge_count_at_their_own_level_up_or_down(trust: Make) -> None:
    def at_work(capability: float, in_charge: float) -> float:
        target = trust(capability=0.5)
        put_in_charge(target, trust(capability=capability), in_charge)
        return capability_at_work(target)

    assert at_work(0.9, 0.5) == pytest.approx(0.7)
    assert at_work(0.1, 0.5) == pytest.approx(0.3)
    assert at_work(0.9, 1.0) == pytest.approx(0.9)
    assert at_work(0.9, 0.0) == at_work(0.1, 0.0) == 0.5


def test_of_several_in_charge_those_who_are_most_so_count(trust: Make) -> None:
    for order in ((0, 1), (1, 0)):
        target = trust(leadership=0.5, capability=0.5)
        leaders = ((trust(leadership=0.9, capability=0.9), 0.3), (trust(leadership=0.1, capability=0.2), 0.6))
        for number in order:
            put_in_charge(target, *leaders[number])
        assert (target.in_charge, target.leadership_support) == (0.6, pytest.approx(-0.24))
        assert target.capability_brought == pytest.approx(-0.18)


@pytest.mark.parametrize("name", ["acquisition", "merger", "joint_leadership"])
def test_weak_partner_that_is_put_in_charge_lowers_effective_leadership(
    name: str, operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    kind = partnership_type(name)
    assert kind.substitution > 0.0
    found = []
    for level in (0.1, 0.5, 0.9):
        target = trust(leadership=0.5)
        exchange(operating(), kind, target, trust(leadership=level, capability=0.5), parameters())
        found.append(effective_leadership(target))
    assert found[0] < 0.5 == found[1] < found[2]


@pytest.mark.parametrize("channel", ["practice_transfer", "autonomy_ceded", "back_office_savings", "reputation_lift"])
def test_form_about_a_service_brings_a_trust_the_less_the_smaller_a_part_the_service_is(
    channel: str, operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    attributes = {"transfer": 0.6, "pooled_sovereignty": 0.5, "savings": 0.4}
    kind = partnership_type(service=Service.MEDICAL_PATHWAY, commitment=0.5, **attributes)

    def brought(service_share: float) -> float:
        target, partner = trust(reputation=0.2), trust(reputation=0.9)
        exchange(operating(service_share=service_share, integration=0.5), kind, target, partner, parameters())
        return float(getattr(target, channel))

    assert brought(0.0) == 0.0 < brought(0.08) < brought(0.6)


# What it costs the partner


@pytest.mark.parametrize("phase", [Phase.EXPLORING, Phase.ENDED])
def test_partner_pays_nothing_before_set_up_and_after_the_end(
    phase: Phase, partnership: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    partner = trust()
    pair = partnership(phase=phase, integration_dip=0.5, scope=1.0)
    charge_partner(pair, partnership_type("acquisition"), trust(quality=0.1), partner, parameters())
    assert vars(partner) == vars(trust())


@pytest.mark.parametrize("phase", [Phase.SETTING_UP, Phase.OPERATING])
def test_leading_is_emotional_labour_in_proportion_to_what_it_takes(
    phase: Phase, partnership: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    loads = []
    for overhead in (0.0, 0.05, 0.2, 1.0):
        partner = trust()
        values = parameters(full_load=0.4)
        charge_partner(partnership(phase=phase), partnership_type(overhead_partner=overhead), trust(), partner, values)
        loads.append(partner.leading_load)
    assert loads == [0.0, 0.125, 0.5, 1.0]


def test_leading_is_lighter_once_the_target_is_a_unit(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def load(integration: float, left: float) -> float:
        partner, values = trust(), parameters(overhead_once_absorbed=left)
        charge_partner(operating(integration=integration), partnership_type("acquisition"), trust(), partner, values)
        return float(partner.leading_load)

    assert load(1.0, 0.3) < load(0.0, 0.3)
    assert load(1.0, 1.0) == load(0.0, 1.0)


def test_partner_shares_disruption_and_savings_of_an_integration(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    joint = operating(integration_dip=0.4, integration=0.5)
    for share_, dip, savings in ((0.0, 0.0, 0.0), (0.5, 0.2, 0.125), (1.0, 0.4, 0.25)):
        partner = trust()
        values = parameters(partner_share=share_)
        charge_partner(joint, partnership_type(savings=0.5), trust(), partner, values)
        assert partner.integration_dip == pytest.approx(dip)
        assert partner.back_office_savings == pytest.approx(savings)


def test_partner_risks_its_good_name_with_a_trust_that_does_worse(
    operating: Make, partnership_type: Make, even_trust: Make, parameters: Make
) -> None:
    def risked(target: float, commitment: float = 0.5, scope: float = 0.5, part: float = 1.0, **off: float) -> float:
        partner, type_ = even_trust(0.7), partnership_type(commitment=commitment)
        pair = operating(scope=scope, service_share=part)
        charge_partner(pair, type_, even_trust(target), partner, parameters(**off))
        return float(partner.reputation_risk)

    assert risked(0.2) > risked(0.5) > risked(0.7) == risked(0.9) == 0.0
    assert risked(0.2, commitment=1.0) > risked(0.2) > risked(0.2, commitment=0.0) == 0.0
    assert risked(0.2, scope=1.0) > risked(0.2) > risked(0.2, scope=0.0) == 0.0
    assert risked(0.2) > risked(0.2, part=0.1) > risked(0.2, part=0.0) == 0.0
    assert risked(0.2, reputation_risked=0.0) == 0.0


# What the partner learns


def test_those_who_teach_learn_in_types_that_work_both_ways(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def learned(both_ways: float, capability: float = 0.5, learning: float | None = None, **state: float) -> float:
        partner, type_ = trust(capability=capability), partnership_type(transfer=0.6, mutual_culture_pull=both_ways)
        values = parameters() if learning is None else parameters(partner_share=learning)
        learn_by_helping(operating(**({"delivered_support": 0.5} | state)), type_, partner, values)
        return float(partner.practice_transfer)

    assert learned(0.0) == 0.0 < learned(0.5) < learned(1.0)
    assert learned(1.0, delivered_support=0.0) == learned(1.0, scope=0.0) == learned(1.0, service_share=0.0) == 0.0
    assert learned(1.0, delivered_support=0.2) < learned(1.0, delivered_support=0.8)
    assert learned(1.0, service_share=0.2) < learned(1.0, service_share=0.8)
    assert learned(1.0, capability=0.2) < learned(1.0, capability=0.8)
    assert learned(1.0, learning=0.0) == 0.0


# The month's exchange


@pytest.fixture(scope="session")
def exchanged(cultured: Make, parameters: Make) -> Make:
    """Return target and partner, of unlike cultures, after a month's exchange."""

    def _exchanged(partnership: Any, type_: Any) -> tuple[Any, Any]:
        target = cultured(0.5, 0.2, 0.2, 0.1, attention_free=0.3, leadership=0.3, plan_under_way=True)
        partner = cultured(0.1, 0.2, 0.2, 0.5, leadership=0.8)
        exchange(partnership, type_, target, partner, parameters())
        return target, partner

    return _exchanged


def test_ended_partnership_leaves_both_sides_alone(partnership: Make, partnership_type: Make, exchanged: Make) -> None:
    left_over = {"integration": 1.0, "integration_dip": 0.5, "identity_threat": 0.5, "partner_capacity": 0.5}
    sides = exchanged(partnership(phase=Phase.ENDED, **left_over), partnership_type("acquisition"))
    assert [set(received(trust_).values()) for trust_ in sides] == [{0.0}, {0.0}]


def test_one_way_type_leaves_the_partner_culture_alone(
    operating: Make, partnership_type: Make, exchanged: Make
) -> None:
    target, partner = exchanged(operating(), partnership_type(culture_pull=1.0, mutual_culture_pull=0.0))
    assert target.shift_rational > 0.0 > target.shift_clan
    assert [getattr(partner, name) for name in SHIFTS] == [0.0] * 4


def test_culture_is_pulled_less_by_a_partnership_about_one_service(
    operating: Make, partnership_type: Make, exchanged: Make
) -> None:
    def pulled(service: Service, service_share: float) -> float:
        type_ = partnership_type(culture_pull=1.0, service=service)
        return float(exchanged(operating(scope=0.5, service_share=service_share), type_)[0].shift_rational)

    whole = pulled(Service.WHOLE_TRUST, 1.0)
    assert pulled(Service.ELECTIVE_CARE, 1.0) == pytest.approx(whole / 2.0)
    assert pulled(Service.ELECTIVE_CARE, 0.5) == pytest.approx(whole / 4.0)


def test_best_of_both_moves_both_cultures_towards_each_other(
    operating: Make, partnership_type: Make, exchanged: Make
) -> None:
    for both_ways in (0.5, 1.0):
        target, partner = exchanged(operating(), partnership_type(culture_pull=1.0, mutual_culture_pull=both_ways))
        for name in SHIFTS:
            assert getattr(partner, name) == pytest.approx(-both_ways * getattr(target, name))
        assert partner.shift_clan > 0.0


def test_cultures_are_not_pulled_while_a_partnership_is_set_up(
    partnership: Make, partnership_type: Make, exchanged: Make
) -> None:
    sides = exchanged(partnership(phase=Phase.SETTING_UP, partner_capacity=0.5), partnership_type("merger"))
    assert [[getattr(trust_, name) for name in SHIFTS] for trust_ in sides] == [[0.0] * 4] * 2


def test_target_is_helped_and_the_partner_is_charged(operating: Make, partnership_type: Make, exchanged: Make) -> None:
    target, partner = exchanged(operating(integration_dip=0.5), partnership_type("acquisition"))
    assert min(target.mentoring, target.practice_transfer, target.leadership_support, target.capacity_lent) > 0.0
    assert target.leading_load == 0.0
    assert partner.leading_load > 0.0
    assert target.integration_dip > partner.integration_dip > 0.0
    assert partner.mentoring == partner.practice_transfer == partner.capacity_lent == 0.0


def test_nothing_is_exchanged_while_the_sides_only_look_into_each_other(
    partnership: Make, partnership_type: Make, exchanged: Make
) -> None:
    exploring = partnership(phase=Phase.EXPLORING, partner_capacity=0.5, scope=1.0)
    sides = exchanged(exploring, partnership_type("acquisition"))
    assert [set(received(trust_).values()) for trust_ in sides] == [{0.0}, {0.0}]


def test_partner_of_a_type_that_works_both_ways_learns_too(
    operating: Make, partnership_type: Make, exchanged: Make
) -> None:
    pair = operating(delivered_support=0.5)
    assert exchanged(pair, partnership_type("clinician_led"))[1].practice_transfer > 0.0


@pytest.mark.parametrize("name", sorted(shipped_catalogue()))
def test_every_type_of_the_catalogue_passes_practices_on(
    name: str, operating: Make, partnership_type: Make, exchanged: Make
) -> None:
    type_ = partnership_type(name)
    target, _ = exchanged(operating(scope=type_.scope), type_)
    assert target.practice_transfer > 0.0


# Ranges


@steady
@given(seeds)
def test_what_a_trust_receives_from_three_partnerships_stays_inside_its_ranges(
    any_state: Make, any_parameters: Make, seed: int
) -> None:
    target, partner = any_state(TrustState, seed), any_state(TrustState, seed + 1)
    clear_received(target)
    clear_received(partner)
    values = any_parameters(seed)
    for further in range(3):
        pair, type_ = any_state(PartnershipState, seed + further), any_state(PartnershipTypeState, seed + further)
        exchange(pair, type_, target, partner, values)
    for trust_ in (target, partner):
        for name, value in received(trust_).items():
            signed = {"service_gain": -1.0, "leadership_support": -1.0, "capability_brought": -1.0}
            lowest = (signed | {"mentored_leadership": -3.0}).get(name, 0.0)
            lowest = -3.0 if name in SHIFTS else lowest
            highest = 3.0 if name in ("capacity_lent", "mentored_leadership", "cultures_met", *SHIFTS) else 1.0
            assert lowest - 1e-12 <= value <= highest + 1e-12, name
