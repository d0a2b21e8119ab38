"""Coherence: whether an organisation works as one or as several sub-cultures, and the two outcomes of integration.

About a year in it can go one of two ways: push on to one way of working, or be diverted down the path of least
resistance, which ends in two or three sub-cultures (Millar et al. 2020).
"""

from __future__ import annotations

from sim.model.state import TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import clip, larger

MOST_BETWEEN = 0.25  # coherence times what is missing of it, half way between one culture and none


def integration_energy(trust: TrustState, parameters: Parameters) -> float:
    """Return the energy that decides the cultural outcome of an integration; 0 is the tipping point.

    It is counted in levels of engagement and leadership. One way of working that is already felt carries further, and
    divisions deepen where they are wide.
    """
    energy = trust.engagement + trust.effective_leadership
    energy = energy + parameters.energy_from_attention * trust.attention_free
    energy = energy + parameters.energy_from_programme * trust.people_programme
    energy = energy + parameters.energy_from_coherence * trust.coherence
    return energy - parameters.energy_tipping_point


def next_coherence(trust: TrustState, parameters: Parameters, shock: float) -> float:
    """Return coherence a month later.

    While two organisations are being made one, both one culture and lasting sub-cultures attract; elsewhere coherence
    drifts to the level of an ordinary trust. Leaders who are busy with others neglect the culture of their own house.
    """
    noise = parameters.monthly_noise * shock
    between = trust.coherence * (1.0 - trust.coherence)
    drift = parameters.habit_rate * (parameters.coherence_usual - trust.coherence) + noise
    pace = parameters.coherence_rate * trust.mixing_pace
    joined = pace * between * integration_energy(trust, parameters)
    settled = parameters.coherence_noise_settled
    joined = joined + noise * (settled + (1.0 - settled) * between / MOST_BETWEEN)
    neglected = parameters.own_culture_neglected * trust.leading_load * trust.coherence
    moved = trust.coherence + (1.0 - trust.mixing) * drift + trust.mixing * joined - neglected
    return clip(moved, parameters.coherence_floor, 1.0)


def mix_cultures(trust: TrustState, fit: float, share: float, parameters: Parameters) -> None:
    """Lower coherence when another organisation of less than full fit joins; `share` is its weight for this side."""
    lost = parameters.coherence_lost_to_mixing * (1.0 - fit) * share
    trust.coherence = larger(trust.coherence * (1.0 - lost), parameters.coherence_floor)
