"""Facts of the record: quantities and findings from public texts and public data, each with its source."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pandas as pd


@cache
def facts() -> pd.DataFrame:
    """Return every fact as a row.

    Columns: `id`; `topic`; `statement` in our words; `value`, `low`, `high` (missing where a fact is not a single
    number); `unit`; `n`, the observations behind it; `period`; `source`; `link`; `basis`: `read` in a published text,
    `computed` from public data, `derived` from other facts, or `gap`, looked for and not found. Low and high are the
    limits in the source or of the groups compared, as the statement says; they are not always an uncertainty interval.
    """
    with files("sim.evidence").joinpath("facts.csv").open(encoding="utf-8") as file:
        table = pd.read_csv(file)
    words = ["topic", "statement", "unit", "n", "period", "source", "link", "basis"]
    return table.fillna(dict.fromkeys(words, ""))
