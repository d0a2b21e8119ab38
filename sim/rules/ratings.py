"""Ratings: what inspectors look at, what they see of it, and what is published.

Closer scrutiny makes ratings less noisy and leaves less room for gaming.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import Rating
from sim.model.random_purposes import Purpose
from sim.model.state import EnvironmentState, RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import level, positive
from sim.rules.published_figures import published_performance


def with_quality(trust: TrustState, own: float, parameters: Parameters) -> float:
    """Return quality of care and what else a domain is about, weighed together."""
    return parameters.domain_from_quality * trust.quality + (1.0 - parameters.domain_from_quality) * own


def safe_score(trust: TrustState, parameters: Parameters) -> float:
    """Return the true level behind the rating of safety; staffing bears on it."""
    return with_quality(trust, trust.workforce, parameters)


def effective_score(trust: TrustState, parameters: Parameters) -> float:
    """Return the true level behind the rating of effectiveness."""
    return with_quality(trust, trust.frontline_adoption, parameters)


def caring_score(trust: TrustState, parameters: Parameters) -> float:
    """Return the true level behind the rating of caring; it rests on engaged staff and is seldom poor."""
    return level(parameters.caring_base + parameters.caring_from_engagement * trust.engagement)


def responsive_score(trust: TrustState) -> float:
    """Return the true level behind the rating of responsiveness."""
    return trust.access


def well_led_score(trust: TrustState, parameters: Parameters) -> float:
    """Return the true level behind the rating of leadership; inspectors judge leaders by results too."""
    weight = parameters.well_led_from_performance
    led = 0.5 * (trust.effective_leadership + trust.capability)
    return (1.0 - weight) * led + weight * published_performance(trust)


def climate(trust: TrustState, parameters: Parameters) -> float:
    """Return the climate that inspectors meet on the wards and in the boardroom, which says little of results.

    Ratings of acute trusts could not be predicted from indicators of how they perform (Allen et al. 2019).
    """
    people = 0.5 * (trust.engagement + trust.coherence)
    return (
        parameters.climate_from_leadership * trust.effective_leadership
        + (1.0 - parameters.climate_from_leadership) * people
    )


def met_by_inspectors(score: float, seen: TrustState, trust: TrustState, parameters: Parameters) -> float:
    """Return what a domain's inspectors have before them: part the domain's own level, part the climate.

    They look first at what a recovery plan of the trust addressed, once it is carried out. `seen` is the trust, or the
    mean of its group.
    """
    weight = parameters.rating_from_climate
    met = (1.0 - weight) * score + weight * climate(seen, parameters)
    if trust.special_measures and trust.plan_under_way:
        met = met + parameters.rating_from_plan * trust.plan_quality
    return met


def inspection_noise(regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the spread of what inspectors see around the true level; closer scrutiny lowers it."""
    return parameters.rating_noise * (1.0 - parameters.scrutiny_against_noise * regulator.scrutiny)


def gaming(score: float, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return how much better a struggling trust looks than it is when nobody looks closely."""
    return parameters.gaming * positive(1.0 - regulator.scrutiny) * positive(parameters.cut_good - score)


def rating_of(observed: float, environment: EnvironmentState, parameters: Parameters) -> int:
    """Return the rating of one domain from what inspectors saw.

    Trusts that are not failing learn what is asked of a good one, as far as a trend of the environment says.
    """
    if observed < parameters.cut_requires_improvement:
        return Rating.INADEQUATE
    if observed + environment.rating_trend < parameters.cut_good:
        return Rating.REQUIRES_IMPROVEMENT
    if observed < parameters.cut_outstanding:
        return Rating.GOOD
    return Rating.OUTSTANDING


def carried_over(trust: TrustState, parameters: Parameters) -> float:
    """Return the share of the last error of judgement that the next inspection carries over.

    A re-inspection in special measures looks first at what the recovery plan addressed, and less at earlier verdicts.
    """
    if trust.special_measures and trust.plan_under_way:
        return parameters.judgement_kept_under_plan
    return parameters.judgement_kept


def next_judgement(judgement: float, kept: float, spread: float, shock: float) -> float:
    """Return the error of the next judgement of a domain, of which a share is carried over from the last.

    Groups of raters differ by a quarter to a third of their verdicts on the same case (Boyd et al. 2017).
    """
    return kept * judgement + spread * shock


def inspect_domain(
    score: float, error: float, regulator: RegulatorState, environment: EnvironmentState, parameters: Parameters
) -> int:
    """Return the rating an inspection gives to a domain: what inspectors meet, what is hidden, and their error."""
    return rating_of(score + gaming(score, regulator, parameters) + error, environment, parameters)


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


def judge(trust: TrustState, regulator: RegulatorState, parameters: Parameters, noise: Sequence[float]) -> None:
    """Draw the errors with which the five domains are judged in a new inspection."""
    kept = carried_over(trust, parameters)
    spread = inspection_noise(regulator, parameters)
    trust.judgement_safe = next_judgement(trust.judgement_safe, kept, spread, noise[Purpose.INSPECTED_SAFE])
    trust.judgement_effective = next_judgement(
        trust.judgement_effective, kept, spread, noise[Purpose.INSPECTED_EFFECTIVE]
    )
    trust.judgement_caring = next_judgement(trust.judgement_caring, kept, spread, noise[Purpose.INSPECTED_CARING])
    trust.judgement_responsive = next_judgement(
        trust.judgement_responsive, kept, spread, noise[Purpose.INSPECTED_RESPONSIVE]
    )
    trust.judgement_well_led = next_judgement(trust.judgement_well_led, kept, spread, noise[Purpose.INSPECTED_WELL_LED])


def inspect(
    trust: TrustState,
    seen: TrustState,
    regulator: RegulatorState,
    environment: EnvironmentState,
    parameters: Parameters,
    noise: Sequence[float],
) -> None:
    """Publish new ratings of a trust in all five domains and overall.

    `seen` is what inspectors look at: the trust itself, or the mean of a group that is rated as one.
    """
    judge(trust, regulator, parameters, noise)
    team = parameters.team_noise * noise[Purpose.INSPECTION_TEAM]
    safe = met_by_inspectors(safe_score(seen, parameters), seen, trust, parameters)
    effective = met_by_inspectors(effective_score(seen, parameters), seen, trust, parameters)
    caring = met_by_inspectors(caring_score(seen, parameters), seen, trust, parameters)
    responsive = met_by_inspectors(responsive_score(seen), seen, trust, parameters)
    well_led = met_by_inspectors(well_led_score(seen, parameters), seen, trust, parameters)
    trust.rating_safe = inspect_domain(safe, trust.judgement_safe + team, regulator, environment, parameters)
    trust.rating_effective = inspect_domain(
        effective, trust.judgement_effective + team, regulator, environment, parameters
    )
    trust.rating_caring = inspect_domain(caring, trust.judgement_caring + team, regulator, environment, parameters)
    trust.rating_responsive = inspect_domain(
        responsive, trust.judgement_responsive + team, regulator, environment, parameters
    )
    trust.rating_well_led = inspect_domain(
        well_led, trust.judgement_well_led + team, regulator, environment, parameters
    )
    trust.rating_overall = overall_rating(trust)
    trust.inspected = True
