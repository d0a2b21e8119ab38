"""Voluntary partnering: trusts look for a partner, ask one, or found a joint partnership with several."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import EVERY_TYPE, always, joint, pair, position_of_type, recorded, world_of

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.model.enums import Event, Nature, Phase, ProviderType, Rating, Refusal
from sim.model.random_purposes import Purpose
from sim.model.state import RegulatorState, TrustState
from sim.rules.partner_search import attraction, may_be_asked, prior_tie, seeking_hazard
from sim.rules.partnership_founding import draft_pair, tie
from sim.rules.voluntary_partnerships import (
    MOST_INVITED,
    ask,
    begin_by_choice,
    best_tie,
    candidate,
    engage,
    found,
    invite,
    is_unwilling,
    leave_out_after,
    leave_out_for_pair,
    leave_out_members,
    seek,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
AGREES, DECLINES = 0.0, 1.0
TWELVE = "local_health_economy"


def sought_alone(partnership_type: str, seekers: tuple[int, ...] = (0,), scenario: str = EVERY_TYPE) -> TurnaroundModel:
    """Return a world in which the given trusts look for one type, and everybody agrees."""
    world = world_of(scenario)
    world.regulator.partnering_climate = 1.0
    for type_ in world.types:
        type_.sought_in_need = type_.sought_in_strength = 0.0
    type_ = world.types[position_of_type(world, partnership_type)]
    type_.sought_in_need = type_.sought_in_strength = 1.0
    for trust in world.trusts:
        looks = trust.index in seekers
        world.noise[trust.index][Purpose.SEEKING] = 1e-9 * (1 + trust.index) if looks else 1.0
        trust.acknowledged, trust.special_measures = float(looks), False
        trust.annual_quality = trust.annual_access = trust.annual_finance = 0.2 if looks else 0.6
    always(world, AGREES)
    return world


# Whom


@pytest.fixture(scope="session")
def among(regulator: Make, parameters: Make) -> Make:
    """Make as much of a world as a trust sees that looks for another: the trusts and how well they know each other."""

    def _among(trusts: list[Any], ties: dict[int, float] | None = None, limit: int = 2, **overrides: float) -> Any:
        return SimpleNamespace(
            trusts=trusts,
            regulators=[regulator(partner_limit=limit)],
            parameters=parameters(**overrides),
            chance_of_tie=lambda one, other: (ties or {}).get(other, 0.0),
        )

    return _among


def test_most_attractive_trust_is_asked_and_the_absorbed_and_the_full_are_passed_over(trust: Make, among: Make) -> None:
    seeker, near, nearer, far = trust(index=0), trust(index=1), trust(index=2), trust(index=3, easting=80.0)
    near.easting, nearer.easting = 20.0, 5.0
    world = among([seeker, near, nearer, far])
    asked = [candidate(world, seeker, True)]
    nearer.absorbed_by = 3
    asked.append(candidate(world, seeker, True))
    near.trusts_supported = 2
    asked.append(candidate(world, seeker, True))
    far.absorbed_by = 1
    asked.append(candidate(world, seeker, True))
    assert asked == [2, 1, 3, -1]


def test_trust_is_drawn_to_the_one_that_its_people_know(trust: Make, among: Make) -> None:
    trusts = [trust(index=index) for index in range(4)]
    for known in (1, 2, 3):
        assert candidate(among(trusts, {known: 0.9}), trusts[0], False) == known


def test_first_of_equals_is_asked_and_never_oneself(trust: Make, among: Make) -> None:
    trusts = [trust(index=index) for index in range(3)]
    assert candidate(among(trusts), trusts[0], False) == 1
    assert candidate(among(trusts), trusts[2], False) == 0
    assert candidate(among(trusts[:1]), trusts[0], False) == -1


def test_who_is_left_out_is_not_asked(trust: Make, among: Make) -> None:
    trusts = [trust(index=index) for index in range(3)]
    trusts[1].left_out = True
    assert candidate(among(trusts, {1: 0.9}), trusts[0], False) == 2
    trusts[2].left_out = True
    assert candidate(among(trusts), trusts[0], False) == -1


@steady
@given(st.lists(seeds, min_size=1, max_size=10), st.booleans())
def test_nobody_who_may_be_asked_is_more_attractive_than_the_chosen(
    any_state: Make, any_parameters: Make, drawn: list[int], in_need: bool
) -> None:
    trusts = [any_state(TrustState, seed) for seed in drawn]
    for index, trust_ in enumerate(trusts):
        trust_.index = index
    policy, values = any_state(RegulatorState, drawn[0]), any_parameters(drawn[0])
    world = SimpleNamespace(trusts=trusts, regulators=[policy], parameters=values, chance_of_tie=lambda one, other: 0.5)

    def liking(other: Any) -> float:
        near = other.local_health_economy == trusts[0].local_health_economy
        return attraction(trusts[0], other, prior_tie(near, 0.5, values), in_need, values)

    chosen = candidate(world, trusts[0], in_need)
    askable = [other for other in trusts[1:] if not other.left_out and may_be_asked(other, in_need, policy)]
    if not askable:
        assert chosen == -1
        return
    assert trusts[chosen] in askable
    assert all(liking(other) <= liking(trusts[chosen]) for other in askable)


# Looking


def test_trusts_look_as_often_as_need_and_strength_drive_them() -> None:
    world = world_of(TWELVE)
    world.regulator.partnering_climate = 1.0
    hazards = [seeking_hazard(trust, world.regulator, world.parameters) for trust in world.trusts]
    for trust, hazard in zip(world.trusts, hazards, strict=True):
        world.noise[trust.index][Purpose.SEEKING] = hazard - 1e-9 if trust.index in (3, 6) else hazard
    seek(world)
    assert (
        {trust for trust, _ in recorded(world, Event.PARTNER_SOUGHT)}
        == {position for position in (3, 6) if hazards[position] > 0.0}
        != set()
    )


def test_trusts_that_look_take_their_turn_in_the_order_of_their_noise() -> None:
    world = sought_alone("consultancy", (0, 1, 2, 3))
    for position, noise in enumerate((3e-9, 1e-9, 4e-9, 2e-9)):
        world.noise[position][Purpose.SEEKING] = noise
    seek(world)
    assert [trust for trust, _ in recorded(world, Event.PARTNER_SOUGHT)] == [1, 3, 0, 2]
    assert [link.target for link in world.partnerships] == [1, 3, 0, 2]


def test_it_is_reported_whether_help_is_looked_for() -> None:
    world = sought_alone("consultancy", (0, 1))
    world.trusts[1].acknowledged, world.trusts[1].attention_free = 0.0, 1.0
    world.trusts[1].annual_quality = world.trusts[1].annual_access = world.trusts[1].annual_finance = 0.6
    seek(world)
    assert recorded(world, Event.PARTNER_SOUGHT) == [(0, 1.0), (1, 0.0)]


def test_nobody_looks_where_no_type_is_to_be_had() -> None:
    world = sought_alone("consultancy")
    for type_ in world.types:
        type_.voluntary = False
    seek(world)
    assert world.events == []
    assert world.partnerships == []


@pytest.mark.parametrize(("partnership_type", "members"), [("buddying", 2), ("consultancy", 1), ("federation", 4)])
def test_what_is_looked_for_comes_about_by_choice(partnership_type: str, members: int) -> None:
    world = sought_alone(partnership_type)
    seek(world)
    links = world.partnerships
    assert {link.type_name for link in links} == {partnership_type}
    assert {link.nature for link in links} == {Nature.VOLUNTARY}
    assert len({side for link in links for side in (link.target, link.partner) if side >= 0}) == members


# Asking


def test_who_looks_for_help_is_helped_and_else_the_one_that_needs_it_more() -> None:
    for in_need, strong, expected in ((True, 0, (0, 1)), (False, 0, (1, 0)), (False, 1, (0, 1))):
        world = sought_alone("buddying")
        for trust in world.trusts:
            trust.rating_overall = Rating.GOOD
        world.trusts[strong].rating_overall = Rating.OUTSTANDING
        for trust in world.trusts[2:]:
            trust.absorbed_by = 1
        ask(world, position_of_type(world, "buddying"), world.trusts[0], in_need)
        assert [(link.target, link.partner) for link in world.partnerships] == [expected]


def test_where_nobody_can_be_asked_nobody_is_found() -> None:
    world = sought_alone("buddying")
    for trust in world.trusts[1:]:
        trust.absorbed_by = 0
    ask(world, position_of_type(world, "buddying"), world.trusts[0], True)
    assert recorded(world, Event.PARTNER_NOT_FOUND) == [(0, 1.0)]
    assert world.partnerships == []


def test_trust_that_is_asked_may_decline_and_nothing_is_left_behind() -> None:
    world = sought_alone("buddying")
    always(world, DECLINES)
    ask(world, position_of_type(world, "buddying"), world.trusts[0], True)
    assert recorded(world, Event.PARTNERSHIP_REFUSED) == [(0, Refusal.PARTNER_DECLINED)]
    assert world.partnerships == []
    world.form_partnerships()
    assert world.links == world.counterparts == []


def test_partner_that_turns_out_to_have_no_room_is_not_free() -> None:
    world = sought_alone("buddying")
    for trust in world.trusts:
        trust.rating_overall = Rating.GOOD
    world.trusts[0].rating_overall, world.trusts[0].trusts_supported = Rating.OUTSTANDING, 2
    world.regulator.partner_limit = 2
    ask(world, position_of_type(world, "buddying"), world.trusts[0], False)
    [(_, why)] = recorded(world, Event.PARTNERSHIP_REFUSED)
    assert why == Refusal.NOT_FREE
    assert world.partnerships == []


def test_no_room_in_the_scenario_is_reported_before_anybody_is_asked() -> None:
    world = sought_alone("buddying")
    pair(world, "contractual")
    world.setting.most_partnerships = 1
    always(world, DECLINES)
    ask(world, position_of_type(world, "buddying"), world.trusts[0], True)
    assert [why for _, why in recorded(world, Event.PARTNERSHIP_REFUSED)] == [Refusal.NO_ROOM]


def test_trust_that_would_be_subsumed_fears_for_its_end() -> None:
    world = world_of()
    for trust in world.trusts:
        trust.attention_free = trust.strain = 0.0
    merger = draft_pair(world, position_of_type(world, "merger"), 0, 1)
    willing = dict.fromkeys((0, 1), 0)
    for chance in range(100):
        always(world, chance / 100.0)
        for asked in willing:
            willing[asked] += not is_unwilling(world, merger, asked)
    assert willing[0] < willing[1]


def test_partnership_of_choice_begins_from_ties_and_may_grow() -> None:
    world = world_of()
    link = draft_pair(world, position_of_type(world, "contractual"), 0, 1)
    begin_by_choice(world, link)
    assert world.partnerships == [link]
    assert (link.nature, link.insisted, link.escalates) == (Nature.VOLUNTARY, False, True)
    assert link.scale == world.types[link.type].last_scale
    assert link.prior_relationship == tie(world, 0, 1)


def test_body_outside_is_engaged_unless_it_is_there_already() -> None:
    world = world_of()
    for _ in range(2):
        engage(world, position_of_type(world, "consultancy"), world.trusts[0])
    engage(world, position_of_type(world, "improvement_institute"), world.trusts[0])
    assert [(link.type_name, link.partner) for link in world.partnerships] == [
        ("consultancy", -1), ("improvement_institute", -1)
    ]  # fmt: skip
    assert recorded(world, Event.PARTNERSHIP_REFUSED) == [(0, Refusal.NOT_FREE)]


# Who is left out


def left_out(world: TurnaroundModel) -> list[int]:
    return [trust.index for trust in world.trusts if trust.left_out]


def test_those_with_whom_a_trust_has_this_very_type_are_left_out() -> None:
    world = world_of()
    pair(world, "buddying", 0, 1)
    pair(world, "buddying", 2, 0).phase = Phase.ENDED
    pair(world, "contractual", 0, 3)
    pair(world, "buddying", 2, 3)
    world.trusts[3].left_out = True  # of the one whose turn was before
    leave_out_for_pair(world, position_of_type(world, "buddying"), world.trusts[0])
    assert left_out(world) == [0, 1]
    leave_out_for_pair(world, position_of_type(world, "buddying"), world.trusts[3])
    assert left_out(world) == [2, 3]


def test_organisations_that_are_to_be_made_one_do_the_same_kind_of_work() -> None:
    world = world_of()
    leave_out_for_pair(world, position_of_type(world, "merger"), world.trusts[0])
    assert left_out(world) == [2, 3]
    leave_out_for_pair(world, position_of_type(world, "contractual"), world.trusts[0])
    assert left_out(world) == []


def test_those_that_have_nothing_of_a_service_are_left_out_of_it() -> None:
    world = world_of()
    world.trusts[1].provider_type = ProviderType.AMBULANCE
    found = {}
    for name in ("buddying", "clinician_led", "contractual"):
        leave_out_for_pair(world, position_of_type(world, name), world.trusts[0])
        found[name] = left_out(world)
    for name in ("federation", "joint_venture"):
        leave_out_members(world, position_of_type(world, name))
        found[name] = left_out(world)
    assert found == {
        "buddying": [],
        "clinician_led": [1, 3],
        "contractual": [1],
        "federation": [],
        "joint_venture": [1, 3],
    }


def test_nobody_looks_for_a_partner_for_a_service_that_it_does_not_have() -> None:
    for name in ("clinician_led", "joint_venture"):
        world = sought_alone(name)
        world.trusts[0].provider_type = ProviderType.AMBULANCE
        seek(world)
        assert world.events == []
        assert world.partnerships == []


def test_members_of_a_joint_type_are_left_out_while_they_stay() -> None:
    world = world_of()
    links = joint(world, members=(0, 1, 2))
    leave_out_members(world, links[0].type)
    assert left_out(world) == [0, 1, 2]
    links[1].phase = Phase.ENDED
    leave_out_members(world, links[0].type)
    assert left_out(world) == [0, 2]
    leave_out_members(world, position_of_type(world, "integrated_care_organisation"))
    assert left_out(world) == []


def test_care_is_integrated_across_sectors_and_not_within_one() -> None:
    for partnership_type, expected in (("federation", [0]), ("integrated_care_organisation", [0, 1])):
        world = world_of()
        leave_out_after(world, position_of_type(world, partnership_type), world.trusts[0])
        assert left_out(world) == expected


# Founding a joint partnership


@pytest.mark.parametrize(("far", "invited"), [(400.0, MOST_INVITED), (0.0, 3)])
def test_founder_invites_strangers_only_if_it_needs_them(far: float, invited: int) -> None:
    world = world_of(TWELVE)
    for trust in world.trusts:
        trust.left_out, trust.provider_type = False, world.trusts[0].provider_type
        stranger = trust.local_health_economy != world.trusts[0].local_health_economy
        near = 0.0 if far or trust.index == 0 else 400.0
        trust.easting, trust.northing = far if stranger else near, 0.0
    assert invite(world, position_of_type(world, "federation"), world.trusts[0], 3) == len(world.links) == invited
    assert world.links[0].target == 0
    assert len({link.target for link in world.links}) == invited
    strangers = [world.trusts[link.target].local_health_economy != 0 for link in world.links]
    assert strangers[1:3] == [not far, not far]
    assert not any(strangers[3:])
    assert world.progress.links == 0


def test_founder_invites_no_more_than_there_are_and_as_many_as_the_type_needs() -> None:
    world = world_of()
    for trust in world.trusts:
        trust.left_out = trust.index == 3
    assert invite(world, position_of_type(world, "federation"), world.trusts[0], 3) == 3
    world = world_of(TWELVE)
    for trust in world.trusts:
        trust.left_out = False
    assert invite(world, position_of_type(world, "federation"), world.trusts[0], 8) == 8


def test_joint_type_is_founded_by_one_and_joined_by_whom_it_invites() -> None:
    world = world_of()
    found(world, position_of_type(world, "federation"), world.trusts[2])
    links = world.partnerships
    assert [link.agreed for link in links] == [True, False, False, False]
    assert links[0].target == 2
    assert {link.target for link in links} == {0, 1, 2, 3}
    assert {link.phase for link in links} == {Phase.EXPLORING}
    assert len(recorded(world, Event.EXPLORATION_BEGAN)) == 1
    for position, link in enumerate(links):
        assert link.prior_relationship == best_tie(world, links, position)


def test_joint_type_that_too_few_can_be_invited_to_comes_to_nothing() -> None:
    world = world_of()
    world.trusts[1].absorbed_by = world.trusts[3].absorbed_by = 2
    found(world, position_of_type(world, "federation"), world.trusts[0])
    assert world.partnerships == []
    assert recorded(world, Event.PARTNER_NOT_FOUND) == [(0, 1.0)]
    world.form_partnerships()
    assert world.links == [], "drafts leave no link behind"


def test_nobody_is_in_two_joint_types_of_one_type() -> None:
    world = world_of()
    joint(world, members=(0, 1, 2))
    found(world, position_of_type(world, "federation"), world.trusts[0])
    assert world.events == [], "who is in one founds no other"
    found(world, position_of_type(world, "federation"), world.trusts[3])
    assert recorded(world, Event.PARTNER_NOT_FOUND) == [(3, 1.0)], "nobody is left to be invited"
    assert len(world.partnerships) == 3


def test_joint_type_has_two_members_even_if_its_type_names_none() -> None:
    world = world_of()
    partnership_type = position_of_type(world, "joint_venture")
    world.types[partnership_type].least_members = 0
    for trust in world.trusts[1:]:
        trust.absorbed_by = 0
    found(world, partnership_type, world.trusts[0])
    assert recorded(world, Event.PARTNER_NOT_FOUND) == [(0, 1.0)]


def test_member_knows_best_the_one_it_knows_best() -> None:
    world = world_of(TWELVE)
    links = joint(world, members=(0, 4, 8, 11))
    assert len(links) == 4
    for position, link in enumerate(links):
        others = [other.target for other in links if other is not link]
        assert best_tie(world, links, position) == max(tie(world, link.target, other) for other in others)
