"""Founding: whether a partnership can come about, and how it begins."""

from __future__ import annotations

import pytest
from worlds import always, joint, pair, position_of_type, recorded, world_of

from sim.model.enums import Event, Nature, Phase, ProviderType, Refusal, Scale, Service
from sim.model.random_purposes import Purpose
from sim.model.services import SHARE_OF_SERVICE
from sim.rules.partner_search import prior_tie
from sim.rules.partnership_founding import (
    agrees,
    begin,
    count_under_way,
    draft,
    draft_pair,
    enter,
    has_service,
    heads_a_group,
    is_free,
    is_in,
    is_possible,
    is_with_the_same,
    lacks_service,
    make_joint,
    meet_the_others,
    refuse,
    set_up,
    take_up,
    takes_a_side,
    tie,
)
from sim.rules.world import partner_of

# Drafts


def test_draft_is_no_partnership_until_it_is_taken_up() -> None:
    world = world_of()
    link = draft_pair(world, position_of_type(world, "buddying"), 0, 1)
    assert (link.index, link.first_link, link.size, link.target, link.partner, link.second) == (0, 0, 1, 0, 1, 1)
    assert link.month_begun == 1
    assert world.progress.links == count_under_way(world) == 0
    assert world.partnerships == []
    assert {trust.partnerships_active for trust in world.trusts} == {0}
    take_up(world, link, True)
    assert world.progress.links == count_under_way(world) == 1
    assert world.partnerships == [link]


def test_draft_that_comes_to_nothing_leaves_no_link_behind() -> None:
    world = world_of()
    draft_pair(world, position_of_type(world, "merger"), 0, 1).relational_trust = 0.9
    kept = draft_pair(world, position_of_type(world, "buddying"), 2, 3)
    assert world.links == [kept], "the next draft takes its place"
    assert kept.relational_trust != 0.9
    draft(world, 1, position_of_type(world, "buddying"), 0, 1)
    world.form_partnerships()
    assert world.links == world.counterparts == []
    assert len(world.agents_by_type[type(kept)]) == 0


def test_body_outside_stands_in_the_place_of_a_partner() -> None:
    world = world_of()
    link = draft_pair(world, position_of_type(world, "consultancy"), 0, -1)
    strength = world.types[link.type].external_strength
    assert (link.partner, link.second) == (-1, -1)
    assert partner_of(world, link).quality == partner_of(world, link).leadership == strength


def test_members_of_a_joint_type_are_one_partnership_and_meet_the_others() -> None:
    world = world_of()
    before = pair(world)
    for number, member in enumerate((3, 0, 2)):
        draft(world, 1 + number, position_of_type(world, "federation"), member, -1)
    world.links[1].plan = 5
    first = make_joint(world, 3)
    links = world.links[1:4]
    assert first is links[0]
    assert [(link.index, link.first_link, link.size, link.members) for link in links] == [
        (1, 1, 3, 3), (2, 1, 3, 3), (3, 1, 3, 3)
    ]  # fmt: skip
    assert {link.second for link in links} == {0}
    assert {link.plan for link in links} == {5}
    assert (before.first_link, before.size) == (0, 1)
    mean = (world.trusts[0].quality + world.trusts[2].quality) / 2.0
    assert partner_of(world, first).quality == pytest.approx(mean)


def test_others_are_met_as_they_are_now_and_in_joint_types_only() -> None:
    world = world_of()
    link, members = pair(world), joint(world, members=(0, 1, 2))
    world.trusts[1].quality = world.trusts[2].quality = 0.125
    for one in (link, members[0]):
        meet_the_others(world, one)
    assert world.counterparts[members[0].index].quality == 0.125
    assert world.counterparts[link.index].quality != 0.125


# Who is with whom


def test_partnership_is_with_the_same_whoever_helps_whom() -> None:
    world = world_of()
    link = pair(world, target=0, partner=1)
    assert is_with_the_same(world, link, pair(world, "merger", 1, 0))
    assert is_with_the_same(world, link, pair(world, "contractual", 0, 1))
    assert not is_with_the_same(world, link, pair(world, "merger", 0, 2))
    assert not is_with_the_same(world, link, pair(world, "merger", 2, 1))


def test_body_outside_is_the_same_only_for_the_same_trust_and_joint_types_are_with_nobody_in_particular() -> None:
    world = world_of()
    outside, again, other = (pair(world, "consultancy", target, -1) for target in (0, 0, 1))
    institute, members = pair(world, "improvement_institute", 0, -1), joint(world, members=(0, 1, 2))
    assert is_with_the_same(world, outside, again)
    assert not is_with_the_same(world, outside, other)
    assert not is_with_the_same(world, outside, institute)
    assert not any(is_with_the_same(world, one, members[0]) for one in (outside, pair(world), members[0]))
    assert not is_with_the_same(world, members[0], pair(world))


