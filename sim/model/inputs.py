"""What the engines simulate of a scenario, in numbers: plans, starts, the background population, and how far a run is.

Words have become positions here; the tables of state variables are in `sim.model.state`.
"""

from __future__ import annotations

from typing import Annotated

from sim.model.state import PartnershipTypeState
from sim.model.variables import Variable


class PartnershipTypeInputs(PartnershipTypeState):
    """A type of partnership as it is simulated: its attributes, and in numbers what its words allow."""

    voluntary: Annotated[bool, Variable("trusts may choose it themselves", "flag")]
    first_scale: Annotated[int, Variable("scale of those mandated", "choice")]
    last_scale: Annotated[int, Variable("scale of those that trusts choose", "choice")]
    becomes: Annotated[int, Variable("position of the type it may grow into, -1: none", "number", -1, None)]


class PlannedPartnershipInputs:
    """A partnership that the scenario plans; -1 where the scenario says nothing.

    Its sides are `side_count` entries of the scenario's list of sides, from `first_side` on.
    """

    type: int
    start_month: int
    nature: int
    insisted: bool
    scale: int
    prior_relationship: float
    motivation: float
    scope: float
    term: int
    end_month: int
    follows: int
    explores: bool
    escalates: bool
    first_side: int
    side_count: int


class TrustStartInputs:
    """What the scenario says of the start of one trust; -1 where it says nothing.

    `background` is the position of the group it is drawn from, -1 for a trust that the scenario describes itself. A
    trust of a group starts from a row of the starting population, one of `choices` entries in the list of choices from
    `first_choice` on; a described one from one of so many described starts. Without choices it starts as it stands.
    """

    background: int
    first_choice: int
    choices: int
    placed: bool
    next_inspection: int
    oversight_segment: int


class BackgroundInputs:
    """A group of the background: what is drawn of its trusts and places beyond their state."""

    turnover_median: float
    winter_exposure: float
    culture_spread: float
    own_pressure_spread: float
    structural_pressure_spread: float
    winter_exposure_spread: float
    turnover_spread: float
    share_with_two_sites: float
    share_with_three_sites: float
    share_with_building_plan: float


class TrendInputs:
    """A dated trend of the national environment: what it moves (`TrendOf`), by how much a month, and when."""

    of: int
    a_month: float
    from_month: int
    to_month: int


class PeerInputs:
    """The published figures of the stationary population of one type: means, spreads, and quartiles of its scores."""

    mean_quality: float
    mean_access: float
    mean_finance: float
    mean_engagement: float
    mean_workforce: float
    spread_quality: float
    spread_access: float
    spread_finance: float
    spread_engagement: float
    spread_workforce: float
    first_cut: float
    second_cut: float
    third_cut: float


class DatedEventInputs:
    """A dated event: what it is (`DatedEventType`), from which month, and whom it hits; -1 where nothing is said.

    It hits one trust, or all of a type of provider, or all of a place; where none of these is said, every trust.

    Attributes
    ----------
    of, size, months : what a shock moves (`ShockOf`), by how much, and for how long.
    loss : share of reputation and hope that a scandal costs.
    leadership : that of a new chief executive.
    amount : of a grant (£m).
    """

    type: int
    month: int
    trust: int
    provider_type: int
    local_health_economy: int
    of: int
    size: float
    months: int
    loss: float
    leadership: float
    amount: float


class RunSettings:
    """The frame of a run; `burn_in` months are simulated before it begins, without partnerships.

    Units of trusts stand in one row, so many of them from `first_unit` on.
    """

    months: int
    burn_in: int
    start_month: int
    most_partnerships: int
    first_background_economy: int
    without_partnerships: bool
    first_unit: int
    units: int


class RunProgress:
    """How far a run is: the month, links taken up so far, the oldest that has not ended, and trusts absorbed.

    `support_claims` is the regulator's support that all trusts are offered this month, in trusts with full support;
    `tables` counts the league tables published under the present regime.
    """

    month: int
    links: int
    oldest_link: int
    absorbed: int
    support_claims: float
    tables: int
