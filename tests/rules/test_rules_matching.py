"""Matching: which trust is asked to help, and whether it agrees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Matching, ProviderType, Rating
from sim.model.state import RegulatorState, TrustState
from sim.rules.matching import (
    agreement_chance,
    awaits_mandate,
    awaits_remedy,
    choose_partner,
    eagerness,
    may_lead,
    suitability,
    suitability_by_rule,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture
def leader(even_trust: Make) -> Make:
    """Make a trust with the record and the room to support another."""
    return lambda **values: even_trust(values.pop("level", 0.7), **({"rating_overall": Rating.GOOD} | values))


# Who may lead


def test_good_trust_may_lead(leader: Make, regulator: Make, parameters: Make) -> None:
    assert may_lead(leader(), regulator(), parameters())
    assert may_lead(leader(rating_overall=Rating.OUTSTANDING), regulator(), parameters())


@pytest.mark.parametrize(
    "flaw",
    [
        {"rating_overall": Rating.REQUIRES_IMPROVEMENT},
        {"rating_overall": Rating.INADEQUATE},
        {"special_measures": True},
        {"absorbed_by": 0},
        {"annual_quality": 0.1},
        {"annual_access": 0.1},
        {"annual_finance": 0.1},
        {"annual_quality": 0.4, "annual_access": 0.4, "annual_finance": 0.4},
        {"rating_well_led": Rating.REQUIRES_IMPROVEMENT},
    ],
)
def test_trust_without_the_record_may_not_lead(
    flaw: dict[str, Any], leader: Make, regulator: Make, parameters: Make
) -> None:
    assert not may_lead(leader(**flaw), regulator(), parameters())


def test_only_who_is_rated_well_led_may_lead(leader: Make, regulator: Make, parameters: Make) -> None:
    values = parameters(rating_to_lead=2)
    ratings = [may_lead(leader(rating_well_led=rating), regulator(), values) for rating in Rating]
    assert ratings == [False, False, True, True]
    assert may_lead(leader(rating_well_led=Rating.INADEQUATE), regulator(), parameters(rating_to_lead=0))


def test_true_capability_says_nothing_to_a_regulator(leader: Make, regulator: Make, parameters: Make) -> None:
    assert may_lead(leader(capability=0.0, quality=0.0), regulator(), parameters())


def test_partner_may_support_as_many_as_the_cap_allows(leader: Make, regulator: Make, parameters: Make) -> None:
    cap, values = regulator(partner_limit=2), parameters()
    allowed = [may_lead(leader(trusts_supported=supported), cap, values) for supported in (0, 1, 2, 3)]
    assert allowed == [True, True, False, False]
    assert not may_lead(leader(), regulator(partner_limit=0), values)


# Who suits


@pytest.mark.parametrize(
    ("matching", "better", "worse"),
    [
        (Matching.PERFORMANCE, {"level": 0.8}, {"level": 0.6}),
        (Matching.PERFORMANCE, {"level": 0.6, "rating_overall": Rating.OUTSTANDING}, {"level": 0.9}),
        (Matching.PERFORMANCE, {"attention_free": 0.3}, {"attention_free": 0.1}),
        (Matching.PROXIMITY, {"northing": 10.0}, {"northing": -20.0}),
        (Matching.NEED, {"quality": 0.9}, {"level": 0.3, "access": 0.9, "capability": 0.7}),
        (Matching.NEED, {"level": 0.7}, {"level": 0.4, "capability": 0.7}),
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
    target, policy = trust(index=0, quality=0.2), regulator(matching=matching)
    good, bad = leader(index=1, **better), leader(index=2, **worse)
    assert suitability(target, good, policy, parameters()) > suitability(target, bad, policy, parameters())
    assert choose_partner(target, [target, good, bad], policy, parameters()) == 1
    assert choose_partner(target, [target, bad, good], policy, parameters()) == 2


@pytest.mark.parametrize("matching", [matching for matching in Matching if matching != Matching.PROXIMITY])
def test_distance_matters_to_no_other_rule(
    matching: Matching, trust: Make, leader: Make, regulator: Make, parameters: Make
) -> None:
    policy = regulator(matching=matching)
    near, far = (suitability(trust(), leader(easting=east), policy, parameters()) for east in (1.0, 300.0))
    assert near == far


@pytest.mark.parametrize("matching", [Matching.PROXIMITY, Matching.FIT])
def test_performance_and_spare_attention_matter_to_no_other_rule_where_causes_are_not_assessed(
    matching: Matching, trust: Make, leader: Make, regulator: Make, parameters: Make
) -> None:
    policy = regulator(matching=matching, assessment=0.0)
    partners = (leader(level=0.9, attention_free=0.4), leader(level=0.5))
    better, worse = (suitability(trust(), partner, policy, parameters()) for partner in partners)
    assert better == worse == suitability_by_rule(trust(), partners[0], policy, parameters())


@pytest.mark.parametrize("matching", Matching)
def test_careful_assessment_looks_for_strength_where_the_target_is_weak_under_any_rule(
    matching: Matching, trust: Make, leader: Make, regulator: Make, parameters: Make
) -> None:
    target = trust(annual_quality=0.2, annual_access=0.6, annual_finance=0.6)

    def gain(assessment: float, strength: str, **overrides: float) -> float:
        policy, values = regulator(matching=matching, assessment=assessment), parameters(cut_good=0.6, **overrides)
        strong = leader(
            level=0.2, **{"annual_quality": 0.2, "annual_access": 0.2, "annual_finance": 0.2, strength: 0.9}
        )
        return suitability(target, strong, policy, values) - suitability_by_rule(target, strong, policy, values)

    assert gain(0.0, "annual_quality") == 0.0
    assert 0.0 < gain(0.3, "annual_quality") < gain(0.9, "annual_quality")
    elsewhere = [gain(0.9, strength, shortfall_noticed=0.001) for strength in ("annual_access", "annual_finance")]
    assert elsewhere == pytest.approx([0.0, 0.0], abs=0.01)
    assert gain(0.9, "annual_quality", weight_of_assessment=0.0) == 0.0


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
    trusts = [trust(index=0), leader(index=1, absorbed_by=2), leader(index=2, annual_access=0.1)]
    assert choose_partner(trusts[0], trusts, regulator(), parameters()) == -1
    assert choose_partner(trusts[0], [], regulator(), parameters()) == -1


def test_best_partner_without_room_gives_way_to_the_next(
    trust: Make, leader: Make, regulator: Make, parameters: Make
) -> None:
    trusts = [trust(index=0), leader(index=1, level=0.9, trusts_supported=2), leader(index=2, level=0.6)]
    assert choose_partner(trusts[0], trusts, regulator(partner_limit=2), parameters()) == 2
    assert choose_partner(trusts[0], trusts, regulator(partner_limit=3), parameters()) == 1


def test_partner_that_cannot_be_asked_gives_way_to_the_next(
    trust: Make, leader: Make, regulator: Make, parameters: Make
) -> None:
    trusts = [trust(index=0), leader(index=1, level=0.9, left_out=True), leader(index=2, level=0.6)]
    assert choose_partner(trusts[0], trusts, regulator(), parameters()) == 2


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
    eligible = [trust_ for trust_ in trusts[1:] if may_lead(trust_, policy, values) and not trust_.left_out]
    chosen = choose_partner(target, trusts, policy, values)
    if not eligible:
        assert chosen == -1
        return
    assert trusts[chosen] in eligible
    best = suitability(target, trusts[chosen], policy, values)
    assert all(suitability(target, other, policy, values) <= best for other in eligible)


# Whether they agree


def test_reward_and_spare_attention_make_partners_willing(trust: Make, regulator: Make, parameters: Make) -> None:
    values = parameters(agreement_base=0.3, response_to_reward=0.3, agreement_from_spare_attention=0.5)
    reluctant = agreement_chance(trust(strain=0.0), regulator(partner_incentive=0.0), values)
    assert reluctant == 0.3
    assert agreement_chance(trust(), regulator(partner_incentive=1.0), values) > reluctant
    assert agreement_chance(trust(attention_free=0.3), regulator(partner_incentive=0.0), values) > reluctant


@steady
@given(seeds)
def test_chance_of_agreement_is_eagerness_kept_a_chance(any_state: Make, any_parameters: Make, seed: int) -> None:
    asked = (any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed))
    assert agreement_chance(*asked) == min(max(eagerness(*asked), 0.0), 1.0)


# Who waits for a mandate


def test_trust_some_time_in_special_measures_awaits_a_mandate(trust: Make, regulator: Make) -> None:
    policy = regulator(mandated_type=0, mandate_after=3)
    waiting = [trust(special_measures=True, months_in_special_measures=months) for months in (0, 2, 3, 30)]
    assert [awaits_mandate(trust_, policy) for trust_ in waiting] == [False, False, True, True]


@pytest.mark.parametrize("reason", [{"special_measures": False}, {"times_helped": 1}, {"absorbed_by": 0}])
def test_mandate_is_not_for_a_trust_that(reason: dict[str, Any], trust: Make, regulator: Make) -> None:
    failing = {"special_measures": True, "months_in_special_measures": 12}
    assert awaits_mandate(trust(**failing), regulator(mandated_type=0))
    assert not awaits_mandate(trust(**(failing | reason)), regulator(mandated_type=0))


def test_trust_that_helps_others_or_is_one_of_equals_may_still_need_a_mandate(trust: Make, regulator: Make) -> None:
    busy = trust(special_measures=True, months_in_special_measures=12, partnerships_active=2, trusts_supported=1)
    assert awaits_mandate(busy, regulator(mandated_type=0))


def test_regulator_without_a_mandated_type_mandates_nothing(trust: Make, regulator: Make) -> None:
    assert not awaits_mandate(trust(special_measures=True, months_in_special_measures=60), regulator(mandated_type=-1))


# Who waits for a structural remedy


def test_structural_remedy_is_for_those_in_persistent_difficulty(trust: Make, regulator: Make) -> None:
    policy = regulator(remedy_type=0, remedy_after=36)
    waiting = [trust(oversight_segment=3, months_in_difficulty=months) for months in (0, 35, 36, 90)]
    assert [awaits_remedy(trust_, policy) for trust_ in waiting] == [False, False, True, True]
    waiting_long = [trust(oversight_segment=segment, months_in_difficulty=48) for segment in (1, 2, 3, 4)]
    assert [awaits_remedy(trust_, policy) for trust_ in waiting_long] == [False, False, True, True]
    assert not awaits_remedy(waiting_long[-1], regulator(remedy_type=-1))


@pytest.mark.parametrize("reason", [{"remedied": True}, {"absorbed_by": 0}])
def test_structural_remedy_is_not_for_a_trust_that(reason: dict[str, Any], trust: Make, regulator: Make) -> None:
    persistent = {"oversight_segment": 4, "months_in_difficulty": 60}
    policy = regulator(remedy_type=0, remedy_after=36)
    assert awaits_remedy(trust(**persistent), policy)
    assert not awaits_remedy(trust(**persistent, **reason), policy)


def test_trust_that_is_helped_without_being_remedied_still_waits(trust: Make, regulator: Make) -> None:
    buddied = trust(oversight_segment=4, months_in_difficulty=60, times_helped=1)
    assert awaits_remedy(buddied, regulator(remedy_type=0, remedy_after=36))
