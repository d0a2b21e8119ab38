"""A calibration without one pattern: it takes up what was simulated, can be resumed, and refuses what is no pattern."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from commands import refused, turnaround
from test_history_matching import SMALL

from sim.calibration.calibrate import calibrate
from sim.calibration.objective import TABLE, Evaluations
from sim.calibration.refit import FILE, refit
from sim.experiments.store import Store
from sim.results.checked_files import ResultsError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("refit") / "small"
    calibrate(SMALL, place, threads=2)
    return place


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("SETS", 12), ("LEARNING", 1), ("APPROACHING", 1), ("SETTLING", 2)):
        monkeypatch.setattr(f"sim.calibration.refit.{name}", value)


@pytest.mark.usefixtures("few")
def test_a_refit_stands_beside_what_weights_say_and_is_not_simulated_twice(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = refit(folder, ["P14"], threads=2)
    assert table["pattern"].tolist() == ["P14"]
    assert table[["left_out", "refit", "refit_spread", "refit_tail"]].notna().all(axis=None)
    assert 0.0 <= table["moved"].iloc[0] <= 1.0
    monkeypatch.setattr(Evaluations, "evaluation", lambda *_: pytest.fail("simulated again"))
    pd.testing.assert_frame_equal(refit(folder, ["P14"]), table)
    assert pd.read_csv(folder / FILE)["pattern"].tolist() == ["P14"]
    told = turnaround("refit", str(folder), "P14")
    assert told.exit_code == 0, told.output
    assert "by a refit" in told.output


def test_what_was_simulated_is_taken_up_and_new_sets_have_other_worlds(folder: Path) -> None:
    evaluations = Evaluations(SMALL)
    evaluations.take_up(Store(folder, (TABLE,)))
    places, figures, _ = evaluations.simulated()
    assert evaluations.evaluated == len(places)
    again = evaluations.at(places[:2])
    assert (again.figures != figures[:2]).any()


def test_a_pattern_that_was_not_fitted_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'P01a'; allowed: P14, P15"):
        refit(folder, ["P01a"])
    with pytest.raises(ResultsError, match="no complete calibration"):
        refit(tmp_path, ["P14"])
    assert "did you mean P15?" in refused("refit", str(folder), "P51")
