"""Capability, the way to the front line, and dependence on others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.state import RegulatorState, TrustState
from sim.rules.capability import adoption_rate, next_capability, next_dependence, next_frontline_adoption

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
shocks = st.floats(-6.0, 6.0)


@pytest.fixture(scope="session")
def later(trust: Make, regulator: Make, parameters: Make) -> Make:
    """Return the capability of a trust, made as given, a month later."""

    def _later(overrides: Any = None, shock: float = 0.0, empowerment: float = 0.0, **state: Any) -> float:
        policy = regulator(empowerment=empowerment)
        return next_capability(trust(**state), policy, parameters(**(overrides or {})), shock)

    return _later


@pytest.fixture(scope="session")
def gained(later: Make) -> Make:
    """Return the capability that effort or the practices of a partner add in a month."""

    def _gained(overrides: Any = None, capability: float = 0.5, **drivers: float) -> float:
        rest = {name: value for name, value in drivers.items() if name not in ("effort", "practice_transfer")}
        without = later(overrides, capability=capability, **rest)
        return float(later(overrides, capability=capability, **drivers) - without)

    return _gained


# What a trust learns and forgets


def test_trusts_learn_by_doing(gained: Make) -> None:
    assert gained(effort=0.4) > gained(effort=0.2) > 0.0
    assert gained({"capability_from_effort": 0.0}, effort=0.4) == 0.0


def test_trust_of_one_culture_learns_more_from_the_same_effort(gained: Make) -> None:
    assert gained(effort=0.3, coherence=0.9) > gained(effort=0.3, coherence=0.2)
    off = {"left_without_coherence": 1.0}
    assert gained(off, effort=0.3, coherence=0.9) == gained(off, effort=0.3, coherence=0.2)


def test_practices_teach_as_far_as_they_are_taken_up(gained: Make) -> None:
    assert gained(practice_transfer=0.8) == pytest.approx(2.0 * gained(practice_transfer=0.4))
    assert gained(practice_transfer=0.4) > 0.0
    assert gained({"capability_from_transfer": 0.0}, practice_transfer=1.0) == 0.0


def test_capability_counts_in_what_is_taken_up_and_not_once_more_in_what_is_learned_from_it(gained: Make) -> None:
    weak, able = (gained(capability=capability, practice_transfer=0.4) for capability in (0.1, 0.7))
    assert weak == pytest.approx(able)


def test_guide_dog_support_teaches(later: Make) -> None:
    teaching, off = {"capability_from_support": 0.05}, {"capability_from_support": 0.0}
    assert later(teaching, regulator_support=0.8) > later(teaching)
    assert later(off, regulator_support=0.8) == later(off)


def test_support_teaches_more_where_it_empowers_front_line_staff(later: Make) -> None:
    def taught(empowerment: float, support: float = 0.8, **overrides: float) -> float:
        values = {"capability_from_support": 0.05} | overrides
        return float(later(values, empowerment=empowerment, regulator_support=support))

    assert taught(0.0) < taught(0.5) < taught(1.0)
    assert taught(1.0, support=0.0) == taught(0.0, support=0.0)
    assert taught(1.0, capability_from_empowerment=0.0) == taught(0.0, capability_from_empowerment=0.0)


def test_knowledge_leaves_where_nothing_is_done_and_faster_where_posts_are_vacant(later: Make) -> None:
    staffed, vacant = ({"capability": 0.6, "workforce": workforce} for workforce in (0.9, 0.2))
    assert later(**vacant) < later(**staffed) < 0.6
    off = {"loss_with_vacancies": 0.0}
    assert later(off, **vacant) == later(off, **staffed)
    assert later({"capability_loss": 0.0}, **vacant) == 0.6


def test_nobody_learns_beyond_all_there_is_to_know(later: Make) -> None:
    alone, helped = later(capability=1.0), later(capability=1.0, effort=0.5, regulator_support=1.0)
    assert helped == alone < 1.0, "who knows all learns nothing by doing and from support"
    assert later({"capability_from_transfer": 0.3}, capability=1.0, practice_transfer=1.0) == 1.0


def test_luck_moves_capability_both_ways(later: Make) -> None:
    assert later(shock=-1.0) < later() < later(shock=1.0)
    off = {"capability_noise": 0.0}
    assert later(off, 2.0) == later(off, -2.0)


# How it reaches the wards


def test_engaged_wards_take_up_sooner(trust: Make, parameters: Make) -> None:
    assert adoption_rate(trust(engagement=0.8), parameters()) > adoption_rate(trust(engagement=0.3), parameters()) > 0.0
    off = parameters(adoption_without_engagement=1.0)
    assert adoption_rate(trust(engagement=0.8), off) == adoption_rate(trust(engagement=0.3), off)


def test_improvement_takes_longer_over_several_sites(trust: Make, parameters: Make) -> None:
    rates = [adoption_rate(trust(number_of_sites=sites), parameters()) for sites in (1, 2, 5)]
    assert rates[0] > rates[1] > rates[2] > 0.0
    off = parameters(adoption_per_site=0.0)
    assert adoption_rate(trust(number_of_sites=5), off) == rates[0]


def test_what_the_board_has_learned_reaches_the_wards_with_a_lag(trust: Make, parameters: Make) -> None:
    board_ahead = trust(capability=0.8, frontline_adoption=0.4)
    assert 0.4 < next_frontline_adoption(board_ahead, parameters()) < 0.8


def test_people_whom_those_in_charge_bring_carry_improvement_to_the_wards_or_fail_to(
    trust: Make, parameters: Make
) -> None:
    def wards(brought: float) -> float:
        return next_frontline_adoption(
            trust(capability=0.5, frontline_adoption=0.5, capability_brought=brought), parameters()
        )

    assert wards(-0.3) < wards(0.0) == 0.5 < wards(0.2) < wards(0.4)


def test_wards_lose_what_the_board_no_longer_knows(trust: Make, parameters: Make) -> None:
    board_behind = trust(capability=0.3, frontline_adoption=0.7)
    assert 0.3 < next_frontline_adoption(board_behind, parameters()) < 0.7


def test_wards_level_with_the_board_stay_there(trust: Make, parameters: Make) -> None:
    assert next_frontline_adoption(trust(capability=0.6, frontline_adoption=0.6), parameters()) == 0.6


@pytest.mark.parametrize("lent", [{"regulator_support": 0.8}, {"capacity_lent": 0.1}])
def test_dependence_follows_lent_capacity(lent: dict[str, float], trust: Make, parameters: Make) -> None:
    helped = trust(**lent)
    path = [helped.dependence]
    for _ in range(12):
        helped.dependence = next_dependence(helped, parameters())
        path.append(helped.dependence)
    assert path == sorted(path)
    assert 0.0 < path[1] < path[-1] < 1.0
    helped.regulator_support = helped.capacity_lent = 0.0
    assert 0.0 < next_dependence(helped, parameters()) < path[-1]


def test_trust_that_helps_itself_depends_on_nobody(trust: Make, parameters: Make) -> None:
    assert next_dependence(trust(), parameters()) == 0.0


def test_no_trust_depends_more_than_wholly(trust: Make, parameters: Make) -> None:
    drowned_in_help = trust(dependence=1.0, regulator_support=1.0, capacity_lent=3.0)
    assert next_dependence(drowned_in_help, parameters()) == 1.0


def test_help_breeds_no_dependence_where_nothing_withers(trust: Make, parameters: Make) -> None:
    assert next_dependence(trust(regulator_support=1.0), parameters(habit_rate=0.0)) == 0.0


@steady
@given(seeds, shocks)
def test_learning_stays_a_level(any_state: Make, any_parameters: Make, seed: int, shock: float) -> None:
    trust_, policy, values = any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed)
    assert 0.0 <= next_capability(trust_, policy, values, shock) <= 1.0
    assert 0.0 <= next_frontline_adoption(trust_, values) <= 1.0
    assert 0.0 <= next_dependence(trust_, values) <= 1.0
    assert 0.0 <= adoption_rate(trust_, values) <= 1.0
