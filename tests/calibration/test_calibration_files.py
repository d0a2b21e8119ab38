"""Calibration files: what they may say, and what is said of what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.calibration.calibration_json_schema import calibration_json_schema
from sim.calibration.calibration_loader import load_calibration, shipped_calibrations
from sim.calibration.screening import FREE
from sim.config.errors import ScenarioError
from sim.config.files import CALIBRATION, EXPERIMENT, SCENARIO
from sim.config.loader import kind_meant_by
from sim.document.evidence_tables import results_of
from sim.evidence.patterns import patterns
from sim.parameters import parameter_table
from sim.scenario.parameter_sets import assumed_ranges, sample_file

SOUND = """
title: Mine
parameters:
  rating_noise: {low: 0.03, high: 0.08}
  winter_amplitude: {low: 0.05, high: 0.2, scale: log}
  new_chief_executive_months: {low: 4, high: 14}
patterns: {P14: 1.0, P15: 0.5}
posterior: {walkers: 6, steps: 20, discard: 10, keep: 12}
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("name", sorted(shipped_calibrations()))
def test_shipped_calibrations_are_sound_and_name_what_exists(name: str) -> None:
    calibration = load_calibration(name)
    assert calibration.parameters
    assert set(calibration.parameters) <= set(parameter_table())
    assert calibration.patterns
    assert all(patterns()[pattern].counts for pattern in calibration.patterns)


def test_the_national_calibration_is_judged_by_every_pattern_of_the_record_that_was_marked_when_it_was_made() -> None:
    marked = {name for name, pattern in patterns().items() if pattern.use == "calibrate" and name.startswith("P")}
    later = {"P08", "P12e"}  # and all whose names begin with N
    assert len(marked - later) == 20
    assert marked - later <= set(load_calibration("national").patterns)
    assert later.isdisjoint(load_calibration("national").patterns)


def test_defaults_lie_within_the_priors_of_the_national_calibration() -> None:
    priors = load_calibration("national").parameters
    assert priors
    for name, prior in priors.items():
        assert prior.low <= parameter_table()[name].default <= prior.high, name


def test_defaults_stand_among_the_sample_and_those_that_are_calibrated_are_free() -> None:
    diagnostics = json.loads((results_of("national") / "diagnostics.json").read_text(encoding="utf-8"))
    assert 0.02 <= diagnostics["defaults_standing"] <= 1.0
    calibrated = {name for name, item in parameter_table().items() if "calibrated (P" in item.source}
    assert len(calibrated) > 20
    assert calibrated - set(load_calibration("national").parameters) <= {"workforce_noise", "risk_inspection"}


def test_most_parameters_of_the_national_calibration_keep_their_prior() -> None:
    identified = pd.read_csv(results_of("national") / "identified.csv")
    assert len(identified) > 100
    assert (identified["width_left"] > 0.8).mean() > 0.5


def test_free_parameters_are_those_that_the_screening_found() -> None:
    screened = pd.read_csv(results_of("national") / FREE)
    priors = load_calibration("national").parameters
    assert screened["parameter"].tolist() == list(priors)
    for row in screened.to_dict("records"):
        assert priors[row["parameter"]].low == pytest.approx(row["low"], rel=6e-3)
        assert priors[row["parameter"]].high == pytest.approx(row["high"], rel=6e-3)


def test_the_shipped_sample_is_of_the_national_calibration_with_argued_ranges_beside_it() -> None:
    sets = pd.read_csv(sample_file())
    posterior = pd.read_csv(results_of("national") / "posterior.csv")
    assert len(sets) == len(posterior) >= 200
    ranges = assumed_ranges()
    assert set(sets) == {f"parameters.{name}" for name in posterior} | set(ranges)
    assert len(posterior.columns)
    assert ranges
    for name in posterior:
        assert np.allclose(sets[f"parameters.{name}"], posterior[name], rtol=6e-3), name
    for key, (low, high) in ranges.items():
        assert sets[key].between(0.99 * low, 1.01 * high).all(), key
        assert sets[key].min() < low + 0.15 * (high - low), key  # the whole range is covered
        assert sets[key].max() > high - 0.15 * (high - low), key


