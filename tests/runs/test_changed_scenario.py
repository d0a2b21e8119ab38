"""A scenario that is changed by hand is not the shipped one: its title says so, and what is expected is not judged."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.comparison.sources import sources
from sim.experiments.experiment_loader import load_experiment
from sim.runs.run_scenario import inputs_digest
from sim.scenario.changes import LONGEST_TITLE
from sim.scenario.scenario_loader import change_scenario, load_scenario, to_yaml
from sim.scenario.scenario_writer import as_own_file

CHANGE = "regulator.support=0.8"
TITLE = load_scenario("case_b_buddying").title
FEW = {"replicates": 2, "engine": "mesa"}

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a scenario file and return its path."""

    def _write(text: str) -> Path:
        path = tmp_path / "mine.yaml"
        path.write_text(text)
        return path

    return _write


@pytest.fixture(scope="module")
def changed() -> sim.Run:
    return sim.run("case_b_buddying", sets=[CHANGE], **FEW)


def test_the_title_names_what_was_changed(changed: sim.Run) -> None:
    assert changed.title == f"{TITLE} (changed: {CHANGE})"


def test_what_is_expected_of_the_scenario_is_listed_and_not_judged(changed: sim.Run) -> None:
    assert len(changed.expectations) == len(load_scenario("case_b_buddying").expect)
    assert set(changed.expectations["verdict"]) == {"not applicable"}


def test_a_results_folder_says_so_in_report_manifest_and_scenario(changed: sim.Run, tmp_path: Path) -> None:
    folder = changed.save(tmp_path / "kept", figures=False)
    assert json.loads((folder / "manifest.json").read_text())["title"] == changed.title
    page = (folder / "report.html").read_text()
    assert f"(changed: {CHANGE})" in page
    assert "not applicable" in page
    assert sim.open_run(folder).title == changed.title
    written = load_scenario(folder / "scenario.yaml")
    assert (written.title, written.expect) == (changed.title, [])


def test_figures_say_so(changed: sim.Run) -> None:
    figure = changed.plot("stages")
    assert any(CHANGE in text.get_text().replace("\n", " ") for text in figure.findobj() if hasattr(text, "get_text"))


@pytest.mark.parametrize(
    "option",
    ["replicates=3", "seed=4", "months=60", "parameters_from=posterior", "title=Mine", "main_outcome.outcome=absorbed"],
)
def test_how_it_is_simulated_changes_no_scenario(option: str) -> None:
    scenario = load_scenario("case_b_buddying", [option])
    assert (scenario.changed, scenario.shown_title) == ((), scenario.title)


def test_a_scenario_as_it_is_is_judged() -> None:
    verdicts = set(sim.run("case_b_buddying", **FEW).expectations["verdict"])
    assert "not applicable" not in verdicts


def test_changes_of_a_loaded_scenario_add_up_and_the_last_of_a_key_counts() -> None:
    once = change_scenario(load_scenario("no_partner"), ["seed=3", CHANGE])
    twice = change_scenario(once, ["regulator.scrutiny = 0.2", "regulator.support=0.1"])
    assert once.shown_title.endswith(f"partner (changed: {CHANGE})")
    assert twice.shown_title.endswith("partner (changed: regulator.support=0.1, regulator.scrutiny=0.2)")
    assert change_scenario(twice, ["replicates=2"]).shown_title == twice.shown_title


def test_a_file_that_extends_is_a_scenario_of_its_own(write: Write) -> None:
    expected = "expect: [{statement: s, source: t, outcome: absorbed, at_most: 1}]\n"
    path = write(f"extends: no_partner\ntitle: Mine\nregulator: {{support: 0.8}}\n{expected}")
    run = sim.run(path, **FEW)
    assert run.title == "Mine"
    assert list(run.expectations["verdict"]) == ["held"]


def test_a_changed_scenario_written_out_is_judged_by_nothing_and_can_be_extended(tmp_path: Path) -> None:
    (tmp_path / "changed.yaml").write_text(to_yaml(as_own_file(load_scenario("no_partner", [CHANGE]))))
    (tmp_path / "mine.yaml").write_text("extends: changed\ntitle: Mine\n")
    assert load_scenario(tmp_path / "changed.yaml").expect == []
    assert load_scenario(tmp_path / "mine.yaml").shown_title == "Mine"


def test_long_changes_are_shortened_and_counted() -> None:
    sets = [f"parameters.{name}=0.1" for name in ("gaming", "rating_noise", "fit_from_culture", "prior_tie")]
    scenario = load_scenario("no_partner", [*sets, "local_health_economies.estuary.name=" + "x" * 150])
    assert scenario.shown_title.endswith(" and 1 more)")
    long = load_scenario("no_partner", ["title=" + "t" * LONGEST_TITLE, CHANGE])
    assert len(as_own_file(long)["title"]) == LONGEST_TITLE
    assert as_own_file(long)["title"].endswith(f"… (changed: {CHANGE})")


def test_a_run_of_the_changed_is_never_taken_for_one_of_the_shipped() -> None:
    same = load_scenario("no_partner", ["regulator.support=0.4"])
    assert inputs_digest(same) != inputs_digest(load_scenario("no_partner"))


def test_the_terminal_says_so(tmp_path: Path) -> None:
    asked = ["run", "no_partner", "--set", CHANGE, "--replicates", "2", "--engine", "mesa", "--no-figures"]
    shown = CliRunner().invoke(main, [*asked, "--out", str(tmp_path / "kept")])
    assert shown.exit_code == 0
    assert f"(changed: {CHANGE})" in " ".join(shown.stdout.split())
    in_full = CliRunner().invoke(main, [*asked, "--verbose", "--overwrite", "--out", str(tmp_path / "kept")])
    assert "applicable" in in_full.stdout, "expectations are of the scenario as it was"


def test_compared_scenarios_say_so_and_what_they_share_is_no_change() -> None:
    named, few = ["no_partner", "case_b_buddying"], {"replicates": 2}
    titles = [source.scenario.shown_title for source in sources(named, [CHANGE], few)]
    assert [title.endswith(f"(changed: {CHANGE})") for title in titles] == [True, True]
    assert [source.scenario.changed for source in sources(named, [], few)] == [(), ()]


def test_the_base_of_an_experiment_says_what_the_experiment_sets_for_good() -> None:
    base = load_experiment("support_duration").base
    assert base.shown_title == f"{TITLE} (changed: policy_changes=a list of 1 item)"
    assert load_experiment("support_or_scrutiny").base.shown_title == TITLE
