"""Parameters: stages of failure and turnaround."""

from __future__ import annotations

from typing import Annotated

from sim.parameters.parameter import Parameter


class StageParameters:
    """Stages of failure and turnaround."""

    stage_months: Annotated[
        int, Parameter(6, 1, 24, "months", "poor performance that makes a decline; shortest retrenchment")
    ]
    insight_from_leadership: Annotated[
        float, Parameter(0.5, 0.0, 1.0, "share", "what perfect leaders see for themselves of what is wrong")
    ]
    insight_from_partners: Annotated[
        float,
        Parameter(
            0.25,
            0.0,
            1.0,
            "share",
            "what good joint data, and partners who pass on more than figures, each show of the rest",
        ),
    ]
    insight_rate: Annotated[
        float,
        Parameter(
            0.42,
            0.0,
            4.0,
            "a month per level",
            "chance that leaders own up to what they see",
            "set by hand with the patterns of the record in view",
        ),
    ]
    acceptance_rate: Annotated[
        float,
        Parameter(
            0.566,
            0.0,
            1.0,
            "share a month",
            "denial that gives way once it is broken, where all is seen",
            "set by hand with the patterns of the record in view",
        ),
    ]
    cash_crisis_finance: Annotated[
        float,
        Parameter(
            0.257,
            0.0,
            0.45,
            "level",
            "finance at which money runs out",
            "set by hand with the patterns of the record in view",
        ),
    ]
    scandal_hazard: Annotated[
        float,
        Parameter(
            0.797,
            0.0,
            1.0,
            "a month per level",
            "chance of a scandal where care is unsafe",
            "set by hand with the patterns of the record in view",
        ),
    ]
    acknowledged_at_trigger: Annotated[float, Parameter(0.3, 0.0, 1.0, "share", "denial that a trigger breaks at once")]
    enough_acknowledged: Annotated[
        float, Parameter(0.5, 0.0, 1.0, "level", "acknowledgement from which leaders make a plan")
    ]
    hope_from_grounds: Annotated[
        float,
        Parameter(0.6, 0.0, 1.5, "level", "hope from perfect leaders, and from a perfect plan that is carried out"),
    ]
    hope_rate: Annotated[
        float,
        Parameter(
            0.0347,
            0.0,
            0.5,
            "share a month",
            "speed at which hope is lost and won",
            "set by hand with the patterns of the record in view",
        ),
    ]
    plan_speed: Annotated[
        float, Parameter(0.1, 0.0, 0.4, "share a month", "speed of planning, of able leaders and of able staff alike")
    ]
    plan_without_attention: Annotated[float, Parameter(0.4, 0.0, 1.0, "attention", "planning with no attention free")]
    kept_when_sound: Annotated[
        float,
        Parameter(
            0.921,
            0.5,
            1.0,
            "share a month",
            "what is left, a month later, of a plan and of what was acknowledged where figures are sound",
            "set by hand with the patterns of the record in view",
        ),
    ]
    plan_used_up: Annotated[float, Parameter(0.05, 0.0, 0.5, "level", "plan that has nothing left to give")]
    plan_ready: Annotated[float, Parameter(0.25, 0.05, 0.8, "level", "plan that can be put to work")]
    plan_longest_months: Annotated[
        int,
        Parameter(9, 1, 36, "months", "time after which a plan is put to work as it is"),
    ]
    plan_patience_months: Annotated[int, Parameter(18, 6, 60, "months", "time given to a plan")]
    stabilised_stock: Annotated[float, Parameter(0.36, 0.1, 0.5, "level", "no stock below this once stabilised")]
    stable_months: Annotated[int, Parameter(12, 1, 36, "months", "good performance that makes a trust stable")]
    permanent_failure_months: Annotated[
        int,
        Parameter(48, 12, 120, "months", "time without recovery before failure counts as permanent"),
    ]
    permanent_failure_level: Annotated[
        float, Parameter(0.5, 0.0, 1.0, "level", "hope and leadership below which it does")
    ]
    project_failure: Annotated[
        float, Parameter(0.006, 0.0, 0.2, "a month", "chance that a building project of the weakest leaders fails")
    ]
    project_write_off: Annotated[float, Parameter(0.12, 0.0, 0.5, "level", "finance lost with it")]
    plan_lost_to_confusion: Annotated[
        float, Parameter(1.5, 0.0, 5.0, "ratio", "sharpness lost to advice from several foreign partners")
    ]
