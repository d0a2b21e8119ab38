"""What surrounds the trusts: the national environment, local health economies and the regulator."""

from __future__ import annotations

import mesa

from sim.model.state import EnvironmentState, HealthEconomyState, RegulatorState
from sim.model.variables import field_types
from sim.rules import environment, local_health_economy
from sim.rules.world import World, nation


class Environment(EnvironmentState):
    """The national environment, the same for every trust. It is not an agent, as it makes no choices."""

    def __init__(self, start: EnvironmentState) -> None:
        copy_variables(EnvironmentState, start, self)


class HealthEconomy(mesa.Agent, HealthEconomyState):  # type: ignore[misc]
    """A local health economy."""

    model: World

    def __init__(self, model: World, start: HealthEconomyState, identifier: str) -> None:
        super().__init__(model)
        self.identifier = identifier
        copy_variables(HealthEconomyState, start, self)

    def meet_environment(self, shock: float) -> None:
        """Update the temporary pressure on the area, and the collaboration of its trusts, by a month."""
        model = self.model
        self.regional_pressure = environment.next_regional_pressure(self, model.parameters, shock)
        self.collaboration = local_health_economy.next_collaboration(self, nation(model), model.parameters)


class Regulator(mesa.Agent, RegulatorState):  # type: ignore[misc]
    """The regulator: its levers are the scenario's policy."""

    def __init__(self, model: World, policy: RegulatorState) -> None:
        super().__init__(model)
        self.change_policy(policy)

    def change_policy(self, policy: RegulatorState) -> None:
        """Adopt the levers of a policy."""
        copy_variables(RegulatorState, policy, self)


def copy_variables(table: type, start: object, holder: object) -> None:
    """Give `holder` the variables of a table as `start` has them."""
    for name in field_types(table):
        setattr(holder, name, getattr(start, name))
