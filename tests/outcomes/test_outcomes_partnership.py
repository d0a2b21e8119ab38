"""What partnerships reached, whether those in them recovered without harm, and what was lost to them."""

from __future__ import annotations

from math import isnan, nan

import pytest

from sim.model.enums import Phase
from sim.model.variables import NOT_YET
from sim.outcomes.partnership_outcomes import (
    compute_no_partnerships,
    compute_reach,
    is_counted_before,
    larger_known,
    observe_partnership,
)
from sim.outcomes.success_outcomes import compute_no_success, compute_success, has_harmed
from sim.outcomes.twin_outcomes import compute_no_twin, compute_twin_differences


@pytest.fixture
def links(link):
    """Make a buddying of 0 with 2, a method of 0 with a body outside, and a network of 0 and 1."""
    return [
        link(target=0, partner=2, first_link=0),
        link(target=0, partner=-1, first_link=1),
        link(target=0, partner=-1, first_link=2),
        link(target=1, partner=-1, first_link=2),
    ]


def test_link_remembers_its_scope_and_the_gain_of_its_service(link) -> None:
    operating = link(target=0, partner=1)
    for month in range(41):
        operating.months_in_phase = month
        operating.scope = 0.05 + 0.01 * month
        operating.service_performance = 0.5 + 0.01 * month
        observe_partnership(operating)
    assert operating.scope_reached == pytest.approx(0.45)
    assert operating.scope_after_36 == pytest.approx(0.41)
    assert operating.service_at_start == 0.5
    assert operating.service_change_12 == pytest.approx(0.12)


def test_largest_scope_is_kept_when_scope_shrinks(link) -> None:
    operating = link(scope=0.6)
    observe_partnership(operating)
    operating.scope = 0.2
    observe_partnership(operating)
    assert (operating.scope_reached, operating.scope_after_36) == (0.6, 0.6)


@pytest.mark.parametrize("phase", [Phase.EXPLORING, Phase.SETTING_UP, Phase.ENDED])
def test_link_that_does_not_operate_reaches_nobody(phase, link) -> None:
    operating = link(phase=int(phase), scope=0.9, months_in_phase=12)
    observe_partnership(operating)
    assert operating.scope_reached == operating.scope_after_36 == operating.service_change_12 == NOT_YET


def test_reach_counts_partnerships_on_both_sides_and_scope_of_the_one_that_is_helped(link, outcomes) -> None:
    reached = {"scope_reached": 0.45, "scope_after_36": 0.41, "service_change_12": -0.12}
    further = {"scope_reached": 0.3, "scope_after_36": 0.3, "service_change_12": 0.05}
    found = outcomes(4)
    links = [link(target=0, partner=1, first_link=0, **reached), link(target=2, partner=1, first_link=1)]
    links.append(link(target=0, partner=1, first_link=2, **further))
    links.append(link(target=3, partner=0, first_link=3, scope_reached=1.0))
    compute_reach(found, links, 3)
    assert [outcome.partnerships_joined for outcome in found] == [2, 3, 1, 0], "the last link is not real"
    assert (found[0].scope_reached, found[0].scope_after_36) == (0.45, 0.41)
    assert found[0].partnered_service_change_12 == 0.05
    assert all(outcome.scope_reached == 0.0 for outcome in found[1:])
    assert all(isnan(outcome.partnered_service_change_12) for outcome in found[1:])


def test_members_of_a_joint_type_are_in_one_partnership(links, outcomes) -> None:
    found = outcomes(3)
    compute_reach(found, links, 4)
    assert [outcome.partnerships_joined for outcome in found] == [3, 1, 1]
    assert not is_counted_before(links, 2, 0), "an earlier partnership is another one"
    assert is_counted_before(links, 3, 0)


def test_what_no_link_has_found_yet_changes_nothing() -> None:
    assert larger_known(0.3, NOT_YET) == 0.3
    assert isnan(larger_known(nan, NOT_YET))
    assert larger_known(nan, -0.4) == -0.4
    assert (larger_known(0.3, 0.2), larger_known(0.3, 0.5)) == (0.3, 0.5)


