"""Environment: demand, winter, and the pressure of nation, place and trust."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import TrendOf
from sim.model.state import EnvironmentState, HealthEconomyState, TrustState
from sim.rules.environment import (
    felt_pressure,
    follow_trend,
    next_national_funding,
    next_national_pressure,
    next_own_pressure,
    next_regional_pressure,
    season,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)

KEPT = {"national": "passing_persistence", "regional": "passing_persistence", "own": "own_persistence"}
SHOCKS = {"national": "national_noise", "regional": "monthly_noise", "own": "monthly_noise"}
PASSING = [
    pytest.param(next_national_pressure, "environment", "national", id="nation"),
    pytest.param(next_regional_pressure, "economy", "regional", id="place"),
    pytest.param(next_own_pressure, "trust", "own", id="trust"),
]


def test_season_changes_the_months_and_not_the_year() -> None:
    assert sum(season(month) for month in range(1, 13)) == pytest.approx(0.0, abs=1e-12)


def test_january_is_hardest_and_every_winter_month_harder_than_any_summer_month() -> None:
    year = {month: season(month) for month in range(1, 13)}
    assert all(year[1] > load for month, load in year.items() if month != 1)
    assert min(year[month] for month in (12, 1, 2, 3)) > 0.0 > max(year[month] for month in (5, 6, 7, 8))
    assert all(-1.0 <= load <= 1.0 for load in year.values())


def trend(of: TrendOf, a_month: float = 0.01, from_month: int = 1, to_month: int = 600) -> Any:
    return SimpleNamespace(of=of, a_month=a_month, from_month=from_month, to_month=to_month)


@pytest.mark.parametrize(
    ("of", "variable"),
    [(TrendOf.DEMAND, "demand_trend"), (TrendOf.FUNDING, "funding_trend"), (TrendOf.RATINGS, "rating_trend")],
)
def test_dated_trend_moves_one_thing_while_it_lasts(of: TrendOf, variable: str, environment: Make) -> None:
    nation, path = environment(), []
    for month in range(1, 7):
        follow_trend(nation, trend(of, 0.5, 3, 4), month)
        path.append(getattr(nation, variable))
    assert path == [0.0, 0.0, 0.5, 1.0, 1.0, 1.0]
    assert {name for name, value in vars(environment()).items() if getattr(nation, name) != value} == {variable}


def test_national_money_stays_above_or_below_for_years_and_returns(environment: Make, parameters: Make) -> None:
    def later(months: int, shock: float = 0.0, **overrides: float) -> float:
        nation, values = environment(national_funding=0.1), parameters(**overrides)
        for _ in range(months):
            nation.national_funding = next_national_funding(nation, values, shock)
        return float(nation.national_funding)

    assert 0.05 < later(12) < 0.1
    assert later(240) < 0.01
    assert later(1, -1.0) < later(1) < later(1, 1.0)
    assert later(1, 3.0, funding_noise=0.0) == later(1)
    assert later(1, funding_persistence=0.5) == pytest.approx(0.05)


@pytest.mark.parametrize(("rule", "entity", "name"), PASSING)
def test_passing_pressure_passes(
    rule: Callable[..., float], entity: str, name: str, request: pytest.FixtureRequest, parameters: Make
) -> None:
    make, values = request.getfixturevalue(entity), parameters(**{KEPT[name]: 0.9})
    for pressure in (-0.2, 0.2):
        later = rule(make(**{f"{name}_pressure": pressure}), values, 0.0)
        assert 0.0 < later / pressure < 1.0
    assert rule(make(), values, 0.0) == 0.0


@pytest.mark.parametrize(("rule", "entity", "name"), PASSING)
def test_longer_persistence_keeps_more_of_a_passing_pressure(
    rule: Callable[..., float], entity: str, name: str, request: pytest.FixtureRequest, parameters: Make
) -> None:
    pressed = request.getfixturevalue(entity)(**{f"{name}_pressure": 0.2})
    kept = [rule(pressed, parameters(**{KEPT[name]: share}), 0.0) for share in (0.0, 0.5, 0.9)]
    assert 0.0 == kept[0] < kept[1] < kept[2]


@pytest.mark.parametrize(("rule", "entity", "name"), PASSING)
def test_shocks_press_and_relieve(
    rule: Callable[..., float], entity: str, name: str, request: pytest.FixtureRequest, parameters: Make
) -> None:
    pressed = request.getfixturevalue(entity)(**{f"{name}_pressure": 0.1})
    relieved, unchanged, pressed_more = (rule(pressed, parameters(), shock) for shock in (-1.0, 0.0, 1.0))
    assert relieved < unchanged < pressed_more
    assert rule(pressed, parameters(**{SHOCKS[name]: 0.0}), 3.0) == unchanged


def test_pressure_is_felt_from_nation_place_and_trust_alike(
    trust: Make, economy: Make, environment: Make, parameters: Make
) -> None:
    calm_place = economy(collaboration=0.0)
    calm = felt_pressure(trust(), calm_place, environment(), parameters())
    assert calm == 0.0
    for pressed, place, nation in (
        (trust(own_pressure=0.25), calm_place, environment()),
        (trust(), economy(collaboration=0.0, structural_pressure=0.25), environment()),
        (trust(), economy(collaboration=0.0, regional_pressure=0.25), environment()),
        (trust(), calm_place, environment(demand_trend=0.25)),
        (trust(), calm_place, environment(national_pressure=0.25)),
    ):
        assert felt_pressure(pressed, place, nation, parameters()) == 0.25


def test_neighbours_who_share_responsibility_relieve_a_pressed_place(
    trust: Make, economy: Make, environment: Make, parameters: Make
) -> None:
    def felt(collaboration: float, **overrides: float) -> float:
        place = economy(structural_pressure=0.1, regional_pressure=0.1, collaboration=collaboration)
        return felt_pressure(trust(), place, environment(), parameters(**overrides))

    assert felt(1.0) < felt(0.5) < felt(0.0)
    assert felt(1.0) >= 0.0
    assert felt(1.0, eased_by_collaboration=0.0) == felt(0.0)


def test_neighbours_take_nothing_from_a_place_with_slack(
    trust: Make, economy: Make, environment: Make, parameters: Make
) -> None:
    alone, together = (economy(regional_pressure=-0.2, collaboration=share) for share in (0.0, 1.0))
    pressures = [felt_pressure(trust(), place, environment(), parameters()) for place in (alone, together)]
    assert pressures == [-0.2, -0.2]


def test_neighbours_relieve_only_the_pressure_of_the_place(
    trust: Make, economy: Make, environment: Make, parameters: Make
) -> None:
    pressed, nation = trust(own_pressure=0.2), environment(demand_trend=0.1, national_pressure=0.1)
    alone, together = (economy(collaboration=share) for share in (0.0, 1.0))
    assert felt_pressure(pressed, together, nation, parameters()) == felt_pressure(pressed, alone, nation, parameters())


def test_winter_presses_the_exposed_harder_and_summer_relieves_them_more(
    trust: Make, economy: Make, environment: Make, parameters: Make
) -> None:
    def felt(load: float, exposure: float, **overrides: float) -> float:
        exposed = trust(winter_exposure=exposure)
        return felt_pressure(exposed, economy(), environment(season=load), parameters(**overrides))

    assert felt(1.0, 1.5) > felt(1.0, 0.5) > 0.0 > felt(-0.8, 0.5) > felt(-0.8, 1.5)
    assert felt(1.0, 0.0) == 0.0
    assert felt(1.0, 1.5, winter_amplitude=0.0) == 0.0


@steady
@given(seeds)
def test_more_pressure_anywhere_is_never_felt_as_less(any_state: Make, any_parameters: Make, seed: int) -> None:
    trust_, place = any_state(TrustState, seed), any_state(HealthEconomyState, seed)
    nation, values = any_state(EnvironmentState, seed), any_parameters(seed)
    before = felt_pressure(trust_, place, nation, values)
    place.regional_pressure += 0.1
    after = felt_pressure(trust_, place, nation, values)
    trust_.own_pressure += 0.1
    assert before - 1e-12 <= after < felt_pressure(trust_, place, nation, values)
