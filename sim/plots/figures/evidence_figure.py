"""Model output compared with observed data: patterns of the record, directions the sources report, and case studies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.plots.layout.palette import VERDICT_COLOURS
from sim.plots.layout.rows import LedgerRow, Mark, RowGroup, ledger, ledger_parts
from sim.plots.layout.sheet import Sheet, blank, on_paper

PASS, MISS, REPORTED = VERDICT_COLOURS
SHAPES = {PASS: ("o", True), MISS: ("D", False), REPORTED: ("s", True)}

GROUPS: tuple[tuple[str, str, str], ...] = (
    ("calibrate", "PN", "Patterns of the record, calibrated to"),
    ("check", "PN", "Patterns of the record, in no calibration so far"),
    ("fitted input", "PN", "Fitted inputs: each is set by one parameter, so agreement is by construction"),
    ("calibrate", "D", "Directions the sources report"),
    ("report", "PND", "Reported only, not calibrated to"),
)
"""Use and first letters of the patterns of a group, and its heading."""

TITLE = "Model output compared with observed data"
HEADS = ("Figure", "Model (interval)", "Verdict")


@on_paper
def evidence(table: pd.DataFrame, notes: Sequence[str] = (), part: int = 1) -> Sheet:
    """Draw how each pattern of the record, and each direction the sources report, compares with the model.

    Parameters
    ----------
    table : a row for each figure of each pattern, as in the evidence; case studies are left out.
    notes : further notes for the reader.
    part : which part of the rows, from 1 to `evidence_parts`.
    """
    own = own_patterns(table)
    if own.empty:
        return blank(TITLE, "There are no patterns of the record in this table, so there is nothing to show.", notes)
    return ledger(*_of_patterns(own), notes, part=part)


def evidence_parts(table: pd.DataFrame, notes: Sequence[str] = ()) -> int:
    """Return in how many parts `evidence` is drawn."""
    own = own_patterns(table)
    return 1 if own.empty else ledger_parts(*_of_patterns(own), notes)


def own_patterns(table: pd.DataFrame) -> pd.DataFrame:
    """Return the patterns of the record and the directions that sources report."""
    return table[table["pattern"].str[0].isin(["P", "N", "D"])]


def _of_patterns(own: pd.DataFrame) -> tuple[str, str, tuple[str, str, str], list[RowGroup]]:
    """Return title, statement, heads and groups of the figure of patterns."""
    letters = footnotes(own)
    groups: list[RowGroup] = []
    for use, first, heading in GROUPS:
        chosen = own[(own["use"] == use) & own["pattern"].str[0].isin(list(first))]
        groups.append((heading + account(chosen), pattern_rows(chosen, letters)))
    return TITLE, statement(own, letters), HEADS, groups


@on_paper
def case_studies(table: pd.DataFrame, notes: Sequence[str] = ()) -> Sheet:
    """Draw how each statement about the case studies compares with the model, under the scenario of each case.

    Parameters
    ----------
    table : a row for each statement of each case, as in the evidence; other patterns are left out.
    notes : further notes for the reader.
    """
    title = "Model output compared with the case studies"
    own = table[table["pattern"].str.startswith("C")]
    if own.empty:
        return blank(title, "There are no case studies in this table, so there is nothing to show.", notes)
    letters = footnotes(own)
    groups = []
    for scenario, rows in own.groupby("scenario", sort=False):
        heading = f"{rows['title'].iloc[0]} (scenario {str(scenario).replace('_', ' ')})"
        shown = [row_of(row, "", str(row["what"]), letters) for _, row in rows.iterrows()]
        groups.append((heading, shown))
    return ledger(title, statement(own, letters), ("Statement", *HEADS[1:]), groups, notes)


def pattern_rows(table: pd.DataFrame, letters: dict[str, str]) -> list[LedgerRow]:
    """Return the rows of patterns; of several figures of a pattern, the first has its code and title."""
    again = table["pattern"].eq(table["pattern"].shift())
    return [
        row_of(row, *labels(row, goes_on), letters) for goes_on, (_, row) in zip(again, table.iterrows(), strict=True)
    ]


def labels(row: pd.Series, goes_on: bool) -> tuple[str, str]:
    """Return the code and the label of a figure of a pattern."""
    figure = "" if pd.isna(row["figure"]) else str(row["figure"])
    if goes_on:
        return "", f"– {figure or row['title']}"
    return str(row["pattern"]), f"{row['title']}: {figure}" if figure else str(row["title"])


def row_of(row: pd.Series, code: str, label: str, letters: dict[str, str]) -> LedgerRow:
    """Return the row of a figure, marked by its verdict."""
    verdict = str(row["verdict"])
    shape, filled = SHAPES[verdict]
    mark = Mark(row["low"], row["value"], row["high"], VERDICT_COLOURS[verdict], shape, filled)
    letter = letters.get(str(row["interval"]), "")
    return LedgerRow(code, label, row["band_low"], row["band_high"], [mark], str(row["unit"]), verdict, letter)


def footnotes(table: pd.DataFrame) -> dict[str, str]:
    """Return a letter for each kind of interval; that of most rows needs none."""
    kinds = table.loc[table["low"].notna(), "interval"].astype(str).value_counts(sort=False)
    ordered = kinds.sort_values(ascending=False, kind="stable").index
    return {kind: chr(ord("a") + place - 1) if place else "" for place, kind in enumerate(ordered)}


def statement(table: pd.DataFrame, letters: dict[str, str]) -> str:
    """Return what band, marker and line are, and of how many replicates."""
    letter_of = {kind.replace("-", "–"): letter for kind, letter in letters.items()}
    usual = next((kind for kind, letter in letter_of.items() if not letter), "none")
    marked = "".join(f"; {letter}: {kind}" for kind, letter in letter_of.items() if letter)
    return (
        "Grey: band of observed values with its bounds; an arrow: no bound on that side. Marker: the model "
        f"({count_of(table)}); line: {usual}{marked}. Each row has its own scale; short black line: zero."
    )


def count_of(table: pd.DataFrame) -> str:
    """Return of how many replicates the rows are."""
    least, most = int(np.nanmin(table["n"])), int(np.nanmax(table["n"]))
    return f"{most} replicates" if least == most else f"{least} to {most} replicates"


def account(table: pd.DataFrame) -> str:
    """Return how many patterns of a group pass, where any can; one passes if every figure of it does."""
    judged = table[table["verdict"] != REPORTED]
    if judged.empty:
        return ""
    passed = judged["verdict"].eq(PASS).groupby(judged["pattern"]).all()
    return f": {int(passed.sum())} of {len(passed)} patterns pass"
