"""What turnaround and partnerships took of attention and money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from sim.outcomes.observation import MonthlyObservation
from sim.outcomes.outcome import HIGHER, LOWER, number


class CostOutcomes:
    """Attention and money, summed over the months simulated."""

    compliance_attention: Annotated[float, number("attention taken by oversight", "attention-months", LOWER)]
    partnership_attention: Annotated[float, number("attention taken by partnerships", "attention-months", LOWER)]
    cost_to_trust: Annotated[float, number("money the trust spent on partnerships and inspection", "£m", LOWER)]
    cost_to_centre: Annotated[float, number("money the centre spent on the trust", "£m", LOWER)]
    income_from_partnerships: Annotated[float, number("fees the trust earned from those it served", "£m", HIGHER)]


def compute_costs(outcome: CostOutcomes, past: Sequence[MonthlyObservation]) -> None:
    """Compute attention (attention-months) and money (£m), summed over the months simulated in their order."""
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
