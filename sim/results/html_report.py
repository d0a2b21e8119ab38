"""The self-contained report of a run: one HTML page with everything a reader needs, figures inside."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from sim.scenario.provenance import words_on_parameters


class Reported(Protocol):
    """What a report needs from a run."""

    @property
    def title(self) -> str:
        """Return the title of the scenario."""

    @property
    def replicates(self) -> int:
        """Return how many replicates were run."""

    @property
    def months(self) -> int:
        """Return how many months were simulated."""

    @property
    def parameters_from(self) -> str:
        """Return where parameters come from: `defaults` or `posterior`."""

    @property
    def partnerships(self) -> pd.DataFrame:
        """Return a row for each replicate, month and partnership under way."""

    @property
    def summary(self) -> pd.DataFrame:
        """Return every outcome with its statistic, band, of which replicates, and difference from the twin."""

    @property
    def sides(self) -> pd.DataFrame:
        """Return what target, partner and neighbours gain or lose against the twin; no rows without one."""

    @property
    def expectations(self) -> pd.DataFrame:
        """Return what was expected, and the verdict."""


def number(value: float) -> str:
    """Return a number with a suitable number of digits; a dash where it is missing."""
    if math.isnan(value):
        return "–"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}"


def fine(value: float) -> str:
    """Return a difference of levels with its sign; a dash where it is missing."""
    return "–" if math.isnan(value) else f"{value:+.3f}"


def svg_of(file: Path) -> str:
    """Return a figure as SVG for a page, with ids of its own so that figures do not share their clips and marks."""
    text = file.read_text(encoding="utf-8")
    drawing = text[text.index("<svg") :]
    own = file.stem + "-"
    drawing = re.sub(r'\bid="([^"]+)"', rf'id="{own}\1"', drawing)
    return re.sub(r'(href="#|url\(#)', rf"\g<1>{own}", drawing)


def write_report(
    run: Reported, folder: Path, scenario: Mapping[str, Any], manifest: Mapping[str, Any], figures: Sequence[str] = ()
) -> Path:
    """Write `report.html` into a results folder, with figures inside.

    Parameters
    ----------
    run : what was run.
    folder : a results folder.
    scenario : title, description and source of the scenario.
    manifest : versions, seed and timings.
    figures : names of the figures to show, in this order, drawn in the folder before.
    """
    from jinja2 import Environment

    template = files("sim.results").joinpath("run_report.html.jinja").read_text(encoding="utf-8")
    page = Environment(autoescape=True).from_string(template)
    known = run.summary[run.summary["n"] > 0]
    html = page.render(
        run=run,
        scenario=scenario,
        manifest=manifest,
        groups=[(trust, rows.to_dict("records")) for trust, rows in known.groupby("trust", sort=False)],
        expectations=run.expectations.to_dict("records"),
        figures=[(name, svg_of(folder / "figures" / f"{name}.svg")) for name in figures],
        about_parameters=words_on_parameters(run.parameters_from, not run.partnerships.empty),
        sides=run.sides.to_dict("records"),
        number=number,
        fine=fine,
    )
    target = folder / "report.html"
    target.write_text(html, encoding="utf-8")
    return target
