"""Correlations from year to year and regression to the mean are those of the published figures, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.evidence.statistics import persistence_statistics
from sim.evidence.statistics.persistence_statistics import correlation, standardised, worst_decile

Make = Callable[..., Any]
LEVELS = st.floats(0, 1).map(lambda level: round(level, 3))


def years(*of_trusts: list[float]) -> np.ndarray:
    """Return an array [1, years, trusts] from the values of each year."""
    return np.array([of_trusts])


@given(values=arrays(float, st.tuples(st.just(2), st.integers(2, 5), st.integers(3, 12)), elements=LEVELS))
def test_the_correlation_is_pearsons_mean_over_pairs_of_years(values: np.ndarray) -> None:
    assume((values.std(axis=2) > 1e-6).all())
    for lag in range(1, values.shape[1]):
        expected = [
            np.mean([np.corrcoef(own[year], own[year + lag])[0, 1] for year in range(len(own) - lag)]) for own in values
        ]
        assert correlation(values, lag) == pytest.approx(expected, abs=1e-9)


@given(
    first=arrays(float, st.integers(3, 12), elements=LEVELS),
    scale=st.floats(0.1, 10),
    shift=st.floats(-5, 5),
)
def test_trusts_that_keep_their_distances_correlate_fully(first: np.ndarray, scale: float, shift: float) -> None:
    assume(first.std() > 1e-3)
    assert correlation(years(first, first, first), 1) == pytest.approx(1.0)
    assert correlation(years(first, shift + scale * first), 1) == pytest.approx(1.0)
    assert correlation(years(first, shift - scale * first), 1) == pytest.approx(-1.0)


def test_three_years_on_is_three_years_on() -> None:
    up, down = [0.0, 1.0, 2.0], [2.0, 1.0, 0.0]
    found = correlation(years(up, down, down, up, up), 3)
    assert found == pytest.approx((1.0 - 1.0) / 2)  # the first with the fourth, and the second with the fifth


@given(values=arrays(float, st.tuples(st.just(1), st.just(2), st.integers(3, 12)), elements=LEVELS))
def test_scores_have_mean_zero_and_spread_one(values: np.ndarray) -> None:
    assume((values.std(axis=2) > 1e-6).all())
    scores = standardised(values)
    assert scores.mean(axis=2) == pytest.approx(0.0, abs=1e-9)
    assert scores.std(axis=2) == pytest.approx(1.0)


def test_the_worst_tenth_is_followed_whoever_is_worst_later() -> None:
    # One of ten lies at 0 and nine at 1: mean 0.9, standard deviation 0.3.
    now, later = worst_decile(years([0.0] + [1.0] * 9, [1.0] * 9 + [0.0]))
    assert now == pytest.approx((0.0 - 0.9) / 0.3)
    assert later == pytest.approx((1.0 - 0.9) / 0.3)


def test_the_worst_tenth_of_twenty_are_two() -> None:
    # Mean 0.9, standard deviation 0.3; of the two worst one stays and one gets well.
    now, later = worst_decile(years([0.0, 0.0] + [1.0] * 18, [0.0] + [1.0] * 18 + [0.0]))
    assert now == pytest.approx(-3.0)
    assert later == pytest.approx((-3.0 + 1 / 3) / 2)


def test_the_last_year_has_no_later_one_and_is_not_looked_at_as_a_start() -> None:
    stay, others = [0.0] + [1.0] * 9, [1.0] * 9 + [0.0]
    now, later = worst_decile(years(stay, stay, others))
    assert now == pytest.approx(-3.0)
    assert later == pytest.approx((-3.0 + 1 / 3) / 2)  # once it stayed, once it got well


def in_surveys(values: list[list[float]]) -> list[list[float]]:
    """Return months from April on, each trust with its value at the survey and nonsense in all other months."""
    rows = []
    for trust, own in enumerate(values):
        row = [float((trust * 7 + month * 3) % 5) for month in range(12 * len(own) + 1)]
        for year, value in enumerate(own):
            row[8 + 12 * year] = value
        rows.append(row)
    return rows


def test_engagement_is_surveyed_in_autumn(lived: Make) -> None:
    first, second = [0.0] + [1.0] * 9, [1.0] * 9 + [0.0]
    worlds = lived(
        "england_acute", published_engagement=in_surveys([list(own) for own in zip(first, second, strict=True)])
    )
    assert persistence_statistics.engagement_each_autumn(worlds) == pytest.approx(years(first, second))
    # Mean product of scores: twice -3 with 1/3, and eight times 1/9.
    assert persistence_statistics.engagement_after_a_year(worlds) == pytest.approx((2 * -3 / 3 + 8 / 9) / 10)


def test_the_worst_on_engagement_are_reported_as_if_they_had_started_where_the_published_did(lived: Make) -> None:
    first, second = [0.0] + [1.0] * 9, [1.0] * 9 + [0.0]
    worlds = lived(
        "england_acute", published_engagement=in_surveys([list(own) for own in zip(first, second, strict=True)])
    )
    assert persistence_statistics.engagement_of_the_worst_a_year_later(worlds) == pytest.approx(-1.75 * (1 / 3) / -3.0)


def test_the_worst_that_stay_where_they_are_stay_at_the_published_start(lived: Make) -> None:
    worlds = lived(
        "england_acute", published_engagement=in_surveys([[level, level] for level in np.linspace(0.2, 0.9, 30)])
    )
    assert persistence_statistics.engagement_of_the_worst_a_year_later(worlds) == pytest.approx(-1.75)


def test_the_starting_season_of_a_scenario_decides_which_month_is_that_of_the_survey(lived: Make) -> None:
    row = [float(month) for month in range(30)]
    from_july = lived("no_partner", published_engagement=[row, row])  # month 1 is July
    assert persistence_statistics.engagement_each_autumn(from_july)[0, :, 0].tolist() == [5.0, 17.0, 29.0]


def whole_years(values: list[list[float]], unfinished: int = 0) -> list[list[float]]:
    """Return months of which each year has this mean, a start that does not count, and months of an unfinished year."""
    rows = []
    for own in values:
        row = [99.0]
        for value in own:
            row += [value - 0.1, value + 0.1] * 6
        rows.append(row + [55.0] * unfinished)
    return rows


def test_yearly_figures_are_means_over_whole_years(lived: Make) -> None:
    worlds = lived("england_acute", published_quality=whole_years([[0.3, 0.4], [0.5, 0.9], [0.7, 0.2]], unfinished=5))
    assert worlds.year_means("published_quality") == pytest.approx(years([0.3, 0.5, 0.7], [0.4, 0.9, 0.2]))


def test_quality_and_access_are_correlated_by_years(lived: Make) -> None:
    values = [[0.1, 0.2], [0.2, 0.1], [0.3, 0.3]]  # ranks 1, 2, 3 and 2, 1, 3: correlation 0.5
    worlds = lived(
        "england_acute", published_quality=whole_years(values), published_access=whole_years(values[::-1], unfinished=3)
    )
    assert persistence_statistics.quality_after_a_year(worlds) == pytest.approx(0.5)
    assert persistence_statistics.access_after_a_year(
        lived("england_acute", published_access=whole_years(values))
    ) == pytest.approx(0.5)


def test_quality_of_the_worst_is_a_ratio_of_distances(lived: Make) -> None:
    # Ten trusts; the worst goes from 3 standard deviations below the mean to 1/3 above it.
    values = [[0.0, 1.0]] + [[1.0, 1.0]] * 8 + [[1.0, 0.0]]
    worlds = lived("england_acute", published_quality=whole_years(values))
    assert persistence_statistics.quality_of_the_worst_a_year_later(worlds) == pytest.approx((1 / 3) / -3.0)


def test_engagement_and_quality_after_three_years_stand_side_by_side(lived: Make) -> None:
    alike = [[0.1, 0.9, 0.9, 0.1], [0.2, 0.1, 0.3, 0.2], [0.3, 0.3, 0.1, 0.3]]
    turned = [[0.1, 0.9, 0.9, 0.3], [0.2, 0.1, 0.3, 0.2], [0.3, 0.3, 0.1, 0.1]]
    worlds = lived("england_acute", published_engagement=in_surveys(alike), published_quality=whole_years(turned))
    assert persistence_statistics.engagement_and_quality_after_three_years(worlds) == pytest.approx(
        np.array([[1.0, -1.0]])
    )


@pytest.mark.parametrize("level", [0.5, 0.1, 0.7])
def test_trusts_that_are_all_alike_have_no_correlation(lived: Make, level: float) -> None:
    row = [[level] * 49] * 7
    worlds = lived("england_acute", published_engagement=row, published_quality=row, published_access=row)
    for measure in (
        persistence_statistics.engagement_of_the_worst_a_year_later,
        persistence_statistics.quality_of_the_worst_a_year_later,
        persistence_statistics.engagement_after_a_year,
        persistence_statistics.quality_after_a_year,
        persistence_statistics.access_after_a_year,
        persistence_statistics.engagement_and_quality_after_three_years,
    ):
        assert np.isnan(measure(worlds)).all()


@pytest.mark.parametrize("months", [5, 13])
def test_a_run_without_a_later_year_shows_nothing(lived: Make, months: int) -> None:
    rows = [[0.1] * (months + 1), [0.4] * (months + 1), [0.6] * (months + 1)]
    worlds = lived("england_acute", published_engagement=rows, published_quality=rows, published_access=rows)
    assert np.isnan(persistence_statistics.engagement_of_the_worst_a_year_later(worlds)).all()
    assert np.isnan(persistence_statistics.quality_of_the_worst_a_year_later(worlds)).all()
    assert np.isnan(persistence_statistics.access_after_a_year(worlds)).all()
    assert np.isnan(persistence_statistics.engagement_and_quality_after_three_years(worlds)).all()
