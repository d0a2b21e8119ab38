"""League tables: scores against peers, quarters, who enters the programme and who leaves it."""

from __future__ import annotations

import pytest
from worlds import recorded

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.model.enums import Event, Segmentation
from sim.rules.league_table import (
    BEST_SCORE,
    FIGURES,
    LEAST_PEERS,
    WORST_SCORE,
    begin_league_table,
    count_peers,
    figure,
    let_out_by_segment,
    mean_figure,
    mean_of_peers,
    publish_league_table,
    quarter,
    score,
    score_all,
    score_type,
    spread_of_figure,
    spread_of_peers,
    take_into_programme,
    worst_waiting,
)
from sim.scenario.league_peers import peers_of_type
from sim.scenario.scenario_loader import load_scenario

NAMES = ("published_quality", "published_access", "annual_finance", "published_engagement", "published_workforce")
ACUTE, SPECIALIST = 0, 1


def nation(trusts: int = 20, **sets: float) -> TurnaroundModel:
    """Return some acute trusts under the framework in their first month, each better than the one before it."""
    changes = {"background.trusts": trusts, "oversight_regime": "oversight_framework", "environment.trends": []}
    model = TurnaroundModel(load_scenario("england_acute", {**changes, **sets}), 0)
    for position, trust in enumerate(model.trusts):
        trust.special_measures, trust.months_in_difficulty = False, 0
        for name in NAMES:
            setattr(trust, name, 0.52 + 0.4 * position / trusts)
    model.progress.month, model.progress.tables = 1, 0
    return model


def scores(model: TurnaroundModel) -> list[float]:
    return [trust.league_score for trust in model.trusts]


def segments(model: TurnaroundModel) -> list[int]:
    return [trust.league_segment for trust in model.trusts]


def test_better_figures_have_better_scores_within_bounds() -> None:
    values = [score(value, 0.5, 0.1) for value in (0.0, 0.3, 0.5, 0.7, 1.0)]
    assert values == sorted(values, reverse=True)
    assert (values[0], values[2], values[-1]) == (WORST_SCORE, 2.5, BEST_SCORE)
    assert score(0.9, 0.5, 0.0) == 2.5, "where all are alike nobody is better"


def test_mean_score_of_all_peers_is_in_the_middle_and_every_figure_counts() -> None:
    model = nation()
    score_all(model)
    assert sum(scores(model)) / len(model.trusts) == pytest.approx(2.5, abs=0.05)
    before = scores(model)[10]
    for name in NAMES:
        setattr(model.trusts[10], name, 0.95)
        score_all(model)
        after = scores(model)[10]
        assert after < before, name
        before = after


def test_each_quarter_of_the_peers_is_a_segment_and_a_deficit_keeps_a_trust_out_of_the_first_two() -> None:
    model = nation()
    score_all(model)
    assert segments(model) == [4] * 5 + [3] * 5 + [2] * 5 + [1] * 5
    for trust in model.trusts:
        trust.annual_finance = 0.2
    score_all(model)
    assert set(segments(model)) == {3, 4}
    model.regulators[0].deficit_segment = 0
    score_all(model)
    assert set(segments(model)) == {1, 2, 3, 4}


def test_trust_without_enough_peers_is_compared_with_the_stationary_population() -> None:
    model = nation(trusts=2)
    peers = peers_of_type("acute")
    for name, item in zip(NAMES, range(FIGURES), strict=True):
        assert mean_of_peers(peers, item) > 0.0
        assert spread_of_peers(peers, item) > 0.0
        setattr(model.trusts[0], name, mean_of_peers(peers, item) - 5.0 * spread_of_peers(peers, item))
        setattr(model.trusts[1], name, mean_of_peers(peers, item) + 5.0 * spread_of_peers(peers, item))
    score_all(model)
    assert scores(model) == pytest.approx([WORST_SCORE, BEST_SCORE])
    assert [quarter(trust, model.trusts, model.peers[ACUTE]) for trust in model.trusts] == [4, 1]


def test_peers_are_of_the_same_type_and_stand_for_themselves() -> None:
    model = nation()
    model.trusts[0].provider_type, model.trusts[1].absorbed_by = SPECIALIST, 2
    assert count_peers(model.trusts, ACUTE) == 18
    values = [figure(trust, 0) for trust in model.trusts[2:]]
    mean = mean_figure(model.trusts, ACUTE, 0, 18)
    assert mean == pytest.approx(sum(values) / 18)
    spread = spread_of_figure(model.trusts, ACUTE, 0, 18, mean)
    assert spread == pytest.approx(sum(abs(value - mean) for value in values) / 18)
    for trust in model.trusts:
        trust.league_score = 0.0
    score_type(model, SPECIALIST)
    assert [trust.league_score > 0.0 for trust in model.trusts] == [True] + [False] * 19
    assert count_peers(model.trusts, SPECIALIST) < LEAST_PEERS


def test_tables_are_published_each_quarter_and_at_once_when_the_regime_begins() -> None:
    model = nation()
    published = []
    for month in range(1, 13):
        model.progress.month, before = month, model.progress.tables
        publish_league_table(model)
        published.append(model.progress.tables > before)
    # April is month 1: the first table, then June, September, December and March.
    assert [month for month, is_published in enumerate(published, start=1) if is_published] == [1, 3, 6, 9, 12]
    model.regulators[0].segmentation = Segmentation.RATINGS
    publish_league_table(model)
    assert model.progress.tables == 0


def test_trusts_have_a_score_and_a_segment_from_the_start_and_nobody_is_moved_by_it() -> None:
    model = nation()
    begin_league_table(model)
    assert [trust.oversight_segment for trust in model.trusts] == segments(model)
    assert recorded(model, Event.SPECIAL_MEASURES_ENTERED) == []
    model.regulators[0].segmentation = Segmentation.RATINGS
    model.trusts[0].oversight_segment = 2
    begin_league_table(model)
    assert model.trusts[0].oversight_segment == 2


def test_programme_takes_the_worst_that_have_been_last_for_long_enough_as_far_as_there_is_room() -> None:
    model = nation(**{"parameters.support_pool": 3, "parameters.segment_poor_months": 6})
    score_all(model)
    take_into_programme(model)
    assert worst_waiting(model) == -1, "nobody has been in the last segment for long"
    for trust in model.trusts:
        trust.months_in_difficulty = 6
    model.trusts[0].absorbed_by = 19
    assert worst_waiting(model) == 1
    take_into_programme(model)
    assert [trust for trust, _ in recorded(model, Event.SPECIAL_MEASURES_ENTERED)] == [1, 2, 3]
    take_into_programme(model)
    assert len(recorded(model, Event.SPECIAL_MEASURES_ENTERED)) == 3, "there is no more room"


def test_trust_leaves_the_programme_after_two_tables_above_the_last_segment() -> None:
    model = nation()
    for position, (before, now) in enumerate([(4, 3), (3, 4), (3, 3)]):
        trust = model.trusts[position]
        trust.special_measures, trust.last_league_segment, trust.league_segment = True, before, now
    let_out_by_segment(model)
    assert [trust for trust, _ in recorded(model, Event.SPECIAL_MEASURES_LEFT)] == [2]
