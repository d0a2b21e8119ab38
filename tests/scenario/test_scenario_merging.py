"""Scenarios that extend others, and values set by hand: what wins, what is kept, and where mistakes are said to be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.config.errors import Problem, ScenarioError
from sim.model.partnership_types import catalogue_rows
from sim.scenario.scenario_loader import change_scenario, load_scenario, resolved, shipped_scenarios

Write = Callable[..., Path]
Problems = Callable[..., list[Problem]]


def test_events_replace_those_of_the_file_that_is_extended_and_are_changed_by_position(write: Write, pair: str) -> None:
    write(pair + "events: [{month: 9, type: grant, amount: 3}]\n", "base.yaml")
    own = write("extends: base\nevents: [{month: 5, type: scandal, trust: green_bay}]\n")
    assert [event.type for event in load_scenario(own).events] == ["scandal"]
    changed = load_scenario(own, ["events.0.month=7", "events.0.loss=0.5"]).events[0]
    assert (changed.month, changed.loss) == (7, 0.5)
    assert load_scenario(own, ["events=[]"]).events == []


def test_deep_merge(write: Write, pair: str) -> None:
    write(pair + "regulator: {scrutiny: 0.9, support: 0.8}\nparameters: {gaming: 0.1}\n", "base.yaml")
    child = write(
        "extends: base\n"
        "regulator: {support: 0.5}\n"
        "parameters: null\n"
        "trusts:\n"
        "  - {id: regency_vale, archetype: average}\n"
        "  - {id: stanly, archetype: coasting}\n"
        "  - {id: green_bay, state: {capability: 0.2}}\n"
        "partnerships:\n"
        "  - {id: buddying, partner: stanly}\n"
    )
    scenario = load_scenario(child)
    assert scenario.name == "x"
    assert scenario.title == "Two trusts"
    assert (scenario.regulator.scrutiny, scenario.regulator.support) == (0.9, 0.5)
    assert scenario.parameters == {}
    assert [trust.id for trust in scenario.trusts] == ["green_bay", "regency_vale", "stanly"]
    assert scenario.trusts[0].state == {"leadership": 0.4, "capability": 0.2}
    assert scenario.trusts[1].archetype == "average"
    assert (scenario.partnerships[0].partner, scenario.partnerships[0].type) == ("stanly", "buddying")


def test_lists_without_ids_and_empty_lists_replace(write: Write, pair: str) -> None:
    write(pair + "policy_changes: [{month: 3, support: 1}, {month: 9, support: 0}]\n", "base.yaml")
    scenario = load_scenario(
        write("extends: base\npartnerships: []\npolicy_changes: [{month: 5, regulatory_coherence: 1}]\n")
    )
    assert scenario.partnerships == []
    assert [change.month for change in scenario.policy_changes] == [5]
    assert not scenario.has_twin


def test_expectations_are_not_inherited(write: Write, pair: str) -> None:
    write(pair + "expect: [{statement: s, source: t, outcome: absorbed, at_most: 0.1}]\n", "base.yaml")
    assert load_scenario(write("extends: base\ntitle: Another\n")).expect == []


def test_nothing_set_takes_the_default(write: Write, minimal: str) -> None:
    scenario = load_scenario(
        write(minimal + "months:\npartnerships:\nregulator: {regulatory_coherence: null}\nseed: ~\n")
    )
    assert scenario == load_scenario(write(minimal))


def test_nothing_in_a_policy_change_ends_mandates(write: Write, minimal: str) -> None:
    scenario = load_scenario(write(minimal + "policy_changes: [{month: 9, mandated_type: null}]\n"))
    assert scenario.policy_changes[0].model_fields_set == {"month", "mandated_type"}
    assert resolved(scenario)["policy_changes"] == [{"month": 9, "mandated_type": None}]


def test_chain_of_bases_by_name_path_and_shipped_name(
    write: Write, minimal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shipped").mkdir()
    (tmp_path / "shipped" / "national.yaml").write_text(minimal + "months: 12\nseed: 7\n")
    shipped = {"national": tmp_path / "shipped" / "national.yaml"}
    monkeypatch.setattr("sim.config.files.shipped_files", lambda folder: shipped if folder == "scenarios" else {})
    (tmp_path / "deep").mkdir()
    write("extends: national\nmonths: 24\n", "middle.yaml")
    write("extends: ../middle.yaml\n", "deep/leaf.yaml")
    scenario = load_scenario(tmp_path / "deep" / "leaf.yaml")
    assert (scenario.months, scenario.seed, scenario.name) == (24, 7, "leaf")
    assert load_scenario("national").months == 12
    with pytest.raises(ScenarioError, match=r"'natonal'.*; allowed: national\. Did you mean 'national'"):
        load_scenario("natonal")


def test_mistake_in_a_base_is_placed_in_the_base(write: Write, problems: Problems, pair: str) -> None:
    write(pair.replace("leadership", "leadrship"), "base.yaml")
    found = problems("extends: base\npartnerships: [{id: buddying, partner: nobody}]\n")
    assert [(problem.file, problem.line, problem.path) for problem in found] == [
        ("base.yaml", 6, "trusts[0].state.leadrship"),
        ("x.yaml", 2, "partnerships[0].partner"),
    ]


def test_base_that_is_not_there(write: Write, problems: Problems, minimal: str) -> None:
    write(minimal, "base.yaml")
    found = problems("title: T\nextends: bse\n")
    assert str(found[0]).startswith("x.yaml:2:10  extends: there is no scenario 'bse'; allowed: base")
    assert found[0].nearest == "base"
    assert "found a list of 1" in problems("extends: [base]\n")[0].what


def test_bases_in_a_circle(write: Write, problems: Problems) -> None:
    write("extends: x\n", "base.yaml")
    (found, *_) = problems("extends: base\n")
    assert str(found) == "base.yaml:1:10  extends: circular `extends`: x extends base extends x"


def test_same_id_twice_in_an_extending_file_is_still_found(write: Write, problems: Problems, pair: str) -> None:
    write(pair, "base.yaml")
    (found,) = problems("extends: base\ntrusts: [{id: green_bay}, {id: green_bay}]\n")
    assert "'green_bay' is used twice" in found.what


def test_sets(write: Write, pair: str) -> None:
    sets = [
        "regulator.scrutiny=0.9",
        "trusts.green_bay.state.leadership=0.6",
        "trusts.1.name=Regency",
        "parameters.gaming=0",
        "partnerships.buddying.type=acquisition",
        "months=24",
        "partnership_types.buddying.mentoring=0.9",
        "policy_changes=[{month: 3, support: 1}]",
        "policy_changes.0.month=4",
        "title=a=b",
    ]
    scenario = load_scenario(write(pair), sets)
    assert scenario.regulator.scrutiny == 0.9
    assert scenario.trusts[0].state == {"leadership": 0.6}
    assert scenario.trusts[1].name == "Regency"
    assert scenario.parameters == {"gaming": 0.0}
    assert (scenario.partnerships[0].type, scenario.partnerships[0].scale) == ("acquisition", "structural")
    assert scenario.months == 24
    assert scenario.types()["buddying"].mentoring == 0.9
    assert scenario.types()["buddying"].title == "Buddying"
    assert scenario.policy_changes[0].month == 4
    assert scenario.title == "a=b"


def test_sets_remove(write: Write, pair: str) -> None:
    scenario = load_scenario(write(pair), ["partnerships.buddying=null", "trusts.green_bay.state=null", "months=null"])
    assert scenario.partnerships == []
    assert scenario.trusts[0].state == {}
    assert scenario.months == 84


def test_set_does_not_reach_other_users_of_an_anchor(write: Write) -> None:
    text = "title: T\ntrusts:\n  - {id: a, state: &weak {leadership: 0.3}}\n  - {id: b, state: *weak}\n"
    scenario = load_scenario(write(text), ["trusts.a.state.leadership=0.5"])
    assert [trust.state["leadership"] for trust in scenario.trusts] == [0.5, 0.3]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("months", "--set months  is not in the form key=value; allowed: key=value, such as regulator.scrutiny=0.9"),
        ("a..b=1", "--set a..b=1  is not in the form key=value; allowed: key=value, such as regulator.scrutiny=0.9"),
        (".".join("a" * 5000) + "=1", "--set a.a.a"),
        ("months=x", "--set months=x  months: found 'x'; allowed: a whole number from 1 to 600"),
        ("mnths=3", "--set mnths=3  mnths: unknown key 'mnths'; allowed: "),
        ("mnths=null", "--set mnths=null  mnths: unknown key 'mnths'; allowed: "),
        ("extends=other", "--set extends=other  extends: unknown key 'extends'; allowed: "),
        ("months=[1", "--set months=[1  is not YAML: "),
        ("months=!!int 3", "--set months=!!int 3  the tag '!!int' is not allowed; allowed: plain values; "),
        ("months=.nan", "--set months=.nan  found .nan; allowed: a finite number"),
        (
            "trusts.grn_bay.sites=2",
            "--set trusts.grn_bay.sites=2  trusts: has no item 'grn_bay'; allowed: green_bay, regency_vale. Did",
        ),
        ("policy_changes.0.month=3", "--set policy_changes.0.month=3  policy_changes: has no item '0'; allowed: none"),
        ("months.x=3", "--set months.x=3  months: is 60, so it has no keys below it"),
        (
            "partnership_types.buddying.mentorin=1",
            "--set partnership_types.buddying.mentorin=1  partnership_types.buddying.mentorin: unknown key",
        ),
    ],
)
def test_wrong_sets(written: str, message: str, problems: Problems, pair: str) -> None:
    found = problems(pair, [written])
    assert any(str(problem).startswith(message) for problem in found), "\n".join(map(str, found))


def test_changing_a_loaded_scenario_is_like_setting_while_loading(write: Write, pair: str) -> None:
    path = write(pair)
    sets = ["partnerships.buddying.type=merger", "regulator.regulatory_coherence=0.1", "months=30"]
    assert change_scenario(load_scenario(path), sets) == load_scenario(path, sets)
    with pytest.raises(ScenarioError, match="--set months=0  months: found 0; allowed: a whole number from 1 to 600"):
        change_scenario(load_scenario(path), ["months=0"])


def test_partnership_types_extend_each_other(write: Write, minimal: str) -> None:
    types = (
        "partnership_types:\n"
        "  close_twinning: {extends: twinning, transfer: 0.9}\n"
        "  twinning: {extends: buddying, mentoring: 0.7, cost_to_centre: 1, natures: [voluntary]}\n"
        "  buddying: {mentoring: 0.5, term: 12}\n"
        "  own: {scope: 0.2}\n"
    )
    made = load_scenario(write(minimal + types)).types()
    assert next(iter(made)) == "buddying"
    assert list(made)[-3:] == ["close_twinning", "twinning", "own"]
    assert (made["buddying"].mentoring, made["buddying"].transfer, made["buddying"].term) == (
        0.5,
        catalogue_rows()["buddying"]["transfer"],
        12,
    )
    assert (made["close_twinning"].mentoring, made["close_twinning"].transfer) == (0.7, 0.9)
    assert (made["close_twinning"].term, made["close_twinning"].title) == (12, "Close twinning")
    assert made["buddying"].source_of("cost_to_centre").startswith("HSJ")
    assert made["twinning"].source_of("cost_to_centre") == "assumed"
    assert made["own"].mentoring == 0.0


def test_shipped_scenarios_load() -> None:
    assert shipped_scenarios()
    for name in shipped_scenarios():
        assert load_scenario(name).name == name
