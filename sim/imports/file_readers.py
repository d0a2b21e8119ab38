"""What each kind of published file says: from the rows of a table to figures of trusts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sim.config.constraints import Allowed
from sim.config.errors import Problem, names_text, nearest_name, shorten
from sim.imports.cells import A_MONTH, A_NUMBER, is_suppressed, month_of, number_of, plain
from sim.imports.layouts import metrics, provider_type_in, words
from sim.imports.observations import UNITS, About, Observation, Reading, Where
from sim.imports.published_tables import PublishedTable
from sim.imports.raw_tables import SHEET
from sim.model.enums import ProviderType, Rating, label
from sim.model.indicators import OBSERVABLES, access_measure
from sim.rules.published_figures import SURVEY_MONTH

if TYPE_CHECKING:
    import pandas as pd

RATINGS = tuple(map(label, Rating))
TYPES = tuple(map(label, ProviderType))
COUNT = Allowed(float, 0.0)
LIMITS: dict[str, Allowed] = {
    **{name: Allowed(float, item.low, item.high) for name, item in OBSERVABLES.items()},
    "engagement": Allowed(float, 0.0, 10.0),
    "turnover": Allowed(float, 5.0, 3000.0),
    "number_of_sites": Allowed(int, 1, 20),
    "months_in_special_measures": Allowed(int, 0, 600),
    "chief_executive_tenure": Allowed(int, 0, 600),
    "segment": Allowed(int, 1, 5),
    "average_score": Allowed(float, 0.0),
}
"""What numbers a figure can have."""
PERCENTAGES = tuple(name for name, item in OBSERVABLES.items() if item.published_by and item.unit.startswith("%"))
"""Access measures in per cent, of which no trust has less than one."""
SUM_OF_SPECIALTIES = "C_999"
INCOMPLETE = "part_2"
FRACTION = ("fraction", "proportion", "share", "ratio")
ACCESS = "access"
"""What the template calls the access measure of a trust's type, whichever it is."""


def read_table(table: PublishedTable, reading: Reading) -> None:
    """Add what a table says to what has been read."""
    reading.files[table.file.partition(SHEET)[0]] = table.layout.title
    for code, problem in table.notes:
        reading.note(code, problem)
    READERS[table.layout.kind](table, reading)


def numbers(table: PublishedTable, key: str, reading: Reading, blank: float | None = None) -> pd.Series[float]:
    """Return a column as numbers, missing where there is none; what is wrong is noted at its trust.

    Parameters
    ----------
    blank : what an empty cell stands for; without it, an empty cell is a fault.
    """
    import pandas as pd

    texts = table.rows[key]
    found = pd.to_numeric(texts, errors="coerce").astype(float)
    empty = (texts == "") & (blank is not None)
    found = found.mask(empty, blank)
    for row in found.index[found.isna() & ~empty]:
        text, code = texts[row], table.code(row)
        if is_suppressed(text, words("suppressed")):
            reading.note(code, table.problem(row, key, f"found {shorten(text)}: not published"))
        else:
            found.loc[row] = _number_at(table, row, key, reading)
    return found


def _number_at(table: PublishedTable, row: int, key: str, reading: Reading) -> float:
    """Return the number of a cell; one that holds none is noted as a fault of its trust."""
    text, code = table.text(row, key), table.code(row)
    try:
        return number_of(text)
    except ValueError:
        found = f"found {shorten(text)}" if text else "is empty"
        reading.fault(code, table.problem(row, key, found, f"{A_NUMBER}, or * where it is not published"))
        return float("nan")


def months(table: PublishedTable, key: str, reading: Reading) -> pd.Series[Any]:
    """Return a column as months, missing where a cell names none, which is noted as a fault of its trust."""
    known: dict[str, int | None] = {}
    for text in table.rows[key].unique():
        try:
            known[text] = month_of(text)
        except ValueError:
            known[text] = None
    for row in table.rows.index[table.rows[key].map(known).isna()]:
        found = f"found {shorten(table.text(row, key))}"
        reading.fault(table.code(row), table.problem(row, key, found, A_MONTH))
    return table.rows[key].map(known)


def where(table: PublishedTable, row: int, key: str) -> Where:
    """Return where a figure stands."""
    return Where(table.file, table.layout.title, row, table.header(key))


def add(table: PublishedTable, reading: Reading, row: int, key: str, observation: Observation) -> None:
    """Add a figure, if it is one that can be; else note the fault."""
    allowed = LIMITS.get(observation.figure)
    if allowed is None or allowed.fits(value := observation.value if allowed.kind is float else _whole(observation)):
        reading.observations.append(observation)
        return
    what = f"found {value:g} as {observation.figure} ({observation.unit})"
    reading.fault(observation.code, table.problem(row, key, what, str(allowed)))


