"""The schema of a scenario. The models hold a scenario with all its bases merged in and every default filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, PlainValidator, PrivateAttr, model_validator

from sim.config.constraints import checked_parameters
from sim.config.errors import FaultsError
from sim.config.fields import OneOf, Section, identifier, number, one_of, table_field, table_fields, text
from sim.model.enums import DatedEventType, Nature, Scale, ShockOf, TrendOf, label
from sim.model.partnership_types import PartnershipType, partnership_type
from sim.model.state import EnvironmentState, HealthEconomyState, RegulatorState
from sim.model.variables import partnership_type_variables
from sim.outcomes import OUTCOMES
from sim.scenario.changes import LONGEST_TITLE, words_on_changes
from sim.scenario.custom_types import checked_rows, resolved_rows, types_from_rows
from sim.scenario.expectation_checks import STATISTICS
from sim.scenario.names import with_names_resolved
from sim.scenario.oversight_regimes import (
    FIRST_REGIME,
    OversightRegime,
    RegimeParameters,
    regime_of,
)
from sim.scenario.partial_scenario import DEFAULT_MONTHS, MOST_MONTHS, PARTNERING_LEVERS
from sim.scenario.scenario_checks import cross_faults
from sim.scenario.trust_schema import Background, OwnLevers, ProviderWord, TrustSection

NatureWord = Annotated[str, one_of(Nature)]
ScaleWord = Annotated[str, one_of(Scale)]
TrendWord = Annotated[str, one_of(TrendOf)]
DatedEventWord = Annotated[str, one_of(DatedEventType)]
ShockWord = Annotated[str, one_of(ShockOf)]
OutcomeName = Annotated[str, OneOf("outcome", lambda: list(OUTCOMES))]
DEFAULTS, POSTERIOR = PARAMETER_SOURCES = ("defaults", "posterior")
ParameterTable = Annotated[dict[str, int | float], PlainValidator(checked_parameters)]
TypeTable = Annotated[dict[str, dict[str, Any]], PlainValidator(checked_rows)]


@table_fields(RegulatorState)
class RegulatorSection(Section):
    """The regulator's policy levers at the start."""


@table_fields(RegulatorState, changes=True)
class PolicyChange(Section):
    """What the regulator changes from a given month: its regime, or levers; what is not named stays as it is."""

    # No type at all is something to change to: mandates end.
    keeps_null: ClassVar[frozenset[str]] = frozenset(partnership_type_variables(RegulatorState))

    month: int = number("month from which the change applies", low=1, high=MOST_MONTHS)
    trust: str | None = Field(None, description="id or name of the one trust for which it changes; if omitted: all")
    system: str | None = Field(None, description="id or name of the one system for which it changes; if omitted: all")
    oversight_regime: str | None = Field(None, description="regime that begins; its levers replace those set before")
    parameters: RegimeParameters = Field(default_factory=dict, description="parameters of regulation that change")


class DatedEvent(Section):
    """What happens in a given month, in the world and in its twin alike; each type has keys of its own."""

    month: int = number("month in which it happens, or from which it lasts", low=1, high=MOST_MONTHS)
    type: DatedEventWord = Field(description="what happens")
    trust: str | None = Field(None, description="id or name of the trust that it hits")
    provider_type: ProviderWord | None = Field(None, description="it hits all trusts of this type")
    local_health_economy: str | None = Field(
        None, description="id or name of the local health economy all of whose trusts it hits"
    )
    of: ShockWord | None = Field(
        None, description="what a shock moves: demand (pressure), funding or workforce (levels)"
    )
    size: float | None = number("by how much; above 0: more demand, money or staff", None, -0.5, 0.5)
    months: int | None = number("length of a shock, in months", None, 1, MOST_MONTHS)
    loss: float = number("share of its reputation and hope that a scandal costs a trust (default assumed)", 0.3)
    leadership: float | None = number("leadership of the new chief executive; if omitted: drawn", None)
    amount: float | None = number("one-off money from the centre for each trust it hits (£m)", None, 0, 3000)
    because: str = text("its reason and source", "")


