"""The model as Mesa agents, to read, debug and extend.

Every agent's attributes are the state (see `sim.model.state`), and every agent method calls the rule of the same name.
To change the theory for one kind of agent, subclass it, override one method and pass the class to `TurnaroundModel`.
"""

from __future__ import annotations

import math
from copy import copy
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any

import mesa

from sim.engine.mesa.environment_agents import Environment, HealthEconomy, Regulator
from sim.engine.mesa.initial_state import draw_initial_state
from sim.engine.mesa.mesa_arguments import chosen_replicate, chosen_scenario
from sim.engine.mesa.partnership_agent import AggregateCounterpart, Partnership
from sim.engine.mesa.record_collector import RecordCollector, outcomes_by_name
from sim.engine.mesa.trust_agent import Trust
from sim.engine.random.draws import MonthNoise
from sim.engine.record import (
    PARTNERSHIP_COLUMNS,
    EventRecord,
    ReplicateRecord,
    name_of_link,
    packed_row,
    states_from_rows,
)
from sim.model.enums import Event, Phase
from sim.model.inputs import RunProgress, RunSettings
from sim.model.random_purposes import Purpose
from sim.model.state import PartnershipState, TrustState
from sim.model.variables import field_types
from sim.outcomes.partnership_outcomes import observe_partnership
from sim.rules import (
    dated_events,
    environment,
    inspection,
    league_table,
    local_health_economy,
    oversight_costs,
    partnership_burden,
    partnership_exchange,
    partnership_work,
    population,
    provider_groups,
    published_figures,
    shared_leaders,
    systems,
    units,
)
from sim.rules.world import record_event
from sim.scenario.model_inputs import ModelInputs, resolve
from sim.scenario.parameter_sets import with_drawn_parameters
from sim.scenario.scenario_schema import Scenario
from sim.scenario.state_record import StateRecord

PHASES: tuple[str, ...] = (
    "meet_environment",  # 1 trends, dated events, national pressure and money, winter, local pressure
    "regulate",  # 2 policy changes, inspections, ratings, entry to and exit from special measures
    "form_partnerships",  # 3 partnerships live on; planned, mandated and voluntary formation
    "keep_ledgers",  # 4 the attention ledger of every trust
    "exchange",  # 5 transfers through partnerships; both sides pay
    "develop",  # 6 performance, capability, people, culture, reputation; the partnerships themselves
    "publish",  # 7 this month's figures
    "turn",  # 8 recognition, recovery plans, and the stage that comes of them
    "record",  # 9 state and events
)
"""The phases of a month, in order. Within a phase every rule reads the state left by the phase before it."""

BURN_IN_PHASES: tuple[str, ...] = tuple(phase for phase in PHASES if phase not in ("form_partnerships", "record"))
"""The phases of a month before the start, of which nothing is recorded and in which nobody has partners."""


