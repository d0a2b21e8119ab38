"""The figures of an appraisal, and what is assumed in it, which stands on everything that shows an appraisal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ASSUMED = (
    "What partnerships do is assumed: no study measures the strength of any type but mergers and consultancy. Read the "
    "order of the options, and what would change it, and not their sizes. This is not a forecast for any named trust."
)


def benefit_figure(title: str, outcome: str, table: pd.DataFrame) -> Figure:
    """Return the figure of an appraisal: what each option brings against what its partner pays."""
    from sim.plots.figures.appraisal_figure import benefit_and_cost

    return benefit_and_cost(title, shown_outcome(outcome), table, [ASSUMED])


def regret_figure(
    title: str, outcome: str, options: Sequence[str], cells: pd.DataFrame, unknowns: tuple[str, str], chosen: int
) -> Figure:
    """Return the map of regret: which option loses least where, over the two unknowns that decide most."""
    from sim.plots.figures.regret_figure import regret_map

    return regret_map(title, shown_outcome(outcome), cells, unknowns, options, chosen, [ASSUMED])


def shown_outcome(outcome: str) -> str:
    """Return an outcome in words, with its unit, for the axis of a figure."""
    from sim.plots.layout.plain_names import outcome_title

    return f"{outcome_title(outcome)} ({OUTCOMES[outcome].unit})"
