"""Partnership: what a partner can give, what is delivered, what lands, and what it does to both sides."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.catalogue import shipped_catalogue
from sim.rules.culture import identity_threat
from sim.rules.partnership import (
    absorbed_share,
    add_share,
    charge_partner,
    clear_received,
    delivered_support,
    exchange,
    growth_of_scope,
    help_target,
    is_absorbed,
    is_over,
    is_set_up,
    next_data_quality,
    next_dip,
    next_honoured,
    next_integration,
    next_motivation,
    next_relational_trust,
    next_scope,
    next_service_performance,
    partner_capacity,
    ramp,
    reach_of_help,
    readiness,
    reliance_on_fit,
    reputation_lent,
    set_up_time,
    starting_trust,
    sustained_motivation,
)
from sim.state import PartnershipState, PartnershipTypeState, RegulatorState, TrustState
from sim.vocabulary import Nature, Phase, Scale, Stage

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)

SHIFTS = ("shift_clan", "shift_developmental", "shift_hierarchical", "shift_rational")
RECEIVED = (
    "mentoring",
    "mentored_leadership",
    "practice_transfer",
    "leadership_support",
    "capacity_injection",
    "integration_dip",
    "back_office_savings",
    "identity_threat",
    "reputation_lift",
    "service_gain",
    "joint_data_quality",
    "leading_load",
    *SHIFTS,
)
IDLE = [Phase.EXPLORING, Phase.SETTING_UP, Phase.ENDED]


def received(trust: Any) -> dict[str, float]:
    return {name: getattr(trust, name) for name in RECEIVED}


@pytest.fixture(scope="session")
def helped(operating: Make, trust: Make, parameters: Make) -> Make:
    """Return a failing trust, made as `target` says, after a month's help by a partner made as `partner` says."""

    def _helped(form: Any, target: Any = None, partner: Any = None, overrides: Any = None, **partnership: Any) -> Any:
        failing = trust(**({"leadership": 0.3, "capability": 0.4, "stage": Stage.FORMULATION} | (target or {})))
        leader = trust(**({"leadership": 0.8} | (partner or {})))
        help_target(operating(**partnership), form, failing, leader, parameters(**(overrides or {})))
        return failing

    return _helped


# The null partnership


def test_what_was_received_last_month_is_forgotten(trust: Make) -> None:
    trust_ = trust(**dict.fromkeys(RECEIVED, 0.5), regulator_support=0.5)
    clear_received(trust_)
    assert vars(trust_) == vars(trust(regulator_support=0.5))


@steady
@given(seeds)
def test_form_without_any_attribute_does_nothing_to_anyone(
    any_state: Make, any_parameters: Make, kind: Make, seed: int
) -> None:
    null, values = kind(), any_parameters(seed)
    target, partner = any_state(TrustState, seed), any_state(TrustState, seed + 1)
    partnership_ = any_state(PartnershipState, seed)
    partnership_.scope = partnership_.integration = null.scope
    partnership_.integration_dip, partnership_.data_quality = null.dip, null.data_quality
    partnership_.service_performance = partnership_.service_start
    partnership_.identity_threat = identity_threat(partnership_, null, values)
    for trust_ in (target, partner):
        clear_received(trust_)
    exchange(partnership_, null, target, partner, values)
    assert set(received(target).values()) == set(received(partner).values()) == {0.0}


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


def test_capacity_weighs_leadership_against_capability(trust: Make, parameters: Make) -> None:
    led, learned = trust(leadership=0.9, capability=0.1), trust(leadership=0.1, capability=0.9)
    for weight, better, worse in ((1.0, led, learned), (0.0, learned, led)):
        values = parameters(capacity_from_leadership=weight)
        assert partner_capacity(better, values) > partner_capacity(worse, values)


def test_unhurried_partner_of_one_trust_gives_all_it_is_able_to_and_of_two_half_to_each(
    even_trust: Make, parameters: Make
) -> None:
    values = parameters(delivery_from_capacity=1.0, capacity_sharing=1.0)
    one, two = (even_trust(0.6, attention_free=1.0, trusts_supported=supported) for supported in (1, 2))
    assert partner_capacity(one, values) == pytest.approx(0.6)
    assert partner_capacity(two, values) == pytest.approx(0.3)


def test_partner_with_attention_to_spare_gives_more_up_to_a_point(trust: Make, parameters: Make) -> None:
    def given_by(attention: float, **overrides: float) -> float:
        values = parameters(spare_attention=0.25, delivery_from_capacity=1.0, **overrides)
        return partner_capacity(trust(attention_free=attention), values)

    assert 0.0 < given_by(0.0) < given_by(0.125) < given_by(0.25) == given_by(0.8)
    assert given_by(0.0, capacity_without_spare=1.0) == pytest.approx(given_by(0.25))
    assert given_by(0.0, capacity_without_spare=0.0) == 0.0


def test_work_for_others_is_what_attention_is_spared_for(trust: Make, parameters: Make) -> None:
    values = parameters(spare_attention=0.25, delivery_from_capacity=1.0)
    idle, at_work = trust(attention_free=0.2), trust(attention_free=0.1, attention_partnership=0.1)
    assert partner_capacity(at_work, values) == pytest.approx(partner_capacity(idle, values))


