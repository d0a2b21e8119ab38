"""Summaries over replicates: shares with intervals, medians with named bands, and of which replicates they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd

from sim.outcomes import OUTCOMES
from sim.scenario.provenance import band_in_words
from sim.scenario.scenario_schema import DEFAULTS

SHARE_BAND = "95 % interval (Wilson)"
SPREAD_BAND = "5-95 % of values"
MEAN_BAND = "95 % interval of the mean"
POOLED_BAND = "95 % interval over replicates"

SHOWN = (
    "recovered_within_36",
    "recovered_within_60",
    "sustained_once_recovered",
    "relapsed_once_recovered",
    "entered_special_measures",
    "exit_within_36",
    "absorbed_before_exit_within_36",
    "months_in_special_measures",
    "special_measures_again",
    "permanent_failure",
    "good_or_better",
    "performance_shortfall",
    "performance_change_36",
    "quality_change_36",
    "engagement_change_36",
    "compliance_attention",
    "partnership_attention",
    "cost_to_trust",
    "cost_to_centre",
    "quality_lost_to_partnerships",
    "engagement_lost_to_partnerships",
    "rating_lost_to_partnerships",
    "partnership_success",
)
"""Outcomes on the terminal and in reports; summary.csv has all."""

NORMAL = 1.959963984540054
"""Standard deviations on either side of its mean within which 95 % of a normal distribution lies."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval or band.

    Attributes
    ----------
    statistic : share, median or mean.
    value, low, high : missing where no replicate has a value.
    band : what low and high are.
    count : how many values it rests on.
    """

    statistic: str
    value: float
    low: float
    high: float
    band: str
    count: int

    @property
    def half_width(self) -> float:
        """Return half the width of the interval."""
        return (self.high - self.low) / 2.0


def share(values: pd.Series) -> Estimate:
    """Return the share of yes among the known values, with Wilson's interval."""
    known = values.dropna()
    if known.empty:
        return Estimate("share", np.nan, np.nan, np.nan, SHARE_BAND, 0)
    low, high = wilson(int(known.sum()), len(known))
    return Estimate("share", float(known.mean()), low, high, SHARE_BAND, len(known))