def _whole(observation: Observation) -> Any:
    """Return a number as a whole one, if it is."""
    value = observation.value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def say_who(table: PublishedTable, reading: Reading) -> None:
    """Note the names, types and regions of the trusts of a table."""
    keys = [key for key in ("name", "type", "subtype", "region") if key in table.rows]
    for code, *texts in table.rows.drop_duplicates("code")[["code", *keys]].itertuples(index=False):
        said = dict(zip(keys, texts, strict=True))
        kind = provider_type_in(said.get("subtype", ""), said.get("type", ""))
        reading.say(code, About(said.get("name", ""), kind, said.get("region", "")))


def read_oversight_framework(table: PublishedTable, reading: Reading) -> None:
    """Read the metrics of the oversight framework that are known."""
    say_who(table, reading)
    metric = table.rows["metric"].str.upper()
    known = PublishedTable(table.file, table.layout, table.rows[metric.isin(metrics())], table.places)
    dates, editions = framework_months(known, reading), framework_editions(known)
    values = numbers(known, "value", reading, blank=float("nan"))
    for number, rows in known.rows.groupby(metric):
        about = metrics()[number]
        factor = 100.0 if is_fraction(rows, values[rows.index], about.fraction_below) else 1.0
        for row in rows.index[values[rows.index].notna() & dates[rows.index].notna()]:
            if not about.is_meant_by(rows["description"][row] if "description" in rows else ""):
                continue
            remark = ", ".join(filter(None, [about.remark, "a fraction in the file" if factor > 1.0 else ""]))
            place, value = where(table, row, "value"), scaled(known.text(row, "value"), values[row], factor)
            month, code, kind = int(dates[row]), known.code(row), table.layout.kind
            found = Observation(code, about.figure, value, month, place, kind, remark=remark, edition=editions[row])
            add(table, reading, row, "value", found)


def framework_months(table: PublishedTable, reading: Reading) -> pd.Series[Any]:
    """Return the months of metrics: their own, or that of the quarter where a metric has none."""
    if "quarter" not in table.rows:
        return months(table, "date", reading)
    dates = table.rows["date"].where(table.rows["date"] != "", table.rows["quarter"])
    return months(
        PublishedTable(table.file, table.layout, table.rows.assign(date=dates), table.places), "date", reading
    )


def framework_editions(table: PublishedTable) -> pd.Series[int]:
    """Return the quarters in which rows were published, which may give the same figure anew; 0 where none is named."""

    def edition(text: str) -> int:
        try:
            return month_of(text)
        except ValueError:
            return 0

    return table.rows["quarter"].map(edition) if "quarter" in table.rows else table.rows["date"].map(lambda _: 0)


def is_fraction(rows: pd.DataFrame, values: pd.Series[float], below: float) -> bool:
    """Return whether the values of a percentage are fractions: their unit says so, or none is beyond what they can be.

    A file has all trusts, and not all of them have hardly any.
    """
    if below == 0.0:
        return False
    units = set(map(plain, rows["unit"])) if "unit" in rows else set()
    said = any(word in unit for unit in units for word in FRACTION)
    signed = rows["value"].str.endswith("%").any()
    return said or (not signed and bool((values.abs() <= below).all()) and bool((values != 0.0).any()))


def scaled(text: str, value: float, factor: float) -> float:
    """Return a percentage, from a fraction if it is one; one that is written with its sign is none."""
    return value if text.endswith("%") or factor == 1.0 else float(f"{value * factor:.12g}")


def read_league_table(table: PublishedTable, reading: Reading) -> None:
    """Read segments and average scores of a league table."""
    say_who(table, reading)
    dates = months(table, "date", reading)
    for figure in ("segment", "average_score"):
        values = numbers(table, figure, reading, blank=float("nan"))
        for row in table.rows.index[values.notna() & dates.notna()]:
            code, place = table.code(row), where(table, row, figure)
            found = Observation(code, figure, float(values[row]), int(dates[row]), place, table.layout.kind)
            add(table, reading, row, figure, found)


def read_ae_attendances(table: PublishedTable, reading: Reading) -> None:
    """Read four-hour performance from attendances of all types and those over four hours, booked ones included."""
    say_who(table, reading)
    dates = months(table, "date", reading)
    attended = _sum(table, reading, "attended", "booked")
    late = _sum(table, reading, "late", "late_booked")
    for row in table.rows.index[attended.notna() & late.notna() & dates.notna()]:
        code, whole, part = table.code(row), float(attended[row]), float(attended[row] - late[row])
        if not 0.0 <= part <= whole:
            what = f"found {late[row]:g} over four hours of {whole:g} attendances"
            reading.fault(code, table.problem(row, "late_1", what, "at most all attendances, and none below 0"))
        elif whole > 0.0:
            _add_count(table, reading, row, ("late_1", "four_hour_performance"), (part, whole), int(dates[row]))


