"""Help: what a partnership brings its target in a month, channel by channel."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from channels import HEARD, received
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Phase, Service
from sim.rules.arithmetic import add_share
from sim.rules.culture import confusion
from sim.rules.partnership_exchange import (
    advise,
    disturb,
    help_target,
    pass_on_practices,
    reputation_lent,
    share_knowledge,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
share = st.floats(0.0, 1.0)

READY = dict.fromkeys(("annual_quality", "annual_access", "annual_finance"), 0.1) | {"plan_under_way": True}
IDLE = [Phase.EXPLORING, Phase.SETTING_UP, Phase.ENDED]


@pytest.fixture(scope="session")
def helped(operating: Make, trust: Make, parameters: Make) -> Make:
    """Return a failing trust, made as `target` says, after a month's help by a partner made as `partner` says."""

    def _helped(type_: Any, target: Any = None, partner: Any = None, overrides: Any = None, **partnership: Any) -> Any:
        failing = trust(**({"leadership": 0.3, "capability": 0.4, **READY} | (target or {})))
        leader = trust(**({"leadership": 0.8} | (partner or {})))
        help_target(operating(**partnership), type_, failing, leader, parameters(**(overrides or {})))
        return failing

    return _helped


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
        ("capacity_lent", "capacity_lent"),
    ],
)
def test_type_works_through_its_channels_alone(
    attribute: str, channel: str, helped: Make, partnership_type: Make
) -> None:
    weak, strong = (helped(partnership_type(**{attribute: value})) for value in (0.2, 0.8))
    assert 0.0 < getattr(weak, channel) < getattr(strong, channel)
    alongside = {"mentoring": {"mentored_leadership"}, "substitution": {"in_charge", "capability_brought"}}
    own = {attribute, channel} | alongside.get(attribute, set())
    used = {name for name, value in received(strong).items() if value != 0.0}
    assert channel in used
    assert used <= own | set(HEARD)


def test_trust_in_denial_uses_little_of_what_it_is_given(helped: Make, partnership_type: Make) -> None:
    type_ = partnership_type("buddying")
    denying, ready = helped(type_, {"plan_under_way": False}), helped(type_)
    assert 0.0 < denying.mentoring < ready.mentoring
    assert 0.0 < denying.practice_transfer < ready.practice_transfer
    assert denying.capacity_lent == ready.capacity_lent > 0.0


def test_advice_and_practices_need_something_to_learn_with_and_hands_that_are_lent_do_not(
    helped: Make, partnership_type: Make
) -> None:
    def for_one_of(capability: float, **overrides: float) -> Any:
        return helped(partnership_type("buddying"), {"capability": capability}, overrides=overrides)

    weak, able = for_one_of(0.2), for_one_of(0.7)
    assert 0.0 < weak.practice_transfer < able.practice_transfer
    assert 0.0 < weak.mentoring < able.mentoring
    assert weak.mentored_leadership < able.mentored_leadership
    assert weak.capacity_lent == able.capacity_lent
    off = {"absorption_base": 1.0}
    assert for_one_of(0.2, **off).mentoring == for_one_of(0.7, **off).mentoring


def test_practices_reach_as_far_as_the_scope(helped: Make, partnership_type: Make) -> None:
    narrow, wide, none = (helped(partnership_type("buddying"), scope=scope) for scope in (0.2, 0.8, 0.0))
    assert none.practice_transfer == 0.0 < narrow.practice_transfer < wide.practice_transfer


def test_only_better_leaders_can_teach_or_take_the_place_of_others(helped: Make, partnership_type: Make) -> None:
    type_ = partnership_type("acquisition")
    near, far = (helped(type_, partner={"leadership": level}) for level in (0.5, 0.9))
    assert 0.0 < near.mentored_leadership < far.mentored_leadership
    assert 0.0 < near.leadership_support < far.leadership_support
    no_better = helped(type_, partner={"leadership": 0.3})
    assert no_better.mentored_leadership == no_better.leadership_support == 0.0
    assert no_better.mentoring > 0.0


def test_leaders_put_in_do_not_wait_until_they_are_welcome(helped: Make, partnership_type: Make) -> None:
    type_ = partnership_type(substitution=0.9)
    denying = helped(type_, {"plan_under_way": False}, relational_trust=0.0, motivation=0.0)
    assert denying.leadership_support == helped(type_).leadership_support > 0.0


