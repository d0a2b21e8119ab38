"""The plan of a sweep, saved in its folder before anything is simulated, and how it may be extended."""

from __future__ import annotations

import difflib
import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from sim.config.errors import ScenarioError
from sim.experiments.design import design_of, scenario_at
from sim.experiments.experiment_schema import Experiment
from sim.experiments.plan import Block, SweepPlan, block_of
from sim.experiments.store import Store
from sim.experiments.worker import DesignRow, tables_of
from sim.results.atomic_files import write_file
from sim.results.checked_files import MANIFEST, MEND, ResultsError, digest_of, read_bytes, read_sealed, sealed
from sim.scenario.model_inputs import trust_ids
from sim.scenario.parameter_sets import digest_of_sample, draws_from_posterior
from sim.scenario.scenario_schema import POSTERIOR, Scenario
from sim.scenario.scenario_writer import as_own_file

DESIGN = "design.parquet"
POINT = "point"  # column with the number of a design point, by which other tables are joined
SCENARIO = "scenario.yaml"
KIND = "sweep"
LIBRARIES = ("mesa", "numba", "numpy", "pandas", "pyarrow", "scipy", "SALib")


@dataclass(frozen=True)
class SweepManifest:
    """A sweep as saved in its folder.

    Attributes
    ----------
    folder : of the sweep.
    experiment : with its base scenario, as it was when the plan was saved.
    design : a row for each design point.
    plan : which runs belong to which chunk.
    manifest : the contents of `manifest.json`.
    """

    folder: Path
    experiment: Experiment
    design: pd.DataFrame
    plan: SweepPlan
    manifest: dict[str, Any]

    @property
    def store(self) -> Store:
        """Return the store of its tables."""
        return Store(self.folder, tables_of(self.experiment))

    def rows(self, points: Sequence[int]) -> list[DesignRow]:
        """Return the design points of some numbers, each the level of every factor."""
        chosen = self.design.iloc[list(points)]
        columns = {name: chosen[name].tolist() for name in chosen.columns}
        return [dict(zip(columns, levels, strict=True)) for levels in zip(*columns.values(), strict=True)] or [
            {} for _ in points
        ]


def read_sweep_manifest(folder: Path) -> SweepManifest:
    """Return the plan that a folder holds.

    Raises
    ------
    ResultsError : it is not the folder of a sweep, or its plan is damaged.
    """
    manifest = read_sealed(folder, "sweep folder")
    if manifest.get("kind") != KIND:
        what = "comparison" if "comparison" in manifest else "run"
        raise ResultsError(f"{folder}: holds a {what} and not a sweep; sim.open_run and turnaround plot read a run")
    try:
        blocks = tuple(Block(**block) for block in manifest["blocks"])
        experiment = restored_experiment(manifest["content"], manifest["experiment"])
    except (ValueError, KeyError, TypeError) as error:
        raise ResultsError(f"{folder / MANIFEST}: the plan of the sweep cannot be read ({error})") from None
    return SweepManifest(folder, experiment, _frozen_design(folder, manifest), SweepPlan(blocks), manifest)


def _frozen_design(folder: Path, manifest: dict[str, Any]) -> pd.DataFrame:
    """Return the design points of a manifest, by their numbers."""
    contents = read_bytes(folder / DESIGN)
    try:
        # An extension that was cut off may have left more points than the manifest knows of.
        design = pd.read_parquet(BytesIO(contents)).iloc[: manifest["points"]].set_index(POINT)
        same = digest_of_design(design) == manifest["design"]
    except Exception:  # whatever a library says of bytes that are no table of its own
        same = False
    if not same:
        raise ResultsError(
            f"{folder / DESIGN}: differs from the design saved when the sweep started; the file has been changed or "
            f"damaged; {MEND}"
        )
    design.index.name = None
    return design


def digest_of_design(design: pd.DataFrame) -> str:
    """Return a digest of all design points and their levels."""
    levels = pd.util.hash_pandas_object(design.astype(dict.fromkeys(design.select_dtypes("category"), str)))
    return hashlib.blake2b(levels.to_numpy().tobytes(), digest_size=16).hexdigest()


