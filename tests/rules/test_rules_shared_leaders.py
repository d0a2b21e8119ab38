"""Shared leaders: one chief executive for two trusts, none for a subsidiary of a group, and partners unfit to lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from worlds import always, joint, pair, position_of_type, recorded, world_of

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.model.enums import Ending, Event, Phase, Trigger
from sim.model.random_purposes import Purpose
from sim.model.state import TrustState
from sim.rules.leadership import departure_hazard
from sim.rules.partnership_exchange import clear_received
from sim.rules.partnership_lifecycle import does_not_go_ahead, live_on
from sim.rules.partnership_work import exchange_all
from sim.rules.shared_leaders import is_unfit_to_lead, lose_shared_chief_executives, share_chief_executive
from sim.rules.turnaround import be_recognised
from sim.rules.withdrawal import absorb

Make = Callable[..., Any]


@pytest.fixture
def world() -> TurnaroundModel:
    """A world in which one chief executive leads Regency Vale (1) and Green Bay (0)."""
    made = world_of()
    pair(made, "joint_leadership")
    exchange_all(made)
    return made


def departs(world: TurnaroundModel, leader: int = 1) -> None:
    """Let the chief executive of a trust leave this month."""
    trust = world.trusts[leader]
    trust.chief_executive_tenure += 1
    trust.change_chief_executive()
    world.events.clear()


# Who leads whom


def test_chief_executive_is_shared_in_types_that_say_so(partnership_type: Make) -> None:
    for name in ("joint_leadership", "buddying", "acquisition", "contractual"):
        here = world_of()
        link = pair(here, name)
        share_chief_executive(link, here.types[link.type], here.trusts[0])
        assert here.trusts[0].chief_executive_of == (1 if partnership_type(name).shared_chief_executive else -1)
    assert partnership_type("joint_leadership").shared_chief_executive
    assert not partnership_type("buddying").shared_chief_executive


@pytest.mark.parametrize("phase", [Phase.EXPLORING, Phase.SETTING_UP, Phase.ENDED])
def test_nobody_is_shared_before_a_partnership_operates_or_after_it(phase: Phase) -> None:
    here = world_of()
    link = pair(here, "joint_leadership", phase=phase)
    share_chief_executive(link, here.types[link.type], here.trusts[0])
    assert here.trusts[0].chief_executive_of == -1


def test_body_outside_lends_no_chief_executive() -> None:
    here = world_of()
    link = pair(here, "consultancy", partner=-1)
    here.types[link.type].shared_chief_executive = True
    share_chief_executive(link, here.types[link.type], here.trusts[0])
    assert here.trusts[0].chief_executive_of == -1


def test_unit_of_a_group_is_led_by_its_head_whatever_the_type() -> None:
    here = world_of()
    link = pair(here, "acquisition")
    here.types[link.type].shared_chief_executive = False
    absorb(here, link)
    exchange_all(here)
    assert here.trusts[0].chief_executive_of == 1


def test_who_leads_is_said_anew_every_month(world: TurnaroundModel) -> None:
    assert world.trusts[0].chief_executive_of == 1
    clear_received(world.trusts[0])
    assert world.trusts[0].chief_executive_of == -1


# Who leaves


def test_joint_chief_executive_who_leaves_leaves_both(world: TurnaroundModel) -> None:
    departs(world)
    world.trusts[0].chief_executive_tenure = 31
    lose_shared_chief_executives(world)
    assert recorded(world, Event.CHIEF_EXECUTIVE_LEFT) == [(0, 31.0)]
    assert world.trusts[0].chief_executive_left
    assert world.trusts[0].chief_executive_tenure == world.trusts[1].chief_executive_tenure == 0


def test_departure_is_counted_once_a_month(world: TurnaroundModel) -> None:
    departs(world)
    lose_shared_chief_executives(world)
    lose_shared_chief_executives(world)
    assert [trust for trust, _ in recorded(world, Event.CHIEF_EXECUTIVE_LEFT)] == [0]


def test_while_the_joint_chief_executive_stays_both_have_the_same_time_in_post(world: TurnaroundModel) -> None:
    world.trusts[1].chief_executive_tenure = 50
    lose_shared_chief_executives(world)
    assert (world.trusts[0].chief_executive_tenure, world.trusts[0].chief_executive_left) == (50, False)
    assert recorded(world, Event.CHIEF_EXECUTIVE_LEFT) == []


def test_trust_without_a_shared_chief_executive_loses_nobody_with_others() -> None:
    here = world_of()
    departs(here)
    lose_shared_chief_executives(here)
    assert recorded(here, Event.CHIEF_EXECUTIVE_LEFT) == []
    assert here.trusts[0].chief_executive_tenure != 0


def test_chief_executive_replaced_when_a_decline_is_recognised_leaves_both_too(world: TurnaroundModel) -> None:
    """It is the other way in which a chief executive goes, later in the month."""
    leader = world.trusts[1]
    leader.recognised = lambda: Trigger.INSPECTION  # type: ignore[method-assign]
    leader.noise = [0.0] * len(leader.noise)
    world.events.clear()
    world.turn()
    assert sorted(trust for trust, _ in recorded(world, Event.CHIEF_EXECUTIVE_LEFT)) == [0, 1]
    assert [trust.chief_executive_tenure for trust in world.trusts[:2]] == [0, 0]


def test_trust_led_by_the_chief_executive_of_another_has_none_to_lose(any_state: Make, any_parameters: Make) -> None:
    for seed in range(20):
        here, values = any_state(TrustState, seed), any_parameters(seed)
        here.chief_executive_of = 3
        assert departure_hazard(here, values) == 0.0
        here.chief_executive_of = -1
        assert departure_hazard(here, values) > 0.0 or values.departure_base == 0.0


def test_unit_of_a_group_has_no_chief_executive_to_lose() -> None:
    here = world_of()
    absorb(here, pair(here, "acquisition"))
    exchange_all(here)
    unit = here.trusts[0]
    assert departure_hazard(unit, here.parameters) == 0.0
    departs(here)
    lose_shared_chief_executives(here)
    assert not unit.chief_executive_left
    be_recognised(here, unit, [0.0] * (max(Purpose) + 1), Trigger.INSPECTION)
    assert [trust for trust, _ in recorded(here, Event.CHIEF_EXECUTIVE_LEFT)] == []


# Who is unfit to lead


def test_partner_that_leads_for_others_is_unfit_in_special_measures(trust: Make, partnership_type: Make) -> None:
    leads, advises = partnership_type(substitution=0.5), partnership_type(mentoring=0.5)
    assert is_unfit_to_lead(trust(special_measures=True), leads)
    assert not is_unfit_to_lead(trust(special_measures=False), leads)
    assert not is_unfit_to_lead(trust(special_measures=True), advises)


def test_partner_that_falls_into_special_measures_stops_leading(world: TurnaroundModel) -> None:
    link = world.links[0]
    always(world, 1.0)
    live_on(world, link)
    assert link.phase == Phase.OPERATING
    world.trusts[1].special_measures = True
    live_on(world, link)
    assert (link.phase, link.ending) == (Phase.ENDED, Ending.PARTNER_UNFIT)
    assert recorded(world, Event.PARTNERSHIP_ENDED) == [(0, float(Ending.PARTNER_UNFIT))]


@pytest.mark.parametrize(
    "partnership_type", ["buddying", "consultancy", "acquisition", "merger", "joint_leadership", "federation"]
)
def test_what_ends_is_what_a_trust_leads_for_another_and_can_be_undone(partnership_type: str) -> None:
    here = world_of()
    always(here, 1.0)
    kind = here.types[position_of_type(here, partnership_type)]
    partner = -1 if kind.external_body else 1
    link = joint(here, partnership_type)[0] if kind.joint else pair(here, partnership_type, partner=partner)
    here.trusts[1].special_measures = True
    live_on(here, link)
    leads = kind.substitution > 0.0 and not (kind.external_body or kind.joint or kind.integrates)
    assert (link.phase == Phase.ENDED) == leads
    if partnership_type == "joint_leadership":
        assert leads


@pytest.mark.parametrize("partnership_type", ["joint_leadership", "acquisition"])
@pytest.mark.parametrize("phase", [Phase.EXPLORING, Phase.SETTING_UP])
@pytest.mark.parametrize(("plan", "goes_on"), [(0, True), (-1, False)])
def test_what_a_scenario_plans_goes_ahead_and_nothing_else_does(
    plan: int, goes_on: bool, phase: Phase, partnership_type: str
) -> None:
    here = world_of()
    always(here, 1.0)
    link = pair(here, partnership_type, phase=phase)
    link.plan, link.months_in_phase = plan, -5
    here.trusts[1].special_measures = True
    live_on(here, link)
    assert (link.phase != Phase.ENDED) == goes_on
    assert goes_on or link.ending == Ending.PARTNER_UNFIT


def test_partner_of_no_plan_that_falls_into_special_measures_does_not_go_ahead() -> None:
    here = world_of()
    link = pair(here, "merger", phase=Phase.SETTING_UP)
    link.plan = -1
    assert not does_not_go_ahead(here, link)
    here.trusts[1].special_measures = True
    assert does_not_go_ahead(here, link)
    link.plan = 0
    assert not does_not_go_ahead(here, link)
