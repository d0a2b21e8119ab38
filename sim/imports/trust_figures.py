"""The figures of one trust that go into a scenario, chosen from all that files say of it.

Figures of the template come first; then counts over a year come before single figures. A figure of the past is one of a
year, or two years, before the latest of its kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from sim.config.errors import Place, Problem, problem_at
from sim.imports.cells import month_text
from sim.imports.observations import TEMPLATE, About, Observation, Reading, Where
from sim.model.enums import ProviderType, label
from sim.model.indicators import access_measure

YEAR = 12
PAST = (12, 24)
NEAR = 2
"""Months by which a figure of the past may lie beside the month that is meant."""
LEVELS = ("access", "engagement", "surplus")
"""Figures that have a past, by their keys under `published:`."""
SINGLE = ("vacancy_rate", "months_in_special_measures", "chief_executive_tenure")
DOMAINS = ("overall", "safe", "effective", "caring", "responsive", "well_led")
OF_THE_TRUST = {"turnover": "turnover", "number_of_sites": "sites"}
"""Figures that a scenario has beside `published:`, and what they are called there."""
BESIDE = ("segment", "average_score")
"""Figures that are reported and not used."""
DIGITS = 8


@dataclass(frozen=True, slots=True)
class Chosen:
    """A figure of a scenario.

    Attributes
    ----------
    value, unit : the figure.
    dates : the month, or the months from first to last, in words.
    places : where it stands; several where it is added up.
    remark : what else is to be known.
    """

    value: float | str
    unit: str
    dates: str
    places: tuple[Where, ...]
    remark: str = ""
    last: int = 0


@dataclass(frozen=True, slots=True)
class TrustFigures:
    """What a scenario says of a trust.

    Attributes
    ----------
    code, about, provider_type : which trust; its type, taken for acute where no file says it.
    published : the figures under `published:`, by key; ratings by `rating_` and the domain.
    history : figures of the past, by months ago and key.
    own : figures beside `published:`, by key.
    beside : figures that are reported and not used.
    missing : in words, what no file gives.
    """

    code: str
    about: About
    provider_type: str
    published: dict[str, Chosen]
    history: dict[int, dict[str, Chosen]]
    own: dict[str, Chosen]
    beside: dict[str, Chosen]
    missing: tuple[str, ...]

    @property
    def latest(self) -> int | None:
        """Return the last month of which there is a figure of access, or else of any."""
        months = [chosen.last for chosen in self.published.values()]
        return self.published["access"].last if "access" in self.published else max(months, default=None)


def figures_of(code: str, reading: Reading) -> TrustFigures:
    """Return what a scenario says of a trust."""
    about = reading.trusts.get(code, About())
    provider_type = about.provider_type or label(ProviderType.ACUTE)
    rows = [row for row in reading.observations if row.code == code]
    latest: dict[str, Chosen | None] = {}
    history: dict[int, dict[str, Chosen]] = {}
    for key in LEVELS:
        own = [row for row in rows if row.figure == figure_behind(key, provider_type)]
        if own:
            base = base_month(own)
            latest[key] = at_time(key, own, base, 0)
            for ago in PAST:
                if (past := at_time(key, own, base, ago)) is not None:
                    history.setdefault(ago, {})[key] = past
    published = {key: found for key, found in latest.items() if found is not None}
    published |= {key: found for key in SINGLE if (found := last_of(rows, key))}
    published |= {f"rating_{domain}": found for domain in DOMAINS if (found := last_of(rows, f"rating_{domain}"))}
    own_figures = {key: found for figure, key in OF_THE_TRUST.items() if (found := last_of(rows, figure))}
    beside = {key: found for key in BESIDE if (found := last_of(rows, key))}
    missing = tuple(what_is_missing(about, provider_type, published, history))
    return TrustFigures(
        code, about, provider_type, published, dict(sorted(history.items())), own_figures, beside, missing
    )


def figure_behind(key: str, provider_type: str) -> str:
    """Return the figure that a key of `published:` stands for in trusts of a type."""
    return access_measure(provider_type).name if key == "access" else key


def base_month(rows: Sequence[Observation]) -> int:
    """Return the last month of a figure, by the source that comes first."""
    return max(row.month for row in rows if rank(row) == min(map(rank, rows)))


def rank(row: Observation) -> int:
    """Return which sources come first: the template, then counts, then the rest."""
    return 0 if row.source == TEMPLATE else 1 if row.whole is not None else 2


def at_time(key: str, rows: Sequence[Observation], base: int, ago: int) -> Chosen | None:
    """Return a figure so many months before its last month, from the first source that has it; nothing if none has."""
    middle = base - ago
    reach = (0, 0) if ago == 0 else (-NEAR, NEAR)
    for _, same in groupby(sorted(rows, key=rank), key=rank):
        own = list(same)
        if own[0].whole is not None:
            year = [row for row in own if middle - YEAR < row.month <= middle]
            if year:
                return over_a_year(year)
            continue
        near = [row for row in own if reach[0] <= row.month - middle <= reach[1]]
        if near:
            return chosen_of(min(near, key=lambda row: (abs(row.month - middle), -row.edition)))
    return None


def over_a_year(rows: Sequence[Observation]) -> Chosen:
    """Return a percentage over some months, from the counts of each; of a month that is given twice the first."""
    by_month = {row.month: row for row in sorted(rows, key=lambda row: row.month, reverse=True)}
    months = [by_month[month] for month in sorted(by_month)]
    part, whole = (sum(getattr(row, name) for row in months) for name in ("part", "whole"))
    first, last = months[0].month, months[-1].month
    dates = f"{month_text(first)} to {month_text(last)}, {len(months)} months" if first < last else month_text(last)
    return Chosen(
        round(100.0 * part / whole, DIGITS), rows[0].unit, dates, tuple(row.where for row in months), "", last
    )


def chosen_of(row: Observation) -> Chosen:
    """Return a single figure."""
    return Chosen(row.value, row.unit, row.date, (row.where,), row.remark, row.month)


def last_of(rows: Sequence[Observation], figure: str) -> Chosen | None:
    """Return the last of a figure, from the template if it has it; nothing if there is none."""
    own = [row for row in rows if row.figure == figure]
    last = max(own, key=lambda row: (-rank(row), row.month, row.edition), default=None)
    return None if last is None else chosen_of(last)


def what_is_missing(
    about: About, provider_type: str, published: dict[str, Chosen], history: dict[int, dict[str, Chosen]]
) -> Iterator[str]:
    """Yield in words what no file gives of a trust."""
    if about.provider_type is None:
        yield f"its type; taken for {provider_type}"
    for key in (*LEVELS, *SINGLE):
        if key not in published:
            measure = access_measure(provider_type)
            yield f"access ({measure.title}, {measure.unit})" if key == "access" else key
    if not any(key.startswith("rating_") for key in published):
        yield "ratings"
    if unknown := [f"{ago} months ago" for ago in PAST if ago not in history]:
        yield f"figures of {' and of '.join(unknown)}"


def conflicts(observations: Sequence[Observation]) -> Iterator[tuple[str, Problem]]:
    """Yield figures that two rows of the same kind of file give differently for one month, with the trust's code."""

    def key(row: Observation) -> tuple[str, str, str, int, int]:
        return row.code, row.figure, row.source, row.month, row.edition

    for one, other in pairwise(sorted(observations, key=key)):
        if key(one) == key(other) and (one.value, one.part, one.whole) != (other.value, other.part, other.whole):
            first, second = one.where, other.where
            what = f"{one.figure} of {one.date} differs from that of {first.file}, row {first.row}"
            allowed = "one figure for each month; leave out the file or row that is not to count"
            yield one.code, problem_at(Place(second.file, second.row), second.column, what, allowed)
