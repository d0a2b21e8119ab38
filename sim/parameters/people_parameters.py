"""Parameters: staff and leaders."""

from __future__ import annotations

from typing import Annotated

from sim.parameters.parameter import Parameter


class PeopleParameters:
    """Staff and leaders."""

    # Engagement
    engagement_base: Annotated[
        float,
        Parameter(
            0.0948,
            -0.3,
            0.4,
            "level",
            "level with nothing to sustain it",
            "set by hand with the patterns of the record in view",
        ),
    ]
    engagement_from_leadership: Annotated[float, Parameter(0.34, 0.0, 0.8, "weight", "leadership")]
    engagement_from_coherence: Annotated[float, Parameter(0.20, 0.0, 0.8, "weight", "one culture")]
    engagement_from_performance: Annotated[
        float,
        Parameter(
            0.107,
            0.0,
            0.8,
            "weight",
            "working in a trust that does well",
            "set by hand with the patterns of the record in view",
        ),
    ]
    engagement_from_workforce: Annotated[float, Parameter(0.12, 0.0, 0.8, "weight", "enough colleagues")]
    engagement_from_recovery: Annotated[
        float, Parameter(0.05, 0.0, 0.2, "level", "sense of recovery while a plan is carried out")
    ]
    engagement_from_visibility: Annotated[float, Parameter(0.03, 0.0, 0.2, "level", "leaders who have time to be seen")]
    engagement_fatigue: Annotated[float, Parameter(0.30, 0.0, 1.0, "weight", "loss to initiative fatigue")]
    engagement_threat: Annotated[float, Parameter(0.35, 0.0, 1.0, "weight", "loss to the sense of being taken over")]
    stigma: Annotated[
        float,
        Parameter(0.035, 0.0, 0.2, "level", "engagement and staffing lost to the public stigma of special measures"),
    ]
    engagement_scrutiny: Annotated[
        float,
        Parameter(
            0.1,
            0.0,
            0.3,
            "level",
            "loss to being held to account in special measures",
            "set by hand with direction D03 in view",
        ),
    ]
    engagement_rate: Annotated[
        float,
        Parameter(
            0.0569,
            0.02,
            0.6,
            "share a month",
            "speed towards what is sustained",
            "set by hand with the patterns of the record in view",
        ),
    ]
    engagement_noise: Annotated[
        float,
        Parameter(
            0.00667,
            0.0,
            0.06,
            "level",
            "monthly shocks to the engagement that is the trust's own",
            "calibrated (P12a, P19, P36)",
        ),
    ]

    engagement_ceded: Annotated[
        float, Parameter(0.08, 0.0, 0.5, "level", "loss where all decisions are ceded to a joint partnership")
    ]
    # Workforce
    workforce_base: Annotated[float, Parameter(0.2, -0.3, 0.6, "level", "level with nothing to sustain it")]
    workforce_from_appeal: Annotated[
        float,
        Parameter(
            0.39, 0.0, 0.8, "weight", "people who want to come for its standing, and to stay where staff are engaged"
        ),
    ]
    workforce_shortage: Annotated[float, Parameter(0.20, 0.0, 0.6, "level", "loss to a full national shortage")]
    workforce_from_support: Annotated[
        float,
        Parameter(
            0.2,
            0.0,
            0.3,
            "level",
            "extra staff paid for in special measures",
            "direction: HSJ (2014), 780 extra staff at 14 trusts; size assumed",
        ),
    ]
    following_rate: Annotated[
        float,
        Parameter(
            0.11,
            0.0,
            1.0,
            "share a month",
            "speed at which staffing, strain, motivation, standing, joint data and shared risk follow their level",
        ),
    ]
    workforce_noise: Annotated[
        float,
        Parameter(0.00566, 0.0, 0.05, "level", "monthly shocks to its own staffing", "calibrated (P04, P12b, P36)"),
    ]

    # Fatigue and strain
    fatigue_kept: Annotated[
        float,
        Parameter(0.94, 0.5, 0.99, "share a month", "fatigue that is left a month later; it halves in about a year"),
    ]
    fatigue_new: Annotated[float, Parameter(0.05, 0.0, 0.4, "level", "fatigue from a new partner, or a new plan")]
    fatigue_failed_plan: Annotated[float, Parameter(0.15, 0.0, 0.6, "level", "fatigue from a plan given up")]
    strain_base: Annotated[float, Parameter(0.15, 0.0, 0.6, "level", "strain of leading an ordinary trust")]
    strain_overload: Annotated[float, Parameter(2.0, 0.0, 6.0, "level per attention", "strain from overload")]
    strain_leading: Annotated[float, Parameter(0.4, 0.0, 1.0, "level", "strain from leading an integration")]
