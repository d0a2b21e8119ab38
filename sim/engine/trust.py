"""A trust as a Mesa agent: its attributes are the state, its methods are the rules of the same names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim.engine.others import Others
from sim.engine.population import TrustStart
from sim.engine.purposes import Purpose
from sim.rules import (
    attention,
    capability,
    coherence,
    culture,
    environment,
    group,
    leadership,
    neighbours,
    people,
    performance,
    planning,
    ratings,
    recognition,
    regulation,
    reputation,
    stages,
)
from sim.state import TrustState, kinds
from sim.vocabulary import Event, Stage, Trigger

if TYPE_CHECKING:
    from sim.engine.mesa_model import TurnaroundModel


class Trust(mesa.Agent, TrustState):  # type: ignore[misc]
    """A provider organisation."""

    model: TurnaroundModel

    def __init__(self, model: TurnaroundModel, start: TrustStart) -> None:
        super().__init__(model)
        self.identifier = start.identifier
        self.name = start.name
        self.noise: list[float] = []
        for name in kinds(TrustState):
            setattr(self, name, getattr(start, name))

    # Phase 1: environment

    def meet_environment(self) -> None:
        """Feel this month's pressure, and perhaps lose a building project."""
        parameters = self.model.parameters
        self.project_failed = False
        if recognition.project_fails(self, parameters, self.noise[Purpose.BUILDING_PROJECT]):
            recognition.lose_project(self, parameters)
            self.model.tell(Event.CAPITAL_PROJECT_FAILED, self, value=parameters.project_write_off)
        self.own_pressure = environment.next_own_pressure(self, parameters, self.noise[Purpose.OWN_PRESSURE])
        self.feel_pressure()

    def feel_pressure(self) -> None:
        """Add up the pressure of nation, place, winter and the trust's own."""
        economy = self.model.economies[self.local_health_economy]
        self.spill_over = neighbours.spill_over(self, economy.members, economy, self.model.parameters)
        self.pressure = environment.felt_pressure(self, economy, self.model.environment, self.model.parameters)

    # Phase 2: regulation

    def be_regulated(self) -> None:
        """Be inspected if due, enter or leave special measures, and take up the support that is offered."""
        model = self.model
        self.inspected = False
        self.chief_executive_left = False
        regulation.count_improvement(self, model.parameters)
        if self.special_measures:
            self.months_in_special_measures += 1
        hazard = regulation.unscheduled_hazard(self, model.regulator, model.parameters)
        if model.month >= self.next_inspection or self.noise[Purpose.INSPECTION_OUT_OF_TURN] < hazard:
            self.be_inspected()
        self.oversight_segment = regulation.oversight_segment(self, model.parameters)
        self.regulator_support = regulation.next_regulator_support(self, model.regulator, model.parameters)

    def seen_by_inspectors(self) -> TrustState:
        """Return what inspectors look at: the trust, or the mean of its group with the units that count."""
        units = [
            u for u, head in self.model.units() if head is self and group.counts_in_rating(u, self.model.regulator)
        ]
        if not units:
            return self
        whole = Others(self.identifier, self.name)
        group.combine(whole, [self, *units])
        return whole

    def be_inspected(self) -> None:
        """Receive new ratings, with what follows for special measures and the next inspection."""
        model, noise = self.model, self.noise
        ratings.inspect(
            self,
            self.seen_by_inspectors(),
            model.regulator,
            model.parameters,
            noise[Purpose.INSPECTED_SAFE],
            noise[Purpose.INSPECTED_EFFECTIVE],
            noise[Purpose.INSPECTED_CARING],
            noise[Purpose.INSPECTED_RESPONSIVE],
            noise[Purpose.INSPECTED_WELL_LED],
        )
        model.tell(Event.INSPECTED, self, value=self.rating_overall)
        if self.special_measures and regulation.may_leave_special_measures(self, model.parameters):
            model.tell(Event.SPECIAL_MEASURES_LEFT, self, value=self.months_in_special_measures)
            self.special_measures = False
            self.months_in_special_measures = 0
        elif not self.special_measures and regulation.qualifies_for_special_measures(self):
            self.special_measures = True
            self.months_improved = 0
            model.tell(Event.SPECIAL_MEASURES_ENTERED, self, value=1)
        interval = regulation.months_to_inspection(
            self, model.regulator, model.parameters, noise[Purpose.INSPECTION_INTERVAL]
        )
        self.next_inspection = model.month + interval

    # Phase 4: attention

    def keep_ledger(self) -> None:
        """Write the attention ledger of the month."""
        attention.keep_ledger(self, self.model.regulator, self.model.parameters)

    # Phase 6: development. Each method returns the value a month later; `develop` applies them together.

    def improvement_effort(self) -> float:
        """Return the improvement effort that reaches the organisation."""
        usable = attention.usable_attention(self, self.model.parameters)
        return performance.improvement_effort(self, usable, self.model.regulator, self.model.parameters)

    def next_quality(self) -> float:
        """Return quality a month later."""
        return performance.next_quality(self, self.model.parameters, self.noise[Purpose.QUALITY])

    def next_access(self) -> float:
        """Return access a month later."""
        return performance.next_access(self, self.model.parameters, self.noise[Purpose.ACCESS])

    def next_finance(self) -> float:
        """Return finance a month later."""
        model = self.model
        return performance.next_finance(
            self, model.regulator, model.environment, model.parameters, self.noise[Purpose.FINANCE]
        )

    def next_capability(self) -> float:
        """Return improvement capability a month later."""
        model = self.model
        return capability.next_capability(self, model.regulator, model.parameters, self.noise[Purpose.CAPABILITY])

    def next_frontline_adoption(self) -> float:
        """Return a month later how far improvement has reached the wards."""
        return capability.next_frontline_adoption(self, self.model.parameters)

    def next_dependence(self) -> float:
        """Return a month later how much own capacity has withered."""
        return capability.next_dependence(self, self.model.parameters)

    def next_engagement(self) -> float:
        """Return staff engagement a month later."""
        model = self.model
        return people.next_engagement(self, model.regulator, model.parameters, self.noise[Purpose.ENGAGEMENT])

    def next_workforce(self) -> float:
        """Return staffing a month later."""
        model = self.model
        return people.next_workforce(
            self, model.regulator, model.environment, model.parameters, self.noise[Purpose.WORKFORCE]
        )

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
        return reputation.next_reputation(self, self.model.regulator, self.model.parameters)

    def next_plan_quality(self) -> float:
        """Return the quality of the recovery plan a month later."""
        usable = attention.usable_attention(self, self.model.parameters)
        return planning.next_plan_quality(self, usable, self.model.parameters)

    def departure_hazard(self) -> float:
        """Return the chance that the chief executive leaves this month."""
        return leadership.departure_hazard(self, self.model.parameters)

    def develop(self) -> None:
        """Move performance, people, learning, culture and standing a month on, all from the same state."""
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
        ) = following
        culture.shift_culture(self)
        self.chief_executive_tenure += 1
        if departs:
            self.change_chief_executive()
        self.effective_leadership = leadership.effective_leadership(self)

    def change_chief_executive(self) -> None:
        """Let the chief executive go and appoint another."""
        self.model.tell(Event.CHIEF_EXECUTIVE_LEFT, self, value=self.chief_executive_tenure)
        leadership.change_chief_executive(self, self.model.parameters, self.noise[Purpose.SUCCESSOR])

    # Phase 7: stages

    def recognised(self) -> int:
        """Return what, if anything, makes a decline recognised this month."""
        model = self.model
        return recognition.recognised(self, model.regulator, model.parameters, self.noise[Purpose.RECOGNITION])

    def next_stage(self, trigger: int) -> int:
        """Return the stage after this month."""
        return stages.next_stage(self, self.model.parameters, trigger, self.noise[Purpose.STAGE])

    def turn(self) -> None:
        """Count the month and move to another stage if its conditions are met."""
        parameters = self.model.parameters
        performance.count_months(self, parameters)
        stages.count_stage_months(self)
        trigger = self.recognised()
        stage = self.next_stage(trigger)
        if stage == self.stage:
            return
        if stages.plan_has_failed(self, stage):
            self.model.tell(Event.PLAN_FAILED, self, value=self.plan_quality)
        came_from = self.stage
        stages.enter_stage(self, parameters, stage)
        self.model.tell(Event.STAGE_ENTERED, self, value=stage)
        if stage == Stage.TRIGGER and trigger != Trigger.NONE and came_from != Stage.PERMANENT_FAILURE:
            self.model.tell(Event.TRIGGER_RECOGNISED, self, value=trigger)
        replaced = self.noise[Purpose.REPLACEMENT] < leadership.replacement_chance(self, parameters)
        if stage == Stage.TRIGGER and replaced and not self.chief_executive_left:
            self.change_chief_executive()
            self.effective_leadership = leadership.effective_leadership(self)
