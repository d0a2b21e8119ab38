"""Resolved scenarios: written out and loaded again they are the same; archetypes follow the rules of scenarios."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.config.constraints import Allowed, allowed_parameters
from sim.config.errors import FaultsError, Place
from sim.config.text import refused_character
from sim.config.yaml_tree import read_text
from sim.model.partnership_types import catalogue_rows
from sim.model.state import TrustState
from sim.model.variables import variables
from sim.parameters import parameter_table
from sim.scenario.oversight_regimes import regime_parameters
from sim.scenario.partial_scenario import Written
from sim.scenario.policies import NATION, policies
from sim.scenario.scenario_loader import load_scenario, resolved, scenario_digest, to_yaml
from sim.scenario.scenario_schema import POSTERIOR, Scenario
from sim.scenario.starting_ratings import rating_faults
from sim.scenario.starting_state import CULTURE, allowed_state, archetypes, checked_state

Write = Callable[..., Path]
ROUND_TRIP = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def values(table: dict[str, Allowed]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a mapping of some names of a table to allowed values."""

    def one(allowed: Allowed) -> st.SearchStrategy[Any]:
        if allowed.words:
            return st.sampled_from(allowed.words)
        if allowed.kind is bool:
            return st.booleans()
        assert allowed.low is not None
        assert allowed.high is not None
        if allowed.kind is int:
            return st.integers(int(allowed.low), int(allowed.high))
        return st.floats(allowed.low, allowed.high)

    free = {name: one(allowed) for name, allowed in table.items() if name not in CULTURE}
    return st.fixed_dictionaries({}, optional=free)


def without_contradictions(state: dict[str, Any]) -> dict[str, Any]:
    """Return a drawn state of a failing trust, without ratings where they exclude each other or special measures."""
    rated = Written({"trusts": [{"archetype": "failing", "state": state}]})
    if not list(rating_faults(rated)):
        return state
    return {name: value for name, value in state.items() if not name.startswith(("rating_", "special_"))}


def test_resolved_writes_everything_out(write: Write, pair: str) -> None:
    data = resolved(load_scenario(write(pair)))
    assert set(data["parameters"]) == set(parameter_table())
    assert data["regulator"]["scrutiny"] == 0.6
    assert data["trusts"][0]["state"]["leadership"] == 0.4
    assert data["trusts"][0]["state"]["culture_clan"] == archetypes()["failing"].state["culture_clan"]
    assert data["partnership_types"]["buddying"]["mentoring"] == catalogue_rows()["buddying"]["mentoring"]
    assert data["partnerships"][0]["scale"] == "individual"
    assert data["twin"] is True
    assert "name" not in data


WORDS = st.text().filter(lambda text: refused_character(text) is None)
TITLES = st.text(min_size=1, max_size=40).filter(lambda text: refused_character(text) is None)
STATES = values(allowed_state()).map(without_contradictions)


@ROUND_TRIP
@given(state=STATES, parameters=values(allowed_parameters()), title=TITLES)
def test_round_trip(write: Write, state: dict[str, Any], parameters: dict[str, Any], title: str) -> None:
    scenario = Scenario(
        name="x",
        title=title,
        trusts=[
            {"id": "green_bay", "archetype": "failing", "state": state},
            {"id": "regency_vale", "place": {"easting": 1, "northing": 2.5}},
        ],
        parameters=parameters,
        partnership_types={
            "twinning": {"extends": "buddying", "natures": ["mandated"], "transfer": 1, "service": "elective_care"}
        },
        partnerships=[
            {"id": "a", "type": "twinning", "target": "green_bay", "partner": "regency_vale", "start_month": 2,
             "nature": "mandated"},
        ],
        policy_changes=[{"month": 3, "mandated_type": None}, {"month": 4, "mandated_type": "merger", "insisted": True}],
        events=[
            {"month": 3, "type": "shock", "of": "demand", "size": 0.1, "months": 5, "because": "heat"},
            {"month": 3, "type": "Scandal", "trust": "Green Bay"},
            {"month": 4, "type": "chief_executive_replaced", "trust": "green_bay"},
            {"month": 5, "type": "grant", "amount": 20, "provider_type": "acute"},
        ],
    )  # fmt: skip
    data = resolved(scenario)
    assert data["partnership_types"]["twinning"]["service"] == "elective_care"
    assert data["partnership_types"]["merger"]["service"] == "whole_trust"
    assert data["events"][1] == {"month": 3, "type": "scandal", "trust": "green_bay", "loss": 0.3, "because": ""}
    again = load_scenario(write(to_yaml(data)))
    assert resolved(again) == data
    assert scenario_digest(again) == scenario_digest(scenario)


