"""What a parameter set changes of the inputs, filled in, gives the inputs that are prepared from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from random_scenarios import WORLDS, scenarios

from sim.engine.compiled.arrays import Inputs, inputs_of
from sim.engine.compiled.ensemble import Ensemble
from sim.engine.compiled.set_inputs import SetInputs
from sim.scenario import parameter_sets
from sim.scenario.model_inputs import resolve
from sim.scenario.parameter_sets import with_drawn_parameters, with_time_to_rest
from sim.scenario.scenario_loader import load_scenario, shipped_scenarios
from sim.scenario.scenario_schema import Scenario

POSTERIOR = {"parameters_from": "posterior"}
OWN_TYPES = """
title: Types of one's own under several policies
parameters_from: posterior
oversight_regime: recovery_support
parameters: {judgement_kept: 0.5}
trusts:
  - {id: green_bay, archetype: failing}
  - {id: regency_vale, archetype: high_performing}
partnership_types:
  seconded_team: {extends: buddying, capacity_lent: 0.15, title: A seconded team}
  at_a_distance: {extends: seconded_team, mentoring: 0.33}
  merger: {extends: acquisition}
policy_changes:
  - {month: 12, parameters: {interval_inadequate: 7, rating_noise: 0.03}}
  - {month: 24, oversight_regime: oversight_framework}
"""
WHOLE = tuple(
    {"parameters.rating_noise": 0.01 * number, "parameters.entry_poor_months": 20.0 + 0.7 * number}
    for number in range(1, 6)
)


def assert_filled_as_from_nothing(scenario: Scenario, replicate: int) -> None:
    quick = SetInputs(scenario, inputs_of(resolve(with_time_to_rest(scenario)))).of(replicate)
    from_nothing = inputs_of(resolve(with_drawn_parameters(scenario, replicate)))
    assert dict(in_bytes(quick)) == dict(in_bytes(from_nothing))


def in_bytes(inputs: Inputs) -> Iterator[tuple[tuple[str, ...], bytes]]:
    """Yield the bytes of each table, field by field, since what lies between fields means nothing."""
    for name, part in inputs._asdict().items():
        for number, table in enumerate(part if isinstance(part, tuple) else (part,)):
            array = np.asarray(table)
            where = (name, str(number), str(array.dtype), str(array.shape))
            for field in array.dtype.names or ():
                yield (*where, field), array[field].tobytes()
            if array.dtype.names is None:
                yield where, array.tobytes()


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_inputs_with_a_set_filled_in_are_those_prepared_from_nothing_for_every_shipped_scenario(name: str) -> None:
    for replicate in (0, 1, 17, 299):
        assert_filled_as_from_nothing(load_scenario(name, POSTERIOR), replicate)


@settings(max_examples=WORLDS, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenario=scenarios())
def test_they_are_for_any_scenario(scenario: Scenario) -> None:
    assert_filled_as_from_nothing(scenario.model_copy(update=POSTERIOR), replicate=5)


def test_they_are_where_a_scenario_has_types_and_policies_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "own_types.yaml"
    path.write_text(OWN_TYPES, encoding="utf-8")
    for replicate in range(5):
        assert_filled_as_from_nothing(load_scenario(path), replicate)


def test_what_a_scenario_sets_itself_comes_from_no_set() -> None:
    fixed = {"parameters.rating_noise": 0.0321, "partnership_types.buddying.mentoring": 0.77}
    assert_filled_as_from_nothing(load_scenario("case_b_buddying", {**POSTERIOR, **fixed}), 2)


def test_a_parameter_that_counts_something_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parameter_sets, "sample", lambda: WHOLE)
    for replicate in range(5):
        assert_filled_as_from_nothing(load_scenario("no_partner", POSTERIOR), replicate)


def test_what_no_set_changes_is_shared_by_all_replicates() -> None:
    made = Ensemble(load_scenario("england_acute", POSTERIOR), with_twin=False)
    assert made._sets is not None
    one, other = made._sets.of(0), made._sets.of(1)
    changed = {name for name in Inputs._fields if getattr(one, name) is not getattr(other, name)}
    assert changed == {"parameters", "types"}
