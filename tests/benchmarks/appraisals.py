"""What an appraisal takes, and how many runs are saved by spending worlds where they decide.

Run on demand, on a quiet machine: `python tests/benchmarks/appraisals.py`. It carries out every shipped appraisal and
writes `appraisals.csv` beside itself: options, worlds of the best, runs, and by what factor as many worlds for every
option would have been more.
"""

from __future__ import annotations

import time
from pathlib import Path

from side_by_side import machine, write_rows

from sim.appraisal.appraisal import appraise
from sim.appraisal.appraisal_loader import shipped_appraisals

RESULTS = Path(__file__).with_name("appraisals.csv")


def main() -> None:
    rows = []
    for name in sorted(shipped_appraisals()):
        started = time.perf_counter()
        found = appraise(name, threads=2)
        seconds = time.perf_counter() - started
        first, second = (found.table["gain"].iloc[place] for place in range(2))
        rows.append(
            {
                "appraisal": name,
                "options": str(len(found.options)),
                "left": str(len(found.spent.left)),
                "worlds_of_the_best": str(found.spent.worlds),
                "runs": str(found.spent.simulated),
                "saving": f"{found.spent.saving:.1f}",
                "gain_of_the_first": f"{first:.4f}",
                "gain_of_the_second": f"{second:.4f}",
                "seconds": f"{seconds:.1f}",
                "machine": machine(),
            }
        )
    write_rows(RESULTS, rows)
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
