"""A step of support against a step of scrutiny at every point of what is assumed: the last step of the study.

    python mixes_compared.py results/support_led results/scrutiny_led assumptions.csv

Both sweeps have the same points and the same worlds, so that their difference is paired. Written are the share of
points at which support does more, the spread of the difference over the points, and the assumptions with which it goes
most (Spearman's rank correlation with the difference over the points).
"""

from __future__ import annotations

import sys

import pandas as pd
from scipy.stats import spearmanr

import sim

OUTCOMES = {"performance_change_60": 1.0, "performance_shortfall": -1.0}
"""By which mixes are compared; 1 where more is better, -1 where less is."""
MATTERS = {"performance_change_60": 0.02, "performance_shortfall": 0.24}
"""Smaller differences count as none: 0.02 of a level, as in `turnaround answers`, or as much for a year; assumed."""
NAMED = 6
TRUST = "green_bay"


def compared(support_led: str, scrutiny_led: str) -> pd.DataFrame:
    """Return a row for each outcome, depth of failure and statistic."""
    sweeps = [sim.open_experiment(folder) for folder in (support_led, scrutiny_led)]
    design = sweeps[0].design.set_index("point")
    if not design.equals(sweeps[1].design.set_index("point")):
        raise ValueError("the two sweeps have different points")
    rows: list[tuple[str, str, str, float, int]] = []
    for outcome, sign in OUTCOMES.items():
        one, other = (sweep.runs(outcome, TRUST) for sweep in sweeps)
        gains = sign * (one - other)
        for depth, own in gains.groupby(design["depth"]):
            rows += [(outcome, str(depth), *row, len(own)) for row in statistics(own, MATTERS[outcome])]
            rows += [(outcome, str(depth), *row, len(own)) for row in goes_with(own.mean(axis=1), design)]
    return pd.DataFrame(rows, columns=["outcome", "depth", "what", "value", "points"])


def statistics(gains: pd.DataFrame, matters: float) -> list[tuple[str, float]]:
    """Return what support gains over scrutiny, and at what share of the points."""
    means = gains.mean(axis=1)
    error = gains.std(axis=1, ddof=1) / gains.shape[1] ** 0.5
    return [
        ("mean gain of support", means.mean()),
        ("5 % of points", means.quantile(0.05)),
        ("95 % of points", means.quantile(0.95)),
        ("share of points with a gain", (means > 0.0).mean()),
        ("share with one beyond chance", (means > 1.96 * error).mean()),
        ("share with a loss beyond chance", (means < -1.96 * error).mean()),
        ("share with a gain that matters", (means > matters).mean()),
        ("share with a loss that matters", (means < -matters).mean()),
    ]


def goes_with(means: pd.Series, design: pd.DataFrame) -> list[tuple[str, float]]:
    """Return the assumptions with which the gain of support goes most."""
    numbers = design.loc[means.index].select_dtypes("number")
    found = {str(name): float(spearmanr(means, column).statistic) for name, column in numbers.items()}
    first = sorted(found, key=lambda name: -abs(found[name]))[:NAMED]
    return [(f"goes with {name}", found[name]) for name in first]


if __name__ == "__main__":
    *folders, file = sys.argv[1:]
    table = compared(*folders)
    table.to_csv(file, index=False, float_format="%.4g")
    print(table.to_string(index=False))