def test_overloaded_partner_does_not_give_what_it_cannot_serve(trust: Make, parameters: Make) -> None:
    values = parameters(spare_attention=0.25, delivery_from_capacity=1.0)
    capacities = [partner_capacity(trust(attention_partnership=0.2, overload=load), values) for load in (0.0, 0.1, 0.2)]
    assert capacities[0] > capacities[1] > capacities[2]


def test_partner_that_supports_others_gives_less_to_each(trust: Make, parameters: Make) -> None:
    def given_to_each(supported: int, **overrides: float) -> float:
        return partner_capacity(trust(attention_free=0.5, trusts_supported=supported), parameters(**overrides))

    assert given_to_each(0) == given_to_each(1) > given_to_each(2) > given_to_each(4) > 0.0
    assert given_to_each(4, capacity_sharing=0.0) == given_to_each(1)


def test_anyone_gives_what_was_promised_where_capacity_does_not_matter(trust: Make, parameters: Make) -> None:
    values = parameters(delivery_from_capacity=0.0, promised_capacity=0.5)
    for partner in (trust(leadership=0.1), trust(leadership=0.9, attention_free=0.5), trust(trusts_supported=5)):
        assert partner_capacity(partner, values) == 0.5


# What is delivered


def test_larger_forms_need_more_fit(operating: Make, kind: Make, parameters: Make) -> None:
    def left_of_effect(fit: float, needed: float, **overrides: float) -> float:
        return reliance_on_fit(operating(fit=fit), kind(fit_needed=needed), parameters(**overrides))

    assert left_of_effect(0.2, 1.0) < left_of_effect(0.2, 0.4) < left_of_effect(0.2, 0.0) == 1.0
    assert left_of_effect(0.2, 1.0) < left_of_effect(0.8, 1.0) < left_of_effect(1.0, 1.0) == pytest.approx(1.0)
    assert left_of_effect(0.0, 1.0, fit_in_delivery=1.0) == 0.0
    assert left_of_effect(0.0, 1.0, fit_in_delivery=0.0) == 1.0


@pytest.mark.parametrize(
    ("condition", "off"),
    [
        ("partner_capacity", None),
        ("motivation", "delivery_without_motivation"),
        ("relational_trust", "delivery_without_trust"),
        ("fit", "fit_in_delivery"),
    ],
)
def test_delivery_depends_on_both_sides(
    condition: str, off: str | None, operating: Make, kind: Make, parameters: Make
) -> None:
    def delivered(level: float, **overrides: float) -> float:
        return delivered_support(operating(**{condition: level}), kind("buddying"), parameters(**overrides))

    assert delivered(0.2) < delivered(0.5) < delivered(0.8)
    if off is None:
        assert delivered(0.0) == 0.0
    else:
        indifferent = {off: 0.0 if off == "fit_in_delivery" else 1.0}
        assert delivered(0.2, **indifferent) == delivered(0.8, **indifferent)


def test_lock_in_makes_support_more_certain(operating: Make, kind: Make, parameters: Make) -> None:
    bound, free = kind(commitment=1.0), kind(commitment=0.0)
    assert delivered_support(operating(), bound, parameters()) > delivered_support(operating(), free, parameters())
    off = parameters(delivery_from_commitment=0.0)
    assert delivered_support(operating(), bound, off) == delivered_support(operating(), free, off)


def test_support_begins_small_and_ends_with_the_partnership(operating: Make, kind: Make, parameters: Make) -> None:
    exploring, setting_up, running, ended = (
        delivered_support(operating(phase=phase), kind("buddying"), parameters()) for phase in Phase
    )
    assert exploring == ended == 0.0
    assert 0.0 < setting_up < running


# What lands


def test_help_is_of_little_use_before_a_decline_is_recognised_and_most_while_it_is_answered(parameters: Make) -> None:
    uses = {stage: readiness(stage, parameters()) for stage in Stage}
    assert uses[Stage.DECLINE] < uses[Stage.TRIGGER] < uses[Stage.FORMULATION]
    assert uses[Stage.PERMANENT_FAILURE] < uses[Stage.FORMULATION]
    assert uses[Stage.FORMULATION] == uses[Stage.RETRENCHMENT] == max(uses.values()) == 1.0


@pytest.mark.parametrize("stage", [Stage.DECLINE, Stage.TRIGGER, Stage.GROWTH, Stage.STABLE, Stage.PERMANENT_FAILURE])
def test_use_of_help_in_a_stage_is_set_on_its_own(stage: Stage, parameters: Make) -> None:
    changed = parameters(**{f"readiness_{stage.name.lower()}": 0.125})
    uses = {other: readiness(other, changed) for other in Stage}
    assert uses[stage] == 0.125
    assert all(uses[other] == readiness(other, parameters()) for other in Stage if other != stage)


def test_able_trusts_absorb_more(trust: Make, parameters: Make) -> None:
    assert absorbed_share(trust(capability=0.7), parameters()) > absorbed_share(trust(capability=0.2), parameters())
    assert absorbed_share(trust(capability=1.0), parameters()) == pytest.approx(1.0)
    assert absorbed_share(trust(capability=0.0), parameters(absorption_base=0.0)) == 0.0
    off = parameters(absorption_base=1.0)
    assert absorbed_share(trust(capability=0.7), off) == absorbed_share(trust(capability=0.2), off)


