"""How fast the engines are, side by side in one run: medians of several rounds, and ratios.

Run on demand, on a quiet machine: `python tests/benchmarks/engines.py`. It writes `engines.csv` beside itself. In every
round each engine simulates the same replicates of the same scenario and leaves the same outcomes, one engine after the
other, so that a machine that slows down slows them all.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from statistics import median

from side_by_side import ROUNDS, machine, seconds_a_replicate, write_rows

import sim
from sim.engine.replicate_outcomes import outcomes_of
from sim.parameters import Parameters
from sim.scenario.scenario_schema import Scenario

RUNS = {"england_acute": 2, "england_voluntary": 1, "local_health_economy": 4, "case_b_buddying": 40}
"""Replicates that Mesa simulates in a round; the ensemble simulates more, by the factor it is expected to be faster."""

MORE = 50
RESULTS = Path(__file__).with_name("engines.csv")


def by_mesa(scenario: Scenario, replicates: int) -> None:
    for replicate in range(replicates):
        record = sim.TurnaroundModel(scenario, replicate).run()
        twin = None
        if scenario.has_twin:
            twin = sim.TurnaroundModel(scenario, replicate, without_partnerships=True).run()
        outcomes_of(record, Parameters(scenario.parameters), twin)


def by_ensemble(ensemble: sim.Ensemble, threads: int, replicates: int) -> None:
    ensemble.outcomes(0, replicates, threads, chunk=max(1, replicates // 8))


def measured(name: str) -> dict[str, str]:
    """Return medians in milliseconds a replicate (with its twin, where the scenario has one), and ratios."""
    scenario = sim.load_scenario(name)
    ensemble = sim.Ensemble(scenario, scenario.has_twin)
    ensemble.outcomes(0, 2)
    few, many = RUNS[name], RUNS[name] * MORE
    times: dict[str, list[float]] = {"mesa": [], "one": [], "two": []}
    for _ in range(ROUNDS):
        times["mesa"].append(seconds_a_replicate(partial(by_mesa, scenario), few))
        times["one"].append(seconds_a_replicate(partial(by_ensemble, ensemble, 1), many))
        times["two"].append(seconds_a_replicate(partial(by_ensemble, ensemble, 2), many))
    mesa, one, two = (1000 * median(times[key]) for key in ("mesa", "one", "two"))
    return {
        "scenario": name,
        "months": str(scenario.months),
        "trusts": str(len(ensemble.inputs.trusts)),
        "twin": "yes" if scenario.has_twin else "no",
        "mesa_ms": f"{mesa:.3g}",
        "ensemble_one_thread_ms": f"{one:.3g}",
        "ensemble_two_threads_ms": f"{two:.3g}",
        "mesa_to_one_thread": f"{mesa / one:.1f}",
        "one_thread_to_two": f"{one / two:.2f}",
        "machine": machine(),
    }


def main() -> None:
    rows = []
    for name in RUNS:
        rows.append(measured(name))
        print(rows[-1])
    write_rows(RESULTS, rows)


if __name__ == "__main__":
    main()
