"""Fit: likeness of culture and context, distance, and what one trust can teach another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import ProviderType
from sim.model.state import PartnershipState, TrustState
from sim.rules.cultural_fit import (
    apparent_relevance,
    combined_fit,
    contextual_fit,
    crosses_sector,
    cultural_distance,
    cultural_fit,
    insularity,
    judge_fit,
    openness,
    relevance,
    remoteness,
    squared_distance,
    strength_over,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)

CLAN = (1.0, 0.0, 0.0, 0.0)
RATIONAL = (0.0, 0.0, 0.0, 1.0)
MIXED = (0.25, 0.25, 0.25, 0.25)


# Distance and fit


def test_trusts_of_one_culture_are_no_distance_apart_and_those_that_share_nothing_the_whole(cultured: Make) -> None:
    assert cultural_distance(cultured(*MIXED), cultured(*MIXED)) == 0.0
    assert cultural_distance(cultured(*CLAN), cultured(*RATIONAL)) == 1.0


@pytest.mark.parametrize("position", range(4))
def test_every_kind_of_value_counts_alike_for_distance(position: int, cultured: Make) -> None:
    pure = [0.0] * 4
    pure[position] = 1.0
    assert cultural_distance(cultured(*pure), cultured(*MIXED)) == 0.75


@steady
@given(seeds, seeds)
def test_cultural_distance_and_fit_are_mutual(any_state: Make, any_parameters: Make, one: int, other: int) -> None:
    first, second, values = any_state(TrustState, one), any_state(TrustState, other), any_parameters(one)
    assert 0.0 <= cultural_distance(first, second) == cultural_distance(second, first) <= 1.0 + 1e-12
    assert 0.0 <= cultural_fit(first, second, values) == cultural_fit(second, first, values) <= 1.0
    assert 0.0 <= contextual_fit(first, second, values) == contextual_fit(second, first, values) <= 1.0


def test_cultural_fit_falls_with_distance_and_ends_where_trusts_are_as_far_apart_as_they_are_found(
    cultured: Make, parameters: Make
) -> None:
    values = parameters(cultural_range=0.5)
    mixed, near, far = cultured(*MIXED), cultured(0.35, 0.25, 0.25, 0.15), cultured(0.5, 0.25, 0.25, 0.0)
    assert cultural_fit(mixed, mixed, values) == 1.0
    assert 1.0 > cultural_fit(mixed, near, values) > cultural_fit(mixed, far, values) > 0.0
    assert cultural_fit(mixed, cultured(*CLAN), values) == 0.0
    assert cultural_fit(mixed, near, values) < cultural_fit(mixed, near, parameters(cultural_range=0.9))


def test_like_trusts_fit_in_context(trust: Make, parameters: Make) -> None:
    assert contextual_fit(trust(), trust(), parameters()) == 1.0


@pytest.mark.parametrize(
    ("difference", "off"),
    [
        ({"turnover": 900.0}, {"context_size": 0.0}),
        ({"number_of_sites": 4}, {"context_size": 0.0}),
        ({"provider_type": ProviderType.COMMUNITY}, {"context_type": 0.0}),
    ],
)
def test_unlike_size_sites_or_type_lower_contextual_fit(
    difference: dict[str, Any], off: dict[str, float], trust: Make, parameters: Make
) -> None:
    assert contextual_fit(trust(), trust(**difference), parameters()) < 1.0
    assert contextual_fit(trust(), trust(**difference), parameters(**off)) == 1.0


def test_contextual_fit_falls_as_sizes_differ_more(trust: Make, parameters: Make) -> None:
    fits = [contextual_fit(trust(turnover=400.0), trust(turnover=size), parameters()) for size in (400.0, 600.0, 900.0)]
    assert fits[0] > fits[1] > fits[2]


@pytest.mark.parametrize(("name", "weight"), [("turnover", "context_size"), ("number_of_sites", "context_size")])
def test_what_counts_is_the_ratio_and_not_the_size(name: str, weight: str, trust: Make, parameters: Make) -> None:
    values = parameters(**(dict.fromkeys(("context_size", "context_size"), 0.0) | {weight: 1.0}))
    small, large = (contextual_fit(trust(**{name: n}), trust(**{name: 3 * n}), values) for n in (1, 5))
    assert small == large == pytest.approx(0.5)


def test_fit_weighs_culture_and_context(cultured: Make, partnership: Make, parameters: Make) -> None:
    target, partner, pair = cultured(*MIXED), cultured(*CLAN), partnership(contextual_fit=0.75)
    assert combined_fit(pair, target, partner, parameters(fit_from_culture=0.0)) == 0.75
    assert combined_fit(pair, target, partner, parameters(fit_from_culture=1.0)) == 0.0
    assert 0.0 < combined_fit(pair, target, partner, parameters(fit_from_culture=0.5)) < 0.75
    assert combined_fit(pair, target, target, parameters(fit_from_culture=1.0)) == 1.0


# Distance on the map


def test_distance_between_trusts_is_as_the_crow_flies(trust: Make) -> None:
    assert squared_distance(trust(easting=1.0, northing=2.0), trust(easting=4.0, northing=6.0)) == 25.0
    assert squared_distance(trust(easting=4.0, northing=6.0), trust(easting=1.0, northing=2.0)) == 25.0


def test_remoteness_begins_next_door_and_is_half_at_the_distance_at_which_travel_takes_half(
    trust: Make, parameters: Make
) -> None:
    values = parameters(remote_distance=50.0)
    felt = [remoteness(trust(), trust(easting=miles), values) for miles in (0.0, 25.0, 50.0, 500.0)]
    assert felt[0] == 0.0 < felt[1] < felt[2] == 0.5 < felt[3] < 1.0
    assert remoteness(trust(northing=50.0), trust(), values) == 0.5


# What one can teach the other


def test_partner_no_better_has_nothing_to_teach_and_one_far_better_all(parameters: Make) -> None:
    values = parameters(teaching_gap=0.2)
    strengths = [strength_over(partner, 0.4, values) for partner in (0.2, 0.4, 0.5, 0.6, 1.0)]
    assert strengths == pytest.approx([0.0, 0.0, 0.5, 1.0, 1.0])


NEEDS = ("quality", "access", "finance", "leadership")


@pytest.mark.parametrize("need", NEEDS)
def test_partner_must_be_strong_in_the_very_thing_that_is_lacking(need: str, trust: Make, parameters: Make) -> None:
    values = parameters(cut_good=0.6, shortfall_noticed=0.001)
    target = trust(**(dict.fromkeys(NEEDS, 0.7) | {need: 0.3}))
    strong_there = trust(**(dict.fromkeys(NEEDS, 0.3) | {need: 0.9}))
    strong_elsewhere = trust(**(dict.fromkeys(NEEDS, 0.9) | {need: 0.3}))
    assert relevance(target, strong_there, values) == 1.0
    assert relevance(target, strong_elsewhere, values) < 0.01


def test_larger_needs_weigh_more(trust: Make, parameters: Make) -> None:
    target = trust(quality=0.1, access=0.5, finance=0.7, leadership=0.7)
    for_quality, for_access = trust(quality=0.9, access=0.2), trust(quality=0.1, access=0.9)
    values = parameters(cut_good=0.6)
    assert 1.0 > relevance(target, for_quality, values) > relevance(target, for_access, values) > 0.0


def test_target_that_falls_short_in_nothing_can_learn_from_anybody(even_trust: Make, parameters: Make) -> None:
    values = parameters(cut_good=0.6)
    for level in (0.1, 0.9):
        assert relevance(even_trust(0.6), even_trust(level), values) == 1.0
    # A hardly noticeable shortfall hardly counts: there is no step.
    assert 0.9 < relevance(even_trust(0.599), even_trust(0.1), values) < 1.0
    assert relevance(even_trust(0.3), even_trust(0.1), values) < 0.1


@steady
@given(seeds, seeds)
def test_relevance_is_a_level(any_state: Make, any_parameters: Make, one: int, other: int) -> None:
    target, partner = any_state(TrustState, one), any_state(TrustState, other)
    assert 0.0 <= relevance(target, partner, any_parameters(one)) <= 1.0 + 1e-12


# Who looks outwards


def test_developmental_and_rational_values_face_outwards_and_the_others_inwards(cultured: Make) -> None:
    assert openness(cultured(0.0, 1.0, 0.0, 0.0)) == openness(cultured(0.0, 0.0, 0.0, 1.0)) == 1.0
    assert openness(cultured(1.0, 0.0, 0.0, 0.0)) == openness(cultured(0.0, 0.0, 1.0, 0.0)) == 0.0
    assert openness(cultured(*MIXED)) == 0.5


def test_insular_culture_keeps_out_what_others_know_and_an_open_one_nothing(cultured: Make, parameters: Make) -> None:
    values = parameters(open_culture=0.5)
    insular = [insularity(cultured(1.0 - open_, open_, 0.0, 0.0), values) for open_ in (0.0, 0.25, 0.5, 0.75)]
    assert insular == [1.0, 0.5, 0.0, 0.0]


# Sectors


def test_sectors_are_crossed_where_one_side_alone_is_independent(trust: Make) -> None:
    nhs, community, outside = (
        trust(provider_type=provider_type)
        for provider_type in (ProviderType.ACUTE, ProviderType.COMMUNITY, ProviderType.INDEPENDENT)
    )
    assert crosses_sector(nhs, outside)
    assert crosses_sector(outside, community)
    assert not crosses_sector(nhs, community)
    assert not crosses_sector(outside, outside)


# What is judged of a partnership


@steady
@given(seeds)
def test_partnership_is_judged_by_its_two_sides_as_they_are_now(
    any_state: Make, any_parameters: Make, seed: int
) -> None:
    link, values = any_state(PartnershipState, seed), any_parameters(seed)
    target, partner = any_state(TrustState, seed), any_state(TrustState, seed + 1)
    before = dict(vars(link))
    judge_fit(link, target, partner, values)
    assert link.cultural_fit == cultural_fit(target, partner, values)
    assert link.fit == combined_fit(link, target, partner, values)
    assert link.relevance == relevance(target, partner, values)
    after = {name for name, value in vars(link).items() if value != before[name]}
    assert after <= {"cultural_fit", "fit", "relevance"}, "size, type and setting were judged when it began"


def test_partners_grow_alike_or_apart_and_are_judged_anew(cultured: Make, partnership: Make, parameters: Make) -> None:
    link, target, partner = partnership(contextual_fit=0.5), cultured(*CLAN), cultured(*RATIONAL)
    judge_fit(link, target, partner, parameters())
    apart = link.fit
    target.culture_clan, target.culture_rational = 0.0, 1.0
    judge_fit(link, target, partner, parameters())
    assert link.cultural_fit == 1.0
    assert link.fit > apart


def test_who_looks_for_a_partner_sees_published_strengths_and_weaknesses(trust: Make, parameters: Make) -> None:
    values = parameters(cut_good=0.6, shortfall_noticed=0.001)
    weak = trust(annual_quality=0.2, annual_access=0.7, annual_finance=0.7)
    strong_there = trust(annual_quality=0.9, annual_access=0.2, annual_finance=0.2)
    strong_elsewhere = trust(annual_quality=0.2, annual_access=0.9, annual_finance=0.9)
    assert apparent_relevance(weak, strong_there, values) == 1.0
    assert apparent_relevance(weak, strong_elsewhere, values) < 0.01
    hidden = trust(annual_quality=0.2, annual_access=0.7, annual_finance=0.7, quality=0.9, access=0.1)
    assert apparent_relevance(hidden, strong_there, values) == apparent_relevance(weak, strong_there, values)
