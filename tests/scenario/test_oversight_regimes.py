"""Oversight regimes, levers for some and not others, and changes of policy, as a researcher writes them."""

from __future__ import annotations

from typing import Any

import pytest

import sim
from sim.config.errors import ScenarioError
from sim.model.state import RegulatorState
from sim.model.variables import initial_values
from sim.scenario.model_inputs import resolve
from sim.scenario.oversight_regimes import FIRST_REGIME, NATIONAL_LEVERS, shipped_regimes
from sim.scenario.policies import NATION, bodies, policies
from sim.scenario.scenario_loader import load_scenario, resolved, scenario_digest, scenario_from, to_yaml

UNITS = {"trusts.green_bay.units": [{"id": "north", "share": 0.5}, {"id": "south"}]}


def levers(scenario: Any, change: int = 0, body: int = 0) -> Any:
    return resolve(scenario).policies[change][body]


def test_first_regime_is_what_the_levers_are_by_default() -> None:
    plain, named = load_scenario("no_partner"), load_scenario("no_partner", {"oversight_regime": FIRST_REGIME})
    assert vars(levers(plain)) == vars(levers(named)) == initial_values(RegulatorState)
    assert shipped_regimes()[FIRST_REGIME].parameters == {}


@pytest.mark.parametrize("name", sorted(shipped_regimes()))
def test_every_value_of_a_regime_has_a_source_and_every_source_a_value(name: str) -> None:
    regime = shipped_regimes()[name]
    values = {**regime.set_levers(), **regime.parameters}
    assert regime.title
    assert regime.meaning
    assert regime.source
    assert set(regime.sources) <= set(values)
    assert set(values) >= {"inspects", "segmentation", "entry_rule", "exit_rule", "publicity", "trust_pays"}


def test_what_a_scenario_says_prevails_over_its_regime() -> None:
    said = {"oversight_regime": "oversight_framework", "regulator.freedom": 0.9, "parameters.support_pool": 4}
    scenario = load_scenario("no_partner", said)
    assert levers(scenario).freedom == 0.9
    assert levers(scenario).deficit_segment == 3
    assert resolve(scenario).parameters[0].support_pool == 4


def test_new_regime_replaces_the_levers_it_names_and_leaves_the_others() -> None:
    change = [{"month": 12, "oversight_regime": "recovery_support", "scrutiny": 0.1}]
    said = {"regulator.support": 0.9, "regulator.partnering_climate": 0.3, "policy_changes": change}
    scenario = load_scenario("no_partner", said)
    before, after = (levers(scenario, change=number) for number in (0, 1))
    assert (before.support, before.entry_rule, before.partnering_climate) == (0.9, 0, 0.3)
    assert (after.support, after.entry_rule, after.partnering_climate) == (0.6, 1, 0.3)
    assert after.scrutiny == 0.1, "what the change names itself prevails"
    pools = [parameters.support_pool for parameters in resolve(scenario).parameters]
    assert pools == [15.0, 20.0]


def test_parameters_of_a_regime_end_with_it() -> None:
    changes = [{"month": 12, "oversight_regime": "recovery_support"}, {"month": 24, "oversight_regime": "none"}]
    scenario = load_scenario("no_partner", {"policy_changes": changes})
    assert [parameters.interval_good for parameters in resolve(scenario).parameters] == [26.0, 48.0, 26.0]


def test_change_of_policy_may_change_parameters_of_regulation_and_no_others() -> None:
    change = {"month": 12, "parameters": {"exit_performance": 0.5}}
    scenario = load_scenario("no_partner", {"policy_changes": [change]})
    assert [values.exit_performance for values in resolve(scenario).parameters] == [0.263, 0.5]
    with pytest.raises(
        ScenarioError, match=r"'strain_base' is no part of a regime; allowed: a parameter of regulation"
    ):
        load_scenario("no_partner", {"policy_changes": [{"month": 12, "parameters": {"strain_base": 0.5}}]})


def test_regime_of_ones_own_starts_from_a_shipped_one() -> None:
    own = {"mine": {"extends": "oversight_framework", "levers": {"trust_pays": 0.5}, "parameters": {"support_pool": 9}}}
    scenario = load_scenario("no_partner", {"oversight_regimes": own, "oversight_regime": "mine"})
    assert (levers(scenario).trust_pays, levers(scenario).deficit_segment) == (0.5, 3)
    assert resolve(scenario).parameters[0].support_pool == 9.0


