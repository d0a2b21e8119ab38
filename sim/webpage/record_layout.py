"""Where in a record each variable is, for those tables that the page writes to or reads from."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine.compiled.arrays import COUNTS, EVENT_RECORD, LINK_MONTH
from sim.engine.compiled.record_types import record_type
from sim.model.inputs import DatedEventInputs, PlannedPartnershipInputs, RunProgress, TrustStartInputs
from sim.model.state import PartnershipState, RegulatorState

RECORDS: dict[str, np.dtype[Any]] = {
    "starts": record_type(TrustStartInputs),
    "plans": record_type(PlannedPartnershipInputs),
    "dated_events": record_type(DatedEventInputs),
    "policies": record_type(RegulatorState),
    "events": EVENT_RECORD,
    "link_months": LINK_MONTH,
    "links": record_type(PartnershipState),
    "counts": COUNTS,
    "progress": record_type(RunProgress),
}
KINDS = {"f": "f8", "i": "i8", "b": "?"}


def offset_of(table: str, name: str) -> int:
    """Return the first byte of a variable in a record of a table."""
    fields = RECORDS[table].fields
    assert fields is not None
    return int(fields[name][1])


def layout_of(table: str, only: tuple[str, ...] | None = None) -> dict[str, Any]:
    """Return where each variable is in a record, and what kind of number it is.

    Parameters
    ----------
    only : the variables; if none are named: all.
    """
    kind = RECORDS[table]
    assert kind.fields is not None
    fields = {name: [about[1], KINDS[about[0].kind]] for name, about in kind.fields.items()
              if (only is None or name in only) and about[0].kind in KINDS}  # fmt: skip
    return {"itemsize": kind.itemsize, "fields": fields}


def records_layout() -> dict[str, Any]:
    """Return the layouts that the page needs, by table."""
    return {
        "plans": layout_of("plans"),
        "dated_events": layout_of("dated_events"),
        "policies": layout_of("policies"),
        "events": layout_of("events"),
        "counts": layout_of("counts"),
        "progress": layout_of("progress", ("links",)),
        "link_months": layout_of("link_months", ("month",)) | {"link": offset_of("link_months", "link")},
        "links": layout_of("links", ("first_link", "type", "plan", "target", "partner", "second", "month_begun",
                                     "phase", "nature")),
    }  # fmt: skip
