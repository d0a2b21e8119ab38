"""The parts of a report: the answer, one figure, and folded sections of paragraphs, lists, tables and figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

CAUTION = (
    "This is not a forecast for any named trust. The model is calibrated to the national record of special measures. "
    "Almost all effects and costs of partnerships are assumptions, because no data that identify them were found. "
    "Read results as directions and orders of magnitude."
)


@dataclass(frozen=True)
class Picture:
    """A figure.

    Attributes
    ----------
    file : of its SVG; the PNG for Word documents stands beside it.
    caption : below it, in words.
    alternative : what it shows, for readers who do not see it.
    """

    file: Path
    caption: str
    alternative: str


@dataclass(frozen=True)
class ReportTable:
    """A table of text.

    Attributes
    ----------
    caption : above it.
    headers, rows : in words; the first cell of a row names it.
    figures : positions of the columns that hold numbers.
    """

    caption: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Listing:
    """A list of sentences."""

    items: Sequence[str]


Block = str | Listing | ReportTable | Picture


@dataclass(frozen=True)
class ReportSection:
    """A folded section: its heading, and what it holds; a text is a paragraph."""

    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Report:
    """A report.

    Attributes
    ----------
    title, subtitle : what it is about.
    answer : a few sentences: what happened, how sure that is, and who paid.
    sections : folded; sections without anything in them are left out.
    picture : the one figure of the first screen; None: there is none.
    basis : in how many worlds and so on, in a line.
    """

    title: str
    subtitle: str
    answer: Sequence[str]
    sections: Sequence[ReportSection]
    picture: Picture | None = None
    basis: str = ""
    caution: str = field(default=CAUTION)

    @property
    def filled(self) -> list[ReportSection]:
        """Return the sections that hold something."""
        return [section for section in self.sections if section.blocks]
