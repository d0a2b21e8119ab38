"""The data file of patterns is sound: every name in it exists, every setting loads, every band is one."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

from sim.evidence.measures import measurements_of
from sim.evidence.mechanisms import mechanisms
from sim.evidence.patterns import (
    CALIBRATE,
    CHECK,
    FITTED_INPUT,
    PEAK,
    REPORT,
    Pattern,
    measure_of,
    patterns,
    patterns_named,
)
from sim.evidence.simulated import scenario_of, variables_needed_by
from sim.evidence.statistics.partnership_statistics import TWO_YEARS_ON
from sim.model.partnership_types import shipped_catalogue
from sim.model.state import TrustState
from sim.model.variables import variables
from sim.parameters import parameter_table

ALL = list(patterns().values())
READ = [pattern for pattern in ALL if not pattern.cases]
DIRECTIONS = [pattern for pattern in ALL if pattern.name.startswith("D")]
CASES = [pattern for pattern in ALL if pattern.cases]


def name_of(pattern: Pattern) -> str:
    return pattern.name


def test_the_file_says_nothing_that_is_not_read() -> None:
    text = files("sim.evidence").joinpath("patterns.yaml").read_text(encoding="utf-8")
    known = {
        "title", "what", "scenario", "with", "measure", "band", "bands", "unit", "scale", "strength", "facts", "source",
        "use", "first", "second", "best_of", "as", "energies", "cases", "off", "mechanisms", "forms",
    }  # fmt: skip
    rows = YAML(typ="safe", pure=True).load(text)
    assert rows
    for name, row in rows.items():
        assert set(row) <= known, name
        assert not {"band", "bands"} <= set(row), name
        assert row.get("as", "share") in (
            "share", "ratio", "difference", "share of the effect", "peak and remainder",
        ), name  # fmt: skip
        assert "forms" not in row or list(row["forms"]) == list(row["bands"]), name


def test_names_are_of_the_four_kinds() -> None:
    assert pd.Series(list(patterns())).str.fullmatch(r"P\d\d[a-e]?|N\d\db?|D\d\d[a-z]?|C_[A-E]").all()
    numbered = [f"D{number:02d}" for number in (*range(1, 13), 14)]
    assert [pattern.name for pattern in DIRECTIONS] == [*numbered, "D15a", "D15b"]
    assert [pattern.name for pattern in CASES] == ["C_A", "C_B", "C_C", "C_D", "C_E"]


@pytest.mark.parametrize("pattern", ALL, ids=name_of)
def test_every_pattern_is_reported_in_words_with_its_source(pattern: Pattern) -> None:
    assert pattern.title
    assert pattern.what
    assert pattern.source
    assert pattern.use in (CALIBRATE, FITTED_INPUT, CHECK, REPORT)
    assert pattern.scale in ("regime", "population", "intervention", "trust")
    assert pattern.strength
    assert pattern.unit or pattern.cases


def test_titles_are_unique() -> None:
    titles = [pattern.title for pattern in ALL]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("pattern", READ, ids=name_of)
def test_bands_have_an_end_and_a_width_and_a_name_each(pattern: Pattern) -> None:
    assert pattern.bands
    for band in pattern.bands:
        assert band.low is not None or band.high is not None
        if band.low is not None and band.high is not None:
            assert band.low < band.high
    figures = [band.figure for band in pattern.bands]
    assert len(set(figures)) == len(figures)
    assert all(figures) == (len(figures) > 1)


@pytest.mark.parametrize("pattern", ALL, ids=name_of)
def test_what_stands_behind_a_pattern_exists(pattern: Pattern) -> None:
    facts = pd.read_csv(str(files("sim.evidence").joinpath("facts.csv")))
    assert set(pattern.facts) <= set(facts["id"])
    assert set(pattern.mechanisms) <= set(mechanisms())
    assert pattern.facts or pattern.mechanisms
    assert len({*pattern.facts, *pattern.mechanisms}) == len(pattern.facts) + len(pattern.mechanisms)


@pytest.mark.parametrize("pattern", READ, ids=name_of)
def test_every_reading_has_worlds_that_load_and_a_measure_of_them(pattern: Pattern) -> None:
    readings = measurements_of(pattern, 2)
    assert len(set(readings)) == len(readings) > 0  # settings of a contrast differ
    for reading in readings:
        scenario_of(reading.scenario, reading.changes)
        measure = measure_of(reading.measure)
        assert measure.__doc__
        assert set(variables_needed_by(measure)) <= set(variables(TrustState))


@pytest.mark.parametrize("pattern", [pattern for pattern in READ if pattern.contrast], ids=name_of)
def test_settings_of_a_contrast_are_about_the_same_worlds(pattern: Pattern) -> None:
    loaded = [scenario_of(reading.scenario, reading.changes) for reading in measurements_of(pattern, 2)]
    assert len(loaded) > 1
    for other in loaded[1:]:
        assert (other.seed, other.months, other.start_month) == (
            loaded[0].seed,
            loaded[0].months,
            loaded[0].start_month,
        )
        assert [trust.id for trust in other.trusts] == [trust.id for trust in loaded[0].trusts]
    figures = 2 if pattern.contrast == PEAK else max(1, len(pattern.forms))
    assert len(pattern.bands) == figures


@pytest.mark.parametrize("pattern", DIRECTIONS, ids=name_of)
def test_what_makes_a_direction_can_be_switched_off_in_all_its_settings(pattern: Pattern) -> None:
    assert pattern.off
    readings = measurements_of(pattern, 2)
    assert readings
    for reading in readings:
        on = scenario_of(reading.scenario, reading.changes)
        off = scenario_of(reading.scenario, (*reading.changes, *pattern.off))
        assert on != off
        for change in pattern.off:
            kind, name = change.split("=")[0].split(".", 1)
            if kind == "parameters":
                assert name in parameter_table()
                assert off.parameters[name] != on.parameters.get(name, parameter_table()[name].default), change


@pytest.mark.parametrize("pattern", CASES, ids=name_of)
def test_case_studies_are_scenarios_that_expect_something(pattern: Pattern) -> None:
    assert not pattern.bands
    assert pattern.cases
    for case in pattern.cases:
        assert scenario_of(case, ()).expect


def test_patterns_are_found_by_name_in_the_order_asked_for() -> None:
    assert [pattern.name for pattern in patterns_named(["P02", "D01"])] == ["P02", "D01"]
    assert patterns_named([]) == ALL


@pytest.mark.parametrize(("wrong", "near"), [("P01A", "P01a"), ("p12B", "P12b"), ("D6", "D06"), ("C-A", "C_A")])
def test_a_wrong_name_gives_the_nearest(wrong: str, near: str) -> None:
    with pytest.raises(ValueError, match=f"did you mean {near}"):
        patterns_named(["P02", wrong])


def test_a_name_like_none_gives_all_that_there_are() -> None:
    with pytest.raises(ValueError, match="there is no pattern 'zebra'; allowed: P01a, P01b") as caught:
        patterns_named(["zebra"])
    assert "did you mean" not in str(caught.value)


@pytest.mark.parametrize("pattern", [pattern for pattern in READ if pattern.forms], ids=name_of)
def test_each_form_is_a_partnership_of_its_type_and_nobody_else_partners(pattern: Pattern) -> None:
    without = scenario_of(pattern.scenario, pattern.changes)
    assert not without.has_partnerships
    for band, form in zip(pattern.bands, pattern.forms, strict=True):
        (planned,) = scenario_of(pattern.scenario, (*pattern.changes, *form)).partnerships
        assert planned.type == band.figure.replace(" ", "_")
        assert "green_bay" in planned.sides
        assert planned.start_month == TWO_YEARS_ON - 24


def test_fit_is_asked_of_every_type_in_which_trusts_work_with_trusts() -> None:
    with_trusts = [name for name, kind in shipped_catalogue().items() if not kind.external_body]
    assert sorted(band.figure.replace(" ", "_") for band in patterns()["D14"].bands) == sorted(with_trusts)


def test_energies_are_settings_of_the_work_on_values_and_staff() -> None:
    two_outcomes = patterns()["D06"]
    settings = [scenario_of(reading.scenario, reading.changes) for reading in measurements_of(two_outcomes, 2)]
    energies = [scenario.types()["merger"].people_programme for scenario in settings]
    assert energies == list(two_outcomes.energies)
    assert len(energies) > 1
    assert (np.diff(energies) > 0.0).all()