def freeze_plan(experiment: Experiment, folder: Path, extend: bool = False) -> SweepManifest:
    """Return the plan of an experiment in a folder: the one that is there, or a new one, written before anything runs.

    Parameters
    ----------
    extend : whether more replicates or more design points may be added to what is there.

    Raises
    ------
    ResultsError : the folder holds a sweep of something else; the message shows the difference.
    """
    if (folder / MANIFEST).exists():
        return _resumed(read_sweep_manifest(folder), experiment, extend)
    design = design_of(experiment)
    _refuse_foreign(folder, experiment, design)
    return _written(folder, experiment, design, (block_over(experiment, design),))


def _refuse_foreign(folder: Path, experiment: Experiment, design: pd.DataFrame) -> None:
    """Refuse a folder of other files; a plan that was cut off left such as would be written again, to the last byte."""
    there = sorted(path for path in (folder.iterdir() if folder.exists() else ()) if not path.name.startswith("."))
    own = _described(experiment, design) if there else {}
    for path in there:
        if not path.is_file() or path.read_bytes() != own.get(path.name):
            raise ResultsError(f"{folder}: holds other files ({path.name}); use --out for another folder")


def block_over(
    experiment: Experiment,
    design: pd.DataFrame,
    first_point: int = 0,
    points: int | None = None,
    first_replicate: int = 0,
    replicates: int | None = None,
) -> Block:
    """Return the block of some points and replicates of an experiment, by default of all of them."""
    row = {name: design[name].iloc[[first_point]].tolist()[0] for name in design.columns}
    try:
        scenario = scenario_at(experiment, row)
    except ScenarioError:
        # Levels that are not possible together are a failure of their runs, also where they come first.
        scenario = experiment.base
    trusts = len(trust_ids(scenario))
    return block_of(
        first_point,
        len(design) if points is None else points,
        first_replicate,
        experiment.base.replicates if replicates is None else replicates,
        trust_months=trusts * scenario.months * (1 + experiment.simulates_twin),
        trusts=trusts,
        in_one=experiment.trajectories == "quantiles",
        in_full=experiment.trajectories == "all",
    )


def _resumed(there: SweepManifest, experiment: Experiment, extend: bool) -> SweepManifest:
    found = dict(there.manifest.get("versions") or {}).get("turnaround-sim", "unknown")
    if found != version("turnaround-sim"):
        raise ResultsError(
            f"{there.folder}: was started with version {found}; this is version {version('turnaround-sim')}, "
            "so results could differ. Use --out for another folder"
        )
    if experiment_text(experiment) == experiment_text(there.experiment):
        refuse_other_sample(there)
        return there
    if not extend or experiment_text(without_replicates_and_design(experiment)) != experiment_text(
        without_replicates_and_design(there.experiment)
    ):
        raise ResultsError(
            f"{there.folder}: holds a sweep of another experiment:\n{plan_difference(there, experiment)}"
        )
    refuse_other_sample(there)
    return _extended(there, experiment, design_of(experiment))


def refuse_other_sample(there: SweepManifest) -> None:
    """Refuse to go on with a sweep whose replicates have had parameter sets of another posterior sample.

    Raises
    ------
    ResultsError : the sample has changed since.
    """
    if there.manifest.get("sample") != posterior_sample_digest(there.experiment):
        raise ResultsError(
            f"{there.folder}: was started with another posterior sample, so results would differ. "
            "Use --out for another folder"
        )


def posterior_sample_digest(experiment: Experiment) -> str | None:
    """Return the digest of the posterior sample if the base or any point of an experiment draws from it."""
    changes = (factor.changes_of(level) for factor in experiment.factors for level in factor.levels)
    varied = any(change.get("parameters_from") == POSTERIOR for change in changes)
    return digest_of_sample() if varied or draws_from_posterior(experiment.base) else None


def without_replicates_and_design(experiment: Experiment) -> Experiment:
    """Return an experiment of one replicate and no design, which are what may be extended."""
    same = experiment.model_copy(update={"replicates": 1, "design": None})
    same._base = experiment.base.model_copy(update={"replicates": 1})
    return same


