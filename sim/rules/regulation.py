"""Regulation: inspection, ratings, special measures and oversight, with both sides of scrutiny and of support.

Scrutiny costs attention, engagement and reputation; it also finds failure sooner, makes ratings less noisy, and holds
back coasting and gaming. Support adds capacity; it also costs money, takes time to work, and can breed dependence. Too
much of one crowds out the other (McDermott et al. 2015; Furnival et al. 2017).
"""

from __future__ import annotations

from sim.model.enums import EntryRule, ExitRule, Rating
from sim.model.state import RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import follow, level, positive
from sim.rules.delivery import readiness
from sim.rules.insight import seen
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
    return int(shortest * (1.0 + parameters.interval_spread * chance) * staleness(regulator, parameters) + 0.5)


def staleness(regulator: RegulatorState, parameters: Parameters) -> float:
    """Return by how much a regulator that hardly looks lets ratings go stale: a multiple of the usual interval."""
    unwatched = 1.0 - regulator.scrutiny
    return 1.0 + parameters.inspections_missed * unwatched * unwatched * unwatched * unwatched


def inspection_by_deadline(trust: TrustState, regulator: RegulatorState, month: int) -> int:
    """Return the month of the next inspection of a trust whose integration begins now: at the deadline, if any.

    The acquirer of case C was given a year to turn the organisation around (Millar et al. 2020).
    """
    if regulator.deadline <= 0:
        return trust.next_inspection
    return month + regulator.deadline


def unscheduled_hazard(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the chance of an inspection out of turn, prompted by poor figures under an alert regulator."""
    if trust.special_measures:
        return 0.0
    alarm = positive(parameters.poor_performance - published_performance(trust))
    return level(parameters.risk_inspection * regulator.scrutiny * alarm)


def goes_by_ratings(regulator: RegulatorState) -> bool:
    """Return whether an inspection can put a trust into special measures."""
    return regulator.entry_rule == EntryRule.RATINGS or regulator.entry_rule == EntryRule.RATINGS_OR_FIGURES


def qualifies_for_special_measures(trust: TrustState, regulator: RegulatorState) -> bool:
    """Return whether an inspection finds well-led and another domain inadequate (the rule of 2013 to 2021)."""
    inadequate = trust.rating_well_led == Rating.INADEQUATE and count_rated(trust, Rating.INADEQUATE) >= 2
    return inadequate and goes_by_ratings(regulator)


def is_put_in_by_figures(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> bool:
    """Return whether published figures alone put a trust in: poor for years, as in the programme of 2021 to 2025."""
    return regulator.entry_rule == EntryRule.RATINGS_OR_FIGURES and trust.months_poor >= parameters.entry_poor_months


def may_leave_special_measures(
    trust: TrustState, observed: TrustState, regulator: RegulatorState, parameters: Parameters
) -> bool:
    """Return whether a re-inspected trust is let out: rated well enough, with published results that bear it out.

    `observed` is what inspectors look at. The second condition keeps a lucky inspection from ending special measures.
    """
    if regulator.exit_rule != ExitRule.REINSPECTION:
        return False
    rated = trust.rating_well_led != Rating.INADEQUATE and trust.rating_overall != Rating.INADEQUATE
    return rated and published_performance(observed) >= parameters.exit_performance


def support_share(trust: TrustState, parameters: Parameters) -> float:
    """Return the share of the regulator's full support that a trust is offered, by its segment."""
    if trust.special_measures:
        return 1.0
    if trust.oversight_segment >= 3:
        return parameters.support_segment_three
    if trust.oversight_segment == 2:
        return parameters.support_segment_two
    return 0.0


def support_offered(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the support a trust is offered; a strong watch-dog crowds out the guide-dog (McDermott et al. 2015)."""
    room = 1.0 - parameters.crowding_out * regulator.scrutiny * regulator.scrutiny
    return level(regulator.support * support_share(trust, parameters) * room)


def support_given(trust: TrustState, regulator: RegulatorState, parameters: Parameters, claims: float) -> float:
    """Return the support a trust is given: what it is offered, less where a national pool is claimed by too many.

    `claims` is what all trusts are offered together. Improvement directors and money are a pool that they share; the
    national programme of 2025 has room for about 15 trusts.
    """
    if trust.oversight_segment <= 1 and not trust.special_measures:
        return 0.0
    offered = support_offered(trust, regulator, parameters)
    if claims <= parameters.support_pool:
        return offered
    return offered * parameters.support_pool / claims


def support_used(trust: TrustState, regulator: RegulatorState, parameters: Parameters, given: float) -> float:
    """Return what a trust makes of the support it is given; more of it brings less and less.

    It works only on what is seen to be wrong, and the more so the readier the trust is to take help in (Jas & Skelcher
    2005; Harvey et al. 2010).
    """
    if given <= 0.0:
        return 0.0
    half = parameters.support_half_way
    worth = given * (1.0 + half) / (given + half)
    ready = parameters.support_without_readiness
    ready = ready + (1.0 - ready) * readiness(trust, parameters)
    return worth * seen(trust, regulator, parameters) * ready


def next_regulator_support(
    trust: TrustState, regulator: RegulatorState, parameters: Parameters, claims: float
) -> float:
    """Return a month later the support that has taken hold: it takes time to work, and goes faster than it came."""
    given = support_given(trust, regulator, parameters, claims)
    used = support_used(trust, regulator, parameters, given)
    if used > trust.regulator_support:
        return level(follow(trust.regulator_support, used, parameters.support_build_up))
    return level(follow(trust.regulator_support, used, parameters.support_wind_down))
