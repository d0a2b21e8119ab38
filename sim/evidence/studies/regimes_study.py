"""England under each regime of oversight: the same trusts and shocks, and what is published of the regime of today.

Every regime is given three years to settle before the start. Where a figure is published, it stands beside.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sim.evidence.simulated import SimulatedWorlds, Values, mean_over, simulate_worlds
from sim.evidence.statistics.partnership_statistics import PERFORMANCE
from sim.evidence.studies.study_worlds import Progress, estimate
from sim.model.enums import ProviderType
from sim.parameters import parameter_table
from sim.scenario.oversight_regimes import shipped_regimes
from sim.scenario.scenario_loader import load_scenario

SCENARIO = "england_today"
TODAY = "oversight_framework"
FOLLOWED = (
    *PERFORMANCE,
    "annual_finance",
    "engagement",
    "league_score",
    "oversight_segment",
    "special_measures",
    "months_in_special_measures",
    "attention_compliance",
    "cost_to_centre",
    "cost_to_trust",
    "provider_type",
)
SETTLED = 24  # months after the start by which the dated fall in money has come through

PUBLISHED = {
    (TODAY, "share moved in a quarter"): "0.18 (38 of about 206 trusts, NHS England 2025)",
    (TODAY, "mean score"): "2.37 (NHS England 2025)",
    (TODAY, "share of acute trusts in deficit"): "0.69 in 2024/25 (King's Fund 2026)",
    (TODAY, "trusts in the programme"): "room for 10 to 15 (HSJ 2025)",
    ("recovery_support", "trusts in the programme"): "20 in December 2024 (NHS England)",
    ("recovery_support", "months in the programme, of those that left"): "29 to 40, one region (BBC 2025)",
    ("special_measures", "trusts in the programme"): "20 in June 2018 (NHS Providers 2018)",
    ("special_measures", "months in the programme, of those that left"): "20.5 and 24 (HSJ 2017; NHS Providers 2017)",
}
"""Published figures, by regime and measure."""


def study_regimes(worlds: int, threads: int, progress: Progress) -> dict[str, pd.DataFrame]:
    """Return the table `regimes`."""
    rows: list[dict[str, Any]] = []
    for done, regime in enumerate(shipped_regimes(), start=1):
        scenario = load_scenario(SCENARIO, {"oversight_regime": regime}).model_copy(update={"twin": False})
        found = measured(simulate_worlds(scenario, worlds, FOLLOWED, threads=threads))
        for name, values in found.items():
            rows.append(
                {"regime": regime, "measure": name, **estimate(values), "published": PUBLISHED.get((regime, name), "")}
            )
        progress(done, len(shipped_regimes()))
    return {"regimes": pd.DataFrame(rows)}


def measured(worlds: SimulatedWorlds) -> dict[str, Values]:
    """Return every measure of each world, once the regime has settled."""
    months = {name: values[:, SETTLED:] for name, values in worlds.months.items()}
    segments, inside = months["oversight_segment"], months["special_measures"] > 0.5
    acute = months["provider_type"][0, 0] == ProviderType.ACUTE
    deficit = months["annual_finance"] < parameter_table()["break_even"].default
    cost = months["cost_to_centre"].sum(axis=2) + months["cost_to_trust"].sum(axis=2)
    found = {f"share in segment {segment}": mean_over(segments == segment, (1, 2)) for segment in (1, 2, 3, 4, 5)}
    if worlds.scenario.oversight_regime == TODAY:
        found["share moved in a quarter"] = moved_in_a_quarter(segments)
        found["mean score"] = mean_over(months["league_score"], (1, 2))
    return {
        **found,
        "trusts in the programme": mean_over(inside.sum(axis=2), (1,)),
        "months in the programme, of those that left": months_of_leavers(months["months_in_special_measures"], inside),
        "share of acute trusts in deficit": mean_over(deficit[:, :, acute], (1, 2)),
        "performance": mean_over(np.array([months[name][:, -1] for name in PERFORMANCE]), (0, 2)),
        "engagement": mean_over(months["engagement"][:, -1], (1,)),
        "attention to compliance": mean_over(months["attention_compliance"], (1, 2)),
        "cost, £m a year": mean_over(cost, (1,)) * 12.0,
    }


def moved_in_a_quarter(segments: Values) -> Values:
    """Return the share of trusts whose segment is another three months later."""
    quarters = segments[:, ::3]
    return mean_over(quarters[:, 1:] != quarters[:, :-1], (1, 2))


def months_of_leavers(spent: Values, inside: Any) -> Values:
    """Return the mean length of the spells that ended, in each world; unknown where none did."""
    left = inside[:, :-1] & ~inside[:, 1:]
    lengths = [spent[world, :-1][left[world]] for world in range(len(spent))]
    return np.array([float(own.mean()) if len(own) else np.nan for own in lengths])
