"""What a run costs as it grows: with the number of trusts, of months, of partnerships and of replicates; and in memory.

Run on demand, on a quiet machine: `python tests/benchmarks/scaling.py`. It writes `scaling.csv` beside itself. In every
round all sizes of a series are simulated one after the other, on one thread; times are medians over the rounds. Peak
memory is that of a process of its own, libraries and all.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from side_by_side import TELL_PEAK, machine, seconds_a_replicate, write_rows

import sim

ROUNDS = 9
TRUST_MONTHS = 1_500_000  # simulated at a time, whatever the size: a third of a second
TRUSTS = (10, 30, 100, 300, 1000)
MONTHS = (12, 60, 120, 240, 600)
CLIMATES = (0.0, 0.25, 0.5, 1.0)
REPLICATES = (10, 100, 1_000, 10_000)
RESULTS = Path(__file__).with_name("scaling.csv")

PEAK = """
import sys
sys.path.insert(0, {folder!r})
from pathlib import Path
import sim
{simulate}
"""
MEMORY = {
    "mesa.batch_run, 4 replicates of england_acute": "from against_batch_run import by_batch_run; by_batch_run(1, 4)",
    "mesa.batch_run, 12 replicates of england_acute": "from against_batch_run import by_batch_run; by_batch_run(1, 12)",
    "sim.run (Mesa), 4 replicates of england_acute": "sim.run('england_acute', replicates=4, engine='mesa')",
    "sim.run (Mesa), 12 replicates of england_acute": "sim.run('england_acute', replicates=12, engine='mesa')",
    "sim.run (ensemble), 12 replicates of england_acute": "sim.run('england_acute', replicates=12, engine='ensemble')",
    "sim.stream, outcomes of 400 replicates of england_acute":
        "sim.stream('england_acute', '{place}', replicates=400, engine='ensemble')",
    "sim.stream, outcomes of 1,600 replicates of england_acute":
        "sim.stream('england_acute', '{place}', replicates=1600, engine='ensemble')",
    "sim.stream, quantiles of 400 replicates of england_acute":
        "sim.stream('england_acute', '{place}', keep='quantiles', replicates=400, engine='ensemble')",
    "sim.stream, trajectories of 40 replicates of england_acute":
        "sim.stream('england_acute', '{place}', keep='trajectories', replicates=40, engine='ensemble')",
}  # fmt: skip


def ensemble_of(name: str, *changes: str) -> sim.Ensemble:
    scenario = sim.load_scenario(name, changes)
    return sim.Ensemble(scenario, scenario.has_twin)


def medians(series: dict[str, tuple[Callable[[int], object], int]]) -> dict[str, float]:
    """Return seconds a replicate for each member of a series: what simulates them, and how many are asked."""
    for simulate, _ in series.values():
        simulate(1)
    times = [
        {name: seconds_a_replicate(simulate, count) for name, (simulate, count) in series.items()}
        for _ in range(ROUNDS)
    ]
    return {name: median(row[name] for row in times) for name in series}


def by_size(ensembles: dict[str, sim.Ensemble]) -> dict[str, tuple[Callable[[int], object], int]]:
    """Return a series in which every member simulates about as many trust-months."""
    series = {}
    for name, ensemble in ensembles.items():
        size = len(ensemble.inputs.trusts) * ensemble.scenario.months * (2 if ensemble.with_twin else 1)
        series[name] = (partial(simulate, ensemble), max(1, TRUST_MONTHS // size))
    return series


def simulate(ensemble: sim.Ensemble, replicates: int) -> None:
    ensemble.outcomes(0, replicates)


def rows_of(what: str, ensembles: dict[str, sim.Ensemble]) -> list[dict[str, str]]:
    seconds = medians(by_size(ensembles))
    rows = []
    for name, ensemble in ensembles.items():
        trusts, months = len(ensemble.inputs.trusts), ensemble.scenario.months
        worlds = 2 if ensemble.with_twin else 1
        each = 1e9 * seconds[name] / (trusts * months * worlds)
        rows.append({"series": what, "size": name, "ms_a_replicate": f"{1000 * seconds[name]:.3g}",
                     "ns_a_trust_month": f"{each:.0f}", "peak_memory_mb": "", "machine": machine()})  # fmt: skip
        print(rows[-1])
    return rows


def by_trusts() -> dict[str, sim.Ensemble]:
    """Return England with fewer or more trusts, in places of the usual size."""
    changes = {
        n: (f"background.trusts={n}", f"background.local_health_economies={round(n * 42 / 136)}") for n in TRUSTS
    }
    return {f"{n} trusts": ensemble_of("england_acute", *changes[n]) for n in TRUSTS}


def by_replicates() -> list[dict[str, str]]:
    ensemble = ensemble_of("case_b_buddying")
    series = {f"{count} replicates of case_b_buddying": (partial(simulate, ensemble), count) for count in REPLICATES}
    seconds = medians(series)
    return [
        {"series": "replicates", "size": name, "ms_a_replicate": f"{1000 * each:.3g}", "ns_a_trust_month": "",
         "peak_memory_mb": "", "machine": machine()}
        for name, each in seconds.items()
    ]  # fmt: skip


def peaks(place: Path) -> list[dict[str, str]]:
    """Return the peak memory of each way to simulate, each in a process of its own."""
    rows = []
    for number, (name, code) in enumerate(MEMORY.items()):
        text = (
            PEAK.format(folder=str(Path(__file__).parent), simulate=code.format(place=place / str(number))) + TELL_PEAK
        )
        reported = subprocess.run([sys.executable, "-c", text], check=True, capture_output=True, text=True).stdout
        peak = 1024 * float(reported.split()[-1]) / 1e6
        rows.append({"series": "memory", "size": name, "ms_a_replicate": "", "ns_a_trust_month": "",
                     "peak_memory_mb": f"{peak:.0f}", "machine": machine()})  # fmt: skip
        print(rows[-1])
    return rows


def main() -> None:
    from tempfile import TemporaryDirectory

    rows = rows_of("trusts", by_trusts())
    rows += rows_of("months", {f"{n} months": ensemble_of("england_acute", f"months={n}") for n in MONTHS})
    climates = {
        f"partnering climate {climate}": ensemble_of("england_voluntary", f"regulator.partnering_climate={climate}")
        for climate in CLIMATES
    }
    rows += rows_of("partnerships", climates)
    rows += by_replicates()
    with TemporaryDirectory() as folder:
        rows += peaks(Path(folder))
    write_rows(RESULTS, rows)


if __name__ == "__main__":
    main()
