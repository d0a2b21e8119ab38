"""The month of all partnerships: they live on, come about, ask for attention, exchange, and develop."""

from __future__ import annotations

import pytest
from worlds import EVERY_TYPE, always, joint, pair, recorded, world_of

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.engine.mesa.partnership_agent import Partnership
from sim.model.enums import Event, Phase
from sim.model.state import PartnershipState, TrustState
from sim.model.variables import field_types
from sim.rules.partnership_burden import clear_demands
from sim.rules.partnership_exchange import clear_received
from sim.rules.partnership_relationship import next_motivation, next_relational_trust
from sim.rules.partnership_work import (
    ask_for_attention,
    develop_all,
    develop_one,
    exchange_all,
    exchange_one,
    form_partnerships,
    meet_others,
    move_oldest_link,
    pool,
    somebody_seeks,
)

PLAN = "partnerships=[{id: it, type: buddying, target: green_bay, partner: regency_vale, start_month: 1}]"


def state(holder: PartnershipState | TrustState) -> dict[str, float]:
    """Return the present state of a link or a trust."""
    table = PartnershipState if isinstance(holder, PartnershipState) else TrustState
    return {name: getattr(holder, name) for name in field_types(table)}


def one_of_each() -> tuple[TurnaroundModel, list[Partnership]]:
    """Return a world with a pair, a body outside, a joint partnership, and one of each that has ended."""
    world = world_of()
    links = [
        pair(world, "buddying", 2, 1, Phase.ENDED),
        pair(world),
        pair(world, "consultancy", 2, -1),
        *joint(world, members=(1, 3), phase=Phase.ENDED),
        *joint(world),
    ]
    links[-1].phase = Phase.ENDED
    for link in links:
        link.honoured = link.motivation = link.relational_trust = 0.8
        link.month_ended = 0 if link.phase == Phase.ENDED else -1
    always(world, 1.0)
    world.regulator.partnering_climate = 0.0
    return world, links


# Forming


def test_partnerships_live_on_and_then_others_come_about() -> None:
    world = world_of("no_partner", PLAN)
    link = pair(world, "contractual")
    always(world, 1.0)
    form_partnerships(world)
    assert [one.identifier for one in world.partnerships] == [link.identifier, "it"]
    assert [one.months_in_phase for one in world.partnerships] == [1, 0], "the new one begins to live next month"


def test_twin_without_partnerships_begins_none_of_them() -> None:
    world = world_of("local_health_economy")
    world.setting.without_partnerships = True
    world.regulator.partnering_climate = 1.0
    for trust in world.trusts:
        trust.special_measures, trust.months_in_special_measures = True, 9
    form_partnerships(world)
    assert world.partnerships == []
    assert world.events == []


def test_all_before_the_oldest_under_way_have_ended() -> None:
    world, links = one_of_each()
    assert move_oldest_link(world) == 1
    form_partnerships(world)
    assert world.progress.oldest_link == 1
    for link in links[1:3]:
        link.phase = Phase.ENDED
    assert move_oldest_link(world) == 5
    links[5].phase = Phase.ENDED
    assert move_oldest_link(world) == 5, "the first link of a joint partnership is not passed over"
    for link in links:
        link.phase = Phase.ENDED
    assert move_oldest_link(world) == len(links)


def test_only_those_that_have_not_ended_live_on() -> None:
    world, links = one_of_each()
    ended = [link for link in links if link.phase == Phase.ENDED]
    assert len(ended) == 4
    before = [state(link) for link in ended]
    form_partnerships(world)
    assert [state(link) for link in ended] == before
    assert all(link.months_in_phase == 1 for link in links if link not in ended)


# Attention, exchange


def test_every_partnership_asks_both_sides_for_attention_and_an_ended_one_nobody() -> None:
    world, _ = one_of_each()
    for trust in world.trusts:
        clear_demands(trust)
    ask_for_attention(world)
    # A buddying, and the federation of the first three, whose fourth member has left; the consultancy of the third.
    assert [trust.partnerships_active for trust in world.trusts] == [2, 2, 2, 0]
    assert [trust.partnership_demand > 0.0 for trust in world.trusts] == [True, True, True, False]


def test_members_see_each_other_as_they_are_before_anything_is_exchanged() -> None:
    world, links = one_of_each()
    for trust, quality in zip(world.trusts, (0.125, 0.25, 0.5, 0.9), strict=True):
        trust.quality = quality
    kept = world.counterparts[links[-1].index].quality
    meet_others(world)
    assert [world.counterparts[link.index].quality for link in links[5:8]] == [0.375, 0.3125, 0.1875], (
        "who left is not met"
    )
    assert world.counterparts[links[-1].index].quality == kept


def test_help_is_delivered_and_paid_for_on_both_sides() -> None:
    world = world_of()
    link = pair(world)
    link.motivation, link.honoured, link.relational_trust = 0.9, 1.0, 0.9
    for trust in world.trusts:
        clear_received(trust)
    world.trusts[1].attention_free = 0.5
    exchange_one(world, link)
    assert link.delivered_support > 0.0
    assert link.partner_capacity > 0.0
    assert world.trusts[0].mentoring > 0.0
    assert world.trusts[2].mentoring == world.trusts[3].mentoring == 0.0


