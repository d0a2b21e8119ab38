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

from sim.engine.compiled.arrays import Given, Kept, Room, given_of, kept_for, room_for
from sim.engine.compiled.columns import Column, Counts
from sim.engine.compiled.compiler import kernel_of, own_digest
from sim.engine.compiled.record_types import Records
from sim.engine.record import PARTNERSHIP_COLUMNS, TRUST_COLUMNS, Happening, ReplicateRecord, name_of_link
from sim.model.enums import Event
from sim.outcomes import OUTCOMES
from sim.scenario.model_inputs import Setting, resolve
from sim.scenario.parameter_sets import drawn, draws, sample, set_number
from sim.scenario.scenario_schema import Scenario

CHUNK = 256  # replicates that a thread plays in one go: few calls, little memory, and all threads busy to the end
SETS_REMEMBERED = 100_000_000  # bytes of settings with parameters of their own that are kept ready
FIRST_ROOM = 64  # links, for the first attempt at a small scenario

Task = TypeVar("Task")
Done = TypeVar("Done")

Played = tuple[ReplicateRecord, ReplicateRecord | None, dict[str, NDArray[np.float64]]]
"""A replicate in full, its twin if there is one, and its outcomes by name."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some replicates, one after the other.

    Attributes
    ----------
    first : the number of the first.
    outcomes : an array [replicates, trusts, outcomes], in the order of `sim.OUTCOMES`.
    means : an array [replicates, months + 1, columns] of means over all trusts.
    followed : an array [replicates, columns, months + 1, trusts].
    """

    first: int
    outcomes: NDArray[np.float64]
    means: NDArray[np.float64]
    followed: NDArray[np.float64]


