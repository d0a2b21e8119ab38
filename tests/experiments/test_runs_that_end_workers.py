"""A run that ends the process that simulates it is a failed run: it says so, and all others are there."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from commands import turnaround

import sim
from sim.experiments.backends import simulate_in_worker
from sim.experiments.experiment_loader import load_experiment
from sim.experiments.experiment_schema import Experiment
from sim.experiments.limits import limits_of
from sim.experiments.plan import Chunk, Task
from sim.experiments.processes import exit_in_words, on_processes
from sim.experiments.sweep import SweepOptions, sweep
from sim.experiments.work import work_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes end by signals")

FILE = """
title: Ends
question: What is left of a sweep when a run ends its process?
scenario: case_b_buddying
model: ending:EndingTrust
levers:
  regulator.support: {levels: [0.2, 0.8]}
design: {kind: grid}
replicates: 6
months: 36
"""
ENDING = """
import ctypes
import itertools
import os
import pathlib
import signal
import sys

import sim

KEPT = []


def hoard(piece):
    while True:
        KEPT.append(bytearray(piece))


def loop():
    while True:
        pass


WAYS = {
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "exit code": lambda: os._exit(5),
    "success": lambda: os._exit(0),
    "sys.exit": lambda: sys.exit(6),
    "segmentation fault": lambda: ctypes.string_at(0),
    "abort": os.abort,
    "terminated": lambda: os.kill(os.getpid(), signal.SIGTERM),
    "endless loop": loop,
    "endless loop in C": lambda: (pathlib.Path(__file__).with_name("working").touch(), sum(itertools.repeat(0))),
    "one large piece of memory": lambda: bytearray(4 * 10**9),
    "many pieces of memory": lambda: hoard(10**7),
    "worker of Dask": lambda: os.kill(os.getppid(), signal.SIGKILL),
    "interrupted": lambda: os.kill(os.getpid(), signal.SIGINT),
    "a leak": lambda: None,
    "nothing": lambda: None,
}


class EndingTrust(sim.Trust):
    def departure_hazard(self):
        way = dict(one.split(": ") for one in os.environ["ENDS_BY"].split("; ")).get(str(self.model.regulator.support))
        if way == "a leak" and self.model.month == 1:
            KEPT.append(bytearray(30 * 10**6))
        if way and self.model.replicate in (2, 5) and self.model.month > 3:
            WAYS[way]()
        return super().departure_hazard()
"""
ENDED = {(1, 2), (1, 5)}
"""The runs that end their process, each a point and a replicate."""


@pytest.fixture(autouse=True)
def ending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENDS_BY", "0.8: nothing")


def experiment_in(place: Path, text: str = FILE) -> Experiment:
    (place / "ending.py").write_text(ENDING)
    (place / "ends.yaml").write_text(text)
    return load_experiment(place / "ends.yaml")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Return the outcomes of the experiment with a model that ends nothing."""
    place = tmp_path_factory.mktemp("sound")
    sweep(experiment_in(place, FILE.replace("model: ending:EndingTrust\n", "")), place / "made")
    return sim.open_experiment(place / "made").outcomes


def without(outcomes: pd.DataFrame, runs: set[tuple[int, int]]) -> pd.DataFrame:
    keys = zip(outcomes["point"], outcomes["replicate"], strict=True)
    return outcomes[[run not in runs for run in keys]].reset_index(drop=True)


REPORTED = {
    "killed": "signal 9 (killed; perhaps out of memory)",
    "exit code": "exit code 5",
    "success": "exit code 0",
    "sys.exit": "exit code 6",
    "segmentation fault": "signal 11 (segmentation fault)",
    "abort": "signal 6 (aborted)",
    "terminated": "signal 15 (terminated)",
    "endless loop": "longer than the time limit of 4 seconds",
    "endless loop in C": "longer than the time limit of 4 seconds",
    "one large piece of memory": "more memory than the limit of 500 MB",
    "many pieces of memory": "more memory than the limit of 500 MB",
}
"""What is reported of a run that ends its process in some way."""