def test_a_calibration_is_distinguished_from_scenarios_and_experiments(tmp_path: Path) -> None:
    assert kind_meant_by(str(written(tmp_path, SOUND))) is CALIBRATION
    assert kind_meant_by("case_b_buddying") is SCENARIO
    assert kind_meant_by("screening") is EXPERIMENT
    assert kind_meant_by(str(tmp_path / "nothing.yaml")) is SCENARIO


def test_a_place_in_the_unit_cube_stands_for_values_within_the_priors(tmp_path: Path) -> None:
    calibration = load_calibration(written(tmp_path, SOUND))
    assert calibration.parameters_at([0.0, 0.0, 0.0]) == {
        "rating_noise": 0.03, "winter_amplitude": 0.05, "new_chief_executive_months": 4
    }  # fmt: skip
    middle = calibration.parameters_at([0.5, 0.5, 0.5])
    assert middle["rating_noise"] == pytest.approx(0.055)
    assert middle["winter_amplitude"] == pytest.approx(0.1)  # equal ratios are equally likely
    assert middle["new_chief_executive_months"] == 9
    assert isinstance(middle["new_chief_executive_months"], int)
    assert calibration.parameters_at([1.0, 1.0, 1.0])["winter_amplitude"] == pytest.approx(0.2)


REFUSALS = {
    "a parameter that does not exist": ("rating_noise:", "ratings_noise:", "parameters.ratings_noise", "rating_noise"),
    "a pattern that does not exist": ("P14: 1.0", "P99: 1.0", "patterns.P99", "unknown pattern"),
    "a pattern that is only reported": ("P14: 1.0", "P05: 1.0", "patterns.P05", "P05 is only reported"),
    "a weight below nothing": ("P14: 1.0", "P14: -1", "patterns.P14", "0 or more"),
    "bounds the wrong way round": (
        "low: 0.03, high: 0.08",
        "low: 0.08, high: 0.03",
        "parameters.rating_noise",
        "above",
    ),
    "bounds beyond those of the parameter": ("high: 0.08", "high: 0.9", "parameters.rating_noise", "0 to 0.2"),
    "a log scale from nought": ("low: 0.05", "low: 0", "parameters.winter_amplitude", "above 0"),
    "an unknown scale": ("scale: log", "scale: logs", "parameters.winter_amplitude.scale", "log"),
    "too few walkers": ("walkers: 6", "walkers: 4", "posterior.walkers", "at least 6"),
    "an odd number of walkers": ("walkers: 6", "walkers: 7", "posterior.walkers", "even"),
    "all steps discarded": ("discard: 10", "discard: 20", "posterior.discard", "fewer than the 20"),
    "a start that is not free": ("patterns:", "search: {start: {gaming: 0.2}}\npatterns:", "search.start", "free"),
    "a start beyond the prior": (
        "patterns:",
        "search: {start: {rating_noise: 0.2}}\npatterns:",
        "search.start.rating_noise",
        "0.03 to 0.08",
    ),
    "an unknown key": ("title: Mine", "title: Mine\nweights: 3", "weights", "unknown"),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_is_wrong_is_named_with_its_place(what: str, tmp_path: Path) -> None:
    old, new, key, said = REFUSALS[what]
    assert old in SOUND
    file = written(tmp_path, SOUND.replace(old, new, 1))
    with pytest.raises(ScenarioError) as refused:
        load_calibration(file)
    message = str(refused.value)
    assert "mine.yaml:" in message
    assert key in message
    assert said in message


def test_values_can_be_set_from_outside(tmp_path: Path) -> None:
    calibration = load_calibration(written(tmp_path, SOUND), ["posterior.steps=40", "replicates.national=3"])
    assert calibration.posterior is not None
    assert calibration.posterior.steps == 40
    assert calibration.replicates.national == 3
    with pytest.raises(ScenarioError, match=r"--set posterior\.walkers=5"):
        load_calibration(written(tmp_path, SOUND), ["posterior.walkers=5"])


def test_the_schema_offers_parameters_and_patterns_and_accepts_the_shipped_files() -> None:
    import jsonschema
    from ruamel.yaml import YAML

    schema = calibration_json_schema()
    assert "rating_noise" in schema["properties"]["parameters"]["properties"]
    assert "P05" not in schema["properties"]["patterns"]["properties"]
    for path in shipped_calibrations().values():
        jsonschema.validate(YAML(typ="safe", pure=True).load(path), schema)
