"""A report as one self-contained HTML page, with figures inside; it needs no network and no script."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from sim.config.replaced_files import in_place_of
from sim.report.report_parts import Listing, Picture, Report, ReportTable

REPORT = "report.html"


def write_page(report: Report, folder: Path) -> Path:
    """Write `report.html` into a results folder and return its path."""
    path = folder / REPORT
    with in_place_of(path) as beside:
        beside.write_text(page_of(report), encoding="utf-8")
    return path


def page_of(report: Report) -> str:
    """Return the HTML of a report."""
    from jinja2 import Environment

    template = files("sim.report").joinpath("report_page.html.jinja").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.tests["picture"] = lambda block: isinstance(block, Picture)
    environment.tests["table"] = lambda block: isinstance(block, ReportTable)
    environment.tests["listing"] = lambda block: isinstance(block, Listing)
    environment.filters["svg"] = svg_of
    return environment.from_string(template).render(report=report)


def svg_of(file: Path) -> str:
    """Return a figure as SVG for a page, with ids of its own so that figures do not share their clips and marks."""
    text = file.read_text(encoding="utf-8")
    drawing = text[text.index("<svg") :]
    drawing = re.sub(r"<metadata>.*?</metadata>", "", drawing, flags=re.DOTALL)
    own = file.stem + "-"
    drawing = re.sub(r'\bid="([^"]+)"', rf'id="{own}\1"', drawing)
    return re.sub(r'(href="#|url\(#)', rf"\g<1>{own}", drawing)
