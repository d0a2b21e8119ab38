"""Where described trusts start, made ready: the population is analysed once for all of whom the same is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.scenario import conditional_start
from sim.scenario.conditional_start import Known, starts_of, starts_together
from sim.scenario.model_inputs import ModelInputs, resolve
from sim.scenario.scenario_loader import load_scenario
from sim.scenario.starting_population import OF_NONE, kept_variables, starting_records, stationary_population


def known(**exact: float) -> Known:
    return Known("acute", exact)


@pytest.fixture
def analyses(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Return the analyses of the population from now on, each with its arguments."""
    made: list[tuple[Any, ...]] = []
    least_squares = np.linalg.lstsq

    def counted(*arguments: Any, **options: Any) -> Any:
        made.append(arguments)
        return least_squares(*arguments, **options)

    conditional_start.regression.cache_clear()
    conditional_start._starts_of.cache_clear()
    monkeypatch.setattr(np.linalg, "lstsq", counted)
    return made


def test_trusts_that_differ_in_the_same_variables_need_one_analysis(analyses: list[Any]) -> None:
    for quality in (0.31, 0.32, 0.33):
        starts_of(known(quality=quality, finance=0.5))
    assert len(analyses) == 1


@pytest.mark.parametrize(
    "other", [known(finance=0.4), known(quality=0.4, access=0.4), Known("ambulance", {"quality": 0.4})], ids=str
)
def test_trusts_of_another_type_or_other_variables_need_their_own(other: Known, analyses: list[Any]) -> None:
    starts_of(known(quality=0.4))
    starts_of(other)
    assert len(analyses) == 2


@pytest.mark.parametrize("quality", [0.2, 0.45, 0.7])
def test_what_is_kept_of_an_analysis_changes_no_start(quality: float, analyses: list[Any]) -> None:
    after_others = [starts_of(known(quality=other)) for other in (0.3, 0.6, quality)][-1].copy()
    conditional_start.regression.cache_clear()
    conditional_start._starts_of.cache_clear()
    alone = starts_of(known(quality=quality))
    # What is between the fields of a record is whatever memory held before.
    assert [name for name in alone.dtype.names if after_others[name].tobytes() != alone[name].tobytes()] == []
    assert len(analyses) == 2


def resolved(*sets: str) -> ModelInputs:
    return resolve(load_scenario("no_partner", sets))


@pytest.mark.parametrize("change", ["regulator.support=0.9", "seed=3", "months=60", "environment.labour_shortage=0.2"])
def test_settings_whose_trusts_are_the_same_share_their_starts(change: str) -> None:
    assert resolved(change).described_starts is resolved().described_starts


@pytest.mark.parametrize("change", ["trusts.green_bay.state.quality=0.3", "trusts.green_bay.archetype=average"])
def test_settings_whose_trusts_differ_have_starts_of_their_own(change: str) -> None:
    assert resolved(change).described_starts is not resolved().described_starts


def test_starts_of_several_trusts_are_those_of_each_one_after_the_other() -> None:
    one, other = known(quality=0.3), known(quality=0.6)
    starts, counts = starts_together([one, other])
    assert starts.tolist() == [*starts_of(one).tolist(), *starts_of(other).tolist()]
    assert counts == [len(starts_of(one)), len(starts_of(other))]


def test_records_hold_what_the_stationary_population_holds() -> None:
    records, rows = starting_records(), stationary_population()
    assert all((records[name] == rows[name]).all() for name in kept_variables())


def test_no_trust_of_the_stationary_population_is_a_unit_or_dissolved() -> None:
    records = starting_records()
    assert {*kept_variables(), *OF_NONE} == set(records.dtype.names)
    assert (records["unit_of"] == -1).all()
    assert not records["dissolved"].any()
