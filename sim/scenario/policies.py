"""Policies: what the regulator's levers and the parameters of regulation are from each change on, and for whom.

The nation has one set of levers. A system, or a single trust, may have levers of its own: those it names prevail over
the nation's, and a trust's own over its system's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.model.state import RegulatorState
from sim.model.variables import variables
from sim.scenario.oversight_regimes import regime_of

if TYPE_CHECKING:
    from sim.scenario.scenario_schema import PolicyChange, Scenario

Levers = dict[str, Any]
NATION = ""
"""The key of the nation among those who are under levers of their own."""


@dataclass(frozen=True)
class Policy:
    """What holds from a month on: the levers that each body is under, in words, and parameters that differ."""

    month: int
    levers: Mapping[str, Levers]
    parameters: Mapping[str, float]


def levers_set(section: Any) -> Levers:
    """Return the levers that a section names."""
    return {name: getattr(section, name) for name in variables(RegulatorState) if name in section.model_fields_set}


def bodies(scenario: Scenario) -> list[str]:
    """Return who is under levers of its own: the nation, then systems and trusts, by `system:id` or `trust:id`."""
    changed = {_body_of(change) for change in scenario.policy_changes}
    own = [f"system:{system.id}" for system in scenario.systems if system.regulator.model_fields_set]
    own += [f"trust:{trust.id}" for trust in scenario.trusts if trust.regulator.model_fields_set]
    return list(dict.fromkeys([NATION, *own, *sorted(changed)]))


def policies(scenario: Scenario) -> list[Policy]:
    """Return what holds at the start, and after each month in which something changes, in order."""
    named = [NATION, *bodies(scenario)[1:]]
    regime = regime_of(scenario.oversight_regime, scenario.oversight_regimes)
    said: dict[str, Levers] = {body: {} for body in named}
    said[NATION] = levers_set(scenario.regulator)
    said |= {f"system:{s.id}": levers_set(s.regulator) for s in scenario.systems if f"system:{s.id}" in said}
    said |= {f"trust:{t.id}": levers_set(t.regulator) for t in scenario.trusts if f"trust:{t.id}" in said}
    parameters: dict[str, float] = {}
    found = [_policy(0, scenario, said, regime.set_levers(), {**regime.parameters, **scenario.parameters})]
    for change in sorted(scenario.policy_changes, key=lambda change: change.month):
        if change.oversight_regime is not None:
            regime = regime_of(change.oversight_regime, scenario.oversight_regimes)
            said[NATION] = {k: v for k, v in said[NATION].items() if k not in regime.set_levers()}
            parameters = {k: v for k, v in parameters.items() if k not in regime.parameters}
        body = _body_of(change)
        said[body] = said[body] | levers_set(change)
        parameters = parameters | dict(change.parameters)
        whole = {**scenario.parameters, **regime.parameters, **parameters}
        found.append(_policy(change.month, scenario, said, regime.set_levers(), whole))
    return found


def changes_with_policies(scenario: Scenario) -> list[tuple[PolicyChange, Policy]]:
    """Return the changes of policy in their order, each with what holds once it is made."""
    ordered = sorted(scenario.policy_changes, key=lambda change: change.month)
    return list(zip(ordered, policies(scenario)[1:], strict=True))


def _body_of(change: PolicyChange) -> str:
    if change.trust is not None:
        return f"trust:{change.trust}"
    return NATION if change.system is None else f"system:{change.system}"


def _policy(
    month: int, scenario: Scenario, said: Mapping[str, Levers], regime: Levers, parameters: Mapping[str, float]
) -> Policy:
    nation = {**regime, **said[NATION]}
    places = {trust.id: trust.local_health_economy or "" for trust in scenario.trusts}
    levers = {NATION: nation}
    for body, own in said.items():
        kind, _, name = body.partition(":")
        above = body_of_system(system_of(name, places[name], scenario), scenario) if kind == "trust" else NATION
        levers[body] = nation if body == NATION else {**nation, **(said.get(above, {}) if above else {}), **own}
    return Policy(month, levers, parameters)


def system_of(trust: str | None, place: str, scenario: Scenario) -> int:
    """Return the position of the system of a trust, by its id or its local health economy; -1 for none."""
    for position, system in enumerate(scenario.systems):
        if trust in system.trusts or place in system.local_health_economies:
            return position
    return -1


def body_of_system(system: int, scenario: Scenario) -> str:
    """Return the body that a system is, or the nation for none."""
    return f"system:{scenario.systems[system].id}" if system >= 0 else NATION


def body_of_trust(trust: str | None, system: int, scenario: Scenario, named: list[str]) -> int:
    """Return the position of the body whose levers a trust is under: its own, its system's, or the nation's."""
    for body in (f"trust:{trust}", body_of_system(system, scenario)):
        if body in named:
            return named.index(body)
    return 0


def all_policies(scenario: Scenario) -> list[Levers]:
    """Return the levers that anybody is under at any time."""
    return [levers for policy in policies(scenario) for levers in policy.levers.values()]


def parameters_said(scenario: Scenario) -> dict[str, float]:
    """Return the parameters that a scenario and its first regime set; the scenario's own prevail."""
    return {**regime_of(scenario.oversight_regime, scenario.oversight_regimes).parameters, **scenario.parameters}


def change_in_words(change: PolicyChange, scenario: Scenario) -> str:
    """Return what a change of policy changes, and for whom."""
    parts = []
    if change.oversight_regime is not None:
        title = regime_of(change.oversight_regime, scenario.oversight_regimes).title
        parts.append(f"the regime becomes: {title or change.oversight_regime.replace('_', ' ')}")
    named = {**levers_set(change), **change.parameters}
    parts += [f"{name.replace('_', ' ')} {'none' if value is None else value}" for name, value in named.items()]
    whom = change.trust or change.system
    return f"{f'for {whom}: ' if whom else ''}{', '.join(parts)}"
