"""The life of a partnership: exploring, setting up, operating, growing into another type."""

from __future__ import annotations

import pytest
from worlds import always, joint, pair, position_of_type, recorded, world_of

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.engine.mesa.partnership_agent import Partnership
from sim.model.enums import Ending, Event, Nature, Phase, Scale
from sim.model.random_purposes import Purpose
from sim.rules.due_diligence import exploring_time
from sim.rules.partnership_lifecycle import (
    LONGEST_SEARCH,
    agree,
    build_on,
    escalate,
    explore,
    gather_members,
    go_on_operating,
    go_on_setting_up,
    grow_into_another_type,
    has_to_end,
    live_on,
    operate,
    stay_or_leave,
    take_over_from_what_came_before,
)
from sim.rules.partnership_work import form_partnerships

NEVER, SURELY = 1.0, 0.0


def luck(model: TurnaroundModel, **chances: float) -> None:
    """Let the chances of some purposes come out as given, and those of all others such that nothing happens."""
    named = {Purpose[name.upper()]: chance for name, chance in chances.items()}
    model.chance_between = lambda link, purpose: named.get(purpose, NEVER)  # type: ignore[method-assign]


# Passing on


def test_month_is_counted_for_all_that_are_in_it_and_for_nobody_who_has_left() -> None:
    world = world_of()
    links = joint(world)
    links[1].phase = Phase.ENDED
    luck(world)
    live_on(world, links[0])
    assert [link.months_in_phase for link in links] == [1, 0, 1, 1]


def test_partnership_passes_through_its_phases_in_turn() -> None:
    world = world_of()
    link = pair(world, "service_level_chain", phase=Phase.EXPLORING)
    luck(world)
    passed = []
    for _ in range(12):
        passed.append(Phase(link.phase))
        live_on(world, link)
    explored, prepared = passed.count(Phase.EXPLORING), passed.count(Phase.SETTING_UP)
    assert explored == exploring_time(world.types[link.type], link.nature, world.parameters)
    assert prepared == link.set_up_months
    assert passed == [Phase.EXPLORING] * explored + [Phase.SETTING_UP] * prepared + [Phase.OPERATING] * (
        12 - explored - prepared
    )
    recorded_events = [event for event in (h.event for h in world.events) if event != Event.PROJECT_COMPLETED]
    assert recorded_events == [Event.PARTNERSHIP_PROPOSED, Event.PARTNERSHIP_SET_UP, Event.PARTNERSHIP_OPERATING]


def test_link_that_has_ended_is_never_asked_again() -> None:
    world = world_of()
    link, links = pair(world), joint(world)
    for one in (link, links[0], links[2]):
        one.phase, one.ending = Phase.ENDED, Ending.TARGET_ENDED
    asked: list[Partnership] = []

    def listen(one: Partnership, purpose: Purpose) -> float:
        asked.append(one)
        return NEVER

    world.chance_between = listen  # type: ignore[method-assign]
    world.regulator.partnering_climate = 0.0
    for _ in range(3):
        form_partnerships(world)
    assert {one.index for one in asked} == {links[1].index, links[3].index}
    assert [one.months_in_phase for one in (link, *links)] == [0, 0, 3, 0, 3]
    assert recorded(world, Event.PARTNERSHIP_ENDED) == []


def test_each_month_of_a_joint_type_is_lived_once_whoever_leads_it() -> None:
    world = world_of()
    links = joint(world)
    links[0].phase = Phase.ENDED
    luck(world)
    world.regulator.partnering_climate = 0.0
    form_partnerships(world)
    assert [link.months_in_phase for link in links] == [0, 1, 1, 1]


# Exploring


def test_sides_that_look_into_each_other_may_break_off() -> None:
    world = world_of()
    link = pair(world, "merger", phase=Phase.EXPLORING)
    luck(world, due_diligence=SURELY)
    link.fit = 0.0
    explore(world, link)
    assert (link.phase, link.ending) == (Phase.ENDED, Ending.DUE_DILIGENCE)
    assert recorded(world, Event.PARTNERSHIP_PROPOSED) == []


