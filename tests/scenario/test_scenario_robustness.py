"""Whatever is done to a file, the answer is a scenario or a list of problems, never anything else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.config.errors import ScenarioError
from sim.scenario.scenario_json_schema import scenario_json_schema
from sim.scenario.scenario_loader import load_scenario, resolved, to_yaml

Write = Callable[..., Path]
MANY = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

FULL = """\
title: Everything
description: d
source: s
months: 72
replicates: 20
seed: 5
burn_in: 12
start_month: 1
population_seed: 3
twin: true
main_outcome: {trust: green_bay, outcome: exit_within_36}
parameters: {gaming: 0.3, stable_months: 6}
regulator: {scrutiny: 0.5, mandated_type: buddying, matching: fit, insisted: false, mandate_after: 2}
environment:
  labour_shortage: 0.3
  trends:
    - {of: demand, a_year: 0.01, from_month: 3, to_month: 60, because: b}
    - {of: demand, a_year: -0.02}
local_health_economies:
  - {id: north, name: North, collaboration: 0.6, structural_pressure: -0.1}
trusts:
  - id: green_bay
    archetype: failing
    provider_type: acute
    turnover: 300
    sites: 2
    local_health_economy: north
    place: {easting: 10.5, northing: -3}
    state: {leadership: 0.4, stage: trigger, rating_safe: good, special_measures: true, own_pressure: -0.1,
            rating_overall: requires_improvement,
            culture_clan: 0.3, culture_developmental: 0.2, culture_hierarchical: 0.3, culture_rational: 0.2}
  - {id: regency_vale, archetype: high_performing}
  - id: port_royal
    provider_type: ambulance
    published:
      ratings: {overall: requires_improvement, safe: inadequate}
      access: 31
      engagement: 7.1
      surplus: -2
      vacancy_rate: 9.5
      months_in_special_measures: 4
      chief_executive_tenure: 12
      errors: {access: 2, engagement: 0.1, surplus: 0.5, vacancy_rate: 1}
      history: [{months_ago: 12, access: 29, engagement: 7}, {months_ago: 24, surplus: 0}]
    state: {hope: 0.5}
background:
  trusts: 10
  local_health_economies: 3
  provider_type: acute
  ratings: {inadequate: 0.1, requires_improvement: 0.6, good: 0.28, outstanding: 0.02}
  turnover_median: 380
  other_types:
    - {provider_type: mental_health, trusts: 4, turnover_median: 220,
       ratings: {inadequate: 0.1, requires_improvement: 0.4, good: 0.48, outstanding: 0.02}}
    - {provider_type: ambulance, trusts: 2}
partnerships:
  - {id: help, type: twinning, target: green_bay, partner: regency_vale, start_month: 3, nature: mandated,
     insisted: true, scale: individual, prior_relationship: 0.2, motivation: 0.5, scope: 0.3, term: 12, end_month: 20}
policy_changes:
  - {month: 12, support: 0.9, mandated_type: null}
events:
  - {month: 4, type: shock, of: demand, size: 0.1, months: 6, local_health_economy: north, because: b}
  - {month: 4, type: shock, of: funding, size: -0.1, months: 6, provider_type: ambulance}
  - {month: 5, type: scandal, trust: green_bay, loss: 0.2}
  - {month: 6, type: failed_building_project, trust: green_bay}
  - {month: 7, type: chief_executive_replaced, trust: regency_vale, leadership: 0.7}
  - {month: 8, type: grant, amount: 12.5}
partnership_types:
  twinning: {extends: buddying, title: Twinning, meaning: m, source: s, natures: [mandated], scales: [individual],
             mentoring: 0.7, set_up_months: 3, integrates: false, sources: {mentoring: a study}}
expect:
  - {statement: s, source: t, trust: green_bay, outcome: exit_within_36, statistic: difference, at_least: -0.05}
  - {statement: s, source: t, variable: four_hour_performance, month: 36, at_most: 95}
