"""What a difference between two scenarios owes to each mechanism: switched off in both, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from sim.attribution.shapley import Values
from sim.comparison.pairs import interval_of
from sim.evidence.mechanisms import Mechanism, implemented_mechanisms
from sim.scenario.scenario_loader import change_scenario
from sim.scenario.scenario_schema import Scenario

SURE = 3.3
"""Standard errors by which a mechanism must change the difference, since there are many of them: one in a thousand."""


def mechanism_shares(
    first: Scenario, second: Scenario, outcomes_of: Callable[[Sequence[Scenario]], Values]
) -> pd.DataFrame:
    """Return a row for each mechanism without which the difference surely is another one, the strongest first.

    What several mechanisms do does not add up: without any of a chain, nothing comes of it. Mechanisms that are
    switched off by more than parameters would change what the scenarios say themselves, and are left out.

    Parameters
    ----------
    outcomes_of : returns an outcome of some scenarios in the same worlds, an array [scenarios, replicates].
    """
    switched = [mechanism for mechanism in implemented_mechanisms() if is_switched_by_parameters(mechanism)]
    settings = [change_scenario(scenario, mechanism.off) for mechanism in switched for scenario in (first, second)]
    values = outcomes_of([first, second, *settings])
    whole = values[1] - values[0]
    rows = []
    for mechanism, (off, off_too) in zip(switched, values[2:].reshape(len(switched), 2, -1), strict=True):
        due = whole - (off_too - off)
        due = due[~np.isnan(due)]
        if len(due) < 2 or abs(due.mean()) <= SURE * due.std(ddof=1) / np.sqrt(len(due)) or not due.any():
            continue
        found = interval_of(due, False, 1)
        without = float(np.nanmean(off_too - off))
        rows.append((mechanism.name, mechanism.what, mechanism.source, found.value, found.low, found.high, without))
    columns = ["mechanism", "what", "source", "difference", "low", "high", "left_without_it"]
    return pd.DataFrame(rows, columns=columns).sort_values("difference", key=np.abs, ascending=False, ignore_index=True)


def is_switched_by_parameters(mechanism: Mechanism) -> bool:
    """Return whether nothing but parameters switch a mechanism off."""
    return bool(mechanism.off) and all(text.startswith("parameters.") for text in mechanism.off)
