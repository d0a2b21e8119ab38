"""What is meant is taken: words however they are spelt, 60.0 for 60, codes with capitals, trusts by their names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from sim.config.errors import Problem
from sim.config.spelling import as_whole, as_word
from sim.scenario.scenario_json_schema import scenario_json_schema
from sim.scenario.scenario_loader import load_scenario, resolved, scenario_digest, to_yaml
from sim.scenario.scenario_schema import Scenario

Write = Callable[..., Path]
Problems = Callable[..., list[Problem]]

VALIDATOR = jsonschema.Draft202012Validator(scenario_json_schema())

NAMED = """\
title: Two trusts
months: 60
trusts:
  - {id: RXH, name: Green Bay, archetype: failing}
  - {id: 5QJ, name: St Mary\u2019s, archetype: high_performing}
  - {id: Y63, name: Shared Name}
  - {id: Y64, name: Another Name}
partnerships:
  - id: Help
    type: buddying
    target: green bay
    partner: St Mary's
    start_month: 3
"""


def schema_accepts(text: str) -> bool:
    """Return whether an editor with the JSON Schema marks nothing in a file."""
    return VALIDATOR.is_valid(YAML(typ="safe", pure=True).load(text))


SPELLINGS = {
    "rating": ("state: {leadership: 0.4}", "state: {rating_caring: %s}", "requires_improvement"),
    "stage": ("state: {leadership: 0.4}", "state: {stage: %s}", "permanent_failure"),
    "archetype": ("archetype: failing", "archetype: %s", "high_performing"),
    "provider type": ("archetype: failing", "provider_type: %s", "mental_health"),
    "type of partnership": ("type: buddying", "type: %s", "management_contract"),
    "nature": ("type: buddying", "type: buddying\n    nature: %s", "mandated"),
    "scale": ("type: buddying", "type: buddying\n    scale: %s", "individual"),
    "lever": ("months: 60\n", "months: 60\nregulator: {mandated_type: %s}\n", "management_contract"),
    "lever that changes": ("months: 60\n", "policy_changes: [{month: 3, remedy_type: %s}]\n", "management_contract"),
    "matching": ("months: 60\n", "regulator: {matching: %s}\n", "proximity"),
    "outcome": ("months: 60\n", "main_outcome: {outcome: %s}\n", "performance_shortfall"),
    "natures of a type": ("months: 60\n", "partnership_types: {twinning: {natures: [%s]}}\n", "voluntary"),
    "scales of a type": ("months: 60\n", "partnership_types: {twinning: {scales: [%s]}}\n", "structural"),
    "type that is extended": ("months: 60\n", "partnership_types: {twinning: {extends: %s}}\n", "management_contract"),
    "source of parameters": ("months: 60\n", "parameters_from: %s\n", "defaults"),
    "statistic": (
        "months: 60\n",
        "expect: [{statement: s, source: t, outcome: absorbed, statistic: %s, at_least: 0}]\n",
        "share",
    ),
    "variable": (
        "months: 60\n",
        "expect: [{statement: s, source: t, variable: %s, month: 3, at_least: 0}]\n",
        "four_hour_performance",
    ),
}


@pytest.mark.parametrize("kind", SPELLINGS)
def test_a_word_is_taken_however_it_is_spelt_and_kept_as_the_one_word(write: Write, pair: str, kind: str) -> None:
    old, new, word = SPELLINGS[kind]
    digest = scenario_digest(load_scenario(write(pair.replace(old, new % word))))
    for spelt in (word.upper(), word.replace("_", " ").capitalize(), word.replace("_", "-"), f'" {word.title()} "'):
        text = pair.replace(old, new % spelt)
        loaded = load_scenario(write(text))
        assert scenario_digest(loaded) == digest, spelt
        assert schema_accepts(text), spelt


def test_words_that_are_no_spelling_are_refused(problems: Problems, pair: str) -> None:
    for wrong in ("requiresimprovement", "very good", "requires_improvement!"):
        text = pair.replace("leadership: 0.4", f"rating_overall: {wrong}")
        assert "unknown rating" in str(problems(text)[0])
        assert not schema_accepts(text)


def test_a_spelling_is_taken_beside_other_mistakes(problems: Problems, pair: str) -> None:
    text = pair.replace("type: buddying", "type: Management Contract").replace("months: 60", "months: none")
    (found,) = problems(text)
    assert found.path == "months"


def test_a_bound_on_a_rating_may_be_its_word(write: Write, problems: Problems, pair: str) -> None:
    row = "expect: [{statement: s, source: t, variable: Rating overall, month: 3, at_least: %s, statistic: median}]\n"
    loaded = load_scenario(write(pair + row % "Requires improvement"))
    assert loaded.expect[0].at_least == 1
    assert schema_accepts(pair + row % "Requires improvement")
    assert "found 'Fair'" in str(problems(pair + row % "Fair")[0])


def test_a_whole_number_may_be_written_with_a_point(write: Write, pair: str) -> None:
    text = pair.replace("months: 60", "months: 60.0\nparameters: {stable_months: 6.0}")
    text = text.replace("start_month: 3", "start_month: 3.0").replace("leadership: 0.4", "months_in_stage: 6.0")
    loaded = load_scenario(write(text), ["seed=7.0", "partnerships.buddying.term=1.2e1"])
    assert (loaded.months, loaded.seed) == (60, 7)
    assert (loaded.partnerships[0].start_month, loaded.partnerships[0].term) == (3, 12)
    assert loaded.parameters["stable_months"] == 6
    whole = [loaded.months, loaded.seed, loaded.partnerships[0].start_month, loaded.parameters["stable_months"]]
    assert all(type(number) is int for number in whole)
    assert schema_accepts(text)


def test_a_whole_number_may_have_a_point_in_python() -> None:
    assert Scenario(title="T", months=60.0, trusts=[{"id": "a", "sites": 2.0}]).months == 60  # type: ignore[list-item]
    with pytest.raises(ValueError, match="months"):
        Scenario(title="T", months=60.5, trusts=[{"id": "a"}])  # type: ignore[arg-type, list-item]


@pytest.mark.parametrize("wrong", ["60.5", "true", "'60'", "1e400", "60.0.0"])
def test_what_is_no_whole_number_is_refused(problems: Problems, pair: str, wrong: str) -> None:
    text = pair.replace("months: 60", f"months: {wrong}")
    assert (problems(text)[0].line, problems(text)[0].column) == (2, 9)
    assert problems(pair, [f"months={wrong}"])


def test_whole_and_word_leave_alone_what_they_cannot_mean() -> None:
    assert [as_whole(value) for value in (1e300, float("inf"), float("nan"), "3", None)][:2] == [1e300, float("inf")]
    assert as_whole(True) is True
    assert as_word(3, ["a"]) == 3
    assert as_word("A b", ["a_b", "A b"]) == "A b"


def test_codes_are_ids_and_trusts_are_named_by_id_or_name(write: Write) -> None:
    extra = (
        "main_outcome: {trust: GREEN BAY}\n"
        "expect: [{statement: s, source: t, trust: 5qj, outcome: absorbed, at_least: 0}]\n"
    )
    loaded = load_scenario(write(NAMED + extra), ["trusts.RXH.state.leadership=0.3", "trusts.green bay.sites=2"])
    (help_,) = loaded.partnerships
    assert (help_.target, help_.partner) == ("RXH", "5QJ")
    assert (loaded.main_outcome.trust, loaded.expect[0].trust) == ("RXH", "5QJ")
    assert (loaded.trusts[0].state["leadership"], loaded.trusts[0].sites) == (0.3, 2)
    assert load_scenario(write(to_yaml(resolved(loaded)))) == load_scenario(write(to_yaml(resolved(loaded))))
    assert schema_accepts(NAMED + extra)


def test_members_and_what_is_followed_may_be_named_otherwise(write: Write) -> None:
    text = NAMED.replace("    type: buddying\n    target: green bay\n    partner: St Mary's\n", "    type: federation\n"
                         "    members: [Green-Bay, st mary\u2019s, y63]\n")  # fmt: skip
    assert load_scenario(write(text)).partnerships[0].members == ["RXH", "5QJ", "Y63"]
    later = "  - {id: more, type: merger, target: rxh, partner: 5QJ, start_month: 9, follows: HELP}\n"
    assert load_scenario(write(NAMED + later)).partnerships[1].follows == "Help"


def test_a_local_health_economy_may_be_named(write: Write) -> None:
    places = "local_health_economies: [{id: QE1, name: Lancashire and South Cumbria}]\n"
    for named in ("qe1", "Lancashire and south Cumbria"):
        loaded = load_scenario(write(NAMED + places), [f"trusts.RXH.local_health_economy={named}"])
        assert loaded.trusts[0].local_health_economy == "QE1"


def test_a_name_of_several_trusts_is_refused(problems: Problems) -> None:
    found = problems(NAMED.replace("Another Name", "shared name").replace("target: green bay", "target: Shared name"))
    refusal = "trusts[3].name: 'shared name' is the name of two trusts; the other begins in line 6"
    assert any(refusal in str(problem) for problem in found)


def test_the_nearest_name_is_offered(problems: Problems) -> None:
    (found,) = problems(NAMED.replace("target: green bay", "target: Gren Bay"))
    assert (found.allowed, found.nearest) == ("RXH, 5QJ, Y63, Y64", "Green Bay")
    (found,) = problems(NAMED + "main_outcome: {trust: RXJ}\n")
    assert found.nearest == "RXH"


def test_an_id_goes_before_a_name(write: Write) -> None:
    text = NAMED.replace("name: Shared Name", "name: 5qj")
    assert load_scenario(write(text + "main_outcome: {trust: 5qj}\n")).main_outcome.trust == "5QJ"


def test_an_id_of_digits_is_never_taken_for_a_position(write: Write, problems: Problems) -> None:
    text = "title: T\ntrusts:\n  - {id: '1', name: First}\n  - {id: '0', name: Second}\n  - {id: '001'}\n"
    loaded = load_scenario(write(text), ["trusts.1.sites=3", "trusts.001.sites=4"])
    assert [trust.sites for trust in loaded.trusts] == [3, 1, 4]
    (found,) = problems(text, ["trusts.2.sites=3"])
    assert "has no item '2'; allowed: 1, 0, 001" in str(found)


def test_an_item_without_id_is_named_by_its_position(write: Write, problems: Problems, pair: str) -> None:
    assert load_scenario(write(pair), ["trusts.0.sites=3"]).trusts[0].sites == 3
    assert problems(pair, ["trusts.².sites=3"])


@pytest.mark.parametrize("code", ["5E3", "001", "0x1F", "1_000", "NULL", "true", "No", "on", "NA", "nan"])
def test_a_code_in_quotes_stays_what_it_is(write: Write, code: str) -> None:
    loaded = load_scenario(write(f"title: T\ntrusts:\n  - id: '{code}'\nmain_outcome: {{trust: '{code}'}}\n"))
    again = load_scenario(write(to_yaml(resolved(loaded))))
    assert again.trusts[0].id == again.main_outcome.trust == code


@pytest.mark.parametrize("wrong", ["a b", "../x", "a/b", "_a", "a-b", "é", "a.b", "x" * 65, "''"])
def test_an_id_is_safe_in_the_name_of_a_file_and_in_a_key(problems: Problems, wrong: str) -> None:
    text = f"title: T\ntrusts:\n  - id: {wrong}\n"
    assert problems(text)[0].path == "trusts[0].id"
    assert not schema_accepts(text)


def test_names_of_the_background_are_kept_for_it_in_any_case(problems: Problems, minimal: str) -> None:
    background = (
        "background: {trusts: 3, local_health_economies: 1, "
        "ratings: {inadequate: 0, requires_improvement: 0.5, good: 0.5, outstanding: 0}}\n"
    )
    assert problems(minimal.replace("green_bay", "Trust_001") + background)[0].path == "trusts[0].id"
