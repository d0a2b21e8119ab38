"""Published figures: what is known of a trust, with error, slow component and date, and what is read off it."""

from __future__ import annotations

from collections.abc import Callable
from statistics import correlation, fmean, pstdev
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import world_of

from sim.model.enums import Matching, Rating, Trigger
from sim.model.random_purposes import Purpose
from sim.model.state import TrustState
from sim.rules.attention import operations_demand
from sim.rules.due_diligence import believed_performance
from sim.rules.environment import season
from sim.rules.leadership import departure_hazard
from sim.rules.matching import may_lead, suitability
from sim.rules.published_figures import (
    SURVEY_MONTH,
    YEAR,
    count_months,
    is_good,
    is_poor,
    move_slow_components,
    need_for_change,
    publish,
    publish_all,
    publish_survey,
    published_performance,
    weakest_figure,
)
from sim.rules.recognition import insight_hazard, recognised
from sim.rules.regulation import unscheduled_hazard
from sim.rules.reputation import next_reputation

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)

FIGURES = ("annual_quality", "annual_access", "annual_finance")
STOCKS = ("quality", "access", "finance")
MONTHLY = (*STOCKS, "workforce")
PUBLISHED = (*MONTHLY, "engagement")
SLOW = {
    "quality": "quality_case_mix",
    "access": "access_counting",
    "finance": "finance_accounting",
    "engagement": "engagement_response",
    "workforce": "workforce_counting",
}
PLAIN = {"poor_stock": 0.3, "poor_performance": 0.4, "growth_performance": 0.5}


def noise(**shocks: float) -> list[float]:
    """Return a trust's row of a month: nothing, but for what is said by purpose."""
    row = [0.0] * (max(Purpose) + 1)
    for name, value in shocks.items():
        row[Purpose[name.upper()]] = value
    return row


def with_figures(trust: Make, level: float, **values: Any) -> Any:
    """Make a trust whose published figures of a year are all at a level."""
    return trust(**(dict.fromkeys(FIGURES, level) | values))


# What is published is not the truth


@pytest.mark.parametrize("stock", MONTHLY)
def test_figure_of_a_month_has_chance_in_it(stock: str, trust: Make, parameters: Make) -> None:
    def published(shock: float, **overrides: float) -> float:
        here = trust(**{stock: 0.5})
        publish(here, 0.0, parameters(**overrides), noise(**{f"published_{stock}": shock}))
        return float(getattr(here, f"published_{stock}"))

    assert published(-1.0) < 0.5 == published(0.0) < published(1.0)
    assert published(1.0, **{f"{stock}_error": 0.0}) == 0.5


def test_survey_has_a_sample_error(trust: Make, parameters: Make) -> None:
    def published(shock: float, **overrides: float) -> float:
        here = trust(engagement=0.5)
        publish_survey(here, parameters(**overrides), shock)
        return float(here.published_engagement)

    assert published(-1.0) < 0.5 == published(0.0) < published(1.0)
    assert published(1.0, engagement_error=0.0) == 0.5


@pytest.mark.parametrize("stock", PUBLISHED)
def test_figure_has_a_slow_component_that_says_nothing_of_how_well_the_trust_does(
    stock: str, trust: Make, parameters: Make
) -> None:
    slow = SLOW[stock]
    for level in (0.4, 0.6):
        seen = []
        for bias in (-0.1, 0.0, 0.1):
            here = trust(**{stock: level, slow: bias})
            publish(here, 0.0, parameters(), noise())
            publish_survey(here, parameters(), 0.0)
            seen.append(getattr(here, f"published_{stock}"))
        assert seen == pytest.approx([level - 0.1, level, level + 0.1])


