"""From words to positions: the regulator levers of a scenario as the engines need them."""

from __future__ import annotations

from typing import Any

from sim.catalogue import PartnershipType
from sim.scenario.schema import PolicyChange, Regulator
from sim.state import RegulatorState, kinds
from sim.vocabulary import Matching


def levers_of(policy: Regulator | PolicyChange, types: dict[str, PartnershipType]) -> dict[str, Any]:
    """Return the levers that a policy sets, with words turned into positions."""
    levers = {name: getattr(policy, name) for name in kinds(RegulatorState) if name in policy.model_fields_set}
    if "matching" in levers:
        levers["matching"] = Matching[levers["matching"].upper()]
    for lever in ("mandated_type", "remedy_type"):
        if lever in levers:
            levers[lever] = -1 if levers[lever] is None else list(types).index(levers[lever])
    return levers
