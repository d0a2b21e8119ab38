"""A sweep gives every run once, however it is carried out, stopped and resumed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars
import pytest
from programs_apart import begun

import sim
from sim.experiments import estimates
from sim.experiments import manifest as frozen_module
from sim.experiments.estimates import estimate_sweep, sweep_status
from sim.experiments.experiment_loader import load_experiment
from sim.experiments.experiment_schema import Experiment
from sim.experiments.locks import in_use
from sim.experiments.processes import CONTEXT
from sim.experiments.sweep import SweepOptions, sweep
from sim.results.checked_files import ResultsError, sealed

FILE = """
title: Support and buddies
question: What does support do with and without a buddy?
scenario: case_b_buddying
levers:
  regulator.support: {levels: [0.2, 0.5, 0.8]}
  partnerships.buddying.type: {levels: [buddying, management_contract]}
design: {kind: grid}
replicates: 20
months: 60
"""


def written(place: Path, text: str = FILE, name: str = "support") -> Path:
    path = place / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def experiment(tmp_path: Path) -> Experiment:
    return load_experiment(written(tmp_path))


@pytest.fixture(scope="module")
def swept_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("whole")
    sweep(load_experiment(written(place)), place / "made")
    return place / "made"


@pytest.fixture
def swept(swept_once: Path, tmp_path: Path) -> Path:
    """Return a folder `made` in which the experiment was swept, for a test to do with as it likes."""
    return shutil.copytree(swept_once, tmp_path / "made")


@pytest.fixture(scope="module")
def whole(swept_once: Path) -> pd.DataFrame:
    return sim.open_experiment(swept_once).outcomes


def test_every_run_of_every_point_is_there_with_the_levels_of_its_factors(whole: pd.DataFrame) -> None:
    assert len(whole) == 6 * 20 * 2
    counts = whole.groupby(["regulator.support", "partnerships.buddying.type"], observed=True).size()
    assert (counts == 40).all()
    assert set(whole["trust"]) == {"green_bay", "regency_vale"}


def test_a_point_gives_what_its_scenario_gives_by_itself(whole: pd.DataFrame) -> None:
    sets = ["regulator.support=0.8", "partnerships.buddying.type=management_contract", "months=60"]
    alone = sim.run("case_b_buddying", sets=sets, replicates=20).outcomes
    point = whole[(whole["regulator.support"] == 0.8) & (whole["partnerships.buddying.type"] == "management_contract")]
    for name in ("months_in_special_measures", "performance_change_36", "partnership_success"):
        assert np.array_equal(point[name], alone[name], equal_nan=True)


def test_replicate_k_is_the_same_world_in_every_point(tmp_path: Path) -> None:
    nearly = FILE.replace("[0.2, 0.5, 0.8]", "[0.5, 0.5000000001]")
    sweep(load_experiment(written(tmp_path, nearly)), tmp_path / "made")
    outcomes = sim.open_experiment(tmp_path / "made").outcomes
    one, other = (outcomes[outcomes["point"] == point]["quality_change_36"].to_numpy() for point in (0, 2))
    assert np.nanmax(np.abs(one - other)) < 1e-6
    assert np.nanstd(one) > 0.01


@pytest.mark.parametrize("workers", [1, 3])
def test_how_many_workers_there_are_changes_no_file(
    swept: Path, experiment: Experiment, tmp_path: Path, workers: int
) -> None:
    sweep(experiment, tmp_path / "other", SweepOptions(workers=workers))
    assert names(tmp_path / "other") == names(swept)


def test_mesa_processes_give_the_same_files(experiment: Experiment, tmp_path: Path) -> None:
    small = load_experiment(written(tmp_path, FILE.replace("replicates: 20", "replicates: 2")))
    sweep(small, tmp_path / "ensemble")
    sweep(small, tmp_path / "mesa", SweepOptions(engine="mesa", workers=2))
    assert names(tmp_path / "mesa") == names(tmp_path / "ensemble")


FROM_A_LOADED_PROCESS = {"distributed.worker.multiprocessing-method": CONTEXT.get_start_method()}


def test_a_dask_cluster_gives_the_same_files_even_if_a_worker_is_killed(tmp_path: Path) -> None:
    dask, distributed = pytest.importorskip("dask"), pytest.importorskip("distributed")
    experiment = load_experiment(written(tmp_path, FILE.replace("replicates: 20", "replicates: 400")))
    sweep(experiment, tmp_path / "usual")
    with (
        dask.config.set(FROM_A_LOADED_PROCESS),
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
    ):
        killed = []

        def kill_one(done: int, planned: int) -> None:
            if not killed:
                killed.append(next(iter(cluster.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)

        sweep(experiment, tmp_path / "dask", SweepOptions(dask=cluster.scheduler_address), progress=kill_one)
    assert killed
    assert names(tmp_path / "dask") == names(tmp_path / "usual")


def test_shards_fill_one_folder(swept: Path, experiment: Experiment, tmp_path: Path) -> None:
    for shard in (2, 1, 3):
        sweep(experiment, tmp_path / "shards", SweepOptions(shard=shard, shards=3))
    assert names(tmp_path / "shards") == names(swept)


def names(folder: Path) -> list[str]:
    """Return the names of the files of outcomes, which carry digests of what is in them."""
    return sorted(file.name for file in (folder / "outcomes").glob("*.parquet"))


def test_the_same_again_has_nothing_to_do(experiment: Experiment, tmp_path: Path) -> None:
    first = sweep(experiment, tmp_path / "made")
    again = sweep(experiment, tmp_path / "made")
    assert first.simulated == 120
    assert again.simulated == 0


@pytest.mark.parametrize("harm", ["cut off", "lost"])
@pytest.mark.usefixtures("swept")
def test_a_damaged_chunk_alone_is_simulated_again(experiment: Experiment, tmp_path: Path, harm: str) -> None:
    before = names(tmp_path / "made")
    file = tmp_path / "made" / "outcomes" / before[1]
    if harm == "lost":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-10])
    again = sweep(experiment, tmp_path / "made")
    assert 0 < again.simulated < 120
    assert names(tmp_path / "made") == before
    assert len(again.mended) == (harm == "cut off")


@pytest.mark.usefixtures("swept")
def test_more_replicates_are_added_and_none_is_redone(experiment: Experiment, tmp_path: Path) -> None:
    before = names(tmp_path / "made")
    more = load_experiment(written(tmp_path, FILE.replace("replicates: 20", "replicates: 33")))
    with pytest.raises(ResultsError, match=r"another experiment:\n(.|\n)*33"):
        sweep(more, tmp_path / "made")
    assert sweep(more, tmp_path / "made", SweepOptions(extend=True)).simulated == 6 * 13
    assert set(before) <= set(names(tmp_path / "made"))
    sweep(more, tmp_path / "at_once")
    extended, at_once = (sim.open_experiment(tmp_path / name).outcomes for name in ("made", "at_once"))
    pd.testing.assert_frame_equal(extended, at_once)


@pytest.mark.usefixtures("swept")
def test_a_folder_of_another_experiment_is_refused_with_the_difference(experiment: Experiment, tmp_path: Path) -> None:
    other = load_experiment(written(tmp_path, FILE.replace("0.8]", "0.9]")))
    for options in (SweepOptions(), SweepOptions(extend=True)):
        with pytest.raises(ResultsError, match=r"0\.8(.|\n)*0\.9"):
            sweep(other, tmp_path / "made", options)


SOBOL = FILE.replace("levels: [0.2, 0.5, 0.8]", "low: 0.2, high: 0.8").replace(
    "kind: grid", "kind: sobol_sequence, points: 4"
)


def test_more_design_points_are_added_and_none_is_redone(tmp_path: Path) -> None:
    sweep(load_experiment(written(tmp_path, SOBOL)), tmp_path / "made")
    before = names(tmp_path / "made")
    more = load_experiment(written(tmp_path, SOBOL.replace("points: 4", "points: 8")))
    assert sweep(more, tmp_path / "made", SweepOptions(extend=True)).simulated == 4 * 20
    assert set(before) <= set(names(tmp_path / "made"))
    assert len(sim.open_experiment(tmp_path / "made").outcomes) == 8 * 20 * 2


@pytest.mark.usefixtures("swept")
def test_a_folder_of_another_version_is_refused(experiment: Experiment, tmp_path: Path) -> None:
    manifest = tmp_path / "made" / "manifest.json"
    reported = json.loads(manifest.read_text())
    reported["versions"]["turnaround-sim"] = "0.0.1"
    manifest.write_bytes(sealed(reported))
    with pytest.raises(ResultsError, match=r"started with version 0\.0\.1"):
        sweep(experiment, tmp_path / "made")


def test_a_folder_with_other_files_is_refused(experiment: Experiment, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    with pytest.raises(ResultsError, match="holds other files"):
        sweep(experiment, tmp_path / "thesis")


def test_status_shows_how_far_it_is(experiment: Experiment, tmp_path: Path) -> None:
    sweep(experiment, tmp_path / "made", SweepOptions(shard=1, shards=2))
    found = sweep_status(tmp_path / "made")
    assert found.runs == 120
    assert 0 < found.done < 120
    assert not found.running
    sweep(experiment, tmp_path / "made")
    assert sweep_status(tmp_path / "made").done == 120


KEEP_QUANTILES = FILE + "trajectories: quantiles\nvariables: [quality, stage]\n"
KEEP_ALL = FILE.replace("replicates: 20", "replicates: 2") + "trajectories: all\n"


def test_quantiles_of_every_point_are_those_of_its_scenario(tmp_path: Path) -> None:
    sweep(load_experiment(written(tmp_path, KEEP_QUANTILES)), tmp_path / "made")
    made = sim.open_experiment(tmp_path / "made")
    sim.stream("case_b_buddying", tmp_path / "alone", keep="quantiles", variables=["quality", "stage"], replicates=20,
               sets=["regulator.support=0.2", "months=60"])  # fmt: skip
    alone = pd.read_parquet(tmp_path / "alone" / "quantiles.parquet")
    point = made.frame("quantiles")
    point = point[point["point"] == 0]
    key = ["trust", "variable", "month"]
    joined = point.merge(alone.astype({"trust": str, "variable": str}), on=key, suffixes=("", "_alone"))
    assert len(joined) == len(alone) == len(point) > 0
    assert (joined["q50"] == joined["q50_alone"]).all()
    assert set(made.frame("shares")["variable"]) == {"stage"}


def test_trajectories_are_kept_where_they_are_wanted(tmp_path: Path) -> None:
    sweep(load_experiment(written(tmp_path, KEEP_ALL)), tmp_path / "made")
    made = sim.open_experiment(tmp_path / "made")
    assert len(made.frame("trajectories")) == 6 * 2 * 61 * 2
    assert set(made.frame("events").columns) >= {"point", "replicate", "month", "event", "regulator.support"}


@pytest.mark.usefixtures("swept")
def test_reading_takes_no_more_than_is_asked_for(experiment: Experiment, tmp_path: Path) -> None:
    import pyarrow.dataset as ds

    made = sim.open_experiment(tmp_path / "made")
    frame = made.frame(columns=["exit_within_36"], rows=ds.field("trust") == "green_bay")
    pd.testing.assert_frame_equal(made.frame(columns=["exit_within_36"], trust="Green Bay"), frame)
    first = made.frame(rows=ds.field("replicate") < 1, trust="GREEN_BAY")
    assert (set(first["trust"]), set(first["replicate"])) == ({"green_bay"}, {0})
    with pytest.raises(ValueError, match="unknown trust 'grenbay': did you mean 'green_bay'"):
        made.frame(trust="grenbay")
    assert list(frame.columns) == ["point", "replicate", "trust", *made.factors, "exit_within_36"]
    assert len(frame) == 120
    with pytest.raises(ResultsError, match="keeps no trajectories; it keeps outcomes"):
        made.frame("trajectories")


SWEEP = "import sys; from sim.experiments.sweep import sweep; sweep(sys.argv[1], sys.argv[2])"
LONG = FILE.replace("replicates: 20", "replicates: 1500")


def sweeping(file: Path, folder: Path) -> BaseProcess:
    """Return a process that has begun to sweep: its folder is there."""
    process = begun(SWEEP, file.parent, (str(file), str(folder)))
    while process.is_alive() and not (folder / "outcomes").exists():
        time.sleep(0.01)
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9")
@pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_killed_at_random_moments_and_resumed_it_is_the_same_to_the_last_row(tmp_path: Path, kills: int) -> None:
    file = written(tmp_path, LONG)
    choose = random.Random(kills)
    for _ in range(kills):
        process = sweeping(file, tmp_path / "killed")
        time.sleep(0.2 + choose.random())
        process.kill()
        process.join()
    sweep(file, tmp_path / "killed")
    sweep(file, tmp_path / "whole")
    assert names(tmp_path / "killed") == names(tmp_path / "whole")


@pytest.mark.skipif(sys.platform == "win32", reason="no signal that lets a process wait")
def test_two_processes_in_one_folder_do_no_harm_as_one_refuses(tmp_path: Path) -> None:
    file = written(tmp_path, LONG)
    first = sweeping(file, tmp_path / "made")
    assert first.pid
    os.kill(first.pid, signal.SIGSTOP)  # or it might have finished before it is asked about
    try:
        with pytest.raises(ResultsError, match="another process is running this sweep"):
            sweep(file, tmp_path / "made")
        assert sweep_status(tmp_path / "made").running
    finally:
        os.kill(first.pid, signal.SIGCONT)
        first.join()
    assert sweep_status(tmp_path / "made").done == 9_000


def test_a_whole_sweep_and_its_shards_keep_out_of_each_others_way(experiment: Experiment, tmp_path: Path) -> None:
    sweep(experiment, tmp_path / "made", SweepOptions(shard=1, shards=3))
    with in_use(tmp_path / "made", 2, 3):
        with pytest.raises(ResultsError, match="another process"):
            sweep(experiment, tmp_path / "made")
        sweep(experiment, tmp_path / "made", SweepOptions(shard=3, shards=3))
    with in_use(tmp_path / "made", 1, 1), pytest.raises(ResultsError, match="another process"):
        sweep(experiment, tmp_path / "made", SweepOptions(shard=2, shards=3))


FAILING = FILE.replace("levers:", "model: troubled:TroubledTrust\nlevers:").replace("replicates: 20", "replicates: 3")
TROUBLED = """
import sim


