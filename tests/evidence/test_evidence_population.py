"""Statistics of a population are those of the published tables: seasons, spread, time in post, ratings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.evidence.simulated import scenario_of, simulate_worlds
from sim.evidence.statistics import population_statistics
from sim.model.enums import ProviderType, Rating

Make = Callable[..., Any]
INADEQUATE, REQUIRES_IMPROVEMENT, GOOD, OUTSTANDING = (float(rating) for rating in Rating)
RATINGS = st.sampled_from([INADEQUATE, REQUIRES_IMPROVEMENT, GOOD, OUTSTANDING])


def calendar(years: int, levels: dict[int, float], other: float) -> list[float]:
    """Return the months of a run that starts in April: a level in some calendar months, another in all others."""
    return [other] + [levels.get((month + 2) % 12 + 1, other) for month in range(1, 12 * years + 1)]


def test_winter_is_december_to_march_and_summer_may_to_august(lived: Make) -> None:
    summer, winter = dict.fromkeys((5, 6, 7, 8), 0.60), dict.fromkeys((12, 1, 2, 3), 0.50)
    row = calendar(2, summer | winter, other=0.1)
    worlds = lived("england_acute", published_access=[row, [level - 0.05 for level in row]])
    assert population_statistics.winter_gap(worlds) == pytest.approx(62.0 * 0.10)  # a level stands for 62 points


def test_performance_beyond_a_hundred_per_cent_is_a_hundred(lived: Make) -> None:
    row = calendar(1, dict.fromkeys((5, 6, 7, 8), 1.0), other=0.5)
    assert population_statistics.winter_gap(lived("england_acute", published_access=[row])) == pytest.approx(
        100.0 - (48.0 + 31.0)
    )


def test_each_month_of_a_season_counts_alike(lived: Make) -> None:
    row = calendar(1, {5: 0.7, 1: 0.3}, other=0.5)
    assert population_statistics.winter_gap(lived("england_acute", published_access=[row])) == pytest.approx(
        62.0 * (0.2 + 0.2) / 4
    )


def test_a_run_without_a_winter_has_no_gap(lived: Make) -> None:
    assert np.isnan(population_statistics.winter_gap(lived("england_acute", published_access=[[0.5] * 6])))


def test_the_spread_of_access_is_between_trusts_and_not_over_time(lived: Make) -> None:
    months = [0.9, 0.2, 0.4]  # the first is the start and does not count
    worlds = lived("england_acute", published_access=[months, [0.1, 0.3, 0.5], [0.1, 0.4, 0.6]])
    assert population_statistics.spread_of_access(worlds) == pytest.approx(
        62.0 * 0.1
    )  # 0.2, 0.3, 0.4: standard deviation 0.1


def test_the_spread_is_a_mean_over_months(lived: Make) -> None:
    worlds = lived("england_acute", published_access=[[0.5, 0.2, 0.5], [0.5, 0.3, 0.5], [0.5, 0.4, 0.5]])
    assert population_statistics.spread_of_access(worlds) == pytest.approx(62.0 * 0.1 / 2)


def test_one_trust_has_no_spread(lived: Make) -> None:
    assert np.isnan(population_statistics.spread_of_access(lived("england_acute", published_access=[[0.5, 0.6]])))


def test_chief_executives_are_asked_once_a_year_after_two_years(lived: Make, steps: Make) -> None:
    rows = [
        steps(36, {0: 999, 24: 6, 25: 999, 36: 18}),
        steps(36, {0: 999, 24: 12, 25: 999, 36: 30}),
        steps(36, {0: 999, 24: 120, 25: 999, 36: 120}),
    ]
    worlds = lived("england_all", chief_executive_tenure=rows)
    assert population_statistics.median_tenure(worlds) == pytest.approx((12 + 30) / 2 / 12)


def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle(lived: Make) -> None:
    worlds = lived("england_all", chief_executive_tenure=[[tenure] * 25 for tenure in (0, 12, 36, 240)])
    assert population_statistics.median_tenure(worlds) == pytest.approx(2.0)


def test_nobody_is_asked_in_a_run_that_ends_before(lived: Make) -> None:
    worlds = lived("england_all", chief_executive_tenure=[[12] * 24], rating_overall=[[INADEQUATE] * 24])
    assert np.isnan(population_statistics.median_tenure(worlds))
    assert np.isnan(population_statistics.tenure_by_rating(worlds))


def test_tenure_is_compared_between_the_worst_and_the_best_rated(lived: Make, steps: Make) -> None:
    tenures = [[6] * 37, [12] * 37, [48] * 37, [60] * 37, steps(36, {0: 84, 36: 96})]
    ratings = [
        [INADEQUATE] * 37,
        steps(36, {0: GOOD, 36: INADEQUATE}),
        [REQUIRES_IMPROVEMENT] * 37,
        [GOOD] * 37,
        [OUTSTANDING] * 37,
    ]
    worlds = lived("england_all", chief_executive_tenure=tenures, rating_overall=ratings)
    # Inadequate: 6 in the first survey, 6 and 12 in the second; outstanding: 84 and 96.
    assert population_statistics.tenure_by_rating(worlds) == pytest.approx(6 / 90)


def test_recent_arrivals_are_18_months_or_less_and_at_acute_trusts_under_12(lived: Make, steps: Make) -> None:
    tenures = [steps(36, {0: 99, 24: 18, 36: 11}), steps(36, {0: 0, 24: 11, 36: 12}), steps(36, {0: 0, 24: 3, 36: 19})]
    types = [[float(of)] * 37 for of in (ProviderType.ACUTE, ProviderType.ACUTE, ProviderType.AMBULANCE)]
    worlds = lived("england_all", chief_executive_tenure=tenures, provider_type=types)
    assert population_statistics.recent_arrivals(worlds) == pytest.approx(np.array([[5 / 6, 2 / 4]]))


@pytest.mark.parametrize("ratings", [(INADEQUATE, GOOD), (GOOD, OUTSTANDING), (GOOD, GOOD)])
def test_tenure_cannot_be_compared_without_both(lived: Make, ratings: tuple[float, float]) -> None:
    rows = [[rating] * 25 for rating in ratings]
    worlds = lived("england_all", chief_executive_tenure=[[12] * 25] * 2, rating_overall=rows)
    assert np.isnan(population_statistics.tenure_by_rating(worlds))


def test_tenure_cannot_be_compared_with_none(lived: Make) -> None:
    worlds = lived(
        "england_all",
        chief_executive_tenure=[[12] * 25, [0] * 25],
        rating_overall=[[INADEQUATE] * 25, [OUTSTANDING] * 25],
    )
    assert np.isnan(population_statistics.tenure_by_rating(worlds))


def test_first_ratings_are_those_of_the_start_the_worst_first(lived: Make) -> None:
    first = [INADEQUATE] + [REQUIRES_IMPROVEMENT] * 4 + [GOOD] * 3 + [OUTSTANDING] * 2
    worlds = lived("england_acute", rating_overall=[[rating, GOOD, GOOD] for rating in first])
    assert population_statistics.first_ratings(worlds) == pytest.approx(np.array([[0.1, 0.4, 0.3, 0.2]]))


@given(ratings=arrays(float, st.tuples(st.integers(1, 3), st.integers(1, 6), st.just(50)), elements=RATINGS))
def test_ratings_are_a_whole_and_what_moves_up_or_down_does_not_stay(lived: Make, ratings: np.ndarray) -> None:
    worlds = lived("england_acute", rating_overall=ratings)
    assert population_statistics.first_ratings(worlds).sum(axis=1) == pytest.approx(1.0)
    moves = population_statistics.moves_between_classes(worlds)
    stayed = (ratings[:, :, 12:49:12] == ratings[:, :, 0:37:12]).mean(axis=(1, 2))
    assert moves.sum(axis=1) + stayed == pytest.approx(1.0)
    backwards = lived("england_acute", rating_overall=ratings[:, :, 48::-1])
    assert population_statistics.moves_between_classes(backwards) == pytest.approx(moves[:, ::-1])


def test_drift_is_in_points_a_year_over_four_years(lived: Make, steps: Make) -> None:
    rows = [
        steps(60, {0: REQUIRES_IMPROVEMENT, 47: GOOD, 49: INADEQUATE}),
        steps(60, {0: INADEQUATE, 48: OUTSTANDING, 50: INADEQUATE}),
        [GOOD] * 61,
        steps(60, {0: REQUIRES_IMPROVEMENT, 10: GOOD, 20: REQUIRES_IMPROVEMENT, 49: GOOD}),
    ]
    # From one in four to three in four in four years.
    assert population_statistics.drift_of_ratings(lived("england_acute", rating_overall=rows)) == pytest.approx(50 / 4)


def test_drift_cannot_be_reported_for_a_run_that_ends_before(lived: Make) -> None:
    assert np.isnan(population_statistics.drift_of_ratings(lived("england_acute", rating_overall=[[GOOD] * 48])))
    assert population_statistics.drift_of_ratings(lived("england_acute", rating_overall=[[GOOD] * 49])) == 0.0


def test_moves_are_from_year_to_year_however_far(lived: Make, steps: Make) -> None:
    rows = [
        steps(24, {0: INADEQUATE, 5: GOOD, 20: REQUIRES_IMPROVEMENT}),  # up by two, then down
        steps(24, {0: GOOD, 3: INADEQUATE, 9: GOOD}),  # back within the year
        [GOOD] * 25,
        steps(24, {0: GOOD, 24: OUTSTANDING}),
    ]
    moves = population_statistics.moves_between_classes(lived("england_acute", rating_overall=rows))
    assert moves == pytest.approx(np.array([[2 / 8, 1 / 8]]))


def test_nobody_moves_in_less_than_a_year(lived: Make) -> None:
    assert np.isnan(
        population_statistics.moves_between_classes(lived("england_acute", rating_overall=[[GOOD] * 12]))
    ).all()


def test_winter_of_the_run_is_winter_of_the_model() -> None:
    worlds = simulate_worlds(scenario_of("england_acute", ("months=24",)), 2, ["published_access"])
    from_april = population_statistics.winter_gap(worlds)
    shifted = simulate_worlds(scenario_of("england_acute", ("months=24", "start_month=10")), 2, ["published_access"])
    assert (from_april > 2.0).all()
    assert (population_statistics.winter_gap(shifted) > 2.0).all()