def _sum(table: PublishedTable, reading: Reading, always: str, since: str) -> pd.Series[float]:
    """Return the sum of three columns that every file has and of three that later ones have.

    Later files leave the latter empty for trusts that have none of it.
    """
    keys = [f"{always}_{number}" for number in (1, 2, 3)]
    later = [key for number in (1, 2, 3) if (key := f"{since}_{number}") in table.rows]
    total, *others = [numbers(table, key, reading) for key in keys]
    for column in [*others, *(numbers(table, key, reading, blank=0.0) for key in later)]:
        total = total + column
    return total


def _add_count(
    table: PublishedTable, reading: Reading, row: int, about: tuple[str, str], counts: tuple[float, float], month: int
) -> None:
    """Add a percentage that is counted; `about` is the column that it is noted at, and the figure."""
    (key, figure), (part, whole) = about, counts
    place, code = where(table, row, key), table.code(row)
    value = 100.0 * part / whole
    reading.observations.append(Observation(code, figure, value, month, place, table.layout.kind, part, whole))


def read_referral_to_treatment(table: PublishedTable, reading: Reading) -> None:
    """Read treatment within 18 weeks from incomplete pathways: of each commissioner the sum, or else its parts.

    The file has a column `Total`, too, which is empty for incomplete pathways and is not read.
    """
    part = table.rows["part"].map(lambda text: plain(text).replace(" ", "_"))
    waiting = PublishedTable(table.file, table.layout, table.rows[part == INCOMPLETE], table.places)
    say_who(waiting, reading)
    rows = waiting.rows.assign(month=months(waiting, "date", reading), whole=numbers(waiting, "total", reading))
    weeks = [numbers(waiting, f"weeks_{week:02d}", reading, blank=0.0) for week in range(18)]
    rows = rows.assign(within=sum(weeks))
    keys = ["code", "month", *(["commissioner"] if "commissioner" in rows else [])]
    is_sum = rows["specialty"].str.upper() == SUM_OF_SPECIALTIES
    has_sum = is_sum.groupby([rows[key] for key in keys]).transform("any")
    counted = rows[(is_sum == has_sum) & rows["month"].notna()]
    for _, own in counted.groupby(["code", "month"]):
        first, counts = own.index[0], (float(own["within"].sum()), float(own["whole"].sum()))
        if own[["within", "whole"]].isna().any(axis=None):
            continue  # noted where it is missing
        if not 0.0 <= counts[0] <= counts[1]:
            what = f"found {counts[0]:g} within 18 weeks of {counts[1]:g} who wait, in this row and those like it"
            problem = waiting.problem(first, "total", what, "at most all who wait")
            reading.fault(waiting.code(first), problem)
        elif counts[1] > 0.0:
            _add_count(waiting, reading, first, ("total", "treatment_in_time"), counts, int(own["month"].iloc[0]))


def read_staff_survey(table: PublishedTable, reading: Reading) -> None:
    """Read engagement, of every year in the workbook; field work is in November."""
    say_who(table, reading)
    for key in (key for key in table.places if key.startswith("engagement_")):
        values = numbers(table, key, reading, blank=float("nan"))
        month = 12 * int(key.removeprefix("engagement_")) + SURVEY_MONTH - 1
        for row in table.rows.index[values.notna()]:
            code, place = table.code(row), where(table, row, key)
            found = Observation(code, "engagement", float(values[row]), month, place, table.layout.kind)
            add(table, reading, row, key, found)


def read_ratings(table: PublishedTable, reading: Reading) -> None:
    """Read the ratings of whole providers, overall and of the five domains; those of places and services are left."""
    if "location" in table.rows:
        return
    rows = table.rows[table.rows["service"].map(plain) == "overall"]
    whole = PublishedTable(table.file, table.layout, rows[rows["code"] != ""], table.places)
    say_who(whole, reading)
    dates = months(whole, "date", reading)
    for row in whole.rows.index[dates.notna()]:
        domain = plain(whole.text(row, "domain")).replace("-", "_").replace(" ", "_")
        rating, code = plain(whole.text(row, "rating")), whole.code(row)
        if f"rating_{domain}" not in UNITS:
            reading.note(code, whole.problem(row, "domain", f"found {shorten(domain)}: not one that is read"))
        elif rating in words("not_rated") or is_suppressed(rating, words("suppressed")):
            reading.note(code, whole.problem(row, "rating", f"found {shorten(rating)}: no rating"))
        elif (word := rating.replace(" ", "_")) not in RATINGS:
            found = f"found {shorten(whole.text(row, 'rating'))}" if rating else "is empty"
            reading.fault(code, whole.problem(row, "rating", found, ", ".join(RATINGS)))
        else:
            place, kind = where(whole, row, "rating"), table.layout.kind
            reading.observations.append(Observation(code, f"rating_{domain}", word, int(dates[row]), place, kind))