class TroubledTrust(sim.Trust):
    def departure_hazard(self):
        if self.model.regulator.support > 0.7 and self.model.replicate == 1:
            raise ArithmeticError("too much support")
        return super().departure_hazard()
"""


def test_a_failing_run_is_recorded_and_the_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "troubled.py").write_text(TROUBLED)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    experiment = load_experiment(written(tmp_path, FAILING))
    done = sweep(experiment, tmp_path / "made")
    assert (done.simulated, done.failed) == (18, 2)
    failures = sim.open_experiment(tmp_path / "made").failures
    assert set(failures["replicate"]) == {1}
    assert failures["traceback"].str.contains("too much support").all()
    assert failures["levels"].str.contains("regulator.support=0.8").all()
    assert len(sim.open_experiment(tmp_path / "made").outcomes) == 16 * 2
    with pytest.raises(ArithmeticError, match="too much support"):
        sweep(experiment, tmp_path / "stopped", SweepOptions(stop_on_error=True))
    (tmp_path / "troubled.py").write_text(TROUBLED.replace("> 0.7", "> 7"))
    assert sweep(experiment, tmp_path / "made", SweepOptions(retry=True)).failed == 0
    assert len(sim.open_experiment(tmp_path / "made").outcomes) == 18 * 2


@pytest.fixture
def troubled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Experiment:
    (tmp_path / "sorely_troubled.py").write_text(TROUBLED.replace("if self", "if self.model.replicate == 0 or self"))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    return load_experiment(written(tmp_path, FAILING.replace("troubled:", "sorely_troubled:")))


def test_a_shard_that_retries_leaves_the_failures_of_the_others_alone(troubled: Experiment, tmp_path: Path) -> None:
    sweep(troubled, tmp_path / "made")
    before = set(names(tmp_path / "made"))
    done = sweep(troubled, tmp_path / "made", SweepOptions(shard=1, shards=2, retry=True, workers=1))
    assert 0 < done.simulated <= done.runs < 18
    assert set(names(tmp_path / "made")) == before
    assert sweep_status(tmp_path / "made").done == 18


def test_failures_are_there_to_be_read_before_a_sweep_ends(
    troubled: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(done: int, planned: int) -> None:
        if done > 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(troubled, tmp_path / "made", SweepOptions(workers=1), progress=killed)
    failures = sim.open_experiment(tmp_path / "made").failures
    assert len(failures) == sweep_status(tmp_path / "made").failed > 0
    assert failures["traceback"].str.contains("too much support").all()
    sweep(troubled, tmp_path / "made")
    assert len(pd.read_parquet(tmp_path / "made" / "failures.parquet")) == 6 + 2


def test_a_model_that_cannot_be_imported_is_reported_before_anything_is_simulated(tmp_path: Path) -> None:
    missing = load_experiment(written(tmp_path, FAILING.replace("troubled:", "nowhere:")))
    with pytest.raises(ValueError, match="model: nowhere is not in"):
        sweep(missing, tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_a_plan_that_was_cut_off_is_written_again(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed_before_the_manifest(path: Path, data: bytes) -> None:
        if path.name == "manifest.json":
            raise KeyboardInterrupt
        path.write_bytes(data)

    monkeypatch.setattr(frozen_module, "write_file", killed_before_the_manifest)
    with pytest.raises(KeyboardInterrupt):
        sweep(experiment, tmp_path / "made")
    monkeypatch.undo()
    assert (tmp_path / "made" / "design.parquet").exists()
    assert sweep(experiment, tmp_path / "made").simulated == 120


@pytest.mark.parametrize("name", ["scenario.yaml", "design.parquet"])
def test_a_file_of_ones_own_of_the_name_of_one_of_the_plan_is_not_replaced(
    experiment: Experiment, tmp_path: Path, name: str
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / name).write_text("years of work")
    with pytest.raises(ResultsError, match=f"holds other files \\({name}\\)"):
        sweep(experiment, tmp_path / "mine")
    assert (tmp_path / "mine" / name).read_text() == "years of work"


POINTS = """
title: A list
question: Which partnership?
scenario: case_b_buddying
levers:
  partnerships.buddying.type: null
  partnerships.buddying.term: null
