"""Parameters: structural integration: approval, transition, pooling of management, groups."""

from __future__ import annotations

from typing import Annotated

from sim.parameters.parameter import Parameter


class IntegrationParameters:
    """Structural integration: approval, transition, pooling of management, groups."""

    # Approval
    approval_delay: Annotated[
        float, Parameter(1.0, 0.0, 3.0, "ratio", "further time to approval under conflicting messages")
    ]
    approval_eased_by_engagement: Annotated[
        float, Parameter(0.25, 0.0, 0.8, "share", "time to approval saved where the wider system is engaged")
    ]
    threat_eased_by_openness: Annotated[
        float, Parameter(0.4, 0.0, 1.0, "share", "imposition taken off by full openness")
    ]
    guidance_hazard: Annotated[
        float, Parameter(0.1, 0.0, 0.5, "a month", "chance that guidance changes, from a regulator without one voice")
    ]
    guidance_rework: Annotated[float, Parameter(0.4, 0.0, 1.0, "share", "set-up done so far that must be done again")]

    # Transition
    dip_kept: Annotated[
        float,
        Parameter(
            0.86,
            0.5,
            0.99,
            "share a month",
            "disruption left a month later",
            "Millar et al. (2020): a dip in the first year",
        ),
    ]
    dip_eased_by_trust: Annotated[
        float, Parameter(0.6, 0.0, 1.0, "share", "disruption spared where both sides fully trust each other")
    ]
    dip_from_surprise: Annotated[
        float, Parameter(0.5, 0.0, 2.0, "ratio", "further disruption where the partner knows nothing of the true state")
    ]
    integration_rate: Annotated[
        float,
        Parameter(
            0.152,
            0.0,
            0.4,
            "share a month",
            "speed of pooling management with attention for it",
            "calibrated (P19, P28b, P36), then lowered for P19",
        ),
    ]
    integration_complete: Annotated[
        float, Parameter(0.8, 0.5, 0.95, "level", "integration from which the target is a subsidiary of the group")
    ]
    bridging_delay: Annotated[
        float,
        Parameter(3.0, 0.0, 48.0, "months", "time until bridging finance flows, from a regulator of one voice"),
    ]

    # Groups
    overhead_once_absorbed: Annotated[
        float,
        Parameter(
            0.3, 0.0, 1.0, "share", "attention and emotional labour that are left once the target is a subsidiary"
        ),
    ]
    closed_in_group: Annotated[
        float,
        Parameter(
            0.4,
            0.0,
            1.0,
            "share",
            "gap in leadership, and difference in free attention, that a group closes between head and subsidiary",
        ),
    ]
    money_pooled_in_group: Annotated[
        float,
        Parameter(
            0.02,
            0.0,
            0.2,
            "share a month",
            "difference in finance that is evened out",
            "direction: Millar et al. (2020), a four-year journey of strengthening finance; size assumed",
        ),
    ]
    sites_from_distance: Annotated[
        float, Parameter(1.0, 0.0, 4.0, "ratio", "further burden of a site far from the head")
    ]
