"""What every rule about several agents sees of a world, and what only an engine can do for it."""

from __future__ import annotations

from worlds import EVERY_TYPE, joint, pair, recorded, world_of

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.model.enums import Event, Phase
from sim.model.random_purposes import INSPECTION_SHOCKS, Purpose
from sim.model.state import PartnershipState
from sim.model.variables import field_types, variables
from sim.rules.world import (
    draw_for_inspection,
    fresh_link,
    members_of,
    nation,
    pair_chance,
    partner_of,
    record_event,
    regulator_of,
    tie_chance,
)
from sim.scenario.scenario_loader import load_scenario


def test_what_is_reported_is_about_a_trust_and_a_partnership_if_there_is_one() -> None:
    world = world_of()
    link = pair(world)
    record_event(world, Event.ABSORBED, 0, link.index, 0.25)
    record_event(world, Event.POLICY_CHANGED, -1, -1, 1.0)
    assert [(h.month, h.trust, h.partnership, h.value) for h in world.events] == [
        (1, 0, link.identifier, 0.25),
        (1, -1, "", 1.0),
    ]
    assert recorded(world, Event.ABSORBED) == [(0, 0.25)]


def test_trust_that_helps_is_the_partner_and_else_what_stands_in_its_place() -> None:
    world = world_of()
    link, outside = pair(world, partner=1), pair(world, "consultancy", partner=-1)
    assert partner_of(world, link) is world.trusts[1]
    assert partner_of(world, outside) is world.counterparts[outside.index]
    members = joint(world)
    assert len(members) == 4
    assert all(partner_of(world, member) is world.counterparts[member.index] for member in members)


def test_links_of_one_partnership_stand_together_whoever_has_left_it() -> None:
    world = world_of()
    alone, links, after = pair(world), joint(world), pair(world, "consultancy", 2, -1)
    links[0].phase = links[2].phase = Phase.ENDED
    assert [list(members_of(world, link)) for link in links] == [links] * 4
    assert list(members_of(world, alone)) == [alone]
    assert list(members_of(world, after)) == [after]


def test_link_that_is_written_anew_knows_nothing_of_what_stood_there() -> None:
    world = world_of()
    for _ in range(2):
        fresh_link(world, 0)
        link = world.links[0]
        assert len(world.links) == len(world.counterparts) == 1
        for name in field_types(PartnershipState):
            variable = variables(PartnershipState).get(name)
            assert getattr(link, name) == (0 if variable is None else variable.initial), name
            setattr(link, name, 1)
        world.counterparts[0].quality = 0.9
    fresh_link(world, 0)
    assert world.counterparts[0].quality != 0.9
    assert len(world.agents_by_type[type(link)]) == 1, "Mesa forgets drafts that are written over"


def test_chance_between_two_sides_is_theirs_for_the_month_and_the_purpose() -> None:
    world = world_of()
    link, same, turned = pair(world), pair(world, "joint_leadership"), pair(world, "merger", 1, 0)
    chance = pair_chance(world, link, Purpose.EARLY_END)
    assert 0.0 < chance < 1.0
    assert pair_chance(world, link, Purpose.EARLY_END) == pair_chance(world, same, Purpose.EARLY_END) == chance
    assert pair_chance(world, link, Purpose.ESCALATION) != chance
    assert pair_chance(world, turned, Purpose.EARLY_END) != chance, "who helps whom matters"
    members = joint(world)
    assert len({pair_chance(world, member, Purpose.JOINING) for member in members}) == 4
    world.progress.month += 1
    world.meet_environment()
    assert pair_chance(world, link, Purpose.EARLY_END) != chance


def test_chance_between_two_sides_does_not_hang_on_who_else_has_come_together() -> None:
    alone, crowded = world_of(), world_of()
    joint(crowded)
    pair(crowded, "merger", 2, 3)
    for partnership_type, partner in (("buddying", 1), ("consultancy", -1)):
        links = [pair(world, partnership_type, 0, partner) for world in (alone, crowded)]
        chances = [pair_chance(w, link, Purpose.EARLY_END) for w, link in zip((alone, crowded), links, strict=True)]
        assert chances[0] == chances[1]


def test_joint_types_of_the_same_trust_have_chances_of_their_own() -> None:
    world = world_of()
    first, second = joint(world), joint(world, "joint_venture")
    assert pair_chance(world, first[0], Purpose.JOINING) != pair_chance(world, second[0], Purpose.JOINING)
    world.progress.month += 1
    world.meet_environment()
    later = joint(world)
    assert pair_chance(world, first[0], Purpose.JOINING) != pair_chance(world, later[0], Purpose.JOINING)


def test_tie_is_the_same_whoever_asks_and_whenever() -> None:
    world = world_of("local_health_economy")
    ties = {(one, other): tie_chance(world, one, other) for one in range(12) for other in range(12) if one != other}
    assert all(ties[one, other] == ties[other, one] for one, other in ties)
    assert len(set(ties.values())) == len(ties) / 2
    world.progress.month += 1
    world.meet_environment()
    assert tie_chance(world, 3, 7) == ties[3, 7]
    assert tie_chance(world_of(EVERY_TYPE), 0, 1) != tie_chance(world_of(EVERY_TYPE, replicate=1), 0, 1)


def test_shocks_of_an_inspection_are_at_hand_and_the_same_whenever_they_are_asked_for() -> None:
    world, again = world_of(), world_of()
    for _ in range(2):
        draw_for_inspection(world, 0)
    draw_for_inspection(again, 0)
    drawn = [world.noise[0][purpose] for purpose in INSPECTION_SHOCKS]
    assert drawn == [again.noise[0][purpose] for purpose in INSPECTION_SHOCKS]
    assert len(set(drawn)) == len(INSPECTION_SHOCKS)


def test_trust_is_under_its_own_levers_its_system_s_or_the_nation_s() -> None:
    own = {"trusts.green_bay.regulator.support": 0.9, "regulator.support": 0.1, "regulator.scrutiny": 0.7}
    system = {"systems": [{"id": "both", "trusts": ["green_bay", "regency_vale"], "regulator": {"scrutiny": 0.2}}]}
    world = TurnaroundModel(load_scenario("no_partner", {**own, **system}), 0)
    assert (nation(world).support, nation(world).scrutiny) == (0.1, 0.7)
    under = [regulator_of(world, trust) for trust in world.trusts]
    assert [(one.support, one.scrutiny) for one in under] == [(0.9, 0.2), (0.1, 0.2)]
