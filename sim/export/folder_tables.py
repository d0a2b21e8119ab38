"""The tables of a results folder, read and explained: of a run, a comparison, a sweep or an appraisal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from sim.export.column_meanings import COMMON
from sim.export.exported_table import ExportedFolder, ExportedTable, Meaning
from sim.outcomes import OUTCOMES
from sim.results.checked_files import ResultsError, checked_bytes, checked_table
from sim.results.folder_kinds import APPRAISAL, COMPARISON, RUN, SWEEP, kind_in_manifest

KEYS = {
    "outcomes": ("replicate", "world", "trust"),
    "trajectories": ("replicate", "month", "trust"),
    "partnerships": ("replicate", "month", "partnership", "type", "target", "partner"),
}
"""Columns that identify a row of the tables of runs and sweeps that have a wide and a long shape."""

YES_OR_NO = frozenset(name for name, outcome in OUTCOMES.items() if outcome.kind == "share")
WORLDS = pd.CategoricalDtype(["scenario", "twin"])


def exported_folder(folder: Path) -> ExportedFolder:
    """Return what is exported of a results folder.

    Raises
    ------
    ResultsError : it is no such folder, a table is damaged, or runs of a sweep are missing.
    """
    kind = kind_in_manifest(folder)
    if kind is not None and kind not in READERS:
        known = ", ".join(READERS)
        raise ResultsError(f"{folder}: holds a {kind}; whose tables are CSV files already; allowed: {known}")
    return READERS[kind or RUN](folder)


def _of_run(folder: Path) -> ExportedFolder:
    from sim.results.run_folder import read_manifest
    from sim.scenario.model_inputs import trust_ids, trust_name
    from sim.scenario.scenario_loader import load_scenario

    manifest = read_manifest(folder)
    files = manifest["files"]
    checked_bytes(folder, "scenario.yaml", files)
    scenario = load_scenario(folder / "scenario.yaml")
    declared = csv_table(folder, "data_dictionary.csv", files)
    frames = {"summary": csv_table(folder, "summary.csv", files), **run_frames(folder, files)}
    tables = [table_of_run(name, frame, declared) for name, frame in frames.items() if len(frame.columns)]
    names = {one: trust_name(one, scenario) for one in trust_ids(scenario)}
    about = {**about_manifest(manifest), "description": scenario.description, "source": scenario.source}
    return ExportedFolder(manifest["title"], RUN, about, tables, names, scenario.start_month)


def run_frames(folder: Path, files: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """Return the tables of a run by name; outcomes of the twin stand below those of the scenario."""
    frames: dict[str, list[pd.DataFrame]] = {}
    for name in files:
        if name.endswith(".parquet"):
            frames.setdefault(name.split("/")[0].removesuffix(".parquet"), []).append(
                checked_table(folder, name, files)
            )
    tables = {name: pd.concat(parts, ignore_index=True) for name, parts in frames.items()}
    twins = tables.pop("twin_outcomes", pd.DataFrame())
    if "outcomes" in tables:
        own = tables["outcomes"]
        both = pd.concat([own, twins.astype(own.dtypes)], ignore_index=True) if len(twins) else own
        world = pd.Categorical.from_codes([0] * len(own) + [1] * len(twins), dtype=WORLDS)
        tables["outcomes"] = both.assign(world=world)[["replicate", "world", *own.columns.drop("replicate")]]
    return {name: tables[name] for name in sorted(tables, key=lambda one: one != "outcomes")}


def table_of_run(name: str, frame: pd.DataFrame, declared: pd.DataFrame) -> ExportedTable:
    """Return a table of a run with what its data dictionary says of the columns."""
    own = declared[declared["table"] == name]
    meanings = dict(COMMON)
    for row in own.to_dict("records"):
        unit = "" if "/" in str(row["unit"]) and str(row["unit"]).islower() else row["unit"]
        meanings[row["column"]] = Meaning(row["meaning"], unit, row["low"], row["high"])
    return ExportedTable(name, frame, KEYS.get(name, ()), meanings, YES_OR_NO if name == "outcomes" else frozenset())


def _of_comparison(folder: Path) -> ExportedFolder:
    from sim.comparison.comparison_table import COLUMNS
    from sim.comparison.drawn_comparison import open_comparison
    from sim.results.run_folder import read_manifest

    manifest = read_manifest(folder)
    compared = open_comparison(folder)
    meanings = {**COMMON, **{name: Meaning(meaning) for name, meaning in COLUMNS.items()}}
    keys = {
        "comparison": ("scenario", "reference", "trust", "measure", "month"),
        "side_by_side": ("scenario", "reference", "side", "measure"),
        "over_time": ("scenario", "reference", "trust", "variable", "month"),
    }
    tables = []
    for name, identifies in keys.items():
        frame = csv_table(folder, f"{name}.csv", manifest["files"])
        ordered = frame[[*identifies, *(column for column in frame.columns if column not in identifies)]]
        own = {**meanings, "variable": Meaning("state or published figure that is compared")}
        tables.append(ExportedTable(name, ordered, identifies, own if name == "over_time" else meanings))
    about = {**about_manifest(manifest), "remarks": " ".join(manifest["remarks"])}
    title = f"{', '.join(compared.titles[1:])}, compared with {compared.titles[0]}"
    return ExportedFolder(
        title, COMPARISON, about, tables, compared.reference.trust_names, compared.reference.start_month
    )


def _of_sweep(folder: Path) -> ExportedFolder:
    from sim.experiments.dataset import open_experiment
    from sim.experiments.sweep_answer import require_complete
    from sim.results.tables import data_dictionary
    from sim.scenario.model_inputs import trust_ids, trust_name

    sweep = open_experiment(folder)
    require_complete(sweep)
    factors = {factor.key: Meaning(f"level of this {factor.role} of the design") for factor in sweep.experiment.factors}
    declared = data_dictionary()
    design = ExportedTable("design", sweep.design, ("point",), {**COMMON, **factors})
    answers = [name for name in ("summary", "effects") if (folder / f"{name}.csv").is_file()]
    tables = [design]
    tables += [ExportedTable(one, pd.read_csv(folder / f"{one}.csv"), (), {**COMMON, **factors}) for one in answers]
    for name in sweep.kept:
        made = table_of_run(name, sweep.frame(name), declared)
        keys = ("point", *sweep.factors, *(key for key in made.keys if key in made.frame.columns))
        meanings = {**made.meanings, **factors, **differences_in(made.frame)}
        tables.append(ExportedTable(name, made.frame, keys if made.keys else (), meanings, made.yes_or_no))
    base = sweep.experiment.base
    names = {one: trust_name(one, base) for one in trust_ids(base)}
    about = {"question": sweep.experiment.question, "base": base.shown_title, "runs": f"{sweep.planned:,}"}
    about |= {"replicates": str(sweep.experiment.base.replicates), "seed": str(base.seed)}
    return ExportedFolder(sweep.experiment.title, SWEEP, about, tables, names, base.start_month)


def differences_in(frame: pd.DataFrame) -> dict[str, Meaning]:
    """Return what columns mean that hold differences of outcomes from doing nothing."""
    from sim.experiments.experiment_schema import difference_of

    return {
        difference_of(name): Meaning(f"{outcome.meaning}; less that in the world without partnerships", outcome.unit)
        for name, outcome in OUTCOMES.items()
        if difference_of(name) in frame.columns
    }


def _of_appraisal(folder: Path) -> ExportedFolder:
    from sim.appraisal.appraisal_tables import TABLES
    from sim.appraisal.appraised_folder import read_appraised

    appraised = read_appraised(folder)
    tables = []
    for name, frame in appraised.tables.items():
        meanings = {column: Meaning(meaning, unit) for column, (unit, meaning) in TABLES[name].meanings.items()}
        flags = frozenset(column for column, meaning in meanings.items() if meaning.unit == "flag")
        tables.append(ExportedTable(name, frame, TABLES[name].keys_of_rows, {**COMMON, **meanings}, flags))
    about = {key: str(appraised.manifest[key]) for key in ("question", "scenario", "outcome", "runs", "seed")}
    return ExportedFolder(appraised.manifest["title"], APPRAISAL, about, tables)


READERS: dict[str, Callable[[Path], ExportedFolder]] = {
    RUN: _of_run,
    COMPARISON: _of_comparison,
    SWEEP: _of_sweep,
    APPRAISAL: _of_appraisal,
}
"""What reads the tables of each kind of folder."""


def csv_table(folder: Path, name: str, files: Mapping[str, Any]) -> pd.DataFrame:
    """Return a CSV table of a folder, made sure to be what was written; ids such as 5E3 stay text."""
    contents = BytesIO(checked_bytes(folder, name, files))
    return pd.read_csv(contents, converters=dict.fromkeys(("trust", "scenario", "reference", "option"), str))


def about_manifest(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return what a manifest says of how results were made, in words."""
    keys = ("scenario", "replicates", "months", "seed", "parameters_from", "written")
    version = {"version": manifest["versions"]["turnaround-sim"]} if "versions" in manifest else {}
    return {key: str(manifest[key]) for key in keys if manifest.get(key) is not None} | version
