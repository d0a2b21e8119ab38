"""Sweeps in which each replicate has parameters of its own: what a factor varies is as the factor says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.experiments import manifest
from sim.experiments.design import design_of, scenario_at
from sim.experiments.experiment_schema import Experiment
from sim.experiments.sweep import SweepOptions, sweep
from sim.results.checked_files import ResultsError
from sim.scenario import parameter_sets
from sim.scenario.parameter_sets import with_drawn_parameters
from sim.scenario.scenario_schema import Scenario

Load = Callable[..., Experiment]
NOISE, MENTORING = "parameters.rating_noise", "partnership_types.buddying.mentoring"
CONTRACT = "partnership_types.management_contract.mentoring"
MADE_UP = tuple({NOISE: 0.01 * number, MENTORING: 0.1 * number, CONTRACT: 0.05 * number} for number in range(1, 6))
BASE = "set: {parameters_from: posterior}\nseed: 0\ndesign: {kind: grid}\n"
LEVELS = """levers:
  partnerships.help.type: {levels: [buddying, management_contract]}
  regulator.support: {levels: [0.2, 0.8]}
replicates: 3
months: 40
"""


def at(experiment: Experiment, point: int, replicate: int) -> Scenario:
    return with_drawn_parameters(scenario_at(experiment, design_of(experiment).iloc[point]), replicate)


def mentoring(scenario: Scenario, kind: str) -> float:
    return float(scenario.types()[kind].attributes()["mentoring"])


def test_factor_wins_over_what_is_drawn(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parameter_sets, "sample", lambda: MADE_UP)
    factors = f"uncertainties:\n  {NOISE}: {{levels: [0.02, 0.07]}}\n  {MENTORING}: {{levels: [0.11, 0.99]}}\n"
    experiment = load(BASE + factors)
    for point, (noise, given) in enumerate(((0.02, 0.11), (0.02, 0.99), (0.07, 0.11), (0.07, 0.99))):
        for replicate in (0, 3):
            scenario = at(experiment, point, replicate)
            assert scenario.parameters["rating_noise"] == noise
            assert mentoring(scenario, "buddying") == given
            assert mentoring(scenario, "management_contract") == MADE_UP[replicate][CONTRACT], "all else is drawn"


def test_a_type_that_a_factor_chooses_is_drawn_as_any_other(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parameter_sets, "sample", lambda: MADE_UP)
    experiment = load(BASE + LEVELS)
    for point, kind in ((0, "buddying"), (2, "management_contract")):
        scenario = at(experiment, point, 4)
        assert scenario.partnerships[0].type == kind
        assert mentoring(scenario, kind) == MADE_UP[4][f"partnership_types.{kind}.mentoring"]


def test_replicate_k_has_the_same_set_at_every_point(load: Load) -> None:
    experiment = load(BASE + LEVELS)
    first, last = (at(experiment, point, 2) for point in (0, 3))
    assert first.parameters == last.parameters
    assert first.partnership_types == last.partnership_types


@pytest.mark.parametrize("engine", ["mesa", "ensemble"])
def test_a_point_gives_what_its_scenario_gives_by_itself(load: Load, tmp_path: Path, engine: str) -> None:
    experiment = load(BASE + LEVELS)
    sweep(experiment, tmp_path / "made", SweepOptions(engine=engine, workers=1))
    sweep(experiment, tmp_path / "made", SweepOptions(engine=engine, workers=1))  # nothing is left to do
    found = sim.open_experiment(tmp_path / "made").outcomes
    alone = sim.run(scenario_at(experiment, design_of(experiment).iloc[3]), engine="mesa").outcomes
    for name in ("performance_shortfall", "quality_lost_to_partnerships"):
        assert np.array_equal(found[found["point"] == 3][name], alone[name], equal_nan=True)


def test_a_sweep_of_another_sample_is_not_resumed(load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, same = load(BASE + LEVELS), load(BASE.replace("posterior", "defaults") + LEVELS)
    varied = LEVELS.replace(
        "regulator.support: {levels: [0.2, 0.8]}", "parameters_from: {levels: [defaults, posterior]}"
    )
    either = load("design: {kind: grid}\n" + varied)
    for name, experiment in (("own", own), ("same", same), ("either", either)):
        sweep(experiment, tmp_path / name)
    monkeypatch.setattr(manifest, "digest_of_sample", lambda: "another sample")
    for name, experiment in (("own", own), ("either", either)):
        with pytest.raises(ResultsError, match="another posterior sample"):
            sweep(experiment, tmp_path / name)
    assert sweep(same, tmp_path / "same").simulated == 0
