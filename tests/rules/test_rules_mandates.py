"""Mandates: partners for trusts that await one, or a structural remedy, as the regulator's policy asks."""

from __future__ import annotations

import pytest
from worlds import always, pair, position_of_type, recorded, world_of

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.model.enums import Ending, Event, Nature, Phase, ProviderType, Rating, Refusal
from sim.model.random_purposes import Purpose
from sim.rules.mandates import (
    declines,
    find_partner,
    has_already,
    has_had_in_full,
    is_served,
    line_up,
    mandate,
    mandate_partnerships,
    next_in_line,
    propose,
)
from sim.rules.partnership_founding import draft_pair, tie
from sim.rules.withdrawal import end

AGREES, DECLINES = 0.0, 1.0
FROM_OUTSIDE = ("improvement_institute", "consultancy")
FOR_A_SERVICE = ("contractual", "service_level_chain")
FROM_A_PEER = ("buddying", "management_contract")


def failing(world: TurnaroundModel, *trusts: int) -> None:
    """Put trusts into special measures, where they await a mandate."""
    for position in trusts:
        trust = world.trusts[position]
        trust.special_measures, trust.months_in_special_measures = True, 6
        trust.rating_overall = Rating.INADEQUATE


def sound(world: TurnaroundModel, *trusts: int) -> None:
    """Let trusts be fit to lead another, and no others."""
    for trust in world.trusts:
        trust.rating_overall = Rating.REQUIRES_IMPROVEMENT
    for position in trusts:
        trust = world.trusts[position]
        trust.rating_overall, trust.capability = Rating.OUTSTANDING, 0.9
        trust.annual_quality = trust.annual_access = trust.annual_finance = 0.7


def policy(mandated: str | None = "buddying", remedy: str | None = None, insisted: bool = True) -> TurnaroundModel:
    """Return a world under a policy, in which the trust at position 1 can help, and nobody else."""
    world = world_of()
    regulator = world.regulator
    regulator.mandated_type = -1 if mandated is None else position_of_type(world, mandated)
    regulator.remedy_type = -1 if remedy is None else position_of_type(world, remedy)
    regulator.insisted, regulator.mandate_after, regulator.partner_limit = insisted, 2, 10
    sound(world, 1)
    always(world, AGREES)
    for trust in world.trusts:
        trust.months_in_difficulty = 0
    return world


def test_trusts_in_special_measures_are_given_partners_by_mandate() -> None:
    world = policy()
    failing(world, 0, 2)
    mandate_partnerships(world)
    assert {(link.target, link.partner) for link in world.partnerships} == {(0, 1), (2, 1)}
    assert {(link.nature, link.insisted) for link in world.partnerships} == {(Nature.MANDATED, True)}
    known = {link.target: link.prior_relationship for link in world.partnerships}
    assert known == {0: tie(world, 0, 1), 2: tie(world, 2, 1)}
    mandate_partnerships(world)
    assert len(world.partnerships) == 2, "who has been helped awaits no other"


def failing_for_long(world: TurnaroundModel, position: int) -> None:
    """Put a trust into persistent difficulty, where it awaits a structural remedy."""
    trust = world.trusts[position]
    trust.months_in_difficulty, trust.oversight_segment = 99, 4


def pairs_of_type(world: TurnaroundModel, partnership_type: str) -> list[tuple[int, int]]:
    """Return target and partner of every partnership of a type, in the order in which they came about."""
    return [(link.target, link.partner) for link in world.partnerships if link.type_name == partnership_type]


@pytest.mark.parametrize("partnership_type", [*FROM_OUTSIDE, *FOR_A_SERVICE, *FROM_A_PEER])
def test_trust_that_has_the_mandated_help_awaits_no_more_of_it(partnership_type: str) -> None:
    world = policy(mandated=partnership_type)
    sound(world, 1, 2)
    failing(world, 0)
    for world.progress.month in range(1, 6):
        mandate_partnerships(world)
    assert len(pairs_of_type(world, partnership_type)) == 1
    assert recorded(world, Event.PARTNERSHIP_REFUSED) == [], "nor is it offered what it has"


