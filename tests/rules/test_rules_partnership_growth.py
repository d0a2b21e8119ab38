"""Growth: small projects, scope, joint data, intelligence, and the service a partnership covers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Phase, Scale, Service
from sim.model.state import PartnershipState, PartnershipTypeState, TrustState
from sim.rules.partnership_growth import (
    completes_project,
    next_data_quality,
    next_intelligence,
    next_scope,
    next_service_performance,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)

IDLE = [Phase.EXPLORING, Phase.SETTING_UP, Phase.ENDED]


# Scope


def test_incremental_type_extends_its_scope_only_on_enough_trust(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    def later(relational_trust: float, growth: float) -> float:
        pair = operating(scope=0.1, relational_trust=relational_trust, scale=Scale.STRUCTURAL)
        return next_scope(pair, partnership_type(scope_growth=growth), parameters(trust_to_extend=0.5))

    assert later(0.4, 0.03) == later(0.5, 0.03) == 0.1
    assert 0.1 < later(0.7, 0.03) < later(0.9, 0.03)
    assert later(0.9, 0.0) == 0.1


def test_full_trust_extends_the_scope_by_the_growth_of_the_type(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    for threshold in (0.0, 0.5, 0.9):
        pair = operating(scope=0.1, relational_trust=1.0, scale=Scale.STRUCTURAL)
        later = next_scope(pair, partnership_type(scope_growth=0.02), parameters(trust_to_extend=threshold))
        assert later == pytest.approx(0.12)


@pytest.mark.parametrize("phase", IDLE)
def test_scope_does_not_grow_before_a_partnership_operates_or_after_it(
    phase: Phase, operating: Make, partnership_type: Make, parameters: Make
) -> None:
    pair = operating(phase=phase, scope=0.1, relational_trust=0.9, scale=Scale.STRUCTURAL)
    assert next_scope(pair, partnership_type(scope_growth=0.02), parameters()) == 0.1


def test_a_few_individuals_do_not_step_over_their_limit(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    def later(scale: Scale) -> float:
        pair = operating(scope=0.24, relational_trust=0.9, scale=scale)
        return next_scope(pair, partnership_type(scope_growth=0.2), parameters(individual_reach=0.25))

    assert later(Scale.INDIVIDUAL) == 0.25 < later(Scale.STRUCTURAL)


def test_what_rests_on_a_few_individuals_meets_a_limit(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    def grows(scope: float, scale: Scale) -> bool:
        pair = operating(scope=scope, scale=scale, relational_trust=0.9)
        return next_scope(pair, partnership_type(scope_growth=0.02), parameters(individual_reach=0.25)) > scope

    assert [grows(scope, Scale.INDIVIDUAL) for scope in (0.1, 0.24, 0.25, 0.4)] == [True, True, False, False]
    assert [grows(scope, Scale.STRUCTURAL) for scope in (0.1, 0.24, 0.25, 0.4)] == [True] * 4


@pytest.mark.parametrize("phase", IDLE)
def test_nothing_grows_before_a_partnership_operates_or_after_it(
    phase: Phase, operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    pair = operating(phase=phase, scale=Scale.STRUCTURAL, relational_trust=0.9)
    pair.service_performance, pair.delivered_support = 0.3, 0.5
    type_ = partnership_type("contractual")
    assert next_scope(pair, type_, parameters()) == pair.scope
    assert next_data_quality(pair, type_, parameters()) == pair.data_quality
    assert next_service_performance(pair, type_, trust(), parameters()) == 0.3


# Small projects


def test_small_project_is_completed_every_so_many_months_of_operation(operating: Make, partnership_type: Make) -> None:
    type_ = partnership_type(project_months=6)
    done = [months for months in range(25) if completes_project(operating(months_in_phase=months), type_)]
    assert done == [6, 12, 18, 24]
    assert not any(completes_project(operating(phase=phase, months_in_phase=6), type_) for phase in IDLE)
    assert not any(completes_project(operating(months_in_phase=months), partnership_type()) for months in range(25))


@steady
@given(st.integers(1, 60), st.integers(1, 600))
def test_projects_follow_each_other_without_a_gap(
    operating: Make, partnership_type: Make, length: int, month: int
) -> None:
    type_ = partnership_type(project_months=length)
    assert sum(completes_project(operating(months_in_phase=month + later), type_) for later in range(length)) == 1


def test_type_of_small_projects_takes_its_steps_at_once_and_goes_as_far(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    def path(type_: Any) -> list[float]:
        pair, scopes = operating(scope=0.1, scale=Scale.STRUCTURAL, relational_trust=0.7), []
        for month in range(1, 13):
            pair.months_in_phase = month
            pair.scope = next_scope(pair, type_, parameters(trust_to_extend=0.5))
            scopes.append(pair.scope)
        return scopes

    steady_, stepwise = (
        path(partnership_type(scope_growth=0.01)),
        path(partnership_type(scope_growth=0.01, project_months=6)),
    )
    assert len(set(steady_)) == 12
    assert stepwise[:5] == [0.1] * 5
    assert stepwise[5] == stepwise[10] < stepwise[11]
    assert stepwise[11] == pytest.approx(steady_[11])


def test_link_of_individuals_that_was_wider_than_their_reach_is_not_cut_back(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    wide = operating(scope=0.6, scale=Scale.INDIVIDUAL, relational_trust=0.9)
    assert next_scope(wide, partnership_type(scope_growth=0.02), parameters(individual_reach=0.25)) == 0.6


# Joint data


def test_linking_data_takes_time_and_pooled_management(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    def later(integration: float, **overrides: float) -> float:
        pair = operating(data_quality=0.4, integration=integration)
        return next_data_quality(pair, partnership_type(data_quality=0.4), parameters(**overrides))

    assert later(0.0) == 0.4
    assert 0.4 < later(0.5) < later(1.0) < 1.0
    assert later(1.0, following_rate=0.0) == 0.4


def test_pooled_management_links_in_time_what_was_not_linked_at_the_start(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    def in_the_end(integration: float) -> float:
        pair, values = operating(data_quality=0.4, integration=integration), parameters()
        for _ in range(600):
            pair.data_quality = next_data_quality(pair, partnership_type(data_quality=0.4), values)
        return float(pair.data_quality)

    assert [in_the_end(share) for share in (0.0, 0.5, 1.0)] == pytest.approx([0.4, 0.7, 1.0])


# What the partner knows


def test_contact_between_people_shows_what_dashboards_do_not(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    def learned(contact: float, trusted: float = 0.3, **overrides: float) -> float:
        pair = operating(intelligence=0.2, relational_trust=trusted)
        return next_intelligence(pair, partnership_type(clinical_contact=contact), parameters(**overrides)) - 0.2

    assert 0.0 < learned(0.0) < learned(0.5) < learned(1.0)
    assert learned(0.5, 0.2) < learned(0.5, 0.8)
    assert learned(0.0, trusted=0.0) == 0.0
    assert learned(1.0, intelligence_rate=0.0) == 0.0


def test_exploring_is_for_getting_to_know_and_setting_up_is_not(
    partnership: Make, partnership_type: Make, parameters: Make
) -> None:
    def learned(phase: Phase, **overrides: float) -> float:
        pair = partnership(phase=phase, intelligence=0.2)
        return next_intelligence(pair, partnership_type(), parameters(**overrides)) - 0.2

    assert learned(Phase.EXPLORING) > learned(Phase.OPERATING) > learned(Phase.SETTING_UP) > 0.0
    assert learned(Phase.EXPLORING, intelligence_from_exploring=0.0) == learned(Phase.OPERATING)
    assert learned(Phase.ENDED) == 0.0


@steady
@given(seeds)
def test_what_is_known_is_never_forgotten(any_state: Make, any_parameters: Make, seed: int) -> None:
    pair, type_ = any_state(PartnershipState, seed), any_state(PartnershipTypeState, seed)
    assert pair.intelligence <= next_intelligence(pair, type_, any_parameters(seed)) <= 1.0


# The service that is covered


def test_redesign_makes_a_service_better_within_a_year_where_support_is_delivered(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def after_a_year(support: float, **overrides: float) -> float:
        pair = operating(service_performance=0.5, delivered_support=support)
        values = parameters(**overrides)
        for _ in range(12):
            pair.service_performance = next_service_performance(
                pair, partnership_type("clinician_led"), trust(), values
            )
        return float(pair.service_performance)

    assert after_a_year(0.0) == 0.5
    assert 0.5 < after_a_year(0.2) < after_a_year(0.6)
    assert after_a_year(0.6, service_reach=0.0) == 0.5
    assert after_a_year(0.6, service_rate=0.0) == 0.5


def test_service_that_is_good_already_has_less_to_gain(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def gained(start: float) -> float:
        pair = operating(service_start=start, service_performance=start, delivered_support=0.4)
        return next_service_performance(pair, partnership_type("clinician_led"), trust(), parameters()) - start

    assert gained(0.2) > gained(0.6) > gained(0.9) > gained(1.0) == 0.0


def test_type_that_passes_no_practice_on_redesigns_nothing(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    pair, type_ = (
        operating(service_performance=0.5, delivered_support=0.8),
        partnership_type(service=Service.MEDICAL_PATHWAY, transfer=0.0),
    )
    assert next_service_performance(pair, type_, trust(), parameters()) == 0.5


def test_type_for_the_whole_trust_redesigns_no_single_service(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    pair = operating(service_performance=0.3, delivered_support=0.8)
    assert next_service_performance(pair, partnership_type("buddying"), trust(), parameters()) == 0.3


def test_redesign_goes_faster_where_clinical_leads_run_it_and_ends_at_the_same_level(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def after(months: int, delegation: float, **overrides: float) -> float:
        pair = operating(service_performance=0.5, delivered_support=0.5)
        type_ = partnership_type(service=Service.MEDICAL_PATHWAY, transfer=0.6, delegation=delegation)
        for _ in range(months):
            pair.service_performance = next_service_performance(pair, type_, trust(), parameters(**overrides))
        return float(pair.service_performance)

    assert after(3, 0.0) < after(3, 0.5) < after(3, 1.0)
    assert after(3, 1.0, pace_gained=0.0) == after(3, 0.0)
    assert after(600, 1.0) == pytest.approx(after(600, 0.0))


def test_redesign_goes_as_far_as_the_trust_can_take_it_in(
    operating: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    def in_the_end(capability: float, **overrides: float) -> float:
        pair = operating(service_performance=0.5, delivered_support=0.3)
        target, values = trust(capability=capability), parameters(**overrides)
        for _ in range(600):
            pair.service_performance = next_service_performance(pair, partnership_type("contractual"), target, values)
        return float(pair.service_performance)

    assert 0.5 < in_the_end(0.1) < in_the_end(0.4) < in_the_end(0.8)
    assert in_the_end(0.1, absorption_base=1.0) == in_the_end(0.8, absorption_base=1.0)


# Ranges


@steady
@given(seeds)
def test_what_grows_stays_a_level(any_state: Make, any_parameters: Make, seed: int) -> None:
    pair, type_ = any_state(PartnershipState, seed), any_state(PartnershipTypeState, seed)
    target, values = any_state(TrustState, seed), any_parameters(seed)
    levels = (
        next_scope(pair, type_, values),
        next_data_quality(pair, type_, values),
        next_intelligence(pair, type_, values),
        next_service_performance(pair, type_, target, values),
    )
    assert all(0.0 <= level <= 1.0 for level in levels)
    assert next_scope(pair, type_, values) >= pair.scope
