"""Outcomes of whole replicates: every outcome of the table, of every trust, with and without a twin."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.engine.record import PARTNERSHIP_COLUMNS
from sim.engine.replicate_outcomes import PastMonth, monthly_observations, outcomes_of
from sim.model.enums import Phase
from sim.model.variables import NOT_YET
from sim.outcomes import OUTCOMES
from sim.outcomes.observation import observe
from sim.scenario.scenario_loader import load_scenario


@pytest.fixture(scope="module")
def buddied() -> dict[str, np.ndarray]:
    scenario = load_scenario("case_b_buddying")
    model = TurnaroundModel(scenario, 2)
    twin = TurnaroundModel(scenario, 2, without_partnerships=True).run()
    return outcomes_of(model.run(), model.parameters, twin)


def test_every_outcome_of_the_table_is_given_for_every_trust(buddied: dict[str, np.ndarray]) -> None:
    assert list(buddied) == list(OUTCOMES)
    assert all(values.shape == (2,) for values in buddied.values())


def test_both_sides_pay_for_a_partnership(buddied: dict[str, np.ndarray]) -> None:
    assert (buddied["partnership_attention"] > 0).all()
    assert buddied["quality_lost_to_partnerships"][1] > 0
    assert buddied["cost_to_centre"][0] > 2 * 0.148


def test_success_is_reported_for_targets_only(buddied: dict[str, np.ndarray]) -> None:
    assert not np.isnan(buddied["partnership_success"][0])
    assert np.isnan(buddied["partnership_success"][1])


def test_without_a_twin_nothing_is_said_of_what_was_forgone() -> None:
    model = TurnaroundModel(load_scenario("no_partner", ["months=12", "main_outcome.outcome=relapsed_once_recovered"]))
    found = outcomes_of(model.run(), model.parameters)
    of_twins = [name for name, outcome in OUTCOMES.items() if outcome.needs_twin]
    assert of_twins
    assert all(np.isnan(found[name]).all() for name in of_twins)
    assert np.isnan(found["performance_change_24"]).all()
    assert not np.isnan(found["performance_change_12"]).any()


def test_past_that_is_recorded_is_what_is_observed_of_the_trusts() -> None:
    model = TurnaroundModel(load_scenario("case_b_buddying"), 1)
    for _ in range(20):
        model.step()
    observations = []
    for trust in model.trusts:
        observations.append(PastMonth(*[None] * len(PastMonth.__slots__)))
        observe(observations[-1], trust)
    assert [past[20] for past in monthly_observations(model.leave())] == observations


def test_record_keeps_every_link_in_its_last_state_with_what_was_observed_of_it() -> None:
    """The engine observes links month by month; the rows of their months give the same."""
    record = TurnaroundModel(load_scenario("case_e_merger", ["months=60"]), 1).run()
    assert {row[1] for row in record.partnership_months} == {link.identifier for link in record.links}
    phase, scope = (3 + PARTNERSHIP_COLUMNS.index(name) for name in ("phase", "scope"))
    for link in record.links:
        rows = [row for row in record.partnership_months if row[1] == link.identifier]
        scopes = [row[scope] for row in rows if row[phase] == Phase.OPERATING]
        assert link.scope_reached == max(scopes, default=NOT_YET)
        assert rows[-1][3:] == tuple(getattr(link, name) for name in PARTNERSHIP_COLUMNS)
    assert any(link.scope_reached != NOT_YET for link in record.links)
    assert any(link.phase == Phase.ENDED for link in record.links)


def test_reach_is_that_of_the_links_of_the_record() -> None:
    model = TurnaroundModel(load_scenario("case_e_merger", ["months=60"]), 1)
    record = model.run()
    found = outcomes_of(record, model.parameters)
    assert found["partnerships_joined"].tolist() == [len(record.links), len(record.links)]
    reached = max(link.scope_reached for link in record.links)
    assert found["scope_reached"][0] == reached
    assert found["scope_reached"][1] == 0.0, "reach is reported for the trust that is helped"
    record.links = ()
    assert outcomes_of(record, model.parameters)["partnerships_joined"].tolist() == [0, 0]
