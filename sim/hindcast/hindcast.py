"""A hindcast: observed series over simulated bands, scores beside those of naive forecasts, and what surprised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.config.arguments import folder_of
from sim.hindcast.forecast_bands import BAND, Forecast, ForecastSet
from sim.hindcast.naive_forecasts import PERSISTENCE, REGRESSION, naive
from sim.hindcast.observed_series import Observed, ObservedSeries
from sim.hindcast.scores import crps_of_members, interval_score
from sim.results.checked_files import ResultsError
from sim.results.folder_replacement import foreign_in, replace_folder
from sim.scenario.provenance import LIKE_YOURS

MODEL = "model"
FORECASTS = (MODEL, PERSISTENCE, REGRESSION)
LASTING = 3
"""Months beyond the band in a row from which on chance alone is no likely cause."""
FILES = ("hindcast.csv", "scores.csv", "surprises.txt", "hindcast.png", "hindcast.svg")
"""What a hindcast leaves in its folder."""


@dataclass(frozen=True, eq=False)
class Hindcast:
    """A forecast with what was observed.

    Attributes
    ----------
    months : a row for each observed value within the run: its band, whether it is within, and each forecast's scores.
    scores : a row for each trust, figure and forecast.
    surprises : sentences on the figures that left their bands, those that did so for longest first.
    """

    forecast: ForecastSet
    series: ObservedSeries
    months: pd.DataFrame
    scores: pd.DataFrame
    surprises: list[str]


def hindcast(forecast: ForecastSet, series: ObservedSeries) -> Hindcast:
    """Return what was observed over what was forecast.

    Raises
    ------
    ValueError : no observed value lies within the run.
    """
    rows = [row for one in forecast.forecasts for row in _rows(one, observed_of(series, one))]
    if not rows:
        raise ValueError(f"no observed value lies in months 1 to {forecast.months} of the run")
    months = pd.DataFrame(rows).assign(note=LIKE_YOURS)
    return Hindcast(forecast, series, months, _scores(months), list(_surprises(forecast, months)))


def observed_of(series: ObservedSeries, forecast: Forecast) -> list[Observed]:
    """Return what was observed of the figure of a forecast."""
    return [row for row in series.rows if (row.trust, row.figure) == (forecast.trust, forecast.figure)]


def _rows(forecast: Forecast, observed: list[Observed]) -> Iterator[dict[str, Any]]:
    """Yield a row for each observed month, with the score of each forecast.

    Naive forecasts go on from the last value before month 1, or else from what the run starts with.
    """
    before = [row for row in observed if row.month <= 0]
    origin = max(before, key=lambda row: row.month).value if before else float(forecast.median[0])
    for row in sorted((row for row in observed if row.month > 0), key=lambda row: row.month):
        quantiles, value = forecast.quantiles[:, row.month], row.value
        low, high = float(forecast.low[row.month]), float(forecast.high[row.month])
        found: dict[str, Any] = {
            "trust": row.trust, "figure": row.figure, "unit": forecast.observable.unit, "month": row.month,
            "observed": value, "median": float(forecast.median[row.month]), "low": low, "high": high,
            "within": low <= value <= high,
            f"crps {MODEL}": crps_of_members(quantiles, value),
            f"interval score {MODEL}": interval_score(low, high, value, BAND), f"within {MODEL}": low <= value <= high,
        }  # fmt: skip
        for name in (PERSISTENCE, REGRESSION):
            other = naive(name, forecast, origin, row.month)
            ends = other.band
            found[f"crps {name}"] = other.crps(value)
            found[f"interval score {name}"] = interval_score(*ends, value, BAND)
            found[f"within {name}"] = ends[0] <= value <= ends[1]
        yield found


def _scores(months: pd.DataFrame) -> pd.DataFrame:
    """Return coverage and mean scores by trust, figure and forecast."""
    rows = []
    for (trust, figure), own in months.groupby(["trust", "figure"], sort=False):
        for name in FORECASTS:
            means = {measure: float(own[f"{column} {name}"].mean()) for measure, column in
                     (("coverage_90", "within"), ("crps", "crps"), ("interval_score", "interval score"))}  # fmt: skip
            rows.append({"trust": trust, "figure": figure, "unit": own["unit"].iloc[0], "forecast": name,
                         "n": len(own), **means, "note": LIKE_YOURS})  # fmt: skip
    return pd.DataFrame(rows)


def _surprises(forecast: ForecastSet, months: pd.DataFrame) -> Iterator[str]:
    """Yield a sentence for each figure that left its band, the one that did so for longest first."""
    left = [
        (own, _longest(own)) for _, own in months.groupby(["trust", "figure"], sort=False) if not own["within"].all()
    ]
    for own, longest in sorted(left, key=lambda pair: -len(pair[1])):
        yield _surprise(forecast, own, longest)


def _longest(own: pd.DataFrame) -> pd.DataFrame:
    """Return the first of the longest series of observed months in a row beyond the band on the same side."""
    side = (own["observed"] > own["high"]).astype(int) - (own["observed"] < own["low"]).astype(int)
    spell = (side != side.shift()).cumsum()
    beyond = [rows for _, rows in own[side != 0].groupby(spell[side != 0])]
    return max(beyond, key=len)


def _surprise(forecast: ForecastSet, own: pd.DataFrame, longest: pd.DataFrame) -> str:
    """Return which figure left its band first when, how far, and for how long."""
    beyond = own[~own["within"]]
    first = beyond.iloc[0]
    item = forecast.figures_of(str(first["trust"]))[str(first["figure"])].observable
    name = forecast.trust_names[str(first["trust"])]
    sentence = f"{item.title} of {name} is first beyond the 90 % band in month {first['month']}: {_how_far(first)}"
    count = f"{len(beyond)} of {len(own)} observed months lie beyond it"
    if len(longest) < LASTING:
        return f"{sentence}; {count}, about 1 in 10 by chance alone."
    start = longest.iloc[0]
    since = "and stays there" if start["month"] == first["month"] else f"and from month {start['month']} on stays there"
    far = "" if start["month"] == first["month"] else f" ({_how_far(start)})"
    return f"{sentence}; {since} for {len(longest)} observed months in a row{far}; {count}."


def _how_far(row: Any) -> str:
    """Return an observed value, and how far it lies from its band."""
    below = row["observed"] < row["low"]
    apart = row["low"] - row["observed"] if below else row["observed"] - row["high"]
    side = "below" if below else "above"
    unit = row["unit"].split(",")[0]
    return f"{row['observed']:.4g}, {apart:.2g} {side} the band of {row['low']:.4g} to {row['high']:.4g} ({unit})"


def save_hindcast(made: Hindcast, folder: Path, overwrite: bool) -> None:
    """Write tables, surprises and figure into a folder.

    Raises
    ------
    ResultsError : it holds something else, or another hindcast and may not be overwritten.
    """
    from sim.plots import save
    from sim.plots.figures.hindcast_figure import hindcast_figure

    place = folder_of(folder)
    if place.exists() and not place.is_dir():
        raise ResultsError(f"{place}: is a file, not a folder")
    if place.is_dir() and (foreign := foreign_in(place, lambda name: name in FILES)):
        raise ResultsError(f"{place}: holds {foreign}, which was not written by a hindcast; use --out")
    if place.is_dir() and any(place.iterdir()) and not overwrite:
        raise ResultsError(f"{place}: holds a hindcast. Use --overwrite to replace it, or --out for another folder")
    drawn = hindcast_figure(made)
    with replace_folder(place, lambda name: name in FILES) as partial:
        made.months.to_csv(partial / "hindcast.csv", index=False)
        made.scores.to_csv(partial / "scores.csv", index=False)
        (partial / "surprises.txt").write_text("\n".join([*surprise_lines(made), LIKE_YOURS, ""]), encoding="utf-8")
        save(drawn, partial, "hindcast")


def surprise_lines(made: Hindcast) -> list[str]:
    """Return what surprised, or that nothing did."""
    return made.surprises or ["Nothing surprised: no observed value lies beyond its 90 % band."]
