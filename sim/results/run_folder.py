"""The results folder: self-describing, written completely or not at all, never overwritten silently."""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sim.results.tables import data_dictionary
from sim.scenario.parameter_sets import sample_of
from sim.scenario.scenario_loader import resolved, to_yaml
from sim.scenario.scenario_schema import Scenario

MANIFEST = "manifest.json"
PACKAGE = "turnaround-sim"
EVERYTHING = "everything"
ALWAYS = (MANIFEST, "scenario.yaml", "summary.csv", "data_dictionary.csv")
STREAMED = ("outcomes", "trajectories", "partnerships", "events", "quantiles.parquet", "shares.parquet")
"""Folders of parts, and tables, of runs that keep less than everything (see `sim.runs.stream`)."""

TABLES = ("trajectories", "partnerships", "events", "outcomes", "twin_outcomes", "expectations")
RUN, COMPARISON = "run", "comparison"
COMPARED = (MANIFEST, "comparison.csv", "difference.png", "difference.svg")
"""What a comparison leaves in its folder."""

LIBRARIES = ("mesa", "numpy", "pandas", "scipy", "pyarrow", "matplotlib")


class ResultsError(Exception):
    """A results folder cannot be used or written; the message gives the reason and the remedy."""


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a results folder.

    Raises
    ------
    ResultsError : the folder is missing, or is not a results folder, or its manifest is damaged.
    """
    if not folder.is_dir():
        raise ResultsError(f"{folder}: no such results folder")
    path = folder / MANIFEST
    if not path.is_file():
        raise ResultsError(f"{folder}: is not a results folder (it has no {MANIFEST})")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResultsError(f"{path}: the manifest cannot be read ({error})") from None
    if not isinstance(manifest, dict) or "inputs" not in manifest:
        raise ResultsError(f"{path}: is not the manifest of a run")
    return manifest


def planned_files(figures: bool) -> list[str]:
    """Return the names of what a run that keeps everything leaves in its folder."""
    names = [*ALWAYS, "report.html"]
    return [*names, *(f"{table}.parquet" for table in TABLES), *(["figures"] if figures else [])]


def refuse_foreign_files(folder: Path, what: str = RUN) -> None:
    """Refuse to replace a folder in which somebody keeps files that no run, or no comparison, wrote.

    Raises
    ------
    ResultsError : the folder holds such files.
    """
    own = COMPARED if what == COMPARISON else (*planned_files(figures=True), *STREAMED)
    foreign = sorted(path.name for path in folder.iterdir() if path.name not in own)
    if foreign:
        raise ResultsError(
            f"{folder}: holds {foreign[0]}, which was not written by a {what}; move it, or use --out for another folder"
        )


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
    manifest = read_manifest(folder)
    refuse_foreign_files(folder, what)
    if manifest["inputs"] == inputs and not overwrite:
        return all((folder / name).exists() for name in names)
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
        "title": scenario.title,
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
    """Write the manifest of a folder."""
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def write_about(folder: Path, scenario: Scenario, manifest: dict[str, Any]) -> None:
    """Write what describes a folder's tables: the resolved scenario, the data dictionary, the manifest."""
    data_dictionary().to_csv(folder / "data_dictionary.csv", index=False)
    (folder / "scenario.yaml").write_text(to_yaml(resolved(scenario)), encoding="utf-8")
    write_manifest(folder, manifest)


@contextmanager
def replace_folder(folder: Path) -> Iterator[Path]:
    """Give a temporary folder and put it in the place of `folder` when all is written; on failure leave no trace."""
    folder = folder.resolve()  # what a link leads to is replaced, not the link
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.with_name(f".{folder.name}.partial-{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        yield partial
        if folder.exists():
            old = folder.with_name(f".{folder.name}.old-{os.getpid()}")
            folder.rename(old)
            partial.rename(folder)
            shutil.rmtree(old)
        else:
            partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
