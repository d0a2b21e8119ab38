"""History matching: emulators, waves, conflicts, the sample of the posterior, and what is refused."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_up_model import JUDGED, MadeUp, bands_about, made, slopes_and_a_bend

from sim.calibration.calibrate import calibrate, planned_evaluations
from sim.calibration.calibration_loader import load_calibration
from sim.calibration.calibration_schema import LARGEST, SECOND_LARGEST, Calibration, HistoryMatching, Prior, Replicates
from sim.calibration.coverage import compare_methods, compared
from sim.calibration.emulator import Emulator, emulators_of
from sim.calibration.fit import log_fit, record_error, spread_of
from sim.calibration.history_matching import Matched, match_history, ruled_out
from sim.calibration.implausibility import Records, distance_from, held_against_cut
from sim.calibration.objective import TABLE, Evaluations, Values
from sim.config.errors import ScenarioError
from sim.evidence.patterns import Band
from sim.evidence.verdicts import Found
from sim.parameters import parameter_kinds, parameter_table

SETTLED_AT_ONCE = {"learning": 1, "approaching": 0, "settling": 1}  # where a test asks about waves or conflicts only


@pytest.fixture
def places() -> Values:
    return np.random.default_rng(1).random((160, 4))


@pytest.mark.parametrize("figure", range(4))
@pytest.mark.parametrize("noise", [0.02, 0.3])
def test_an_emulator_recovers_a_known_function_with_honest_variance(figure: int, noise: float, places: Values) -> None:
    seen = slopes_and_a_bend(places)[:, figure] + noise * np.random.default_rng(2).standard_normal(len(places))
    asked = np.random.default_rng(3).random((400, 4))
    truth = slopes_and_a_bend(asked)[:, figure]
    value, spread = Emulator(places, seen, noise).at(asked)
    assert np.sqrt(np.mean((value - truth) ** 2)) < max(0.05, 0.5 * noise)
    assert np.mean(np.abs(value - truth) < 1.645 * spread) >= 0.7
    assert np.mean(np.abs(value - truth) < 3.0 * spread) >= 0.97


def test_an_emulator_that_misses_something_says_so(places: Values) -> None:
    rough = np.sign(np.sin(25.0 * places[:, 0]) * np.sin(23.0 * places[:, 1]))
    _, spread = Emulator(places, rough, noise=0.0).at(places + 0.003)
    assert spread.mean() > 0.5


def test_the_noise_of_replicates_is_no_uncertainty_of_the_emulator(places: Values) -> None:
    seen = places[:, 0] + 0.3 * np.random.default_rng(2).standard_normal(len(places))
    emulator = Emulator(places, seen, noise=0.3)
    assert emulator.at(places)[1].mean() < 0.15
    assert emulator.noise == 0.3


def test_a_figure_that_never_moves_has_an_emulator_that_is_sure(places: Values) -> None:
    value, spread = Emulator(places, np.full(len(places), 2.5), noise=0.0).at(places)
    assert value == pytest.approx(2.5, abs=1e-6)
    assert spread.max() < 0.01


def test_figures_that_can_hardly_ever_be_shown_have_no_emulator_and_rule_out_nothing(places: Values) -> None:
    figures = slopes_and_a_bend(places)[:, :2]
    figures[: len(places) // 4, 0] = np.nan
    figures[: 3 * len(places) // 4, 1] = np.nan
    learnt = emulators_of(places, figures, np.full(figures.shape, 0.01))
    assert [emulator is None for emulator in learnt] == [False, True]
    records = Records([Band("", 9.0, 9.1), Band("", 9.0, 9.1)], [1.0, 1.0], 0.0)
    far = records.distances(learnt, places)
    assert (far[:, 0] > 3.0).all()
    assert (far[:, 1] == 0.0).all()


@pytest.mark.parametrize(
    ("low", "high", "value", "far"),
    [(2.0, 4.0, 3.0, 0.0), (2.0, 4.0, 4.5, 1.5), (2.0, None, 5.0, 0.0), (2.0, None, 1.5, 0.5), (None, 4.0, 4.25, 0.25)],
)
def test_distance_is_from_the_middle_of_a_band_and_from_the_bound_of_an_open_one(
    low: float | None, high: float | None, value: float, far: float
) -> None:
    assert distance_from(Band("", low, high), np.array([value])) == pytest.approx([far])


def test_implausibility_counts_record_discrepancy_emulator_and_noise(places: Values) -> None:
    class Known:
        noise = 0.3

        def at(self, places: Values) -> tuple[Values, Values]:
            return np.full(len(places), 2.0), np.full(len(places), 0.4)

    band = Band("", -0.5, 0.5)
    (far,) = Records([band], [1.0], discrepancy=0.6).distances([Known()], places)[0]  # type: ignore[list-item]
    variance = spread_of(band) ** 2 + 0.6**2 + 0.3**2 + 0.4**2
    assert far == pytest.approx(2.0 / variance**0.5)


def test_the_cut_is_on_the_figure_that_the_file_says() -> None:
    distances = np.array([[1.0, 5.0, 2.0], [4.0, 0.0, 3.5]])
    assert held_against_cut(distances, made(cut_on=LARGEST)).tolist() == [5.0, 4.0]
    assert held_against_cut(distances, made(cut_on=SECOND_LARGEST)).tolist() == [2.0, 3.5]
    assert held_against_cut(distances[:, :1], made(cut_on=SECOND_LARGEST)).tolist() == [1.0, 4.0]


def test_discrepancy_widens_the_record_and_forgives_a_figure_that_is_off() -> None:
    band = Band("", 2.0, 4.0)
    off = Found(band, 5.0, 5.0, 5.0, "", 10, 0.0, holds=False)
    assert record_error(band, 0.0) == pytest.approx(spread_of(band))
    assert record_error(band, 0.5) == pytest.approx(np.hypot(spread_of(band), 1.0))
    assert log_fit(off, 0.5) > log_fit(off, 0.0)


@pytest.fixture(scope="module")
def truth() -> Values:
    return np.array([[0.7, 0.6, 0.3, 0.8]])


@pytest.fixture(scope="module")
def matched(truth: Values) -> tuple[MadeUp, Matched]:
    calibration = made()
    evaluations = MadeUp(calibration, slopes_and_a_bend, bands_about(slopes_and_a_bend(truth)[0]))
    return evaluations, match_history(calibration, evaluations)


def test_waves_leave_less_and_less_of_the_space_and_say_what_rules_out_most(matched: tuple[MadeUp, Matched]) -> None:
    evaluations, found = matched
    assert found.waves["volume_left"].is_monotonic_decreasing
    assert 0.0 < found.waves["volume_left"].iloc[-1] < 0.2
    assert (found.waves["cut_reached"] == 3.0).all()
    assert any(name in found.waves["rules_out_most"].iloc[0] for name in JUDGED)
    assert evaluations.evaluated <= planned_evaluations(evaluations.calibration)


def test_later_waves_and_the_sample_are_nearer_to_the_record(matched: tuple[MadeUp, Matched], truth: Values) -> None:
    evaluations, found = matched
    off = [np.abs(slopes_and_a_bend(batch.places) - slopes_and_a_bend(truth)).mean() for batch in evaluations.batches]
    assert off[0] > off[1] > off[-1]
    assert np.abs(slopes_and_a_bend(found.best[None]) - slopes_and_a_bend(truth)).max() < 0.15
    assert ((found.places >= 0.0) & (found.places <= 1.0)).all()


def test_a_set_stands_among_the_sample_by_how_well_it_fits(matched: tuple[MadeUp, Matched], truth: Values) -> None:
    _, found = matched
    for place, low, high in ((truth, 0.3, 1.0), (np.zeros((1, 4)), 0.0, 0.0)):
        assert low <= found.standing(place, slopes_and_a_bend(place)) <= high


def test_nothing_is_said_to_conflict_where_everything_can_be_met(matched: tuple[MadeUp, Matched]) -> None:
    assert matched[1].conflicts.empty


@pytest.mark.parametrize("seed", range(3))
def test_the_truth_stays_among_what_is_not_ruled_out(seed: int) -> None:
    generator = np.random.default_rng(seed)
    truth = generator.random((1, 4))
    error = 0.05
    observed = slopes_and_a_bend(truth)[0] + error * generator.standard_normal(4)
    calibration = made(points=40).model_copy(update={"seed": seed})
    evaluations = MadeUp(calibration, slopes_and_a_bend, bands_about(observed, 1.645 * error))
    space, _ = ruled_out(calibration, evaluations)
    assert space.allows(truth).all()
    assert space.allows(generator.random((500, 4))).mean() < 0.3


def two_regions(places: Values) -> Values:
    return np.column_stack([np.abs(places[:, 0] - 0.5), places[:, 1]])


def test_all_regions_that_fit_are_found() -> None:
    calibration = made(points=120, keep=120)
    evaluations = MadeUp(calibration, two_regions, bands_about(np.array([0.4, 0.5]), 0.06))
    found = match_history(calibration, evaluations)
    left, right = (side.mean() for side in (found.places[:, 0] < 0.3, found.places[:, 0] > 0.7))
    assert left > 0.2
    assert right > 0.2
    assert left + right > 0.9


def at_odds(places: Values) -> Values:
    return np.column_stack([places[:, 0], places[:, 0] + 0.1 * places[:, 1], places[:, 2]])


@pytest.fixture(scope="module", params=[LARGEST, SECOND_LARGEST])
def torn(request: pytest.FixtureRequest) -> Matched:
    calibration = made(cut_on=request.param)
    evaluations = MadeUp(calibration, at_odds, bands_about(np.array([0.2, 0.8, 0.5]), 0.05))
    return match_history(calibration, evaluations)


def test_figures_that_cannot_be_met_together_are_named_and_no_others(torn: Matched) -> None:
    assert torn.conflicts[["figure", "other"]].to_numpy().tolist() == [["P14", "P15"]]
    (row,) = torn.conflicts.to_dict("records")
    assert row["together"] > 3.0 > max(row["alone"], row["other_alone"])


def test_of_two_records_that_cannot_both_be_met_one_is_met(torn: Matched) -> None:
    """A figure far off counts no more than so much against a set; and many sets say so, not a lucky one."""
    shown = at_odds(torn.places)
    nearest = np.abs(shown[:, :2] - np.array([0.2, 0.8])).min(axis=1)
    assert nearest.mean() < 0.1
    assert shown[:, 2].mean() == pytest.approx(0.5, abs=0.1)
    assert len(np.unique(torn.places[:, 0])) > len(torn.places) / 4


@pytest.mark.parametrize("torn", [LARGEST], indirect=True)
def test_a_cut_that_nothing_meets_is_said_to_be_missed(torn: Matched) -> None:
    assert torn.waves["cut_reached"].iloc[-1] > 3.0
    assert torn.diagnostics()["conflicts"] == 1


def test_a_figure_out_of_reach_is_named_alone() -> None:
    calibration = made(waves=1, **SETTLED_AT_ONCE)
    evaluations = MadeUp(calibration, at_odds, bands_about(np.array([0.5, 0.5, 7.0]), 0.1))
    found = match_history(calibration, evaluations)
    assert found.conflicts[["figure", "other"]].to_numpy().tolist() == [["P28b", ""]]


def test_waves_stop_when_the_volume_no_longer_shrinks() -> None:
    calibration = made(waves=6, points=40)
    evaluations = MadeUp(calibration, slopes_and_a_bend, bands_about(np.array([0.6, 0.5, 0.5, 0.5]), 0.4))
    _, waves = ruled_out(calibration, evaluations)
    assert len(waves) < 6


def test_a_figure_without_weight_is_not_the_one_that_is_forgiven() -> None:
    """Of one figure with weight and one without, the first decides, whichever distance is held against the cut."""
    calibration = made(points=80, cut_on=SECOND_LARGEST, **SETTLED_AT_ONCE)
    evaluations = MadeUp(calibration, at_odds, bands_about(np.array([0.2, 5.0, 0.5]), 0.05))
    weights = (1.0, 0.0, 0.0)
    evaluations.weights = dict(zip(evaluations.weights, weights, strict=True))
    found = match_history(calibration, evaluations)
    assert found.waves["volume_left"].iloc[-1] < 0.7
    assert found.conflicts.empty


MANY = 30
TOLD_OF = 3  # parameters on which the figures of the model below rest, of many


def told_of_few(places: Values) -> Values:
    return np.column_stack([places[:, 0] + 0.5 * places[:, 1], places[:, 1], places[:, 2]])


@pytest.fixture(scope="module")
def of_many() -> Matched:
    table = parameter_table()
    names = [name for name, item in table.items() if item.high > item.low and parameter_kinds()[name] is float][:MANY]
    calibration = made(waves=2, points=160, keep=160, learning=1, approaching=1, settling=4).model_copy(
        update={"parameters": {name: Prior(low=table[name].low, high=table[name].high) for name in names}}
    )
    evaluations = MadeUp(calibration, told_of_few, bands_about(np.array([0.8, 0.3, 0.7]), 0.04))
    return match_history(calibration, evaluations)


def test_parameters_that_no_figure_tells_of_keep_their_prior(of_many: Matched) -> None:
    """Of an even spread over 0 to 1, 90 % lie within 0.9 of it; a sample that has grown alike is narrower."""
    low, high = np.quantile(of_many.places, [0.05, 0.95], axis=0)
    width = (high - low) / 0.9
    assert width[:TOLD_OF].max() < 0.6
    assert np.median(width[TOLD_OF:]) > 0.9
    assert width[TOLD_OF:].min() > 0.7


SMALL = Calibration(
    name="small",
    title="Small",
    set=["months=24", "background.trusts=12", "background.local_health_economies=3"],
    parameters={"winter_amplitude": Prior(low=0.10, high=0.20), "monthly_noise": Prior(low=0.004, high=0.02)},
    patterns={"P14": 1.0, "P15": 1.0},
    replicates=Replicates(national=3, local=2),
    method="history_matching",
    history_matching=HistoryMatching(waves=2, points=24, keep=16, shrinkage=1.0, learning=1, approaching=1, settling=2),
    seed=5,
)


def tables(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.csv"))}


@pytest.fixture(scope="module")
def carried_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("matching") / "small"
    calibrate(SMALL, folder, threads=2)
    return folder


def test_a_calibration_by_history_matching_leaves_its_waves_and_conflicts_besides(carried_out: Path) -> None:
    assert set(tables(carried_out)) == {
        "point.csv", "posterior.csv", "identified.csv", "pattern_fit.csv", "log.csv", "waves.csv", "conflicts.csv",
        "left_out.csv",
    }  # fmt: skip
    assert {file.stem for file in (carried_out / "figures").glob("*.png")} == {
        "pattern_fit", "pairs", "prior_to_posterior", "volume_left"
    }  # fmt: skip
    sample = pd.read_csv(carried_out / "posterior.csv")
    assert list(sample) == list(SMALL.parameters)
    assert len(sample) == SMALL.history_matching.keep
    assert set(pd.read_csv(carried_out / "identified.csv")["parameter"]) == set(SMALL.parameters)


def test_a_calibration_in_waves_cut_off_anywhere_ends_the_same(carried_out: Path, tmp_path: Path) -> None:
    calls = 0

    def cut_off(done: int, planned: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        calibrate(SMALL, tmp_path, threads=1, progress=cut_off)
    damaged = sorted((tmp_path / TABLE).glob("part-*"))[1]
    damaged.write_bytes(damaged.read_bytes()[:100])
    calibrate(SMALL, tmp_path, threads=2)
    assert tables(tmp_path) == tables(carried_out)


def test_the_same_call_again_simulates_nothing(carried_out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tables(carried_out)
    monkeypatch.setattr(Evaluations, "evaluation", lambda *_: pytest.fail("simulated again"))
    calibrate(SMALL, carried_out, threads=1)
    assert tables(carried_out) == before


def test_a_missing_library_is_named_with_what_installs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.calibration.emulator.find_spec", lambda name: None)
    with pytest.raises(ValueError, match=r"needs scikit-learn: pip install 'turnaround-sim\[calibration\]'"):
        calibrate(SMALL, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert importlib.util.find_spec("sklearn")


def test_both_methods_are_compared_on_the_same_records() -> None:
    from sim.calibration.calibration_schema import Posterior

    both = SMALL.model_copy(update={"posterior": Posterior(walkers=6, steps=6, discard=2, keep=12)})
    found = compare_methods(both, trials=2)
    assert len(found) == 8
    truths = found.pivot_table(index=["trial", "parameter"], columns="method", values="truth")
    assert (truths["sampling"] == truths["history_matching"]).all()
    assert found.loc[found["method"] == "history_matching", "evaluations"].between(24 + 5 * 16, 48 + 5 * 16).all()
    assert compared(found)["method"].tolist() == ["sampling", "history_matching"]
    with pytest.raises(ValueError, match="no posterior"):
        compare_methods(SMALL, trials=2)


SOUND = """
title: Mine
parameters:
  rating_noise: {low: 0.03, high: 0.08}
  winter_amplitude: {low: 0.05, high: 0.2}
