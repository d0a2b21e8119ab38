"""A summary that is updated as parts of a long run arrive, without keeping the parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.outcomes import OUTCOMES
from sim.results.summary import MEAN_BAND, POOLED_BAND, SHARE_BAND, interval_of_pooled_share, wilson
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
        from scipy.stats import t

        free = np.maximum(self.count - 1.0, 1.0)
        half = t.ppf(0.975, free) * np.sqrt(self.deviations / free / np.maximum(self.count, 1.0))
        half = np.where(self.count > 1.0, half, np.nan)
        return self.mean - half, self.mean + half


class RunningSummary:
    """The mean or share of every outcome: of each focal trust, and of all trusts together where there are more.

    Medians would need all values at once; `sim.results.summary` gives them for runs that are kept whole.
    """

    def __init__(self, trusts: Sequence[str], focal_trusts: Sequence[str]) -> None:
        self.positions = {name: position for position, name in enumerate(trusts) if name in focal_trusts}
        self.groups = [*self.positions, *(["all trusts"] if len(trusts) > len(self.positions) else [])]
        self.moments = {group: RunningMoments(len(OUTCOMES)) for group in self.groups}
        self.known = np.zeros(len(OUTCOMES))
        self.total = np.zeros(len(OUTCOMES))

    def add(self, outcomes: Values) -> None:
        """Take in outcomes [replicates, trusts, outcomes] of some replicates."""
        for group in self.groups:
            if group in self.positions:
                self.moments[group].add(outcomes[:, self.positions[group], :])
            else:
                # Trusts of one replicate share its nation and winters: the replicate is what counts as one.
                known = ~np.isnan(outcomes)
                total = np.where(known, outcomes, 0.0).sum(axis=1)
                count = known.sum(axis=1)
                self.moments[group].add(np.where(count > 0, total / np.maximum(count, 1), np.nan))
                self.known += count.sum(axis=0)
                self.total += total.sum(axis=0)

    def frame(self, source: str = DEFAULTS) -> pd.DataFrame:
        """Return a row for every group and outcome; `source` is where parameters come from."""
        rows = []
        for group in self.groups:
            moments = self.moments[group]
            low, high = moments.interval()
            for at, (name, outcome) in enumerate(OUTCOMES.items()):
                is_share, own = outcome.kind == "share", group in self.positions
                count = int(moments.count[at])
                band = POOLED_BAND if not own else SHARE_BAND if is_share else MEAN_BAND
                row = {
                    "trust": group,
                    "outcome": name,
                    "statistic": "share" if is_share else "mean",
                    "value": moments.mean[at] if count else np.nan,
                    "low": low[at],
                    "high": high[at],
                    "band": band_in_words(band, source),
                    "n": count if own else int(self.known[at]),
                    "unit": outcome.unit,
                    "meaning": outcome.meaning,
                }
                if not own and count:
                    row["value"] = self.total[at] / self.known[at]
                if is_share and own and count:
                    row["low"], row["high"] = wilson(round(moments.mean[at] * count), count)
                if is_share and not own and count:
                    row["low"], row["high"] = interval_of_pooled_share(row["value"], low[at], high[at], count)
                rows.append(row)
        return pd.DataFrame(rows)