@pytest.mark.parametrize("partnership_type", [*FROM_OUTSIDE, *FOR_A_SERVICE, "buddying"])
def test_trust_that_has_the_remedy_for_persistent_failure_awaits_no_more_of_it(partnership_type: str) -> None:
    world = policy(mandated=None, remedy=partnership_type)
    sound(world, 1, 2)
    failing_for_long(world, 0)
    for world.progress.month in range(1, 6):
        mandate_partnerships(world)
    assert len(pairs_of_type(world, partnership_type)) == 1
    assert recorded(world, Event.PARTNERSHIP_REFUSED) == []


def test_trust_has_the_help_that_it_was_given_and_not_what_it_gives_or_had() -> None:
    world = world_of()
    contract = position_of_type(world, "contractual")
    link = pair(world, "contractual", 0, 1)
    assert [has_already(world, contract, trust) for trust in world.trusts] == [True, False, False, False]
    assert not has_already(world, position_of_type(world, "buddying"), world.trusts[0])
    end(world, link, Ending.PARTNER_WITHDREW)
    assert not has_already(world, contract, world.trusts[0])


@pytest.mark.parametrize("partnership_type", [*FOR_A_SERVICE, *FROM_A_PEER])
@pytest.mark.parametrize("why", [Ending.TERM, Ending.PARTNER_WITHDREW])
def test_partner_that_has_gone_is_followed_by_another(partnership_type: str, why: Ending) -> None:
    world = policy(mandated=partnership_type)
    failing(world, 0)
    mandate_partnerships(world)
    end(world, world.partnerships[0], why)
    world.trusts[0].times_helped = 0
    mandate_partnerships(world)
    assert pairs_of_type(world, partnership_type) == [(0, 1), (0, 1)]


@pytest.mark.parametrize("partnership_type", FROM_OUTSIDE)
def test_help_from_outside_that_has_run_its_course_is_mandated_once_in_a_spell(partnership_type: str) -> None:
    world = policy(mandated=partnership_type)
    failing(world, 0)
    mandate_partnerships(world)
    world.progress.month, world.trusts[0].months_in_special_measures = 40, 45
    end(world, world.partnerships[0], Ending.TERM)
    mandate_partnerships(world)
    assert len(pairs_of_type(world, partnership_type)) == 1, "it has had it"
    world.progress.month, world.trusts[0].months_in_special_measures = 60, 3
    mandate_partnerships(world)
    assert len(pairs_of_type(world, partnership_type)) == 2, "it is in special measures anew"


def test_help_from_outside_for_persistent_failure_is_given_once_in_a_spell_of_failing() -> None:
    world = policy(mandated=None, remedy="consultancy")
    failing_for_long(world, 0)
    mandate_partnerships(world)
    world.progress.month = 15
    end(world, world.partnerships[0], Ending.TERM)
    mandate_partnerships(world)
    assert len(pairs_of_type(world, "consultancy")) == 1
    world.progress.month, world.trusts[0].months_in_difficulty = 90, 40
    mandate_partnerships(world)
    assert len(pairs_of_type(world, "consultancy")) == 2


@pytest.mark.parametrize(
    ("why", "had"),
    [(Ending.TERM, True), (Ending.PLANNED, True), (Ending.TARGET_ENDED, False), (Ending.DUE_DILIGENCE, False)],
)
def test_trust_has_had_help_from_outside_that_was_not_cut_short(why: Ending, had: bool) -> None:
    world = world_of()
    institute, method = position_of_type(world, "improvement_institute"), pair(world, "improvement_institute", 0, -1)
    assert not has_had_in_full(world, institute, world.trusts[0], 12), "it goes on"
    world.progress.month = 20
    end(world, method, why)
    assert has_had_in_full(world, institute, world.trusts[0], 12) == had
    assert not has_had_in_full(world, position_of_type(world, "consultancy"), world.trusts[0], 12)
    assert not has_had_in_full(world, institute, world.trusts[1], 12), "somebody else has"
    world.progress.month = 32
    assert has_had_in_full(world, institute, world.trusts[0], 12) == had
    world.progress.month = 33
    assert not has_had_in_full(world, institute, world.trusts[0], 12), "that was before"