def check_ways(place: Path, monkeypatch: pytest.MonkeyPatch, ways: Sequence[str], options: SweepOptions) -> None:
    """Simulate a point for each way in which a run ends its process in replicate 2, and compare with what is sound."""
    levels = [round(0.2 + number / 20, 2) for number in range(len(ways))]
    text = FILE.replace("[0.2, 0.8]", str(levels)).replace("replicates: 6", "replicates: 4")
    sweep(experiment_in(place, text.replace("model: ending:EndingTrust\n", "")), place / "sound")
    of_level = dict(zip(levels, ways, strict=True))
    monkeypatch.setenv("ENDS_BY", "; ".join(f"{level}: {way}" for level, way in of_level.items()))
    done = sweep(experiment_in(place, text), place / "made", options)
    assert (done.simulated, done.failed) == (4 * len(ways), len(ways))
    made = sim.open_experiment(place / "made")
    assert made.complete
    assert set(made.failures["replicate"]) == {2}
    for point, (level, way) in enumerate(of_level.items()):
        (failure,) = made.failures[made.failures["point"] == point].itertuples()
        assert REPORTED[way] in failure.traceback
        assert failure.levels == f"regulator.support={level}"
    ended = {(point, 2) for point in range(len(ways))}
    pd.testing.assert_frame_equal(made.outcomes, without(sim.open_experiment(place / "sound").outcomes, ended))


def test_a_run_that_ends_its_process_is_recorded_and_the_others_are_as_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_ways(tmp_path, monkeypatch, list(REPORTED), SweepOptions(workers=2, time_limit=4, memory_limit="500MB"))


def test_on_dask_the_same_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    options = SweepOptions(dask="local", memory_limit="500MB")
    check_ways(tmp_path, monkeypatch, ["killed", "many pieces of memory"], options)


def test_the_command_ends_with_code_3_and_again_has_nothing_to_do_until_failed_runs_are_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound: pd.DataFrame
) -> None:
    monkeypatch.setenv("ENDS_BY", "0.8: killed")
    experiment_in(tmp_path)
    monkeypatch.chdir(tmp_path)
    command = ["sweep", "ends.yaml", "--out", "made"]
    given = [sys.executable, "-m", "sim.cli", *command, "--workers", "2"]
    first = subprocess.run(given, capture_output=True, text=True)
    assert first.returncode == 3
    assert "2 runs failed: see made/failures.parquet" in first.stdout.replace("\\", "/")
    assert "Traceback" not in first.stderr
    again = turnaround(*command)
    assert again.exit_code == 3
    assert "Nothing to do" in again.output
    monkeypatch.setenv("ENDS_BY", "0.8: nothing")
    repeated = turnaround(*command, "--retry")
    assert repeated.exit_code == 0
    assert "2 of 12 runs simulated" in repeated.output
    pd.testing.assert_frame_equal(sim.open_experiment(tmp_path / "made").outcomes, sound)
    assert turnaround(*command, "--time-limit", "soon").exit_code == 2


@pytest.mark.parametrize("trajectories", ["all", "quantiles"])
def test_failed_runs_are_repeated_alone_and_their_chunks_come_out_as_if_they_had_not_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trajectories: str
) -> None:
    experiment = experiment_in(tmp_path, FILE + f"trajectories: {trajectories}\n")
    sweep(experiment, tmp_path / "sound", SweepOptions(workers=2))
    monkeypatch.setenv("ENDS_BY", "0.8: exit code")
    failed = sweep(experiment, tmp_path / "made", SweepOptions(workers=2)).failed
    assert failed == (6 if trajectories == "quantiles" else 2)
    again = sweep(experiment, tmp_path / "made", SweepOptions(workers=2, retry=True))
    assert (again.simulated, again.failed) == (failed, failed)
    monkeypatch.setenv("ENDS_BY", "0.8: nothing")
    mended = sweep(experiment, tmp_path / "made", SweepOptions(workers=2, retry=True))
    assert (mended.simulated, mended.failed) == (failed, 0)
    assert files_of(tmp_path / "made") == files_of(tmp_path / "sound")
    assert sweep(experiment, tmp_path / "made", SweepOptions(retry=True)).simulated == 0


