"""The same theory as a Mesa model of the usual kind, written as Mesa's own examples are and made for `mesa.batch_run`.

It is the yardstick of `against_batch_run.py`: what somebody who knows Mesa well would write and run, with nothing of
this project's engines around it. It calls the rules of `sim.rules`, starts from the same state and meets the same
noise, so that its numbers can be checked against theirs (`tests/engine/test_idiomatic_mesa.py`). It keeps what a
researcher usually wants of a month, a row of figures about the whole, and neither single trusts nor events.
"""

from __future__ import annotations

from copy import copy
from functools import cache
from statistics import fmean
from typing import Any

import mesa

from sim.engine.mesa.initial_state import draw_initial_state
from sim.engine.mesa.partnership_agent import AggregateCounterpart
from sim.engine.random.draws import MonthNoise
from sim.model.enums import Event, Stage
from sim.model.inputs import RunProgress
from sim.model.random_purposes import Purpose
from sim.model.state import PartnershipState
from sim.model.variables import set_initial
from sim.rules import (
    attention,
    capability,
    coherence,
    culture,
    dated_events,
    environment,
    hope,
    inspection,
    leadership,
    local_health_economy,
    oversight_costs,
    own_components,
    partnership_burden,
    partnership_exchange,
    partnership_work,
    people,
    performance,
    provider_groups,
    published_figures,
    recognition,
    recovery_plan,
    reputation,
    shared_leaders,
    stages,
    turnaround,
)
from sim.scenario.model_inputs import ModelInputs, resolve
from sim.scenario.scenario_loader import load_scenario
from sim.scenario.state_record import StateRecord


@cache
def setting_of(scenario_name: str, months: int) -> ModelInputs:
    """Return a shipped scenario in numbers, read once however often it is run."""
    return resolve(load_scenario(scenario_name, [f"months={months}"]))


class HealthEconomy(mesa.Agent):
    """A local health economy."""

    def __init__(self, model: IdiomaticModel, start: Any) -> None:
        super().__init__(model)
        vars(self).update(vars(start))

    def meet_environment(self, shock: float) -> None:
        parameters = self.model.parameters
        self.regional_pressure = environment.next_regional_pressure(self, parameters, shock)
        self.collaboration = local_health_economy.next_collaboration(self, self.model.regulators[0], parameters)


class Regulator(mesa.Agent):
    """The regulator, with the levers of its policy."""

    def __init__(self, model: IdiomaticModel, policy: Any) -> None:
        super().__init__(model)
        self.change_policy(policy)

    def change_policy(self, policy: Any) -> None:
        vars(self).update(vars(policy))


class Partnership(mesa.Agent):
    """The link of a trust with those it works with."""

    def __init__(self, model: IdiomaticModel) -> None:
        super().__init__(model)
        set_initial(self, PartnershipState)


