"""The initial state: what is drawn of trusts and places that a scenario does not describe one by one."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Rating, Stage
from sim.model.random_purposes import FIRST_CHANCE_OF_START, InitialDraw
from sim.rules.leadership import effective_leadership
from sim.rules.population import (
    MAP_HEIGHT,
    MAP_WIDTH,
    MONTHS_SINCE_ENTRY,
    PLACE_WIDTH,
    bring_to_simplex,
    complete,
    draw_culture,
    draw_place,
    draw_stocks,
    draw_trust,
    first_rating,
    inside,
    place_trust,
    rate,
    sites,
)
from sim.rules.ratings import overall_rating
from sim.rules.regulation import months_to_inspection, oversight_segment
from sim.scenario.model_inputs import ModelInputs, resolve
from sim.scenario.scenario_loader import load_scenario

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
chances = st.floats(0.0, 1.0, exclude_min=True, exclude_max=True)

STOCKS = (
    "quality",
    "access",
    "finance",
    "workforce",
    "engagement",
    "leadership",
    "capability",
    "coherence",
    "reputation",
)
CULTURE = ("culture_clan", "culture_developmental", "culture_hierarchical", "culture_rational")


@pytest.fixture(scope="module")
def england() -> ModelInputs:
    """The setting of a scenario with a background population."""
    return resolve(load_scenario("england_acute"))


@pytest.fixture(scope="module")
def background(england: ModelInputs) -> Make:
    """Make a background population as in England, changed as given."""
    return lambda **values: SimpleNamespace(**(vars(england.backgrounds[0]) | values))


def draws(**values: float) -> list[float]:
    """Return a row of draws: no shocks and even chances, but for what is recorded."""
    row = [0.0] * FIRST_CHANCE_OF_START + [0.5] * (max(InitialDraw) + 1 - FIRST_CHANCE_OF_START)
    for name, value in values.items():
        row[InitialDraw[name.upper()]] = value
    return row


def random_draws(seed: int) -> list[float]:
    """Return a row of draws as chance would have it."""
    random = np.random.default_rng(seed)
    chances_drawn = random.random(max(InitialDraw) + 1 - FIRST_CHANCE_OF_START)
    return [*random.normal(size=FIRST_CHANCE_OF_START).tolist(), *chances_drawn.tolist()]


# Places


def test_place_differs_in_lasting_pressure_and_in_how_far_its_trusts_act_together(
    economy: Make, background: Make
) -> None:
    here = economy()
    draw_place(here, background(structural_pressure_spread=0.1), draws(structural_pressure=2.0, collaboration=0.5))
    assert (here.structural_pressure, here.collaboration) == (0.2, 0.5)
    ends = []
    for chance in (0.0, 1.0):
        draw_place(here, background(), draws(collaboration=chance))
        ends.append(here.collaboration)
    assert 0.0 < ends[0] < ends[1] < 1.0


def test_trusts_of_a_place_lie_around_its_centre(trust: Make) -> None:
    centre = draws(easting=0.25, northing=0.5)
    corners = []
    for chance in (0.0, 0.5, 1.0):
        here = trust()
        place_trust(here, centre, draws(easting=chance, northing=chance))
        corners.append((here.easting - 0.25 * MAP_WIDTH, here.northing - 0.5 * MAP_HEIGHT))
    half = PLACE_WIDTH / 2.0
    assert corners == [(-half, -half), (0.0, 0.0), (half, half)]


# Ratings


def test_first_ratings_follow_their_shares(background: Make) -> None:
    shares = background(inadequate=0.25, requires_improvement=0.25, good=0.25)
    found = [first_rating(shares, chance) for chance in (0.0, 0.24, 0.25, 0.49, 0.5, 0.74, 0.75, 0.99)]
    assert found == [rating for rating in Rating for _ in range(2)]


@pytest.mark.parametrize("overall", Rating)
@pytest.mark.parametrize("leadership", [0.2, 0.9])
def test_ratings_of_domains_add_up_to_the_overall_rating_they_stand_behind(
    overall: Rating, leadership: float, trust: Make
) -> None:
    rated = trust(leadership=leadership)
    rate(rated, overall, 0.5)
    assert rated.rating_overall == overall_rating(rated) == overall


def test_safety_is_the_weakest_domain_and_below_good_but_for_the_best(trust: Make) -> None:
    for overall in Rating:
        rated = trust()
        rate(rated, overall, 0.5)
        others = (rated.rating_effective, rated.rating_caring, rated.rating_responsive, rated.rating_well_led)
        assert rated.rating_safe <= min(others)
        assert (rated.rating_safe < Rating.GOOD) == (overall != Rating.OUTSTANDING)


def test_access_is_where_trusts_below_good_fall_short_too_and_caring_is_where_none_does(trust: Make) -> None:
    for overall in Rating:
        rated = trust()
        rate(rated, overall, 0.5)
        assert (rated.rating_responsive < Rating.GOOD) == (overall < Rating.GOOD)
        assert (rated.rating_effective < Rating.GOOD) == (overall == Rating.INADEQUATE)
        assert rated.rating_caring >= Rating.GOOD


def test_weak_leaders_show_where_improvement_is_required(trust: Make) -> None:
    found = []
    for leadership in (0.4, 0.6):
        rated = trust(leadership=leadership)
        rate(rated, Rating.REQUIRES_IMPROVEMENT, 0.5)
        found.append(rated.rating_well_led)
    assert found == [Rating.REQUIRES_IMPROVEMENT, Rating.GOOD]


# Trusts


def drawn(england: ModelInputs, background: Any, row: list[float]) -> Any:
    """Return a trust of the background that is drawn from a row."""
    trust = SimpleNamespace(**vars(england.trusts[0]))
    draw_trust(trust, background, england.profiles, row)
    return trust


def test_trust_without_shocks_is_as_trusts_of_its_rating_are(england: ModelInputs, background: Make) -> None:
    for chance, profile in zip((0.01, 0.5, 0.9, 0.999), england.profiles[:4], strict=True):
        made = drawn(england, background(), draws(rating=chance))
        assert {name: getattr(made, name) for name in STOCKS} == {name: getattr(profile, name) for name in STOCKS}
        assert made.rating_overall == england.profiles.index(profile)
        assert made.frontline_adoption == made.capability
        assert made.chief_executive_tenure == int(profile.chief_executive_tenure)
        assert made.turnover == england.backgrounds[0].turnover_median
        assert made.winter_exposure == 1.0
        assert made.own_pressure == 0.0


@pytest.mark.parametrize("stock", STOCKS)
def test_each_stock_has_a_draw_of_its_own(stock: str, england: ModelInputs, background: Make) -> None:
    plain = drawn(england, background(), draws())
    better = drawn(england, background(), draws(**{stock: 1.0}))
    assert [name for name in STOCKS if getattr(better, name) != getattr(plain, name)] == [stock]
    assert getattr(better, stock) > getattr(plain, stock)


def test_good_and_bad_go_together_as_far_as_the_correlation_says(
    england: ModelInputs, trust: Make, background: Make
) -> None:
    def spread(common_weight: float, own_weight: float, **row: float) -> list[float]:
        made = trust()
        weights = background(common_weight=common_weight, own_weight=own_weight)
        draw_stocks(made, weights, england.profiles[1], england.profiles[4], draws(**row))
        away = [(getattr(made, name) - getattr(england.profiles[1], name)) for name in STOCKS]
        return [shift / getattr(england.profiles[4], name) for shift, name in zip(away, STOCKS, strict=True)]

    assert spread(1.0, 0.0, common=1.0, quality=3.0) == pytest.approx([1.0] * len(STOCKS))
    assert spread(0.0, 1.0, common=3.0, quality=1.0) == pytest.approx([1.0] + [0.0] * (len(STOCKS) - 1))
    assert spread(0.6, 0.8, common=-1.0) == pytest.approx([-0.6] * len(STOCKS))


def test_no_trust_starts_at_the_end_of_a_scale() -> None:
    assert [inside(level) for level in (-3.0, 0.0, 0.4, 1.0, 9.0)] == [0.02, 0.02, 0.4, 0.98, 0.98]


def test_sites_follow_their_shares(background: Make) -> None:
    shares = background(share_with_three_sites=0.25, share_with_two_sites=0.5)
    assert [sites(shares, chance) for chance in (0.0, 0.24, 0.25, 0.74, 0.75, 1.0)] == [3, 3, 2, 2, 1, 1]


def test_some_have_a_building_plan(england: ModelInputs, background: Make) -> None:
    share = background(share_with_building_plan=0.25)
    assert drawn(england, share, draws(building_plan=0.24)).building_plan
    assert not drawn(england, share, draws(building_plan=0.25)).building_plan


def test_inadequate_trusts_are_in_decline_and_some_in_special_measures(england: ModelInputs, background: Make) -> None:
    some = background(in_special_measures=0.25)
    put = drawn(england, some, draws(rating=0.001, special_measures=0.24))
    assert (put.special_measures, put.stage, put.months_in_special_measures) == (
        True,
        Stage.FORMULATION,
        MONTHS_SINCE_ENTRY,
    )
    left = drawn(england, some, draws(rating=0.001, special_measures=0.25))
    assert (left.special_measures, left.stage) == (False, Stage.DECLINE)
    better = drawn(england, some, draws(rating=0.5, special_measures=0.0))
    assert (better.special_measures, better.stage) == (False, Stage.STABLE)


@steady
@given(st.integers(0, 2**32 - 1))
def test_trust_that_is_drawn_is_inside_all_ranges(england: ModelInputs, background: Make, seed: int) -> None:
    made = drawn(england, background(), random_draws(seed))
    assert all(0.02 <= getattr(made, name) <= 0.98 for name in STOCKS)
    assert sum(getattr(made, name) for name in CULTURE) == pytest.approx(1.0)
    assert min(getattr(made, name) for name in CULTURE) > 0.0
    assert made.turnover >= 0.3 * england.backgrounds[0].turnover_median
    assert made.winter_exposure >= 0.0
    assert made.chief_executive_tenure >= 0
    assert made.rating_overall == overall_rating(made)


# Culture


@pytest.mark.parametrize("value", CULTURE)
def test_each_kind_of_value_has_a_draw_of_its_own(value: str, trust: Make, background: Make) -> None:
    made, plain = trust(), trust()
    draw_culture(made, background(culture_spread=0.1), draws(**{value: 1.0}))
    assert getattr(made, value) > getattr(plain, value)
    assert all(getattr(made, name) < getattr(plain, name) for name in CULTURE if name != value)
    draw_culture(plain, background(culture_spread=0.0), draws(**{value: 1.0}))
    assert all(getattr(plain, name) == pytest.approx(getattr(trust(), name)) for name in CULTURE)


def test_no_kind_of_value_is_lacking_altogether(trust: Make, background: Make) -> None:
    made = trust()
    draw_culture(made, background(culture_spread=0.5), draws(**dict.fromkeys(CULTURE, -4.0)))
    assert [getattr(made, name) for name in CULTURE] == pytest.approx([0.25] * 4)


@steady
@given(st.lists(st.floats(0.01, 5.0), min_size=4, max_size=4))
def test_shares_of_values_sum_to_one_and_keep_their_proportions(cultured: Make, shares: list[float]) -> None:
    made = cultured(*shares)
    bring_to_simplex(made)
    assert [getattr(made, name) for name in CULTURE] == pytest.approx([share / sum(shares) for share in shares])


# What follows from the rest


@pytest.fixture(scope="session")
def completed(trust: Make, regulator: Make, parameters: Make) -> Make:
    """Return a trust, made as given, after what follows from the rest has been set."""

    def _completed(chance: float = 0.5, said: dict[str, int] | None = None, **state: Any) -> Any:
        made = trust(**state)
        start = SimpleNamespace(**({"next_inspection": -1, "oversight_segment": -1} | (said or {})))
        complete(made, start, regulator(), parameters(), draws(next_inspection=chance))
        return made

    return _completed


def test_oversight_and_leadership_follow_from_the_state(completed: Make, parameters: Make) -> None:
    for state in ({"special_measures": True}, {"rating_overall": Rating.OUTSTANDING, "leadership": 0.8}):
        made = completed(effective_leadership=0.0, **state)
        assert made.oversight_segment == oversight_segment(made, parameters())
        assert made.effective_leadership == effective_leadership(made) > 0.0
    made = completed(culture_clan=3.0)
    assert sum(getattr(made, name) for name in CULTURE) == pytest.approx(1.0)


@steady
@given(chances)
def test_trusts_are_met_at_any_point_between_two_inspections(
    completed: Make, regulator: Make, parameters: Make, chance: float
) -> None:
    made = completed(chance)
    assert 1 <= made.next_inspection <= months_to_inspection(made, regulator(), parameters(), chance)
    assert made.next_inspection <= completed(min(chance + 0.1, 1.0)).next_inspection


def test_what_the_scenario_says_is_kept(completed: Make) -> None:
    made = completed(said={"next_inspection": 2, "oversight_segment": 1}, special_measures=True)
    assert (made.next_inspection, made.oversight_segment) == (2, 1)
    assert completed(said={"next_inspection": 0}).next_inspection == 0
    assert completed(said={"next_inspection": 2}, special_measures=True).oversight_segment == 4


def test_what_the_scenario_has_settled_of_a_trust_is_not_drawn(england: ModelInputs, background: Make) -> None:
    plain = vars(england.trusts[0])
    made = vars(drawn(england, background(), random_draws(1)))
    assert made.keys() == plain.keys(), "nothing is added that is not in the table"
    settled = ("index", "provider_type", "local_health_economy", "absorbed_by", "easting", "northing", "fatigue")
    assert all(made[name] == plain[name] for name in settled)
