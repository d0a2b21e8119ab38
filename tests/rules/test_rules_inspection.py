"""Inspection of a trust, with what follows for special measures, support, and the next inspection."""

from __future__ import annotations

import pytest
from worlds import recorded, world_of

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.model.enums import EntryRule, Event, Rating
from sim.model.random_purposes import Purpose
from sim.rules.inspection import (
    be_inspected,
    be_regulated,
    count_support_claims,
    enter_special_measures,
    leave_special_measures,
    seen_by_inspectors,
)
from sim.rules.regulation import months_to_inspection, support_offered

STOCKS = ("quality", "access", "finance", "workforce", "engagement", "leadership", "effective_leadership",
          "capability", "frontline_adoption", "coherence")  # fmt: skip
INSPECTED = tuple(purpose for purpose in Purpose if purpose.name.startswith("INSPECTED"))


def steady(level: float = 0.5) -> TurnaroundModel:
    """Return a world of trusts that do equally well in everything, seen as they are, with no inspection due."""
    world = world_of()
    for trust in world.trusts:
        for name in STOCKS:
            setattr(trust, name, level)
        trust.annual_quality = trust.annual_access = trust.annual_finance = level
        trust.judgement_safe = trust.judgement_effective = trust.judgement_caring = 0.0
        trust.judgement_responsive = trust.judgement_well_led = 0.0
        trust.special_measures, trust.months_in_special_measures, trust.next_inspection = False, 0, 99
        world.noise[trust.index][Purpose.INSPECTION_OUT_OF_TURN] = 1.0
        for purpose in (*INSPECTED, Purpose.INSPECTION_TEAM):
            world.noise[trust.index][purpose] = 0.0
    return world


# When


@pytest.mark.parametrize(("due", "comes"), [(3, False), (2, False), (1, True), (0, True)])
def test_inspectors_come_when_they_are_due(due: int, comes: bool) -> None:
    world = steady()
    world.trusts[0].next_inspection = due
    be_regulated(world, world.trusts[0], world.regulator, world.noise[0])
    assert world.trusts[0].inspected == comes
    assert len(recorded(world, Event.INSPECTED)) == comes


def test_inspectors_may_come_out_of_turn() -> None:
    world = steady(0.1)
    world.parameters.risk_inspection = 0.05
    world.noise[0][Purpose.INSPECTION_OUT_OF_TURN] = 0.0
    be_regulated(world, world.trusts[0], world.regulator, world.noise[0])
    assert world.trusts[0].inspected


def test_month_begins_with_no_inspection_and_the_chief_executive_in_post() -> None:
    world = steady()
    world.trusts[0].inspected = world.trusts[0].chief_executive_left = True
    be_regulated(world, world.trusts[0], world.regulator, world.noise[0])
    assert not world.trusts[0].inspected
    assert not world.trusts[0].chief_executive_left


def test_next_inspection_follows_from_the_new_rating() -> None:
    world = steady(0.9)
    trust, world.progress.month = world.trusts[0], 30
    trust.rating_overall = Rating.INADEQUATE
    be_inspected(world, trust, world.regulator, world.noise[0])
    assert trust.rating_overall == Rating.OUTSTANDING
    chance = world.noise[0][Purpose.INSPECTION_INTERVAL]
    assert trust.next_inspection == 30 + months_to_inspection(trust, world.regulator, world.parameters, chance)


@pytest.mark.parametrize("purpose", INSPECTED, ids=lambda purpose: purpose.name.lower())
def test_luck_in_each_domain_is_its_own(purpose: Purpose) -> None:
    domain = purpose.name.replace("INSPECTED", "rating").lower()
    lucky, plain = steady(0.5), steady(0.5)
    lucky.noise[0][purpose] = 9.0
    for world in (lucky, plain):
        be_inspected(world, world.trusts[0], world.regulator, world.noise[0])
    assert getattr(lucky.trusts[0], domain) == Rating.OUTSTANDING > getattr(plain.trusts[0], domain)
    domains = [f"rating_{name}" for name in ("safe", "effective", "caring", "responsive", "well_led")]
    others = [name for name in domains if name != domain]
    assert all(getattr(lucky.trusts[0], name) == getattr(plain.trusts[0], name) for name in others)


# Special measures


def test_trust_that_is_found_inadequate_enters_special_measures() -> None:
    world = steady(0.05)
    be_inspected(world, world.trusts[0], world.regulator, world.noise[0])
    assert world.trusts[0].rating_overall == Rating.INADEQUATE
    assert world.trusts[0].special_measures
    assert recorded(world, Event.SPECIAL_MEASURES_ENTERED) == [(0, 1.0)]


def test_trust_in_special_measures_does_not_enter_them_again() -> None:
    world = steady(0.05)
    world.trusts[0].special_measures, world.trusts[0].months_in_special_measures = True, 9
    be_inspected(world, world.trusts[0], world.regulator, world.noise[0])
    assert world.trusts[0].months_in_special_measures == 9
    assert recorded(world, Event.SPECIAL_MEASURES_ENTERED) == []


def test_special_measures_are_lifted_with_the_months_that_were_spent_in_them() -> None:
    world = steady(0.9)
    trust = world.trusts[0]
    trust.special_measures, trust.months_in_special_measures = True, 27
    trust.annual_quality = trust.annual_access = trust.annual_finance = 0.6
    be_inspected(world, trust, world.regulator, world.noise[0])
    assert not trust.special_measures
    assert trust.months_in_special_measures == 0
    assert recorded(world, Event.SPECIAL_MEASURES_LEFT) == [(0, 27)]


