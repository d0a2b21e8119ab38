"""What stands in the partner's place where no single trust is the partner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.state import TrustState, set_initial

if TYPE_CHECKING:
    from sim.catalogue import PartnershipType

ROOM_TO_HELP = 1.0  # a body outside lives by helping: it always has attention to spare


class Others(TrustState):
    """The other members of a joint form as one, or a body outside; nothing that happens to it is kept."""

    def __init__(self, identifier: str, name: str) -> None:
        set_initial(self, TrustState)
        self.identifier = identifier
        self.name = name
        self.index = -1


def body_outside(kind: PartnershipType, target: TrustState) -> Others:
    """Return an institute or a firm: it brings a method and no culture, place or size of its own."""
    body = Others(kind.name, kind.title)
    body.quality = body.access = body.finance = kind.outside_strength
    body.leadership = body.capability = body.coherence = body.reputation = kind.outside_strength
    body.chief_executive_tenure = 120
    body.attention_free = ROOM_TO_HELP
    body.provider_type = target.provider_type
    body.turnover, body.number_of_sites = target.turnover, target.number_of_sites
    body.easting, body.northing = target.easting, target.northing
    for name in ("culture_clan", "culture_developmental", "culture_hierarchical", "culture_rational"):
        setattr(body, name, getattr(target, name))
    return body