def test_unit_of_a_group_is_led_by_its_head() -> None:
    lent = []
    for absorbed in (-1, 1):
        world = world_of()
        link = pair(world, "acquisition")
        for trust in world.trusts:
            clear_received(trust)
        link.honoured = link.motivation = 0.0
        world.trusts[0].absorbed_by, world.trusts[0].leadership, world.trusts[1].leadership = absorbed, 0.2, 0.9
        exchange_one(world, link)
        lent.append(world.trusts[0].leadership_support)
    assert lent[1] > lent[0]


def test_demand_is_kept_away_where_members_of_several_sectors_integrate_care() -> None:
    kept = []
    for members in ((0, 1), (0, 2), (0, 2, 3)):
        world = world_of()
        links = joint(world, "integrated_care_organisation", members)
        for trust in world.trusts:
            clear_received(trust)
        meet_others(world)
        links[0].integration = 1.0
        exchange_one(world, links[0])
        kept.append(world.trusts[0].demand_relief)
    assert kept[0] == 0.0 < kept[1] < kept[2]


def test_ended_partnerships_exchange_nothing() -> None:
    world, links = one_of_each()
    before = {link.index: state(link) for link in links if link.phase == Phase.ENDED}
    for trust in world.trusts:
        clear_received(trust)
    bystander = state(world.trusts[3])
    exchange_all(world)
    assert len(before) == 4
    assert all(state(links[position]) == was for position, was in before.items())
    assert state(world.trusts[3]) == bystander
    assert all(link.delivered_support > 0.0 for link in links[1:3])


# Development


def test_partnership_develops_from_the_state_of_the_month_and_not_from_what_develops_first() -> None:
    world = world_of()
    link = pair(world)
    link.motivation, link.relational_trust, link.delivered_support = 0.8, 0.3, 0.2
    partnership_type, partner = world.types[link.type], world.trusts[1]
    trusted = next_relational_trust(link, partnership_type, world.parameters)
    motivated = next_motivation(link, partner, world.regulator, world.parameters)
    develop_one(world, link)
    assert (link.relational_trust, link.motivation) == (trusted, motivated)


def test_small_project_that_is_completed_is_counted_and_reported() -> None:
    world = world_of()
    link = pair(world, "clinician_led")
    months = world.types[link.type].project_months
    link.relational_trust = link.motivation = link.honoured = 0.9
    completed = []
    for link.months_in_phase in range(1, 2 * months + 1):
        develop_one(world, link)
        completed.append(link.projects)
    assert completed[-1] == len(recorded(world, Event.PROJECT_COMPLETED)) > 0
    assert sorted(completed) == completed


def test_fit_is_judged_anew_every_month() -> None:
    world = world_of()
    link = pair(world)
    for name in ("clan", "developmental", "hierarchical", "rational"):
        setattr(world.trusts[0], f"culture_{name}", getattr(world.trusts[1], f"culture_{name}"))
    develop_one(world, link)
    assert link.cultural_fit == 1.0


def test_members_go_on_together_after_each_has_developed() -> None:
    world, links = one_of_each()
    members = links[5:8]
    for link, scope in zip(links[5:], (0.1, 0.4, 0.6, 0.05), strict=True):
        link.scope = link.data_quality = scope
    left_behind = state(links[-1])
    develop_all(world)
    assert len({link.scope for link in members}) == len({link.data_quality for link in members}) == 1
    assert members[0].scope >= 0.1
    assert state(links[-1]) == left_behind


@pytest.mark.parametrize("first_has_left", [False, True])
def test_joint_type_is_pooled_once_a_month_whoever_leads_it(first_has_left: bool) -> None:
    world = world_of()
    links = joint(world)
    if first_has_left:
        links[0].phase = Phase.ENDED
    for link, scope in zip(links, (0.1, 0.4, 0.6, 0.7), strict=True):
        link.scope = scope
    pool(world, links[first_has_left])
    assert [link.scope for link in links] == ([0.1, 0.4, 0.4, 0.4] if first_has_left else [0.1] * 4)


def test_risk_is_shared_only_by_those_that_operate() -> None:
    for phase, shared in ((Phase.SETTING_UP, False), (Phase.OPERATING, True)):
        world = world_of()
        links = joint(world, "joint_venture", phase=phase)
        for link, service in zip(links, (0.2, 0.4, 0.6, 0.8), strict=True):
            link.service_performance, link.integration = service, 1.0
        pool(world, links[0])
        assert (links[3].service_performance - links[0].service_performance < 0.6 - 1e-9) == shared


def test_partners_are_looked_for_where_it_is_common_anywhere() -> None:
    world = world_of(EVERY_TYPE, "trusts.0.regulator.partnering_climate=0.5")
    world.regulators[0].partnering_climate = 0.0
    assert somebody_seeks(world)
    world.regulators[1].partnering_climate = 0.0
    assert not somebody_seeks(world)
