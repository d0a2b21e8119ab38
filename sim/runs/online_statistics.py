"""A summary that is updated as parts of a long run arrive, without keeping the parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.outcomes import OUTCOMES
from sim.results.summary import (
    POOLED_BAND,
    SHARE_BAND,
    SPREAD_BAND,
    Estimate,
    interval_of_pooled_share,
    of_which,
    wilson,
)
from sim.runs.streamed_quantiles import WrittenOutcomes, quantiles
from sim.scenario.provenance import band_in_words
from sim.scenario.scenario_schema import DEFAULTS

Values = NDArray[np.float64]


class RunningMoments:
    """Count, mean and squared deviations of columns of values, kept up as rows come in (Chan et al. 1979)."""

    def __init__(self, columns: int) -> None:
        self.count = np.zeros(columns)
        self.mean = np.zeros(columns)
        self.deviations = np.zeros(columns)

    def add(self, rows: Values) -> None:
        """Take in rows [row, column]; missing values (NaN) do not count in their column."""
        known = ~np.isnan(rows)
        count = known.sum(axis=0).astype(np.float64)
        mean = np.where(known, rows, 0.0).sum(axis=0) / np.maximum(count, 1.0)
        deviations = (np.where(known, rows - mean, 0.0) ** 2).sum(axis=0)
        together = np.maximum(self.count + count, 1.0)
        apart = mean - self.mean
        self.deviations += deviations + apart**2 * self.count * count / together
        self.mean += apart * count / together
        self.count += count

    def interval(self) -> tuple[Values, Values]:
        """Return the 95 % interval of the mean of each column (Student's t), NaN for fewer than two values."""
        from scipy.special import stdtrit

        free = np.maximum(self.count - 1.0, 1.0)
        half = stdtrit(free, 0.975) * np.sqrt(self.deviations / free / np.maximum(self.count, 1.0))
        half = np.where(self.count > 1.0, half, np.nan)
        return self.mean - half, self.mean + half


class RunningSummary:
    """The summary of every outcome: of each focal trust, and of all trusts together where there are more.

    Shares are counted as parts come in; medians and bands are those of what has been written, since they need all
    values. The statistics are those of runs that are kept whole (`sim.results.summary`).
    """

    def __init__(self, trusts: Sequence[str], focal_trusts: Sequence[str], units: Sequence[str] = ()) -> None:
        self.own = [position for position, name in enumerate(trusts) if name not in units]  # no trusts of their own
        self.trusts, self.replicates = len(self.own), 0
        self.positions = {name: position for position, name in enumerate(trusts) if name in focal_trusts}
        self.groups = [*self.positions, *(["all trusts"] if len(trusts) > len(self.positions) else [])]
        # One trust that is not focal is all there are, and no replicate has several that share its nation and winters.
        self.single = {*self.positions, *(self.groups if len(trusts) == 1 else [])}
        self.moments = {group: RunningMoments(len(OUTCOMES)) for group in self.groups}
        self.known = {group: np.zeros(len(OUTCOMES)) for group in self.groups}
        self.total = {group: np.zeros(len(OUTCOMES)) for group in self.groups}

    def add(self, outcomes: Values) -> None:
        """Take in outcomes [replicates, trusts, outcomes] of some replicates."""
        self.replicates += len(outcomes)
        for group in self.groups:
            own = outcomes[:, [self.positions[group]] if group in self.positions else self.own]
            known = ~np.isnan(own)
            total, count = np.where(known, own, 0.0).sum(axis=1), known.sum(axis=1)
            # Trusts of one replicate share its nation and winters: the replicate is what counts as one.
            self.moments[group].add(np.where(count > 0, total / np.maximum(count, 1), np.nan))
            self.known[group] += count.sum(axis=0)
            self.total[group] += total.sum(axis=0)

    def frame(self, written: WrittenOutcomes, source: str = DEFAULTS) -> pd.DataFrame:
        """Return a row for every group and outcome.

        Parameters
        ----------
        written : the outcomes that were taken in.
        source : where parameters come from.
        """
        found = {(group, name): self._estimate(written, group, name) for name in OUTCOMES for group in self.groups}
        rows = []
        for group in self.groups:
            for name, outcome in OUTCOMES.items():
                estimate = found[group, name]
                trusts = 1 if group in self.positions else self.trusts
                row = {
                    "trust": group,
                    "outcome": name,
                    "statistic": estimate.statistic,
                    "value": estimate.value,
                    "low": estimate.low,
                    "high": estimate.high,
                    "band": band_in_words(estimate.band, source),
                    "n": estimate.count,
                    "of": of_which(name, estimate.count, self.replicates, trusts),
                    "unit": outcome.unit,
                    "meaning": outcome.meaning,
                }
                rows.append(row)
        return pd.DataFrame(rows)

    def _estimate(self, written: WrittenOutcomes, group: str, name: str) -> Estimate:
        at = list(OUTCOMES).index(name)
        count = int(self.known[group][at])
        if OUTCOMES[name].kind == "share":
            return self._share(group, at, count)
        if count == 0:
            return Estimate("median", np.nan, np.nan, np.nan, SPREAD_BAND, 0)
        places = [self.positions[group]] if group in self.positions else self.own
        low, middle, high = quantiles(written.known(name, places), count, (0.05, 0.5, 0.95))
        return Estimate("median", float(middle), float(low), float(high), SPREAD_BAND, count)

    def _share(self, group: str, at: int, count: int) -> Estimate:
        band = SHARE_BAND if group in self.single else POOLED_BAND
        if count == 0:
            return Estimate("share", np.nan, np.nan, np.nan, band, 0)
        yes = self.total[group][at]
        if group in self.single:
            return Estimate("share", yes / count, *wilson(round(yes), count), band, count)
        low, high = (bound[at] for bound in self.moments[group].interval())
        replicates = int(self.moments[group].count[at])
        return Estimate(
            "share", yes / count, *interval_of_pooled_share(yes / count, low, high, replicates), band, count
        )