patterns: {P14: 1.0, P15: 0.5}
discrepancy: 0.2
method: history_matching
history_matching: {waves: 2, points: 40, cut: 3, cut_on: second_largest, shrinkage: 0.9, keep: 50}
"""

ELEVEN = (
    "parameters:\n  gaming: {low: 0, high: 1}\n  cut_good: {low: 0.4, high: 0.6}\n"
    "  successor_mean: {low: 0.4, high: 0.6}\n  own_kept: {low: 0.98, high: 0.99}\n"
    "  own_persistence: {low: 0.9, high: 0.95}\n  team_noise: {low: 0.01, high: 0.02}\n"
    "  quality_error: {low: 0.1, high: 0.2}\n  access_error: {low: 0.02, high: 0.04}\n"
    "  funding_noise: {low: 0.01, high: 0.02}"
)

REFUSALS = {
    "an unknown method": ("method: history_matching", "method: history_matchin", 8, "method", "history_matching"),
    "no wave": ("waves: 2", "waves: 0", 9, "history_matching.waves", "1 to 20"),
    "too few points": ("points: 40", "points: 7", 9, "history_matching.points", "8 to"),
    "fewer points than the parameters need": (
        "parameters:",
        ELEVEN,
        18, "history_matching.points", "at least 44 for 11 parameters",
    ),
    "a cut of nothing": ("cut: 3", "cut: 0", 9, "history_matching.cut", "0.5 to 10"),
    "a cut on something else": ("second_largest", "third_largest", 9, "history_matching.cut_on", "second_largest"),
    "an end of shrinking that never comes": ("shrinkage: 0.9", "shrinkage: 1.5", 9, "history_matching.shrinkage", "1"),
    "a negative discrepancy": ("discrepancy: 0.2", "discrepancy: -0.2", 7, "discrepancy", "0 to 2"),
    "no step of settling": ("keep: 50", "keep: 50, settling: 0", 9, "history_matching.settling", "1 to"),
    "an unknown key": ("waves: 2", "rounds: 2", 9, "history_matching.rounds", "unknown"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSALS)
def test_what_is_wrong_with_the_waves_of_a_file_is_named_with_its_line(what: str, tmp_path: Path) -> None:
    old, new, line, key, said = REFUSALS[what]
    assert old in SOUND
    file = tmp_path / "mine.yaml"
    file.write_text(SOUND, encoding="utf-8")
    assert load_calibration(file).history_matching.waves == 2
    file.write_text(SOUND.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load_calibration(file)
    message = str(refused.value)
    assert f"mine.yaml:{line}:" in message
    assert key in message
    assert said in message
