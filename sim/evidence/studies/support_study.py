"""The regulator's support and every type of partnership, side by side, for the same failing trust.

Green Bay of `no_partner`, with a third trust added, since some types need three members. Support from none to all of it
without a partner; each type with the usual support, and without any.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.evidence.simulated import SimulatedWorlds, Values, simulate_worlds
from sim.evidence.statistics.partnership_statistics import PERFORMANCE
from sim.evidence.studies.study_worlds import (
    MONTHS,
    TARGET,
    THIRD,
    Progress,
    estimate,
    performance,
    planned_help,
    recovered,
    total,
)
from sim.model.partnership_types import shipped_catalogue
from sim.scenario.scenario_loader import change_scenario, load_scenario
from sim.scenario.scenario_schema import Scenario
from sim.scenario.trust_schema import TrustSection

SCENARIO = "no_partner"
FOLLOWED = (*PERFORMANCE, "cost_to_trust", "cost_to_centre", "income_from_partnerships")
ALONE = "support alone"
NOTHING, SAME = "neither", "the same support alone"
SUPPORT = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Option:
    """What may be done for the trust: support, and a type of partnership or `support alone`."""

    kind: str
    support: float


def study_support(worlds: int, threads: int, progress: Progress) -> dict[str, pd.DataFrame]:
    """Return the table `support`."""
    base = failing_trust()
    usual = float(base.regulator.model_dump()["support"])
    options = [Option(ALONE, level) for level in sorted({*SUPPORT, usual})]
    options += [Option(kind, level) for level in (usual, 0.0) for kind in shipped_catalogue()]
    read: dict[Option, dict[str, Values]] = {}
    for done, option in enumerate(options, start=1):
        read[option] = measured(simulate_worlds(option_scenario(base, option), worlds, FOLLOWED, threads=threads))
        progress(done, len(options))
    return {"support": pd.DataFrame([row for option in options for row in rows_of(option, read)])}


def failing_trust() -> Scenario:
    """Return the failing trust with two others, and no partnership."""
    scenario = load_scenario(SCENARIO, [f"months={MONTHS}"])
    third = TrustSection(id=THIRD, archetype="average", turnover=300.0)
    return scenario.model_copy(update={"trusts": [*scenario.trusts, third]})


def option_scenario(base: Scenario, option: Option) -> Scenario:
    """Return the scenario of an option."""
    plan = [] if option.kind == ALONE else [planned_help(option.kind)]
    return change_scenario(base, [f"regulator.support={option.support}", *plan]).model_copy(update={"twin": False})


def measured(worlds: SimulatedWorlds) -> dict[str, Values]:
    """Return performance and recovery of the trust, and what was spent by all and by the centre in 60 months (£m)."""
    cost = total(worlds, "cost_to_trust") + total(worlds, "cost_to_centre") - total(worlds, "income_from_partnerships")
    return {"performance": performance(worlds, TARGET), "recovery": recovered(worlds), "cost": cost}


def rows_of(option: Option, read: dict[Option, dict[str, Values]]) -> list[dict[str, Any]]:
    """Return the rows of an option: each measure less what it is with neither, and less the same support alone."""
    against = {NOTHING: Option(ALONE, 0.0), SAME: Option(ALONE, option.support)}
    rows = []
    for compared_with, other in against.items():
        for name, values in read[option].items():
            found = estimate(values - read[other][name])
            about = {"option": option.kind, "support": option.support, "compared_with": compared_with}
            rows.append({**about, "measure": name, "mean": float(values.mean()), **found})
    return [row for row in rows if option.kind != ALONE or row["compared_with"] == NOTHING]
