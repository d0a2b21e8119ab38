"""Where the record lies in what the model would show: a tail probability for every figure, and a score over all.

What the model would show of an England varies for three reasons, told apart here: parameters that the record leaves
open, chance between replicates, and the error of the record itself, for which its band stands (read as a 90 %
interval). All three are taken as normal.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from sim.evidence.assessment import verdicts
from sim.evidence.patterns import NINETY
from sim.evidence.verdicts import SPREAD

COLUMNS = (
    "pattern", "title", "figure", "use", "unit", "record", "predicted", "parameters", "replicates", "observation",
    "tail", "score",
)  # fmt: skip


def predictive_table(uncertain: pd.DataFrame, shipped: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each figure of the record, the least likely first.

    `record` is the middle of its band, or its one bound; `parameters`, `replicates` and `observation` are standard
    deviations. `tail` is the probability that what the model would show lies as far from the record, or further; of an
    open band, that it lies beyond it. `score` is the logarithm of the predictive density at the record, relative to a
    model that shows its middle for sure: 0 at best.

    Parameters
    ----------
    uncertain : an assessment over the posterior sample.
    shipped : an assessment with the defaults, in which only replicates differ.
    """
    keys = ["pattern", "figure"]
    both = uncertain.merge(shipped[[*keys, "low", "high", "error", "interval"]], on=keys, suffixes=("", "_shipped"))
    rows = [_predicted(row) for row in both.to_dict("records") if row["pattern"][0] in "PN"]
    known = pd.DataFrame(rows, columns=list(COLUMNS)).dropna(subset=["tail"])
    return known.sort_values(["tail", "pattern"], ignore_index=True)


def score_of(found: pd.DataFrame) -> tuple[float, int]:
    """Return the mean score of one assessment over all figures of the record, and how many these are."""
    scores = predictive_table(found, found)["score"].to_numpy()
    return (float(scores.mean()) if len(scores) else np.nan), len(scores)


def _predicted(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    chance = spread_between_replicates(
        row["low_shipped"], row["high_shipped"], row["error_shipped"], row["interval_shipped"]
    )
    all_together = spread_between_replicates(row["low"], row["high"], row["error"], row["interval"])
    open_questions = float(np.sqrt(max(0.0, all_together**2 - chance**2)))
    observed = observation_error(row["band_low"], row["band_high"])
    tail, score = tail_and_score(
        row["value"], np.hypot(all_together, observed), observed, row["band_low"], row["band_high"]
    )
    about = {name: row[name] for name in ("pattern", "title", "figure", "use", "unit")}
    return {
        **about, "record": record_of(row["band_low"], row["band_high"]), "predicted": row["value"],
        "parameters": open_questions, "replicates": chance, "observation": observed, "tail": tail, "score": score,
    }  # fmt: skip


def spread_between_replicates(low: float, high: float, error: float, interval: str) -> float:
    """Return the standard deviation of a figure between replicates; of a mean over replicates, its standard error."""
    if interval == SPREAD:
        return float((high - low) / 2.0 / NINETY)
    return 0.0 if np.isnan(error) else float(error)


def record_of(low: float, high: float) -> float:
    """Return the middle of a band, or the one bound of an open one."""
    if np.isnan(low) or np.isnan(high):
        return high if np.isnan(low) else low
    return (low + high) / 2.0


def observation_error(low: float, high: float) -> float:
    """Return the standard error of the record that a band stands for; none of an open one."""
    return 0.0 if np.isnan(low) or np.isnan(high) else (high - low) / 2.0 / NINETY


def tail_and_score(value: float, together: float, observed: float, low: float, high: float) -> tuple[float, float]:
    """Return the tail probability of the record, and the score of the prediction.

    Examples
    --------
    >>> tail, score = tail_and_score(value=0.5, together=0.1, observed=0.1, low=0.4, high=0.6)
    >>> round(tail, 3), abs(score) < 1e-9
    (1.0, True)
    """
    from scipy.special import log_ndtr, ndtr

    if np.isnan(value):
        return np.nan, np.nan
    if np.isnan(low) or np.isnan(high):
        inside = value - low if np.isnan(high) else high - value
        away = inside / together if together > 0.0 else np.copysign(np.inf, inside)
        return float(ndtr(away)), float(log_ndtr(away))
    away = abs(value - record_of(low, high)) / together
    return float(2.0 * ndtr(-away)), float(-0.5 * away**2 - np.log(together / observed))


def compared_with(found: pd.DataFrame, other: pd.DataFrame) -> list[str]:
    """Return in words how an assessment stands beside another: scores over what both have, verdicts that differ."""
    keys = ["pattern", "figure"]
    shared = found[keys].merge(other[keys], on=keys)
    scores = [score_of(table.merge(shared, on=keys)) for table in (found, other)]
    own, others = (f"{score:.3f}" for score, _ in scores)
    lines = [f"Score over {scores[0][1]} figures that both have: {own}; of the other: {others} (0 is best)"]
    here, there = verdicts(found), verdicts(other)
    changed = [f"{name} {there[name]} -> {here[name]}" for name in here if name in there and here[name] != there[name]]
    lines.append(f"Verdicts that differ: {', '.join(changed) or 'none'}")
    new = [name for name in here if name not in there]
    return [*lines, f"Patterns that the other does not have: {', '.join(new)}"] if new else lines
