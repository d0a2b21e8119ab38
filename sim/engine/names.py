"""Names of partnerships: the scenario's own id, or what it is, between whom, and since when."""

from __future__ import annotations

from sim.scenario.resolving import Setting
from sim.state import PartnershipState


def name_of_link(first: PartnershipState, setting: Setting) -> str:
    """Return the id of a partnership from its first link: that of its plan, or type, first two sides and month."""
    if first.plan >= 0:
        return setting.plan_ids[first.plan]
    sides = [setting.trust_ids[side] for side in (first.target, first.second) if side >= 0]
    return "_".join([setting.kind_names[first.kind], *sides, str(first.month_begun)])
