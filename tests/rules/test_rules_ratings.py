"""Ratings: what inspectors look at, what they see of it, and what is published."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Rating
from sim.model.random_purposes import Purpose
from sim.model.state import EnvironmentState, RegulatorState, TrustState
from sim.rules.provider_groups import add_to_group_mean, clear_group_mean
from sim.rules.ratings import (
    caring_score,
    carried_over,
    climate,
    count_rated,
    effective_score,
    gaming,
    inspect,
    inspect_domain,
    inspection_noise,
    judge,
    met_by_inspectors,
    next_judgement,
    overall_rating,
    rating_of,
    responsive_score,
    safe_score,
    well_led_score,
    with_quality,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)
shocks = st.floats(-6.0, 6.0)

DOMAINS = ("rating_safe", "rating_effective", "rating_caring", "rating_responsive", "rating_well_led")
JUDGEMENTS = ("judgement_safe", "judgement_effective", "judgement_caring", "judgement_responsive", "judgement_well_led")
ERRORS = (
    Purpose.INSPECTED_SAFE,
    Purpose.INSPECTED_EFFECTIVE,
    Purpose.INSPECTED_CARING,
    Purpose.INSPECTED_RESPONSIVE,
    Purpose.INSPECTED_WELL_LED,
)
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


def noise(**shocks: float) -> list[float]:
    """Return a trust's row of a month: nothing, but for what is said by purpose."""
    row = [0.0] * (max(Purpose) + 1)
    for name, value in shocks.items():
        row[Purpose[name.upper()]] = value
    return row


# What ratings look at


@pytest.mark.parametrize(
    ("domain", "driver"),
    [
        ("safe", "quality"),
        ("safe", "workforce"),
        ("effective", "quality"),
        ("effective", "frontline_adoption"),
        ("caring", "engagement"),
        ("responsive", "access"),
        ("well-led", "effective_leadership"),
        ("well-led", "capability"),
        ("well-led", "annual_quality"),
        ("well-led", "annual_access"),
        ("well-led", "annual_finance"),
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
        ("safe", {"domain_from_quality": 1.0}, "quality", "workforce"),
        ("safe", {"domain_from_quality": 0.0}, "workforce", "quality"),
        ("effective", {"domain_from_quality": 1.0}, "quality", "frontline_adoption"),
        ("effective", {"domain_from_quality": 0.0}, "frontline_adoption", "quality"),
    ],
)
def test_weight_of_quality_shifts_what_a_domain_looks_at(
    domain: str, weight: dict[str, float], counts: str, counts_not: str, even_trust: Make, parameters: Make
) -> None:
    def score(**state: float) -> float:
        return SCORES[domain](even_trust(0.5, **state), parameters(**weight))

    assert score(**{counts: 0.9}) == pytest.approx(0.9)
    assert score(**{counts_not: 0.9}) == score()


def test_quality_and_what_else_a_domain_is_about_are_weighed_together(trust: Make, parameters: Make) -> None:
    def score(weight: float) -> float:
        return with_quality(trust(quality=0.25), 0.75, parameters(domain_from_quality=weight))

    assert [score(weight) for weight in (0.0, 0.5, 1.0)] == [0.75, 0.5, 0.25]


def test_leaders_are_judged_by_published_results(even_trust: Make, parameters: Make) -> None:
    truth = {"quality": 0.1, "access": 0.1, "finance": 0.1}
    assert well_led_score(even_trust(0.5, **truth), parameters()) == well_led_score(even_trust(0.5), parameters())


# What inspectors meet


def test_climate_is_made_by_leaders_staff_and_culture_and_not_by_results(even_trust: Make, parameters: Make) -> None:
    usual = climate(even_trust(0.5), parameters())
    assert usual == pytest.approx(0.5)
    for driver in ("effective_leadership", "engagement", "coherence"):
        assert climate(even_trust(0.5, **{driver: 0.9}), parameters()) > usual
    results = dict.fromkeys(("quality", "access", "finance", "annual_quality", "annual_access"), 0.1)
    assert climate(even_trust(0.5, **results), parameters()) == usual
    only_leaders = parameters(climate_from_leadership=1.0)
    assert climate(even_trust(0.5, effective_leadership=0.9), only_leaders) == pytest.approx(0.9)


def test_inspectors_meet_part_the_level_of_a_domain_and_part_the_climate(even_trust: Make, parameters: Make) -> None:
    def met(weight: float) -> float:
        return met_by_inspectors(0.2, even_trust(0.6), even_trust(0.9), parameters(rating_from_climate=weight))

    assert [met(weight) for weight in (0.0, 0.5, 1.0)] == pytest.approx([0.2, 0.4, 0.6])


