"""The right mistake is named: what was given, which command takes it, and what mends it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from commands import refused, turnaround

EXPERIMENT = """
title: T
question: Q
scenario: no_partner
levers: {regulator.support: {levels: [0.2, 0.8]}}
design: {kind: grid}
replicates: 1
"""


@pytest.mark.parametrize(
    ("command", "found"),
    [
        (("run", "support_duration"), "is an experiment; allowed: a scenario; try turnaround sweep support_duration"),
        (("run", "national"), "is a calibration; allowed: a scenario; try turnaround calibrate national"),
        (("sweep", "no_partner"), "is a scenario; allowed: an experiment; try turnaround run no_partner"),
        (("calibrate", "no_partner"), "is a scenario; allowed: a calibration; try turnaround run no_partner"),
        (("compare", "no_partner", "support_duration"), "is an experiment; allowed: a scenario"),
        (("plot", "no_partner"), "it is the name of a scenario: try turnaround run no_partner"),
        (("status", "support_duration"), "it is the name of an experiment: try turnaround sweep support_duration"),
        (("run", "question.yaml"), "is an experiment; allowed: a scenario file; try turnaround sweep question.yaml"),
        (("sweep", "trusts.yaml"), "is a scenario; allowed: an experiment file; try turnaround run trusts.yaml"),
        (("run", "missing.yaml"), "missing.yaml  no such file"),
        (("sweep", "missing.yaml"), "missing.yaml  no such file"),
        (("run", "folder"), "folder  is a directory; allowed: a scenario file"),
        (("run", "loop.yaml"), "loop.yaml  is not a regular file"),
        (("run", "pipe.yaml"), "pipe.yaml  is not a regular file"),
    ],
)
def test_what_was_given_in_the_place_of_another_thing_is_named(
    in_folder: Path, command: tuple[str, ...], found: str
) -> None:
    Path("question.yaml").write_text(EXPERIMENT)
    Path("trusts.yaml").write_text("title: T\ntrusts: [{id: a, archetype: failing}]\n")
    Path("folder").mkdir()
    Path("loop.yaml").symlink_to("loop.yaml")
    if hasattr(os, "mkfifo"):
        os.mkfifo("pipe.yaml")
    assert found in refused(*command)


def test_results_folders_are_known_wherever_they_are_given(in_folder: Path) -> None:
    Path("question.yaml").write_text(EXPERIMENT)
    assert turnaround("run", "no_partner", "--replicates", "2", "--no-figures").exit_code == 0
    assert turnaround("sweep", "question.yaml").exit_code == 0
    for command in ("run", "sweep", "validate"):
        assert "is a results folder" in refused(command, "results/no_partner")
        assert "is the results folder of a sweep" in refused(command, "results/question")
    assert "holds a run and not a sweep" in refused("status", "results/no_partner")
    assert turnaround("plot", "results/question").exit_code == 0
    assert "holds a sweep and not a run" in refused("compare", "no_partner", "results/question")


def test_at_most_five_alternatives_are_named_the_nearest_first(in_folder: Path) -> None:
    said = refused("run", "case_b_budying")
    listed = said.partition("allowed: ")[2].partition(" and ")[0].split(", ")
    assert len(listed) == 5
    assert listed[0] == "case_b_buddying"
    assert "Did you mean 'case_b_buddying'?" in said


def test_a_run_too_short_for_its_main_outcome_is_refused_with_what_mends_it(in_folder: Path) -> None:
    said = refused("run", "no_partner", "--months", "24")
    assert "recovered_within_24" in said
    assert "a run of at least 36 months (--months)" in said
    mended = ("--months", "24", "--set", "main_outcome.outcome=recovered_within_24")
    assert turnaround("run", "no_partner", *mended, "--dry-run").exit_code == 0


@pytest.mark.parametrize("precision", ["0.5", "5", "1e9"])
def test_a_precision_that_any_estimate_has_is_refused(in_folder: Path, precision: str) -> None:
    said = refused("run", "no_partner", "--precision", precision)
    assert "recovered_within_36 is a share from 0 to 1; allowed: below 0.5" in said


def test_no_message_shows_what_a_file_of_somebody_else_holds(in_folder: Path) -> None:
    secrets = {
        "passwd": "root:hunter2:0:0:root:/root:/bin/bash\ndaemon:hunter2:1\n",
        "shadow": "root:*hunter2:19000:0:99999:7:::\n",
        "key.pem": "-----BEGIN hunter2-----\nhunter2==\n",
        "secret.yaml": "password: hunter2\nmonths: hunter2\n",
        "list.yaml": "- hunter2\n",
        "text.yaml": "hunter2\n",
        "tagged": "!hunter2 {a: *hunter2}\n",
    }
    for name, text in secrets.items():
        Path(name).write_text(text)
        Path("mine.yaml").write_text(f"title: T\nextends: {in_folder / name}\n")
        said = refused("run", "mine.yaml")
        assert "hunter2" not in said, name
        assert name in said
        Path("mine.yaml").write_text(EXPERIMENT.replace("no_partner", str(in_folder / name)))
        assert "hunter2" not in refused("sweep", "mine.yaml"), name


@pytest.mark.parametrize("digits", [30, 400, 5000])
def test_a_number_of_any_length_is_an_error_message(in_folder: Path, digits: int) -> None:
    number = "9" * digits
    for command in (
        ("run", "no_partner", "--set", f"months={number}"),
        ("run", "no_partner", "--set", f"regulator.support={number}"),
        ("run", "no_partner", "--set", f"regulator.support=1e{number}"),
        ("run", "no_partner", "--set", f"regulator.support=0x{number}"),
        ("run", "no_partner", "--replicates", number),
        ("run", "no_partner", "--precision", number),
        ("sweep", "screening", "--shard", f"{number}/1"),
        ("sweep", "support_or_scrutiny", "--set", f"levers.regulator.support.levels=[0, {number}]"),
        ("sweep", "screening", "--set", f"design.trajectories={number}"),
        ("plot", "results", "--month", number),
    ):
        assert len(refused(*command)) < 2000 + 2 * digits
