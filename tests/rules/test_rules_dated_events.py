"""Dated events: what a scenario lets happen in a given month, whom it hits, and how long it is felt."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from worlds import recorded, world_of

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.model.enums import DatedEventType, Event, ProviderType, ShockOf, Trigger
from sim.model.random_purposes import Purpose
from sim.rules.dated_events import (
    appoint,
    begin,
    begin_or_end,
    feel,
    feel_all,
    hits,
    hits_all,
    is_felt,
    lose_dated_projects,
    lose_standing,
    meet_dated_events,
    months_felt,
    record_hit,
    replace_dated_chief_executives,
)
from sim.rules.environment import felt_pressure
from sim.rules.leadership import board_under, successor_leadership
from sim.rules.oversight_costs import pay_for_oversight
from sim.rules.people import sustained_workforce
from sim.rules.performance import sustained_finance
from sim.rules.published_figures import publish
from sim.rules.recognition import recognised

Make = Callable[..., Any]
FELT = ("demand_shock", "funding_shock", "workforce_shock", "income_from_grants")
SHOCKS = {ShockOf.DEMAND: "demand_shock", ShockOf.FUNDING: "funding_shock", ShockOf.WORKFORCE: "workforce_shock"}
RECORDS = {
    ShockOf.DEMAND: Event.DEMAND_SHOCK,
    ShockOf.FUNDING: Event.FUNDING_SHOCK,
    ShockOf.WORKFORCE: Event.WORKFORCE_SHOCK,
}


def dated(kind: DatedEventType, month: int = 3, **values: Any) -> Any:
    """Return an event of a type that is about all trusts, but for what the test says."""
    usual = {"trust": -1, "provider_type": -1, "local_health_economy": -1, "of": -1, "size": -1.0, "months": -1}
    usual |= {"loss": 0.3, "leadership": -1.0, "amount": -1.0}
    return SimpleNamespace(type=kind, month=month, **(usual | values))


def shock(of: ShockOf = ShockOf.DEMAND, size: float = 0.2, months: int = 4, **values: Any) -> Any:
    return dated(DatedEventType.SHOCK, of=of, size=size, months=months, **values)


def grant(amount: float = 24.0, **values: Any) -> Any:
    return dated(DatedEventType.GRANT, amount=amount, **values)


def scandal(trust: int = 0, **values: Any) -> Any:
    return dated(DatedEventType.SCANDAL, trust=trust, **values)


def at_one(kind: DatedEventType, **values: Any) -> Any:
    return dated(kind, trust=0, **values)


def world_with(*events: Any, month: int = 3) -> TurnaroundModel:
    """Return a world with some events, in the month of most of them."""
    world = world_of()
    world.dated_events = list(events)
    world.progress.month = month
    world.events.clear()
    return world


# How long, and whom


def test_shock_is_felt_as_long_as_it_lasts_a_grant_for_a_year_and_all_else_for_a_month() -> None:
    felt = {kind: months_felt(dated(kind, months=7)) for kind in DatedEventType}
    assert felt[DatedEventType.SHOCK] == 7
    assert felt[DatedEventType.GRANT] == 12
    assert {months for kind, months in felt.items() if kind not in (DatedEventType.SHOCK, DatedEventType.GRANT)} == {1}


def test_event_is_felt_from_its_month_on_until_it_is_over() -> None:
    assert [month for month in range(-12, 20) if is_felt(shock(months=4), month)] == [3, 4, 5, 6]
    assert [month for month in range(20) if is_felt(scandal(), month)] == [3]


def test_only_the_months_matter_in_which_something_begins_or_has_ended() -> None:
    events = [shock(months=4), scandal(month=5)]
    assert [month for month in range(-12, 20) if begin_or_end(events, month)] == [3, 5, 6, 7]
    assert not any(begin_or_end([], month) for month in range(-12, 20))


@pytest.mark.parametrize(
    ("whom", "hit"),
    [
        ({"trust": 1}, [1]),
        ({"provider_type": ProviderType.COMMUNITY}, [2]),
        ({"local_health_economy": 0}, [0, 3]),
        ({}, [0, 1, 2, 3]),
    ],
)
def test_event_hits_one_trust_or_all_of_a_type_or_of_a_place_or_every_one(
    whom: dict[str, int], hit: list[int], trust: Make
) -> None:
    kinds = (ProviderType.ACUTE, ProviderType.ACUTE, ProviderType.COMMUNITY, ProviderType.MENTAL_HEALTH)
    places = (0, 1, 2, 0)
    trusts = [
        trust(index=index, provider_type=kind, local_health_economy=place)
        for index, (kind, place) in enumerate(zip(kinds, places, strict=True))
    ]
    assert [one.index for one in trusts if hits(shock(**whom), one)] == hit
    assert hits_all(shock(**whom)) == (len(hit) == 4)


@pytest.mark.parametrize(("whom", "named"), [({"trust": 1}, [1]), ({}, [-1]), ({"provider_type": 3}, [3])])
def test_event_is_recorded_of_whom_it_hits_and_once_where_it_hits_all(whom: dict[str, int], named: list[int]) -> None:
    world = world_with()
    world.trusts[3].provider_type = 3
    for trust in world.trusts[:3]:
        trust.provider_type = 0
    record_hit(world, shock(**whom), Event.DEMAND_SHOCK, 0.2)
    assert recorded(world, Event.DEMAND_SHOCK) == [(trust, 0.2) for trust in named]


# Shocks


@pytest.mark.parametrize("of", ShockOf)
@pytest.mark.parametrize("size", [-0.2, 0.2])
def test_shock_moves_what_it_is_of_and_nothing_else(of: ShockOf, size: float, trust: Make) -> None:
    hit, usual = trust(), trust()
    feel(hit, shock(of, size))
    assert {name for name, value in vars(usual).items() if getattr(hit, name) != value} == {SHOCKS[of]}
    assert getattr(hit, SHOCKS[of]) == size


def test_shocks_at_once_add_up_and_leave_nothing_behind(trust: Make) -> None:
    hit, events = trust(), [shock(size=0.1, months=2), shock(size=0.2, months=1), shock(size=0.3, trust=5)]
    path = []
    for month in range(2, 7):
        feel_all(hit, events, month)
        path.append(hit.demand_shock)
    assert path == [0.0, 0.1 + 0.2, 0.1, 0.0, 0.0]


@pytest.mark.parametrize("of", ShockOf)
def test_shock_begins_and_ends_in_its_months_and_both_are_recorded(of: ShockOf) -> None:
    world = world_with(shock(of, -0.1, months=2, trust=1))
    path = []
    for month in range(2, 7):
        world.progress.month = month
        meet_dated_events(world)
        path.append([getattr(trust, SHOCKS[of]) for trust in world.trusts[:2]])
    assert path == [[0.0, 0.0], [0.0, -0.1], [0.0, -0.1], [0.0, 0.0], [0.0, 0.0]]
    assert [(e.month, e.event, e.trust, e.value) for e in world.events] == [
        (3, RECORDS[of], 1, -0.1),
        (5, Event.SHOCK_OVER, 1, float(of)),
    ]


def test_more_demand_is_more_pressure(trust: Make, economy: Make, environment: Make, parameters: Make) -> None:
    usual, more = (
        felt_pressure(trust(demand_shock=size), economy(), environment(), parameters()) for size in (0.0, 0.2)
    )
    assert more - usual == pytest.approx(0.2)


def test_more_money_shows_in_published_finance_and_wards_off_a_cash_crisis(
    trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    values = parameters()
    poor, helped = (trust(finance=values.cash_crisis_finance - 0.1, funding_shock=size) for size in (0.0, 0.2))
    for one in (poor, helped):
        publish(one, 0.0, values, [0.0] * 100)
    assert helped.published_finance == pytest.approx(poor.published_finance + 0.2)
    assert recognised(poor, regulator(), environment(), values, 0.0) == Trigger.CASH_CRISIS
    assert recognised(helped, regulator(), environment(), values, 0.0) != Trigger.CASH_CRISIS


def test_fewer_staff_is_less_staffing_sustained(
    trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    usual, fewer = (
        sustained_workforce(trust(reputation=0.5, workforce_shock=size), regulator(), environment(), parameters())
        for size in (0.0, -0.1)
    )
    assert fewer == pytest.approx(usual - 0.1)


# Grants


def test_grant_counts_over_twelve_months_and_comes_from_the_centre(
    trust: Make, regulator: Make, parameters: Make
) -> None:
    hit, paid = trust(), 0.0
    for month in range(1, 30):
        feel_all(hit, [grant(24.0)], month)
        pay_for_oversight(hit, regulator(support=0.0), parameters(), 0.0)
        paid += hit.cost_to_centre
        assert hit.income_from_grants == (2.0 if 3 <= month < 15 else 0.0)
        assert hit.cost_to_trust == 0.0
    assert paid == pytest.approx(24.0)


def test_grant_sustains_finance_as_money_that_is_not_spent_would(
    even_trust: Make, regulator: Make, parameters: Make
) -> None:
    levels = [
        sustained_finance(even_trust(0.4, income_from_grants=given, cost_to_trust=spent), regulator(), parameters())
        for given, spent in ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
    ]
    assert levels[0] < levels[1]
    assert levels[0] == levels[2]


def test_grant_is_recorded_when_it_is_given() -> None:
    world = world_with(grant(24.0, trust=1))
    for month in range(1, 20):
        world.progress.month = month
        meet_dated_events(world)
    assert [(e.month, e.event, e.trust, e.value) for e in world.events] == [(3, Event.GRANT_GIVEN, 1, 24.0)]


# Scandals


def test_scandal_costs_a_share_of_reputation_and_hope(trust: Make) -> None:
    hit = trust(reputation=0.6, hope=0.8)
    lose_standing(hit, 0.25)
    assert (hit.reputation, hit.hope) == pytest.approx((0.45, 0.6))


def test_scandal_is_public_for_a_month_at_one_trust() -> None:
    world = world_with(scandal(0, loss=0.5))
    before = [(trust.reputation, trust.hope) for trust in world.trusts[:2]]
    public = []
    for month in range(2, 6):
        world.progress.month = month
        meet_dated_events(world)
        public.append([trust.scandal for trust in world.trusts[:2]])
    assert public == [[False, False], [True, False], [False, False], [False, False]]
    assert (world.trusts[0].reputation, world.trusts[0].hope) == (before[0][0] * 0.5, before[0][1] * 0.5)
    assert (world.trusts[1].reputation, world.trusts[1].hope) == before[1]
    assert recorded(world, Event.SCANDAL) == [(0, 0.5)]


def test_dated_scandal_is_recognised_by_all_even_where_the_figures_are_sound(
    even_trust: Make, regulator: Make, environment: Make, parameters: Make
) -> None:
    def trigger(public: bool) -> int:
        return recognised(even_trust(0.9, scandal=public), regulator(), environment(), parameters(), 0.999)

    assert trigger(True) == Trigger.SCANDAL
    assert trigger(False) == Trigger.NONE


@pytest.mark.parametrize("kind", [DatedEventType.FAILED_BUILDING_PROJECT, DatedEventType.CHIEF_EXECUTIVE_REPLACED])
def test_what_is_recorded_where_it_is_done_is_not_recorded_when_it_begins(kind: DatedEventType) -> None:
    world = world_with()
    begin(world, at_one(kind))
    assert world.events == []


# Building projects


@pytest.mark.parametrize("planned", [True, False])
def test_dated_project_fails_whether_or_not_a_plan_was_known_of(planned: bool) -> None:
    world = world_with(at_one(DatedEventType.FAILED_BUILDING_PROJECT))
    trust = world.trusts[0]
    trust.building_plan, trust.finance = planned, 0.5
    lose_dated_projects(world)
    assert trust.finance == pytest.approx(0.5 - world.parameters.project_write_off)
    assert (trust.building_plan, trust.project_failed) == (False, True)
    assert recorded(world, Event.CAPITAL_PROJECT_FAILED) == [(0, world.parameters.project_write_off)]


def test_project_that_has_failed_by_chance_does_not_fail_twice_and_no_other_month_has_it_fail() -> None:
    for month, failed in ((3, True), (2, False), (4, False)):
        world = world_with(at_one(DatedEventType.FAILED_BUILDING_PROJECT), month=month)
        world.trusts[0].finance, world.trusts[0].project_failed = 0.5, failed
        lose_dated_projects(world)
        assert world.trusts[0].finance == 0.5
        assert world.events == []


# Chief executives


def test_chief_executive_is_replaced_in_the_month_and_no_other() -> None:
    for month in (2, 3, 4):
        world = world_with(at_one(DatedEventType.CHIEF_EXECUTIVE_REPLACED), month=month)
        world.trusts[0].chief_executive_tenure = 40
        replace_dated_chief_executives(world)
        assert recorded(world, Event.CHIEF_EXECUTIVE_LEFT) == ([(0, 40.0)] if month == 3 else [])
        assert world.trusts[0].chief_executive_tenure == (0 if month == 3 else 40)


@pytest.mark.parametrize("leadership", [-1.0, 0.0, 0.9])
def test_successor_is_as_the_scenario_says_or_drawn_as_ever(leadership: float) -> None:
    world = world_with()
    trust, values = world.trusts[0], world.parameters
    trust.leadership, trust.leadership_support = 0.3, 0.0
    drawn = successor_leadership(trust, values, world.noise[0][Purpose.SUCCESSOR])
    appoint(world, trust, leadership)
    assert trust.leadership == (board_under(leadership, 0.3, values) if leadership >= 0.0 else drawn)
    assert trust.effective_leadership == trust.leadership


def test_board_that_stays_keeps_its_share(parameters: Make) -> None:
    assert board_under(0.9, 0.3, parameters(board_continuity=1.0)) == pytest.approx(0.3)
    assert board_under(0.9, 0.3, parameters(board_continuity=0.0)) == pytest.approx(0.9)
    assert 0.3 < board_under(0.9, 0.3, parameters()) < 0.9


def test_who_has_left_by_chance_is_not_replaced_twice_but_the_successor_is_the_one_named() -> None:
    world = world_with()
    trust = world.trusts[0]
    trust.chief_executive_left, trust.leadership = True, 0.3
    appoint(world, trust, 0.9)
    assert world.events == []
    assert trust.leadership == board_under(0.9, 0.3, world.parameters)


def test_chief_executive_of_another_trust_is_not_this_ones_to_replace() -> None:
    world = world_with()
    trust = world.trusts[0]
    trust.chief_executive_of, before = 1, trust.leadership
    appoint(world, trust, 0.9)
    assert (trust.leadership, world.events) == (before, [])


def test_a_world_without_events_looks_at_no_trust() -> None:
    world = world_with()
    world.trusts = []
    meet_dated_events(world)
    lose_dated_projects(world)
    replace_dated_chief_executives(world)
    assert world.events == []
