"""Factors from a problem of SALib, in a mapping or in its text file; groups are changed together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from ruamel.yaml import YAML
from SALib.analyze import morris, sobol
from SALib.util import read_param_file

import sim
from sim.config.errors import Problem, ScenarioError
from sim.experiments.design import design_of, numbers_of, problem_of
from sim.experiments.experiment_json_schema import experiment_json_schema
from sim.experiments.experiment_loader import load_experiment
from sim.experiments.experiment_schema import Experiment
from sim.experiments.factors import number_of_points

Write = Callable[..., Path]
Load = Callable[..., Experiment]

HEAD = "title: T\nquestion: What matters?\nscenario: pair\nproblem: problem.txt\n"
SALTELLI = "design: {kind: saltelli, points: 8}\n"
KEYS = ["parameters.gaming", "regulator.support", "trusts.green_bay.turnover"]
FILE = """\
# name, lower, upper, group, distribution
parameters.gaming,0.1,0.4,behaviour,unif
regulator.support,0,1,policy,unif

trusts.green_bay.turnover,100,900,behaviour,logunif
"""
PROBLEM = {
    "num_vars": 3,
    "names": KEYS,
    "bounds": [[0.1, 0.4], [0, 1], [100, 900]],
    "groups": ["behaviour", "policy", "behaviour"],
    "dists": ["unif", "unif", "logunif"],
}


@pytest.fixture
def load(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load an experiment with the file of a problem beside it, as seen from its folder."""
    monkeypatch.chdir(tmp_path)

    def _load(problem: str, text: str = HEAD + SALTELLI, sets: Sequence[str] = ()) -> Experiment:
        (tmp_path / "problem.txt").write_bytes(problem.encode())
        return load_experiment(write(text), sets)

    return _load


@pytest.fixture
def refused(load: Load) -> Callable[..., list[Problem]]:
    """Return what is wrong with an experiment with the file of a problem beside it."""

    def _refused(problem: str, text: str = HEAD + SALTELLI) -> list[Problem]:
        with pytest.raises(ScenarioError) as caught:
            load(problem, text)
        return caught.value.problems

    return _refused


def said(experiment: Experiment) -> list[tuple[Any, ...]]:
    """Return what is said of each factor."""
    return [(f.key, f.low, f.high, f.log, f.group) for f in experiment.factors]


AS_SAID = [
    ("parameters.gaming", 0.1, 0.4, False, "behaviour"),
    ("regulator.support", 0.0, 1.0, False, "policy"),
    ("trusts.green_bay.turnover", 100.0, 900.0, True, "behaviour"),
]


@pytest.mark.parametrize(
    "text",
    [
        FILE,
        FILE.replace("\n", "\r\n"),
        "\ufeff" + FILE,
        FILE.replace(",", ", "),
        FILE.replace(",", ";"),
        FILE.replace("# name, lower, upper, group, distribution\n", "").replace(",", "\t"),
        FILE.replace("# name, lower, upper, group, distribution\n", "").replace(",", "  "),
    ],
)
def test_a_file_gives_the_factors_however_its_columns_are_separated(load: Load, text: str) -> None:
    experiment = load(text)
    assert said(experiment) == AS_SAID
    assert {factor.role for factor in experiment.factors} == {"uncertainty"}


def test_a_mapping_gives_the_factors(write: Write) -> None:
    text = HEAD.replace("problem: problem.txt\n", "") + SALTELLI
    assert said(load_experiment(write(text), problem=PROBLEM)) == AS_SAID
    arrays = {**PROBLEM, "bounds": np.array(PROBLEM["bounds"]), "names": np.array(KEYS), "outputs": ["y"]}
    assert said(load_experiment(write(text), problem=arrays)) == AS_SAID
    short = {"num_vars": 2, "names": KEYS[:2], "bounds": [[0.1, 0.4], [0, 1]], "groups": None}
    assert said(load_experiment(write(text), problem=short)) == [(*row[:4], None) for row in AS_SAID[:2]]


def test_the_file_gives_what_salib_reads_from_it(load: Load, write: Write, tmp_path: Path) -> None:
    from_file = load(FILE)
    text = FILE.replace("\n\n", "\n")  # SALib's own reader takes no empty lines
    (tmp_path / "problem.txt").write_text(text)
    read = read_param_file(str(tmp_path / "problem.txt"))
    assert said(load_experiment(write(HEAD + SALTELLI), problem=read)) == said(from_file)


def test_what_the_analyses_ask_for_is_a_problem_again(load: Load, write: Write) -> None:
    experiment = load(FILE.replace("logunif", "unif"))
    again = load_experiment(write(HEAD + SALTELLI), problem=problem_of(experiment))
    assert said(again) == said(experiment)