@steady
@given(share, share)
def test_two_shares_together_are_more_than_each_and_never_more_than_all(one: float, other: float) -> None:
    together = add_share(one, other)
    assert max(one, other) - 1e-12 <= together <= min(one + other, 1.0) + 1e-12
    assert together == pytest.approx(add_share(other, one))
    assert add_share(one, 0.0) == one


@pytest.mark.parametrize(
    ("attribute", "channel"),
    [
        ("mentoring", "mentoring"),
        ("mentoring", "mentored_leadership"),
        ("transfer", "practice_transfer"),
        ("substitution", "leadership_support"),
        ("injection", "capacity_injection"),
    ],
)
def test_form_works_through_its_channels_alone(attribute: str, channel: str, helped: Make, kind: Make) -> None:
    weak, strong = (helped(kind(**{attribute: value})) for value in (0.2, 0.8))
    assert 0.0 < getattr(weak, channel) < getattr(strong, channel)
    own = {"mentoring", "mentored_leadership"} if attribute == "mentoring" else {channel}
    assert all(value == 0.0 for name, value in received(strong).items() if name not in own)


def test_trust_in_denial_uses_little_of_what_it_is_given(helped: Make, kind: Make) -> None:
    form = kind("buddying")
    denying, ready = helped(form, {"stage": Stage.DECLINE}), helped(form, {"stage": Stage.RETRENCHMENT})
    assert 0.0 < denying.mentoring < ready.mentoring
    assert 0.0 < denying.practice_transfer < ready.practice_transfer
    assert denying.capacity_injection == ready.capacity_injection > 0.0


def test_absorptive_capacity_is_for_practices_and_not_for_advice(helped: Make, kind: Make) -> None:
    weak, able = (helped(kind("buddying"), {"capability": level}) for level in (0.2, 0.7))
    assert weak.practice_transfer < able.practice_transfer
    assert weak.mentoring == able.mentoring


def test_practices_reach_as_far_as_the_scope(helped: Make, kind: Make) -> None:
    narrow, wide, none = (helped(kind("buddying"), scope=scope) for scope in (0.2, 0.8, 0.0))
    assert none.practice_transfer == 0.0 < narrow.practice_transfer < wide.practice_transfer


def test_only_better_leaders_can_teach_or_take_the_place_of_others(helped: Make, kind: Make) -> None:
    form = kind("acquisition")
    near, far = (helped(form, partner={"leadership": level}) for level in (0.5, 0.9))
    assert 0.0 < near.mentored_leadership < far.mentored_leadership
    assert 0.0 < near.leadership_support < far.leadership_support
    no_better = helped(form, partner={"leadership": 0.3})
    assert no_better.mentored_leadership == no_better.leadership_support == 0.0
    assert no_better.mentoring > 0.0


def test_leaders_put_in_do_not_wait_until_they_are_welcome(helped: Make, kind: Make) -> None:
    form = kind(substitution=0.9)
    denying = helped(form, {"stage": Stage.DECLINE}, relational_trust=0.0, motivation=0.0)
    assert denying.leadership_support == helped(form).leadership_support > 0.0


def test_leaders_put_in_achieve_less_where_they_do_not_fit(helped: Make, kind: Make) -> None:
    form = kind("acquisition")
    stranger, kindred = (helped(form, fit=fit).leadership_support for fit in (0.2, 0.8))
    assert 0.0 < stranger < kindred
    off = {"fit_in_delivery": 0.0}
    assert (
        helped(form, overrides=off, fit=0.2).leadership_support
        == helped(form, overrides=off, fit=0.8).leadership_support
    )


def test_able_partner_puts_in_more_leadership_and_only_a_little_while_it_is_set_up(helped: Make, kind: Make) -> None:
    form = kind("acquisition")
    weak, able = (helped(form, partner_capacity=capacity).leadership_support for capacity in (0.2, 0.6))
    setting_up = helped(form, partner_capacity=0.6, phase=Phase.SETTING_UP).leadership_support
    assert 0.0 < weak < able
    assert 0.0 < setting_up < able


def test_shared_back_office_saves_as_management_is_pooled(helped: Make, kind: Make) -> None:
    apart, halfway, pooled = (helped(kind("merger"), integration=level) for level in (0.0, 0.5, 1.0))
    assert apart.back_office_savings == 0.0 < halfway.back_office_savings < pooled.back_office_savings


@pytest.mark.parametrize("burden", ["integration_dip", "identity_threat"])
def test_disruption_and_threat_of_several_partnerships_pile_up_but_never_beyond_all(
    burden: str, operating: Make, trust: Make, kind: Make, parameters: Make
) -> None:
    target, seen = trust(), []
    for _ in range(3):
        help_target(operating(**{burden: 0.5}), kind(), target, trust(), parameters())
        seen.append(getattr(target, burden))
    assert seen == [0.5, 0.75, 0.875]


def test_best_joint_data_count(operating: Make, trust: Make, kind: Make, parameters: Make) -> None:
    for qualities in ((0.2, 0.7), (0.7, 0.2)):
        target = trust()
        for quality in qualities:
            help_target(operating(data_quality=quality), kind(), target, trust(), parameters())
        assert target.joint_data_quality == 0.7


