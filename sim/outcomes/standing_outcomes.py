"""How a trust stands in ratings, stage and structure, and what turnaround and partnership took."""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import Rating, Stage
from sim.outcomes.conditions import first_absorbed
from sim.outcomes.horizons import time_or_missing, yes_or_no
from sim.outcomes.observation import MonthlyObservation
from sim.outcomes.trust_outcomes import TrustOutcomes


def compute_standing(outcome: TrustOutcomes, past: Sequence[MonthlyObservation]) -> None:
    """Tell of special measures and permanent failure in the months played, and of ratings and structure at the end."""
    special = 0
    permanent = False
    for month in range(len(past)):
        if month > 0 and past[month].special_measures:
            special = special + 1
        if past[month].stage == Stage.PERMANENT_FAILURE:
            permanent = True
    last = past[len(past) - 1]
    outcome.months_in_special_measures = float(special)
    outcome.permanent_failure = yes_or_no(permanent)
    outcome.absorbed = yes_or_no(last.absorbed_by >= 0)
    outcome.months_to_absorption = time_or_missing(first_absorbed(past))
    outcome.good_or_better = yes_or_no(last.rating_overall >= Rating.GOOD)
    outcome.inadequate_domains = float(last.inadequate_domains)
    outcome.rating_change = float(last.rating_overall - past[0].rating_overall)


def compute_costs(outcome: TrustOutcomes, past: Sequence[MonthlyObservation]) -> None:
    """Tell of attention (attention-months) and money (£m), summed over the months played in their order."""
    compliance = 0.0
    partnership = 0.0
    to_trust = 0.0
    to_centre = 0.0
    income = 0.0
    for index in range(1, len(past)):
        month = past[index]
        compliance = compliance + month.attention_compliance
        partnership = partnership + month.attention_partnership
        to_trust = to_trust + month.cost_to_trust
        to_centre = to_centre + month.cost_to_centre
        income = income + month.income_from_partnerships
    outcome.compliance_attention = compliance
    outcome.partnership_attention = partnership
    outcome.cost_to_trust = to_trust
    outcome.cost_to_centre = to_centre
    outcome.income_from_partnerships = income
