"""Published figures: what boards, regulators and the public know of a trust, each with its date and its error.

No figure is the truth itself. Each has chance in it, and a slow component of its own that has nothing to do with how
well the trust does: case mix and coding in mortality, ways of counting in access, one-off items in the accounts, who
responds to the staff survey. Two thirds of the changes between classes of oversight in a quarter were noise by the
regulator's own test (NHS England 2025). The survey comes once a year; the others are published every month. Decisions
rest on figures of about a year, in which chance and season are smoothed.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.random_purposes import Purpose
from sim.model.state import RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import follow, larger, level
from sim.rules.segments import is_in_difficulty
from sim.rules.world import World, nation

SURVEY_MONTH = 11  # the calendar month of the NHS staff survey's field work
YEAR = 1.0 / 12.0  # share by which a figure of about a year follows that of a month


def published_performance(trust: TrustState) -> float:
    """Return overall performance as published, the mean of the figures of about a year."""
    return (trust.annual_quality + trust.annual_access + trust.annual_finance) / 3.0


def weakest_figure(trust: TrustState) -> float:
    """Return the lowest of the published figures of about a year."""
    weakest = trust.annual_quality
    if trust.annual_access < weakest:
        weakest = trust.annual_access
    if trust.annual_finance < weakest:
        weakest = trust.annual_finance
    return weakest


def need_for_change(trust: TrustState, parameters: Parameters) -> float:
    """Return how far the published figures call for a turnaround: 0 where they are sound, 1 where they are poor."""
    overall = parameters.sound_performance - published_performance(trust)
    one = parameters.sound_figure - weakest_figure(trust)
    return level(larger(overall, one) / parameters.poor_by)


def is_poor(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether published performance is poor: a figure below the poor level, or the mean below the poor mean."""
    return weakest_figure(trust) < parameters.poor_stock or published_performance(trust) < parameters.poor_performance


def is_good(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether published performance is good: no figure poor and the mean above the growth threshold."""
    return (
        weakest_figure(trust) >= parameters.poor_stock and published_performance(trust) >= parameters.growth_performance
    )


def count_months(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> None:
    """Count consecutive months of poor and of good published performance, and of mandated support."""
    if is_poor(trust, parameters):
        trust.months_poor = trust.months_poor + 1
    else:
        trust.months_poor = 0
    if is_good(trust, parameters):
        trust.months_good = trust.months_good + 1
    else:
        trust.months_good = 0
    if trust.oversight_segment >= 3 and is_in_difficulty(trust, regulator):
        trust.months_in_difficulty = trust.months_in_difficulty + 1
    else:
        trust.months_in_difficulty = 0


def move_slow_components(trust: TrustState, parameters: Parameters, noise: Sequence[float]) -> None:
    """Move the slow components of the published figures a month on.

    The shock that makes a month's error leaves part of itself behind for years: one shock for each figure.
    """
    kept = parameters.figure_bias_kept
    trust.quality_case_mix = (
        kept * trust.quality_case_mix + parameters.quality_case_mix_noise * noise[Purpose.PUBLISHED_QUALITY]
    )
    trust.access_counting = kept * trust.access_counting + parameters.counting_noise * noise[Purpose.PUBLISHED_ACCESS]
    trust.finance_accounting = (
        kept * trust.finance_accounting + parameters.counting_noise * noise[Purpose.PUBLISHED_FINANCE]
    )
    trust.engagement_response = (
        kept * trust.engagement_response + parameters.engagement_response_noise * noise[Purpose.PUBLISHED_ENGAGEMENT]
    )
    trust.workforce_counting = (
        kept * trust.workforce_counting + parameters.counting_noise * noise[Purpose.PUBLISHED_WORKFORCE]
    )


def publish(trust: TrustState, national_funding: float, parameters: Parameters, noise: Sequence[float]) -> None:
    """Publish the figures of a month: the true level, the slow component, and this month's error.

    National rules and money move every trust's result and say nothing about any of them.
    """
    trust.published_quality = level(
        trust.quality + trust.quality_case_mix + parameters.quality_error * noise[Purpose.PUBLISHED_QUALITY]
    )
    trust.published_access = level(
        trust.access + trust.access_counting + parameters.access_error * noise[Purpose.PUBLISHED_ACCESS]
    )
    trust.published_finance = level(
        trust.finance
        + trust.finance_accounting
        + national_funding
        + trust.funding_shock
        + parameters.finance_error * noise[Purpose.PUBLISHED_FINANCE]
    )
    trust.published_workforce = level(
        trust.workforce + trust.workforce_counting + parameters.workforce_error * noise[Purpose.PUBLISHED_WORKFORCE]
    )
    trust.annual_quality = follow(trust.annual_quality, trust.published_quality, YEAR)
    trust.annual_access = follow(trust.annual_access, trust.published_access, YEAR)
    trust.annual_finance = follow(trust.annual_finance, trust.published_finance, YEAR)


def publish_survey(trust: TrustState, parameters: Parameters, shock: float) -> None:
    """Publish the staff survey: engagement as those who respond report it, with sample error."""
    trust.published_engagement = level(
        trust.engagement + trust.engagement_response + parameters.engagement_error * shock
    )


def publish_all(world: World) -> None:
    """Publish this month's figures of every trust."""
    calendar_month = (world.setting.start_month + world.progress.month - 2) % 12 + 1
    regulator = nation(world)  # what segments go by is the same for all
    money = world.environment.national_funding + world.environment.funding_trend
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        noise = world.noise[position]
        move_slow_components(trust, world.parameters, noise)
        publish(trust, money, world.parameters, noise)
        if calendar_month == SURVEY_MONTH:
            publish_survey(trust, world.parameters, noise[Purpose.PUBLISHED_ENGAGEMENT])
        count_months(trust, regulator, world.parameters)
