"""Where the time of a month goes: phase by phase inside the ensemble, and rule by rule in loops of their own.

Run on demand, on a quiet machine: `python tests/benchmarks/profile_of_a_month.py`. It writes `profile_of_a_month.csv`
beside itself: nanoseconds for each trust in each month, medians of several rounds. Phases are timed by a clock inside
the kernel. Rules are too short for that: each is timed in a loop over the states of some months, where it has the
processor to itself, so that rules do not add up to phases. Shares are of the whole replicate.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from phase_clock import ClockedKernel
from rule_loops import Records, loop_over, nanoseconds, simulated

import sim
from sim.rules.attention import keep_ledger
from sim.rules.capability import next_capability, next_dependence, next_frontline_adoption
from sim.rules.coherence import next_coherence
from sim.rules.culture import shift_culture
from sim.rules.environment import felt_pressure, next_own_pressure
from sim.rules.leadership import departure_hazard, next_leadership
from sim.rules.local_health_economy import spill_over
from sim.rules.oversight_costs import pay_for_oversight
from sim.rules.partnership_burden import clear_demands
from sim.rules.partnership_exchange import clear_received
from sim.rules.people import next_engagement, next_fatigue, next_strain, next_workforce
from sim.rules.performance import count_months, improvement_effort, next_access, next_finance, next_quality
from sim.rules.recognition import project_fails, recognised
from sim.rules.recovery_plan import next_plan_quality
from sim.rules.regulation import count_improvement, next_regulator_support, oversight_segment, unscheduled_hazard
from sim.rules.reputation import next_reputation
from sim.rules.stages import count_stage_months, next_stage

SCENARIOS = ("england_acute", "england_voluntary")
ROUNDS, REPLICATES, TIMES = 7, 30, 200
PHASES = {
    "draw_months": "noise",
    "meet_environment": "environment",
    "regulate": "regulation",
    "form_partnerships": "partnerships",
    "keep_ledgers": "attention ledger",
    "exchange": "exchange",
    "develop": "development",
    "turn": "stages",
    "record": "record",
    "compute_all_outcomes": "outcomes, once a replicate",
}
RULES: tuple[Callable[..., Any], ...] = (
    project_fails, next_own_pressure, spill_over, felt_pressure,
    count_improvement, unscheduled_hazard, oversight_segment, next_regulator_support,
    clear_demands, keep_ledger, clear_received, pay_for_oversight,
    improvement_effort, departure_hazard, next_quality, next_access, next_finance, next_capability,
    next_frontline_adoption, next_dependence, next_engagement, next_workforce, next_fatigue, next_strain,
    next_leadership, next_coherence, next_reputation, next_plan_quality, shift_culture,
    count_months, count_stage_months, recognised, next_stage,
)  # fmt: skip
"""The rules that are called for every trust in every month."""

RESULTS = Path(__file__).with_name("profile_of_a_month.csv")


def whole_and_phases(name: str, clocked: ClockedKernel) -> tuple[float, dict[str, float]]:
    """Return what a trust-month takes, without a clock in it, and the share of every phase."""
    scenario = sim.load_scenario(name)
    plain, observed = (sim.Ensemble(scenario, scenario.has_twin) for _ in range(2))
    observed.simulate = clocked  # type: ignore[assignment]
    months = len(plain.inputs.trusts) * scenario.months * (2 if scenario.has_twin else 1)
    for ensemble in (plain, observed):
        ensemble.outcomes(0, 2)
    times, shares = [], []
    for _ in range(ROUNDS):
        started = time.perf_counter_ns()
        plain.outcomes(0, REPLICATES)
        times.append((time.perf_counter_ns() - started) / (REPLICATES * months))
        shares.append(clocked.shares(partial(observed.outcomes, 0, REPLICATES)))
    return median(times), {phase: median(share[phase] for share in shares) for phase in shares[0]}


def time_of_rule(rule: Callable[..., Any], records: Records) -> float:
    """Return what a rule takes for a trust in a month."""
    loop = loop_over(rule)
    loop(records.fresh(), 1)
    return median(nanoseconds(partial(loop, records.fresh()), TIMES) for _ in range(ROUNDS)) / len(records.trusts)


def rows_of(name: str, clocked: ClockedKernel) -> Iterator[dict[str, str]]:
    """Return the phases in their order, then the rules, heaviest first."""
    whole, shares = whole_and_phases(name, clocked)
    yield row(name, "whole", "replicate", whole, whole)
    for phase, share in shares.items():
        yield row(name, "phase", PHASES.get(phase, phase), share * whole, whole)
    records = simulated(name)[2]
    times = {rule.__name__: time_of_rule(rule, records) for rule in RULES}
    for rule, taken in sorted(times.items(), key=lambda item: -item[1]):
        yield row(name, "rule", rule, taken, whole)


def row(scenario: str, kind: str, name: str, taken: float, whole: float) -> dict[str, str]:
    """Return one line of the table."""
    return {
        "scenario": scenario,
        "kind": kind,
        "name": name,
        "ns_a_trust_month": f"{taken:.1f}",
        "share": f"{taken / whole:.1%}",
    }


def main() -> None:
    clocked = ClockedKernel(list(PHASES))
    rows = [line for name in SCENARIOS for line in rows_of(name, clocked)]
    with RESULTS.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