class Trust(mesa.Agent):
    """A provider organisation."""

    def __init__(self, model: IdiomaticModel, start: Any) -> None:
        super().__init__(model)
        vars(self).update(vars(start))

    def meet_environment(self) -> None:
        parameters = self.model.parameters
        self.noise = self.model.noise[self.index]
        self.project_failed = False
        if recognition.project_fails(self, parameters, self.noise[Purpose.BUILDING_PROJECT]):
            recognition.lose_project(self, parameters)
        self.own_pressure = environment.next_own_pressure(self, parameters, self.noise[Purpose.OWN_PRESSURE])
        self.feel_pressure()

    def feel_pressure(self) -> None:
        model = self.model
        economy = model.economies[self.local_health_economy]
        self.spill_over = local_health_economy.spill_over(self, economy, model.parameters)
        self.pressure = environment.felt_pressure(self, economy, model.environment, model.parameters)

    def be_regulated(self) -> None:
        inspection.be_regulated(self.model, self, self.model.regulators[0], self.noise)

    def clear_demands(self) -> None:
        partnership_burden.clear_demands(self)

    def keep_ledger(self) -> None:
        attention.keep_ledger(self, self.model.regulators[0], self.model.parameters)

    def pay_for_oversight(self) -> None:
        partnership_exchange.clear_received(self)
        model = self.model
        oversight_costs.pay_for_oversight(self, model.regulators[0], model.parameters, model.progress.support_claims)

    def develop(self) -> None:
        model, noise = self.model, self.noise
        nation, regulator, parameters = model.environment, model.regulators[0], model.parameters
        usable = attention.usable_attention(self, parameters)
        self.effort = performance.improvement_effort(self, usable, regulator, parameters)
        departs = noise[Purpose.DEPARTURE] < leadership.departure_hazard(self, parameters)
        next_quality = performance.next_quality(self, parameters)
        next_access = performance.next_access(self, parameters)
        next_finance = performance.next_finance(self, regulator, parameters)
        next_capability = capability.next_capability(self, regulator, parameters, noise[Purpose.CAPABILITY])
        next_frontline_adoption = capability.next_frontline_adoption(self, parameters)
        next_dependence = capability.next_dependence(self, parameters)
        next_engagement = people.next_engagement(self, regulator, parameters)
        next_workforce = people.next_workforce(self, regulator, nation, parameters)
        next_fatigue = people.next_fatigue(self, parameters)
        next_strain = people.next_strain(self, parameters)
        next_leadership = leadership.next_leadership(self, parameters, noise[Purpose.LEADERSHIP])
        next_coherence = coherence.next_coherence(self, parameters, noise[Purpose.COHERENCE])
        next_reputation = reputation.next_reputation(self, regulator, parameters)
        next_plan_quality = recovery_plan.next_plan_quality(self, usable, parameters)
        next_hope = hope.next_hope(self, parameters)
        self.acknowledged = recognition.next_acknowledged(self, regulator, parameters)
        self.quality = next_quality
        self.access = next_access
        self.finance = next_finance
        self.capability = next_capability
        self.frontline_adoption = next_frontline_adoption
        self.dependence = next_dependence
        self.engagement = next_engagement
        self.workforce = next_workforce
        self.fatigue = next_fatigue
        self.strain = next_strain
        self.leadership = next_leadership
        self.coherence = next_coherence
        self.reputation = next_reputation
        self.plan_quality = next_plan_quality
        self.hope = next_hope
        own_components.move_own_components(self, parameters, noise)
        culture.shift_culture(self)
        self.chief_executive_tenure += 1
        if departs:
            turnaround.replace_chief_executive(model, self, noise)
        self.effective_leadership = leadership.effective_leadership(self)

    def turn(self) -> None:
        model, noise = self.model, self.noise
        chance = noise[Purpose.RECOGNITION]
        trigger = recognition.recognised(self, model.regulators[0], model.environment, model.parameters, chance)
        turnaround.be_recognised(model, self, noise, trigger)
        turnaround.plan(model, self, noise)
        stages.count_stage_months(self)
        turnaround.turn_to_stage(model, self, stages.next_stage(self, model.parameters))


def trusts_in_stage(model: IdiomaticModel, stage: Stage) -> int:
    return model.agents_by_type[Trust].get("stage").count(stage)


def mean_of_trusts(model: IdiomaticModel, variable: str) -> float:
    return model.agents_by_type[Trust].agg(variable, fmean)


MODEL_REPORTERS = {
    **{f"trusts_{stage.name.lower()}": lambda model, stage=stage: trusts_in_stage(model, stage) for stage in Stage},
    "mean_quality": lambda model: mean_of_trusts(model, "quality"),
    "mean_access": lambda model: mean_of_trusts(model, "access"),
    "mean_finance": lambda model: mean_of_trusts(model, "finance"),
    "mean_engagement": lambda model: mean_of_trusts(model, "engagement"),
    "share_in_special_measures": lambda model: mean_of_trusts(model, "special_measures"),
    "mean_partnerships_active": lambda model: mean_of_trusts(model, "partnerships_active"),
}