def files_of(folder: Path) -> set[str]:
    """Return the parts of all tables, whose names carry digests of what is in them."""
    return {file.relative_to(folder).as_posix() for file in folder.glob("*/part-*.parquet")}


def test_every_shard_records_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound: pd.DataFrame) -> None:
    monkeypatch.setenv("ENDS_BY", "0.8: segmentation fault")
    experiment = experiment_in(tmp_path)
    for shard in (2, 1):
        sweep(experiment, tmp_path / "made", SweepOptions(workers=1, shard=shard, shards=2))
    made = sim.open_experiment(tmp_path / "made")
    assert made.complete
    pd.testing.assert_frame_equal(made.outcomes, without(sound, ENDED))


@pytest.mark.slow
def test_a_run_that_ends_every_dask_worker_is_recorded_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound: pd.DataFrame
) -> None:
    distributed = pytest.importorskip("distributed")
    monkeypatch.setenv("ENDS_BY", "0.8: worker of Dask")
    experiment = experiment_in(tmp_path)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        done = sweep(experiment, tmp_path / "made", SweepOptions(dask=cluster.scheduler_address))
    assert (done.simulated, done.failed) == (12, 2)
    made = sim.open_experiment(tmp_path / "made")
    assert set(zip(made.failures["point"], made.failures["replicate"], strict=True)) == ENDED
    assert made.failures["traceback"].str.contains("every Dask worker that simulated the run ended").all()
    pd.testing.assert_frame_equal(made.outcomes, without(sound, ENDED))


def test_a_run_is_not_blamed_for_what_others_have_left_in_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound: pd.DataFrame
) -> None:
    monkeypatch.setenv("ENDS_BY", "0.2: a leak; 0.8: a leak")
    done = sweep(experiment_in(tmp_path), tmp_path / "made", SweepOptions(workers=1, memory_limit="400MB"))
    assert (done.simulated, done.failed) == (12, 0)
    pd.testing.assert_frame_equal(sim.open_experiment(tmp_path / "made").outcomes, sound)


def test_if_the_first_failure_is_to_end_the_sweep_it_names_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENDS_BY", "0.8: exit code")
    with pytest.raises(ValueError, match=r"point 1, replicate 2 \(regulator.support=0.8\): .* ended with exit code 5"):
        sweep(experiment_in(tmp_path), tmp_path / "made", SweepOptions(workers=1, stop_on_error=True))


def test_within_its_limits_the_compiled_engine_gives_the_same_numbers(tmp_path: Path, sound: pd.DataFrame) -> None:
    experiment = experiment_in(tmp_path, FILE.replace("model: ending:EndingTrust\n", ""))
    options = SweepOptions(engine="ensemble", workers=1, time_limit=60, memory_limit="2GB")
    assert sweep(experiment, tmp_path / "made", options).failed == 0
    pd.testing.assert_frame_equal(sim.open_experiment(tmp_path / "made").outcomes, sound)


def test_beyond_its_time_the_compiled_engine_is_stopped_too(tmp_path: Path) -> None:
    text = FILE.replace("model: ending:EndingTrust\n", "").replace("months: 36", "months: 600")
    experiment = experiment_in(tmp_path, text.replace("replicates: 6", "replicates: 1"))
    done = sweep(experiment, tmp_path / "made", SweepOptions(engine="ensemble", workers=1, time_limit=1e-6))
    assert (done.simulated, done.failed) == (2, 2)


def test_ctrl_c_is_nothing_to_a_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound: pd.DataFrame) -> None:
    monkeypatch.setenv("ENDS_BY", "0.8: interrupted")
    assert sweep(experiment_in(tmp_path), tmp_path / "made", SweepOptions(workers=2)).failed == 0
    pd.testing.assert_frame_equal(sim.open_experiment(tmp_path / "made").outcomes, sound)


