"""`turnaround evidence`, `calibrate`, `coverage` and `ablation`, from the command line to the files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from commands import turnaround

from sim.evidence.assessment import read_committed
from sim.evidence.evidence_files import ABOUT, EVIDENCE

SMALL = """
title: Winter
set: [months=24, background.trusts=10]
parameters:
  winter_amplitude: {low: 0.10, high: 0.20}
patterns: {P14: 1.0}
replicates: {national: 2, local: 2}
posterior: {walkers: 4, steps: 6, discard: 2, keep: 8}
"""

FEW = ("months=36", "background.trusts=12", "background.local_health_economies=3")
"""What makes the world of a national pattern small."""


def test_patterns_are_shown_and_written(tmp_path: Path) -> None:
    done = turnaround("evidence", "P14", "C_A", "--quick", "--out", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    assert "Winter" in done.output
    assert "1 of 1 pass" in done.output
    table = pd.read_csv(tmp_path / "out" / "evidence.csv")
    assert set(table["pattern"]) == {"P14", "C_A"}
    drawn = {"evidence.png", "case_studies.png", "tail_probabilities.png"}
    assert {file.name for file in (tmp_path / "out").glob("*.png")} == drawn


def test_an_assessment_of_one_figure_without_a_name_of_its_own_can_be_drawn_again(tmp_path: Path) -> None:
    committed = read_committed()
    committed[committed["pattern"] == "P03a"].to_csv(tmp_path / EVIDENCE, index=False)
    (tmp_path / ABOUT).write_text('{"parameters": "defaults"}', encoding="utf-8")
    drawn = turnaround("plot", str(tmp_path), "--figure", "evidence", "--out", str(tmp_path / "drawn"))
    assert drawn.exit_code == 0, drawn.output


def test_a_miss_is_a_finding_unless_strictness_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.calibration.objective import changed_pattern
    from sim.evidence import patterns as table

    missed = {**table.patterns()}
    missed["P14"] = replace(changed_pattern(missed["P14"], FEW), bands=(table.Band("", 90.0, 91.0),))
    monkeypatch.setattr(table, "patterns", lambda: missed)
    usual = ("evidence", "P14", "--quick", "--out", str(tmp_path))
    assert turnaround(*usual).exit_code == 0
    assert turnaround(*usual, "--strict").exit_code == 1
    lost = turnaround(*usual, "--check")
    assert lost.exit_code == 1
    assert "Passed in the committed results but now missed" in lost.output


def test_an_unknown_pattern_is_refused_with_the_nearest(tmp_path: Path) -> None:
    done = turnaround("evidence", "P03", "--out", str(tmp_path))
    assert done.exit_code == 2
    assert "there is no pattern 'P03'" in done.output
    assert "did you mean P0" in done.output
    assert not list(tmp_path.iterdir())


def test_committed_results_are_those_of_a_whole_run(tmp_path: Path) -> None:
    done = turnaround("evidence", "--quick", "--commit", "--out", str(tmp_path))
    assert done.exit_code == 2
    assert "--quick" in done.output


def test_a_calibration_is_carried_out_and_reported(tmp_path: Path) -> None:
    file = tmp_path / "winter.yaml"
    file.write_text(SMALL, encoding="utf-8")
    done = turnaround("calibrate", str(file), "--out", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    assert "winter_amplitude" in done.output
    assert (tmp_path / "out" / "posterior.csv").exists()
    refused = turnaround("calibrate", str(file), "--commit")
    assert refused.exit_code == 2
    assert "shipped calibration" in refused.output


def test_a_wrong_calibration_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "winter.yaml"
    file.write_text(SMALL.replace("winter_amplitude", "winter_amplitud"), encoding="utf-8")
    done = turnaround("calibrate", str(file), "--out", str(tmp_path / "out"))
    assert done.exit_code == 2
    assert "winter.yaml:5" in done.output
    assert "winter_amplitude" in done.output
    assert not (tmp_path / "out").exists()


def test_the_calibrator_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "winter.yaml"
    file.write_text(SMALL, encoding="utf-8")
    done = turnaround("coverage", str(file), "--trials", "2", "--out", str(tmp_path / "coverage.csv"))
    assert done.exit_code == 0, done.output
    assert len(pd.read_csv(tmp_path / "coverage.csv")) == 2


def test_names_of_the_evidence_are_listed_described_and_validated() -> None:
    assert "P03a" in turnaround("list", "patterns").output
    assert "national" in turnaround("list", "calibrations").output
    assert "fact SM04" in turnaround("describe", "P03a").output
    assert "winter_amplitude" in turnaround("describe", "national").output
    assert "patterns" in turnaround("schema", "calibration").output


def test_a_screening_names_the_free_parameters_and_writes_their_priors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim.calibration import screening
    from sim.calibration.objective import changed_pattern
    from sim.evidence.patterns import patterns

    monkeypatch.setattr(screening, "screened_patterns", lambda: [changed_pattern(patterns()["P14"], FEW)])
    done = turnaround(
        "screen", "winter_amplitude", "gaming", "--blocks", "3", "--out", str(tmp_path / "out"), "--threads", "2"
    )
    assert done.exit_code == 0, done.output
    assert "1 of 2 parameters are free: winter_amplitude" in done.output
    assert "winter_amplitude: {low: " in (tmp_path / "out" / screening.PRIORS).read_text(encoding="utf-8")
    again = turnaround("screen", "gaming", "--out", str(tmp_path / "out"))
    assert again.exit_code == 2
    assert "holds another screening" in again.output


def test_headline_questions_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.evidence import headline_answers, lost_directions
    from sim.evidence.patterns import patterns_named
    from sim.scenario import parameter_sets

    few = parameter_sets.sample()[:10]
    monkeypatch.setattr(parameter_sets, "sample", lambda: few)
    monkeypatch.setattr(headline_answers, "sample", lambda: few)
    monkeypatch.setattr(headline_answers, "HEADLINES", headline_answers.HEADLINES[:2])
    done = turnaround("answers", "--worlds", "2")
    assert done.exit_code == 0, done.output
    assert "Does buddying help a failing trust?" in done.output
    assert "It moves most with" in done.output
    monkeypatch.setattr(lost_directions, "sample", lambda: few)
    monkeypatch.setattr(lost_directions, "lost_directions", lambda: patterns_named(["D03"]))
    done = turnaround("answers", "--directions", "--worlds", "2")
    assert done.exit_code == 0, done.output
    assert "Scrutiny without support hurts (D03)" in done.output
    assert "the way the sources report in" in done.output
    given = f"Default: {headline_answers.WORLDS}; {lost_directions.WORLDS} with --directions."
    assert given in " ".join(turnaround("answers", "--help").output.split())
