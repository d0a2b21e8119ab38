"""What an experiment file may say: its question, the factors that are varied, the design, and what is kept."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any

from pydantic import Field, PlainValidator, PrivateAttr, model_validator

from sim.config.errors import FaultsError
from sim.config.fields import OneOf, Section, number, text
from sim.experiments.base_changes import Base
from sim.experiments.factors import Factor, planned_factors
from sim.experiments.validation import (
    DESIGNS,
    checked_changes,
    checked_levels,
    checked_patterns,
    checked_points,
    design_faults,
    experiment_faults,
    range_faults,
)
from sim.outcomes import OUTCOMES
from sim.scenario.partial_scenario import MOST_MONTHS
from sim.scenario.recorded_measures import recorded_variables
from sim.scenario.scenario_schema import OutcomeName, Scenario

MODEL = r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*"
SCALES = ("linear", "log")
TRAJECTORIES = ("none", "quantiles", "all")

Levels = Annotated[Any, PlainValidator(checked_levels)]
Changes = Annotated[dict[str, Any], PlainValidator(checked_changes)]
Patterns = Annotated[list[str], PlainValidator(checked_patterns)]
Points = Annotated[Any, PlainValidator(checked_points)]
VariableName = Annotated[str, OneOf("variable", recorded_variables)]


class Range(Section):
    """What a factor ranges over: some levels, or everything between two bounds."""

    levels: Levels | None = Field(
        None, description="its levels: a list of values, or a mapping of each level's name to the keys it changes"
    )
    low: float | None = Field(None, description="lower bound, included")
    high: float | None = Field(None, description="upper bound, included")
    whole: bool | None = Field(None, description="whether only whole numbers are meant; nothing: as a parameter says")
    scale: Annotated[str, OneOf("scale", lambda: SCALES)] | None = Field(
        None, description="linear, or log: equal ratios are equally likely; nothing: linear"
    )

    group: str | None = text("factors of a group are changed together (saltelli, morris)", None, 200)

    @model_validator(mode="after")
    def _check_together(self) -> Range:
        if faults := range_faults(self.model_dump(exclude_unset=True)):
            raise FaultsError(faults)
        return self


FactorRanges = dict[str, Range | None]


class Design(Section):
    """Which points of the space of factors are simulated."""

    kind: Annotated[str, OneOf("kind of design", lambda: tuple(DESIGNS))] = Field(
        description="how points are chosen: " + "; ".join(f"{kind}: {about.meaning}" for kind, about in DESIGNS.items())
    )
    points: Points | None = Field(None, description="how many points; for kind `points` the points themselves")
    file: str | None = text("table of the points, .csv or .parquet, as seen from this file (points)", None)
    steps: int | None = number("equal steps of every factor with bounds (grid, one_at_a_time)", None, 2, 1000)
    second_order: bool | None = Field(None, description="whether interactions of pairs are estimated, too (saltelli)")
    grid_levels: int | None = number("levels of the grid, an even number (morris)", None, 2, 100)
    trajectories: int | None = number("walks through the space of factors (morris)", None, 1, 100_000)
    seed: int | None = number("which points are drawn; nothing: 1", None, 0, 2**32 - 1)

    @model_validator(mode="after")
    def _check_together(self) -> Design:
        if faults := design_faults(self.model_dump(exclude_unset=True)):
            raise FaultsError(faults)
        return self


class Experiment(Section):
    """An experiment: a question, a base scenario, the factors that are varied in it, and by which design.

    `sim.experiments.experiment_loader.load_experiment` makes it from a file and gives it its `base`.
    """

    name: str = ""
    title: str = text("what it is called in figures and reports", longest=300)
    question: str = text("what it is to answer, in plain words")
    description: str = text("what it is about", "")
    scenario: str = text("the base: name of a shipped scenario, or the path of a file as seen from this one")
    set: Changes = Field(default_factory=dict, description="values changed in the base for good, keys as in --set")
    levers: FactorRanges = Field(
        default_factory=dict, description="factors that somebody can decide about, keys as in --set"
    )
    uncertainties: FactorRanges = Field(
        default_factory=dict, description="factors that nobody knows or decides about, keys as in --set"
    )
    uncertain_parameters: Patterns = Field(
        default_factory=list,
        description="parameters that are varied between their bounds: names with * and ?, or `all`",
    )
    problem: str | None = text("file of a SALib problem, whose factors are uncertainties; as seen from this file", None)
    design: Design
    replicates: int | None = number("replicates of every point; nothing: as in the scenario", None, 1, 1_000_000)
    seed: int | None = number("which worlds are drawn; nothing: those of the scenario", None, 0, 2**32 - 1)
    months: int | None = number("how long it is simulated; nothing: as in the scenario", None, 1, MOST_MONTHS)
    outcomes: list[OutcomeName] | None = Field(None, description="outcomes that are kept; nothing: all")
    trajectories: Annotated[str, OneOf("way to keep trajectories", lambda: TRAJECTORIES)] = Field(
        "none", description="what is kept of every month: nothing, quantiles over replicates, or all"
    )
    variables: list[VariableName] | None = Field(None, description="variables whose trajectories are kept")
    with_twin: bool | None = Field(
        None, description="whether the same worlds are also simulated without partnerships; nothing: as in the scenario"
    )
    model: str | None = Field(
        None, description="class of a changed model, as package.module:Class", pattern=f"^{MODEL}$", max_length=300
    )

    _base: Scenario | None = PrivateAttr(None)

    @model_validator(mode="after")
    def _check_together(self) -> Experiment:
        if faults := experiment_faults(self.model_dump(exclude_unset=True)):
            raise FaultsError(faults)
        return self

    @property
    def base(self) -> Scenario:
        """Return the checked scenario with the fixed changes, months, seed and replicates of the experiment."""
        if self._base is None:
            raise ValueError("the experiment has no base yet; load_experiment gives it one")
        return self._base

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """Return every factor as the design simulates it: levers, uncertainties, then parameters taken by a pattern."""
        return planned_factors(self.model_dump(exclude_unset=True), self.base)

    @cached_property
    def changing(self) -> Base:
        """Return the base made ready to be changed many times."""
        return Base(self.base)

    @property
    def simulates_twin(self) -> bool:
        """Return whether the same worlds are also simulated without partnerships, at every point."""
        return self.base.has_twin

    @property
    def outcome_names(self) -> list[str]:
        """Return the outcomes that are kept, those that compare with a twin only where one is simulated."""
        if self.outcomes is not None:
            return self.outcomes
        return [name for name, outcome in OUTCOMES.items() if self.simulates_twin or not outcome.needs_twin]
