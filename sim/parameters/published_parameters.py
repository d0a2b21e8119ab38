"""Parameters: published figures, and what is sound, good and poor in them."""

from __future__ import annotations

from typing import Annotated

from sim.parameters.parameter import Parameter


class PublishedParameters:
    """Published figures: chance, slow components, and what counts as sound, good and poor."""

    # Chance: the error of one month, or of one survey
    quality_error: Annotated[
        float,
        Parameter(0.15, 0.0, 0.3, "level", "chance in a month's indicator of quality", "calibrated (P11b, P12b, P12d)"),
    ]
    access_error: Annotated[
        float,
        Parameter(0.0413, 0.0, 0.2, "level", "chance in a month's measure of access", "calibrated (P12c, P15, P36)"),
    ]
    finance_error: Annotated[float, Parameter(0.05, 0.0, 0.2, "level", "chance in a month's financial position")]
    engagement_error: Annotated[
        float, Parameter(0.0243, 0.0, 0.1, "level", "sample error of one staff survey", "calibrated (P11a, P12a, P12d)")
    ]
    workforce_error: Annotated[float, Parameter(0.03, 0.0, 0.2, "level", "chance in a month's count of vacancies")]

    # Slow components that have nothing to do with how well a trust does
    figure_bias_kept: Annotated[
        float,
        Parameter(
            0.994,
            0.9,
            0.999,
            "monthly autocorrelation",
            "how long case mix and ways of counting last",
            "calibrated (P11b, P12b, P12d)",
        ),
    ]
    quality_case_mix_noise: Annotated[
        float,
        Parameter(0.0104, 0.0, 0.05, "level", "monthly shocks to case mix and coding", "calibrated (P11b, P12b, P35)"),
    ]
    counting_noise: Annotated[
        float, Parameter(0.005, 0.0, 0.05, "level", "monthly shocks to ways of counting waits, posts and one-off items")
    ]
    engagement_response_noise: Annotated[
        float,
        Parameter(
            0.00361,
            0.0,
            0.05,
            "level",
            "monthly shocks to who responds to the survey",
            "set by hand with the patterns of the record in view",
        ),
    ]

    # What is sound, good and poor
    sound_performance: Annotated[
        float,
        Parameter(
            0.462,
            0.3,
            0.7,
            "level",
            "published performance from which nothing calls for a turnaround",
            "set by hand with the patterns of the record in view",
        ),
    ]
    sound_figure: Annotated[
        float, Parameter(0.40, 0.2, 0.6, "level", "a published figure from which it calls for none")
    ]
    poor_by: Annotated[
        float,
        Parameter(
            0.125,
            0.01,
            0.3,
            "level",
            "shortfall below sound at which the need for change is full",
            "set by hand with the patterns of the record in view",
        ),
    ]
    poor_stock: Annotated[float, Parameter(0.36, 0.1, 0.5, "level", "a published figure below this is poor")]
    poor_performance: Annotated[float, Parameter(0.42, 0.1, 0.6, "level", "published performance below this is poor")]
    growth_performance: Annotated[
        float,
        Parameter(0.44, 0.3, 0.7, "level", "published performance from which a trust is stabilised or recovered"),
    ]
