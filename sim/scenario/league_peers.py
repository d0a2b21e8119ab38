"""What trusts of a type are compared with in a league table where a scenario has too few of them."""

from __future__ import annotations

from functools import cache
from typing import Any

from sim.model.inputs import PeerInputs
from sim.rules.league_table import FIGURES, figure, score
from sim.scenario.starting_population import rows_of_type, stationary_population
from sim.scenario.state_record import StateRecord

NAMES = ("quality", "access", "finance", "engagement", "workforce")


@cache
def peers_of_type(provider_type: str) -> StateRecord:
    """Return means and spreads of the published figures of the stationary trusts of a type, and quartiles of scores."""
    import numpy as np

    rows: Any = stationary_population()[rows_of_type(provider_type)].view(np.recarray)
    values: list[Any] = [figure(rows, item) for item in range(FIGURES)]
    found: dict[str, float] = {}
    scores = np.zeros(len(rows))
    for name, value in zip(NAMES, values, strict=True):
        mean, spread = float(value.mean()), float(np.abs(value - value.mean()).mean())
        found |= {f"mean_{name}": mean, f"spread_{name}": spread}
        scores += np.array([score(one, mean, spread) for one in value.tolist()]) / FIGURES
    cuts = dict(zip(("first_cut", "second_cut", "third_cut"), np.quantile(scores, (0.25, 0.5, 0.75)), strict=True))
    return StateRecord(PeerInputs, {**found, **{name: float(cut) for name, cut in cuts.items()}})
