"""Parameters: what people think of a trust."""

from __future__ import annotations

from typing import Annotated

from sim.parameters.parameter import Parameter


class ReputationParameters:
    """What people think of a trust."""

    standing_inadequate: Annotated[
        float, Parameter(0.08, 0.0, 1.0, "level", "standing of a trust rated inadequate; outstanding: 1")
    ]
    standing_from_league: Annotated[
        float, Parameter(0.1, 0.0, 0.5, "level per point of score", "standing that a league table gives or takes")
    ]
    reputation_special_measures: Annotated[
        float,
        Parameter(0.10, 0.0, 0.5, "level", "further loss in special measures"),
    ]
    reputation_from_verdict: Annotated[
        float,
        Parameter(0.75, 0.0, 1.0, "share", "weight of published verdicts against word of mouth, at full publicity"),
    ]
