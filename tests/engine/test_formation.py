"""How partnerships come about, grow into each other, and end, reported by events and rows of the model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.engine.mesa.partnership_agent import Partnership
from sim.engine.record import ReplicateRecord
from sim.model.enums import Ending, Event, Nature, Phase, Refusal
from sim.rules.inspection import seen_by_inspectors
from sim.rules.withdrawal import leave
from sim.scenario.scenario_loader import load_scenario

FOUR = str(Path(__file__).parents[1] / "patterns" / "every_type.yaml")
LEAVERS = ("parameters.newness_months=0", "parameters.early_end_rate=1", "parameters.enough_to_stay=1")


def model_of(scenario: str, *sets: str, replicate: int = 0) -> TurnaroundModel:
    return TurnaroundModel(load_scenario(scenario, ("main_outcome.outcome=performance_shortfall", *sets)), replicate)


def simulated(scenario: str, *sets: str, replicate: int = 0) -> tuple[TurnaroundModel, ReplicateRecord]:
    model = model_of(scenario, *sets, replicate=replicate)
    return model, model.run()


def values(record: ReplicateRecord, event: Event) -> list[tuple[int, str, float]]:
    return [(h.month, h.partnership, h.value) for h in record.events if h.event == event]


def named(model: TurnaroundModel, identifier: str) -> list[Partnership]:
    return [running for running in model.partnerships if running.identifier == identifier]


def deal(text: str) -> str:
    return f"partnerships=[{{id: it, start_month: 3, {text}}}]"


NOBODY_JOINS = ("parameters.joining_base=0", "parameters.joining_from_fit=0", "parameters.joining_when_pressed=0")
MERGER = deal("type: merger, target: green_bay, partner: regency_vale")
FEDERATION = deal("type: federation, members: [green_bay, regency_vale, community, mental_health]")


def test_a_predecessor_goes_on_until_its_successor_operates() -> None:
    for replicate in range(12):
        model, record = simulated("case_e_merger", "months=60", replicate=replicate)
        begins = [month for month, name, _ in values(record, Event.PARTNERSHIP_OPERATING) if name == "merger"]
        [(ended, _, why)] = [row for row in values(record, Event.PARTNERSHIP_ENDED) if row[1] == "joint_posts"] or [
            (61, "joint_posts", Ending.NOT_ENDED)
        ]
        if begins and ended >= begins[0]:
            break
    assert (ended, why) == (begins[0], Ending.GREW)
    assert named(model, "merger")[0].relational_trust > 0


def test_what_grew_before_a_merger_is_not_lost() -> None:
    after, _ = simulated("case_e_merger", "months=8")
    rushed, _ = simulated("case_e_merger", "months=8", "partnerships.joint_posts.start_month=6")
    assert named(after, "merger")[0].intelligence > named(rushed, "merger")[0].intelligence


@pytest.mark.parametrize(("type_", "next_type"), [("clinician_led", "contractual"), ("buddying", "joint_leadership")])
def test_a_small_type_grows_into_a_larger_one_where_trust_is_there(type_: str, next_type: str) -> None:
    plan = deal(f"type: {type_}, target: green_bay, partner: regency_vale, prior_relationship: 1, escalates: true")
    sets = ("months=60", "parameters.escalation_rate=0.5", f"partnership_types.{type_}.escalation_trust=0.5")
    model, _ = simulated(FOUR, plan, *sets)
    assert named(model, "it")[0].ending == Ending.GREW
    assert next_type in {running.type_name for running in model.partnerships}
    kept, _ = simulated(FOUR, plan.replace("escalates: true", "escalates: false"), *sets)
    assert next_type not in {running.type_name for running in kept.partnerships}


def test_joint_type_waits_until_its_members_have_agreed() -> None:
    model = model_of(FOUR, FEDERATION, *NOBODY_JOINS, "months=45")
    record = model.run()
    assert values(record, Event.PARTNERSHIP_OPERATING) == []
    assert {link.phase for link in named(model, "it")} == {Phase.ENDED}
    assert named(model, "it")[-1].ending == Ending.DISSOLVED
    willing = model_of(FOUR, FEDERATION, "parameters.joining_base=0.5", "months=30")
    willing.run()
    assert {link.phase for link in named(willing, "it")} == {Phase.OPERATING}


def test_insistence_brings_members_together_no_sooner() -> None:
    def begins(said: str, *sets: str, replicate: int = 0) -> int:
        federation = FEDERATION.replace("type:", f"{said}, type:")
        record = simulated(FOUR, federation, "months=45", *sets, replicate=replicate)[1]
        return next((month for month, _, _ in values(record, Event.PARTNERSHIP_OPERATING)), 46)

    offered, insisted = "nature: mandated", "nature: mandated, insisted: true"
    for replicate in range(4):
        assert begins(insisted, replicate=replicate) >= begins(offered, replicate=replicate)
    assert begins(offered) < 46
    assert begins(insisted, *NOBODY_JOINS, "parameters.joining_when_pressed=0") == 46


def test_a_joint_type_outlives_a_member_and_dissolves_when_too_few_are_left() -> None:
    model = model_of(FOUR, FEDERATION, "parameters.joining_base=0.5", "months=40")
    for _ in range(25):
        model.step()
    links = named(model, "it")
    assert {link.phase for link in links} == {Phase.OPERATING}
    leave(model, links[3], Ending.TARGET_ENDED)
    assert [link.phase for link in links] == [Phase.OPERATING] * 3 + [Phase.ENDED]
    assert [link.members for link in links[:3]] == [3, 3, 3]
    leave(model, links[0], Ending.TARGET_ENDED)
    assert {link.ending for link in links[:3]} == {Ending.DISSOLVED}
    model.step()
    assert [trust.partnerships_active for trust in model.trusts] == [0, 0, 0, 0]


def test_due_diligence_can_end_a_deal() -> None:
    plan = MERGER.replace("type:", "explores: true, type:")
    worst = ("parameters.breaking_off_from_misfit=0.5", "parameters.breaking_off_from_bad_news=3", "months=30")
    endings = {named(simulated(FOUR, plan, *worst, replicate=k)[0], "it")[0].ending for k in range(12)}
    assert Ending.DUE_DILIGENCE in endings
    blind = ("parameters.breaking_off_from_misfit=0", "parameters.breaking_off_from_bad_news=0", "months=30")
    assert {named(simulated(FOUR, plan, *blind, replicate=k)[0], "it")[0].ending for k in range(12)} == {
        Ending.NOT_ENDED
    }


def test_half_of_due_diligence_is_left_out_under_a_mandate() -> None:
    plan = MERGER.replace("type:", "explores: true, type:")
    chosen = simulated(FOUR, plan, "months=20")[1]
    mandated = simulated(FOUR, plan.replace("type:", "nature: mandated, type:"), "months=20")[1]
    looked = [values(record, Event.EXPLORATION_BEGAN)[0][2] for record in (chosen, mandated)]
    assert looked[1] == looked[0] / 2


def test_contracts_can_end_early_and_leave_both_sides_free() -> None:
    plan = deal("type: contractual, target: green_bay, partner: regency_vale, scale: structural")
    model, record = simulated(FOUR, plan, *LEAVERS, "trusts.regency_vale.state.capability=0.1",
                           "trusts.regency_vale.state.leadership=0.2", "months=60")  # fmt: skip
    assert named(model, "it")[0].ending in (Ending.TARGET_ENDED, Ending.PARTNER_WITHDREW)
    assert (record.states["partnerships_active"][-1] == 0).all()


def test_nobody_walks_out_of_an_acquisition() -> None:
    plan = deal("type: acquisition, target: green_bay, partner: regency_vale")
    for replicate in range(5):
        model, _ = simulated(FOUR, plan, *LEAVERS, "parameters.withdrawal_rate=1", "months=60", replicate=replicate)
        assert named(model, "it")[0].ending == Ending.NOT_ENDED


def test_guidance_that_changes_midway_costs_months() -> None:
    sets = ("regulator.regulatory_coherence=0", "parameters.guidance_hazard=0.1")
    records = (simulated(FOUR, MERGER, *sets, "months=100", replicate=k)[1] for k in range(9))
    late = next(record for record in records if values(record, Event.GUIDANCE_CHANGED))
    lost = sum(value for _, _, value in values(late, Event.GUIDANCE_CHANGED))
    steady = simulated(FOUR, MERGER, "regulator.regulatory_coherence=0", "parameters.guidance_hazard=0", "months=60")[1]
    began = [values(record, Event.PARTNERSHIP_OPERATING)[0][0] for record in (late, steady)]
    assert lost > 0
    assert began[0] == began[1] + lost


def test_a_body_outside_needs_no_partner_and_costs_no_peer() -> None:
    model, record = simulated(FOUR, deal("type: consultancy, target: green_bay"), "months=24")
    assert {link.partner for link in named(model, "it")} == {-1}
    assert (record.states["attention_partnership"][:, 1:] == 0).all()
    assert named(model, "it")[0].ending == Ending.TERM


def test_persistent_difficulty_brings_the_structural_remedy() -> None:
    sets = ("regulator.remedy_type=acquisition", "regulator.remedy_after=24", "regulator.insisted=true", "months=60")
    model, _ = simulated("no_partner", *sets, "regulator.support=0")
    [remedy] = model.partnerships
    assert (remedy.type_name, remedy.nature) == ("acquisition", Nature.MANDATED)
    assert remedy.target_trust.identifier == "green_bay"


@pytest.mark.parametrize("kind", ["improvement_institute", "consultancy", "contractual", "service_level_chain"])
@pytest.mark.parametrize("lever", ["mandated_type", "remedy_type"])
def test_regulator_does_not_mandate_the_help_that_a_trust_has(lever: str, kind: str) -> None:
    most = []
    for replicate in range(3):
        failing = "trusts.green_bay.state.special_measures=true"
        sets = (f"regulator.{lever}={kind}", "regulator.remedy_after=12", "months=72", failing)
        _, record = simulated("no_partner", *sets, replicate=replicate)
        most.append(int(record.states["partnerships_active"][:, 0].max()))
        assert Refusal.NOT_FREE not in {why for _, _, why in values(record, Event.PARTNERSHIP_REFUSED)}
    assert max(most) == 1, "one after the other"
    assert sum(most) >= 2, "in most replicates it fails for long enough"


def test_nobody_looks_for_partners_where_partnering_is_not_usual() -> None:
    sets = ("regulator.mandated_type=null", "regulator.remedy_type=null", "months=40")
    usual = simulated("local_health_economy", *sets)[1]
    unusual = simulated("local_health_economy", *sets, "regulator.partnering_climate=0")[1]
    assert values(usual, Event.PARTNER_SOUGHT)
    assert not values(unusual, Event.PARTNER_SOUGHT)
    assert unusual.partnership_months == []


def test_a_window_of_opportunity_brings_deals() -> None:
    sets = ("regulator.mandated_type=null", "regulator.remedy_type=null", "months=24")
    sought = [
        sum(len(values(simulated("local_health_economy", *sets, extra, replicate=k)[1], Event.PARTNER_SOUGHT))
            for k in range(8))
        for extra in ("parameters.seeking_in_window=5", "parameters.seeking_in_window=1")
    ]  # fmt: skip
    assert sought[0] > sought[1]


def test_what_exceeds_the_room_of_a_scenario_is_refused_and_recorded() -> None:
    two = ("partnerships=[{id: one, type: buddying, target: green_bay, partner: regency_vale, start_month: 3}, "
           "{id: two, type: buddying, target: community, partner: regency_vale, start_month: 4}]")  # fmt: skip
    model, record = simulated(FOUR, two, "most_partnerships=1", "months=12")
    assert [running.identifier for running in model.partnerships] == ["one"]
    assert values(record, Event.PARTNERSHIP_REFUSED) == [(4, "two", Refusal.NO_ROOM)]


@pytest.mark.parametrize("grace", [0, 60])
def test_an_acquired_unit_counts_in_the_rating_of_its_group_after_the_grace(grace: int) -> None:
    sets = ("months=90", f"regulator.rating_grace={grace}", "parameters.integration_rate=0.4")
    model = model_of(FOUR, deal("type: acquisition, target: green_bay, partner: regency_vale"), *sets)
    for _ in range(50):
        model.step()
    unit, head = model.trusts[:2]
    assert unit.absorbed_by == head.index
    seen = seen_by_inspectors(model, head)
    assert (seen is head) == (grace == 60)
    if grace == 0:
        assert min(unit.quality, head.quality) < seen.quality < max(unit.quality, head.quality)


def test_a_failed_building_project_is_a_trigger() -> None:
    sets = ("trusts.green_bay.state.building_plan=true", "parameters.project_failure=0.2", "months=40",
            "trusts.green_bay.state.special_measures=false", "trusts.green_bay.state.stage=decline",
            "trusts.green_bay.state.next_inspection=40", "parameters.risk_inspection=0", "parameters.scandal_hazard=0",
            "parameters.insight_rate=0", "parameters.cash_crisis_finance=0", "parameters.departure_base=0",
            "parameters.departure_performance=0", "parameters.departure_strain=0")  # fmt: skip
    record = simulated("no_partner", *sets)[1]
    [(month, _, _)] = values(record, Event.CAPITAL_PROJECT_FAILED)
    recognised = [(h.month, h.value) for h in record.events if h.event == Event.TRIGGER_RECOGNISED]
    assert recognised[0] == (month, 6)


def test_units_and_head_keep_their_ledgers_while_they_help_each_other_out() -> None:
    record = simulated(FOUR, deal("type: acquisition, target: green_bay, partner: regency_vale"), "months=60")[1]
    moved = record.states["attention_from_group"]
    assert np.abs(moved.sum(axis=1)).max() < 1e-12
    assert (moved != 0).any()