def test_sides_agree_when_all_has_been_looked_into_and_not_before() -> None:
    world = world_of()
    link = pair(world, "merger", phase=Phase.EXPLORING)
    luck(world)
    months = exploring_time(world.types[link.type], link.nature, world.parameters)
    for link.months_in_phase in range(months):
        explore(world, link)
        assert link.phase == Phase.EXPLORING
    link.months_in_phase = months
    explore(world, link)
    assert link.phase == Phase.SETTING_UP


@pytest.mark.parametrize("nature", Nature)
def test_agreement_is_reported_with_its_nature_and_setting_up_begins(nature: Nature) -> None:
    world = world_of()
    link = pair(world, phase=Phase.EXPLORING)
    link.nature = nature
    agree(world, link)
    assert recorded(world, Event.PARTNERSHIP_PROPOSED) == [(0, nature)]
    assert link.phase == Phase.SETTING_UP


# Gathering members


@pytest.fixture
def gathering() -> tuple[TurnaroundModel, list[Partnership]]:
    """A federation of four that is being founded, in a world where nobody agrees by chance."""
    world = world_of()
    links = joint(world, phase=Phase.EXPLORING)
    luck(world)
    return world, links


def agreeing(links: list[Partnership], *members: int) -> None:
    for position in members:
        links[position].agreed = True


def test_joint_type_is_set_up_once_all_have_agreed(gathering: tuple[TurnaroundModel, list[Partnership]]) -> None:
    world, links = gathering
    agreeing(links, 0, 1, 2)
    links[0].months_in_phase = 12
    gather_members(world, links[0])
    assert {link.phase for link in links} == {Phase.EXPLORING}, "one has not agreed"
    agreeing(links, 3)
    gather_members(world, links[0])
    assert {link.phase for link in links} == {Phase.SETTING_UP}
    assert len(recorded(world, Event.PARTNERSHIP_SET_UP)) == 1


def test_members_agree_by_chance_and_do_not_go_back_on_it(
    gathering: tuple[TurnaroundModel, list[Partnership]],
) -> None:
    world, links = gathering
    world.chance_between = lambda link, purpose: SURELY if link is links[2] else NEVER  # type: ignore[method-assign]
    gather_members(world, links[0])
    assert [link.agreed for link in links] == [False, False, True, False]
    luck(world)
    gather_members(world, links[0])
    assert links[2].agreed


def test_who_has_agreed_at_once_still_looks_into_it(gathering: tuple[TurnaroundModel, list[Partnership]]) -> None:
    world, links = gathering
    agreeing(links, 0, 1, 2, 3)
    world.types[links[0].type].due_diligence_months = 3
    for links[0].months_in_phase in range(3):
        gather_members(world, links[0])
        assert {link.phase for link in links} == {Phase.EXPLORING}
    links[0].months_in_phase = 3
    gather_members(world, links[0])
    assert {link.phase for link in links} == {Phase.SETTING_UP}


def test_joint_type_goes_ahead_after_years_without_those_who_have_not_agreed(
    gathering: tuple[TurnaroundModel, list[Partnership]],
) -> None:
    world, links = gathering
    agreeing(links, 1, 2, 3)
    links[0].months_in_phase = LONGEST_SEARCH
    gather_members(world, links[0])
    assert [link.phase for link in links] == [Phase.ENDED, *[Phase.SETTING_UP] * 3]
    assert recorded(world, Event.MEMBER_LEFT) == [(0, Ending.PARTNER_WITHDREW)]
    assert recorded(world, Event.PARTNERSHIP_PROPOSED) == [(1, Nature.VOLUNTARY)], "another leads it now"


