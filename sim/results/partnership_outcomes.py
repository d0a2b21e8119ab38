"""Outcomes of partnerships in one replicate, trust by trust: what they reached, and what came of integrations."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.record import PARTNERSHIP_COLUMNS, ReplicateRecord
from sim.outcomes import AFTER_INTEGRATION, COHERENT, GOOD_WITHIN
from sim.vocabulary import Phase, Rating

Column = NDArray[np.float64]
SERVICE_MONTHS = 12
EARLY_MONTHS = 36
DIP_MONTHS = 12
COHERENCE_MONTHS = 60
SHOWN_AT = 3  # columns of a partnership's row before those of its state: month, id, type


def columns_of(record: ReplicateRecord, *names: str) -> list[tuple[Any, ...]]:
    """Return the id and the named variables of every row of the partnerships of a replicate."""
    places = [SHOWN_AT + PARTNERSHIP_COLUMNS.index(name) for name in names]
    return [(row[1], *(row[place] for place in places)) for row in record.partnership_months]


def performance_of(states: dict[str, NDArray[Any]]) -> Column:
    """Return mean performance, an array like the states."""
    total: Column = states["quality"] + states["access"] + states["finance"]
    return total / 3.0


def helpers_of(record: ReplicateRecord) -> dict[int, set[int]]:
    """Return, for every trust that was in a partnership as target or member, the trusts it was with."""
    rows = columns_of(record, "target", "partner")
    together: dict[str, set[int]] = {}
    for identifier, target, _ in rows:
        together.setdefault(identifier, set()).add(target)
    helpers: dict[int, set[int]] = {}
    for identifier, target, partner in rows:
        helpers.setdefault(target, set()).update({partner, *together[identifier]} - {-1, target})
    return helpers


def reach_outcomes(record: ReplicateRecord, trusts: int) -> dict[str, Column]:
    """Return how many partnerships every trust was in, how far they reached, and what their service gained."""
    joined: list[set[str]] = [set() for _ in range(trusts)]
    scope, early, service = (np.full(trusts, np.nan) for _ in range(3))
    starts: dict[tuple[str, int], float] = {}
    names = ("target", "partner", "phase", "months_in_phase", "scope", "service_performance")
    for identifier, target, partner, phase, months, reached, performance in columns_of(record, *names):
        for side in {target, partner} - {-1}:
            joined[side].add(identifier)
        if phase != Phase.OPERATING:
            continue
        scope[target] = np.fmax(scope[target], reached)
        if months <= EARLY_MONTHS:
            early[target] = np.fmax(early[target], reached)
        start = starts.setdefault((identifier, target), performance)
        if months == SERVICE_MONTHS:
            service[target] = np.fmax(service[target], performance - start)
    counts = np.array([len(partnerships) for partnerships in joined], dtype=float)
    reaches = {"scope_reached": scope, "scope_after_36": early, "service_change_12": service}
    return {"partnerships_joined": counts, **reaches}


def integration_outcomes(record: ReplicateRecord) -> dict[str, Column]:
    """Return what came of the first structural integration every trust was in; missing where there was none.

    What happens within a time after the start is missing, too, if the run ends before.
    """
    states = record.states
    began = states["integrating"].astype(bool)
    rows = [
        integration_outcome(states, performance_of(states), trust, int(began[:, trust].argmax()))
        if began[:, trust].any()
        else {}
        for trust in range(began.shape[1])
    ]
    names = ["integration_dip", "months_to_coherence", "coherence_60_after"]
    names += [f"good_within_{months}" for months in GOOD_WITHIN]
    names += [f"finance_change_{months}_after" for months in AFTER_INTEGRATION]
    return {name: np.array([row.get(name, np.nan) for row in rows]) for name in names}


def integration_outcome(
    states: dict[str, NDArray[Any]], performance: Column, trust: int, start: int
) -> dict[str, float]:
    """Return what came of the integration of one trust that began to operate in a month."""
    last = len(performance) - 1
    found: dict[str, float] = {}
    if start + DIP_MONTHS <= last:
        lowest = performance[start : start + DIP_MONTHS + 1, trust].min()
        found["integration_dip"] = float(performance[start - 1, trust] - lowest)
    coherent = np.flatnonzero(states["coherence"][start:, trust] >= COHERENT)
    if len(coherent):
        found["months_to_coherence"] = float(coherent[0])
    if start + COHERENCE_MONTHS <= last:
        found["coherence_60_after"] = float(states["coherence"][start + COHERENCE_MONTHS, trust])
    for months in GOOD_WITHIN:
        if start + months <= last:
            rated = states["rating_overall"][start : start + months + 1, trust]
            found[f"good_within_{months}"] = float((rated >= Rating.GOOD).any())
    for months in AFTER_INTEGRATION:
        if start + months <= last:
            finance = states["finance"]
            found[f"finance_change_{months}_after"] = float(finance[start + months, trust] - finance[start, trust])
    return found


def partnership_success(record: ReplicateRecord, recovered: Column, rating_class_lost: Column) -> Column:
    """Return, for those helped, whether they recovered and no trust they were with lost a rating class."""
    success = np.full(len(recovered), np.nan)
    for target, partners in helpers_of(record).items():
        unharmed = all(rating_class_lost[partner] == 0.0 for partner in partners)
        success[target] = np.nan if np.isnan(recovered[target]) else float(recovered[target] == 1.0 and unharmed)
    return success