class TurnaroundModel(mesa.Model):  # type: ignore[misc]
    """One replicate of a scenario, simulated month by month. It is the `World` that rules about several agents use.

    Replicates, twins and tables of results are what `sim.run` is for. The model can also be given to Mesa's own tools:

    >>> import mesa, sim
    >>> model = sim.TurnaroundModel("case_b_buddying", months=36, **{"regulator.support": 0.8})
    >>> model.run_model()
    >>> model.running, model.month
    (False, 36)
    >>> months = model.datacollector.get_agent_vars_dataframe()
    >>> months.query("trust == 'green_bay'").loc[36, "quality"].item() == model.trusts[0].quality
    True

    >>> parameters = {"scenario": "case_b_buddying", "replicate": range(2), "regulator.support": [0.2, 0.8]}
    >>> rows = mesa.batch_run(sim.TurnaroundModel, parameters, display_progress=False)
    >>> [(row["replicate"], row["regulator.support"]) for row in rows if row["trust"] == "green_bay"]
    [(0, 0.2), (0, 0.8), (1, 0.2), (1, 0.8)]
    >>> all(row["green_bay.months_in_special_measures"] >= 0 for row in rows)
    True

    >>> from mesa.visualization import Slider, SolaraViz
    >>> support = Slider("support", value=0.5, min=0.0, max=1.0, step=0.1)
    >>> parameters = {"scenario": "case_b_buddying", "replicate": 0, "regulator.support": support}
    >>> page = SolaraViz(sim.TurnaroundModel("case_b_buddying"), model_params=parameters)

    Parameters
    ----------
    scenario : a shipped scenario's name, a path to a scenario file, or a checked scenario.
    replicate : which replicate; replicate k meets the same shocks in every scenario with the same seed. If it is not
        given, iteration k of `mesa.batch_run` is replicate k, in any number of processes; otherwise it is the first.
    trust_class : a subclass of `Trust` for all trusts.
    without_partnerships : leave out planned, mandated and voluntary partnerships: the twin of the same world.
    rng : the seed of the scenario, as the lever `seed` is, by the name that Mesa has for it. A number too large for a
        scenario, or several, stand for a seed.
    kwargs : levers, with keys as in `--set`, such as `months` or `regulator.support`.

    Raises
    ------
    ScenarioError : the scenario is not sound.
    TypeError, ValueError : keywords that there are not, or not together.
    """

    def __init__(
        self,
        scenario: str | Path | Scenario,
        replicate: int | None = None,
        trust_class: type[Trust] = Trust,
        without_partnerships: bool = False,
        *,
        rng: Any = None,
        **kwargs: Any,  # SolaraViz before Mesa 3.5 accepts levers by no other name
    ) -> None:
        replicate = chosen_replicate(replicate)
        scenario = chosen_scenario(scenario, rng, kwargs)
        super().__init__(rng=scenario.seed)
        self._scenario = None  # with its own kind of scenario, SolaraViz of Mesa 3.5 would start anew without ours
        self.config = scenario = with_drawn_parameters(scenario, replicate)
        self.replicate = replicate
        resolved = resolve(scenario, without_partnerships)
        self.resolved: ModelInputs = resolved
        self.setting: RunSettings = resolved.frame
        self.progress: Any = StateRecord(RunProgress)
        self.parameters = resolved.parameters[0]
        self.types, self.plans, self.sides = resolved.types, resolved.plans, resolved.sides
        self.regulators = [Regulator(self, policy) for policy in resolved.policies[0]]
        self.systems = [copy(system) for system in resolved.systems]
        self.peers = resolved.peers
        self.dated_events = resolved.dated_events
        self.environment = Environment(resolved.environment)
        trusts, economies = draw_initial_state(resolved, replicate)
        named = zip(trusts, resolved.trust_ids, resolved.trust_names, strict=True)
        self.economies = [HealthEconomy(self, *start) for start in zip(economies, resolved.economy_ids, strict=True)]
        self.trusts = [trust_class(self, *start) for start in named]
        self.links: list[Partnership] = []  # those that came about, and beyond them drafts of what may
        self.counterparts: list[AggregateCounterpart] = []
        self.group_mean = AggregateCounterpart()
        self.month_noise = MonthNoise(resolved, replicate)
        self.noise: list[list[float]] = []
        self.events: list[EventRecord] = []
        self.partnership_months: list[tuple[Any, ...]] = []
        self.state_rows: list[bytes] = []
        self.burn_in()
        self.environment.season = environment.season((self.setting.start_month - 2) % 12 + 1)
        units.share_board(self)
        league_table.begin_league_table(self)
        local_health_economy.count_places(self)
        for trust in self.trusts:
            trust.feel_pressure()
        units.share_board(self)
        self.keep_ledgers()
        self.record()

    def burn_in(self) -> None:
        """Simulate the months before the start; then put the trusts that the scenario describes in their places."""
        months = self.setting.burn_in
        if months == 0:
            return
        described = {
            trust.index: {name: getattr(trust, name) for name in field_types(TrustState)}
            for trust in self.trusts
            if self.resolved.starts[trust.index].background < 0
        }
        for trust in self.trusts:
            population.begin_clocks(trust, months)
        for month in range(1 - months, 1):
            self.progress.month = month
            for phase in BURN_IN_PHASES:
                getattr(self, phase)()
        for index, state in described.items():
            for name, value in state.items():
                setattr(self.trusts[index], name, value)
        self.events.clear()

    @property
    def regulator(self) -> Regulator:
        """Return the national regulator."""
        return self.regulators[0]

    @property
    def month(self) -> int:
        """Return the month that is being simulated, 0 before the first."""
        month: int = self.progress.month
        return month

    @property
    def has_ended(self) -> bool:
        """Return whether all months of the scenario have been simulated."""
        return self.month >= self.setting.months

    @property
    def partnerships(self) -> list[Partnership]:
        """Return all links of partnerships that have been formed so far."""
        return self.links[: self.progress.links]

    @cached_property
    def datacollector(self) -> mesa.DataCollector:
        """Return what Mesa's tools report: all months so far, and once the scenario has ended its outcomes.

        The outcomes are those of the whole replicate, in each of its months; those of each focal trust as
        `trust.outcome`, or of a population the means by `outcome`. For anything else, set a data collector of your own.
        """
        record, trust_ids = self.recorded(), self.resolved.trust_ids
        outcomes = outcomes_by_name(record, self.parameters, trust_ids, [trust.id for trust in self.config.described])
        if not self.has_ended:
            outcomes = dict.fromkeys(outcomes, math.nan)
        whole = {"seed": self.config.seed, "replicate": self.replicate, **outcomes}
        return RecordCollector(record, self.trusts, whole)

    def step(self) -> None:
        """Simulate one month; beyond the end of the scenario, where SolaraViz may step, nothing."""
        if self.has_ended:
            return
        self.progress.month += 1
        for phase in PHASES:
            getattr(self, phase)()
        if isinstance(vars(self).get("datacollector"), RecordCollector):
            del self.datacollector  # of the months before this one
        if self.has_ended:
            self.running = False
            self.be_forgotten()

    def run(self) -> ReplicateRecord:
        """Simulate all months of the scenario and return the record of the replicate."""
        for _ in range(self.month, self.setting.months):
            self.step()
        return self.leave()

    def leave(self) -> ReplicateRecord:
        """Return what has been recorded so far, and let Mesa forget this model."""
        self.be_forgotten()
        return self.recorded()

    def be_forgotten(self) -> None:
        """Let Mesa forget this model.

        Mesa before 3.5 keeps every model alive in a class-level table of agent ids, which would fill memory over many
        runs.
        """
        getattr(mesa.Agent, "_ids", {}).pop(self, None)

    def recorded(self) -> ReplicateRecord:
        """Return what has been recorded so far."""
        states = states_from_rows(self.state_rows)
        return ReplicateRecord(self.replicate, states, self.partnership_months, self.events, self.partnerships)

    # What the rules ask of an engine

    def note(self, event: Event, trust: int, link: int, value: float) -> None:
        """Note an event of this month."""
        name = "" if link < 0 else self.name_of(self.links[link])
        self.events.append(EventRecord(self.month, event, trust, name, float(value)))

    def name_of(self, link: PartnershipState) -> str:
        """Return the id of the partnership of a link."""
        return name_of_link(self.links[link.first_link], self.resolved)

    def type_name_of(self, link: PartnershipState) -> str:
        """Return the name of the type of a link."""
        return self.resolved.type_names[link.type]

    def write_fresh_link(self, position: int) -> None:
        """Put a link in its initial state at a position, and an empty partner beside it."""
        if position < len(self.links):
            # What stood there was a draft that did not come about.
            self.links[position].remove()
            self.links[position], self.counterparts[position] = Partnership(self), AggregateCounterpart()
        else:
            self.links.append(Partnership(self))
            self.counterparts.append(AggregateCounterpart())

    def draw_inspection_shocks(self, trust: int) -> None:
        """Do nothing: the noise of a month holds all shocks of its trusts."""

    def chance_between(self, link: PartnershipState, purpose: Purpose) -> float:
        """Return this month's chance of a purpose that concerns the two sides of a link."""
        return self.month_noise.chance_between(link, self.links[link.first_link], purpose)

    def chance_of_tie(self, one: int, other: int) -> float:
        """Return the chance behind the tie of two trusts before anything began, the same whoever asks."""
        return self.month_noise.tie(one, other)

    # The phases of a month

    def meet_environment(self) -> None:
        """Phase 1: environment."""
        nation, parameters, month_noise = self.environment, self.parameters, self.month_noise
        month_noise.turn_to(population.month_of_noise(self.month))
        self.noise = month_noise.trusts
        for trend in self.resolved.trends:
            environment.follow_trend(nation, trend, self.month)
        nation.national_pressure = environment.next_national_pressure(nation, parameters, month_noise.nation)
        nation.national_funding = environment.next_national_funding(nation, parameters, month_noise.funding)
        nation.season = environment.season((self.setting.start_month + self.month - 2) % 12 + 1)
        local_health_economy.count_places(self)
        for economy, shock in zip(self.economies, month_noise.economies, strict=True):
            economy.meet_environment(shock)
        dated_events.meet_dated_events(self)
        for trust in self.trusts:
            trust.noise = self.noise[trust.index]
            trust.meet_environment()
        dated_events.lose_dated_projects(self)
        units.share_board(self)

    def regulate(self) -> None:
        """Phase 2: policy changes, inspections, special measures, support."""
        for position, month in enumerate(self.resolved.policy_months, start=1):
            if month == self.month:
                for regulator, policy in zip(self.regulators, self.resolved.policies[position], strict=True):
                    regulator.change_policy(policy)
                self.parameters = self.resolved.parameters[position]
                record_event(self, Event.POLICY_CHANGED, -1, -1, 1.0)
        league_table.publish_league_table(self)
        inspection.count_support_claims(self)
        for trust in self.trusts:
            trust.be_regulated()
        units.share_board(self)

    def form_partnerships(self) -> None:
        """Phase 3: partnerships live on; new ones are planned, mandated, or looked for by trusts."""
        partnership_work.form_partnerships(self)
        while len(self.links) > self.progress.links:
            self.links.pop().remove()
            self.counterparts.pop()

    def keep_ledgers(self) -> None:
        """Phase 4: the attention ledger of every trust."""
        for trust in self.trusts:
            partnership_burden.clear_demands(trust)
        partnership_work.ask_for_attention(self)
        units.gather_demands(self)
        for trust in self.trusts:
            trust.keep_ledger()
        provider_groups.help_out_in_groups(self)
        units.share_ledger(self)

    def exchange(self) -> None:
        """Phase 5: transfers through partnerships; both sides pay."""
        partnership_work.meet_others(self)
        parameters, claims = self.parameters, self.progress.support_claims
        for trust in self.trusts:
            partnership_exchange.clear_received(trust)
            oversight_costs.pay_for_oversight(trust, trust.overseer, parameters, claims)
        partnership_work.exchange_all(self)
        units.share_what_reaches(self)

    def develop(self) -> None:
        """Phase 6: partnerships and trusts develop, each from what the exchange has left."""
        partnership_work.develop_all(self)
        for trust in self.trusts:
            if not trust.dissolved:
                trust.develop()
        dated_events.replace_dated_chief_executives(self)
        shared_leaders.lose_shared_chief_executives(self)
        provider_groups.share_money_in_groups(self)
        systems.share_money_in_systems(self)
        units.share_board(self)

    def publish(self) -> None:
        """Phase 7: published figures."""
        published_figures.publish_all(self)
        systems.judge_systems(self)

    def turn(self) -> None:
        """Phase 8: recognition, recovery plans, and the stage that comes of them."""
        for trust in self.trusts:
            if self.setting.units == 0 or units.has_board(trust):
                trust.turn()
        shared_leaders.lose_shared_chief_executives(self)
        units.share_board(self)

    def record(self) -> None:
        """Phase 9: record the state of every trust and of every partnership."""
        self.state_rows.append(b"".join([packed_row(trust) for trust in self.trusts]))
        read_partnership = attrgetter(*PARTNERSHIP_COLUMNS)
        for running in self.links[self.progress.oldest_link :]:
            observe_partnership(running)
            if running.phase != Phase.ENDED or running.month_ended == self.month:
                self.partnership_months.append(
                    (self.month, running.identifier, running.type_name, *read_partnership(running))
                )
