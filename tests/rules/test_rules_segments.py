"""Segments: what they go by under each regime, and who is in difficulty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.model.enums import Rating, Segmentation
from sim.model.indicators import OBSERVABLES
from sim.parameters import parameter_table
from sim.rules.segments import is_in_deficit, is_in_difficulty, oversight_segment, segment_by_scores

Make = Callable[..., Any]


def test_segments_go_by_what_the_regime_says(trust: Make, regulator: Make, parameters: Make) -> None:
    here = trust(rating_overall=Rating.INADEQUATE, league_segment=2)
    by = {rule: oversight_segment(here, regulator(segmentation=rule), parameters()) for rule in Segmentation}
    assert by == {Segmentation.RATINGS: 3, Segmentation.SCORES: 2, Segmentation.NONE: 1}


def test_fifth_segment_of_a_league_table_is_the_programme(trust: Make) -> None:
    assert [segment_by_scores(trust(league_segment=segment)) for segment in (1, 4)] == [1, 4]
    assert segment_by_scores(trust(league_segment=2, special_measures=True)) == 5


def test_a_deficit_is_a_published_result_below_break_even(trust: Make, parameters: Make) -> None:
    surplus = OBSERVABLES["surplus"]
    assert surplus.of(parameter_table()["break_even"].default) == pytest.approx(0.0)
    assert is_in_deficit(trust(annual_finance=surplus.level_of(-1.0)), parameters())
    assert not is_in_deficit(trust(annual_finance=surplus.level_of(1.0)), parameters())


def test_difficulty_begins_at_the_third_segment_by_ratings_and_at_the_fourth_by_scores(
    trust: Make, regulator: Make
) -> None:
    trusts = [trust(oversight_segment=segment) for segment in (1, 2, 3, 4, 5)]
    by_ratings, by_scores = regulator(), regulator(segmentation=Segmentation.SCORES)
    assert [is_in_difficulty(one, by_ratings) for one in trusts] == [False, False, True, True, True]
    assert [is_in_difficulty(one, by_scores) for one in trusts] == [False, False, False, True, True]