def test_joint_type_that_too_few_have_joined_is_given_up_and_ends_once(
    gathering: tuple[TurnaroundModel, list[Partnership]],
) -> None:
    world, links = gathering
    agreeing(links, 2, 3)
    links[0].months_in_phase = LONGEST_SEARCH
    gather_members(world, links[0])
    assert {link.phase for link in links} == {Phase.ENDED}
    assert len(recorded(world, Event.PARTNERSHIP_ENDED)) == 1
    assert recorded(world, Event.PARTNERSHIP_PROPOSED) == []


def test_who_has_left_is_not_asked_to_join(gathering: tuple[TurnaroundModel, list[Partnership]]) -> None:
    world, links = gathering
    links[3].phase = Phase.ENDED
    agreeing(links, 0, 1, 2)
    always(world, SURELY)
    links[0].months_in_phase = 12
    gather_members(world, links[0])
    assert not links[3].agreed
    assert [link.phase for link in links] == [*[Phase.SETTING_UP] * 3, Phase.ENDED]


# Setting up


def test_guidance_that_changes_costs_months_of_all_members() -> None:
    world = world_of()
    links = joint(world, "joint_venture", phase=Phase.SETTING_UP)
    world.regulator.regulatory_coherence = 0.0
    for link in links:
        link.months_in_phase, link.set_up_months = 5, 20
    links[3].phase = Phase.ENDED
    luck(world, guidance=SURELY)
    go_on_setting_up(world, links[0])
    [(_, lost)] = recorded(world, Event.GUIDANCE_CHANGED)
    assert lost > 0
    assert [link.months_in_phase for link in links] == [5 - lost, 5 - lost, 5 - lost, 5]
    luck(world)
    go_on_setting_up(world, links[0])
    assert len(recorded(world, Event.GUIDANCE_CHANGED)) == 1


def test_partnership_operates_once_it_is_set_up() -> None:
    world = world_of()
    link = pair(world, phase=Phase.SETTING_UP)
    luck(world)
    link.set_up_months, link.months_in_phase = 4, 3
    go_on_setting_up(world, link)
    assert link.phase == Phase.SETTING_UP
    link.months_in_phase = 4
    go_on_setting_up(world, link)
    assert link.phase == Phase.OPERATING


def test_partnership_can_end_in_the_named_month_before_it_operates() -> None:
    world = world_of()
    link = pair(world, phase=Phase.SETTING_UP)
    link.end_month = link.months_in_phase = 1
    go_on_setting_up(world, link)
    assert (link.phase, link.ending) == (Phase.ENDED, Ending.PLANNED)


# Operating


def test_two_cultures_meet_where_two_organisations_are_made_one() -> None:
    disruption = []
    for partnership_type, meets in (("merger", True), ("contractual", False)):
        world = world_of()
        link = pair(world, partnership_type, phase=Phase.SETTING_UP)
        before = [trust.coherence for trust in world.trusts[:2]]
        operate(world, link)
        assert link.phase == Phase.OPERATING
        assert recorded(world, Event.PARTNERSHIP_OPERATING) == [(0, link.fit)]
        disruption.append(link.integration_dip)
        fallen = [trust.coherence < was for trust, was in zip(world.trusts, before, strict=False)]
        assert fallen == [meets, meets]
    assert disruption[0] > disruption[1] > 0.0


def test_inspectors_come_by_the_deadline_of_an_integration() -> None:
    world = world_of()
    world.regulator.deadline, world.trusts[0].next_inspection = 12, 60
    operate(world, pair(world, "acquisition", phase=Phase.SETTING_UP))
    assert world.trusts[0].next_inspection == 13


def test_trust_is_absorbed_when_integration_is_complete_and_once_only() -> None:
    world = world_of()
    link = pair(world, "acquisition")
    link.months_in_phase, link.integration = 200, 1.0
    luck(world)
    for _ in range(3):
        go_on_operating(world, link)
    assert world.trusts[0].absorbed_by == 1
    assert len(recorded(world, Event.ABSORBED)) == 1
    assert link.phase == Phase.OPERATING