@pytest.mark.parametrize("second", ["false", "true"])
def test_a_saltelli_design_changes_the_factors_of_a_group_together(load: Load, second: str) -> None:
    experiment = load(FILE, sets=[f"design.second_order={second}"])
    design = numbers_of(experiment, design_of(experiment))
    assert len(design) == number_of_points(experiment.factors, experiment.design.model_dump())
    assert len(design) == 8 * (2 * 2 + 2 if second == "true" else 2 + 2)
    for changed in np.diff(design, axis=0)[[0, 1]] != 0:
        assert changed[0] == changed[2]
    output = design @ [1.0, 2.0, 0.001]
    found = sobol.analyze(problem_of(experiment), output, calc_second_order=second == "true")
    assert len(found["ST"]) == 2


def test_a_morris_design_changes_the_factors_of_a_group_together(load: Load) -> None:
    experiment = load(FILE, HEAD + "design: {kind: morris, trajectories: 5}\n")
    design = numbers_of(experiment, design_of(experiment))
    assert len(design) == 5 * (2 + 1)
    steps = np.diff(design.reshape(5, 3, 3), axis=1) != 0
    assert (steps[..., 0] == steps[..., 2]).all()
    assert (steps[..., 0] != steps[..., 1]).all()
    found = morris.analyze(problem_of(experiment), design, design @ [1.0, 2.0, 0.001])
    assert set(found["names"]) == {"behaviour", "policy"}


def test_a_group_may_stand_in_the_experiment_and_a_factor_without_is_by_itself(load: Load, write: Write) -> None:
    text = (
        "title: T\nquestion: q\nscenario: pair\nlevers:\n  regulator.support: {levels: [0, 1], group: policy}\n"
        "uncertainties:\n  parameters.gaming: {group: policy}\n  trusts.green_bay.turnover: {low: 100, high: 200}\n"
    )
    experiment = load_experiment(write(text + SALTELLI))
    assert len(design_of(experiment)) == 8 * (2 + 2)
    assert problem_of(experiment)["groups"] == ["policy", "policy", "trusts.green_bay.turnover"]
    listed = text.replace("{levels: [0, 1], group: policy}", "{group: policy}").replace("{low: 100, high: 200}", "")
    point = "{regulator.support: 0.2, parameters.gaming: 0.35, trusts.green_bay.turnover: 150}"
    assert len(design_of(load_experiment(write(listed + f"design: {{kind: points, points: [{point}]}}\n")))) == 1


def test_designs_without_groups_spread_each_factor(load: Load) -> None:
    assert len(design_of(load(FILE, HEAD + "design: {kind: latin_hypercube, points: 7}\n"))) == 7


def test_without_groups_nothing_changes(load: Load, write: Write) -> None:
    plain = "parameters.gaming,0.1,0.4\nregulator.support,0,1\n"
    experiment = load(plain)
    text = (
        "title: T\nquestion: q\nscenario: pair\nuncertainties:\n  parameters.gaming: {low: 0.1, high: 0.4}\n"
        "  regulator.support: {low: 0, high: 1}\n"
    )
    assert design_of(experiment).equals(design_of(load_experiment(write(text + SALTELLI))))
    assert "groups" not in problem_of(experiment)
    assert said(load(plain.replace("0.4", "0.4,NA"))) == said(experiment)


def test_points_and_a_problem_go_together(load: Load, write: Write, tmp_path: Path) -> None:
    load(FILE)
    (tmp_path / "points.csv").write_text(",".join(KEYS) + "\n0.2,0.5,300\n")
    experiment = load_experiment(write(HEAD + "design: {kind: points, file: points.csv}\n"))
    assert design_of(experiment).to_numpy().tolist() == [[0.2, 0.5, 300.0]]


def test_a_sweep_depends_on_no_file(load: Load, tmp_path: Path) -> None:
    experiment = load(FILE, HEAD + "design: {kind: saltelli, points: 2}\nreplicates: 2\nmonths: 12\n")
    sim.sweep(experiment, tmp_path / "made")
    (tmp_path / "problem.txt").unlink()
    made = sim.open_experiment(tmp_path / "made")
    assert said(made.experiment) == AS_SAID
    assert made.design.set_index("point").equals(design_of(experiment))


