"""A scenario as plain data with everything written out, its digest, and its YAML."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter

from sim.config.errors import shorten_text
from sim.model.enums import DatedEventType, label
from sim.model.partnership_types import PartnershipType
from sim.model.state import RegulatorState
from sim.model.variables import partnership_type_variables
from sim.parameters import parameter_kinds, parameter_table
from sim.scenario.changes import LONGEST_TITLE, words_on_changes
from sim.scenario.event_checks import keys_of
from sim.scenario.oversight_regimes import regime_parameters
from sim.scenario.parameter_sets import draws_from_posterior, sample_of
from sim.scenario.policies import NATION, Policy, all_policies, changes_with_policies, parameters_said, policies
from sim.scenario.scenario_schema import DatedEvent, PolicyChange, Scenario
from sim.scenario.starting_state import allowed_state, archetypes
from sim.scenario.trust_schema import Background, OtherType, OwnLevers, TrustSection

WORDS_ONLY = ("title", "description", "source", "about", "page")
"""Keys that say what a scenario is about, or how it is shown, and change nothing in it."""


def resolved(scenario: Scenario) -> dict[str, Any]:
    """Return everything that a scenario assumes as plain data: defaults, archetypes, types and parameters included.

    The data can be written as YAML and loaded again to the same thing, even after a default in this package has
    changed.
    The name is left out, as it is that of the file.
    """
    written_below = {"partnership_types", "policy_changes", "events", "trusts", "parameters", "twin", "page"}
    data = scenario.model_dump(exclude={"name", *written_below})
    data["twin"] = scenario.has_twin
    if scenario.background:
        data["background"]["other_types"] = _other_types(scenario.background)
    drawn = draws_from_posterior(scenario)  # then what is written out would be taken for what the scenario sets itself
    data["parameters"] = dict(scenario.parameters) if drawn else _parameters(scenario)
    data["trusts"] = [_trust(trust) for trust in scenario.trusts]
    data["regulator"] = {**data["regulator"], **policies(scenario)[0].levers[NATION]}
    changes = changes_with_policies(scenario)
    data["policy_changes"] = [_change(change, policy, scenario) for change, policy in changes]
    data["oversight_regimes"] = {
        name: row.model_dump(exclude_unset=True) for name, row in scenario.oversight_regimes.items()
    }
    data["systems"] = [_with_own_levers(system.model_dump(), system.regulator) for system in scenario.systems]
    data["events"] = [_event(event) for event in scenario.events]
    types = (
        {}
        if drawn
        else {name: _type_row(partnership_type) for name, partnership_type in _types_in_use(scenario).items()}
    )
    data["partnership_types"] = dict(scenario.partnership_types) if drawn else types
    if scenario.page is not None:
        data["page"] = scenario.page.model_dump(exclude_unset=True)
    order = [name for name in Scenario.model_fields if name in data]
    return {name: data[name] for name in order}


def as_own_file(scenario: Scenario) -> dict[str, Any]:
    """Return everything that a scenario assumes, as the file of a scenario of its own.

    Of a changed one the title says so, and what was expected of the other is left out.
    """
    data = resolved(scenario)
    if scenario.changed:
        changes = words_on_changes(scenario.changed)
        data |= {"title": shorten_text(scenario.title, LONGEST_TITLE - len(changes)) + changes, "expect": []}
    return data


def _trust(trust: TrustSection) -> dict[str, Any]:
    """Return a trust with its starting state written out; of one with published figures no archetype says anything."""
    left_out = {"archetype" if trust.published else "published", *(() if trust.units else ("units",))}
    row = _with_own_levers(trust.model_dump(exclude=left_out), trust.regulator)
    return {**row, "state": starting_state(trust), **_units(trust)}


def _with_own_levers(row: dict[str, Any], levers: OwnLevers) -> dict[str, Any]:
    """Return a section in which only the levers that it names are written out; the others are those of the nation."""
    return {**row, "regulator": levers.model_dump(exclude_unset=True)}


def _change(change: PolicyChange, policy: Policy, scenario: Scenario) -> dict[str, Any]:
    """Return a change of policy; where a regime begins, with everything that holds from then on.

    What the regime before it set ends there, but stands in the file as set by the scenario, and would otherwise last.
    """
    row = change.model_dump(exclude_unset=True)
    if change.oversight_regime is None:
        return row
    levers = {**type(scenario.regulator)().model_dump(), **policy.levers[NATION]}
    if draws_from_posterior(scenario):
        return {**levers, **row}
    defaults = {name: parameter_table()[name].default for name in regime_parameters()}
    return {**levers, **row, "parameters": {name: policy.parameters.get(name, held) for name, held in defaults.items()}}


def _units(trust: TrustSection) -> dict[str, Any]:
    """Return the units of a trust with every share written out; nothing for one without."""
    shares = zip(trust.units, trust.unit_shares, strict=True)
    rows = [{**unit.model_dump(), "share": share} for unit, share in shares]
    return {"units": rows} if rows else {}


def starting_state(trust: TrustSection) -> dict[str, bool | int | float | str]:
    """Return what a trust itself says of its state and what its archetype does, in the order of the state table.

    Where figures of it are published, no archetype says anything.
    """
    both = trust.state if trust.published else {**archetypes()[trust.archetype].state, **trust.state}
    return {name: both[name] for name in allowed_state() if name in both}


def _event(event: DatedEvent) -> dict[str, Any]:
    """Return a dated event with what belongs to its type."""
    row = event.model_dump(exclude_none=True)
    return {key: row[key] for key in keys_of(DatedEventType[event.type.upper()]) if key in row}


def _other_types(background: Background) -> list[dict[str, Any]]:
    """Return the further groups of a background with what they have from it written out."""
    names = list(OtherType.model_fields)
    rows = [group.model_dump(include=set(names)) for group in background.groups[1:]]
    return [{name: row[name] for name in names} for row in rows]


def _parameters(scenario: Scenario) -> dict[str, float]:
    kinds, said = parameter_kinds(), parameters_said(scenario)
    return {
        name: kinds[name](said.get(name, parameter.default)) for name, parameter in sorted(parameter_table().items())
    }


def _types_in_use(scenario: Scenario) -> dict[str, PartnershipType]:
    used = {planned.type for planned in scenario.partnerships}
    for levers in all_policies(scenario):
        used |= {levers.get(lever) or "" for lever in partnership_type_variables(RegulatorState)}
    types = scenario.types()
    return {name: types[name] for name in sorted(types) if name in used or name in scenario.partnership_types}


def _type_row(partnership_type: PartnershipType) -> dict[str, Any]:
    return {
        "title": partnership_type.title,
        "meaning": partnership_type.meaning,
        "source": partnership_type.source,
        "natures": [label(nature) for nature in partnership_type.natures],
        "scales": [label(scale) for scale in partnership_type.scales],
        **partnership_type.attributes_in_words(),
        "sources": dict(sorted(partnership_type.sources.items())),
    }


def scenario_digest(scenario: Scenario) -> str:
    """Return a SHA-256 digest of everything in a scenario that is not mere words about it, in hexadecimal.

    Two files that mean the same have the same digest, however they are laid out.
    """
    data = {key: value for key, value in resolved(scenario).items() if key not in WORDS_ONLY}
    if draws_from_posterior(scenario):
        data["sample"] = sample_of(scenario)
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


class _Representer(RoundTripRepresenter):
    """Writes every value in full where it stands, and quotes text with line ends that YAML would fold."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_text(self, data: str) -> ScalarNode:
        style = '"' if set("\r\x85\u2028\u2029\ufeff") & set(data) else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Representer.add_representer(str, _Representer.represent_text)


def to_yaml(data: Any) -> str:
    """Return plain data as YAML, keys in their order."""
    yaml = YAML(typ="rt", pure=True)
    yaml.Representer = _Representer
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 120
    text = io.StringIO()
    yaml.dump(data, text)
    return text.getvalue()
