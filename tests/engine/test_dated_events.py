"""Dated events in whole worlds: alike in both engines and in both worlds, and each shows against a world without it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import sim
from sim.engine.compiled.ensemble import Ensemble
from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.engine.record import ReplicateRecord
from sim.engine.record_diff import first_difference
from sim.model.enums import Event, Trigger
from sim.results.narrative import SENTENCES, narrate
from sim.scenario.scenario_loader import load_scenario
from sim.scenario.scenario_schema import Scenario

SHOCKS = [
    "{month: 4, type: shock, of: demand, size: 0.1, months: 9}",
    "{month: 4, type: shock, of: workforce, size: -0.1, months: 9, local_health_economy: estuary}",
    "{month: 4, type: shock, of: funding, size: 0.1, months: 6, provider_type: acute}",
    "{month: 8, type: shock, of: demand, size: -0.03, months: 40, trust: port_royal}",
]
OTHERS = [
    "{month: 6, type: scandal, trust: Port Royal}",
    "{month: 7, type: failed_building_project, trust: middleton_way}",
    "{month: 9, type: chief_executive_replaced, trust: green_bay, leadership: 0.8}",
    "{month: 9, type: chief_executive_replaced, trust: regency_vale}",
    "{month: 11, type: grant, amount: 20, trust: green_bay}",
    "{month: 12, type: grant, amount: 1, provider_type: community}",
]
EVERY_EVENT = f"events=[{', '.join([*SHOCKS, *OTHERS])}]"


@pytest.mark.parametrize("burn_in", [0, 6])
def test_both_engines_let_the_same_happen_in_both_worlds(burn_in: int) -> None:
    scenario = load_scenario("local_health_economy", [EVERY_EVENT, "months=36", f"burn_in={burn_in}"])
    record, twin, _ = Ensemble(scenario, True).record(2)
    assert twin is not None
    for made, without in ((record, False), (twin, True)):
        by_mesa = TurnaroundModel(scenario, 2, without_partnerships=without).run()
        assert first_difference(by_mesa, made) is None
    dated = {Event.DEMAND_SHOCK, Event.FUNDING_SHOCK, Event.WORKFORCE_SHOCK, Event.SHOCK_OVER, Event.GRANT_GIVEN}
    kinds = dated | {Event.SCANDAL, Event.CAPITAL_PROJECT_FAILED}
    happened = [[event for event in made.events if event.event in kinds] for made in (record, twin)]
    assert happened[0] == happened[1]
    assert {event.event for event in happened[0]} == kinds


@cache
def simulated(*sets: str) -> tuple[Scenario, ReplicateRecord]:
    scenario = load_scenario("no_partner", ["months=48", *sets])
    return scenario, TurnaroundModel(scenario, 1).run()


def with_event(event: str) -> ReplicateRecord:
    return simulated(f"events=[{event}]")[1]


EFFECTS = [
    ("{month: 6, type: shock, of: demand, size: 0.2, months: 12}", "access", 12, -1),
    ("{month: 6, type: shock, of: demand, size: -0.2, months: 12}", "access", 12, 1),
    ("{month: 6, type: shock, of: funding, size: 0.2, months: 12}", "published_finance", 6, 1),
    ("{month: 6, type: shock, of: funding, size: -0.2, months: 12}", "annual_finance", 12, -1),
    ("{month: 6, type: shock, of: workforce, size: -0.2, months: 12}", "workforce", 17, -1),
    ("{month: 6, type: shock, of: workforce, size: -0.2, months: 12}", "access", 17, -1),
    ("{month: 6, type: scandal, trust: green_bay, loss: 0.4}", "reputation", 6, -1),
    ("{month: 6, type: scandal, trust: green_bay, loss: 0.4}", "hope", 6, -1),
    ("{month: 6, type: failed_building_project, trust: green_bay}", "finance", 6, -1),
    ("{month: 6, type: chief_executive_replaced, trust: green_bay, leadership: 1}", "leadership", 6, 1),
    ("{month: 6, type: chief_executive_replaced, trust: green_bay, leadership: 0}", "leadership", 6, -1),
    ("{month: 6, type: grant, amount: 30, trust: green_bay}", "finance", 17, 1),
    ("{month: 6, type: grant, amount: 30, trust: green_bay}", "cost_to_centre", 6, 1),
]


@pytest.mark.parametrize(("event", "variable", "month", "sign"), EFFECTS)
def test_event_shows_against_the_same_world_without_it(event: str, variable: str, month: int, sign: int) -> None:
    changed, usual = with_event(event).states, simulated()[1].states
    before = slice(0, 6)
    assert np.array_equal(changed[variable][before], usual[variable][before]), "nothing happens before its month"
    assert sign * (changed[variable][month, 0] - usual[variable][month, 0]) > 0.0


def test_trusts_that_an_event_does_not_hit_go_on_as_they_would() -> None:
    changed = with_event("{month: 6, type: grant, amount: 30, trust: green_bay}").states
    usual = simulated()[1].states
    for name in ("quality", "finance", "leadership", "cost_to_centre"):
        assert np.array_equal(changed[name][:, 1], usual[name][:, 1]), name


def test_dated_scandal_makes_the_decline_recognised_as_one_by_chance_would() -> None:
    events = with_event("{month: 6, type: scandal, trust: regency_vale}").events
    assert (6, Event.TRIGGER_RECOGNISED, 1, float(Trigger.SCANDAL)) in {
        (event.month, event.event, event.trust, event.value) for event in events
    }


def test_a_list_without_events_changes_no_bit() -> None:
    assert first_difference(simulated("events=[]")[1], simulated()[1]) is None


def test_story_says_what_happened() -> None:
    scenario = load_scenario("local_health_economy", [EVERY_EVENT, "months=14"])
    record = TurnaroundModel(scenario, 0).run()
    names = {trust.id: trust.name or trust.id for trust in scenario.trusts}
    story = "\n".join(narrate(scenario, record, names))
    assert "All trusts: a shock of demand begins (+0.10)." in story
    assert "Green Bay: a shock of workforce begins (-0.10)." in story
    assert "Middleton Way: the shock of funding is over." in story
    assert "Port Royal: a scandal becomes public and costs 30% of its reputation" in story
    assert "Middleton Way: a major building project fails." in story
    assert "Green Bay: the chief executive leaves after" in story
    assert "Green Bay: the centre gives a grant of £20m." in story
    assert set(SENTENCES) == set(Event)


def test_size_of_an_event_is_changed_by_its_position() -> None:
    scenario = load_scenario("local_health_economy", [EVERY_EVENT, "events.1.size=-0.2", "events.8.amount=7"])
    assert scenario.events[1].size == -0.2
    assert scenario.events[8].amount == 7.0


def test_run_has_the_months_in_which_events_are_marked() -> None:
    run = sim.run("no_partner", sets=["events=[{month: 6, type: grant, amount: 30}]"], replicates=2, months=48)
    assert [mark.month for mark in run.dated_marks] == [6]