def test_trust_gains_or_loses_by_the_service_that_is_covered_in_proportion_to_scope(helped: Make, kind: Make) -> None:
    def gain(performance: float, scope: float) -> float:
        covered = {"service_start": 0.5, "service_performance": performance, "scope": scope}
        return float(helped(kind(service_level=True), **covered).service_gain)

    assert gain(0.75, 0.4) == pytest.approx(0.1)
    assert gain(0.75, 0.2) == pytest.approx(0.05)
    assert gain(0.5, 1.0) == 0.0
    assert gain(0.25, 0.4) == pytest.approx(-0.1)


def test_service_that_is_as_it_was_brings_nothing_whatever_becomes_of_the_trust(helped: Make, kind: Make) -> None:
    for quality in (0.2, 0.8):
        assert helped(kind(service_level=True), {"quality": quality}).service_gain == 0.0


def test_partnership_about_one_service_reaches_the_board_as_far_as_its_scope(operating: Make, kind: Make) -> None:
    whole, single = kind(service_level=False), kind(service_level=True)
    assert [reach_of_help(operating(scope=scope), whole) for scope in (0.0, 0.25, 1.0)] == [1.0, 1.0, 1.0]
    assert [reach_of_help(operating(scope=scope), single) for scope in (0.0, 0.25, 1.0)] == [0.0, 0.25, 1.0]


@pytest.mark.parametrize("channel", ["mentoring", "mentored_leadership", "capacity_injection", "joint_data_quality"])
def test_help_with_one_service_is_felt_by_the_whole_trust_in_proportion(channel: str, helped: Make, kind: Make) -> None:
    strengths = {"mentoring": 0.5, "injection": 0.2}
    whole, half, none = (
        getattr(helped(kind(**strengths, service_level=service), scope=scope, data_quality=0.6), channel)
        for service, scope in ((False, 0.5), (True, 0.5), (True, 0.0))
    )
    assert none == 0.0
    assert half == pytest.approx(whole / 2.0)
    assert whole > 0.0


def test_growth_is_counted_from_the_scope_that_the_form_begins_with(operating: Make, kind: Make) -> None:
    assert [growth_of_scope(operating(scope=scope), kind(scope=0.25)) for scope in (0.25, 0.5, 1.0)] == [1.0, 2.0, 4.0]
    assert growth_of_scope(operating(scope=0.5), kind(scope=0.0)) == 1.0


def test_help_of_several_partners_adds_with_diminishing_returns(
    operating: Make, trust: Make, kind: Make, parameters: Make
) -> None:
    target = trust(leadership=0.3, stage=Stage.FORMULATION)
    mentoring = [0.0]
    for _ in range(3):
        help_target(operating(), kind("buddying"), target, trust(leadership=0.8), parameters())
        mentoring.append(target.mentoring)
    gains = [later - earlier for earlier, later in pairwise(mentoring)]
    assert gains[0] > gains[1] > gains[2] > 0.0


def test_better_regarded_partner_lends_standing(operating: Make, kind: Make, trust: Make, parameters: Make) -> None:
    def lent(target: float, partner: float, scope: float = 0.5, **overrides: float) -> float:
        trusts = (trust(reputation=target), trust(reputation=partner))
        return reputation_lent(operating(scope=scope), kind(commitment=0.2), *trusts, parameters(**overrides))

    assert 0.0 < lent(0.3, 0.6) < lent(0.3, 0.9)
    assert lent(0.6, 0.3) == lent(0.6, 0.6) == 0.0
    assert lent(0.3, 0.6, scope=0.5) < lent(0.3, 0.6, scope=1.0)
    assert lent(0.3, 0.6, reputation_lent=0.0) == 0.0


