"""What an appraisal leaves in a folder: tables, a figure, and one page for a board."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.appraisal.appraisal import AppraisalResult
from sim.appraisal.appraisal_words import ASSUMED
from sim.appraisal.board_page import needs_docx, write_page, write_word
from sim.config.replaced_files import in_place_of
from sim.outcomes import OUTCOMES


def write_appraisal(found: AppraisalResult, folder: Path, word: bool = False) -> Path:
    """Write tables, the figure and the page of a board into a folder; return it.

    Parameters
    ----------
    word : whether to write the page as a Word document, too.
    """
    from sim.plots import save
    from sim.plots.figures.appraisal_figure import benefit_and_cost
    from sim.plots.figures.regret_figure import regret_map
    from sim.plots.layout.plain_names import outcome_title

    if word:
        needs_docx()
    folder.mkdir(parents=True, exist_ok=True)
    tipping = pd.DataFrame([vars_of(one) for one in found.tippings()], columns=list(TIPPING))
    worth = pd.DataFrame(found.worth_knowing().items(), columns=["unknown", "gain"])
    tables = {"appraisal": found.table, "switching_values": tipping, "worth_knowing": worth}
    for name, table in tables.items():
        with in_place_of(folder / f"{name}.csv") as file:
            table.to_csv(file, index=False, float_format="%.6g")
    outcome = found.appraisal.outcome
    unit = OUTCOMES[outcome].unit
    shown = f"{outcome_title(outcome)} ({unit})"
    figure = benefit_and_cost(found.appraisal.title, shown, found.table, [ASSUMED])
    save(figure, folder, "benefit_and_cost")
    if (mapped := found.regret_map()) is not None:
        titles = [option.title for option in found.options]
        cells, unknowns, chosen = mapped
        save(regret_map(found.appraisal.title, shown, cells, unknowns, titles, chosen, [ASSUMED]), folder, "regret_map")
    write_page(found, folder)
    if word:
        write_word(found, folder)
    return folder


TIPPING = ("unknown", "at", "above", "low", "high", "share", "ahead_low", "ahead_high")


def vars_of(tipping: object) -> tuple[object, ...]:
    """Return the values of a switching value in the order of its columns."""
    return tuple(getattr(tipping, name) for name in TIPPING)
