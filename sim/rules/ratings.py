"""Ratings: what inspectors look at, what they see of it, and what is published.

Closer scrutiny makes ratings less noisy and leaves less room for gaming.
"""

from __future__ import annotations

from sim.model.enums import Rating
from sim.model.state import RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import level, positive
from sim.rules.performance import performance


def safe_score(trust: TrustState, parameters: Parameters) -> float:
    """Return the true level behind the rating of safety; staffing bears on it."""
    return parameters.safe_from_quality * trust.quality + (1.0 - parameters.safe_from_quality) * trust.workforce


def effective_score(trust: TrustState, parameters: Parameters) -> float:
    """Return the true level behind the rating of effectiveness."""
    weight = parameters.effective_from_quality
    return weight * trust.quality + (1.0 - weight) * trust.frontline_adoption


def caring_score(trust: TrustState, parameters: Parameters) -> float:
    """Return the true level behind the rating of caring; it rests on engaged staff and is seldom poor."""
    return level(
        parameters.caring_base
        + parameters.caring_from_engagement * trust.engagement
        + parameters.caring_from_quality * trust.quality
    )


def responsive_score(trust: TrustState) -> float:
    """Return the true level behind the rating of responsiveness."""
    return trust.access


def well_led_score(trust: TrustState, parameters: Parameters) -> float:
    """Return the true level behind the rating of leadership; inspectors judge leaders by results too."""
    weights = (
        parameters.well_led_from_leadership
        + parameters.well_led_from_coherence
        + parameters.well_led_from_capability
        + parameters.well_led_from_performance
    )
    weighed = (
        parameters.well_led_from_leadership * trust.effective_leadership
        + parameters.well_led_from_coherence * trust.coherence
        + parameters.well_led_from_capability * trust.capability
        + parameters.well_led_from_performance * performance(trust)
    )
    return weighed / weights


def failing_domains(trust: TrustState, parameters: Parameters, level_of_failure: float) -> int:
    """Return how many of the five domains are truly below a level."""
    count = 0
    if safe_score(trust, parameters) < level_of_failure:
        count = count + 1
    if effective_score(trust, parameters) < level_of_failure:
        count = count + 1
    if caring_score(trust, parameters) < level_of_failure:
        count = count + 1
    if responsive_score(trust) < level_of_failure:
        count = count + 1
    if well_led_score(trust, parameters) < level_of_failure:
        count = count + 1
    return count


def inspection_noise(regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the spread of what inspectors see around the true level; closer scrutiny lowers it."""
    return parameters.rating_noise * (1.0 - parameters.scrutiny_against_noise * regulator.scrutiny)


def gaming(score: float, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return how much better a struggling trust looks than it is when nobody looks closely."""
    return parameters.gaming * positive(1.0 - regulator.scrutiny) * positive(parameters.cut_good - score)


def rating_of(observed: float, parameters: Parameters) -> int:
    """Return the rating of one domain from what inspectors saw."""
    if observed < parameters.cut_requires_improvement:
        return Rating.INADEQUATE
    if observed < parameters.cut_good:
        return Rating.REQUIRES_IMPROVEMENT
    if observed < parameters.cut_outstanding:
        return Rating.GOOD
    return Rating.OUTSTANDING


def inspect_domain(score: float, regulator: RegulatorState, parameters: Parameters, shock: float) -> int:
    """Return the rating an inspection gives to a domain of the given true level."""
    seen = score + gaming(score, regulator, parameters) + inspection_noise(regulator, parameters) * shock
    return rating_of(seen, parameters)


def count_rated(trust: TrustState, rating: int) -> int:
    """Return how many of the five domains have the given rating."""
    count = 0
    if trust.rating_safe == rating:
        count = count + 1
    if trust.rating_effective == rating:
        count = count + 1
    if trust.rating_caring == rating:
        count = count + 1
    if trust.rating_responsive == rating:
        count = count + 1
    if trust.rating_well_led == rating:
        count = count + 1
    return count


def overall_rating(trust: TrustState) -> int:
    """Return the overall rating that the published aggregation gives for five domain ratings.

    Two inadequate: inadequate. One inadequate, or two that require improvement: requires improvement. Two outstanding
    and none below good: outstanding. Otherwise good.
    """
    inadequate = count_rated(trust, Rating.INADEQUATE)
    improve = count_rated(trust, Rating.REQUIRES_IMPROVEMENT)
    if inadequate >= 2:
        return Rating.INADEQUATE
    if inadequate == 1 or improve >= 2:
        return Rating.REQUIRES_IMPROVEMENT
    if improve == 0 and count_rated(trust, Rating.OUTSTANDING) >= 2:
        return Rating.OUTSTANDING
    return Rating.GOOD


def inspect(
    trust: TrustState,
    seen: TrustState,
    regulator: RegulatorState,
    parameters: Parameters,
    safe_shock: float,
    effective_shock: float,
    caring_shock: float,
    responsive_shock: float,
    well_led_shock: float,
) -> None:
    """Publish new ratings of a trust in all five domains and overall.

    `seen` is what inspectors look at: the trust itself, or the mean of a group that is rated as one.
    """
    trust.rating_safe = inspect_domain(safe_score(seen, parameters), regulator, parameters, safe_shock)
    trust.rating_effective = inspect_domain(effective_score(seen, parameters), regulator, parameters, effective_shock)
    trust.rating_caring = inspect_domain(caring_score(seen, parameters), regulator, parameters, caring_shock)
    trust.rating_responsive = inspect_domain(responsive_score(seen), regulator, parameters, responsive_shock)
    trust.rating_well_led = inspect_domain(well_led_score(seen, parameters), regulator, parameters, well_led_shock)
    trust.rating_overall = overall_rating(trust)
    trust.inspected = True
