"""The results folder: self-describing, written completely or not at all, never overwritten silently."""

from __future__ import annotations

import logging
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sim.report.html_page import REPORT
from sim.report.research_crate import CRATE, write_crate
from sim.report.word_document import DOCUMENT
from sim.results.checked_files import (
    MANIFEST,
    MEND,
    PACKAGE,
    ResultsError,
    damage_of,
    files_in,
    read_sealed,
    sealed,
)
from sim.results.folder_replacement import IsOwn, foreign_in
from sim.results.tables import data_dictionary
from sim.scenario.parameter_sets import sample_of
from sim.scenario.scenario_loader import to_yaml
from sim.scenario.scenario_schema import Scenario
from sim.scenario.scenario_writer import as_own_file

EVERYTHING = "everything"
ALWAYS = (MANIFEST, "scenario.yaml", "summary.csv", "data_dictionary.csv")
STREAMED = (
    "outcomes",
    "durations.parquet",
    "trajectories",
    "partnerships",
    "events",
    "quantiles.parquet",
    "shares.parquet",
)
"""Folders of parts, and tables, of runs that keep less than everything (see `sim.runs.stream`)."""

TWIN_MONTHS = "twin_months"
TABLES = (
    "trajectories", "partnerships", "events", "outcomes", "twin_outcomes", "twin_months", "durations", "expectations",
)  # fmt: skip
RUN, COMPARISON = "run", "comparison"
OVER_TIME = "over_time.csv"
COMPARED = (
    MANIFEST, "comparison.csv", "side_by_side.csv", OVER_TIME, "difference.png", "difference.svg", REPORT, CRATE,
)  # fmt: skip
"""What a comparison leaves in its folder."""

ENDINGS = ("png", "svg", "pdf", "caption.txt", "alt.txt")
"""What a figure may be written as."""

DRAWN = (REPORT, DOCUMENT, "figures", *(f"difference.{ending}" for ending in ENDINGS), CRATE)
"""What is drawn from the data, now or later; the manifest lists it apart from the data."""

MEANINGS = {
    "scenario.yaml": "the scenario with every value written out",
    "trajectories.parquet": "state and published figures of every replicate, month and trust",
    "partnerships.parquet": "state of every partnership in every replicate and month",
    "events.parquet": "what happened, in which replicate and month",
    "outcomes.parquet": "outcomes of every replicate and trust",
    "twin_outcomes.parquet": "outcomes of the same replicates without partnerships",
    "twin_months.parquet": "means over replicates of the differences from the run without partnerships, month by month",
    "durations.parquet": "how long exit, recovery and relapse took",
    "expectations.parquet": "the expectations of the scenario, and whether they held",
    "summary.csv": "each outcome with its statistic, interval and difference from the run without partnerships",
    "data_dictionary.csv": "the meaning of every column",
    "comparison.csv": "differences between scenarios in every outcome",
    "side_by_side.csv": "what target, partner and neighbours gain or lose",
    "over_time.csv": "differences between scenarios month by month",
    "report.html": "the report, on one page",
}
"""What the files of a results folder are."""

PART_OR_ITS_FOLDER = re.compile(r"(outcomes|trajectories|partnerships|events)/(part-\d{5,}\.parquet)?")

LIBRARIES = ("mesa", "numpy", "pandas", "scipy", "pyarrow", "matplotlib")

