"""Due diligence: what is believed of a trust, what is found out, and whether a partner goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.enums import Nature, Phase
from sim.model.state import PartnershipState, PartnershipTypeState, TrustState
from sim.rules.due_diligence import (
    bad_news,
    believed_performance,
    breaks_off,
    exploring_time,
    starting_intelligence,
)

Make = Callable[..., Any]
steady = settings(deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
share = st.floats(0.0, 1.0)

SURE = 0.0  # a draw that any chance reaches


# What is believed


def test_trust_is_believed_to_do_as_its_standing_and_its_figures_say(even_trust: Make) -> None:
    assert believed_performance(even_trust(0.25, reputation=0.75)) == pytest.approx(0.5)
    assert believed_performance(even_trust(0.75, reputation=0.25)) == pytest.approx(0.5)
    assert believed_performance(even_trust(0.25, reputation=0.25)) == pytest.approx(0.25)


def test_good_name_hides_a_poor_state(even_trust: Make) -> None:
    famed, infamous = (believed_performance(even_trust(0.3, reputation=name)) for name in (0.9, 0.1))
    assert famed > infamous


# What is found out


def test_those_who_have_worked_together_know_more(parameters: Make) -> None:
    known = [starting_intelligence(tie, parameters()) for tie in (0.0, 0.5, 1.0)]
    assert known[0] < known[1] < known[2] <= 1.0
    off = parameters(intelligence_from_ties=0.0)
    assert starting_intelligence(1.0, off) == starting_intelligence(0.0, off) == known[0]
    assert starting_intelligence(1.0, parameters(intelligence_at_start=0.9, intelligence_from_ties=0.9)) == 1.0


def test_much_due_diligence_is_left_out_under_a_mandate(partnership_type: Make, parameters: Make) -> None:
    def months(usual: int, nature: Nature, **overrides: float) -> int:
        return exploring_time(partnership_type(due_diligence_months=usual), nature, parameters(**overrides))

    assert months(6, Nature.VOLUNTARY) == 6
    assert [months(6, Nature.MANDATED, left_under_mandate=part) for part in (0.0, 0.5, 1.0)] == [0, 3, 6]
    assert months(0, Nature.VOLUNTARY) == months(0, Nature.MANDATED) == 0


def test_news_is_bad_as_far_as_the_truth_is_worse_than_what_was_believed_and_is_known(
    partnership: Make, even_trust: Make
) -> None:
    def news(believed: float, true: float, intelligence: float) -> float:
        return bad_news(partnership(believed=believed, intelligence=intelligence), even_trust(true))

    assert news(0.75, 0.25, 1.0) == pytest.approx(0.5)
    assert news(0.75, 0.25, 0.5) == pytest.approx(0.25)
    assert news(0.75, 0.25, 0.0) == news(0.25, 0.75, 1.0) == news(0.5, 0.5, 1.0) == 0.0


# Whether the partner goes on


@pytest.fixture(scope="session")
def gives_up(partnership: Make, partnership_type: Make, even_trust: Make, parameters: Make) -> Make:
    """Return whether a partner that explores a middling trust breaks off at a draw."""

    def _gives_up(chance: float = 0.03, needed: float = 1.0, overrides: Any = None, **state: Any) -> bool:
        exploring = {"phase": Phase.EXPLORING, "intelligence": 1.0, "fit": 1.0, "believed": 0.5}
        values = parameters(breaking_off_from_misfit=0.1, breaking_off_from_bad_news=1.0, **(overrides or {}))
        pair = partnership(**(exploring | state))
        return bool(breaks_off(pair, partnership_type(fit_dependence=needed), even_trust(0.5), values, chance))

    return _gives_up


def test_partner_breaks_off_where_fit_is_poor_and_needed(gives_up: Make) -> None:
    assert gives_up(fit=0.2)
    assert not gives_up(fit=1.0)
    assert not gives_up(fit=0.2, needed=0.2)
    assert not gives_up(fit=0.2, intelligence=0.2)


def test_partner_breaks_off_where_things_are_worse_than_it_was_told(gives_up: Make) -> None:
    assert gives_up(believed=0.9)
    assert not gives_up(believed=0.9, intelligence=0.0)
    assert not gives_up(believed=0.1)


def test_misfit_and_bad_news_add(gives_up: Make) -> None:
    for state, broken_off in (
        ({"fit": 0.5}, False),
        ({"believed": 0.55}, False),
        ({"fit": 0.5, "believed": 0.55}, True),
    ):
        assert gives_up(0.08, **state) == broken_off


def test_mandate_is_not_broken_off_and_neither_is_what_has_been_agreed(gives_up: Make) -> None:
    bad = {"fit": 0.0, "believed": 1.0}
    assert gives_up(SURE, **bad)
    assert not gives_up(SURE, nature=Nature.MANDATED, **bad)
    assert not any(gives_up(SURE, phase=phase, **bad) for phase in Phase if phase != Phase.EXPLORING)


# What a partner learns late


@steady
@given(seeds)
def test_due_diligence_stays_inside_its_ranges(any_state: Make, any_parameters: Make, seed: int) -> None:
    pair, target = any_state(PartnershipState, seed), any_state(TrustState, seed)
    type_, values = any_state(PartnershipTypeState, seed), any_parameters(seed)
    assert 0.0 <= bad_news(pair, target) <= 1.0
    assert 0.0 <= believed_performance(target) <= 1.0 + 1e-12
    assert 0 <= exploring_time(type_, pair.nature, values) <= type_.due_diligence_months