def test_leaders_put_in_achieve_less_where_compliance_takes_the_time_of_the_trust(
    helped: Make, partnership_type: Make
) -> None:
    def lent(compliance: float, **overrides: float) -> float:
        target = {"attention_compliance": compliance}
        return float(helped(partnership_type("acquisition"), target, overrides=overrides).leadership_support)

    assert lent(0.0) > lent(0.1) > lent(0.3) > 0.0
    assert lent(0.3, partnering_lost_to_compliance=0.0) == lent(0.0)


def test_leaders_put_in_bring_their_people_to_learn_with(helped: Make, partnership_type: Make) -> None:
    def brought(capability: float, substitution: float = 0.8) -> float:
        type_ = partnership_type(substitution=substitution)
        return float(helped(type_, {"capability": 0.4}, {"capability": capability}).capability_brought)

    assert brought(0.1) < brought(0.4) == 0.0 < brought(0.7) < brought(0.9)
    assert brought(0.9, substitution=0.4) < brought(0.9)
    assert brought(0.9, substitution=0.0) == 0.0


def test_leaders_put_in_achieve_less_where_they_do_not_fit(helped: Make, partnership_type: Make) -> None:
    type_ = partnership_type("acquisition")
    stranger, kindred = (helped(type_, fit=fit).leadership_support for fit in (0.2, 0.8))
    assert 0.0 < stranger < kindred
    off = {"effect_of_fit": 0.0}
    assert (
        helped(type_, overrides=off, fit=0.2).leadership_support
        == helped(type_, overrides=off, fit=0.8).leadership_support
    )


def test_able_partner_puts_in_more_leadership_and_only_a_little_while_it_is_set_up(
    helped: Make, partnership_type: Make
) -> None:
    type_ = partnership_type("acquisition")
    weak, able = (helped(type_, partner_capacity=capacity).leadership_support for capacity in (0.2, 0.6))
    setting_up = helped(type_, partner_capacity=0.6, phase=Phase.SETTING_UP).leadership_support
    assert 0.0 < weak < able
    assert 0.0 < setting_up < able


def test_advice_and_practices_come_by_themselves(
    operating: Make, trust: Make, partnership_type: Make, parameters: Make
) -> None:
    advised, taught = (trust(leadership=0.3, **READY) for _ in range(2))
    partner, type_ = trust(leadership=0.8), partnership_type("acquisition")
    advise(operating(delivered_support=0.4), type_, advised, partner, parameters())
    pass_on_practices(operating(delivered_support=0.4), type_, taught, parameters())
    assert min(advised.mentoring, advised.leadership_support, advised.capacity_lent) > 0.0
    assert advised.practice_transfer == taught.mentoring == taught.leadership_support == 0.0
    assert taught.practice_transfer > 0.0


def test_shared_back_office_saves_as_management_is_pooled(helped: Make, partnership_type: Make) -> None:
    apart, halfway, pooled = (helped(partnership_type("merger"), integration=level) for level in (0.0, 0.5, 1.0))
    assert apart.back_office_savings == 0.0 < halfway.back_office_savings < pooled.back_office_savings


@pytest.mark.parametrize("burden", ["integration_dip", "identity_threat"])
def test_disruption_and_threat_of_several_partnerships_pile_up_but_never_beyond_all(
    burden: str, operating: Make, trust: Make, partnership_type: Make, parameters: Make
) -> None:
    target, seen = trust(), []
    for _ in range(3):
        help_target(operating(**{burden: 0.5}), partnership_type(), target, trust(), parameters())
        seen.append(getattr(target, burden))
    assert seen == [0.5, 0.75, 0.875]


def test_best_joint_data_count(operating: Make, trust: Make, partnership_type: Make, parameters: Make) -> None:
    for qualities in ((0.2, 0.7), (0.7, 0.2)):
        target = trust()
        for quality in qualities:
            help_target(operating(data_quality=quality), partnership_type(), target, trust(), parameters())
        assert target.joint_data_quality == 0.7