log = logging.getLogger("sim")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a results folder of a run or a comparison.

    Raises
    ------
    ResultsError : the folder is missing, is no results folder or one of a sweep, or its manifest is damaged.
    """
    manifest = read_sealed(folder, "results folder")
    if "inputs" not in manifest:
        kind = manifest.get("kind", "something else")
        raise ResultsError(f"{folder}: holds a {kind} and not a run; turnaround status and sim.open_experiment read it")
    return manifest


def planned_files(figures: bool) -> list[str]:
    """Return the names of what a run that keeps everything leaves in its folder."""
    names = [*ALWAYS, REPORT, CRATE]
    return [*names, *(f"{table}.parquet" for table in TABLES), *(["figures"] if figures else [])]


def is_own(what: str) -> IsOwn:
    """Return what says of a path below a results folder whether a run, or a comparison, writes such a file."""
    if what == COMPARISON:
        drawn = {f"difference.{ending}" for ending in ENDINGS}
        return lambda name: name in (*COMPARED, DOCUMENT) or name in drawn
    from sim.plots import FIGURES

    figures = {f"figures/{figure}.{ending}" for figure in FIGURES for ending in ENDINGS}
    files = {*planned_files(figures=False), DOCUMENT, "quantiles.parquet", "shares.parquet", "figures/", *figures}
    return lambda name: name in files or PART_OR_ITS_FOLDER.fullmatch(name) is not None


def refuse_foreign_files(folder: Path, what: str = RUN) -> None:
    """Refuse to replace a folder in which somebody keeps files, at any depth, that no run, or no comparison, wrote.

    Raises
    ------
    ResultsError : the folder holds such files.
    """
    if foreign := foreign_in(folder, is_own(what)):
        raise ResultsError(f"{folder}: holds {foreign}, which was not written by a {what}; move it away, or use --out")


def refuse_unwritable(folder: Path) -> None:
    """Refuse a folder that cannot be written to, before time is spent on simulation; the test leaves nothing behind.

    Raises
    ------
    ResultsError : its parent cannot be made or written to.
    """
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent):
            pass
    except OSError as error:
        raise ResultsError(f"{folder}: cannot be written ({error.strerror or error})") from None
    finally:
        for place in missing:
            if place.is_dir():
                place.rmdir()


def is_up_to_date(folder: Path, inputs: str, overwrite: bool, names: Sequence[str], what: str = RUN) -> bool:
    """Return whether a folder already holds the run, or comparison, of these inputs, with all files of these names.

    Raises
    ------
    ResultsError : the folder holds something else and may not be overwritten.
    """
    if folder.exists() and not folder.is_dir():
        raise ResultsError(f"{folder}: is a file, not a results folder")
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return False
    refuse_foreign_files(folder, what)
    try:
        manifest = read_manifest(folder)
    except ResultsError as error:
        if overwrite:
            return False
        raise ResultsError(f"{error}. Use --overwrite to replace it, or --out for another folder") from None
    if manifest["inputs"] == inputs and not overwrite:
        damage = damage_of(folder, manifest["files"])
        for harm in damage:
            log.warning("%s", harm.removesuffix(f"; {MEND}"))
        return not damage and all((folder / name).exists() for name in names)
    if not overwrite:
        raise ResultsError(
            f"{folder}: holds a {what} with other inputs ({describe_run(manifest)}). "
            "Use --overwrite to replace it, or --out for another folder"
        )
    return False


def describe_run(manifest: dict[str, Any]) -> str:
    """Return in a few words what a results folder holds."""
    return (
        f"{manifest.get('scenario')}, {manifest.get('replicates')} replicates, {manifest.get('months')} months, "
        f"seed {manifest.get('seed')}, keeps {manifest.get('keep', EVERYTHING)}"
    )


def manifest_of(scenario: Scenario, about: dict[str, Any]) -> dict[str, Any]:
    """Return what the manifest of a run says: inputs, versions and timings."""
    return {
        "scenario": scenario.name,
        "supplied": scenario.supplied,
        "title": scenario.shown_title,
        "replicates": scenario.replicates,
        "months": scenario.months,
        "seed": scenario.seed,
        "parameters_from": scenario.parameters_from,
        "sample": sample_of(scenario),
        **about,
        **files_written(),
    }


def files_written() -> dict[str, Any]:
    """Return when something is written, and with which versions."""
    return {
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {
            PACKAGE: version(PACKAGE),
            "python": platform.python_version(),
            **{library: version(library) for library in LIBRARIES},
        },
    }


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest of a folder, with the digest of every file of data in it; what is drawn is listed apart."""
    drawn = sorted(path.relative_to(folder).as_posix() for name in DRAWN for path in _files_at(folder / name))
    files = {name: about for name, about in files_in(folder).items() if name not in drawn}
    (folder / MANIFEST).write_bytes(sealed({**manifest, "files": files, "drawn": drawn}))


def _files_at(path: Path) -> list[Path]:
    return [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path] if path.is_file() else []


def write_about(folder: Path, scenario: Scenario, manifest: dict[str, Any]) -> None:
    """Write what describes a folder's tables: the resolved scenario, the data dictionary, the manifest last."""
    data_dictionary().to_csv(folder / "data_dictionary.csv", index=False)
    (folder / "scenario.yaml").write_text(to_yaml(as_own_file(scenario)), encoding="utf-8")
    write_crate(folder, scenario.shown_title, scenario.description.strip(), manifest, MEANINGS)
    write_manifest(folder, manifest)
