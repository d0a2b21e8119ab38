"""What it costs to prepare the inputs of replicates with parameter sets of their own: filled in, and from nothing.

Run on demand: `python tests/benchmarks/parameter_sets.py`. It writes `parameter_sets.csv` beside itself: microseconds
of processor time for the inputs of one replicate, by what is filled in for its set and by preparing the whole scenario
anew, and for simulating it; in every round one after the other.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from side_by_side import ROUNDS, machine, write_rows

import sim
from sim.engine.compiled.arrays import inputs_of
from sim.engine.compiled.set_inputs import SetInputs
from sim.scenario.model_inputs import resolve
from sim.scenario.parameter_sets import settled, with_drawn_parameters

SCENARIOS = ("case_b_buddying", "local_health_economy", "england_acute")
REPLICATES = 300
RESULTS = Path(__file__).with_name("parameter_sets.csv")


def microseconds(do: Callable[[int], object]) -> float:
    """Return the processor time of doing something for one replicate."""
    started = time.process_time()
    for replicate in range(REPLICATES):
        do(replicate)
    return 1e6 * (time.process_time() - started) / REPLICATES


def row(name: str) -> dict[str, str]:
    scenario = sim.load_scenario(name, ["parameters_from=posterior"])
    ensemble = sim.Ensemble(scenario, scenario.has_twin)
    filled = SetInputs(scenario, inputs_of(resolve(settled(scenario))))
    ways: dict[str, Callable[[int], object]] = {
        "from_nothing": lambda replicate: inputs_of(resolve(with_drawn_parameters(scenario, replicate))),
        "filled_in": filled.of,
        "with_simulating": lambda replicate: ensemble.outcomes(replicate, 1),
    }
    times: dict[str, list[float]] = {way: [] for way in ways}
    for number in range(ROUNDS + 1):
        for way, do in ways.items():
            taken = microseconds(do)
            if number:  # the first makes all ready
                times[way].append(taken)
    found = {way: median(values) for way, values in times.items()}
    return {
        "scenario": name,
        **{f"microseconds_{way}": f"{value:.0f}" for way, value in found.items()},
        "times_less": f"{found['from_nothing'] / found['filled_in']:.1f}",
        "machine": machine(),
    }


def main() -> None:
    write_rows(RESULTS, [row(name) for name in SCENARIOS])
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
