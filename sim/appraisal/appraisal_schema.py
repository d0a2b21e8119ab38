"""The schema of an appraisal file: for whom, between which options, by which outcome, and how sure one must be."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, PlainValidator, PrivateAttr, model_validator

from sim.config.errors import Fault, FaultsError, unknown
from sim.config.fields import OneOf, Section, number, text
from sim.experiments.validation import checked_changes
from sim.outcomes import NEITHER, OUTCOMES
from sim.scenario.partial_scenario import MOST_MONTHS
from sim.scenario.scenario_schema import PARAMETER_SOURCES, POSTERIOR, OutcomeName, Scenario

Changes = Annotated[dict[str, Any], PlainValidator(checked_changes)]
NATURES = ("voluntary", "mandated")


class FurtherOption(Section):
    """An option of one's own: changes of the scenario, beside or instead of a partnership."""

    title: str = text("title in tables and figures", longest=120)
    set: Changes = Field(description="values changed in the scenario, keys as in --set")


class Options(Section):
    """The options: a partnership of every type with every partner, and what stands beside them."""

    target: str = text("id or name of the trust that is to be helped")
    partners: list[str] | None = Field(
        None, description="ids or names of possible partners; if omitted: every trust that the rules let lead"
    )
    types: list[str] | None = Field(None, description="partnership types; if omitted: all of the catalogue")
    natures: list[Annotated[str, OneOf("nature", lambda: NATURES)]] | None = Field(
        None, description="voluntary, mandated, or both; if omitted: the first that a type allows"
    )
    start_month: int = number("month in which a partnership is agreed, and all else begins", 6, 1, MOST_MONTHS)
    also: dict[str, FurtherOption] = Field(default_factory=dict, description="options of one's own, by name")


class Enough(Section):
    """What an outcome of the target must at least, or at most, be to be good enough."""

    at_least: float | None = Field(None, description="lowest value that is good enough")
    at_most: float | None = Field(None, description="highest value that is good enough")

    @model_validator(mode="after")
    def _check_together(self) -> Enough:
        if self.at_least is None and self.at_most is None:
            raise FaultsError([Fault((), "says nothing", "`at_least:` or `at_most:`")])
        return self


class Money(Section):
    """How money is counted."""

    discount_rate: float = number("a year, as HM Treasury's Green Book (2022) has it for costs", 0.035, 0.0, 0.2)
    optimism_bias: float = number(
        "share by which costs of partnerships are raised, since plans are too hopeful; to be checked for the case "
        "(HM Treasury's supplementary guidance on optimism bias, 2013, gives 0.1 to 2 by kind of project; 0.3 assumed)",
        0.3, 0.0, 3.0,
    )  # fmt: skip


class Worlds(Section):
    """How many worlds are simulated."""

    first: int = number("worlds in which every option is simulated", 24, 8, 100_000)
    most: int = number("worlds in which an option is simulated at most", 600, 8, 1_000_000)
    error: float = number("probability that the best option is given up, at most", 0.05, 0.001, 0.5)
    matters: float = number("difference in the outcome that would change no decision", 0.01, 0.0, 1e6)


class Between(Section):
    """The range of a value that is not known."""

    low: float = Field(description="lowest value that is plausible")
    high: float = Field(description="highest value that is plausible")
    title: str = text("what the value is, as reports call it; if omitted: its key", "", 120)

    @model_validator(mode="after")
    def _check_together(self) -> Between:
        if self.low >= self.high:
            raise FaultsError([Fault(("high",), f"found {self.high:g}", f"more than `low`, which is {self.low:g}")])
        return self


class Appraisal(Section):
    """An appraisal: a question, a scenario, the options for a trust, and what decides between them.

    `sim.appraisal.appraisal_loader.load_appraisal` makes it from a file and gives it its `base`.
    """

    name: str = ""
    title: str = text("title in figures and reports", longest=300)
    question: str = text("the question to answer, in plain words")
    description: str = text("description of the appraisal", "")
    scenario: str = text("base scenario: the name of a shipped scenario, or a path relative to this file")
    set: Changes = Field(default_factory=dict, description="values changed in all options, keys as in --set")
    options: Options = Field(description="the options")
    uncertainties: dict[str, Between] = Field(
        default_factory=dict,
        description="values of the scenario that are not known, keys as in --set, with their ranges: one is drawn for "
        "each world, the same for all options",
    )
    outcome: OutcomeName = Field(
        "performance_shortfall", description="outcome of the target by which options are ranked"
    )
    enough: dict[str, Enough] = Field(
        default_factory=dict, description="outcomes of the target that must be good enough, with their bounds"
    )
    worlds: Worlds = Field(default_factory=Worlds, description="how many worlds are simulated")
    money: Money = Field(default_factory=Money, description="how money is counted")
    parameters: Annotated[str, OneOf("source of parameters", lambda: PARAMETER_SOURCES)] = Field(
        POSTERIOR, description="posterior: every world has a parameter set of its own; or defaults"
    )
    months: int | None = number("length of the run, in months; if omitted: as in the scenario", None, 12, MOST_MONTHS)
    seed: int | None = number("seed of the worlds; if omitted: as in the scenario", None, 0, 2**32 - 1)

    _base: Scenario | None = PrivateAttr(None)

    @property
    def base(self) -> Scenario:
        """Return the scenario with what is set in all options."""
        assert self._base is not None
        return self._base

    @model_validator(mode="after")
    def _check_together(self) -> Appraisal:
        faults = []
        if OUTCOMES[self.outcome].better == NEITHER:
            told = ", ".join(name for name, outcome in OUTCOMES.items() if outcome.better != NEITHER)
            faults.append(Fault(("outcome",), f"neither way of {self.outcome} is better", f"one of {told}"))
        faults += [unknown(("enough", name), "outcome", name, list(OUTCOMES), at_key=True)
                   for name in self.enough if name not in OUTCOMES]  # fmt: skip
        if self.worlds.most < self.worlds.first:
            faults.append(Fault(("worlds", "most"), f"found {self.worlds.most}", f"at least {self.worlds.first}"))
        if faults:
            raise FaultsError(faults)
        return self