def test_trust_is_in_a_link_on_either_side() -> None:
    link = pair(world_of(), target=2, partner=1)
    assert [is_in(link, trust) for trust in range(4)] == [False, True, True, False]


# What is possible


def test_joint_type_counts_as_one_partnership_and_one_that_has_ended_not_at_all() -> None:
    world = world_of()
    link, members = pair(world), joint(world)
    assert count_under_way(world) == 2
    members[0].phase = members[1].phase = Phase.ENDED
    assert count_under_way(world) == 2, "others go on"
    link.phase = Phase.ENDED
    assert count_under_way(world) == 1


def test_no_partnership_beyond_the_room_of_a_scenario() -> None:
    world = world_of()
    joint(world)
    draft_pair(world, position_of_type(world, "buddying"), 0, 1)
    assert is_possible(world, world.links[4])
    world.setting.most_partnerships = 1
    assert not is_possible(world, world.links[4])
    assert recorded(world, Event.PARTNERSHIP_REFUSED) == [(0, Refusal.NO_ROOM)]


def test_joint_type_needs_every_member_to_be_free() -> None:
    world = world_of()
    for number in range(4):
        draft(world, number, position_of_type(world, "federation"), number, -1)
    first = make_joint(world, 4)
    assert is_possible(world, first)
    world.trusts[3].absorbed_by = 1
    assert not is_possible(world, first)
    assert recorded(world, Event.PARTNERSHIP_REFUSED) == [(0, Refusal.NOT_FREE)], "once, of the one that founds"


# The service it is about


def test_every_service_is_some_part_of_some_trusts_and_the_whole_of_none_but_the_whole_trust() -> None:
    assert [len(shares) for shares in SHARE_OF_SERVICE] == [len(ProviderType)] * len(Service)
    assert set(SHARE_OF_SERVICE[Service.WHOLE_TRUST]) == {1.0}
    for service in set(Service) - {Service.WHOLE_TRUST}:
        assert min(SHARE_OF_SERVICE[service]) >= 0.0
        assert 0.0 < max(SHARE_OF_SERVICE[service]) < 1.0


def test_pathway_contract_with_an_ambulance_trust_is_refused() -> None:
    for ambulance in (0, 1):
        world = world_of()
        world.trusts[ambulance].provider_type = ProviderType.AMBULANCE
        link = draft_pair(world, position_of_type(world, "clinician_led"), 0, 1)
        assert [has_service(world, link.type, trust) for trust in (ambulance, 1 - ambulance)] == [False, True]
        assert lacks_service(world, link)
        assert not is_possible(world, link)
        assert recorded(world, Event.PARTNERSHIP_REFUSED) == [(0, Refusal.NO_SUCH_SERVICE)]


def test_form_for_the_whole_trust_and_shared_support_services_are_open_to_every_trust() -> None:
    for provider in ProviderType:
        world = world_of()
        world.trusts[1].provider_type = provider
        assert is_possible(world, draft_pair(world, position_of_type(world, "buddying"), 0, 1)), provider
        federated = draft_pair(world, position_of_type(world, "federation"), 1, -1)
        assert not lacks_service(world, federated), provider


def test_joint_service_is_refused_where_one_member_has_nothing_of_it() -> None:
    world = world_of()
    venture = position_of_type(world, "joint_venture")
    for number, member in enumerate((0, 1, 3)):
        draft(world, number, venture, member, -1)
    assert [lacks_service(world, link) for link in world.links] == [False, False, True], "mental health"
    assert not is_possible(world, make_joint(world, 3))
    assert is_possible(world, make_joint(world, 2))
    assert recorded(world, Event.PARTNERSHIP_REFUSED) == [(0, Refusal.NO_SUCH_SERVICE)]


def test_partnership_reaches_its_service_in_the_trust_that_is_helped() -> None:
    world = world_of()
    world.trusts[1].provider_type = ProviderType.SPECIALIST
    shares = {}
    for name in ("buddying", "contractual"):
        for target, partner in ((0, 1), (1, 0), (2, 1)):
            shares[name, target] = pair(world, name, target, partner).service_share
    diagnostics = SHARE_OF_SERVICE[Service.DIAGNOSTICS]
    assert {shares["buddying", target] for target in (0, 1, 2)} == {1.0}
    assert shares["contractual", 0] == diagnostics[ProviderType.ACUTE]
    assert shares["contractual", 1] == diagnostics[ProviderType.SPECIALIST]
    assert shares["contractual", 2] == diagnostics[ProviderType.COMMUNITY]


