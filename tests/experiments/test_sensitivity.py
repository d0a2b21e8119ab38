"""Sensitivity recovers planted truths, keeps chance apart, and says what it cannot."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from commands import refused, turnaround
from planted_sweeps import FIRST_ORDER, ISHIGAMI, OUTCOME, TOTAL, factors, ishigami, planted
from SALib.analyze import pawn as salib_pawn
from scipy.stats import rankdata, spearmanr

import sim
from sim.experiments.sensitivity import sensitivity
from sim.experiments.sensitivity_indices import correlations, pawn, slices_of
from sim.results.checked_files import ResultsError

SALTELLI = factors() + "design: {kind: saltelli, points: 1024}\nreplicates: 4\n"


def indices(found: object, index: str) -> pd.DataFrame:
    table = found.table  # type: ignore[attr-defined]
    return table[table["index"] == index].set_index("factor")


@pytest.fixture(scope="module")
def sobol(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planted(tmp_path_factory.mktemp("sobol"), SALTELLI, ishigami, noise=0.8, worlds=2.0)


def test_sobol_indices_of_ishigami_with_noise_are_recovered(sobol: Path) -> None:
    found = sensitivity(sobol, OUTCOME, "green_bay")
    for index, truth in (("first order", FIRST_ORDER), ("total", TOTAL)):
        rows = indices(found, index)
        for name, value in truth.items():
            assert rows.loc[name, "value"] == pytest.approx(value, abs=0.05)
            assert rows.loc[name, "low"] - 0.02 <= value <= rows.loc[name, "high"] + 0.02
    assert list(indices(found, "first order").index[:2]) == [ISHIGAMI[1], ISHIGAMI[0]]
    assert found.warnings == []


def test_chance_and_worlds_are_kept_apart_from_factors(sobol: Path) -> None:
    shares = sensitivity(sobol, OUTCOME, "green_bay").variance
    of_factors = 13.84
    assert shares["rest"] / shares["factors"] == pytest.approx(0.64 / of_factors, abs=0.005)
    assert shares["worlds"] > 0.02
    assert shares["noise"] == pytest.approx(0.64 / 4 / (of_factors + 0.64 / 4), abs=0.004)
    assert shares["factors"] + shares["worlds"] + shares["rest"] == pytest.approx(1.0)


def test_an_index_that_has_not_converged_has_no_number_but_the_runs_that_are_missing(sobol: Path) -> None:
    found = sensitivity(sobol, OUTCOME, "green_bay", half_width=0.01)
    wide = found.table[found.table["half_width"] > 0.01]
    assert len(wide) >= 3
    assert wide[["value", "low", "high"]].isna().all().all()
    widest = found.table["half_width"].max()
    wanted = 1024 * (widest / 0.01) ** 2
    doubled = 1 << int(np.ceil(np.log2(wanted)))
    assert found.runs_missing == (doubled - 1024) * 5 * 4
    assert f"{found.runs_missing:,} more runs" in found.warnings[0]


def test_second_order_indices_are_given_where_the_design_has_them(tmp_path: Path) -> None:
    text = factors() + "design: {kind: saltelli, points: 1024, second_order: true}\nreplicates: 1\n"
    found = sensitivity(planted(tmp_path, text, ishigami), OUTCOME, "green_bay", half_width=0.2)
    rows = indices(found, "second order")
    assert rows.loc[f"{ISHIGAMI[0]} x {ISHIGAMI[2]}", "value"] == pytest.approx(0.2437, abs=0.06)
    assert rows.loc[f"{ISHIGAMI[0]} x {ISHIGAMI[1]}", "value"] == pytest.approx(0.0, abs=0.06)


def test_elementary_effects_of_a_plane_are_its_slopes(tmp_path: Path) -> None:
    text = factors() + "design: {kind: morris, trajectories: 12}\nreplicates: 3\n"
    folder = planted(tmp_path, text, lambda design: 3.0 * design[ISHIGAMI[0]] - 2.0 * design[ISHIGAMI[1]], noise=0.02)
    found = sensitivity(folder, OUTCOME, "green_bay")
    assert list(indices(found, "mean absolute effect")["value"].round(1)) == [3.0, 2.0, 0.0]
    assert indices(found, "mean effect").loc[ISHIGAMI[1], "value"] == pytest.approx(-2.0, abs=0.05)
    effect = found.effects.set_index("factor").loc[ISHIGAMI[0]]
    assert effect["effect_low"] <= 3.0 <= effect["effect_high"]


@pytest.mark.parametrize("design", ["{kind: latin_hypercube, points: 400}", "{kind: sobol_sequence, points: 256}",
                                    "{kind: grid, steps: 6}"])  # fmt: skip
def test_other_designs_are_compared_by_distributions_and_ranks(tmp_path: Path, design: str) -> None:
    text = factors() + f"design: {design}\nreplicates: 2\n"
    folder = planted(tmp_path, text, lambda of: of[ISHIGAMI[0]] - 0.3 * of[ISHIGAMI[1]], noise=0.02)
    found = sensitivity(folder, OUTCOME, "green_bay", half_width=0.3)
    pawn, ranks = indices(found, "PAWN"), indices(found, "rank correlation")
    assert list(pawn.index) == list(ISHIGAMI)
    assert pawn.loc[ISHIGAMI[0], "value"] > pawn.loc[ISHIGAMI[0], "by_chance"]
    assert pawn.loc[ISHIGAMI[2], "value"] <= pawn.loc[ISHIGAMI[2], "by_chance"] + 0.03
    assert ranks.loc[ISHIGAMI[0], "value"] == pytest.approx(0.95, abs=0.04)
    assert ranks.loc[ISHIGAMI[1], "low"] < -0.2 < 0 or ranks.loc[ISHIGAMI[1], "value"] < 0
    assert ranks.loc[ISHIGAMI[2], "low"] < 0 < ranks.loc[ISHIGAMI[2], "high"]


@pytest.mark.parametrize(("points", "levels"), [(256, 0), (216, 6), (37, 0)])
def test_pawn_and_rank_correlations_are_those_of_the_libraries(points: int, levels: int) -> None:
    rng = np.random.default_rng(points)
    numbers = rng.integers(levels, size=(points, 3)).astype(float) if levels else rng.random((points, 3))
    means = np.round(numbers[:, 0] + 0.3 * rng.standard_normal(points), 2)
    slices = [slices_of(column) for column in numbers.T]
    problem = {"num_vars": 1, "names": ["x"], "bounds": [[0.0, float(points)]]}
    ranks = [rankdata(column, method="ordinal")[:, None].astype(float) for column in numbers.T]
    expected = [
        salib_pawn.analyze(problem, column, means, S=parts)["median"][0]
        for column, parts in zip(ranks, slices, strict=True)
    ]
    assert list(pawn(numbers, means, slices)) == pytest.approx(expected)
    assert list(correlations(numbers, means)) == pytest.approx([spearmanr(one, means).statistic for one in numbers.T])


def test_one_at_a_time_has_effects_and_no_indices(tmp_path: Path) -> None:
    text = factors() + "design: {kind: one_at_a_time, steps: 3}\nreplicates: 3\n"
    folder = planted(tmp_path, text, lambda design: 4.0 * design["regulator.support"])
    found = sensitivity(folder, OUTCOME, "green_bay")
    assert found.indices.empty
    assert found.figures == ["tornado"]
    of_support = found.effects[found.effects["factor"] == "regulator.support"]
    assert np.ptp(of_support["effect"]) == pytest.approx(4.0)
    result = turnaround("sensitivity", str(folder), "--outcome", OUTCOME)
    assert result.exit_code == 0, result.output
    assert "one at a time" in result.output


def test_factors_of_a_group_have_one_index(tmp_path: Path) -> None:
    ranges = "".join(f"  {name}: {{low: 0, high: 1, group: both}}\n" for name in ISHIGAMI[:2])
    text = f"uncertainties:\n{ranges}  {ISHIGAMI[2]}: {{low: 0, high: 1}}\n"
    for design in ("{kind: saltelli, points: 256}", "{kind: morris, trajectories: 10}"):
        place = tmp_path / design[7:10]
        place.mkdir()
        folder = planted(
            place, f"{text}design: {design}\nreplicates: 1\n", lambda of: of[ISHIGAMI[0]] + of[ISHIGAMI[2]]
        )
        found = sensitivity(folder, OUTCOME, "green_bay", half_width=1.0)
        assert set(found.table["factor"]) == {"both", ISHIGAMI[2]}


def test_the_command_writes_tables_and_figures(sobol: Path, tmp_path: Path) -> None:
    result = turnaround("sensitivity", str(sobol), "--outcome", OUTCOME, "--out", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    assert "Sobol' indices" in result.output
    assert "Variance of single runs: factors" in result.output
    written = {file.name for file in (tmp_path / "out").iterdir()}
    assert {"sensitivity.csv", "effects.csv", "variance.csv", "bars.png", "bars.svg", "tornado.png"} <= written
    table = pd.read_csv(tmp_path / "out" / "sensitivity.csv")
    assert set(table["factor"]) == set(ISHIGAMI)


def test_over_time_follows_what_the_sweep_has_kept(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(
        "title: T\nquestion: q\nscenario: case_b_buddying\nlevers:\n  regulator.scrutiny: {low: 0, high: 1}\n"
        "  regulator.support: {low: 0, high: 1}\ndesign: {kind: saltelli, points: 8}\nreplicates: 3\nmonths: 36\n"
        "trajectories: quantiles\nvariables: [quality, finance]\noutcomes: [performance_shortfall]\n"
    )
    sim.sweep(tmp_path / "x.yaml", tmp_path / "made")
    found = sim.sensitivity(tmp_path / "made", over_time=True, variable="finance", half_width=5.0)
    assert found.over_time is not None
    assert found.variable == "finance"
    assert set(found.over_time["month"]) <= set(range(37))
    assert len(set(found.over_time["month"])) > 20
    assert "over_time" in found.figures
    result = turnaround("sensitivity", str(tmp_path / "made"), "--over-time", "--half-width", "5")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "made" / "sensitivity" / "over_time.png").exists()
    assert "quality" in refused("sensitivity", str(tmp_path / "made"), "--over-time", "--variable", "qualty")


def test_what_cannot_be_answered_is_refused_with_the_reason(sobol: Path, tmp_path: Path) -> None:
    assert "did you mean 'performance_shortfall'" in refused(
        "sensitivity", str(sobol), "--outcome", "performance_shortfal"
    )
    assert "keeps no trajectories" in refused("sensitivity", str(sobol), "--over-time")
    assert "variable" in refused("sensitivity", str(sobol), "--variable", "quality")
    assert "green_bay" in refused("sensitivity", str(sobol), "--trust", "gren_bay")
    assert "there is no such" in refused("sensitivity", str(tmp_path / "nothing"))
    with pytest.raises(ValueError, match="half_width"):
        sensitivity(sobol, half_width=0.0)


@pytest.mark.parametrize(("design", "reason"), [
    ("{kind: saltelli, points: 8}", "has no value at 1 of 40 points, and Sobol' indices need it at every point"),
    ("{kind: morris, trajectories: 2}", "has no value at 1 of 8 points, and Morris's"),
    ("{kind: grid, steps: 2}", "has a value at 7 points, too few to compare distributions"),
])  # fmt: skip
def test_points_without_a_value_are_refused_where_they_must_be(tmp_path: Path, design: str, reason: str) -> None:
    folder = planted(tmp_path, factors() + f"design: {design}\nreplicates: 2\n", ishigami, left_out=(3,))
    with pytest.raises(ResultsError, match=re.escape(reason)):
        sensitivity(folder, OUTCOME, "green_bay")


def test_an_outcome_that_no_factor_changes_has_no_indices(tmp_path: Path) -> None:
    text = factors() + "design: {kind: latin_hypercube, points: 30}\nreplicates: 2\n"
    folder = planted(tmp_path, text, lambda design: 0.0 * design[ISHIGAMI[0]])
    with pytest.raises(ResultsError, match="is the same at all points"):
        sensitivity(folder, OUTCOME, "green_bay")


def test_a_sweep_of_which_runs_are_missing_is_refused(sobol: Path, tmp_path: Path) -> None:
    folder = planted(tmp_path, factors() + "design: {kind: latin_hypercube, points: 40}\nreplicates: 8\n", ishigami)
    next((folder / "outcomes").iterdir()).unlink()
    assert "repeat turnaround sweep to complete it" in refused("sensitivity", str(folder))
