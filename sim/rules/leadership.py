"""Leadership: what boards can do, who leaves, who follows, and what partners lend.

Turnover at the top is a cause and an effect of failure: chief executives of inadequate trusts had a median of 11 months
in post, those of outstanding trusts just over seven years (HSJ 2017). Replacement is a draw, not a cure.
"""

from __future__ import annotations

from sim.model.state import TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import level, positive
from sim.rules.published_figures import published_performance


def departure_hazard(trust: TrustState, parameters: Parameters) -> float:
    """Return the chance that the chief executive leaves this month; who shares another trust's loses it with them."""
    if trust.chief_executive_of >= 0:
        return 0.0
    shortfall = positive(parameters.secure_performance - published_performance(trust))
    hazard = parameters.departure_base + parameters.departure_performance * shortfall
    hazard = hazard + parameters.departure_strain * trust.strain
    if trust.special_measures:
        hazard = hazard + parameters.departure_special_measures
    if trust.chief_executive_tenure < parameters.new_chief_executive_months:
        hazard = hazard * parameters.honeymoon_hazard
    return level(hazard)


def successor_leadership(trust: TrustState, parameters: Parameters, shock: float) -> float:
    """Return leadership under a new chief executive: part of the board stays, the rest is a draw.

    In special measures the regulator overhauls the board and looks for experienced leaders (Miller & Millar 2017); a
    well regarded partner knows candidates (Millar et al. 2020).
    """
    draw = parameters.successor_mean + parameters.successor_spread * shock
    if trust.special_measures:
        draw = draw + parameters.successor_special_measures
    draw = draw + parameters.successor_from_network * trust.recruitment_network
    return board_under(draw, trust.leadership, parameters)


def board_under(successor: float, before: float, parameters: Parameters) -> float:
    """Return leadership under a chief executive of some leadership: part of the board before stays."""
    return level(parameters.board_continuity * before + (1.0 - parameters.board_continuity) * successor)


def change_chief_executive(trust: TrustState, parameters: Parameters, shock: float) -> None:
    """Put a new chief executive in post; strain and tenure begin anew."""
    trust.leadership = successor_leadership(trust, parameters, shock)
    trust.chief_executive_tenure = 0
    trust.strain = parameters.strain_base
    trust.chief_executive_left = True


def next_leadership(trust: TrustState, parameters: Parameters, shock: float) -> float:
    """Return leadership a month later: slow drift, and part of the gap to a mentor's leaders closed."""
    drift = parameters.leadership_drift * (parameters.successor_mean - trust.leadership)
    mentored = parameters.leadership_from_mentoring * trust.mentored_leadership
    return level(trust.leadership + drift + mentored + parameters.monthly_noise * shock)


def effective_leadership(trust: TrustState) -> float:
    """Return the trust's own leadership with what partners put in or lend."""
    return level(trust.leadership + trust.leadership_support)
