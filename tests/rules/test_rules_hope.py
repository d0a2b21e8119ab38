"""Hope: worn down by years of poor figures, given back by a plan that fits and by leaders, and felt in all they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.state import TrustState
from sim.rules.delivery import readiness
from sim.rules.hope import grounds_for_hope, next_hope
from sim.rules.performance import improvement_effort

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)

POOR = {"annual_quality": 0.2, "annual_access": 0.2, "annual_finance": 0.2}
SOUND = {"annual_quality": 0.6, "annual_access": 0.6, "annual_finance": 0.6}


def after(trust: Any, values: Any, months: int) -> float:
    """Return the hope of a trust after so many months that change nothing else."""
    for _ in range(months):
        trust.hope = next_hope(trust, values)
    return float(trust.hope)


def test_hope_is_whole_where_figures_are_sound_whoever_leads(trust: Make, parameters: Make) -> None:
    assert [grounds_for_hope(trust(leadership=level, **SOUND), parameters()) for level in (0.0, 0.9)] == [1.0, 1.0]


def test_years_of_poor_figures_wear_hope_down(trust: Make, parameters: Make) -> None:
    weak = trust(leadership=0.1, hope=1.0, **POOR)
    path = [after(weak, parameters(), 12) for _ in range(5)]
    assert 1.0 > path[0] > path[1] > path[2] > path[3] > path[4]
    assert path[0] > 0.5 > path[2], "it takes years and not months"
    assert after(trust(leadership=0.1, hope=1.0, **SOUND), parameters(), 60) == 1.0
    assert after(trust(leadership=0.1, hope=1.0, **POOR), parameters(hope_rate=0.0), 60) == 1.0


def test_able_leaders_keep_hope_alive_where_figures_are_poor(trust: Make, parameters: Make) -> None:
    def grounds(leadership: float, **overrides: float) -> float:
        return grounds_for_hope(trust(effective_leadership=leadership, **POOR), parameters(**overrides))

    assert grounds(0.1) < grounds(0.5) < grounds(0.9) < 1.0
    assert grounds(0.9, hope_from_grounds=0.0) == 0.0


def test_plan_that_fits_gives_hope_once_it_is_carried_out(trust: Make, parameters: Make) -> None:
    def grounds(quality: float, under_way: bool, **overrides: float) -> float:
        here = trust(leadership=0.2, plan_quality=quality, plan_under_way=under_way, **POOR)
        return grounds_for_hope(here, parameters(**overrides))

    assert grounds(0.2, True) < grounds(0.6, True)
    assert grounds(0.6, False) == grounds(0.0, False) < grounds(0.6, True)
    assert grounds(0.6, True, hope_from_grounds=0.0) == grounds(0.0, True, hope_from_grounds=0.0)


def test_hope_that_is_gone_comes_back_with_a_plan_and_with_sound_figures(trust: Make, parameters: Make) -> None:
    lost = {"leadership": 0.3, "hope": 0.1}
    assert after(trust(**lost, **POOR), parameters(), 24) < 0.25
    assert after(trust(**lost, plan_quality=0.8, plan_under_way=True, **POOR), parameters(), 24) > 0.3
    assert after(trust(**lost, **SOUND), parameters(), 24) > 0.5


def test_effort_follows_hope(trust: Make, regulator: Make, parameters: Make) -> None:
    def effort(hope: float, **overrides: float) -> float:
        return improvement_effort(trust(hope=hope), 0.3, regulator(), parameters(**overrides))

    assert 0.0 < effort(0.0) < effort(0.5) < effort(1.0)
    assert effort(0.0, left_without_hope=1.0) == effort(1.0, left_without_hope=1.0)


def test_readiness_for_help_follows_hope(trust: Make, parameters: Make) -> None:
    def ready(hope: float, **overrides: float) -> float:
        return readiness(trust(hope=hope, acknowledged=1.0, **POOR), parameters(**overrides))

    assert 0.0 < ready(0.0) < ready(0.5) < ready(1.0)
    assert ready(0.0, left_without_hope=1.0) == ready(1.0, left_without_hope=1.0)


@steady
@given(seeds)
def test_hope_is_a_level_and_moves_towards_its_grounds(any_state: Make, any_parameters: Make, seed: int) -> None:
    here, values = any_state(TrustState, seed), any_parameters(seed)
    low, high = sorted((here.hope, grounds_for_hope(here, values)))
    assert 0.0 <= low <= high <= 1.0
    assert low - 1e-12 <= next_hope(here, values) <= high + 1e-12
