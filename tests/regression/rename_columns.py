"""Rename columns in the digests of the regression baseline, and in nothing else.

Run once after columns of results have been given new names:

    python tests/regression/rename_columns.py

With the columns called as they were, every digest must be the committed one, to the bit; only then is the digest with
the new names written in its place. Anything else is a change of results, and is refused.
"""

from __future__ import annotations

import csv

from test_regression_baseline import BASELINE, digest, read_baseline

import sim

RENAMED = {
    "capacity_lent": "capacity_injection",
    "quality_lost_to_partnerships": "quality_forgone",
    "engagement_lost_to_partnerships": "engagement_forgone",
    "rating_lost_to_partnerships": "rating_class_lost",
    "finance_change_12_after_integration": "finance_change_12_after",
    "finance_change_48_after_integration": "finance_change_48_after",
    "coherence_60_after_integration": "coherence_60_after",
}
"""Columns that have a new name, each with the one it had."""


def renamed() -> dict[tuple[str, str, str], str]:
    """Return the baseline with the digests of tables whose columns have new names."""
    baseline = read_baseline()
    for scenario in sorted({key[0] for key in baseline if key[1] == "digest"}):
        made = sim.run(scenario, replicates=3)
        for key in [key for key in baseline if key[:2] == (scenario, "digest")]:
            table = getattr(made, key[2])
            if digest(table.rename(columns=RENAMED)) != baseline[key]:
                raise SystemExit(f"{scenario}, {key[2]}: more than names has changed; nothing is written")
            baseline[key] = digest(table)
    return baseline


if __name__ == "__main__":
    rows = renamed()
    with BASELINE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("scenario", "variable", "month", "value"))
        writer.writerows((*key, value) for key, value in rows.items())
