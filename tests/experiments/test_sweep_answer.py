"""A sweep ends in an answer: best and worst points, what each factor does, tables and figures by its design."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from commands import refused, turnaround
from planted_sweeps import ISHIGAMI, OUTCOME, factors, planted

import sim
from sim.experiments.sweep_answer import answer
from sim.results.checked_files import ResultsError

ONE, TWO, THREE = ISHIGAMI

SMALL = """\
title: Support and buddies
question: What does support do with and without a buddy?
scenario: case_b_buddying
levers:
  regulator.support: {levels: [0.2, 0.8]}
  partnerships.buddying.type: {levels: [buddying, management_contract]}
design: {kind: grid}
replicates: 6
months: 60
outcomes: [exit_within_36, performance_change_36, quality_lost_to_partnerships]
"""


def plane(design: pd.DataFrame) -> pd.Series:
    return 3.0 * design[ONE] - 2.0 * design[TWO]


def effect(found: object, factor: str, which: int = -1) -> pd.Series:
    effects = found.effects  # type: ignore[attr-defined]
    return effects[effects["factor"] == factor].iloc[which]


@pytest.mark.parametrize("design", ["{kind: grid, steps: 3}", "{kind: one_at_a_time, steps: 3}"])
def test_effects_between_levels_are_those_that_were_planted(tmp_path: Path, design: str) -> None:
    folder = planted(tmp_path, factors() + f"design: {design}\nreplicates: 20\n", plane, noise=0.3, worlds=2.0)
    found = answer(folder, OUTCOME, "green_bay")
    for factor, slope in ((ONE, 3.0), (TWO, -2.0), (THREE, 0.0)):
        row = effect(found, factor)
        first = effect(found, factor, 0)
        assert row["effect_low"] <= slope * (row["at"] - first["at"]) <= row["effect_high"]
        assert row["effect_high"] - row["effect_low"] < 1.0, "worlds are the same at all points, and do not count"


@pytest.mark.parametrize("design", ["{kind: latin_hypercube, points: 200}", "{kind: saltelli, points: 128}",
                                    "{kind: morris, trajectories: 20}"])  # fmt: skip
def test_effects_in_points_spread_out_are_those_that_were_planted(tmp_path: Path, design: str) -> None:
    folder = planted(tmp_path, factors() + f"design: {design}\nreplicates: 4\n", plane, noise=0.2)
    found = answer(folder, OUTCOME, "green_bay")
    part = 1.0 if "morris" in design else 0.8
    for factor, slope in ((ONE, 3.0), (TWO, -2.0), (THREE, 0.0)):
        row = effect(found, factor)
        assert row["effect_low"] - 0.15 <= part * slope <= row["effect_high"] + 0.15


def test_the_best_point_is_the_one_with_least_of_what_is_bad(tmp_path: Path) -> None:
    folder = planted(tmp_path, factors() + "design: {kind: grid, steps: 3}\nreplicates: 10\n", plane, noise=0.01)
    ranked = answer(folder, OUTCOME, "green_bay").ranked
    best, worst = ranked.iloc[0], ranked.iloc[-1]
    assert (best[ONE], best[TWO]) == (0.0, 1.0)
    assert (worst[ONE], worst[TWO]) == (1.0, 0.0)
    assert best["low"] < -2.0 < best["high"]
    assert answer(folder, OUTCOME, "green_bay").as_good_as_the_best <= 2, "the third factor does nothing"


def test_without_a_trust_values_are_means_over_all(tmp_path: Path) -> None:
    folder = planted(tmp_path, factors() + "design: {kind: grid, steps: 2}\nreplicates: 1\n", plane)
    sweep = sim.open_experiment(folder)
    of_both, of_one = sweep.runs(OUTCOME), sweep.runs(OUTCOME, "Green Bay")
    assert np.allclose(of_both, of_one / 2), "the other trust has 0 at every point"
    result = turnaround("sweep", str(tmp_path / "planted.yaml"), "--out", str(folder))
    assert "(no interval)" in result.output
    assert "7 of 7 other points cannot be told from the best" in result.output
    assert result.exit_code == 0


def test_a_list_that_is_no_cross_has_points_and_no_effects(tmp_path: Path) -> None:
    rows = [(0.0, 0.0), (0.5, 1.0), (1.0, 0.5)]
    points = "".join(f"    - {{{ONE}: {one}, {TWO}: {two}}}\n" for one, two in rows)
    text = f"uncertainties:\n  {ONE}:\n  {TWO}:\ndesign:\n  kind: points\n  points:\n{points}replicates: 2\n"
    folder = planted(tmp_path, text, plane)
    found = answer(folder, OUTCOME, "green_bay")
    assert "no full cross" in found.why_no_effects
    assert len(found.points) == 3
    result = turnaround("sweep", str(tmp_path / "planted.yaml"), "--out", str(folder))
    assert "no full cross" in result.output
    assert (folder / "figures" / "tornado.png").exists()


@pytest.mark.parametrize(("names", "design", "figures"), [
    (ISHIGAMI[:1], "{kind: grid, steps: 4}", ["lines", "tornado"]),
    (ISHIGAMI[:2], "{kind: grid, steps: 3}", ["surface", "main_effects", "tornado"]),
    (ISHIGAMI, "{kind: grid, steps: 3}", ["small_multiples", "main_effects", "tornado"]),
    (ISHIGAMI, "{kind: latin_hypercube, points: 30}", ["main_effects", "tornado"]),
    (ISHIGAMI, "{kind: morris, trajectories: 4}", ["tornado"]),
    (ISHIGAMI, "{kind: one_at_a_time}", ["main_effects", "tornado"]),
])  # fmt: skip
def test_figures_are_those_of_the_design(
    tmp_path: Path, names: tuple[str, ...], design: str, figures: list[str]
) -> None:
    folder = planted(tmp_path, factors(names) + f"design: {design}\nreplicates: 3\n", lambda of: of[ONE], noise=0.1)
    found = answer(folder, OUTCOME, "green_bay")
    assert found.figures == figures
    for name in figures:
        found.plot(name).savefig(BytesIO(), format="png")
    with pytest.raises(ValueError, match="figure of this sweep"):
        found.plot("surfaces")


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    place = tmp_path_factory.mktemp("swept")
    (place / "small.yaml").write_text(SMALL)
    result = turnaround("sweep", str(place / "small.yaml"), "--out", str(place / "made"))
    assert result.exit_code == 0, result.output
    return place / "made", result.output


def test_the_command_prints_the_answer_for_the_main_outcome(swept: tuple[Path, str]) -> None:
    lines = swept[1].splitlines()
    (at,) = [at for at, line in enumerate(lines) if line.startswith("exit_within_36, Green Bay")]
    assert lines[at + 1].startswith("  highest: ")
    assert lines[at + 2].startswith("  lowest: ")
    assert "cannot be told from the highest" in lines[at + 3]
    assert {line.split(":")[0].strip() for line in lines[at + 5 : at + 7]} == {
        "regulator.support", "partnerships.buddying.type"
    }  # fmt: skip
    assert "Written: report.html, summary.csv, effects.csv, figures/surface" in lines[-1]


def test_the_summary_has_every_point_with_its_difference_from_doing_nothing(swept: tuple[Path, str]) -> None:
    folder = swept[0]
    summary = pd.read_csv(folder / "summary.csv")
    assert len(summary) == 4 * 3
    frame = sim.open_experiment(folder).frame(trust="green_bay")
    for point, rows in frame.groupby("point"):
        own = summary[summary["point"] == point].set_index("outcome")
        assert own.loc["exit_within_36", "value"] == pytest.approx(rows["exit_within_36"].mean())
        gap = rows["performance_change_36_difference"]
        assert own.loc["performance_change_36", "difference"] == pytest.approx(gap.mean())
        assert own.loc["performance_change_36", "difference_low"] < gap.mean()
        assert np.isnan(own.loc["quality_lost_to_partnerships", "difference"])
    assert set(summary["partnerships.buddying.type"]) == {"buddying", "management_contract"}


def test_repeating_the_command_gives_the_same_answer_and_simulates_nothing(swept: tuple[Path, str]) -> None:
    folder, first = swept
    before = (folder / "summary.csv").read_bytes()
    again = turnaround("sweep", str(folder.parent / "small.yaml"), "--out", str(folder)).output
    assert "Nothing to do" in again
    assert again.splitlines()[-6:] == first.splitlines()[-6:]
    assert (folder / "summary.csv").read_bytes() == before


def test_a_difference_from_doing_nothing_has_an_answer_too(swept: tuple[Path, str]) -> None:
    found = answer(swept[0], "performance_change_36_difference")
    assert len(found.points) == 4
    with pytest.raises(ValueError, match="performance_change_36"):
        answer(swept[0], "performance_change_36_differences")


def test_a_sweep_of_which_runs_are_missing_has_no_answer_yet(tmp_path: Path) -> None:
    folder = planted(tmp_path, factors() + "design: {kind: latin_hypercube, points: 40}\nreplicates: 8\n", plane)
    next((folder / "outcomes").iterdir()).unlink()
    with pytest.raises(ResultsError, match="repeat turnaround sweep to complete it"):
        answer(folder)


def test_every_kind_of_folder_can_be_plotted(swept: tuple[Path, str], tmp_path: Path) -> None:
    folder = swept[0]
    for figure in ("surface", "tornado"):
        assert turnaround("plot", str(folder), "--figure", figure, "--out", str(tmp_path / "drawn")).exit_code == 0
        assert (tmp_path / "drawn" / f"{figure}.svg").read_bytes() == (
            folder / "figures" / f"{figure}.svg"
        ).read_bytes()
    assert "figure of this folder" in refused("plot", str(folder), "--figure", "surfaces")
    assert "have no option month" in refused("plot", str(folder), "--month", "3")


def test_a_comparison_is_drawn_again_from_its_folder(tmp_path: Path) -> None:
    sim.compare(["no_partner", "case_b_buddying"], replicates=3, months=36).save(tmp_path / "made")
    result = turnaround("plot", str(tmp_path / "made"), "--out", str(tmp_path / "again"))
    assert result.exit_code == 0, result.output
    for suffix in ("png", "svg"):
        name = f"difference.{suffix}"
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "made" / name).read_bytes()


def test_an_assessment_is_drawn_again_from_its_folder(tmp_path: Path) -> None:
    from sim.evidence.assessment import committed_file
    from sim.evidence.evidence_files import write_evidence

    whole = pd.read_csv(committed_file("posterior"))
    few = whole[whole["pattern"].isin(["P01a", "P14", "P28a", "C_A"])]
    assert len(few) >= 6
    write_evidence(few, tmp_path, "posterior")
    first = (tmp_path / "evidence.svg").read_bytes()
    assert turnaround("plot", str(tmp_path)).exit_code == 0
    assert (tmp_path / "evidence.svg").read_bytes() == first
    (tmp_path / "evidence.csv").write_text("pattern\n1\n")
    assert "lacks the column" in refused("plot", str(tmp_path))


def test_a_calibration_without_a_posterior_has_nothing_to_draw(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"kind": "calibration"}')
    assert "there is nothing to draw" in refused("plot", str(tmp_path))


def test_a_calibration_is_drawn_again_from_its_folder(tmp_path: Path) -> None:
    import shutil

    shipped = Path(__file__).parents[2] / "experiments" / "calibration" / "national"
    for name in ("pattern_fit", "posterior", "identified"):
        shutil.copyfile(shipped / f"{name}.csv", tmp_path / f"{name}.csv")
    (tmp_path / "manifest.json").write_text('{"kind": "calibration"}')
    result = turnaround("plot", str(tmp_path), "--figure", "pairs")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "figures" / "pairs.png").exists()
