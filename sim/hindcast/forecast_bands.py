"""The bands of a run as a forecast: for each trust, published figure and month, quantiles over replicates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sim.model.indicators import OBSERVABLES, Observable, access_measure
from sim.plots.data.run_frames import RunFrames, TrustMonths, shown_trusts, types_of_trusts
from sim.plots.layout.captions import parameters_note
from sim.scenario.dated_marks import DatedMark

Numbers = NDArray[np.float64]

MEMBERS = 30
LEVELS = (np.arange(MEMBERS) + 0.5) / MEMBERS
"""Levels of the quantiles that are kept, evenly spaced, so that they stand for as many equally likely values."""
LOW, HIGH = 1, MEMBERS - 2
"""Positions of the ends of the 90 % band among the quantiles."""
BAND = 0.9
OTHERS = ("engagement_score", "surplus", "vacancy_rate")
"""Figures that every trust publishes, beside the access measure of its type."""
DIGITS = 6


@dataclass(frozen=True, eq=False)
class Forecast:
    """The band of a published figure of a trust.

    Attributes
    ----------
    trust, figure : whose and which.
    provider_type : of the trust.
    quantiles : an array [levels, months], month 0 (the start) first, of levels `LEVELS`.
    """

    trust: str
    figure: str
    provider_type: str
    quantiles: Numbers

    @property
    def observable(self) -> Observable:
        """Return what the figure is."""
        return OBSERVABLES[self.figure]

    @property
    def median(self) -> Numbers:
        """Return the median by month."""
        middle: Numbers = np.median(self.quantiles, axis=0)
        return middle

    @property
    def low(self) -> Numbers:
        """Return the lower end of the 90 % band by month."""
        low: Numbers = self.quantiles[LOW]
        return low

    @property
    def high(self) -> Numbers:
        """Return the upper end of the 90 % band by month."""
        high: Numbers = self.quantiles[HIGH]
        return high


@dataclass(frozen=True, eq=False)
class ForecastSet:
    """The bands of some trusts, with what is to be known of the run.

    Attributes
    ----------
    title : of the scenario.
    months, start_month : length of the run, and the calendar month of month 1.
    start : month 1 counted from the year 0, if its year is known.
    replicates : over which the bands are.
    trust_names : by id.
    policy_months : in which the regulator's policy changes.
    dated_marks : dated events of the scenario; none where trusts are not named, since these name them.
    parameters_note : where the parameters come from, in a sentence, if there is anything to say.
    """

    title: str
    months: int
    start_month: int
    start: int | None
    replicates: int
    trust_names: dict[str, str]
    forecasts: list[Forecast]
    policy_months: list[int] = field(default_factory=list)
    dated_marks: list[DatedMark] = field(default_factory=list)
    parameters_note: str = ""

    def figures_of(self, trust: str) -> dict[str, Forecast]:
        """Return the bands of a trust by figure."""
        return {forecast.figure: forecast for forecast in self.forecasts if forecast.trust == trust}


def forecast_of(run: RunFrames, trust: str | None = None, start: int | None = None) -> ForecastSet:
    """Return the bands of a run, of one trust or of those that the scenario describes.

    Parameters
    ----------
    trust : id or name of a trust; if omitted: those that are described one by one.
    start : month 1 counted from the year 0, if it is known.

    Raises
    ------
    ValueError : there is no such trust, or the scenario describes none.
    """
    chosen = list(run.focal_trusts) if trust is None else shown_trusts(run, trust)
    if not chosen:
        raise ValueError(f"{run.scenario_name}: describes no trust one by one; name one with --trust")
    if start is not None and start % 12 + 1 != run.start_month:
        raise ValueError(f"--start: month 1 of the run is calendar month {run.start_month}, not {start % 12 + 1}")
    names = {name: run.trust_names[name] for name in chosen}
    forecasts = list(_forecasts(run, chosen))
    note, policy, marks = parameters_note(run), list(run.policy_months), list(run.dated_marks)
    return ForecastSet(
        run.title, run.months, run.start_month, start, run.replicates, names, forecasts, policy, marks, note
    )


def _forecasts(run: RunFrames, trusts: list[str]) -> Iterator[Forecast]:
    held, types = TrustMonths(run, trusts), types_of_trusts(run, trusts)
    for position, trust in enumerate(trusts):
        for figure in (access_measure(types[trust]).name, *OTHERS):
            values = held.numbers(figure)[:, position]
            yield Forecast(trust, figure, types[trust], quantiles_of(values))


def anonymous(forecast: ForecastSet) -> tuple[ForecastSet, dict[str, str]]:
    """Return the same with trusts numbered in the place of ids and names, and without its title.

    Returns
    -------
    The bands, and the new id of each trust by its old one.
    """
    called = {name: f"trust_{number}" for number, name in enumerate(forecast.trust_names, start=1)}
    names = {new: new.replace("_", " ").title() for new in called.values()}
    forecasts = [replace(one, trust=called[one.trust]) for one in forecast.forecasts]
    return replace(forecast, title="A trust like yours", trust_names=names, forecasts=forecasts), called


def quantiles_of(values: Numbers) -> Numbers:
    """Return the quantiles of an array [replicates, months] at `LEVELS`, rounded as they are kept."""
    found: Numbers = np.quantile(values, LEVELS, axis=0, method="hazen").round(DIGITS)
    return found
