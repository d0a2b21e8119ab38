"""Every kind of mistake in an experiment is refused: its place, what was found, what is allowed, and a near name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from sim.config.errors import MOST_PROBLEMS, Problem, ScenarioError
from sim.experiments.experiment_json_schema import experiment_json_schema
from sim.experiments.experiment_loader import load_experiment

Problems = Callable[..., list[Problem]]
Write = Callable[..., Path]

CASES: dict[str, dict[str, str]] = YAML(typ="safe", pure=True).load(Path(__file__).with_name("refusals.yaml"))
LEVERS = "levers:\n  regulator.support: {levels: [0, 0.5, 1]}\n"
DESIGN = "design: {kind: grid}\n"


def matches(problem: Problem, pattern: str) -> bool:
    """Return whether a message is as written, with `~` for anything."""
    parts = [re.escape(part) for part in pattern.split("~")]
    return re.fullmatch(".*".join(parts), str(problem)) is not None


def text_of(case: dict[str, str], minimal: str) -> str:
    """Return the file that a case describes."""
    if "text" in case:
        return case["text"]
    text = minimal
    for section in ("levers", "uncertainties"):
        if section in case:
            text = text.replace(LEVERS, f"{section}:\n  {case[section]}\n")
    if "design" in case:
        text = text.replace(DESIGN, f"design: {case['design']}\n")
    return text + case.get("added", "")


@pytest.mark.parametrize("name", CASES)
def test_mistake_is_named(name: str, problems: Problems, write: Write, minimal: str) -> None:
    case = CASES[name]
    write("title: T\nmonths: x\ntrusts: [{id: a}]\n", "bad.yaml")
    found = problems(text_of(case, minimal))
    assert any(matches(problem, case["message"]) for problem in found), "\n".join(map(str, found))


def test_of_very_many_mistakes_the_first_are_shown_and_that_there_are_more(problems: Problems, minimal: str) -> None:
    levels = ", ".join(str(2 + number) for number in range(MOST_PROBLEMS + 1))
    shown = str(ScenarioError(problems(minimal.replace("[0, 0.5, 1]", f"[{levels}]")))).splitlines()
    assert len(shown) == MOST_PROBLEMS + 1
    assert shown[-1] == "and further problems not shown"


def test_a_key_that_does_not_exist_is_reported_once_whatever_its_levels(problems: Problems, minimal: str) -> None:
    (found,) = problems(minimal.replace("support", "suport"))
    assert found.nearest == "support"


def test_all_mistakes_are_reported_at_once_in_the_order_of_the_lines(problems: Problems) -> None:
    found = problems(
        "title: T\nquestion: q\nscenario: pair\n"
        "levers:\n  regulator.support: {levels: [0, 3]}\n  regulator.regulatory_coherence: {levels: 3}\n"
        "uncertainties:\n  parameters.gamin:\n"
        "design: {kind: gird}\nreplicates: none\n"
    )
    assert [problem.line for problem in found] == [5, 6, 8, 9, 10]


def test_files_that_cannot_be_experiments(problems: Problems) -> None:
    assert "is empty; allowed: at least `title:`, `question:`" in str(problems("")[0])
    assert "the file holds a list" in str(problems("- a\n")[0])
    assert "is not YAML" in str(problems("title: [\n")[0])


def test_missing_files(tmp_path: Path) -> None:
    with pytest.raises(
        ScenarioError, match=r"no shipped experiment or file is called 'screning'; .*Did you mean 'screening'\?"
    ):
        load_experiment("screning")
    with pytest.raises(ScenarioError, match=r"is a directory; allowed: an experiment file \(\.yaml\)"):
        load_experiment(tmp_path)


def test_mistakes_in_sets(problems: Problems, minimal: str) -> None:
    (found,) = problems(minimal, ["replicates=many"])
    assert str(found).startswith("--set replicates=many  replicates: found 'many'; allowed: a whole number")
    (found,) = problems(minimal, ["set.regulator.regulatory_coherence=2"])
    assert str(found).startswith(
        "--set set.regulator.regulatory_coherence=2  set.regulator.regulatory_coherence: "
        "found 2; allowed: a number from 0 to 1"
    )
    (found,) = problems(minimal, ["levers.regulator.support.levels=[2]"])
    assert str(found).startswith(
        "--set levers.regulator.support.levels=[2]  levers.regulator.support.levels[0]: found 2"
    )


def test_levels_that_do_not_go_together_are_reported_where_they_meet(write: Write, minimal: str) -> None:
    from sim.experiments.design import design_of, scenario_at

    text = minimal.replace(
        LEVERS,
        "levers:\n  partnerships.help.type: {levels: [buddying, merger]}\n"
        "  partnerships.help.term: {levels: [null, 12]}\n",
    )
    experiment = load_experiment(write(text))
    design = design_of(experiment)
    with pytest.raises(ScenarioError, match=r"experiment 'x'  partnerships\[0\]\.term: type 'merger' merges two"):
        scenario_at(experiment, design.loc[3])


@pytest.mark.parametrize(
    "text", ["levers: 3", "levers: [a]", "set: [1]", "design: 4", "uncertain_parameters: 3", "outcomes: 1"]
)
def test_sections_of_another_kind(text: str, problems: Problems, minimal: str) -> None:
    key = text.split(":")[0]
    kept = "\n".join(line for line in minimal.splitlines() if not line.startswith(key))
    kept = kept.replace("  regulator.support: {levels: [0, 0.5, 1]}\n", "") if key == "levers" else kept
    found: list[Any] = problems(f"{kept}\n{text}\n")
    assert any(problem.path == key for problem in found)


SEEN_BY_EDITORS = (
    "nothing varied", "unknown parameter", "unknown parameter with levels", "levels and bounds", "no levels",
    "fraction among whole numbers", "logarithm of nothing", "odd levels of a grid", "outcome twice", "no outcome",
    "variables without trajectories", "unknown key of a factor", "name of a level", "level twice",
)  # fmt: skip


@pytest.mark.parametrize("name", SEEN_BY_EDITORS)
def test_the_json_schema_refuses_what_it_can_express(name: str, minimal: str) -> None:
    schema = jsonschema.Draft202012Validator(experiment_json_schema())
    read = YAML(typ="safe", pure=True).load
    assert schema.is_valid(read(minimal))
    assert not schema.is_valid(read(text_of(CASES[name], minimal)))
