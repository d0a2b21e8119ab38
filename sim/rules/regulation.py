"""Regulation: inspection, ratings, special measures and oversight, with both sides of scrutiny and of support.

Scrutiny costs attention, engagement and reputation; it also finds failure sooner, makes ratings less noisy, and holds
back coasting and gaming. Support adds capacity; it also costs money, takes time to work, and can breed dependence. Too
much of one crowds out the other (McDermott et al. 2015; Furnival et al. 2017).
"""

from __future__ import annotations

from sim.parameters import Parameters
from sim.rules.arithmetic import follow, level, positive
from sim.rules.performance import performance
from sim.state import RegulatorState, TrustState
from sim.vocabulary import Rating


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
    regulator: RegulatorState,
    parameters: Parameters,
    safe_shock: float,
    effective_shock: float,
    caring_shock: float,
    responsive_shock: float,
    well_led_shock: float,
) -> None:
    """Publish new ratings of a trust in all five domains and overall."""
    trust.rating_safe = inspect_domain(safe_score(trust, parameters), regulator, parameters, safe_shock)
    trust.rating_effective = inspect_domain(effective_score(trust, parameters), regulator, parameters, effective_shock)
    trust.rating_caring = inspect_domain(caring_score(trust, parameters), regulator, parameters, caring_shock)
    trust.rating_responsive = inspect_domain(responsive_score(trust), regulator, parameters, responsive_shock)
    trust.rating_well_led = inspect_domain(well_led_score(trust, parameters), regulator, parameters, well_led_shock)
    trust.rating_overall = overall_rating(trust)
    trust.inspected = True


def months_to_inspection(trust: TrustState, regulator: RegulatorState, parameters: Parameters, chance: float) -> int:
    """Return the months until the next routine inspection: soon after a poor rating, sooner under scrutiny."""
    if trust.special_measures or trust.rating_overall == Rating.INADEQUATE:
        shortest = parameters.interval_inadequate
    elif trust.rating_overall == Rating.REQUIRES_IMPROVEMENT:
        shortest = parameters.interval_requires_improvement
    else:
        shortest = parameters.interval_good
    pace = 1.0 + parameters.scrutiny_speeds_inspection * (0.5 - regulator.scrutiny)
    return int(shortest * (1.0 + parameters.interval_spread * chance) * pace + 0.5)


def unscheduled_hazard(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the chance of an inspection out of turn, prompted by poor figures under an alert regulator."""
    if trust.special_measures:
        return 0.0
    alarm = positive(parameters.alarm_performance - performance(trust))
    return level(parameters.risk_inspection * regulator.scrutiny * alarm)


def qualifies_for_special_measures(trust: TrustState) -> bool:
    """Return whether well-led and at least one other domain are inadequate (the rule of 2013 to 2021)."""
    return trust.rating_well_led == Rating.INADEQUATE and count_rated(trust, Rating.INADEQUATE) >= 2


def has_improved(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether leadership is truly above the level of inadequate, and at most one domain is below it."""
    safe_ground = parameters.cut_requires_improvement + parameters.exit_margin
    return well_led_score(trust, parameters) >= safe_ground and failing_domains(trust, parameters, safe_ground) <= 1


def count_improvement(trust: TrustState, parameters: Parameters) -> None:
    """Count the months for which the trust's own data show improvement; a month of failure takes one back.

    A bad winter so delays the end of special measures without undoing all that was shown before.
    """
    if has_improved(trust, parameters):
        trust.months_improved = trust.months_improved + 1
    elif trust.months_improved > 0:
        trust.months_improved = trust.months_improved - 1


def may_leave_special_measures(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether a re-inspected trust is let out: rated well enough, and improved for long enough.

    The second condition keeps a lucky inspection from ending special measures.
    """
    rated = trust.rating_well_led != Rating.INADEQUATE and trust.rating_overall != Rating.INADEQUATE
    return rated and trust.months_improved >= parameters.exit_sustained_months


def oversight_segment(trust: TrustState, parameters: Parameters) -> int:
    """Return the segment of graded oversight: 1 autonomy to 4 special measures; it decides who gets which support."""
    if trust.special_measures:
        return 4
    if trust.rating_overall == Rating.INADEQUATE or trust.months_poor >= parameters.segment_poor_months:
        return 3
    if trust.rating_overall == Rating.REQUIRES_IMPROVEMENT:
        return 2
    return 1


def support_share(segment: int, parameters: Parameters) -> float:
    """Return the share of the regulator's full support that a segment is offered."""
    if segment == 4:
        return 1.0
    if segment == 3:
        return parameters.support_segment_three
    if segment == 2:
        return parameters.support_segment_two
    return 0.0


def support_offered(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the support a trust is offered; a strong watch-dog crowds out the guide-dog (McDermott et al. 2015)."""
    room = 1.0 - parameters.crowding_out * regulator.scrutiny * regulator.scrutiny
    return level(regulator.support * support_share(trust.oversight_segment, parameters) * room)


def next_regulator_support(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return a month later the support that has taken hold: it takes time to work, and goes faster than it came."""
    offered = support_offered(trust, regulator, parameters)
    if offered > trust.regulator_support:
        return level(follow(trust.regulator_support, offered, parameters.support_build_up))
    return level(follow(trust.regulator_support, offered, parameters.support_wind_down))
