"""Regulation: inspection, ratings, special measures and oversight, with both sides of scrutiny and of support.

Scrutiny costs attention, engagement and reputation; it also finds failure sooner, makes ratings less noisy, and holds
back coasting and gaming. Support adds capacity; it also costs money, takes time to work, and can breed dependence. Too
much of one crowds out the other (McDermott et al. 2015; Furnival et al. 2017).
"""

from __future__ import annotations

from sim.model.enums import Rating
from sim.model.state import RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import follow, level, positive
from sim.rules.published_figures import published_performance
from sim.rules.ratings import count_rated


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


def inspection_by_deadline(trust: TrustState, regulator: RegulatorState, month: int) -> int:
    """Return the month of the next inspection of a unit whose integration begins now: at the deadline, if there is one.

    The acquirer of case C was given a year to turn the organisation around (Millar et al. 2020).
    """
    if regulator.deadline <= 0:
        return trust.next_inspection
    return month + regulator.deadline


def unscheduled_hazard(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the chance of an inspection out of turn, prompted by poor figures under an alert regulator."""
    if trust.special_measures:
        return 0.0
    alarm = positive(parameters.alarm_performance - published_performance(trust))
    return level(parameters.risk_inspection * regulator.scrutiny * alarm)


def qualifies_for_special_measures(trust: TrustState) -> bool:
    """Return whether well-led and at least one other domain are inadequate (the rule of 2013 to 2021)."""
    return trust.rating_well_led == Rating.INADEQUATE and count_rated(trust, Rating.INADEQUATE) >= 2


def may_leave_special_measures(trust: TrustState, seen: TrustState, parameters: Parameters) -> bool:
    """Return whether a re-inspected trust is let out: rated well enough, with published results that bear it out.

    `seen` is what inspectors look at. The second condition keeps a lucky inspection from ending special measures.
    """
    rated = trust.rating_well_led != Rating.INADEQUATE and trust.rating_overall != Rating.INADEQUATE
    return rated and published_performance(seen) >= parameters.exit_performance


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
