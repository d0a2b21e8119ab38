"""Seeking: who looks for a partner of its own choice, for which type and for whom, and who agrees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Rating
from sim.model.state import PartnershipTypeState, RegulatorState, TrustState
from sim.rules.matching import eagerness
from sim.rules.partner_search import (
    attraction,
    choose_type,
    is_in_need,
    may_be_asked,
    needs_help_more,
    perceived_risk,
    prior_tie,
    seeking_hazard,
    type_weight,
    willingness,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)

POOR = dict.fromkeys(("annual_quality", "annual_access", "annual_finance"), 0.1)
SEEN = POOR | {"acknowledged": 0.2}


# Who looks for a partner


@pytest.fixture(scope="session")
def seeks(cultured: Make, regulator: Make, parameters: Make) -> Make:
    """Return the chance that an open trust, changed as given, looks for a partner this month."""

    def _seeks(climate: float = 0.5, planning: float = 0.0, overrides: Any = None, **state: Any) -> float:
        settled = {"chief_executive_tenure": 60, "attention_free": 0.1}
        shares = state.pop("shares", (0.25, 0.25, 0.25, 0.25))
        seeker = cultured(*shares, **(settled | state))
        policy = regulator(partnering_climate=climate, system_planning=planning)
        values = parameters(**({"open_culture": 0.5, "full_load": 0.2} | (overrides or {})))
        return seeking_hazard(seeker, policy, values)

    return _seeks


def test_trust_knows_that_it_needs_help_once_decline_is_recognised(trust: Make, parameters: Make) -> None:
    assert is_in_need(trust(**SEEN), parameters())
    assert not is_in_need(trust(**POOR), parameters())
    assert not is_in_need(trust(acknowledged=0.9), parameters()), "nothing calls for help"
    assert is_in_need(trust(special_measures=True), parameters())


def test_nobody_looks_for_partners_where_nobody_does(seeks: Make) -> None:
    assert seeks(0.0) == seeks(0.0, planning=1.0, **SEEN) == 0.0
    assert 0.0 < seeks(0.3) < seeks(0.9)


def test_trust_in_denial_looks_nowhere_until_special_measures_make_it(seeks: Make) -> None:
    assert seeks(**POOR) == 0.0 < seeks(special_measures=True, **POOR)


def test_unit_of_a_group_looks_for_no_partner_of_its_own(seeks: Make) -> None:
    assert seeks(absorbed_by=3) == seeks(absorbed_by=0) == 0.0


def test_need_drives_those_who_have_recognised_it_however_busy(seeks: Make) -> None:
    assert seeks(attention_free=0.0, **SEEN) == seeks(attention_free=0.5, **SEEN) > 0.0
    assert seeks(overrides={"seeking_from_need": 0.0}, **SEEN) == 0.0


def test_strong_trust_looks_around_as_far_as_it_has_attention_to_spare(seeks: Make) -> None:
    spared = [seeks(attention_free=attention) for attention in (0.0, 0.1, 0.2, 0.9)]
    assert spared[0] == 0.0 < spared[1] < spared[2] == spared[3]
    assert seeks(attention_free=0.9, overrides={"seeking_from_strength": 0.0}) == 0.0


def test_window_of_opportunity_makes_trusts_look(seeks: Make) -> None:
    assert seeks(chief_executive_tenure=0) == seeks(building_plan=True) > seeks()
    assert seeks(chief_executive_tenure=0, overrides={"seeking_in_window": 1.0}) == seeks()


def test_trust_that_has_partners_looks_less_and_planning_makes_it_look_more(seeks: Make) -> None:
    looks = [seeks(partnerships_active=active) for active in (0, 1, 3)]
    assert looks[0] > looks[1] > looks[2] > 0.0
    assert seeks(partnerships_active=3, overrides={"seeking_lost_to_partners": 0.0}) == looks[0]
    assert seeks(planning=0.8) > looks[0]
    assert seeks(planning=0.8, overrides={"driven_by_planning": 0.0}) == looks[0]


@steady
@given(seeds)
def test_chance_of_looking_is_a_chance(any_state: Make, any_parameters: Make, seed: int) -> None:
    asked = any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed)
    assert 0.0 <= seeking_hazard(*asked) <= 1.0


# Which type


def test_trusts_in_need_look_for_other_types_than_those_that_do_well(type_: Make) -> None:
    sought = type_(sought_in_need=3.0, sought_in_strength=0.5)
    assert (type_weight(sought, True), type_weight(sought, False)) == (3.0, 0.5)


def test_type_that_is_only_ever_mandated_is_looked_for_by_nobody(type_: Make) -> None:
    mandated = type_(sought_in_need=3.0, sought_in_strength=0.5, voluntary=False)
    assert type_weight(mandated, True) == type_weight(mandated, False) == 0.0
    types = [mandated, type_(sought_in_need=1.0), mandated]
    assert [choose_type(types, True, chance) for chance in (0.0, 0.5, 1.0)] == [1, 1, 1]
    assert choose_type([mandated, mandated], True, 0.5) == -1


def test_types_are_looked_for_by_their_weights(type_: Make) -> None:
    types = [type_(sought_in_need=weight) for weight in (1.0, 0.0, 2.0, 1.0)]
    chosen = [choose_type(types, True, chance) for chance in (0.0, 0.24, 0.25, 0.5, 0.74, 0.75, 0.99, 1.0)]
    assert chosen == [0, 0, 2, 2, 2, 3, 3, 3]
    assert choose_type(types, False, 0.5) == choose_type([], True, 0.5) == -1


@steady
@given(st.lists(st.sampled_from([0.0, 0.1, 0.3, 1.0, 10.0]), max_size=15), share)
def test_some_type_of_some_weight_is_chosen_at_any_chance(type_: Make, weights: list[float], chance: float) -> None:
    position = choose_type([type_(sought_in_strength=weight) for weight in weights], False, chance)
    if any(weights):
        assert weights[position] > 0.0
        before, total = sum(weights[:position]), sum(weights)
        assert before - 1e-9 <= chance * total <= before + weights[position] + 1e-9
    else:
        assert position == -1


# Whom


def test_strangers_hardly_know_each_other_and_neighbours_do(parameters: Make) -> None:
    strangers = [prior_tie(False, chance, parameters()) for chance in (0.0, 0.5, 1.0)]
    neighbours = [prior_tie(True, chance, parameters()) for chance in (0.0, 0.5, 1.0)]
    assert strangers[0] == 0.0 < strangers[1] < strangers[2] / 2.0
    assert all(near > far for near, far in zip(neighbours, strangers, strict=True))
    assert prior_tie(True, 0.5, parameters(prior_tie=0.0)) == 0.0
    sure = parameters(prior_tie=1.0)
    assert prior_tie(True, 1.0, sure) == 1.0


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"easting": 5.0}, {"easting": 90.0}),
        ({"tie": 0.8}, {"tie": 0.1}),
        ({"culture_clan": 0.3}, {"culture_clan": 0.6}),
    ],
)
@pytest.mark.parametrize("in_need", [True, False])
def test_trust_is_drawn_to_those_who_are_near_known_and_alike(
    in_need: bool, better: dict[str, Any], worse: dict[str, Any], trust: Make, parameters: Make
) -> None:
    def liking(other: dict[str, Any]) -> float:
        state = {name: value for name, value in other.items() if name != "tie"}
        return attraction(trust(), trust(**state), other.get("tie", 0.0), in_need, parameters())

    assert liking(better) > liking(worse)


def test_published_ratings_attract_those_in_need_and_the_true_state_nobody(even_trust: Make, parameters: Make) -> None:
    def liking(rating: Rating, in_need: bool, level: float = 0.5) -> float:
        other = even_trust(level, rating_overall=rating)
        return attraction(even_trust(0.5), other, 0.0, in_need, parameters())

    likings = [liking(rating, True) for rating in Rating]
    assert likings == sorted(set(likings))
    assert len({liking(rating, False) for rating in Rating}) == 1
    assert liking(Rating.GOOD, True, 0.1) == liking(Rating.GOOD, True, 0.9)
    best = liking(Rating.OUTSTANDING, True) - liking(Rating.INADEQUATE, True)
    assert best == pytest.approx(1.0)


def test_sound_trust_with_room_that_acts_for_itself_may_be_asked(trust: Make, regulator: Make) -> None:
    limit = regulator(partner_limit=2)
    sound = {"rating_overall": Rating.GOOD}
    assert may_be_asked(trust(**sound), True, limit)
    for flaw in ({"absorbed_by": 0}, {"trusts_supported": 2}):
        assert not may_be_asked(trust(**sound, **flaw), True, limit)
    assert not may_be_asked(trust(**sound, absorbed_by=0), False, limit)
    # Who looks from strength may become the helper itself; whether there is room is seen once that is known.
    assert may_be_asked(trust(**sound, trusts_supported=2), False, limit)


def test_unsound_trust_is_asked_only_by_those_who_do_not_look_for_help(trust: Make, regulator: Make) -> None:
    for unsound in (
        trust(rating_overall=Rating.INADEQUATE),
        trust(rating_overall=Rating.GOOD, special_measures=True),
    ):
        assert may_be_asked(unsound, False, regulator())
        assert not may_be_asked(unsound, True, regulator())
    assert may_be_asked(trust(rating_overall=Rating.REQUIRES_IMPROVEMENT), True, regulator())


# Who agrees


def test_partner_fears_for_its_good_name_and_its_attention(
    trust: Make, partnership_type: Make, parameters: Make
) -> None:
    def risk(target: float, overhead: float = 0.1, **overrides: float) -> float:
        type_ = partnership_type(overhead_partner=overhead, commitment=0.2)
        values = parameters(full_load=0.4, **overrides)
        return perceived_risk(trust(reputation=0.7), trust(reputation=target), type_, values)

    assert risk(0.2) > risk(0.5) > risk(0.7) == risk(0.9) == 0.0
    assert risk(0.2, overhead=0.0) < risk(0.2, overhead=0.1) < risk(0.2, overhead=0.32) == risk(0.2, overhead=0.9)
    assert risk(0.2, risk_from_standing=0.0) == 0.0


def test_lock_in_makes_the_risk_larger(trust: Make, partnership_type: Make, parameters: Make) -> None:
    risks = [
        perceived_risk(trust(reputation=0.8), trust(reputation=0.2), partnership_type(commitment=level), parameters())
        for level in (0.0, 0.5, 1.0)
    ]
    assert 0.0 == risks[0] < risks[1] < risks[2]


@pytest.fixture(scope="session")
def agrees(trust: Make, partnership_type: Make, regulator: Make, parameters: Make) -> Make:
    """Return the chance that a trust, made as given, agrees to explore a partnership."""

    def _agrees(
        tie: float = 0.0,
        type_: Any = None,
        overrides: Any = None,
        reward: float = 0.0,
        subsumed: bool = False,
        **state: Any,
    ) -> float:
        partner, other = trust(**({"reputation": 0.6} | state)), trust(reputation=0.5)
        values = parameters(**({"agreement_base": 0.4} | (overrides or {})))
        asked = partnership_type(**({"overhead_partner": 0.05} | (type_ or {})))
        return willingness(partner, other, asked, tie, regulator(partner_incentive=reward), values, subsumed)

    return _agrees


def test_ties_reward_and_attention_to_spare_speak_for_helping(agrees: Make) -> None:
    plain = agrees()
    assert 0.0 < plain < agrees(0.4) < agrees(0.8)
    assert agrees(0.8, overrides={"agreement_from_ties": 0.0}) == plain
    assert agrees(reward=0.8) > plain
    assert agrees(attention_free=0.2) > plain


def test_wish_to_grow_speaks_for_what_makes_one_organisation(agrees: Make) -> None:
    assert agrees(type_={"integrates": True}) > agrees()
    assert agrees(type_={"integrates": True}, overrides={"agreement_from_growth": 0.0}) == agrees()


def test_partners_and_lost_autonomy_speak_against_it(agrees: Make) -> None:
    assert agrees(partnerships_active=2) < agrees(partnerships_active=1) < agrees()
    assert agrees(partnerships_active=2, overrides={"agreement_lost_to_partners": 0.0}) == agrees()
    merger = {"integrates": True}
    assert agrees(type_=merger, subsumed=True) < agrees(type_=merger)
    off = {"autonomy_defended": 0.0, "agreement_from_growth": 0.0}
    assert agrees(type_=merger, subsumed=True, overrides=off) >= agrees(type_=merger, overrides=off)


def test_risk_speaks_against_it(agrees: Make) -> None:
    assert agrees(reputation=0.9) < agrees(reputation=0.6) < agrees(reputation=0.5)


@steady
@given(seeds, share)
def test_willingness_is_eagerness_and_what_the_pair_and_the_type_add(
    any_state: Make, any_parameters: Make, partnership_type: Make, seed: int, tie: float
) -> None:
    partner, target = any_state(TrustState, seed), any_state(TrustState, seed + 1)
    type_, policy, values = any_state(PartnershipTypeState, seed), any_state(RegulatorState, seed), any_parameters(seed)
    assert 0.0 <= willingness(partner, target, type_, tie, policy, values, False) <= 1.0
    partner.partnerships_active = 0
    plain = willingness(partner, target, partnership_type(), 0.0, policy, values, False)
    assert plain == min(max(eagerness(partner, policy, values), 0.0), 1.0)


# Who is helped


def test_trust_with_the_worse_published_rating_is_helped_and_of_equals_the_one_that_does_worse(
    even_trust: Make,
) -> None:
    good, poor = even_trust(0.3, rating_overall=Rating.GOOD), even_trust(0.6, rating_overall=Rating.INADEQUATE)
    assert needs_help_more(poor, good)
    assert not needs_help_more(good, poor)
    weak, strong = even_trust(0.4), even_trust(0.6)
    assert needs_help_more(weak, strong)
    assert not needs_help_more(strong, weak)
    assert not needs_help_more(weak, weak)