def test_months_in_special_measures_are_counted_while_they_last() -> None:
    world = steady(0.05)
    world.trusts[0].special_measures = True
    for _ in range(4):
        for trust in world.trusts[:2]:
            be_regulated(world, trust, world.regulator, world.noise[trust.index])
    assert [trust.months_in_special_measures for trust in world.trusts[:2]] == [4, 0]


def test_oversight_and_support_follow_what_inspectors_found() -> None:
    world = steady(0.05)
    trust = world.trusts[0]
    trust.next_inspection, trust.oversight_segment, trust.regulator_support = 1, 1, 0.0
    be_regulated(world, trust, world.regulator, world.noise[0])
    assert trust.oversight_segment == 4
    assert trust.regulator_support > 0.0


def test_claims_to_support_are_what_all_trusts_are_offered_together_units_too() -> None:
    world = steady()
    for trust, segment in zip(world.trusts, (4, 3, 1, 4), strict=True):
        trust.oversight_segment, trust.special_measures = segment, segment == 4
    claims = [support_offered(trust, world.regulator, world.parameters) for trust in world.trusts]
    assert claims[0] > claims[1] > claims[2] == 0.0
    count_support_claims(world)
    assert world.progress.support_claims == pytest.approx(sum(claims))
    world.trusts[3].absorbed_by = 0
    count_support_claims(world)
    assert world.progress.support_claims == pytest.approx(sum(claims))


def test_support_is_shared_with_all_that_claim_it() -> None:
    taken_hold = []
    for claims in (1.0, 60.0):
        world = steady()
        trust = world.trusts[0]
        trust.regulator_support, trust.months_poor, world.progress.support_claims = 0.0, 99, claims
        be_regulated(world, trust, world.regulator, world.noise[0])
        taken_hold.append(trust.regulator_support)
    assert taken_hold[0] > taken_hold[1] > 0.0


# Groups


def test_trust_alone_is_seen_as_it_is() -> None:
    world = steady()
    assert world.trusts
    assert all(seen_by_inspectors(world, trust) is trust for trust in world.trusts)


def test_head_is_seen_with_its_units_by_size_once_they_count() -> None:
    world = steady()
    head, unit, grace = world.trusts[1], world.trusts[0], world.regulator.rating_grace
    unit.absorbed_by, world.progress.absorbed = 1, 1
    head.quality, unit.quality, head.turnover, unit.turnover = 0.8, 0.4, 300.0, 100.0
    unit.months_absorbed = grace - 1
    assert seen_by_inspectors(world, head) is head
    unit.months_absorbed = grace
    seen = seen_by_inspectors(world, head)
    assert seen.quality == pytest.approx(0.7)
    assert seen.access == pytest.approx(0.5)
    assert seen_by_inspectors(world, unit) is unit
    assert seen_by_inspectors(world, world.trusts[2]) is world.trusts[2]


def test_several_units_are_seen_as_one_with_their_head_however_often_one_looks() -> None:
    world = steady()
    for unit, quality in zip((0, 2, 3), (0.2, 0.4, 0.9), strict=True):
        world.trusts[unit].quality, world.trusts[unit].absorbed_by = quality, 1
        world.trusts[unit].months_absorbed = 0 if unit == 3 else 99
    world.progress.absorbed = 3
    for trust in world.trusts:
        trust.turnover = 100.0
    for _ in range(2):
        assert seen_by_inspectors(world, world.trusts[1]).quality == pytest.approx((0.5 + 0.2 + 0.4) / 3.0)


def test_rating_of_a_group_is_given_to_its_head_and_not_to_the_mean() -> None:
    world = steady(0.9)
    world.trusts[0].absorbed_by, world.trusts[0].months_absorbed, world.progress.absorbed = 1, 99, 1
    for name in STOCKS:
        setattr(world.trusts[0], name, 0.1)
    world.trusts[0].turnover = 10 * world.trusts[1].turnover
    be_inspected(world, world.trusts[1], world.regulator, world.noise[1])
    assert world.trusts[1].rating_overall == Rating.INADEQUATE
    assert not world.group_mean.inspected


# Regimes


def test_where_nobody_inspects_a_rating_stays_what_it_was() -> None:
    world = steady(0.05)
    trust = world.trusts[0]
    trust.next_inspection, trust.rating_overall, world.regulator.inspects = 1, Rating.OUTSTANDING, False
    be_regulated(world, trust, world.regulator, world.noise[0])
    assert trust.rating_overall == Rating.OUTSTANDING
    assert recorded(world, Event.INSPECTED) == []


def test_regime_without_special_measures_lets_everybody_out() -> None:
    world = steady()
    trust, world.regulator.entry_rule = world.trusts[0], EntryRule.NOBODY
    trust.special_measures, trust.months_in_special_measures, trust.next_inspection = True, 7, 99
    be_regulated(world, trust, world.regulator, world.noise[0])
    assert not trust.special_measures
    assert recorded(world, Event.SPECIAL_MEASURES_LEFT) == [(0, 8)]


def test_entering_and_leaving_are_recorded_and_months_are_counted_anew() -> None:
    world = steady()
    trust = world.trusts[0]
    enter_special_measures(world, trust)
    assert trust.special_measures
    trust.months_in_special_measures = 5
    leave_special_measures(world, trust)
    assert (trust.special_measures, trust.months_in_special_measures) == (False, 0)
    assert recorded(world, Event.SPECIAL_MEASURES_ENTERED) == [(0, 1.0)]
    assert recorded(world, Event.SPECIAL_MEASURES_LEFT) == [(0, 5.0)]