def test_refusal_is_reported_with_its_reason() -> None:
    world = world_of()
    refuse(world, draft_pair(world, position_of_type(world, "buddying"), 2, 1), Refusal.PARTNER_DECLINED)
    assert recorded(world, Event.PARTNERSHIP_REFUSED) == [(2, Refusal.PARTNER_DECLINED)]


def test_head_of_a_group_is_one_that_has_units() -> None:
    world = world_of()
    assert not any(heads_a_group(world, trust) for trust in range(4))
    world.trusts[2].absorbed_by, world.progress.absorbed = 1, 1
    assert [heads_a_group(world, trust) for trust in range(4)] == [False, True, False, False]


def free(world: object, partnership_type: str, target: int, partner: int) -> bool:
    """Return whether two trusts could begin a partnership of a type."""
    return is_free(world, draft_pair(world, position_of_type(world, partnership_type), target, partner))


def test_unit_of_a_group_begins_nothing_of_its_own_and_its_head_is_not_subsumed_itself() -> None:
    world = world_of()
    world.trusts[2].absorbed_by, world.progress.absorbed = 1, 1
    assert not free(world, "buddying", 2, 3)
    assert not free(world, "buddying", 3, 2)
    assert not free(world, "consultancy", 2, -1)
    assert not free(world, "merger", 1, 3)
    assert free(world, "merger", 3, 1), "a head may take in another"
    assert free(world, "buddying", 1, 3)


def test_the_same_two_have_a_type_once_only_until_it_has_ended() -> None:
    world = world_of()
    link = pair(world, "buddying", 0, 1)
    assert not free(world, "buddying", 0, 1)
    assert not free(world, "buddying", 1, 0)
    assert free(world, "buddying", 0, 2)
    assert free(world, "contractual", 0, 1)
    link.phase = Phase.ENDED
    assert free(world, "buddying", 0, 1)


def test_trust_is_made_one_with_one_other_at_a_time() -> None:
    world = world_of()
    joining = pair(world, "acquisition", 0, 1)
    assert not free(world, "merger", 0, 2)
    assert not free(world, "merger", 2, 1)
    assert not free(world, "acquisition", 1, 3)
    assert free(world, "merger", 2, 3)
    assert free(world, "contractual", 0, 2), "what makes nobody one with another does not matter"
    offered = draft_pair(world, position_of_type(world, "merger"), 2, 1)
    assert takes_a_side(world, offered, joining)
    world.trusts[0].absorbed_by, world.progress.absorbed = 1, 1
    assert not takes_a_side(world, offered, joining), "the unit is absorbed, and the head free for another"
    assert free(world, "merger", 2, 1)


# How it begins


def test_partnership_begins_with_what_was_agreed_and_what_its_type_gives() -> None:
    world = world_of()
    partnership_type = position_of_type(world, "management_contract")
    link = draft_pair(world, partnership_type, 0, 1)
    begin(world, link, Nature.MANDATED, True, Scale.STRUCTURAL, 0.5)
    type_ = world.types[partnership_type]
    assert (link.nature, link.insisted, link.scale) == (Nature.MANDATED, True, Scale.STRUCTURAL)
    assert (link.scope, link.term, link.data_quality) == (type_.scope, type_.term, type_.data_quality)
    assert link.prior_relationship == 0.5
    assert link.service_start == link.service_performance == world.trusts[0].quality
    assert 0.0 < link.fit < 1.0
    assert 0.0 < link.motivation <= 1.0


def test_those_who_knew_each_other_begin_with_more_trust_and_knowledge() -> None:
    begun = []
    for prior in (0.0, 0.4, 0.9):
        world = world_of()
        link = draft_pair(world, position_of_type(world, "buddying"), 0, 1)
        begin(world, link, Nature.VOLUNTARY, False, Scale.STRUCTURAL, prior)
        begun.append((link.relational_trust, link.intelligence))
    assert begun[0] < begun[1] < begun[2]
    assert begun[0][1] < begun[1][1] < begun[2][1]


