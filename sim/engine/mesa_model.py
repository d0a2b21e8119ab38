"""The model as Mesa agents: what a person reads, debugs and extends.

Every agent's attributes are the state (see `sim.state`), and every agent method calls the rule of the same name. To
change the theory for one kind of agent, subclass it, override one method and hand the class to `TurnaroundModel`.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import mesa

from sim.engine.formation import Formation
from sim.engine.month_noise import MonthNoise
from sim.engine.partnership import Partnership
from sim.engine.population import EconomyStart, populate
from sim.engine.record import PARTNERSHIP_COLUMNS, TRUST_COLUMNS, Happening, ReplicateRecord, states_from_rows
from sim.engine.trust import Trust
from sim.parameters import Parameters
from sim.rules import burden, environment, exchange, group, money, neighbours
from sim.scenario.resolving import levers_of
from sim.scenario.schema import PlannedPartnership, Scenario
from sim.state import EnvironmentState, HealthEconomyState, RegulatorState, kinds, set_initial
from sim.vocabulary import Event, Phase

PHASES: tuple[str, ...] = (
    "meet_environment",  # 1 demand trend, winter, local pressure, labour market
    "regulate",  # 2 policy changes, inspections, ratings, entry to and exit from special measures
    "form_partnerships",  # 3 partnerships live on; planned, mandated and voluntary formation
    "keep_ledgers",  # 4 the attention ledger of every trust
    "exchange",  # 5 transfers through partnerships; both sides pay
    "develop",  # 6 performance, capability, people, culture, reputation; the partnerships themselves
    "turn",  # 7 recognition and stage transitions
    "record",  # 8 state and events
)
"""The phases of a month, in order. Within a phase every rule reads the state left by the phase before it."""


class Environment(EnvironmentState):
    """The nation, which every trust meets alike. It is not an agent: it has no choices."""

    def __init__(self, scenario: Scenario, parameters: Parameters) -> None:
        set_initial(self, EnvironmentState)
        shortage = scenario.environment.labour_shortage
        self.labour_shortage = parameters.labour_shortage if shortage is None else shortage
        self.funding_squeeze = scenario.environment.funding_squeeze


class HealthEconomy(mesa.Agent, HealthEconomyState):  # type: ignore[misc]
    """A local health economy."""

    model: TurnaroundModel

    def __init__(self, model: TurnaroundModel, start: EconomyStart, index: int) -> None:
        super().__init__(model)
        self.identifier = start.identifier
        self.index = index
        for name in kinds(HealthEconomyState):
            setattr(self, name, getattr(start, name))

    @property
    def members(self) -> list[Trust]:
        """Return the trusts of the place."""
        return self.model.trusts_of[self.index]

    def meet_environment(self, shock: float) -> None:
        """Move the passing pressure on the place, and what its trusts do together, a month on."""
        model = self.model
        self.regional_pressure = environment.next_regional_pressure(self, model.parameters, shock)
        self.collaboration = neighbours.next_collaboration(self, self.members, model.regulator, model.parameters)


class Regulator(mesa.Agent, RegulatorState):  # type: ignore[misc]
    """The regulator: its levers are the scenario's policy."""

    def __init__(self, model: TurnaroundModel, levers: dict[str, Any]) -> None:
        super().__init__(model)
        set_initial(self, RegulatorState)
        self.change_policy(levers)

    def change_policy(self, levers: dict[str, Any]) -> None:
        """Set the named levers."""
        for name, value in levers.items():
            setattr(self, name, kinds(RegulatorState)[name](value))