"""

BAD = st.sampled_from(
    ["", "x", "3", "-1", "1.5", "true", "null", "[]", "{}", "[[1]]", "{a: {b: 1}}", ".nan", "'", "*x", "&x", "!t",
     "- ", ": ", "\t", "\x00", "é", "\ufeff", "9" * 400, "0x1F", "2001-01-01", "#", "|", ">", "%YAML 1.1\n---\n",
     "---\n", "? ", "@", "`", '"\\', "<<", "1e400", "green_bay", "extends"]
)  # fmt: skip


def outcome_of(path: Path, sets: list[str] | None = None) -> str:
    """Return `loaded`, or what was wrong."""
    try:
        load_scenario(path, sets or [])
    except ScenarioError as error:
        problems = error.problems
    else:
        return "loaded"
    assert problems
    text = "\n".join(map(str, problems))
    for jargon in ("Input should", "extra_forbidden", "validation error", "pydantic", "Traceback"):
        assert jargon not in text
    return text


def test_the_full_file_loads(write: Write) -> None:
    assert outcome_of(write(FULL)) == "loaded"


@MANY
@given(st.data())
def test_text_changed_anywhere(write: Write, data: st.DataObject) -> None:
    text = FULL
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + data.draw(BAD) + text[end:]
    outcome_of(write(text))


def places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the locations of all values below a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = []
    for step, inner in items:
        found += [(*above, step), *places(inner, (*above, step))]
    return found


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["merger", "fit"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


@MANY
@given(st.data())
def test_values_changed_anywhere(write: Write, data: st.DataObject) -> None:
    from ruamel.yaml import YAML

    whole = YAML(typ="safe", pure=True).load(FULL)
    for _ in range(data.draw(st.integers(1, 4))):
        *above, last = data.draw(st.sampled_from(places(whole)))
        holder = whole
        for step in above:
            holder = holder[step]
        holder[last] = data.draw(ANYTHING)
    outcome_of(write(to_yaml(whole)))


@MANY
@given(st.binary(max_size=200))
def test_bytes(write: Write, content: bytes) -> None:
    outcome_of(write(content))


@MANY
@given(st.text(max_size=30) | st.from_regex(r"(trusts|regulator|months|partnerships)\.?[a-z_.0-9]{0,12}=.{0,12}"))
def test_sets(write: Write, written: str) -> None:
    outcome_of(write(FULL), [written])


VALIDATOR = jsonschema.Draft202012Validator(scenario_json_schema())


def schema_errors(text: str) -> list[str]:
    from ruamel.yaml import YAML

    return [error.message for error in VALIDATOR.iter_errors(YAML(typ="safe", pure=True).load(text))]


def test_json_schema_is_valid_and_agrees_on_good_files(write: Write, minimal: str, pair: str) -> None:
    jsonschema.Draft202012Validator.check_schema(scenario_json_schema())
    for text in (minimal, pair, FULL, to_yaml(resolved(load_scenario(write(FULL))))):
        assert schema_errors(text) == []
    partial = "extends: base\nparameters: null\npartnerships: [{id: help, type: merger}]\nbackground: {trusts: 3}\n"
    assert schema_errors(partial) == []


def test_json_schema_agrees_on_shipped_scenarios() -> None:
    from sim.scenario.scenario_loader import shipped_scenarios

    assert shipped_scenarios()
    for path in shipped_scenarios().values():
        assert schema_errors(path.read_text(encoding="utf-8")) == []


def test_json_schema_refuses_what_loading_refuses(write: Write) -> None:
    changes = {
        "months: 72": "months: 700",
        "start_month: 1\n": "start_month: 13\n",
        "gaming: 0.3": "gamin: 0.3",
        "gaming: 0.3,": "gaming: 3,",
        "matching: fit": "matching: near",
        "archetype: failing": "archetype: failng",
        "stage: trigger": "stage: one",
        "leadership: 0.4": "leadership: 4",
        "nature: mandated": "nature: imposed",
        "mentoring: 0.7": "mentorin: 0.7",
        "set_up_months: 3": "set_up_months: 3.5",
        "at_most: 95": "at_mst: 95",
        ", at_most: 95": "",
        "month: 36, ": "",
        "variable: four_hour_performance, month: 36, ": "",
        "outcome: exit_within_36, statistic": "outcome: exit_within_36, month: 3, statistic",
        "{month: 12, support: 0.9, mandated_type: null}": "{month: 12}",
        "outcome: exit_within_36}": "outcome: exit}",
        "variable: four_hour_performance": "variable: five_hour_performance",
        "id: green_bay": "id: Green Bay",
        "turnover: 300": "turnover: 3",
        "provider_type: ambulance": "provider_type: ambulances",
        "{provider_type: ambulance, trusts: 2}": "{provider_type: ambulance}",
        "turnover_median: 220": "turnover_median: 2",
    }
    for old, new in changes.items():
        assert old in FULL
        text = FULL.replace(old, new, 1)
        assert outcome_of(write(text)) != "loaded", new
        assert schema_errors(text), new
