"""Directions that are lost over the posterior sample: in which sets they hold, and what decides it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.evidence import lost_directions
from sim.evidence.assessment import read_committed, verdicts
from sim.evidence.headline_answers import unknowns_of
from sim.evidence.lost_directions import (
    explain_lost_directions,
    known_of_each,
    lost_directions_file,
    lost_directions_in_words,
    types_of,
)
from sim.evidence.measures import Measurement
from sim.evidence.patterns import patterns, patterns_named
from sim.evidence.simulated import Values, scenario_of
from sim.evidence.verdicts import MISS
from sim.scenario.parameter_sets import sample, set_number
from sim.scenario.scenario_schema import POSTERIOR

WORLDS = 12


def as_if_measured(monkeypatch: pytest.MonkeyPatch, differences: Values) -> None:
    """Let worlds of the first setting show differences, an array [sets, worlds], and those of the second nothing."""

    def shown(readings: list[Measurement], *_: object) -> dict[Measurement, Values]:
        scenario = scenario_of(readings[0].scenario, readings[0].changes)
        replicates = range(differences.size)
        values = [differences[set_number(scenario, at), at // len(differences)] for at in replicates]
        return {reading: (0.0 if at else 1.0) * np.array(values) for at, reading in enumerate(readings)}

    monkeypatch.setattr(lost_directions, "take_measurements", shown)


def test_a_direction_that_one_unknown_decides_is_said_to_move_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    unknowns = unknowns_of(())
    deciding = unknowns["parameters.attention_from_support"]
    mean = np.where(deciding > deciding.median(), 0.1, -0.1)
    noise = 0.3 * np.random.default_rng(1).standard_normal((len(mean), WORLDS))
    as_if_measured(monkeypatch, mean[:, None] + noise)
    (row,) = explain_lost_directions(patterns_named(["D03"]), WORLDS).to_dict("records")
    assert row["rests_on"].startswith("parameters.attention_from_support (")
    assert row["between_sets"] == pytest.approx(0.1, rel=0.15)
    assert row["right_way"] == pytest.approx(0.5, abs=0.1)
    assert row["right_way"] + row["wrong_way"] == pytest.approx(1.0)


@pytest.mark.parametrize(("name", "right"), [("D03", 0.0), ("D08", 1.0)])
def test_the_right_way_is_that_of_the_band(name: str, right: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scrutiny is said to lessen recovery, and an early end of support to add to relapse."""
    more = 0.2 + 0.05 * np.random.default_rng(2).standard_normal((len(sample()), WORLDS))
    as_if_measured(monkeypatch, more)
    assert explain_lost_directions(patterns_named([name]), WORLDS)["right_way"].tolist() == [right]


def test_each_set_counts_by_as_many_worlds_that_show_the_figure() -> None:
    generator = np.random.default_rng(3)
    differences = generator.random((100, 20))
    differences[generator.random((100, 20)) < 0.3] = np.nan
    differences[0, 1:] = np.nan
    counted, known = known_of_each(differences)
    assert not counted[0]
    assert counted.mean() >= 0.85
    assert known.shape == (counted.sum(), known.shape[1])
    assert 8 <= known.shape[1] <= 14
    assert np.isfinite(known).all()


def test_what_a_direction_may_move_with_are_parameters_and_the_types_in_its_worlds() -> None:
    assert types_of(patterns()["D09"]) == {"acquisition", "clinician_led"}
    assert types_of(patterns()["D15a"]) == {"buddying", "clinician_led", "improvement_institute"}


def test_worlds_of_every_set_are_simulated_and_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    few = sample()[:6]
    monkeypatch.setattr("sim.scenario.parameter_sets.sample", lambda: few)
    monkeypatch.setattr("sim.evidence.headline_answers.sample", lambda: few)
    monkeypatch.setattr(lost_directions, "sample", lambda: few)
    found = explain_lost_directions(patterns_named(["D15a"]), worlds=3, threads=2)
    assert found["figure"].tolist() == ["buddying", "clinician led", "improvement institute"]
    assert found[["mean", "low", "high", "by_chance"]].notna().all(axis=None)
    sentences = lost_directions_in_words(found)
    assert all(sentence.startswith("Teaching needs something to learn with (D15a, ") for sentence in sentences)


def test_committed_results_are_of_the_directions_that_are_lost_now() -> None:
    missed = [
        name for name, verdict in verdicts(read_committed(POSTERIOR)).items() if verdict == MISS and name[0] == "D"
    ]
    explained = set(pd.read_csv(lost_directions_file())["pattern"])
    assert explained == {name for name in missed if not patterns()[name].energies}