def test_trust_that_was_absorbed_by_the_first_of_all_is_not_absorbed_again() -> None:
    world = world_of()
    link = pair(world, "acquisition", 2, 1)
    link.months_in_phase, link.integration = 200, 1.0
    world.trusts[2].absorbed_by = 0
    luck(world)
    go_on_operating(world, link)
    assert world.trusts[2].absorbed_by == 0
    assert recorded(world, Event.ABSORBED) == []


@pytest.mark.parametrize(
    ("state", "month", "why"),
    [
        ({"end_month": 9}, 8, Ending.NOT_ENDED),
        ({"end_month": 9}, 9, Ending.PLANNED),
        ({"term": 24, "months_in_phase": 23}, 50, Ending.NOT_ENDED),
        ({"term": 24, "months_in_phase": 24}, 50, Ending.TERM),
        ({"term": 0, "months_in_phase": 300}, 300, Ending.NOT_ENDED),
        ({"term": 24, "months_in_phase": 24, "end_month": 20}, 20, Ending.PLANNED),
    ],
)
def test_partnership_ends_in_its_named_month_or_when_its_term_is_over(
    state: dict[str, int], month: int, why: Ending
) -> None:
    world = world_of()
    link = pair(world)
    link.term = 0
    for name, value in state.items():
        setattr(link, name, value)
    world.progress.month = month
    assert has_to_end(world, link) == (why != Ending.NOT_ENDED)
    assert link.ending == why
    assert len(recorded(world, Event.PARTNERSHIP_ENDED)) == (why != Ending.NOT_ENDED)


def test_side_that_has_had_enough_leaves_and_who_has_not_stays() -> None:
    for chance, why in ((SURELY, Ending.PARTNER_WITHDREW), (NEVER, Ending.NOT_ENDED)):
        world = world_of()
        link = pair(world, "contractual")
        link.months_in_phase, link.motivation = 60, 0.0
        luck(world, early_end=chance)
        stay_or_leave(world, link)
        assert link.ending == why


def test_in_a_joint_type_it_is_a_member_that_leaves() -> None:
    world = world_of()
    links = joint(world)
    for link in links:
        link.months_in_phase, link.motivation = 60, 0.0
    world.chance_between = lambda link, purpose: SURELY if link is links[1] else NEVER  # type: ignore[method-assign]
    go_on_operating(world, links[0])
    assert [link.phase == Phase.ENDED for link in links] == [False, True, False, False]
    assert [trust for trust, _ in recorded(world, Event.MEMBER_LEFT)] == [1]


def test_members_who_leave_in_one_month_dissolve_a_joint_type_once() -> None:
    world = world_of()
    links = joint(world)
    for link in links:
        link.months_in_phase, link.motivation = 60, 0.0
    always(world, SURELY)
    go_on_operating(world, links[0])
    assert {link.phase for link in links} == {Phase.ENDED}
    assert len(recorded(world, Event.MEMBER_LEFT)) == 1, "with the next too few are left"
    assert len(recorded(world, Event.PARTNERSHIP_ENDED)) == 1


# Growing


def grown(smaller_kind: str = "buddying") -> tuple[TurnaroundModel, Partnership]:
    """Return a world with a partnership that is ready to grow into another type."""
    world = world_of()
    link = pair(world, smaller_kind)
    link.escalates, link.relational_trust, link.months_in_phase = True, 1.0, 240
    world.trusts[0].building_plan = True  # the window is open
    luck(world, escalation=SURELY)
    return world, link