def test_trust_gains_or_loses_by_the_service_that_is_covered_in_proportion_to_what_is_reached_of_it(
    helped: Make, partnership_type: Make
) -> None:
    def gain(performance: float, scope: float, service_share: float) -> float:
        covered = {"service_start": 0.5, "service_performance": performance}
        reached = {"scope": scope, "service_share": service_share}
        return float(helped(partnership_type(service=Service.DIAGNOSTICS), **covered, **reached).service_gain)

    assert gain(0.75, 0.4, 1.0) == gain(0.75, 1.0, 0.4) == pytest.approx(0.1)
    assert gain(0.75, 0.4, 0.5) == pytest.approx(0.05)
    assert gain(0.75, 1.0, 0.0) == gain(0.5, 1.0, 1.0) == 0.0
    assert gain(0.25, 0.4, 1.0) == pytest.approx(-0.1)


def test_service_that_is_as_it_was_brings_nothing_whatever_becomes_of_the_trust(
    helped: Make, partnership_type: Make
) -> None:
    for quality in (0.2, 0.8):
        assert helped(partnership_type(service=Service.DIAGNOSTICS), {"quality": quality}).service_gain == 0.0


@pytest.mark.parametrize("channel", ["mentoring", "mentored_leadership", "capacity_lent", "joint_data_quality"])
def test_help_with_one_service_is_felt_by_the_whole_trust_in_proportion(
    channel: str, helped: Make, partnership_type: Make
) -> None:
    def felt(service: Service, scope: float = 0.5, service_share: float = 1.0) -> float:
        type_ = partnership_type(mentoring=0.5, capacity_lent=0.2, service=service)
        return float(getattr(helped(type_, scope=scope, service_share=service_share, data_quality=0.6), channel))

    whole = felt(Service.WHOLE_TRUST)
    assert felt(Service.DIAGNOSTICS) == felt(Service.DIAGNOSTICS, 1.0, 0.5) == pytest.approx(whole / 2.0)
    assert felt(Service.DIAGNOSTICS, scope=0.0) == felt(Service.DIAGNOSTICS, service_share=0.0) == 0.0
    assert whole > 0.0


def test_help_of_several_partners_adds_with_diminishing_returns(
    operating: Make, trust: Make, partnership_type: Make, parameters: Make
) -> None:
    target = trust(leadership=0.3, **READY)
    mentoring = [0.0]
    for _ in range(3):
        help_target(operating(), partnership_type("buddying"), target, trust(leadership=0.8), parameters())
        mentoring.append(target.mentoring)
    gains = [later - earlier for earlier, later in pairwise(mentoring)]
    assert gains[0] > gains[1] > gains[2] > 0.0


