"""Parameters: demand, winter, and the pressure of nation, place and trust."""

from __future__ import annotations

from typing import Annotated

from sim.parameters.parameter import Parameter


class EnvironmentParameters:
    """Demand, winter, and the pressure of nation, place and trust."""

    passing_persistence: Annotated[
        float,
        Parameter(
            0.92, 0.0, 0.99, "monthly autocorrelation", "how long a passing pressure on the nation or on a place lasts"
        ),
    ]
    national_noise: Annotated[float, Parameter(0.006, 0.0, 0.05, "pressure", "monthly shocks to the whole nation")]
    funding_persistence: Annotated[
        float,
        Parameter(0.98, 0.0, 0.999, "monthly autocorrelation", "how long national money stays above or below"),
    ]
    funding_noise: Annotated[
        float, Parameter(0.023, 0.0, 0.1, "level", "monthly shocks to national money", "calibrated (P12b, P12d, P31)")
    ]
    monthly_noise: Annotated[
        float,
        Parameter(
            0.012,
            0.0,
            0.05,
            "level",
            "monthly shocks to the pressure of a place and of a trust, to leadership and to coherence",
        ),
    ]
    own_persistence: Annotated[
        float,
        Parameter(
            0.951,
            0.0,
            0.99,
            "monthly autocorrelation",
            "how long a pressure of the trust's own lasts",
            "calibrated (P11b, P12b, P12d)",
        ),
    ]
    winter_amplitude: Annotated[
        float,
        Parameter(0.178, 0.0, 0.20, "pressure", "January pressure above the yearly mean", "calibrated (P14, P15, P36)"),
    ]
    eased_by_collaboration: Annotated[
        float,
        Parameter(
            0.6,
            0.0,
            1.0,
            "share",
            "pressure of a place, and demand that neighbours send on, kept off where all take responsibility",
        ),
    ]
    spill_over: Annotated[
        float, Parameter(0.18, 0.0, 2.0, "pressure per level", "demand sent on by neighbours who cannot cope")
    ]
    collaboration_brought: Annotated[
        float,
        Parameter(
            0.75,
            0.0,
            1.0,
            "level",
            "collaboration that full engagement of the system brings about, or partners of all neighbours",
        ),
    ]
    habit_rate: Annotated[
        float,
        Parameter(
            0.03,
            0.0,
            0.3,
            "share a month",
            "speed at which habits form and fade: one way of working, shared responsibility, dependence on others",
        ),
    ]