class Trend(Section):
    """A dated trend of the national environment, with its reason."""

    of: TrendWord = Field(description="what it moves: demand (pressure), funding or ratings (levels)")
    a_year: float = number("change a year", low=-0.5, high=0.5)
    from_month: int = number("first month", 1, 1, MOST_MONTHS)
    to_month: int = number("last month", MOST_MONTHS, 1, MOST_MONTHS)
    because: str = text("its reason and source", "")


class EnvironmentSection(Section):
    """The national environment at the start, and how it changes."""

    labour_shortage: float = table_field(EnvironmentState, "labour_shortage")
    trends: list[Trend] = Field(default_factory=list, description="dated trends; without any it has no direction")


class LocalHealthEconomy(Section):
    """A local health economy: trusts of one area that share demand, causes of failure and tensions."""

    id: str = identifier("id by which trusts refer to it")
    name: str | None = text("name in figures", None, 200)
    collaboration: float = table_field(HealthEconomyState, "collaboration")
    structural_pressure: float = number("lasting demand pressure in the area", 0.0, -0.3, 0.3)


class System(Section):
    """An integrated care system: trusts that are planned for together."""

    id: str = identifier("id by which results refer to it")
    name: str | None = text("name in figures", None, 200)
    trusts: list[str] = Field(default_factory=list, description="ids or names of member trusts")
    local_health_economies: list[str] = Field(
        default_factory=list, description="ids or names of local health economies whose trusts are members"
    )
    regulator: OwnLevers = Field(
        default_factory=OwnLevers, description="levers of its own voice; what it does not name is as in the nation"
    )
    control_total: float | None = number(
        "surplus, or deficit below 0, that its members are to reach together (% of turnover); if omitted: none",
        None, -30, 30,
    )  # fmt: skip
    pooling: float = number("share of differences in money that its members level out in a year", 0.0)


class PlannedPartnership(Section):
    """A partnership that begins in a given month."""

    id: str = identifier("id by which results refer to it")
    type: str = Field(description="a partnership type of the catalogue or of this scenario")
    target: str | None = Field(None, description="id or name of the trust, or of the unit of one, to be helped")
    partner: str | None = Field(
        None, description="id or name of the trust that helps; none if the type is provided by an external organisation"
    )
    members: list[str] = Field(default_factory=list, description="ids or names of members of a joint partnership")
    follows: str | None = Field(
        None,
        description="id of an earlier partnership that this one grows out of, and that ends when this one operates",
    )
    explores: bool = Field(False, description="the parties carry out due diligence first and may withdraw")
    escalates: bool = Field(False, description="it may escalate to the type given by `escalates_to` of its own type")
    start_month: int = number("month in which it is agreed or mandated", low=1, high=MOST_MONTHS)
    nature: NatureWord = Field("voluntary", description="voluntary or mandated")
    insisted: bool = Field(False, description="mandated without a right of refusal")
    scale: ScaleWord | None = Field(
        None, description="individual or structural; if omitted: the first that the type allows"
    )
    prior_relationship: float = number("how well the people knew each other before", 0.0)
    motivation: float | None = number("the partner's motivation; if omitted: derived from its state", None)
    scope: float | None = number(
        "share of its service, or of the trust, reached at first; if omitted: the type's", None
    )
    term: int | None = number("months of operation; 0: open-ended; if omitted: the type's", None, 0, MOST_MONTHS)
    end_month: int | None = number("month in which the scenario ends it; if omitted: none", None, 1, MOST_MONTHS)

    @property
    def sides(self) -> list[str]:
        """Return the ids of all trusts in it, the target first, then the partner and further members."""
        return [side for side in (self.target, self.partner, *self.members) if side is not None]


class MainOutcome(Section):
    """The outcome that summaries and comparisons show first, and the trust it refers to."""

    trust: str | None = Field(None, description="id or name of a trust; if omitted: all trusts")
    outcome: OutcomeName = Field("performance_shortfall", description="outcome measured in each replicate")