class IdiomaticModel(mesa.Model):
    """One replicate of a shipped scenario, without its twin.

    The replicate is a parameter of its own, since Mesa's `iterations` gives a model neither its number nor a seed:
    `mesa.batch_run(IdiomaticModel, {"scenario_name": "england_acute", "months": 120, "replicate": range(20)})`.
    """

    def __init__(
        self, scenario_name: str = "england_acute", months: int = 120, replicate: int = 0, rng: int | None = None
    ) -> None:
        # Newer versions of Mesa give every run a seed as well, which has no use here.
        setting = setting_of(scenario_name, months)
        super().__init__(rng=int(setting.seed))
        self.setting = setting.frame
        self.parameters = setting.parameters[0]
        self.policies, self.policy_months = setting.policies[1:], setting.policy_months
        self.types, self.plans, self.sides = setting.types, setting.plans, setting.sides
        self.dated_events = setting.dated_events
        self.environment, self.trends = copy(setting.environment), setting.trends
        self.regulators = [Regulator(self, policy) for policy in setting.policies[0]]
        self.systems: list[Any] = []
        trusts, economies = draw_initial_state(setting, replicate)
        self.economies = [HealthEconomy(self, start) for start in economies]
        self.trusts = [Trust(self, start) for start in trusts]
        self.links: list[Partnership] = []
        self.counterparts: list[AggregateCounterpart] = []
        self.group_mean = AggregateCounterpart()
        self.progress = StateRecord(RunProgress)
        self.month_noise = MonthNoise(setting, replicate)
        self.noise: list[list[float]] = []
        # Collected at the end of every month and not at the start, since `batch_run` would leave out the last row.
        self.datacollector = mesa.DataCollector(model_reporters=MODEL_REPORTERS)
        self.environment.season = environment.season((self.setting.start_month - 2) % 12 + 1)
        local_health_economy.count_places(self)
        self.agents_by_type[Trust].do("feel_pressure")
        self.keep_ledgers()

    def step(self) -> None:
        self.progress.month += 1
        self.meet_environment()
        self.regulate()
        self.form_partnerships()
        self.keep_ledgers()
        self.exchange()
        self.develop()
        published_figures.publish_all(self)
        self.agents_by_type[Trust].do("turn")
        shared_leaders.lose_shared_chief_executives(self)
        self.datacollector.collect(self)
        self.running = self.progress.month < self.setting.months

    def meet_environment(self) -> None:
        nation, parameters, month_noise, month = (
            self.environment,
            self.parameters,
            self.month_noise,
            self.progress.month,
        )
        month_noise.turn_to(month)
        self.noise = month_noise.trusts
        for trend in self.trends:
            environment.follow_trend(nation, trend, month)
        nation.national_pressure = environment.next_national_pressure(nation, parameters, month_noise.nation)
        nation.national_funding = environment.next_national_funding(nation, parameters, month_noise.funding)
        nation.season = environment.season((self.setting.start_month + month - 2) % 12 + 1)
        local_health_economy.count_places(self)
        for economy, shock in zip(self.economies, month_noise.economies, strict=True):
            economy.meet_environment(shock)
        dated_events.meet_dated_events(self)
        self.agents_by_type[Trust].do("meet_environment")
        dated_events.lose_dated_projects(self)

    def regulate(self) -> None:
        for policy, month in zip(self.policies, self.policy_months, strict=True):
            if month == self.progress.month:
                self.regulators[0].change_policy(policy[0])
        inspection.count_support_claims(self)
        self.agents_by_type[Trust].do("be_regulated")

    def form_partnerships(self) -> None:
        partnership_work.form_partnerships(self)
        # What is left beyond those that came about are drafts.
        while len(self.links) > self.progress.links:
            self.links.pop().remove()
            self.counterparts.pop()

    def keep_ledgers(self) -> None:
        trusts = self.agents_by_type[Trust]
        trusts.do("clear_demands")
        partnership_work.ask_for_attention(self)
        trusts.do("keep_ledger")
        provider_groups.help_out_in_groups(self)

    def exchange(self) -> None:
        partnership_work.meet_others(self)
        self.agents_by_type[Trust].do("pay_for_oversight")
        partnership_work.exchange_all(self)

    def develop(self) -> None:
        partnership_work.develop_all(self)
        self.agents_by_type[Trust].do("develop")
        dated_events.replace_dated_chief_executives(self)
        shared_leaders.lose_shared_chief_executives(self)
        provider_groups.share_money_in_groups(self)

    # What the rules ask of a model

    def note(self, event: Event, trust: int, link: int, value: float) -> None:
        """Events are not kept."""

    def write_fresh_link(self, position: int) -> None:
        if position < len(self.links):
            self.links[position].remove()
            self.links[position], self.counterparts[position] = Partnership(self), AggregateCounterpart()
        else:
            self.links.append(Partnership(self))
            self.counterparts.append(AggregateCounterpart())

    def draw_inspection_shocks(self, trust: int) -> None:
        """All numbers of a month are drawn at once."""

    def chance_between(self, link: Partnership, purpose: Purpose) -> float:
        return self.month_noise.chance_between(link, self.links[link.first_link], purpose)

    def chance_of_tie(self, one: int, other: int) -> float:
        return self.month_noise.tie(one, other)
