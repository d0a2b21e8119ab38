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
    if "mandated_type" in levers:
        chosen = levers["mandated_type"]
        levers["mandated_type"] = -1 if chosen is None else list(types).index(chosen)
    return levers
