"""Write digests of the regression baseline that do not depend on the order of columns, and change nothing else.

Run once after columns of results have been moved:

    python tests/regression/order_columns.py

With the columns in the order they had, every digest must be the committed one, to the bit; only then is the digest by
name written in its place. Anything else is a change of results, and is refused.
"""

from __future__ import annotations

import csv
import hashlib

import numpy as np
import pandas as pd
from test_regression_baseline import BASELINE, digest, read_baseline

import sim

MOVED = {"special_measures_again": "relapsed"}
"""Columns that stand elsewhere now, each with the one it stood behind."""


def old_digest(table: pd.DataFrame) -> str:
    """Return the digest of a table as it was, in the order its columns had."""
    names = list(table.columns)
    for name, before in MOVED.items():
        if name in names:
            names.remove(name)
            names.insert(names.index(before) + 1, name)
    summed = hashlib.sha256()
    for name in names:
        column = table[name]
        values = column.cat.codes if isinstance(column.dtype, pd.CategoricalDtype) else column
        summed.update(name.encode() + np.ascontiguousarray(values.to_numpy(dtype=np.float64)).tobytes())
    return summed.hexdigest()[:16]


def ordered() -> dict[tuple[str, str, str], str]:
    """Return the baseline with digests by the names of columns."""
    baseline = read_baseline()
    for scenario in sorted({key[0] for key in baseline if key[1] == "digest"}):
        made = sim.run(scenario, replicates=3)
        for key in [key for key in baseline if key[:2] == (scenario, "digest")]:
            table = getattr(made, key[2])
            if old_digest(table) != baseline[key]:
                raise SystemExit(f"{scenario}, {key[2]}: more than the order has changed; nothing is written")
            baseline[key] = digest(table)
    return baseline


if __name__ == "__main__":
    rows = ordered()
    with BASELINE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("scenario", "variable", "month", "value"))
        writer.writerows((*key, value) for key, value in rows.items())
