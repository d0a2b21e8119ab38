"""Leaving: a member goes, a partnership ends for all, or a target becomes a unit of its partner's group."""

from __future__ import annotations

import pytest
from worlds import joint, pair, recorded, world_of

from sim.model.enums import Ending, Event, Phase
from sim.rules.withdrawal import absorb, close, count_members, end, leader_of, leave


def test_partnership_of_two_ends_when_one_of_them_leaves() -> None:
    world = world_of()
    link, other = pair(world), pair(world, "contractual", 2, 1)
    world.progress.month = 7
    leave(world, link, Ending.PARTNER_WITHDREW)
    assert (link.phase, link.ending, link.month_ended) == (Phase.ENDED, Ending.PARTNER_WITHDREW, 7)
    assert recorded(world, Event.PARTNERSHIP_ENDED) == [(0, Ending.PARTNER_WITHDREW)]
    assert (other.phase, other.ending, other.month_ended) == (Phase.OPERATING, Ending.NOT_ENDED, -1)


def test_joint_type_goes_on_while_enough_members_are_left() -> None:
    world = world_of()
    links = joint(world)
    leave(world, links[1], Ending.TARGET_ENDED)
    assert [link.phase for link in links] == [Phase.OPERATING, Phase.ENDED, Phase.OPERATING, Phase.OPERATING]
    assert [link.members for link in links] == [3, 4, 3, 3]
    assert recorded(world, Event.MEMBER_LEFT) == [(1, Ending.TARGET_ENDED)]
    assert recorded(world, Event.PARTNERSHIP_ENDED) == []


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)])
@pytest.mark.parametrize(("partnership_type", "least"), [("federation", 3), ("joint_venture", 2)])
def test_joint_type_whose_members_leave_one_after_the_other_is_dissolved_and_ends_once(
    partnership_type: str, least: int, order: tuple[int, ...]
) -> None:
    world = world_of()
    links = joint(world, partnership_type)
    gone = []
    for position in order:
        if links[position].phase != Phase.ENDED:
            leave(world, links[position], Ending.TARGET_ENDED)
            gone.append(position)
    assert len(gone) == 4 - least + 1, "with the last of them too few are left"
    assert {link.phase for link in links} == {Phase.ENDED}
    assert recorded(world, Event.MEMBER_LEFT) == [(position, Ending.TARGET_ENDED) for position in gone[:-1]]
    [(of_whom, why)] = recorded(world, Event.PARTNERSHIP_ENDED)
    assert why == Ending.DISSOLVED
    assert of_whom == min(position for position in range(4) if position not in gone[:-1])
    assert [link.ending for link in links] == [
        Ending.TARGET_ENDED if position in gone[:-1] else Ending.DISSOLVED for position in range(4)
    ]


def test_joint_type_of_any_type_is_dissolved_when_one_member_is_left_alone() -> None:
    world = world_of()
    links = joint(world, "joint_venture", (0, 1))
    world.types[links[0].type].least_members = 0
    leave(world, links[0], Ending.TARGET_ENDED)
    assert {link.ending for link in links} == {Ending.DISSOLVED}


def test_members_are_counted_while_they_stay() -> None:
    world = world_of()
    link, links = pair(world), joint(world)
    close(world, links[2], Ending.TARGET_ENDED)
    assert [count_members(world, one) for one in (link, *links)] == [1, 3, 3, 3, 3]


def test_first_member_that_stays_leads() -> None:
    world = world_of()
    links = joint(world)
    assert {leader_of(world, link).index for link in links} == {0}
    close(world, links[0], Ending.TARGET_ENDED)
    assert {leader_of(world, link).index for link in links} == {1}
    for link in links:
        close(world, link, Ending.TARGET_ENDED)
    assert [leader_of(world, link) for link in links] == links


def test_end_is_for_all_and_changes_nothing_for_those_who_left_before() -> None:
    world = world_of()
    links = joint(world)
    world.progress.month = 4
    leave(world, links[0], Ending.TARGET_ENDED)
    world.progress.month = 9
    end(world, links[3], Ending.PLANNED)
    assert [link.month_ended for link in links] == [4, 9, 9, 9]
    assert [link.ending for link in links] == [Ending.TARGET_ENDED, *[Ending.PLANNED] * 3]
    assert recorded(world, Event.PARTNERSHIP_ENDED) == [(1, Ending.PLANNED)], "recorded for the first that stayed"


def test_link_that_ends_keeps_when_and_why() -> None:
    world = world_of()
    link = pair(world)
    link.months_in_phase, world.progress.month = 20, 33
    close(world, link, Ending.GREW)
    assert (link.phase, link.months_in_phase, link.month_ended, link.ending) == (Phase.ENDED, 0, 33, Ending.GREW)


def test_unit_of_a_group_no_longer_acts_alone() -> None:
    world = world_of()
    acquisition, service = pair(world, "acquisition", 0, 1), pair(world, "contractual", 2, 0)
    elsewhere, members = pair(world, "buddying", 3, 1), joint(world)
    absorb(world, acquisition)
    assert world.trusts[0].absorbed_by == 1
    assert world.progress.absorbed == 1
    assert recorded(world, Event.ABSORBED) == [(0, world.trusts[0].coherence)]
    assert acquisition.phase == elsewhere.phase == Phase.OPERATING
    assert (service.phase, service.ending) == (Phase.ENDED, Ending.ABSORBED)
    assert [link.phase for link in members] == [Phase.ENDED, *[Phase.OPERATING] * 3]
    assert members[0].ending == Ending.ABSORBED


def test_what_ended_before_a_trust_was_absorbed_is_not_ended_again() -> None:
    world = world_of()
    acquisition, former = pair(world, "acquisition", 0, 1), pair(world, "buddying", 0, 2)
    close(world, former, Ending.TERM)
    absorb(world, acquisition)
    assert former.ending == Ending.TERM
    assert recorded(world, Event.PARTNERSHIP_ENDED) == []
