"""Whether it would pay to spread the parameter sets that replicates have more evenly than at random.

Run on demand: `python tests/benchmarks/variance_between_sets.py`. With `parameters: posterior` every replicate has a
set of the sample, in an order that means nothing. An order of low discrepancy can remove no more of a mean's error than
what differs between sets. This script simulates the same worlds under each of some sets, splits the variance of
outcomes and of their differences from the twin into that between sets and that between worlds, and writes
`variance_between_sets.csv` beside itself, with the most by which any order of the sets could lower the standard error.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from side_by_side import write_rows

from sim.engine.compiled.ensemble import Ensemble
from sim.outcomes import OUTCOMES
from sim.scenario.parameter_sets import with_drawn_parameters
from sim.scenario.scenario_loader import load_scenario

RESULTS = Path(__file__).with_name("variance_between_sets.csv")
SCENARIOS = {
    "case_b_buddying": "green_bay",
    "case_c_acquisition": "rowheath_park",
    "case_d_contractual": "southside",
    "local_health_economy": "green_bay",
}
HEADLINES = ("performance_change_60", "recovered_within_60", "performance_shortfall", "engagement_change_36")
SETS, WORLDS = 128, 40


def outcomes_under_sets(name: str, target: str) -> NDArray[np.float64]:
    """Return headline outcomes of the target, an array [sets, with and without partnership, worlds, outcomes]."""
    scenario = load_scenario(name, ["parameters_from=posterior"])
    trust = [one.id for one in scenario.trusts].index(target)
    columns = [list(OUTCOMES).index(headline) for headline in HEADLINES]
    found = []
    for replicate in range(SETS):
        ensemble = Ensemble(with_drawn_parameters(scenario, replicate), with_twin=True)
        (part,) = ensemble.parts(0, WORLDS, chunk=WORLDS, twins=True)
        found.append(np.stack([part.outcomes, part.twin_outcomes])[:, :, trust, columns])
    return np.array(found)


def share_between_sets(values: NDArray[np.float64]) -> float:
    """Return the share of the variance of values [sets, worlds] that is between sets (one-way analysis of variance)."""
    within = values.var(axis=1, ddof=1).mean()
    between = max(0.0, values.mean(axis=1).var(ddof=1) - within / values.shape[1])
    return float(between / (between + within)) if between + within else 0.0


def main() -> None:
    rows = []
    for name, target in SCENARIOS.items():
        found = outcomes_under_sets(name, target)
        sides = {"with partnership": found[:, 0], "difference": found[:, 0] - found[:, 1]}
        for side, values in sides.items():
            for column, headline in enumerate(HEADLINES):
                share = share_between_sets(values[:, :, column])
                rows.append(
                    {
                        "scenario": name,
                        "outcome": headline,
                        "of": side,
                        "share_between_sets": f"{share:.3f}",
                        "standard_error_lower_by_at_most": f"{1 - (1 - share) ** 0.5:.3f}",
                    }
                )
    write_rows(RESULTS, rows)
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
