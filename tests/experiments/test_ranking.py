"""Choices of a sweep are ranked only as far as most parameter sets agree, apart from the chance of their worlds."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from commands import refused, turnaround
from planted_sweeps import OUTCOME, planted

from sim.experiments.ranking import ALIKE, BETTER, OPEN, WORSE, Ranking, compared_values, rank
from sim.results.answers_of_sets import answers_of_sets
from sim.results.checked_files import ResultsError
from sim.scenario.parameter_sets import sample

SUPPORT, SCRUTINY = "regulator.support", "regulator.scrutiny"
CROSS = f"""\
set: {{parameters_from: posterior}}
levers: {{{SUPPORT}: {{levels: [0.0, 0.5, 1.0]}}}}
uncertainties: {{{SCRUTINY}: {{levels: [0.2, 0.8]}}}}
design: {{kind: grid}}
"""
SETS = 300
SAMPLED = len(sample())
REPLICATES = f"replicates: {2 * SAMPLED}\n"


def turned_round(design: pd.DataFrame) -> pd.Series:
    """Half support cuts the shortfall by 0.5; full support does so under light scrutiny, and does harm under heavy."""
    full = pd.Series(np.where(design[SCRUTINY] < 0.5, -1.0, 1.0), index=design.index)
    return full.where(design[SUPPORT] == 1.0, -design[SUPPORT])


def ranked(place: Path, noise: float, **options: float) -> Ranking:
    folder = planted(place, CROSS + REPLICATES, turned_round, noise=noise, worlds=2.0)
    return rank(folder, trust="green_bay", outcome=OUTCOME, **options)


def test_the_order_that_was_planted_is_found_at_each_context(tmp_path: Path) -> None:
    table = ranked(tmp_path, noise=0.5).table
    places = {level: dict(zip(own["choice"], own["place"], strict=True)) for level, own in table.groupby(SCRUTINY)}
    assert places == {0.2: {"0.0": 3, "0.5": 2, "1.0": 1}, 0.8: {"0.0": 2, "0.5": 1, "1.0": 3}}
    half = table[table["choice"] == "0.5"]
    assert (half["mean_low"] < -0.5).all()
    assert (half["mean_high"] > -0.5).all()


def test_a_difference_smaller_than_matters_is_none(tmp_path: Path) -> None:
    table = ranked(tmp_path, noise=0.5, matters=0.7).table
    assert set(table.loc[table["choice"] == "0.5", "verdict"]) == {ALIKE}
    assert list(table.loc[table["choice"] == "1.0", "verdict"]) == [BETTER, WORSE]


def test_choices_that_do_the_same_are_told_apart_in_few_cases(tmp_path: Path) -> None:
    generator = np.random.default_rng(4)
    differences = generator.standard_normal((200, SETS, 3))
    told = [compared_values(one, 1.0, 0.0, 0.8)["verdict"] in (BETTER, WORSE) for one in differences]
    assert np.mean(told) < 0.1


def test_where_a_third_of_the_sets_disagree_nothing_is_ranked() -> None:
    generator = np.random.default_rng(5)
    truth = np.where(np.arange(SETS) % 3 == 0, -1.0, 1.0)
    found = compared_values(truth[:, None] + 0.5 * generator.standard_normal((SETS, 4)), 1.0, 0.0, 0.8)
    assert found["verdict"] == OPEN
    assert found["mean_low"] > 0.0
    assert found["better"] == pytest.approx(2 / 3, abs=0.02)


def test_chance_of_few_worlds_is_taken_out_of_the_differences_between_sets() -> None:
    generator = np.random.default_rng(6)
    truth = 1.0 + 0.5 * generator.standard_normal(SETS)
    found = answers_of_sets(truth[:, None] + 2.0 * generator.standard_normal((SETS, 8)))
    assert found.between == pytest.approx(0.5, abs=0.12)
    assert found.without_chance.std() == pytest.approx(found.between, rel=0.05)
    assert found.answers.std() > 1.5 * found.between


def test_without_draws_of_parameters_shares_are_of_worlds_and_the_remark_says_so(tmp_path: Path) -> None:
    text = CROSS.replace("set: {parameters_from: posterior}\n", "") + "replicates: 40\n"
    found = rank(planted(tmp_path, text, turned_round, noise=0.1), trust="green_bay")
    assert "say nothing of what is not known" in " ".join(found.remarks)
    assert list(found.verdicts["unbeaten"]) == [1, 1]


def test_the_command_writes_tables_and_a_figure_and_refuses_what_it_cannot_rank(tmp_path: Path) -> None:
    folder = str(planted(tmp_path, CROSS + REPLICATES, turned_round, noise=0.5))
    result = turnaround("rank", folder, "--trust", "Green Bay", "--against", "0.5", "--matters", "0.1")
    assert result.exit_code == 0, result.output
    assert f"{SAMPLED} parameter sets, 2 worlds each" in result.output
    written = pd.read_csv(Path(folder) / "ranking" / "ranking.csv")
    assert len(written) == 6
    assert len(pd.read_csv(Path(folder) / "ranking" / "pairs.csv")) == 6
    assert (Path(folder) / "ranking" / "ranking.png").stat().st_size > 0
    assert "'0.5'" in refused("rank", folder, "--against", "0.55")
    assert SUPPORT in refused("rank", folder, "--by", "regulator.suport")
    assert "'performance_shortfall'" in refused("rank", folder, "--outcome", "performance_shortfal")


def test_an_outcome_that_some_runs_do_not_have_and_a_design_that_is_no_cross_are_refused(tmp_path: Path) -> None:
    missing = planted(tmp_path, CROSS + "replicates: 2\n", turned_round, left_out=(1,))
    with pytest.raises(ResultsError, match="no value in 2 of 12 runs"):
        rank(missing, trust="green_bay")
    (tmp_path / "other").mkdir()
    spread = (
        f"levers: {{{SUPPORT}: {{low: 0, high: 1}}}}\ndesign: {{kind: latin_hypercube, points: 4}}\nreplicates: 2\n"
    )
    rank(planted(tmp_path / "other", spread, lambda of: of[SUPPORT]), trust="green_bay")
    text = spread.replace("points: 4", "points: 5") + f"uncertainties: {{{SCRUTINY}: {{low: 0, high: 1}}}}\n"
    (tmp_path / "third").mkdir()
    with pytest.raises(ValueError, match="full cross"):
        rank(planted(tmp_path / "third", text, lambda of: of[SUPPORT]), trust="green_bay")


def test_the_figure_of_one_context_can_be_drawn(tmp_path: Path) -> None:
    text = CROSS.replace("[0.2, 0.8]", "[0.2]") + "replicates: 20\n"
    rank(planted(tmp_path, text, turned_round, noise=0.1), trust="green_bay").plot().savefig(BytesIO(), format="png")
