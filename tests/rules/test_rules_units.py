"""Units: what they share with their trust, what is their own, and what becomes of both when another takes them on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from worlds import pair, recorded, world_of

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.model.enums import Event, Phase, Rating
from sim.rules.inspection import be_rated_with, count_support_claims
from sim.rules.local_health_economy import count_places
from sim.rules.mandates import line_up
from sim.rules.matching import may_lead
from sim.rules.partner_search import may_be_asked, seeking_hazard
from sim.rules.partnership_burden import burden
from sim.rules.partnership_founding import (
    is_absorbed_by_a_group,
    is_free,
    share_of_service,
    staff_of,
    takes_a_side,
)
from sim.rules.units import (
    acts_alone,
    add_help,
    add_rest,
    add_to_mean,
    be_part,
    carry_demands,
    clear_mean,
    clear_reach,
    dissolve,
    gather_demands,
    has_board,
    have_board,
    have_ledger,
    have_money,
    have_oversight,
    have_pressure,
    income_of_units,
    is_one_side,
    leave_trust,
    part_of_trust,
    part_reached,
    pay_for_unit,
    receive_help,
    receive_rest,
    share_board,
    share_ledger,
    share_what_reaches,
    shares_board,
)
from sim.rules.withdrawal import absorb, is_in_by_unit, is_unit_of, leave_all_but

Make = Callable[..., Any]
GOOD, PEER, OTHER, MATERNITY, SURGERY, REST = range(6)
UNITS = (MATERNITY, SURGERY, REST)

SCENARIO = """\
title: A trust of three units and two others
months: 60
replicates: 3
trusts:
  - id: good
    archetype: high_performing
    units:
      - {id: maternity, share: 0.2, state: {quality: 0.3, rating_safe: inadequate}}
      - {id: surgery, share: 0.3}
      - {id: rest}
  - {id: peer, archetype: high_performing}
  - {id: other, archetype: average}