design:
  kind: points
  points:
    - {partnerships.buddying.type: buddying, partnerships.buddying.term: 12}
    - {partnerships.buddying.type: management_contract, partnerships.buddying.term: 12}
replicates: 2
months: 60
"""


def test_a_list_of_points_is_extended_by_a_level_that_is_new(tmp_path: Path) -> None:
    sweep(load_experiment(written(tmp_path, POINTS)), tmp_path / "made")
    new = "    - {partnerships.buddying.type: contractual, partnerships.buddying.term: 12}\nreplicates"
    more = load_experiment(written(tmp_path, POINTS.replace("replicates", new)))
    assert sweep(more, tmp_path / "made", SweepOptions(extend=True)).simulated == 2
    types = sim.open_experiment(tmp_path / "made").outcomes["partnerships.buddying.type"]
    assert list(types.unique()) == ["buddying", "management_contract", "contractual"]
    other = more.model_copy(update={"design": more.design.model_copy(update={"points": more.design.points[::-1]})})
    other._base = more.base
    with pytest.raises(ResultsError, match=r"another experiment|different points"):
        sweep(other, tmp_path / "made", SweepOptions(extend=True))


NOT_TOGETHER = (
    FILE.replace("regulator.support: {levels: [0.2, 0.5, 0.8]}", "partnerships.buddying.term: {levels: [12, null]}")
).replace("[buddying, management_contract]", "[merger, buddying]")


def test_levels_that_are_not_possible_together_fail_also_at_the_first_point(tmp_path: Path) -> None:
    experiment = load_experiment(written(tmp_path, NOT_TOGETHER))
    done = sweep(experiment, tmp_path / "made")
    assert (done.simulated, done.failed) == (80, 20)
    failures = sim.open_experiment(tmp_path / "made").failures
    assert set(failures["point"]) == {0}
    assert failures["traceback"].str.contains("merger").all()
    assert estimate_sweep(experiment, "ensemble").runs == 80


def test_nobody_extends_the_plan_of_a_sweep_that_is_being_simulated(experiment: Experiment, tmp_path: Path) -> None:
    sweep(experiment, tmp_path / "made", SweepOptions(shard=1, shards=2))
    before = (tmp_path / "made" / "manifest.json").read_text()
    more = load_experiment(written(tmp_path, FILE.replace("replicates: 20", "replicates: 33")))
    with in_use(tmp_path / "made"), pytest.raises(ResultsError, match="another process"):
        sweep(more, tmp_path / "made", SweepOptions(extend=True))
    assert (tmp_path / "made" / "manifest.json").read_text() == before


@pytest.mark.usefixtures("swept")
def test_a_column_that_is_not_there_is_reported(experiment: Experiment, tmp_path: Path) -> None:
    made = sim.open_experiment(tmp_path / "made")
    with pytest.raises(
        ResultsError, match=r"table outcomes has no column exit_within_63; it has point, .*exit_within_36"
    ):
        made.frame(columns=["exit_within_63"])
    assert "regulator.support" in made.frame(columns=["regulator.support", "exit_within_36"])


def test_a_chunk_of_which_only_some_tables_are_there_is_not_read(tmp_path: Path) -> None:
    sweep(load_experiment(written(tmp_path, KEEP_QUANTILES)), tmp_path / "made")
    lost = sorted((tmp_path / "made" / "outcomes").glob("*.parquet"))[0]
    point = pd.read_parquet(lost)["point"].iloc[0]
    lost.unlink()
    made = sim.open_experiment(tmp_path / "made")
    with pytest.warns(UserWarning, match=f"{made.played} of {made.planned} runs are done"):
        quantiles = made.frame("quantiles")
    assert point not in set(quantiles["point"])
    with pytest.warns(UserWarning, match="runs are done"):
        assert set(quantiles["point"]) == set(made.outcomes["point"])


@pytest.mark.usefixtures("swept")
def test_a_sweep_says_how_far_it_is(experiment: Experiment, tmp_path: Path) -> None:
    made = sim.open_experiment(tmp_path / "made")
    assert (made.complete, made.played, made.planned) == (True, 120, 120)
    sorted((tmp_path / "made" / "outcomes").glob("*.parquet"))[0].unlink()
    assert not made.complete
    assert made.played < made.planned == 120


@pytest.mark.parametrize("change", [lambda data: data[:-9], lambda data: data[:200] + b"x" + data[201:]])
@pytest.mark.usefixtures("swept")
def test_a_part_that_is_not_as_it_was_written_is_not_read(
    experiment: Experiment, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    part = sorted((tmp_path / "made" / "outcomes").glob("*.parquet"))[0]
    part.write_bytes(change(part.read_bytes()))
    made = sim.open_experiment(tmp_path / "made")
    if made.complete:
        with pytest.raises(ResultsError, match="run the sweep again to mend it"):
            made.frame()
    else:
        with pytest.warns(UserWarning, match="runs are done"):
            assert len(made.frame()) < 240


@pytest.mark.parametrize("reader", ["polars", "duckdb"])
@pytest.mark.usefixtures("swept")
def test_other_programs_join_outcomes_to_the_design_by_point(
    experiment: Experiment, tmp_path: Path, reader: str
) -> None:
    outcomes, design = (str(tmp_path / "made" / name) for name in ("outcomes/*.parquet", "design.parquet"))
    if reader == "duckdb":
        joined = duckdb.sql(f"select * from '{outcomes}' join '{design}' using (point)")
        names, count = joined.columns, len(joined)
    else:
        table = polars.scan_parquet(outcomes).join(polars.scan_parquet(design), on="point").collect()
        names, count = table.columns, len(table)
    made = sim.open_experiment(tmp_path / "made")
    assert set(made.factors) <= set(names)
    assert count == len(made.outcomes) == 240


@pytest.mark.usefixtures("swept")
def test_status_needs_no_permission_to_write(experiment: Experiment, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    try:
        assert sweep_status(folder).done == 120
        assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    finally:
        for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
            path.chmod(0o755)


@pytest.mark.parametrize("harm", ["[]", "null", "{}", '{"kind": "sweep"}', "{"])
@pytest.mark.usefixtures("swept")
def test_a_manifest_that_is_none_is_refused(experiment: Experiment, tmp_path: Path, harm: str) -> None:
    (tmp_path / "made" / "manifest.json").write_text(harm)
    with pytest.raises(ResultsError):
        sweep_status(tmp_path / "made")


@pytest.mark.usefixtures("swept")
def test_a_manifest_without_versions_is_refused_where_the_sweep_would_go_on(
    experiment: Experiment, tmp_path: Path
) -> None:
    manifest = tmp_path / "made" / "manifest.json"
    reported = json.loads(manifest.read_text())
    del reported["versions"]
    manifest.write_bytes(sealed(reported))
    with pytest.raises(ResultsError, match="started with version unknown"):
        sweep(experiment, tmp_path / "made")


@pytest.mark.parametrize(
    ("options", "reported"),
    [
        ({"engine": "fast"}, "no engine 'fast'; allowed: auto, mesa, ensemble"),
        ({"workers": 0}, "workers: found 0"),
        ({"shard": 0}, "shard: found 0 of 1"),
        ({"shard": 4, "shards": 3}, "shard: found 4 of 3"),
    ],
)
def test_a_wish_that_means_nothing_is_refused(options: dict[str, Any], reported: str) -> None:
    with pytest.raises(ValueError, match=reported):
        SweepOptions(**options)


def test_the_room_that_quantiles_take_is_estimated_by_the_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = KEEP_QUANTILES.replace("replicates: 20", "replicates: 1000")
    monkeypatch.setattr(estimates, "PROBE", 0.05)
    found = estimate_sweep(load_experiment(written(tmp_path, text)), "ensemble")
    sweep(load_experiment(written(tmp_path, text)), tmp_path / "made")
    disk = sum(file.stat().st_size for file in (tmp_path / "made").glob("*/*.parquet"))
    assert disk / 1.5 < found.disk < 1.5 * disk


def test_a_model_is_imported_from_beside_its_experiment_and_it_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "beside.py").write_text(TROUBLED.replace("> 0.7", "> 7"))
    experiment = load_experiment(written(tmp_path, FAILING.replace("troubled:", "beside:")))
    assert sweep(experiment, tmp_path / "made", SweepOptions(workers=1)).failed == 0
    assert f"model: beside:TroubledTrust is imported from {tmp_path / 'beside.py'} and run" in caplog.messages


def test_a_model_elsewhere_is_imported_only_where_the_user_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere, place = tmp_path / "elsewhere", tmp_path / "place"
    for folder in (elsewhere, place):
        folder.mkdir()
    (elsewhere / "afar.py").write_text("import pathlib\npathlib.Path('run').touch()\n" + TROUBLED)
    monkeypatch.syspath_prepend(elsewhere)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(elsewhere), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.chdir(place)
    experiment = load_experiment(written(place, FAILING.replace("troubled:", "afar:")))
    with pytest.raises(ValueError, match=r"model: afar is not in .*; allowed: a module there, or --allow-model afar"):
        sweep(experiment, place / "made")
    assert sorted(path.name for path in place.iterdir()) == ["support.yaml"], "nothing was imported or written"
    assert sweep(experiment, place / "made", SweepOptions(allow_model=("afar",), workers=1)).failed == 2


def test_with_a_twin_each_run_has_its_differences_from_doing_nothing(whole: pd.DataFrame) -> None:
    alone = sim.run("case_b_buddying", sets=["regulator.support=0.8", "months=60"], replicates=20)
    point = whole[(whole["regulator.support"] == 0.8) & (whole["partnerships.buddying.type"] == "buddying")]
    for name in ("months_in_special_measures", "performance_change_36", "sustained_once_recovered"):
        expected = alone.outcomes[name] - alone.twin_outcomes[name]
        assert np.array_equal(point[f"{name}_difference"], expected, equal_nan=True)
    assert "quality_lost_to_partnerships_difference" not in whole, "which is such a difference itself"


@pytest.mark.parametrize("trajectories", ["none", "all"])
def test_both_engines_leave_the_same_differences(tmp_path: Path, trajectories: str) -> None:
    text = FILE.replace("replicates: 20", "replicates: 2") + f"trajectories: {trajectories}\n"
    made = []
    for engine in ("mesa", "ensemble"):
        sweep(load_experiment(written(tmp_path, text)), tmp_path / engine, SweepOptions(engine))
        made.append(sim.open_experiment(tmp_path / engine).outcomes)
    pd.testing.assert_frame_equal(*made)
    assert made[0]["performance_change_36_difference"].abs().max() > 0


def test_without_a_twin_there_are_no_differences(tmp_path: Path) -> None:
    sweep(load_experiment(written(tmp_path, FILE + "with_twin: false\n")), tmp_path / "made")
    assert not any(name.endswith("_difference") for name in sim.open_experiment(tmp_path / "made").outcomes)
