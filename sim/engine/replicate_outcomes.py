"""Outcomes of every trust in one replicate: `sim.outcomes` applied to what the replicate has left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import make_dataclass
from operator import attrgetter
from typing import Any, get_type_hints

import numpy as np
from numpy.typing import NDArray

from sim.engine.record import ReplicateRecord
from sim.model.enums import Rating
from sim.outcomes.compute import compute_outcomes
from sim.outcomes.observation import MonthlyObservation
from sim.outcomes.outcome_table import OUTCOMES, TrustOutcomes
from sim.outcomes.partnership_outcomes import compute_reach
from sim.outcomes.spells import TrustSpells, compute_spells
from sim.outcomes.success_outcomes import compute_success
from sim.outcomes.twin_outcomes import compute_twin_differences
from sim.parameters import Parameters

OutcomeColumn = NDArray[np.float64]
DOMAINS = ("rating_safe", "rating_effective", "rating_caring", "rating_responsive", "rating_well_led")
SPELLS = attrgetter(*get_type_hints(TrustSpells))
OBSERVED = tuple(get_type_hints(MonthlyObservation))
PastMonth: Any = make_dataclass("PastMonth", get_type_hints(MonthlyObservation).items(), slots=True)


def monthly_observations(record: ReplicateRecord) -> list[Sequence[MonthlyObservation]]:
    """Return the past of every trust of a replicate: what outcomes need of every month."""
    states = dict(record.states)
    states["inadequate_domains"] = np.sum([states[domain] == Rating.INADEQUATE for domain in DOMAINS], axis=0)
    columns = [states[name].T.tolist() for name in OBSERVED]
    return [list(map(PastMonth, *months)) for months in zip(*columns, strict=True)]


def outcomes_of(
    record: ReplicateRecord, parameters: Parameters, twin: ReplicateRecord | None = None
) -> dict[str, OutcomeColumn]:
    """Return every outcome of every trust of a replicate, as arrays [trusts] in the order of the table.

    Parameters
    ----------
    record : the replicate.
    parameters : the thresholds of poor and of good performance are the model's own.
    twin : the same replicate without partnerships; without it the outcomes that need it are missing.
    """
    pasts, links = monthly_observations(record), record.links
    outcomes = [TrustOutcomes() for _ in pasts]
    for outcome, past in zip(outcomes, pasts, strict=True):
        compute_outcomes(outcome, past, parameters)
    compute_reach(outcomes, links, len(links))
    if twin is not None:
        for outcome, past, twin_past in zip(outcomes, pasts, monthly_observations(twin), strict=True):
            compute_twin_differences(outcome, past, twin_past)
        compute_success(outcomes, links, len(links))
    table = np.array([attrgetter(*OUTCOMES)(outcome) for outcome in outcomes], dtype=np.float64)
    return dict(zip(OUTCOMES, np.ascontiguousarray(table.T), strict=True))


def spells_of(worlds: Sequence[ReplicateRecord], parameters: Parameters) -> NDArray[np.int64]:
    """Return the spells [worlds, trusts, months and causes] of every trust of a replicate, in the order of the table.

    Parameters
    ----------
    worlds : the replicate and, if there is one, its twin.
    parameters : the thresholds of poor and of good performance are the model's own.
    """
    return np.array(
        [[_spells_of_past(past, parameters) for past in monthly_observations(record)] for record in worlds],
        dtype=np.int64,
    )


def _spells_of_past(past: Sequence[MonthlyObservation], parameters: Parameters) -> tuple[int, ...]:
    spells = TrustSpells()
    compute_spells(spells, past, parameters)
    found: tuple[int, ...] = SPELLS(spells)
    return found
