"""The schema of files that search over levers: for all ways to a goal, or for all combinations of outcomes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import prod
from typing import Annotated, ClassVar

from pydantic import Field, PrivateAttr, model_validator

from sim.config.errors import Fault, FaultsError
from sim.config.fields import Section, number, text
from sim.experiments.experiment_schema import Changes, Experiment, FactorRanges, difference_of
from sim.outcomes import OUTCOMES
from sim.scenario.partial_scenario import MOST_MONTHS
from sim.scenario.scenario_schema import OutcomeName

MOST_CELLS = 50  # of one outcome
MOST_CELLS_TOGETHER = 4096


class Measure(Section):
    """What is looked at: the mean of an outcome over worlds, which of yes and no is the share."""

    outcome: OutcomeName = Field(description="the outcome, whose mean over worlds counts (of yes and no: the share)")
    trust: str | None = text("id or name of the trust; if omitted: that of the main outcome, or the mean of all", None)
    difference: bool = Field(
        False, description="whether the difference from the same worlds without partnerships counts"
    )

    @property
    def column(self) -> str:
        """Return the column in which a sweep keeps it."""
        return difference_of(self.outcome) if self.difference else self.outcome

    @property
    def title(self) -> str:
        """Return what it is, in words."""
        of = f" of {self.trust}" if self.trust else ""
        return f"{'difference in ' if self.difference else ''}{self.outcome}{of}".replace("_", " ")

    @property
    def key(self) -> str:
        """Return its name in the columns of tables."""
        return re.sub(r"\W+", "_", f"{self.column}_of_{self.trust}" if self.trust else self.column).lower()

    @property
    def better(self) -> str:
        """Return which way is better: `higher`, `lower` or `neither`."""
        return OUTCOMES[self.outcome].better

    @property
    def needs_twin(self) -> bool:
        """Return whether it takes the same worlds without partnerships."""
        return self.difference or OUTCOMES[self.outcome].needs_twin


class Condition(Measure):
    """A condition of a goal: a measure, and what it must at least or at most be."""

    at_least: float | None = Field(None, description="lowest mean with which the condition is met")
    at_most: float | None = Field(None, description="highest mean with which the condition is met")

    @model_validator(mode="after")
    def _check_together(self) -> Condition:
        if self.at_least is None and self.at_most is None:
            raise FaultsError([Fault((), "has no bound", "`at_least:` or `at_most:`")])
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise FaultsError([Fault(("at_most",), f"found {self.at_most:g}", f"at least {self.at_least:g}")])
        return self

    @property
    def in_words(self) -> str:
        """Return the condition in words."""
        sides = (("at least", self.at_least), ("at most", self.at_most))
        return f"{self.title} " + " and ".join(f"{word} {bound:g}" for word, bound in sides if bound is not None)


class CellOutcome(Measure):
    """An outcome whose range is divided into cells."""

    low: float | None = Field(None, description="where the first cell begins; if omitted: 0 of yes and no, else found")
    high: float | None = Field(None, description="where the last cell ends; if omitted: 1 of yes and no, else found")
    cells: int = number("into how many equal cells the range is divided", 8, 2, MOST_CELLS)

    @model_validator(mode="after")
    def _check_together(self) -> CellOutcome:
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise FaultsError([Fault(("high",), f"found {self.high:g}", f"more than {self.low:g}")])
        return self


class WaysSettings(Section):
    """How the ways to a goal are searched for."""

    settings: int = number("settings of the levers that are simulated in a round", 32, 8, 4096)
    spread: int = number("rounds whose settings are spread evenly over the levers", 4, 1, 1000)
    rounds: int = number("rounds at most; those after the even ones go where it is undecided", 12, 1, 1000)
    undecided: float = number("share of lever space whose verdict is likely to be wrong, at which no more rounds "
                              "are added", 0.01, 0.0001, 0.5)  # fmt: skip
    worlds: int = number("worlds in which a setting is simulated; each round has worlds of its own", 48, 4, 100_000)
    fresh: int = number("fresh settings by which each region, and what lies outside all, is checked", 40, 10, 10_000)
    fresh_worlds: int = number("fresh worlds in which each of these is simulated", 200, 4, 100_000)

    @model_validator(mode="after")
    def _check_together(self) -> WaysSettings:
        if self.rounds < self.spread:
            raise FaultsError(
                [Fault(("rounds",), f"found {self.rounds}", f"at least `spread`, which is {self.spread}")]
            )
        return self


class ReachSettings(Section):
    """How combinations of outcomes are searched for."""

    settings: int = number("settings of the levers that are simulated in a round", 48, 8, 4096)
    rounds: int = number("rounds; each has worlds of its own", 12, 1, 1000)
    worlds: int = number("worlds in which a setting is simulated", 24, 4, 100_000)
    fresh_worlds: int = number("fresh worlds in which a setting must show its cell again", 60, 4, 100_000)
    attempts: int = number("settings that are tried for a cell until one shows it again, at most", 3, 1, 20)


class LeverSearch(Section):
    """What searches over levers have in common: a question, a base scenario, and the levers.

    `sim.lever_search.search_loader` makes one from a file and gives it its `experiment`.
    """

    name: str = ""
    title: str = text("title in figures and reports", longest=300)
    question: str = text("the question to answer, in plain words")
    description: str = text("description of the search", "")
    scenario: str = text("base scenario: the name of a shipped scenario, or a path relative to this file")
    set: Changes = Field(
        default_factory=dict, description="values changed in the base at every setting, keys as in --set"
    )
    levers: FactorRanges = Field(
        min_length=1, description="what is searched over, keys as in --set; those with levels are choices"
    )
    seed: int | None = number("seed of the settings and worlds; if omitted: as in the scenario", None, 0, 2**31)
    months: int | None = number("length of the run, in months; if omitted: as in the scenario", None, 1, MOST_MONTHS)

    measured_under: ClassVar[str] = ""
    _experiment: Experiment | None = PrivateAttr(None)

    @property
    def experiment(self) -> Experiment:
        """Return the levers in their base scenario, as an experiment."""
        assert self._experiment is not None
        return self._experiment

    @property
    def measures(self) -> Sequence[Measure]:
        """Return what is measured at each setting."""
        found: Sequence[Measure] = getattr(self, self.measured_under)
        return found

    @model_validator(mode="after")
    def _check_together(self) -> LeverSearch:
        if faults := list(self._measure_faults()):
            raise FaultsError(faults)
        return self

    def _measure_faults(self) -> Iterator[Fault]:
        seen: list[tuple[str, str | None]] = []
        for at, measure in enumerate(self.measures):
            here = (self.measured_under, at)
            if measure.difference and OUTCOMES[measure.outcome].needs_twin:
                found = f"{measure.outcome} is a difference from the same worlds without partnerships already"
                yield Fault((*here, "difference"), found, "no `difference:`", at_key=True)
            if (measure.column, measure.trust) in seen:
                yield Fault(here, "is the same as another", "each outcome of a trust once")
            seen.append((measure.column, measure.trust))


class WaysSearch(LeverSearch):
    """A search for all the ways to a goal."""

    goal: Annotated[list[Condition], Field(min_length=1, max_length=10)] = Field(
        description="conditions, all of which must be met"
    )
    search: WaysSettings = Field(default_factory=WaysSettings, description="how much is simulated")
    measured_under: ClassVar[str] = "goal"


class ReachSearch(LeverSearch):
    """A search for which combinations of outcomes can be reached at all."""

    outcomes: list[CellOutcome] = Field(description="two or three outcomes, whose combinations are searched for")
    search: ReachSettings = Field(default_factory=ReachSettings, description="how much is simulated")
    measured_under: ClassVar[str] = "outcomes"

    @model_validator(mode="after")
    def _check_cells(self) -> ReachSearch:
        if len(self.outcomes) not in (2, 3):
            raise FaultsError([Fault(("outcomes",), f"found {len(self.outcomes)}", "two or three outcomes")])
        count = prod(outcome.cells for outcome in self.outcomes)
        if count > MOST_CELLS_TOGETHER:
            what = f"are divided into {count} cells together"
            raise FaultsError(
                [Fault(("outcomes",), what, f"at most {MOST_CELLS_TOGETHER}; fewer `cells:`", at_key=True)]
            )
        return self
