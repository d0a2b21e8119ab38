"""What contradicts is refused wherever it comes from, with both places; what only seems to contradict is allowed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.config.errors import Problem, ScenarioError
from sim.scenario.scenario_loader import change_scenario, load_scenario, shipped_scenarios
from sim.scenario.starting_state import archetype_names

Problems = Callable[..., list[Problem]]
Write = Callable[..., Path]

FOUR = """\
title: Four trusts
months: 120
trusts: [{id: a}, {id: b}, {id: c}, {id: d}]
partnerships:
"""

BACKGROUND = """\
background:
  trusts: 3
  local_health_economies: 1
  ratings: {inadequate: 0, requires_improvement: 1, good: 0, outstanding: 0}
"""


def plan(name: str, kind: str, sides: str, start: int, more: str = "") -> str:
    """Return a planned partnership as a line of a file; sides are `target partner`."""
    target, partner = sides.split()
    return f"  - {{id: {name}, type: {kind}, target: {target}, partner: {partner}, start_month: {start}{more}}}\n"


ALLOWED = {
    "joint posts before a merger": plan("p", "joint_leadership", "a b", 4) + plan("q", "merger", "a b", 7),
    "what follows": plan("p", "joint_leadership", "a b", 4) + plan("q", "merger", "a b", 7, ", follows: p"),
    "one after the other by term": plan("p", "buddying", "a b", 3, ", term: 12") + plan("q", "buddying", "a b", 16),
    "one after the other by the term of the type": plan("p", "buddying", "a b", 3) + plan("q", "buddying", "a b", 30),
    "one after the other by end": plan("p", "buddying", "a b", 3, ", end_month: 9") + plan("q", "buddying", "a b", 9),
    "another pair": plan("p", "buddying", "a b", 3) + plan("q", "buddying", "c b", 3),
    "another type": plan("p", "buddying", "a b", 3) + plan("q", "contractual", "a b", 3),
    "again after what may break off": plan("p", "merger", "a b", 3, ", explores: true")
    + plan("q", "merger", "a b", 40),
    "one absorber of two": plan("p", "acquisition", "a b", 3) + plan("q", "acquisition", "c b", 60),
    "help for one that is being absorbed": plan("p", "merger", "a b", 3) + plan("q", "buddying", "a c", 5),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_only_seems_to_contradict_is_allowed(name: str, write: Write) -> None:
    assert len(load_scenario(write(FOUR + ALLOWED[name])).partnerships) == 2


EXCLUDED = {
    "open end": plan("p", "contractual", "a b", 3) + plan("q", "contractual", "a b", 100),
    "within the term": plan("p", "buddying", "a b", 3, ", term: 12") + plan("q", "buddying", "a b", 14),
    "before the end": plan("p", "buddying", "a b", 3, ", end_month: 9") + plan("q", "buddying", "b a", 8),
    "written in any order": plan("p", "buddying", "a b", 8) + plan("q", "buddying", "a b", 3, ", end_month: 9"),
    "in one month though it may break off": plan("p", "merger", "a b", 3, ", explores: true")
    + plan("q", "merger", "a b", 3, ", explores: true"),
    "absorbed by two": plan("p", "merger", "a b", 3) + plan("q", "acquisition", "a c", 60),
    "absorber absorbed later": plan("p", "merger", "a b", 3) + plan("q", "merger", "b c", 60),
    "absorber absorbed before": plan("p", "merger", "a b", 60) + plan("q", "merger", "b c", 3),
}


@pytest.mark.parametrize("name", EXCLUDED)
def test_what_excludes_another_is_refused_with_its_line(name: str, problems: Problems) -> None:
    (found,) = problems(FOUR + EXCLUDED[name])
    assert (found.path, found.line) == ("partnerships[1]", 6)
    assert "the other begins in line 5" in found.what


def test_a_circle_of_integrations_is_refused(problems: Problems) -> None:
    circle = plan("p", "merger", "a b", 3) + plan("q", "merger", "b c", 30) + plan("r", "merger", "c a", 60)
    assert [problem.line for problem in problems(FOUR + circle)] == [6, 7]


def test_types_of_a_scenario_that_integrate_are_meant_too(problems: Problems) -> None:
    text = FOUR + plan("p", "takeover", "a b", 3) + plan("q", "merger", "b a", 60)
    (found,) = problems(text + "partnership_types: {takeover: {extends: acquisition}}\n")
    assert found.what.startswith("makes one organisation of 'b' and 'a', as 'p' does")


def test_the_other_may_be_in_the_file_that_is_extended(problems: Problems, write: Write) -> None:
    write(FOUR + plan("p", "buddying", "a b", 3), "base.yaml")
    (found,) = problems("extends: base\ntitle: T\npartnerships:\n" + plan("q", "buddying", "a b", 9))
    assert (found.file, found.line) == ("x.yaml", 4)
    assert "; the other begins in base.yaml:5" in found.what


def test_a_contradiction_within_the_file_that_is_extended(problems: Problems, write: Write) -> None:
    write(FOUR + plan("p", "merger", "a b", 3) + plan("q", "merger", "b a", 9), "base.yaml")
    (found,) = problems("extends: base\ntitle: T\n")
    assert (found.file, found.line) == ("base.yaml", 6)
    assert "; the other begins in line 5" in found.what


def test_a_change_by_hand_names_the_line_in_the_file(problems: Problems) -> None:
    text = FOUR + plan("p", "buddying", "a b", 3) + plan("q", "contractual", "a b", 9)
    (found,) = problems(text, ["partnerships.q.type=buddying"])
    assert "; the other begins in line 5" in found.what
    (found,) = problems(text, ["policy_changes=[{month: 3, support: 1}, {month: 3, scrutiny: 1}]"])
    assert str(found).startswith("--set policy_changes=")
    assert "; the other is policy_changes[0]" in found.what


def test_a_change_of_a_loaded_scenario_names_the_other_by_its_key() -> None:
    with pytest.raises(ScenarioError, match=r"policy changes twice in month 3; the other is policy_changes\[0\]"):
        change_scenario(
            load_scenario("no_partner"), ["policy_changes=[{month: 3, support: 1}, {month: 3, support: 0}]"]
        )


SERVICES = """\
title: Trusts of several types
trusts:
  - {id: a}
  - {id: crews, provider_type: ambulance}
  - {id: minds, provider_type: mental_health}
  - {id: b, provider_type: community}
