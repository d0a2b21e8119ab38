"""Culture: fit, the sense of being taken over, the pull of a partner, and the two roads of coherence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.culture import (
    combined_fit,
    contextual_fit,
    cultural_distance,
    cultural_fit,
    identity_threat,
    integration_energy,
    mix_cultures,
    next_coherence,
    pull_culture,
    pull_strength,
    shift_culture,
)
from sim.state import PartnershipState, PartnershipTypeState, TrustState
from sim.vocabulary import Nature, Phase, ProviderType

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)
shocks = st.floats(-6.0, 6.0)

CLAN = (1.0, 0.0, 0.0, 0.0)
RATIONAL = (0.0, 0.0, 0.0, 1.0)
MIXED = (0.25, 0.25, 0.25, 0.25)
SHARES = ("culture_clan", "culture_developmental", "culture_hierarchical", "culture_rational")


def culture_of(trust: Any) -> tuple[float, ...]:
    return tuple(getattr(trust, name) for name in SHARES)


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
        ({"number_of_sites": 4}, {"context_sites": 0.0}),
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


def test_partner_outside_the_health_service_fits_less_than_another_type_within_it(
    trust: Make, parameters: Make
) -> None:
    other, outside = trust(provider_type=ProviderType.COMMUNITY), trust(provider_type=ProviderType.INDEPENDENT)
    assert contextual_fit(trust(), outside, parameters()) < contextual_fit(trust(), other, parameters())
    assert contextual_fit(outside, trust(), parameters()) < contextual_fit(other, trust(), parameters())
    assert contextual_fit(outside, outside, parameters()) == 1.0
    off = parameters(context_sector=0.0)
    assert contextual_fit(trust(), outside, off) == contextual_fit(trust(), other, off)


def test_fit_weighs_culture_and_context(cultured: Make, partnership: Make, parameters: Make) -> None:
    target, partner, pair = cultured(*MIXED), cultured(*CLAN), partnership(contextual_fit=0.75)
    assert combined_fit(pair, target, partner, parameters(fit_from_culture=0.0)) == 0.75
    assert combined_fit(pair, target, partner, parameters(fit_from_culture=1.0)) == 0.0
    assert 0.0 < combined_fit(pair, target, partner, parameters(fit_from_culture=0.5)) < 0.75
    assert combined_fit(pair, target, target, parameters(fit_from_culture=1.0)) == 1.0


# The sense of being taken over


def test_threat_grows_with_imposition(operating: Make, kind: Make, parameters: Make) -> None:
    form = kind("merger")
    chosen = identity_threat(operating(nature=Nature.VOLUNTARY), form, parameters())
    offered = identity_threat(operating(nature=Nature.MANDATED), form, parameters())
    insisted = identity_threat(operating(nature=Nature.MANDATED, insisted=True), form, parameters())
    assert 0.0 < chosen < offered < insisted


def test_insistence_means_nothing_where_nobody_mandates(operating: Make, kind: Make, parameters: Make) -> None:
    free, odd = operating(nature=Nature.VOLUNTARY), operating(nature=Nature.VOLUNTARY, insisted=True)
    assert identity_threat(free, kind("merger"), parameters()) == identity_threat(odd, kind("merger"), parameters())


def test_threat_fades_over_years_once_the_partnership_operates(
    partnership: Make, operating: Make, kind: Make, parameters: Make
) -> None:
    values, form = parameters(threat_fading_months=24.0), kind("acquisition")
    at_first, later, last = (
        identity_threat(operating(months_in_phase=months), form, values) for months in (0, 24, 120)
    )
    assert at_first > later > last > 0.0
    assert later == pytest.approx(at_first / 2.0)
    waiting = [
        identity_threat(partnership(phase=Phase.SETTING_UP, months_in_phase=months), form, values) for months in (0, 60)
    ]
    assert waiting[0] == waiting[1] > 0.0


def test_trusted_partner_takes_nobody_over(operating: Make, kind: Make, parameters: Make) -> None:
    assert identity_threat(operating(relational_trust=1.0), kind("acquisition"), parameters()) == 0.0
    some = identity_threat(operating(relational_trust=0.6), kind("acquisition"), parameters())
    assert 0.0 < some < identity_threat(operating(relational_trust=0.2), kind("acquisition"), parameters())


def test_threat_grows_with_misfit(operating: Make, kind: Make, parameters: Make) -> None:
    alike, unlike = operating(fit=0.9), operating(fit=0.1)
    form = kind("acquisition")
    assert identity_threat(unlike, form, parameters()) > identity_threat(alike, form, parameters()) > 0.0
    off = parameters(threat_from_misfit=0.0)
    assert identity_threat(unlike, form, off) == identity_threat(alike, form, off)


def test_threat_grows_with_the_form(operating: Make, kind: Make, parameters: Make) -> None:
    assert identity_threat(operating(), kind(threat=0.0), parameters()) == 0.0
    threats = [identity_threat(operating(), kind(threat=threat), parameters()) for threat in (0.3, 0.9)]
    assert 0.0 < threats[0] < threats[1]


def test_threat_ends_with_the_partnership(partnership: Make, kind: Make, parameters: Make) -> None:
    assert identity_threat(partnership(phase=Phase.ENDED), kind("acquisition"), parameters()) == 0.0


# The pull of a partner


def test_pull_takes_attention(operating: Make, kind: Make, trust: Make, parameters: Make) -> None:
    def strength(attention: float, **overrides: float) -> float:
        values = parameters(attention_usable=0.5, **overrides)
        return pull_strength(operating(), kind("acquisition"), trust(attention_free=attention), values)

    assert 0.0 < strength(0.0) < strength(0.25) < strength(0.5) == strength(0.9)
    assert strength(0.0, pull_without_attention=1.0) == strength(0.5, pull_without_attention=1.0)
    assert strength(0.0, pull_without_attention=0.0) == 0.0


def test_pull_takes_trust(operating: Make, kind: Make, trust: Make, parameters: Make) -> None:
    def strength(relational_trust: float, **overrides: float) -> float:
        partnership_ = operating(relational_trust=relational_trust)
        return pull_strength(partnership_, kind("acquisition"), trust(), parameters(**overrides))

    assert 0.0 < strength(0.2) < strength(0.8)
    assert strength(0.2, pull_without_trust=1.0) == strength(0.8, pull_without_trust=1.0)


def test_form_that_does_not_pull_leaves_culture_alone(
    operating: Make, kind: Make, trust: Make, parameters: Make
) -> None:
    assert pull_strength(operating(), kind(pull=0.0), trust(attention_free=0.5), parameters()) == 0.0
    assert pull_strength(operating(), kind("acquisition"), trust(), parameters(pull_rate=0.0)) == 0.0


@steady
@given(seeds)
def test_pull_never_overshoots_in_a_month(any_state: Make, any_parameters: Make, seed: int) -> None:
    entities = (any_state(PartnershipState, seed), any_state(PartnershipTypeState, seed), any_state(TrustState, seed))
    assert 0.0 <= pull_strength(*entities, any_parameters(seed)) <= 1.0


@steady
@given(seeds, seeds, share)
def test_culture_moves_towards_the_puller_by_the_strength_of_the_pull(
    any_state: Make, one: int, other: int, strength: float
) -> None:
    puller, pulled = any_state(TrustState, one), any_state(TrustState, other)
    for name in SHARES:
        setattr(pulled, name.replace("culture", "shift"), 0.0)
    before, distance = culture_of(puller), cultural_distance(puller, pulled)
    pull_culture(puller, pulled, strength)
    shift_culture(pulled)
    assert culture_of(puller) == before
    assert cultural_distance(puller, pulled) == pytest.approx((1.0 - strength) * distance, abs=1e-9)


def test_pulls_of_several_partners_add(cultured: Make) -> None:
    pulled = cultured(*MIXED)
    pull_culture(cultured(*CLAN), pulled, 0.1)
    pull_culture(cultured(*RATIONAL), pulled, 0.1)
    shift_culture(pulled)
    assert pulled.culture_clan == pytest.approx(pulled.culture_rational)
    assert pulled.culture_clan > 0.25 > pulled.culture_developmental
    assert pulled.culture_developmental == pytest.approx(pulled.culture_hierarchical)


def test_culture_stays_where_nothing_pulls(cultured: Make) -> None:
    unmoved = cultured(0.5, 0.25, 0.125, 0.125)
    shift_culture(unmoved)
    assert culture_of(unmoved) == (0.5, 0.25, 0.125, 0.125)


@steady
@given(seeds)
def test_culture_stays_on_the_simplex_whatever_pulls(any_state: Make, seed: int) -> None:
    trust_ = any_state(TrustState, seed)
    shift_culture(trust_)
    assert all(0.0 <= value <= 1.0 for value in culture_of(trust_))
    assert sum(culture_of(trust_)) == pytest.approx(1.0)


def test_pull_that_would_leave_no_values_at_all_changes_nothing(cultured: Make) -> None:
    emptied = cultured(*MIXED, shift_clan=-1.0, shift_developmental=-1.0, shift_hierarchical=-1.0, shift_rational=-1.0)
    shift_culture(emptied)
    assert culture_of(emptied) == MIXED


# Coherence


@pytest.mark.parametrize(
    ("driver", "weight"),
    [
        ("engagement", "energy_from_engagement"),
        ("effective_leadership", "energy_from_leadership"),
        ("attention_free", "energy_from_attention"),
    ],
)
def test_integration_draws_energy_from(driver: str, weight: str, trust: Make, parameters: Make) -> None:
    low, high = trust(**{driver: 0.1}), trust(**{driver: 0.4})
    assert integration_energy(high, parameters()) > integration_energy(low, parameters())
    off = parameters(**{weight: 0.0})
    assert integration_energy(high, off) == integration_energy(low, off)


def test_overload_drains_the_energy_of_integration(trust: Make, parameters: Make) -> None:
    assert integration_energy(trust(overload=0.3), parameters()) < integration_energy(trust(), parameters())
    off = parameters(energy_overload=0.0)
    assert integration_energy(trust(overload=0.3), off) == integration_energy(trust(), off)


def coherence_after(months: int, trust: Any, values: Any) -> float:
    for _ in range(months):
        trust.coherence = next_coherence(trust, values, 0.0)
    return float(trust.coherence)


JOINED = {"mixing": 1.0, "mixing_pace": 1.0}
ENERGETIC = {"engagement": 0.9, "effective_leadership": 0.9, "attention_free": 0.4}
EXHAUSTED = {"engagement": 0.2, "effective_leadership": 0.2, "overload": 0.3}


def test_integration_goes_one_of_two_ways(trust: Make, parameters: Make) -> None:
    energetic, exhausted = (trust(coherence=0.5, **state, **JOINED) for state in (ENERGETIC, EXHAUSTED))
    assert coherence_after(12, energetic, parameters()) > 0.5 > coherence_after(12, exhausted, parameters())
    assert coherence_after(120, energetic, parameters()) > 0.9
    assert coherence_after(120, exhausted, parameters()) < 0.3


def test_integration_at_the_watershed_stays_undecided(trust: Make, parameters: Make) -> None:
    values = parameters(energy_watershed=1.0, energy_from_engagement=1.0, energy_from_leadership=1.0)
    undecided = trust(coherence=0.5, engagement=0.5, effective_leadership=0.5, **JOINED)
    assert integration_energy(undecided, values) == 0.0
    assert coherence_after(60, undecided, values) == 0.5


@pytest.mark.parametrize("energy", [ENERGETIC, EXHAUSTED])
def test_either_road_is_taken_more_slowly_at_a_slower_pace(
    energy: dict[str, float], trust: Make, parameters: Make
) -> None:
    gone = []
    for pace in (0.0, 0.5, 1.0):
        group = trust(coherence=0.5, mixing=1.0, mixing_pace=pace, **energy)
        gone.append(abs(next_coherence(group, parameters(), 0.0) - 0.5))
    assert 0.0 == gone[0] < gone[1] < gone[2]


def test_side_that_is_changed_in_part_lies_between_the_two_roads_and_the_drift(trust: Make, parameters: Make) -> None:
    levels = [
        next_coherence(trust(coherence=0.5, mixing=mixing, mixing_pace=1.0, **EXHAUSTED), parameters(), 0.0)
        for mixing in (0.0, 0.5, 1.0)
    ]
    assert levels[0] > 0.5 > levels[2]
    assert levels[1] == pytest.approx((levels[0] + levels[2]) / 2.0)


def test_chance_decides_most_where_two_cultures_are_in_balance(trust: Make, parameters: Make) -> None:
    def stirred(coherence: float) -> float:
        group = trust(coherence=coherence, **JOINED)
        return next_coherence(group, parameters(), 1.0) - next_coherence(group, parameters(), -1.0)

    assert stirred(0.5) > stirred(0.8) > stirred(0.95) > 0.0


def test_single_organisation_drifts_to_the_coherence_of_an_ordinary_trust(trust: Make, parameters: Make) -> None:
    values = parameters(coherence_usual=0.7)
    assert 0.4 < coherence_after(12, trust(coherence=0.4), values) < 0.7
    assert 0.7 < coherence_after(12, trust(coherence=0.95), values) < 0.95
    assert coherence_after(12, trust(coherence=0.7), values) == pytest.approx(0.7)
    assert next_coherence(trust(coherence=0.4), parameters(coherence_drift=0.0), 0.0) == 0.4


def test_energy_of_integration_means_nothing_to_a_single_organisation(trust: Make, parameters: Make) -> None:
    energetic, exhausted = trust(engagement=0.9, attention_free=0.4), trust(engagement=0.1, overload=0.4)
    assert next_coherence(energetic, parameters(), 0.0) == next_coherence(exhausted, parameters(), 0.0)


@pytest.mark.parametrize("mixing", [0.0, 0.5, 1.0])
def test_luck_moves_coherence_both_ways(mixing: float, trust: Make, parameters: Make) -> None:
    trust_ = trust(mixing=mixing, mixing_pace=1.0, coherence=0.6)
    unlucky, usual, lucky = (next_coherence(trust_, parameters(), shock) for shock in (-1.0, 0.0, 1.0))
    assert unlucky < usual < lucky


@steady
@given(seeds, shocks)
def test_coherence_stays_between_its_floor_and_one(
    any_state: Make, any_parameters: Make, seed: int, shock: float
) -> None:
    values = any_parameters(seed)
    assert values.coherence_floor <= next_coherence(any_state(TrustState, seed), values, shock) <= 1.0


def test_joining_organisations_without_fit_costs_coherence(trust: Make, parameters: Make) -> None:
    left = {}
    for fit in (0.0, 0.5, 1.0):
        group = trust(coherence=0.8)
        mix_cultures(group, fit, 1.0, parameters())
        left[fit] = group.coherence
    assert left[0.0] < left[0.5] < left[1.0] == 0.8


def test_side_that_carries_no_weight_in_the_mix_keeps_its_coherence(trust: Make, parameters: Make) -> None:
    left = {}
    for weight in (0.0, 0.5, 1.0):
        group = trust(coherence=0.8)
        mix_cultures(group, 0.2, weight, parameters())
        left[weight] = group.coherence
    assert 0.8 == left[0.0] > left[0.5] > left[1.0]


def test_mixing_stops_at_the_least_coherence_that_works_and_can_be_switched_off(trust: Make, parameters: Make) -> None:
    group = trust(coherence=0.3)
    mix_cultures(group, 0.0, 1.0, parameters(coherence_floor=0.25, coherence_lost_to_mixing=1.0))
    assert group.coherence == 0.25
    untouched = trust(coherence=0.3)
    mix_cultures(untouched, 0.0, 1.0, parameters(coherence_lost_to_mixing=0.0))
    assert untouched.coherence == 0.3