def test_trust_in_no_partnership_joined_none(computed) -> None:
    found = computed(compute_no_partnerships)
    assert found.partnerships_joined == 0
    assert (found.scope_reached, found.scope_after_36) == (0, 0)
    assert isnan(found.partnered_service_change_12)


def success(outcomes, links, recovered: list[float], lost: list[float]) -> list[float]:
    """Return the success of every trust, given who recovered and who lost a rating class."""
    found = outcomes(len(recovered))
    for outcome, well, worse in zip(found, recovered, lost, strict=True):
        compute_no_twin(outcome)
        compute_no_success(outcome)
        outcome.recovered_within_60, outcome.rating_lost_to_partnerships = well, worse
    compute_success(found, links, len(links))
    return [outcome.partnership_success for outcome in found]


def test_success_needs_recovery_and_others_who_lost_nothing(link, outcomes) -> None:
    pairs = [link(target=0, partner=2, first_link=0), link(target=1, partner=2, first_link=1)]
    found = success(outcomes, pairs, [1.0, 0.0, nan], [0.0, 0.0, 0.0])
    assert found[:2] == [1.0, 0.0]
    assert isnan(found[2]), "the one that helps is not the one whose success is reported"
    assert success(outcomes, pairs, [1.0, 0.0, nan], [0.0, 0.0, 1.0])[0] == 0.0
    assert success(outcomes, pairs, [1.0, 0.0, nan], [1.0, 0.0, 0.0])[0] == 1.0, "its own class is another matter"
    assert isnan(success(outcomes, pairs, [nan, 0.0, nan], [0.0, 0.0, 0.0])[0])


def test_success_of_members_looks_at_the_other_members(links, outcomes) -> None:
    assert success(outcomes, links, [1.0, 1.0, nan], [0.0, 0.0, 0.0])[:2] == [1.0, 1.0]
    assert success(outcomes, links, [1.0, 1.0, nan], [0.0, 1.0, 0.0])[:2] == [0.0, 1.0]
    assert success(outcomes, links, [1.0, 1.0, nan], [0.0, 0.0, 1.0])[:2] == [0.0, 1.0], "2 helps 0 only"


def test_harm_is_looked_for_within_one_partnership(links, outcomes) -> None:
    found = outcomes(3)
    found[1].rating_lost_to_partnerships = 1.0
    assert [has_harmed(found, links, position, 4) for position in range(4)] == [False, False, True, False]


def test_forgone_is_what_the_twin_had_more_of(over_months, computed) -> None:
    with_it = over_months(70, quality={0: 0.5, 61: 0.4}, engagement={0: 0.5}, rating_overall={0: 2, 61: 1})
    without = over_months(70, quality={0: 0.5}, engagement={0: 0.5, 70: 0.4}, rating_overall={0: 2})
    found = computed(compute_twin_differences, with_it, without)
    assert found.quality_lost_to_partnerships == pytest.approx(1.0)
    assert found.engagement_lost_to_partnerships == pytest.approx(-0.1)
    assert found.rating_lost_to_partnerships == 0, "month 60 is what counts"


def test_rating_is_compared_at_the_end_of_a_short_run(over_months, computed) -> None:
    with_it, without = over_months(30, rating_overall={0: 2, 30: 1}), over_months(30, rating_overall={0: 2})
    assert computed(compute_twin_differences, with_it, without).rating_lost_to_partnerships == 1
    assert computed(compute_twin_differences, without, with_it).rating_lost_to_partnerships == 0


def test_the_first_trust_of_a_scenario_counts_as_a_partner_like_any_other(link, outcomes) -> None:
    pair = [link(target=1, partner=0, first_link=0)]
    found = outcomes(2)
    compute_reach(found, pair, 1)
    assert [outcome.partnerships_joined for outcome in found] == [1, 1]
    assert success(outcomes, pair, [nan, 1.0], [1.0, 0.0])[1] == 0.0, "the partner lost a rating class"
    assert success(outcomes, pair, [nan, 1.0], [0.0, 0.0])[1] == 1.0


def test_who_is_in_several_links_of_one_partnership_has_joined_one(link, outcomes) -> None:
    found = outcomes(3)
    compute_reach(found, [link(target=target, partner=0, first_link=0) for target in (1, 2)], 2)
    assert [outcome.partnerships_joined for outcome in found] == [1, 1, 1]
