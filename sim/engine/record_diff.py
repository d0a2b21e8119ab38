"""Where two runs of the same replicate first differ: to check that two engines, or two versions, do the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.engine.record import TRUST_COLUMNS, ReplicateRecord


@dataclass(frozen=True, slots=True)
class Difference:
    """The first difference between two records of one replicate.

    Attributes
    ----------
    replicate, month : where it is.
    trust : position of the trust, -1 if the difference does not concern a single trust.
    variable : name of the state variable, or `events` or `partnerships`.
    one, other : the values in the two records.
    """

    replicate: int
    month: int
    trust: int
    variable: str
    one: object
    other: object


def first_difference(one: ReplicateRecord, other: ReplicateRecord) -> Difference | None:
    """Return the first difference between two records, to the last bit, or None if there is none.

    Months are compared from the first; within a month trusts in order, then their variables in the order of the
    table; then partnerships and events.

    Examples
    --------
    >>> import sim
    >>> strict = sim.load_scenario("no_partner", {"months": 36, "regulator.scrutiny": 0.9})
    >>> mild = sim.load_scenario("no_partner", {"months": 36, "regulator.scrutiny": 0.1})
    >>> first_difference(sim.TurnaroundModel(strict).run(), sim.TurnaroundModel(strict).run()) is None
    True
    >>> first_difference(sim.TurnaroundModel(strict).run(), sim.TurnaroundModel(mild).run()).month
    0
    """
    found = [_first_in_states(one, other), _first_in_rows(one, other), _first_in_events(one, other)]
    return min((item for item in found if item is not None), key=lambda item: item.month, default=None)


def _first_in_states(one: ReplicateRecord, other: ReplicateRecord) -> Difference | None:
    first: tuple[int, int, int] | None = None
    for place, name in enumerate(TRUST_COLUMNS):
        here, there = one.states[name], other.states[name]
        if here.shape != there.shape:
            return Difference(one.replicate, 0, -1, name, here.shape, there.shape)
        if here.tobytes() == there.tobytes():
            continue
        # Bits are compared, so that two missing values are the same and 0 and -0 are not.
        apart = (here != there) & ~((here != here) & (there != there)) | (
            np.signbit(here * 1.0) != np.signbit(there * 1.0)
        )
        for month, trust in np.argwhere(apart)[:1].tolist():
            first = min(first or (month, trust, place), (month, trust, place))
    if first is None:
        return None
    month, trust, place = first
    name = TRUST_COLUMNS[place]
    return Difference(
        one.replicate,
        month,
        trust,
        name,
        one.states[name][month, trust].item(),
        other.states[name][month, trust].item(),
    )


def _first_in_rows(one: ReplicateRecord, other: ReplicateRecord) -> Difference | None:
    for here, there in zip(one.partnership_months, other.partnership_months, strict=False):
        if here != there:
            return Difference(one.replicate, min(here[0], there[0]), -1, "partnerships", here, there)
    return _first_missing(one, "partnerships", one.partnership_months, other.partnership_months, lambda row: row[0])


def _first_in_events(one: ReplicateRecord, other: ReplicateRecord) -> Difference | None:
    for here, there in zip(one.events, other.events, strict=False):
        if here != there:
            return Difference(one.replicate, min(here.month, there.month), -1, "events", here, there)
    return _first_missing(one, "events", one.events, other.events, lambda item: item.month)


def _first_missing(
    record: ReplicateRecord, what: str, one: list[Any], other: list[Any], month_of: Callable[[Any], int]
) -> Difference | None:
    """Return that one of two lists, alike as far as both go, goes on where the other has ended."""
    if len(one) == len(other):
        return None
    shorter = min(len(one), len(other))
    here, there = (rows[shorter] if shorter < len(rows) else None for rows in (one, other))
    return Difference(record.replicate, month_of(here if here is not None else there), -1, what, here, there)
