"""What one replicate leaves behind, whichever engine ran it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from struct import Struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.enums import Event
from sim.model.state import PartnershipState, TrustState
from sim.model.variables import field_types, variables
from sim.scenario.model_inputs import ModelInputs

TRUST_COLUMNS: tuple[str, ...] = tuple(name for name, v in variables(TrustState).items() if v.recorded)
PARTNERSHIP_COLUMNS: tuple[str, ...] = tuple(name for name, v in variables(PartnershipState).items() if v.recorded)

# Packed rows are the smallest and fastest record of a month, and nothing for the garbage collector to look through.
_ROW = Struct(f"{len(TRUST_COLUMNS)}d")
_read = attrgetter(*TRUST_COLUMNS)


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One event: when, what, to which trust (position, -1: none), in which partnership (id or ""), and its value."""

    month: int
    event: Event
    trust: int
    partnership: str
    value: float


@dataclass(slots=True)
class ReplicateRecord:
    """One replicate of a scenario.

    Attributes
    ----------
    replicate : which replicate, from 0.
    states : each recorded variable of the trusts, an array [months + 1, trusts]; row 0 is the start, row m the end
        of month m.
    partnership_months : rows (month, partnership id, type name, *recorded variables of `PartnershipState`), one for
        each month in which a partnership had begun, the month of its end included.
    events : in the order in which they happened.
    links : all links of partnerships that were formed, in order, in their last state.
    spells : an array [worlds, trusts, months and causes] in the order of `TrustSpells`, of this world and of its twin,
        if there is one; empty until they are computed.
    """

    replicate: int
    states: dict[str, NDArray[Any]]
    partnership_months: list[tuple[Any, ...]] = field(default_factory=list)
    events: list[EventRecord] = field(default_factory=list)
    links: Sequence[PartnershipState] = ()
    spells: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0, 0), np.int64))


SimulatedReplicate = tuple[ReplicateRecord, ReplicateRecord | None, dict[str, NDArray[Any]]]
"""The record of a replicate, that of its twin if there is one, and its outcomes by name, each an array [trusts]."""


def packed_row(trust: TrustState) -> bytes:
    """Return the recorded variables of a trust as eight-byte numbers side by side, whole numbers and flags as well."""
    return _ROW.pack(*_read(trust))


def states_from_rows(rows: list[bytes]) -> dict[str, NDArray[Any]]:
    """Return arrays [months + 1, trusts] from the rows of all trusts of each month, joined.

    Whole numbers and flags have passed through float64, which holds all that occur exactly.
    """
    table = np.frombuffer(b"".join(rows)).reshape(len(rows), -1, len(TRUST_COLUMNS))
    types = field_types(TrustState)
    return {name: table[:, :, position].astype(types[name]) for position, name in enumerate(TRUST_COLUMNS)}


def name_of_link(first: PartnershipState, setting: ModelInputs) -> str:
    """Return the id of a partnership from its first link: that of its plan, or type, first two sides and month."""
    if first.plan >= 0:
        return setting.plan_ids[first.plan]
    sides = [setting.trust_ids[side] for side in (first.target, first.second) if side >= 0]
    return "_".join([setting.type_names[first.type], *sides, str(first.month_begun)])
