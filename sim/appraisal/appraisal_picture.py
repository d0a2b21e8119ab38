"""The figure of an appraisal, and what is assumed in it, which stands on everything that shows an appraisal."""

from __future__ import annotations

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

    shown = f"{outcome.replace('_', ' ')} ({OUTCOMES[outcome].unit})"
    return benefit_and_cost(title, shown, table, [ASSUMED])
