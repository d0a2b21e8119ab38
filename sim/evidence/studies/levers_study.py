"""Every lever of the regulator and every attribute of a planned partnership, low against high: none does nothing.

For each lever and scenario the largest change of an outcome is looked for in some worlds and measured in others, so
that the largest of many is not largest by chance. Outcomes that are shares or levels come first, since they can be
compared; another one counts where none of these clearly changes. Only outcomes that are known in all worlds count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.config.errors import ScenarioError
from sim.evidence.simulated import Values, simulate_worlds
from sim.evidence.studies.study_worlds import Progress, estimate, is_sure, planned_help
from sim.outcomes import OUTCOMES
from sim.scenario.model_inputs import trust_ids
from sim.scenario.scenario_loader import load_scenario
from sim.scenario.scenario_schema import Scenario

CASES = ("case_a_clinician_led", "case_b_buddying", "case_c_acquisition", "case_d_contractual", "case_e_merger")
ECONOMY, CHOICE, SYSTEM = "local_health_economy", "england_voluntary", "system_with_control_total"
NATION = 20  # how many times fewer worlds the nation has
COMPARABLE = ("share", "level")
ALL = "all trusts"
CLEAR = 2.0  # times its 99 % bounds that a change is clear

REGULATOR = {
    "scrutiny": ("0", "1"),
    "support": ("0", "1"),
    "publicity": ("0", "1"),
    "regulatory_coherence": ("0", "1"),
    "autonomy": ("0", "1"),
    "bridging_finance": ("0", "1"),
    "partner_incentive": ("0", "1"),
    "partner_limit": ("1", "5"),
    "mandated_type": ("null", "buddying"),
    "matching": ("performance", "fit"),
    "insisted": ("false", "true"),
    "mandate_after": ("0", "24"),
    "assessment": ("0", "1"),
    "remedy_type": ("null", "acquisition"),
    "remedy_after": ("12", "60"),
    "deadline": ("0", "12"),
    "rating_grace": ("0", "36"),
    "joint_oversight": ("0", "1"),
    "empowerment": ("0", "1"),
    "system_engagement": ("0", "1"),
    "system_planning": ("0", "1"),
    "partnering_climate": ("0", "1"),
    "inspects": ("false", "true"),
    "segmentation": ("ratings", "scores"),
    "deficit_segment": ("0", "3"),
    "entry_rule": ("nobody", "ratings"),
    "exit_rule": ("reinspection", "segment"),
    "trust_pays": ("0", "1"),
    "freedom": ("0", "1"),
}
SYSTEM_LEVERS = {
    "systems.estuary_system.pooling": ("0", "1"),
    "systems.estuary_system.control_total": ("null", "5"),
    "systems.estuary_system.regulator.within_system": ("false", "true"),
    "systems.estuary_system.regulator.support": ("0", "1"),
    "systems.estuary_system.regulator.remedy_after": ("12", "60"),
    "trusts.green_bay.regulator.support": ("0", "1"),
    "trusts.green_bay.regulator.scrutiny": ("0", "1"),
    "oversight_regime": ("special_measures", "oversight_framework"),
}
"""What differs for a system, for one trust, or by regime."""
NEED_CHOICE = ("partner_limit", "partner_incentive", "system_planning", "partnering_climate")
PLANNED = {
    "follows": ("null", "{other}"),
    "explores": ("false", "true"),
    "escalates": ("false", "true"),
    "start_month": ("4", "24"),
    "nature": ("voluntary", "mandated"),
    "insisted": ("false", "true"),
    "scale": ("individual", "structural"),
    "prior_relationship": ("0", "1"),
    "motivation": ("0", "1"),
    "scope": ("0.05", "1"),
    "term": ("12", "72"),
    "end_month": ("18", "60"),
}
WHO_AND_WHAT = ("id", "type", "target", "partner", "members")
"""What a plan says of who works together in which type; it is no lever."""
IN_BOTH = {
    "partnerships.*.insisted": ("nature=mandated",),
    "regulator.matching": ("mandated_type=acquisition", "assessment=0"),
    "regulator.assessment": ("mandated_type=acquisition",),
    "regulator.deficit_segment": ("segmentation=scores",),
    "regulator.exit_rule": ("segmentation=scores", "entry_rule=lowest_segment"),
}
"""What is set at both levels, since a lever is about it: who is insisted on, and who is matched with whom."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """A lever at its low and its high level in a scenario.

    Attributes
    ----------
    lever : as in `--set`, with `partnerships.*` for an attribute of a planned partnership.
    levels : both, in words.
    scenarios : at the low and at the high level.
    fewer : how many times fewer worlds it rests on.
    """

    lever: str
    levels: tuple[str, str]
    scenarios: tuple[Scenario, Scenario]
    fewer: int


def in_words(level: str) -> str:
    """Return a level as it is written in the table, where null would be read as a gap."""
    return "nothing" if level == "null" else level


def study_levers(worlds: int, threads: int, progress: Progress) -> dict[str, pd.DataFrame]:
    """Return the table `levers`."""
    rows = []
    planned = list(contrasts())
    for done, contrast in enumerate(planned, start=1):
        rows.append(row_of_contrast(contrast, max(2, worlds // contrast.fewer), threads))
        progress(done, len(planned))
    return {"levers": pd.DataFrame(rows)}


def contrasts() -> Iterator[Contrast]:
    """Give every lever in every scenario that allows both of its levels."""
    for name in (*CASES, ECONOMY, CHOICE):
        for lever, levels in REGULATOR.items():
            if name != CHOICE or lever in NEED_CHOICE:
                both = [f"regulator.{change}" for change in IN_BOTH.get(f"regulator.{lever}", ())]
                sets = [[*both, f"regulator.{lever}={level}"] for level in levels]
                yield from allowed(name, f"regulator.{lever}", levels, sets, NATION if name == CHOICE else 1)
    for lever, levels in SYSTEM_LEVERS.items():
        yield from allowed(SYSTEM, lever, levels, [[f"{lever}={level}"] for level in levels])
    for name in (*CASES, ECONOMY):
        base = [planned_help("buddying")] if name == ECONOMY else []
        plans = [plan.id for plan in load_scenario(name, base).partnerships]
        for attribute, levels in PLANNED.items():
            for plan in plans:
                other = next((other for other in plans if other != plan), "null")
                levels_here = (levels[0], levels[1].format(other=other))
                both = [f"partnerships.{plan}.{change}" for change in IN_BOTH.get(f"partnerships.*.{attribute}", ())]
                sets = [[*base, *both, f"partnerships.{plan}.{attribute}={level}"] for level in levels_here]
                yield from allowed(name, f"partnerships.*.{attribute}", levels_here, sets)


def allowed(
    name: str, lever: str, levels: tuple[str, str], sets: Sequence[Sequence[str]], fewer: int = 1
) -> Iterator[Contrast]:
    """Give the contrast of two levels, unless the scenario does not allow one of them."""
    try:
        low, high = (load_scenario(name, list(own)).model_copy(update={"twin": False}) for own in sets)
    except ScenarioError:
        return
    yield Contrast(lever, levels, (low, high), fewer)


def row_of_contrast(contrast: Contrast, worlds: int, threads: int) -> dict[str, Any]:
    """Return the largest change that a lever makes in a scenario, found in some worlds and measured in others."""
    found_in, measured_in = (changes(contrast, worlds, first, threads) for first in (0, worlds))
    low, high = contrast.levels
    about = {
        "lever": contrast.lever,
        "low_level": in_words(low),
        "high_level": in_words(high),
        "scenario": contrast.scenarios[0].name,
    }
    largest = largest_change({key: values for key, values in found_in.items() if key in measured_in})
    if largest is None:
        return {**about, "trust": "", "outcome": "", "unit": "", **estimate(np.zeros(worlds))}
    trust, outcome = largest
    return {
        **about,
        "trust": trust,
        "outcome": outcome,
        "unit": OUTCOMES[outcome].unit,
        **estimate(measured_in[largest]),
    }


def largest_change(found: Mapping[tuple[str, str], Values]) -> tuple[str, str] | None:
    """Return of which trust and outcome the change is largest, of those that are clear; nothing if none is sure.

    A change that is beyond twice its 99 % bounds is clear, so that it will be found again in other worlds. Where none
    of a share or a level is, the clearest of all that are sure is taken.
    """
    sure = {key: own for key, values in found.items() if is_sure(own := estimate(values))}
    clear = {
        key: abs(own["value"])
        for key, own in sure.items()
        if OUTCOMES[key[1]].unit in COMPARABLE and clearness(own) >= CLEAR
    }
    if clear:
        return max(clear, key=lambda key: clear[key])
    return max(sure, key=lambda key: clearness(sure[key]), default=None)


def clearness(found: Mapping[str, float]) -> float:
    """Return how many times its 99 % bounds a change is."""
    half = found["high"] - found["value"]
    return abs(found["value"]) / half if half > 0.0 else np.inf


def changes(contrast: Contrast, worlds: int, first: int, threads: int) -> dict[tuple[str, str], Values]:
    """Return what each outcome of each trust concerned, and of all, is at the high less at the low level."""
    low, high = (outcomes_in(scenario, worlds, first, threads) for scenario in contrast.scenarios)
    differences = {key: high[key] - low[key] for key in low}
    return {key: values for key, values in differences.items() if not np.isnan(values).any()}


def outcomes_in(scenario: Scenario, worlds: int, first: int, threads: int) -> dict[tuple[str, str], Values]:
    """Return each outcome of the trusts that plans are about, or else the first, and its mean over all trusts."""
    outcomes = simulate_worlds(scenario, worlds, first=first, threads=threads).outcomes
    known = trust_ids(scenario)
    named = {side for plan in scenario.partnerships for side in plan.sides} or {known[0]}
    found = {}
    for name, values in outcomes.items():
        found[ALL, name] = values.mean(axis=1)
        for trust in sorted(named):
            found[trust, name] = values[:, known.index(trust)]
    return found
