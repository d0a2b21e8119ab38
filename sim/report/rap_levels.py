"""Which level of the NHS maturity framework for reproducible analytical pipelines (RAP) holds, said honestly.

NHS RAP Community of Practice, "Levels of RAP" maturity framework (baseline, silver, gold), 2024; in our
words. What the package does holds for every study. What depends on who publishes a study is for the author.
"""

from __future__ import annotations

from sim.report.report_parts import ReportSection, ReportTable

HEADING = "Reproducibility (NHS RAP)"
HOLDS, FOR_THE_AUTHOR, LACKS = "holds", "for the author", "does not hold"

LEVELS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "Baseline": (
        ("results come from code in an open-source language", HOLDS, "Python"),
        ("code is under version control", HOLDS, "Git, for the model; keep your own files in it, too"),
        ("a README says how to reproduce", HOLDS, "README.md; the command is below"),
        ("code has been peer reviewed", FOR_THE_AUTHOR, "of the model, no review by others is recorded"),
        ("code is published in the open", FOR_THE_AUTHOR, "say where: `about: code_access:`"),
    ),
    "Silver": (
        ("outputs come from code with hardly any work by hand", HOLDS, "one command makes everything in the folder"),
        ("code and method are documented", HOLDS, "README, guide, model description, docstrings"),
        ("code is organised in a standard way", HOLDS, "a package with tests"),
        ("functions are reused", HOLDS, ""),
        ("code keeps to a standard", HOLDS, "checked by ruff and mypy"),
        ("there are unit tests and back tests", HOLDS, "pytest; baselines in tests/regression"),
        ("dependencies are listed", HOLDS, "pyproject.toml, constraints.txt; versions in the manifest"),
        ("logs are recorded by the pipeline", LACKS, "the manifest has versions, seed and checksums, and is no log"),
        ("data are handled and given as tidy tables", HOLDS, "one row for each observation; a data dictionary"),
    ),
    "Gold": (
        ("code is packaged", HOLDS, "turnaround-sim"),
        ("tests run on every change", FOR_THE_AUTHOR, ".ci/run runs all checks, once a host is set up to call it"),
        ("the process runs on triggers or a schedule", LACKS, "a study is run when it is asked for"),
        ("changes are signposted", HOLDS, "CHANGELOG.md, versions"),
    ),
}  # fmt: skip
"""The criteria of each level: what is asked, whether it holds, and by what."""


def rap_section(is_published: bool) -> ReportSection:
    """Return the statement as a section of a report.

    Parameters
    ----------
    is_published : whether the author says where code and files can be obtained.
    """
    blocks = [
        ReportTable(f"{level} level", ("Criterion", "Holds?", "By what"), rows(level, is_published)) for level in LEVELS
    ]
    source = "NHS RAP Community of Practice, Levels of RAP (2024)."
    return ReportSection(HEADING, [f"{statement(is_published)} {source}", *blocks])


def rows(level: str, is_published: bool) -> list[tuple[str, str, str]]:
    """Return the criteria of a level with what holds of this study."""
    return [
        (asked, HOLDS, "as the author states") if is_published and "code_access" in how else (asked, holds, how)
        for asked, holds, how in LEVELS[level]
    ]


def statement(is_published: bool) -> str:
    """Return which level holds, and what is lacking for the next."""
    told = "Level of this study as far as a program can tell:"
    held = "none"
    for level in LEVELS:
        lacking = [asked for asked, holds, _ in rows(level, is_published) if holds != HOLDS]
        if lacking:
            return f"{told} {held}. For the {level.lower()} level it lacks: {'; '.join(lacking)}."
        held = level.lower()
    return f"{told} {held}."
