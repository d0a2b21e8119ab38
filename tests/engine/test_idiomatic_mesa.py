"""The yardstick of the benchmark has the same theory: its figures of every month are those of the engine's record."""

from __future__ import annotations

from statistics import fmean
from typing import Any

import mesa
import numpy as np
import pytest
from idiomatic_mesa import IdiomaticModel

import sim
from sim.engine.record import ReplicateRecord
from sim.model.enums import Stage
from sim.scenario.scenario_loader import load_scenario


def figures_of(record: ReplicateRecord) -> dict[str, list[Any]]:
    """Return what the idiomatic model collects, month by month, from the record of an engine."""
    figures: dict[str, list[Any]] = {
        f"trusts_{stage.name.lower()}": np.sum(record.states["stage"][1:] == stage, axis=1).tolist() for stage in Stage
    }
    for variable in ("quality", "access", "finance", "engagement"):
        figures[f"mean_{variable}"] = [fmean(values) for values in record.states[variable][1:].tolist()]
    in_special_measures = record.states["special_measures"][1:].tolist()
    figures["share_in_special_measures"] = [fmean(values) for values in in_special_measures]
    active = record.states["partnerships_active"][1:].tolist()
    figures["mean_partnerships_active"] = [fmean(values) for values in active]
    return figures


@pytest.mark.parametrize(("name", "months"), [("england_voluntary", 18), ("local_health_economy", 60)])
def test_figures_of_every_month_are_those_of_the_engine(name: str, months: int) -> None:
    model = IdiomaticModel(name, months, replicate=1)
    while model.running:
        model.step()
    record = sim.TurnaroundModel(load_scenario(name, [f"months={months}"]), 1).run()
    expected = figures_of(record)
    assert model.datacollector.model_vars == expected
    assert max(expected["mean_partnerships_active"]) > 0, "a scenario without partnerships would show little"


def test_batch_run_gives_the_months_of_every_replicate() -> None:
    parameters = {"scenario_name": "case_b_buddying", "months": 40, "replicate": range(2)}
    rows = mesa.batch_run(IdiomaticModel, parameters, data_collection_period=1, display_progress=False)
    for replicate in range(2):
        expected = figures_of(sim.TurnaroundModel(load_scenario("case_b_buddying", ["months=40"]), replicate).run())
        own = [tuple(row[name] for name in expected) for row in rows if row["replicate"] == replicate]
        assert len(own) >= 40
        assert set(own) <= set(zip(*expected.values(), strict=True))
        assert own[-1] == tuple(values[-1] for values in expected.values())
