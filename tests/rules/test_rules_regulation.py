"""Regulation: inspection, ratings, special measures, and both sides of scrutiny and of support."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.regulation import (
    caring_score,
    count_improvement,
    count_rated,
    effective_score,
    failing_domains,
    gaming,
    has_improved,
    inspect,
    inspect_domain,
    inspection_noise,
    may_leave_special_measures,
    months_to_inspection,
    next_regulator_support,
    overall_rating,
    oversight_segment,
    qualifies_for_special_measures,
    rating_of,
    responsive_score,
    safe_score,
    support_offered,
    support_share,
    unscheduled_hazard,
    well_led_score,
)
from sim.state import RegulatorState, TrustState
from sim.vocabulary import Rating

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)
shocks = st.floats(-6.0, 6.0)

DOMAINS = ("rating_safe", "rating_effective", "rating_caring", "rating_responsive", "rating_well_led")
SCORES = {
    "safe": safe_score,
    "effective": effective_score,
    "caring": caring_score,
    "responsive": lambda trust, values: responsive_score(trust),
    "well-led": well_led_score,
}


@pytest.fixture(scope="session")
def rated(trust: Make) -> Make:
    """Make a trust with the given ratings of the five domains, well-led last."""
    return lambda *ratings, **values: trust(**dict(zip(DOMAINS, ratings, strict=True)), **values)


# What ratings look at


@pytest.mark.parametrize(
    ("domain", "driver"),
    [
        ("safe", "quality"),
        ("safe", "workforce"),
        ("effective", "quality"),
        ("effective", "frontline_adoption"),
        ("caring", "quality"),
        ("caring", "engagement"),
        ("responsive", "access"),
        ("well-led", "effective_leadership"),
        ("well-led", "coherence"),
        ("well-led", "capability"),
        ("well-led", "quality"),
        ("well-led", "access"),
        ("well-led", "finance"),
    ],
)
def test_domain_is_truly_better_for_more(domain: str, driver: str, even_trust: Make, parameters: Make) -> None:
    low, high = (SCORES[domain](even_trust(0.5, **{driver: level}), parameters()) for level in (0.4, 0.6))
    assert low < high


@pytest.mark.parametrize("domain", ["safe", "effective", "responsive", "well-led"])
def test_even_trust_scores_at_its_level_in(domain: str, even_trust: Make, parameters: Make) -> None:
    for level in (0.1, 0.5, 0.9):
        assert SCORES[domain](even_trust(level), parameters()) == pytest.approx(level)


def test_caring_is_seldom_poor(even_trust: Make, parameters: Make) -> None:
    failing = even_trust(0.2)
    others = [score(failing, parameters()) for domain, score in SCORES.items() if domain != "caring"]
    assert caring_score(failing, parameters()) > max(others)


@pytest.mark.parametrize(
    ("domain", "weight", "counts", "counts_not"),
    [
        ("safe", {"safe_from_quality": 1.0}, "quality", "workforce"),
        ("safe", {"safe_from_quality": 0.0}, "workforce", "quality"),
        ("effective", {"effective_from_quality": 1.0}, "quality", "frontline_adoption"),
        ("effective", {"effective_from_quality": 0.0}, "frontline_adoption", "quality"),
    ],
)
def test_weight_of_quality_shifts_what_a_domain_looks_at(
    domain: str, weight: dict[str, float], counts: str, counts_not: str, even_trust: Make, parameters: Make
) -> None:
    def score(**state: float) -> float:
        return SCORES[domain](even_trust(0.5, **state), parameters(**weight))

    assert score(**{counts: 0.9}) == pytest.approx(0.9)
    assert score(**{counts_not: 0.9}) == score()


def test_failing_domains_are_counted_one_by_one(even_trust: Make, parameters: Make) -> None:
    values = parameters(
        safe_from_quality=0.0,
        effective_from_quality=0.0,
        caring_from_quality=0.0,
        caring_base=0.2,
        well_led_from_leadership=0.4,
        well_led_from_performance=0.1,
    )
    fallen: dict[str, float] = {}
    counts = [failing_domains(even_trust(0.8, **fallen), values, 0.45)]
    for driver in ("access", "workforce", "frontline_adoption", "engagement", "effective_leadership"):
        fallen[driver] = 0.0
        if driver == "effective_leadership":
            fallen |= {"coherence": 0.0, "capability": 0.0}
        counts.append(failing_domains(even_trust(0.8, **fallen), values, 0.45))
    assert counts == [0, 1, 2, 3, 4, 5]


def test_domain_at_the_level_of_failure_does_not_fail(even_trust: Make, parameters: Make) -> None:
    values = parameters(safe_from_quality=1.0, effective_from_quality=1.0, caring_base=0.6)
    assert failing_domains(even_trust(0.9, access=0.5), values, 0.5) == 0
    assert failing_domains(even_trust(0.9, access=0.49), values, 0.5) == 1


# What inspectors see


def test_closer_scrutiny_makes_ratings_less_noisy(regulator: Make, parameters: Make) -> None:
    lax, strict = (inspection_noise(regulator(scrutiny=level), parameters()) for level in (0.1, 0.9))
    assert lax > strict > 0.0
    off = parameters(scrutiny_against_noise=0.0)
    assert inspection_noise(regulator(scrutiny=0.1), off) == inspection_noise(regulator(scrutiny=0.9), off)
    assert inspection_noise(regulator(), parameters(rating_noise=0.0)) == 0.0
    assert inspection_noise(regulator(scrutiny=0.0), parameters(rating_noise=0.125)) == 0.125


def test_gaming_only_when_nobody_looks(regulator: Make, parameters: Make) -> None:
    hidden = [gaming(0.3, regulator(scrutiny=level), parameters(gaming=0.3)) for level in (0.0, 0.5, 1.0)]
    assert hidden[0] > hidden[1] > hidden[2] == 0.0
    assert gaming(0.3, regulator(scrutiny=0.0), parameters(gaming=0.0)) == 0.0


def test_gaming_only_by_those_with_something_to_hide(regulator: Make, parameters: Make) -> None:
    nobody_looks, values = regulator(scrutiny=0.0), parameters(gaming=0.3, cut_good=0.6)
    assert gaming(0.2, nobody_looks, values) > gaming(0.4, nobody_looks, values) > 0.0
    assert gaming(0.6, nobody_looks, values) == gaming(0.9, nobody_looks, values) == 0.0


@steady
@given(seeds, share)
def test_gaming_hides_no_more_than_the_whole_shortfall(
    any_state: Make, any_parameters: Make, seed: int, score: float
) -> None:
    values = any_parameters(seed)
    hidden = gaming(score, any_state(RegulatorState, seed), values)
    assert 0.0 <= hidden <= max(0.0, values.cut_good - score)


def test_rating_of_a_domain_goes_by_three_cuts(parameters: Make) -> None:
    values = parameters(cut_requires_improvement=0.4, cut_good=0.5, cut_outstanding=0.75)
    ratings = [rating_of(seen, values) for seen in (0.0, 0.39, 0.4, 0.49, 0.5, 0.74, 0.75, 1.0)]
    assert ratings == [rating for rating in Rating for _ in range(2)]


@steady
@given(seeds, share, share)
def test_better_looking_domain_is_never_rated_worse(any_parameters: Make, seed: int, one: float, other: float) -> None:
    values = any_parameters(seed)
    worse, better = sorted((one, other))
    assert rating_of(worse, values) <= rating_of(better, values)


def test_inspectors_can_be_wrong_both_ways(regulator: Make, parameters: Make) -> None:
    values = parameters(cut_requires_improvement=0.4, cut_good=0.6, rating_noise=0.1)
    strict = regulator(scrutiny=0.5)
    seen = [inspect_domain(0.58, strict, values, shock) for shock in (-4.0, 0.0, 4.0)]
    assert seen[0] < seen[1] < seen[2]


def test_struggling_trust_passes_for_better_where_nobody_looks(regulator: Make, parameters: Make) -> None:
    values = parameters(cut_requires_improvement=0.4, cut_good=0.6, gaming=0.5)
    assert inspect_domain(0.35, regulator(scrutiny=0.0), values, 0.0) == Rating.REQUIRES_IMPROVEMENT
    assert inspect_domain(0.35, regulator(scrutiny=1.0), values, 0.0) == Rating.INADEQUATE


# The published aggregation


def published_rating(ratings: tuple[Rating, ...]) -> Rating:
    """Return the overall rating as the published principle words it, read from the best rating down."""
    below_good = [rating for rating in ratings if rating < Rating.GOOD]
    if sorted(ratings)[1] == Rating.INADEQUATE:
        return Rating.INADEQUATE
    if Rating.INADEQUATE in ratings or len(below_good) > 1:
        return Rating.REQUIRES_IMPROVEMENT
    if not below_good and sorted(ratings)[-2] == Rating.OUTSTANDING:
        return Rating.OUTSTANDING
    return Rating.GOOD


def test_overall_rating_follows_the_published_aggregation_for_every_combination(rated: Make) -> None:
    combinations = list(product(Rating, repeat=5))
    assert len(combinations) == 4**5
    wrong = [ratings for ratings in combinations if overall_rating(rated(*ratings)) != published_rating(ratings)]
    assert wrong == []


@pytest.mark.parametrize(
    ("ratings", "overall"),
    [
        ((0, 0, 3, 3, 3), Rating.INADEQUATE),
        ((3, 3, 3, 3, 0), Rating.REQUIRES_IMPROVEMENT),
        ((1, 3, 3, 3, 1), Rating.REQUIRES_IMPROVEMENT),
        ((1, 3, 3, 3, 3), Rating.GOOD),
        ((2, 2, 2, 2, 3), Rating.GOOD),
        ((2, 3, 2, 3, 2), Rating.OUTSTANDING),
    ],
)
def test_telling_combinations_by_hand(ratings: tuple[int, ...], overall: Rating, rated: Make) -> None:
    assert overall_rating(rated(*ratings)) == overall


def test_ratings_are_counted_in_all_five_domains(rated: Make) -> None:
    for ratings in ((0, 1, 2, 3, 0), (1, 1, 1, 1, 1), (3, 0, 0, 0, 2)):
        trust_ = rated(*ratings)
        assert [count_rated(trust_, rating) for rating in Rating] == [ratings.count(rating) for rating in Rating]


def test_inspection_publishes_what_it_finds_in_every_domain(
    even_trust: Make, regulator: Make, parameters: Make
) -> None:
    for level in (0.05, 0.98):
        trust_ = even_trust(level)
        values = parameters(caring_base=0.0, caring_from_engagement=0.5, caring_from_quality=0.5)
        inspect(trust_, regulator(), values, 0.0, 0.0, 0.0, 0.0, 0.0)
        rating = Rating.INADEQUATE if level < 0.5 else Rating.OUTSTANDING
        assert [getattr(trust_, domain) for domain in (*DOMAINS, "rating_overall")] == [rating] * 6
        assert trust_.inspected


@pytest.mark.parametrize("lucky", range(5))
def test_luck_of_an_inspection_in_one_domain_is_not_that_of_another(
    lucky: int, even_trust: Make, regulator: Make, parameters: Make
) -> None:
    values = parameters(rating_noise=0.2, scrutiny_against_noise=0.0, caring_base=0.0)
    plain, noisy = even_trust(0.3), even_trust(0.3)
    inspect(plain, regulator(), values, *[0.0] * 5)
    inspect(noisy, regulator(), values, *[6.0 if position == lucky else 0.0 for position in range(5)])
    better = [getattr(noisy, domain) > getattr(plain, domain) for domain in DOMAINS]
    assert better == [position == lucky for position in range(5)]


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

    assert months(0.9) < months(0.5) < months(0.1)
    assert months(0.9, scrutiny_speeds_inspection=0.0) == months(0.1, scrutiny_speeds_inspection=0.0)


def test_inspectors_come_when_they_come(trust: Make, regulator: Make, parameters: Make) -> None:
    first, middle, last = (months_to_inspection(trust(), regulator(), parameters(), draw) for draw in (0.0, 0.5, 1.0))
    assert first < middle < last
    fixed = parameters(interval_spread=0.0)
    assert months_to_inspection(trust(), regulator(), fixed, 0.0) == months_to_inspection(
        trust(), regulator(), fixed, 1.0
    )


def test_inspection_is_due_in_the_nearest_month(trust: Make, regulator: Make, parameters: Make) -> None:
    good, usual = trust(rating_overall=Rating.GOOD), regulator(scrutiny=0.5)
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
        values = parameters(**({"alarm_performance": 0.5} | overrides))
        return unscheduled_hazard(even_trust(level), regulator(scrutiny=scrutiny), values)

    assert hazard(0.2, 0.0) == 0.0 < hazard(0.2, 0.4) < hazard(0.2, 0.8)
    assert hazard(0.2, 0.8) > hazard(0.4, 0.8) > hazard(0.5, 0.8) == hazard(0.9, 0.8) == 0.0
    assert hazard(0.2, 0.8, risk_inspection=0.0) == 0.0


def test_trust_in_special_measures_is_inspected_in_turn(even_trust: Make, regulator: Make, parameters: Make) -> None:
    assert unscheduled_hazard(even_trust(0.1, special_measures=True), regulator(scrutiny=1.0), parameters()) == 0.0


# Special measures


def test_special_measures_are_for_inadequate_leadership_and_one_more_inadequate_domain(rated: Make) -> None:
    for ratings in product((Rating.INADEQUATE, Rating.REQUIRES_IMPROVEMENT, Rating.GOOD), repeat=5):
        *others, well_led = ratings
        expected = well_led == Rating.INADEQUATE and Rating.INADEQUATE in others
        assert qualifies_for_special_measures(rated(*ratings)) == expected


def test_trust_has_improved_when_it_is_led_well_enough_and_at_most_one_domain_fails(
    even_trust: Make, parameters: Make
) -> None:
    weights = {"safe_from_quality": 0.0, "well_led_from_leadership": 0.4, "well_led_from_performance": 0.1}
    values = parameters(cut_requires_improvement=0.45, exit_margin=0.05, caring_base=0.3, **weights)
    assert has_improved(even_trust(0.7), values)
    assert has_improved(even_trust(0.7, access=0.4), values)
    assert not has_improved(even_trust(0.7, access=0.4, workforce=0.1), values)
    badly_led = even_trust(0.7, effective_leadership=0.0, coherence=0.0, capability=0.0)
    assert failing_domains(badly_led, values, 0.5) == 1
    assert not has_improved(badly_led, values)


def test_improvement_must_clear_the_margin(even_trust: Make, parameters: Make) -> None:
    barely = even_trust(0.5)
    assert has_improved(barely, parameters(cut_requires_improvement=0.45, exit_margin=0.0))
    assert not has_improved(barely, parameters(cut_requires_improvement=0.45, exit_margin=0.1))


def test_bad_winter_delays_the_end_of_special_measures_without_undoing_all(even_trust: Make, parameters: Make) -> None:
    counts = [0]
    for level in (0.9, 0.9, 0.9, 0.05, 0.9, 0.05, 0.05, 0.05, 0.05):
        trust_ = even_trust(level, months_improved=counts[-1])
        count_improvement(trust_, parameters(caring_base=0.0))
        counts.append(trust_.months_improved)
    assert counts == [0, 1, 2, 3, 2, 3, 2, 1, 0, 0]


def test_lucky_inspection_does_not_end_special_measures(rated: Make, parameters: Make) -> None:
    values = parameters(exit_sustained_months=9)
    lucky = rated(2, 2, 2, 2, 2, rating_overall=Rating.GOOD, special_measures=True)
    left = []
    for months in (0, 8, 9, 20):
        lucky.months_improved = months
        left.append(may_leave_special_measures(lucky, values))
    assert left == [False, False, True, True]


def test_unlucky_inspection_keeps_a_trust_in_special_measures(rated: Make, parameters: Make) -> None:
    improved = {"months_improved": 99, "special_measures": True}
    badly_led = rated(2, 2, 2, 2, 0, rating_overall=Rating.REQUIRES_IMPROVEMENT, **improved)
    inadequate = rated(0, 0, 2, 2, 2, rating_overall=Rating.INADEQUATE, **improved)
    one_left = rated(0, 2, 2, 2, 2, rating_overall=Rating.REQUIRES_IMPROVEMENT, **improved)
    assert not may_leave_special_measures(badly_led, parameters())
    assert not may_leave_special_measures(inadequate, parameters())
    assert may_leave_special_measures(one_left, parameters())


# Oversight and support


def test_oversight_tightens_as_verdicts_worsen(trust: Make, parameters: Make) -> None:
    def segment(rating: Rating, **state: Any) -> int:
        return oversight_segment(trust(rating_overall=rating, **state), parameters(segment_poor_months=6))

    assert [segment(rating) for rating in reversed(Rating)] == [1, 1, 2, 3]
    assert [segment(Rating.GOOD, special_measures=True), segment(Rating.INADEQUATE, special_measures=True)] == [4, 4]
    assert [segment(Rating.OUTSTANDING, months_poor=months) for months in (5, 6)] == [1, 3]
    assert [segment(Rating.REQUIRES_IMPROVEMENT, months_poor=months) for months in (5, 6)] == [2, 3]


def test_closer_oversight_brings_a_larger_share_of_support(parameters: Make) -> None:
    values = parameters(support_segment_two=0.2, support_segment_three=0.6)
    assert [support_share(segment, values) for segment in (1, 2, 3, 4)] == [0.0, 0.2, 0.6, 1.0]


def test_support_is_offered_by_emphasis_and_segment(trust: Make, regulator: Make, parameters: Make) -> None:
    def offered(support: float, segment: int) -> float:
        return support_offered(trust(oversight_segment=segment), regulator(support=support), parameters())

    assert 0.0 == offered(0.0, 4) < offered(0.4, 4) < offered(0.8, 4)
    assert 0.0 == offered(0.8, 1) <= offered(0.8, 2) <= offered(0.8, 3) <= offered(0.8, 4)


def test_strong_watch_dog_crowds_out_the_guide_dog(trust: Make, regulator: Make, parameters: Make) -> None:
    def offered(scrutiny: float, **overrides: float) -> float:
        failing, policy = trust(oversight_segment=4), regulator(support=0.8, scrutiny=scrutiny)
        return support_offered(failing, policy, parameters(**overrides))

    assert 0.8 == offered(0.0) > offered(0.5) > offered(1.0)
    assert offered(0.0) - offered(0.5) < offered(0.5) - offered(1.0)
    assert offered(1.0, crowding_out=0.0) == offered(0.0)
    assert offered(1.0, crowding_out=1.0) == 0.0


def test_support_takes_time_to_build_and_goes_faster(trust: Make, regulator: Make, parameters: Make) -> None:
    policy = regulator(support=1.0, scrutiny=0.0)
    newly, no_longer = trust(oversight_segment=4, regulator_support=0.0), trust(oversight_segment=1)
    no_longer.regulator_support = 1.0
    built = next_regulator_support(newly, policy, parameters())
    gone = 1.0 - next_regulator_support(no_longer, policy, parameters())
    assert 0.0 < built < gone < 1.0


@pytest.mark.parametrize(("rate", "segment", "held"), [("support_build_up", 4, 0.0), ("support_wind_down", 1, 1.0)])
def test_pace_of_support_is_set_for_each_way(
    rate: str, segment: int, held: float, trust: Make, regulator: Make, parameters: Make
) -> None:
    def moved(pace: float, name: str) -> float:
        trust_ = trust(oversight_segment=segment, regulator_support=held)
        return abs(next_regulator_support(trust_, regulator(support=1.0), parameters(**{name: pace})) - held)

    other = "support_wind_down" if rate == "support_build_up" else "support_build_up"
    assert moved(0.1, rate) < moved(0.9, rate)
    assert moved(0.1, other) == moved(0.9, other)


@pytest.mark.parametrize("change", [{"support": 1.0}, {"scrutiny": 1.0}])
def test_emphasis_of_the_regulator_costs_nothing_to_a_trust_left_to_itself(
    change: dict[str, float], trust: Make, regulator: Make, parameters: Make
) -> None:
    assert next_regulator_support(trust(oversight_segment=1), regulator(**change), parameters()) == 0.0


# Ranges


@steady
@given(seeds, shocks)
def test_regulation_stays_inside_its_ranges(any_state: Make, any_parameters: Make, seed: int, shock: float) -> None:
    trust_, policy, values = any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed)
    levels = [score(trust_, values) for score in SCORES.values()]
    levels += [
        unscheduled_hazard(trust_, policy, values),
        support_offered(trust_, policy, values),
        next_regulator_support(trust_, policy, values),
        inspection_noise(policy, values),
    ]
    assert all(-1e-12 <= level <= 1.0 + 1e-12 for level in levels)
    assert oversight_segment(trust_, values) in (1, 2, 3, 4)
    inspect(trust_, policy, values, shock, -shock, shock / 2.0, 0.0, shock)
    assert all(getattr(trust_, domain) in list(Rating) for domain in (*DOMAINS, "rating_overall"))


@steady
@given(seeds, share, share)
def test_more_scrutiny_never_offers_more_support_nor_looks_less_closely(
    any_state: Make, any_parameters: Make, seed: int, one: float, other: float
) -> None:
    trust_, policy, values = any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed)
    seen = []
    for scrutiny in sorted((one, other)):
        policy.scrutiny = scrutiny
        seen.append(
            (
                support_offered(trust_, policy, values),
                inspection_noise(policy, values),
                gaming(0.3, policy, values),
                months_to_inspection(trust_, policy, values, 0.5),
                -unscheduled_hazard(trust_, policy, values),
            )
        )
    assert all(strict <= lax for lax, strict in zip(*seen, strict=True))
