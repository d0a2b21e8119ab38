"""Parameters: improvement capability and how it reaches the wards."""

from __future__ import annotations

from typing import Annotated

from sim.parameters.parameter import Parameter


class CapabilityParameters:
    """Improvement capability and how it reaches the wards."""

    capability_from_effort: Annotated[
        float, Parameter(0.114, 0.0, 0.5, "share per attention", "learning by doing", "calibrated (P12a, P12c, P28b)")
    ]
    left_without_coherence: Annotated[
        float,
        Parameter(
            0.35,
            0.0,
            1.0,
            "share",
            "learning by doing, and savings that pay, left where sub-cultures live side by side",
        ),
    ]
    capability_from_transfer: Annotated[float, Parameter(0.045, 0.0, 0.3, "share a month", "learning from a partner")]
    capability_from_support: Annotated[
        float,
        Parameter(0.015, 0.0, 0.1, "share a month", "learning under full guide-dog support: training, peer networks"),
    ]
    capability_loss: Annotated[
        float,
        Parameter(0.0108, 0.0, 0.1, "share a month", "knowledge that leaves, about as fast as people do"),
    ]
    loss_with_vacancies: Annotated[float, Parameter(0.55, 0.0, 2.0, "ratio", "further loss where none is")]
    capability_noise: Annotated[float, Parameter(0.0024, 0.0, 0.03, "level", "monthly shocks to capability")]
    adoption_speed: Annotated[
        float,
        Parameter(0.14, 0.01, 0.6, "share a month", "speed from board to wards among willing and rested staff"),
    ]
    adoption_without_engagement: Annotated[
        float, Parameter(0.3, 0.0, 1.0, "share", "speed from board to wards where staff are not engaged")
    ]
    effort_without_engagement: Annotated[
        float, Parameter(0.4, 0.0, 1.0, "share", "effort carried where staff are not engaged")
    ]
    adoption_per_site: Annotated[float, Parameter(0.15, 0.0, 1.0, "ratio", "slowing by each further site")]
    full_load: Annotated[
        float,
        Parameter(
            0.25,
            0.05,
            1.0,
            "attention",
            "a full load: lent, as much dependence as full support; given, full emotional labour; free, room to help",
        ),
    ]
    capability_from_empowerment: Annotated[
        float, Parameter(3.0, 0.0, 5.0, "ratio", "further learning where support goes to front-line staff")
    ]