def test_where_two_have_worked_together_before_they_begin_from_what_was_left() -> None:
    world = world_of()
    for left, known in ((0.9, 0.7), (0.2, 0.1)):
        former = pair(world, "buddying", 0, 1)
        former.relational_trust, former.intelligence, former.phase = left, known, Phase.ENDED
    tired = world.trusts[1].fatigue
    again = draft_pair(world, position_of_type(world, "merger"), 1, 0)
    begin(world, again, Nature.VOLUNTARY, False, Scale.STRUCTURAL, 0.0)
    assert again.relational_trust == 0.2, "of what was left last"
    assert again.prior_relationship == 0.9
    assert again.intelligence >= 0.7, "what is known is not forgotten"
    assert world.trusts[1].fatigue == tired, "staff do not meet the partner as a new one"


def test_staff_meet_a_new_partner_as_one_more_initiative() -> None:
    world = world_of()
    tired = world.trusts[0].fatigue
    begin(
        world,
        draft_pair(world, position_of_type(world, "merger"), 0, 1),
        Nature.VOLUNTARY,
        False,
        Scale.STRUCTURAL,
        0.0,
    )
    assert world.trusts[0].fatigue > tired


def test_both_sides_are_in_one_partnership_more_and_peer_help_is_counted() -> None:
    world = world_of()
    for partnership_type, partner in (("buddying", 1), ("service_level_chain", 1), ("consultancy", -1)):
        take_up(world, draft_pair(world, position_of_type(world, partnership_type), 0, partner), True)
    joint(world, members=(0, 2, 3))
    assert [trust.partnerships_active for trust in world.trusts] == [4, 2, 1, 1]
    assert [trust.times_helped for trust in world.trusts] == [1, 0, 0, 0]
    assert [trust.trusts_supported for trust in world.trusts] == [0, 1, 0, 0]


def test_sides_look_into_each_other_first_where_the_type_takes_it_and_nobody_leaves_it_out() -> None:
    for partnership_type, explores, expected in (
        ("merger", True, Event.EXPLORATION_BEGAN),
        ("merger", False, Event.PARTNERSHIP_PROPOSED),
        ("buddying", True, Event.PARTNERSHIP_PROPOSED),
    ):
        world = world_of()
        link = draft_pair(world, position_of_type(world, partnership_type), 0, 1)
        take_up(world, link, explores)
        assert world.events[0].event == expected
        assert (link.phase == Phase.EXPLORING) == (expected == Event.EXPLORATION_BEGAN)


def test_joint_type_is_explored_until_its_members_have_agreed() -> None:
    world = world_of()
    for number in range(3):
        draft(world, number, position_of_type(world, "federation"), number, -1)
    take_up(world, make_joint(world, 3), False)
    assert recorded(world, Event.EXPLORATION_BEGAN) == [(0, 0.0)]
    assert {link.phase for link in world.partnerships} == {Phase.EXPLORING}


def test_all_that_are_in_a_partnership_pass_on_together_and_who_has_left_does_not() -> None:
    world = world_of()
    links = joint(world, phase=Phase.EXPLORING)
    links[1].phase = Phase.ENDED
    for link in links:
        link.months_in_phase = 7
    set_up(world, links[0])
    assert [link.phase for link in links] == [Phase.SETTING_UP, Phase.ENDED, Phase.SETTING_UP, Phase.SETTING_UP]
    assert [link.months_in_phase for link in links] == [0, 7, 0, 0]
    months = links[0].set_up_months
    assert [link.set_up_months for link in links] == [months, 0, months, months]
    assert months > 0
    assert recorded(world, Event.PARTNERSHIP_SET_UP) == [(0, months)]
    enter(world, links[3], Phase.OPERATING)
    assert [link.phase for link in links] == [Phase.OPERATING, Phase.ENDED, Phase.OPERATING, Phase.OPERATING]


# Ties and agreement


def test_neighbours_know_each_other_better_and_bodies_outside_are_strangers() -> None:
    world = world_of("local_health_economy")
    for one, other in ((0, 3), (0, 8)):
        chance = world.chance_of_tie(one, other)
        assert tie(world, one, other) == tie(world, other, one) == prior_tie(other < 6, chance, world.parameters)
    assert tie(world, 0, -1) == 0.0


def test_trust_agrees_as_often_as_it_is_willing() -> None:
    world = world_of()
    offered = draft_pair(world, position_of_type(world, "buddying"), 0, 1)
    assert not agrees(world, offered, 0.0)
    assert agrees(world, offered, 1.0)
    chance = world.chance_between(offered, Purpose.PARTNER_AGREES)
    assert agrees(world, offered, chance + 1e-9)
    assert not agrees(world, offered, chance)
    always(world, 0.3)
    assert agrees(world, offered, 0.31)
    assert not agrees(world, offered, 0.29)