@pytest.mark.parametrize("sign", ["made/manifest.json", "working"])  # that workers begin, and that they work
def test_ctrl_c_ends_a_sweep_and_its_workers_without_a_word_of_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign: str
) -> None:
    monkeypatch.setenv("ENDS_BY", "0.8: endless loop in C")
    experiment_in(tmp_path)
    given = [sys.executable, "-m", "sim.cli", "sweep", "ends.yaml", "--out", "made", "--workers", "2"]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # it is inherited where it is ignored
    process = subprocess.Popen(given, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True)
    signal.signal(signal.SIGINT, before)
    try:
        deadline = time.monotonic() + 60
        while not (tmp_path / sign).exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)
        assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)  # which also waits for all who could still write there
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert "Traceback" not in errors
    assert process.returncode == 130


def test_a_model_that_a_worker_cannot_import_is_reported(tmp_path: Path) -> None:
    experiment = experiment_in(tmp_path).model_copy(update={"model": "nowhere:Trust"})
    chunk, rows = Chunk(0, (Task(0, 0, 1),)), [{"regulator.support": 0.2}]
    with pytest.raises(ValueError, match="model: nowhere is not in"):
        simulate_in_worker(work_of(experiment, "mesa", False), chunk, rows)


def test_workers_that_cannot_begin_are_given_up(tmp_path: Path) -> None:
    (tmp_path / "hostile.py").write_text("import os\nos._exit(7)\n")
    experiment = experiment_in(tmp_path).model_copy(update={"model": "hostile:Trust"})
    chunk, rows = Chunk(0, (Task(0, 0, 1),)), [{"regulator.support": 0.2}]
    with pytest.raises(ValueError, match=r"none can begin to work; .* exit code 7"):
        list(on_processes(work_of(experiment, "mesa", False), [chunk], lambda _: rows, 1))


def test_a_worker_that_was_ended_by_others_costs_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound: pd.DataFrame
) -> None:
    experiment = experiment_in(tmp_path)
    killed: list[int] = []

    def kill_it(done: int, planned: int) -> None:
        if not killed and 0 < done < planned:  # it has simulated runs, so that it is not the next one's fault
            (worker,) = multiprocessing.active_children()
            worker.kill()
            killed.append(done)

    assert sweep(experiment, tmp_path / "made", SweepOptions(workers=1), progress=kill_it).failed == 0
    assert killed
    pd.testing.assert_frame_equal(sim.open_experiment(tmp_path / "made").outcomes, sound)


@pytest.mark.parametrize(
    ("time_limit", "memory_limit", "meant"),
    [
        (None, None, (None, None)),
        (90, 10**9, (90, 10**9)),
        ("90", "1000", (90, 1000)),
        ("1.5m", "2GB", (90, 2 * 10**9)),
        ("2h", "512MiB", (7200, 512 * 2**20)),
        (" 10 S", "1.5 gb", (10, 1_500_000_000)),
        (0.5, "4G", (0.5, 4 * 10**9)),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are those of Linux")
def test_limits_are_written_as_people_write_them(time_limit: Any, memory_limit: Any, meant: tuple[Any, Any]) -> None:
    found = SweepOptions(time_limit=time_limit, memory_limit=memory_limit).limits
    assert (found.seconds, found.memory) == meant


@pytest.mark.parametrize(
    "value", ["", "soon", "0", "-5", "nan", "inf", "10 fortnights", 0, -1, float("nan"), True, "1e3x"]
)
@pytest.mark.parametrize("name", ["time_limit", "memory_limit"])
def test_a_limit_that_means_nothing_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"--{name.replace('_', '-')} .*allowed: .*more than 0"):
        SweepOptions(**{name: value})


def test_a_limit_of_memory_is_refused_where_none_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert limits_of(10, None).seconds == 10
    with pytest.raises(ValueError, match=r"--memory-limit 2GB: .* on Linux only"):
        limits_of(None, "2GB")


def test_the_end_of_a_process_is_told_in_words() -> None:
    assert exit_in_words(-9) == "was ended by signal 9 (killed; perhaps out of memory)"
    assert exit_in_words(-11) == "was ended by signal 11 (segmentation fault)"
    assert exit_in_words(3) == "ended with exit code 3"
