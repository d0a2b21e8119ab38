"""Every type of partnership x cultural fit x partner capacity x scrutiny, paired with the same worlds without it.

The contexts are the points of the experiment `fit_capacity_burden`. Two tables come of it: `contexts`, and `types`, in
which each pair of types is compared at the reference context.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from sim.engine.compiled.ensemble import Ensemble
from sim.engine.record import ReplicateRecord
from sim.evidence.simulated import SimulatedWorlds, Values, simulate_worlds
from sim.evidence.statistics.partnership_statistics import PERFORMANCE
from sim.evidence.studies.study_worlds import (
    MONTHS,
    PARTNER,
    TARGET,
    Progress,
    estimate,
    is_sure,
    performance,
    recovered,
    total,
)
from sim.experiments.design import design_of, scenario_at
from sim.experiments.experiment_loader import load_experiment
from sim.model.enums import Event, Service
from sim.model.state import PartnershipState
from sim.model.variables import NOT_YET
from sim.scenario.scenario_schema import Scenario

EXPERIMENT = "fit_capacity_burden"
CONTEXT = ("cultural_fit", "partner_capacity", "scrutiny")
REFERENCE = ("unlike", "sound", 0.6)
FOLLOWED = (*PERFORMANCE, "attention_partnership", "cost_to_trust", "cost_to_centre", "income_from_partnerships")

MEASURES = {
    "performance": "effect on the target's performance at 60 months (level)",
    "recovery": "effect on its recovery within 60 months, of all replicates (share)",
    "partner_performance": "effect on the partner's performance at 60 months, or the mean of the other members (level)",
    "neighbours_performance": "effect on the mean performance of the target's neighbours at 60 months (level)",
    "months_to_operating": "months from start to operating; the rest of the run where it never does",
    "attention_of_target": "attention taken of the target in 60 months (attention-months)",
    "attention_of_partner": "attention taken of the partner, or all other members, in 60 months (attention-months)",
    "cost_to_target": "what the target spends more in 60 months, net of fees earned (£m)",
    "cost_to_partner": "what the partner, or all other members, spend more in 60 months, net of fees earned (£m)",
    "cost_to_centre": "what the centre spends more in 60 months (£m)",
    "scope": "largest share of the organisation that it reaches (share)",
    "service": "change of its service in the first 12 months of operating, of those that did for so long (level)",
}
TELLING = (
    "performance",
    "recovery",
    "months_to_operating",
    "attention_of_target",
    "attention_of_partner",
    "cost_to_partner",
    "scope",
)
"""The measures of which at least one has to tell any two types apart."""


def study_contexts(worlds: int, threads: int, progress: Progress) -> dict[str, pd.DataFrame]:
    """Return the tables `contexts` and `types`."""
    rows, reference = [], {}
    without: dict[tuple[str, str, float], SimulatedWorlds] = {}
    points = list(contexts())
    for done, (kind, context, scenario) in enumerate(points, start=1):
        if context not in without:
            alone = scenario.model_copy(update={"partnerships": []})
            without[context] = simulate_worlds(alone, worlds, FOLLOWED, threads=threads)
        read = effects(scenario, without[context], worlds, threads)
        named = dict(zip(CONTEXT, context, strict=True))
        rows += [{"type": kind, **named, "measure": name, **estimate(values)} for name, values in read.items()]
        if context == REFERENCE:
            reference[kind] = read
        progress(done, len(points))
    return {"contexts": pd.DataFrame(rows), "types": differences(reference)}


def contexts() -> Iterator[tuple[str, tuple[str, str, float], Scenario]]:
    """Give each type in each context (fit, capacity, scrutiny), with the scenario."""
    experiment = load_experiment(EXPERIMENT)
    for row in design_of(experiment).to_dict("records"):
        context = (row["cultural_fit"], row["partner_capacity"], float(row["regulator.scrutiny"]))
        scenario = scenario_at(experiment, {str(key): value for key, value in row.items()})
        yield row["partnership_type"], context, scenario.model_copy(update={"months": MONTHS, "twin": False})


def effects(scenario: Scenario, without: SimulatedWorlds, worlds: int, threads: int) -> dict[str, Values]:
    """Return every measure of a planned partnership in each world."""
    with_it = simulate_worlds(scenario, worlds, FOLLOWED, threads=threads)
    helpers = [side for side in scenario.partnerships[0].sides if side != TARGET] or [PARTNER]
    near = neighbours(scenario)
    change = {
        "performance": [performance(own, TARGET) for own in (with_it, without)],
        "recovery": [recovered(own) for own in (with_it, without)],
        "partner_performance": [performance(own, *helpers) for own in (with_it, without)],
        "neighbours_performance": [performance(own, *near) for own in (with_it, without)],
        "attention_of_target": [total(own, "attention_partnership", TARGET) for own in (with_it, without)],
        "attention_of_partner": [total(own, "attention_partnership", *helpers) for own in (with_it, without)],
        "cost_to_target": [spent(own, TARGET) for own in (with_it, without)],
        "cost_to_partner": [spent(own, *helpers) for own in (with_it, without)],
        "cost_to_centre": [total(own, "cost_to_centre") for own in (with_it, without)],
    }
    read = {name: with_partnership - alone for name, (with_partnership, alone) in change.items()}
    read |= reached(scenario, worlds)
    return {name: read[name] for name in MEASURES}


def spent(worlds: SimulatedWorlds, *trusts: str) -> Values:
    """Return what trusts spent in 60 months, net of fees earned."""
    return total(worlds, "cost_to_trust", *trusts) - total(worlds, "income_from_partnerships", *trusts)


def neighbours(scenario: Scenario) -> list[str]:
    """Return the other trusts of the target's local health economy."""
    home = {trust.id: trust.local_health_economy for trust in scenario.trusts}
    return [trust for trust, place in home.items() if place == home[TARGET] and trust != TARGET]


