"""Relationship: trust between people, promises kept, and the partner's motivation."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Nature, Phase, ProviderType, Scale
from sim.model.state import PartnershipState, PartnershipTypeState, RegulatorState, TrustState
from sim.rules.partnership_relationship import (
    imposed,
    next_honoured,
    next_motivation,
    next_relational_trust,
    starting_trust,
    sustained_motivation,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


# Trust at the start


@pytest.fixture(scope="session")
def begun(partnership: Make, trust: Make, parameters: Make) -> Make:
    """Return relational trust at the start of a partnership between two trusts of the given types."""

    def _begun(
        nature: Nature,
        insisted: bool = False,
        prior: float = 0.0,
        types: tuple[ProviderType, ProviderType] = (ProviderType.ACUTE, ProviderType.ACUTE),
        **overrides: float,
    ) -> float:
        pair = partnership(nature=nature, insisted=insisted, prior_relationship=prior)
        target, partner = (trust(provider_type=type_) for type_ in types)
        return starting_trust(pair, target, partner, parameters(**overrides))

    return _begun


def test_relational_trust_starts_higher_the_freer_the_choice(begun: Make) -> None:
    chosen, offered = begun(Nature.VOLUNTARY), begun(Nature.MANDATED)
    insisted = begun(Nature.MANDATED, True)
    assert chosen > offered > insisted
    assert begun(Nature.VOLUNTARY, True) == chosen


def test_people_who_have_worked_together_trust_each_other_even_under_mandate(begun: Make) -> None:
    strangers, acquainted, friends = (begun(Nature.MANDATED, True, prior) for prior in (0.0, 0.5, 1.0))
    assert strangers < acquainted < friends
    assert friends > begun(Nature.VOLUNTARY)
    assert begun(Nature.MANDATED, True, 1.0, trust_from_prior_relationship=0.0) == strangers
    assert begun(Nature.MANDATED, True, 1.0, trust_from_prior_relationship=1.0) == 1.0
    halfway = begun(Nature.MANDATED, True, 1.0, trust_from_prior_relationship=0.5)
    assert halfway == pytest.approx((strangers + 1.0) / 2.0)


def test_health_service_meets_an_independent_partner_with_doubts_at_first(begun: Make) -> None:
    within, across, outside = (
        (ProviderType.ACUTE, ProviderType.COMMUNITY),
        (ProviderType.ACUTE, ProviderType.INDEPENDENT),
        (ProviderType.INDEPENDENT, ProviderType.INDEPENDENT),
    )
    for nature in Nature:
        assert begun(nature, types=across) < begun(nature, types=within) == begun(nature, types=outside)
        assert begun(nature, types=across, trust_lost_across_sectors=0.0) == begun(nature, types=within)


# Promises and trust


def test_commitments_are_honoured_by_a_partner_with_capacity_and_motivation(operating: Make, parameters: Make) -> None:
    def honoured(capacity: float, motivation: float, **overrides: float) -> float:
        values = parameters(promised_capacity=0.8, **overrides)
        return next_honoured(operating(partner_capacity=capacity, motivation=motivation), values)

    assert 0.0 == honoured(0.0, 1.0) < honoured(0.3, 0.6) < honoured(0.6, 0.6) < honoured(0.6, 0.9)
    assert honoured(0.8, 1.0) == honoured(1.0, 1.0) == 1.0
    off = honoured(0.4, 0.1, delivery_without_motivation=1.0)
    assert off == honoured(0.4, 0.9, delivery_without_motivation=1.0)


def test_less_promised_is_sooner_honoured(operating: Make, parameters: Make) -> None:
    modest, bold = (next_honoured(operating(), parameters(promised_capacity=promise)) for promise in (0.5, 0.9))
    assert modest > bold


def test_trust_grows_in_small_steps_with_honoured_commitments(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    pair = operating(relational_trust=0.2, honoured=1.0)
    path = [pair.relational_trust]
    for _ in range(36):
        pair.relational_trust = next_relational_trust(pair, partnership_type("buddying"), parameters())
        path.append(pair.relational_trust)
    steps = [later - earlier for earlier, later in pairwise(path)]
    assert 0.1 > steps[0] > steps[12] > steps[-1] > 0.0
    assert path[-1] < 1.0


def test_each_honoured_month_closes_the_same_share_of_what_trust_is_missing(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    shares = []
    for level in (0.0, 0.4, 0.8):
        pair = operating(relational_trust=level, honoured=1.0)
        shares.append((next_relational_trust(pair, partnership_type("buddying"), parameters()) - level) / (1.0 - level))
    assert shares == pytest.approx([shares[0]] * 3)


def test_broken_promises_cost_trust(operating: Make, partnership_type: Make, parameters: Make) -> None:
    levels = [
        next_relational_trust(operating(honoured=kept), partnership_type("buddying"), parameters())
        for kept in (0.0, 0.5, 1.0)
    ]
    assert levels[0] < levels[1] < levels[2]
    assert levels[0] < 0.5 < levels[2]
    unmoved = parameters(trust_rate=0.0)
    assert next_relational_trust(operating(honoured=0.0), partnership_type("buddying"), unmoved) == 0.5


def test_like_people_come_to_trust_each_other_sooner_where_the_type_needs_fit(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    def trust_after(fit: float, needed: float, **overrides: float) -> float:
        return next_relational_trust(
            operating(fit=fit), partnership_type(fit_dependence=needed), parameters(**overrides)
        )

    assert trust_after(0.9, 1.0) > trust_after(0.1, 1.0)
    assert trust_after(0.9, 0.0) == trust_after(0.1, 0.0) == pytest.approx(trust_after(1.0, 1.0))
    assert trust_after(0.9, 1.0, effect_of_fit=0.0) == trust_after(0.1, 1.0, effect_of_fit=0.0)


def test_those_who_trusted_most_are_most_offended(operating: Make, partnership_type: Make, parameters: Make) -> None:
    def lost(level: float) -> float:
        safe, threatened = (
            next_relational_trust(
                operating(relational_trust=level, identity_threat=threat), partnership_type(), parameters()
            )
            for threat in (0.0, 0.6)
        )
        return safe - threatened

    assert lost(0.8) > lost(0.4) > 0.0


def test_being_taken_over_costs_trust(operating: Make, partnership_type: Make, parameters: Make) -> None:
    threatened, safe = operating(identity_threat=0.6), operating()
    type_ = partnership_type("acquisition")
    assert next_relational_trust(threatened, type_, parameters()) < next_relational_trust(safe, type_, parameters())
    off = parameters(trust_rate=0.0)
    assert next_relational_trust(threatened, type_, off) == next_relational_trust(safe, type_, off)


def test_small_projects_completed_as_agreed_add_to_trust(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    def later(months: int, honoured: float = 1.0, **overrides: float) -> float:
        pair = operating(months_in_phase=months, honoured=honoured)
        return next_relational_trust(pair, partnership_type(project_months=6), parameters(**overrides))

    assert later(12) > later(11) == later(13)
    assert later(12) - later(11) > later(12, 0.4) - later(11, 0.4) > later(12, 0.0) - later(11, 0.0) == 0.0
    assert later(12, trust_from_project=0.0) == later(11, trust_from_project=0.0)


def test_broken_promises_cost_more_under_a_mandate_and_honoured_ones_gain_the_same(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    def later(nature: Nature, honoured: float, **overrides: float) -> float:
        return next_relational_trust(
            operating(nature=nature, honoured=honoured), partnership_type(), parameters(**overrides)
        )

    assert later(Nature.MANDATED, 0.2) < later(Nature.VOLUNTARY, 0.2)
    assert later(Nature.MANDATED, 1.0) == later(Nature.VOLUNTARY, 1.0)
    assert later(Nature.MANDATED, 0.2, trust_fragile_under_mandate=0.0) == later(Nature.VOLUNTARY, 0.2)


def test_little_is_honoured_or_broken_while_a_partnership_is_set_up(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    def moved(phase: Phase, honoured: float) -> float:
        pair = operating(phase=phase, honoured=honoured, relational_trust=0.5)
        return abs(next_relational_trust(pair, partnership_type(), parameters(set_up_intensity=0.25)) - 0.5)

    for honoured in (0.0, 1.0):
        assert 0.0 == moved(Phase.EXPLORING, honoured) < moved(Phase.SETTING_UP, honoured)
        assert moved(Phase.SETTING_UP, honoured) == pytest.approx(moved(Phase.OPERATING, honoured) / 4.0)


# Motivation


@pytest.mark.parametrize(
    ("better", "worse", "off"),
    [
        ({"relational_trust": 0.8}, {"relational_trust": 0.2}, "motivation_from_trust"),
        ({"nature": Nature.VOLUNTARY}, {"nature": Nature.MANDATED}, "motivation_of_own_choice"),
        ({"scale": Scale.STRUCTURAL}, {"scale": Scale.INDIVIDUAL}, "motivation_from_formality"),
    ],
)
def test_partner_is_motivated_by_trust_own_choice_and_a_formal_agreement(
    better: dict[str, Any],
    worse: dict[str, Any],
    off: str,
    operating: Make,
    trust: Make,
    regulator: Make,
    parameters: Make,
) -> None:
    def motive(state: dict[str, Any], **overrides: float) -> float:
        values = parameters(motivation_base=0.2, **overrides)
        return sustained_motivation(operating(**state), trust(strain=0.2), regulator(), values)

    assert motive(better) > motive(worse)
    assert motive(better, **{off: 0.0}) == motive(worse, **{off: 0.0})


def test_mandate_that_can_be_refused_lies_between_own_choice_and_insistence(operating: Make, parameters: Make) -> None:
    chosen, offered = operating(nature=Nature.VOLUNTARY), operating(nature=Nature.MANDATED)
    insisted = operating(nature=Nature.MANDATED, insisted=True)
    assert imposed(chosen, parameters()) == 0.0
    assert imposed(offered, parameters(imposed_when_offered=0.4)) == 0.4
    assert imposed(insisted, parameters(imposed_when_offered=0.4)) == 1.0


def test_those_who_were_made_to_take_part_are_less_motivated(
    operating: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    def motive(insisted: bool, **overrides: float) -> float:
        pair, values = operating(nature=Nature.MANDATED, insisted=insisted), parameters(**overrides)
        return sustained_motivation(pair, trust(), regulator(), values)

    assert motive(insisted=True) < motive(insisted=False)
    assert motive(insisted=True) == motive(insisted=False, imposed_when_offered=1.0)


def test_motive_of_a_partners_own_lasts_for_years(
    operating: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    def after(months: int, own_motive: float) -> float:
        pair = operating(motivation=0.5, own_motive=own_motive)
        for _ in range(months):
            pair.motivation = next_motivation(pair, trust(), regulator(), parameters())
        return float(pair.motivation)

    for months in (12, 36, 120):
        assert after(months, -0.3) < after(months, 0.0) < after(months, 0.3)
    assert after(120, 0.2) - after(120, 0.0) == pytest.approx(0.2, abs=0.01)


def test_reward_motivates_and_strain_exhausts(operating: Make, trust: Make, regulator: Make, parameters: Make) -> None:
    def motive(reward: float, strain: float, **overrides: float) -> float:
        values = parameters(motivation_base=0.2, motivation_of_own_choice=0.0, **overrides)
        policy = regulator(partner_incentive=reward)
        return sustained_motivation(operating(), trust(strain=strain), policy, values)

    assert motive(0.8, 0.2) > motive(0.2, 0.2) > motive(0.2, 0.6)
    off = {"response_to_reward": 0.0, "motivation_lost_to_strain": 0.0}
    assert motive(0.8, 0.6, **off) == motive(0.2, 0.2, **off)


def test_motivation_moves_towards_what_is_sustained(
    operating: Make, trust: Make, regulator: Make, parameters: Make
) -> None:
    sustained = sustained_motivation(operating(), trust(), regulator(), parameters())
    for motivation in (0.0, 1.0):
        later = next_motivation(operating(motivation=motivation), trust(), regulator(), parameters())
        assert abs(later - sustained) < abs(motivation - sustained)
        assert later != motivation


# Ranges


@steady
@given(seeds)
def test_relations_stay_inside_their_ranges(any_state: Make, any_parameters: Make, seed: int) -> None:
    pair, type_, values = (
        any_state(PartnershipState, seed),
        any_state(PartnershipTypeState, seed),
        any_parameters(seed),
    )
    target, partner = any_state(TrustState, seed), any_state(TrustState, seed + 1)
    policy = any_state(RegulatorState, seed)
    levels = (
        next_honoured(pair, values),
        next_relational_trust(pair, type_, values),
        sustained_motivation(pair, partner, policy, values),
        next_motivation(pair, partner, policy, values),
        starting_trust(pair, target, partner, values),
    )
    assert all(0.0 <= level <= 1.0 for level in levels)
