"""Reputation: published verdicts and word of mouth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Rating, Segmentation
from sim.model.state import RegulatorState, TrustState
from sim.rules.reputation import next_reputation, standing, verdict

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


def test_better_rating_gives_better_standing(parameters: Make) -> None:
    standings = [standing(rating, parameters()) for rating in Rating]
    assert standings == sorted(set(standings))


def test_each_class_of_rating_gives_as_much_more_standing(parameters: Make) -> None:
    values = parameters(standing_inadequate=0.25)
    assert [standing(rating, values) for rating in Rating] == [0.25, 0.5, 0.75, 1.0]
    nothing_more = parameters(standing_inadequate=1.0)
    assert {standing(rating, nothing_more) for rating in Rating} == {1.0}


def test_published_verdict_makes_reputation_as_far_as_it_is_public(
    trust: Make, regulator: Make, parameters: Make
) -> None:
    def reputation(rating: Rating, publicity: float) -> float:
        return next_reputation(trust(rating_overall=rating), regulator(publicity=publicity), parameters())

    def spread(publicity: float) -> float:
        return reputation(Rating.OUTSTANDING, publicity) - reputation(Rating.INADEQUATE, publicity)

    assert spread(1.0) > spread(0.4) > spread(0.0) == 0.0


def test_word_of_mouth_counts_where_verdicts_do_not(even_trust: Make, regulator: Make, parameters: Make) -> None:
    def spread(publicity: float, **overrides: float) -> float:
        values = parameters(**({"reputation_from_verdict": 0.6} | overrides))
        poor, fine = (
            next_reputation(even_trust(level, reputation=0.5), regulator(publicity=publicity), values)
            for level in (0.3, 0.7)
        )
        return fine - poor

    assert spread(0.0) > spread(1.0) > 0.0
    assert spread(1.0, reputation_from_verdict=1.0) == 0.0
    assert spread(1.0, reputation_from_verdict=0.0) == pytest.approx(spread(0.0))


def test_special_measures_damage_reputation_publicly(trust: Make, regulator: Make, parameters: Make) -> None:
    def reputation(in_special_measures: bool, publicity: float, **overrides: float) -> float:
        trust_ = trust(rating_overall=Rating.REQUIRES_IMPROVEMENT, special_measures=in_special_measures)
        return next_reputation(trust_, regulator(publicity=publicity), parameters(**overrides))

    assert reputation(True, 1.0) < reputation(False, 1.0)
    assert reputation(True, 0.0) == reputation(False, 0.0)
    off = {"reputation_special_measures": 0.0}
    assert reputation(True, 1.0, **off) == reputation(False, 1.0, **off)


def test_reputation_follows_with_a_lag(trust: Make, regulator: Make, parameters: Make) -> None:
    praised = trust(rating_overall=Rating.OUTSTANDING, reputation=0.1)
    path = [praised.reputation]
    for _ in range(24):
        praised.reputation = next_reputation(praised, regulator(), parameters())
        path.append(praised.reputation)
    assert path == sorted(path)
    assert 0.1 < path[1] < path[12] < path[24]
    assert path[1] - path[0] < (path[24] - path[0]) / 2.0


def test_good_name_suffers_by_association_with_a_failing_trust(
    even_trust: Make, regulator: Make, parameters: Make
) -> None:
    later = [
        next_reputation(even_trust(0.6, reputation_risk=risked), regulator(), parameters())
        for risked in (0.0, 0.1, 0.3)
    ]
    assert later[0] > later[1] > later[2]


@steady
@given(seeds)
def test_reputation_stays_a_level(any_state: Make, any_parameters: Make, seed: int) -> None:
    trust_, policy = any_state(TrustState, seed), any_state(RegulatorState, seed)
    assert 0.0 <= next_reputation(trust_, policy, any_parameters(seed)) <= 1.0


def test_league_table_gives_standing_and_takes_it_where_there_is_one(
    trust: Make, regulator: Make, parameters: Make
) -> None:
    def said(score: float, segmentation: Segmentation, **overrides: float) -> float:
        return verdict(trust(league_score=score), regulator(segmentation=segmentation), parameters(**overrides))

    assert said(1.0, Segmentation.SCORES) > said(2.5, Segmentation.SCORES) > said(4.0, Segmentation.SCORES)
    assert said(1.0, Segmentation.RATINGS) == said(4.0, Segmentation.RATINGS) == said(2.5, Segmentation.SCORES)
    assert said(1.0, Segmentation.SCORES, standing_from_league=0.0) == said(2.5, Segmentation.SCORES)


def test_rating_of_old_says_nothing_where_nobody_rates(even_trust: Make, regulator: Make, parameters: Make) -> None:
    verdicts = [
        verdict(even_trust(0.6, rating_overall=rating), regulator(inspects=False), parameters()) for rating in Rating
    ]
    assert verdicts == pytest.approx([0.6] * 4)
