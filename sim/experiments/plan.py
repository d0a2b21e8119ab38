"""The plan of a sweep: which runs belong to which chunk, and in which order.

A run is a design point simulated in one replicate. Runs are simulated in rounds: some replicates of every point, then
some more of every point, so that a sweep stopped at any moment has every point about equally often. A chunk is what is
simulated, written and, if need be, done again as one. Everything follows from a few numbers in the manifest; no list of
runs is ever held.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

ROUNDS = 10  # so many rounds at least, if there are so many replicates
ROWS_A_CHUNK = 5_000  # of outcomes, some 2 MB, of which each worker holds a few
TRUST_MONTHS_A_CHUNK = 10_000_000  # some seconds of work
MONTHS_KEPT_A_CHUNK = 200_000  # trust-months where all of them are kept: some 100 MB, of which each worker holds a few
LEAST_CHUNKS = 8  # so that several processors are busy to the end also in a small sweep
WORTH_A_SETTING = 80_000  # trust-months, some 20 ms: to make a point ready takes a tenth of that


@dataclass(frozen=True, slots=True)
class Task:
    """Some replicates of one design point: `count` of them from `first` on."""

    point: int
    first: int
    count: int

    @property
    def runs(self) -> list[tuple[int, int]]:
        """Return its runs, each a point and a replicate."""
        return [(self.point, replicate) for replicate in range(self.first, self.first + self.count)]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Tasks that are simulated and written as one."""

    number: int
    tasks: tuple[Task, ...]

    @property
    def runs(self) -> int:
        """Return how many runs it has."""
        return sum(task.count for task in self.tasks)

    def part(self, chosen: Collection[tuple[int, int]]) -> Chunk:
        """Return the part of it that has only some of its runs, each a point and a replicate."""
        tasks: list[Task] = []
        for task in self.tasks:
            runs = [run for run in task.runs if run in chosen]
            # Whole where it can be, as quantiles over replicates need.
            tasks += [task] if len(runs) == task.count else [Task(*run, 1) for run in runs]
        return Chunk(self.number, tuple(tasks))


@dataclass(frozen=True, slots=True)
class Block:
    """A full product of points and replicates: a sweep is one, and each extension adds one.

    Attributes
    ----------
    first_point, points, first_replicate, replicates : which.
    round : replicates of a point that are simulated in one go.
    tasks : how many of these make a chunk.
    """

    first_point: int
    points: int
    first_replicate: int
    replicates: int
    round: int
    tasks: int

    @property
    def runs(self) -> int:
        """Return how many runs it has."""
        return self.points * self.replicates

    @property
    def chunks(self) -> int:
        """Return how many chunks it has."""
        return -(-self.points * self._rounds // self.tasks)

    @property
    def _rounds(self) -> int:
        return -(-self.replicates // self.round)

    def chunk(self, number: int, offset: int) -> Chunk:
        """Return the chunk at `offset` in this block, which has a number in the whole sweep."""
        last = min((offset + 1) * self.tasks, self.points * self._rounds)
        return Chunk(number, tuple(self._task(at) for at in range(offset * self.tasks, last)))

    def _task(self, at: int) -> Task:
        number, point = divmod(at, self.points)
        first = number * self.round
        count = min(self.round, self.replicates - first)
        return Task(self.first_point + point, self.first_replicate + first, count)


@dataclass(frozen=True, slots=True)
class SweepPlan:
    """All blocks of a sweep, in the order in which they were asked for."""

    blocks: tuple[Block, ...]

    @property
    def runs(self) -> int:
        """Return how many runs there are."""
        return sum(block.runs for block in self.blocks)

    @property
    def chunks(self) -> int:
        """Return how many chunks there are; they are numbered from 0."""
        return sum(block.chunks for block in self.blocks)

    def chunk(self, number: int) -> Chunk:
        """Return one chunk."""
        offset = number
        for block in self.blocks:
            if offset < block.chunks:
                return block.chunk(number, offset)
            offset -= block.chunks
        raise IndexError(f"there are {self.chunks} chunks, and no chunk {number}")

    def missing(self, done: set[int], shard: int = 1, shards: int = 1) -> Iterator[Chunk]:
        """Give the chunks that are not done; of `shards` parts of a sweep only those of part `shard`."""
        for number in range(shard - 1, self.chunks, shards):
            if number not in done:
                yield self.chunk(number)


def block_of(
    first_point: int,
    points: int,
    first_replicate: int,
    replicates: int,
    trust_months: int,
    trusts: int,
    in_one: bool,
    in_full: bool = False,
) -> Block:
    """Return a block with rounds and chunks of a size that suits.

    Parameters
    ----------
    trust_months : of one run, its twin included.
    trusts : of one run, a row of outcomes each.
    in_one : whether all replicates of a point must be simulated in one go, as quantiles over them need.
    in_full : whether every month of every run is kept, which takes far more memory and disk than its outcomes.
    """
    worth = -(-WORTH_A_SETTING // trust_months)
    in_round = replicates if in_one else min(replicates, max(-(-replicates // ROUNDS), worth))
    most_months = MONTHS_KEPT_A_CHUNK if in_full else TRUST_MONTHS_A_CHUNK
    runs = min(ROWS_A_CHUNK // trusts, most_months // trust_months, points * replicates // LEAST_CHUNKS)
    if in_full:
        in_round = min(in_round, max(1, most_months // trust_months))
    return Block(first_point, points, first_replicate, replicates, in_round, max(1, runs // in_round))
