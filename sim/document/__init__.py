"""Documents whose tables are written from code and committed results between markers, so that they cannot drift."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from sim.document import (
    evidence_tables,
    guide_tables,
    mandates_findings,
    model_tables,
    oversight_findings,
    types_findings,
)
from sim.document.findings_tables import studies_folder

__all__ = ["DOCUMENTS", "is_in_step", "with_tables", "write_tables"]

HOME = Path(__file__).parents[1]
DOCUMENTS: dict[Path, Mapping[str, Callable[[], str]]] = {
    HOME / "ODD.md": model_tables.TABLES,
    HOME / "ODD_APPENDIX.md": model_tables.APPENDIX,
    HOME / "EVIDENCE.md": evidence_tables.TABLES,
    HOME / "GUIDE.md": guide_tables.TABLES,
    **{
        studies_folder() / findings.STUDY / "findings.md": findings.TABLES
        for findings in (types_findings, oversight_findings, mandates_findings)
    },
}
"""Every document with the tables it has."""


def with_tables(text: str, tables: Mapping[str, Callable[[], str]]) -> str:
    """Return a document with every table between its markers written anew.

    Raises
    ------
    ValueError : a marker names no table, or a table has no marker.
    """
    named = re.findall(r"<!-- table: (\w+) -->", text)
    if sorted(named) != sorted(tables):
        raise ValueError(f"the markers of the document are {named}; they must be {list(tables)}")

    def table(match: re.Match[str]) -> str:
        return f"{match[1]}\n\n{tables[match[2]]()}\n\n<!-- end -->"

    return re.sub(r"(<!-- table: (\w+) -->).*?<!-- end -->", table, text, flags=re.DOTALL)


def is_in_step(path: Path) -> bool:
    """Return whether the tables of a document are those that code and results give."""
    text = path.read_text(encoding="utf-8")
    return with_tables(text, DOCUMENTS[path]) == text


def write_tables(path: Path) -> None:
    """Write the tables of a document anew."""
    path.write_text(with_tables(path.read_text(encoding="utf-8"), DOCUMENTS[path]), encoding="utf-8")