class TurnaroundModel(mesa.Model):  # type: ignore[misc]
    """One replicate of a scenario, played month by month.

    Parameters
    ----------
    scenario : a checked scenario.
    replicate : which replicate; replicate k meets the same shocks in every scenario with the same seed.
    trust_class : a subclass of `Trust` for all trusts.
    without_partnerships : leave out scheduled and mandated partnerships: the twin of the same world.
    """

    def __init__(
        self,
        scenario: Scenario,
        replicate: int = 0,
        trust_class: type[Trust] = Trust,
        without_partnerships: bool = False,
    ) -> None:
        super().__init__(rng=scenario.seed)
        self.config = scenario
        self.replicate = replicate
        self.month = 0
        self.parameters = Parameters(scenario.parameters)
        self.types = scenario.types()
        self.regulator = Regulator(self, levers_of(scenario.regulator, self.types))
        self.environment = Environment(scenario, self.parameters)
        start = populate(scenario, replicate, self.parameters, self.regulator)
        self.economies = [HealthEconomy(self, economy, index) for index, economy in enumerate(start.economies)]
        self.trusts = [trust_class(self, trust) for trust in start.trusts]
        self.trusts_of: list[list[Trust]] = [
            [trust for trust in self.trusts if trust.local_health_economy == economy.index]
            for economy in self.economies
        ]
        self.partnerships: list[Partnership] = []  # all that ever came about
        self.current: list[Partnership] = []  # those under way, or ended this month
        self.planned: list[PlannedPartnership] = [] if without_partnerships else list(scenario.partnerships)
        self.without_partnerships = without_partnerships
        self.formation = Formation(self)
        self.month_noise = MonthNoise(
            scenario.seed,
            replicate,
            scenario.months,
            [trust.identifier for trust in self.trusts],
            [economy.identifier for economy in self.economies],
        )
        self.happenings: list[Happening] = []
        self.partnership_months: list[tuple[Any, ...]] = []
        self.state_rows: list[list[tuple[Any, ...]]] = []
        self.environment.season = environment.season((scenario.start_month - 2) % 12 + 1)
        for trust in self.trusts:
            trust.feel_pressure()
        self.keep_ledgers()
        self.record()

    def step(self) -> None:
        """Play one month."""
        self.month += 1
        for phase in PHASES:
            getattr(self, phase)()

    def run(self) -> ReplicateRecord:
        """Play all months of the scenario and return what the replicate leaves."""
        for _ in range(self.config.months):
            self.step()
        return self.leave()

    def leave(self) -> ReplicateRecord:
        """Return what has been recorded so far, and let Mesa forget this model.

        Mesa 3.3 keeps every model alive in a class-level table of agent ids, which would fill memory over many runs.
        """
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
        return ReplicateRecord(
            self.replicate, states_from_rows(self.state_rows), self.partnership_months, self.happenings
        )

    def tell(self, event: Event, trust: Trust | None, about: Partnership | None = None, value: float = 1.0) -> None:
        """Note an event of this month."""
        position = -1 if trust is None else trust.index
        name = "" if about is None else about.identifier
        self.happenings.append(Happening(self.month, event, position, name, float(value)))

    # The phases of a month

    def meet_environment(self) -> None:
        """Phase 1: environment."""
        nation, parameters, noise = self.environment, self.parameters, self.month_noise
        noise.turn_to(self.month)
        nation.demand_trend = environment.next_demand_trend(nation, parameters)
        nation.national_pressure = environment.next_national_pressure(nation, parameters, noise.nation)
        nation.labour_shortage = environment.next_labour_shortage(nation, parameters)
        nation.season = environment.season((self.config.start_month + self.month - 2) % 12 + 1)
        for economy, shock in zip(self.economies, noise.economies, strict=True):
            economy.meet_environment(shock)
        for trust, row in zip(self.trusts, noise.trusts, strict=True):
            trust.noise = row
            trust.meet_environment()

    def regulate(self) -> None:
        """Phase 2: policy changes, inspections, special measures, support."""
        for change in self.config.policy_changes:
            if change.month == self.month:
                self.regulator.change_policy(levers_of(change, self.types))
                self.tell(Event.POLICY_CHANGED, None)
        for trust in self.trusts:
            trust.be_regulated()

    def form_partnerships(self) -> None:
        """Phase 3: partnerships live on; new ones are planned, mandated, or looked for by trusts."""
        self.current = [running for running in self.current if running.phase != Phase.ENDED]
        leading = [running for running in self.current if running is running.links[0]]
        for running in leading:
            if running.phase != Phase.ENDED:
                running.live_on()
        self.formation.form()

    def trust_named(self, identifier: str) -> Trust:
        """Return the trust with an id."""
        return next(trust for trust in self.trusts if trust.identifier == identifier)

    def partnerships_of(self, trust: Trust) -> list[Partnership]:
        """Return the partnerships under way that a trust is in."""
        return [
            running
            for running in self.current
            if running.phase != Phase.ENDED and trust.index in (running.target, running.partner)
        ]

    def keep_ledgers(self) -> None:
        """Phase 4: the attention ledger of every trust."""
        for trust in self.trusts:
            burden.clear_demands(trust)
        for running in self.current:
            running.ask_attention()
        for trust in self.trusts:
            trust.keep_ledger()
        for unit, head in self.units():
            group.pool_attention(head, unit, self.parameters)

    def units(self) -> list[tuple[Trust, Trust]]:
        """Return every trust that has become a unit of a group, with the head of the group."""
        return [(unit, self.trusts[unit.absorbed_by]) for unit in self.trusts if unit.absorbed_by >= 0]

    def exchange(self) -> None:
        """Phase 5: transfers through partnerships; both sides pay."""
        under_way = [running for running in self.current if running.phase != Phase.ENDED]
        for running in under_way:
            running.meet_the_others()
        for trust in self.trusts:
            exchange.clear_received(trust)
            money.pay_for_oversight(trust, self.regulator, self.parameters)
        for running in under_way:
            running.exchange()

    def develop(self) -> None:
        """Phase 6: partnerships and trusts develop, each from what the exchange has left."""
        under_way = [running for running in self.current if running.phase != Phase.ENDED]
        for running in under_way:
            running.develop()
        for running in under_way:
            if running.kind.joint and running is running.links[0]:
                running.pool()
        for trust in self.trusts:
            trust.develop()
        for unit, head in self.units():
            group.pool_money(head, unit, self.parameters)
            unit.months_absorbed += 1

    def turn(self) -> None:
        """Phase 7: recognition and stage transitions."""
        for trust in self.trusts:
            trust.turn()

    def record(self) -> None:
        """Phase 8: record the state of every trust and of every partnership."""
        read = attrgetter(*TRUST_COLUMNS)
        self.state_rows.append([read(trust) for trust in self.trusts])
        read_partnership = attrgetter(*PARTNERSHIP_COLUMNS)
        for running in self.current:
            self.partnership_months.append(
                (self.month, running.identifier, running.kind.name, *read_partnership(running))
            )
