"""The schema of the trusts of a scenario: those it describes one by one, with their units, and those that are drawn."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, PlainValidator

from sim.config.fields import OneOf, Section, identifier, number, one_of, table_field, table_fields, text
from sim.model.enums import ProviderType, Rating
from sim.model.state import RegulatorState, TrustState
from sim.model.variables import partnership_type_variables, variables
from sim.scenario.oversight_regimes import NATIONAL_LEVERS
from sim.scenario.partial_scenario import MOST_BACKGROUND, MOST_MONTHS
from sim.scenario.starting_state import archetype_names, checked_state, checked_unit_state

ProviderWord = Annotated[str, one_of(ProviderType)]
RatingWord = Annotated[str, one_of(Rating)]
StateTable = Annotated[dict[str, bool | int | float | str], PlainValidator(checked_state)]
UnitStateTable = Annotated[dict[str, bool | int | float | str], PlainValidator(checked_unit_state)]


@table_fields(RegulatorState, changes=True, without=NATIONAL_LEVERS)
class OwnLevers(Section):
    """Levers that differ for one trust or one system from those of the national regulator."""

    keeps_null: ClassVar[frozenset[str]] = frozenset(partnership_type_variables(RegulatorState))


class MapPlace(Section):
    """The location of a trust, in km."""

    easting: float = number("distance eastwards (km)", low=-10_000, high=10_000)
    northing: float = number("distance northwards (km)", low=-10_000, high=10_000)


class PublishedRatings(Section):
    """Published ratings of a trust; each may be omitted."""

    overall: RatingWord | None = Field(None, description="overall rating")
    safe: RatingWord | None = Field(None, description="rating: safe")
    effective: RatingWord | None = Field(None, description="rating: effective")
    caring: RatingWord | None = Field(None, description="rating: caring")
    responsive: RatingWord | None = Field(None, description="rating: responsive")
    well_led: RatingWord | None = Field(None, description="rating: well-led")


class PublishedFigures(Section):
    """Published figures of a trust at one time, in the units in which they are published; each may be omitted."""

    access: float | None = Field(None, description="access measure of its type of provider, in its unit, over a year")
    engagement: float | None = number("staff engagement score of the last survey (0 to 10)", None, 0, 10)
    surplus: float | None = number("surplus, or deficit below 0, over a year (% of turnover)", None, -30, 30)


class PastFigures(PublishedFigures):
    """Published figures of the past."""

    months_ago: Literal[12, 24] = Field(description="how many months ago")


class PublishedErrors(Section):
    """Standard errors of published figures, in their units."""

    access: float | None = Field(None, description="standard error of the access measure, in its unit")
    engagement: float | None = number("standard error of the engagement score", None, 0, 10)
    surplus: float | None = number("standard error of the surplus", None, 0, 30)
    vacancy_rate: float | None = number("standard error of the vacancy rate", None, 0, 60)


class Published(PublishedFigures):
    """What is published of a trust at the start, from which the rest of its state is inferred."""

    ratings: PublishedRatings = Field(default_factory=PublishedRatings, description="ratings by domain and overall")
    vacancy_rate: float | None = number("vacancy rate (% of posts)", None, 0, 60)
    months_in_special_measures: int | None = number(
        "months in special measures; 0: it is not in them", None, 0, MOST_MONTHS
    )
    chief_executive_tenure: int | None = number("months since the chief executive took up post", None, 0, MOST_MONTHS)
    errors: PublishedErrors = Field(default_factory=PublishedErrors, description="standard errors of the figures")
    history: list[PastFigures] = Field(default_factory=list, description="figures of a year and of two years before")


class UnitSection(Section):
    """A unit of a trust, such as a department or a hospital: it shares the trust's board, money and good name."""

    id: str = identifier("id by which partnerships and outcomes refer to it, as to a trust")
    name: str | None = text("name in figures, after that of its trust", None, 200)
    share: float | None = number("share of the trust's income; if omitted for the last unit: the rest", None, 0.01, 1)
    sites: int = number("number of main hospital sites that go with it if another trust takes it on", 1, 1, 20)
    state: UnitStateTable = Field(
        default_factory=dict, description="variables of its own that differ from what its trust says"
    )


