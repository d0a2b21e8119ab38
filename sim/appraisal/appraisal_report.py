"""The report of an appraisal: which option has the least regret, how sure that is, who pays, and what would tip it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from sim.appraisal.appraisal import AppraisalResult
from sim.appraisal.appraisal_picture import ASSUMED
from sim.appraisal.appraisal_tables import TABLES
from sim.appraisal.appraisal_words import basis, best_option, certainty, what_tips, who_pays, worth_knowing
from sim.appraisal.board_page import HEADERS, rows_of_table
from sim.outcomes import OUTCOMES
from sim.report.common_sections import assumption_section, limits_section, made_section
from sim.report.rap_levels import rap_section
from sim.report.report_parts import Listing, Picture, Report, ReportSection, ReportTable
from sim.report.stress_checklist import STUDY, StudyFacts, stress_section
from sim.results.run_report import scenario_facts
from sim.scenario.outcome_titles import title_of

ANSWER, BASIS, TIPS, WORTH = "answer", "basis", "tips", "worth_knowing"
FIGURE = "benefit_and_cost"
CAPTION = "What each option brings the trust, against the time it takes of the leaders of whoever helps."


def told_in_manifest(found: AppraisalResult) -> dict[str, Any]:
    """Return what the manifest of an appraisal keeps for its report: the answer, what would tip it, and the facts."""
    return {
        ANSWER: [best_option(found), certainty(found), who_pays(found)],
        BASIS: basis(found),
        TIPS: [line.removeprefix("• ") for line in what_tips(found)],
        WORTH: list(worth_knowing(found)),
        STUDY: asdict(facts_of(found)),
    }


def facts_of(found: AppraisalResult) -> StudyFacts:
    """Return what an appraisal says of itself for the reporting checklist."""
    appraisal = found.appraisal
    outcome = OUTCOMES[appraisal.outcome]
    return scenario_facts(
        [appraisal.base],
        outcomes=f"Options are ranked by “{title_of(appraisal.outcome)}” ({outcome.unit}): {outcome.meaning}. "
        "The columns of appraisal.csv are explained below.",
        aims=appraisal.question,
        differences=f"{len(found.options)} options: {', '.join(one.title for one in found.options)}.",
        comparison=f"Options meet the same worlds, which are spent where they decide ({found.spent.simulated:,} runs).",
        execution="Simulated by the compiled engine.",
        versions={},
    )


def appraisal_report(folder: Path, manifest: Mapping[str, Any], table: pd.DataFrame) -> Report:
    """Return the report of an appraisal from what its folder keeps."""
    facts = StudyFacts(**{**manifest[STUDY], "versions": manifest["versions"]})
    excluded = [f"{name.replace('_', ' ')}: {why}" for name, why in manifest["excluded"].items()]
    rows = {
        key.capitalize(): str(manifest[key]) for key in ("scenario", "target", "outcome", "options", "runs", "seed")
    }
    return Report(
        title=manifest["title"],
        subtitle=manifest["question"],
        answer=manifest[ANSWER],
        picture=Picture(folder / f"{FIGURE}.svg", CAPTION, f"Figure: {CAPTION[0].lower()}{CAPTION[1:-1]}"),
        basis=manifest[BASIS],
        caution=ASSUMED,
        sections=[
            ReportSection("What would tip the choice", [Listing(manifest[TIPS])]),
            ReportSection("Worth knowing more of", list(manifest[WORTH])),
            ReportSection("Options", [options_table(table)]),
            ReportSection("Options left out", [Listing(excluded)] if excluded else []),
            ReportSection("What the columns mean", [columns_table()]),
            assumption_section(facts.parameters, facts.about.get("assumptions", "")),
            limits_section(["Options that are not listed are not ranked."]),
            stress_section(facts),
            rap_section(bool(facts.about.get("code_access"))),
            made_section(f"turnaround appraise {manifest['appraisal']}", rows, manifest["versions"]),
        ],
    )


def options_table(table: pd.DataFrame) -> ReportTable:
    """Return all options, least regret first."""
    rows = rows_of_table(table, len(table))
    return ReportTable("All options, least regret first", HEADERS, rows, frozenset(range(1, len(HEADERS))))


def columns_table() -> ReportTable:
    """Return what the columns of appraisal.csv mean."""
    rows = [(name, unit, meaning) for name, (unit, meaning) in TABLES["appraisal"].meanings.items()]
    return ReportTable("Columns of appraisal.csv", ("Column", "Unit", "Meaning"), rows)
