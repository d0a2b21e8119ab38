"""Parameters: what people think of a trust."""

from __future__ import annotations

from typing import Annotated

from sim.parameters.parameter import Parameter


class ReputationParameters:
    """What people think of a trust."""

    standing_inadequate: Annotated[float, Parameter(0.10, 0.0, 1.0, "level", "standing of a trust rated inadequate")]
    standing_requires_improvement: Annotated[
        float,
        Parameter(0.42, 0.0, 1.0, "level", "standing of a trust rated requires improvement"),
    ]
    standing_good: Annotated[float, Parameter(0.70, 0.0, 1.0, "level", "standing of a trust rated good")]
    standing_outstanding: Annotated[float, Parameter(0.95, 0.0, 1.0, "level", "standing of a trust rated outstanding")]
    reputation_special_measures: Annotated[
        float,
        Parameter(0.10, 0.0, 0.5, "level", "further loss in special measures"),
    ]
    reputation_from_verdict: Annotated[
        float,
        Parameter(0.75, 0.0, 1.0, "share", "weight of published verdicts against word of mouth, at full publicity"),
    ]
    word_of_mouth_base: Annotated[
        float,
        Parameter(0.05, 0.0, 0.6, "level", "standing by word of mouth with nothing to show"),
    ]
    word_of_mouth_performance: Annotated[
        float,
        Parameter(0.90, 0.0, 1.5, "weight", "standing by word of mouth for performance"),
    ]
    reputation_rate: Annotated[float, Parameter(0.09, 0.01, 0.5, "share a month", "speed towards what people hear")]