def test_partner_that_cannot_walk_away_lends_more_standing(
    operating: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    def lent(commitment: float, **overrides: float) -> float:
        trusts = (trust(reputation=0.2), trust(reputation=0.9))
        return reputation_lent(operating(), kind(scope=1.0, commitment=commitment), *trusts, parameters(**overrides))

    assert 0.0 < lent(0.0) < lent(1.0)
    assert lent(0.0, lift_without_lock_in=1.0) == lent(1.0, lift_without_lock_in=1.0)


@pytest.mark.parametrize("phase", IDLE)
def test_standing_is_lent_only_while_the_partnership_operates(
    phase: Phase, operating: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    trusts = (trust(reputation=0.2), trust(reputation=0.9))
    assert reputation_lent(operating(phase=phase), kind("acquisition"), *trusts, parameters()) == 0.0


def test_lent_standing_reaches_the_target(helped: Make, kind: Make) -> None:
    lifted = helped(kind("acquisition"), {"reputation": 0.2}, {"reputation": 0.9})
    assert (
        lifted.reputation_lift > helped(kind("acquisition"), {"reputation": 0.2}, {"reputation": 0.2}).reputation_lift
    )


# What it costs the partner


@pytest.mark.parametrize("phase", [Phase.EXPLORING, Phase.ENDED])
def test_partner_pays_nothing_before_set_up_and_after_the_end(
    phase: Phase, partnership: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    partner = trust()
    charge_partner(partnership(phase=phase, integration_dip=0.5), kind("acquisition"), partner, parameters())
    assert vars(partner) == vars(trust())


@pytest.mark.parametrize("phase", [Phase.SETTING_UP, Phase.OPERATING])
def test_leading_is_emotional_labour_in_proportion_to_what_it_takes(
    phase: Phase, partnership: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    loads = []
    for overhead in (0.0, 0.05, 0.2, 1.0):
        partner = trust()
        values = parameters(overhead_like_full_load=0.4)
        charge_partner(partnership(phase=phase), kind(overhead_partner=overhead), partner, values)
        loads.append(partner.leading_load)
    assert loads == [0.0, 0.125, 0.5, 1.0]


def test_leading_is_lighter_once_the_target_is_a_unit(
    operating: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    def load(integration: float, left: float) -> float:
        partner, values = trust(), parameters(overhead_once_absorbed=left)
        charge_partner(operating(integration=integration), kind("acquisition"), partner, values)
        return float(partner.leading_load)

    assert load(1.0, 0.3) < load(0.0, 0.3)
    assert load(1.0, 1.0) == load(0.0, 1.0)


def test_partner_shares_disruption_and_savings_of_an_integration(
    operating: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    joint = operating(integration_dip=0.4, integration=0.5)
    for share_, dip, savings in ((0.0, 0.0, 0.0), (0.5, 0.2, 0.125), (1.0, 0.4, 0.25)):
        partner = trust()
        values = parameters(partner_share_of_dip=share_, partner_share_of_savings=share_)
        charge_partner(joint, kind(savings=0.5), partner, values)
        assert partner.integration_dip == pytest.approx(dip)
        assert partner.back_office_savings == pytest.approx(savings)


# The month's exchange


@pytest.fixture(scope="session")
def exchanged(cultured: Make, parameters: Make) -> Make:
    """Return target and partner, of unlike cultures, after a month's exchange."""

    def _exchanged(partnership: Any, form: Any) -> tuple[Any, Any]:
        target = cultured(0.5, 0.2, 0.2, 0.1, attention_free=0.3, leadership=0.3, stage=Stage.FORMULATION)
        partner = cultured(0.1, 0.2, 0.2, 0.5, leadership=0.8)
        exchange(partnership, form, target, partner, parameters())
        return target, partner

    return _exchanged


def test_ended_partnership_leaves_both_sides_alone(partnership: Make, kind: Make, exchanged: Make) -> None:
    left_over = {"integration": 1.0, "integration_dip": 0.5, "identity_threat": 0.5, "partner_capacity": 0.5}
    for trust_ in exchanged(partnership(phase=Phase.ENDED, **left_over), kind("acquisition")):
        assert set(received(trust_).values()) == {0.0}


def test_one_way_form_leaves_the_partner_culture_alone(operating: Make, kind: Make, exchanged: Make) -> None:
    target, partner = exchanged(operating(), kind(pull=1.0, both_ways=0.0))
    assert target.shift_rational > 0.0 > target.shift_clan
    assert [getattr(partner, name) for name in SHIFTS] == [0.0] * 4


def test_culture_is_pulled_less_by_a_partnership_about_one_service(
    operating: Make, kind: Make, exchanged: Make
) -> None:
    whole, single = (
        exchanged(operating(scope=0.5), kind(pull=1.0, service_level=about_one))[0] for about_one in (0, 1)
    )
    assert single.shift_rational == pytest.approx(whole.shift_rational / 2.0)


def test_best_of_both_moves_both_cultures_towards_each_other(operating: Make, kind: Make, exchanged: Make) -> None:
    for both_ways in (0.5, 1.0):
        target, partner = exchanged(operating(), kind(pull=1.0, both_ways=both_ways))
        for name in SHIFTS:
            assert getattr(partner, name) == pytest.approx(-both_ways * getattr(target, name))
        assert partner.shift_clan > 0.0


def test_cultures_are_not_pulled_while_a_partnership_is_set_up(partnership: Make, kind: Make, exchanged: Make) -> None:
    for trust_ in exchanged(partnership(phase=Phase.SETTING_UP, partner_capacity=0.5), kind("merger")):
        assert [getattr(trust_, name) for name in SHIFTS] == [0.0] * 4


def test_target_is_helped_and_the_partner_is_charged(operating: Make, kind: Make, exchanged: Make) -> None:
    target, partner = exchanged(operating(integration_dip=0.5), kind("acquisition"))
    assert min(target.mentoring, target.practice_transfer, target.leadership_support, target.capacity_injection) > 0.0
    assert target.leading_load == 0.0
    assert partner.leading_load > 0.0
    assert target.integration_dip > partner.integration_dip > 0.0
    assert partner.mentoring == partner.practice_transfer == partner.capacity_injection == 0.0


@pytest.mark.parametrize("name", sorted(shipped_catalogue()))
def test_every_form_of_the_catalogue_passes_practices_on(
    name: str, operating: Make, kind: Make, exchanged: Make
) -> None:
    form = kind(name)
    target, _ = exchanged(operating(scope=form.scope), form)
    assert target.practice_transfer > 0.0


# Trust and motivation


def test_commitments_are_honoured_by_a_partner_with_capacity_and_motivation(operating: Make, parameters: Make) -> None:
    def honoured(capacity: float, motivation: float, **overrides: float) -> float:
        values = parameters(promised_capacity=0.8, **overrides)
        return next_honoured(operating(partner_capacity=capacity, motivation=motivation), values)

    assert 0.0 == honoured(0.0, 1.0) < honoured(0.3, 0.6) < honoured(0.6, 0.6) < honoured(0.6, 0.9)
    assert honoured(0.8, 1.0) == honoured(1.0, 1.0) == 1.0
    off = honoured(0.4, 0.1, delivery_without_motivation=1.0)
    assert off == honoured(0.4, 0.9, delivery_without_motivation=1.0)


def test_less_promised_is_sooner_honoured(operating: Make, parameters: Make) -> None:
    modest, bold = (next_honoured(operating(), parameters(promised_capacity=promise)) for promise in (0.5, 0.9))
    assert modest > bold


def test_trust_grows_in_small_steps_with_honoured_commitments(operating: Make, kind: Make, parameters: Make) -> None:
    pair = operating(relational_trust=0.2, honoured=1.0)
    path = [pair.relational_trust]
    for _ in range(36):
        pair.relational_trust = next_relational_trust(pair, kind("buddying"), parameters())
        path.append(pair.relational_trust)
    steps = [later - earlier for earlier, later in pairwise(path)]
    assert 0.1 > steps[0] > steps[12] > steps[-1] > 0.0
    assert path[-1] < 1.0


def test_each_honoured_month_closes_the_same_share_of_what_trust_is_missing(
    operating: Make, kind: Make, parameters: Make
) -> None:
    shares = []
    for level in (0.0, 0.4, 0.8):
        pair = operating(relational_trust=level, honoured=1.0)
        shares.append((next_relational_trust(pair, kind("buddying"), parameters()) - level) / (1.0 - level))
    assert shares == pytest.approx([shares[0]] * 3)


def test_broken_promises_cost_trust(operating: Make, kind: Make, parameters: Make) -> None:
    levels = [
        next_relational_trust(operating(honoured=kept), kind("buddying"), parameters()) for kept in (0.0, 0.5, 1.0)
    ]
    assert levels[0] < levels[1] < levels[2]
    assert levels[0] < 0.5 < levels[2]
    unmoved = parameters(trust_loss=0.0)
    assert next_relational_trust(operating(honoured=0.0), kind("buddying"), unmoved) == 0.5


def test_like_people_come_to_trust_each_other_sooner_where_the_form_needs_fit(
    operating: Make, kind: Make, parameters: Make
) -> None:
    def trust_after(fit: float, needed: float, **overrides: float) -> float:
        return next_relational_trust(operating(fit=fit), kind(fit_needed=needed), parameters(**overrides))

    assert trust_after(0.9, 1.0) > trust_after(0.1, 1.0)
    assert trust_after(0.9, 0.0) == trust_after(0.1, 0.0) == pytest.approx(trust_after(1.0, 1.0))
    assert trust_after(0.9, 1.0, trust_growth_from_fit=0.0) == trust_after(0.1, 1.0, trust_growth_from_fit=0.0)


def test_those_who_trusted_most_are_most_offended(operating: Make, kind: Make, parameters: Make) -> None:
    def lost(level: float) -> float:
        safe, threatened = (
            next_relational_trust(operating(relational_trust=level, identity_threat=threat), kind(), parameters())
            for threat in (0.0, 0.6)
        )
        return safe - threatened

    assert lost(0.8) > lost(0.4) > 0.0


def test_being_taken_over_costs_trust(operating: Make, kind: Make, parameters: Make) -> None:
    threatened, safe = operating(identity_threat=0.6), operating()
    form = kind("acquisition")
    assert next_relational_trust(threatened, form, parameters()) < next_relational_trust(safe, form, parameters())
    off = parameters(trust_lost_to_threat=0.0)
    assert next_relational_trust(threatened, form, off) == next_relational_trust(safe, form, off)


@pytest.mark.parametrize(
    ("better", "worse", "off"),
    [
        ({"relational_trust": 0.8}, {"relational_trust": 0.2}, "motivation_from_trust"),
        ({"nature": Nature.VOLUNTARY}, {"nature": Nature.MANDATED}, "motivation_of_own_choice"),
        ({"scale": Scale.STRUCTURAL}, {"scale": Scale.INDIVIDUAL}, "motivation_from_formality"),
    ],
)
def test_partner_is_motivated_by_trust_own_choice_and_a_formal_agreement(
    better: dict[str, Any],
    worse: dict[str, Any],
    off: str,
    operating: Make,
    trust: Make,
    regulator: Make,
    parameters: Make,
) -> None:
    def motive(state: dict[str, Any], **overrides: float) -> float:
        values = parameters(motivation_base=0.2, **overrides)
        return sustained_motivation(operating(**state), trust(strain=0.2), regulator(), values)

    assert motive(better) > motive(worse)
    assert motive(better, **{off: 0.0}) == motive(worse, **{off: 0.0})


def test_reward_motivates_and_strain_exhausts(operating: Make, trust: Make, regulator: Make, parameters: Make) -> None:
    def motive(reward: float, strain: float, **overrides: float) -> float:
        values = parameters(motivation_base=0.2, motivation_of_own_choice=0.0, **overrides)
        return sustained_motivation(operating(), trust(strain=strain), regulator(partner_incentive=reward), values)

    assert motive(0.8, 0.2) > motive(0.2, 0.2) > motive(0.2, 0.6)
    off = {"motivation_from_incentive": 0.0, "motivation_lost_to_strain": 0.0}
    assert motive(0.8, 0.6, **off) == motive(0.2, 0.2, **off)


def test_motivation_moves_towards_what_is_sustained(
    operating: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    sustained = sustained_motivation(operating(), trust(), regulator(), parameters())
    for motivation in (0.0, 1.0):
        later = next_motivation(operating(motivation=motivation), trust(), regulator(), parameters())
        assert abs(later - sustained) < abs(motivation - sustained)
        assert later != motivation


def test_relational_trust_starts_higher_the_freer_the_choice(parameters: Make) -> None:
    chosen = starting_trust(Nature.VOLUNTARY, False, 0.0, parameters())
    offered = starting_trust(Nature.MANDATED, False, 0.0, parameters())
    insisted = starting_trust(Nature.MANDATED, True, 0.0, parameters())
    assert chosen > offered > insisted
    assert starting_trust(Nature.VOLUNTARY, True, 0.0, parameters()) == chosen


def test_people_who_have_worked_together_trust_each_other_even_under_mandate(parameters: Make) -> None:
    strangers, acquainted, friends = (
        starting_trust(Nature.MANDATED, True, prior, parameters()) for prior in (0.0, 0.5, 1.0)
    )
    assert strangers < acquainted < friends
    assert friends > starting_trust(Nature.VOLUNTARY, False, 0.0, parameters())
    assert starting_trust(Nature.MANDATED, True, 1.0, parameters(trust_from_prior_relationship=0.0)) == strangers
    assert starting_trust(Nature.MANDATED, True, 1.0, parameters(trust_from_prior_relationship=1.0)) == 1.0
    halfway = starting_trust(Nature.MANDATED, True, 1.0, parameters(trust_from_prior_relationship=0.5))
    assert halfway == pytest.approx((strangers + 1.0) / 2.0)


# Scope, integration, data and services


def test_incremental_form_extends_its_scope_only_on_enough_trust(operating: Make, kind: Make, parameters: Make) -> None:
    def later(relational_trust: float, growth: float) -> float:
        pair = operating(scope=0.1, relational_trust=relational_trust, scale=Scale.STRUCTURAL)
        return next_scope(pair, kind(scope_growth=growth), parameters(trust_to_extend=0.5))

    assert later(0.4, 0.03) == later(0.5, 0.03) == 0.1
    assert 0.1 < later(0.7, 0.03) < later(0.9, 0.03)
    assert later(0.9, 0.0) == 0.1


def test_what_rests_on_a_few_individuals_meets_a_limit(operating: Make, kind: Make, parameters: Make) -> None:
    def grows(scope: float, scale: Scale) -> bool:
        pair = operating(scope=scope, scale=scale, relational_trust=0.9)
        return next_scope(pair, kind("clinician_led"), parameters(individual_reach=0.25)) > scope

    assert [grows(scope, Scale.INDIVIDUAL) for scope in (0.1, 0.24, 0.25, 0.4)] == [True, True, False, False]
    assert [grows(scope, Scale.STRUCTURAL) for scope in (0.1, 0.24, 0.25, 0.4)] == [True] * 4


@pytest.mark.parametrize("phase", IDLE)
def test_nothing_grows_before_a_partnership_operates_or_after_it(
    phase: Phase, operating: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    pair = operating(phase=phase, scale=Scale.STRUCTURAL, relational_trust=0.9)
    pair.service_performance, pair.delivered_support = 0.3, 0.5
    form = kind("contractual")
    assert next_scope(pair, form, parameters()) == pair.scope
    assert next_integration(pair, form, trust(attention_free=0.4), parameters()) == pair.integration
    assert next_data_quality(pair, form, parameters()) == pair.data_quality
    assert next_service_performance(pair, form, parameters()) == 0.3


@pytest.mark.parametrize(("attributes", "pools"), [({}, False), ({"savings": 0.2}, True), ({"integrates": True}, True)])
def test_only_forms_that_share_services_or_organisation_pool_management(
    attributes: dict[str, Any], pools: bool, operating: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    later = next_integration(operating(), kind(**attributes), trust(attention_free=0.4), parameters())
    assert (later > 0.0) == pools


def test_integration_takes_attention_and_stops_at_the_scope(
    operating: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    def later(attention: float, integration: float = 0.1, **overrides: float) -> float:
        pair = operating(scope=0.5, integration=integration)
        values = parameters(attention_usable=0.5, **overrides)
        return next_integration(pair, kind("merger"), trust(attention_free=attention), values)

    assert 0.1 < later(0.0) < later(0.25) < later(0.5) == later(0.9) < 0.5
    assert later(0.5, integration=0.5) == 0.5
    assert later(0.0, integration_without_attention=1.0) == later(0.5, integration_without_attention=1.0)
    assert later(0.0, integration_without_attention=0.0) == 0.1


def test_most_of_the_disruption_is_over_in_the_first_year(partnership: Make, parameters: Make) -> None:
    pair = partnership(integration_dip=0.6)
    path = [pair.integration_dip]
    for _ in range(12):
        pair.integration_dip = next_dip(pair, parameters())
        path.append(pair.integration_dip)
    assert path == sorted(path, reverse=True)
    assert 0.0 < path[-1] < path[0] / 2.0
    assert next_dip(partnership(), parameters()) == 0.0


def test_linking_data_takes_time_and_pooled_management(operating: Make, kind: Make, parameters: Make) -> None:
    def later(integration: float, **overrides: float) -> float:
        pair = operating(data_quality=0.4, integration=integration)
        return next_data_quality(pair, kind(data_quality=0.4), parameters(**overrides))

    assert later(0.0) == 0.4
    assert 0.4 < later(0.5) < later(1.0) < 1.0
    assert later(1.0, data_quality_rate=0.0) == 0.4


def test_redesign_makes_a_service_better_within_a_year_where_support_is_delivered(
    operating: Make, kind: Make, parameters: Make
) -> None:
    def after_a_year(support: float, **overrides: float) -> float:
        pair = operating(service_performance=0.5, delivered_support=support)
        values = parameters(**overrides)
        for _ in range(12):
            pair.service_performance = next_service_performance(pair, kind("clinician_led"), values)
        return float(pair.service_performance)

    assert after_a_year(0.0) == 0.5
    assert 0.5 < after_a_year(0.2) < after_a_year(0.6)
    assert after_a_year(0.6, service_reach=0.0) == 0.5
    assert after_a_year(0.6, service_rate=0.0) == 0.5


def test_service_that_is_good_already_has_less_to_gain(operating: Make, kind: Make, parameters: Make) -> None:
    def gained(start: float) -> float:
        pair = operating(service_start=start, service_performance=start, delivered_support=0.4)
        return next_service_performance(pair, kind("clinician_led"), parameters()) - start

    assert gained(0.2) > gained(0.6) > gained(0.9) > gained(1.0) == 0.0


def test_form_that_passes_no_practice_on_redesigns_nothing(operating: Make, kind: Make, parameters: Make) -> None:
    pair, form = operating(service_performance=0.5, delivered_support=0.8), kind(service_level=True, transfer=0.0)
    assert next_service_performance(pair, form, parameters()) == 0.5


def test_form_for_the_whole_trust_redesigns_no_single_service(operating: Make, kind: Make, parameters: Make) -> None:
    pair = operating(service_performance=0.3, delivered_support=0.8)
    assert next_service_performance(pair, kind("buddying"), parameters()) == 0.3


# The course of its life


def test_conflicting_messages_delay_the_approval_of_a_deal(
    partnership: Make, kind: Make, regulator: Make, parameters: Make
) -> None:
    def months(form: Any, voice: float, **overrides: float) -> int:
        return set_up_time(partnership(), form, regulator(voice=voice), parameters(**overrides))

    deal, informal = kind(set_up_months=12, approval=0.05), kind(set_up_months=12)
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


def test_partnership_is_over_at_the_end_of_its_term_if_it_has_one(partnership: Make) -> None:
    running = [partnership(phase=Phase.OPERATING, term=24, months_in_phase=months) for months in (23, 24, 25)]
    assert [is_over(pair) for pair in running] == [False, True, True]
    assert not is_over(partnership(phase=Phase.OPERATING, term=0, months_in_phase=600))
    assert not is_over(partnership(phase=Phase.SETTING_UP, term=24, months_in_phase=30))


def test_target_is_a_unit_of_the_group_once_integration_is_far_enough(
    operating: Make, partnership: Make, kind: Make, parameters: Make
) -> None:
    values, merger = parameters(integration_complete=0.8), kind("merger")
    assert [is_absorbed(operating(integration=level), merger, values) for level in (0.79, 0.8, 1.0)] == [
        False,
        True,
        True,
    ]
    assert not is_absorbed(operating(integration=1.0), kind("management_contract"), values)
    assert not any(is_absorbed(partnership(phase=phase, integration=1.0), merger, values) for phase in IDLE)


# Ranges


@steady
@given(seeds)
def test_partnership_stays_inside_its_ranges(any_state: Make, any_parameters: Make, seed: int) -> None:
    pair, form, values = (
        any_state(PartnershipState, seed),
        any_state(PartnershipTypeState, seed),
        any_parameters(seed),
    )
    target, partner = any_state(TrustState, seed), any_state(TrustState, seed + 1)
    policy = any_state(RegulatorState, seed)
    levels = (
        ramp(pair, values),
        partner_capacity(partner, values),
        reliance_on_fit(pair, form, values),
        delivered_support(pair, form, values),
        readiness(target.stage, values),
        absorbed_share(target, values),
        reputation_lent(pair, form, target, partner, values),
        next_honoured(pair, values),
        next_relational_trust(pair, form, values),
        sustained_motivation(pair, partner, policy, values),
        next_motivation(pair, partner, policy, values),
        next_scope(pair, form, values),
        next_integration(pair, form, target, values),
        reach_of_help(pair, form),
        next_dip(pair, values),
        next_data_quality(pair, form, values),
        next_service_performance(pair, form, values),
        starting_trust(pair.nature, pair.insisted, pair.prior_relationship, values),
    )
    assert all(-1e-12 <= level <= 1.0 + 1e-12 for level in levels)
    assert set_up_time(pair, form, policy, values) >= form.set_up_months


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
        pair, form = any_state(PartnershipState, seed + further), any_state(PartnershipTypeState, seed + further)
        exchange(pair, form, target, partner, values)
    for trust_ in (target, partner):
        for name, value in received(trust_).items():
            lowest = {"service_gain": -1.0}.get(name, -3.0 if name in SHIFTS else 0.0)
            highest = 3.0 if name in ("capacity_injection", "mentored_leadership", *SHIFTS) else 1.0
            assert lowest - 1e-12 <= value <= highest + 1e-12, name