@pytest.mark.parametrize("stock", PUBLISHED)
def test_slow_component_lasts_and_is_moved_by_the_shock_of_its_figure_alone(
    stock: str, trust: Make, parameters: Make
) -> None:
    slow, purpose = SLOW[stock], f"published_{stock}"

    def later(before: float, shock: float, **overrides: float) -> float:
        here = trust(**{slow: before})
        move_slow_components(here, parameters(**overrides), noise(**{purpose: shock}))
        return float(getattr(here, slow))

    assert 0.09 < later(0.1, 0.0) < 0.1
    assert later(0.1, -1.0) < later(0.1, 0.0) < later(0.1, 1.0)
    assert later(0.1, 0.0, figure_bias_kept=0.9) == pytest.approx(0.09)
    noisy = f"{slow}_noise" if stock in ("quality", "engagement") else "counting_noise"
    assert later(0.0, 3.0, **{noisy: 0.0}) == 0.0
    others = [name for name in SLOW.values() if name != slow]
    here = trust()
    move_slow_components(here, parameters(), noise(**{purpose: 5.0}))
    assert all(getattr(here, name) == 0.0 for name in others)


def test_national_money_moves_the_published_position_of_all_and_the_truth_of_none(
    trust: Make, parameters: Make
) -> None:
    published = []
    for funding in (-0.1, 0.0, 0.1):
        here = trust(finance=0.5)
        publish(here, funding, parameters(), noise())
        assert here.finance == 0.5
        assert (here.published_quality, here.published_access) == (here.quality, here.access)
        published.append(here.published_finance)
    assert published == pytest.approx([0.4, 0.5, 0.6])


@steady
@given(seeds)
def test_published_figure_is_a_level(any_state: Make, any_parameters: Make, seed: int) -> None:
    here, values = any_state(TrustState, seed), any_parameters(seed)
    shocks = [5.0 if purpose % 2 else -5.0 for purpose in range(max(Purpose) + 1)]
    publish(here, 0.3, values, shocks)
    publish_survey(here, values, 5.0)
    names = [*FIGURES, *(f"published_{stock}" for stock in PUBLISHED)]
    assert all(0.0 <= getattr(here, name) <= 1.0 for name in names)


# Its date


def test_figures_of_a_year_follow_those_of_the_months(trust: Make, parameters: Make) -> None:
    here = with_figures(trust, 0.5, quality=0.8, access=0.2, finance=0.5)
    publish(here, 0.0, parameters(), noise())
    assert [getattr(here, name) for name in FIGURES] == pytest.approx([0.5 + 0.3 * YEAR, 0.5 - 0.3 * YEAR, 0.5])


def test_figures_of_a_year_hardly_show_a_season(trust: Make, parameters: Make) -> None:
    """Access of a month swings with the winter; that of a year swings less than a third as much."""
    here, months, years = with_figures(trust, 0.5), [], []
    for month in range(120):
        here.access = 0.5 - 0.1 * season(month % 12 + 1)
        publish(here, 0.0, parameters(), noise())
        months.append(here.published_access)
        years.append(here.annual_access)
    assert max(months) - min(months) == pytest.approx(0.18)
    assert max(years[60:]) - min(years[60:]) < 0.06
    assert fmean(years[60:]) == pytest.approx(0.5, abs=0.01)


def test_chance_of_a_month_is_smoothed_out_of_the_figures_of_a_year(trust: Make, parameters: Make) -> None:
    here, months, years = with_figures(trust, 0.55, quality=0.55), [], []
    for month in range(240):
        publish(here, 0.0, parameters(), noise(published_quality=1.0 if month * 7 % 11 < 5 else -1.0))
        months.append(here.published_quality)
        years.append(here.annual_quality)
    assert pstdev(years[24:]) < 0.4 * pstdev(months[24:])


def test_survey_comes_out_once_a_year() -> None:
    world = world_of()
    came_out = []
    for month in range(1, 25):
        world.progress.month = month
        world.meet_environment()
        world.trusts[0].engagement = 0.01 * month
        before = world.trusts[0].published_engagement
        publish_all(world)
        if world.trusts[0].published_engagement != before:
            came_out.append((world.setting.start_month + month - 2) % 12 + 1)
    assert came_out == [SURVEY_MONTH] * 2


