"""Many replicates straight into a results folder: what to keep is chosen beforehand, and memory use does not grow.

A run that keeps everything (`sim.results.run`) holds all its tables in memory, since figures and the report need them
together. Here replicates are simulated part by part, and each part is written as soon as it is complete.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.config.arguments import Sets, list_of, whole_number
from sim.engine.compiled.cache import is_compiled
from sim.engine.compiled.columns import Counts, count_states, counts_for, groups_of_trusts
from sim.engine.compiled.compiler import own_digest
from sim.engine.compiled.ensemble import Ensemble
from sim.engine.record import TRUST_COLUMNS, SimulatedReplicate
from sim.engine.selection import ENSEMBLE, chosen_engine, ready_engine
from sim.outcomes import OUTCOMES
from sim.results.durations import SPELL_COLUMNS, durations_table, spell_rows
from sim.results.folder_replacement import replace_folder
from sim.results.parquet import layout_of, table_of, write_frame, write_table
from sim.results.quantiles import USUAL, quantiles_frame, shares_frame
from sim.results.run_folder import ALWAYS, RUN, is_own, is_up_to_date, manifest_of, write_about
from sim.results.tables import events_frame, partnerships_frame, trajectories_frame
from sim.runs.online_statistics import RunningSummary
from sim.runs.progress import Progress, progress_of
from sim.runs.run_scenario import changed_scenario, inputs_digest, replicate_simulator
from sim.runs.streamed_quantiles import WrittenOutcomes, bytes_for_quantiles
from sim.scenario.model_inputs import own_trusts, trust_ids
from sim.scenario.scenario_schema import Scenario

if TYPE_CHECKING:
    from sim.engine.mesa.trust_agent import Trust

KEPT = ("outcomes", "quantiles", "trajectories")
ROWS_A_PART = 20_000  # of outcomes: files large enough to read quickly, small enough to hold a few in memory
ROWS_A_FULL_PART = 200_000  # of trajectories
DURATIONS = "durations.parquet"
FRAMES = {"trajectories": trajectories_frame, "partnerships": partnerships_frame, "events": events_frame}
COMPILING = 500e6  # bytes at the peak while the kernel is compiled, once
LIBRARIES = 320e6  # bytes that Python, the libraries and the compiled code take, as measured (tests/results)


Simulated = tuple[int, NDArray[np.float64], NDArray[np.int64]]
"""The number of the first replicate of a part, and the outcomes and spells of all in it."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What to keep of a run.

    Attributes
    ----------
    keep : `outcomes`; `quantiles`: outcomes, and quantiles and shares of every month; or `trajectories`: outcomes, and
        every month of every replicate with partnerships and events.
    variables : the variables whose quantiles and shares are kept.
    single : whether trajectories are stored with seven digits (float32) instead of sixteen (float64).
    """

    keep: str
    variables: tuple[str, ...] = USUAL
    single: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "variables", tuple(dict.fromkeys(self.variables)))
        if self.keep not in KEPT:
            raise ValueError(f"keep: found {self.keep!r}; allowed: {', '.join(KEPT)}")
        if unknown := [name for name in self.variables if name not in TRUST_COLUMNS]:
            raise ValueError(f"there is no variable {unknown[0]!r}; allowed: {', '.join(TRUST_COLUMNS)}")


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """How a long run is simulated, and the memory it needs.

    Attributes
    ----------
    threads : how many parts are simulated at a time.
    chunk : replicates in a part.
    memory : bytes at the peak, whatever the number of replicates.
    """

    threads: int
    chunk: int
    memory: float


def stream(
    scenario: str | Path | Scenario,
    folder: str | Path,
    *,
    keep: str = "outcomes",
    variables: Sequence[str] = USUAL,
    single: bool = False,
    sets: Sets = (),
    replicates: int | None = None,
    seed: int | None = None,
    months: int | None = None,
    parameters: str | None = None,
    threads: int | None = None,
    engine: str = "auto",
    trust_class: type[Trust] | None = None,
    overwrite: bool = False,
    progress: Progress | bool | None = None,
) -> pd.DataFrame:
    """Simulate a scenario straight into a results folder, and return the summary.

    Memory use does not grow with the number of replicates. Results are identical to those of `run`.

    Parameters
    ----------
    scenario, sets, replicates, seed, months, parameters, engine, trust_class, progress : as for `run`.
    folder : where to write; nothing is done if it already holds these results.
    keep, variables, single : what to keep (see `RunOptions`).
    threads : how many parts the ensemble simulates at a time; if omitted, the number of processors.
    overwrite : whether another run in the folder may be replaced.

    Raises
    ------
    ScenarioError : the scenario is not valid.
    ResultsError : the folder holds something else.
    TypeError : an argument of the wrong type, such as text for a number or a bare text for a list.
    ValueError : what to keep is not known, a variable has no range and cannot be counted, or the engine cannot be used.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     summary = stream("no_partner", f"{folder}/results", replicates=3, months=36)
    >>> "exit_within_36" in set(summary["outcome"])
    True
    """
    loaded = changed_scenario(
        scenario, sets, replicates=replicates, seed=seed, months=months, parameters_from=parameters
    )
    options = RunOptions(keep, tuple(list_of("variables", variables, "names of variables")), single)
    made = Stream(loaded, options, whole_number("threads", threads), engine, trust_class)
    place = Path(folder)
    if made.is_in(place, overwrite):
        return pd.read_csv(place / "summary.csv", converters={"trust": str})  # ids such as 5E3 are no numbers
    with progress_of(progress, loaded.title) as tick:
        return made.simulate_into(place, tick)


class Stream:
    """A scenario ready to be simulated into a folder.

    Parameters
    ----------
    scenario : a checked scenario.
    options : what to keep.
    threads : how many parts the ensemble simulates at a time; if omitted, the number of processors.
    engine, trust_class : as for `sim.run`; Mesa simulates one replicate after the other, with the same results.
    ready : whether to make the engine ready to simulate, which may mean compiling it; not for a dry run.
    """

    def __init__(
        self,
        scenario: Scenario,
        options: RunOptions,
        threads: int | None = None,
        engine: str = "auto",
        trust_class: type[Trust] | None = None,
        ready: bool = True,
    ) -> None:
        self.scenario, self.options, self.trust_class = scenario, options, trust_class
        self.trusts = trust_ids(scenario)
        self.focal_trusts = [trust.id for trust in scenario.described]
        self.groups = [*self.focal_trusts, "all trusts"]
        choose = ready_engine if ready else chosen_engine
        self.engine = choose(engine, scenario, scenario.replicates, trust_class is not None)
        self.counts: Counts | None = None
        if options.keep == "quantiles":
            self.counts = counts_for(
                options.variables, groups_of_trusts(self.trusts, self.focal_trusts), scenario.months
            )
        self.plan = self._plan(threads or os.cpu_count() or 1)

    def _plan(self, threads: int) -> StreamPlan:
        trusts, months, replicates = len(self.trusts), self.scenario.months + 1, self.scenario.replicates
        full_row = 8.0 * len(TRUST_COLUMNS)
        fixed = LIBRARIES + bytes_for_quantiles(replicates * trusts)
        if self.options.keep == "trajectories":
            chunk = max(1, min(replicates, ROWS_A_FULL_PART // (trusts * months)))
            return StreamPlan(1, chunk, fixed + (4 * chunk + 1) * trusts * months * full_row)
        threads = min(threads, replicates) if self.engine == ENSEMBLE else 1
        chunk = max(1, min(ROWS_A_PART // trusts, -(-replicates // (4 * threads))))
        counts = 0 if self.counts is None else self.counts.counts.nbytes
        part = chunk * trusts * len(OUTCOMES) * 8.0
        if self.engine != ENSEMBLE:
            return StreamPlan(1, chunk, fixed + 3 * part + counts + 4 * trusts * months * full_row)
        simulating = threads * (self.ensemble.bytes_for(chunk) + counts)
        memory = fixed + simulating + 3 * part + counts
        return StreamPlan(threads, chunk, memory if is_compiled(own_digest()) else max(memory, COMPILING))

    @cached_property
    def ensemble(self) -> Ensemble:
        """Return the scenario as the compiled ensemble simulates it."""
        return Ensemble(self.scenario, self.scenario.has_twin)

    @property
    def inputs(self) -> str:
        """Return a digest of everything that determines the contents of the folder."""
        return hashlib.sha256(f"{inputs_digest(self.scenario, self.trust_class)}\n{self.options}".encode()).hexdigest()

    @property
    def names(self) -> list[str]:
        """Return the names of what is written into the folder."""
        more = {
            "outcomes": [],
            "quantiles": ["quantiles.parquet", "shares.parquet"],
            "trajectories": ["trajectories", "partnerships", "events"],
        }
        return [*ALWAYS, "outcomes", DURATIONS, *more[self.options.keep]]

    def is_in(self, folder: Path, overwrite: bool) -> bool:
        """Return whether a folder already holds these results.

        Raises
        ------
        ResultsError : it holds something else and may not be overwritten.
        """
        return is_up_to_date(folder, self.inputs, overwrite, self.names)

    def simulate_into(self, folder: Path, progress: Progress | None = None) -> pd.DataFrame:
        """Simulate all replicates into a folder, completely or not at all; return the summary."""
        started = time.perf_counter()
        summary = RunningSummary(self.trusts, self.focal_trusts, [unit.id for unit in self.scenario.units])
        with replace_folder(folder, is_own(RUN)) as partial:
            parts = self._in_full(partial) if self.options.keep == "trajectories" else self._in_short()
            with self._durations_into(partial / DURATIONS) as durations:
                for number, (first, outcomes, spells) in enumerate(parts):
                    write_part(partial / "outcomes", number, outcomes_table(first, outcomes, self.trusts))
                    durations.write_table(self._durations_of(first, spells))
                    summary.add(outcomes)
                    if progress is not None:
                        progress(first + len(outcomes), self.scenario.replicates)
            if self.counts is not None:
                for name, frame_of in (("quantiles", quantiles_frame), ("shares", shares_frame)):
                    write_frame(frame_of(self.counts, self.groups), partial / f"{name}.parquet")
            written = WrittenOutcomes(partial / "outcomes", len(self.trusts))
            table = summary.frame(written, self.scenario.parameters_from)
            table.to_csv(partial / "summary.csv", index=False)
            write_about(partial, self.scenario, manifest_of(self.scenario, self._about(time.perf_counter() - started)))
        return table

    def _durations_into(self, path: Path) -> pq.ParquetWriter:
        """Return a writer of one file, part by part; there is no more of it in memory than a part."""
        schema = self._durations_of(0, np.zeros((0, 1, len(self.trusts), SPELL_COLUMNS), np.int64)).schema
        return pq.ParquetWriter(path, schema, **layout_of(schema))

    def _durations_of(self, first: int, spells: NDArray[np.int64]) -> pa.Table:
        return durations_table(spell_rows(first, spells, own_trusts(self.scenario)), self.trusts)

    def _about(self, seconds: float) -> dict[str, Any]:
        return {
            "keep": self.options.keep,
            "variables": list(self.options.variables) if self.options.keep == "quantiles" else None,
            "numbers": "float32" if self.options.single else "float64",
            "engine": self.engine,
            "threads": self.plan.threads,
            "inputs": self.inputs,
            "seconds": round(seconds, 2),
        }

    def _in_short(self) -> Iterator[Simulated]:
        plan = self.plan
        if self.engine == ENSEMBLE:
            given = (0, self.scenario.replicates, plan.threads, plan.chunk)
            parts = self.ensemble.parts(*given, counts=self.counts, spells=True)
            for part in parts:
                yield part.first, part.outcomes, part.spells
            return
        for first, simulated in self._one_by_one():
            if self.counts is not None:
                for record, _, _ in simulated:
                    count_states(self.counts, record.states)
            yield first, outcomes_of_all(simulated), spells_of_all(simulated)

    def _one_by_one(self) -> Iterator[tuple[int, list[SimulatedReplicate]]]:
        """Give replicates in full but for their twins, a part of them at a time, with the number of the first."""
        simulate_one = replicate_simulator(self.scenario, self.engine, self.trust_class)
        replicates, chunk = self.scenario.replicates, self.plan.chunk

        def without_twin(number: int) -> SimulatedReplicate:
            record, _, outcomes = simulate_one(number)
            return record, None, outcomes

        for first in range(0, replicates, chunk):
            yield first, [without_twin(number) for number in range(first, min(first + chunk, replicates))]

    def _in_full(self, folder: Path) -> Iterator[Simulated]:
        """Use one thread, since writing takes most of the time; yield the rest of each part once it is written."""
        for first, simulated in self._one_by_one():
            records = [record for record, _, _ in simulated]
            for name, frame_of in FRAMES.items():
                frame = self._sized(frame_of(records, self.trusts))
                write_part(folder / name, first // self.plan.chunk, table_of(frame))
                del frame
            outcomes, spells = outcomes_of_all(simulated), spells_of_all(simulated)
            del simulated, records  # so that two parts are never in memory together
            yield first, outcomes, spells

    def _sized(self, frame: pd.DataFrame) -> pd.DataFrame:
        if not self.options.single:
            return frame
        return frame.astype({name: np.float32 for name in frame.columns if frame[name].dtype == np.float64})


def outcomes_of_all(simulated: Sequence[SimulatedReplicate]) -> NDArray[np.float64]:
    """Return outcomes [replicates, trusts, outcomes] of replicates that were simulated in full."""
    return stacked([outcomes for _, _, outcomes in simulated])


def stacked(outcomes: Sequence[Mapping[str, NDArray[np.float64]]]) -> NDArray[np.float64]:
    """Return outcomes by name of some replicates as one array [replicates, trusts, outcomes]."""
    return np.stack([np.stack([found[name] for name in OUTCOMES], axis=-1) for found in outcomes])


def spells_of_all(simulated: Sequence[SimulatedReplicate]) -> NDArray[np.int64]:
    """Return spells [replicates, worlds, trusts, months and causes] of replicates that were simulated in full."""
    return np.stack([record.spells for record, _, _ in simulated])


def memory_for_everything(scenario: Scenario) -> float:
    """Return about how many bytes a run takes that keeps everything in memory (`sim.results.run`)."""
    rows = scenario.replicates * (scenario.months + 1) * len(trust_ids(scenario))
    # The records, their table, and a copy while it is put together; of twins the records alone.
    tables = rows * len(TRUST_COLUMNS) * 8.0 * (4.0 if scenario.has_twin else 3.0)
    return LIBRARIES + tables


def outcomes_table(first: int, outcomes: NDArray[np.float64], trusts: Sequence[str]) -> pa.Table:
    """Return outcomes [replicates, trusts, outcomes] as a table with a row for each replicate and trust."""
    replicates = np.arange(first, first + len(outcomes), dtype=np.int32)
    positions = np.tile(np.arange(len(trusts), dtype=np.int32), len(outcomes))
    columns: dict[str, Any] = {
        "replicate": np.repeat(replicates, len(trusts)),
        "trust": pa.DictionaryArray.from_arrays(positions, list(trusts)),
    }
    for at, name in enumerate(OUTCOMES):
        columns[name] = np.ascontiguousarray(outcomes[:, :, at]).ravel()
    return pa.table(columns)


def write_part(folder: Path, number: int, table: pa.Table) -> None:
    """Write one part of a table that is too long for one file; the folder is read as one table."""
    folder.mkdir(exist_ok=True)
    write_table(table, folder / f"part-{number:05d}.parquet")
