"""A partnership as a Mesa agent: its attributes are the state of one link of a trust with whom it works with.

Its life is told in `sim.rules.life`. A partnership of several members on equal terms is one agent for each member.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import mesa

from sim.engine.trust import Trust
from sim.state import PartnershipState, TrustState, set_initial

if TYPE_CHECKING:
    from sim.engine.mesa_model import TurnaroundModel


class Partnership(mesa.Agent, PartnershipState):  # type: ignore[misc]
    """The link of a trust with its partner, with the other members of a joint form, or with a body outside."""

    model: TurnaroundModel

    def __init__(self, model: TurnaroundModel) -> None:
        super().__init__(model)
        set_initial(self, PartnershipState)

    @cached_property
    def identifier(self) -> str:
        """Return the id of the partnership, which the links of all its members share; it never changes."""
        return self.model.name_of(self)

    @property
    def kind_name(self) -> str:
        """Return the name of its type."""
        return self.model.resolved.kind_names[self.kind]

    @property
    def target_trust(self) -> Trust:
        """Return the trust that is helped, or the member."""
        return self.model.trusts[self.target]

    @property
    def partner_trust(self) -> TrustState:
        """Return the trust that helps, or what stands in its place."""
        return self.model.trusts[self.partner] if self.partner >= 0 else self.model.others[self.index]
