"""What the rules about several agents see, and the five things that only an engine can do for them.

The world of a person is a Mesa model with lists of agents; the world of a compiler is a bundle of arrays of records.
Both have the attributes named here, so that one text serves both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sim.model.enums import Event
from sim.model.inputs import (
    DatedEventInputs,
    PartnershipTypeInputs,
    PeerInputs,
    PlannedPartnershipInputs,
    RunProgress,
    RunSettings,
)
from sim.model.random_purposes import Purpose
from sim.model.state import (
    EnvironmentState,
    HealthEconomyState,
    PartnershipState,
    RegulatorState,
    SystemState,
    TrustState,
)
from sim.parameters import Parameters


class World(Protocol):
    """One replicate of a scenario in the month that is being simulated.

    Attributes
    ----------
    trusts, economies, systems : all of them, by position.
    peers : what trusts of each type are compared with in a league table where the scenario has too few of them.
    links : links of partnerships in the order in which they came about; the first `progress.links` are real, those
        beyond are drafts of what may come about.
    counterparts : for each link what stands in the partner's place where no single trust does.
    group_mean : room for the mean of a group that is inspected as one.
    types, plans, sides, dated_events, setting : what the scenario says (see `sim.model.inputs`).
    noise : a row of random numbers for each trust, indexed by `Purpose`.
    regulators : the national regulator, then the voices of systems and what single trusts are under.
    progress : how far the run is.
    """

    trusts: Sequence[TrustState]
    economies: Sequence[HealthEconomyState]
    systems: Sequence[SystemState]
    peers: Sequence[PeerInputs]
    links: Sequence[PartnershipState]
    counterparts: Sequence[TrustState]
    group_mean: TrustState
    types: Sequence[PartnershipTypeInputs]
    plans: Sequence[PlannedPartnershipInputs]
    sides: Sequence[int]
    dated_events: Sequence[DatedEventInputs]
    setting: RunSettings
    regulators: Sequence[RegulatorState]
    environment: EnvironmentState
    parameters: Parameters
    noise: Sequence[Sequence[float]]
    progress: RunProgress

    def note(self, event: Event, trust: int, link: int, value: float) -> None:
        """Note an event."""

    def write_fresh_link(self, position: int) -> None:
        """Put a link in its initial state at a position, and an empty partner beside it."""

    def draw_inspection_shocks(self, trust: int) -> None:
        """Have the shocks of a trust at hand that only a month with an inspection needs."""

    def chance_between(self, link: PartnershipState, purpose: Purpose) -> float:
        """Return this month's chance of a purpose that concerns the two sides of a link."""

    def chance_of_tie(self, one: int, other: int) -> float:
        """Return the chance behind the tie of two trusts before anything began, the same whoever asks."""


def record_event(world: World, event: Event, trust: int, link: int, value: float) -> None:
    """Note an event of this month about a trust (-1: none), in a link (-1: none)."""
    world.note(event, trust, link, value)


def fresh_link(world: World, position: int) -> None:
    """Put a link in its initial state at a position, and an empty partner beside it."""
    world.write_fresh_link(position)


def draw_for_inspection(world: World, trust: int) -> None:
    """Have the shocks of a trust at hand that only a month with an inspection needs."""
    world.draw_inspection_shocks(trust)


def pair_chance(world: World, link: PartnershipState, purpose: Purpose) -> float:
    """Return this month's chance of a purpose that concerns the two sides of a link."""
    return world.chance_between(link, purpose)


def tie_chance(world: World, one: int, other: int) -> float:
    """Return the chance behind the tie of two trusts, the same whoever asks."""
    return world.chance_of_tie(one, other)


def nation(world: World) -> RegulatorState:
    """Return the national regulator."""
    return world.regulators[0]


def regulator_of(world: World, trust: TrustState) -> RegulatorState:
    """Return the regulator that a trust is under: the national one, unless its system or it has levers of its own."""
    return world.regulators[trust.regulator]


def partner_of(world: World, link: PartnershipState) -> TrustState:
    """Return the trust that helps, or what stands in its place."""
    if link.partner >= 0:
        return world.trusts[link.partner]
    return world.counterparts[link.index]


def members_of(world: World, link: PartnershipState) -> Sequence[PartnershipState]:
    """Return all links of the partnership of a link, those that have left it included."""
    return world.links[link.first_link : link.first_link + link.size]
