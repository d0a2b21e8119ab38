"""Due diligence: what a partner believes of a trust, what it finds out, and whether it goes on.

A partner learns the true state of a failing trust late (Miller & Millar 2017, case E). Looking before leaping ends
some deals, and avoids poor ones.
"""

from __future__ import annotations

from sim.model.enums import Nature, Phase
from sim.model.state import PartnershipState, PartnershipTypeState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import level, positive
from sim.rules.performance import performance
from sim.rules.published_figures import published_performance


def believed_performance(target: TrustState) -> float:
    """Return how well a trust is believed to do by those who know its standing and its results only."""
    return 0.5 * (target.reputation + published_performance(target))


def starting_intelligence(prior_relationship: float, parameters: Parameters) -> float:
    """Return how well the partner knows the target at first: those who have worked together know more."""
    return level(parameters.intelligence_at_start + parameters.intelligence_from_ties * prior_relationship)


def exploring_time(partnership_type: PartnershipTypeState, nature: int, parameters: Parameters) -> int:
    """Return the months of due diligence; under a mandate much of it is left out.

    Mandated mergers were almost half as likely to have had due diligence (KPMG 2011).
    """
    months = 1.0 * partnership_type.due_diligence_months
    if nature == Nature.MANDATED:
        months = months * parameters.left_under_mandate
    return int(months + 0.5)


def bad_news(partnership: PartnershipState, target: TrustState) -> float:
    """Return how much worse the target is than it was believed, as far as the partner has found out."""
    return partnership.intelligence * positive(partnership.believed - performance(target))


def breaks_off(
    partnership: PartnershipState,
    partnership_type: PartnershipTypeState,
    target: TrustState,
    parameters: Parameters,
    chance: float,
) -> bool:
    """Return whether the partner breaks off this month of exploring: poor fit, or worse than it was led to believe."""
    if partnership.phase != Phase.EXPLORING or partnership.nature == Nature.MANDATED:
        return False
    misfit = (
        parameters.breaking_off_from_misfit
        * partnership.intelligence
        * (1.0 - partnership.fit)
        * partnership_type.fit_dependence
    )
    return chance < misfit + parameters.breaking_off_from_bad_news * bad_news(partnership, target)
