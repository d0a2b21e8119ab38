"""The model as Mesa agents: what a person reads, debugs and extends.

Every agent's attributes are the state (see `sim.state`), and every agent method calls the rule of the same name. To
change the theory for one kind of agent, subclass it, override one method and hand the class to `TurnaroundModel`.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import mesa

from sim.engine.month_noise import MonthNoise
from sim.engine.partnership import Partnership
from sim.engine.population import EconomyStart, populate
from sim.engine.purposes import Purpose
from sim.engine.record import PARTNERSHIP_COLUMNS, TRUST_COLUMNS, Happening, ReplicateRecord, states_from_rows
from sim.engine.trust import Trust
from sim.parameters import Parameters
from sim.rules import attention, environment, matching, money, partnership
from sim.scenario.resolving import levers_of
from sim.scenario.schema import PlannedPartnership, Scenario
from sim.state import EnvironmentState, HealthEconomyState, RegulatorState, kinds, set_initial
from sim.vocabulary import Event, Nature, Phase, Scale

PHASES: tuple[str, ...] = (
    "meet_environment",  # 1 demand trend, winter, local pressure, labour market
    "regulate",  # 2 policy changes, inspections, ratings, entry to and exit from special measures
    "form_partnerships",  # 3 scheduled and mandated formation, set-up, ending
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

    def __init__(self, model: TurnaroundModel, start: EconomyStart) -> None:
        super().__init__(model)
        self.identifier = start.identifier
        for name in kinds(HealthEconomyState):
            setattr(self, name, getattr(start, name))

    def meet_environment(self, shock: float) -> None:
        """Move the passing pressure on the place a month on."""
        self.regional_pressure = environment.next_regional_pressure(self, self.model.parameters, shock)


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
        self.economies = [HealthEconomy(self, economy) for economy in start.economies]
        self.trusts = [trust_class(self, trust) for trust in start.trusts]
        self.partnerships: list[Partnership] = []
        self.planned: list[PlannedPartnership] = [] if without_partnerships else list(scenario.partnerships)
        self.without_partnerships = without_partnerships
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
        """Phase 3: partnerships live on, are begun as the scenario schedules, or are mandated by the regulator."""
        for running in self.partnerships:
            running.live_on()
        for plan in self.planned:
            if plan.start_month == self.month:
                self.schedule(plan)
        if self.regulator.mandated_type >= 0 and not self.without_partnerships:
            self.mandate()

    def schedule(self, plan: PlannedPartnership) -> None:
        """Begin a partnership that the scenario plans."""
        target = next(trust for trust in self.trusts if trust.identifier == plan.target)
        partner = next(trust for trust in self.trusts if trust.identifier == plan.partner)
        begun = Partnership(self, plan.id, self.types[plan.type], target, partner)
        if not self.may_join(begun):
            self.refuse(begun, 1)
            return
        assert plan.scale is not None  # a checked scenario gives every partnership its scale
        nature, scale = Nature[plan.nature.upper()], Scale[plan.scale.upper()]
        begun.begin(nature, plan.insisted, scale, plan.prior_relationship)
        if plan.motivation is not None:
            begun.motivation = plan.motivation
        if plan.scope is not None:
            begun.scope = plan.scope
        if plan.term is not None:
            begun.term = plan.term
        begun.end_month = plan.end_month
        self.agree(begun)

    def may_join(self, begun: Partnership) -> bool:
        """Return whether both sides are free: none a unit of a group, and none about to be made one with another."""
        sides = {begun.target, begun.partner}
        if any(self.trusts[side].absorbed_by >= 0 for side in sides):
            return False
        joining = [p for p in self.partnerships if p.kind.integrates and p.phase != Phase.ENDED]
        taken = {p.target for p in joining} | {p.partner for p in joining if self.trusts[p.target].absorbed_by < 0}
        return not (begun.kind.integrates and sides & taken)

    def refuse(self, offered: Partnership, unfree: int) -> None:
        """Note that a partnership does not come about, and let Mesa forget it."""
        self.tell(Event.PARTNERSHIP_REFUSED, offered.target_trust, offered, unfree)
        offered.remove()

    def agree(self, begun: Partnership) -> None:
        """Take a partnership that has been agreed into the model; both sides are at once in one partnership more."""
        self.partnerships.append(begun)
        begun.target_trust.partnerships_active += 1
        begun.partner_trust.partnerships_active += 1
        begun.partner_trust.trusts_supported += 1
        self.tell(Event.PARTNERSHIP_PROPOSED, begun.target_trust, begun, begun.nature)
        self.tell(Event.PARTNERSHIP_SET_UP, begun.target_trust, begun, begun.set_up_months)

    def mandate(self) -> None:
        """Find partners for trusts in special measures, in an order that noise decides, as the policy asks."""
        waiting = [trust for trust in self.trusts if matching.awaits_mandate(trust, self.regulator)]
        for target in sorted(waiting, key=lambda trust: trust.noise[Purpose.MANDATE_ORDER]):
            position = matching.choose_partner(target, self.trusts, self.regulator, self.parameters)
            if position < 0:
                self.tell(Event.PARTNER_NOT_FOUND, target)
                continue
            partner = self.trusts[position]
            kind = list(self.types.values())[self.regulator.mandated_type]
            offered = Partnership(
                self, f"{kind.name}_{target.identifier}_{partner.identifier}_{self.month}", kind, target, partner
            )
            willing = matching.agreement_chance(partner, self.regulator, self.parameters)
            chance = self.month_noise.between(target.identifier, partner.identifier, Purpose.PARTNER_AGREES)
            if not self.may_join(offered):
                self.refuse(offered, 1)
            elif not self.regulator.insisted and chance >= willing:
                self.refuse(offered, 0)
            else:
                offered.begin(Nature.MANDATED, self.regulator.insisted, kind.scales[0], 0.0)
                self.agree(offered)

    def keep_ledgers(self) -> None:
        """Phase 4: the attention ledger of every trust."""
        for trust in self.trusts:
            attention.clear_demands(trust)
        for running in self.partnerships:
            running.ask_attention()
        for trust in self.trusts:
            trust.keep_ledger()

    def exchange(self) -> None:
        """Phase 5: transfers through partnerships; both sides pay."""
        for trust in self.trusts:
            partnership.clear_received(trust)
            money.pay_for_oversight(trust, self.regulator, self.parameters)
        for running in self.partnerships:
            running.exchange()

    def develop(self) -> None:
        """Phase 6: partnerships and trusts develop, each from what the exchange has left."""
        for running in self.partnerships:
            if running.phase != Phase.ENDED:
                running.develop()
        for trust in self.trusts:
            trust.develop()

    def turn(self) -> None:
        """Phase 7: recognition and stage transitions."""
        for trust in self.trusts:
            trust.turn()

    def record(self) -> None:
        """Phase 8: record the state of every trust and of every partnership."""
        read = attrgetter(*TRUST_COLUMNS)
        self.state_rows.append([read(trust) for trust in self.trusts])
        read_partnership = attrgetter(*PARTNERSHIP_COLUMNS)
        for running in self.partnerships:
            if running.phase != Phase.ENDED or running.months_in_phase == 0:
                self.partnership_months.append(
                    (self.month, running.identifier, running.kind.name, *read_partnership(running))
                )
