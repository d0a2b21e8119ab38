"""A trust as a Mesa agent: its attributes are the state, its methods are the rules of the same names."""

from __future__ import annotations

import mesa

from sim.model.enums import Event
from sim.model.random_purposes import Purpose
from sim.model.state import TrustState
from sim.model.variables import field_types
from sim.rules import (
    attention,
    capability,
    coherence,
    culture,
    environment,
    hope,
    inspection,
    leadership,
    local_health_economy,
    own_components,
    people,
    performance,
    recognition,
    recovery_plan,
    reputation,
    stages,
    turnaround,
)
from sim.rules.world import World, record_event, regulator_of


class Trust(mesa.Agent, TrustState):  # type: ignore[misc]
    """A provider organisation."""

    # Rules do little but read these; with so many of them, slots are faster than the dictionary of an object.
    __slots__ = tuple(field_types(TrustState))

    model: World

    def __init__(self, model: World, start: TrustState, identifier: str, name: str) -> None:
        super().__init__(model)
        self.identifier = identifier
        self.name = name
        self.noise: list[float] = []
        for name in field_types(TrustState):
            setattr(self, name, getattr(start, name))
        self.overseer = regulator_of(model, self)  # whose levers change, but who does not

    # Phase 1: environment

    def meet_environment(self) -> None:
        """Update this month's pressure; a building project may fail."""
        parameters = self.model.parameters
        self.project_failed = False
        if recognition.project_fails(self, parameters, self.noise[Purpose.BUILDING_PROJECT]):
            recognition.lose_project(self, parameters)
            record_event(self.model, Event.CAPITAL_PROJECT_FAILED, self.index, -1, parameters.project_write_off)
        self.own_pressure = environment.next_own_pressure(self, parameters, self.noise[Purpose.OWN_PRESSURE])
        self.feel_pressure()

    def feel_pressure(self) -> None:
        """Add up the pressure from nation, area, winter and the trust itself."""
        economy = self.model.economies[self.local_health_economy]
        self.spill_over = local_health_economy.spill_over(self, economy, self.model.parameters)
        self.pressure = environment.felt_pressure(self, economy, self.model.environment, self.model.parameters)

    # Phase 2: regulation

    def be_regulated(self) -> None:
        """Inspect the trust if due, let it enter or leave special measures, and give it the support that is offered."""
        inspection.be_regulated(self.model, self, self.overseer, self.noise)

    # Phase 4: attention

    def keep_ledger(self) -> None:
        """Compute the attention ledger of the month."""
        attention.keep_ledger(self, self.overseer, self.model.parameters)

    # Phase 6: development. Each method returns the value a month later; `develop` applies them together.

    def improvement_effort(self) -> float:
        """Return the improvement effort that reaches the organisation."""
        usable = attention.usable_attention(self, self.model.parameters)
        return performance.improvement_effort(self, usable, self.overseer, self.model.parameters)

    def next_quality(self) -> float:
        """Return quality a month later."""
        return performance.next_quality(self, self.model.parameters)

    def next_access(self) -> float:
        """Return access a month later."""
        return performance.next_access(self, self.model.parameters)

    def next_finance(self) -> float:
        """Return finance a month later."""
        model = self.model
        return performance.next_finance(self, self.overseer, model.parameters)

    def next_capability(self) -> float:
        """Return improvement capability a month later."""
        model = self.model
        return capability.next_capability(self, self.overseer, model.parameters, self.noise[Purpose.CAPABILITY])

    def next_frontline_adoption(self) -> float:
        """Return how far improvement has reached the wards, a month later."""
        return capability.next_frontline_adoption(self, self.model.parameters)

    def next_dependence(self) -> float:
        """Return how much of the trust's own capacity has been lost, a month later."""
        return capability.next_dependence(self, self.model.parameters)

    def next_engagement(self) -> float:
        """Return staff engagement a month later."""
        model = self.model
        return people.next_engagement(self, self.overseer, model.parameters)

    def next_workforce(self) -> float:
        """Return staffing a month later."""
        model = self.model
        return people.next_workforce(self, self.overseer, model.environment, model.parameters)

    def next_fatigue(self) -> float:
        """Return initiative fatigue a month later."""
        return people.next_fatigue(self, self.model.parameters)

    def next_strain(self) -> float:
        """Return the strain on leaders a month later."""
        return people.next_strain(self, self.model.parameters)

    def next_leadership(self) -> float:
        """Return leadership a month later, if the chief executive stays."""
        return leadership.next_leadership(self, self.model.parameters, self.noise[Purpose.LEADERSHIP])

    def next_coherence(self) -> float:
        """Return coherence of culture a month later."""
        return coherence.next_coherence(self, self.model.parameters, self.noise[Purpose.COHERENCE])

    def next_reputation(self) -> float:
        """Return reputation a month later."""
        return reputation.next_reputation(self, self.overseer, self.model.parameters)

    def next_hope(self) -> float:
        """Return a month later how far people believe that things can get better."""
        return hope.next_hope(self, self.model.parameters)

    def next_acknowledged(self) -> float:
        """Return a month later how far leaders acknowledge the decline."""
        return recognition.next_acknowledged(self, self.overseer, self.model.parameters)

    def next_plan_quality(self) -> float:
        """Return the quality of the recovery plan a month later."""
        usable = attention.usable_attention(self, self.model.parameters)
        return recovery_plan.next_plan_quality(self, usable, self.model.parameters)

    def departure_hazard(self) -> float:
        """Return the chance that the chief executive leaves this month."""
        return leadership.departure_hazard(self, self.model.parameters)

    def develop(self) -> None:
        """Update performance, people, learning, culture and standing by a month, all from the same state."""
        self.effort = self.improvement_effort()
        departs = self.noise[Purpose.DEPARTURE] < self.departure_hazard()
        following = (
            self.next_quality(),
            self.next_access(),
            self.next_finance(),
            self.next_capability(),
            self.next_frontline_adoption(),
            self.next_dependence(),
            self.next_engagement(),
            self.next_workforce(),
            self.next_fatigue(),
            self.next_strain(),
            self.next_leadership(),
            self.next_coherence(),
            self.next_reputation(),
            self.next_plan_quality(),
            self.next_hope(),
            self.next_acknowledged(),
        )
        (
            self.quality,
            self.access,
            self.finance,
            self.capability,
            self.frontline_adoption,
            self.dependence,
            self.engagement,
            self.workforce,
            self.fatigue,
            self.strain,
            self.leadership,
            self.coherence,
            self.reputation,
            self.plan_quality,
            self.hope,
            self.acknowledged,
        ) = following
        own_components.move_own_components(self, self.model.parameters, self.noise)
        culture.shift_culture(self)
        self.chief_executive_tenure += 1
        if departs:
            self.change_chief_executive()
        self.effective_leadership = leadership.effective_leadership(self)

    def change_chief_executive(self) -> None:
        """Replace the chief executive."""
        turnaround.replace_chief_executive(self.model, self, self.noise)

    # Phase 8: recognition, plans and stages

    def recognised(self) -> int:
        """Return the trigger, if any, that makes a decline recognised this month."""
        model = self.model
        chance = self.noise[Purpose.RECOGNITION]
        return recognition.recognised(self, self.overseer, model.environment, model.parameters, chance)

    def next_stage(self) -> int:
        """Return the stage after this month."""
        return stages.next_stage(self, self.model.parameters)

    def turn(self) -> None:
        """Recognise a decline, go on with the recovery plan, and name the stage that comes of it."""
        turnaround.be_recognised(self.model, self, self.noise, self.recognised())
        turnaround.plan(self.model, self, self.noise)
        stages.count_stage_months(self)
        turnaround.turn_to_stage(self.model, self, self.next_stage())
