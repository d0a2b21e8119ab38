"""What a difference between two scenarios owes to each mechanism: switched off in both, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from sim.attribution.shapley import Values
from sim.comparison.pairs import interval_of, without_rounding
from sim.evidence.mechanisms import Mechanism, implemented_mechanisms
from sim.scenario.scenario_loader import change_scenario
from sim.scenario.scenario_schema import Scenario

ERROR = 0.001
"""Probability that a mechanism seems to change the difference by chance, at most: there are about a hundred."""

FEWEST = 12
"""Worlds of which a difference that is the same in all says something."""


def is_beyond_chance(differences: Values, error: float) -> bool:
    """Return whether the mean of differences between worlds is further from 0 than chance explains (Student's t)."""
    from scipy.special import stdtrit

    count = len(differences)
    if count < 2 or not differences.any():
        return False
    spread = float(differences.std(ddof=1))
    if spread == 0.0:
        return count >= FEWEST
    reach = float(stdtrit(count - 1, 1.0 - error / 2.0)) * spread / count**0.5
    return bool(abs(float(differences.mean())) > reach)


def mechanism_shares(
    first: Scenario, second: Scenario, outcomes_of: Callable[[Sequence[Scenario]], Values]
) -> pd.DataFrame:
    """Return a row for each mechanism without which the difference is another one, beyond chance, the strongest first.

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
        left = off_too - off
        known = ~np.isnan(whole) & ~np.isnan(left)
        due = without_rounding((whole - left)[known])
        if not is_beyond_chance(due, ERROR):
            continue
        found = interval_of(due, False, 1)
        without = float(left[known].mean())
        rows.append((mechanism.name, mechanism.what, mechanism.source, found.value, found.low, found.high, without))
    columns = ["mechanism", "what", "source", "difference", "low", "high", "left_without_it"]
    return pd.DataFrame(rows, columns=columns).sort_values("difference", key=np.abs, ascending=False, ignore_index=True)


def is_switched_by_parameters(mechanism: Mechanism) -> bool:
    """Return whether nothing but parameters switch a mechanism off."""
    return bool(mechanism.off) and all(text.startswith("parameters.") for text in mechanism.off)
