"""The compiled ensemble: replicates of a scenario over arrays of records, with the rules that Mesa agents call.

The numbers are those of `sim.engine.mesa.mesa_model`, bit for bit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.arrays import Inputs, Outputs, Workspace, inputs_of, outputs_for, workspace_for
from sim.engine.compiled.columns import Column, Counts
from sim.engine.compiled.compiler import kernel_of, own_digest
from sim.engine.compiled.numba_door import require_compiled_engine
from sim.engine.compiled.record_types import Records
from sim.engine.compiled.set_inputs import SetInputs
from sim.engine.record import (
    PARTNERSHIP_COLUMNS,
    TRUST_COLUMNS,
    EventRecord,
    ReplicateRecord,
    SimulatedReplicate,
    name_of_link,
)
from sim.model.enums import Event
from sim.outcomes import OUTCOMES
from sim.scenario.model_inputs import resolve
from sim.scenario.parameter_sets import draws_from_posterior, with_time_to_rest
from sim.scenario.scenario_schema import Scenario

CHUNK = 256  # replicates that a thread simulates in one go: few calls, little memory, and all threads busy to the end
FIRST_ROOM = 64  # links, for the first attempt at a small scenario

EnsembleTask = TypeVar("EnsembleTask")
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Part:
    """Some replicates, one after the other.

    Attributes
    ----------
    first : the number of the first.
    outcomes : an array [replicates, trusts, outcomes], in the order of `sim.OUTCOMES`.
    spells : an array [replicates, worlds, trusts, months and causes], in the order of `TrustSpells`; no replicates
        where they are not wanted.
    means : an array [replicates, months + 1, columns] of means over all trusts.
    followed : an array [replicates, columns, months + 1, trusts].
    twin_outcomes : the same as `outcomes` in the worlds without partnerships; no replicates where it is not wanted.
    twin_followed : the same as `followed` in those worlds.
    """

    first: int
    outcomes: NDArray[np.float64]
    spells: NDArray[np.int64]
    means: NDArray[np.float64]
    followed: NDArray[np.float64]
    twin_outcomes: NDArray[np.float64]
    twin_followed: NDArray[np.float64]


@dataclass
class Ensemble:
    """A scenario prepared to be simulated many times by the compiled engine.

    Parameters
    ----------
    scenario : a checked scenario.
    with_twin : whether the same worlds are also simulated without partnerships, which some outcomes compare with.
    without_partnerships : whether to simulate the twin instead: the same worlds without partnerships.
    from_nothing : whether the background starts from average trusts instead of the stationary population.
    """

    scenario: Scenario
    with_twin: bool
    without_partnerships: bool = False
    from_nothing: bool = False

    def __post_init__(self) -> None:
        require_compiled_engine()
        self.setting = resolve(with_time_to_rest(self.scenario), from_nothing=self.from_nothing)
        self.inputs = inputs_of(self.setting)
        if self.without_partnerships:
            self.inputs.frame["without_partnerships"] = True
        self._sets = SetInputs(self.scenario, self.inputs) if draws_from_posterior(self.scenario) else None
        self.simulate = kernel_of(own_digest())
        self.links = FIRST_ROOM
        self._counting = Lock()

    def outcomes(self, first: int, count: int, threads: int = 1, chunk: int = CHUNK) -> NDArray[np.float64]:
        """Return outcomes [replicates, trusts, outcomes] of `count` replicates from `first` on (see `parts`)."""
        parts = [part.outcomes for part in self.parts(first, count, threads, chunk)]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.inputs.trusts), len(OUTCOMES)))

    def parts(
        self,
        first: int,
        count: int,
        threads: int = 1,
        chunk: int = CHUNK,
        means: Sequence[Column] = (),
        counts: Counts | None = None,
        followed: Sequence[Column] = (),
        twins: bool = False,
        spells: bool = False,
    ) -> Iterator[Part]:
        """Simulate `count` replicates from `first` on and yield them part by part, in order.

        No more parts are in memory than are being simulated, whatever the number of replicates.

        Parameters
        ----------
        threads : how many parts are simulated at a time.
        chunk : how many replicates a part has; neither changes the results.
        means : columns whose means over all trusts are kept for every month.
        counts : where the trusts' levels in every month are counted as well (see `counts_for`);
            complete when the last part is yielded.
        followed : columns that are kept for every trust and month.
        twins : whether outcomes of the twins, and what is followed of them, are kept as well, where there are twins.
        spells : whether spells are kept.
        """

        def simulate_part(start: int) -> Part:
            wanted = (means, counts, followed, twins and self.with_twin, spells)
            return self._part(start, min(chunk, first + count - start), *wanted)

        starts = range(first, first + count, chunk)
        if len(starts) == 1:  # to begin a thread takes longer than a short replicate
            return map(simulate_part, starts)
        return in_order(simulate_part, starts, threads)

    @property
    def bytes_given(self) -> int:
        """Return the memory that the setting itself takes."""
        return bytes_of(self.inputs)

    def bytes_for(self, replicates: int, rows: int = 0) -> int:
        """Return the memory that simulating so many replicates in one go takes (see `outputs_for`)."""
        bundles = (workspace_for(self.inputs, self.links), outputs_for(self.inputs, replicates, rows, spells=True))
        # Views of the same memory are counted once.
        return sum(table.nbytes for bundle in bundles for table in bundle if table.base is None)

    def _part(
        self,
        first: int,
        count: int,
        means: Sequence[Column],
        counts: Counts | None,
        followed: Sequence[Column],
        twins: bool,
        spells: bool,
    ) -> Part:
        own = None if counts is None else replace(counts, counts=np.zeros_like(counts.counts))
        outputs = outputs_for(
            self.inputs, count, means=means, counts=own, followed=followed, twins=twins, spells=spells
        )
        self.simulate_into(outputs, first, count)
        if counts is not None and own is not None:
            with self._counting:
                counts.counts += own.counts
        return Part(
            first,
            self._as_numbers(outputs.outcomes),
            self._spells_in(outputs),
            outputs.means,
            outputs.followed,
            self._as_numbers(outputs.twin_outcomes),
            outputs.twin_followed,
        )

    def _spells_in(self, outputs: Outputs) -> NDArray[np.int64]:
        """Return spells [replicates, worlds, trusts, months and causes] of the worlds that are simulated."""
        spells: NDArray[np.int64] = outputs.spells.view(np.int64)
        months_and_causes = outputs.spells.dtype.itemsize // spells.itemsize
        return spells.reshape(*outputs.spells.shape, months_and_causes)[:, : 2 if self.with_twin else 1]

    def _as_numbers(self, outcomes: Records) -> NDArray[np.float64]:
        """Return records of outcomes as an array [replicates, trusts, outcomes]."""
        numbers: NDArray[np.float64] = outcomes.view(np.float64)
        return numbers.reshape(len(outcomes), len(self.inputs.trusts), len(OUTCOMES))

    def record(self, replicate: int) -> SimulatedReplicate:
        """Return one replicate in full, its twin if there is one, and its outcomes by name."""
        rows = 1024
        while True:
            outputs = outputs_for(self.inputs, 1, rows, spells=True)
            workspace = self.simulate_into(outputs, replicate, 1)
            most = max(int(workspace.counts[name].max()) for name in ("events", "link_months"))
            if most <= rows:
                break
            rows = most
        record = self._record(outputs, workspace, 0, replicate)
        record.spells = self._spells_in(outputs)[0]
        twin = self._record(outputs, workspace, 1, replicate) if self.with_twin else None
        return record, twin, {name: outputs.outcomes[name][0] for name in OUTCOMES}

    def simulate_into(self, outputs: Outputs, first: int, count: int) -> Workspace:
        """Simulate replicates; where links find no room, go on from there with twice as much."""
        links, done = self.links, 0
        workspace = workspace_for(self.inputs, links)
        while done < count:
            # Replicates with parameters of their own are simulated one by one.
            inputs, end = (self.inputs, count) if self._sets is None else (self._sets.of(first + done), done + 1)
            counted = outputs.counts.copy()
            simulated = self._simulate_some(inputs, workspace, outputs, first, done, end)
            if simulated < end - done:
                links *= 2
                workspace = workspace_for(self.inputs, links)
                if len(counted):
                    outputs.counts[:] = counted
                    simulated = 0
            done += simulated
        self.links = max(links, self.links)
        return workspace

    def _simulate_some(
        self, inputs: Inputs, workspace: Workspace, outputs: Outputs, first: int, start: int, end: int
    ) -> int:
        """Simulate replicates from one place among those that are kept to another; return how many found room."""
        setting, part = self.setting, slice(start, end)
        anew = setting.population_seed is None
        population_seed = 0 if setting.population_seed is None else setting.population_seed
        rest = outputs._replace(
            outcomes=outputs.outcomes[part],
            twin_outcomes=outputs.twin_outcomes[part],
            spells=outputs.spells[part],
            means=outputs.means[part],
            followed=outputs.followed[part],
            twin_followed=outputs.twin_followed[part],
        )
        simulated: int = self.simulate(
            tuple(inputs), tuple(workspace), tuple(rest), setting.seed, population_seed, anew, first + start,
            end - start, 2 if self.with_twin else 1,
        )  # fmt: skip
        return simulated

    def _record(self, outputs: Outputs, workspace: Workspace, world: int, replicate: int) -> ReplicateRecord:
        states = outputs.states[world]
        links = workspace.links[: int(workspace.progress["links"][world])].copy().view(np.recarray)
        return ReplicateRecord(
            replicate,
            {name: np.ascontiguousarray(states[name]) for name in TRUST_COLUMNS},
            list(
                self._partnership_months(
                    outputs.link_months[world][: int(workspace.counts["link_months"][world])], links
                )
            ),
            list(self._events(outputs.events[world][: int(workspace.counts["events"][world])])),
            list(links),
        )

    def _partnership_months(self, rows: Records, links: Records) -> Iterator[tuple[Any, ...]]:
        names = [name_of_link(links[first], self.setting) for first in links["first_link"].tolist()]
        columns = [rows["link"][name].tolist() for name in ("index", "type", *PARTNERSHIP_COLUMNS)]
        for month, index, kind, *values in zip(rows["month"].tolist(), *columns, strict=True):
            yield month, names[index], self.setting.type_names[kind], *values

    def _events(self, rows: Records) -> Iterator[EventRecord]:
        for row in rows.view(np.recarray):
            name = name_of_link(row, self.setting) if row.named else ""
            yield EventRecord(int(row.month), Event(int(row.event)), int(row.trust), name, float(row.value))


def bytes_of(inputs: Inputs) -> int:
    """Return the memory that a setting takes, without the starts of trusts, which settings share."""
    own = inputs._replace(starting_population=None, described_starts=None)
    return sum(table.nbytes for table in own if hasattr(table, "nbytes"))


def in_order(do: Callable[[EnsembleTask], Done], tasks: Iterable[EnsembleTask], threads: int) -> Iterator[Done]:
    """Do tasks on several threads and give what comes of them in their order, never far ahead of who takes it."""
    with ThreadPoolExecutor(threads) as pool:
        under_way: deque[Future[Done]] = deque()
        try:
            for task in tasks:
                under_way.append(pool.submit(do, task))
                if len(under_way) > threads:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()


def outcomes_of_settings(
    scenarios: Iterable[Scenario], replicates: int, threads: int = 1, with_twin: bool | None = None
) -> Iterator[NDArray[np.float64]]:
    """Simulate the same replicates in several settings; yield outcomes [replicates, trusts, outcomes] of each.

    Parameters
    ----------
    scenarios : the settings; they are taken one by one, as they are simulated.
    threads : how many settings are simulated at a time.
    with_twin : whether twins are simulated, too; by default where the scenario has one.

    Examples
    --------
    >>> from sim.scenario.scenario_loader import load_scenario
    >>> levels = [load_scenario("no_partner", {"regulator.support": support}) for support in (0.2, 0.8)]
    >>> [outcomes.shape[:2] for outcomes in outcomes_of_settings(levels, replicates=3)]
    [(3, 2), (3, 2)]
    """

    def simulate_setting(scenario: Scenario) -> NDArray[np.float64]:
        twin = scenario.has_twin if with_twin is None else with_twin
        return Ensemble(scenario, twin).outcomes(0, replicates, chunk=replicates)

    return in_order(simulate_setting, scenarios, threads)
