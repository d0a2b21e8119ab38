"""Reputation: what staff, applicants and the public think of a trust.

It follows published ratings with a lag, as far as verdicts are public, and word of mouth otherwise. Special measures
damage it (Miller & Millar 2017).
"""

from __future__ import annotations

from sim.model.enums import Rating, Segmentation
from sim.model.state import RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import follow, level
from sim.rules.published_figures import published_performance

AVERAGE_SCORE = 2.5  # in the middle of scores from 1 to 4
HIGHEST_RATING = float(Rating.OUTSTANDING)


def standing(rating: int, parameters: Parameters) -> float:
    """Return the reputation that a rating gives in the long run: more with each class, all of it to outstanding."""
    lowest = parameters.standing_inadequate
    return lowest + (1.0 - lowest) * rating / HIGHEST_RATING


def verdict(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the standing that the regulator's public verdicts give in the long run: ratings, and league tables."""
    if regulator.inspects:
        said = standing(trust.rating_overall, parameters)
    else:
        said = published_performance(trust)
    if regulator.segmentation == Segmentation.SCORES:
        said = said + parameters.standing_from_league * (AVERAGE_SCORE - trust.league_score)
    if trust.special_measures:
        said = said - parameters.reputation_special_measures
    return said


def next_reputation(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return reputation a month later."""
    word_of_mouth = published_performance(trust)
    public = parameters.reputation_from_verdict * regulator.publicity
    target = public * verdict(trust, regulator, parameters) + (1.0 - public) * word_of_mouth - trust.reputation_risk
    return level(follow(trust.reputation, level(target), parameters.following_rate))