def test_everything_else_comes_out_every_month() -> None:
    world = world_of()
    for month in range(1, 13):
        world.progress.month = month
        world.meet_environment()
        before = {stock: [getattr(trust, f"published_{stock}") for trust in world.trusts] for stock in MONTHLY}
        publish_all(world)
        for stock in MONTHLY:
            after = [getattr(trust, f"published_{stock}") for trust in world.trusts]
            assert all(now != then for now, then in zip(after, before[stock], strict=True))


def test_all_trusts_are_published_each_with_noise_of_its_own() -> None:
    world = world_of()
    for trust in world.trusts:
        trust.quality, trust.quality_case_mix, trust.months_poor = 0.5, 0.0, 0
        trust.annual_quality = trust.annual_access = trust.annual_finance = 0.1
    publish_all(world)
    assert len({trust.published_quality for trust in world.trusts}) == len(world.trusts)
    assert len({trust.quality_case_mix for trust in world.trusts}) == len(world.trusts)
    assert [trust.months_poor for trust in world.trusts] == [1] * len(world.trusts)


# What is read off it


def test_published_performance_is_the_mean_of_the_figures_of_a_year(trust: Make) -> None:
    here = trust(annual_quality=0.2, annual_access=0.4, annual_finance=0.9)
    assert published_performance(here) == pytest.approx(0.5)
    assert weakest_figure(here) == 0.2
    for figure in FIGURES:
        assert weakest_figure(with_figures(trust, 0.6, **{figure: 0.1})) == 0.1


def test_one_poor_figure_or_a_poor_mean_makes_published_performance_poor(trust: Make, parameters: Make) -> None:
    values = parameters(**PLAIN)
    assert not is_poor(with_figures(trust, 0.4), values)
    assert is_poor(with_figures(trust, 0.39), values)
    for figure in FIGURES:
        assert is_poor(with_figures(trust, 0.9, **{figure: 0.29}), values)
        assert not is_poor(with_figures(trust, 0.9, **{figure: 0.3}), values)


def test_no_poor_figure_and_a_good_mean_make_it_good(trust: Make, parameters: Make) -> None:
    values = parameters(**PLAIN)
    assert [is_good(with_figures(trust, level), values) for level in (0.49, 0.5)] == [False, True]
    for figure in FIGURES:
        assert [is_good(with_figures(trust, 0.9, **{figure: level}), values) for level in (0.29, 0.3)] == [False, True]


@steady
@given(seeds)
def test_performance_is_never_poor_and_good_at_once(any_state: Make, any_parameters: Make, seed: int) -> None:
    here, values = any_state(TrustState, seed), any_parameters(seed, poor_performance=0.4, growth_performance=0.5)
    assert not (is_poor(here, values) and is_good(here, values))


def test_figures_call_for_a_turnaround_the_more_the_poorer_they_are(trust: Make, parameters: Make) -> None:
    values = parameters(sound_performance=0.5, sound_figure=0.4, poor_by=0.1)
    even = [need_for_change(with_figures(trust, level), values) for level in (0.9, 0.5, 0.45, 0.4, 0.1)]
    assert even == pytest.approx([0.0, 0.0, 0.5, 1.0, 1.0])
    for figure in FIGURES:
        one = [need_for_change(with_figures(trust, 0.9, **{figure: level}), values) for level in (0.4, 0.35, 0.3)]
        assert one == pytest.approx([0.0, 0.5, 1.0])


def test_months_of_poor_and_of_good_figures_are_counted_from_the_last_change(
    trust: Make, regulator: Make, parameters: Make
) -> None:
    here, counts = trust(months_poor=4), []
    for level in (0.1, 0.1, 0.45, 0.9, 0.9, 0.1):
        for figure in FIGURES:
            setattr(here, figure, level)
        count_months(here, regulator(), parameters(**PLAIN))
        counts.append((here.months_poor, here.months_good))
    assert counts == [(5, 0), (6, 0), (0, 0), (0, 1), (0, 2), (1, 0)]


