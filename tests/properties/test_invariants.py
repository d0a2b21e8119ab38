"""What holds in every world: random parameters inside their bounds, random trusts, partnerships and policies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from random_scenarios import MONTHS, WORLDS, scenarios

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.engine.record import PARTNERSHIP_COLUMNS, ReplicateRecord
from sim.engine.replicate_outcomes import outcomes_of
from sim.model.enums import Event, Phase, Refusal
from sim.model.partnership_types import shipped_catalogue
from sim.model.state import PartnershipState, TrustState
from sim.model.variables import variables
from sim.scenario.model_inputs import trust_ids
from sim.scenario.scenario_loader import load_scenario
from sim.scenario.scenario_schema import Scenario


def check_ranges(record: ReplicateRecord) -> None:
    assert record.states
    for name, values in record.states.items():
        variable = variables(TrustState)[name]
        assert np.isfinite(values.astype(float)).all(), name
        if variable.low is not None:
            assert values.min() >= variable.low, name
        if variable.high is not None:
            assert values.max() <= variable.high, name


def check_ledger(record: ReplicateRecord) -> None:
    states = record.states
    asked = states["attention_operations"] + states["attention_compliance"] + states["attention_partnership"]
    gap = states["attention_supply"] + states["overload"] - asked - states["attention_free"]
    assert np.abs(gap).max() < 1e-9


def check_culture(record: ReplicateRecord) -> None:
    total = sum(record.states[f"culture_{name}"] for name in ("clan", "developmental", "hierarchical", "rational"))
    assert np.abs(total - 1).max() < 1e-9


def check_stage_months(record: ReplicateRecord) -> None:
    stage, months = record.states["stage"], record.states["months_in_stage"]
    stayed = stage[1:] == stage[:-1]
    entered = np.zeros_like(stayed)
    for event_record in record.events:
        if event_record.event == Event.STAGE_ENTERED:
            entered[event_record.month - 1, event_record.trust] = True
    own = record.states["unit_of"][0] < 0  # units are in the stage of their trust, without an event of their own
    assert (stayed == ~entered)[:, own].all()
    assert (months[1:][stayed] == months[:-1][stayed] + 1).all()
    assert (months[1:][~stayed] == 0).all()


def check_absorbed_stay_absorbed(record: ReplicateRecord) -> None:
    absorbed = record.states["absorbed_by"]
    was = absorbed[:-1] >= 0
    assert (absorbed[1:][was] == absorbed[:-1][was]).all()


def rows_of(record: ReplicateRecord) -> list[dict[str, Any]]:
    """Return the rows of all partnerships as mappings."""
    names = ("month", "partnership", "type", *PARTNERSHIP_COLUMNS)
    return [dict(zip(names, row, strict=True)) for row in record.partnership_months]


def check_units_are_not_in_special_measures(record: ReplicateRecord) -> None:
    """The regulated body is gone; its sites are rated with those of the group."""
    units = record.states["absorbed_by"] >= 0
    assert not record.states["special_measures"][units].any()
    assert (record.states["months_in_special_measures"][units] == 0).all()


def check_partner_in_special_measures_leads_for_nobody(record: ReplicateRecord) -> None:
    kinds = shipped_catalogue()
    for row in rows_of(record):
        kind = kinds[row["type"]]
        leads = kind.substitution > 0.0 and row["partner"] >= 0 and not kind.integrates and not kind.joint
        if leads and row["phase"] == Phase.OPERATING and row["months_in_phase"] > 0:
            assert not record.states["special_measures"][row["month"], row["partner"]]


def check_partnership_ranges(record: ReplicateRecord) -> None:
    for row in rows_of(record):
        for name in PARTNERSHIP_COLUMNS:
            variable = variables(PartnershipState)[name]
            assert variable.low is None or row[name] >= variable.low, name
            assert variable.high is None or row[name] <= variable.high, name


def check_everybody_is_in_the_partnerships_that_are_counted(record: ReplicateRecord) -> None:
    """A trust that has left, or whose partnership was dissolved or refused, is free again."""
    kinds = shipped_catalogue()
    counted = np.zeros_like(record.states["partnerships_active"])
    for row in rows_of(record):
        kind = kinds[row["type"]]
        if row["phase"] == Phase.ENDED or (kind.integrates and row["phase"] == Phase.OPERATING):
            continue
        sides = {row["target"]} if kind.joint else {row["target"], row["partner"]} - {-1}
        for side in sides:
            counted[row["month"], side] += 1
            if record.states["unit_of"][0, side] >= 0:
                # The board that a unit shares is in it, too.
                counted[row["month"], record.states["unit_of"][0, side]] += 1
    joined = np.zeros_like(counted, dtype=bool)
    for row in rows_of(record):
        if kinds[row["type"]].integrates:
            whole = record.states["unit_of"][0, row["target"]]
            joined[row["month"], [row["target"], row["partner"], *([whole] if whole >= 0 else [])]] = True
    active = record.states["partnerships_active"]
    assert (active[~joined] == counted[~joined]).all()
    assert (active >= counted).all()


def check_nothing_lives_on_after_its_end(record: ReplicateRecord) -> None:
    ended: dict[tuple[str, int], int] = {}
    for row in rows_of(record):
        key = (row["partnership"], row["target"])
        assert key not in ended, "a row after the end"
        assert (row["ending"] != 0) == (row["phase"] == Phase.ENDED)
        if row["phase"] == Phase.ENDED:
            ended[key] = row["month"]


def check_joint_types_have_enough_members(record: ReplicateRecord) -> None:
    kinds = shipped_catalogue()
    members: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in rows_of(record):
        if kinds[row["type"]].joint and row["phase"] != Phase.ENDED:
            members.setdefault((row["month"], row["partnership"]), []).append(row)
    for rows in members.values():
        assert len(rows) >= max(2, kinds[rows[0]["type"]].least_members)
        assert {row["members"] for row in rows} == {len(rows)}
        for shared in ("phase", "months_in_phase", "scope", "integration", "data_quality"):
            assert len({row[shared] for row in rows}) == 1, shared


def check_room(record: ReplicateRecord, room: int) -> None:
    """No more partnerships are under way than the scenario has room for; what would exceed it is a recorded refusal."""
    under_way: dict[int, set[str]] = {}
    for row in rows_of(record):
        if row["phase"] != Phase.ENDED:
            under_way.setdefault(row["month"], set()).add(row["partnership"])
    assert max((len(names) for names in under_way.values()), default=0) <= room
    if room == 0:
        refused = [
            event_record.value for event_record in record.events if event_record.event == Event.PARTNERSHIP_REFUSED
        ]
        assert all(value == Refusal.NO_ROOM for value in refused)


def check_invariants(record: ReplicateRecord, room: int) -> None:
    check_ranges(record)
    check_ledger(record)
    check_culture(record)
    check_stage_months(record)
    check_absorbed_stay_absorbed(record)
    check_units_are_not_in_special_measures(record)
    check_partner_in_special_measures_leads_for_nobody(record)
    check_partnership_ranges(record)
    check_everybody_is_in_the_partnerships_that_are_counted(record)
    check_nothing_lives_on_after_its_end(record)
    check_joint_types_have_enough_members(record)
    check_room(record, room)


@settings(max_examples=WORLDS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios())
def test_every_world_keeps_the_invariants(scenario: Scenario) -> None:
    model = TurnaroundModel(scenario)
    record = model.run()
    check_invariants(record, scenario.most_partnerships)
    outcomes = outcomes_of(record, model.parameters)
    assert {len(values) for values in outcomes.values()} == {len(trust_ids(scenario))}


HAPPENS: dict[str, Callable[[ReplicateRecord], bool]] = {
    "operates": lambda record: any(row["phase"] == Phase.OPERATING for row in rows_of(record)),
    "joint": lambda record: any(shipped_catalogue()[row["type"]].joint for row in rows_of(record)),
    "ends": lambda record: any(row["phase"] == Phase.ENDED for row in rows_of(record)),
    "no room": lambda record: any(
        happened.event == Event.PARTNERSHIP_REFUSED and happened.value == Refusal.NO_ROOM for happened in record.events
    ),
}


def test_world_that_lasts_long_enough_for_an_absorption_keeps_the_invariants() -> None:
    scenario = load_scenario("case_e_merger", ["months=48"])
    record = TurnaroundModel(scenario, 1).run()
    assert (record.states["absorbed_by"][:-1] >= 0).any()
    check_invariants(record, scenario.most_partnerships)


@pytest.mark.parametrize("what", HAPPENS)
def test_everything_that_is_looked_at_happens_in_some_of_these_worlds(what: str) -> None:
    generated = settings(
        max_examples=120, deadline=None, derandomize=True, database=None, phases=[hypothesis.Phase.generate]
    )
    hypothesis.find(scenarios(), lambda scenario: HAPPENS[what](TurnaroundModel(scenario).run()), settings=generated)


@settings(max_examples=max(1, WORLDS // 3), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios())
def test_the_twin_without_partnerships_has_none(scenario: Scenario) -> None:
    twin = TurnaroundModel(scenario, without_partnerships=True).run()
    assert twin.partnership_months == []
    assert (twin.states["absorbed_by"] == -1).all()


@settings(max_examples=max(1, WORLDS // 3), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios())
def test_a_partnership_changes_nothing_before_the_first_comes_about(scenario: Scenario) -> None:
    record, twin = (TurnaroundModel(scenario, without_partnerships=flag).run() for flag in (False, True))
    first = min((row[0] for row in record.partnership_months), default=MONTHS + 1)
    assert record.states
    for name in record.states:
        assert (record.states[name][:first] == twin.states[name][:first]).all(), name


@settings(max_examples=max(1, WORLDS // 4), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios())
def test_same_world_twice_gives_the_same_bits(scenario: Scenario) -> None:
    one, other = TurnaroundModel(scenario, 5).run(), TurnaroundModel(scenario, 5).run()
    assert one.states
    assert all((one.states[name] == other.states[name]).all() for name in one.states)
    assert one.events == other.events
    assert one.partnership_months == other.partnership_months