REFUSED = {
    "too few": (
        "parameters.gaming,0.1\n",
        "problem.txt:1  has 2 values; allowed: a name, a lower and ~",
    ),
    "text as bound": (
        FILE.replace("0.4", "high"),
        "problem.txt:2  parameters.gaming: found 'high' as a bound; allowed: a number",
    ),
    "minus of a word processor": (
        FILE.replace("100,", "\u2212100,"),
        "problem.txt:5  trusts.green_bay.turnover: found '\u2212100' as a bound; it has a minus sign (U+2212); ~",
    ),
    "twice": (
        FILE + "regulator.support,0,1\n",
        "problem.txt:6  regulator.support: the factor ~",
    ),
    "distribution": (
        FILE.replace("logunif", "norm"),
        "problem.txt:5  trusts.green_bay.turnover: found the distribution 'norm' of ~ between two bounds",
    ),
    "upside down": (
        FILE.replace("0.1,0.4", "0.4,0.1"),
        "problem.txt:2  uncertainties.parameters.gaming.high: found 0.1, which is not above `low`; ~",
    ),
    "beyond bounds": (
        FILE.replace("0,1,policy", "0,2,policy"),
        "problem.txt:3  uncertainties.regulator.support.high: found 2.0; allowed: a number from 0 to 1",
    ),
    "unknown key": (
        FILE.replace("regulator.support", "regulator.suport"),
        "problem.txt:3  uncertainties.regulator.suport: unknown key 'suport'; ~ Did you mean 'support'?",
    ),
    "one group": (FILE.replace("policy", "behaviour"), "x.yaml:5:1  design: has all its factors in one group; ~"),
    "empty": ("# nothing\n", "problem.txt  names no factors; allowed: a line for each factor"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_mistake_in_a_file_is_named_with_its_line(refused: Callable[..., list[Problem]], case: str) -> None:
    text, message = REFUSED[case]
    start, _, end = message.partition("~")
    found = [str(problem) for problem in refused(text)]
    assert any(line.startswith(start) and line.endswith(end) for line in found), found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"names": []}, "problem  names: found an empty list; allowed: a list of keys of factors"),
        ({"names": None}, "problem  names: found an empty value"),
        ({"num_vars": 4}, "problem  num_vars: found 4; allowed: 3, as there are names"),
        ({"bounds": [[0, 1]]}, "problem  bounds: has 1 items, and there are 3 names"),
        ({"bounds": [[0.1], [0, 1], [100, 900]]}, "problem  bounds[0]: parameters.gaming has 1 bounds"),
        ({"groups": ["a"]}, "problem  groups: has 1 items, and there are 3 names"),
        ({"groups": [1, 2, 3]}, "problem  bounds[0]: found 1 as a group; allowed: text"),
        ({"dists": ["unif", "triang", "unif"]}, "problem  bounds[1]: found the distribution 'triang'"),
        ({"bounds": [[0.1, True], [0, 1], [100, 900]]}, "problem  bounds[0]: found true as a bound"),
        ({"names": ["parameters.gaming"] * 3}, "problem  bounds[1]: the factor parameters.gaming is there twice"),
    ],
)
def test_a_mistake_in_a_mapping_is_named(write: Write, change: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_experiment(write(HEAD + SALTELLI), problem={**PROBLEM, **change})
    assert any(str(problem).startswith(message) for problem in caught.value.problems), caught.value
    with pytest.raises(ScenarioError, match="problem  found a list of 1 item; allowed: a mapping"):
        load_experiment(write(HEAD + SALTELLI), problem=[1])  # type: ignore[arg-type]


def test_a_factor_stands_in_the_problem_or_in_the_experiment(refused: Callable[..., list[Problem]]) -> None:
    for section in ("levers", "uncertainties"):
        (found,) = refused(FILE, HEAD + f"{section}:\n  parameters.gaming:\n" + SALTELLI)
        assert str(found) == (
            f"x.yaml:6:3  {section}.parameters.gaming: is in the problem, too; allowed: each factor once"
        )


def test_a_file_that_is_not_there(refused: Callable[..., list[Problem]]) -> None:
    (missing,) = refused(FILE, HEAD.replace("problem.txt", "problm.txt") + SALTELLI)
    assert str(missing).startswith("x.yaml:4:10  problem: there is no file 'problm.txt'")
    assert any(
        "problem: found 3; allowed: text" in str(f) for f in refused(FILE, HEAD.replace("problem.txt", "3") + SALTELLI)
    )


def test_the_json_schema_agrees_with_the_reader() -> None:
    schema = jsonschema.Draft202012Validator(experiment_json_schema())
    read = YAML(typ="safe", pure=True).load
    assert schema.is_valid(read(HEAD + SALTELLI))
    assert not schema.is_valid(read(HEAD.replace("problem.txt", "3") + SALTELLI))
    assert schema.is_valid(read(HEAD + "levers: {regulator.support: {low: 0, high: 1, group: policy}}\n" + SALTELLI))
    assert not schema.is_valid(read(HEAD + "levers: {regulator.support: {low: 0, high: 1, group: 3}}\n" + SALTELLI))
