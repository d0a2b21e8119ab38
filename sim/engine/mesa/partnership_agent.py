"""A partnership as a Mesa agent: its attributes are the state of the link between a trust and its counterpart.

The rules of its life are in `sim.rules.partnership_lifecycle`. A partnership of several members on equal
terms is one agent for each member.
"""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

import mesa

from sim.model.state import PartnershipState, TrustState
from sim.model.variables import set_initial
from sim.rules.world import World


class NamedWorld(World, Protocol):
    """A world that also knows the names of its partnerships and of their types."""

    def name_of(self, link: PartnershipState) -> str:
        """Return the id of the partnership of a link."""

    def type_name_of(self, link: PartnershipState) -> str:
        """Return the name of the type of a link."""


class Partnership(mesa.Agent, PartnershipState):  # type: ignore[misc]
    """The link of a trust with its partner, the other members of a joint partnership, or an external organisation."""

    model: NamedWorld

    def __init__(self, model: NamedWorld) -> None:
        super().__init__(model)
        set_initial(self, PartnershipState)

    @cached_property
    def identifier(self) -> str:
        """Return the id of the partnership, which the links of all its members share; it never changes."""
        return self.model.name_of(self)

    @property
    def type_name(self) -> str:
        """Return the name of its type."""
        return self.model.type_name_of(self)

    @property
    def target_trust(self) -> TrustState:
        """Return the trust that is helped, or the member."""
        return self.model.trusts[self.target]

    @property
    def partner_trust(self) -> TrustState:
        """Return the trust that helps, or its counterpart if no single trust does."""
        return self.model.trusts[self.partner] if self.partner >= 0 else self.model.counterparts[self.index]


class AggregateCounterpart(TrustState):
    """The other members of a joint partnership as one, an external organisation, or the mean of a group; never kept."""

    def __init__(self) -> None:
        set_initial(self, TrustState)
        self.index = -1
