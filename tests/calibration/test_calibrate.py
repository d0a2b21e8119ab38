"""Carrying out a calibration: fit, search, posterior, resuming, and what is written."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.calibration.calibrate import calibrate, planned_evaluations
from sim.calibration.calibration_loader import load_calibration, shipped_calibrations
from sim.calibration.calibration_schema import Calibration, Posterior, Prior, Replicates, Search
from sim.calibration.calibration_summary import convergence, identification
from sim.calibration.coverage import check_coverage, compared, coverage
from sim.calibration.fit import MISSING_FIT, log_fit, spread_of
from sim.calibration.objective import TABLE, Evaluations
from sim.calibration.posterior import Chains
from sim.evidence.patterns import Band
from sim.evidence.verdicts import Found
from sim.experiments.store import Store
from sim.results.checked_files import ResultsError

SMALL = Calibration(
    name="small",
    title="Small",
    set=["months=24", "background.trusts=12", "background.local_health_economies=3"],
    parameters={"winter_amplitude": Prior(low=0.10, high=0.20), "monthly_noise": Prior(low=0.004, high=0.02)},
    patterns={"P14": 1.0, "P15": 1.0},
    replicates=Replicates(national=3, local=2),
    search=Search(evaluations=16, population=8),
    posterior=Posterior(walkers=6, steps=12, discard=4, keep=20),
    seed=5,
)


def shown(value: float, low: float | None, high: float | None, error: float = 0.0) -> Found:
    return Found(Band("", low, high), value, value, value, "", 10, error, holds=True)


def test_the_middle_of_a_band_fits_best_and_its_ends_are_a_ninety_per_cent_interval() -> None:
    middle, end, beyond = (log_fit(shown(value, 2.0, 4.0)) for value in (3.0, 4.0, 5.0))
    assert middle == 0.0
    assert end == pytest.approx(-0.5 * 1.6449**2, abs=1e-3)
    assert beyond < end
    assert spread_of(Band("", 2.0, 4.0)) == pytest.approx(1.0 / 1.6449, abs=1e-3)


def test_a_figure_reported_from_few_replicates_is_less_surely_off() -> None:
    assert log_fit(shown(6.0, 2.0, 4.0, error=2.0)) > log_fit(shown(6.0, 2.0, 4.0, error=0.1))


def test_beyond_an_open_band_more_is_hardly_better() -> None:
    below, at, above, far = (log_fit(shown(value, 0.02, None)) for value in (0.0, 0.02, 0.1, 0.5))
    assert below < at < above < 0.0
    assert far - above < 1e-3


def test_a_figure_that_cannot_be_shown_fits_badly_but_finitely() -> None:
    assert log_fit(shown(math.nan, 0.0, 1.0)) == MISSING_FIT


def test_every_evaluation_simulates_worlds_of_its_own() -> None:
    evaluations = Evaluations(SMALL)
    same = np.full((2, 2), 0.5)
    batch = evaluations.at(same)
    assert not np.array_equal(batch.figures[0], batch.figures[1])


def test_evaluations_do_not_depend_on_threads() -> None:
    places = np.random.default_rng(1).random((6, 2))
    one, two = Evaluations(SMALL, threads=1).at(places), Evaluations(SMALL, threads=2).at(places)
    assert np.array_equal(one.fits, two.fits)
    assert np.array_equal(one.figures, two.figures)


def test_a_stored_batch_is_not_simulated_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = np.random.default_rng(2).random((4, 2))
    first = Evaluations(SMALL, Store(tmp_path, (TABLE,)))
    simulated = first.at(places)
    again = Evaluations(SMALL, Store(tmp_path, (TABLE,)))
    monkeypatch.setattr(again, "evaluation", lambda parameters, number: pytest.fail("simulated again"))
    kept = again.at(places)
    assert np.array_equal(kept.fits, simulated.fits)
    assert np.array_equal(kept.figures, simulated.figures)
    assert again.names == first.names == ["P14", "P15"]


def test_a_stored_batch_of_other_sets_is_no_answer(tmp_path: Path) -> None:
    generator = np.random.default_rng(3)
    Evaluations(SMALL, Store(tmp_path, (TABLE,))).at(generator.random((4, 2)))
    other = generator.random((4, 2))
    asked = Evaluations(SMALL, Store(tmp_path, (TABLE,))).at(other)
    assert np.array_equal(asked.fits, Evaluations(SMALL).at(other).fits)


@pytest.fixture(scope="module")
def carried_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calibration") / "small"
    calibrate(SMALL, folder, threads=2)
    return folder


def tables(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.csv"))}


def test_a_calibration_leaves_tables_and_figures(carried_out: Path) -> None:
    assert set(tables(carried_out)) == {
        "point.csv", "posterior.csv", "identified.csv", "pattern_fit.csv", "log.csv"
    }  # fmt: skip
    assert {file.stem for file in (carried_out / "figures").glob("*.png")} == {
        "pattern_fit", "pairs", "prior_to_posterior"
    }  # fmt: skip
    sample = pd.read_csv(carried_out / "posterior.csv")
    assert len(sample) == 20
    assert sample["winter_amplitude"].between(0.10, 0.20).all()
    log = pd.read_csv(carried_out / "log.csv")
    assert log["evaluations"].is_monotonic_increasing
    assert log["evaluations"].iloc[-1] <= planned_evaluations(SMALL)


def test_the_same_call_again_gives_the_same_and_simulates_nothing(
    carried_out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tables(carried_out)
    monkeypatch.setattr(Evaluations, "evaluation", lambda *_: pytest.fail("simulated again"))
    calibrate(SMALL, carried_out, threads=1)
    assert tables(carried_out) == before


def test_a_calibration_cut_off_anywhere_ends_the_same(carried_out: Path, tmp_path: Path) -> None:
    calls = 0

    def cut_off(done: int, planned: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        calibrate(SMALL, tmp_path, threads=2, progress=cut_off)
    assert not list(tmp_path.glob("*.csv"))
    damaged = sorted((tmp_path / TABLE).glob("part-*"))[1]
    damaged.write_bytes(damaged.read_bytes()[:100])
    calibrate(SMALL, tmp_path, threads=2)
    assert tables(tmp_path) == tables(carried_out)


def test_a_folder_of_another_calibration_is_refused(carried_out: Path) -> None:
    other = SMALL.model_copy(update={"seed": 6})
    with pytest.raises(ResultsError, match="another calibration"):
        calibrate(other, carried_out)


def test_what_the_evidence_narrows_is_identified_and_what_it_leaves_is_not() -> None:
    generator = np.random.default_rng(4)
    sample = pd.DataFrame(
        {"winter_amplitude": generator.uniform(0.14, 0.16, 2000), "monthly_noise": generator.uniform(0.004, 0.02, 2000)}
    )
    found = identification(SMALL, sample, [0.15, 0.01]).set_index("parameter")
    assert found.loc["winter_amplitude", "identified"] == "well"
    assert found.loc["winter_amplitude", "width_left"] == pytest.approx(0.2, abs=0.02)
    assert found.loc["monthly_noise", "identified"] == "not"


def test_the_check_of_the_calibrator_shows_whether_intervals_hold_the_truth() -> None:
    small = SMALL.model_copy(update={"search": None})
    checked = check_coverage(small, trials=3)
    assert len(checked) == 6
    assert (checked["holds"] == checked["truth"].between(checked["low"], checked["high"])).all()
    share, low, high = coverage(checked)
    assert low <= share <= high
    assert share == pytest.approx(checked["holds"].mean())


@pytest.mark.parametrize(("number", "sets"), [(0, 50), (1, 16)], ids=["sampling", "history matching"])
def test_the_calibrations_of_the_how_to_page_can_be_carried_out(number: int, sets: int, tmp_path: Path) -> None:
    page = shipped_calibrations()["national"].with_name("README.md").read_text(encoding="utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text(re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)[number], encoding="utf-8")
    found = calibrate(file, tmp_path / "out", threads=2)
    assert set(found.point) == {"winter_amplitude", "monthly_noise"}
    assert len(found.sample) == sets


def test_the_committed_check_of_the_calibrator_is_honest() -> None:
    """The measure asked of it: 90 % intervals hold the truth in 83 to 96 % of at least a hundred trials."""
    from sim.document.evidence_tables import results_of

    checked = pd.read_csv(results_of("reduced") / "coverage.csv")
    assert checked["trial"].nunique() >= 100
    assert set(checked["parameter"]) == set(load_calibration("reduced").parameters)
    share, _, _ = coverage(checked)
    assert 0.83 <= share <= 0.96


def test_history_matching_with_eight_free_parameters_and_the_errors_of_the_real_bands_is_honest() -> None:
    """The measure asked of it: 90 % intervals hold the truth in 83 to 96 % of at least a hundred trials."""
    from sim.document.evidence_tables import results_of

    methods = compared(pd.read_csv(results_of("reduced_wide") / "methods.csv")).set_index("method")
    assert len(load_calibration("reduced_wide").parameters) >= 8
    assert methods.loc["history_matching", "trials"] >= 100
    assert 0.83 <= methods.loc["history_matching", "coverage"] <= 0.96


@pytest.mark.parametrize("seed", range(20))
def test_walkers_of_a_few_steps_forget_in_one_step_at_the_earliest(seed: int) -> None:
    places = np.random.default_rng(seed).uniform(size=(4, 4, 2))
    found = convergence(Chains(places, places[..., 0], places, 0.5), discard=0)
    assert found["autocorrelation_time"] >= 1.0
    assert 0.0 < found["effective_sample_size"] <= 16.0
