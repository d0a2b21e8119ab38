"""The figures of a calibration show prior and posterior as they are, and say what is identified."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.plots import save
from sim.plots.figures.calibration_figure import MOST_DOTS, pairs, pattern_fit, prior_to_posterior

Reading = Callable[[Figure], str]
NONE = float("nan")
LONG = "How much of its leaders' time a trust in special measures gives to oversight while it lasts"
NOTE = "Partnership effects: assumed ranges, not calibrated."


def calibrated(count: int = 6, draws: int = 400) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a made-up posterior sample and its ranges: of three parameters, one is known well, one little, one not."""
    random = np.random.default_rng(1)
    shapes = {"well": (40, 20), "weakly": (4, 2), "not": (1, 1)}
    sample, rows = {}, []
    for number in range(count):
        known = list(shapes)[number % 3]
        low, high, scale = (0.001, 0.1, "log") if number % 2 else (-0.5, 0.5, "linear")
        share = random.beta(*shapes[known], draws)
        drawn = low * (high / low) ** share if scale == "log" else low + (high - low) * share
        sample[f"parameter_{number}"] = drawn
        title = LONG if number % 4 == 1 else f"Meaning of parameter {number}"
        about = {"parameter": f"parameter_{number}", "title": title, "unit": "per month" if number % 2 else NONE}
        rows.append({**about, "low": low, "high": high, "scale": scale, "default": 0.05, "identified": known})
    return pd.DataFrame(sample), pd.DataFrame(rows)


def fit() -> pd.DataFrame:
    columns = ["pattern", "title", "figure", "band_low", "band_high", "unit", "prior_low", "prior_value", "prior_high",
               "low", "value", "high", "inside"]  # fmt: skip
    rows = [
        ("P11a", "Regression to the mean", NONE, -1.6, -1.25, "standard deviations", -9, -2, 7, -1.5, -1.4, -1.3, 0.97),
        ("P12d", "Persistence", "engagement", 0.6, 0.8, "correlation", 0.2, 0.5, 0.9, 0.85, 0.9, 0.95, 0.02),
        ("P12d", "Persistence", "quality", 0.6, 0.8, "correlation", 0.2, 0.5, 0.9, 0.65, 0.7, 0.75, 1.0),
        ("P30", "Support withdrawn", NONE, 0.1, 0.3, "share", NONE, NONE, NONE, NONE, NONE, NONE, NONE),
        ("D07", "Too many partners", NONE, NONE, -0.02, "share", -0.9, 0.1, 0.4, -0.19, -0.16, -0.13, 0.9),
    ]
    return pd.DataFrame(rows, columns=columns)


def test_every_parameter_has_a_panel_with_meaning_and_identification(reading: Reading) -> None:
    sample, ranges = calibrated()
    figure = prior_to_posterior(sample, ranges, [NOTE])
    said = reading(figure)
    assert len(figure.axes) == len(ranges)
    for name, title in zip(ranges["parameter"], ranges["title"], strict=True):
        assert name in said
        assert title in said
    for words in ("well identified", "weakly identified", "not identified"):
        assert said.count(words) == 2
    assert NOTE in said
    assert "400 draws" in said
    assert said.count("log scale") == 3


def test_box_of_the_prior_and_area_of_the_posterior_are_of_one_size() -> None:
    sample, ranges = calibrated()
    figure = prior_to_posterior(sample, ranges)
    assert len(figure.axes) == len(ranges) > 0
    for axes in figure.axes:
        assert axes.patches
        for patch in axes.patches:
            heights, edges, _ = patch.get_data()
            assert float((np.diff(edges) * heights).sum()) == pytest.approx(1.0)
            assert axes.get_ylim()[1] > heights.max(), "nothing is cut off"


def test_ends_of_ranges_are_in_numbers_and_the_default_is_where_it_is() -> None:
    sample, ranges = calibrated(2)
    linear, log = prior_to_posterior(sample, ranges).axes
    assert [label.get_text() for label in linear.get_xticklabels()] == ["−0.5", "0.5"]
    assert [label.get_text() for label in log.get_xticklabels()] == ["0.001", "0.1"]
    defaults = [float(np.asarray(axes.get_lines()[0].get_xdata())[0]) for axes in (linear, log)]
    assert defaults == pytest.approx([0.55, np.log(50) / np.log(100)])


def test_a_default_outside_the_range_is_on_the_panel() -> None:
    sample, ranges = calibrated(1)
    (axes,) = prior_to_posterior(sample, ranges.assign(default=0.9)).axes
    assert axes.get_xlim()[1] > 1.4


