"""Statistics of ratings and segments are those of the sources, on inspections that are written down one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.evidence.statistics import rating_statistics
from sim.evidence.statistics.rating_statistics import predicted_classes, weighted_kappa
from sim.model.enums import Rating

Make = Callable[..., Any]
INADEQUATE, REQUIRES_IMPROVEMENT, GOOD, OUTSTANDING = (float(rating) for rating in Rating)


def inspections(months: int, standing: float, found: dict[int, float]) -> tuple[list[float], list[float]]:
    """Return the ratings and the months of inspection of a trust, from what inspections found."""
    ratings, inspected = [standing], [0.0]
    for month in range(1, months + 1):
        ratings.append(found.get(month, ratings[-1]))
        inspected.append(float(month in found))
    return ratings, inspected


def rated(lived: Make, months: int, *trusts: tuple[float, dict[int, float]]) -> Any:
    rows = [inspections(months, standing, found) for standing, found in trusts]
    return lived("england_all", rating_overall=[row[0] for row in rows], inspected=[row[1] for row in rows])


def test_kappa_is_one_for_agreement_nothing_for_chance_and_counts_how_far_classes_lie_apart() -> None:
    one = np.array([0, 0, 1, 1])
    assert weighted_kappa(one, one) == pytest.approx(1.0)
    assert weighted_kappa(one, np.array([0, 1, 0, 1])) == pytest.approx(0.0)
    assert weighted_kappa(one, np.array([1, 1, 1, 1])) == pytest.approx(0.0)
    # Apart by 1 of 4 pairs; by chance 0, 0, 2, 3 against 0, 0, 2, 2 lie apart by (0+0+2+2) * 2, 2+2, 3+3+1+1 of 16.
    found = weighted_kappa(np.array([0, 0, 2, 3]), np.array([0, 0, 2, 2]))
    assert found == pytest.approx(1.0 - (1 / 4) / ((4 * 2 + 4 + 8) / 16))
    assert np.isnan(weighted_kappa(np.array([1, 1]), np.array([1, 1])))


def test_an_ordered_logit_finds_the_classes_that_figures_tell() -> None:
    figures = np.array([[value, 0.5] for value in (0.1, 0.15, 0.2, 0.45, 0.5, 0.55, 0.8, 0.85, 0.9)])
    classes = np.array([1, 1, 1, 2, 2, 2, 4, 4, 4])
    others = np.array([[0.0, 0.5], [0.52, 0.5], [1.0, 0.5]])
    assert predicted_classes(figures, classes, others).tolist() == [1, 2, 4]


def first_ratings(lived: Make, tell: bool) -> float:
    """Return kappa for 40 trusts of two levels, whose first ratings follow the level or alternate within it."""
    level = [0.3 if number // 2 % 2 else 0.7 for number in range(40)]
    other = [0.3 if number // 4 % 2 else 0.7 for number in range(40)]
    told = level if tell else other
    found = [{14: GOOD if of > 0.5 else REQUIRES_IMPROVEMENT, 20: INADEQUATE} for of in told]
    rows = [inspections(24, GOOD, own) for own in found]
    figures = [[9.0] + [value] * 13 + [0.0] * 11 for value in level]
    worlds = lived(
        "england_acute", published_access=figures, published_finance=[[0.5] * 25] * 40,
        published_workforce=[[0.5] * 25] * 40, rating_overall=[row[0] for row in rows],
        inspected=[row[1] for row in rows],
    )  # fmt: skip
    return float(rating_statistics.prediction_of_first_ratings(worlds)[0])


def test_first_ratings_are_predicted_where_the_figures_of_the_year_before_tell_them(lived: Make) -> None:
    assert first_ratings(lived, tell=True) == pytest.approx(1.0)
    assert abs(first_ratings(lived, tell=False)) < 0.3


def test_ratings_that_are_all_alike_cannot_be_predicted(lived: Make) -> None:
    rows = [inspections(24, GOOD, {14: GOOD})] * 4
    same = [[0.5] * 25] * 4
    worlds = lived("england_acute", published_access=same, published_finance=same, published_workforce=same,
                   rating_overall=[row[0] for row in rows], inspected=[row[1] for row in rows])  # fmt: skip
    assert np.isnan(rating_statistics.prediction_of_first_ratings(worlds)).all()


def by_quarter(*segments: float) -> list[float]:
    """Return the months of a trust, from its segment in each table of a run that starts in April; June is the first."""
    return [0.0, 0.0, 0.0] + [segment for segment in segments for _ in range(3)]


def test_segments_are_compared_from_table_to_table_after_the_first_year(lived: Make) -> None:
    first = [1, 2, 1, 4]  # June to March of the first year, left out
    churns = by_quarter(*first, 2, 3, 2, 2, 2, 2, 2, 2)
    moves = by_quarter(*first, 2, 3, 3, 3, 3, 4, 3, 3)
    stays = by_quarter(*first, 2, 2, 2, 2, 2, 2, 2, 2)
    share, lasting = rating_statistics.changes_of_segment(
        lived("england_today", league_segment=[churns, moves, stays])
    )[0]
    assert share == pytest.approx((2 + 3) / (3 * 7))
    # A year later can be seen of the first three changes: 2 to 3 that did not last, 3 to 2 that did, 2 to 3 that did.
    assert lasting == pytest.approx(2 / 3)


def test_a_change_back_to_where_it_was_a_year_later_has_not_lasted(lived: Make) -> None:
    row = by_quarter(*[1] * 4, 2, 3, 3, 3, 3, 2)
    assert rating_statistics.changes_of_segment(lived("england_today", league_segment=[row]))[0, 1] == 0.0


def test_two_teams_agree_where_replicates_rate_the_same_trust_alike(lived: Make) -> None:
    def world(*found: float | None) -> list[tuple[list[float], list[float]]]:
        return [inspections(6, GOOD, {} if own is None else {2: own, 5: OUTSTANDING}) for own in found]

    one, other = world(GOOD, INADEQUATE, None, GOOD), world(GOOD, GOOD, GOOD, None)
    worlds = lived("england_acute", rating_overall=[[row[0] for row in own] for own in (one, other)],
                   inspected=[[row[1] for row in own] for own in (one, other)])  # fmt: skip
    assert rating_statistics.agreement_of_two_teams(worlds) == pytest.approx([0.5, 0.5])


def test_agreement_of_trusts_that_were_not_inspected_twice_is_missing(lived: Make) -> None:
    worlds = lived("england_acute", rating_overall=[[GOOD] * 7], inspected=[[0.0] * 7])
    assert np.isnan(rating_statistics.agreement_of_two_teams(worlds)).all()


def test_published_ratings_are_set_against_those_that_stand_after_two_years(lived: Make) -> None:
    worlds = rated(
        lived, 28,
        (INADEQUATE, {25: INADEQUATE, 26: INADEQUATE}), (REQUIRES_IMPROVEMENT, {27: REQUIRES_IMPROVEMENT}),
        (GOOD, {5: INADEQUATE, 24: GOOD, 28: GOOD}), (GOOD, {}),
    )  # fmt: skip
    # Published: inadequate 2 of 4, requires improvement 1 of 4. Standing: a quarter each.
    assert rating_statistics.published_against_standing(worlds) == pytest.approx(np.array([[2.0, 1.0]]))


def test_nothing_published_or_nobody_inadequate_has_no_ratio(lived: Make) -> None:
    assert np.isnan(rating_statistics.published_against_standing(rated(lived, 28, (GOOD, {})))).all()


def test_what_follows_an_inadequate_rating_is_what_the_next_inspection_finds(lived: Make) -> None:
    worlds = rated(
        lived, 40,
        (GOOD, {3: INADEQUATE, 9: INADEQUATE, 20: GOOD}),  # unchanged; what comes then is no first inspection
        (GOOD, {3: INADEQUATE, 9: REQUIRES_IMPROVEMENT, 15: INADEQUATE, 21: OUTSTANDING}),
        (REQUIRES_IMPROVEMENT, {3: INADEQUATE}),  # not inspected again
        (INADEQUATE, {3: GOOD}),  # rated before the run
        (REQUIRES_IMPROVEMENT, {3: INADEQUATE, 40: REQUIRES_IMPROVEMENT}),
    )  # fmt: skip
    assert rating_statistics.after_an_inadequate_rating(worlds) == pytest.approx(np.array([[1 / 4, 2 / 4, 1 / 4]]))


def test_where_nobody_is_found_inadequate_nothing_follows(lived: Make) -> None:
    assert np.isnan(rating_statistics.after_an_inadequate_rating(rated(lived, 9, (GOOD, {3: GOOD, 5: GOOD})))).all()
