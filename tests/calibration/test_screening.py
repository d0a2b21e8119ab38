"""The screening of parameters: the ranges they are moved over, what counts as moved, and how it is carried out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calibration import screening
from sim.calibration.objective import changed_pattern
from sim.calibration.screening import (
    FILE,
    free_parameters,
    moved_figures,
    plausible_range,
    screen,
    screened_patterns,
)
from sim.evidence.assessment import Effort
from sim.evidence.headlines import HEADLINES
from sim.evidence.patterns import Pattern, patterns
from sim.parameters import parameter_table
from sim.parameters.parameter import Parameter
from sim.results.checked_files import ResultsError

BLOCKS = 6
CHANCE = 0.01


@pytest.mark.parametrize("name", list(parameter_table()))
def test_every_parameter_has_a_plausible_range_about_its_default_within_its_bounds(name: str) -> None:
    parameter = parameter_table()[name]
    span = plausible_range(parameter)
    assert parameter.low <= span.low < span.high <= parameter.high
    assert span.low - 0.002 <= parameter.default <= span.high + 0.002
    assert span.whence


def test_a_range_that_the_source_states_goes_before_an_assumed_one() -> None:
    stated = Parameter(0.5, 0.0, 1.0, "share", "any", source="Somebody (2020): 0.4 to 0.7")
    assert (plausible_range(stated).low, plausible_range(stated).high) == (0.4, 0.7)
    assert plausible_range(stated).whence == stated.source


@given(default=st.floats(0.02, 0.98))
def test_a_share_is_moved_by_odds_so_that_it_stays_a_share(default: float) -> None:
    span = plausible_range(Parameter(default, 0.0, 1.0, "share", "any"))
    odds = default / (1.0 - default)
    for found, moved in ((span.low, odds / 3.0), (span.high, odds * 3.0)):
        assert found == pytest.approx(moved / (1.0 + moved), rel=0.006)  # ranges have three digits


def test_a_default_at_a_bound_is_moved_inward() -> None:
    assert (plausible_range(Parameter(0.0, 0.0, 2.0, "x", "any")).high) == pytest.approx(0.2)
    assert (plausible_range(Parameter(2.0, 0.0, 2.0, "x", "any")).low) == pytest.approx(1.8)


def shown(*settings: tuple[float, float], seed: int = 1) -> pd.DataFrame:
    """Return what a made-up model shows of two figures, the second of which has a record twenty times as vague."""
    generator = np.random.default_rng(seed)
    rows = [
        {"setting": number, "block": block, "figure": figure, "value": value + CHANCE * generator.standard_normal(),
         "by_chance": CHANCE, "error": error}
        for number, values in enumerate(settings) for block in range(BLOCKS)
        for figure, value, error in zip(("sharp", "vague"), values, (0.05, 1.0), strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_a_parameter_is_free_if_a_figure_is_moved_by_more_than_its_error_and_than_chance() -> None:
    base = shown((1.0, 1.0))
    table = moved_figures(
        ["moves", "one_end", "within_error", "does_nothing"],
        [
            base,
            shown((0.9, 1.0), (1.1, 1.0), seed=2),
            shown((1.0, 1.0), (0.8, 1.0), seed=3),
            shown((1.0, 0.5), (1.0, 1.4), seed=4),
            shown((1.0, 1.0), (1.0, 1.0), seed=5),
        ],
    )
    assert free_parameters(table) == ["moves", "one_end"]
    effects = table[table["figure"] == "sharp"].set_index("parameter")["effect"]
    assert effects["moves"] == pytest.approx(0.2, abs=0.02)
    assert abs(effects["one_end"]) == pytest.approx(0.2, abs=0.02)


def test_what_chance_may_have_moved_is_not_free() -> None:
    base, ends = shown((1.0, 1.0)), shown((1.0, 1.0), (1.0, 1.0), seed=2)
    rough = ends.assign(value=ends["value"] + np.where(ends["block"] % 2 == 0, 0.4, -0.2))
    table = moved_figures(["moved_in_some_worlds", "does_nothing"], [base, rough, ends])
    assert (table["effect"].abs() > table["error"]).any()
    assert free_parameters(table) == []


def test_a_figure_that_a_setting_cannot_show_moves_nothing() -> None:
    base, ends = shown((1.0, 1.0)), shown((1.2, np.nan), (0.8, np.nan), seed=2)
    table = moved_figures(["moves"], [base, ends])
    assert table.set_index("figure").loc["vague", "effect"] == 0.0
    assert free_parameters(table) == ["moves"]


def test_patterns_of_the_record_and_the_headline_outcomes_are_held_against_it_and_directions_are_not() -> None:
    names = [pattern.name for pattern in screened_patterns()]
    assert "P12a" in names
    assert not [name for name in names if name.startswith("D")]
    assert {headline.name for headline in HEADLINES} <= set(names)


def test_every_figure_that_is_screened_has_a_name_of_its_own() -> None:
    names = screening._figures(({},), screened_patterns(), 1, Effort(2, 2)).to_pandas()["figure"]
    assert len(names) > 60
    assert names.is_unique


def small_patterns() -> list[Pattern]:
    small = ("months=24", "background.trusts=12", "background.local_health_economies=3")
    headline = next(one for one in HEADLINES if one.name == "effect of support").pattern()
    return [changed_pattern(patterns()["P14"], small), replace(headline, changes=(*headline.changes[1:], "months=62"))]


NAMES = ("winter_amplitude", "gaming")
FEW = Effort(national=2, local=2)


@pytest.fixture
def with_few_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening, "screened_patterns", small_patterns)


@pytest.mark.usefixtures("with_few_patterns")
def test_a_screening_that_is_cut_off_ends_the_same_and_simulates_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = screen(tmp_path / "whole", NAMES, 2, FEW)
    assert len(whole) == len(NAMES) * 2
    written = (tmp_path / "whole" / FILE).read_bytes()

    class CutOffError(Exception):
        pass

    def cut_off(done: int, planned: int) -> None:
        if done == 2:
            raise CutOffError

    with pytest.raises(CutOffError):
        screen(tmp_path / "cut", NAMES, 2, FEW, progress=cut_off)
    screen(tmp_path / "cut", NAMES, 2, FEW)
    assert (tmp_path / "cut" / FILE).read_bytes() == written

    monkeypatch.setattr(screening, "figures_of", None)
    pd.testing.assert_frame_equal(screen(tmp_path / "whole", NAMES, 2, FEW), whole)


@pytest.mark.usefixtures("with_few_patterns")
def test_what_is_wrong_is_refused_before_anything_is_simulated(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'winter_amplitud'.*winter_amplitude"):
        screen(tmp_path, ["winter_amplitud"], 2, FEW)
    with pytest.raises(ValueError, match="found 1 blocks; allowed: at least 2"):
        screen(tmp_path, NAMES, 1, FEW)
    screen(tmp_path / "one", NAMES[:1], 2, FEW)
    with pytest.raises(ResultsError, match="holds another screening"):
        screen(tmp_path / "one", NAMES, 2, FEW)


def test_free_parameters_are_listed_with_their_range_and_what_they_move_most() -> None:
    base = shown((1.0, 1.0))
    ends = shown((0.9, 1.0), (1.1, 1.0), seed=2)
    still = shown((1.0, 1.0), (1.0, 1.0), seed=3)
    (row,) = screening.free_table(moved_figures(["gaming", "winter_amplitude"], [base, ends, still])).to_dict("records")
    assert row["parameter"] == "gaming"
    assert row["low"] < row["default"] < row["high"]
    assert row["figures_moved"] == 1
    assert row["moves_most"].startswith("sharp (4.")