def test_a_long_name_is_broken(reading: Reading) -> None:
    sample, ranges = calibrated(4)
    name = "replacement_in_special_measures_of_all"
    renamed = prior_to_posterior(sample.rename(columns={"parameter_3": name}), ranges.replace("parameter_3", name))
    assert "replacement_in_special_ measures_of_all" in reading(renamed)


@pytest.mark.parametrize("count", [1, 5, 27])
def test_panels_can_be_read(reading: Reading, count: int) -> None:
    reading(prior_to_posterior(*calibrated(count)))


@pytest.mark.parametrize("count", [2, 5, 27])
def test_pairs_can_be_read_and_show_the_best_identified(reading: Reading, count: int) -> None:
    sample, ranges = calibrated(count)
    figure = pairs(sample, ranges, notes=[NOTE])
    said = reading(figure)
    shown = min(count, 8)
    assert len(figure.axes) == shown**2
    assert NOTE in said
    if count > shown:
        assert f"Shown: the 8 of {count} parameters" in said
        kept = ranges[ranges["identified"] == "well"]["title"]
        assert kept.iloc[0] in said
        assert "Meaning of parameter 2 " not in said, "it is not identified"


def test_correlations_are_those_of_the_sample_and_strong_ones_are_bold() -> None:
    sample, ranges = calibrated(3)
    sample["parameter_2"] = -sample["parameter_0"]
    (text,) = pairs(sample, ranges).axes[2].texts
    assert text.get_text() == "−1.00"
    assert text.get_fontweight() == "bold"
    (text,) = pairs(sample, ranges).axes[1].texts
    expected = np.corrcoef(sample["parameter_0"], np.log(sample["parameter_1"]))[0, 1]
    assert text.get_text() == f"{expected:.2f}".replace("-", "−")
    assert text.get_fontweight() == "normal"


def test_of_many_draws_some_are_dots_and_it_says_so(reading: Reading) -> None:
    figure = pairs(*calibrated(3, draws=1000))
    assert f"{MOST_DOTS} of 1000 draws" in reading(figure)
    assert len(np.asarray(figure.axes[3].get_lines()[0].get_xdata())) == MOST_DOTS


def test_fit_names_every_pattern_and_gives_the_share_inside(reading: Reading) -> None:
    said = reading(pattern_fit(fit(), [NOTE], interval="90 % of draws"))
    for words in ("P11a Regression to the mean", "P12d Persistence: engagement", "– quality", "D07 Too many partners"):
        assert words in said
    for words in (
        "97 %",
        "2 %",
        "100 %",
        "cannot be determined",
        NOTE,
        "90 % of draws",
        "0.90 (0.85 to 0.95) correlation",
    ):
        assert words in said


def test_fit_draws_before_thin_and_after_thick_and_a_value_outside_with_another_shape() -> None:
    axes = pattern_fit(fit()).axes
    inside, outside = axes[2].get_lines(), axes[1].get_lines()
    thick = {line.get_linewidth() for line in inside if np.asarray(line.get_xdata()).tolist() == [0.65, 0.75]}
    thin = {line.get_linewidth() for line in inside if np.asarray(line.get_xdata()).tolist() == [0.2, 0.9]}
    assert min(thick) > 2 * max(thin)
    assert inside[-1].get_marker() == "o"
    assert outside[-1].get_marker() == "D"
    assert outside[-1].get_markerfacecolor() == "white"


def test_a_prior_that_runs_off_the_axis_ends_in_an_arrow() -> None:
    axes = pattern_fit(fit()).axes[0]
    edges = axes.get_xlim()
    assert edges[0] > -9
    places = [np.asarray(line.get_xdata()).tolist() for line in axes.get_lines()]
    assert [edges[0]] in places
    assert [edges[1]] in places


def test_nothing_to_show_is_said(reading: Reading) -> None:
    sample, ranges = calibrated(1)
    assert "nothing to show" in reading(prior_to_posterior(sample[[]], ranges))
    assert "no pairs to show" in reading(pairs(sample, ranges))
    assert "nothing to show" in reading(pattern_fit(fit()[:0]))


@pytest.mark.parametrize(
    "figure", [lambda: prior_to_posterior(*calibrated()), lambda: pairs(*calibrated()), lambda: pattern_fit(fit())]
)
def test_the_same_sample_gives_the_same_files(figure: Callable[[], Any], tmp_path: Path) -> None:
    first, second = (save(figure(), tmp_path / name, "figure") for name in ("one", "two"))
    assert len(first) == 2
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
