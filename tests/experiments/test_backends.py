"""Chunks are simulated once, and with what they belong to, wherever they are simulated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.experiments import backends, worker
from sim.experiments.backends import simulate_in_worker
from sim.experiments.design import scenario_at
from sim.experiments.experiment_loader import load_experiment
from sim.experiments.experiment_schema import Experiment
from sim.experiments.plan import Chunk, Task
from sim.experiments.work import work_of
from sim.experiments.worker import PointCache, SimulatedChunk
from sim.results.tables import events_frame

FILE = """
title: Support
question: What does support do?
scenario: base
levers:
  regulator.support: {levels: [0.2, 0.8]}
design: {kind: grid}
replicates: 2
months: 60
"""
BASE = """
title: Two trusts
months: 60
parameters: {gaming: 0.3}
trusts:
  - {id: green_bay, archetype: failing}
  - {id: regency_vale, archetype: high_performing}
"""
CHUNK = Chunk(0, (Task(0, 0, 2),))
ROWS = [{"regulator.support": 0.2}]


def experiment_on(place: Path, base: str, factor: str = "regulator.support") -> Experiment:
    place.mkdir()
    (place / "base.yaml").write_text(base)
    (place / "x.yaml").write_text(FILE.replace("regulator.support", factor))
    return load_experiment(place / "x.yaml")


@pytest.fixture
def experiment(tmp_path: Path) -> Experiment:
    return experiment_on(tmp_path / "one", BASE)


def test_a_worker_simulates_an_experiment_of_the_same_text_on_its_own_base(
    tmp_path: Path, experiment: Experiment
) -> None:
    other = experiment_on(
        tmp_path / "other", BASE.replace("archetype: failing", "archetype: failing, state: {leadership: 0.9}")
    )
    assert experiment.model_dump_json() == other.model_dump_json()
    apart = [
        simulate_in_worker(work_of(which, "ensemble", True), CHUNK, ROWS) for which in (experiment, other, experiment)
    ]
    by_itself = [
        worker.simulate_chunk(PointCache(which), "ensemble", CHUNK, ROWS, True)
        for which in (experiment, other, experiment)
    ]
    for found, expected in zip(apart, by_itself, strict=True):
        assert outcomes_in(found).equals(outcomes_in(expected))
    assert not outcomes_in(apart[0]).equals(outcomes_in(apart[1]))


def outcomes_in(simulated: SimulatedChunk) -> pd.DataFrame:
    found: pd.DataFrame = simulated.tables["outcomes"].to_pandas()
    return found


def test_a_worker_keeps_ready_what_it_simulated_last_and_no_more(tmp_path: Path) -> None:
    for number in range(backends.EXPERIMENTS_READY + 2):
        base = BASE.replace("gaming: 0.3", f"gaming: 0.{number + 1}")
        work = work_of(experiment_on(tmp_path / str(number), base), "ensemble", True)
        simulate_in_worker(work, CHUNK, ROWS)
        ready = backends._ready[work.key]
        simulate_in_worker(work, CHUNK, ROWS)
        assert backends._ready[work.key] is ready
        assert len(backends._ready) <= backends.EXPERIMENTS_READY


def test_points_are_kept_ready_within_a_bound_and_the_last_used_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = worker.PointCache(experiment_on(tmp_path / "x", BASE))
    (row,) = ROWS
    first = points.ensemble(0, row)
    size, starts = points._bytes_of(first), first.inputs.described_starts.nbytes
    monkeypatch.setattr(worker, "REMEMBERED", starts + 2.5 * size)
    for number in (1, 0, 2):
        points.ensemble(number, row)
    assert set(points._ready) == {0, 2}
    assert points._bytes == starts + 2 * size


def bytes_held(points: PointCache) -> int:
    """Return the memory of the points that are ready, and of their starts, those that are the same once."""
    starts = {id(made.inputs.described_starts): made.inputs.described_starts for made in points._ready.values()}
    return sum(map(points._bytes_of, points._ready.values())) + sum(table.nbytes for table in starts.values())


@pytest.mark.parametrize(
    ("factor", "distinct"), [("regulator.support", 1), ("trusts.green_bay.state.quality", 6)], ids=["lever", "state"]
)
def test_starts_count_once_for_points_that_share_them_and_for_each_point_that_has_its_own(
    factor: str, distinct: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = PointCache(experiment_on(tmp_path / "x", BASE, factor))
    made = [points.ensemble(number, {factor: 0.3 + number / 100}) for number in range(6)]
    assert len({id(ensemble.inputs.described_starts) for ensemble in made}) == distinct
    assert points._bytes == bytes_held(points)
    monkeypatch.setattr(worker, "REMEMBERED", points._bytes / 2)
    points.ensemble(6, {factor: 0.4})
    assert len(points._ready) < 7
    assert points._bytes == bytes_held(points) <= worker.REMEMBERED
    assert len(points._holders) <= len(points._ready)


def test_a_point_beyond_all_room_leaves_nothing_that_is_counted(
    experiment: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = PointCache(experiment)
    monkeypatch.setattr(worker, "REMEMBERED", 1)
    points.ensemble(0, ROWS[0])
    assert (len(points._ready), len(points._holders), points._bytes) == (0, 0, 0)


def test_a_point_that_two_threads_make_ready_at_once_is_counted_once(
    experiment: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = PointCache(experiment)
    another = [True]

    def meanwhile(experiment: Experiment, row: worker.DesignRow) -> Any:
        if another.pop():
            another.append(False)
            points.ensemble(0, row)  # what another thread does while this one is at it
        else:
            another.append(False)
        return scenario_at(experiment, row)

    monkeypatch.setattr(worker, "scenario_at", meanwhile)
    points.ensemble(0, ROWS[0])
    assert points._bytes == bytes_held(points)


@pytest.mark.parametrize("trajectories", ["quantiles", "all"])
def test_a_chunk_whose_runs_all_fail_leaves_tables_of_the_same_columns(
    experiment: Experiment, trajectories: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = experiment.model_copy(update={"trajectories": trajectories})
    simulated = worker.simulate_chunk(PointCache(kept), "ensemble", CHUNK, ROWS, False)

    def fails(*_: object) -> None:
        raise ArithmeticError("no more")

    monkeypatch.setattr(worker, "scenario_at", fails)
    failed = worker.simulate_chunk(PointCache(kept), "ensemble", CHUNK, ROWS, False)
    assert failed.failed == 2
    assert worker.tables_of(kept)
    for name in worker.tables_of(kept):
        assert failed.tables[name].num_rows == 0
        assert failed.tables[name].schema == simulated.tables[name].schema


def test_a_run_that_fails_while_its_tables_are_made_leaves_nothing_but_its_failure(
    experiment: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails_of_what_was_simulated(records: Any, trusts: Any) -> Any:
        if len(records[0].states["quality"]) > 1:
            raise MemoryError
        return events_frame(records, trusts)

    monkeypatch.setattr(worker, "events_frame", fails_of_what_was_simulated)
    kept = experiment.model_copy(update={"trajectories": "all"})
    simulated = worker.simulate_chunk(PointCache(kept), "mesa", CHUNK, ROWS, False)
    assert simulated.failed == 2
    assert worker.tables_of(kept)
    assert {name: table.num_rows for name, table in simulated.tables.items() if name != "failures"} == dict.fromkeys(
        worker.tables_of(kept), 0
    )
