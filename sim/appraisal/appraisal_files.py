"""What an appraisal leaves in a folder: tables, a figure, one page for a board, and a manifest of all that."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.appraisal.appraisal import AppraisalResult
from sim.appraisal.appraisal_picture import regret_figure
from sim.appraisal.appraisal_report import appraisal_report, told_in_manifest
from sim.appraisal.appraisal_tables import TABLES
from sim.appraisal.appraisal_words import unknown_in_words
from sim.appraisal.board_page import write_board_page, write_word
from sim.appraisal.effects_by_kind import effects_by_kind
from sim.config.replaced_files import in_place_of
from sim.report.html_page import REPORT, write_page
from sim.report.research_crate import CRATE, write_crate
from sim.report.word_document import needs_docx
from sim.results.checked_files import MANIFEST, ResultsError, digest_of, sealed
from sim.results.folder_kinds import APPRAISAL, KIND, kind_in_manifest
from sim.results.run_folder import files_written

DRAWN = (
    "benefit_and_cost.png", "benefit_and_cost.svg", "regret_map.png", "regret_map.svg", "board.html", "board.docx",
    REPORT, CRATE,
)  # fmt: skip
MEANINGS = {
    "appraisal.csv": "the options, least regret first",
    "effects_by_kind.csv": "what each option costs and brings, to whom, by kind",
    "switching_values.csv": "what would tip the choice",
    "worth_knowing.csv": "what it is worth to know more of",
    "board.html": "one page for a board",
    REPORT: "the report, on one page",
}
"""What the files of an appraisal are."""


def refuse_other_results(folder: Path) -> None:
    """Refuse a folder that holds results of another kind, whose manifest an appraisal would replace.

    Raises
    ------
    ResultsError : it holds a run, a sweep or the like.
    """
    if (kind := kind_in_manifest(folder)) not in (None, APPRAISAL):
        raise ResultsError(f"{folder}: holds a {kind}; use --out for another folder")


def write_appraisal(found: AppraisalResult, folder: Path, word: bool = False) -> Path:
    """Write tables, the figure, the page of a board and a manifest into a folder; return it.

    Parameters
    ----------
    word : whether to write the page as a Word document, too.

    Raises
    ------
    ResultsError : the folder holds results of another kind.
    """
    from sim.plots import save

    if word:
        needs_docx()
    refuse_other_results(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables_of(found).items():
        with in_place_of(folder / f"{name}.csv") as file:
            table.to_csv(file, index=False, float_format="%.6g")
    save(found.plot(), folder, "benefit_and_cost")
    if (mapped := found.regret_map()) is not None:
        titles = [option.title for option in found.options]
        cells, unknowns, chosen = mapped
        across, up = (unknown_in_words(found, key) for key in unknowns)
        about = found.appraisal.title, found.appraisal.outcome, titles
        save(regret_figure(*about, cells, (across, up), chosen), folder, "regret_map")
    write_board_page(found, folder)
    if word:
        write_word(found, folder)
    write_appraisal_manifest(found, folder)
    return folder


def tables_of(found: AppraisalResult) -> dict[str, pd.DataFrame]:
    """Return the tables of an appraisal by name, with the columns that `TABLES` declares."""
    rows = {
        "appraisal": found.table,
        "effects_by_kind": effects_by_kind(found.table),
        "switching_values": pd.DataFrame([vars_of(one) for one in found.tippings()]),
        "worth_knowing": pd.DataFrame(found.worth_knowing().items(), columns=["unknown", "gain"]),
    }
    return {name: rows[name].reindex(columns=list(table.meanings)) for name, table in TABLES.items()}


def vars_of(tipping: object) -> dict[str, object]:
    """Return the values of a switching value by column."""
    return {name: getattr(tipping, name) for name in TABLES["switching_values"].meanings}


def write_appraisal_manifest(found: AppraisalResult, folder: Path) -> None:
    """Write what was appraised, with what answer, and the digest of every table."""
    appraisal = found.appraisal
    manifest = {
        KIND: APPRAISAL,
        "appraisal": appraisal.name,
        "title": appraisal.title,
        "question": appraisal.question,
        "description": appraisal.description,
        "scenario": appraisal.base.name,
        "target": found.listed.target,
        "outcome": appraisal.outcome,
        "months": appraisal.base.months,
        "seed": appraisal.base.seed,
        "parameters_from": appraisal.parameters,
        "options": len(found.options),
        "runs": found.spent.simulated,
        "excluded": found.listed.excluded,
        **told_in_manifest(found),
        "files": {f"{name}.csv": digest_of((folder / f"{name}.csv").read_bytes()) for name in TABLES},
        "drawn": [name for name in DRAWN if (folder / name).is_file() or name in (REPORT, CRATE)],
        **files_written(),
    }
    write_page(appraisal_report(folder, manifest, tables_of(found)["appraisal"]), folder)
    write_crate(folder, appraisal.title, appraisal.question, manifest, MEANINGS)
    with in_place_of(folder / MANIFEST) as file:
        file.write_bytes(sealed(manifest))
