"""Matching: which trust is asked to help, and whether it agrees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.matching import (
    agreement_chance,
    awaits_mandate,
    choose_partner,
    may_lead,
    squared_distance,
    suitability,
)
from sim.state import RegulatorState, TrustState
from sim.vocabulary import Matching, ProviderType, Rating, Stage

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture
def leader(even_trust: Make) -> Make:
    """Make a trust with the record and the room to support another."""
    return lambda **values: even_trust(values.pop("level", 0.7), **({"rating_overall": Rating.GOOD} | values))


# Who may lead


def test_good_and_stable_trust_may_lead(leader: Make, regulator: Make) -> None:
    assert may_lead(leader(), regulator())
    assert may_lead(leader(stage=Stage.GROWTH, rating_overall=Rating.OUTSTANDING), regulator())


@pytest.mark.parametrize(
    "flaw",
    [
        {"rating_overall": Rating.REQUIRES_IMPROVEMENT},
        {"rating_overall": Rating.INADEQUATE},
        {"special_measures": True},
        {"absorbed_by": 0},
        {"stage": Stage.DECLINE},
        {"stage": Stage.TRIGGER},
        {"stage": Stage.FORMULATION},
        {"stage": Stage.RETRENCHMENT},
        {"stage": Stage.PERMANENT_FAILURE},
    ],
)
def test_trust_without_the_record_may_not_lead(flaw: dict[str, Any], leader: Make, regulator: Make) -> None:
    assert not may_lead(leader(**flaw), regulator())


def test_partner_may_support_as_many_as_the_cap_allows(leader: Make, regulator: Make) -> None:
    cap = regulator(partner_limit=2)
    assert [may_lead(leader(trusts_supported=supported), cap) for supported in (0, 1, 2, 3)] == [
        True,
        True,
        False,
        False,
    ]
    assert not may_lead(leader(), regulator(partner_limit=0))


# Who suits


def test_distance_between_trusts_is_as_the_crow_flies(trust: Make) -> None:
    assert squared_distance(trust(easting=1.0, northing=2.0), trust(easting=4.0, northing=6.0)) == 25.0
    assert squared_distance(trust(easting=4.0, northing=6.0), trust(easting=1.0, northing=2.0)) == 25.0


@pytest.mark.parametrize(
    ("matching", "better", "worse"),
    [
        (Matching.PERFORMANCE, {"level": 0.8}, {"level": 0.6}),
        (Matching.PERFORMANCE, {"level": 0.6, "rating_overall": Rating.OUTSTANDING}, {"level": 0.9}),
        (Matching.PERFORMANCE, {"attention_free": 0.3}, {"attention_free": 0.1}),
        (Matching.PROXIMITY, {"northing": 10.0}, {"northing": -20.0}),
        (Matching.PROXIMITY, {"easting": -10.0}, {"easting": 20.0}),
        (Matching.FIT, {"turnover": 420.0}, {"turnover": 1500.0}),
        (Matching.FIT, {"provider_type": ProviderType.ACUTE}, {"provider_type": ProviderType.AMBULANCE}),
        (
            Matching.FIT,
            {"culture_clan": 0.28, "culture_rational": 0.24},
            {"culture_clan": 0.0, "culture_rational": 0.52},
        ),
    ],
)
def test_most_suitable_partner_is_the(
    matching: Matching,
    better: dict[str, Any],
    worse: dict[str, Any],
    trust: Make,
    leader: Make,
    regulator: Make,
    parameters: Make,
) -> None:
    target, policy = trust(index=0), regulator(matching=matching)
    good, bad = leader(index=1, **better), leader(index=2, **worse)
    assert suitability(target, good, policy, parameters()) > suitability(target, bad, policy, parameters())
    assert choose_partner(target, [target, good, bad], policy, parameters()) == 1
    assert choose_partner(target, [target, bad, good], policy, parameters()) == 2


@pytest.mark.parametrize("matching", [Matching.PERFORMANCE, Matching.FIT])
def test_distance_matters_to_no_other_rule(
    matching: Matching, trust: Make, leader: Make, regulator: Make, parameters: Make
) -> None:
    policy = regulator(matching=matching)
    near, far = (suitability(trust(), leader(easting=east), policy, parameters()) for east in (1.0, 300.0))
    assert near == far


@pytest.mark.parametrize("matching", [Matching.PROXIMITY, Matching.FIT])
def test_performance_and_spare_attention_matter_to_no_other_rule(
    matching: Matching, trust: Make, leader: Make, regulator: Make, parameters: Make
) -> None:
    policy = regulator(matching=matching)
    partners = (leader(level=0.9, attention_free=0.4), leader(level=0.5))
    better, worse = (suitability(trust(), partner, policy, parameters()) for partner in partners)
    assert better == worse


def test_fit_of_culture_and_context_are_weighed_as_in_the_partnership_itself(
    cultured: Make, regulator: Make, parameters: Make
) -> None:
    policy = regulator(matching=Matching.FIT)
    target, alike, like_sized = (
        cultured(0.4, 0.2, 0.2, 0.2, turnover=400.0),
        cultured(0.4, 0.2, 0.2, 0.2, turnover=1200.0),
        cultured(0.2, 0.2, 0.2, 0.4, turnover=400.0),
    )

    def suits(partner: Any, weight: float) -> float:
        return float(suitability(target, partner, policy, parameters(fit_from_culture=weight)))

    assert suits(alike, 1.0) > suits(like_sized, 1.0)
    assert suits(alike, 0.0) < suits(like_sized, 0.0)


# Who is chosen


def test_no_trust_is_asked_to_help_itself(leader: Make, regulator: Make, parameters: Make) -> None:
    only = leader(index=0)
    assert choose_partner(only, [only], regulator(), parameters()) == -1


def test_nobody_is_asked_where_nobody_may_lead(trust: Make, leader: Make, regulator: Make, parameters: Make) -> None:
    trusts = [trust(index=0), leader(index=1, absorbed_by=2), leader(index=2, stage=Stage.DECLINE)]
    assert choose_partner(trusts[0], trusts, regulator(), parameters()) == -1
    assert choose_partner(trusts[0], [], regulator(), parameters()) == -1


def test_best_partner_without_room_gives_way_to_the_next(
    trust: Make, leader: Make, regulator: Make, parameters: Make
) -> None:
    trusts = [trust(index=0), leader(index=1, level=0.9, trusts_supported=2), leader(index=2, level=0.6)]
    assert choose_partner(trusts[0], trusts, regulator(partner_limit=2), parameters()) == 2
    assert choose_partner(trusts[0], trusts, regulator(partner_limit=3), parameters()) == 1


def test_first_of_equals_is_taken(trust: Make, leader: Make, regulator: Make, parameters: Make) -> None:
    trusts = [trust(index=0), leader(index=1), leader(index=2)]
    assert choose_partner(trusts[0], trusts, regulator(), parameters()) == 1


@steady
@given(st.lists(seeds, min_size=1, max_size=12), st.sampled_from(Matching))
def test_chosen_partner_may_lead_and_nobody_else_who_may_suits_better(
    any_state: Make, any_parameters: Make, regulator: Make, drawn: list[int], matching: Matching
) -> None:
    trusts = [any_state(TrustState, seed) for seed in drawn]
    for index, trust_ in enumerate(trusts):
        trust_.index, trust_.special_measures, trust_.absorbed_by = index, False, -1
        trust_.trusts_supported %= 3
    policy, values, target = regulator(matching=matching), any_parameters(drawn[0]), trusts[0]
    eligible = [trust_ for trust_ in trusts[1:] if may_lead(trust_, policy)]
    chosen = choose_partner(target, trusts, policy, values)
    if not eligible:
        assert chosen == -1
        return
    assert trusts[chosen] in eligible
    best = suitability(target, trusts[chosen], policy, values)
    assert all(suitability(target, other, policy, values) <= best for other in eligible)


# Whether they agree


def test_reward_and_spare_attention_make_partners_willing(trust: Make, regulator: Make, parameters: Make) -> None:
    values = parameters(agreement_base=0.3, agreement_from_incentive=0.3, agreement_from_spare_attention=0.5)
    reluctant = agreement_chance(trust(strain=0.0), regulator(partner_incentive=0.0), values)
    assert reluctant == 0.3
    assert agreement_chance(trust(), regulator(partner_incentive=1.0), values) > reluctant
    assert agreement_chance(trust(attention_free=0.3), regulator(partner_incentive=0.0), values) > reluctant


def test_strain_beyond_the_ordinary_makes_partners_refuse(trust: Make, regulator: Make, parameters: Make) -> None:
    values = parameters(strain_base=0.2)
    rested, usual, strained = (
        agreement_chance(trust(strain=strain), regulator(), values) for strain in (0.0, 0.2, 0.6)
    )
    assert rested == usual > strained
    off = parameters(agreement_lost_to_strain=0.0)
    assert agreement_chance(trust(strain=0.9), regulator(), off) == agreement_chance(trust(), regulator(), off)


@steady
@given(seeds)
def test_chance_of_agreement_is_a_chance(any_state: Make, any_parameters: Make, seed: int) -> None:
    chance = agreement_chance(any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed))
    assert 0.0 <= chance <= 1.0


# Who waits for a mandate


def test_trust_some_time_in_special_measures_awaits_a_mandate(trust: Make, regulator: Make) -> None:
    policy = regulator(mandated_type=0, mandate_after=3)
    waiting = [trust(special_measures=True, months_in_special_measures=months) for months in (0, 2, 3, 30)]
    assert [awaits_mandate(trust_, policy) for trust_ in waiting] == [False, False, True, True]


@pytest.mark.parametrize("reason", [{"special_measures": False}, {"partnerships_active": 1}, {"absorbed_by": 0}])
def test_mandate_is_not_for_a_trust_that(reason: dict[str, Any], trust: Make, regulator: Make) -> None:
    failing = {"special_measures": True, "months_in_special_measures": 12}
    assert awaits_mandate(trust(**failing), regulator(mandated_type=0))
    assert not awaits_mandate(trust(**(failing | reason)), regulator(mandated_type=0))


def test_regulator_without_a_mandated_form_mandates_nothing(trust: Make, regulator: Make) -> None:
    assert not awaits_mandate(trust(special_measures=True, months_in_special_measures=60), regulator(mandated_type=-1))
