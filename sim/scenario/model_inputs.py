"""From words to numbers: a scenario as the engines take it, in plain objects that hold the variables of the tables."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any

from sim.model.enums import DatedEventType, Nature, ProviderType, Scale, Segmentation, ShockOf, TrendOf, label
from sim.model.indicators import OBSERVABLES
from sim.model.inputs import (
    BackgroundInputs,
    DatedEventInputs,
    PartnershipTypeInputs,
    PlannedPartnershipInputs,
    RunSettings,
    TrendInputs,
    TrustStartInputs,
)
from sim.model.partnership_types import PartnershipType, shipped_catalogue
from sim.model.state import EnvironmentState, HealthEconomyState, RegulatorState, SystemState, TrustState
from sim.model.variables import partnership_type_variables, variables
from sim.parameters import Parameters
from sim.scenario.conditional_start import starts_together
from sim.scenario.league_peers import peers_of_type
from sim.scenario.policies import NATION, Policy, bodies, body_of_trust, policies, system_of
from sim.scenario.scenario_schema import DatedEvent, PlannedPartnership, Scenario, System, Trend
from sim.scenario.starting_population import choices_of, no_starts, spreads, starting_records, winter_exposures
from sim.scenario.state_record import StateRecord
from sim.scenario.trust_schema import Background, TrustSection, shown_name
from sim.scenario.what_is_known import what_is_known

NOT_SAID = -1
SET_AFTER_DRAWING = ("next_inspection", "oversight_segment")


@dataclass(frozen=True)
class ModelInputs:
    """A scenario in numbers; names stand beside the tables in the same order.

    Attributes
    ----------
    trusts, starts : every trust as far as the scenario says it, and what is kept of that after drawing the rest.
    economies : every local health economy; those from `frame.first_background_economy` on are drawn.
    backgrounds : each group of trusts of the background; none without one.
    starting_population : trusts to start from, an array of records of the state of a trust; all settings share it.
    choices : rows of the starting population, one group's after the other (see `TrustStartInputs`).
    described_starts : records of trusts as the described ones may be, one's after the other; settings in which they
        are the same may share them.
    parameters : at the start, and after each policy change of `policy_months`.
    policies : the levers that each body is under, the nation first, at the start and after each of those changes.
    systems, peers : integrated care systems; what trusts of each type are compared with in a league table.
    sides : positions of the trusts of all plans, one plan after the other.
    dated_events : what happens in given months, in both worlds.
    """

    seed: int
    population_seed: int | None
    frame: Any
    parameters: list[Parameters]
    environment: Any
    trends: list[Any]
    policies: list[list[Any]]
    policy_months: list[int]
    systems: list[Any]
    peers: list[Any]
    trusts: list[Any]
    starts: list[Any]
    trust_ids: list[str]
    trust_names: list[str]
    economies: list[Any]
    economy_ids: list[str]
    backgrounds: list[Any]
    starting_population: Any
    choices: list[int]
    described_starts: Any
    types: list[Any]
    type_names: list[str]
    plans: list[Any]
    plan_ids: list[str]
    sides: list[int]
    dated_events: list[Any]


def resolve(scenario: Scenario, without_partnerships: bool = False, from_nothing: bool = False) -> ModelInputs:
    """Return a scenario in numbers.

    Parameters
    ----------
    without_partnerships : for the twin of the same world.
    from_nothing : let the background start from average trusts instead of the stationary population.
    """
    types, types_in_numbers = _types(scenario)
    held, named = policies(scenario), bodies(scenario)
    parameters = [Parameters(policy.parameters) for policy in held]
    ids = trust_ids(scenario)
    economies, economy_ids, home, first = _economies(scenario)
    described = scenario.described
    trusts = [_explicit_trust(trust, home[trust.local_health_economy or f"around_{trust.id}"])
              for trust in described]  # fmt: skip
    for position, of in enumerate(_trusts_of_units(scenario), len(scenario.trusts)):
        trusts[position].unit_of = of
    groups = scenario.background_groups
    choices, ranges = ([], [(0, 0)] * len(groups)) if from_nothing else choices_of(groups)
    described_starts, counts = no_starts(), [0] * len(described)
    if described and not from_nothing:
        described_starts, counts = starts_together([what_is_known(trust) for trust in described])
    starts = [_start(trust, sum(counts[:position]), counts[position]) for position, trust in enumerate(described)]
    in_group = [position for position, group in enumerate(groups) for _ in range(group.trusts)]
    for number, position in enumerate(in_group):
        trusts.append(_background_trust(groups[position], number, first))
        starts.append(
            StateRecord(
                TrustStartInputs,
                {
                    "background": position,
                    "first_choice": ranges[position][0],
                    "choices": ranges[position][1],
                    **dict.fromkeys(SET_AFTER_DRAWING, NOT_SAID),
                },
            )
        )
    for index, trust in enumerate(trusts):
        trust.index = index
    _place_in_systems(trusts, scenario, economy_ids, named)
    plans, sides = _plans(scenario, types, ids)
    return ModelInputs(
        seed=scenario.seed,
        population_seed=scenario.population_seed,
        frame=StateRecord(
            RunSettings,
            {
                "months": scenario.months,
                "burn_in": scenario.burn_in,
                "start_month": scenario.start_month,
                "most_partnerships": scenario.most_partnerships,
                "first_background_economy": first,
                "without_partnerships": without_partnerships,
                "first_unit": len(scenario.trusts),
                "units": len(described) - len(scenario.trusts),
            },
        ),
        parameters=parameters,
        environment=_environment(scenario),
        trends=[_trend(trend) for trend in scenario.environment.trends],
        policies=[[_regulator(policy.levers[body], types) for body in named] for policy in held],
        policy_months=[policy.month for policy in held[1:]],
        systems=[_system(system) for system in scenario.systems],
        peers=_peers(held),
        trusts=trusts,
        starts=starts,
        trust_ids=ids,
        trust_names=[trust_name(name, scenario) for name in ids],
        economies=economies,
        economy_ids=economy_ids,
        backgrounds=[_background(group) for group in groups],
        starting_population=starting_records() if choices else no_starts(),
        choices=choices,
        described_starts=described_starts,
        types=types_in_numbers,
        type_names=list(types),
        plans=plans,
        plan_ids=[plan.id for plan in scenario.partnerships],
        sides=sides,
        dated_events=[_dated_event(event, ids, home) for event in scenario.events],
    )


def trust_ids(scenario: Scenario) -> list[str]:
    """Return the ids of all trusts of a scenario: explicit ones, their units, then the groups of the background."""
    drawn = sum(group.trusts for group in scenario.background_groups)
    return [trust.id for trust in scenario.described] + [f"trust_{number + 1:03d}" for number in range(drawn)]


def own_trusts(scenario: Scenario) -> list[int]:
    """Return the positions of the trusts that are no units of others."""
    units = {unit.id for unit in scenario.units}
    return [position for position, name in enumerate(trust_ids(scenario)) if name not in units]


def trust_name(identifier: str, scenario: Scenario) -> str:
    """Return the name of a trust for figures."""
    return shown_name(identifier, {trust.id: trust.name for trust in scenario.described}.get(identifier))


def _trusts_of_units(scenario: Scenario) -> list[int]:
    """Return the position of the trust of each unit."""
    return [position for position, trust in enumerate(scenario.trusts) for _ in trust.units]


def _regulator(levers_in_words: dict[str, Any], types: dict[str, PartnershipType]) -> StateRecord:
    """Return the levers that somebody is under, with words turned into positions."""
    levers = dict(levers_in_words)
    for lever, variable in variables(RegulatorState).items():
        if lever in levers and variable.choices is not None:
            levers[lever] = variable.choices[levers[lever].upper()]
    for lever in partnership_type_variables(RegulatorState):
        if lever in levers:
            levers[lever] = NOT_SAID if levers[lever] is None else list(types).index(levers[lever])
    return StateRecord(RegulatorState, levers)


def _peers(held: list[Policy]) -> list[StateRecord]:
    """Return what trusts of each type are compared with, if anybody is ever scored."""
    scored = any(policy.levers[NATION].get("segmentation") == label(Segmentation.SCORES) for policy in held)
    return [peers_of_type(label(provider)) for provider in ProviderType] if scored else []


def _system(system: System) -> StateRecord:
    """Return a system in numbers; its control total as the level of the published financial position."""
    surplus = OBSERVABLES["surplus"]
    said = system.control_total
    total = 0.0 if said is None else surplus.level_of(said)
    return StateRecord(
        SystemState, {"control_total": total, "has_control_total": said is not None, "pooling": system.pooling}
    )


def _place_in_systems(trusts: list[StateRecord], scenario: Scenario, economy_ids: list[str], named: list[str]) -> None:
    """Say of every trust which system it is in and whose levers it is under."""
    if not scenario.systems and len(named) == 1:
        return
    of_units = [scenario.trusts[position].id for position in _trusts_of_units(scenario)]
    ids = [*(trust.id for trust in scenario.trusts), *of_units]
    for position, row in enumerate(trusts):
        own = ids[position] if position < len(ids) else None
        row.system = system_of(own, economy_ids[row.local_health_economy], scenario)
        row.regulator = body_of_trust(own, row.system, scenario, named)


def _environment(scenario: Scenario) -> StateRecord:
    return StateRecord(EnvironmentState, {"labour_shortage": scenario.environment.labour_shortage})


def _trend(trend: Trend) -> StateRecord:
    values = {"of": TrendOf[trend.of.upper()], "a_month": trend.a_year / 12.0}
    return StateRecord(TrendInputs, {**values, "from_month": trend.from_month, "to_month": trend.to_month})


def _dated_event(event: DatedEvent, ids: list[str], places: dict[str, int]) -> StateRecord:
    """Return a dated event in numbers, with trust and place as positions."""
    said = {name: getattr(event, name) for name in ("size", "months", "loss", "leadership", "amount")}
    values = {name: NOT_SAID if value is None else value for name, value in said.items()}
    values |= {"type": DatedEventType[event.type.upper()], "month": event.month}
    values["of"] = NOT_SAID if event.of is None else ShockOf[event.of.upper()]
    values["trust"] = NOT_SAID if event.trust is None else ids.index(event.trust)
    values["provider_type"] = NOT_SAID if event.provider_type is None else ProviderType[event.provider_type.upper()]
    place = event.local_health_economy
    values["local_health_economy"] = NOT_SAID if place is None else places[place]
    return StateRecord(DatedEventInputs, values)


def _economies(scenario: Scenario) -> tuple[list[StateRecord], list[str], dict[str, int], int]:
    """Return the local health economies, their ids, the position of each named one, and where the background begins."""
    economies = [
        StateRecord(
            HealthEconomyState, {"collaboration": e.collaboration, "structural_pressure": e.structural_pressure}
        )
        for e in scenario.local_health_economies
    ]
    ids = [economy.id for economy in scenario.local_health_economies]
    for trust in scenario.trusts:
        if trust.local_health_economy is None:
            ids.append(f"around_{trust.id}")
            economies.append(StateRecord(HealthEconomyState))
    first = len(economies)
    if scenario.background:
        ids += [f"economy_{number + 1:02d}" for number in range(scenario.background.local_health_economies)]
        economies += [StateRecord(HealthEconomyState) for _ in ids[first:]]
    return economies, ids, {name: position for position, name in enumerate(ids)}, first


def _explicit_trust(trust: TrustSection, economy: int) -> StateRecord:
    row = StateRecord(TrustState)
    row.provider_type = int(ProviderType[trust.provider_type.upper()])
    row.local_health_economy = economy
    if trust.place is not None:
        row.easting, row.northing = trust.place.easting, trust.place.northing
    return row


def _background_trust(group: Background, number: int, first_economy: int) -> StateRecord:
    """Return a trust of the background; trusts of all groups are dealt out to the places one after the other."""
    row = StateRecord(TrustState)
    row.provider_type = int(ProviderType[group.provider_type.upper()])
    row.local_health_economy = first_economy + number % group.local_health_economies
    return row


def _start(trust: TrustSection, first_choice: int, choices: int) -> StateRecord:
    said = {name: trust.state.get(name, NOT_SAID) for name in SET_AFTER_DRAWING}
    own = {"background": NOT_SAID, "first_choice": first_choice, "choices": choices}
    return StateRecord(TrustStartInputs, {**own, "placed": trust.place is not None, **said})


def _background(group: Background) -> StateRecord:
    return StateRecord(
        BackgroundInputs,
        {
            **spreads(),
            "winter_exposure": winter_exposures()[group.provider_type],
            "turnover_median": group.turnover_median,
        },
    )


Types = dict[str, PartnershipType]


def _types(scenario: Scenario) -> tuple[Types, list[StateRecord]]:
    """Return every type that a scenario may use, and the same in numbers."""
    if scenario.partnership_types:
        return _with_numbers(scenario.types())
    types, numbers = _shipped_types()
    return types, [copy(row) for row in numbers]


@cache
def _shipped_types() -> tuple[Types, list[StateRecord]]:
    return _with_numbers(shipped_catalogue())


def _with_numbers(types: Types) -> tuple[Types, list[StateRecord]]:
    return types, [_type(partnership_type, types) for partnership_type in types.values()]


def _type(partnership_type: PartnershipType, types: dict[str, PartnershipType]) -> StateRecord:
    becomes = NOT_SAID if partnership_type.escalates_to is None else list(types).index(partnership_type.escalates_to)
    return StateRecord(
        PartnershipTypeInputs,
        {
            **partnership_type.attributes(),
            "voluntary": Nature.VOLUNTARY in partnership_type.natures,
            "first_scale": partnership_type.scales[0],
            "last_scale": partnership_type.scales[-1],
            "becomes": becomes,
        },
    )


def _plans(
    scenario: Scenario, types: dict[str, PartnershipType], ids: list[str]
) -> tuple[list[StateRecord], list[int]]:
    """Return the planned partnerships in numbers, and the positions of the trusts of all of them."""
    positions = [plan.id for plan in scenario.partnerships]
    place = {name: position for position, name in enumerate(ids)}
    plans: list[StateRecord] = []
    sides: list[int] = []
    for plan in scenario.partnerships:
        values = _plan_in_numbers(plan, list(types))
        values["follows"] = NOT_SAID if plan.follows is None else positions.index(plan.follows)
        values |= {"first_side": len(sides), "side_count": len(plan.sides)}
        plans.append(StateRecord(PlannedPartnershipInputs, values))
        sides += [place[side] for side in plan.sides]
    return plans, sides


def _plan_in_numbers(plan: PlannedPartnership, types: list[str]) -> dict[str, Any]:
    assert plan.scale is not None  # a checked scenario gives every partnership its scale
    same = ("start_month", "insisted", "prior_relationship", "explores", "escalates")
    values: dict[str, Any] = {name: getattr(plan, name) for name in same}
    for name in ("motivation", "scope", "term", "end_month"):
        said = getattr(plan, name)
        values[name] = NOT_SAID if said is None else said
    values["type"] = types.index(plan.type)
    values["nature"], values["scale"] = Nature[plan.nature.upper()], Scale[plan.scale.upper()]
    return values
