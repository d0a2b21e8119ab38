"""One chunk of a sweep, simulated: from design points and replicates to tables."""

from __future__ import annotations

import traceback
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sim.engine.compiled.columns import count_states, counts_for, groups_of_trusts
from sim.engine.compiled.ensemble import Ensemble
from sim.engine.record import ReplicateRecord
from sim.engine.selection import ENSEMBLE
from sim.experiments.design import scenario_at
from sim.experiments.experiment_schema import Experiment, difference_of
from sim.experiments.own_models import model_class
from sim.experiments.plan import Chunk, Task
from sim.experiments.store import FAILURES
from sim.model.state import TrustState
from sim.model.variables import field_types
from sim.outcomes import OUTCOMES
from sim.results.durations import SpellRows, durations_table, spell_rows
from sim.results.parquet import WORDS, table_of
from sim.results.quantiles import USUAL, quantiles_frame, shares_frame
from sim.results.tables import events_frame, partnerships_frame, trajectories_frame, with_every_figure
from sim.runs.run_scenario import outcomes_of_twins, replicate_simulator
from sim.runs.stream import outcomes_of_all, spells_of_all, stacked
from sim.scenario.model_inputs import own_trusts, trust_ids
from sim.scenario.scenario_schema import Scenario

REMEMBERED = 60e6  # bytes of settings that are kept ready from one round to the next
OBJECTS = 6  # times the bytes of its arrays that a setting takes with its objects, as measured
KEPT: dict[str, tuple[str, ...]] = {
    "none": (),
    "quantiles": ("quantiles", "shares"),
    "all": ("trajectories", "partnerships", "events"),
}
"""Tables that a chunk leaves besides outcomes and durations, by the value of `trajectories` in the experiment."""

DesignRow = Mapping[str, Any]
"""One design point: the level of every factor."""


def tables_of(experiment: Experiment) -> tuple[str, ...]:
    """Return the names of the tables that every chunk leaves; outcomes come last, and so say that all is there."""
    return (*KEPT[experiment.trajectories], "durations", "outcomes")


Outcomes = tuple[Task, list[str], NDArray[np.float64], NDArray[np.float64]]
"""A task, the names of its trusts, its outcomes [replicates, trusts, outcomes], and those of the twins, if any."""

Spells = tuple[Task, list[str], SpellRows]
"""A task, the names of its trusts that are no units, and the spells of these."""


@dataclass(slots=True)
class SimulatedChunk:
    """The results of a chunk: a table for each name, and how many of its runs failed."""

    number: int
    runs: int
    tables: dict[str, pa.Table]
    failed: int


@dataclass(slots=True)
class SimulatedRuns:
    """What comes of some runs of a chunk, in their order, before it is made into tables.

    Attributes
    ----------
    outcomes, spells : of those that did not fail.
    pieces : of the other tables, by name.
    failures : a row for each run that failed.
    """

    outcomes: list[Outcomes] = field(default_factory=list)
    spells: list[Spells] = field(default_factory=list)
    pieces: dict[str, list[pa.Table]] = field(default_factory=dict)
    failures: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, table: pa.Table) -> None:
        """Add a piece of a table."""
        self.pieces.setdefault(name, []).append(table)

    def take(self, other: SimulatedRuns) -> None:
        """Add what comes of further runs."""
        self.outcomes += other.outcomes
        self.spells += other.spells
        self.failures += other.failures
        for name, tables in other.pieces.items():
            self.pieces.setdefault(name, []).extend(tables)