def test_partnership_grows_into_the_type_that_its_type_names_between_the_same_two() -> None:
    world, smaller = grown()
    grow_into_another_type(world, smaller)
    [_, larger] = world.partnerships
    assert larger.type_name == "joint_leadership"
    assert (larger.target, larger.partner, larger.grows_out_of) == (0, 1, 0)
    assert larger.escalates
    assert larger.prior_relationship == 1.0
    assert smaller.phase == Phase.OPERATING, "it goes on until the other operates"
    grow_into_another_type(world, smaller)
    assert len(world.partnerships) == 2, "it grows once"
    assert recorded(world, Event.PARTNERSHIP_REFUSED) == [], "and does not try again while the other comes about"
    larger.phase = Phase.ENDED
    grow_into_another_type(world, smaller)
    assert len(world.partnerships) == 3, "if nothing came of it, it may"


@pytest.mark.parametrize("what", ["may not", "nothing to become", "outside", "no chance"])
def test_partnership_does_not_grow_that(what: str) -> None:
    world, smaller = grown()
    if what == "may not":
        smaller.escalates = False
    elif what == "nothing to become":
        smaller.type = position_of_type(world, "merger")
    elif what == "outside":
        smaller.partner = -1
    else:
        luck(world)
    grow_into_another_type(world, smaller)
    assert len(world.partnerships) == 1


def test_partnership_grows_into_nothing_that_its_sides_are_not_free_for() -> None:
    world, smaller = grown()
    pair(world, "joint_leadership")
    escalate(world, smaller, position_of_type(world, "joint_leadership"))
    assert len(world.partnerships) == 2
    assert len(recorded(world, Event.PARTNERSHIP_REFUSED)) == 1


def test_same_service_goes_on_under_another_roof() -> None:
    world, smaller = grown("clinician_led")
    smaller.scope, smaller.service_start, smaller.service_performance = 0.9, 0.3, 0.45
    smaller.nature, smaller.insisted = Nature.MANDATED, True
    escalate(world, smaller, position_of_type(world, "contractual"))
    larger = world.partnerships[-1]
    assert (larger.scope, larger.service_start, larger.service_performance) == (0.9, 0.3, 0.45)
    assert larger.service_share == smaller.service_share, "a contract for the pathway is no larger than the pathway"
    assert (larger.nature, larger.insisted, larger.scale) == (Nature.MANDATED, True, Scale.STRUCTURAL)


def test_contract_that_grows_out_of_help_for_the_whole_trust_begins_with_a_service_of_its_own() -> None:
    world, smaller = grown("buddying")
    smaller.scope, smaller.service_start, smaller.service_performance = 0.9, 0.3, 0.45
    escalate(world, smaller, position_of_type(world, "contractual"))
    larger, fresh = world.partnerships[-1], pair(world_of(), "contractual")
    assert (larger.scope, larger.service_share) == (fresh.scope, fresh.service_share)
    assert larger.service_start == larger.service_performance == fresh.service_start


def test_what_a_partnership_grew_out_of_ends_and_what_came_of_it_is_kept() -> None:
    world, smaller = grown()
    grow_into_another_type(world, smaller)
    larger = world.partnerships[-1]
    smaller.relational_trust, smaller.intelligence = 0.95, 0.9
    larger.relational_trust = larger.intelligence = 0.1
    take_over_from_what_came_before(world, larger)
    assert (larger.relational_trust, larger.intelligence) == (0.95, 0.9)
    assert (smaller.phase, smaller.ending) == (Phase.ENDED, Ending.GREW)
    take_over_from_what_came_before(world, larger)
    assert len(recorded(world, Event.PARTNERSHIP_ENDED)) == 1, "it ends once"


def known(link: Partnership) -> tuple[float, float]:
    """Return how far the people of a link trust each other, and how well they know each other."""
    return link.relational_trust, link.intelligence


def test_link_builds_on_all_that_its_own_trust_was_in_before_and_on_nothing_else() -> None:
    world = world_of()
    before = [pair(world, "contractual", 0, 1), pair(world, "buddying", 2, 0), pair(world, "buddying", 1, 2)]
    before[0].relational_trust, before[0].intelligence = 0.7, 0.2
    before[1].relational_trust, before[1].intelligence = 0.4, 0.8
    before[2].relational_trust, before[2].intelligence = 1.0, 1.0
    [own, *_] = joint(world, "federation", (0, 1, 2))
    own.relational_trust, own.intelligence = 0.1, 0.5
    build_on(own, before)
    assert known(own) == (0.7, 0.8)


