"""`--parameters`: what run, compare and sweep do with it, what they say, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from commands import refused, turnaround

from sim.scenario.parameter_sets import sample, set_number
from sim.scenario.provenance import ASSUMED_RANGES, ASSUMED_VALUES, OVER_SETS, OWN_SETS
from sim.scenario.scenario_loader import load_scenario

SHORT = ("--replicates", "2", "--months", "36")
POSTERIOR = ("--parameters", "posterior")
SMALL = """
title: A little support
question: Does it help?
scenario: case_b_buddying
levers:
  regulator.support: {levels: [0.2, 0.8]}
design: {kind: grid}
replicates: 3
months: 36
"""


def head(output: str, lines: int = 4) -> str:
    """Return the first lines of an output, in one."""
    return " ".join(" ".join(output.strip().splitlines()[:lines]).split())


def test_run_says_that_each_replicate_has_a_set_of_its_own(in_folder: Path) -> None:
    result = turnaround("run", "case_b_buddying", *SHORT, *POSTERIOR, "--no-figures")
    assert result.exit_code == 0, result.output
    said = head(result.stdout)
    assert OWN_SETS in said
    assert ASSUMED_RANGES in said
    assert f"bands are {OVER_SETS}" in result.output
    summary = pd.read_csv(in_folder / "results/case_b_buddying/summary.csv")
    assert set(summary["band"].str.endswith(OVER_SETS)) == {True}
    again = turnaround("run", "case_b_buddying", *SHORT, *POSTERIOR, "--no-figures")
    assert "Nothing to do" in again.output
    assert "--overwrite" in refused("run", "case_b_buddying", *SHORT, "--no-figures")


def test_run_with_defaults_says_what_partnerships_rest_on_and_how_to_let_it_vary(in_folder: Path) -> None:
    result = turnaround("run", "case_b_buddying", *SHORT, "--no-figures")
    assert OWN_SETS not in result.output
    assert f"{ASSUMED_VALUES} (--parameters posterior" in head(result.stdout)
    assert "partnership effects" not in turnaround("run", "no_partner", *SHORT, "--no-figures").output
    assert (
        "partnership effects"
        not in turnaround("run", "no_partner", *SHORT, *POSTERIOR, "--no-figures", "--out", "own").output
    )


def test_option_rules_over_what_the_scenario_says(in_folder: Path) -> None:
    (in_folder / "mine.yaml").write_text("extends: no_partner\ntitle: Mine\nparameters_from: posterior\n")
    assert OWN_SETS in turnaround("run", "mine.yaml", *SHORT, "--dry-run").output
    assert OWN_SETS not in turnaround("run", "mine.yaml", *SHORT, "--parameters", "defaults", "--dry-run").output


@pytest.mark.parametrize("keep", ["everything", "outcomes", "quantiles", "trajectories"])
def test_dry_run_and_run_say_so_whatever_is_kept(in_folder: Path, keep: str) -> None:
    command = ("run", "case_b_buddying", *SHORT, *POSTERIOR, "--keep", keep, "--no-figures")
    for said in (turnaround(*command, "--dry-run").output, turnaround(*command).stdout):
        assert OWN_SETS in head(said, 3)
        assert ASSUMED_RANGES in head(said, 3)
    assert json.loads((in_folder / "results/case_b_buddying/manifest.json").read_text())["sample"]
    assert "Nothing to do" in turnaround(*command).output


def test_trace_says_which_set_its_replicate_has(in_folder: Path) -> None:
    reported = turnaround("run", "case_b_buddying", *POSTERIOR, "--trace", "1").output
    number = set_number(load_scenario("case_b_buddying"), 1) + 1
    assert f"with parameter set {number} of {len(sample())} (posterior sample)" in reported
    assert "parameter set" not in turnaround("run", "case_b_buddying", "--trace", "1").output
    assert list(in_folder.iterdir()) == []


def test_compare_simulates_every_scenario_with_the_sets_of_the_same_replicates(in_folder: Path) -> None:
    result = turnaround("compare", "no_partner", "case_b_buddying", *SHORT, *POSTERIOR, "--out", "made")
    assert result.exit_code == 0, result.output
    said = head(result.stdout)
    assert OWN_SETS in said
    assert ASSUMED_RANGES in said
    assert f"intervals are {OVER_SETS}" in " ".join(result.output.split())
    table = pd.read_csv(in_folder / "made/comparison.csv")
    assert set(table["parameters"].str.contains(ASSUMED_RANGES, regex=False)) == {True}
    other = turnaround("compare", "no_partner", "case_b_buddying", *SHORT, "--out", "other")
    assert ASSUMED_VALUES in head(other.stdout)


def test_compare_takes_the_parameters_of_a_folder_and_cannot_change_them(in_folder: Path) -> None:
    turnaround("run", "case_b_buddying", *SHORT, *POSTERIOR, "--no-figures", "--out", "own")
    result = turnaround("compare", "no_partner", "own")
    assert result.exit_code == 0, result.output
    assert OWN_SETS in head(result.stdout)
    said = refused("compare", "no_partner", "own", "--parameters", "defaults")
    assert "own: cannot be compared with no_partner: source of parameters: posterior, not defaults" in said
    turnaround("run", "case_b_buddying", *SHORT, "--no-figures", "--out", "same")
    assert "run it again with --parameters posterior" in refused("compare", "own", "same")
    assert "options cannot change results folders" in refused("compare", "own", "same", *POSTERIOR)


def test_sweep_sets_them_in_the_base_of_the_experiment(in_folder: Path) -> None:
    (in_folder / "little.yaml").write_text(SMALL)
    planned = turnaround("sweep", "little.yaml", *POSTERIOR, "--dry-run")
    assert OWN_SETS in head(planned.output)
    done = turnaround("sweep", "little.yaml", *POSTERIOR)
    assert done.exit_code == 0, done.output
    assert OWN_SETS in head(done.stdout)
    assert ASSUMED_RANGES in head(done.stdout)
    assert "Nothing to do" in turnaround("sweep", "little.yaml", *POSTERIOR).output
    assert "parameters_from" in refused("sweep", "little.yaml"), "a folder of another experiment"


def test_sweep_that_varies_the_source_of_parameters_does_not_fix_it_too(in_folder: Path) -> None:
    varied = "parameters_from: {levels: [defaults, posterior]}"
    (in_folder / "little.yaml").write_text(SMALL.replace("regulator.support: {levels: [0.2, 0.8]}", varied))
    assert "each key either varied or fixed" in refused("sweep", "little.yaml", *POSTERIOR)
    assert turnaround("sweep", "little.yaml").exit_code == 0


@pytest.mark.parametrize(
    "command", [("run", "no_partner"), ("compare", "no_partner", "case_b_buddying"), ("sweep", "x")]
)
def test_other_sources_are_refused_and_those_allowed_are_named(in_folder: Path, command: tuple[str, ...]) -> None:
    message = refused(*command, "--parameters", "prior")
    assert "defaults" in message
    assert "posterior" in message
    assert list(in_folder.iterdir()) == []
