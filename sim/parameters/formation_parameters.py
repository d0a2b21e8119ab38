"""Parameters: how partnerships come about, grow, and end."""

from __future__ import annotations

from typing import Annotated

from sim.parameters.parameter import Parameter


class FormationParameters:
    """How partnerships come about, grow, and end."""

    # Mandates
    rating_to_lead: Annotated[
        int,
        Parameter(2, 0, 3, "rating", "well-led rating from which a trust may lead for others; 2: good"),
    ]
    weight_of_assessment: Annotated[
        float, Parameter(3.0, 0.0, 10.0, "weight", "relevance of a partner where causes are fully assessed")
    ]
    weight_of_kind: Annotated[
        float, Parameter(3.0, 0.0, 20.0, "weight", "partner of another type of provider; 3 is a class of rating")
    ]
    agreement_base: Annotated[float, Parameter(0.45, 0.0, 1.0, "chance", "a suitable partner agrees without reward")]
    response_to_reward: Annotated[
        float,
        Parameter(
            0.4, 0.0, 1.0, "weight", "further chance that a partner agrees, and its motivation, under full reward"
        ),
    ]
    agreement_from_spare_attention: Annotated[
        float, Parameter(0.5, 0.0, 2.0, "chance per attention", "further chance with attention to spare")
    ]

    # Seeking
    seeking_from_need: Annotated[
        float, Parameter(0.04, 0.0, 0.5, "a month", "a trust that knows it needs help looks for a partner")
    ]
    seeking_from_strength: Annotated[
        float, Parameter(0.012, 0.0, 0.5, "a month", "a trust with attention to spare does")
    ]
    seeking_in_window: Annotated[
        float, Parameter(1.6, 1.0, 5.0, "ratio", "that chance with a vacancy at the top or a building plan")
    ]
    seeking_lost_to_partners: Annotated[
        float, Parameter(2.0, 0.0, 5.0, "ratio", "that chance less for each partnership it is in")
    ]
    driven_by_planning: Annotated[
        float,
        Parameter(
            0.5,
            0.0,
            0.8,
            "ratio",
            "what planning for the system drives: search for partners, time to approval saved, threat of haste",
            "direction: Miller & Millar (2017), case E, twelve months in place of years; size assumed",
        ),
    ]
    agreement_from_ties: Annotated[
        float, Parameter(0.3, 0.0, 1.0, "chance", "further chance where people have worked together")
    ]
    agreement_from_growth: Annotated[
        float, Parameter(0.15, 0.0, 1.0, "chance", "further chance where the partner gains a larger footprint")
    ]
    agreement_lost_to_partners: Annotated[
        float, Parameter(0.12, 0.0, 1.0, "chance", "chance lost for each partnership the asked trust is in")
    ]
    autonomy_defended: Annotated[
        float,
        Parameter(
            0.45,
            0.0,
            1.0,
            "chance",
            "chance of agreeing lost where a trust would be subsumed, or all decisions are to be ceded",
        ),
    ]
    risk_from_standing: Annotated[
        float,
        Parameter(0.5, 0.0, 2.0, "chance per level", "chance lost to the risk to resources, reputation and capacity"),
    ]
    prior_tie: Annotated[
        float,
        Parameter(0.38, 0.0, 1.0, "share", "acquaintance of strangers at most, and what neighbours have beyond it"),
    ]

    # Joining
    joining_base: Annotated[
        float, Parameter(0.1, 0.0, 0.5, "a month", "a trust that has been asked agrees to join several others")
    ]
    joining_from_fit: Annotated[float, Parameter(0.08, 0.0, 0.5, "a month", "further chance among like trusts")]
    joining_when_pressed: Annotated[
        float,
        Parameter(
            0.06,
            0.0,
            0.5,
            "a month",
            "further chance where partnering is usual, planned for, or mandated in a way that could be refused",
        ),
    ]

    # Due diligence
    left_under_mandate: Annotated[
        float,
        Parameter(
            0.5,
            0.0,
            1.0,
            "share",
            "due diligence, and chance that a partner withdraws, left under a mandate",
            "KPMG (2011): mandated mergers almost half as likely to have had due diligence",
        ),
    ]
    intelligence_at_start: Annotated[
        float, Parameter(0.2, 0.0, 1.0, "level", "what strangers know of each other's true state")
    ]
    intelligence_from_ties: Annotated[
        float, Parameter(0.4, 0.0, 1.0, "level", "further knowledge of those who have worked together")
    ]
    breaking_off_from_misfit: Annotated[
        float, Parameter(0.06, 0.0, 0.5, "a month", "chance of breaking off for want of fit")
    ]
    breaking_off_from_bad_news: Annotated[
        float, Parameter(0.8, 0.0, 3.0, "a month per level", "chance of breaking off at bad news")
    ]

    # Ending
    enough_to_stay: Annotated[
        float,
        Parameter(
            0.52,
            0.0,
            1.0,
            "level",
            "motivation of a partner, and promises kept to a target, below which they think of leaving",
        ),
    ]
    withdrawal_rate: Annotated[
        float,
        Parameter(
            0.15,
            0.0,
            1.0,
            "a month per level",
            "chance that a partner withdraws that is unwilling or in trouble itself",
        ),
    ]
    drift_without_governance: Annotated[
        float, Parameter(0.008, 0.0, 0.1, "a month", "chance that a link of individuals without trust drifts apart")
    ]
    early_end_rate: Annotated[
        float,
        Parameter(
            0.06,
            0.0,
            1.0,
            "a month per level",
            "chance that a target ends it early that is disappointed, threatened or overloaded",
        ),
    ]

    # Escalation
    escalation_rate: Annotated[
        float,
        Parameter(0.08, 0.0, 0.5, "a month", "chance of growing into the next type under full trust and motivation"),
    ]