class About(Section):
    """What the author says of the study, for its report; it changes nothing in what is simulated."""

    purpose: str = text("why the model is used: background and objectives (STRESS-ABS item 1.1)", "")
    aims: str = text("the questions that the scenario is to answer, and why it was chosen (1.3)", "")
    preprocessing: str = text("what was done to data before they were entered (3.2)", "")
    assumptions: str = text("assumptions of this scenario where data are missing (3.4)", "")
    code_access: str = text("where the code and these files can be obtained (6.1)", "")


class Expectation(Section):
    """A result expected from the evidence, checked over the replicates."""

    statement: str = text("the expected result, in words")
    source: str = text("source of the statement")
    trust: str | None = Field(None, description="id or name of a trust; if omitted: all trusts")
    outcome: OutcomeName | None = Field(None, description="outcome measured in each replicate")
    variable: str | None = Field(None, description="a variable or published figure, measured in `month`")
    month: int | None = number("month in which `variable` is measured; 0: the start", None, 0, MOST_MONTHS)
    statistic: Annotated[str, OneOf("statistic", lambda: STATISTICS)] | None = Field(
        None, description="statistic over replicates; if omitted: the share for a yes/no outcome, otherwise the median"
    )
    at_least: float | None = Field(None, description="lower bound of the statistic, included")
    at_most: float | None = Field(None, description="upper bound of the statistic, included")


class PageLever(Section):
    """What a lever of a page can be set to; what is omitted is as the scenario's keys allow."""

    label: str | None = text("what it is called", None, 100)
    low: float | None = Field(None, description="lowest value")
    high: float | None = Field(None, description="highest value")
    levels: list[bool | int | float | str] | None = Field(
        None, description="the values it can have, instead of a range"
    )
    between: Annotated[list[str], Field(min_length=2, max_length=2)] | None = Field(
        None, description="target and partner whose cultural fit it is"
    )
    of: str | None = text("partner whose capacity it is", None)


class PageSection(Section):
    """What a page of the scenario shows (`turnaround page`); it changes nothing in what is simulated."""

    levers: dict[str, PageLever | None] = Field(
        default_factory=dict,
        description="what a reader can move, keys as in --set; or cultural_fit, or partner_capacity; "
        "if omitted: the usual levers",
    )


