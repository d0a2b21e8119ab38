"""Every kind of figure looks as it did when somebody last looked at it, in one column of a journal.

After a deliberate change, run `UPDATE_BASELINE=1 python -m pytest tests/plots/test_plots_pictures.py` and look at each
picture that has changed. The pictures are small: they are for finding changes, not for reading.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images

from sim.plots import FIGURES, draw, save
from sim.plots.figures.appraisal_figure import benefit_and_cost
from sim.plots.figures.calibration_figure import pairs, pattern_fit, prior_to_posterior, volume_left
from sim.plots.figures.difference_figure import difference
from sim.plots.figures.discovery_figure import discovery_boxes
from sim.plots.figures.evidence_figure import case_studies, evidence
from sim.plots.figures.hindcast_figure import hindcast_figure
from sim.plots.figures.regret_figure import regret_map
from sim.plots.figures.sensitivity_figure import index_bars, indices_over_time
from sim.plots.figures.survival_figure import survival_curves
from sim.plots.figures.sweep_figure import main_effects, response_surface, sweep_lines, tornado
from sim.plots.figures.tail_figure import tail_probabilities
from sim.plots.figures.waterfall_figure import waterfall
from sim.plots.printed_page import laid_out_for, page_of

from .conftest import read
from .test_plots_calibration import calibrated, fit
from .test_plots_difference import compared
from .test_plots_evidence import cases, table
from .test_plots_new_kinds import CELLS
from .test_plots_sweeps import ABOUT, CAPACITY, FIT, cross, effects, indices
from .test_plots_waterfall import PARTS, steps

PICTURES = Path(__file__).parent / "pictures"
DOTS_PER_INCH = 40
TOLERANCE = 0.5
"""Root mean square of the differences between pixels, of 255; one band of a fan that is missing makes more."""

Maker = Callable[..., Any]
RUN = {"focal": 3, "others": 2, "replicates": 6, "months": 60, "partnership_type": "acquisition"}


OPTIONS: dict[str, dict[str, Any]] = {"fan": {"variables": ["quality"]}}
"""What a figure is asked for besides: the access measure of made-up runs does not vary."""


def surviving() -> SimpleNamespace:
    months = np.arange(37)
    rows = [
        pd.DataFrame({"group": group, "event": "event", "month": months, "incidence": share, "low": 0.8 * share,
                      "high": np.minimum(1.2 * share, 1.0), "at_risk": 120 - 2 * months})
        for group, share in (("no partner", months / 60.0), ("buddying", months / 40.0))
    ]  # fmt: skip
    return SimpleNamespace(
        of="exit", title="Case B", groups=("no partner", "buddying"), curves=pd.concat(rows), remarks=[]
    )


def boxed() -> SimpleNamespace:
    random = np.random.default_rng(2)
    support = random.uniform(0.0, 1.0, 80)
    limit = SimpleNamespace(factor="support", low=0.4, high=None, words=())
    way = pd.DataFrame({"coverage": [1.0, 0.9, 0.7], "density": [0.4, 0.6, 0.9], "res_dim": [0, 1, 1]})
    return SimpleNamespace(
        points=pd.DataFrame({"support": support, "good": support > 0.5}), trade_off=way, units={"support": "level"},
        boxes=[SimpleNamespace(limits=(limit,), coverage=0.7, density=0.9)], headline="Where the trust recovers",
        words=["Support of 0.4 or more."], remarks=[],
    )  # fmt: skip


def hindcast() -> SimpleNamespace:
    months = np.arange(25)
    middle = 70.0 + 0.5 * months
    band = SimpleNamespace(median=middle, low=middle - 8.0, high=middle + 8.0)
    forecast = SimpleNamespace(
        title="A trust like yours", replicates=40, trust_names={"own": "Own trust"}, parameters_note="", months=24,
        start_month=4, policy_months=[], dated_marks=[], figures_of=lambda trust: {"four_hour_performance": band},
    )  # fmt: skip
    seen = middle + np.where(months > 18, 12.0, 1.0)
    rows = pd.DataFrame({"trust": "own", "figure": "four_hour_performance", "month": months, "observed": seen,
                         "within": months <= 18})  # fmt: skip
    return SimpleNamespace(forecast=forecast, months=rows)


def options() -> pd.DataFrame:
    gains = np.array([0.10, 0.06, 0.0])
    return pd.DataFrame({"title": ["Merger", "Buddying", "No partner"], "gain": gains, "gain_low": gains - 0.02,
                         "gain_high": gains + 0.02, "partner_leaders_months": [9.0, 1.0, np.nan]})  # fmt: skip


def tails() -> pd.DataFrame:
    rows = [("P01", "Entry", "", "check", 0.002), ("P02", "Length of spells", "", "calibrate", 0.4)]
    return pd.DataFrame(rows, columns=["pattern", "title", "figure", "use", "tail"])


def surface() -> Figure:
    return response_surface(
        ABOUT, cross(cultural_fit=FIT, partner_capacity=CAPACITY), "cultural_fit", "partner_capacity"
    )


def regret() -> Figure:
    return regret_map("Who should help?", "level", CELLS, ("pull", "capacity"), ["None", "Buddying", "Merger"], 1)


OTHERS: dict[str, Callable[[], Figure]] = {
    "survival": lambda: survival_curves(surviving()),
    "discovery": lambda: discovery_boxes(boxed()),
    "hindcast": lambda: hindcast_figure(hindcast()),
    "waterfall": lambda: waterfall(steps(PARTS["up and down"])),
    "surface": surface,
    "lines": lambda: sweep_lines(ABOUT, cross(regulator__scrutiny=FIT), "regulator.scrutiny"),
    "main_effects": lambda: main_effects(ABOUT, effects(4)),
    "tornado": lambda: tornado(ABOUT, effects(5)),
    "index_bars": lambda: index_bars(ABOUT, indices(5), 0.07),
    "indices_over_time": lambda: indices_over_time(ABOUT, indices(3, tuple(range(0, 61, 12))), "quality"),
    "benefit_and_cost": lambda: benefit_and_cost("Who should help?", "level", options(), []),
    "regret_map": regret,
    "evidence": lambda: evidence(table()),
    "case_studies": lambda: case_studies(pd.concat([table(), cases()])),
    "tail_probabilities": lambda: tail_probabilities(tails()),
    "prior_to_posterior": lambda: prior_to_posterior(*calibrated(4)),
    "pairs": lambda: pairs(*calibrated(4)),
    "pattern_fit": lambda: pattern_fit(fit()),
    "volume_left": lambda: volume_left(
        pd.DataFrame({"wave": [1, 2, 3], "volume_left": [0.1, 0.01, 0.002], "cut": 3.0, "cut_reached": [4.0, 3.0, 2.5]})
    ),
}


def same(figure: Figure, name: str, place: Path) -> str | None:
    """Return how a figure differs from the picture that is kept of it; nothing if it does not."""
    if os.environ.get("UPDATE_BASELINE"):
        save(figure, PICTURES, name, ("png",), DOTS_PER_INCH)
    return change_in(figure, name, place)


def change_in(figure: Figure, name: str, place: Path) -> str | None:
    (made,) = save(figure, place, name, ("png",), DOTS_PER_INCH)
    return compare_images(str(PICTURES / f"{name}.png"), str(made), tol=TOLERANCE)


@pytest.mark.parametrize("name", FIGURES)
def test_figures_of_runs_look_as_they_did(made_up: Maker, tmp_path: Path, name: str) -> None:
    with laid_out_for(page_of("85mm")):
        figure = draw(made_up(**RUN), name, **OPTIONS.get(name, {}))
    assert same(figure, name, tmp_path) is None


def test_the_difference_of_scenarios_looks_as_it_did(made_up: Maker, tmp_path: Path) -> None:
    with laid_out_for(page_of("85mm")):
        figure = difference(compared(made_up))
    read(figure)
    assert same(figure, "difference", tmp_path) is None


@pytest.mark.parametrize("name", OTHERS)
def test_other_figures_look_as_they_did_and_can_be_read_in_one_column(tmp_path: Path, name: str) -> None:
    with laid_out_for(page_of("85mm")):
        figure = OTHERS[name]()
    read(figure)
    assert same(figure, name, tmp_path) is None


def test_a_band_that_is_missing_is_seen(made_up: Maker, tmp_path: Path) -> None:
    with laid_out_for(page_of("85mm")):
        figure = draw(made_up(**RUN), "fan", **OPTIONS["fan"])
    figure.axes[0].collections[-1].remove()
    assert "RMS" in str(change_in(figure, "fan", tmp_path))
