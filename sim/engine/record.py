"""What one replicate leaves behind, whichever engine ran it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.state import PartnershipState, TrustState, kinds, variables
from sim.vocabulary import Event

TRUST_COLUMNS: tuple[str, ...] = tuple(name for name, v in variables(TrustState).items() if v.recorded)
PARTNERSHIP_COLUMNS: tuple[str, ...] = tuple(name for name, v in variables(PartnershipState).items() if v.recorded)


@dataclass(frozen=True, slots=True)
class Happening:
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
    happenings : events in the order in which they happened.
    links : all links of partnerships that came about, in order, in their last state.
    """

    replicate: int
    states: dict[str, NDArray[Any]]
    partnership_months: list[tuple[Any, ...]] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)
    links: Sequence[PartnershipState] = ()


def states_from_rows(rows: list[list[tuple[Any, ...]]]) -> dict[str, NDArray[Any]]:
    """Return arrays [months + 1, trusts] from rows [month][trust] of the recorded variables.

    Whole numbers and flags pass through float64 on the way, which holds all that occur exactly.
    """
    table = np.array(rows, dtype=np.float64)
    kind = kinds(TrustState)
    return {name: table[:, :, position].astype(kind[name]) for position, name in enumerate(TRUST_COLUMNS)}
