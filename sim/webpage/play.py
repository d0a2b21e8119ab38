"""What a player may do month by month, each as rows of the image and as a part of the scenario's file.

An action is something that the scenario could have said: a change of policy, a planned partnership or its end, a dated
event. The rows are made by Python from such a scenario; the page only fills in months and trusts.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.config.errors import FaultsError, ScenarioError
from sim.experiments.base_changes import Base
from sim.model.enums import DatedEventType, Nature, label
from sim.scenario.model_inputs import ModelInputs, resolve
from sim.scenario.policies import NATION, Policy, bodies, policies
from sim.scenario.scenario_schema import PlannedPartnership, PolicyChange, Scenario
from sim.scenario.trust_schema import TrustSection
from sim.webpage.memory import ROOM, Image, flattened, without_gaps

POLICY_LEVERS = ("support", "scrutiny")
"""Levers of the regulator that a player may set from a month on."""

MOST_TARGETS = 6
"""So many described trusts may each be helped."""

CHECKED = "checked"
"""Id of the partnership that is tried in a scenario."""

NATURES = {
    Nature.MANDATED: {"nature": "mandated", "insisted": True},
    Nature.VOLUNTARY: {"nature": "voluntary", "explores": True},
}
"""What a partnership says that a regulator mandates, and one that a trust seeks."""


def play_data(scenario: Scenario, setting: ModelInputs, image: Image) -> dict[str, Any]:
    """Return what the page needs to turn actions into rows."""
    possible = list(_possible(scenario))
    return {
        "room": ROOM,
        "described": len(scenario.described),
        "policy": _policy_data(scenario, image),
        "plan_ids": setting.plan_ids,
        "plans": [_plan_data(plan, scenario) for plan in scenario.partnerships],
        "sides": len(setting.sides),
        "dated_events": len(setting.dated_events),
        "chief_executive_row": _row_of_event(scenario),
        "plan_rows": _plan_rows(scenario, possible),
        "mandates": [pair.as_data() for pair in possible if pair.nature is Nature.MANDATED],
        "offers": [pair.as_data() for pair in possible if pair.nature is Nature.VOLUNTARY],
        "added": {label(nature): said for nature, said in NATURES.items()},
    }


def _plan_data(plan: PlannedPartnership, scenario: Scenario) -> dict[str, Any]:
    kind = scenario.types()[plan.type]
    return {
        "id": plan.id,
        "type": plan.type,
        "sides": plan.sides,
        "start_month": plan.start_month,
        "end_month": plan.end_month,
        "follows": plan.follows,
        "integrates": bool(kind.integrates),
        "term": plan.term if plan.term is not None else kind.term,
    }


def _policy_data(scenario: Scenario, image: Image) -> dict[str, Any]:
    """Return what each change of policy leaves to a change that comes before it."""
    changes = sorted(scenario.policy_changes, key=lambda change: change.month)
    return {
        "months": [change.month for change in changes],
        "national": [change.trust is None and change.system is None for change in changes],
        "levers": list(POLICY_LEVERS),
        "bodies": image.tables["policies"].shape[1],
        "reach": {
            lever: [_reach(scenario, lever, number) for number in range(len(changes) + 1)] for lever in POLICY_LEVERS
        },
    }


NOBODYS = -1.0
"""A level that no scenario can give a lever, by which it can be seen where a change arrives."""


def _reach(scenario: Scenario, lever: str, number: int) -> list[list[int]]:
    """Return which bodies a change of a lever reaches after so many changes of the scenario.

    The first list holds those that it reaches at once, each further one those under each later change of the scenario.
    """
    named = [NATION, *bodies(scenario)[1:]]
    changes = sorted(scenario.policy_changes, key=lambda change: change.month)
    month = changes[number - 1].month if number else 0
    said: dict[str, Any] = {"month": month, lever: NOBODYS}
    added = PolicyChange.model_construct(set(said), **said)
    ordered = [*changes[:number], added, *changes[number:]]
    found: list[Policy] = policies(scenario.model_copy(update={"policy_changes": ordered}))
    return [
        [at for at, body in enumerate(named) if policy.levers[body].get(lever) == NOBODYS]
        for policy in found[number + 1 :]
    ]


@dataclass(frozen=True)
class Possible:
    """A partnership that a scenario could plan: its type, its nature and its sides.

    Of a joint type target and partner are the two members.
    """

    type: str
    nature: Nature
    target: str
    partner: str | None
    joint: bool

    def as_data(self) -> dict[str, Any]:
        """Return it as the page takes it."""
        return {"type": self.type, "target": self.target, "partner": self.partner}

    def row(self, start_month: int) -> dict[str, Any]:
        """Return it as a planned partnership of a scenario."""
        sides = {"target": self.target} if self.partner is None else {"target": self.target, "partner": self.partner}
        return {
            "id": CHECKED,
            "type": self.type,
            **({"members": list(sides.values())} if self.joint else sides),
            "start_month": start_month,
            **NATURES[self.nature],
        }


def _possible(scenario: Scenario) -> Iterator[Possible]:
    """Yield every partnership that could be added, whatever else is planned."""
    base = Base(_without_plans(scenario))
    known: dict[tuple[Any, ...], bool] = {}
    described, targets = scenario.described, _targets(scenario)
    for name, kind in scenario.types().items():
        for target in targets:
            for partner in [None] if kind.external_body else [other for other in described if other is not target]:
                for nature in NATURES:
                    pair = Possible(name, nature, target.id, None if partner is None else partner.id, bool(kind.joint))
                    alike = (
                        name,
                        nature,
                        *_what_counts(target, scenario),
                        *_what_counts(partner, scenario),
                        _trust_of(target, scenario) == _trust_of(partner, scenario),
                    )
                    if alike not in known:
                        known[alike] = _can_be(base, pair)
                    if known[alike]:
                        yield pair


def _targets(scenario: Scenario) -> list[TrustSection]:
    """Return the trusts that a player may have helped: of many, only those whom the scenario is about."""
    described = scenario.described
    if len(described) <= MOST_TARGETS:
        return described
    named = {scenario.main_outcome.trust, *(plan.target for plan in scenario.partnerships)}
    return [trust for trust in described if trust.id in named] or described[:MOST_TARGETS]


def _without_plans(scenario: Scenario) -> Scenario:
    return scenario.model_copy(update={"partnerships": [], "expect": []})


def _what_counts(trust: TrustSection | None, scenario: Scenario) -> tuple[Any, ...]:
    """Return what decides whether a trust can be a side of a type: its type, and whether it is a unit."""
    return () if trust is None else (trust.provider_type, trust.id != _trust_of(trust, scenario))


def _trust_of(trust: TrustSection | None, scenario: Scenario) -> str | None:
    """Return the id of a trust, or of the trust of a unit."""
    if trust is None:
        return None
    return next((own.id for own in scenario.trusts if trust.id in [unit.id for unit in own.units]), trust.id)


def _can_be(base: Base, pair: Possible) -> bool:
    try:
        base.changed({"partnerships": [pair.row(1)]})
    except (FaultsError, ScenarioError):
        return False
    return True


def _plan_rows(scenario: Scenario, possible: Sequence[Possible]) -> dict[str, str]:
    """Return the row of a plan of each type and nature; months and sides are filled in by the page."""
    base = Base(_without_plans(scenario))
    rows: dict[str, str] = {}
    for pair in possible:
        key = f"{label(pair.nature)} {pair.type}"
        if key not in rows:
            rows[key] = _last_row(resolve(base.changed({"partnerships": [pair.row(1)]})), "plans")
    return rows


def _row_of_event(scenario: Scenario) -> str:
    """Return the row of a dated event that replaces a chief executive."""
    if not scenario.described:
        return ""
    event = {"month": 1, "type": label(DatedEventType.CHIEF_EXECUTIVE_REPLACED), "trust": scenario.described[0].id}
    plain = scenario.model_copy(update={"events": [], "expect": []})
    return _last_row(resolve(Base(plain).changed({"events": [event]})), "dated_events")


def _last_row(setting: ModelInputs, table: str) -> str:
    from sim.engine.compiled.arrays import inputs_of

    rows = dict(flattened(inputs_of(setting)))[table]
    return base64.b64encode(np.ascontiguousarray(without_gaps(rows[-1:])).tobytes()).decode()
