"""Delivery: what a partner can give, what is delivered of it, and how far a target can use it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Phase, Scale, Service
from sim.model.state import PartnershipState, PartnershipTypeState, TrustState
from sim.rules.delivery import (
    absorbed_share,
    board_stability,
    capability_at_work,
    contact,
    delivered_support,
    growth_of_scope,
    held_together,
    partner_capacity,
    partnership_pace,
    ramp,
    reach,
    reach_of_help,
    readiness,
    reliance_on_fit,
    understood_share,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


# What a partner can give


def test_help_is_given_a_little_at_first_wholly_in_operation_and_not_at_all_otherwise(
    partnership: Make, parameters: Make
) -> None:
    values = parameters(set_up_intensity=0.25)
    shares = [ramp(partnership(phase=phase), values) for phase in Phase]
    assert shares == [0.0, 0.25, 1.0, 0.0]


@pytest.mark.parametrize("strength", ["leadership", "capability"])
def test_able_partner_has_more_to_give(strength: str, trust: Make, parameters: Make) -> None:
    assert partner_capacity(trust(**{strength: 0.8}), parameters()) > partner_capacity(
        trust(**{strength: 0.3}), parameters()
    )


def test_stable_board_of_one_mind_is_a_firm_foundation(trust: Make, parameters: Make) -> None:
    def foundation(tenure: int = 60, coherence: float = 1.0, **overrides: float) -> float:
        values = parameters(settling_months=24.0, coherence_usual=0.8, **overrides)
        return board_stability(trust(chief_executive_tenure=tenure, coherence=coherence), values)

    assert foundation(0) < foundation(12) < foundation(24) == foundation(240) == 1.0
    assert foundation(coherence=0.2) < foundation(coherence=0.6) < foundation(coherence=0.8) == 1.0
    assert foundation(0, capacity_without_stability=1.0) == 1.0
    assert foundation(0, capacity_without_stability=0.0) == 0.0


def test_partner_with_an_unsettled_board_has_less_to_give(trust: Make, parameters: Make) -> None:
    unsettled, settled = (
        partner_capacity(trust(chief_executive_tenure=months), parameters(settling_months=24.0)) for months in (3, 24)
    )
    assert 0.0 < unsettled < settled


def test_capacity_weighs_leadership_against_capability(trust: Make, parameters: Make) -> None:
    led, learned = trust(leadership=0.9, capability=0.1), trust(leadership=0.1, capability=0.9)
    for weight, better, worse in ((1.0, led, learned), (0.0, learned, led)):
        values = parameters(capacity_from_leadership=weight)
        assert partner_capacity(better, values) > partner_capacity(worse, values)


def test_unhurried_partner_of_one_trust_gives_all_it_is_able_to_and_of_two_half_to_each(
    even_trust: Make, parameters: Make
) -> None:
    values = parameters(delivery_from_capacity=1.0, capacity_sharing=1.0, capacity_without_stability=1.0)
    one, two = (even_trust(0.6, attention_free=1.0, trusts_supported=supported) for supported in (1, 2))
    assert partner_capacity(one, values) == pytest.approx(0.6)
    assert partner_capacity(two, values) == pytest.approx(0.3)


def test_partner_with_attention_to_spare_gives_more_up_to_a_point(trust: Make, parameters: Make) -> None:
    def given_by(attention: float, **overrides: float) -> float:
        values = parameters(full_load=0.25, delivery_from_capacity=1.0, **overrides)
        return partner_capacity(trust(attention_free=attention), values)

    assert 0.0 < given_by(0.0) < given_by(0.125) < given_by(0.25) == given_by(0.8)
    assert given_by(0.0, left_without_attention=1.0) == pytest.approx(given_by(0.25))
    assert given_by(0.0, left_without_attention=0.0) == 0.0


def test_work_for_others_is_what_attention_is_spared_for(trust: Make, parameters: Make) -> None:
    values = parameters(full_load=0.25, delivery_from_capacity=1.0)
    idle, at_work = trust(attention_free=0.2), trust(attention_free=0.1, attention_partnership=0.1)
    assert partner_capacity(at_work, values) == pytest.approx(partner_capacity(idle, values))


def test_overloaded_partner_does_not_give_what_it_cannot_serve(trust: Make, parameters: Make) -> None:
    values = parameters(full_load=0.25, delivery_from_capacity=1.0)
    capacities = [partner_capacity(trust(attention_partnership=0.2, overload=load), values) for load in (0.0, 0.1, 0.2)]
    assert capacities[0] > capacities[1] > capacities[2]


def test_partner_that_supports_others_gives_less_to_each(trust: Make, parameters: Make) -> None:
    def given_to_each(supported: int, **overrides: float) -> float:
        return partner_capacity(trust(attention_free=0.5, trusts_supported=supported), parameters(**overrides))

    assert given_to_each(0) == given_to_each(1) > given_to_each(2) > given_to_each(4) > 0.0
    assert given_to_each(4, capacity_sharing=0.0) == given_to_each(1)


def test_partner_whose_time_goes_to_compliance_has_less_to_give(trust: Make, parameters: Make) -> None:
    def given_by(compliance: float, **overrides: float) -> float:
        partner = trust(attention_free=0.5, attention_compliance=compliance)
        return partner_capacity(partner, parameters(delivery_from_capacity=1.0, **overrides))

    assert given_by(0.0) > given_by(0.1) > given_by(0.3) > 0.0
    assert given_by(0.3, partnering_lost_to_compliance=0.0) == given_by(0.0)


def test_anyone_gives_what_was_promised_where_capacity_does_not_matter(trust: Make, parameters: Make) -> None:
    values = parameters(delivery_from_capacity=0.0, promised_capacity=0.5)
    for partner in (trust(leadership=0.1), trust(leadership=0.9, attention_free=0.5), trust(trusts_supported=5)):
        assert partner_capacity(partner, values) == 0.5


# What is delivered


def test_larger_types_need_more_fit(operating: Make, partnership_type: Make, parameters: Make) -> None:
    def left_of_effect(fit: float, needed: float, **overrides: float) -> float:
        return reliance_on_fit(operating(fit=fit), partnership_type(fit_dependence=needed), parameters(**overrides))

    assert left_of_effect(0.2, 1.0) < left_of_effect(0.2, 0.4) < left_of_effect(0.2, 0.0) == 1.0
    assert left_of_effect(0.2, 1.0) < left_of_effect(0.8, 1.0) < left_of_effect(1.0, 1.0) == pytest.approx(1.0)
    assert left_of_effect(0.0, 1.0, effect_of_fit=1.0) == 0.0
    assert left_of_effect(0.0, 1.0, effect_of_fit=0.0) == 1.0


@pytest.mark.parametrize(
    ("condition", "off"),
    [
        ("partner_capacity", None),
        ("motivation", "delivery_without_motivation"),
        ("relational_trust", "left_without_trust"),
        ("fit", "effect_of_fit"),
        ("relevance", "delivery_to_the_point"),
        ("intelligence", "delivery_to_the_point"),
    ],
)
def test_delivery_depends_on_both_sides(
    condition: str, off: str | None, operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def delivered(level: float, **overrides: float) -> float:
        pair = operating(**{condition: level})
        return delivered_support(pair, partnership_type("buddying"), trust(), parameters(**overrides))

    assert delivered(0.2) < delivered(0.5) < delivered(0.8)
    if off is None:
        assert delivered(0.0) == 0.0
    else:
        indifferent = {off: 1.0 if "without" in off else 0.0}
        assert delivered(0.2, **indifferent) == delivered(0.8, **indifferent)


def test_lock_in_makes_support_more_certain(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def delivered(commitment: float, **overrides: float) -> float:
        return delivered_support(operating(), partnership_type(commitment=commitment), trust(), parameters(**overrides))

    assert delivered(1.0) > delivered(0.0)
    assert delivered(1.0, delivery_from_commitment=0.0) == delivered(0.0, delivery_from_commitment=0.0)


def test_support_begins_small_and_ends_with_the_partnership(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    exploring, setting_up, running, ended = (
        delivered_support(operating(phase=phase), partnership_type("buddying"), trust(), parameters())
        for phase in Phase
    )
    assert exploring == ended == 0.0
    assert 0.0 < setting_up < running


def test_less_is_delivered_to_a_trust_whose_time_goes_to_compliance(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def delivered(compliance: float, **overrides: float) -> float:
        target = trust(attention_compliance=compliance)
        return delivered_support(operating(), partnership_type("buddying"), target, parameters(**overrides))

    assert delivered(0.0) > delivered(0.1) > delivered(0.3) > 0.0
    assert delivered(0.3, partnering_lost_to_compliance=0.0) == delivered(0.0)


# What holds help together


@pytest.mark.parametrize("load", ["pressure", "overload"])
def test_help_that_rests_on_individuals_falls_apart_under_the_pressure_of_clinical_work(
    load: str, operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def left(level: float, scale: Scale = Scale.INDIVIDUAL, voice: float = 0.0, **overrides: float) -> float:
        target = trust(**{load: level})
        return held_together(
            operating(scale=scale), partnership_type(patient_voice=voice), target, parameters(**overrides)
        )

    assert left(0.0) == 1.0 > left(0.1) > left(0.4) >= 0.0
    assert left(0.4, Scale.STRUCTURAL) == 1.0
    assert left(0.4) < left(0.4, voice=0.5) < left(0.4, voice=1.0) == 1.0
    assert left(0.4, informal_under_pressure=0.0) == 1.0


def test_slack_holds_nothing_together_that_was_whole(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    assert (
        held_together(operating(scale=Scale.INDIVIDUAL), partnership_type(), trust(pressure=-0.5), parameters()) == 1.0
    )


def test_less_is_delivered_to_a_trust_under_pressure_unless_the_footing_is_formal(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def delivered(pressure: float, scale: Scale) -> float:
        return delivered_support(
            operating(scale=scale), partnership_type("buddying"), trust(pressure=pressure), parameters()
        )

    assert 0.0 < delivered(0.3, Scale.INDIVIDUAL) < delivered(0.0, Scale.INDIVIDUAL)
    assert delivered(0.3, Scale.STRUCTURAL) == delivered(0.0, Scale.STRUCTURAL)


# What lands


def test_help_is_of_little_use_in_denial_and_most_while_a_plan_is_carried_out(
    even_trust: Make, parameters: Make
) -> None:
    def use(**state: Any) -> float:
        return readiness(even_trust(0.2, **state), parameters())

    assert 0.0 < use(acknowledged=0.0) < use(acknowledged=0.5) < use(acknowledged=1.0)
    assert use(acknowledged=1.0) == use(plan_under_way=True) == pytest.approx(1.0)


def test_trust_that_sees_no_need_uses_some_of_it_whoever_acknowledges_what(even_trust: Make, parameters: Make) -> None:
    def use(level: float, acknowledged: float = 0.0, **overrides: float) -> float:
        values = parameters(readiness_without_need=0.6, left_in_denial=0.2, **overrides)
        return readiness(even_trust(level, acknowledged=acknowledged), values)

    assert use(0.9) == use(0.9, 1.0) == pytest.approx(0.6)
    assert use(0.1) == pytest.approx(0.2)
    assert use(0.1) < use(0.44) < use(0.9), "figures call for change between sound and poor by degrees"


def test_readiness_goes_by_published_figures_and_not_by_the_truth(even_trust: Make, parameters: Make) -> None:
    truth = {"quality": 0.9, "access": 0.9, "finance": 0.9}
    assert readiness(even_trust(0.2, **truth), parameters()) == readiness(even_trust(0.2), parameters())


def test_capability_at_work_is_that_of_the_trust_and_of_people_who_are_put_in_charge(trust: Make) -> None:
    at_work = [
        capability_at_work(trust(capability=own, capability_brought=brought))
        for own, brought in ((0.3, 0.0), (0.3, 0.25), (0.3, -0.2), (0.9, 0.5), (0.1, -0.5))
    ]
    assert at_work == pytest.approx([0.3, 0.55, 0.1, 1.0, 0.0])


def test_advice_is_of_little_use_to_those_who_have_nothing_to_learn_with(trust: Make, parameters: Make) -> None:
    def understood(capability: float, brought: float = 0.0, **overrides: float) -> float:
        board = trust(capability=capability, capability_brought=brought)
        return understood_share(board, parameters(**overrides))

    assert understood(0.0) < understood(0.3) < understood(0.8) < understood(1.0) == pytest.approx(1.0)
    assert understood(0.3, brought=0.5) == understood(0.8)
    assert understood(0.0, absorption_base=0.0) == 0.0
    assert understood(0.0, absorption_base=1.0) == understood(0.8, absorption_base=1.0) == 1.0


def test_able_trusts_absorb_more(trust: Make, partnership_type: Make, parameters: Make) -> None:
    def absorbed(capability: float, **overrides: float) -> float:
        values = parameters(absorption_lost_to_insularity=0.0, **overrides)
        return absorbed_share(trust(capability=capability), partnership_type(), values)

    assert absorbed(0.7) > absorbed(0.4) > absorbed(0.1)
    assert absorbed(1.0) == pytest.approx(1.0)
    assert absorbed(0.0, absorption_base=0.0) == 0.0
    assert absorbed(0.7, absorption_base=1.0) == absorbed(0.2, absorption_base=1.0)


def test_people_who_are_put_in_charge_help_a_trust_to_absorb_practices(
    trust: Make, partnership_type: Make, parameters: Make
) -> None:
    def absorbed(capability: float, brought: float) -> float:
        target = trust(capability=capability, capability_brought=brought)
        return absorbed_share(target, partnership_type(), parameters())

    assert absorbed(0.2, 0.4) == pytest.approx(absorbed(0.6, 0.0))
    assert absorbed(0.6, -0.3) < absorbed(0.6, 0.0)


def test_practices_written_down_for_others_ask_for_less_capability(
    trust: Make, partnership_type: Make, parameters: Make
) -> None:
    def absorbed(codified: float, capability: float = 0.2, **overrides: float) -> float:
        values = parameters(absorption_lost_to_insularity=0.0, **overrides)
        return absorbed_share(trust(capability=capability), partnership_type(codified=codified), values)

    assert absorbed(0.0) < absorbed(0.5) < absorbed(1.0) < 1.0
    assert absorbed(1.0) - absorbed(0.0) > absorbed(1.0, 0.8) - absorbed(0.0, 0.8) > 0.0
    assert absorbed(1.0, absorption_codified=0.0) == absorbed(0.0)
    assert absorbed(1.0, absorption_codified=1.0) == 1.0


def test_insular_culture_keeps_practices_out(cultured: Make, partnership_type: Make, parameters: Make) -> None:
    open_, insular = cultured(0.3, 0.3, 0.1, 0.3), cultured(0.7, 0.1, 0.1, 0.1)
    values = parameters(open_culture=0.5)
    assert 0.0 < absorbed_share(insular, partnership_type(), values) < absorbed_share(open_, partnership_type(), values)
    off = parameters(open_culture=0.5, absorption_lost_to_insularity=0.0)
    assert absorbed_share(insular, partnership_type(), off) == absorbed_share(open_, partnership_type(), off)


def test_partnership_reaches_its_service_and_no_more(operating: Make) -> None:
    def reached(scope: float, service_share: float) -> float:
        return reach(operating(scope=scope, service_share=service_share))

    assert [reached(scope, 0.08) for scope in (0.0, 0.25, 1.0)] == pytest.approx([0.0, 0.02, 0.08])
    assert [reached(scope, 1.0) for scope in (0.0, 0.25, 1.0)] == [0.0, 0.25, 1.0]


def test_partnership_about_one_service_concerns_the_board_as_far_as_it_reaches(
    operating: Make, partnership_type: Make
) -> None:
    whole, single = partnership_type(), partnership_type(service=Service.ELECTIVE_CARE)
    scopes = (0.0, 0.25, 1.0)
    assert [reach_of_help(operating(scope=scope), whole) for scope in scopes] == [1.0, 1.0, 1.0]
    assert [reach_of_help(operating(scope=scope, service_share=0.5), single) for scope in scopes] == [0.0, 0.125, 0.5]


def test_work_goes_faster_the_fewer_have_to_be_asked_for_leave(partnership_type: Make, parameters: Make) -> None:
    def pace(delegation: float, pooled: float, **overrides: float) -> float:
        type_ = partnership_type(delegation=delegation, pooled_sovereignty=pooled)
        return partnership_pace(type_, parameters(**overrides))

    assert pace(0.0, 0.0) == 1.0 < pace(0.4, 0.0) < pace(0.8, 0.0)
    assert pace(0.0, 0.4) == pace(0.4, 0.0) < pace(0.0, 0.8) == pace(0.8, 0.0)
    assert pace(0.8, 0.4) == pace(0.4, 0.8) == pace(0.8, 0.8), "leave that is not needed is not needed twice"
    assert pace(0.8, 0.8, pace_gained=0.0) == 1.0


def test_growth_is_counted_from_the_scope_that_the_type_begins_with(operating: Make, partnership_type: Make) -> None:
    assert [growth_of_scope(operating(scope=scope), partnership_type(scope=0.25)) for scope in (0.25, 0.5, 1.0)] == [
        1.0,
        2.0,
        4.0,
    ]
    assert growth_of_scope(operating(scope=0.5), partnership_type(scope=0.0)) == 1.0


@pytest.mark.parametrize("way", ["mentoring", "transfer", "substitution", "clinical_contact", "culture_pull"])
def test_people_meet_in_whatever_brings_them_together_most(way: str, partnership_type: Make) -> None:
    ways = dict.fromkeys(("mentoring", "transfer", "substitution", "clinical_contact", "culture_pull"), 0.25)
    assert contact(partnership_type()) == 0.0
    assert contact(partnership_type(**ways)) == 0.25
    assert contact(partnership_type(**(ways | {way: 0.5}))) == 0.5


# Ranges


@steady
@given(seeds)
def test_what_is_given_and_taken_up_stays_a_level(any_state: Make, any_parameters: Make, seed: int) -> None:
    pair, type_, values = (
        any_state(PartnershipState, seed),
        any_state(PartnershipTypeState, seed),
        any_parameters(seed),
    )
    target, partner = any_state(TrustState, seed), any_state(TrustState, seed + 1)
    levels = (
        ramp(pair, values),
        board_stability(partner, values),
        partner_capacity(partner, values),
        reliance_on_fit(pair, type_, values),
        held_together(pair, type_, target, values),
        delivered_support(pair, type_, target, values),
        readiness(target, values),
        absorbed_share(target, type_, values),
        capability_at_work(target),
        understood_share(target, values),
        reach(pair),
        reach_of_help(pair, type_),
        contact(type_),
    )
    assert all(-1e-12 <= level <= 1.0 + 1e-12 for level in levels)
