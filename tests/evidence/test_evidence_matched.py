"""Matched comparisons compare like with like: on few trusts whose levels before and after are written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.evidence.statistics import matched_statistics
from sim.evidence.statistics.nearest_trusts import (
    effects_against_all,
    matched_effects,
    never,
    turned_on,
    window_means,
    window_slopes,
)
from sim.model.enums import Rating
from sim.model.indicators import OBSERVABLES

Make = Callable[..., Any]
RANDOM = arrays(float, st.tuples(st.just(2), st.integers(20, 30), st.just(3)), elements=st.floats(0, 1))
MONTHS = 90
ALIKE = [0.50, 0.41, 0.42, 0.43, 0.44, 0.56, 0.57, 0.58, 0.59, 0.95]  # the last is like none of the others


def rows(levels: list[float], months: int = MONTHS) -> list[list[float]]:
    """Return trusts that stay where they are; the start is another, since it has not been published in the run."""
    return [[9.0] + [level] * months for level in levels]


def marks(*when: tuple[int, int], months: int = MONTHS) -> list[list[float]]:
    """Return the months of ten trusts in which something happened, from pairs of trust and month."""
    row = np.zeros((len(ALIKE), months + 1))
    for trust, month in when:
        row[trust, month] = 1.0
    return row.tolist()


def between(first: int, last: int, trust: int) -> list[list[float]]:
    return marks(*((trust, month) for month in range(first, last + 1)))


@given(values=RANDOM)
def test_a_window_has_the_mean_and_the_slope_of_its_months_alone(values: np.ndarray) -> None:
    means, slopes = window_means(values, -3, 2), window_slopes(values, -3, 2)
    for month in range(values.shape[1]):
        if month - 3 < 1 or month + 2 >= values.shape[1]:
            assert np.isnan(means[:, month]).all()
            assert np.isnan(slopes[:, month]).all()
            continue
        own = values[:, month - 3 : month + 3]
        assert means[:, month] == pytest.approx(own.mean(axis=1), abs=1e-9)
        line = np.polyfit(np.arange(6) / 12.0, own[0], 1)[0]
        assert slopes[0, month] == pytest.approx(line, abs=1e-6)


def test_never_is_in_no_month_of_the_window() -> None:
    flags = np.zeros((1, 10, 1), dtype=bool)
    flags[0, 5] = True
    assert np.flatnonzero(never(flags, -2, 1)[0, :, 0]).tolist() == [3, 8]


def test_what_is_on_at_the_start_has_not_been_turned_on() -> None:
    flags = np.array([True, True, False, True, True])[None, :, None]
    assert np.flatnonzero(turned_on(flags)).tolist() == [3]


def matched(outcome: list[float], cases: tuple[tuple[int, int], ...] = ((0, 1),), barred: tuple[int, ...] = ()) -> Any:
    """Return the effect in one month of ten trusts."""
    alike, values = np.tile(ALIKE, (1, 2, 1)), np.tile(outcome, (1, 2, 1))
    happened = np.zeros(values.shape, dtype=bool)
    for trust, month in cases:
        happened[0, month, trust] = True
    allowed = np.ones_like(happened)
    allowed[:, :, list(barred)] = False
    return matched_effects(happened, (alike,), allowed, (values,))[0, 0]


def test_a_case_is_compared_with_the_eight_nearest() -> None:
    assert matched([1.0, 0.2, 0.2, 0.2, 0.2, 0.4, 0.4, 0.4, 0.4, 99.0]) == pytest.approx(1.0 - 0.3)


def test_who_is_not_allowed_is_replaced_by_the_next() -> None:
    assert matched([1.0, 5.0, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 1.0], barred=(1,)) == pytest.approx(1.0 - 0.3)


def test_a_case_without_eight_others_is_left_out() -> None:
    assert np.isnan(matched([1.0] * 10, barred=(1, 2)))


def test_cases_count_alike() -> None:
    outcome = [1.0, *[0.0] * 8, 0.5]
    # The last is compared with the eight nearest of which the first is one, at 1.0.
    assert matched(outcome, cases=((0, 1), (9, 0))) == pytest.approx((1.0 + 0.5 - 1.0 / 8) / 2)


def test_no_case_has_no_effect() -> None:
    assert np.isnan(matched([1.0] * 10, cases=()))


def test_against_all_is_against_those_allowed_in_the_same_month() -> None:
    outcome = np.array([[[5.0, 1.0, 3.0, 99.0], [7.0, 5.0, 99.0, 99.0], [99.0] * 4]])
    cases = np.zeros(outcome.shape, dtype=bool)
    cases[0, :2, 0] = True
    allowed = np.array([[[False, True, True, False], [False, True, False, False], [False] * 4]])
    assert effects_against_all(cases, allowed, outcome) == pytest.approx([((5 - 2) + (7 - 5)) / 2])
    assert np.isnan(effects_against_all(cases, np.zeros_like(allowed), outcome)).all()


def test_what_comes_after_a_chief_is_the_second_and_third_year_in_spreads_of_the_year_before(lived: Make) -> None:
    quality, still = np.array(rows(ALIKE)), rows(ALIKE)
    quality[0, 20 + 12 : 20 + 37] += 0.1
    quality[0, 21:32] = quality[0, 57:] = 77.0  # neither the first year nor what comes after the third
    quality[9, 20:] -= 0.4  # unlike the case
    worlds = lived(
        "england_acute", published_quality=quality, published_access=still, published_finance=still,
        chief_executive_left=marks((0, 20)), special_measures=marks(),
    )  # fmt: skip
    found = matched_statistics.results_after_a_chief_leaves(worlds)
    assert found == pytest.approx(np.array([[0.1 / np.std(ALIKE), 0.0, 0.0]]))


def test_chiefs_of_trusts_in_special_measures_are_left_out_and_so_are_others_who_have_just_left(lived: Make) -> None:
    still = rows(ALIKE)
    figures = {"published_quality": still, "published_access": still, "published_finance": still}
    inside = lived(
        "england_acute", **figures, chief_executive_left=marks((0, 20)), special_measures=between(10, 12, trust=0)
    )
    assert np.isnan(matched_statistics.results_after_a_chief_leaves(inside)).all()
    # Of nine others two have lost their own within the year, so that there are no eight.
    two = lived("england_acute", **figures, chief_executive_left=marks((0, 20), (1, 10), (2, 20)),
                special_measures=marks())  # fmt: skip
    assert np.isnan(matched_statistics.results_after_a_chief_leaves(two)).all()


def test_access_after_entry_is_in_points_for_two_years_the_third_and_the_sixth(lived: Make) -> None:
    access = np.array(rows([level - 0.1 for level in ALIKE]))
    access[0, 15:39] += 0.01
    access[0, 39:51] += 0.02
    access[0, 75:87] += 0.03
    access[0, 51:75] = 0.0
    worlds = lived("england_acute", published_access=access, special_measures=between(14, 90, trust=0))
    assert matched_statistics.access_after_entry(worlds) == pytest.approx(62.0 * np.array([[0.01, 0.02, 0.03]]))


def test_access_of_those_in_special_measures_already_is_no_yardstick(lived: Make) -> None:
    inside = np.maximum(between(14, 90, trust=0), between(5, 6, trust=1)) + between(0, 90, trust=2)
    worlds = lived("england_acute", published_access=rows(ALIKE), special_measures=inside)
    assert np.isnan(matched_statistics.access_after_entry(worlds)).all()


def test_the_trend_after_an_inspection_is_net_of_trusts_not_inspected(lived: Make) -> None:
    quality = np.array(rows(ALIKE))
    quality[:, 21:] += np.arange(1, MONTHS - 19) * 0.01 / 12.0  # everybody gains 0.01 a year from month 21 on
    quality[0, 21:] += np.arange(1, MONTHS - 19) * 0.02 / 12.0
    quality[5, 21:] += 9.0  # inspected as well, two months later
    worlds = lived(
        "england_acute",
        published_quality=quality,
        inspected=marks((0, 20), (5, 31)),
        special_measures=between(0, 90, 5),
    )
    assert matched_statistics.trend_after_an_inspection(worlds) == pytest.approx([0.02 / np.std(ALIKE)])


def test_inspections_of_trusts_in_special_measures_do_not_count(lived: Make) -> None:
    worlds = lived("england_acute", published_quality=rows(ALIKE), inspected=marks((0, 20)),
                   special_measures=between(31, 31, trust=0))  # fmt: skip
    assert np.isnan(matched_statistics.trend_after_an_inspection(worlds)).all()


@pytest.mark.parametrize(("found", "expected"), [(Rating.REQUIRES_IMPROVEMENT, 1.0), (Rating.GOOD, np.nan)])
def test_vacancies_are_those_of_the_twelfth_month_after_a_grade_below_good(
    lived: Make, found: Rating, expected: float
) -> None:
    staff, ratings = np.array(rows([0.5] * 10)), np.full((10, MONTHS + 1), float(Rating.GOOD))
    staff[0, 32] = 0.4
    ratings[0, 20:] = found
    worlds = lived("england_acute", published_workforce=staff, rating_overall=ratings, inspected=marks((0, 20)))
    points = -0.1 * OBSERVABLES["vacancy_rate"].slope
    value = matched_statistics.vacancies_after_a_poor_grade(worlds)
    assert value == pytest.approx([expected * points], nan_ok=True)


def test_trusts_below_good_are_no_yardstick_for_vacancies(lived: Make) -> None:
    ratings = np.full((10, MONTHS + 1), float(Rating.GOOD))
    ratings[:3] = Rating.REQUIRES_IMPROVEMENT
    worlds = lived("england_acute", published_workforce=rows([0.5] * 10), rating_overall=ratings,
                   inspected=marks((0, 20)))  # fmt: skip
    assert np.isnan(matched_statistics.vacancies_after_a_poor_grade(worlds)).all()


def test_a_handful_of_trusts_cannot_be_matched(lived: Make) -> None:
    few = [[0.5] * 91] * 3
    inside = [[0.0] * 14 + [1.0] * 77, [0.0] * 91, [0.0] * 91]
    assert np.isnan(
        matched_statistics.access_after_entry(lived("england_acute", published_access=few, special_measures=inside))
    ).all()
