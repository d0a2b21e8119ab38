"""Insight: how much of what is wrong is seen, by a trust's own leaders or by those who watch it.

Where cognition and leadership are absent an organisation does not start its own turnaround, and an authority has to
intervene (Jas & Skelcher 2005). What is not seen is not recognised, help is not put to use, and effort goes astray.
"""

from __future__ import annotations

from sim.model.state import RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import add_share


def own_insight(trust: TrustState, parameters: Parameters) -> float:
    """Return the share that a trust sees for itself: able leaders, joint data, what people of partners pass on."""
    own = parameters.insight_from_leadership * trust.effective_leadership
    if trust.joint_data_quality > 0.0:
        own = add_share(own, parameters.insight_from_partners * trust.joint_data_quality)
    if trust.soft_intelligence > 0.0:
        own = add_share(own, parameters.insight_from_partners * trust.soft_intelligence)
    return own


def seen(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the share of what is wrong that is seen; scrutiny finds its part of what the trust does not."""
    return add_share(own_insight(trust, parameters), regulator.scrutiny)
