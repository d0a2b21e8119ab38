"""Reputation: what staff, applicants and the public think of a trust.

It follows published ratings with a lag, as far as verdicts are public, and word of mouth otherwise. Special measures
damage it (Miller & Millar 2017).
"""

from __future__ import annotations

from sim.model.enums import Rating
from sim.model.state import RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import follow, level
from sim.rules.published_figures import published_performance

HIGHEST_RATING = float(Rating.OUTSTANDING)


def standing(rating: int, parameters: Parameters) -> float:
    """Return the reputation that a rating gives in the long run: more with each class, all of it to outstanding."""
    lowest = parameters.standing_inadequate
    return lowest + (1.0 - lowest) * rating / HIGHEST_RATING


def next_reputation(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return reputation a month later."""
    word_of_mouth = published_performance(trust)
    verdict = standing(trust.rating_overall, parameters)
    if trust.special_measures:
        verdict = verdict - parameters.reputation_special_measures
    public = parameters.reputation_from_verdict * regulator.publicity
    target = public * verdict + (1.0 - public) * word_of_mouth - trust.reputation_risk
    return level(follow(trust.reputation, level(target), parameters.following_rate))
