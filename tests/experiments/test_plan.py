"""The plan of a sweep has every run once, in rounds, in chunks that depend on nothing but a few numbers."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.plan import MONTHS_KEPT_A_CHUNK, Block, Chunk, SweepPlan, Task, block_of


def runs_of(tasks: tuple[Task, ...]) -> list[tuple[int, int]]:
    return [(task.point, replicate) for task in tasks for replicate in range(task.first, task.first + task.count)]


@given(
    points=st.integers(1, 40),
    replicates=st.integers(1, 60),
    trust_months=st.integers(1, 20_000),
    trusts=st.integers(1, 300),
    in_one=st.booleans(),
)
def test_every_run_is_in_one_chunk(points: int, replicates: int, trust_months: int, trusts: int, in_one: bool) -> None:
    plan = SweepPlan((block_of(0, points, 0, replicates, trust_months, trusts, in_one),))
    found = [run for number in range(plan.chunks) for run in runs_of(plan.chunk(number).tasks)]
    assert len(found) == len(set(found)) == plan.runs == points * replicates
    assert set(found) == {(point, replicate) for point in range(points) for replicate in range(replicates)}


def test_a_sweep_that_is_stopped_has_every_point_about_equally_often() -> None:
    block = block_of(0, 30, 0, 100, 20_000, 12, in_one=False)
    plan = SweepPlan((block,))
    assert plan.chunks > 1
    for stopped in range(1, plan.chunks):
        counts = Counter(point for number in range(stopped) for point, _ in runs_of(plan.chunk(number).tasks))
        assert max(counts.values()) - min(counts.get(point, 0) for point in range(30)) <= block.round
    assert block.round <= 10


def test_an_extension_adds_runs_and_repeats_none() -> None:
    first = block_of(0, 5, 0, 8, 1000, 2, in_one=False)
    more_replicates = block_of(0, 5, 8, 4, 1000, 2, in_one=False)
    more_points = block_of(5, 3, 0, 12, 1000, 2, in_one=False)
    plan, before = SweepPlan((first, more_replicates, more_points)), SweepPlan((first,))
    assert before.chunks > 0
    assert [plan.chunk(number) for number in range(before.chunks)] == [
        before.chunk(number) for number in range(before.chunks)
    ]
    found = [run for number in range(plan.chunks) for run in runs_of(plan.chunk(number).tasks)]
    assert set(found) == {(point, replicate) for point in range(8) for replicate in range(12)}
    assert len(found) == 8 * 12


@given(shards=st.integers(1, 7), done=st.sets(st.integers(0, 30)))
def test_shards_share_what_is_missing(shards: int, done: set[int]) -> None:
    plan = SweepPlan((Block(0, 10, 0, 6, 2, 1),))
    parts = [[chunk.number for chunk in plan.missing(done, shard, shards)] for shard in range(1, shards + 1)]
    assert sorted(number for part in parts for number in part) == sorted(set(range(plan.chunks)) - done)


def test_quantiles_need_all_replicates_of_a_point_in_one_go() -> None:
    assert block_of(0, 4, 0, 500, 20_000, 12, in_one=True).round == 500


@given(trust_months=st.integers(1, 500_000), replicates=st.integers(1, 5000), trusts=st.integers(1, 300))
def test_chunks_that_keep_every_month_fit_into_memory(trust_months: int, replicates: int, trusts: int) -> None:
    block = block_of(0, 500, 0, replicates, trust_months, trusts, in_one=False, in_full=True)
    assert block.chunk(0, 0).runs * trust_months <= max(MONTHS_KEPT_A_CHUNK, trust_months)


def test_a_chunk_that_is_not_there_is_refused() -> None:
    with pytest.raises(IndexError, match="there are 2 chunks"):
        SweepPlan((Block(0, 2, 0, 1, 1, 1),)).chunk(2)


def test_a_million_design_points_take_no_memory() -> None:
    plan = SweepPlan((block_of(0, 1_000_000, 0, 20, 336, 2, in_one=False),))
    assert plan.runs == 20_000_000
    last = plan.chunk(plan.chunks - 1)
    assert runs_of(last.tasks)[-1] == (999_999, 19)


def test_a_part_of_a_chunk_has_the_chosen_runs_and_keeps_whole_tasks_whole() -> None:
    chunk = Chunk(4, (Task(0, 2, 2), Task(1, 2, 2), Task(2, 2, 2)))
    assert chunk.part({(0, 3), (2, 2), (2, 3), (9, 2)}) == Chunk(4, (Task(0, 3, 1), Task(2, 2, 2)))
    assert chunk.part(set()).tasks == ()
