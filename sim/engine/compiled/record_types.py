"""Tables of state as arrays of records: the same names, in memory that a compiler can reach."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.variables import field_types, record_fields
from sim.parameters import Parameters, parameter_kinds
from sim.scenario.state_record import StateRecord

Records = NDArray[Any]


@cache
def record_type(table: type) -> np.dtype[Any]:
    """Return the record of a table, a field for each variable."""
    types = parameter_kinds() if table is Parameters else field_types(table)
    return np.dtype(record_fields(types), align=True)


def records_of(table: type, rows: Sequence[Any]) -> Records:
    """Return an array of records from objects that have the variables of a table as attributes."""
    kind = record_type(table)
    assert kind.names is not None
    read = attrgetter(*kind.names)
    return np.array([read(row) for row in rows], dtype=kind) if rows else np.zeros(0, dtype=kind)


def blank(table: type) -> Records:
    """Return an array of one record, every variable at its initial value."""
    return records_of(table, [StateRecord(table)])
