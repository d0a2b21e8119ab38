"""Parameters: inspection, ratings, special measures and support."""

from __future__ import annotations

from typing import Annotated

from sim.parameters.parameter import Parameter


class RegulationParameters:
    """Inspection, ratings, special measures and support."""

    # What ratings look at
    domain_from_quality: Annotated[
        float, Parameter(0.75, 0.0, 1.0, "weight", "quality against what else safety and effectiveness are about")
    ]
    caring_base: Annotated[float, Parameter(0.34, 0.0, 0.6, "level", "caring that is there without engagement")]
    caring_from_engagement: Annotated[float, Parameter(0.55, 0.0, 1.0, "weight", "engagement in caring")]
    well_led_from_performance: Annotated[
        float,
        Parameter(
            0.0783, 0.0, 1.0, "weight", "results in well-led", "set by hand with the patterns of the record in view"
        ),
    ]
    cut_requires_improvement: Annotated[
        float,
        Parameter(
            0.41,
            0.1,
            0.5,
            "level",
            "below this a domain is inadequate",
            "calibrated (P01a, P01b, P15), then P28a in view",
        ),
    ]
    cut_good: Annotated[
        float,
        Parameter(
            0.614,
            0.3,
            0.7,
            "level",
            "below this a domain requires improvement, and a trust falls short in it",
            "calibrated (P28a, P28b, P29), then raised for P28a",
        ),
    ]
    cut_outstanding: Annotated[
        float,
        Parameter(0.872, 0.5, 0.95, "level", "from this a domain is outstanding", "calibrated (P11b, P12b, P28a)"),
    ]
    rating_noise: Annotated[
        float,
        Parameter(
            0.156,
            0.0,
            0.2,
            "level",
            "spread of what inspectors see under no scrutiny",
            "Boyd et al. (2014): enough to affect some ratings; size calibrated (P01a, P01b, P02)",
        ),
    ]
    judgement_kept: Annotated[
        float,
        Parameter(
            0.736,
            0.0,
            0.95,
            "share",
            "error of judgement on a domain carried over to the next inspection",
            "calibrated (P26b, P28a, P28b)",
        ),
    ]
    judgement_kept_under_plan: Annotated[
        float,
        Parameter(
            0.587,
            0.0,
            0.95,
            "share",
            "the same at a re-inspection in special measures under a plan",
            "calibrated (P02, P03a, P03b)",
        ),
    ]
    team_noise: Annotated[
        float, Parameter(0.0238, 0.0, 0.2, "level", "spread between inspection teams", "calibrated (P19, P28a, P35)")
    ]
    rating_from_climate: Annotated[
        float,
        Parameter(
            0.883,
            0.0,
            1.0,
            "weight",
            "climate that inspectors meet against a domain's own level",
            "calibrated (P01a, P28a, P29)",
        ),
    ]
    climate_from_leadership: Annotated[
        float, Parameter(0.4, 0.0, 1.0, "weight", "leadership against staff and culture in that climate")
    ]
    rating_from_plan: Annotated[
        float,
        Parameter(
            0.144,
            0.0,
            0.5,
            "level",
            "what a perfect plan adds at a re-inspection in special measures",
            "set by hand with the patterns of the record in view",
        ),
    ]
    scrutiny_against_noise: Annotated[float, Parameter(0.35, 0.0, 0.9, "share", "that spread removed by full scrutiny")]
    gaming: Annotated[
        float,
        Parameter(0.25, 0.0, 1.0, "share", "shortfall below good that is hidden where nobody looks"),
    ]

    # When they look
    interval_inadequate: Annotated[
        float,
        Parameter(
            10.8,
            3.0,
            24.0,
            "months",
            "shortest time to re-inspection, inadequate or in special measures",
            "calibrated (P01a, P03a, P04), then set apart so that the worse rated come sooner",
        ),
    ]
    interval_requires_improvement: Annotated[
        float,
        Parameter(
            17,
            6.0,
            48.0,
            "months",
            "shortest time, requires improvement",
            "calibrated (P03a, P28a, P28b), then set apart so that the worse rated come sooner",
        ),
    ]
    interval_good: Annotated[float, Parameter(26.0, 12.0, 72.0, "months", "shortest time, good or outstanding")]
    interval_spread: Annotated[
        float,
        Parameter(
            0.799, 0.0, 2.0, "ratio", "further time at most", "set by hand with the patterns of the record in view"
        ),
    ]
    inspections_missed: Annotated[
        float, Parameter(2.0, 0.0, 8.0, "ratio", "further time to an inspection under a regulator that never looks")
    ]
    risk_inspection: Annotated[
        float,
        Parameter(
            0.917,
            0.0,
            3.0,
            "a month per level",
            "inspections out of turn where figures alarm",
            "calibrated (P01a, P26a, P28a)",
        ),
    ]
    inspection_cost_trust: Annotated[
        float,
        Parameter(0.29, 0.0, 1.0, "£m", "one inspection, to the trust", "Castro-Avila et al. (2019): 0.169 to 0.42"),
    ]
    inspection_cost_centre: Annotated[
        float,
        Parameter(0.1075, 0.0, 1.0, "£m", "one inspection, to the regulator", "written answer, 2015/16"),
    ]

    # Special measures
    exit_performance: Annotated[
        float,
        Parameter(
            0.263,
            0.0,
            0.7,
            "level",
            "published performance below which nobody leaves special measures",
            "set by hand with the patterns of the record in view",
        ),
    ]

    entry_poor_months: Annotated[
        int, Parameter(24, 6, 120, "months", "poor figures that put a trust into a programme that goes by figures")
    ]
    break_even: Annotated[
        float,
        Parameter(
            0.5,
            0.0,
            1.0,
            "level",
            "published finance below which a trust is in deficit",
            "assumed",
        ),
    ]

    segment_poor_months: Annotated[int, Parameter(6, 1, 24, "months", "poor performance that brings mandated support")]

    # Support
    support_segment_three: Annotated[float, Parameter(0.5, 0.0, 1.0, "share", "support offered in segment three")]
    support_segment_two: Annotated[float, Parameter(0.10, 0.0, 1.0, "share", "support offered in segment two")]
    crowding_out: Annotated[float, Parameter(0.4, 0.0, 1.0, "share", "support crowded out under full scrutiny")]
    support_pool: Annotated[
        float,
        Parameter(
            15.0,
            1.0,
            200.0,
            "trusts",
            "trusts that can have full support at the same time",
            "NHS England (2025): room for about 15 in the provider improvement programme",
        ),
    ]
    support_half_way: Annotated[
        float, Parameter(0.3, 0.02, 5.0, "level", "support that is worth half of what endless support would be")
    ]
    support_without_readiness: Annotated[
        float, Parameter(0.5, 0.0, 1.0, "share", "support that works on a trust not ready for it")
    ]
    support_build_up: Annotated[float, Parameter(0.12, 0.01, 1.0, "share a month", "speed at which support takes hold")]
    support_wind_down: Annotated[float, Parameter(0.35, 0.01, 1.0, "share a month", "speed at which it is gone")]
    incentive_cost: Annotated[
        float,
        Parameter(
            5.0,
            0.0,
            50.0,
            "£m a year per attention",
            "full reward of a partner for the attention it gives",
            "HSJ (2014): up to the cost of a buddying arrangement, about £0.148m",
        ),
    ]
    support_cost: Annotated[float, Parameter(2.0, 0.0, 20.0, "£m a year", "full support of one trust")]
    bridging_cost: Annotated[
        float,
        Parameter(
            30.0,
            0.0,
            200.0,
            "£m a year",
            "full bridging finance",
            "order of Collins (2015): about £167m a merger; spread over years assumed",
        ),
    ]
    turnover_of_average: Annotated[
        float, Parameter(400.0, 50.0, 2000.0, "£m", "income a year of the trust to which costs of a deal are stated")
    ]
    margin_on_fees: Annotated[
        float, Parameter(0.3, 0.0, 1.0, "share", "part of a fee that is left to the partner after its costs")
    ]
