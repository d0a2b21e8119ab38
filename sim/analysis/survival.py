"""Time to exit, recovery or relapse: cumulative incidence with its competing ends, and paired differences.

The estimates are scikit-survival's: Aalen and Johansen's where absorption or dissolution ended some of the spells, one
less Kaplan and Meier's where none did. Intervals of differences are SciPy's bootstrap over replicates, which keeps
pairs together. Nothing is tested, since no library that is used has a test for pairs with competing ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.libraries import library
from sim.analysis.spells_read import GroupedSpells, Source, grouped_spells
from sim.config.arguments import list_of
from sim.config.naming import nearest
from sim.results.durations import CENSORED, COMPETING, KINDS, REACHED

MONTHS = (12, 24, 36)
RESAMPLES = 999
LEAST_PAIRED = 10  # replicates; a bootstrap over fewer says little
EVENTS = (REACHED, *COMPETING)

Values = NDArray[np.float64]


@dataclass(repr=False)
class Survival:
    """How long something takes in several groups.

    Attributes
    ----------
    of : `exit`, `recovery` or `relapse`.
    title : of the scenario, or the first of several.
    groups : what is compared; the first is the reference.
    curves : a row for each group, event (what is waited for, or a competing end) and month since the spell began:
        cumulative incidence with its 95 % interval, and how many were still followed then.
    differences : a row for each group but the first and each month asked for: cumulative incidence less that of the
        first, with its 95 % interval.
    remarks : what a reader must know.
    """

    of: str
    title: str
    groups: tuple[str, ...]
    curves: pd.DataFrame
    differences: pd.DataFrame
    remarks: list[str]

    def __repr__(self) -> str:
        """Return a few lines: what was followed, of how many, and the last month of each group."""
        return "\n".join([f"Time to {self.of}: {self.title}", *self._lines])

    def _repr_html_(self) -> str:
        """Return the differences, or where there are none the end of the curves, for notebooks."""
        shown = self.differences if len(self.differences) else self.curves.groupby(["group", "event"]).tail(1)
        return str(shown.to_html(index=False, border=0, float_format=lambda value: f"{value:.3g}", escape=True))

    @property
    def _lines(self) -> list[str]:
        reached = self.curves[self.curves["event"] == REACHED].groupby("group", sort=False).tail(1)
        return [
            f"{row.group}: {row.incidence:.0%} by month {row.month} (95% CI {row.low:.0%} to {row.high:.0%}), n {row.n}"
            for row in reached.itertuples()
        ]

    def plot(self) -> Any:
        """Return the curves with the numbers at risk as a matplotlib figure."""
        from sim.plots.figures.survival_figure import survival_curves

        return survival_curves(self)

    def save(self, folder: str | Path) -> Path:
        """Write both tables as CSV and the figure as PNG and SVG into a folder, and return its path."""
        from sim.plots.layout.sheet import save

        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        self.curves.to_csv(place / "survival.csv", index=False)
        self.differences.to_csv(place / "differences.csv", index=False)
        save(self.plot(), place, "survival")
        return place


def survival(
    folders: Source | Sequence[Source],
    *,
    of: str = "exit",
    by: str | None = None,
    trust: str | None = None,
    months: Sequence[int] = MONTHS,
) -> Survival:
    """Estimate how long exit from special measures, recovery or relapse takes.

    Parameters
    ----------
    folders : folders of runs, which are compared with the first; or one run, which is compared with its twin; or one
        sweep, by the levels of a factor. What is open already may stand for its folder.
    of : `exit` (from special measures, since entry or the start), `recovery` (since the first failure or the start), or
        `relapse` (since recovery).
    by : key of the factor of a sweep; `world` compares with the twin; not needed where there is only one.
    trust : id or name of one trust; by default all together.
    months : since the beginning of the spell, at which the difference is given.

    Raises
    ------
    ResultsError : a folder left no durations, or folders have different worlds.
    ValueError : nothing began that could end, an unknown name, or the extra `analysis` is not installed.

    Examples
    --------
    >>> import sim
    >>> found = survival(sim.run("case_b_buddying", replicates=12), trust="green_bay", months=[24])
    >>> found.differences["month"].tolist()
    [24]
    """
    if of not in KINDS:
        raise nearest(of, list(KINDS), "time")
    named = [folders] if isinstance(folders, Source) else list_of("folders", folders, "folders, runs or sweeps")
    grouped = grouped_spells(named, of, by, trust)
    if grouped.table.empty:
        raise ValueError(f"time to {of}: no spell began in any of {sum(grouped.possible.values()):,} trusts and worlds")
    wanted = _checked_months(list_of("months", months, "months"), grouped.scenario.months)
    return Survival(
        of,
        grouped.scenario.shown_title,
        grouped.groups,
        curves_of(grouped),
        differences_of(grouped, wanted),
        _remarks(grouped, of, trust),
    )


def _checked_months(months: Sequence[int], simulated: int) -> list[int]:
    if wrong := [month for month in months if not 0 < month <= simulated]:
        raise ValueError(f"months: found {wrong[0]}; allowed: 1 to {simulated}, the length of the run")
    return sorted(set(months))


def curves_of(grouped: GroupedSpells) -> pd.DataFrame:
    """Return cumulative incidence, interval and number at risk of each group, event and month."""
    tables = []
    for group in grouped.groups:
        own = grouped.table[grouped.table["group"] == group]
        if len(own):
            curves = incidence(own["months"].to_numpy(), own["cause"], grouped.scenario.months)
            tables += [curve.assign(group=group) for curve in curves]
    found = pd.concat(tables, ignore_index=True)
    return found[["group", *(name for name in found.columns if name != "group")]]


def incidence(months: NDArray[Any], causes: pd.Series, until: int) -> list[pd.DataFrame]:
    """Return the cumulative incidence of what is waited for, and of each end that competes with it, if any did.

    Parameters
    ----------
    months, causes : how long each spell took, and how it ended.
    until : the length of the run, up to which is known what comes after the last spell, if that was not censored.
    """
    present = [event for event in EVENTS if (causes == event).any()]
    codes = causes.map({event: place + 1 for place, event in enumerate(present)}).fillna(0).to_numpy(dtype=np.int64)
    times = np.asarray(months, dtype=np.float64)
    month, curves, estimator = _estimated(codes, times, len(present))
    if known_until(codes, times, until) > month[-1]:
        month, curves = np.append(month, until), np.concatenate([curves, curves[:, :, -1:]], axis=2)
    tables = []
    for event in present if REACHED in present else [REACHED, *present]:
        place = present.index(event) if event in present else None
        flat = np.zeros((3, len(month)))
        value, low, high = flat if place is None else curves[place]
        table = pd.DataFrame({"event": event, "month": month, "incidence": value, "low": low, "high": high})
        tables.append(
            table.assign(at_risk=[int((times >= at).sum()) for at in month], n=len(times), estimator=estimator)
        )
    return tables


def known_until(codes: NDArray[Any], times: Values, until: int) -> int:
    """Return the last month at which the cumulative incidence is known: where all have ended, it changes no more."""
    last = times.max()
    return int(last) if (codes[times == last] == 0).any() else max(until, int(last))


def _estimated(codes: NDArray[Any], times: Values, events: int) -> tuple[NDArray[Any], Values, str]:
    """Return months from 0, and [events, (value, low, high), months] of each kind of event."""
    nonparametric = library("sksurv.nonparametric", "scikit-survival")
    if events < 2:
        month, alive, interval = nonparametric.kaplan_meier_estimator(codes > 0, times, conf_type="log-log")
        curves = 1.0 - np.stack([alive, interval[1], interval[0]])[None]
        return *_from_the_beginning(month, curves), "Kaplan-Meier"
    month, values, interval = nonparametric.cumulative_incidence_competing_risks(codes, times, conf_type="log-log")
    curves = np.stack([values[1:], interval[1:, 0], interval[1:, 1]], axis=1)
    return *_from_the_beginning(month, curves), "Aalen-Johansen"


def _from_the_beginning(month: Values, curves: Values) -> tuple[NDArray[Any], Values]:
    """Return steps with month 0 before them, at which nothing has happened yet."""
    if month[0] == 0.0:
        return month.astype(np.int64), curves
    return np.append(0, month).astype(np.int64), np.concatenate([np.zeros((*curves.shape[:2], 1)), curves], axis=2)


def incidence_at(codes: NDArray[Any], times: Values, months: Sequence[int]) -> Values:
    """Return the cumulative incidence of what is waited for (code 1) at some months, by Aalen and Johansen.

    It is that of scikit-survival, whose checks would be most of the time that thousands of resamples take.
    """
    month = times.astype(np.int64)
    followed = np.bincount(month)[::-1].cumsum()[::-1]  # from the first month on, up to the last of any spell
    ended = np.bincount(month[codes > 0], minlength=len(followed))
    reached = np.bincount(month[codes == 1], minlength=len(followed))
    before = np.append(1.0, np.cumprod(1.0 - ended / followed)[:-1])
    values = np.cumsum(before * reached / followed)
    return values[np.minimum(months, len(values) - 1)]


def differences_of(grouped: GroupedSpells, months: Sequence[int]) -> pd.DataFrame:
    """Return how much more often it has happened by some months than in the first group, pairs kept together.

    Months after the last in which a spell of either was followed are left out.
    """
    columns = ["group", "reference", "month", "difference", "low", "high", "replicates"]
    reference, *others = grouped.groups
    rows: list[tuple[Any, ...]] = []
    for group in others:
        pair = [_ByReplicate(grouped.table[grouped.table["group"] == name]) for name in (reference, group)]
        replicates = np.unique(np.concatenate([one.replicates for one in pair]))
        if min(len(one.replicates) for one in pair) < LEAST_PAIRED:
            continue
        known = min(known_until(one.codes, one.times, grouped.scenario.months) for one in pair)
        asked = [month for month in months if month <= known]
        if not asked:
            continue
        value, low, high = _paired(pair, replicates, asked)
        rows += [
            (group, reference, month, *numbers, len(replicates))
            for month, *numbers in zip(asked, value, low, high, strict=True)
        ]
    return pd.DataFrame(rows, columns=columns)


class _ByReplicate:
    """Spells in the order of their replicates, so that those of any replicates are gathered quickly."""

    def __init__(self, table: pd.DataFrame) -> None:
        ordered = table.sort_values("replicate", kind="stable")
        self.replicates, self.starts, self.counts = np.unique(
            ordered["replicate"].to_numpy(), return_index=True, return_counts=True
        )
        self.times = ordered["months"].to_numpy(dtype=np.float64)
        codes = {event: place + 1 for place, event in enumerate(EVENTS)} | {CENSORED: 0}
        self.codes = ordered["cause"].map(codes).to_numpy(dtype=np.int64)

    def incidence(self, replicates: NDArray[Any], months: Sequence[int]) -> Values:
        """Return the cumulative incidence over some replicates, as often as they are named."""
        place = np.minimum(np.searchsorted(self.replicates, replicates), len(self.replicates) - 1)
        place = place[self.replicates[place] == replicates]
        if not len(place):
            return np.zeros(len(months))
        counts = self.counts[place]
        rows = np.repeat(self.starts[place] - np.append(0, np.cumsum(counts)[:-1]), counts) + np.arange(counts.sum())
        return incidence_at(self.codes[rows], self.times[rows], months)


def _paired(
    pair: Sequence[_ByReplicate], replicates: NDArray[Any], months: Sequence[int]
) -> tuple[Values, Values, Values]:
    from scipy.stats import bootstrap

    def difference(chosen: NDArray[Any]) -> Values:
        before, after = (one.incidence(chosen, months) for one in pair)
        return after - before

    interval = bootstrap(
        (replicates,),
        difference,
        vectorized=False,
        n_resamples=RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(1),
    ).confidence_interval
    return difference(replicates), np.atleast_1d(interval.low), np.atleast_1d(interval.high)


def _remarks(grouped: GroupedSpells, of: str, trust: str | None) -> list[str]:
    counts = grouped.table["group"].value_counts()
    began = "; ".join(f"{name}: {counts.get(name, 0):,} of {grouped.possible[name]:,}" for name in grouped.groups)
    remarks = [f"Spells that began, of all trusts and replicates: {began}. What changes who begins is not seen here."]
    if (trust is None and grouped.table.duplicated(["replicate", "group", "trust"]).any()) or _several(grouped):
        remarks.append(
            "Bands take spells for independent; trusts of one replicate share its random events, so that they are too "
            "narrow. Differences are resampled by whole replicates."
        )
    if min(counts.get(name, 0) for name in grouped.groups) and len(grouped.groups) > 1:
        few = grouped.table.groupby("group")["replicate"].nunique().min() < LEAST_PAIRED
        remarks += (
            [f"No paired difference: a group has fewer than {LEAST_PAIRED} replicates with a spell."] if few else []
        )
    return remarks


def _several(grouped: GroupedSpells) -> bool:
    """Return whether a replicate has several spells in a group."""
    return bool(grouped.table.duplicated(["replicate", "group"]).any())