def test_inspectors_look_first_at_what_a_plan_under_way_has_addressed(even_trust: Make, parameters: Make) -> None:
    def met(plan: float, **state: Any) -> float:
        usual = {"special_measures": True, "plan_under_way": True, "plan_quality": plan}
        seen, trust_ = even_trust(0.5), even_trust(0.5, **(usual | state))
        return met_by_inspectors(0.3, seen, trust_, parameters(rating_from_plan=0.2))

    assert met(1.0) - met(0.0) == pytest.approx(0.2)
    assert met(1.0, special_measures=False) == met(1.0, plan_under_way=False) == met(0.0)


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


def test_rating_of_a_domain_goes_by_three_cuts(environment: Make, parameters: Make) -> None:
    values = parameters(cut_requires_improvement=0.4, cut_good=0.5, cut_outstanding=0.75)
    ratings = [rating_of(seen, environment(), values) for seen in (0.0, 0.39, 0.4, 0.49, 0.5, 0.74, 0.75, 1.0)]
    assert ratings == [rating for rating in Rating for _ in range(2)]


def test_trusts_that_learn_what_is_asked_of_a_good_one_are_rated_good_sooner(
    environment: Make, parameters: Make
) -> None:
    values = parameters(cut_requires_improvement=0.4, cut_good=0.5, cut_outstanding=0.75)

    def rated_after(trend: float) -> list[int]:
        return [rating_of(seen, environment(rating_trend=trend), values) for seen in (0.39, 0.47, 0.6)]

    assert rated_after(0.0) == [Rating.INADEQUATE, Rating.REQUIRES_IMPROVEMENT, Rating.GOOD]
    assert rated_after(0.05) == [Rating.INADEQUATE, Rating.GOOD, Rating.GOOD]


@steady
@given(seeds, share, share)
def test_better_looking_domain_is_never_rated_worse(
    any_state: Make, any_parameters: Make, seed: int, one: float, other: float
) -> None:
    values = any_parameters(seed)
    worse, better = sorted((one, other))
    nation = any_state(EnvironmentState, seed)
    nation.rating_trend = max(nation.rating_trend, 0.0)
    assert rating_of(worse, nation, values) <= rating_of(better, nation, values)


def test_inspectors_can_be_wrong_both_ways(regulator: Make, environment: Make, parameters: Make) -> None:
    values = parameters(cut_requires_improvement=0.4, cut_good=0.6)
    seen = [inspect_domain(0.58, error, regulator(scrutiny=1.0), environment(), values) for error in (-0.3, 0.0, 0.3)]
    assert seen[0] < seen[1] < seen[2]


def test_struggling_trust_passes_for_better_where_nobody_looks(
    regulator: Make, environment: Make, parameters: Make
) -> None:
    values = parameters(cut_requires_improvement=0.4, cut_good=0.6, gaming=0.5)
    assert inspect_domain(0.35, 0.0, regulator(scrutiny=0.0), environment(), values) == Rating.REQUIRES_IMPROVEMENT
    assert inspect_domain(0.35, 0.0, regulator(scrutiny=1.0), environment(), values) == Rating.INADEQUATE


# How far they err


def test_error_of_judgement_partly_persists(trust: Make, parameters: Make) -> None:
    assert next_judgement(0.2, 0.5, 0.1, 0.0) == pytest.approx(0.1)
    assert next_judgement(0.2, 0.5, 0.1, 1.0) == pytest.approx(0.2)
    assert next_judgement(0.2, 0.0, 0.1, -1.0) == pytest.approx(-0.1)
    values = parameters(judgement_kept=0.6, judgement_kept_under_plan=0.2)
    assert carried_over(trust(), values) == 0.6


def test_less_of_it_persists_where_a_plan_is_looked_at(trust: Make, parameters: Make) -> None:
    values = parameters(judgement_kept=0.6, judgement_kept_under_plan=0.2)
    kept = [
        carried_over(trust(special_measures=special, plan_under_way=plan), values)
        for special in (False, True)
        for plan in (False, True)
    ]
    assert kept == [0.6, 0.6, 0.6, 0.2]


def test_same_trust_can_be_judged_differently_and_mostly_as_before(
    trust: Make, regulator: Make, parameters: Make
) -> None:
    usual, values = regulator(scrutiny=0.0), parameters(rating_noise=0.1, judgement_kept=0.5)
    for judgement, error in zip(JUDGEMENTS, ERRORS, strict=True):
        here, moved = trust(), []
        for shock in (1.0, 0.0, -1.0):
            judge(here, usual, values, noise(**{error.name.lower(): shock}))
            moved.append(getattr(here, judgement))
            assert all(getattr(here, other) == 0.0 for other in JUDGEMENTS if other != judgement)
        assert moved == pytest.approx([0.1, 0.05, -0.075])


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
    even_trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    for level in (0.05, 0.98):
        trust_ = even_trust(level)
        values = parameters(caring_base=0.0, caring_from_engagement=1.0)
        inspect(trust_, trust_, regulator(), environment(), values, noise())
        rating = Rating.INADEQUATE if level < 0.5 else Rating.OUTSTANDING
        assert [getattr(trust_, domain) for domain in (*DOMAINS, "rating_overall")] == [rating] * 6
        assert trust_.inspected


