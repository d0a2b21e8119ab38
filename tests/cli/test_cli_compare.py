"""`turnaround compare` from end to end: scenarios, folders, both together, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from commands import refused, turnaround

from sim.comparison import sources

SHORT = ("--replicates", "2", "--months", "40")


def test_two_scenarios_are_simulated_and_compared(in_folder: Path) -> None:
    result = turnaround("compare", "no_partner", "case_b_buddying", *SHORT)
    assert result.exit_code == 0, result.output
    assert "Compared with A failing acute trust without a partner (no_partner): 2 replicates of 40" in result.output
    assert "four_hour_performance, month 12" in result.output
    place = in_folder / "results/compare-no_partner-case_b_buddying"
    assert [path.name for path in (in_folder / "results").iterdir()] == [place.name], "runs are not kept"
    assert set(pd.read_csv(place / "comparison.csv")["month"].dropna()) == {12, 24, 36}
    assert "Nothing to do" in turnaround("compare", "no_partner", "case_b_buddying", *SHORT).output
    other = ("compare", "no_partner", "case_b_buddying", *SHORT, "--trust", "Green Bay", "--month", "6")
    assert "--overwrite" in turnaround(*other).output
    assert turnaround(*other, "--overwrite").exit_code == 0
    assert set(pd.read_csv(place / "comparison.csv")["trust"]) == {"green_bay"}


def test_folder_rules_over_the_scenario_beside_it(in_folder: Path) -> None:
    turnaround("run", "no_partner", *SHORT, "--seed", "9", "--no-figures", "--out", "mine")
    result = turnaround("compare", "no_partner", "mine", "--out", "same")
    assert result.exit_code == 0, result.output
    manifest = json.loads((in_folder / "same/manifest.json").read_text())
    assert (manifest["seed"], manifest["months"], manifest["replicates"]) == (9, 40, 2)
    assert set(pd.read_csv(in_folder / "same/comparison.csv")["differ"]) == {0}
    assert "--seed 9" in refused("compare", "mine", "no_partner", "--seed", "4")
    assert "options cannot change results folders" in refused("compare", "mine", "mine", "--seed", "4")


def test_run_that_its_folder_holds_is_not_simulated_again(in_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_partner", "case_b_buddying"):
        turnaround("run", name, *SHORT, "--no-figures")

    def never(*_: object, **__: object) -> None:
        raise AssertionError("simulated again")

    monkeypatch.setattr(sources, "simulate", never)
    assert turnaround("compare", "no_partner", "case_b_buddying", *SHORT).exit_code == 0


def test_folders_that_are_no_twins_are_refused(in_folder: Path) -> None:
    turnaround("run", "no_partner", *SHORT, "--no-figures")
    turnaround("run", "no_partner", "--replicates", "2", "--months", "50", "--no-figures", "--out", "longer")
    turnaround("run", "no_partner", *SHORT, "--keep", "outcomes", "--out", "less")
    said = refused("compare", "results/no_partner", "longer")
    assert "longer: cannot be compared with results/no_partner: months simulated: 50" in said
    assert "was run with --keep outcomes" in refused("compare", "results/no_partner", "less")
    assert not list((in_folder / "results").glob("compare*"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("no_partner",), "name two or more"),
        (("no_partner", "no_partner"), "is named twice"),
        (("no_partner", "nowhere/mine"), "nowhere/mine"),
        (("no_partner", "case_c_acquisition"), "--set start_month=7"),
        (("no_partner", "case_b_buddying", "--trust", "green_by"), "green_bay"),
        (("no_partner", "case_b_buddying", "--month", "90"), "month 90 was not simulated"),
        (("no_partner", "case_b_buddying", "--replicates", "1"), "--replicates"),
        (("no_partner", "."), "not a results folder"),
    ],
)
def test_wrong_use_is_refused_before_anything_is_simulated(
    in_folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    assert words in refused("compare", *arguments)
    assert list(in_folder.iterdir()) == []


def test_why_two_scenarios_differ_is_told_part_by_part(in_folder: Path) -> None:
    base = "title: Alone\nreplicates: 8\nmonths: 36\ntrusts: [{id: green_bay, archetype: failing}]\n"
    (in_folder / "a.yaml").write_text(base, encoding="utf-8")
    (in_folder / "b.yaml").write_text("extends: a\nregulator: {support: 0.9, scrutiny: 0.2}\n", encoding="utf-8")
    done = turnaround("why", "a.yaml", "b.yaml", "--replicates", "8", "--outcome", "performance_shortfall")
    assert done.exit_code == 0, done.output
    assert "regulator.support" in done.output
    assert "whole difference" in done.output
    assert (in_folder / "results" / "why-a-b" / "waterfall.png").exists()
    told = turnaround("why", "a.yaml", "b.yaml", "--replicate", "1", "--fork", "12")
    assert told.exit_code == 0, told.output
    assert "part in month" in told.output
    without_world = turnaround("why", "a.yaml", "b.yaml", "--fork", "12")
    assert without_world.exit_code == 2
    assert "--fork needs --replicate" in without_world.output


def test_an_appraisal_is_told_and_written(in_folder: Path) -> None:
    few = ("--set", "options.types=[buddying]", "--set", "options.partners=[regency_vale]", "--set",
           "worlds={first: 8, most: 8}")  # fmt: skip
    done = turnaround("appraise", "best_partner", *few, "--threads", "1")
    assert done.exit_code == 0, done.output
    assert "What partnerships do is assumed" in done.output
    assert "Buddying with Regency Vale" in done.output
    assert (in_folder / "results" / "best_partner" / "board.html").exists()
    assert "best_partner" in turnaround("list", "appraisals").output
    assert "green_bay" in turnaround("describe", "best_partner").output
    assert "options" in turnaround("schema", "appraisal").output
    missing = turnaround("appraise", "best_partnr")
    assert missing.exit_code == 2
    assert "best_partner" in missing.output
