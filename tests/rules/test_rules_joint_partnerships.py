"""Joint partnerships: several members on equal terms, who pool sovereignty and share risks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Nature, Phase, ProviderType
from sim.model.state import PartnershipState, PartnershipTypeState, RegulatorState, TrustState
from sim.rules.cultural_fit import remoteness
from sim.rules.joint_partnerships import (
    add_to_counterpart,
    clear_counterpart,
    gather_counterpart,
    joining_chance,
    pool_progress,
    relieve_demand,
    sector_breadth,
    share_risk,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)
levels = st.lists(share, min_size=2, max_size=6)

MEANS = (
    "easting",
    "northing",
    "turnover",
    "quality",
    "access",
    "finance",
    "leadership",
    "capability",
    "coherence",
    "reputation",
    "strain",
    "culture_clan",
    "culture_developmental",
    "culture_hierarchical",
    "culture_rational",
    "attention_supply",
    "attention_compliance",
    "attention_free",
    "attention_partnership",
    "overload",
)


# The others


@pytest.fixture(scope="session")
def joined(partnership: Make) -> Make:
    """Make the links of a joint partnership, one for each trust; those at positions in `gone` have left."""

    def _joined(count: int, gone: tuple[int, ...] = ()) -> list[Any]:
        phases = [Phase.ENDED if position in gone else Phase.OPERATING for position in range(count)]
        return [partnership(target=target, partner=-1, phase=phase) for target, phase in enumerate(phases)]

    return _joined


@steady
@given(st.lists(seeds, min_size=2, max_size=5), st.integers(0, 4))
def test_member_meets_the_mean_of_the_others(
    any_state: Make, trust: Make, joined: Make, drawn: list[int], position: int
) -> None:
    members, others = [any_state(TrustState, seed) for seed in drawn], trust()
    position %= len(members)
    gather_counterpart(others, members, joined(len(members)), position)
    rest = [member for index, member in enumerate(members) if index != position]
    for name in MEANS:
        assert getattr(others, name) == pytest.approx(sum(getattr(member, name) for member in rest) / len(rest)), name
    for name in ("number_of_sites", "chief_executive_tenure"):
        mean = sum(getattr(member, name) for member in rest) / len(rest)
        assert abs(getattr(others, name) - mean) <= 0.5 + 1e-9, name
    assert others.provider_type in {member.provider_type for member in rest}


def test_only_other_member_is_met_as_it_is(trust: Make, joined: Make) -> None:
    here, there = trust(quality=0.2), trust(quality=0.8, provider_type=ProviderType.COMMUNITY, number_of_sites=3)
    others = trust()
    gather_counterpart(others, [here, there], joined(2), 0)
    assert (others.quality, others.provider_type, others.number_of_sites) == (0.8, ProviderType.COMMUNITY, 3)
    gather_counterpart(others, [here, there], joined(2), 1)
    assert (others.quality, others.provider_type, others.number_of_sites) == (0.2, ProviderType.ACUTE, 1)


def test_members_are_the_trusts_of_the_links_wherever_these_stand_among_all(
    even_trust: Make, trust: Make, partnership: Make
) -> None:
    trusts = [even_trust(level) for level in (0.1, 0.2, 0.4, 0.8)]
    links, others = [partnership(target=target) for target in (3, 1)], trust()
    gather_counterpart(others, trusts, links, 0)
    assert others.quality == 0.2
    gather_counterpart(others, trusts, links, 1)
    assert others.quality == 0.8


@steady
@given(st.lists(seeds, min_size=3, max_size=5), st.integers(0, 4), st.integers(1, 4))
def test_who_has_left_is_met_no_longer(
    any_state: Make, trust: Make, joined: Make, partnership: Make, drawn: list[int], position: int, step: int
) -> None:
    members, after, among_those_left = [any_state(TrustState, seed) for seed in drawn], trust(), trust()
    position %= len(members)
    gone = (position + 1 + step % (len(members) - 1)) % len(members)
    gather_counterpart(after, members, joined(len(members), (gone,)), position)
    left = [index for index in range(len(members)) if index != gone]
    gather_counterpart(among_those_left, members, [partnership(target=index) for index in left], left.index(position))
    assert vars(after) == vars(among_those_left)


def test_others_of_several_kinds_are_met_as_unlike_as_the_most_unlike(trust: Make, joined: Make) -> None:
    def met(*providers: ProviderType) -> int:
        others = trust()
        members = [trust(provider_type=provider) for provider in (ProviderType.ACUTE, *providers)]
        gather_counterpart(others, members, joined(len(members)), 0)
        return int(others.provider_type)

    assert met(ProviderType.ACUTE, ProviderType.ACUTE) == ProviderType.ACUTE
    assert met(ProviderType.ACUTE, ProviderType.COMMUNITY) == ProviderType.COMMUNITY
    assert met(ProviderType.COMMUNITY, ProviderType.INDEPENDENT, ProviderType.ACUTE) == ProviderType.INDEPENDENT


def test_what_was_gathered_last_month_is_forgotten(any_state: Make, trust: Make, joined: Make) -> None:
    members = [any_state(TrustState, seed) for seed in range(3)]
    once, again = trust(), trust()
    gather_counterpart(once, members, joined(3), 0)
    for position in (1, 2, 0):
        gather_counterpart(again, members, joined(3), position)
    assert vars(once) == vars(again)


def test_mean_of_the_others_begins_with_nothing_and_takes_in_one_after_the_other(any_state: Make) -> None:
    others, member = any_state(TrustState, 1), any_state(TrustState, 2)
    clear_counterpart(others)
    assert all(getattr(others, name) == 0.0 for name in MEANS)
    add_to_counterpart(others, member, 2.0)
    assert all(getattr(others, name) == getattr(member, name) / 2.0 for name in MEANS)
    add_to_counterpart(others, member, 2.0)
    assert all(getattr(others, name) == pytest.approx(getattr(member, name)) for name in MEANS)


def test_others_are_met_where_they_are(trust: Make, parameters: Make, joined: Make) -> None:
    members, others = [trust(easting=east, northing=300.0) for east in (400.0, 390.0, 410.0)], trust()
    gather_counterpart(others, members, joined(3), 0)
    assert remoteness(members[0], others, parameters()) == pytest.approx(0.0, abs=0.1)


# Who joins


@pytest.fixture(scope="session")
def joins(partnership: Make, partnership_type: Make, regulator: Make, parameters: Make) -> Make:
    """Return the chance that a trust that has been asked to join agrees this month."""

    def _joins(pooled: float = 0.0, levers: Any = None, overrides: Any = None, **state: Any) -> float:
        pair, policy = partnership(**({"fit": 0.5} | state)), regulator(**(levers or {}))
        type_, values = partnership_type(pooled_sovereignty=pooled), parameters(**(overrides or {}))
        return joining_chance(pair, type_, policy, values)

    return _joins


@pytest.mark.parametrize(
    ("less", "more", "off"),
    [
        ({"fit": 0.2}, {"fit": 0.9}, "joining_from_fit"),
        ({"levers": {"partnering_climate": 0.1}}, {"levers": {"partnering_climate": 0.9}}, "joining_when_pressed"),
        ({"levers": {"system_planning": 0.1}}, {"levers": {"system_planning": 0.9}}, "joining_when_pressed"),
    ],
)
def test_members_are_brought_together_by_fit_and_the_climate(
    less: dict[str, Any], more: dict[str, Any], off: str, joins: Make
) -> None:
    assert 0.0 < joins(**less) < joins(**more) < 1.0
    assert joins(**less, overrides={off: 0.0}) == joins(**more, overrides={off: 0.0})


def test_a_mandate_adds_to_what_makes_members_join_and_choice_does_not(joins: Make) -> None:
    press = "joining_when_pressed"
    chosen, mandated = {"nature": Nature.VOLUNTARY}, {"nature": Nature.MANDATED}
    assert joins(**chosen, overrides={press: 0.1}) == joins(**chosen, overrides={press: 0.0})
    added = joins(**mandated, overrides={press: 0.1}) - joins(**mandated, overrides={press: 0.0})
    assert added == pytest.approx(0.1)


def test_autonomy_that_is_to_be_ceded_is_resisted(joins: Make) -> None:
    assert joins(pooled=0.0) > joins(pooled=0.5) > joins(pooled=1.0)
    assert joins(pooled=1.0, overrides={"autonomy_defended": 0.0}) == joins(pooled=0.0)
    assert joins(pooled=1.0, overrides={"autonomy_defended": 1.0}) == 0.0


def test_members_that_are_insisted_on_agree_no_sooner(joins: Make) -> None:
    for reluctant in ({"fit": 0.0, "pooled": 1.0}, {"fit": 0.9}):
        offered, insisted = (joins(nature=Nature.MANDATED, insisted=insisted, **reluctant) for insisted in (0, 1))
        assert insisted == offered < 1.0


# Pace


@pytest.fixture(scope="session")
def linked(operating: Make) -> Make:
    """Make the links of a joint partnership, one for each level of a variable."""
    return lambda name, levels: [operating(**{name: level}) for level in levels]


def test_slowest_member_holds_up_the_rest_unless_sovereignty_is_pooled(linked: Make, partnership_type: Make) -> None:
    reached = []
    for pooled in (0.0, 0.5, 1.0):
        links = linked("integration", (0.2, 0.4, 0.9))
        pool_progress(links, partnership_type(pooled_sovereignty=pooled))
        assert len({link.integration for link in links}) == 1
        reached.append(links[0].integration)
    assert reached == pytest.approx([0.2, 0.35, 0.5])


@pytest.mark.parametrize("name", ["scope", "data_quality"])
def test_joint_type_reaches_as_far_and_knows_as_much_as_its_narrowest_member(
    name: str, linked: Make, partnership_type: Make
) -> None:
    for levels in ((0.5, 0.3, 0.7), (0.3, 0.7, 0.5)):
        links = linked(name, levels)
        pool_progress(links, partnership_type(pooled_sovereignty=1.0))
        assert [getattr(link, name) for link in links] == [0.3] * 3


@steady
@given(levels, share)
def test_joint_pace_lies_between_the_slowest_and_the_mean(
    linked: Make, partnership_type: Make, levels: list[float], pooled: float
) -> None:
    links = linked("integration", levels)
    pool_progress(links, partnership_type(pooled_sovereignty=pooled))
    assert min(levels) - 1e-12 <= links[0].integration <= sum(levels) / len(levels) + 1e-12


def test_members_that_are_level_stay_so(linked: Make, partnership_type: Make) -> None:
    links = linked("integration", (0.5, 0.5))
    pool_progress(links, partnership_type(pooled_sovereignty=0.5))
    assert [link.integration for link in links] == [0.5, 0.5]


def test_who_has_left_neither_holds_up_the_rest_nor_comes_along(linked: Make, partnership_type: Make) -> None:
    links = linked("integration", (0.1, 0.4, 0.8))
    for link, scope in zip(links, (0.1, 0.6, 0.7), strict=True):
        link.scope = link.data_quality = scope
    links[0].phase = Phase.ENDED
    pool_progress(links, partnership_type(pooled_sovereignty=0.5))
    assert [link.integration for link in links] == pytest.approx([0.1, 0.5, 0.5])
    assert [link.scope for link in links] == [link.data_quality for link in links] == [0.1, 0.6, 0.6]


def test_type_that_all_have_left_is_left_as_it_is(linked: Make, partnership_type: Make, parameters: Make) -> None:
    links = linked("integration", (0.1, 0.4))
    for link in links:
        link.phase = Phase.ENDED
    pool_progress(links, partnership_type(pooled_sovereignty=0.5))
    share_risk(links, partnership_type(shared_risk=1.0), parameters())
    assert [link.integration for link in links] == [0.1, 0.4]


# Risks and benefits


@steady
@given(levels, share, share, share)
def test_shared_risk_moves_services_together_and_keeps_their_mean(
    operating: Make,
    partnership_type: Make,
    parameters: Make,
    levels: list[float],
    shared: float,
    integration: float,
    rate: float,
) -> None:
    links = [operating(service_performance=level, integration=integration) for level in levels]
    share_risk(links, partnership_type(shared_risk=shared), parameters(following_rate=rate))
    after = [link.service_performance for link in links]
    assert sum(after) == pytest.approx(sum(levels))
    assert max(after) - min(after) <= max(levels) - min(levels) + 1e-12


def test_more_risk_is_shared_the_more_is_agreed_and_pooled(
    operating: Make, partnership_type: Make, parameters: Make
) -> None:
    def apart(shared: float, integration: float, **overrides: float) -> float:
        links = [operating(service_performance=level, integration=integration) for level in (0.2, 0.8)]
        share_risk(links, partnership_type(shared_risk=shared), parameters(**overrides))
        return float(links[1].service_performance - links[0].service_performance)

    assert apart(0.0, 0.5) == apart(0.5, 0.0) == pytest.approx(0.6)
    assert apart(0.5, 0.5) > apart(1.0, 0.5) > apart(1.0, 1.0) > 0.0
    assert apart(1.0, 1.0, following_rate=1.0) == pytest.approx(0.0)
    assert apart(1.0, 1.0, following_rate=0.0) == pytest.approx(0.6)


def test_who_has_left_shares_no_risk(operating: Make, partnership_type: Make, parameters: Make) -> None:
    links = [operating(service_performance=level, integration=1.0) for level in (0.2, 0.6, 0.9)]
    links[2].phase = Phase.ENDED
    share_risk(links, partnership_type(shared_risk=1.0), parameters(following_rate=1.0))
    assert [link.service_performance for link in links] == pytest.approx([0.4, 0.4, 0.9])


# Care across sectors


@pytest.fixture(scope="session")
def breadth_of(trust: Make, joined: Make) -> Make:
    """Return how many kinds of care are brought together by members of the given kinds; some may have left."""

    def _breadth_of(providers: Sequence[ProviderType], gone: tuple[int, ...] = ()) -> float:
        return sector_breadth([trust(provider_type=provider) for provider in providers], joined(len(providers), gone))

    return _breadth_of


@pytest.mark.parametrize(
    ("providers", "breadth"),
    [
        ([ProviderType.ACUTE, ProviderType.ACUTE], 0.0),
        ([ProviderType.ACUTE, ProviderType.SPECIALIST], 0.0),
        ([ProviderType.AMBULANCE, ProviderType.INDEPENDENT], 0.0),
        ([ProviderType.ACUTE, ProviderType.COMMUNITY], 0.5),
        ([ProviderType.SPECIALIST, ProviderType.INTEGRATED, ProviderType.AMBULANCE], 0.5),
        ([ProviderType.COMMUNITY, ProviderType.MENTAL_HEALTH], 0.5),
        ([ProviderType.ACUTE, ProviderType.COMMUNITY, ProviderType.MENTAL_HEALTH], 1.0),
    ],
)
def test_breadth_counts_the_kinds_of_care_that_are_brought_together(
    providers: list[ProviderType], breadth: float, breadth_of: Make
) -> None:
    assert breadth_of(providers) == breadth
    assert breadth_of(providers[::-1]) == breadth


def test_care_of_a_member_that_has_left_is_no_longer_brought_together(breadth_of: Make) -> None:
    providers = [ProviderType.ACUTE, ProviderType.COMMUNITY, ProviderType.MENTAL_HEALTH]
    assert [breadth_of(providers, gone) for gone in ((), (2,), (0, 2), (0, 1, 2))] == [1.0, 0.5, 0.0, 0.0]


@steady
@given(st.lists(st.sampled_from(ProviderType), min_size=1, max_size=6), st.sampled_from(ProviderType))
def test_further_member_never_narrows_the_care(
    breadth_of: Make, providers: list[ProviderType], more: ProviderType
) -> None:
    assert breadth_of(providers) <= breadth_of([*providers, more]) <= 1.0


def test_demand_is_kept_away_where_care_across_sectors_is_one(
    operating: Make, partnership_type: Make, trust: Make
) -> None:
    def kept(integration: float, breadth: float = 0.5, relief: float = 0.2) -> float:
        member, type_ = trust(), partnership_type(demand_relief=relief)
        relieve_demand(member, operating(integration=integration), type_, breadth)
        return float(member.demand_relief)

    assert kept(0.0) == kept(1.0, breadth=0.0) == kept(1.0, relief=0.0) == 0.0
    assert 0.0 < kept(0.4) < kept(0.8)
    assert kept(0.8, 0.5) < kept(0.8, 1.0)


def test_same_demand_is_kept_away_once_only(operating: Make, partnership_type: Make, trust: Make) -> None:
    member, type_ = trust(), partnership_type(demand_relief=0.2)
    seen = []
    for integration in (0.3, 0.8, 0.5):
        relieve_demand(member, operating(integration=integration), type_, 1.0)
        seen.append(member.demand_relief)
    assert 0.0 < seen[0] < seen[1] == seen[2]


@steady
@given(seeds)
def test_chance_of_joining_is_a_chance(any_state: Make, any_parameters: Make, seed: int) -> None:
    pair, type_ = any_state(PartnershipState, seed), any_state(PartnershipTypeState, seed)
    assert 0.0 <= joining_chance(pair, type_, any_state(RegulatorState, seed), any_parameters(seed)) <= 1.0
