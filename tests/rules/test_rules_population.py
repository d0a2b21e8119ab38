"""The initial state: what is drawn of trusts and places that a scenario does not describe one by one."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Rating
from sim.model.random_purposes import FIRST_CHANCE_OF_START, InitialDraw
from sim.model.variables import LONGEST
from sim.rules.leadership import effective_leadership
from sim.rules.population import (
    MAP_HEIGHT,
    MAP_WIDTH,
    PLACE_WIDTH,
    begin_clocks,
    bring_to_simplex,
    choice_of,
    complete,
    draw_culture,
    draw_from_nothing,
    draw_place,
    draw_trust,
    month_of_noise,
    place_trust,
    sites,
)
from sim.rules.regulation import months_to_inspection
from sim.rules.segments import oversight_segment
from sim.scenario.model_inputs import ModelInputs, resolve
from sim.scenario.scenario_loader import load_scenario

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
chances = st.floats(0.0, 1.0, exclude_min=True, exclude_max=True)

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


# Trusts


def drawn(england: ModelInputs, background: Any, row: list[float], rule: Make = draw_trust) -> Any:
    """Return a trust of the background that is drawn from a row."""
    trust = SimpleNamespace(**vars(england.trusts[0]))
    rule(trust, background, row)
    return trust


def test_what_is_lasting_of_a_trust_is_drawn_around_the_usual(england: ModelInputs, background: Make) -> None:
    usual = drawn(england, background(), draws())
    assert usual.turnover == england.backgrounds[0].turnover_median
    assert usual.winter_exposure == england.backgrounds[0].winter_exposure
    spread = background(turnover_spread=0.5, winter_exposure_spread=0.2)
    larger = drawn(england, spread, draws(turnover=1.0, winter_exposure=1.0))
    assert larger.turnover == pytest.approx(1.5 * usual.turnover)
    assert larger.winter_exposure == pytest.approx(1.2 * usual.winter_exposure)
    smallest = drawn(england, spread, draws(turnover=-9.0, winter_exposure=-9.0))
    assert (smallest.turnover, smallest.winter_exposure) == (pytest.approx(0.3 * usual.turnover), 0.0)


def test_what_is_lasting_is_drawn_and_nothing_else(england: ModelInputs, background: Make) -> None:
    made, plain = vars(drawn(england, background(), random_draws(1))), vars(england.trusts[0])
    assert made.keys() == plain.keys(), "nothing is added that is not in the table"
    lasting = {"turnover", "number_of_sites", "winter_exposure", "building_plan"}
    assert {name for name in plain if made[name] != plain[name]} <= lasting


def test_trust_from_nothing_is_the_average_one_with_a_culture_and_a_pressure_of_its_own(
    england: ModelInputs, background: Make
) -> None:
    usual = drawn(england, background(own_pressure_spread=0.1), draws(own_pressure=2.0), draw_from_nothing)
    assert usual.own_pressure == 0.2
    other = vars(drawn(england, background(), random_draws(1), draw_from_nothing))
    own = {"own_pressure", "chief_executive_tenure", *CULTURE}
    assert {name for name, value in vars(england.trusts[0]).items() if other[name] != value} == own
    posts = [drawn(england, background(), draws(tenure=chance), draw_from_nothing) for chance in (0.0, 0.5, 0.99)]
    assert [made.chief_executive_tenure for made in posts] == [0, 24, 47]


def test_trust_starts_from_one_of_its_choices_each_as_likely() -> None:
    start = SimpleNamespace(first_choice=10, choices=4)
    found = [choice_of(start, chance) for chance in (0.0, 0.24, 0.25, 0.49, 0.5, 0.74, 0.75, 0.999)]
    assert found == [10, 10, 11, 11, 12, 12, 13, 13]


@steady
@given(chances, st.integers(0, 500), st.integers(1, 500))
def test_no_choice_is_outside_the_list(chance: float, first: int, choices: int) -> None:
    assert first <= choice_of(SimpleNamespace(first_choice=first, choices=choices), chance) < first + choices


def test_sites_follow_their_shares(background: Make) -> None:
    shares = background(share_with_three_sites=0.25, share_with_two_sites=0.5)
    assert [sites(shares, chance) for chance in (0.0, 0.24, 0.25, 0.74, 0.75, 1.0)] == [3, 3, 2, 2, 1, 1]


def test_some_have_a_building_plan(england: ModelInputs, background: Make) -> None:
    share = background(share_with_building_plan=0.25)
    assert drawn(england, share, draws(building_plan=0.24)).building_plan
    assert not drawn(england, share, draws(building_plan=0.25)).building_plan


@steady
@given(st.integers(0, 2**32 - 1))
def test_trust_that_is_drawn_is_inside_all_ranges(england: ModelInputs, background: Make, seed: int) -> None:
    made = drawn(england, background(), random_draws(seed), draw_from_nothing)
    draw_trust(made, background(), random_draws(seed))
    assert sum(getattr(made, name) for name in CULTURE) == pytest.approx(1.0)
    assert min(getattr(made, name) for name in CULTURE) > 0.0
    assert made.turnover >= 0.3 * england.backgrounds[0].turnover_median
    assert made.winter_exposure >= 0.0
    assert made.chief_executive_tenure >= 0


# Months before the start


def test_months_before_the_start_meet_noise_that_no_month_of_a_run_meets() -> None:
    assert [month_of_noise(month) for month in (1, 2, LONGEST)] == [1, 2, LONGEST]
    before = [month_of_noise(month) for month in range(-240, 1)]
    assert len(set(before)) == len(before)
    assert min(before) > LONGEST


def test_inspections_ahead_are_counted_from_the_start_of_the_months_before(trust: Make) -> None:
    here = trust(next_inspection=7)
    begin_clocks(here, 120)
    assert here.next_inspection == 7 - 120


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
        nothing = {"choices": 0, "background": 0, "next_inspection": -1, "oversight_segment": -1}
        start = SimpleNamespace(**(nothing | (said or {})))
        complete(made, start, regulator(), parameters(), draws(next_inspection=chance))
        return made

    return _completed


def test_oversight_and_leadership_follow_from_the_state(completed: Make, regulator: Make, parameters: Make) -> None:
    for state in ({"special_measures": True}, {"rating_overall": Rating.OUTSTANDING, "leadership": 0.8}):
        made = completed(effective_leadership=0.0, **state)
        assert made.oversight_segment == oversight_segment(made, regulator(), parameters())
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


def test_trust_from_the_stationary_population_keeps_its_own_oversight_and_inspection(completed: Make) -> None:
    state = {"next_inspection": 17, "oversight_segment": 3, "rating_overall": Rating.OUTSTANDING}
    made = completed(said={"choices": 5}, **state)
    assert (made.next_inspection, made.oversight_segment) == (17, 3)
    described = completed(said={"choices": 5, "background": -1}, **(state | {"oversight_segment": 3}))
    assert described.oversight_segment == 1, "a described trust is in the segment that goes with its rating"
    made = completed(said={"choices": 5, "next_inspection": 2, "oversight_segment": 1}, **state)
    assert (made.next_inspection, made.oversight_segment) == (2, 1), "what a scenario says goes first"
