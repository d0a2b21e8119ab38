"""Parameters: boards: drift, departures, successors."""

from __future__ import annotations

from typing import Annotated

from sim.parameters.parameter import Parameter


class LeadershipParameters:
    """Boards: drift, departures, successors."""

    leadership_drift: Annotated[float, Parameter(0.008, 0.0, 0.1, "share a month", "drift towards the average")]
    leadership_from_mentoring: Annotated[
        float,
        Parameter(0.06, 0.0, 0.3, "share a month", "gap to a mentor closed under full advice"),
    ]
    successor_mean: Annotated[
        float, Parameter(0.506, 0.2, 0.8, "level", "average of new leaders", "calibrated (P01a, P02, P14)")
    ]
    successor_spread: Annotated[
        float, Parameter(0.144, 0.0, 0.4, "level", "how much new leaders differ", "calibrated (P28a, P35, P36)")
    ]
    successor_special_measures: Annotated[
        float,
        Parameter(
            0.173,
            0.0,
            0.3,
            "level",
            "better draw where the regulator overhauls the board",
            "direction: Miller & Millar (2017); size assumed",
        ),
    ]
    successor_from_network: Annotated[
        float, Parameter(0.12, 0.0, 0.5, "level", "better draw where a well regarded partner knows candidates")
    ]
    board_continuity: Annotated[
        float,
        Parameter(0.5, 0.0, 1.0, "share", "leadership that stays when the chief executive leaves"),
    ]
    departure_base: Annotated[
        float,
        Parameter(0.00571, 0.0, 0.05, "a month", "chance of leaving a secure post", "calibrated (P19, P26a, P26b)"),
    ]
    departure_performance: Annotated[
        float,
        Parameter(
            0.307,
            0.0,
            1.0,
            "a month per level",
            "further chance for performance below secure",
            "calibrated (P19, P26a, P26b)",
        ),
    ]
    secure_performance: Annotated[
        float,
        Parameter(0.559, 0.3, 0.9, "level", "performance at which a post is secure", "calibrated (P14, P19, P26a)"),
    ]
    departure_strain: Annotated[float, Parameter(0.020, 0.0, 0.2, "a month per level", "further chance for strain")]
    departure_special_measures: Annotated[
        float,
        Parameter(0.0404, 0.0, 0.2, "a month", "further chance in special measures", "calibrated (P12b, P15, P26b)"),
    ]
    new_chief_executive_months: Annotated[
        int,
        Parameter(
            8, 0, 24, "months", "time for which a chief executive is new: is spared, and opens a window for deals"
        ),
    ]
    honeymoon_hazard: Annotated[float, Parameter(0.3, 0.0, 1.0, "ratio", "chance of leaving within that time")]
    replacement_at_trigger: Annotated[
        float,
        Parameter(0.35, 0.0, 1.0, "chance", "leaders replaced when a decline is recognised"),
    ]