class TrustSection(Section):
    """A trust: what is published of it, or an archetype, and how this trust differs from it."""

    id: str = identifier("id by which partnerships and outcomes refer to it")
    name: str | None = text("name in figures", None, 200)
    archetype: Annotated[str, OneOf("archetype", archetype_names)] = Field(
        "average", description="archetype that gives the starting state"
    )
    provider_type: ProviderWord = table_field(TrustState, "provider_type")
    turnover: float | None = number("annual income (£m)", None, 5, 3000)
    sites: int = number("number of main hospital sites", int(variables(TrustState)["number_of_sites"].initial), 1, 20)
    local_health_economy: str | None = Field(
        None, description="id or name of its local health economy; if omitted: one of its own"
    )
    regulator: OwnLevers = Field(
        default_factory=OwnLevers, description="levers of the regulator for this trust; others are as for all"
    )
    place: MapPlace | None = Field(None, description="location; if omitted: drawn at random")
    published: Published | None = Field(
        None, description="what is published of it; the rest is drawn from trusts of its type that are like it"
    )
    state: StateTable = Field(default_factory=dict, description="hidden variables that differ from the archetype")
    units: list[UnitSection] = Field(
        default_factory=list, description="units of which the trust is made up, each with performance of its own"
    )

    @property
    def unit_shares(self) -> list[float]:
        """Return the share of its income that each unit has; what the last does not say is the rest."""
        said = [unit.share for unit in self.units if unit.share is not None]
        return [1.0 - sum(said) if unit.share is None else unit.share / self._said_of(said) for unit in self.units]

    def _said_of(self, said: list[float]) -> float:
        """Return what the shares are shares of: their sum where all are said, which may differ from 1 by rounding."""
        return sum(said) if len(said) == len(self.units) else 1.0

    @property
    def units_as_trusts(self) -> list[TrustSection]:
        """Return each unit as a trust would be described that is like it: as its trust, but for what is its own."""
        income = variables(TrustState)["turnover"].initial if self.turnover is None else self.turnover
        return [
            self.model_copy(
                update={
                    "id": unit.id,
                    "name": f"{shown_name(self.id, self.name)}: {shown_name(unit.id, unit.name)}",
                    "local_health_economy": self.local_health_economy or f"around_{self.id}",
                    "turnover": share * income,
                    "sites": unit.sites,
                    "state": {**self.state, **unit.state},
                    "units": [],
                }
            )
            for unit, share in zip(self.units, self.unit_shares, strict=True)
        ]


def shown_name(identifier: str, name: str | None) -> str:
    """Return the name of a trust or unit for figures: its own, or else its id in words."""
    return name or identifier.replace("_", " ").title()


class RatingShares(Section):
    """Shares of the background trusts by their overall rating at the start; they sum to 1."""

    inadequate: float = number("share rated inadequate")
    requires_improvement: float = number("share rated requires improvement")
    good: float = number("share rated good")
    outstanding: float = number("share rated outstanding")


class OtherType(Section):
    """A further group of background trusts; keys that are omitted are taken from the background."""

    provider_type: ProviderWord = Field(description="type of provider organisation")
    trusts: int = number("number of trusts; at most 1000 over all groups", low=0, high=MOST_BACKGROUND)
    ratings: RatingShares | None = Field(None, description="shares by overall rating; if omitted: the background's")
    turnover_median: float | None = number("median annual income (£m); if omitted: the background's", None, 5, 3000)


class Background(Section):
    """Unnamed trusts, drawn from a distribution in each replicate."""

    trusts: int = number("number of trusts", low=0, high=MOST_BACKGROUND)
    local_health_economies: int = number(
        "number of local health economies over which they are spread", low=1, high=1000
    )
    provider_type: ProviderWord = table_field(TrustState, "provider_type")
    ratings: RatingShares | None = Field(
        None, description="shares by overall rating at the start; if omitted: those of the stationary population"
    )
    turnover_median: float = number("median annual income (£m)", variables(TrustState)["turnover"].initial, 5, 3000)
    other_types: list[OtherType] = Field(
        default_factory=list, description="further groups of trusts, spread over the same local health economies"
    )

    @property
    def groups(self) -> list[Background]:
        """Return every group as a background of its own, with omitted keys filled in; this one comes first."""
        said = [{name: getattr(other, name) for name in other.model_fields_set} for other in self.other_types]
        return [self.model_copy(update={**own, "other_types": []}) for own in ({}, *said)]
