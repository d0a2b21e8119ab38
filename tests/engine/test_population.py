"""The initial state: what a scenario says, and a background population as published."""

from __future__ import annotations

import numpy as np

from sim.engine.mesa_model import TurnaroundModel
from sim.scenario.loading import load_scenario
from sim.vocabulary import Rating


def test_first_ratings_of_england_follow_the_published_distribution() -> None:
    scenario = load_scenario("england_acute", ["months=1"])
    ratings = np.array([trust.rating_overall for k in range(12) for trust in TurnaroundModel(scenario, k).trusts])
    shares = [float((ratings == rating).mean()) for rating in Rating]
    assert 0.07 <= shares[0] <= 0.12
    assert 0.58 <= shares[1] <= 0.70
    assert 0.20 <= shares[2] <= 0.30
    assert 0.01 <= shares[3] <= 0.04


def test_england_has_136_trusts_in_42_local_health_economies() -> None:
    model = TurnaroundModel(load_scenario("england_acute", ["months=1"]))
    assert len(model.trusts) == 136
    assert len({trust.local_health_economy for trust in model.trusts}) == 42


def test_better_rated_trusts_start_better_in_every_stock() -> None:
    model = TurnaroundModel(load_scenario("england_acute", ["months=1", "background.trusts=400"]))
    for stock in ("quality", "access", "finance", "workforce", "engagement", "leadership", "capability"):
        means = [
            np.mean([getattr(trust, stock) for trust in model.trusts if trust.rating_overall == rating])
            for rating in (Rating.INADEQUATE, Rating.REQUIRES_IMPROVEMENT, Rating.GOOD)
        ]
        assert means[0] < means[1] < means[2]


def test_state_in_a_scenario_is_the_state_of_the_trust() -> None:
    sets = ["trusts.green_bay.state.leadership=0.61", "trusts.green_bay.state.stage=retrenchment"]
    trust = TurnaroundModel(load_scenario("no_partner", sets)).trusts[0]
    assert trust.leadership == 0.61
    assert trust.effective_leadership == 0.61
    assert trust.stage == 4
    assert trust.next_inspection == 2


def test_culture_of_every_trust_is_on_the_simplex() -> None:
    model = TurnaroundModel(load_scenario("england_acute", ["months=1"]))
    for trust in model.trusts:
        shares = (trust.culture_clan, trust.culture_developmental, trust.culture_hierarchical, trust.culture_rational)
        assert min(shares) > 0
        assert abs(sum(shares) - 1) < 1e-12
