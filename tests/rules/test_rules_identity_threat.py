"""Identity: the sense of being taken over, and what eases it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Nature, Phase
from sim.model.state import PartnershipState, PartnershipTypeState, RegulatorState, TrustState
from sim.rules.identity_threat import identity_threat, imposition, reassurance, superiority

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="session")
def threat(even_trust: Make, regulator: Make, parameters: Make) -> Make:
    """Return the sense of being taken over that a partnership between two middling trusts causes."""

    def _threat(partnership: Any, type_: Any, overrides: Any = None, **levers: float) -> float:
        sides = even_trust(0.5), even_trust(0.5)
        return identity_threat(partnership, type_, *sides, regulator(**levers), parameters(**(overrides or {})))

    return _threat


# Imposition


def test_threat_grows_with_imposition(operating: Make, partnership_type: Make, threat: Make) -> None:
    type_ = partnership_type("merger")
    chosen = threat(operating(nature=Nature.VOLUNTARY), type_)
    offered = threat(operating(nature=Nature.MANDATED), type_)
    insisted = threat(operating(nature=Nature.MANDATED, insisted=True), type_)
    assert 0.0 < chosen < offered < insisted


def test_insistence_means_nothing_where_nobody_mandates(operating: Make, partnership_type: Make, threat: Make) -> None:
    free, odd = operating(nature=Nature.VOLUNTARY), operating(nature=Nature.VOLUNTARY, insisted=True)
    assert threat(free, partnership_type("merger")) == threat(odd, partnership_type("merger"))


def test_regulator_that_explains_itself_openly_softens_a_mandate_and_not_a_free_choice(
    operating: Make, regulator: Make, parameters: Make
) -> None:
    def felt(engagement: float, nature: Nature = Nature.MANDATED, insisted: bool = True, **overrides: float) -> float:
        pair = operating(nature=nature, insisted=insisted)
        return imposition(pair, regulator(system_engagement=engagement), parameters(**overrides))

    assert felt(0.0) == 1.0 > felt(0.5) > felt(1.0)
    assert felt(1.0, insisted=False) < felt(0.0, insisted=False) < felt(0.0)
    assert felt(1.0, Nature.VOLUNTARY) == felt(0.0, Nature.VOLUNTARY)
    assert felt(1.0, threat_eased_by_openness=0.0) == felt(0.0)


# What eases it and what makes it worse


def test_threat_fades_over_years_once_the_partnership_operates(
    partnership: Make, operating: Make, partnership_type: Make, threat: Make
) -> None:
    values, type_ = {"settling_months": 24.0}, partnership_type("acquisition")
    at_first, later, last = (threat(operating(months_in_phase=months), type_, values) for months in (0, 24, 120))
    assert at_first > later > last > 0.0
    assert later == pytest.approx(at_first / 2.0)
    waiting = [threat(partnership(phase=Phase.SETTING_UP, months_in_phase=months), type_, values) for months in (0, 60)]
    assert waiting[0] == waiting[1] > 0.0


def test_trusted_partner_takes_nobody_over(operating: Make, partnership_type: Make, threat: Make) -> None:
    assert threat(operating(relational_trust=1.0), partnership_type("acquisition")) == 0.0
    some = threat(operating(relational_trust=0.6), partnership_type("acquisition"))
    assert 0.0 < some < threat(operating(relational_trust=0.2), partnership_type("acquisition"))


def test_threat_grows_with_misfit(operating: Make, partnership_type: Make, threat: Make) -> None:
    alike, unlike = operating(fit=0.9), operating(fit=0.1)
    type_, off = partnership_type("acquisition"), {"threat_from_misfit": 0.0}
    assert threat(unlike, type_) > threat(alike, type_) > 0.0
    assert threat(unlike, type_, off) == threat(alike, type_, off)


def test_threat_grows_with_the_type(operating: Make, partnership_type: Make, threat: Make) -> None:
    assert threat(operating(), partnership_type(identity_threat=0.0)) == 0.0
    threats = [threat(operating(), partnership_type(identity_threat=own)) for own in (0.3, 0.9)]
    assert 0.0 < threats[0] < threats[1]


@pytest.mark.parametrize("phase", [Phase.EXPLORING, Phase.ENDED])
def test_nobody_is_taken_over_before_a_deal_is_agreed_or_after_it_has_ended(
    phase: Phase, partnership: Make, partnership_type: Make, threat: Make
) -> None:
    assert threat(partnership(phase=phase), partnership_type("acquisition")) == 0.0


def test_haste_of_those_who_plan_for_the_system_frightens_where_a_deal_must_be_approved(
    operating: Make, partnership_type: Make, threat: Make
) -> None:
    def felt(planning: float, approval: float, overrides: Any = None) -> float:
        return float(
            threat(
                operating(),
                partnership_type(identity_threat=0.4, approval_burden=approval),
                overrides,
                system_planning=planning,
            )
        )

    assert felt(0.0, 0.05) < felt(0.5, 0.05) < felt(1.0, 0.05)
    assert felt(1.0, 0.0) == felt(0.0, 0.0)
    assert felt(1.0, 0.05, {"driven_by_planning": 0.0}) == felt(0.0, 0.05)


# Superiority


def test_best_of_both_is_not_believed_where_one_side_is_much_stronger(even_trust: Make, parameters: Make) -> None:
    def felt(target: float, partner: float, **overrides: float) -> float:
        values = parameters(threat_from_pride=0.0, **overrides)
        return superiority(even_trust(target), even_trust(partner), values)

    assert felt(0.3, 0.3) == felt(0.6, 0.3) == 0.0 < felt(0.3, 0.5) < felt(0.3, 0.9)
    assert felt(0.3, 0.9, threat_from_gap=0.0) == 0.0


def test_proud_trust_has_the_longer_way_to_go(trust: Make, parameters: Make) -> None:
    def felt(reputation: float, **overrides: float) -> float:
        return superiority(trust(reputation=reputation), trust(), parameters(**overrides))

    assert felt(0.0) < felt(0.4) < felt(0.8)
    assert felt(0.8, threat_from_pride=0.0) == felt(0.0, threat_from_pride=0.0) == 0.0


def test_superior_partner_is_more_of_a_threat(
    operating: Make, partnership_type: Make, even_trust: Make, regulator: Make, parameters: Make
) -> None:
    peer, superior = (
        identity_threat(
            operating(), partnership_type("merger"), even_trust(0.3), even_trust(level), regulator(), parameters()
        )
        for level in (0.3, 0.8)
    )
    assert superior > peer > 0.0


# Reassurance


def test_common_values_and_peers_who_are_known_take_fear_away(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    def calmed(programme: float, contact: float, **overrides: float) -> float:
        type_ = partnership_type(people_programme=programme, clinical_contact=contact)
        return reassurance(operating(), type_, parameters(**overrides))

    assert calmed(0.0, 0.0) == 0.0 < calmed(0.4, 0.0) < calmed(0.8, 0.0) < calmed(0.8, 0.5)
    assert calmed(0.0, 0.4) == calmed(0.4, 0.0) < calmed(0.0, 0.8)
    assert calmed(0.8, 0.8, threat_eased_by_contact=0.0) == 0.0
    assert calmed(1.0, 1.0, threat_eased_by_contact=1.0) == 1.0


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase != Phase.OPERATING])
def test_mechanics_of_a_deal_leave_no_time_for_work_on_values_before_it_operates(
    phase: Phase, operating: Make, partnership_type: Make, parameters: Make
) -> None:
    def calmed(phase: Phase, **attributes: float) -> float:
        return reassurance(operating(phase=phase), partnership_type(**attributes), parameters())

    assert calmed(phase, people_programme=0.6) == 0.0 < calmed(Phase.OPERATING, people_programme=0.6)
    assert calmed(phase, clinical_contact=0.6) == calmed(Phase.OPERATING, clinical_contact=0.6) > 0.0


def test_reassured_staff_feel_less_threatened(operating: Make, partnership_type: Make, threat: Make) -> None:
    plain, calmed = (
        threat(operating(), partnership_type(identity_threat=0.5, people_programme=work)) for work in (0.0, 0.8)
    )
    assert 0.0 < calmed < plain
    fearless = {"threat_eased_by_contact": 1.0}
    assert threat(operating(), partnership_type(identity_threat=0.5, people_programme=1.0), fearless) == 0.0


# Ranges


@steady
@given(seeds)
def test_threat_and_what_eases_it_are_levels(any_state: Make, any_parameters: Make, seed: int) -> None:
    pair, type_ = any_state(PartnershipState, seed), any_state(PartnershipTypeState, seed)
    sides = any_state(TrustState, seed), any_state(TrustState, seed + 1)
    policy, values = any_state(RegulatorState, seed), any_parameters(seed)
    assert 0.0 <= identity_threat(pair, type_, *sides, policy, values) <= 1.0
    assert 0.0 <= imposition(pair, policy, values) <= 1.0
    assert 0.0 <= reassurance(pair, type_, values) <= 1.0
    assert superiority(*sides, values) >= 0.0
