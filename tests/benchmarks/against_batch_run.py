"""How fast this project is against `mesa.batch_run` over a Mesa model of the usual kind, side by side in one run.

Run on demand, on a quiet machine: `python tests/benchmarks/against_batch_run.py`. It writes `against_batch_run.csv`
beside itself: medians of several rounds, and how many times as fast each is as `batch_run` on as many cores. In every
round all simulate replicates of the same scenario in turn, so that a machine that slows down slows them all.
"""

from __future__ import annotations

import gc
from functools import partial
from pathlib import Path
from statistics import median

import mesa
import numpy as np
import pandas as pd
from engines import by_mesa
from idiomatic_mesa import MODEL_REPORTERS, IdiomaticModel
from side_by_side import ROUNDS, machine, seconds_a_replicate, write_rows

import sim
from sim.engine.compiled.columns import Column
from sim.model.enums import Stage

SCENARIO = "england_acute"
MONTHS = 120
FEW = 4  # replicates that Mesa simulates in a round, in one process
FURTHER = 10  # replicates in a round that two processes simulate when they are under way
MANY = 200  # replicates that the ensemble simulates in a round
RESULTS = Path(__file__).with_name("against_batch_run.csv")
BATCH_RUN = {1: "mesa.batch_run, one process", 2: "mesa.batch_run, two processes"}
OURS = "this project's Mesa engine"
CORES = {
    BATCH_RUN[1]: 1,
    OURS: 1,
    f"{OURS}, with outcomes": 1,
    "ensemble, one thread": 1,
    BATCH_RUN[2]: 2,
    "ensemble, two threads": 2,
}


def by_batch_run(processes: int, replicates: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = mesa.batch_run(
        IdiomaticModel,
        {"scenario_name": SCENARIO, "months": MONTHS, "replicate": range(replicates)},
        number_processes=processes,
        data_collection_period=1,
        display_progress=False,
    )
    return rows


def run_alone(scenario: sim.Scenario, replicates: int) -> None:
    """Simulate replicates that keep every state and event, and compute no outcomes."""
    for replicate in range(replicates):
        sim.TurnaroundModel(scenario, replicate).run()


COLUMNS = (
    *(Column("stage", choice=stage) for stage in Stage),
    *(
        Column(name)
        for name in ("quality", "access", "finance", "engagement", "special_measures", "partnerships_active")
    ),
)
"""What the ensemble follows of every month: the model-level reporters of the usual model, in their order."""


def ensemble_monthly(ensemble: sim.Ensemble, threads: int, replicates: int) -> np.ndarray:
    """Return the means over all trusts of every month [replicates, months + 1, columns]."""
    parts = ensemble.parts(0, replicates, threads, chunk=max(1, replicates // 8), means=COLUMNS)
    return np.concatenate([part.means for part in parts])


def refuse_other_numbers(ensemble: sim.Ensemble) -> None:
    """Refuse to time what does not give the same numbers (means may differ in how they are rounded)."""
    rows = pd.DataFrame(by_batch_run(1, 2)).sort_values(["replicate", "Step"])
    usual = rows[list(MODEL_REPORTERS)].to_numpy(dtype=float).reshape(2, MONTHS, -1)
    usual[:, :, : len(Stage)] /= len(ensemble.inputs.trusts)
    np.testing.assert_allclose(ensemble_monthly(ensemble, 1, 2)[:, 1:], usual, rtol=0.0, atol=1e-12)


def forget_models() -> None:
    """Free what Mesa 3.3 keeps of all models that were ever run, so that nobody pays for the memory of others."""
    getattr(mesa.Agent, "_ids", {}).clear()
    gc.collect()


def seconds_of_two_processes() -> float:
    """Return seconds for each further replicate: the start of two processes, which a long study pays once, left out."""
    start = 2 * seconds_a_replicate(partial(by_batch_run, 2), 2)
    whole = (2 + FURTHER) * seconds_a_replicate(partial(by_batch_run, 2), 2 + FURTHER)
    return (whole - start) / FURTHER


def seconds_of_a_round(scenario: sim.Scenario, ensemble: sim.Ensemble) -> dict[str, float]:
    seconds = {}
    for what, simulate, replicates in (
        (BATCH_RUN[1], partial(by_batch_run, 1), FEW),
        (OURS, partial(run_alone, scenario), FEW),
        (f"{OURS}, with outcomes", partial(by_mesa, scenario), FEW),
        ("ensemble, one thread", partial(ensemble_monthly, ensemble, 1), MANY),
        ("ensemble, two threads", partial(ensemble_monthly, ensemble, 2), MANY),
    ):
        forget_models()
        seconds[what] = seconds_a_replicate(simulate, replicates)
    seconds[BATCH_RUN[2]] = seconds_of_two_processes()
    return seconds


def measured() -> dict[str, float]:
    """Return the median over all rounds for each, in milliseconds a replicate."""
    scenario = sim.load_scenario(SCENARIO, [f"months={MONTHS}"])
    ensemble = sim.Ensemble(scenario, scenario.has_twin)
    # What is read or compiled once is not counted.
    refuse_other_numbers(ensemble)
    by_mesa(scenario, 1)
    rounds = [seconds_of_a_round(scenario, ensemble) for _ in range(ROUNDS)]
    return {what: 1000 * median(seconds[what] for seconds in rounds) for what in CORES}


def main() -> None:
    milliseconds = measured()
    rows = [
        {
            "what": what,
            "cores": str(cores),
            "ms_a_replicate": f"{milliseconds[what]:.3g}",
            "times_as_fast_as_batch_run_on_as_many_cores": f"{milliseconds[BATCH_RUN[cores]] / milliseconds[what]:.1f}",
            "scenario": SCENARIO,
            "months": str(MONTHS),
            "machine": machine(),
        }
        for what, cores in CORES.items()
    ]
    for row in rows:
        print(row)
    write_rows(RESULTS, rows)


if __name__ == "__main__":
    main()