def test_better_regarded_partner_lends_standing(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def lent(target: float, partner: float, scope: float = 0.5, **overrides: float) -> float:
        trusts = (trust(reputation=target), trust(reputation=partner))
        return reputation_lent(
            operating(scope=scope), partnership_type(commitment=0.2), *trusts, parameters(**overrides)
        )

    assert 0.0 < lent(0.3, 0.6) < lent(0.3, 0.9)
    assert lent(0.6, 0.3) == lent(0.6, 0.6) == 0.0
    assert lent(0.3, 0.6, scope=0.5) < lent(0.3, 0.6, scope=1.0)
    assert lent(0.3, 0.6, reputation_lent=0.0) == 0.0


def test_partner_lends_standing_as_far_as_it_cannot_walk_away(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def lent(commitment: float) -> float:
        trusts = (trust(reputation=0.2), trust(reputation=0.9))
        return reputation_lent(operating(), partnership_type(scope=1.0, commitment=commitment), *trusts, parameters())

    assert 0.0 == lent(0.0) < lent(0.5) < lent(1.0)


@pytest.mark.parametrize("phase", IDLE)
def test_standing_is_lent_only_while_the_partnership_operates(
    phase: Phase, operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    trusts = (trust(reputation=0.2), trust(reputation=0.9))
    assert reputation_lent(operating(phase=phase), partnership_type("acquisition"), *trusts, parameters()) == 0.0


def test_lent_standing_reaches_the_target(helped: Make, partnership_type: Make) -> None:
    lifted = helped(partnership_type("acquisition"), {"reputation": 0.2}, {"reputation": 0.9})
    assert (
        lifted.reputation_lift
        > helped(partnership_type("acquisition"), {"reputation": 0.2}, {"reputation": 0.2}).reputation_lift
    )


# What people of both sides pass on to each other


def test_soft_intelligence_is_heard_where_people_meet_who_know_the_true_state(
    helped: Make, partnership_type: Make
) -> None:
    def heard(contact: float, intelligence: float, **state: Any) -> float:
        return float(
            helped(partnership_type(clinical_contact=contact), intelligence=intelligence, **state).soft_intelligence
        )

    assert heard(0.0, 0.8) == heard(0.8, 0.0) == 0.0 < heard(0.4, 0.8) < heard(0.8, 0.8)
    assert heard(0.8, 0.4) < heard(0.8, 0.8)
    assert 0.0 < heard(0.8, 0.8, phase=Phase.SETTING_UP) < heard(0.8, 0.8)


def test_well_regarded_partner_that_is_trusted_knows_candidates(helped: Make, partnership_type: Make) -> None:
    def known(reputation: float, trusted: float, contact: float = 0.5) -> float:
        type_ = partnership_type(mentoring=contact)
        return float(helped(type_, partner={"reputation": reputation}, relational_trust=trusted).recruitment_network)

    assert known(0.0, 0.6) == known(0.8, 0.0) == known(0.8, 0.6, contact=0.0) == 0.0
    assert known(0.8, 0.6) > known(0.4, 0.6) > 0.0
    assert known(0.8, 0.6) > known(0.8, 0.3) > 0.0


@pytest.mark.parametrize(
    ("channel", "state"),
    [("soft_intelligence", "intelligence"), ("recruitment_network", "relational_trust")],
)
def test_best_informed_of_several_partners_counts(
    channel: str, state: str, operating: Make, trust: Make, partnership_type: Make, parameters: Make
) -> None:
    outcomes = set()
    for order in ((0.2, 0.8), (0.8, 0.2), (0.8,)):
        target = trust()
        for level in order:
            share_knowledge(operating(**{state: level}), partnership_type("buddying"), target, trust(), parameters())
        outcomes.add(getattr(target, channel))
    assert len(outcomes) == 1
    assert outcomes.pop() > 0.0


# What unsettles the target


def test_each_further_foreign_culture_is_to_be_understood_besides_the_most_foreign(
    operating: Make, trust: Make, partnership_type: Make, parameters: Make
) -> None:
    target, seen = trust(), []
    for fit in (0.5, 0.25, 1.0):
        disturb(operating(cultural_fit=fit), partnership_type(mentoring=1.0), target, parameters())
        seen.append((target.cultures_met, target.most_foreign, confusion(target)))
    assert seen == [(0.5, 0.5, 0.0), (1.25, 0.75, 0.5), (1.25, 0.75, 0.5)]


def test_culture_is_foreign_only_to_those_who_meet_it(helped: Make, partnership_type: Make) -> None:
    strangers, buddies = (
        helped(type_, cultural_fit=0.2) for type_ in (partnership_type(), partnership_type("buddying"))
    )
    assert strangers.cultures_met == 0.0 < buddies.cultures_met


def test_autonomy_is_ceded_over_what_a_type_covers_while_it_operates(helped: Make, partnership_type: Make) -> None:
    def ceded(pooled: float, scope: float, **state: Any) -> float:
        return float(helped(partnership_type(pooled_sovereignty=pooled), scope=scope, **state).autonomy_ceded)

    assert ceded(0.0, 1.0) == ceded(1.0, 0.0) == 0.0
    assert ceded(1.0, 0.25) == 0.25 == ceded(0.5, 0.5)
    assert ceded(1.0, 0.25, phase=Phase.SETTING_UP) == 0.0


def test_autonomy_ceded_to_several_types_adds_but_never_beyond_all(
    operating: Make, trust: Make, partnership_type: Make, parameters: Make
) -> None:
    member, seen = trust(), []
    for _ in range(3):
        disturb(operating(scope=0.5), partnership_type(pooled_sovereignty=1.0), member, parameters())
        seen.append(member.autonomy_ceded)
    assert seen == [0.5, 0.75, 0.875]
