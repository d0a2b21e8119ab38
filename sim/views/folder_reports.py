"""The report of any results folder, made again from what it holds: of a run, a comparison, a sweep or an appraisal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sim.report.html_page import write_page
from sim.report.word_document import needs_docx, write_document
from sim.results.checked_files import ResultsError, checked_bytes
from sim.results.folder_kinds import APPRAISAL, COMPARISON, RUN, SWEEP, kind_in_manifest

if TYPE_CHECKING:
    from sim.report.report_parts import Report


def write_reports(folder: Path, word: bool = False) -> list[Path]:
    """Write `report.html` into a results folder, and `report.docx` if asked; return the files.

    Raises
    ------
    ResultsError : it is no folder of a kind that has a report, or is damaged.
    ValueError : python-docx is not installed.
    """
    if word:
        needs_docx()
    kind = kind_in_manifest(folder)
    if kind is not None and kind not in REPORTS:
        raise ResultsError(f"{folder}: holds a {kind}, which has no report; allowed: {', '.join(REPORTS)}")
    report = REPORTS[kind or RUN](folder)
    return [write_page(report, folder), *([write_document(report, folder)] if word else [])]


def _of_run(folder: Path) -> Report:
    from sim.plots import figures_of_run
    from sim.results.drawn_figures import draw_figures
    from sim.results.run import open_run
    from sim.results.run_folder import read_manifest
    from sim.results.run_report import run_report

    run = open_run(folder)
    figures = {name: folder / "figures" / f"{name}.svg" for name in figures_of_run(run)}
    if not all(path.with_suffix(ending).is_file() for path in figures.values() for ending in (".svg", ".png")):
        draw_figures(run, folder / "figures")
    return run_report(run, figures, read_manifest(folder))


def _of_comparison(folder: Path) -> Report:
    from sim.comparison.comparison_report import comparison_report
    from sim.comparison.drawn_comparison import open_comparison
    from sim.results.run_folder import read_manifest

    open_comparison(folder)  # refuses one of an earlier version
    manifest = read_manifest(folder)
    for name in ("comparison.csv", "side_by_side.csv"):
        checked_bytes(folder, name, manifest["files"])
    return comparison_report(folder, manifest)


def _of_sweep(folder: Path) -> Report:
    from sim.experiments.sweep_answer import answer
    from sim.experiments.sweep_report import sweep_report

    found = answer(folder)
    found.save()
    return sweep_report(found)


def _of_appraisal(folder: Path) -> Report:
    from sim.appraisal.appraisal_report import appraisal_report
    from sim.appraisal.appraised_folder import read_appraised

    appraised = read_appraised(folder)
    return appraisal_report(folder, appraised.manifest, appraised.tables["appraisal"])


REPORTS: dict[str, Callable[[Path], Report]] = {
    RUN: _of_run,
    COMPARISON: _of_comparison,
    SWEEP: _of_sweep,
    APPRAISAL: _of_appraisal,
}
"""What makes the report of each kind of folder."""
