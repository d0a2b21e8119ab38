"""How long exit, recovery and relapse took: a row for each replicate, world, trust and kind of spell that began."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.model.enums import SpellEnd

KINDS = ("exit", "recovery", "relapse")
"""What is waited for, in the order of `sim.outcomes.spells.TrustSpells`."""

SPELL_COLUMNS = 3 * len(KINDS)  # month of entry, month of the end, and cause, of each
SCENARIO, TWIN = "scenario", "twin"
WORLDS = (SCENARIO, TWIN)
CENSORED, REACHED = "end of run", "event"
CAUSES = {
    SpellEnd.CENSORED: CENSORED,
    SpellEnd.REACHED: REACHED,
    SpellEnd.ABSORPTION: "absorption",
    SpellEnd.DISSOLUTION: "dissolution",
}
COMPETING = (CAUSES[SpellEnd.ABSORPTION], CAUSES[SpellEnd.DISSOLUTION])
"""Ends of a trust that compete with what is waited for."""

COLUMNS = {
    "replicate": ("number", "which replicate, from 0"),
    "world": ("/".join(WORLDS), "the world as the scenario says, or its twin without partnerships"),
    "trust": ("id", "the trust; units of trusts are left out"),
    "spell": (
        "/".join(KINDS),
        "what is waited for: exit from special measures, recovery from failure, relapse after recovery",
    ),
    "entry": ("month", "month of the run in which the spell began"),
    "exit": ("month", "month of the run in which it ended, or was last seen"),
    "cause": (
        "/".join(CAUSES.values()),
        "what ended it: the event that is waited for, absorption, dissolution, or the end of what could be seen",
    ),
    "censored": ("flag", "whether it had not ended when it was last seen"),
    "months": ("months", "from entry to exit"),
}
"""Columns of the table with their units and meanings."""

SpellRows = NDArray[np.int64]
"""Rows of replicate, world, trust, spell, entry, exit and cause, the words by their positions."""


def spell_rows(first: int, spells: NDArray[np.int64], own: Sequence[int]) -> SpellRows:
    """Return a row for each spell that began, in the order of replicates, worlds, trusts and kinds.

    Parameters
    ----------
    first : the number of the first replicate.
    spells : an array [replicates, worlds, trusts, months and causes] as replicates leave it.
    own : positions of the trusts that are no units of others.
    """
    chosen = spells[:, :, list(own)]
    of_kinds = chosen.reshape(*chosen.shape[:3], len(KINDS), 3)
    began = np.argwhere(of_kinds[..., 0] >= 0)
    rows = np.hstack([began, of_kinds[tuple(began.T)]])
    rows[:, 0] += first
    return rows


def durations_table(rows: SpellRows, trusts: Sequence[str] | pa.Array) -> pa.Table:
    """Return rows of spells as a table.

    Parameters
    ----------
    trusts : the column of the trusts' names, or the names of the trusts by their positions in the rows.
    """
    replicate, world, trust, kind, entry, end, cause = np.ascontiguousarray(rows.T, dtype=np.int32)
    return pa.table(
        {
            "replicate": replicate,
            "world": pa.DictionaryArray.from_arrays(world, list(WORLDS)),
            "trust": pa.DictionaryArray.from_arrays(trust, list(trusts)) if isinstance(trusts, Sequence) else trusts,
            "spell": pa.DictionaryArray.from_arrays(kind, list(KINDS)),
            "entry": entry,
            "exit": end,
            "cause": pa.DictionaryArray.from_arrays(cause, list(CAUSES.values())),
            "censored": cause == SpellEnd.CENSORED,
            "months": end - entry,
        }
    )