"""


@pytest.fixture
def world(tmp_path: Path) -> TurnaroundModel:
    (tmp_path / "units.yaml").write_text(SCENARIO)
    return world_of(str(tmp_path / "units.yaml"))


def test_unit_has_no_board_and_does_not_act_alone(world: TurnaroundModel) -> None:
    assert [shares_board(trust) for trust in world.trusts] == [False] * 3 + [True] * 3
    assert [has_board(trust) for trust in world.trusts] == [True] * 3 + [False] * 3
    assert [acts_alone(trust) for trust in world.trusts] == [True] * 3 + [False] * 3


def test_unit_that_was_taken_on_shares_no_board_and_does_not_act_alone_either(trust: Make) -> None:
    taken_on, absorbed = trust(unit_of=0, absorbed_by=2), trust(absorbed_by=2)
    assert not shares_board(taken_on)
    assert not acts_alone(taken_on)
    assert has_board(taken_on)
    assert not acts_alone(absorbed)
    assert has_board(absorbed)
    assert not has_board(trust(dissolved=True))


def test_figures_of_a_trust_are_the_mean_of_its_units_by_income(world: TurnaroundModel) -> None:
    for unit, level in zip(UNITS, (0.1, 0.5, 0.9), strict=True):
        world.trusts[unit].quality = world.trusts[unit].engagement = level
    share_board(world)
    assert world.trusts[GOOD].quality == pytest.approx(0.2 * 0.1 + 0.3 * 0.5 + 0.5 * 0.9)
    assert world.trusts[GOOD].engagement == world.trusts[GOOD].quality


def test_shares_of_income_are_those_of_the_scenario(world: TurnaroundModel) -> None:
    assert [part_of_trust(world, unit) for unit in UNITS] == pytest.approx([0.2, 0.3, 0.5])
    assert [part_of_trust(world, whole) for whole in (GOOD, PEER, -1)] == [1.0, 1.0, 1.0]
    assert income_of_units(world, world.trusts[GOOD]) == pytest.approx(world.trusts[GOOD].turnover)


def test_leaders_money_and_good_name_are_the_same_in_every_unit(world: TurnaroundModel) -> None:
    whole = world.trusts[GOOD]
    shared = ("leadership", "capability", "finance", "annual_finance", "reputation", "hope", "stage", "plan_quality",
              "acknowledged", "chief_executive_tenure", "special_measures", "rating_well_led", "fatigue")  # fmt: skip
    for name, value in zip(shared, (0.11, 0.12, 0.13, 0.14, 0.15, 0.16, 3, 0.17, 0.18, 7, True, 2, 0.2), strict=True):
        setattr(whole, name, value)
    share_board(world)
    for unit in UNITS:
        assert [getattr(world.trusts[unit], name) for name in shared] == [getattr(whole, name) for name in shared]


def test_each_part_of_what_is_shared_is_copied_by_a_rule_of_its_own(trust: Make) -> None:
    whole = trust(leadership=0.9, finance=0.8, rating_well_led=3, own_pressure=0.3, attention_free=0.7)
    for rule, name, value in (
        (have_board, "leadership", 0.9),
        (have_money, "finance", 0.8),
        (have_oversight, "rating_well_led", 3),
        (have_pressure, "own_pressure", 0.3),
        (have_ledger, "attention_free", 0.7),
    ):
        unit = trust(unit_of=0)
        rule(unit, whole)
        assert getattr(unit, name) == value


def test_unit_has_the_overall_rating_that_its_own_domains_and_its_board_give(trust: Make) -> None:
    domains = ("rating_safe", "rating_effective", "rating_caring", "rating_responsive")
    unit = trust(unit_of=0, **dict.fromkeys(domains, Rating.GOOD))
    have_oversight(unit, trust(rating_well_led=Rating.GOOD))
    assert unit.rating_overall == Rating.GOOD
    unit.rating_safe = unit.rating_effective = Rating.INADEQUATE
    have_oversight(unit, trust(rating_well_led=Rating.GOOD))
    assert unit.rating_overall == Rating.INADEQUATE


def test_unit_that_is_being_made_part_of_another_trust_keeps_its_own_coherence_and_inspection(trust: Make) -> None:
    whole = trust(coherence=0.9, next_inspection=40)
    inside, leaving = (trust(unit_of=0, coherence=0.5, next_inspection=9, integrating=going) for going in (False, True))
    have_board(inside, whole)
    have_board(leaving, whole)
    assert (inside.coherence, inside.next_inspection) == (0.9, 40)
    assert (leaving.coherence, leaving.next_inspection) == (0.5, 9)


def test_mean_begins_at_nothing_and_adds_by_weight(trust: Make) -> None:
    whole = trust(quality=0.9, finance=0.8)
    clear_mean(whole)
    add_to_mean(whole, trust(quality=0.4, finance=0.1), 0.5)
    assert (whole.quality, whole.finance) == (0.2, 0.8)
    gone = trust(dissolved=True, finance=0.8)
    clear_mean(gone)
    add_to_mean(gone, trust(finance=0.1), 0.5)
    assert gone.finance == 0.05


def test_partnership_with_a_unit_is_as_large_as_the_unit_is_of_its_trust(world: TurnaroundModel) -> None:
    reaching_all, reaching_one = pair(world, target=GOOD, partner=PEER), pair(world, target=MATERNITY, partner=OTHER)
    assert reaching_all.part == 1.0
    assert reaching_one.part == pytest.approx(0.2)
    assert part_reached(world, reaching_one) == reaching_one.part
    helping = pair(world, target=OTHER, partner=SURGERY)
    assert helping.part == pytest.approx(0.3)


def test_burden_is_in_proportion_to_what_a_partnership_reaches(
    partnership: Make, partnership_type: Make, trust: Make, parameters: Make
) -> None:
    whole, part = (
        burden(partnership(part=size), partnership_type(), trust(), trust(), parameters()) for size in (1.0, 0.25)
    )
    assert part == pytest.approx(0.25 * whole)


def test_board_carries_what_partnerships_ask_of_units(world: TurnaroundModel) -> None:
    world.keep_ledgers()
    alone = world.trusts[GOOD].attention_partnership
    pair(world, target=MATERNITY, partner=PEER)
    world.keep_ledgers()
    assert alone == 0.0 < world.trusts[GOOD].attention_partnership
    assert world.trusts[GOOD].partnerships_active == 1
    for unit in UNITS:
        assert world.trusts[unit].attention_free == world.trusts[GOOD].attention_free


def test_demands_are_added_up_and_fate_of_the_trust_is_that_of_its_units(trust: Make, world: TurnaroundModel) -> None:
    whole, unit = trust(partnership_demand=0.1), trust(partnership_demand=0.2, partnerships_active=1)
    carry_demands(whole, unit)
    assert (whole.partnership_demand, whole.partnerships_active) == (pytest.approx(0.3), 1)
    be_part(unit, trust(integrating=True, mixing=1.0, mixing_pace=0.5, times_helped=1))
    assert (unit.integrating, unit.mixing, unit.mixing_pace, unit.times_helped) == (True, 1.0, 0.5, 1)
    world.trusts[SURGERY].approval_demand = 0.4
    gather_demands(world)
    assert world.trusts[GOOD].approval_demand == 0.4
    world.trusts[GOOD].overload = 0.3
    share_ledger(world)
    assert world.trusts[REST].overload == 0.3


def test_what_reaches_a_unit_reaches_its_trust_in_proportion_and_no_other_unit(world: TurnaroundModel) -> None:
    world.trusts[MATERNITY].practice_transfer = 0.5
    world.trusts[MATERNITY].service_gain = 0.2
    share_what_reaches(world)
    assert world.trusts[SURGERY].practice_transfer == world.trusts[REST].service_gain == 0.0
    assert world.trusts[GOOD].practice_transfer == pytest.approx(0.1)
    assert world.trusts[GOOD].service_gain == pytest.approx(0.04)


def test_what_reaches_a_trust_reaches_every_unit_of_it(world: TurnaroundModel) -> None:
    world.trusts[GOOD].practice_transfer = 0.5
    world.trusts[GOOD].integration_dip = 0.2
    share_what_reaches(world)
    for unit in UNITS:
        assert (world.trusts[unit].practice_transfer, world.trusts[unit].integration_dip) == (0.5, 0.2)
    assert world.trusts[GOOD].practice_transfer == pytest.approx(0.5)


def test_help_and_what_unsettles_go_both_ways(trust: Make) -> None:
    whole, unit = trust(mentoring=0.5, leading_load=0.5), trust(mentoring=0.5, leading_load=0.5)
    receive_help(unit, whole)
    receive_rest(unit, whole)
    assert (unit.mentoring, unit.leading_load) == (0.75, 0.75)
    clear_reach(whole)
    assert (whole.mentoring, whole.leading_load) == (0.0, 0.0)
    add_help(whole, unit, 0.5)
    add_rest(whole, unit, 0.5)
    assert (whole.mentoring, whole.leading_load) == (0.375, 0.375)


def test_leaders_from_elsewhere_who_are_most_in_charge_count_in_a_unit(trust: Make) -> None:
    whole = trust(in_charge=0.6, leadership_support=0.2)
    led, own = trust(in_charge=0.1, leadership_support=0.4), trust(in_charge=0.9, leadership_support=0.4)
    receive_help(led, whole)
    receive_help(own, whole)
    assert (led.leadership_support, own.leadership_support) == (0.2, 0.4)


def test_trust_pays_for_its_units(trust: Make, world: TurnaroundModel) -> None:
    whole = trust(cost_to_trust=1.0)
    pay_for_unit(whole, trust(cost_to_trust=0.5, income_from_partnerships=0.2, cost_to_centre=0.1))
    assert (whole.cost_to_trust, whole.income_from_partnerships, whole.cost_to_centre) == (1.5, 0.2, 0.1)
    link = pair(world, "consultancy", target=MATERNITY, partner=-1)
    world.exchange()
    paid = world.trusts[GOOD].cost_to_trust
    assert paid > 0.0
    assert world.trusts[PEER].cost_to_trust == 0.0
    link.part = 0.4
    world.exchange()
    assert world.trusts[GOOD].cost_to_trust == pytest.approx(2.0 * paid)


def test_unit_is_rated_with_its_trust_and_only_then(world: TurnaroundModel) -> None:
    whole, unit = world.trusts[GOOD], world.trusts[MATERNITY]
    world.events.clear()
    be_rated_with(world, unit, whole, world.noise[MATERNITY])
    assert recorded(world, Event.INSPECTED) == []
    whole.next_inspection = unit.next_inspection = 1
    world.regulate()
    assert {trust for trust, _ in recorded(world, Event.INSPECTED)} >= {GOOD, *UNITS}
    assert unit.rating_well_led == whole.rating_well_led
    world.events.clear()
    world.progress.month = 2
    whole.next_inspection, unit.next_inspection = 99, 1
    world.noise[GOOD] = [1.0] * len(world.noise[GOOD])
    world.regulate()
    assert {trust for trust, _ in recorded(world, Event.INSPECTED)}.isdisjoint({GOOD, *UNITS})


def test_nobody_finds_asks_mandates_or_counts_a_unit(world: TurnaroundModel) -> None:
    model, unit = world.parameters, world.trusts[MATERNITY]
    world.regulator.mandated_type = 0
    for position in (GOOD, *UNITS):
        world.trusts[position].special_measures = True
        world.trusts[position].oversight_segment = 4
        world.trusts[position].months_in_special_measures = 9
    assert line_up(world, 0, False) == 1
    assert world.trusts[GOOD].waits
    assert seeking_hazard(unit, world.regulator, model) == 0.0
    assert not may_be_asked(unit, False, world.regulator)
    assert not may_lead(world.trusts[REST], world.regulator, model)
    count_places(world)
    assert sum(economy.members for economy in world.economies) == 3
    count_support_claims(world)
    with_units = world.progress.support_claims
    for position in UNITS:
        world.trusts[position].oversight_segment = 1
    count_support_claims(world)
    assert with_units == world.progress.support_claims > 0.0


def test_unit_and_its_trust_are_one_side(world: TurnaroundModel) -> None:
    assert is_one_side(world, MATERNITY, GOOD)
    assert is_one_side(world, GOOD, MATERNITY)
    assert not is_one_side(world, MATERNITY, SURGERY)
    assert not is_one_side(world, MATERNITY, PEER)
    assert not is_one_side(world, -1, -1)


def test_service_may_be_all_of_a_unit(world: TurnaroundModel) -> None:
    of_all, of_one = (pair(world, "service_level_chain", target=at, partner=PEER) for at in (GOOD, MATERNITY))
    assert of_one.service_share == pytest.approx(min(1.0, of_all.service_share / 0.2))
    assert share_of_service(world, of_all) == of_all.service_share


def test_staff_of_a_unit_are_those_of_its_trust(world: TurnaroundModel) -> None:
    assert staff_of(world, world.trusts[MATERNITY]) is world.trusts[GOOD]
    assert staff_of(world, world.trusts[PEER]) is world.trusts[PEER]
    before = world.trusts[GOOD].fatigue
    pair(world, target=MATERNITY, partner=PEER)
    assert world.trusts[GOOD].fatigue > before


def test_unit_that_has_been_taken_on_leaves_with_its_income(world: TurnaroundModel) -> None:
    before = world.trusts[GOOD].turnover
    link = pair(world, "acquisition", target=SURGERY, partner=OTHER)
    helped = pair(world, "buddying", target=SURGERY, partner=PEER)
    absorb(world, link)
    assert world.trusts[SURGERY].absorbed_by == OTHER
    assert world.trusts[GOOD].absorbed_by == -1
    assert world.trusts[GOOD].turnover == pytest.approx(0.7 * before)
    assert helped.phase == Phase.ENDED
    assert link.phase != Phase.ENDED
    world.trusts[GOOD].leadership = 0.123
    share_board(world)
    assert world.trusts[SURGERY].leadership != 0.123 == world.trusts[REST].leadership
    assert recorded(world, Event.DISSOLVED) == []


def test_trust_that_has_lost_its_last_unit_is_dissolved(world: TurnaroundModel) -> None:
    kept = pair(world, "buddying", target=GOOD, partner=PEER)
    world.trusts[GOOD].special_measures = True
    for unit, partner in zip(UNITS, (PEER, OTHER, OTHER), strict=True):
        absorb(world, pair(world, "acquisition", target=unit, partner=partner))
    whole = world.trusts[GOOD]
    assert whole.dissolved
    assert whole.absorbed_by == OTHER
    assert not whole.special_measures
    assert recorded(world, Event.DISSOLVED) == [(GOOD, 1.0)]
    assert kept.phase == Phase.ENDED
    share_board(world)
    expected = sum(part * world.trusts[unit].quality for unit, part in zip(UNITS, (0.2, 0.3, 0.5), strict=True))
    assert whole.quality == pytest.approx(expected)


def test_leaving_and_dissolving_are_rules_of_their_own(world: TurnaroundModel) -> None:
    for unit in UNITS[:2]:
        world.trusts[unit].absorbed_by = OTHER
        leave_trust(world, world.trusts[unit])
    assert not world.trusts[GOOD].dissolved
    dissolve(world, world.trusts[GOOD], PEER)
    assert (world.trusts[GOOD].dissolved, world.trusts[GOOD].absorbed_by) == (True, PEER)


def test_absorption_of_a_trust_ends_the_partnerships_of_its_units(world: TurnaroundModel) -> None:
    of_unit = pair(world, "buddying", target=MATERNITY, partner=PEER)
    joining = pair(world, "acquisition", target=GOOD, partner=OTHER)
    assert is_in_by_unit(world, of_unit, GOOD)
    assert not is_in_by_unit(world, of_unit, PEER)
    assert is_unit_of(world, MATERNITY, GOOD)
    assert not is_unit_of(world, -1, GOOD)
    leave_all_but(world, of_unit, GOOD)
    assert of_unit.phase != Phase.ENDED == joining.phase
    joining.phase = Phase.OPERATING
    absorb(world, joining)
    assert of_unit.phase == Phase.ENDED
    assert [is_absorbed_by_a_group(world, at) for at in (GOOD, MATERNITY, OTHER, -1)] == [True, True, False, False]


def test_trust_is_not_absorbed_while_a_unit_of_it_is_and_units_are_taken_on_side_by_side(
    world: TurnaroundModel,
) -> None:
    joining = pair(world, "acquisition", target=MATERNITY, partner=PEER)
    whole, side_by_side = (pair(world, "acquisition", target=at, partner=OTHER) for at in (GOOD, SURGERY))
    assert takes_a_side(world, whole, joining)
    assert not takes_a_side(world, side_by_side, joining)


def test_plan_lets_a_head_take_on_several_at_a_time_and_nobody_else_does(world: TurnaroundModel) -> None:
    pair(world, "acquisition", target=GOOD, partner=PEER)
    second = pair(world, "acquisition", target=OTHER, partner=PEER)
    world.progress.links = 1
    assert not is_free(world, second)
    second.plan = 0
    assert is_free(world, second)