@pytest.mark.parametrize("lucky", range(5))
def test_luck_of_an_inspection_in_one_domain_is_not_that_of_another(
    lucky: int, even_trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    values = parameters(rating_noise=0.2, scrutiny_against_noise=0.0, caring_base=0.0)
    plain, noisy = even_trust(0.3), even_trust(0.3)
    inspect(plain, plain, regulator(), environment(), values, noise())
    inspect(noisy, noisy, regulator(), environment(), values, noise(**{ERRORS[lucky].name.lower(): 6.0}))
    better = [getattr(noisy, domain) > getattr(plain, domain) for domain in DOMAINS]
    assert better == [position == lucky for position in range(5)]


def test_team_that_is_strict_is_strict_in_every_domain(
    even_trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    def rated_by(team: float, **overrides: float) -> list[int]:
        here = even_trust(0.57)
        inspect(
            here, here, regulator(), environment(), parameters(cut_good=0.56, **overrides), noise(inspection_team=team)
        )
        return [int(getattr(here, domain)) for domain in DOMAINS]

    assert all(strict < usual for strict, usual in zip(rated_by(-6.0), rated_by(0.0), strict=True))
    assert rated_by(-6.0, team_noise=0.0) == rated_by(0.0)


def test_climate_decides_where_results_are_the_same(
    even_trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    def rated_in(level: float, **overrides: float) -> list[int]:
        people = {"effective_leadership": level, "engagement": level, "coherence": level}
        here = even_trust(0.5, **people)
        inspect(here, here, regulator(), environment(), parameters(**overrides), noise())
        return [int(here.rating_effective), int(here.rating_responsive)]

    assert all(poor < good for poor, good in zip(rated_in(0.1), rated_in(0.9), strict=True))
    assert rated_in(0.1, rating_from_climate=0.0) == rated_in(0.9, rating_from_climate=0.0)


# Ratings of a group


def test_group_is_rated_by_the_mean_of_its_trusts_and_not_by_its_head_alone(
    even_trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    def rating_of_head(*units: float) -> int:
        head, whole = even_trust(0.9, turnover=100.0), even_trust(0.5)
        group = [head, *(even_trust(level, turnover=100.0) for level in units)]
        clear_group_mean(whole)
        for unit in group:
            add_to_group_mean(whole, unit, 100.0 * len(group))
        inspect(head, whole, regulator(), environment(), parameters(), noise())
        return int(head.rating_overall)

    assert rating_of_head() == Rating.OUTSTANDING
    assert rating_of_head() > rating_of_head(0.1) > rating_of_head(0.1, 0.1, 0.1, 0.1)


def test_inspection_of_a_group_publishes_nothing_about_the_whole_that_was_looked_at(
    even_trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    head, whole = even_trust(0.9), even_trust(0.1)
    inspect(head, whole, regulator(), environment(), parameters(), noise())
    assert head.inspected
    assert not whole.inspected
    assert vars(whole) == vars(even_trust(0.1))


# Ranges


@steady
@given(seeds, shocks)
def test_ratings_stay_inside_their_ranges(any_state: Make, any_parameters: Make, seed: int, shock: float) -> None:
    trust_, policy, values = any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed)
    levels = [score(trust_, values) for score in SCORES.values()] + [inspection_noise(policy, values)]
    assert all(-1e-12 <= level <= 1.0 + 1e-12 for level in levels)
    inspect(trust_, trust_, policy, any_state(EnvironmentState, seed), values, [shock, -shock] * (max(Purpose) + 1))
    assert all(getattr(trust_, domain) in list(Rating) for domain in (*DOMAINS, "rating_overall"))


@steady
@given(seeds, share, share)
def test_more_scrutiny_never_looks_less_closely(
    any_state: Make, any_parameters: Make, seed: int, one: float, other: float
) -> None:
    policy, values, seen = any_state(RegulatorState, seed), any_parameters(seed), []
    for policy.scrutiny in sorted((one, other)):
        seen.append((inspection_noise(policy, values), gaming(0.3, policy, values)))
    assert all(strict <= lax for lax, strict in zip(*seen, strict=True))
