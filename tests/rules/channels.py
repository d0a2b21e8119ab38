"""What can reach a trust through partnerships in a month, by the name of the variable."""

from __future__ import annotations

from typing import Any

SHIFTS = ("shift_clan", "shift_developmental", "shift_hierarchical", "shift_rational")
# What people notice of each other wherever they meet, whatever the type is for.
HEARD = ("soft_intelligence", "recruitment_network", "cultures_met", "most_foreign")
RECEIVED = (
    "mentoring",
    "mentored_leadership",
    "practice_transfer",
    "in_charge",
    "capability_brought",
    "leadership_support",
    "capacity_lent",
    "integration_dip",
    "back_office_savings",
    "identity_threat",
    "reputation_lift",
    "reputation_risk",
    "service_gain",
    "joint_data_quality",
    "autonomy_ceded",
    "demand_relief",
    "leading_load",
    *HEARD,
    *SHIFTS,
)


def received(trust: Any) -> dict[str, float]:
    """Return what a trust has received in the month."""
    return {name: getattr(trust, name) for name in RECEIVED}
