"""Regulation: when inspectors come, special measures, and both sides of scrutiny and of support."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import EntryRule, ExitRule, Rating
from sim.model.state import RegulatorState, TrustState
from sim.rules.regulation import (
    goes_by_ratings,
    inspection_by_deadline,
    is_put_in_by_figures,
    may_leave_special_measures,
    months_to_inspection,
    next_regulator_support,
    qualifies_for_special_measures,
    staleness,
    support_given,
    support_offered,
    support_share,
    support_used,
    unscheduled_hazard,
)
from sim.rules.segments import oversight_segment

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)

POOR = dict.fromkeys(("annual_quality", "annual_access", "annual_finance"), 0.1)
DOMAINS = ("rating_safe", "rating_effective", "rating_caring", "rating_responsive", "rating_well_led")


@pytest.fixture(scope="session")
def rated(trust: Make) -> Make:
    """Make a trust with the given ratings of the five domains, well-led last."""
    return lambda *ratings, **values: trust(**dict(zip(DOMAINS, ratings, strict=True)), **values)


# When inspectors come


def test_poor_rating_brings_inspectors_back_sooner(trust: Make, regulator: Make, parameters: Make) -> None:
    def months(rating: Rating, **state: Any) -> int:
        return months_to_inspection(trust(rating_overall=rating, **state), regulator(), parameters(), 0.5)

    assert months(Rating.INADEQUATE) < months(Rating.REQUIRES_IMPROVEMENT) < months(Rating.GOOD)
    assert months(Rating.GOOD) == months(Rating.OUTSTANDING)
    assert months(Rating.GOOD, special_measures=True) == months(Rating.INADEQUATE)


def test_scrutiny_brings_inspectors_sooner(trust: Make, regulator: Make, parameters: Make) -> None:
    def months(scrutiny: float, **overrides: float) -> int:
        return months_to_inspection(trust(), regulator(scrutiny=scrutiny), parameters(**overrides), 0.5)

    assert months(0.9) < months(0.3) < months(0.1) < months(0.0)
    assert months(0.9, inspections_missed=0.0) == months(0.0, inspections_missed=0.0)


def test_ratings_go_stale_under_a_regulator_that_hardly_looks_and_hardly_under_any_other(
    regulator: Make, parameters: Make
) -> None:
    def stale(scrutiny: float, **overrides: float) -> float:
        return staleness(regulator(scrutiny=scrutiny), parameters(**({"inspections_missed": 2.0} | overrides)))

    assert stale(0.0) == 3.0, "the usual interval and twice as much again"
    assert stale(0.0) > stale(0.2) > stale(0.5) > stale(1.0) == 1.0
    assert stale(0.5) - 1.0 < 0.1 * (stale(0.0) - 1.0)
    assert stale(0.0, inspections_missed=0.0) == 1.0


def test_inspectors_come_when_they_come(trust: Make, regulator: Make, parameters: Make) -> None:
    first, middle, last = (months_to_inspection(trust(), regulator(), parameters(), draw) for draw in (0.0, 0.5, 1.0))
    assert first < middle < last
    fixed = parameters(interval_spread=0.0)
    assert months_to_inspection(trust(), regulator(), fixed, 0.0) == months_to_inspection(
        trust(), regulator(), fixed, 1.0
    )


def test_inspection_is_due_in_the_nearest_month(trust: Make, regulator: Make, parameters: Make) -> None:
    good, usual = trust(rating_overall=Rating.GOOD), regulator(scrutiny=1.0)
    for interval, months in ((26.0, 26), (26.4, 26), (26.6, 27)):
        values = parameters(interval_good=interval, interval_spread=0.0)
        assert months_to_inspection(good, usual, values, 0.5) == months


@steady
@given(seeds, share)
def test_next_inspection_is_always_in_the_future(
    any_state: Make, any_parameters: Make, seed: int, chance: float
) -> None:
    trust_, policy = any_state(TrustState, seed), any_state(RegulatorState, seed)
    assert months_to_inspection(trust_, policy, any_parameters(seed), chance) >= 1


def test_poor_figures_bring_inspectors_out_of_turn_only_under_an_alert_regulator(
    even_trust: Make, regulator: Make, parameters: Make
) -> None:
    def hazard(level: float, scrutiny: float, **overrides: float) -> float:
        values = parameters(**({"poor_performance": 0.5} | overrides))
        return unscheduled_hazard(even_trust(level), regulator(scrutiny=scrutiny), values)

    assert hazard(0.2, 0.0) == 0.0 < hazard(0.2, 0.4) < hazard(0.2, 0.8)
    assert hazard(0.2, 0.8) > hazard(0.4, 0.8) > hazard(0.5, 0.8) == hazard(0.9, 0.8) == 0.0
    assert hazard(0.2, 0.8, risk_inspection=0.0) == 0.0


def test_trust_in_special_measures_is_inspected_in_turn(even_trust: Make, regulator: Make, parameters: Make) -> None:
    assert unscheduled_hazard(even_trust(0.1, special_measures=True), regulator(scrutiny=1.0), parameters()) == 0.0


def test_unit_of_an_acquirer_is_inspected_at_the_deadline_if_there_is_one(trust: Make, regulator: Make) -> None:
    unit = trust(next_inspection=40)
    assert inspection_by_deadline(unit, regulator(deadline=12), 30) == 42
    assert inspection_by_deadline(unit, regulator(deadline=12), 20) == 32
    assert inspection_by_deadline(unit, regulator(deadline=0), 30) == 40


# Special measures


def test_special_measures_are_for_inadequate_leadership_and_one_more_inadequate_domain(
    rated: Make, regulator: Make
) -> None:
    for ratings in product((Rating.INADEQUATE, Rating.REQUIRES_IMPROVEMENT, Rating.GOOD), repeat=5):
        *others, well_led = ratings
        expected = well_led == Rating.INADEQUATE and Rating.INADEQUATE in others
        assert qualifies_for_special_measures(rated(*ratings), regulator()) == expected


def test_lucky_inspection_does_not_end_special_measures(
    rated: Make, even_trust: Make, regulator: Make, parameters: Make
) -> None:
    lucky = rated(2, 2, 2, 2, 2, rating_overall=Rating.GOOD, special_measures=True)
    values = parameters(exit_performance=0.45)
    left = [
        may_leave_special_measures(lucky, even_trust(level), regulator(), values) for level in (0.1, 0.44, 0.46, 0.9)
    ]
    assert left == [False, False, True, True]


def test_unlucky_inspection_keeps_a_trust_in_special_measures(
    rated: Make, even_trust: Make, regulator: Make, parameters: Make
) -> None:
    seen = even_trust(0.9)
    badly_led = rated(2, 2, 2, 2, 0, rating_overall=Rating.REQUIRES_IMPROVEMENT, special_measures=True)
    inadequate = rated(0, 0, 2, 2, 2, rating_overall=Rating.INADEQUATE, special_measures=True)
    one_left = rated(0, 2, 2, 2, 2, rating_overall=Rating.REQUIRES_IMPROVEMENT, special_measures=True)
    assert not may_leave_special_measures(badly_led, seen, regulator(), parameters())
    assert not may_leave_special_measures(inadequate, seen, regulator(), parameters())
    assert may_leave_special_measures(one_left, seen, regulator(), parameters())


def test_results_that_end_special_measures_are_those_published_of_what_is_looked_at(
    rated: Make, even_trust: Make, regulator: Make, parameters: Make
) -> None:
    trust_ = rated(2, 2, 2, 2, 2, rating_overall=Rating.GOOD, annual_quality=0.0, annual_access=0.0, annual_finance=0.0)
    poor_truth = even_trust(0.9, quality=0.1, access=0.1, finance=0.1)
    assert may_leave_special_measures(trust_, poor_truth, regulator(), parameters())
    assert not may_leave_special_measures(trust_, trust_, regulator(), parameters())


def test_only_a_regime_that_goes_by_ratings_lets_an_inspection_put_a_trust_in(rated: Make, regulator: Make) -> None:
    failed = rated(0, 0, 0, 0, 0)
    for rule in EntryRule:
        by_ratings = rule in (EntryRule.RATINGS, EntryRule.RATINGS_OR_FIGURES)
        assert goes_by_ratings(regulator(entry_rule=rule)) == by_ratings
        assert qualifies_for_special_measures(failed, regulator(entry_rule=rule)) == by_ratings


def test_figures_that_stay_poor_put_a_trust_in_where_the_regime_goes_by_them(
    trust: Make, regulator: Make, parameters: Make
) -> None:
    values = parameters(entry_poor_months=24)
    for rule in EntryRule:
        put_in = [is_put_in_by_figures(trust(months_poor=m), regulator(entry_rule=rule), values) for m in (23, 24)]
        assert put_in == [False, rule == EntryRule.RATINGS_OR_FIGURES]


def test_reinspection_lets_nobody_out_of_a_programme_that_ends_by_segment(
    rated: Make, even_trust: Make, regulator: Make, parameters: Make
) -> None:
    better, policy = rated(2, 2, 2, 2, 2, rating_overall=Rating.GOOD), regulator(exit_rule=ExitRule.SEGMENT)
    assert not may_leave_special_measures(better, even_trust(0.9), policy, parameters())


# Oversight and support


def test_oversight_tightens_as_verdicts_worsen(trust: Make, regulator: Make, parameters: Make) -> None:
    def segment(rating: Rating, **state: Any) -> int:
        values = parameters(segment_poor_months=6)
        return oversight_segment(trust(rating_overall=rating, **state), regulator(), values)

    assert [segment(rating) for rating in reversed(Rating)] == [1, 1, 2, 3]
    assert [segment(Rating.GOOD, special_measures=True), segment(Rating.INADEQUATE, special_measures=True)] == [4, 4]
    assert [segment(Rating.OUTSTANDING, months_poor=months) for months in (5, 6)] == [1, 3]
    assert [segment(Rating.REQUIRES_IMPROVEMENT, months_poor=months) for months in (5, 6)] == [2, 3]


def test_closer_oversight_brings_a_larger_share_of_support(trust: Make, parameters: Make) -> None:
    values = parameters(support_segment_two=0.2, support_segment_three=0.6)
    assert [support_share(trust(oversight_segment=segment), values) for segment in (1, 2, 3, 4)] == [0.0, 0.2, 0.6, 0.6]
    assert support_share(trust(oversight_segment=4, special_measures=True), values) == 1.0


def test_support_is_offered_by_emphasis_and_segment(trust: Make, regulator: Make, parameters: Make) -> None:
    def offered(support: float, segment: int) -> float:
        return support_offered(
            trust(oversight_segment=segment, special_measures=segment == 4), regulator(support=support), parameters()
        )

    assert 0.0 == offered(0.0, 4) < offered(0.4, 4) < offered(0.8, 4)
    assert 0.0 == offered(0.8, 1) <= offered(0.8, 2) <= offered(0.8, 3) <= offered(0.8, 4)


def test_strong_watch_dog_crowds_out_the_guide_dog(trust: Make, regulator: Make, parameters: Make) -> None:
    def offered(scrutiny: float, **overrides: float) -> float:
        failing, policy = trust(oversight_segment=4, special_measures=True), regulator(support=0.8, scrutiny=scrutiny)
        return support_offered(failing, policy, parameters(**overrides))

    assert 0.8 == offered(0.0) > offered(0.5) > offered(1.0)
    assert offered(0.0) - offered(0.5) < offered(0.5) - offered(1.0)
    assert offered(1.0, crowding_out=0.0) == offered(0.0)
    assert offered(1.0, crowding_out=1.0) == 0.0


@pytest.fixture(scope="session")
def claimant(trust: Make) -> Make:
    """Make a trust with a claim to full support."""
    return lambda **state: trust(
        **({"oversight_segment": 4} | state), special_measures=state.get("oversight_segment", 4) == 4
    )


def test_sixteenth_claimant_of_a_national_pool_for_fifteen_leaves_less_for_all(
    claimant: Make, regulator: Make, parameters: Make
) -> None:
    def given_to_each(claims: float, pool: float = 15.0) -> float:
        policy = regulator(support=1.0, scrutiny=0.0)
        return support_given(claimant(), policy, parameters(support_pool=pool), claims)

    assert given_to_each(1.0) == given_to_each(15.0) == 1.0
    assert given_to_each(16.0) == pytest.approx(15.0 / 16.0)
    assert given_to_each(30.0) == pytest.approx(0.5)
    assert given_to_each(30.0, pool=200.0) == 1.0


def test_nobody_is_given_what_it_is_not_offered(trust: Make, regulator: Make, parameters: Make) -> None:
    for claims in (0.0, 40.0):
        assert support_given(trust(oversight_segment=1), regulator(support=1.0), parameters(), claims) == 0.0


@pytest.fixture(scope="session")
def used(claimant: Make, regulator: Make, parameters: Make) -> Make:
    """Return what a trust in need, made as given, makes of the support it is given."""

    def _used(given: float = 0.5, scrutiny: float = 0.5, overrides: Any = None, **state: Any) -> float:
        ready = POOR | {"plan_under_way": True, "hope": 1.0} | state
        return support_used(claimant(**ready), regulator(scrutiny=scrutiny), parameters(**(overrides or {})), given)

    return _used


def test_each_further_part_of_support_brings_less(used: Make) -> None:
    nothing, some, more, all_ = (used(given, scrutiny=1.0) for given in (0.0, 0.25, 0.5, 1.0))
    assert nothing == 0.0 < some < more < all_ == pytest.approx(1.0)
    assert some - nothing > more - some > (all_ - more) / 2.0
    sooner, later = (used(0.25, overrides={"support_half_way": half}) for half in (0.1, 5.0))
    assert sooner > later


def test_support_achieves_less_where_nobody_sees_what_is_wrong(used: Make) -> None:
    def achieved(leadership: float, scrutiny: float) -> float:
        return float(used(leadership=leadership, scrutiny=scrutiny))

    assert achieved(0.1, 0.0) < achieved(0.1, 0.5) < achieved(0.1, 1.0)
    assert achieved(0.1, 0.0) < achieved(0.9, 0.0)
    assert achieved(0.0, 0.0) == 0.0
    assert achieved(0.1, 1.0) == pytest.approx(achieved(0.9, 1.0))


@pytest.mark.parametrize("reluctant", [{"plan_under_way": False}, {"hope": 0.1}])
def test_support_achieves_less_in_a_trust_that_is_not_ready_for_it(reluctant: dict[str, Any], used: Make) -> None:
    assert 0.0 < used(**reluctant) < used()
    off = {"support_without_readiness": 1.0}
    assert used(overrides=off, **reluctant) == pytest.approx(used(overrides=off))


def test_support_takes_time_to_build_and_goes_faster(claimant: Make, regulator: Make, parameters: Make) -> None:
    policy = regulator(support=1.0, scrutiny=0.0)
    newly, no_longer = (
        claimant(leadership=1.0, plan_under_way=True, oversight_segment=segment, regulator_support=held)
        for segment, held in ((4, 0.0), (1, 1.0))
    )
    values = parameters(insight_from_leadership=1.0)
    built = next_regulator_support(newly, policy, values, 1.0)
    gone = 1.0 - next_regulator_support(no_longer, policy, values, 1.0)
    assert 0.0 < built < gone < 1.0


def test_support_that_is_shared_or_goes_unused_takes_hold_less(
    claimant: Make, regulator: Make, parameters: Make
) -> None:
    def taken_hold(claims: float = 1.0, leadership: float = 0.5) -> float:
        helped = claimant(leadership=leadership)
        return next_regulator_support(helped, regulator(support=1.0), parameters(support_pool=15.0), claims)

    assert taken_hold(claims=60.0) < taken_hold()
    assert taken_hold(leadership=0.1) < taken_hold()


@pytest.mark.parametrize(("rate", "segment", "held"), [("support_build_up", 4, 0.0), ("support_wind_down", 1, 1.0)])
def test_pace_of_support_is_set_for_each_way(
    rate: str, segment: int, held: float, trust: Make, regulator: Make, parameters: Make
) -> None:
    def moved(pace: float, name: str) -> float:
        trust_ = trust(oversight_segment=segment, special_measures=segment == 4, regulator_support=held)
        return abs(next_regulator_support(trust_, regulator(support=1.0), parameters(**{name: pace}), 1.0) - held)

    other = "support_wind_down" if rate == "support_build_up" else "support_build_up"
    assert moved(0.1, rate) < moved(0.9, rate)
    assert moved(0.1, other) == moved(0.9, other)


@pytest.mark.parametrize("change", [{"support": 1.0}, {"scrutiny": 1.0}])
def test_emphasis_of_the_regulator_costs_nothing_to_a_trust_left_to_itself(
    change: dict[str, float], trust: Make, regulator: Make, parameters: Make
) -> None:
    assert next_regulator_support(trust(oversight_segment=1), regulator(**change), parameters(), 1.0) == 0.0


# Ranges


@steady
@given(seeds)
def test_regulation_stays_inside_its_ranges(any_state: Make, any_parameters: Make, seed: int) -> None:
    trust_, policy, values = any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed)
    levels = (
        unscheduled_hazard(trust_, policy, values),
        support_offered(trust_, policy, values),
        support_given(trust_, policy, values, 20.0),
        support_used(trust_, policy, values, support_given(trust_, policy, values, 20.0)),
        next_regulator_support(trust_, policy, values, 20.0),
    )
    assert all(-1e-12 <= level <= 1.0 + 1e-12 for level in levels)
    assert oversight_segment(trust_, policy, values) in (1, 2, 3, 4, 5)


@steady
@given(seeds, share, share)
def test_more_scrutiny_never_offers_more_support_nor_comes_later(
    any_state: Make, any_parameters: Make, seed: int, one: float, other: float
) -> None:
    trust_, policy, values = any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed)
    seen = []
    for scrutiny in sorted((one, other)):
        policy.scrutiny = scrutiny
        seen.append(
            (
                support_offered(trust_, policy, values),
                months_to_inspection(trust_, policy, values, 0.5),
                -unscheduled_hazard(trust_, policy, values),
            )
        )
    assert all(strict <= lax for lax, strict in zip(*seen, strict=True))