def read_template(table: PublishedTable, reading: Reading) -> None:
    """Read figures that somebody has written into the template; a row without a value says nothing."""
    say_template_trusts(table, reading)
    given = table.rows[table.rows["value"] != ""]
    filled = PublishedTable(table.file, table.layout, given, table.places)
    dates = months(filled, "date", reading)
    for row in given.index[dates.notna()]:
        code, value = filled.code(row), filled.text(row, "value")
        figure = figure_named(filled.text(row, "figure"), reading.trusts[code].provider_type)
        if figure not in UNITS:
            reading.fault(code, unknown_figure(filled, row))
        elif is_suppressed(value, words("suppressed")):
            reading.note(code, filled.problem(row, "value", f"found {shorten(value)}: not published"))
        elif (number := template_value(filled, row, figure, reading)) is not None:
            place, kind = where(filled, row, "value"), table.layout.kind
            add(filled, reading, row, "value", Observation(code, figure, number, int(dates[row]), place, kind))


def unknown_figure(table: PublishedTable, row: int) -> Problem:
    """Return the fault of a row whose figure there is not, with the names that are most like it."""
    name, known = table.text(row, "figure"), [ACCESS, *UNITS]
    near = nearest_name(name, known)
    allowed = names_text(known, name) + (f"; did you mean {near}?" if near else "")
    return table.problem(row, "figure", f"unknown figure {shorten(name)}", allowed)


def say_template_trusts(table: PublishedTable, reading: Reading) -> None:
    """Note names, types and regions; a type that there is not is a fault."""
    for row in table.rows.index:
        name, said, region = (table.text(row, key) if key in table.rows else "" for key in ("name", "type", "region"))
        kind = plain(said).replace(" ", "_")
        if kind and kind not in TYPES:
            problem = table.problem(row, "type", f"found {shorten(said)}", ", ".join(TYPES))
            reading.fault(table.code(row), problem)
            kind = ""
        reading.say(table.code(row), About(name, kind or None, region))


def figure_named(name: str, provider_type: str | None) -> str:
    """Return the figure that a name in the template stands for; the access measure is that of the trust's type."""
    figure = plain(name).replace(" ", "_")
    if figure == ACCESS:
        return access_measure(provider_type or label(ProviderType.ACUTE)).name
    return {"engagement_score": "engagement"}.get(figure, figure)


def template_value(table: PublishedTable, row: int, figure: str, reading: Reading) -> float | str | None:
    """Return the value of a row of the template in its figure's unit; nothing where it is a fault, which is noted."""
    unit, text, said = UNITS[figure], table.text(row, "value"), plain(table.text(row, "unit"))
    if unit == "rating":
        word = plain(text).replace(" ", "_")
        if word not in RATINGS:
            reading.fault(table.code(row), table.problem(row, "value", f"found {shorten(text)}", ", ".join(RATINGS)))
        return word if word in RATINGS else None
    value = _number_at(table, row, "value", reading)
    if value != value:
        return None
    if said in FRACTION and unit.startswith("%"):
        return scaled(text, value, 100.0)
    if figure in PERCENTAGES and 0.0 < value <= 1.0 and not text.endswith("%"):
        what = f"found {shorten(text)} as {figure} in {unit}, which is hardly any"
        allowed = "a percentage such as 76, 0.76% with its sign, or the unit 'fraction'"
        reading.fault(table.code(row), table.problem(row, "value", what, allowed))
        return None
    if said not in ("", plain(unit), plain(unit.split()[0].rstrip(","))):
        allowed = f"{unit!r}" + (" or 'fraction'" if unit.startswith("%") else "")
        reading.fault(table.code(row), table.problem(row, "unit", f"found {shorten(said)}", allowed))
        return None
    return value


def template_lines(code: str = "XXX") -> Iterator[str]:
    """Yield the lines of the template: a row for each figure, without values."""
    yield "code,name,provider_type,region,figure,value,unit,date"
    figures: Sequence[str] = [ACCESS, *(name for name in UNITS if name not in OBSERVABLES or name in
                                        ("surplus", "vacancy_rate"))]  # fmt: skip
    for figure in figures:
        unit = UNITS.get(figure, access_measure(label(ProviderType.ACUTE)).unit)
        yield f'{code},Name of the trust,acute,,{figure},,"{unit}",2025-06'


READERS: dict[str, Callable[[PublishedTable, Reading], None]] = {
    "oversight_framework": read_oversight_framework,
    "league_table": read_league_table,
    "ae_attendances": read_ae_attendances,
    "referral_to_treatment": read_referral_to_treatment,
    "staff_survey": read_staff_survey,
    "ratings": read_ratings,
    "template": read_template,
}
"""The reader of each kind of file."""
