"""Parameters: what partners give and what it does to both sides."""

from __future__ import annotations

from typing import Annotated

from sim.parameters.parameter import Parameter


class PartnershipParameters:
    """What partners give and what it does to both sides."""

    # Capacity and delivery
    capacity_from_leadership: Annotated[
        float,
        Parameter(0.6, 0.0, 1.0, "weight", "leadership against capability in what a partner can give"),
    ]
    capacity_sharing: Annotated[
        float,
        Parameter(0.5, 0.0, 2.0, "ratio", "capacity lost to each for every further trust supported"),
    ]
    delivery_from_capacity: Annotated[
        float,
        Parameter(
            1.0,
            0.0,
            1.0,
            "share",
            "how far what is given depends on the partner's own capacity; 0: as promised by anyone",
        ),
    ]
    delivery_without_motivation: Annotated[float, Parameter(0.4, 0.0, 1.0, "share", "support given without motivation")]
    delivery_from_commitment: Annotated[
        float,
        Parameter(0.25, 0.0, 1.0, "ratio", "further support where neither side can walk away"),
    ]
    effect_of_fit: Annotated[
        float,
        Parameter(0.8, 0.0, 1.0, "share", "help, and growth of trust, lost without fit in the type that needs it most"),
    ]
    set_up_intensity: Annotated[float, Parameter(0.25, 0.0, 1.0, "share", "intensity while setting up")]
    readiness_without_need: Annotated[
        float, Parameter(0.7, 0.0, 1.0, "share", "use of help in a trust that sees no need for it")
    ]
    absorption_base: Annotated[
        float, Parameter(0.1, 0.0, 1.0, "share", "practices and advice taken in without capability")
    ]
    reputation_lent: Annotated[float, Parameter(0.18, 0.0, 1.0, "share", "gap in standing lent by a visible partner")]
    partner_share: Annotated[
        float,
        Parameter(
            0.45,
            0.0,
            1.0,
            "share",
            "transition and savings that fall to the partner, and practices that it takes up itself",
        ),
    ]

    settling_months: Annotated[
        float,
        Parameter(
            24.0,
            3.0,
            120.0,
            "months",
            "time in which people settle: a board with its chief executive, and half of the sense of being taken over",
        ),
    ]
    capacity_without_stability: Annotated[
        float, Parameter(0.6, 0.0, 1.0, "share", "capacity of a partner whose board is new or divided")
    ]
    delivery_to_the_point: Annotated[
        float,
        Parameter(
            0.33,
            0.0,
            1.0,
            "share",
            "support that misses the point where a partner is not strong in what is lacking, or does not know it",
        ),
    ]
    shortfall_noticed: Annotated[
        float, Parameter(0.05, 0.001, 0.5, "level", "shortfall, over all things, at which relevance begins to count")
    ]
    teaching_gap: Annotated[float, Parameter(0.2, 0.02, 0.6, "level", "lead that makes a partner able to teach")]
    informal_under_pressure: Annotated[
        float, Parameter(1.0, 0.0, 4.0, "share per pressure", "help of individuals that clinical pressure takes away")
    ]
    absorption_codified: Annotated[
        float, Parameter(0.3, 0.0, 1.0, "share", "practices that are absorbed without capability once written down")
    ]
    absorption_lost_to_insularity: Annotated[
        float, Parameter(0.4, 0.0, 1.0, "share", "practices that an inward culture keeps out")
    ]
    reputation_risked: Annotated[
        float, Parameter(0.1, 0.0, 0.5, "level per level", "standing lost by association, per gap in performance")
    ]

    # Trust and motivation
    trust_lost_across_sectors: Annotated[
        float,
        Parameter(
            0.25,
            0.0,
            1.0,
            "share",
            "relational trust missing at first between the health service and an independent partner",
        ),
    ]
    trust_from_project: Annotated[
        float, Parameter(0.06, 0.0, 0.3, "share", "growth of trust with a small project completed as agreed")
    ]
    trust_fragile_under_mandate: Annotated[
        float, Parameter(0.5, 0.0, 3.0, "ratio", "further loss of trust for broken promises under a mandate")
    ]
    trust_at_start_voluntary: Annotated[
        float,
        Parameter(0.50, 0.0, 1.0, "level", "relational trust where both chose each other"),
    ]
    trust_at_start_insisted: Annotated[
        float,
        Parameter(0.25, 0.0, 1.0, "level", "relational trust under a mandate insisted on"),
    ]
    trust_from_prior_relationship: Annotated[
        float,
        Parameter(0.6, 0.0, 1.0, "share", "part of what is missing that long acquaintance supplies"),
    ]
    trust_rate: Annotated[
        float,
        Parameter(
            0.05,
            0.0,
            0.3,
            "share a month",
            "growth where commitments are honoured; loss where they are not, or one side feels taken over",
        ),
    ]
    individual_reach: Annotated[
        float,
        Parameter(
            0.8, 0.0, 1.0, "share", "share of a service beyond which a partnership of individuals no longer grows"
        ),
    ]
    trust_to_extend: Annotated[float, Parameter(0.45, 0.0, 0.95, "level", "trust from which scope is extended")]
    promised_capacity: Annotated[
        float,
        Parameter(0.50, 0.1, 1.0, "level", "what targets were led to expect of a partner"),
    ]
    motivation_base: Annotated[
        float, Parameter(0.20, 0.0, 1.0, "level", "mission, of those who were not allowed to refuse")
    ]
    motivation_from_trust: Annotated[float, Parameter(0.30, 0.0, 1.0, "weight", "liking for the people helped")]
    motivation_of_own_choice: Annotated[
        float, Parameter(0.35, 0.0, 1.0, "level", "having chosen it; part of it where a mandate could be refused")
    ]
    motivation_from_formality: Annotated[
        float,
        Parameter(0.10, 0.0, 1.0, "level", "confidence to invest that a formal agreement gives"),
    ]
    motivation_lost_to_strain: Annotated[float, Parameter(0.40, 0.0, 1.0, "weight", "the partner's own exhaustion")]

    # Structural integration
    service_reach: Annotated[
        float,
        Parameter(2.4, 0.0, 4.0, "level", "performance that redesign with full support adds, fully absorbed"),
    ]
    service_rate: Annotated[
        float,
        Parameter(
            0.14, 0.0, 0.6, "share a month", "speed of a redesign", "Miller & Millar (2017): worked within 12 months"
        ),
    ]
    pace_gained: Annotated[
        float,
        Parameter(
            0.5,
            0.0,
            2.0,
            "ratio",
            "pace gained where clinical leads run it, where decisions have been ceded, or under a deadline",
        ),
    ]
    intelligence_rate: Annotated[
        float, Parameter(0.04, 0.0, 0.2, "share a month", "speed at which the truth comes out")
    ]
    intelligence_from_exploring: Annotated[
        float, Parameter(0.15, 0.0, 0.6, "share a month", "further speed during due diligence")
    ]
