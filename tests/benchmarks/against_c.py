"""How near the compiled Python comes to C: the noise of a month and the heaviest rules, side by side in one run.

Run on demand, on a quiet machine with a C compiler: `python tests/benchmarks/against_c.py`. It writes `against_c.csv`
beside itself. Both languages work on the same arrays, in strict floating point, and must leave the same bits. In every
round each is timed once, one right after the other, so that a machine that slows down slows both; times are medians.
Which rules are the heaviest is found by `profile_of_a_month.py`.
"""

from __future__ import annotations

import csv
import os
import platform
from pathlib import Path
from statistics import median

from c_parts import Part, compiler_version, parts_of
from rule_loops import nanoseconds, simulated

SCENARIO, SEED = "england_acute", 20260401
ROUNDS, NANOSECONDS = 201, 1_000_000  # the second about how long one measurement takes
RESULTS = Path(__file__).with_name("against_c.csv")


def measured(part: Part) -> dict[str, str]:
    """Return the medians of a part in both languages, and how many times longer Python takes."""
    if not part.agrees():
        raise SystemExit(f"{part.name}: C and compiled Python differ.")
    times = max(1, int(NANOSECONDS / nanoseconds(part.by_c, 10)))
    by_c, by_python = [], []
    for _ in range(ROUNDS):
        by_c.append(nanoseconds(part.by_c, times) / part.trust_months)
        by_python.append(nanoseconds(part.by_python, times) / part.trust_months)
    ratio = median(python / c for python, c in zip(by_python, by_c, strict=True))
    return {
        "part": part.name,
        "what_it_does": part.does,
        "c_ns_a_trust_month": f"{median(by_c):.2f}",
        "python_ns_a_trust_month": f"{median(by_python):.2f}",
        "python_to_c": f"{ratio:.2f}",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "c_compiler": compiler_version(),
    }


def main() -> None:
    rows = []
    for part in parts_of(*simulated(SCENARIO), SEED):
        rows.append(measured(part))
        print(rows[-1])
    with RESULTS.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
