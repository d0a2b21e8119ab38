"""What published files say of trusts: each figure with its value, unit, month and place."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.config.errors import Problem
from sim.imports.cells import month_text
from sim.model.indicators import OBSERVABLES

TEMPLATE = "template"

UNITS = {
    **{name: item.unit for name, item in OBSERVABLES.items()},
    "engagement": OBSERVABLES["engagement_score"].unit,
    "turnover": "£m",
    "number_of_sites": "sites",
    "months_in_special_measures": "months",
    "chief_executive_tenure": "months",
    "segment": "1 to 5",
    "average_score": "score",
    **{f"rating_{domain}": "rating" for domain in ("overall", "safe", "effective", "caring", "responsive", "well_led")},
}
"""The unit of every figure that is read."""
del UNITS["engagement_score"]  # which is called `engagement` where it is described


@dataclass(frozen=True, slots=True)
class Where:
    """Where a figure stands.

    Attributes
    ----------
    file, kind : the file, and what kind it is, in words.
    row, column : the number of the row, and the name of the column.
    """

    file: str
    kind: str
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure of a trust in a month.

    Attributes
    ----------
    code : of the trust.
    figure : which, by a name of `UNITS`.
    value : a number, or the word of a rating.
    month : counted from the year 0.
    where : where it stands.
    source : the kind of file, by its name in the data file of layouts.
    part, whole : of a percentage that is counted, the counts, which can be added up over months.
    remark : what else is to be known.
    edition : month of the edition that gives the figure, if there are several; the last counts.
    """

    code: str
    figure: str
    value: float | str
    month: int
    where: Where
    source: str
    part: float | None = None
    whole: float | None = None
    remark: str = ""
    edition: int = 0

    @property
    def unit(self) -> str:
        """Return the unit of the figure."""
        return UNITS[self.figure]

    @property
    def date(self) -> str:
        """Return the month as text."""
        return month_text(self.month)


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of a trust itself: its name, type and region, where it has them."""

    name: str = ""
    provider_type: str | None = None
    region: str = ""

    def completed_by(self, other: About) -> About:
        """Return the same with what is missing taken from another file."""
        provider_type = self.provider_type or other.provider_type
        return About(self.name or other.name, provider_type, self.region or other.region)


@dataclass
class Reading:
    """Everything that was read.

    Attributes
    ----------
    observations : the figures of all trusts.
    trusts : what is said of each trust itself, by its code.
    faults : what is wrong with the rows of each trust, by its code.
    notes : what was left out or not understood, by the code of the trust; under "" what concerns none.
    files : the files that were read, with their kinds.
    """

    observations: list[Observation] = field(default_factory=list)
    trusts: dict[str, About] = field(default_factory=dict)
    faults: dict[str, list[Problem]] = field(default_factory=dict)
    notes: dict[str, list[Problem]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def say(self, code: str, about: About) -> None:
        """Note what a file says of a trust; what an earlier file said stays."""
        self.trusts[code] = self.trusts.get(code, About()).completed_by(about)

    def fault(self, code: str, problem: Problem) -> None:
        """Note what is wrong with a row of a trust."""
        self.faults.setdefault(code, []).append(problem)

    def note(self, code: str, problem: Problem) -> None:
        """Note what was left out of the rows of a trust."""
        self.notes.setdefault(code, []).append(problem)