def test_members_of_a_joint_type_each_build_on_what_they_had_with_the_others_before() -> None:
    world = world_of()
    alone = pair(world, "contractual", 1, 0)
    alone.relational_trust, alone.intelligence = 0.9, 0.8
    venture = joint(world, "joint_venture", (0, 1, 2))
    for link in venture:
        link.grows_out_of, link.relational_trust, link.intelligence = alone.index, 0.3, 0.2
    take_over_from_what_came_before(world, venture[0])
    assert [known(link) for link in venture] == [(0.9, 0.8), (0.9, 0.8), (0.3, 0.2)], "the third is new to them"
    assert alone.ending == Ending.GREW


def test_member_takes_from_one_joint_type_to_the_next_what_was_its_own() -> None:
    world = world_of()
    federation = joint(world, "federation", (0, 1, 2, 3))
    venture = joint(world, "joint_venture", (3, 2, 0))
    for number, link in enumerate(federation):
        link.relational_trust, link.intelligence = 0.6 + 0.1 * number, 0.9 - 0.1 * number
    for link in venture:
        link.grows_out_of, link.relational_trust, link.intelligence = federation[0].first_link, 0.65, 0.65
    expected = [(federation[3].relational_trust, 0.65), (federation[2].relational_trust, federation[2].intelligence),
                (0.65, federation[0].intelligence)]  # fmt: skip
    take_over_from_what_came_before(world, venture[0])
    assert [known(link) for link in venture] == expected, "what is greater now is kept"
    assert {link.ending for link in federation} == {Ending.GREW}
    assert len(recorded(world, Event.PARTNERSHIP_ENDED)) == 1, "it ends once for all"


def test_who_has_left_a_joint_type_takes_nothing_over_and_whoever_leads_it_now_ends_what_was_before() -> None:
    world = world_of()
    alone = pair(world, "contractual", 0, 1)
    alone.relational_trust = 0.9
    venture = joint(world, "joint_venture", (0, 1, 2))
    for link in venture:
        link.grows_out_of, link.relational_trust = alone.index, 0.3
    venture[0].phase = Phase.ENDED
    take_over_from_what_came_before(world, venture[1])
    assert [link.relational_trust for link in venture] == [0.3, 0.9, 0.3]
    assert alone.ending == Ending.GREW


def test_what_ended_by_itself_is_built_on_and_not_ended_again() -> None:
    world, smaller = grown()
    grow_into_another_type(world, smaller)
    smaller.phase, smaller.ending, smaller.relational_trust = Phase.ENDED, Ending.TERM, 0.95
    larger = world.partnerships[-1]
    larger.relational_trust = 0.1
    take_over_from_what_came_before(world, larger)
    assert larger.relational_trust == 0.95
    assert smaller.ending == Ending.TERM
    assert recorded(world, Event.PARTNERSHIP_ENDED) == []


def test_all_that_two_did_together_goes_on_within_what_they_become() -> None:
    world = world_of()
    others = [pair(world, "contractual", 1, 0), pair(world, "buddying", 0, 1)]
    elsewhere, members = pair(world, "buddying", 0, 2), joint(world)
    merger = pair(world, "merger", 0, 1)
    take_over_from_what_came_before(world, merger)
    assert [link.ending for link in others] == [Ending.GREW, Ending.GREW]
    assert {link.phase for link in (elsewhere, merger, *members)} == {Phase.OPERATING}
    contract = pair(world, "contractual", 0, 2)
    take_over_from_what_came_before(world, contract)
    assert elsewhere.phase == Phase.OPERATING, "no organisation is made one here"
