"""One page for a board: the appraisal in words, its table and its figure, as HTML and as a Word document."""

from __future__ import annotations

from importlib.resources import files
from math import isnan
from pathlib import Path

import pandas as pd

from sim.appraisal.appraisal import AppraisalResult
from sim.appraisal.appraisal_words import in_words
from sim.config.replaced_files import in_place_of
from sim.report.html_page import svg_of
from sim.report.word_document import needs_docx

SHOWN = 8  # options in the table of the page; all are in appraisal.csv
WIDTHS = (55, 16, 15, 18, 20, 18, 20, 18)  # of the columns in Word, in mm; together the width of the page
PICTURE = 115  # mm, so that all stands on one page
HEADERS = ("option", "regret", "best in", "gain", "quality of partner", "£m: trust", "partner", "centre")


def rows_of(found: AppraisalResult) -> list[tuple[str, ...]]:
    """Return the first rows of the table as a board reads them."""
    return rows_of_table(found.table, SHOWN)


def rows_of_table(table: pd.DataFrame, most: int) -> list[tuple[str, ...]]:
    """Return the first rows of the table of options, in words."""
    return [
        (
            row["title"],
            f"{row['regret']:.3g}",
            f"{100 * row['best_in']:.0f} %",
            f"{row['gain']:+.3g}",
            _signed(row["partner_quality"]),
            _money(row["cost_to_target"]),
            _money(row["cost_to_partner"]),
            _money(row["cost_to_centre"]),
        )
        for row in table.head(most).to_dict("records")
    ]


def _signed(value: float) -> str:
    return "–" if isnan(value) else f"{value:+.3f}"


def _money(value: float) -> str:
    return "–" if isnan(value) else f"{value:.2f}"


def write_board_page(found: AppraisalResult, folder: Path) -> Path:
    """Write `board.html`, one page with everything inside, into the folder that holds the figure."""
    from jinja2 import Environment

    text = files("sim.appraisal").joinpath("board_page.html").read_text(encoding="utf-8")
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
    page = template.render(
        title=found.appraisal.title,
        question=found.appraisal.question,
        paragraphs=list(in_words(found)),
        headers=HEADERS,
        rows=rows_of(found),
        more=max(0, len(found.options) - SHOWN),
        excluded=found.listed.excluded,
        figure=svg_of(folder / "benefit_and_cost.svg"),
    )
    path = folder / "board.html"
    with in_place_of(path) as file:
        file.write_text(page, encoding="utf-8")
    return path


def write_word(found: AppraisalResult, folder: Path) -> Path:
    """Write the same page as `board.docx`, for people who edit it.

    Raises
    ------
    ValueError : python-docx is not installed.
    """
    needs_docx()
    from docx import Document
    from docx.shared import Mm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(15)
    document.styles["Normal"].font.size = Pt(9)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    document.add_heading(found.appraisal.title, level=1)
    document.add_paragraph(found.appraisal.question)
    for paragraph in in_words(found):
        style = "List Bullet" if paragraph.startswith("• ") else None
        document.add_paragraph(paragraph.removeprefix("• "), style=style)
    rows = rows_of(found)
    table = document.add_table(rows=1 + len(rows), cols=len(HEADERS), style="Light Grid Accent 1")
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)  # LibreOffice goes by these, Word by those of the cells
    for at, row in enumerate([HEADERS, *rows]):
        for column, cell in enumerate(row):
            place = table.cell(at, column)
            place.text, place.width = cell, Mm(WIDTHS[column])
            place.paragraphs[0].paragraph_format.space_after = Pt(0)
    document.add_picture(str(folder / "benefit_and_cost.png"), width=Mm(PICTURE))
    path = folder / "board.docx"
    with in_place_of(path) as file:
        document.save(str(file))
    return path
