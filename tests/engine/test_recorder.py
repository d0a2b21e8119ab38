"""What is followed of every month is what the replicates in full say, however they are simulated."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.engine.compiled.columns import Column, count_states, counts_for, groups_of_trusts, quantile_of
from sim.engine.compiled.ensemble import Ensemble, outcomes_of_settings
from sim.engine.record import ReplicateRecord
from sim.scenario.model_inputs import trust_ids
from sim.scenario.scenario_loader import load_scenario

REPLICATES = 5
COUNTED = ("quality", "stage", "special_measures", "oversight_segment")


@cache
def region() -> Ensemble:
    return Ensemble(load_scenario("local_health_economy", ["months=40"]), with_twin=True)


@cache
def records() -> tuple[ReplicateRecord, ...]:
    return tuple(region().record(number)[0] for number in range(REPLICATES))


def test_means_are_those_of_the_trusts_added_up_in_their_order() -> None:
    columns = (Column("quality"), Column("special_measures"), Column("partnerships_active"), Column("stage", choice=5))
    parts = list(region().parts(0, REPLICATES, chunk=2, means=columns))
    means = np.concatenate([part.means for part in parts])
    assert means.shape == (REPLICATES, 41, len(columns))
    for replicate, record in enumerate(records()):
        states = record.states
        expected = (states["quality"], states["special_measures"], states["partnerships_active"], states["stage"] == 5)
        for number, values in enumerate(expected):
            total = np.cumsum(values.astype(float), axis=1)[:, -1]  # NumPy's own sum adds in another order
            assert np.array_equal(means[replicate, :, number], total / values.shape[1])


@pytest.mark.parametrize(("threads", "chunk", "room"), [(1, 1, 64), (2, 2, 64), (1, 5, 1)])
def test_trusts_are_followed_as_the_replicates_in_full_have_them(threads: int, chunk: int, room: int) -> None:
    columns = (Column("quality"), Column("special_measures"), Column("chief_executive_tenure"), Column("stage", 5))
    region().links = room
    parts = region().parts(0, REPLICATES, threads, chunk, followed=columns)
    followed = np.concatenate([part.followed for part in parts])
    assert followed.shape == (REPLICATES, len(columns), 41, len(trust_ids(region().scenario)))
    for replicate, record in enumerate(records()):
        states = record.states
        assert np.array_equal(followed[replicate, 0], states["quality"])
        assert np.array_equal(followed[replicate, 1], states["special_measures"])
        assert np.array_equal(followed[replicate, 2], states["chief_executive_tenure"])
        assert np.array_equal(followed[replicate, 3], states["stage"] == 5)


def test_of_the_twin_the_same_columns_are_followed() -> None:
    columns = (Column("quality"), Column("stage", 5))
    (part,) = region().parts(0, REPLICATES, followed=columns, twins=True)
    for replicate in range(REPLICATES):
        twin = region().record(replicate)[1]
        assert twin is not None
        assert np.array_equal(part.twin_followed[replicate, 0], twin.states["quality"])
        assert np.array_equal(part.twin_followed[replicate, 1], twin.states["stage"] == 5)
    assert not np.array_equal(part.twin_followed, part.followed)


@pytest.mark.parametrize(("threads", "chunk", "room"), [(1, 1, 64), (2, 2, 64), (1, 5, 1)])
def test_counts_are_those_of_the_replicates_in_full(threads: int, chunk: int, room: int) -> None:
    names = trust_ids(region().scenario)
    groups = groups_of_trusts(names, names[:2])
    counted, expected = counts_for(COUNTED, groups, 40), counts_for(COUNTED, groups, 40)
    region().links = room  # too little room at first makes no replicate count twice
    for _ in region().parts(0, REPLICATES, threads, chunk, counts=counted):
        pass
    for record in records():
        count_states(expected, record.states)
    assert np.array_equal(counted.counts, expected.counts)
    assert (counted.counts[0].sum(axis=(1, 2)) == np.array([1, 1, len(names)]) * REPLICATES * 41).all()


def test_a_quantile_read_off_counts_is_the_value_of_that_rank() -> None:
    levels = np.zeros((1, 7), dtype=np.uint32)
    levels[0, [0, 2, 5]] = 2, 1, 2
    for share, stage in ((0.0, 0), (0.25, 0), (0.5, 2), (0.75, 5), (1.0, 5)):
        assert quantile_of(levels, "stage", share)[0] == stage
    assert np.isnan(quantile_of(np.zeros((1, 7), dtype=np.uint32), "stage", 0.5)[0])


def test_several_settings_are_simulated_over_the_same_worlds() -> None:
    scenarios = [load_scenario("no_partner", [f"regulator.support={support}"]) for support in (0.2, 0.5, 0.8)]
    together = list(outcomes_of_settings(scenarios, replicates=3, threads=2))
    for scenario, outcomes in zip(scenarios, together, strict=True):
        alone = Ensemble(scenario, scenario.has_twin).outcomes(0, 3)
        assert np.array_equal(outcomes, alone, equal_nan=True)
    assert not np.array_equal(together[0], together[2], equal_nan=True)
