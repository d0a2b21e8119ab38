"""The values of an outcome at the points of a sweep: replicate by replicate, and each point with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.experiments.experiment_schema import difference_of
from sim.outcomes import OUTCOMES, Outcome
from sim.outcomes.outcome import HIGHER, LOWER
from sim.results.summary import NORMAL, interval_of_pooled_share, wilson

if TYPE_CHECKING:
    from sim.experiments.dataset import Sweep

DIFFERENCE = difference_of("")
UNKNOWN = (np.nan, np.nan)


def outcome_behind(column: str) -> Outcome:
    """Return the outcome of a column, which may be a difference from doing nothing."""
    return OUTCOMES[column.removesuffix(DIFFERENCE)]


def is_difference(column: str) -> bool:
    """Return whether a column holds differences from doing nothing."""
    return column not in OUTCOMES


def main_outcome_of(sweep: Sweep) -> str:
    """Return the main outcome of the base, or the first that the sweep keeps where it does not keep that one."""
    main, kept = sweep.experiment.base.main_outcome.outcome, sweep.experiment.outcome_names
    return main if main in kept else kept[0]


def main_trust_of(sweep: Sweep) -> str | None:
    """Return the trust that the main outcome of the base is about; None: all trusts."""
    return sweep.experiment.base.main_outcome.trust


def best_first(column: str) -> bool | None:
    """Return whether larger values are better (False: smaller); None where neither is."""
    return {HIGHER: True, LOWER: False}.get(outcome_behind(column).better)


def estimates_at_points(values: pd.DataFrame, column: str, trusts: int) -> pd.DataFrame:
    """Return a row for each point: its share or mean, 95 % interval, and how many replicates it rests on.

    Parameters
    ----------
    values : a row for each point, a column for each replicate; missing where there is no value.
    column : the outcome, or difference, that they are of.
    trusts : over how many trusts each value is a mean.
    """
    from scipy.special import stdtrit  # scipy.stats takes half a second to import

    count, mean = values.count(axis=1), values.mean(axis=1)
    half = stdtrit(np.maximum(count - 1, 1), 0.975) * values.std(axis=1, ddof=1) / np.sqrt(np.maximum(count, 1))
    half = half.where(count > 1)
    found = pd.DataFrame({"value": mean, "low": mean - half, "high": mean + half, "n": count})
    if outcome_behind(column).kind == "share" and not is_difference(column):
        bounds = _bounds_of_shares(found, trusts)
        found[["low", "high"]] = pd.DataFrame(bounds, index=found.index, columns=["low", "high"])
    return found


def _bounds_of_shares(found: pd.DataFrame, trusts: int) -> list[tuple[float, float]]:
    """Return intervals of shares: Wilson's for one trust, of the mean over replicates for several; inside 0 to 1."""
    rows = found[["value", "low", "high", "n"]].to_numpy(dtype=float).tolist()
    if trusts > 1:
        return [
            interval_of_pooled_share(row[0], row[1], row[2], int(row[3])) if row[3] > 1 else (np.nan, np.nan)
            for row in rows
        ]
    return [wilson(round(row[0] * row[3]), int(row[3])) if row[3] else (np.nan, np.nan) for row in rows]


def not_told_apart(values: pd.DataFrame, from_point: int) -> int:
    """Return of how many other points no paired difference from a point is known whose 95 % interval excludes 0."""
    gaps = values.sub(values.loc[from_point], axis="columns").drop(index=from_point)
    half: pd.Series[float] = NORMAL * gaps.std(axis=1, ddof=1) / np.sqrt(gaps.count(axis=1))
    return int((~(gaps.mean(axis=1).abs() > half)).sum())


def variance_of_runs(values: pd.DataFrame) -> dict[str, float]:
    """Return what the variance of single runs is made of, in a table where every point has the same replicates.

    Replicates are the same worlds at every point, so that runs differ by three things: the point (`factors`), the
    world, which shifts all points alike (`worlds`), and that points differ more in some worlds than in others, which is
    chance as far as a point is concerned (`rest`). `noise` is the share of chance in the variance between the means of
    points: only what is left of the rest.

    Returns
    -------
    dict
        shares of the variance of a run, and `noise`; missing where replicates are too few or have no value.
    """
    points, replicates = values.shape
    names = ("factors", "worlds", "rest", "noise")
    if points < 2 or replicates < 2 or values.isna().to_numpy().any():
        return dict.fromkeys(names, np.nan)
    table = values.to_numpy()
    by_point, by_world = table.mean(axis=1), table.mean(axis=0)
    left = table - by_point[:, None] - by_world[None, :] + table.mean()
    rest = float((left**2).sum() / ((points - 1) * (replicates - 1)))
    between = float(by_point.var(ddof=1))
    factors = max(0.0, between - rest / replicates)
    worlds = max(0.0, float(by_world.var(ddof=1)) - rest / points)
    total = factors + worlds + rest
    shares = [part / total if total > 0.0 else np.nan for part in (factors, worlds, rest)]
    noise = min(1.0, rest / replicates / between) if between > 0.0 else np.nan
    return dict(zip(names, (*shares, noise), strict=True))
