"""Ending: terms that are over, contracts that end early, partners that withdraw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Ending, Nature, Phase, Scale
from sim.model.state import PartnershipState, PartnershipTypeState, TrustState
from sim.rules.partnership_ending import early_end_hazard, early_ending, is_over, may_be_left, withdrawal_hazard

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)

SURE = 0.0  # a draw that any chance reaches
BROKEN = {"motivation": 0.0, "honoured": 0.0, "relational_trust": 0.0, "identity_threat": 1.0}


# Terms


def test_partnership_is_over_at_the_end_of_its_term_if_it_has_one(partnership: Make) -> None:
    running = [partnership(phase=Phase.OPERATING, term=24, months_in_phase=months) for months in (23, 24, 25)]
    assert [is_over(pair) for pair in running] == [False, True, True]
    assert not is_over(partnership(phase=Phase.OPERATING, term=0, months_in_phase=600))
    assert not is_over(partnership(phase=Phase.SETTING_UP, term=24, months_in_phase=30))


# Who can leave


def test_nobody_leaves_what_makes_one_organisation_nor_at_the_very_start(
    operating: Make, partnership: Make, partnership_type: Make, parameters: Make
) -> None:
    values = parameters(newness_months=6)
    assert [may_be_left(operating(months_in_phase=month), partnership_type(), values) for month in (0, 5, 6, 60)] == [
        False,
        False,
        True,
        True,
    ]
    assert not may_be_left(operating(months_in_phase=60), partnership_type(integrates=True), values)
    others = [phase for phase in Phase if phase != Phase.OPERATING]
    assert not any(
        may_be_left(partnership(phase=phase, months_in_phase=60), partnership_type(), values) for phase in others
    )


@pytest.mark.parametrize("type_", ["acquisition", "merger"])
def test_merger_is_not_undone_however_badly_it_goes(
    type_: str, operating: Make, partnership_type: Make, even_trust: Make, parameters: Make
) -> None:
    failed, sides = operating(months_in_phase=120, **BROKEN), (even_trust(0.1), even_trust(0.1, overload=1.0))
    loose = partnership_type(type_, commitment=0.0)
    assert early_ending(failed, loose, *sides, parameters(), SURE) == Ending.NOT_ENDED
    loose.integrates = False
    assert early_ending(failed, loose, *sides, parameters(), SURE) == Ending.PARTNER_WITHDREW


# The partner withdraws


@pytest.fixture(scope="session")
def withdraws(operating: Make, partnership_type: Make, even_trust: Make, parameters: Make) -> Make:
    """Return the chance that a partner, made as given, withdraws this month."""

    def _withdraws(
        level: float = 0.6, overload: float = 0.0, type_: Any = None, overrides: Any = None, **state: Any
    ) -> float:
        pair = operating(**({"scale": Scale.STRUCTURAL, "motivation": 0.9} | state))
        partner = even_trust(level, overload=overload)
        values = parameters(**({"poor_performance": 0.5, "enough_to_stay": 0.5} | (overrides or {})))
        return withdrawal_hazard(pair, partnership_type(**(type_ or {})), partner, values)

    return _withdraws


def test_willing_partner_that_does_well_stays(withdraws: Make) -> None:
    assert withdraws() == withdraws(motivation=0.5, level=0.5) == 0.0


def test_unwilling_partner_withdraws(withdraws: Make) -> None:
    assert withdraws(motivation=0.1) > withdraws(motivation=0.4) > 0.0
    assert withdraws(motivation=0.1, overrides={"withdrawal_rate": 0.0}) == 0.0


def test_partner_in_trouble_of_its_own_withdraws(withdraws: Make) -> None:
    assert withdraws(level=0.2) > withdraws(level=0.4) > 0.0
    assert withdraws(overload=0.4) > withdraws(overload=0.1) > 0.0
    assert withdraws(level=0.2, overload=0.4, overrides={"withdrawal_rate": 0.0}) == 0.0


def test_mandate_and_lock_in_hold_the_partner(withdraws: Make) -> None:
    free = withdraws(motivation=0.1)
    assert free > withdraws(motivation=0.1, nature=Nature.MANDATED) > 0.0
    off = {"left_under_mandate": 1.0}
    assert withdraws(motivation=0.1, nature=Nature.MANDATED, overrides=off) == free
    half, locked_in = (withdraws(motivation=0.1, type_={"commitment": commitment}) for commitment in (0.5, 1.0))
    assert free > half > locked_in == 0.0


def test_members_on_equal_terms_are_held_by_no_mandate_and_leave_the_sooner_the_less_willing_they_are(
    withdraws: Make,
) -> None:
    def leaves(motivation: float, nature: Nature = Nature.MANDATED) -> float:
        return float(withdraws(motivation=motivation, nature=nature, type_={"joint": True}))

    assert leaves(0.2) > leaves(0.35) > 0.0
    assert leaves(0.2) == leaves(0.2, Nature.VOLUNTARY)
    assert leaves(0.2) > withdraws(motivation=0.2, nature=Nature.MANDATED), "a helper owes it to the regulator"


def test_link_of_a_few_individuals_drifts_apart_where_they_do_not_trust_each_other(withdraws: Make) -> None:
    def drifts(trusted: float, scale: Scale = Scale.INDIVIDUAL, overrides: Any = None) -> float:
        return float(withdraws(relational_trust=trusted, scale=scale, overrides=overrides))

    assert drifts(0.1) > drifts(0.6) > drifts(1.0) == 0.0
    assert drifts(0.1, Scale.STRUCTURAL) == 0.0
    assert drifts(0.1, overrides={"drift_without_governance": 0.0}) == 0.0


# The target ends it


@pytest.fixture(scope="session")
def ends(operating: Make, partnership_type: Make, trust: Make, parameters: Make) -> Make:
    """Return the chance that a target, made as given, ends a partnership early this month."""

    def _ends(overload: float = 0.0, commitment: float = 0.0, overrides: Any = None, **state: Any) -> float:
        values = parameters(**({"enough_to_stay": 0.5} | (overrides or {})))
        return early_end_hazard(
            operating(**state), partnership_type(commitment=commitment), trust(overload=overload), values
        )

    return _ends


@pytest.mark.parametrize(
    ("mild", "grave"),
    [
        ({"honoured": 0.4}, {"honoured": 0.1}),
        ({"identity_threat": 0.2}, {"identity_threat": 0.8}),
        ({"overload": 0.1}, {"overload": 0.5}),
    ],
)
def test_target_ends_what_disappoints_threatens_or_overloads_it(
    mild: dict[str, float], grave: dict[str, float], ends: Make
) -> None:
    assert 0.0 == ends() < ends(**mild) < ends(**grave)
    assert ends(**grave, overrides={"early_end_rate": 0.0}) == 0.0
    assert ends(**grave, commitment=1.0) == 0.0 < ends(**grave, commitment=0.5) < ends(**grave)


def test_mandate_is_not_the_targets_to_end(ends: Make) -> None:
    assert ends(overload=1.0, nature=Nature.MANDATED, honoured=0.0, identity_threat=1.0) == 0.0


# Why it ends


def test_partnership_that_satisfies_both_sides_does_not_end(
    operating: Make, partnership_type: Make, even_trust: Make, parameters: Make
) -> None:
    pair = operating(motivation=0.9, honoured=1.0, relational_trust=1.0)
    assert (
        early_ending(pair, partnership_type(), even_trust(0.7), even_trust(0.7), parameters(), SURE) == Ending.NOT_ENDED
    )


def test_chance_of_the_target_comes_on_top_of_that_of_the_partner(
    operating: Make, partnership_type: Make, even_trust: Make, parameters: Make
) -> None:
    pair, type_, sides = operating(motivation=0.1, honoured=0.1), partnership_type(), (even_trust(0.6), even_trust(0.6))
    withdraws = withdrawal_hazard(pair, type_, sides[1], parameters())
    ends = early_end_hazard(pair, type_, sides[0], parameters())
    draws = (withdraws * 0.99, withdraws + ends * 0.5, withdraws + ends * 1.01)
    assert [early_ending(pair, type_, *sides, parameters(), draw) for draw in draws] == [
        Ending.PARTNER_WITHDREW,
        Ending.TARGET_ENDED,
        Ending.NOT_ENDED,
    ]


def test_body_outside_that_lives_by_helping_does_not_withdraw(
    operating: Make, partnership_type: Make, even_trust: Make, parameters: Make
) -> None:
    pair, body = operating(motivation=0.0, honoured=0.0), even_trust(0.1, overload=1.0)
    values = parameters(early_end_rate=1.0)
    assert (
        early_ending(pair, partnership_type(external_body=True), even_trust(0.6), body, values, SURE)
        == Ending.TARGET_ENDED
    )
    assert (
        early_ending(pair, partnership_type(external_body=False), even_trust(0.6), body, values, SURE)
        == Ending.PARTNER_WITHDREW
    )


@steady
@given(seeds, share)
def test_lock_in_and_mandates_never_make_an_early_end_likelier(
    any_state: Make, any_parameters: Make, seed: int, commitment: float
) -> None:
    pair, type_ = any_state(PartnershipState, seed), any_state(PartnershipTypeState, seed)
    side, values = any_state(TrustState, seed), any_parameters(seed)
    type_.commitment, pair.nature = 0.0, Nature.VOLUNTARY
    free = withdrawal_hazard(pair, type_, side, values), early_end_hazard(pair, type_, side, values)
    for type_.commitment, pair.nature in ((commitment, Nature.VOLUNTARY), (0.0, Nature.MANDATED)):
        held = withdrawal_hazard(pair, type_, side, values), early_end_hazard(pair, type_, side, values)
        assert all(0.0 <= less <= more <= 1.0 for less, more in zip(held, free, strict=True))
    type_.commitment = 1.0
    assert early_ending(pair, type_, side, side, values, SURE) == Ending.NOT_ENDED
