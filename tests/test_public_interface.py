"""The Python interface: every name explained with an example that runs, and arguments taken or clearly refused."""

from __future__ import annotations

import doctest
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.config.arguments import set_texts, whole_number

FUNCTIONS = [name for name in sim.__all__ if inspect.isroutine(inspect.unwrap(getattr(sim, name)))]
REPLICATES, MONTHS = 2, 36


def test_there_are_public_functions() -> None:
    assert {"run", "sweep", "compare", "load_scenario"} <= set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_public_function_has_an_example_that_runs(name: str) -> None:
    function = inspect.unwrap(getattr(sim, name))
    names = vars(inspect.getmodule(function))
    found = doctest.DocTestFinder(recurse=False).find(function, name, globs=dict(names))
    examples = [test for test in found if test.examples]
    assert examples, f"sim.{name} has no example"
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    said: list[str] = []
    for test in examples:
        runner.run(test, out=said.append)
    assert runner.failures == 0, "".join(said)


@pytest.fixture(scope="module")
def alone() -> sim.Run:
    return sim.run("no_partner", replicates=REPLICATES, months=MONTHS)


@pytest.mark.parametrize("sets", [{"regulator.support": 0.8}, ["regulator.support=0.8"], "regulator.support=0.8",
                                  ("regulator.support=0.8",)])  # fmt: skip
def test_changes_are_taken_as_a_dict_a_list_or_one_text(sets: Any) -> None:
    assert sim.load_scenario("no_partner", sets).regulator.support == 0.8
    assert sim.run("no_partner", sets=sets, replicates=1, months=36).scenario.regulator.support == 0.8


@pytest.mark.parametrize(
    "value", [0.25, 3, True, None, "on", "5e3", "a: b", "null", [1, 2], {"a": 1}, "quo'te\"s", "é–"]
)
def test_any_value_of_a_dict_arrives_as_it_is(value: Any) -> None:
    from sim.config.errors import Place
    from sim.config.yaml_tree import read_text

    (text,) = set_texts({"key": value})
    root, problems = read_text(text.partition("=")[2], Place("--set"), lined=False)
    assert root.plain() == value
    assert problems == []


def test_names_folders_and_objects_are_compared_alike(alone: sim.Run, tmp_path: Path) -> None:
    folder = alone.save(tmp_path / "made", figures=False)
    scenario = sim.load_scenario("no_partner", {"replicates": REPLICATES, "months": MONTHS})
    rows = [
        sim.compare([first, "case_b_buddying"], replicates=None if first is not scenario else REPLICATES).rows
        for first in (alone, folder, str(folder), scenario)
    ]
    by_name = sim.compare(["no_partner", "case_b_buddying"], replicates=REPLICATES, months=MONTHS).rows
    assert len(by_name) > 10
    for found in rows:
        assert found.drop(columns="reference").equals(by_name.drop(columns="reference"))


WRONG: list[tuple[Callable[[], Any], str]] = [
    (lambda: sim.run("no_partner", replicates="10"), r"replicates: found '10' \(str\); allowed: a whole number"),
    (lambda: sim.run("no_partner", replicates=True), r"replicates: found true \(bool\)"),
    (lambda: sim.run("no_partner", months=[12]), "months: found a list"),
    (lambda: sim.run("no_partner", seed="7"), "seed: found '7'"),
    (lambda: sim.run("no_partner", precision="0.1", replicates=1, months=36), "precision: found '0.1'"),
    (lambda: sim.run(["no_partner"]), "scenario: found a list"),
    (lambda: sim.run(None), "scenario: found None"),
    (lambda: sim.run("no_partner", sets=5), "sets: found 5"),
    (lambda: sim.run("no_partner", sets=[("a", 1)]), "sets: found a list"),
    (lambda: sim.load_scenario({"title": "T"}), "scenario: found a mapping"),
    (lambda: sim.load_experiment(3), "experiment: found 3"),
    (lambda: sim.load_calibration(None), "calibration: found None"),
    (lambda: sim.sweep(3), "experiment: found 3"),
    (lambda: sim.compare("no_partner"), "named: found 'no_partner'"),
    (lambda: sim.compare(["no_partner", 3]), "scenario: found 3"),
    (lambda: sim.compare(["no_partner", "case_b_buddying"], replicates="9"), "replicates: found '9'"),
    (lambda: sim.stream("no_partner", "made", variables="quality"), "variables: found 'quality'"),
    (lambda: sim.stream("no_partner", "made", threads="2"), "threads: found '2'"),
    (lambda: sim.describe_trusts(None), "scenario: found None"),
    (lambda: sim.describe_trusts("no_partner", 5), "sets: found 5"),
    (lambda: sim.open_run(None), "folder: found None"),
    (lambda: sim.open_experiment(5), "folder: found 5"),
]


@pytest.mark.parametrize(("call", "message"), WRONG)
def test_a_wrong_type_is_a_clear_error(call: Callable[[], Any], message: str, in_folder: Path) -> None:
    with pytest.raises(TypeError, match=message):
        call()
    assert list(in_folder.iterdir()) == []


def test_a_whole_number_may_be_written_as_a_decimal_and_a_part_of_one_may_not() -> None:
    assert whole_number("months", 60.0) == 60
    with pytest.raises(ValueError, match=r"months: 60\.5 is not a whole number"):
        whole_number("months", 60.5)


def test_one_scenario_is_not_compared(in_folder: Path) -> None:
    with pytest.raises(ValueError, match="found 1 to be compared"):
        sim.compare(["no_partner"])


def test_what_is_returned_shows_itself_in_a_few_lines(alone: sim.Run, tmp_path: Path) -> None:
    sim.sweep("support_duration", tmp_path / "sweep", sets={"replicates": 1})
    shown = (alone, sim.open_experiment(tmp_path / "sweep"),
             sim.compare([alone, "case_b_buddying"]))  # fmt: skip
    for thing in shown:
        assert 1 < len(repr(thing).splitlines()) <= 6
        assert len(repr(thing)) < 800
        assert "<table" in thing._repr_html_()
        assert len(thing._repr_html_()) < 5000


def test_titles_in_notebooks_are_text(tmp_path: Path) -> None:
    made = sim.run("no_partner", sets={"title": "<script>x</script>"}, replicates=1, months=36)
    assert "<script>" not in made._repr_html_()


def test_progress_is_reported_or_shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[int, int]] = []
    sim.run("no_partner", replicates=2, months=36, progress=lambda *now: done.append(now))
    assert done == [(1, 2), (2, 2)]
    sim.run("no_partner", replicates=2, months=36, progress=True)
    assert capsys.readouterr().err == "", "there is no terminal to show a bar on"
    monkeypatch.setenv("FORCE_COLOR", "1")
    sim.run("no_partner", replicates=2, months=36, progress=True)
    assert "2/2" in capsys.readouterr().err