def test_those_in_special_measures_and_those_long_failing_wait_in_lines_of_their_own() -> None:
    world = policy(remedy="acquisition")
    failing(world, 0)
    failing_for_long(world, 2)
    assert line_up(world, 0, False) == 1
    assert [trust.index for trust in world.trusts if trust.waits] == [0]
    assert line_up(world, 0, True) == 1
    assert [trust.index for trust in world.trusts if trust.waits] == [2]


def test_nobody_is_given_a_partner_where_the_policy_asks_for_none() -> None:
    world = policy(mandated=None)
    failing(world, 0, 2)
    failing_for_long(world, 0)
    mandate_partnerships(world)
    assert world.partnerships == []
    assert world.events == []


def test_persistent_difficulty_brings_the_remedy_in_place_of_a_buddy() -> None:
    world = policy(remedy="acquisition")
    failing(world, 0, 2)
    world.regulator.remedy_after = 36
    world.trusts[0].months_in_difficulty, world.trusts[0].oversight_segment = 40, 4
    mandate_partnerships(world)
    assert {(link.type_name, link.target) for link in world.partnerships} == {("acquisition", 0), ("buddying", 2)}


def test_order_in_which_trusts_take_their_turn_follows_their_noise() -> None:
    world = world_of("local_health_economy")
    waiting = (2, 3, 5, 7, 11)
    for trust in world.trusts:
        trust.waits = trust.index in waiting
    turns = [next_in_line(world, Purpose.MANDATE_ORDER) for _ in waiting]
    assert turns == sorted(waiting, key=lambda position: world.noise[position][Purpose.MANDATE_ORDER])
    assert not any(trust.waits for trust in world.trusts)
    for trust in world.trusts:
        trust.waits = True
    sought = [next_in_line(world, Purpose.SEEKING) for _ in world.trusts]
    assert sought == sorted(range(12), key=lambda position: world.noise[position][Purpose.SEEKING])


def test_the_one_whose_turn_is_first_gets_the_partner_that_several_need() -> None:
    for replicate in range(4):
        world = world_of(replicate=replicate)
        world.regulator.insisted, world.regulator.partner_limit = True, 1
        sound(world, 1)
        for position in (0, 2, 3):
            world.trusts[position].waits = True
        mandate(world, world.regulator, position_of_type(world, "buddying"), 3)
        first = min((0, 2, 3), key=lambda position: world.noise[position][Purpose.MANDATE_ORDER])
        assert [link.target for link in world.partnerships] == [first]
        assert {trust for trust, _ in recorded(world, Event.PARTNER_NOT_FOUND)} == {0, 2, 3} - {first}


def test_that_nobody_is_found_is_reported_once_until_somebody_is() -> None:
    world = policy()
    sound(world)
    failing(world, 0)
    for _ in range(3):
        mandate_partnerships(world)
    assert recorded(world, Event.PARTNER_NOT_FOUND) == [(0, 1.0)]
    assert world.trusts[0].unmatched
    sound(world, 1)
    failing(world, 0)
    mandate_partnerships(world)
    assert len(world.partnerships) == 1
    assert not world.trusts[0].unmatched


def test_trust_is_served_by_what_is_under_way_and_by_an_outside_body_that_has_done_its_work() -> None:
    served = {}
    for partnership_type, partner in (("consultancy", -1), ("contractual", 1), ("buddying", 1)):
        world = world_of()
        help_, target = pair(world, partnership_type, 0, partner), world.trusts[0]
        assert is_served(world, help_.type, target, 12)
        assert not is_served(world, help_.type, world.trusts[1], 12)
        end(world, help_, Ending.TERM)
        served[partnership_type] = is_served(world, help_.type, target, 12)
    assert served == {"consultancy": True, "contractual": False, "buddying": False}


def test_partner_that_is_not_free_is_passed_over_for_one_that_is() -> None:
    world = world_of()
    sound(world, 1, 2)
    merger, target = position_of_type(world, "merger"), world.trusts[0]
    first = find_partner(world, world.regulator, merger, target)
    assert first == 1, "of its own kind"
    pair(world, "merger", 3, 1)
    assert find_partner(world, world.regulator, merger, target) == 2, "the other is to be made one with a third"
    pair(world, "merger", 3, 2)
    assert find_partner(world, world.regulator, merger, target) == -1
    world.partnerships[0].phase = Phase.ENDED
    assert find_partner(world, world.regulator, merger, target) == 1, "who was passed over is asked when free again"


