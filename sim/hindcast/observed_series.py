"""What was observed: figures of trusts month by month, from a CSV file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.config.errors import Problem, ScenarioError, names_text, nearest_name, shorten
from sim.config.files import shown
from sim.config.naming import ids_meant
from sim.hindcast.forecast_bands import ForecastSet
from sim.imports.cells import A_MONTH, A_NUMBER, month_of, month_text, number_of, plain
from sim.imports.raw_tables import RawTable, problem_in, raw_tables
from sim.model.indicators import OBSERVABLES, access_measure

COLUMNS = ("trust", "month", "date", "figure", "value")
ALLOWED_COLUMNS = "trust (may be left out where there is one), month or date, figure, value"
SPELT = {"engagement": "engagement_score", "vacancies": "vacancy_rate"}


@dataclass(frozen=True, slots=True)
class Observed:
    """A figure of a trust in a month of the run; month 0 and before are before the start."""

    trust: str
    figure: str
    month: int
    value: float
    row: int


@dataclass(frozen=True, slots=True)
class ObservedSeries:
    """What a file says.

    Attributes
    ----------
    rows : the figures within the run and before it, in the order of months.
    beyond : how many lie after its end.
    start : month 1 counted from the year 0, if the file has dates.
    start_is_assumed : whether that was not said, and follows from the first date.
    """

    rows: tuple[Observed, ...]
    beyond: int
    start: int | None
    start_is_assumed: bool


def read_observed(path: Path, forecast: ForecastSet) -> ObservedSeries:
    """Return what was observed of trusts of which there is a forecast.

    Raises
    ------
    ScenarioError : everything that is wrong with the file, by row and column.
    """
    raw = raw_tables(path)[0]
    places = _places(raw, shown(path), forecast)
    cells = _Cells(raw, places)
    problems: list[Problem] = []
    start, assumed = _start(cells, forecast, problems)
    rows = list(_rows(cells, forecast, start, problems))
    problems += _twice(cells, rows)
    if not rows and not problems:
        problems.append(problem_in(raw.file, None, None, "", "has no row below its headers", ALLOWED_COLUMNS))
    if problems:
        raise ScenarioError(problems)
    within = sorted((row for row in rows if row.month <= forecast.months), key=lambda row: row.month)
    return ObservedSeries(tuple(within), len(rows) - len(within), start, assumed)


def renamed(series: ObservedSeries, called: Mapping[str, str]) -> ObservedSeries:
    """Return what was observed with other ids of trusts, given by the old ones."""
    return replace(series, rows=tuple(replace(row, trust=called[row.trust]) for row in series.rows))


class _Cells:
    """The cells of the file by row and column, and problems in them."""

    def __init__(self, raw: RawTable, places: dict[str, int]) -> None:
        self.file, self.places = raw.file, places
        frame = raw.read(list(places.values())).fillna("")
        table = frame.iloc[1:]
        self.rows: dict[int, dict[str, str]] = {
            int(number): {key: str(table[place][number]).strip() for key, place in places.items()}
            for number in table.index.tolist()
            if any(str(cell).strip() for cell in table.loc[number])
        }

    def problem(self, row: int, key: str, what: str, allowed: str = "", nearest: str | None = None) -> Problem:
        """Return a problem at a cell."""
        at = problem_in(self.file, row, self.places[key] + 1, key, what, allowed)
        return Problem(at.file, at.line, at.column, at.path, at.what, at.allowed, nearest)


def _places(raw: RawTable, file: str, forecast: ForecastSet) -> dict[str, int]:
    """Return where the columns are.

    Raises
    ------
    ScenarioError : one is missing, or it is not clear of which trust the figures are.
    """
    headers = [plain(header) for header in raw.head[0]]
    places = {key: headers.index(key) for key in COLUMNS if key in headers}
    missing = [key for key in ("figure", "value") if key not in places]
    if not {"month", "date"} & set(places):
        missing.append("month or date")
    if "trust" not in places and len(forecast.trust_names) > 1:
        missing.append("trust")
    if missing:
        raise ScenarioError(
            problem_in(file, 1, None, "", f"column {key!r} is missing", ALLOWED_COLUMNS) for key in missing
        )
    if "month" in places and "date" in places:
        places.pop("month")
    return places


def _start(cells: _Cells, forecast: ForecastSet, problems: list[Problem]) -> tuple[int | None, bool]:
    """Return month 1 counted from the year 0, and whether it is assumed: the last start month by the first date."""
    if "date" not in cells.places or forecast.start is not None:
        return forecast.start, False
    dates = []
    for cell in cells.rows.values():
        try:
            dates.append(month_of(cell["date"]))
        except ValueError:
            continue  # named where the row is read
    if not dates:
        return None, False
    first = min(dates)
    return first - (first % 12 + 1 - forecast.start_month) % 12, True


def _rows(cells: _Cells, forecast: ForecastSet, start: int | None, problems: list[Problem]) -> Iterator[Observed]:
    """Yield the rows that can be read; what is wrong with others is noted."""
    for number, cell in cells.rows.items():
        found: list[Any] = [_trust(cells, number, cell, forecast), _month(cells, number, cell, start)]
        trust = found[0] if isinstance(found[0], str) else None
        found.append(_figure(cells, number, cell, forecast, trust))
        found.append(_value(cells, number, cell, found[2] if isinstance(found[2], str) else None))
        wrong = [part for part in found if isinstance(part, Problem)]
        problems += wrong
        trust_id, month, figure, value = found
        if not wrong and figure is not None:
            yield Observed(trust_id, figure, month, value, number)


def _trust(cells: _Cells, row: int, cell: dict[str, str], forecast: ForecastSet) -> str | Problem:
    names = forecast.trust_names
    if "trust" not in cell:
        return next(iter(names))
    meant = ids_meant(cell["trust"], names)
    if len(meant) == 1:
        return meant[0]
    near = nearest_name(cell["trust"], [*names, *names.values()])
    return cells.problem(row, "trust", f"no forecast is of {shorten(cell['trust'])}", names_text(list(names)), near)


def _month(cells: _Cells, row: int, cell: dict[str, str], start: int | None) -> int | Problem:
    key = "date" if "date" in cell else "month"
    try:
        if key == "date":
            return month_of(cell[key]) - (start or 0) + 1
        month = number_of(cell[key])
        if month.is_integer():
            return int(month)
    except ValueError:
        pass
    allowed = A_MONTH if key == "date" else "a whole number, 1 for the first month of the run"
    return cells.problem(row, key, f"found {shorten(cell[key])}", allowed)


def _figure(
    cells: _Cells, row: int, cell: dict[str, str], forecast: ForecastSet, trust: str | None
) -> str | Problem | None:
    """Return the figure of a row; nothing where it cannot be said, since it is not clear whose it is."""
    if trust is None:
        return None
    known = forecast.figures_of(trust)
    provider_type = next(iter(known.values())).provider_type
    said = plain(cell["figure"]).replace(" ", "_")
    figure = {**SPELT, "access": access_measure(provider_type).name}.get(said, said)
    if figure in known:
        return figure
    allowed = ", ".join(known)
    return cells.problem(row, "figure", f"found {shorten(cell['figure'])}", allowed, nearest_name(said, known))


def _value(cells: _Cells, row: int, cell: dict[str, str], figure: str | None) -> float | Problem:
    try:
        value = number_of(cell["value"])
    except ValueError:
        return cells.problem(row, "value", f"found {shorten(cell['value'])}", A_NUMBER)
    item = OBSERVABLES.get(figure or "")
    if item is not None and not item.low <= value <= item.high:
        what = f"found {value:g}; {item.title} is in {item.unit}"
        return cells.problem(row, "value", what, f"a number from {item.low:g} to {item.high:g}")
    return value


def _twice(cells: _Cells, rows: list[Observed]) -> Iterator[Problem]:
    """Yield figures that are given a second time for the same month."""
    seen: dict[tuple[str, str, int], int] = {}
    for row in rows:
        first = seen.setdefault((row.trust, row.figure, row.month), row.row)
        if first != row.row:
            what = f"{row.figure} of {row.trust} in month {row.month} is given in row {first}, too"
            yield cells.problem(row.row, "figure", what, "one value for each month")


def start_in_words(series: ObservedSeries) -> str:
    """Return which calendar month month 1 is, and whether that is assumed; nothing where there are no dates."""
    if series.start is None:
        return ""
    assumed = ", taken from the first date (--start sets it)" if series.start_is_assumed else ""
    return f"Month 1 is {month_text(series.start)}{assumed}."
