"""The initial state: what a scenario says, and a background population as published."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.model.enums import ProviderType, Rating
from sim.model.state import TrustState
from sim.model.variables import variables
from sim.scenario.scenario_loader import load_scenario


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


OTHERS = "background.other_types=[{provider_type: community, trusts: 5, turnover_median: 120}]"


def started(*sets: str) -> TurnaroundModel:
    return TurnaroundModel(load_scenario("england_acute", ["months=1", "background.trusts=20", *sets]))


def test_england_of_every_type_has_as_many_trusts_of_each_as_counted() -> None:
    model = TurnaroundModel(load_scenario("england_all", ["months=1"]))
    counted = Counter(ProviderType(trust.provider_type) for trust in model.trusts)
    assert counted == {
        ProviderType.ACUTE: 122,
        ProviderType.MENTAL_HEALTH: 44,
        ProviderType.COMMUNITY: 21,
        ProviderType.SPECIALIST: 16,
        ProviderType.AMBULANCE: 10,
    }
    homes = Counter(trust.local_health_economy for trust in model.trusts)
    assert len(homes) == 42
    assert set(homes.values()) == {5, 6}


def test_adding_another_type_changes_nobody_elses_start() -> None:
    alone, joined = started(), started(OTHERS)
    assert [trust.provider_type for trust in joined.trusts[20:]] == [ProviderType.COMMUNITY] * 5
    for one, same in zip(alone.trusts, joined.trusts[:20], strict=True):
        assert all(getattr(one, name) == getattr(same, name) for name in variables(TrustState))


def test_type_that_says_nothing_is_as_the_background_is() -> None:
    alike = "background.other_types=[{provider_type: acute, trusts: 5}]"
    more, of_two_groups = started("background.trusts=25"), started(alike)
    assert len(more.trusts) == 25
    for one, same in zip(more.trusts, of_two_groups.trusts, strict=True):
        assert all(getattr(one, name) == getattr(same, name) for name in variables(TrustState))


def test_type_differs_from_the_background_in_what_it_says() -> None:
    other = "background.other_types=[{provider_type: acute, trusts: 5, turnover_median: 120}]"
    ones, smaller_ones = started("background.trusts=25").trusts[20:], started(other).trusts[20:]
    assert len(ones) == 5
    for one, smaller in zip(ones, smaller_ones, strict=True):
        assert smaller.turnover == pytest.approx(one.turnover * 120 / 400)
        assert smaller.quality == one.quality


def test_background_of_other_types_only() -> None:
    model = started("background.trusts=0", OTHERS)
    assert [trust.provider_type for trust in model.trusts] == [ProviderType.COMMUNITY] * 5


def test_better_rated_trusts_start_better_in_what_inspectors_meet() -> None:
    model = TurnaroundModel(load_scenario("england_acute", ["months=1", "background.trusts=400"]))
    for stock in ("engagement", "leadership", "reputation"):
        means = [
            np.mean([getattr(trust, stock) for trust in model.trusts if trust.rating_overall == rating])
            for rating in (Rating.INADEQUATE, Rating.REQUIRES_IMPROVEMENT, Rating.GOOD)
        ]
        assert means[0] < means[2]
        assert means[1] < means[2]


def test_state_in_a_scenario_is_the_state_of_the_trust() -> None:
    sets = ["trusts.green_bay.state.leadership=0.61", "trusts.green_bay.state.stage=retrenchment",
            "trusts.green_bay.state.next_inspection=7", "trusts.green_bay.state.special_measures=false"]  # fmt: skip
    trust = TurnaroundModel(load_scenario("no_partner", sets)).trusts[0]
    assert trust.leadership == 0.61
    assert trust.effective_leadership == 0.61
    assert trust.stage == 4
    assert trust.next_inspection == 7
    assert trust.acknowledged == 1.0


def test_culture_of_every_trust_is_on_the_simplex() -> None:
    model = TurnaroundModel(load_scenario("england_acute", ["months=1"]))
    assert model.trusts
    for trust in model.trusts:
        shares = (trust.culture_clan, trust.culture_developmental, trust.culture_hierarchical, trust.culture_rational)
        assert min(shares) > 0
        assert abs(sum(shares) - 1) < 1e-12


def test_trust_that_has_just_been_put_into_special_measures_is_inspected_again_after_the_usual_time() -> None:
    for replicate in range(20):
        trust = TurnaroundModel("no_partner", replicate).trusts[0]
        assert trust.special_measures
        assert trust.next_inspection >= 9