REGIMES = """\
title: T
trusts: [{{id: green_bay}}, {{id: regency_vale}}]
oversight_regime: {first}
{more}policy_changes:
  - {{month: 12, oversight_regime: {third}, scrutiny: 0.9}}
  - {{month: 6, oversight_regime: {second}, parameters: {{support_pool: 5}}, mandated_type: acquisition}}
  - {{month: 8, support: 0.35}}
"""


@pytest.mark.parametrize(
    "more", ["", "parameters_from: posterior\n", "regulator: {scrutiny: 0.3, system_engagement: 0.1}\n"]
)
@pytest.mark.parametrize("regimes", list(permutations(["recovery_support", "oversight_framework", "none"])))
def test_what_a_regime_sets_ends_with_it_in_the_written_scenario_too(
    regimes: tuple[str, str, str], more: str, write: Write
) -> None:
    names = dict(zip(("first", "second", "third"), regimes, strict=True))
    scenario = load_scenario(write(REGIMES.format(**names, more=more)))
    again = load_scenario(write(to_yaml(resolved(scenario)), "again.yaml"))
    assert resolved(again) == resolved(scenario)
    assert held_by(again) == held_by(scenario)


def held_by(scenario: Scenario) -> list[tuple[int, dict[str, Any], dict[str, float]]]:
    """Return the levers of the nation and the parameters of regulation after each change, with defaults filled in."""
    levers = type(scenario.regulator)().model_dump()
    said = {} if scenario.parameters_from == POSTERIOR else {
        name: parameter_table()[name].default for name in regime_parameters()
    }  # fmt: skip
    return [
        (policy.month, levers | policy.levers[NATION],
         said | {name: value for name, value in policy.parameters.items() if name in regime_parameters()})
        for policy in policies(scenario)
    ]  # fmt: skip


OF_ALL_TYPES = """\
title: T
background:
  trusts: 3
  local_health_economies: 2
  ratings: {inadequate: 0.1, requires_improvement: 0.5, good: 0.4, outstanding: 0}
  other_types: [{provider_type: community, trusts: 2, turnover_median: 120}]
"""


def test_resolved_writes_out_what_another_type_takes_from_the_background(write: Write) -> None:
    scenario = load_scenario(write(OF_ALL_TYPES))
    data = resolved(scenario)
    (community,) = data["background"]["other_types"]
    assert community["ratings"] == data["background"]["ratings"]
    assert community["turnover_median"] == 120
    again = load_scenario(write(to_yaml(data), "again.yaml"))
    assert resolved(again) == data
    assert scenario_digest(again) == scenario_digest(scenario)


def test_digest_does_not_depend_on_layout_or_words(write: Write, pair: str) -> None:
    digest = scenario_digest(load_scenario(write(pair)))
    flow = (
        "{trusts: [{state: {leadership: 4e-1}, archetype: failing, id: green_bay},"
        " {archetype: high_performing, id: regency_vale, sites: 1}], months: 60, title: Another, source: me,"
        " partnerships: [{start_month: 3, scale: individual, partner: regency_vale, target: green_bay, type: buddying,"
        " id: buddying}], seed: 1, description: d}"
    )
    assert scenario_digest(load_scenario(write(flow, "other.yaml"))) == digest
    assert len(digest) == 64
    changed = load_scenario(write(pair), ["partnership_types.buddying.mentoring=0.61"])
    assert scenario_digest(changed) != digest
    assert scenario_digest(load_scenario(write(pair), ["seed=2"])) != digest


@ROUND_TRIP
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
        max_leaves=12,
    )
)
def test_yaml_written_is_yaml_read(data: Any) -> None:
    node, problems = read_text(to_yaml({"data": data}), Place("x"))
    assert problems == []
    assert node.plain() == {"data": data}


def test_archetypes_follow_the_rules_of_scenarios() -> None:
    assert {"average", "failing", "coasting", "high_performing"} <= set(archetypes())
    for archetype in archetypes().values():
        assert archetype.title
        assert archetype.source
        assert checked_state(archetype.state) == archetype.state


def test_states_that_may_be_set_are_in_the_table() -> None:
    assert set(allowed_state()) <= set(variables(TrustState))
    assert allowed_state()
    for name, allowed in allowed_state().items():
        assert allowed.words or allowed.kind is bool or allowed.high is not None, name
    with pytest.raises(FaultsError, match="absorbed_by: unknown variable"):
        checked_state({"absorbed_by": 1})


def test_loading_is_light(write: Write, minimal: str) -> None:
    code = (
        "import sys; from sim.scenario.scenario_loader import load_scenario; load_scenario(sys.argv[1]);"
        "heavy = {'numpy', 'pandas', 'mesa', 'matplotlib', 'scipy'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code, str(write(minimal))], check=True)