class PointCache:
    """The design points of an experiment as scenarios made ready, as many as there is room for."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self._ready: OrderedDict[int, Ensemble] = OrderedDict()
        self._bytes = 0
        self._holders: Counter[int] = Counter()  # how many points have the same starts of trusts, by their identity
        self._lock = Lock()

    def ensemble(self, point: int, row: DesignRow) -> Ensemble:
        """Return a point ready to be simulated by the compiled ensemble."""
        with self._lock:
            if point in self._ready:
                self._ready.move_to_end(point)
                return self._ready[point]
        made = self.made_ready(row)
        with self._lock:
            if point in self._ready:  # by another thread in the meantime; its bytes must not count twice
                return self._ready[point]
            self._hold(point, made)
            while self._bytes > REMEMBERED:
                self._drop_the_oldest()
        return made

    def made_ready(self, row: DesignRow) -> Ensemble:
        """Return a point that is simulated once and for all, ready to be so."""
        return Ensemble(scenario_at(self.experiment, row), self.experiment.simulates_twin)

    def _hold(self, point: int, made: Ensemble) -> None:
        self._ready[point] = made
        starts = made.inputs.described_starts
        self._holders[id(starts)] += 1
        if self._holders[id(starts)] == 1:
            self._bytes += starts.nbytes
        self._bytes += self._bytes_of(made)

    def _drop_the_oldest(self) -> None:
        _, made = self._ready.popitem(last=False)
        starts = made.inputs.described_starts
        self._holders[id(starts)] -= 1
        if not self._holders[id(starts)]:
            del self._holders[id(starts)]
            self._bytes -= starts.nbytes
        self._bytes -= self._bytes_of(made)

    def _bytes_of(self, made: Ensemble) -> int:
        """Return the memory that a point takes beside the starts of its trusts."""
        return OBJECTS * made.bytes_given


def simulate_chunk(
    points: PointCache, engine: str, chunk: Chunk, rows: Sequence[DesignRow], stop_on_error: bool
) -> SimulatedChunk:
    """Simulate a chunk.

    Parameters
    ----------
    points : of the experiment.
    engine : `mesa` or `ensemble`.
    rows : the design point of each task.
    stop_on_error : whether the first failing run ends it, with its error; otherwise it is recorded and others continue.
    """
    simulated = SimulatedRuns()
    for task, row in zip(chunk.tasks, rows, strict=True):
        for piece in [task] if engine == ENSEMBLE else pieces_of(task, points.experiment):
            try:
                simulated.take(simulate_piece(points, engine, piece, row))
            except Exception:
                if stop_on_error:
                    raise
                simulated.take(SimulatedRuns(failures=failures_of(piece, row, traceback.format_exc())))
    return chunk_of(points.experiment, chunk, simulated)


def pieces_of(task: Task, experiment: Experiment) -> list[Task]:
    """Return the pieces of a task that can be simulated each for itself: single runs, but for quantiles over them."""
    if experiment.trajectories == "quantiles":
        return [task]
    return [Task(*run, 1) for run in task.runs]


def chunk_of(experiment: Experiment, chunk: Chunk, simulated: SimulatedRuns) -> SimulatedChunk:
    """Return what comes of a chunk, from what comes of all its runs."""
    tables = _joined(experiment, simulated.pieces)
    tables["durations"] = durations_rows(simulated.spells)
    tables["outcomes"] = outcomes_rows(experiment, simulated.outcomes)
    if simulated.failures:
        tables[FAILURES] = pa.Table.from_pylist(simulated.failures)
    return SimulatedChunk(chunk.number, chunk.runs, tables, len(simulated.failures))


def join_parts(chunk: Chunk, parts: Sequence[Mapping[str, pa.Table]]) -> SimulatedChunk:
    """Return what comes of a chunk whose runs were simulated in parts, in the order of its runs."""
    tables = {}
    for name in dict.fromkeys(name for part in parts for name in part):
        joined = pa.concat_tables((part[name] for part in parts if name in part), promote_options="permissive")
        tables[name] = joined.take(_order_in(chunk, joined)).combine_chunks()
    return SimulatedChunk(chunk.number, chunk.runs, tables, tables[FAILURES].num_rows if FAILURES in tables else 0)


def _order_in(chunk: Chunk, table: pa.Table) -> NDArray[np.intp]:
    """Return which rows of a table come first, second, and so on; those of one run stay as they are."""
    if "replicate" not in table.column_names:  # one task for each point
        places: dict[Any, int] = {task.point: place for place, task in enumerate(chunk.tasks)}
        found = table["point"].to_pylist()
    else:
        runs = (run for task in chunk.tasks for run in task.runs)
        places = {run: place for place, run in enumerate(runs)}
        found = list(zip(table["point"].to_pylist(), table["replicate"].to_pylist(), strict=True))
    return np.argsort([places[run] for run in found], kind="stable")


def simulate_piece(points: PointCache, engine: str, task: Task, row: DesignRow) -> SimulatedRuns:
    """Simulate some replicates of one design point."""
    tables = SimulatedRuns()
    experiment = points.experiment
    if engine == ENSEMBLE and experiment.trajectories != "all":
        whole = task.count == experiment.base.replicates
        ensemble = points.made_ready(row) if whole else points.ensemble(task.point, row)
        _simulate_in_short(experiment, ensemble, task, tables)
        return tables
    scenario = scenario_at(experiment, row)
    simulate_one = replicate_simulator(scenario, engine, model_class(experiment))
    counts = counts_of(experiment, scenario) if experiment.trajectories == "quantiles" else None
    records: list[ReplicateRecord] = []
    outcomes: list[NDArray[np.float64]] = []
    twins = [np.zeros((0, len(trust_ids(scenario)), len(OUTCOMES)))]
    spells: list[NDArray[np.int64]] = []
    for number in range(task.first, task.first + task.count):
        simulated = simulate_one(number)
        outcomes.append(outcomes_of_all([simulated]))
        spells.append(spells_of_all([simulated]))
        if simulated[1] is not None:
            twins.append(stacked(outcomes_of_twins(scenario, [simulated[1]])))
        # A record is large, and there may be many replicates: it is held only where it is kept.
        if counts is not None:
            count_states(counts, simulated[0].states)
        elif experiment.trajectories == "all":
            records.append(simulated[0])
    tables.outcomes.append((task, trust_ids(scenario), np.concatenate(outcomes), np.concatenate(twins)))
    tables.spells.append(_spells_of(task, scenario, np.concatenate(spells)))
    if counts is not None:
        _add_quantiles(tables, task, scenario, counts)
    elif records:
        _add_trajectories(tables, task, scenario, records)
    return tables


def _simulate_in_short(experiment: Experiment, ensemble: Ensemble, task: Task, tables: SimulatedRuns) -> None:
    scenario = ensemble.scenario
    counts = counts_of(experiment, scenario) if experiment.trajectories == "quantiles" else None
    (part,) = ensemble.parts(task.first, task.count, chunk=task.count, counts=counts, twins=True, spells=True)
    tables.outcomes.append((task, trust_ids(scenario), part.outcomes, part.twin_outcomes))
    tables.spells.append(_spells_of(task, scenario, part.spells))
    if counts is not None:
        _add_quantiles(tables, task, scenario, counts)


def _spells_of(task: Task, scenario: Scenario, spells: NDArray[np.int64]) -> Spells:
    names, own = trust_ids(scenario), own_trusts(scenario)
    return task, [names[position] for position in own], spell_rows(task.first, spells, own)


def counts_of(experiment: Experiment, scenario: Scenario) -> Any:
    """Return counts of nothing yet of the variables that an experiment keeps quantiles of."""
    names, focal = trust_ids(scenario), [trust.id for trust in scenario.described]
    return counts_for(experiment.variables or USUAL, groups_of_trusts(names, focal), scenario.months)


def outcomes_rows(experiment: Experiment, pieces: Sequence[Outcomes]) -> pa.Table:
    """Return the outcomes of some tasks as rows: point, replicate, trust, outcomes, differences from the twin if any.

    All tasks at once, since a table of many columns takes longer to begin than to fill.
    """
    points = [np.full(task.count * len(trusts), task.point, dtype=np.int32) for task, trusts, *_ in pieces]
    replicates = [
        np.repeat(np.arange(task.first, task.first + task.count, dtype=np.int32), len(trusts))
        for task, trusts, *_ in pieces
    ]
    names = [name for task, trusts, *_ in pieces for name in trusts * task.count]
    table = outcome_columns([outcomes for *_, outcomes, _ in pieces], len(names))
    columns: dict[str, Any] = {
        "point": np.concatenate(points) if points else np.zeros(0, np.int32),
        "replicate": np.concatenate(replicates) if replicates else np.zeros(0, np.int32),
        "trust": pa.array(names, pa.string()),
    }
    for name in experiment.outcome_names:
        columns[name] = table[list(OUTCOMES).index(name)]
    if experiment.simulates_twin:
        twins = outcome_columns([twins for *_, twins in pieces], len(names))
        for name in experiment.paired_outcomes:
            at = list(OUTCOMES).index(name)
            columns[difference_of(name)] = table[at] - twins[at]
    return pa.table(columns)


def durations_rows(pieces: Sequence[Spells]) -> pa.Table:
    """Return the spells of some tasks as rows: point, replicate, world, trust, spell and how long it took."""
    rows = np.concatenate([np.zeros((0, 7), np.int64), *(found for _, _, found in pieces)])
    names = [trusts[position] for _, trusts, found in pieces for position in found[:, 2].tolist()]
    points = [np.full(len(found), task.point, dtype=np.int32) for task, _, found in pieces]
    table = durations_table(rows, pa.array(names, pa.string()))
    return table.add_column(0, "point", pa.array(np.concatenate([np.zeros(0, np.int32), *points])))


def outcome_columns(pieces: Sequence[NDArray[np.float64]], rows: int) -> NDArray[np.float64]:
    """Return the outcomes of some tasks as an array [outcomes, rows]; each column is there once."""
    table, begun = np.empty((len(OUTCOMES), rows)), 0
    for outcomes in pieces:
        of_task = outcomes.reshape(-1, len(OUTCOMES))
        table[:, begun : begun + len(of_task)] = of_task.T
        begun += len(of_task)
    return table


def _add_quantiles(tables: SimulatedRuns, task: Task, scenario: Scenario, counts: Any) -> None:
    groups = [*(trust.id for trust in scenario.described), "all trusts"]
    for name, frame in (("quantiles", quantiles_frame(counts, groups)), ("shares", shares_frame(counts, groups))):
        tables.add(name, _of_point(frame, task))


def _add_trajectories(
    tables: SimulatedRuns, task: Task, scenario: Scenario, records: Sequence[ReplicateRecord]
) -> None:
    names = trust_ids(scenario)
    frames = {
        "trajectories": with_every_figure(trajectories_frame(records, names)),
        "partnerships": partnerships_frame(records, names),
        "events": events_frame(records, names),
    }
    for name, frame in frames.items():
        tables.add(name, _of_point(frame, task))


def _of_point(frame: pd.DataFrame, task: Task) -> pa.Table:
    """Return a table with the point before it; words are plain, so that tables of different points can be joined."""
    table = table_of(frame).replace_schema_metadata(None)
    plain = [(field.name, pa.large_string() if field.type == WORDS else field.type) for field in table.schema]
    points = pa.array(np.full(len(frame), task.point, dtype=np.int32))
    return table.cast(pa.schema(plain)).add_column(0, "point", points)


def _joined(experiment: Experiment, pieces: Mapping[str, list[pa.Table]]) -> dict[str, pa.Table]:
    """Return the pieces of what is kept of months as one; where all runs failed, a table without rows.

    Columns and their types are always the same, since a reader takes them from the first part that it finds.
    """
    if not pieces and KEPT[experiment.trajectories]:
        return {name: table.slice(0, 0) for name, table in _tables_of_nothing(experiment).items()}
    return {
        name: pa.concat_tables(tables, promote_options="permissive").combine_chunks() for name, tables in pieces.items()
    }


def _tables_of_nothing(experiment: Experiment) -> dict[str, pa.Table]:
    """Return the tables besides outcomes of a base that is simulated in no replicate."""
    base, task, tables = experiment.base, Task(0, 0, 0), SimulatedRuns()
    if experiment.trajectories == "quantiles":
        _add_quantiles(tables, task, base, counts_of(experiment, base))
    else:
        trusts = len(trust_ids(base))
        states: dict[str, Any] = {name: np.zeros((1, trusts), kind) for name, kind in field_types(TrustState).items()}
        _add_trajectories(tables, task, base, [ReplicateRecord(0, states)])
    return {name: table for name, (table,) in tables.pieces.items()}


def failures_of(task: Task, row: DesignRow, why: str) -> list[dict[str, Any]]:
    """Return a row for each run of a task that failed, with the levels of its factors and the traceback, or why."""
    details = {"traceback": why, "levels": levels_in_words(row)}
    return [{"point": point, "replicate": replicate, **details} for point, replicate in task.runs]


def levels_in_words(row: DesignRow) -> str:
    """Return the level of every factor of a design point."""
    return "; ".join(f"{key}={value}" for key, value in row.items())
