"""Hope: how far people of a trust believe that things can get better.

Years of failure wear it down; a plan that fits and leaders who can carry it give it back, and failure lasts where
neither comes. That turnaround may never end is Walshe et al. (2004); that hope carries it is assumed.
"""

from __future__ import annotations

from sim.model.state import TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import follow, level
from sim.rules.published_figures import need_for_change


def grounds_for_hope(trust: TrustState, parameters: Parameters) -> float:
    """Return the hope there are grounds for: all where figures are sound, else what leaders and their plan give."""
    grounds = parameters.hope_from_grounds * trust.effective_leadership
    if trust.plan_under_way:
        grounds = grounds + parameters.hope_from_grounds * trust.plan_quality
    return level(1.0 - need_for_change(trust, parameters) * (1.0 - level(grounds)))


def next_hope(trust: TrustState, parameters: Parameters) -> float:
    """Return hope a month later."""
    return level(follow(trust.hope, grounds_for_hope(trust, parameters), parameters.hope_rate))
