"""Figures of sweeps and of sensitivity can be read: nothing runs out of the sheet or over something else."""

from __future__ import annotations

import re
from itertools import product

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.plots.figures.sensitivity_figure import index_bars, indices_over_time
from sim.plots.figures.sweep_figure import Answered, main_effects, response_surface, sweep_lines, tornado

from .conftest import read

ABOUT = Answered(
    "Cultural fit, partner capacity and regulatory burden, for each type of partnership",
    "performance_shortfall (level × months)",
    "95 % interval over 60 replicates",
    ("Of Green Bay University Hospitals NHS Foundation Trust.",),
)
TYPES = ("buddying", "management_contract", "integrated_care_organisation")


def cross(**levels: tuple[object, ...]) -> pd.DataFrame:
    points = pd.DataFrame(list(product(*levels.values())), columns=[name.replace("__", ".") for name in levels])
    value = np.linspace(0.1, 0.9, len(points))
    return points.assign(value=value, low=value - 0.05, high=value + 0.05, n=60)


def effects(count: int, spread: float = 1.0) -> pd.DataFrame:
    rows = []
    for number in range(count):
        name = f"partnership_types.integrated_care_organisation.attribute_{number:03d}"
        for level, label in enumerate(TYPES if number % 2 else ("0.2", "0.6", "1.0")):
            mean = spread * level * (-1) ** number / (1 + number)
            at = np.nan if number % 2 else float(label)
            rows.append((name, label, at, mean, mean - 0.1, mean + 0.1, mean, mean - 0.1, mean + 0.1, 9))
    names = ["factor", "level", "at", "mean", "low", "high", "effect", "effect_low", "effect_high", "points"]
    return pd.DataFrame(rows, columns=names)


FIT, CAPACITY, SCRUTINY = (0.2, 0.4, 0.6, 0.8, 1.0), (0.2, 0.333333, 0.6), (0.2, 0.6, 1.0)


@pytest.mark.parametrize("figure", [
    lambda: sweep_lines(ABOUT, cross(regulator__scrutiny=FIT), "regulator.scrutiny"),
    lambda: sweep_lines(ABOUT, cross(partnerships__help__type=TYPES), "partnerships.help.type"),
    lambda: response_surface(ABOUT, cross(cultural_fit=FIT, partner_capacity=CAPACITY), "cultural_fit",
                             "partner_capacity"),
    lambda: response_surface(ABOUT, cross(cultural_fit=FIT, partner_capacity=CAPACITY, regulator__scrutiny=SCRUTINY),
                             "cultural_fit", "partner_capacity", ["regulator.scrutiny"]),
    lambda: response_surface(ABOUT, cross(cultural_fit=FIT, partner_capacity=CAPACITY, regulator__scrutiny=SCRUTINY,
                                          partnerships__help__type=TYPES),
                             "cultural_fit", "partner_capacity", ["partnerships.help.type", "regulator.scrutiny"]),
    lambda: main_effects(ABOUT, effects(1)),
    lambda: main_effects(ABOUT, effects(14)),
    lambda: tornado(ABOUT, effects(2)),
    lambda: tornado(ABOUT, effects(40)),
    lambda: tornado(ABOUT, effects(0)),
])  # fmt: skip
def test_figures_of_sweeps_can_be_read(figure: object) -> None:
    drawn = figure()  # type: ignore[operator]
    assert isinstance(drawn, Figure)
    assert "Cultural fit, partner capacity and regulatory burden" in read(drawn)


def test_every_panel_of_a_surface_says_all_of_the_levels_that_it_is_of() -> None:
    points = cross(cultural_fit=FIT, partner_capacity=CAPACITY, regulator__scrutiny=SCRUTINY,
                   partnerships__help__type=TYPES)  # fmt: skip
    text = read(response_surface(ABOUT, points, "cultural_fit", "partner_capacity",
                                 ["regulator.scrutiny", "partnerships.help.type"]))  # fmt: skip
    names = re.findall(r"scrutiny (0\.2|0\.6|1)\b", " ".join(str(text).split()))
    assert len(names) == len(SCRUTINY) * len(TYPES)


def indices(factors: int, months: tuple[int, ...] = (0,), given: bool = True) -> pd.DataFrame:
    rows = [
        (month, f"parameters.attribute_{number:03d}", index, 0.5 / (1 + number), 0.05)
        for month in months for index in ("first order", "total") for number in range(factors)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["month", "factor", "index", "value", "half_width"])
    table = table.assign(low=table["value"] - 0.05, high=table["value"] + 0.05)
    return table if given else table.assign(value=np.nan, low=np.nan, high=np.nan)


@pytest.mark.parametrize(("factors", "given"), [(1, True), (12, True), (60, True), (3, False)])
def test_bars_of_indices_can_be_read(factors: int, given: bool) -> None:
    text = read(index_bars(ABOUT, indices(factors, given=given), 0.07))
    assert "7 % is chance" in text
    assert "Share of the variance between points" in text
    assert ("not converged" in text) != given


@pytest.mark.parametrize("given", [True, False])
def test_indices_over_time_can_be_read(given: bool) -> None:
    text = read(indices_over_time(ABOUT, indices(6, tuple(range(61)), given), "quality"))
    assert ("No index has converged" in text) != given
