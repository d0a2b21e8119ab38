"""Parameters: quality, access and finance."""

from __future__ import annotations

from typing import Annotated

from sim.parameters.parameter import Parameter


class PerformanceParameters:
    """Quality, access and finance."""

    # What sustains quality
    quality_base: Annotated[
        float,
        Parameter(
            0.0405,
            -0.3,
            0.3,
            "level",
            "level with nothing to sustain it",
            "set by hand with the patterns of the record in view",
        ),
    ]
    gain_from_adoption: Annotated[
        float,
        Parameter(
            0.273, 0.0, 0.8, "weight", "improvement that has reached the wards, in each of quality, access and finance"
        ),
    ]
    quality_from_engagement: Annotated[
        float,
        Parameter(0.201, 0.0, 0.8, "weight", "engaged staff", "set by hand with the patterns of the record in view"),
    ]
    quality_from_workforce: Annotated[
        float, Parameter(0.212, 0.0, 0.8, "weight", "staffing", "set by hand with the patterns of the record in view")
    ]
    gain_from_leadership: Annotated[
        float, Parameter(0.24, 0.0, 0.8, "weight", "leadership, in each of quality, access and finance")
    ]
    gain_from_transfer: Annotated[
        float,
        Parameter(0.12, 0.0, 0.5, "weight", "practices being taken up from partners"),
    ]
    quick_wins: Annotated[
        float,
        Parameter(
            0.25,
            0.0,
            0.6,
            "level",
            "gain in each of quality, access and finance while a perfect recovery plan is under way",
        ),
    ]
    slow_pressure: Annotated[
        float, Parameter(0.4, 0.0, 2.0, "level per pressure", "loss of quality and of finance under pressure")
    ]
    loss_to_overload: Annotated[
        float,
        Parameter(0.25, 0.0, 1.0, "level per attention", "loss of quality and of access when leaders are overloaded"),
    ]
    loss_to_transition: Annotated[
        float,
        Parameter(0.145, 0.0, 0.5, "level", "loss of each in the transition of a structural integration"),
    ]

    # What sustains access
    access_base: Annotated[
        float,
        Parameter(
            0.0429,
            -0.3,
            0.3,
            "level",
            "level with nothing to sustain it",
            "set by hand with the patterns of the record in view",
        ),
    ]
    access_from_engagement: Annotated[
        float,
        Parameter(0.217, 0.0, 0.8, "weight", "engaged staff", "set by hand with the patterns of the record in view"),
    ]
    access_from_workforce: Annotated[
        float, Parameter(0.277, 0.0, 0.8, "weight", "staffing", "set by hand with the patterns of the record in view")
    ]
    access_pressure: Annotated[float, Parameter(1.2, 0.0, 3.0, "level per pressure", "loss under pressure")]

    # What sustains finance
    finance_base: Annotated[
        float,
        Parameter(
            0.0563,
            -0.3,
            0.3,
            "level",
            "level with nothing to sustain it",
            "set by hand with the patterns of the record in view",
        ),
    ]
    finance_from_access: Annotated[float, Parameter(0.15, 0.0, 0.5, "weight", "throughput")]
    finance_from_workforce: Annotated[
        float,
        Parameter(0.25, 0.0, 0.8, "weight", "staff in post instead of agency staff"),
    ]
    finance_from_savings: Annotated[float, Parameter(0.12, 0.0, 0.5, "weight", "back-office savings")]
    gain_from_bridging: Annotated[
        float,
        Parameter(
            0.08, 0.0, 0.4, "level", "finance and engagement gained from money and new buildings for an integration"
        ),
    ]
    finance_spending: Annotated[
        float,
        Parameter(
            5.0, 0.0, 20.0, "level per turnover", "loss for spending a year's turnover; one level is 20 % of turnover"
        ),
    ]

    # How fast they move
    slow_speed: Annotated[
        float, Parameter(0.6, 0.1, 2.0, "share per attention", "improvement of quality and finance by effort")
    ]
    slow_drift: Annotated[
        float, Parameter(0.01, 0.0, 0.1, "share a month", "improvement of quality and finance without effort")
    ]
    slow_decline: Annotated[
        float, Parameter(0.07, 0.0, 0.4, "share a month", "decline of quality and finance towards what is sustained")
    ]
    quality_noise: Annotated[
        float,
        Parameter(
            0.0111,
            0.0,
            0.08,
            "level",
            "monthly shocks to the quality that is the trust's own",
            "calibrated (P12d, P14, P28a)",
        ),
    ]
    access_speed: Annotated[
        float,
        Parameter(
            0.783,
            0.1,
            2.0,
            "share per attention",
            "improvement by effort",
            "set by hand with the patterns of the record in view",
        ),
    ]
    access_drift: Annotated[float, Parameter(0.1, 0.0, 0.3, "share a month", "improvement without effort")]
    access_decline: Annotated[float, Parameter(0.25, 0.0, 0.4, "share a month", "decline towards what is sustained")]
    access_noise: Annotated[
        float,
        Parameter(
            0.0123,
            0.0,
            0.08,
            "level",
            "monthly shocks to the access that is the trust's own",
            "calibrated (P12b, P15, P36)",
        ),
    ]
    own_kept: Annotated[
        float,
        Parameter(
            0.984,
            0.9,
            0.999,
            "monthly autocorrelation",
            "how long what is a trust's own in its stocks lasts",
            "calibrated (P12c, P12d, P15)",
        ),
    ]
    finance_noise: Annotated[
        float,
        Parameter(0.0125, 0.0, 0.08, "level", "monthly shocks to its own finance", "calibrated (P12b, P12d, P28a)"),
    ]

    # How effort is aimed and carried
    coasting: Annotated[float, Parameter(0.35, 0.0, 0.9, "share", "effort that goes astray where nobody sees anything")]
    left_in_denial: Annotated[
        float, Parameter(0.3, 0.0, 1.0, "share", "effort well aimed, and use of help, left in denial")
    ]
    aim_once_acknowledged: Annotated[
        float,
        Parameter(
            0.66, 0.0, 1.5, "share", "effort well aimed once the decline is acknowledged, before a plan adds to it"
        ),
    ]
    aim_from_plan: Annotated[
        float,
        Parameter(0.8, 0.0, 2.0, "share", "further effort that a perfect plan aims"),
    ]
    left_without_hope: Annotated[
        float, Parameter(0.45, 0.0, 1.0, "share", "effort, and use of help, left where hope is gone")
    ]
    quick_win_emphasis: Annotated[
        float,
        Parameter(0.25, 0.0, 0.9, "share", "effort moved to access and finance in retrenchment"),
    ]
    growth_emphasis: Annotated[
        float,
        Parameter(0.15, 0.0, 0.9, "share", "effort moved to quality in the return to growth"),
    ]
