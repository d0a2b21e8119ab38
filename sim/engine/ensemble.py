"""The compiled ensemble: replicates of a scenario over arrays of records, with the rules that Mesa agents call.

The numbers are those of `sim.engine.mesa_model`, bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiling import digest_of_sources, kernel_of
from sim.engine.memory import Kept, Room, given_of, kept_for, room_for
from sim.engine.names import name_of_link
from sim.engine.record import PARTNERSHIP_COLUMNS, TRUST_COLUMNS, Happening, ReplicateRecord
from sim.engine.tables import Records
from sim.outcomes import OUTCOMES
from sim.scenario.resolving import resolve
from sim.scenario.schema import Scenario
from sim.vocabulary import Event

CHUNK = 256  # replicates that a thread plays in one go: few calls, little memory, and all threads busy to the end
FIRST_ROOM = 64  # links, for the first attempt at a small scenario


Played = tuple[ReplicateRecord, ReplicateRecord | None, dict[str, NDArray[np.float64]]]
"""A replicate in full, its twin if there is one, and its outcomes by name."""


@dataclass
class Ensemble:
    """A scenario made ready to be played many times.

    Parameters
    ----------
    scenario : a checked scenario.
    with_twin : whether the same worlds are also played without partnerships, which some outcomes compare with.
    """

    scenario: Scenario
    with_twin: bool

    def __post_init__(self) -> None:
        self.setting = resolve(self.scenario)
        self.given = given_of(self.setting)
        self.play = kernel_of(digest_of_sources())
        self.links = FIRST_ROOM

    def outcomes(self, first: int, count: int, threads: int = 1, chunk: int = CHUNK) -> NDArray[np.float64]:
        """Return outcomes [replicates, trusts, outcomes] of `count` replicates from `first` on.

        Parameters
        ----------
        threads : how many replicates are played at a time.
        chunk : how many are played in one go; neither changes a number.
        """
        starts = range(first, first + count, chunk)
        sizes = [min(chunk, first + count - start) for start in starts]
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(self._outcomes, starts, sizes))
        return np.concatenate(parts) if parts else np.zeros((0, len(self.given.trusts), len(OUTCOMES)))

    def _outcomes(self, first: int, count: int) -> NDArray[np.float64]:
        kept = kept_for(self.given, count, False, 0)
        self._play(kept, first, count)
        table: NDArray[np.float64] = kept.outcomes.view(np.float64)
        return table.reshape(count, len(self.given.trusts), len(OUTCOMES))

    def record(self, replicate: int) -> Played:
        """Return one replicate in full, its twin if there is one, and its outcomes by name."""
        rows = 1024
        while True:
            kept = kept_for(self.given, 1, True, rows)
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
        setting, done, links = self.setting, 0, self.links
        room = room_for(self.given, links)
        anew = setting.population_seed is None
        population_seed = 0 if setting.population_seed is None else setting.population_seed
        while done < count:
            rest = kept._replace(outcomes=kept.outcomes[done:])
            done += self.play(
                tuple(self.given), tuple(room), tuple(rest), setting.seed, population_seed, anew, first + done,
                count - done, 2 if self.with_twin else 1,
            )  # fmt: skip
            if done < count:
                links *= 2
                room = room_for(self.given, links)
        self.links = max(links, self.links)
        return room

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