def wilson(yes: int, count: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share."""
    squared = NORMAL**2
    among = yes / count
    middle = (2 * count * among + squared) / (2 * (count + squared))
    half = NORMAL / (2 * (count + squared)) * sqrt(4 * count * among * (1 - among) + squared)
    return (middle - half if yes else 0.0), (middle + half if yes < count else 1.0)


def median(values: pd.Series) -> Estimate:
    """Return the median of the known values, with the band in which nine in ten of them lie."""
    known = values.dropna()
    if known.empty:
        return Estimate("median", np.nan, np.nan, np.nan, SPREAD_BAND, 0)
    low, middle, high = np.quantile(known, [0.05, 0.5, 0.95])
    return Estimate("median", float(middle), float(low), float(high), SPREAD_BAND, len(known))


def mean(values: pd.Series) -> Estimate:
    """Return the mean of the known values, with its 95 % interval (Student's t)."""
    from scipy.special import stdtrit

    known = values.dropna()
    if len(known) < 2:
        value = float(known.mean()) if len(known) else np.nan
        return Estimate("mean", value, np.nan, np.nan, MEAN_BAND, len(known))
    half = float(stdtrit(len(known) - 1, 0.975) * known.std(ddof=1) / np.sqrt(len(known)))
    value = float(known.mean())
    return Estimate("mean", value, value - half, value + half, MEAN_BAND, len(known))


def pooled(outcomes: pd.DataFrame, outcome: str) -> Estimate:
    """Return the share or mean over all trusts, with the 95 % interval of its mean over replicates.

    The trusts of one replicate share the same nation and winters, so they are not independent of each other, and an
    interval that counted each of them would be too narrow.
    """
    by_replicate = mean(outcomes.groupby("replicate")[outcome].mean())
    known = outcomes[outcome].dropna()
    statistic = "share" if OUTCOMES[outcome].kind == "share" else "mean"
    value = float(known.mean()) if len(known) else np.nan
    low, high = by_replicate.low, by_replicate.high
    if statistic == "share" and len(known):
        low, high = interval_of_pooled_share(value, low, high, by_replicate.count)
    return Estimate(statistic, value, low, high, POOLED_BAND, len(known))


def interval_of_pooled_share(value: float, low: float, high: float, replicates: int) -> tuple[float, float]:
    """Return the interval of a share over all trusts, from that of its mean over replicates; inside 0 to 1.

    Where all replicates agree, it is Wilson's interval for as many yes-or-no observations as there are replicates.
    """
    if not high > low:
        low, high = wilson(round(value) * replicates, replicates)
    return max(0.0, low), min(1.0, high)


def of_trust(outcomes: pd.DataFrame, trust: str | None) -> pd.DataFrame:
    """Return the rows of a trust, or of all trusts."""
    return outcomes if trust is None else outcomes[outcomes["trust"] == trust]


def estimate(outcomes: pd.DataFrame, outcome: str, trust: str | None = None) -> Estimate:
    """Return an outcome's usual statistic: the share of yes, or the median."""
    rows = of_trust(outcomes, trust)
    if OUTCOMES[outcome].kind != "share":
        return median(rows[outcome])
    return pooled(rows, outcome) if len(rows["trust"].unique()) > 1 else share(rows[outcome])


def estimate_of_precision(outcomes: pd.DataFrame, outcome: str, trust: str | None) -> Estimate:
    """Return the statistic to whose interval `precision` refers: a share, or the mean of a number."""
    rows = of_trust(outcomes, trust)
    if len(rows["trust"].unique()) > 1:
        return pooled(rows, outcome)
    return share(rows[outcome]) if OUTCOMES[outcome].kind == "share" else mean(rows[outcome])


def difference_from_twin(
    outcomes: pd.DataFrame, twin_outcomes: pd.DataFrame, outcome: str, trust: str | None
) -> Estimate:
    """Return the mean difference, replicate by replicate, from the same world without the partnerships."""
    return differences_from_twin(outcomes, twin_outcomes, [outcome], trust)[outcome]


def differences_from_twin(
    outcomes: pd.DataFrame, twin_outcomes: pd.DataFrame, names: Iterable[str], trust: str | None
) -> dict[str, Estimate]:
    """Return the mean difference in each outcome; all are paired at once, which takes as long as to pair one."""
    keys = ["replicate", "trust"]
    compared = [name for name in names if not (OUTCOMES[name].needs_twin or twin_outcomes.empty)]
    own, twin = (of_trust(rows, trust).set_index(keys)[compared] for rows in (outcomes, twin_outcomes))
    gaps = (own - twin).groupby(level="replicate").mean()
    return {name: mean(gaps[name] if name in compared else pd.Series(dtype=float)) for name in names}


def of_which(outcome: str, count: int, replicates: int, trusts: int) -> str:
    """Return of which replicates a statistic of an outcome is; arguments as for `counted`."""
    return counted(count, replicates, trusts, OUTCOMES[outcome].condition)


def counted(count: int, replicates: int, trusts: int = 1, condition: str = "") -> str:
    """Return of how many replicates, or trusts in them, something is: of all, or of those of which a condition holds.

    Parameters
    ----------
    count : how many have a value.
    replicates, trusts : how many replicates there are, and trusts in each that are taken together.
    condition : in words, such as `that recovered`; empty: none.
    """
    total = replicates * trusts
    everything = f"{total:,} trusts in {replicates:,} replicates" if trusts > 1 else f"{total:,} replicates"
    if condition:
        return f"the {count:,} of {everything} {condition}"
    return f"all {everything}" if count == total else f"{count:,} of {everything}"


def without_units(table: pd.DataFrame, units: Sequence[str], trust: str | None = None) -> pd.DataFrame:
    """Return a table without units, which are no trusts of their own, unless it is of one trust or unit alone."""
    return table if trust is not None or not units else table[~table["trust"].isin(units)]


def summarise(
    outcomes: pd.DataFrame,
    twin_outcomes: pd.DataFrame,
    focal_trusts: Sequence[str],
    units: Sequence[str] = (),
    source: str = DEFAULTS,
) -> pd.DataFrame:
    """Return every outcome of every focal trust, and of all trusts together where none is focal or there are others.

    The difference is from the same worlds without the partnerships, paired, with the 95 % interval of its mean, over
    the replicates with a value in both. `of` says which replicates the statistic is of. Units are no trusts of their
    own, and not among all.
    `source` is where parameters come from: bands are also over parameter sets where each replicate has its own.
    """
    groups: list[str | None] = list(focal_trusts)
    if outcomes["trust"].nunique() > len(focal_trusts):
        groups.append(None)
    rows = []
    replicates = outcomes["replicate"].nunique()
    for trust in groups:
        own, twins = (without_units(of_trust(table, trust), units, trust) for table in (outcomes, twin_outcomes))
        trusts = 1 if trust else own["trust"].nunique()
        differences = differences_from_twin(own, twins, OUTCOMES, trust)
        for name, outcome in OUTCOMES.items():
            found = estimate(own, name)
            difference = differences[name]
            rows.append(
                {
                    "trust": trust or "all trusts",
                    "outcome": name,
                    "statistic": found.statistic,
                    "value": found.value,
                    "low": found.low,
                    "high": found.high,
                    "band": band_in_words(found.band, source),
                    "n": found.count,
                    "of": of_which(name, found.count, replicates, trusts),
                    "difference": difference.value,
                    "difference_low": difference.low,
                    "difference_high": difference.high,
                    "difference_n": difference.count,
                    "unit": outcome.unit,
                    "meaning": outcome.meaning,
                }
            )
    return pd.DataFrame(rows)
