"""Long, tidy tables from what replicates leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engine.record import PARTNERSHIP_COLUMNS, TRUST_COLUMNS, ReplicateRecord
from sim.model.enums import EVENT_MEANINGS, Event, label
from sim.model.indicators import OBSERVABLES, Observable
from sim.model.state import PartnershipState, TrustState
from sim.model.variables import Variable, field_types, variables
from sim.outcomes import OUTCOMES
from sim.results.durations import COLUMNS as DURATION_COLUMNS
from sim.results.twin_months import COLUMNS as TWIN_COLUMNS


def categorical(codes: NDArray[Any], categories: Sequence[str]) -> Any:
    """Return a column of words from their positions in `categories`; -1 is missing."""
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(categories)))


def words_of(values: NDArray[Any], variable: Variable) -> Any:
    """Return the words that whole numbers of a choice stand for, in the order of the choice."""
    assert variable.choices is not None
    return categorical(values.astype(np.int8), [label(choice) for choice in variable.choices])


def column_of(values: NDArray[Any], variable: Variable, kind: type) -> Any:
    """Return one variable as a column: words for choices, compact whole numbers for counts, flags, and levels."""
    if variable.choices is not None:
        return words_of(values, variable)
    if kind is int:
        return values.astype(np.int32)
    return values.astype(bool) if kind is bool else values.astype(np.float64)


def trajectories_frame(records: Sequence[ReplicateRecord], trust_ids: Sequence[str]) -> pd.DataFrame:
    """Return a row for each replicate, month and trust, with every recorded variable and published figure.

    A figure is missing where the trust's type does not publish it; one that no trust publishes has no column.
    """
    months, trusts = records[0].states["quality"].shape
    frame: dict[str, Any] = {
        "replicate": np.repeat([record.replicate for record in records], months * trusts).astype(np.int32),
        "month": np.tile(np.repeat(np.arange(months), trusts), len(records)).astype(np.int32),
        "trust": categorical(np.tile(np.arange(trusts), months * len(records)), list(trust_ids)),
    }
    for name in TRUST_COLUMNS:
        values = np.concatenate([record.states[name].ravel() for record in records])
        frame[name] = column_of(values, variables(TrustState)[name], field_types(TrustState)[name])
    types = np.concatenate([record.states["provider_type"].ravel() for record in records])
    for item in OBSERVABLES.values():
        figures = item.of_trusts(frame[item.level], types)
        if not np.isnan(figures).all():
            frame[item.name] = figures
    return pd.DataFrame(frame)


def with_every_figure(trajectories: pd.DataFrame) -> pd.DataFrame:
    """Return trajectories with a column for every published figure, empty where no trust publishes it.

    For tables of scenarios that may differ in the types of their trusts.
    """
    others = [name for name in trajectories.columns if name not in OBSERVABLES]
    return trajectories.reindex(columns=[*others, *OBSERVABLES])


def partnerships_frame(records: Sequence[ReplicateRecord], trust_ids: Sequence[str]) -> pd.DataFrame:
    """Return a row for each replicate, month and partnership that has begun, up to the month of its end."""
    names = ("month", "partnership", "type", *PARTNERSHIP_COLUMNS)
    rows = [row for record in records for row in record.partnership_months]
    counts = [len(record.partnership_months) for record in records]
    replicates = np.repeat([record.replicate for record in records], counts).astype(np.int32)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    frame: dict[str, Any] = {"replicate": replicates, "month": np.array(columns[0], dtype=np.int32)}
    frame["partnership"], frame["type"] = (pd.Categorical(list(columns[at])) for at in (1, 2))
    for name, values in zip(names[3:], columns[3:], strict=True):
        if name in ("target", "partner"):
            codes = np.array(values, dtype=np.int32)
            frame[name] = categorical(codes, list(trust_ids))
        else:
            kind = field_types(PartnershipState)[name]
            frame[name] = column_of(np.array(values, dtype=kind), variables(PartnershipState)[name], kind)
    return pd.DataFrame(frame)


def events_frame(records: Sequence[ReplicateRecord], trust_ids: Sequence[str]) -> pd.DataFrame:
    """Return a row for each event: replicate, month, event, trust, partnership and value."""
    events = [(record.replicate, event_record) for record in records for event_record in record.events]
    return pd.DataFrame(
        {
            "replicate": np.array([replicate for replicate, _ in events], dtype=np.int32),
            "month": np.array([event_record.month for _, event_record in events], dtype=np.int32),
            "event": categorical(
                np.array([event_record.event for _, event_record in events], dtype=np.int8),
                [label(event) for event in Event],
            ),
            "trust": categorical(
                np.array([event_record.trust for _, event_record in events], dtype=np.int32), list(trust_ids)
            ),
            "partnership": pd.Categorical([event_record.partnership for _, event_record in events]),
            "value": np.array([event_record.value for _, event_record in events], dtype=np.float64),
        }
    )


def outcomes_frame(
    replicates: Sequence[int], outcomes: Sequence[dict[str, NDArray[np.float64]]], trust_ids: Sequence[str]
) -> pd.DataFrame:
    """Return a row for each replicate and trust with every outcome."""
    trusts = len(trust_ids)
    frame: dict[str, Any] = {
        "replicate": np.repeat(list(replicates), trusts).astype(np.int32),
        "trust": categorical(np.tile(np.arange(trusts), len(replicates)), list(trust_ids)),
    }
    for name in OUTCOMES:
        frame[name] = np.concatenate([row[name] for row in outcomes])
    return pd.DataFrame(frame)


def unit_of(variable: Variable) -> str:
    """Return the unit of a variable; of a choice its words, in the order of their numbers."""
    return variable.unit if variable.choices is None else "/".join(label(choice) for choice in variable.choices)


def meaning_of(item: Observable) -> str:
    """Return what a published figure is, by whom it is published if not by all, and on what it rests."""
    return "; ".join(
        [item.title, *([f"published by {item.publishers} trusts"] if item.published_by else []), item.source]
    )


def data_dictionary() -> pd.DataFrame:
    """Return what every column of the tables means, with unit and range, and what the value of each event means."""
    rows = [("trajectories", name, variables(TrustState)[name]) for name in TRUST_COLUMNS]
    rows += [("partnerships", name, variables(PartnershipState)[name]) for name in PARTNERSHIP_COLUMNS]
    table = [
        (sheet, name, unit_of(variable), variable.low, variable.high, variable.meaning)
        for sheet, name, variable in rows
    ]
    table += [
        ("trajectories", item.name, item.unit, item.low, item.high, meaning_of(item)) for item in OBSERVABLES.values()
    ]
    table += [
        ("outcomes", name, outcome.unit, None, None, f"{outcome.meaning}; of {outcome.among}")
        for name, outcome in OUTCOMES.items()
    ]
    table += [("twin_months", name, unit, None, None, meaning) for name, (unit, meaning) in TWIN_COLUMNS.items()]
    table += [("durations", name, unit, None, None, meaning) for name, (unit, meaning) in DURATION_COLUMNS.items()]
    table += [("events", label(event), "event", None, None, EVENT_MEANINGS[event]) for event in Event]
    return pd.DataFrame(table, columns=["table", "column", "unit", "low", "high", "meaning"])
