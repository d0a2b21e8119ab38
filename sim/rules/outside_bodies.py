"""Bodies outside: an institute or a firm that helps where no trust is the partner."""

from __future__ import annotations

from sim.model.state import PartnershipTypeState, TrustState

ROOM_TO_HELP = 1.0  # a body outside lives by helping: it always has attention to spare
STAFF_THAT_STAY = 120  # months in post of its people, who do not turn over like chief executives


def body_outside(body: TrustState, partnership_type: PartnershipTypeState, target: TrustState) -> None:
    """Make `body` an institute or a firm: it brings a method and no culture, place or size of its own."""
    body.quality = partnership_type.external_strength
    body.access = partnership_type.external_strength
    body.finance = partnership_type.external_strength
    body.annual_quality = partnership_type.external_strength
    body.annual_access = partnership_type.external_strength
    body.annual_finance = partnership_type.external_strength
    body.leadership = partnership_type.external_strength
    body.capability = partnership_type.external_strength
    body.coherence = partnership_type.external_strength
    body.reputation = partnership_type.external_strength
    body.chief_executive_tenure = STAFF_THAT_STAY
    body.attention_free = ROOM_TO_HELP
    body.attention_supply = ROOM_TO_HELP
    body.attention_compliance = 0.0
    body.provider_type = target.provider_type
    body.turnover = target.turnover
    body.number_of_sites = target.number_of_sites
    body.easting = target.easting
    body.northing = target.northing
    body.culture_clan = target.culture_clan
    body.culture_developmental = target.culture_developmental
    body.culture_hierarchical = target.culture_hierarchical
    body.culture_rational = target.culture_rational
