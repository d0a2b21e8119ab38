"""What an assessment leaves in a folder: a CSV file and figures; and the committed results."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim.config.replaced_files import in_place_of
from sim.evidence.assessment import COLUMNS, committed_file
from sim.evidence.predictive import predictive_table
from sim.results.checked_files import ResultsError
from sim.results.text_columns import read_csv_with_text
from sim.scenario.provenance import words_on_partnerships
from sim.scenario.scenario_schema import DEFAULTS, POSTERIOR

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EVIDENCE, ABOUT = "evidence.csv", "about.json"
DIGITS = 4  # significant digits of committed results: more would change with every replicate


def parameter_notes(source: str) -> list[str]:
    """Return what figures say of parameters: directions and cases rest on what is assumed of partnerships."""
    words = words_on_partnerships(source, hint=False)
    own = ["Every replicate has its own parameter set (posterior sample)."] if source == POSTERIOR else []
    return [*own, f"{words[0].upper()}{words[1:]}."]


def read_evidence(folder: Path) -> pd.DataFrame:
    """Return the assessment that a folder holds.

    Raises
    ------
    ResultsError : it holds none, or one that cannot be read.
    """
    file = folder / EVIDENCE
    try:
        table = read_csv_with_text(file, "figure", "unit")
    except (OSError, ValueError) as error:
        raise ResultsError(
            f"{folder}: holds no evidence ({error}); allowed: a folder that `turnaround evidence` wrote"
        ) from None
    if missing := [name for name in COLUMNS if name not in table.columns]:
        raise ResultsError(f"{file}: lacks the column {missing[0]}; allowed: a table that `turnaround evidence` wrote")
    return table


def write_evidence(found: pd.DataFrame, folder: Path, source: str, commit: bool = False) -> None:
    """Write the table and its figures into a folder, and over the committed results if `commit` is set."""
    from sim.plots.figure_files import PNG, save

    notes = parameter_notes(source)
    folder.mkdir(parents=True, exist_ok=True)
    with in_place_of(folder / EVIDENCE) as file:
        found.to_csv(file, index=False)
    if commit:
        found.to_csv(committed_file(source), index=False, float_format=f"%.{DIGITS}g")
        if source == DEFAULTS:
            for name, draw in pattern_figures(found, notes).items():
                save(draw(), committed_file().parent, name, formats=(PNG,))
    with in_place_of(folder / ABOUT) as file:
        file.write_text(json.dumps({"parameters": source}) + "\n", encoding="utf-8")
    for name, draw in evidence_figures(found, notes).items():
        save(draw(), folder, name)


def evidence_figures(found: pd.DataFrame, notes: Sequence[str]) -> dict[str, Callable[[], Figure]]:
    """Return what draws each figure that an assessment has, by name."""
    from sim.plots.figures.evidence_figure import case_studies
    from sim.plots.figures.tail_figure import tail_parts, tail_probabilities

    of_cases = found["pattern"].str.startswith("C_")
    drawn: dict[str, Callable[[], Figure]] = {}
    if (~of_cases).any():
        drawn |= pattern_figures(found, notes)
    if of_cases.any():
        drawn["case_studies"] = lambda: case_studies(found, notes)
    if len(tails := predictive_table(found, found)):
        drawn |= _in_parts("tail_probabilities", partial(tail_probabilities, tails, notes), tail_parts(tails, notes))
    return drawn


def pattern_figures(found: pd.DataFrame, notes: Sequence[str]) -> dict[str, Callable[[], Figure]]:
    """Return what draws each part of the figure of patterns, by name."""
    from sim.plots.figures.evidence_figure import evidence, evidence_parts

    return _in_parts("evidence", partial(evidence, found, notes), evidence_parts(found, notes))


def _in_parts(name: str, draw: Callable[..., Figure], parts: int) -> dict[str, Callable[[], Figure]]:
    """Return what draws each part of a figure; the first has the name of the figure, others their number, too."""
    return {name if part == 1 else f"{name}_{part}": partial(draw, part=part) for part in range(1, parts + 1)}


def notes_of(folder: Path) -> list[str]:
    """Return what the figures of an assessment in a folder say of parameters."""
    about = folder / ABOUT
    return parameter_notes(json.loads(about.read_text(encoding="utf-8"))["parameters"] if about.exists() else DEFAULTS)
