"""Partnerships that the scenario plans: they begin in their month, with what the scenario says of them."""

from __future__ import annotations

from worlds import EVERY_TYPE, pair, recorded, world_of

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.model.enums import Ending, Event, Nature, Phase, Refusal, Scale
from sim.rules.planned_partnerships import (
    begin_what_is_planned,
    draft_of_plan,
    first_link_of_plan,
    keep_to_plan,
    schedule,
)

BUDDYING = "{id: buddy, type: buddying, target: green_bay, partner: regency_vale, start_month: 3}"
FEDERATION = "{id: all, type: federation, members: [mental_health, green_bay, community], start_month: 5}"
CONSULTANTS = "{id: advice, type: consultancy, target: community, start_month: 3}"


def planning(*plans: str) -> TurnaroundModel:
    """Return a world in which partnerships are planned."""
    return world_of(EVERY_TYPE, f"partnerships=[{', '.join(plans)}]")


def test_what_is_planned_begins_in_its_month_and_no_other() -> None:
    world = planning(BUDDYING, FEDERATION, CONSULTANTS)
    begun = {}
    for world.progress.month in range(1, 8):
        begin_what_is_planned(world)
        begun[world.progress.month] = [link.identifier for link in world.partnerships]
    assert begun[2] == []
    assert begun[3] == begun[4] == ["buddy", "advice"]
    assert begun[5] == begun[7] == ["buddy", "advice", "all", "all", "all"]


def test_draft_of_a_plan_has_the_sides_that_the_scenario_names() -> None:
    world = planning(BUDDYING, FEDERATION, CONSULTANTS)
    buddying = draft_of_plan(world, 0)
    assert (buddying.plan, buddying.target, buddying.partner, buddying.size) == (0, 0, 1, 1)
    first = draft_of_plan(world, 1)
    assert (first.plan, first.size, first.second) == (1, 3, 0)
    assert [link.target for link in world.links] == [3, 0, 2]
    assert {link.plan for link in world.links} == {1}
    consultants = draft_of_plan(world, 2)
    assert (consultants.target, consultants.partner) == (2, -1)
    assert world.partnerships == []


def test_plan_comes_about_as_the_scenario_says() -> None:
    said = "nature: mandated, insisted: true, scale: structural, prior_relationship: 0.6, motivation: 0.9, scope: 0.3"
    plan = BUDDYING.replace("type: buddying", "type: joint_leadership")[:-1]
    world = planning(f"{plan}, {said}, term: 7, end_month: 40, escalates: true}}")
    schedule(world, 0)
    [link] = world.partnerships
    assert (link.nature, link.insisted, link.scale) == (Nature.MANDATED, True, Scale.STRUCTURAL)
    assert (link.prior_relationship, link.motivation, link.scope) == (0.6, 0.9, 0.3)
    assert (link.term, link.end_month, link.escalates) == (7, 40, True)
    assert link.identifier == "buddy"
    assert link.grows_out_of == -1


def test_plan_takes_from_type_and_trusts_what_the_scenario_leaves_open() -> None:
    world = planning(BUDDYING)
    link = pair(world, "contractual")
    link.motivation, link.scope, link.term, link.escalates = 0.45, 0.35, 13, True
    keep_to_plan(link, world.plans[0])
    assert (link.motivation, link.scope, link.term, link.end_month) == (0.45, 0.35, 13, -1)
    assert not link.escalates


def test_motivation_that_is_planned_lasts_beyond_a_year() -> None:
    def motivation_after(months: int, planned: str) -> float:
        world = planning(BUDDYING[:-1] + planned + ", term: 0}")
        for _ in range(2 + months):
            world.step()
        return float(world.links[0].motivation)

    for months in (2, 12, 24):
        low, left_open, high = (
            motivation_after(months, said) for said in (", motivation: 0.1", "", ", motivation: 0.95")
        )
        assert low < left_open < high, months


def test_motive_of_a_plan_is_what_the_scenario_says_beyond_what_the_model_would_give() -> None:
    motives = []
    for said in ("", ", motivation: 0.75", ", motivation: 0.25"):
        world = planning(BUDDYING[:-1] + said + "}")
        link = pair(world)
        link.motivation = 0.5
        keep_to_plan(link, world.plans[0])
        motives.append(link.own_motive)
    assert motives == [0.0, 0.25, -0.25]


def test_zero_in_a_plan_is_said_and_not_left_open() -> None:
    world = planning(BUDDYING[:-1] + ", motivation: 0, scope: 0, term: 0}")
    link = pair(world)
    keep_to_plan(link, world.plans[0])
    assert (link.motivation, link.scope, link.term) == (0.0, 0.0, 0)


def test_plan_whose_sides_are_not_free_does_not_begin() -> None:
    world = planning(BUDDYING)
    world.trusts[0].absorbed_by, world.progress.absorbed = 3, 1
    schedule(world, 0)
    assert world.partnerships == []
    assert recorded(world, Event.PARTNERSHIP_REFUSED) == [(0, Refusal.NOT_FREE)]


def test_plan_explores_where_the_scenario_says_so() -> None:
    plan = BUDDYING.replace("buddying", "merger")
    phases = []
    for explores in ("true", "false"):
        world = planning(plan[:-1] + f", explores: {explores}}}")
        schedule(world, 0)
        phases.append(world.partnerships[0].phase)
    assert phases == [Phase.EXPLORING, Phase.SETTING_UP]


def test_plan_follows_on_what_is_under_way_or_has_just_ended() -> None:
    joined = "{id: joined, type: merger, target: green_bay, partner: regency_vale, start_month: 9, follows: buddy}"
    world = planning(BUDDYING, joined)
    assert first_link_of_plan(world, 0) == first_link_of_plan(world, -1) == -1
    pair(world, "consultancy", 2, -1)
    schedule(world, 0)
    buddying = world.partnerships[1]
    assert first_link_of_plan(world, 0) == 1
    assert first_link_of_plan(world, 1) == -1
    world.progress.month = 9
    buddying.phase, buddying.ending, buddying.month_ended = Phase.ENDED, Ending.TERM, 9
    assert first_link_of_plan(world, 0) == 1, "it ended this month"
    schedule(world, 1)
    assert world.partnerships[-1].grows_out_of == 1
    world.progress.month = 10
    assert first_link_of_plan(world, 0) == -1, "it ended long ago"