def test_months_of_mandated_support_are_counted_whatever_the_figures(
    trust: Make, regulator: Make, parameters: Make
) -> None:
    here, counts = with_figures(trust, 0.9, months_in_difficulty=7), []
    for here.oversight_segment in (3, 4, 3, 2, 1, 4):
        count_months(here, regulator(), parameters(**PLAIN))
        counts.append(here.months_in_difficulty)
    assert counts == [8, 9, 10, 0, 0, 1]


# Who reads it, and who reads the truth


@pytest.fixture(scope="session")
def readers(regulator: Make, parameters: Make) -> dict[str, Callable[[Any], Any]]:
    """Who decides by published figures: each by what is read of a trust."""
    policy = regulator(matching=Matching.PERFORMANCE, scrutiny=0.8, publicity=0.4, assessment=0.0)
    values = parameters(poor_performance=0.6, secure_performance=0.6, growth_performance=0.4)
    return {
        "the regulator's alarm": lambda trust: unscheduled_hazard(trust, policy, values),
        "the board's patience": lambda trust: departure_hazard(trust, values),
        "word of mouth": lambda trust: next_reputation(trust, policy, values),
        "matching": lambda trust: (suitability(trust, trust, policy, values), may_lead(trust, policy, values)),
        "a partner's belief": lambda trust: believed_performance(trust),
    }


READERS = ("the regulator's alarm", "the board's patience", "word of mouth", "matching", "a partner's belief")


@pytest.mark.parametrize("reader", READERS)
def test_reads_published_figures_and_does_not_move_when_only_the_truth_does(
    reader: str, readers: dict[str, Callable[[Any], Any]], trust: Make
) -> None:
    rated = {"rating_overall": Rating.GOOD, "capability": 0.9}
    read = readers[reader]
    usual = read(with_figures(trust, 0.5, **rated))
    assert read(with_figures(trust, 0.3, **rated)) != usual
    assert read(with_figures(trust, 0.5, **rated, **dict.fromkeys(STOCKS, 0.1))) == usual


@pytest.fixture(scope="session")
def truths(regulator: Make, parameters: Make, environment: Make) -> dict[str, Callable[[Any], Any]]:
    """What comes about by the truth: each by what comes about with a trust."""
    policy, nation = regulator(), environment()
    values, rich = parameters(cash_crisis_finance=0.3), parameters(cash_crisis_finance=0.0, scandal_hazard=1.0)
    return {
        "insight": lambda trust: insight_hazard(trust, policy, values),
        "a scandal": lambda trust: recognised(trust, policy, nation, rich, 0.1) == Trigger.SCANDAL,
        "a cash crisis": lambda trust: recognised(trust, policy, nation, values, 0.1) == Trigger.CASH_CRISIS,
        "fire-fighting": lambda trust: operations_demand(trust, values),
    }


@pytest.mark.parametrize("what", ["insight", "a scandal", "a cash crisis", "fire-fighting"])
def test_comes_about_by_the_truth_whatever_is_published(
    what: str, truths: dict[str, Callable[[Any], Any]], trust: Make
) -> None:
    comes, well = truths[what], dict.fromkeys(STOCKS, 0.6)
    usual = comes(with_figures(trust, 0.6, **well))
    assert comes(with_figures(trust, 0.6, **dict.fromkeys(STOCKS, 0.2))) != usual
    poor = dict.fromkeys((f"published_{stock}" for stock in STOCKS), 0.1)
    assert comes(with_figures(trust, 0.1, **poor, **well)) == usual


def test_figures_of_a_run_are_near_the_truth_and_are_not_it() -> None:
    world = world_of("england_acute", "months=60")
    for _ in range(24):
        world.step()
    truth = [trust.quality for trust in world.trusts]
    published = [trust.published_quality for trust in world.trusts]
    assert 0.3 < correlation(truth, published) < 0.99