def experiment_content(experiment: Experiment) -> dict[str, Any]:
    """Return the contents of an experiment and its base scenario, as plain values."""
    return {
        "experiment": experiment.model_dump(mode="json", exclude={"name"}, exclude_unset=True),
        # As it was written, and not with everything filled in: what a partnership is by its type follows the type.
        # Whether there are twins is asked of the base alone, so that all points have the same outcomes.
        "scenario": {
            **experiment.base.model_dump(mode="json", exclude={"name"}, exclude_unset=True),
            "twin": experiment.simulates_twin,
        },
        "scenario_name": experiment.base.name,
    }


def experiment_text(experiment: Experiment) -> str:
    """Return the contents of an experiment and its base scenario, in lines that can be compared."""
    return json.dumps(experiment_content(experiment), indent=1, sort_keys=True, ensure_ascii=False)


def restored_experiment(content: dict[str, Any], name: str) -> Experiment:
    """Return the saved experiment; the files it was made from may have changed or been deleted since."""
    experiment = Experiment.model_validate({**content["experiment"], "name": name})
    experiment._base = Scenario.model_validate({**content["scenario"], "name": content["scenario_name"]})
    return experiment


def plan_difference(there: SweepManifest, experiment: Experiment) -> str:
    """Return the lines in which an experiment differs from the one in a folder: - there, + now."""
    before, now = experiment_text(there.experiment).splitlines(), experiment_text(experiment).splitlines()
    lines = difflib.unified_diff(before, now, "in the folder", "now", lineterm="", n=0)
    return "\n".join(line for line in lines if not line.startswith("@@"))


def _extended(there: SweepManifest, experiment: Experiment, design: pd.DataFrame) -> SweepManifest:
    points, replicates = len(there.design), there.experiment.base.replicates
    more_points, more_replicates = len(design) - points, experiment.base.replicates - replicates
    # By their levels, as a list of points may bring in words of its own, which changes the kind of a column.
    same = digest_of_design(design.iloc[:points]) == digest_of_design(there.design)
    if more_points < 0 or more_replicates < 0 or not same:
        raise ResultsError(
            f"{there.folder}: can be extended only by replicates, or by design points after the existing ones; "
            f"this design has different points, or fewer:\n{plan_difference(there, experiment)}"
        )
    if experiment.trajectories == "quantiles" and more_replicates:
        raise ResultsError(
            f"{there.folder}: keeps quantiles over its replicates, so no replicates can be added; "
            "add design points, or use --out for another folder"
        )
    blocks = list(there.plan.blocks)
    if more_replicates:
        blocks.append(block_over(experiment, design, 0, points, replicates, more_replicates))
    if more_points:
        blocks.append(block_over(experiment, design, points, more_points))
    return _written(there.folder, experiment, design, tuple(blocks))


def _described(experiment: Experiment, design: pd.DataFrame) -> dict[str, bytes]:
    """Return the files that stand beside the manifest, by name."""
    return {
        DESIGN: design.rename_axis(POINT).reset_index().to_parquet(None, compression="zstd", index=False),
        # JSON, which every reader of YAML reads, is written a hundred times as fast.
        SCENARIO: json.dumps(as_own_file(experiment.base), indent=2, ensure_ascii=False).encode(),
    }


def _written(folder: Path, experiment: Experiment, design: pd.DataFrame, blocks: tuple[Block, ...]) -> SweepManifest:
    """Write the plan, the manifest last, so that a plan that was cut off is none."""
    folder.mkdir(parents=True, exist_ok=True)
    described = _described(experiment, design)
    for name, data in described.items():
        write_file(folder / name, data)
    manifest = {
        "kind": KIND,
        "experiment": experiment.name,
        "title": experiment.title,
        "question": experiment.question,
        "points": len(design),
        "replicates": experiment.base.replicates,
        "runs": SweepPlan(blocks).runs,
        "seed": experiment.base.seed,
        "run": "a run is one design point in one replicate; its world depends only on seed and replicate",
        "blocks": [asdict(block) for block in blocks],
        "design": digest_of_design(design),
        "files": {name: digest_of(data) for name, data in described.items()},
        "sample": posterior_sample_digest(experiment),
        "content": experiment_content(experiment),
        "frozen": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {
            "turnaround-sim": version("turnaround-sim"),
            "python": platform.python_version(),
            **{library: version(library) for library in LIBRARIES},
        },
    }
    write_file(folder / MANIFEST, sealed(manifest))
    return read_sweep_manifest(folder)  # as it will be read when the sweep is resumed