def test_trust_that_has_nothing_of_the_service_is_passed_over_for_one_that_has() -> None:
    world = world_of()
    sound(world, 1, 2)
    contract, target = position_of_type(world, "contractual"), world.trusts[0]
    assert find_partner(world, world.regulator, contract, target) == 1
    world.trusts[1].provider_type = ProviderType.AMBULANCE
    assert find_partner(world, world.regulator, contract, target) == 2
    assert find_partner(world, world.regulator, position_of_type(world, "buddying"), target) == 1


def test_service_that_a_trust_does_not_have_is_not_mandated_month_after_month() -> None:
    world = policy("contractual")
    failing(world, 0)
    world.trusts[0].provider_type = ProviderType.AMBULANCE
    for _ in range(3):
        mandate_partnerships(world)
    assert recorded(world, Event.PARTNERSHIP_REFUSED) == []
    assert recorded(world, Event.PARTNER_NOT_FOUND) == [(0, 1.0)]


def test_trust_that_is_to_be_made_one_with_another_is_not_offered_a_third_month_after_month() -> None:
    world = policy(mandated=None, remedy="acquisition")
    failing_for_long(world, 0)
    pair(world, "acquisition", 2, 0)
    for _ in range(4):
        mandate_partnerships(world)
    assert pairs_of_type(world, "acquisition") == [(2, 0)]
    assert recorded(world, Event.PARTNERSHIP_REFUSED) == []
    assert recorded(world, Event.PARTNER_NOT_FOUND) == [(0, 1.0)]


def test_body_outside_is_brought_in_without_looking_for_a_partner() -> None:
    world = policy(mandated="improvement_institute")
    sound(world)
    failing(world, 0)
    mandate_partnerships(world)
    assert [(link.target, link.partner, link.type_name) for link in world.partnerships] == [
        (0, -1, "improvement_institute")
    ]
    assert recorded(world, Event.PARTNER_NOT_FOUND) == []


def test_mandate_begins_at_the_scale_that_goes_with_its_type() -> None:
    for partnership_type in ("buddying", "management_contract", "contractual"):
        world = policy(mandated=partnership_type)
        position = position_of_type(world, partnership_type)
        propose(world, world.regulator, position, world.trusts[0], 1)
        assert world.partnerships[0].scale == world.types[position].first_scale


def test_partner_that_declines_a_mandate_is_reported_and_nothing_comes_of_it() -> None:
    world = policy(insisted=False)
    always(world, DECLINES)
    propose(world, world.regulator, position_of_type(world, "buddying"), world.trusts[0], 1)
    assert world.partnerships == []
    assert recorded(world, Event.PARTNERSHIP_REFUSED) == [(0, Refusal.PARTNER_DECLINED)]
    assert world.trusts[0].times_helped == world.trusts[1].trusts_supported == 0


def test_mandate_between_those_who_are_not_free_is_not_even_offered() -> None:
    world = policy(insisted=False)
    pair(world, "buddying", 0, 1)
    always(world, DECLINES)
    propose(world, world.regulator, position_of_type(world, "buddying"), world.trusts[0], 1)
    assert recorded(world, Event.PARTNERSHIP_REFUSED) == [(0, Refusal.NOT_FREE)]


def test_mandate_that_is_insisted_on_cannot_be_declined_nor_can_one_of_a_body_outside() -> None:
    world = policy(insisted=False)
    always(world, DECLINES)
    assert declines(world, world.regulator, draft_pair(world, position_of_type(world, "buddying"), 0, 1))
    assert not declines(world, world.regulator, draft_pair(world, position_of_type(world, "consultancy"), 0, -1))
    world.regulator.insisted = True
    assert not declines(world, world.regulator, draft_pair(world, position_of_type(world, "buddying"), 0, 1))
    world.regulator.insisted = False
    always(world, AGREES)
    assert not declines(world, world.regulator, draft_pair(world, position_of_type(world, "buddying"), 0, 1))
