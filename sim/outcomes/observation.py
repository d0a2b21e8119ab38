"""What outcomes need to know of a trust, month by month."""

from __future__ import annotations

from sim.model.enums import Rating
from sim.model.state import TrustState


class MonthlyObservation:
    """One trust at the end of one month: what some outcome reads, and nothing else.

    All but `inadequate_domains`, the number of domains rated inadequate, are the variables of `TrustState` of the same
    name.
    """

    quality: float
    access: float
    finance: float
    annual_quality: float
    annual_access: float
    annual_finance: float
    engagement: float
    published_engagement: float
    coherence: float
    attention_compliance: float
    attention_partnership: float
    cost_to_trust: float
    cost_to_centre: float
    income_from_partnerships: float
    stage: int
    rating_overall: int
    absorbed_by: int
    times_helped: int
    inadequate_domains: int
    special_measures: bool
    dissolved: bool
    integrating: bool


def observe(month: MonthlyObservation, trust: TrustState) -> None:
    """Note in `month` how a trust stands now, at the end of that month."""
    month.quality = trust.quality
    month.access = trust.access
    month.finance = trust.finance
    month.annual_quality = trust.annual_quality
    month.annual_access = trust.annual_access
    month.annual_finance = trust.annual_finance
    month.engagement = trust.engagement
    month.published_engagement = trust.published_engagement
    month.coherence = trust.coherence
    month.attention_compliance = trust.attention_compliance
    month.attention_partnership = trust.attention_partnership
    month.cost_to_trust = trust.cost_to_trust
    month.cost_to_centre = trust.cost_to_centre
    month.income_from_partnerships = trust.income_from_partnerships
    month.stage = trust.stage
    month.rating_overall = trust.rating_overall
    month.absorbed_by = trust.absorbed_by
    month.times_helped = trust.times_helped
    month.inadequate_domains = count_inadequate_domains(trust)
    month.special_measures = trust.special_measures
    month.dissolved = trust.dissolved
    month.integrating = trust.integrating


def count_inadequate_domains(trust: TrustState) -> int:
    """Return how many of the five domains of a trust are rated inadequate."""
    count = 0
    if trust.rating_safe == Rating.INADEQUATE:
        count = count + 1
    if trust.rating_effective == Rating.INADEQUATE:
        count = count + 1
    if trust.rating_caring == Rating.INADEQUATE:
        count = count + 1
    if trust.rating_responsive == Rating.INADEQUATE:
        count = count + 1
    if trust.rating_well_led == Rating.INADEQUATE:
        count = count + 1
    return count
