"""Insight: how much of what is wrong is seen, by a trust's own leaders or by those who watch it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.state import RegulatorState, TrustState
from sim.rules.insight import own_insight, seen

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)

SOURCES = [
    ("effective_leadership", "insight_from_leadership"),
    ("joint_data_quality", "insight_from_partners"),
    ("soft_intelligence", "insight_from_partners"),
]
BLIND = dict.fromkeys((source for source, _ in SOURCES), 0.0)


@pytest.mark.parametrize(("source", "weight"), SOURCES)
def test_trust_sees_by_able_leaders_by_joint_data_and_by_what_people_of_partners_pass_on(
    source: str, weight: str, trust: Make, parameters: Make
) -> None:
    def sees(level: float, **overrides: float) -> float:
        return own_insight(trust(**(BLIND | {source: level})), parameters(**overrides))

    assert sees(0.0) == 0.0 < sees(0.4) < sees(0.8)
    assert sees(1.0, **{weight: 0.5}) == 0.5
    assert sees(0.8, **{weight: 0.0}) == 0.0


def test_data_and_partners_show_part_of_what_leaders_do_not_see(trust: Make, parameters: Make) -> None:
    values = parameters(**{weight: 0.5 for _, weight in SOURCES})
    states = [dict.fromkeys((source for source, _ in SOURCES[:count]), 1.0) for count in range(4)]
    assert [own_insight(trust(**(BLIND | state)), values) for state in states] == [0.0, 0.5, 0.75, 0.875]


def test_scrutiny_finds_its_part_of_what_a_trust_does_not_see_itself(
    trust: Make, regulator: Make, parameters: Make
) -> None:
    def all_seen(leadership: float, scrutiny: float) -> float:
        values = parameters(insight_from_leadership=1.0)
        return seen(trust(**(BLIND | {"effective_leadership": leadership})), regulator(scrutiny=scrutiny), values)

    assert all_seen(0.0, 0.0) == 0.0
    assert all_seen(0.5, 0.0) == all_seen(0.0, 0.5) == 0.5
    assert all_seen(0.5, 0.5) == 0.75
    assert all_seen(0.2, 1.0) == all_seen(1.0, 0.2) == 1.0


def test_authority_matters_most_where_insight_is_absent(trust: Make, regulator: Make, parameters: Make) -> None:
    def added_by_scrutiny(leadership: float) -> float:
        here = trust(**(BLIND | {"effective_leadership": leadership}))
        with_it, without = (seen(here, regulator(scrutiny=scrutiny), parameters()) for scrutiny in (0.8, 0.0))
        return with_it - without

    assert added_by_scrutiny(0.1) > added_by_scrutiny(0.9) > 0.0


@steady
@given(seeds)
def test_what_is_seen_is_a_share_and_never_less_than_what_a_trust_sees_itself(
    any_state: Make, any_parameters: Make, seed: int
) -> None:
    trust_, policy, values = any_state(TrustState, seed), any_state(RegulatorState, seed), any_parameters(seed)
    assert 0.0 <= own_insight(trust_, values) <= seen(trust_, policy, values) + 1e-12 <= 1.0 + 2e-12
