"""The directions that the sources report, each as a contrast of two settings of one scenario in the same worlds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.stats import norm

from sim.engine.mesa_model import TurnaroundModel
from sim.engine.record import ReplicateRecord
from sim.outcomes import COHERENT
from sim.parameters import Parameters
from sim.results.outcomes import outcomes_of
from sim.scenario.loading import load_scenario
from sim.scenario.schema import Scenario

CONFIDENCE = norm.ppf(0.99)
TARGET, PARTNER = 0, 1
Measure = Callable[[ReplicateRecord, Scenario], float]


@dataclass(frozen=True)
class Direction:
    """A contrast: what is set in the one case and the other, what is measured, and what switches the mechanism off.

    The difference is `first` less `second` in the same replicate; `sign` says which way the sources have it.
    """

    claim: str
    scenario: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    measure: Measure
    sign: int
    off: dict[str, float]
    common: tuple[str, ...] = ()
    replicates: int = 100
    months: int = 72
    least: float = 0.02
    off_sets: tuple[str, ...] = field(default=())


def recovered_within_60(record: ReplicateRecord, scenario: Scenario) -> float:
    """Return whether the target recovered within 60 months."""
    return float(outcomes_of(record, Parameters(scenario.parameters))["recovered_within_60"][TARGET])


def relapsed(record: ReplicateRecord, scenario: Scenario) -> float:
    """Return whether the target relapsed within 36 months of recovery; missing if it never recovered."""
    return float(outcomes_of(record, Parameters(scenario.parameters))["relapsed"][TARGET])


def partner_performance_at_36(record: ReplicateRecord, scenario: Scenario) -> float:
    """Return mean performance of the partner over the year up to month 36."""
    states = record.states
    total = states["quality"] + states["access"] + states["finance"]
    return float(total[25:37, PARTNER].mean() / 3.0)


def workforce_a_year_after_entry(record: ReplicateRecord, scenario: Scenario) -> float:
    """Return staffing of the target 12 months after it entered special measures."""
    entered = np.flatnonzero(record.states["special_measures"][:, TARGET])
    if len(entered) == 0 or entered[0] + 12 > scenario.months:
        return np.nan
    return float(record.states["workforce"][entered[0] + 12, TARGET])


def months_to_coherence(record: ReplicateRecord, scenario: Scenario) -> float:
    """Return the months from the start of the integration to a coherence of 0.8; to the end where it is not reached."""
    start = int(record.states["integrating"][:, TARGET].argmax())
    coherence = record.states["coherence"][start:, TARGET]
    reached = np.flatnonzero(coherence >= COHERENT)
    return float(reached[0]) if len(reached) else float(len(coherence))


CLOSE_CULTURE = "{culture_clan: 0.24, culture_developmental: 0.14, culture_hierarchical: 0.40, culture_rational: 0.22}"
FAR_CULTURE = "{culture_clan: 0.50, culture_developmental: 0.36, culture_hierarchical: 0.04, culture_rational: 0.10}"
SEVERAL_PARTNERS = str(Path(__file__).with_name("several_partners.yaml"))
RUN_IN = "{id: run_in, type: clinician_led, target: green_bay, partner: north_hill, start_month: 2}"
DEAL = "{id: deal, type: acquisition, target: green_bay, partner: north_hill, start_month: 16"
ACQUIRED = ("partnerships.buddying.type=acquisition", "partnerships.buddying.insisted=true")
MANAGED = ("partnerships.buddying.type=management_contract",)

DIRECTIONS = {
    "fit helps": Direction(
        claim="recovery within 60 months is likelier at high than at low cultural fit",
        scenario="case_b_buddying",
        common=ACQUIRED,
        first=(f"trusts.regency_vale.state={CLOSE_CULTURE}",),
        second=(f"trusts.regency_vale.state={FAR_CULTURE}",),
        measure=recovered_within_60,
        sign=1,
        off={"fit_in_delivery": 0, "trust_growth_from_fit": 0, "threat_from_misfit": 0, "coherence_lost_to_mixing": 0},
    ),
    "partner capacity helps": Direction(
        claim="recovery within 60 months is likelier at high than at low capacity of the partner",
        scenario="case_b_buddying",
        common=(*MANAGED, "trusts.green_bay.state.capability=0.2", "trusts.green_bay.sites=4"),
        first=(),
        second=("trusts.regency_vale.sites=15", "trusts.regency_vale.state.capability=0.40"),
        measure=recovered_within_60,
        sign=1,
        off={"delivery_from_capacity": 0, "context_sites": 0},
    ),
    "scrutiny without support hurts": Direction(
        claim="recovery within 60 months is less likely at high than at low regulatory burden without support",
        scenario="no_partner",
        common=("regulator.support=0",),
        first=("regulator.scrutiny=1",),
        second=("regulator.scrutiny=0.3",),
        measure=recovered_within_60,
        sign=-1,
        off={"compliance_base": 0, "compliance_special_measures": 0, "engagement_scrutiny": 0},
    ),
    "support helps": Direction(
        claim="recovery within 60 months is likelier at high than at low guide-dog support",
        scenario="no_partner",
        first=("regulator.support=0.9",),
        second=("regulator.support=0",),
        measure=recovered_within_60,
        sign=1,
        off={
            "attention_from_support": 0,
            "workforce_from_support": 0,
            "capability_from_support": 0,
            "plan_from_support": 0,
        },
    ),
    "support that ends too early": Direction(
        claim="relapse within 36 months is likelier when help ends before capability is the trust's own",
        scenario="case_b_buddying",
        common=MANAGED,
        first=("partnerships.buddying.term=18",),
        second=("partnerships.buddying.term=84",),
        measure=relapsed,
        sign=1,
        months=120,
        replicates=250,
        off={"dependence_rate": 0, "workforce_from_lift": 0},
        off_sets=tuple(
            f"partnership_types.management_contract.{attribute}=0"
            for attribute in ("substitution", "injection", "mentoring", "transfer")
        ),
    ),
    "small steps first": Direction(
        claim="recovery after an acquisition is likelier where small projects came before than where it was rushed",
        scenario=SEVERAL_PARTNERS,
        common=("regulator.support=0.15",),
        first=(f"partnerships=[{RUN_IN}, {DEAL}, follows: run_in}}]",),
        second=(f"partnerships=[{DEAL}}}]",),
        measure=recovered_within_60,
        sign=1,
        months=96,
        off={"delivery_without_trust": 1, "delivery_from_intelligence": 0, "dip_eased_by_trust": 0,
             "dip_from_surprise": 0, "trust_from_prior_relationship": 0, "intelligence_from_ties": 0,
             "motivation_from_trust": 0, "motivation_lost_to_surprise": 0, "optimism_about_effort": 0,
             "newness_burden": 0, "threat_from_gap": 0, "pull_without_trust": 1, "fatigue_new_partner": 0,
             "insight_from_soft_intelligence": 0, "plan_from_soft_intelligence": 0, "successor_from_network": 0},
        off_sets=(
            "partnership_types.acquisition.threat=0",
            *(f"partnership_types.clinician_led.{attribute}=0"
              for attribute in ("transfer", "mentoring", "clinical_contact", "pull", "data_quality")),
        ),
    ),
    "one culture is quicker": Direction(
        claim="one culture adopted brings coherence sooner than the best of both",
        scenario="case_e_merger",
        first=("partnership_types.merger.both_ways=1",),
        second=("partnership_types.merger.both_ways=0",),
        measure=months_to_coherence,
        sign=1,
        months=140,
        off={"best_of_both_slowing": 0},
        off_sets=("partnership_types.merger.pull=0",),
        least=1.0,
    ),
    "the partner pays": Direction(
        claim="a partner that supports performs worse than its twin that does not",
        scenario="case_b_buddying",
        common=ACQUIRED,
        first=(),
        second=("partnerships.buddying.type=nothing", "partnerships.buddying.insisted=false",
                "partnership_types.nothing={title: Nothing}"),
        measure=partner_performance_at_36,
        sign=-1,
        replicates=50,
        off={"partner_share_of_dip": 0, "strain_leading": 0, "own_culture_neglected": 0, "reputation_risked": 0,
             "operations_per_site": 0, "attention_pooled_in_group": 0, "money_pooled_in_group": 0,
             "coherence_lost_to_mixing": 0},
        off_sets=("partnership_types.acquisition.overhead_partner=0", "partnership_types.acquisition.approval=0",
                  "partnership_types.acquisition.cost_to_partner=0",
                  "partnership_types.acquisition.people_programme=0"),
    ),
    "special measures hurt staffing": Direction(
        claim="staffing a year after entry is lower than in the twin whose special measures are not publicised",
        scenario="no_partner",
        first=("regulator.publicity=1",),
        second=("regulator.publicity=0",),
        measure=workforce_a_year_after_entry,
        sign=-1,
        replicates=50,
        off={"reputation_from_verdict": 0, "workforce_stigma": 0, "engagement_stigma": 0},
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Contrast:
    """What came out: mean difference in the expected direction, its lower 99 % bound, means of both, and n."""

    difference: float
    bound: float
    first: float
    second: float
    count: int


def values(direction: Direction, sets: tuple[str, ...], off: bool, replicates: int) -> np.ndarray:
    """Return the measure of each replicate under one setting."""
    changes = [f"months={direction.months}", *direction.common, *sets]
    if off:
        changes += [f"parameters.{name}={value}" for name, value in direction.off.items()]
        changes += direction.off_sets
    scenario = load_scenario(direction.scenario, changes)
    return np.array([direction.measure(TurnaroundModel(scenario, k).run(), scenario) for k in range(replicates)])


def contrast(direction: Direction, off: bool = False, replicates: int | None = None) -> Contrast:
    """Return the contrast of both settings over the replicates in which both are known; paired, in the same worlds."""
    count = replicates or (direction.replicates if not off else min(100, direction.replicates))
    first = values(direction, direction.first, off, count)
    second = values(direction, direction.second, off, count)
    known = ~(np.isnan(first) | np.isnan(second))
    difference = direction.sign * (first - second)[known]
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    mean = float(difference.mean())
    return Contrast(
        mean, mean - CONFIDENCE * error, float(first[known].mean()), float(second[known].mean()), len(difference)
    )