class Scenario(Section):
    """A scenario: what is assumed about trusts, regulator, environment and partnerships."""

    name: str = ""
    title: str = text("title in figures and reports", longest=LONGEST_TITLE)
    description: str = text("description of the scenario", "")
    source: str = text("source of the scenario", "")
    about: About = Field(default_factory=About, description="what the author says of the study, for its report")
    most_partnerships: int = number(
        "maximum number of partnerships under way at once; further ones are refused", 400, 0, 10_000
    )
    months: int = number("length of the run, in months", DEFAULT_MONTHS, 1, MOST_MONTHS)
    replicates: int = number("number of replicates", 100, 1, 1_000_000)
    seed: int = number("seed of all random numbers", 1, 0, 2**32 - 1)
    burn_in: int = number(
        "months simulated before the start, without partnerships, trends, policy changes or events", 0, 0, MOST_MONTHS
    )
    start_month: int = number("calendar month of month 1, such as 4 for April", 4, 1, 12)
    population_seed: int | None = number(
        "seed of the background population; if omitted: drawn anew in each replicate", None, 0, 2**32 - 1
    )
    main_outcome: MainOutcome = Field(default_factory=MainOutcome)
    twin: bool | None = Field(
        None,
        description="whether the same world is also run without partnerships (twin); "
        "if omitted: only if partnerships are planned, mandated or sought",
    )
    parameters_from: Annotated[str, OneOf("source of parameters", lambda: PARAMETER_SOURCES)] = Field(
        DEFAULTS,
        description="defaults; or posterior: each replicate has its own parameter set from the posterior sample",
    )
    parameters: ParameterTable = Field(default_factory=dict, description="parameters that differ from their defaults")
    oversight_regime: str = Field(FIRST_REGIME, description="regime of oversight, shipped or of this scenario")
    oversight_regimes: dict[str, OversightRegime] = Field(
        default_factory=dict, description="regimes of this scenario's own"
    )
    regulator: RegulatorSection = Field(
        default_factory=RegulatorSection, description="levers of the regulator that differ from those of the regime"
    )
    environment: EnvironmentSection = Field(default_factory=EnvironmentSection)
    local_health_economies: list[LocalHealthEconomy] = Field(default_factory=list)
    systems: list[System] = Field(default_factory=list, description="integrated care systems")
    trusts: list[TrustSection] = Field(default_factory=list, description="named trusts")
    background: Background | None = None
    partnerships: list[PlannedPartnership] = Field(default_factory=list, description="planned partnerships")
    policy_changes: list[PolicyChange] = Field(default_factory=list)
    events: list[DatedEvent] = Field(default_factory=list, description="what happens in given months, in both worlds")
    partnership_types: TypeTable = Field(
        default_factory=dict, description="types added to the catalogue, or changed in it, for this scenario"
    )
    expect: list[Expectation] = Field(default_factory=list, description="expected results")
    page: PageSection | None = Field(None, description="levers of the scenario's page; if omitted: the usual ones")

    _changed: tuple[str, ...] = PrivateAttr(())
    _supplied: str = PrivateAttr("")

    @classmethod
    def meant(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what data say as it is meant, with ids where trusts are named."""
        return with_names_resolved(super().meant(data))

    @model_validator(mode="after")
    def _check_together(self) -> Scenario:
        """Check the parts against each other, and give every partnership its scale."""
        faults = cross_faults(self.model_dump(exclude_unset=True))
        if faults:
            raise FaultsError(faults)
        rows = resolved_rows(self.partnership_types)
        for position, planned in enumerate(self.partnerships):
            if planned.scale is None:
                self.partnerships[position] = completed = planned.model_copy()
                # Not noted as set, so that a change of the type may still change it.
                completed.__dict__["scale"] = label(partnership_type(planned.type, rows[planned.type]).scales[0])
        return self

    @property
    def supplied(self) -> str:
        """Return the name of the scenario supplied with the package that it is or extends; empty: there is none."""
        return self._supplied

    @property
    def changed(self) -> tuple[str, ...]:
        """Return what was changed in it by hand, as `key=value`; what is expected of it is then not judged."""
        return self._changed

    @property
    def shown_title(self) -> str:
        """Return its title with what was changed in it by hand, as figures and tables show it."""
        return self.title + words_on_changes(self.changed)

    @property
    def has_twin(self) -> bool:
        """Return whether the same world is also run without partnerships."""
        return self.has_partnerships if self.twin is None else self.twin

    @property
    def has_partnerships(self) -> bool:
        """Return whether partnerships are planned, mandated or sought."""
        own = [*(system.regulator for system in self.systems), *(trust.regulator for trust in self.trusts)]
        named = [self.oversight_regime, *(change.oversight_regime for change in self.policy_changes)]
        regimes = [regime_of(name, self.oversight_regimes).levers for name in named if name is not None]
        policies = (self.regulator, *self.policy_changes, *own, *regimes)
        comes_about = any(getattr(policy, lever) for policy in policies for lever in PARTNERING_LEVERS)
        return bool(self.partnerships) or comes_about

    @property
    def units(self) -> list[TrustSection]:
        """Return the units of all trusts, each as a trust like it would be described."""
        return [unit for trust in self.trusts for unit in trust.units_as_trusts]

    @property
    def described(self) -> list[TrustSection]:
        """Return all that is described one by one: the trusts, then their units."""
        return [*self.trusts, *self.units]

    @property
    def background_groups(self) -> list[Background]:
        """Return the groups of unnamed trusts, in the order of their trusts."""
        return self.background.groups if self.background else []

    def types(self) -> dict[str, PartnershipType]:
        """Return every partnership type the scenario may use, by name, the catalogue first."""
        return types_from_rows(self.partnership_types)
