"""The schema of an experiment file: its question, the factors to vary, the design, and what to keep."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Self

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
    """The range of a factor: a set of levels, or all values between two bounds."""

    levels: Levels | None = Field(
        None, description="a list of values, or a mapping of each level's name to the keys it changes"
    )
    low: float | None = Field(None, description="lower bound, included")
    high: float | None = Field(None, description="upper bound, included")
    whole: bool | None = Field(
        None, description="whether the factor takes whole numbers only; if omitted: as for the parameter, otherwise no"
    )
    scale: Annotated[str, OneOf("scale", lambda: SCALES)] | None = Field(
        None, description="linear, or log (equal ratios are equally likely); if omitted: linear"
    )

    between: Annotated[list[str], Field(min_length=2, max_length=2)] | None = Field(
        None, description="target and partner whose cultural fit it is; the culture of the partner is moved"
    )
    of: str | None = text("partner whose capacity it is; its leaders, capability, coherence and tenure are moved", None)
    group: str | None = text("factors of a group are changed together (saltelli, morris)", None, 200)

    @model_validator(mode="after")
    def _check_together(self) -> Range:
        if faults := range_faults(self.model_dump(exclude_unset=True)):
            raise FaultsError(faults)
        return self


FactorRanges = dict[str, Range | None]


class Design(Section):
    """The design: which points of the factor space are simulated."""

    kind: Annotated[str, OneOf("kind of design", lambda: tuple(DESIGNS))] = Field(
        description="how points are chosen: " + "; ".join(f"{kind}: {about.meaning}" for kind, about in DESIGNS.items())
    )
    points: Points | None = Field(None, description="number of points; for kind `points`, the points themselves")
    file: str | None = text("table of the points, .csv or .parquet, relative to this file (points)", None)
    steps: int | None = number(
        "number of equally spaced levels of each factor with bounds (grid, one_at_a_time)", None, 2, 1000
    )
    second_order: bool | None = Field(None, description="whether to estimate interactions of pairs as well (saltelli)")
    grid_levels: int | None = number("number of grid levels, even (morris)", None, 2, 100)
    trajectories: int | None = number("number of walks through the factor space (morris)", None, 1, 100_000)
    seed: int | None = number("seed of the points; if omitted: 1", None, 0, 2**32 - 1)

    @model_validator(mode="after")
    def _check_together(self) -> Design:
        if faults := design_faults(self.model_dump(exclude_unset=True)):
            raise FaultsError(faults)
        return self


class Experiment(Section):
    """An experiment: a question, a base scenario, the factors to vary, and the design.

    `sim.experiments.experiment_loader.load_experiment` makes it from a file and gives it its `base`.
    """

    name: str = ""
    title: str = text("title in figures and reports", longest=300)
    question: str = text("the question to answer, in plain words")
    description: str = text("description of the experiment", "")
    scenario: str = text("base scenario: the name of a shipped scenario, or a path relative to this file")
    set: Changes = Field(
        default_factory=dict, description="values changed in the base at every point, keys as in --set"
    )
    levers: FactorRanges = Field(
        default_factory=dict, description="factors that a decision-maker controls, keys as in --set"
    )
    uncertainties: FactorRanges = Field(
        default_factory=dict, description="uncertain factors outside anyone's control, keys as in --set"
    )
    uncertain_parameters: Patterns = Field(
        default_factory=list,
        description="parameters to vary between their bounds: names with * and ?, or `all`",
    )
    problem: str | None = text("file of a SALib problem, whose factors are uncertainties; as seen from this file", None)
    design: Design
    replicates: int | None = number("replicates of every point; if omitted: as in the scenario", None, 1, 1_000_000)
    seed: int | None = number("seed of the worlds; if omitted: as in the scenario", None, 0, 2**32 - 1)
    months: int | None = number("length of the run, in months; if omitted: as in the scenario", None, 1, MOST_MONTHS)
    outcomes: list[OutcomeName] | None = Field(None, description="outcomes to keep; if omitted: all")
    trajectories: Annotated[str, OneOf("way to keep trajectories", lambda: TRAJECTORIES)] = Field(
        "none", description="monthly data to keep: none, quantiles over replicates, or all"
    )
    variables: list[VariableName] | None = Field(None, description="variables whose trajectories are kept")
    with_twin: bool | None = Field(
        None,
        description="whether the same worlds are also simulated without partnerships (twin); "
        "if omitted: as in the scenario",
    )
    model: str | None = Field(
        None, description="class of a modified trust, as package.module:Class", pattern=f"^{MODEL}$", max_length=300
    )

    _base: Scenario | None = PrivateAttr(None)
    _folder: Path | None = PrivateAttr(None)
    _allowed_models: tuple[str, ...] = PrivateAttr(())

    @model_validator(mode="after")
    def _check_together(self) -> Experiment:
        if faults := experiment_faults(self.model_dump(exclude_unset=True)):
            raise FaultsError(faults)
        return self

    @property
    def base(self) -> Scenario:
        """Return the checked scenario with the fixed changes, months, seed and replicates of the experiment."""
        if self._base is None:
            raise ValueError("the experiment has no base scenario yet; load it with load_experiment")
        return self._base

    @property
    def folder(self) -> Path | None:
        """Return the folder of its file, beside which a model of one's own may lie."""
        return self._folder

    @property
    def allowed_models(self) -> tuple[str, ...]:
        """Return the modules elsewhere from which its model may be imported."""
        return self._allowed_models

    def with_models_from(self, folder: Path | None, allowed: Sequence[str]) -> Self:
        """Return the experiment, whose model may be imported from a folder and from some modules elsewhere."""
        self._folder, self._allowed_models = folder, tuple(allowed)
        return self

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

    @property
    def paired_outcomes(self) -> list[str]:
        """Return the outcomes that are kept as differences from doing nothing, too; none without a twin."""
        names = self.outcome_names if self.simulates_twin else []
        return [name for name in names if not OUTCOMES[name].needs_twin]


def difference_of(outcome: str) -> str:
    """Return the column of what an outcome differs by from the same world without partnerships."""
    return f"{outcome}_difference"
