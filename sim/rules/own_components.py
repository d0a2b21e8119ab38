"""What a trust sustains of a stock for reasons of its own: its history, its site, its specialties, its people.

It lasts for years. Without it all stocks would follow one factor, while in the record staff engagement and hospital
mortality are only loosely tied (own computation, 2012 to 2019). One autoregression for each stock is assumed.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.random_purposes import Purpose
from sim.model.state import TrustState
from sim.parameters import Parameters


def move_own_components(trust: TrustState, parameters: Parameters, noise: Sequence[float]) -> None:
    """Move what is a trust's own in its stocks a month on (first-order autoregressions)."""
    kept = parameters.own_kept
    trust.own_quality = kept * trust.own_quality + parameters.quality_noise * noise[Purpose.QUALITY]
    trust.own_access = kept * trust.own_access + parameters.access_noise * noise[Purpose.ACCESS]
    trust.own_finance = kept * trust.own_finance + parameters.finance_noise * noise[Purpose.FINANCE]
    trust.own_workforce = kept * trust.own_workforce + parameters.workforce_noise * noise[Purpose.WORKFORCE]
    trust.own_engagement = kept * trust.own_engagement + parameters.engagement_noise * noise[Purpose.ENGAGEMENT]
