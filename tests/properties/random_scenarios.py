"""Random scenarios for properties: any parameters inside their bounds, any trusts, partnerships and policies.

A small dose is in the suite. A large one on demand: `WORLDS=2000 python -m pytest tests/properties
tests/engine/test_ensemble.py -n 2`.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import strategies as st

from sim.model.enums import DatedEventType, Nature, ShockOf, label
from sim.model.partnership_types import shipped_catalogue
from sim.model.state import RegulatorState
from sim.model.variables import variables
from sim.parameters import parameter_kinds, parameter_table
from sim.scenario.contradictions import contradictions
from sim.scenario.event_checks import useless_events
from sim.scenario.oversight_regimes import shipped_regimes
from sim.scenario.partial_scenario import Written
from sim.scenario.scenario_schema import Scenario

WORLDS = int(os.environ.get("WORLDS", 40))  # that a property is tried on
MONTHS = 30
levels = st.floats(0.0, 1.0)


@st.composite
def parameter_values(draw: st.DrawFn) -> dict[str, float]:
    """Some parameters anywhere inside their bounds; the rest at their defaults."""
    names = draw(st.lists(st.sampled_from(sorted(parameter_table())), unique=True, max_size=40))
    values: dict[str, float] = {}
    for name in names:
        low, high = parameter_table()[name].low, parameter_table()[name].high
        whole = parameter_kinds()[name] is int
        values[name] = draw(st.integers(int(low), int(high))) if whole else draw(st.floats(low, high))
    return values


@st.composite
def trusts(draw: st.DrawFn, identifier: str) -> dict[str, Any]:
    stocks = ["quality", "access", "finance", "workforce", "engagement", "leadership", "capability", "coherence"]
    return {
        "id": identifier,
        "archetype": draw(st.sampled_from(["failing", "average", "coasting", "high_performing"])),
        "sites": draw(st.integers(1, 5)),
        "turnover": draw(st.floats(20, 1500)),
        "state": {stock: draw(levels) for stock in draw(st.lists(st.sampled_from(stocks), unique=True))},
    }


@st.composite
def units(draw: st.DrawFn, of: str) -> list[dict[str, Any]]:
    """No unit or three, of which the last has the rest of the income and any may differ in what is its own."""
    stocks = ["quality", "access", "workforce", "engagement", "frontline_adoption"]
    if draw(st.booleans()):
        return []
    shares = [draw(st.floats(0.01, 0.45)), draw(st.floats(0.01, 0.45))]
    return [
        {
            "id": f"{of}_{name}",
            **({"share": share} if share else {}),
            "state": {stock: draw(levels) for stock in draw(st.lists(st.sampled_from(stocks), unique=True))},
        }
        for name, share in zip(("first", "second", "rest"), [*shares, None], strict=True)
    ]


NAMES = ["target", "partner", "third", "fourth"]
PROVIDERS = ["acute", "community", "mental_health", "ambulance", "independent"]
REMEDIES = sorted(
    name for name, kind in shipped_catalogue().items() if Nature.MANDATED in kind.natures and not kind.joint
)


@st.composite
def planned_partnership(draw: st.DrawFn, number: int, among: list[dict[str, Any]]) -> dict[str, Any]:
    """A partnership of any type, nature, scale and moment, between trusts or units of some."""
    kind = shipped_catalogue()[draw(st.sampled_from(sorted(shipped_catalogue())))]
    by_trust = [[trust["id"], *(unit["id"] for unit in trust["units"])] for trust in among]
    sides = [draw(st.sampled_from(names)) for names in draw(st.permutations(by_trust))]
    taking_part: dict[str, Any] = {"target": sides[0], "partner": sides[1]}
    if kind.joint:
        taking_part = {"members": sides[: draw(st.integers(max(2, kind.least_members), len(NAMES)))]}
    elif kind.external_body:
        taking_part = {"target": sides[0]}
    nature = draw(st.sampled_from(kind.natures))
    plan = {
        "id": f"deal_{number}",
        "type": kind.name,
        **taking_part,
        "start_month": draw(st.integers(1, MONTHS)),
        "nature": label(nature),
        "insisted": nature == Nature.MANDATED and draw(st.booleans()),
        "scale": label(draw(st.sampled_from(kind.scales))),
        "prior_relationship": draw(levels),
        "explores": draw(st.booleans()),
        "escalates": kind.escalates_to is not None and draw(st.booleans()),
    }
    if not kind.integrates and draw(st.booleans()):
        plan["end_month"] = draw(st.integers(plan["start_month"], MONTHS))
    return plan


@st.composite
def planned_partnerships(draw: st.DrawFn, among: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """Up to four partnerships; one may grow out of another that is between the same two and starts before it."""
    plans = [draw(planned_partnership(number, among)) for number in range(draw(st.integers(0, 4)))]
    for plan in plans:
        for earlier in plans:
            same = all(plan.get(side) == earlier.get(side) for side in ("target", "partner"))
            if same and earlier["start_month"] < plan["start_month"] and draw(st.booleans()):
                plan["follows"] = earlier["id"]
    return without_contradictions(plans, among, most)


def without_contradictions(plans: list[dict[str, Any]], among: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """Those of some partnerships that can be together between some trusts, and follow one that is there."""
    kept: list[dict[str, Any]] = []
    for plan in sorted(plans, key=lambda plan: plan["start_month"]):
        there = {earlier["id"]: earlier.get("end_month", MONTHS) for earlier in kept}
        if there.get(plan.get("follows"), 0) < plan["start_month"]:
            plan.pop("follows", None)
        if not list(
            contradictions(Written({"trusts": among, "partnerships": [*kept, plan], "most_partnerships": most}))
        ):
            kept.append(plan)
    return kept


@st.composite
def policy_changes(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Up to two changes of policy, each of which may let partnerships come about that did not before."""
    months = draw(st.lists(st.integers(1, MONTHS), unique=True, max_size=2))
    changes: list[dict[str, Any]] = []
    for month in sorted(months):
        change = {"month": month, "partnering_climate": draw(levels), "mandate_after": draw(st.integers(0, 6))}
        change = {**change, "mandated_type": draw(st.sampled_from([None, *REMEDIES])), **draw(scopes())}
        changes.append(change)
    return changes


