"""The Mesa model: agents whose attributes are the state, phases in one place, and classes that can be extended."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import mesa
import numpy as np
import pytest

import sim
from sim.engine.mesa.mesa_model import PHASES, TurnaroundModel
from sim.model.enums import Event, Phase
from sim.model.state import TrustState
from sim.model.variables import variables
from sim.scenario.scenario_loader import load_scenario


@pytest.fixture
def case_b() -> sim.Scenario:
    return load_scenario("case_b_buddying")


def test_agents_are_mesa_agents_with_the_state_as_attributes(case_b: sim.Scenario) -> None:
    model = TurnaroundModel(case_b)
    assert isinstance(model, mesa.Model)
    assert len(model.agents_by_type[sim.Trust]) == 2
    assert len(model.agents_by_type[sim.Regulator]) == 1
    assert len(model.agents_by_type[sim.HealthEconomy]) == 2
    for trust in model.trusts:
        assert all(hasattr(trust, name) for name in variables(TrustState))


def test_phases_of_a_month_run_in_the_order_in_which_they_are_listed(case_b: sim.Scenario) -> None:
    simulated: list[str] = []

    class Listening(TurnaroundModel):
        pass

    for phase in PHASES:
        original = getattr(TurnaroundModel, phase)

        def listen(self: TurnaroundModel, original=original, phase: str = phase) -> None:
            simulated.append(phase)
            original(self)

        setattr(Listening, phase, listen)
    model = Listening(case_b)
    simulated.clear()
    model.step()
    assert tuple(simulated) == PHASES


def test_subclass_with_one_rule_changed_is_simulated(case_b: sim.Scenario) -> None:
    class Devoted(sim.Trust):
        def next_engagement(self) -> float:
            return 0.9

    record = TurnaroundModel(case_b, trust_class=Devoted).run()
    assert (record.states["engagement"][1:] == 0.9).all()
    assert record.states["quality"][-1, 0] > TurnaroundModel(case_b).run().states["quality"][-1, 0]


def test_attention_ledger_balances_every_month(case_b: sim.Scenario) -> None:
    states = TurnaroundModel(case_b).run().states
    asked = states["attention_operations"] + states["attention_compliance"] + states["attention_partnership"]
    left = states["attention_supply"] + states["overload"] - asked - states["attention_free"]
    assert np.abs(left).max() < 1e-12
    assert (np.minimum(states["attention_free"], states["overload"]) == 0).all()


def test_model_is_forgotten_after_its_run(case_b: sim.Scenario) -> None:
    gc.freeze()  # only what is made here is looked through
    model = TurnaroundModel(case_b)
    model.run()
    gone = weakref.ref(model)
    del model
    gc.collect()
    gc.unfreeze()
    assert gone() is None


def test_buddying_is_set_up_operates_for_its_term_and_ends(case_b: sim.Scenario) -> None:
    record = TurnaroundModel(case_b).run()
    reported = {event_record.event: event_record.month for event_record in record.events if event_record.partnership}
    assert reported[Event.PARTNERSHIP_PROPOSED] == 4
    assert reported[Event.PARTNERSHIP_OPERATING] == 7, "a month later than for a target without special measures"
    assert reported[Event.PARTNERSHIP_ENDED] == 31
    assert record.states["partnerships_active"][40].max() == 0


def test_national_shortage_of_staff_stays_as_the_scenario_says() -> None:
    model = TurnaroundModel(load_scenario("no_partner", ["environment.labour_shortage=0.6", "months=36"]))
    model.run()
    assert model.environment.labour_shortage == 0.6


def test_acquired_trust_goes_on_as_a_unit_of_the_group() -> None:
    sets = ["partnerships.buddying.type=acquisition", "partnerships.buddying.insisted=true"]
    record = TurnaroundModel(load_scenario("case_b_buddying", sets), 1).run()
    absorbed = np.flatnonzero(record.states["absorbed_by"][:, 0] == 1)
    assert len(absorbed) > 0
    assert (record.states["absorbed_by"][absorbed[0] :, 0] == 1).all()
    assert record.states["quality"][absorbed[0] :, 0].std() > 0


def test_contract_ends_in_the_month_that_the_scenario_says() -> None:
    sets = ["partnerships.buddying.type=management_contract", "partnerships.buddying.end_month=20"]
    model = TurnaroundModel(load_scenario("case_b_buddying", sets))
    for _ in range(20):
        model.step()
    assert model.partnerships[0].phase == Phase.ENDED


def test_trust_in_special_measures_is_buddied_where_the_policy_mandates_it() -> None:
    sets = ["months=48", "regulator.mandated_type=buddying", "regulator.partner_limit=1"]
    model = TurnaroundModel(load_scenario("england_acute", sets))
    record = model.run()
    mandated = [event_record for event_record in record.events if event_record.event == Event.PARTNERSHIP_PROPOSED]
    assert len(mandated) > 3
    assert record.states["trusts_supported"].max() == 1
    for event_record in mandated:
        assert record.states["special_measures"][event_record.month, event_record.trust]
    refused = [event_record for event_record in record.events if event_record.event == Event.PARTNERSHIP_REFUSED]
    assert refused, "partners that are asked and not reported may decline"


def test_mandate_insisted_on_is_never_refused() -> None:
    sets = ["months=48", "regulator.mandated_type=buddying", "regulator.insisted=true"]
    happened = {
        event_record.event for event_record in TurnaroundModel(load_scenario("england_acute", sets)).run().events
    }
    assert Event.PARTNERSHIP_PROPOSED in happened
    assert Event.PARTNERSHIP_REFUSED not in happened


def test_absorbed_trust_is_not_given_another_partner(tmp_path: Path) -> None:
    late = "{id: late, type: buddying, target: green_bay, partner: regency_vale, start_month: 70}"
    file = tmp_path / "late.yaml"
    file.write_text(f"extends: case_b_buddying\npartnerships: [{late}]\n")
    record = TurnaroundModel(load_scenario(file, ["partnerships.buddying.type=acquisition"]), 1).run()
    assert record.states["absorbed_by"][69, 0] == 1
    refusals = [h for h in record.events if h.event == Event.PARTNERSHIP_REFUSED]
    assert [(refusal.partnership, refusal.month) for refusal in refusals] == [("late", 70)]
