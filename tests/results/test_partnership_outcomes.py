"""Outcomes of partnerships and of integrations, trust by trust."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.record import PARTNERSHIP_COLUMNS, TRUST_COLUMNS, ReplicateRecord
from sim.results.partnership_outcomes import helpers_of, integration_outcomes, partnership_success, reach_outcomes
from sim.state import PartnershipState, TrustState, kinds, variables
from sim.vocabulary import Phase, Rating

MONTHS = 80


def row(month: int, name: str, **values: Any) -> tuple[Any, ...]:
    """Return a row of a partnership; what is not said is at its initial value."""
    table = {column: variables(PartnershipState)[column].initial for column in PARTNERSHIP_COLUMNS}
    return (month, name, "some_form", *(table | values).values())


def record(trusts: int = 3, rows: list[tuple[Any, ...]] | None = None, **states: Any) -> ReplicateRecord:
    """Return a replicate in which every variable stays as it begins, but for what is said."""
    held = {
        name: np.full((MONTHS + 1, trusts), variables(TrustState)[name].initial).astype(kinds(TrustState)[name])
        for name in TRUST_COLUMNS
    }
    return ReplicateRecord(0, held | states, rows or [])


def over_months(**months: float) -> np.ndarray[Any, Any]:
    """Return a variable of one trust that takes a value from each month on: m0=0.5, m10=0.3."""
    values = np.zeros((MONTHS + 1, 1))
    for key, value in months.items():
        values[int(key[1:]) :] = value
    return values


def test_helpers_are_the_partner_or_the_other_members() -> None:
    rows = [row(1, "buddying", target=0, partner=2), row(1, "method", target=0, partner=-1)]
    rows += [row(1, "network", target=member, partner=-1) for member in (0, 1)]
    assert helpers_of(record(rows=rows)) == {0: {1, 2}, 1: {0}}


def test_success_needs_recovery_and_partners_who_lost_nothing() -> None:
    rows = [row(1, "a", target=0, partner=2), row(1, "b", target=1, partner=2)]
    found = partnership_success(record(rows=rows), np.array([1.0, 0.0, np.nan]), np.array([0.0, 0.0, 0.0]))
    assert found[:2].tolist() == [1.0, 0.0]
    assert np.isnan(found[2])
    harmed = partnership_success(record(rows=rows), np.array([1.0, 0.0, np.nan]), np.array([0.0, 0.0, 1.0]))
    assert harmed[0] == 0.0


def test_reach_counts_partnerships_on_both_sides_and_scope_of_the_one_that_is_helped() -> None:
    operating = {"target": 0, "partner": 1, "phase": int(Phase.OPERATING)}
    rows = [row(2 + m, "it", **operating, months_in_phase=m, scope=0.05 + 0.01 * m, service_performance=0.5 + 0.01 * m)
            for m in range(41)]  # fmt: skip
    rows.append(row(3, "planned", target=2, partner=1, phase=int(Phase.SETTING_UP), scope=0.9))
    found = reach_outcomes(record(rows=rows), 3)
    assert found["partnerships_joined"].tolist() == [1, 2, 1]
    assert found["scope_reached"][0] == pytest.approx(0.45)
    assert found["scope_after_36"][0] == pytest.approx(0.41)
    assert found["service_change_12"][0] == pytest.approx(0.12)
    assert np.isnan(found["scope_reached"][1:]).all()


def integrated(**states: Any) -> dict[str, float]:
    """Return the outcomes of a trust whose integration begins in month 10."""
    found = integration_outcomes(record(1, integrating=over_months(m10=1).astype(bool), **states))
    return {name: float(values[0]) for name, values in found.items()}


def test_integration_is_measured_from_its_first_month() -> None:
    stocks = {name: over_months(m0=0.5, m15=0.4, m20=0.6) for name in ("quality", "access", "finance")}
    rating = over_months(m0=Rating.INADEQUATE, m25=Rating.GOOD).astype(int)
    coherence = over_months(m0=0.7, m40=0.85)
    found = integrated(**stocks, rating_overall=rating, coherence=coherence)
    assert found["integration_dip"] == pytest.approx(0.1)
    assert (found["good_within_12"], found["good_within_18"]) == (0.0, 1.0)
    assert found["months_to_coherence"] == 30
    assert found["coherence_60_after"] == pytest.approx(0.85)
    assert found["finance_change_12_after"] == pytest.approx(0.1)


def test_what_was_not_watched_long_enough_is_missing() -> None:
    late = integration_outcomes(record(1, integrating=over_months(m75=1).astype(bool)))
    assert np.isnan(late["coherence_60_after"]).all()
    assert np.isnan(late["good_within_18"]).all()


def test_without_an_integration_all_is_missing() -> None:
    found = integration_outcomes(record(2))
    assert all(np.isnan(values).all() for values in found.values())