def test_change_for_one_trust_changes_nothing_for_others() -> None:
    change = [{"month": 12, "trust": "Green Bay", "support": 0.95}]
    scenario = load_scenario("no_partner", {"policy_changes": change})
    assert bodies(scenario) == [NATION, "trust:green_bay"]
    assert [policy.levers[NATION].get("support") for policy in policies(scenario)] == [None, None]
    assert [levers(scenario, change=number, body=1).support for number in (0, 1)] == [0.4, 0.95]
    assert [trust.regulator for trust in resolve(scenario).trusts] == [1, 0]


def test_later_change_for_all_reaches_a_trust_with_levers_of_its_own_except_in_those() -> None:
    said = {
        "trusts.green_bay.regulator.support": 0.9,
        "policy_changes": [{"month": 12, "support": 0.1, "scrutiny": 0.1}],
    }
    scenario = load_scenario("no_partner", said)
    assert (levers(scenario, 1, 1).support, levers(scenario, 1, 1).scrutiny) == (0.9, 0.1)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"oversight_regime": "special_measure"}, "Did you mean 'special_measures'"),
        ({"policy_changes": [{"month": 1, "oversight_regime": "nun"}]}, "unknown oversight regime 'nun'"),
        ({"oversight_regimes": {"mine": {"extends": "today"}}}, "unknown shipped regime 'today'"),
        ({"oversight_regimes": {"mine": {"levers": {"suport": 1}}}}, "Did you mean 'support'"),
        ({"policy_changes": [{"month": 1, "trust": "nobody", "support": 1}]}, "nobody"),
        ({"policy_changes": [{"month": 1, "system": "nowhere", "support": 1}]}, "nowhere"),
        ({"policy_changes": [{"month": 1, "trust": "green_bay"}]}, "changes nothing"),
        ({"policy_changes": [{"month": 1, "trust": "green_bay", "inspects": False}]}, "is the same for all trusts"),
        ({"trusts.green_bay.regulator.inspects": False}, "inspects"),
        ({"systems": [{"id": "empty"}]}, "has no members"),
        ({"systems": [{"id": "one", "trusts": ["green_bay"]}, {"id": "two", "trusts": ["Green Bay"]}]}, "is a member"),
        ({**UNITS, "systems": [{"id": "one", "trusts": ["north"]}]}, "unknown trust 'north'"),
        ({**UNITS, "events": [{"month": 1, "type": "scandal", "trust": "north"}]}, "unknown trust 'north'"),
        ({**UNITS, "policy_changes": [{"month": 1, "trust": "north", "support": 1}]}, "unknown trust 'north'"),
        ({"systems": [{"id": "one", "trusts": ["gren_bay"]}]}, "Did you mean 'green_bay'"),
        ({"systems": [{"id": "one", "local_health_economies": ["estury"]}]}, "Did you mean 'estuary'"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(said: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError) as error:
        load_scenario("no_partner", said)
    assert message in str(error.value)


@pytest.mark.parametrize("name", ["england_today", "system_with_control_total", "country_without_ratings"])
def test_scenario_written_out_is_the_same_scenario(name: str, tmp_path: Any) -> None:
    scenario = load_scenario(name)
    file = tmp_path / "written.yaml"
    file.write_text(to_yaml(resolved(scenario)), encoding="utf-8")
    again = scenario_from(file, ())
    assert scenario_digest(again) == scenario_digest(scenario)
    assert vars(levers(again)) == vars(levers(scenario))
    assert vars(resolve(again).parameters[0]) == vars(resolve(scenario).parameters[0])


def test_national_levers_are_levers() -> None:
    assert set(NATIONAL_LEVERS) < set(initial_values(RegulatorState))


def test_support_for_one_trust_helps_that_trust_and_hardly_another() -> None:
    def quality(**said: float) -> list[float]:
        sets = {f"trusts.green_bay.regulator.{name}": value for name, value in said.items()}
        run = sim.run("no_partner", replicates=30, months=60, sets=sets)
        changes = run.outcomes.groupby("trust", observed=True)["performance_change_36"].mean()
        return [float(changes[trust]) for trust in ("green_bay", "regency_vale")]

    supported, left_alone = quality(support=1.0), quality(support=0.0)
    assert supported[0] > left_alone[0]
    assert abs(supported[1] - left_alone[1]) < 0.2 * (supported[0] - left_alone[0])
