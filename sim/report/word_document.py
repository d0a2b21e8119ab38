"""A report as a Word document, for people who edit it: headings, tables, and figures with captions."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sim.config.replaced_files import in_place_of
from sim.report.report_parts import Block, Listing, Picture, Report, ReportTable

DOCUMENT = "report.docx"
TEXT_WIDTH = 174  # mm, on A4 between margins of 18
MARGIN = 18


def needs_docx() -> None:
    """Make sure that python-docx is installed; raises `ValueError` where it is not."""
    if find_spec("docx") is None:
        raise ValueError("--word needs python-docx: pip install 'turnaround-sim[word]'")


def write_document(report: Report, folder: Path) -> Path:
    """Write `report.docx` into a results folder and return its path.

    Raises
    ------
    ValueError : python-docx is not installed.
    """
    needs_docx()
    from docx import Document
    from docx.shared import Mm

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
    document.core_properties.title = report.title
    document.core_properties.author = ""
    document.add_heading(report.title, level=0)
    document.add_paragraph(report.subtitle)
    document.add_heading("The answer", level=1)
    for sentence in (*report.answer, report.basis):
        document.add_paragraph(sentence)
    document.add_paragraph(report.caution, style="Intense Quote")
    if report.picture is not None:
        _add(document, report.picture)
    for part in report.filled:
        document.add_heading(part.heading, level=1)
        for block in part.blocks:
            _add(document, block)
    path = folder / DOCUMENT
    with in_place_of(path) as beside:
        document.save(str(beside))
    return path


def _add(document: Any, block: Block) -> None:
    if isinstance(block, Picture):
        _add_picture(document, block)
    elif isinstance(block, ReportTable):
        _add_table(document, block)
    elif isinstance(block, Listing):
        for item in block.items:
            document.add_paragraph(item, style="List Bullet")
    else:
        document.add_paragraph(block)


def _add_picture(document: Any, picture: Picture) -> None:
    from docx.shared import Mm

    shape = document.add_picture(str(picture.file.with_suffix(".png")), width=Mm(TEXT_WIDTH))
    shape._inline.docPr.set("descr", picture.alternative)  # the text alternative, which the library has no door to
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    number = len(document.inline_shapes)
    document.add_paragraph(f"Figure {number}. {picture.caption}", style="Caption")


def _add_table(document: Any, table: ReportTable) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    document.add_paragraph(table.caption, style="Caption").paragraph_format.keep_with_next = True
    made = document.add_table(rows=0, cols=len(table.headers), style="Light List Accent 1")
    for number, row in enumerate([table.headers, *table.rows]):
        cells = made.add_row().cells
        for column, text in enumerate(row):
            paragraph = cells[column].paragraphs[0]
            run = paragraph.add_run(text)
            run.font.size, run.bold = Pt(8), number == 0
            if column in table.figures:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph()