partnerships:
"""


@pytest.mark.parametrize(
    ("sides", "key"), [("crews a", "target"), ("a crews", "partner"), ("minds b", "target"), ("b minds", "partner")]
)
def test_a_service_that_one_side_has_nothing_of_is_refused(sides: str, key: str, problems: Problems) -> None:
    (found,) = problems(SERVICES + plan("p", "clinician_led", sides, 3))
    assert (found.path, found.line) == (f"partnerships[0].{key}", 8)
    who, line = ("crews", 4) if "crews" in sides else ("minds", 5)
    kind = {"crews": "ambulance", "minds": "mental_health"}[who]
    about = "type 'clinician_led' is about 'medical_pathway', of which"
    assert found.what == f"{about} {who!r} ({kind}) has nothing; the other begins in line {line}"
    assert found.allowed == "a trust of type acute, specialist, community, integrated or independent"


def test_each_member_of_a_joint_service_must_have_some_of_it(problems: Problems) -> None:
    venture = "  - {id: p, type: joint_venture, members: [a, crews, b, minds], start_month: 3}\n"
    found = problems(SERVICES + venture)
    assert [problem.path for problem in found] == ["partnerships[0].members[1]", "partnerships[0].members[3]"]
    assert {problem.line for problem in found} == {8}


def test_both_sides_without_a_service_are_named(problems: Problems) -> None:
    two = SERVICES.replace("id: b, provider_type: community", "id: b, provider_type: ambulance")
    found = problems(two + plan("p", "contractual", "crews b", 3))
    assert [problem.path for problem in found] == ["partnerships[0].target", "partnerships[0].partner"]


OPEN_TO_ALL = {
    "the whole trust": plan("p", "buddying", "crews a", 3),
    "support services": "  - {id: p, type: federation, members: [a, crews, minds], start_month: 3}\n",
    "care across sectors": "  - {id: p, type: integrated_care_organisation, members: [a, crews, b], start_month: 3}\n",
    "a service that all of them have": plan("p", "clinician_led", "a b", 3),
}


@pytest.mark.parametrize("name", OPEN_TO_ALL)
def test_a_service_that_all_sides_have_is_allowed(name: str, write: Write) -> None:
    assert len(load_scenario(write(SERVICES + OPEN_TO_ALL[name])).partnerships) == 1


def test_the_service_of_a_type_of_the_scenario_counts(problems: Problems, write: Write) -> None:
    ward = SERVICES + plan("p", "twinning", "a minds", 3) + "partnership_types: {twinning: {extends: buddying%s}}\n"
    assert load_scenario(write(ward % "")).partnerships
    (found,) = problems(ward % ", service: elective_care")
    assert found.what.startswith("type 'twinning' is about 'elective_care', of which 'minds' (mental_health) has")


def test_a_change_by_hand_to_a_service_that_is_not_there_is_refused_with_its_key(problems: Problems) -> None:
    text = SERVICES + plan("p", "clinician_led", "a b", 3)
    (found,) = problems(text, ["trusts.b.provider_type=ambulance"])
    assert found.path == "partnerships[0].partner"
    assert "'b' (ambulance) has nothing" in found.what


def test_a_name_of_the_background_population_is_kept_for_it(problems: Problems) -> None:
    (found,) = problems("title: T\ntrusts: [{id: a, name: trust 002}]\n" + BACKGROUND)
    assert "is a name of the background population; the other begins in line 4" in found.what


@pytest.mark.parametrize(
    "added",
    [
        "regulator: {mandated_type: consultancy}\n",
        "regulator: {mandated_type: null, remedy_type: null}\n",
        "regulator: {mandated_type: buddying}\n" + BACKGROUND,
    ],
)
def test_a_mandate_that_somebody_could_fulfil_is_allowed(added: str, minimal: str, write: Write) -> None:
    assert load_scenario(write(minimal + added)).title == "T"


def test_a_limit_on_partners_that_is_lifted_later_is_allowed(pair: str, write: Write) -> None:
    lifted = "regulator: {partner_limit: 0, mandated_type: buddying}\npolicy_changes: [{month: 9, partner_limit: 1}]\n"
    assert load_scenario(write(pair + lifted)).has_twin


@pytest.mark.parametrize("archetype", archetype_names())
def test_every_archetype_is_without_contradiction(archetype: str, write: Write) -> None:
    assert load_scenario(write(f"title: T\ntrusts: [{{id: a, archetype: {archetype}}}]\n")).trusts


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_shipped_scenario_is_without_contradiction(name: str) -> None:
    assert load_scenario(name).name == name


@pytest.mark.parametrize(("bound", "outcome"), [("at_least: 1", "absorbed"), ("at_most: 0", "absorbed")])
def test_a_bound_that_can_just_be_kept_is_allowed(bound: str, outcome: str, pair: str, write: Write) -> None:
    row: Any = f"expect: [{{statement: s, source: t, outcome: {outcome}, {bound}}}]\n"
    assert load_scenario(write(pair + row)).expect
