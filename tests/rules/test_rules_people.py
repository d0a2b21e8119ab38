"""Staff and leaders: engagement, workforce, fatigue and strain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.state import EnvironmentState, RegulatorState, TrustState
from sim.rules.people import (
    next_engagement,
    next_fatigue,
    next_strain,
    next_workforce,
    sustained_engagement,
    sustained_workforce,
    tire,
    uplift,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)
shocks = st.floats(-6.0, 6.0)


# Engagement


@pytest.mark.parametrize(
    ("driver", "weight"),
    [
        ("effective_leadership", "engagement_from_leadership"),
        ("coherence", "engagement_from_coherence"),
        ("quality", "engagement_from_performance"),
        ("access", "engagement_from_performance"),
        ("finance", "engagement_from_performance"),
        ("workforce", "engagement_from_workforce"),
    ],
)
def test_engagement_is_sustained_by(
    driver: str, weight: str, even_trust: Make, regulator: Make, parameters: Make
) -> None:
    low, high = even_trust(0.5, **{driver: 0.3}), even_trust(0.5, **{driver: 0.7})
    assert sustained_engagement(high, regulator(), parameters()) > sustained_engagement(low, regulator(), parameters())
    off = parameters(**{weight: 0.0})
    assert sustained_engagement(high, regulator(), off) == sustained_engagement(low, regulator(), off)


@pytest.mark.parametrize(
    ("burden", "weight"),
    [
        ("fatigue", "engagement_fatigue"),
        ("identity_threat", "engagement_threat"),
        ("autonomy_ceded", "engagement_ceded"),
    ],
)
def test_engagement_is_worn_down_by(
    burden: str, weight: str, even_trust: Make, regulator: Make, parameters: Make
) -> None:
    calm, worn = even_trust(0.6), even_trust(0.6, **{burden: 0.3})
    assert sustained_engagement(worn, regulator(), parameters()) < sustained_engagement(calm, regulator(), parameters())
    off = parameters(**{weight: 0.0})
    assert sustained_engagement(worn, regulator(), off) == sustained_engagement(calm, regulator(), off)


def test_recovery_under_way_gives_staff_heart(even_trust: Make, regulator: Make, parameters: Make) -> None:
    def engagement(under_way: bool, **overrides: float) -> float:
        return sustained_engagement(even_trust(0.5, plan_under_way=under_way), regulator(), parameters(**overrides))

    assert engagement(True) > engagement(False)
    off = {"engagement_from_recovery": 0.0}
    assert engagement(True, **off) == engagement(False, **off)


def test_leaders_who_are_seen_set_the_tone(trust: Make, regulator: Make, parameters: Make) -> None:
    def lift(attention: float, **overrides: float) -> float:
        return uplift(trust(attention_free=attention), regulator(), parameters(attention_usable=0.5, **overrides))

    assert lift(0.0) == 0.0 < lift(0.25) < lift(0.5) == lift(2.0)
    assert lift(0.5, engagement_from_visibility=0.0) == 0.0


def test_money_for_buildings_lifts_spirits_while_it_flows(trust: Make, regulator: Make, parameters: Make) -> None:
    def lift(bridged: bool, money: float, **overrides: float) -> float:
        return uplift(trust(bridged=bridged), regulator(bridging_finance=money), parameters(**overrides))

    assert lift(True, 0.0) == lift(False, 1.0) == 0.0 < lift(True, 0.4) < lift(True, 0.8)
    assert lift(True, 0.8, gain_from_bridging=0.0) == 0.0


def test_what_lifts_spirits_is_felt_in_engagement(even_trust: Make, regulator: Make, parameters: Make) -> None:
    plain, seen = (
        sustained_engagement(even_trust(0.4, attention_free=a), regulator(), parameters()) for a in (0.0, 0.4)
    )
    assert seen > plain


def test_staff_in_special_measures_suffer_publicity_and_scrutiny(
    even_trust: Make, regulator: Make, parameters: Make
) -> None:
    def engagement(in_special_measures: bool, **levers: float) -> float:
        policy = regulator(**({"publicity": 0.5, "scrutiny": 0.5} | levers))
        return sustained_engagement(even_trust(0.5, special_measures=in_special_measures), policy, parameters())

    assert engagement(True) < engagement(False)
    assert engagement(True, publicity=1.0) < engagement(True)
    assert engagement(True, scrutiny=1.0) < engagement(True)
    assert engagement(False, publicity=1.0, scrutiny=1.0) == engagement(False)


@pytest.mark.parametrize(("path", "lever"), [("stigma", "publicity"), ("engagement_scrutiny", "scrutiny")])
def test_each_path_from_special_measures_to_engagement_can_be_switched_off(
    path: str, lever: str, even_trust: Make, regulator: Make, parameters: Make
) -> None:
    failing, off = even_trust(0.5, special_measures=True), parameters(**{path: 0.0})
    levels = [sustained_engagement(failing, regulator(**{lever: level}), off) for level in (0.0, 1.0)]
    assert levels[0] == levels[1]


def test_engagement_moves_towards_what_is_sustained(even_trust: Make, regulator: Make, parameters: Make) -> None:
    sustained = sustained_engagement(even_trust(0.5), regulator(), parameters())
    below, at, above = (
        next_engagement(even_trust(0.5, engagement=level), regulator(), parameters())
        for level in (sustained - 0.2, sustained, sustained + 0.2)
    )
    assert sustained - 0.2 < below < at == pytest.approx(sustained)
    assert at < above < sustained + 0.2


def test_what_is_a_trusts_own_moves_engagement_both_ways(even_trust: Make, regulator: Make, parameters: Make) -> None:
    low, usual, high = (
        next_engagement(even_trust(0.5, own_engagement=own), regulator(), parameters()) for own in (-0.1, 0.0, 0.1)
    )
    assert low < usual < high


# Workforce


@pytest.mark.parametrize(
    ("driver", "weight"),
    [
        ("reputation", "workforce_from_appeal"),
        ("reputation_lift", "workforce_from_appeal"),
        ("engagement", "workforce_from_appeal"),
    ],
)
def test_staffing_is_sustained_by(
    driver: str, weight: str, even_trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    def staffing(level: float, **overrides: float) -> float:
        trust_ = even_trust(0.5, **{driver: level})
        return sustained_workforce(trust_, regulator(), environment(), parameters(**overrides))

    assert staffing(0.6) > staffing(0.2)
    assert staffing(0.6, **{weight: 0.0}) == staffing(0.2, **{weight: 0.0})


def test_national_shortage_leaves_posts_vacant(
    even_trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    def staffing(shortage: float, **overrides: float) -> float:
        nation = environment(labour_shortage=shortage)
        return sustained_workforce(even_trust(0.5), regulator(), nation, parameters(**overrides))

    assert staffing(0.8) < staffing(0.2)
    assert staffing(0.8, workforce_shortage=0.0) == staffing(0.2, workforce_shortage=0.0)


def test_public_stigma_of_special_measures_hurts_recruitment(
    even_trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    def staffing(in_special_measures: bool, publicity: float, **overrides: float) -> float:
        trust_ = even_trust(0.5, special_measures=in_special_measures)
        return sustained_workforce(trust_, regulator(publicity=publicity), environment(), parameters(**overrides))

    assert staffing(True, 1.0) < staffing(True, 0.5) < staffing(True, 0.0) == staffing(False, 1.0)
    assert staffing(True, 1.0, stigma=0.0) == staffing(False, 1.0)


def test_support_pays_for_extra_staff_in_special_measures_only(
    even_trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    def staffing(in_special_measures: bool, support: float, **overrides: float) -> float:
        trust_ = even_trust(0.5, special_measures=in_special_measures, regulator_support=support)
        return sustained_workforce(trust_, regulator(), environment(), parameters(**overrides))

    assert staffing(True, 0.8) > staffing(True, 0.0)
    assert staffing(False, 0.8) == staffing(False, 0.0)
    assert staffing(True, 0.8, workforce_from_support=0.0) == staffing(True, 0.0)


def test_staffing_moves_towards_what_is_sustained(
    even_trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    others = (regulator(), environment(), parameters())
    sustained = sustained_workforce(even_trust(0.5), *others)
    for workforce in (0.05, 0.95):
        later = next_workforce(even_trust(0.5, workforce=workforce), *others)
        assert 0.0 < (later - workforce) / (sustained - workforce) < 1.0


def test_what_is_a_trusts_own_moves_staffing_both_ways(
    even_trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    low, usual, high = (
        next_workforce(even_trust(0.5, own_workforce=own), regulator(), environment(), parameters())
        for own in (-0.1, 0.0, 0.1)
    )
    assert low < usual < high


# Fatigue


def test_fatigue_halves_in_about_a_year(trust: Make, parameters: Make) -> None:
    staff, months = trust(fatigue=0.8), 0
    while staff.fatigue > 0.4:
        staff.fatigue, months = next_fatigue(staff, parameters()), months + 1
    assert 8 <= months <= 18


def test_rested_staff_do_not_tire_by_themselves(trust: Make, parameters: Make) -> None:
    assert next_fatigue(trust(fatigue=0.0), parameters()) == 0.0


def test_each_further_initiative_tires_but_never_beyond_exhaustion(trust: Make) -> None:
    staff, seen = trust(), [0.0]
    for _ in range(3):
        tire(staff, 0.5)
        seen.append(staff.fatigue)
    assert seen == [0.0, 0.5, 0.75, 0.875]
    tire(staff, 0.0)
    assert staff.fatigue == 0.875


@steady
@given(share, share)
def test_initiatives_never_rest_anyone(trust: Make, fatigue: float, jump: float) -> None:
    staff = trust(fatigue=fatigue)
    tire(staff, jump)
    assert max(fatigue, jump) - 1e-12 <= staff.fatigue <= 1.0


# Strain


@pytest.mark.parametrize(
    ("burden", "weight"),
    [
        ({"overload": 0.1}, "strain_overload"),
        ({"leading_load": 0.4}, "strain_leading"),
    ],
)
def test_leaders_are_strained_by(burden: dict[str, Any], weight: str, trust: Make, parameters: Make) -> None:
    assert next_strain(trust(**burden), parameters()) > next_strain(trust(), parameters())
    off = parameters(**{weight: 0.0})
    assert next_strain(trust(**burden), off) == next_strain(trust(), off)


def test_strain_of_leaders_in_calm_returns_to_that_of_an_ordinary_trust(trust: Make, parameters: Make) -> None:
    values = parameters(strain_base=0.2)
    assert 0.2 < next_strain(trust(strain=0.8), values) < 0.8
    assert next_strain(trust(strain=0.2), values) == 0.2
    assert 0.0 < next_strain(trust(strain=0.0), values) < 0.2


@steady
@given(seeds)
def test_people_stay_inside_their_ranges(any_state: Make, any_parameters: Make, seed: int) -> None:
    trust_, policy, values = any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed)
    nation = any_state(EnvironmentState, seed)
    levels = (
        sustained_engagement(trust_, policy, values),
        next_engagement(trust_, policy, values),
        sustained_workforce(trust_, policy, nation, values),
        next_workforce(trust_, policy, nation, values),
        next_fatigue(trust_, values),
        next_strain(trust_, values),
    )
    assert all(0.0 <= level <= 1.0 for level in levels)