@dataclass
class Ensemble:
    """A scenario made ready to be played many times.

    Parameters
    ----------
    scenario : a checked scenario.
    with_twin : whether the same worlds are also played without partnerships, which some outcomes compare with.
    without_partnerships : whether it is the twin that is played: the same worlds without partnerships.
    """

    scenario: Scenario
    with_twin: bool
    without_partnerships: bool = False

    def __post_init__(self) -> None:
        self.setting = resolve(self.scenario)
        self.given = self._given_of(self.setting)
        self._sets: dict[int, Given] = {}
        self.play = kernel_of(own_digest())
        self.links = FIRST_ROOM
        self._counting = Lock()

    def outcomes(self, first: int, count: int, threads: int = 1, chunk: int = CHUNK) -> NDArray[np.float64]:
        """Return outcomes [replicates, trusts, outcomes] of `count` replicates from `first` on (see `parts`)."""
        parts = [part.outcomes for part in self.parts(first, count, threads, chunk)]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.given.trusts), len(OUTCOMES)))

    def parts(
        self,
        first: int,
        count: int,
        threads: int = 1,
        chunk: int = CHUNK,
        means: Sequence[Column] = (),
        counts: Counts | None = None,
        followed: Sequence[Column] = (),
    ) -> Iterator[Part]:
        """Play `count` replicates from `first` on and give them part by part, in their order.

        No more parts are in memory than are being played, however many replicates there are.

        Parameters
        ----------
        threads : how many parts are played at a time.
        chunk : how many replicates a part has; neither changes a number.
        means : columns whose means over all trusts are wanted of every month.
        counts : where the trusts' levels in every month are counted as well (see `counts_for`);
            complete when the last part is given.
        followed : columns that are wanted of every trust in every month.
        """

        def play_part(start: int) -> Part:
            return self._part(start, min(chunk, first + count - start), means, counts, followed)

        return in_order(play_part, range(first, first + count, chunk), threads)

    @property
    def bytes_given(self) -> int:
        """Return the memory that the setting itself takes."""
        return bytes_of(self.given)

    def bytes_for(self, replicates: int, rows: int = 0) -> int:
        """Return the memory that playing so many replicates in one go takes (see `kept_for`)."""
        bundles = (room_for(self.given, self.links), kept_for(self.given, replicates, rows))
        # Views of the same memory are counted once.
        return sum(table.nbytes for bundle in bundles for table in bundle if table.base is None)

    def bytes_for_sets(self, replicates: int) -> int:
        """Return the memory of settings that so many replicates with parameters of their own leave ready."""
        return bytes_for_sets(self.scenario, self.given, replicates)

    def _part(
        self, first: int, count: int, means: Sequence[Column], counts: Counts | None, followed: Sequence[Column]
    ) -> Part:
        own = None if counts is None else replace(counts, counts=np.zeros_like(counts.counts))
        kept = kept_for(self.given, count, means=means, counts=own, followed=followed)
        self._play(kept, first, count)
        if counts is not None and own is not None:
            with self._counting:
                counts.counts += own.counts
        table: NDArray[np.float64] = kept.outcomes.view(np.float64)
        return Part(first, table.reshape(count, len(self.given.trusts), len(OUTCOMES)), kept.means, kept.followed)

    def record(self, replicate: int) -> Played:
        """Return one replicate in full, its twin if there is one, and its outcomes by name."""
        rows = 1024
        while True:
            kept = kept_for(self.given, 1, rows)
            room = self._play(kept, replicate, 1)
            most = max(int(room.counts[name].max()) for name in ("happenings", "link_months"))
            if most <= rows:
                break
            rows = most
        record = self._record(kept, room, 0, replicate)
        twin = self._record(kept, room, 1, replicate) if self.with_twin else None
        return record, twin, {name: kept.outcomes[name][0] for name in OUTCOMES}

    def _play(self, kept: Kept, first: int, count: int) -> Room:
        """Play replicates; where links find no room, go on from there with twice as much."""
        links, done = self.links, 0
        room = room_for(self.given, links)
        while done < count:
            # Replicates with parameters of their own are played one by one.
            given, end = (self._given_to(first + done), done + 1) if draws(self.scenario) else (self.given, count)
            counted = kept.counts.copy()
            played = self._play_some(given, room, kept, first, done, end)
            if played < end - done:
                links *= 2
                room = room_for(self.given, links)
                if len(counted):
                    kept.counts[:] = counted
                    played = 0
            done += played
        self.links = max(links, self.links)
        return room

    def _play_some(self, given: Given, room: Room, kept: Kept, first: int, start: int, end: int) -> int:
        """Play replicates from one place among those that are kept to another; return how many found room."""
        setting, part = self.setting, slice(start, end)
        anew = setting.population_seed is None
        population_seed = 0 if setting.population_seed is None else setting.population_seed
        rest = kept._replace(outcomes=kept.outcomes[part], means=kept.means[part], followed=kept.followed[part])
        played: int = self.play(
            tuple(given), tuple(room), tuple(rest), setting.seed, population_seed, anew, first + start,
            end - start, 2 if self.with_twin else 1,
        )  # fmt: skip
        return played

    def _given_to(self, replicate: int) -> Given:
        """Return what the setting gives a replicate that has parameters of its own; the last sets are remembered."""
        number = set_number(self.scenario, replicate)
        with self._counting:
            if number in self._sets:
                return self._sets[number]
        given = self._given_of(resolve(drawn(self.scenario, replicate)))
        with self._counting:
            self._sets[number] = given
            while len(self._sets) > sets_remembered(self.given):
                self._sets.pop(next(iter(self._sets)))
        return given

    def _given_of(self, setting: Setting) -> Given:
        given = given_of(setting)
        if self.without_partnerships:
            given.frame["without_partnerships"] = True
        return given

    def _record(self, kept: Kept, room: Room, world: int, replicate: int) -> ReplicateRecord:
        states = kept.states[world]
        links = room.links[: int(room.tallies["links"][world])].copy().view(np.recarray)
        return ReplicateRecord(
            replicate,
            {name: np.ascontiguousarray(states[name]) for name in TRUST_COLUMNS},
            list(self._partnership_months(kept.link_months[world][: int(room.counts["link_months"][world])], links)),
            list(self._happenings(kept.happenings[world][: int(room.counts["happenings"][world])])),
            list(links),
        )

    def _partnership_months(self, rows: Records, links: Records) -> Iterator[tuple[Any, ...]]:
        names = [name_of_link(links[form], self.setting) for form in links["form"].tolist()]
        columns = [rows["link"][name].tolist() for name in ("index", "kind", *PARTNERSHIP_COLUMNS)]
        for month, index, kind, *values in zip(rows["month"].tolist(), *columns, strict=True):
            yield month, names[index], self.setting.kind_names[kind], *values

    def _happenings(self, rows: Records) -> Iterator[Happening]:
        for row in rows.view(np.recarray):
            name = name_of_link(row, self.setting) if row.named else ""
            yield Happening(int(row.month), Event(int(row.event)), int(row.trust), name, float(row.value))


def bytes_of(given: Given) -> int:
    """Return the memory that a setting takes."""
    return sum(table.nbytes for table in given if hasattr(table, "nbytes"))


def sets_remembered(given: Given) -> int:
    """Return how many settings with parameters of their own are kept ready."""
    return max(1, SETS_REMEMBERED // max(1, bytes_of(given)))


def bytes_for_sets(scenario: Scenario, given: Given, replicates: int) -> int:
    """Return the memory of settings that so many replicates with parameters of their own leave ready."""
    if not draws(scenario):
        return 0
    return bytes_of(given) * min(replicates, len(sample()), sets_remembered(given))


def in_order(do: Callable[[Task], Done], tasks: Iterable[Task], threads: int) -> Iterator[Done]:
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
    """Play the same replicates in several settings; give outcomes [replicates, trusts, outcomes] setting by setting.

    Parameters
    ----------
    scenarios : the settings; they are taken one by one, as they are played.
    threads : how many settings are played at a time.
    with_twin : whether twins are played, too; by default where the scenario has one.
    """

    def play_setting(scenario: Scenario) -> NDArray[np.float64]:
        twin = scenario.has_twin if with_twin is None else with_twin
        return Ensemble(scenario, twin).outcomes(0, replicates, chunk=replicates)

    return in_order(play_setting, scenarios, threads)