REGIMES = sorted(shipped_regimes())


@st.composite
def scopes(draw: st.DrawFn) -> dict[str, Any]:
    """Whom a change of policy concerns: all, with or without a new regime, one trust or one system."""
    regime = {
        "oversight_regime": draw(st.sampled_from(REGIMES)),
        "parameters": {"support_pool": draw(st.integers(1, 9))},
    }
    return draw(st.sampled_from([{}, regime, {"trust": "partner"}, {"system": "system"}]))


@st.composite
def systems(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A system with a voice, a control total and a purse of its own."""
    own = {lever: draw(levels) for lever in ("support", "scrutiny", "partner_incentive", "system_planning")}
    own |= {"remedy_type": draw(st.sampled_from([None, *REMEDIES])), "within_system": draw(st.booleans())}
    members: dict[str, Any] = draw(
        st.sampled_from([{"trusts": ["target", "third"]}, {"local_health_economies": ["place"]}])
    )
    total = draw(st.sampled_from([None, -5.0, 0.0, 10.0]))
    return [{"id": "system", **members, "regulator": own, "control_total": total, "pooling": draw(levels)}]


PLACE = "place"  # the local health economy in which named trusts may be


@st.composite
def dated_events(draw: st.DrawFn, among: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Up to six events of any type, that hit one trust, all of a type, all of a place, or all."""
    events = [draw(dated_event(among)) for _ in range(draw(st.integers(0, 6)))]
    kept: list[dict[str, Any]] = []
    for event in events:
        world = {"trusts": among, "local_health_economies": [{"id": PLACE}], "events": [*kept, event]}
        if not list(useless_events(Written(world))):
            kept.append(event)
    return kept


@st.composite
def dated_event(draw: st.DrawFn, among: list[dict[str, Any]]) -> dict[str, Any]:
    """An event of any type."""
    kind = draw(st.sampled_from(DatedEventType))
    event: dict[str, Any] = {"month": draw(st.integers(1, MONTHS)), "type": label(kind)}
    one = {"trust": draw(st.sampled_from(NAMES))}
    of_type = {"provider_type": draw(st.sampled_from(among))["provider_type"]}
    whom = draw(st.sampled_from([one, of_type, {"local_health_economy": PLACE}, {}]))
    own: dict[DatedEventType, dict[str, Any]] = {
        DatedEventType.SHOCK: {
            "of": label(draw(st.sampled_from(ShockOf))),
            "size": draw(st.floats(-0.5, 0.5)),
            "months": draw(st.integers(1, MONTHS)),
            **whom,
        },
        DatedEventType.SCANDAL: {**one, "loss": draw(levels)},
        DatedEventType.FAILED_BUILDING_PROJECT: one,
        DatedEventType.CHIEF_EXECUTIVE_REPLACED: {**one, "leadership": draw(st.none() | levels)},
        DatedEventType.GRANT: {"amount": draw(st.floats(0, 200)), **whom},
    }
    return {**event, **own[kind]}


EVERY_RATING = dict.fromkeys(("inadequate", "requires_improvement", "good", "outstanding"), 0.0)
RATINGS = [
    {**EVERY_RATING, **shares} for shares in ({"inadequate": 1.0}, {"inadequate": 0.3, "good": 0.5, "outstanding": 0.2})
]


@st.composite
def other_types(draw: st.DrawFn) -> dict[str, Any]:
    """A further group of up to 5 trusts without a name, which says all, some or nothing of what groups may say."""
    said = {"ratings": st.sampled_from(RATINGS), "turnover_median": st.floats(20, 1500)}
    group = draw(st.fixed_dictionaries({}, optional=said))
    return {"provider_type": draw(st.sampled_from(PROVIDERS)), "trusts": draw(st.sampled_from([0, 1, 5])), **group}


@st.composite
def backgrounds(draw: st.DrawFn) -> dict[str, Any] | None:
    """Up to 50 trusts without a name, of one type or of several, or none."""
    count = draw(st.sampled_from([0, 0, 1, 40]))
    ratings = draw(st.sampled_from([None, *RATINGS]))
    if count == 0:
        return None
    places = draw(st.integers(1, 5))
    others = draw(st.lists(other_types(), max_size=2))
    return {"trusts": count, "local_health_economies": places, "ratings": ratings, "other_types": others}


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Any mixture of types, natures and moments, planned, mandated and looked for, with any policy and parameters."""
    levers = {
        name: draw(levels) for name, lever in variables(RegulatorState).items() if lever.unit in ("level", "share")
    }
    taking_part = [
        {
            **draw(trusts(name)),
            "provider_type": draw(st.sampled_from(PROVIDERS)),
            "local_health_economy": draw(st.sampled_from([None, PLACE])),
            "units": draw(units(name)),
        }
        for name in NAMES
    ]
    most = draw(st.sampled_from([0, 1, 3, 400]))
    return Scenario.model_validate(
        {
            "title": "a random world",
            "months": MONTHS,
            "seed": draw(st.integers(0, 2**32 - 1)),
            "burn_in": draw(st.sampled_from([0, 0, 6])),
            "most_partnerships": most,
            "local_health_economies": [{"id": PLACE}],
            "trusts": taking_part,
            "partnerships": draw(planned_partnerships(taking_part, most)),
            "regulator": {
                **levers,
                "mandated_type": draw(st.sampled_from([None, *REMEDIES])),
                "remedy_type": draw(st.sampled_from([None, *REMEDIES])),
                "remedy_after": draw(st.integers(0, 24)),
                "insisted": draw(st.booleans()),
                "rating_grace": draw(st.integers(0, 24)),
                "deadline": draw(st.integers(0, 24)),
            },
            "oversight_regime": draw(st.sampled_from(REGIMES)),
            "systems": draw(systems()),
            "policy_changes": draw(policy_changes()),
            "events": draw(dated_events(taking_part)),
            "background": draw(backgrounds()),
            "population_seed": draw(st.sampled_from([None, 7])),
            "parameters": draw(parameter_values()),
        }
    )