def reached(scenario: Scenario, worlds: int) -> dict[str, Values]:
    """Return what only the partnership itself shows: when it began to operate, how far it reached, what it did."""
    ensemble = Ensemble(scenario, with_twin=False)
    target = [trust.id for trust in scenario.trusts].index(TARGET)
    found = []
    for world in range(worlds):
        record, _, _ = ensemble.record(world)
        own = [link for link in record.links if link.target == target]
        found.append((months_to_operating(scenario, record), scope_of(own), service_change(scenario, own)))
    columns = np.array(found, dtype=float).T
    return dict(zip(("months_to_operating", "scope", "service"), columns, strict=True))


def months_to_operating(scenario: Scenario, record: ReplicateRecord) -> int:
    """Return the months from the start of the planned partnership until it operates, or to the end of the run."""
    begun = [event.month for event in record.events if event.event == Event.PARTNERSHIP_OPERATING]
    return min(begun, default=scenario.months) - scenario.partnerships[0].start_month


def scope_of(links: Sequence[PartnershipState]) -> float:
    """Return the largest share of the organisation that links reach; none where they never operate."""
    return max((max(link.scope_reached, 0.0) * link.service_share for link in links), default=0.0)


def service_change(scenario: Scenario, links: Sequence[PartnershipState]) -> float:
    """Return what a form about a service changed in it; missing for others, and where it operated for less."""
    kind = scenario.types()[scenario.partnerships[0].type]
    changes = [link.service_change_12 for link in links if link.service_change_12 != NOT_YET]
    return max(changes, default=np.nan) if kind.service != Service.WHOLE_TRUST else np.nan


def differences(reference: dict[str, dict[str, Values]]) -> pd.DataFrame:
    """Return in which measures each pair of types differs beyond 99 % bounds, first less second in the same worlds."""
    rows = []
    for first, second in combinations(reference, 2):
        for name in TELLING:
            found = estimate(reference[first][name] - reference[second][name])
            if is_sure(found):
                rows.append({"first": first, "second": second, "measure": name, **found})
    return pd.DataFrame(rows)
