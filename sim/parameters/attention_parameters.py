"""Parameters: the attention ledger."""

from __future__ import annotations

from typing import Annotated

from sim.parameters.parameter import Parameter


class AttentionParameters:
    """The attention ledger."""

    attention_scale: Annotated[
        float,
        Parameter(
            1.05,
            0.6,
            1.6,
            "ratio",
            "attention of average leaders",
            "calibrated (P14, P19, P26a), then lowered with coasting",
        ),
    ]
    attention_from_leadership: Annotated[float, Parameter(0.40, 0.0, 0.8, "weight", "attention that able leaders add")]
    attention_from_support: Annotated[
        float,
        Parameter(0.25, 0.0, 0.6, "attention", "attention that full guide-dog support adds, put to full use"),
    ]
    relief_lost_to_empowerment: Annotated[
        float,
        Parameter(0.5, 0.0, 1.0, "share", "relief of the board that is lost where support goes to front-line staff"),
    ]
    attention_lost_to_dependence: Annotated[
        float,
        Parameter(0.16, 0.0, 0.4, "attention", "own attention missing when fully dependent on others"),
    ]
    attention_usable: Annotated[
        float,
        Parameter(0.50, 0.2, 1.0, "attention", "free attention beyond which more brings nothing"),
    ]
    operations_base: Annotated[float, Parameter(0.40, 0.1, 0.7, "attention", "running an average trust in good order")]
    operations_per_site: Annotated[float, Parameter(0.015, 0.0, 0.1, "attention", "running each further site")]
    operations_pressure: Annotated[
        float,
        Parameter(0.15, 0.0, 1.0, "attention per pressure", "managing demand above the starting balance"),
    ]
    compliance_base: Annotated[
        float,
        Parameter(
            0.05,
            0.0,
            0.25,
            "attention",
            "ordinary oversight under full scrutiny; 5 to 25 % of executive time is plausible, no count was found",
        ),
    ]
    compliance_missed_total: Annotated[
        float,
        Parameter(1.0, 0.0, 5.0, "attention per level", "approval of spending where a system misses its control total"),
    ]
    compliance_special_measures: Annotated[
        float,
        Parameter(0.16, 0.0, 0.4, "attention", "further meetings and reports in special measures under full scrutiny"),
    ]
    compliance_incoherence: Annotated[
        float,
        Parameter(0.5, 0.0, 2.0, "ratio", "extra compliance under a regulator of conflicting messages"),
    ]
    partnering_lost_to_compliance: Annotated[
        float,
        Parameter(2.0, 0.0, 6.0, "ratio", "share of work in partnerships lost for each share of time for compliance"),
    ]
    reporting_spared: Annotated[
        float,
        Parameter(
            0.65,
            0.0,
            1.0,
            "share",
            "reporting spared under full autonomy while integrating, or by a joint board with perfect data",
        ),
    ]
    partnership_crowding: Annotated[
        float,
        Parameter(0.35, 0.0, 1.0, "share", "extra attention for each further partnership at once"),
    ]
    newness_months: Annotated[
        int,
        Parameter(
            6,
            0,
            24,
            "months",
            "time until the people of both sides know each other",
            "Millar et al. (2020): the first six months",
        ),
    ]
    newness_burden: Annotated[
        float, Parameter(1.2, 0.0, 3.0, "ratio", "extra attention of strangers in their first month together; it fades")
    ]
    formal_overhead: Annotated[
        float,
        Parameter(
            0.15, 0.0, 1.0, "share", "further attention for the formal infrastructure of a structural partnership"
        ),
    ]
    burden_before_operating: Annotated[
        float, Parameter(0.45, 0.0, 2.0, "ratio", "attention during due diligence and set-up, against operating")
    ]
    burden_of_differences: Annotated[
        float, Parameter(0.2, 0.0, 2.0, "ratio", "further attention where the sides have nothing in common")
    ]
    burden_of_systems: Annotated[
        float, Parameter(0.1, 0.0, 1.0, "ratio", "further attention until computer systems are one")
    ]
    optimism_about_effort: Annotated[
        float, Parameter(0.25, 0.0, 2.0, "ratio", "attention that plans leave out where the truth is not known")
    ]
    hosting_burden: Annotated[
        float, Parameter(0.08, 0.0, 1.0, "ratio", "target's attention for people sent in, where it has no capability")
    ]
    programme_burden: Annotated[
        float, Parameter(0.02, 0.0, 0.2, "attention", "partner's attention for full work on values and staff")
    ]
