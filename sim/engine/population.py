"""The initial state: explicit trusts as the scenario says, and a background population drawn for each replicate.

Draws are keyed by the ids of trusts and local health economies, so that adding one changes no other. The background
population is drawn anew in each replicate unless the scenario fixes `population_seed`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from sim.engine.noise import entity_key, standard_normal, uniforms
from sim.engine.purposes import InitialDraw
from sim.parameters import Parameters
from sim.rules.ratings import overall_rating
from sim.rules.regulation import months_to_inspection, oversight_segment
from sim.scenario.archetypes import archetypes
from sim.scenario.schema import Background, LocalHealthEconomy, Scenario, Trust
from sim.state import HealthEconomyState, RegulatorState, TrustState, kinds, set_initial, variables
from sim.vocabulary import ProviderType, Rating, Stage

CULTURES = ("culture_clan", "culture_developmental", "culture_hierarchical", "culture_rational")
FIRST_DRAW = int(min(InitialDraw))
MAP_WIDTH, MAP_HEIGHT, ECONOMY_WIDTH = 400.0, 550.0, 50.0  # km, about the size of England and of one of 42 systems


class TrustStart(TrustState):
    """The state in which a trust starts, with its id and name."""

    def __init__(self, identifier: str, name: str) -> None:
        set_initial(self, TrustState)
        self.identifier = identifier
        self.name = name


class EconomyStart(HealthEconomyState):
    """The state in which a local health economy starts, with its id."""

    def __init__(self, identifier: str) -> None:
        set_initial(self, HealthEconomyState)
        self.identifier = identifier


@dataclass(slots=True)
class Population:
    """All trusts and local health economies at the start of one replicate; explicit ones come first."""

    trusts: list[TrustStart]
    economies: list[EconomyStart]


class Draws:
    """The initial draws of one entity: a shock is a standard normal number, a chance a uniform one."""

    def __init__(self, chances: list[float], shocks: list[float]) -> None:
        self._chances = chances
        self._shocks = shocks

    def shock(self, draw: InitialDraw) -> float:
        """Return the standard normal number of a purpose."""
        return self._shocks[draw - FIRST_DRAW]

    def chance(self, draw: InitialDraw) -> float:
        """Return the uniform number of a purpose."""
        return self._chances[draw - FIRST_DRAW]


def draws_of(seed: int, replicate: int, names: list[str]) -> dict[str, Draws]:
    """Return the initial draws of every named entity; each depends on its own name only."""
    keys = np.array([entity_key(name) for name in names], dtype=np.uint64)
    numbers = uniforms(seed, replicate, keys, [0], range(FIRST_DRAW, max(InitialDraw) + 1))[0]
    rows = zip(numbers.tolist(), standard_normal(numbers).tolist(), strict=True)
    return {name: Draws(chances, shocks) for name, (chances, shocks) in zip(names, rows, strict=True)}


@cache
def profiles() -> dict[str, Any]:
    """Return what goes with each first rating, and the spreads, from the shipped data."""
    from ruamel.yaml import YAML

    text = files("sim.scenario").joinpath("population.yaml").read_text(encoding="utf-8")
    table: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return table


def trust_ids(scenario: Scenario) -> list[str]:
    """Return the ids of all trusts of a scenario, explicit ones first."""
    background = scenario.background.trusts if scenario.background else 0
    return [trust.id for trust in scenario.trusts] + [f"trust_{number + 1:03d}" for number in range(background)]


def populate(scenario: Scenario, replicate: int, parameters: Parameters, regulator: RegulatorState) -> Population:
    """Return every trust and local health economy of a replicate in its initial state."""
    seed, draw_number = scenario.seed, replicate
    if scenario.population_seed is not None:
        seed, draw_number = scenario.population_seed, 0
    economies = [_explicit_economy(economy) for economy in scenario.local_health_economies]
    home = {economy.identifier: index for index, economy in enumerate(economies)}
    for trust in scenario.trusts:
        if trust.local_health_economy is None:
            home[f"around_{trust.id}"] = len(economies)
            economies.append(EconomyStart(f"around_{trust.id}"))
    first, background = len(economies), scenario.background
    if background:
        economies += [EconomyStart(f"economy_{number + 1:02d}") for number in range(background.local_health_economies)]
    names = trust_ids(scenario)
    draws = draws_of(seed, draw_number, names + [economy.identifier for economy in economies])
    for economy in economies[first:]:
        _draw_economy(economy, draws[economy.identifier])
    trusts = [
        _explicit_trust(trust, home[trust.local_health_economy or f"around_{trust.id}"]) for trust in scenario.trusts
    ]
    if background:
        for number, name in enumerate(names[len(scenario.trusts) :]):
            economy_at = first + number % background.local_health_economies
            trusts.append(_background_trust(name, background, economy_at, draws[name]))
    for index, start in enumerate(trusts):
        start.index = index
        own = draws[start.identifier]
        _place(start, draws[economies[start.local_health_economy].identifier], own)
        _complete(start, parameters, regulator, own)
    for explicit, start in zip(scenario.trusts, trusts, strict=False):
        if explicit.place is not None:
            start.easting, start.northing = explicit.place.easting, explicit.place.northing
        _set_state(start, {k: v for k, v in explicit.state.items() if k in ("next_inspection", "oversight_segment")})
    return Population(trusts, economies)


def _explicit_economy(economy: LocalHealthEconomy) -> EconomyStart:
    start = EconomyStart(economy.id)
    start.collaboration = economy.collaboration
    start.structural_pressure = economy.structural_pressure
    return start


def _draw_economy(start: EconomyStart, draws: Draws) -> None:
    start.structural_pressure = profiles()["structural_pressure_spread"] * draws.shock(InitialDraw.STRUCTURAL_PRESSURE)
    start.collaboration = 0.2 + 0.6 * draws.chance(InitialDraw.COLLABORATION)


def _explicit_trust(trust: Trust, economy: int) -> TrustStart:
    start = TrustStart(trust.id, trust.name or trust.id.replace("_", " ").title())
    start.provider_type = ProviderType[trust.provider_type.upper()]
    start.local_health_economy = economy
    start.number_of_sites = trust.sites
    if trust.turnover is not None:
        start.turnover = trust.turnover
    _set_state(start, archetypes()[trust.archetype].state)
    _set_state(start, trust.state)
    return start


def _set_state(start: TrustStart, values: dict[str, Any]) -> None:
    """Write values of state variables, words of choices included."""
    for name, value in values.items():
        choices = variables(TrustState)[name].choices
        if choices is not None and isinstance(value, str):
            value = choices[value.upper()]
        setattr(start, name, kinds(TrustState)[name](value))


def _background_trust(identifier: str, background: Background, economy: int, draws: Draws) -> TrustStart:
    start = TrustStart(identifier, identifier.replace("_", " ").title())
    start.provider_type = ProviderType[background.provider_type.upper()]
    start.local_health_economy = economy
    rating = _first_rating(background, draws.chance(InitialDraw.RATING))
    profile, spread = profiles()[rating], profiles()["spread"]
    common = background.correlation**0.5 * draws.shock(InitialDraw.COMMON)
    own_weight = (1.0 - background.correlation) ** 0.5
    for stock, width in spread.items():
        deviation = common + own_weight * draws.shock(InitialDraw[stock.upper()])
        setattr(start, stock, _inside(profile[stock] + width * deviation))
    start.frontline_adoption = start.capability
    start.chief_executive_tenure = int(2 * profile["chief_executive_tenure"] * draws.chance(InitialDraw.TENURE))
    start.turnover = background.turnover_median * max(
        0.3, 1.0 + profiles()["turnover_spread"] * draws.shock(InitialDraw.TURNOVER)
    )
    start.number_of_sites = _sites(draws.chance(InitialDraw.SITES))
    start.own_pressure = profiles()["own_pressure_spread"] * draws.shock(InitialDraw.OWN_PRESSURE)
    winter = profiles()["winter_exposure_spread"] * draws.shock(InitialDraw.WINTER_EXPOSURE)
    start.winter_exposure = max(0.0, 1.0 + winter)
    start.building_plan = draws.chance(InitialDraw.BUILDING_PLAN) < profiles()["share_with_building_plan"]
    _draw_culture(start, draws)
    _rate(start, Rating[rating.upper()])
    if rating == "inadequate":
        start.special_measures = draws.chance(InitialDraw.SPECIAL_MEASURES) < background.in_special_measures
        start.stage = Stage.FORMULATION if start.special_measures else Stage.DECLINE
        start.months_in_special_measures = 6 if start.special_measures else 0
    return start


def _inside(value: float) -> float:
    return min(0.98, max(0.02, value))


def _first_rating(background: Background, chance: float) -> str:
    shares = background.ratings
    limit = 0.0
    for rating in ("inadequate", "requires_improvement", "good"):
        limit += float(getattr(shares, rating))
        if chance < limit:
            return rating
    return "outstanding"


def _sites(chance: float) -> int:
    three = profiles()["share_with_three_sites"]
    if chance < three:
        return 3
    return 2 if chance < three + profiles()["share_with_two_sites"] else 1


def _draw_culture(start: TrustStart, draws: Draws) -> None:
    shares = [
        max(0.02, getattr(start, name) + profiles()["culture_spread"] * draws.shock(InitialDraw[name.upper()]))
        for name in CULTURES
    ]
    total = shares[0] + shares[1] + shares[2] + shares[3]
    for name, share in zip(CULTURES, shares, strict=True):
        setattr(start, name, share / total)


def _rate(start: TrustStart, overall: Rating) -> None:
    """Give the domain ratings that commonly stand behind an overall rating.

    Safety was the weakest domain: 81 % of acute trusts were below good for it in the first round (CQC 2017).
    """
    start.rating_effective = start.rating_caring = start.rating_well_led = start.rating_responsive = Rating.GOOD
    start.rating_safe = Rating.REQUIRES_IMPROVEMENT
    if overall == Rating.INADEQUATE:
        start.rating_safe = start.rating_well_led = Rating.INADEQUATE
        start.rating_effective = start.rating_responsive = Rating.REQUIRES_IMPROVEMENT
    elif overall == Rating.REQUIRES_IMPROVEMENT:
        start.rating_responsive = Rating.REQUIRES_IMPROVEMENT
        if start.leadership < profiles()["requires_improvement"]["leadership"]:
            start.rating_well_led = Rating.REQUIRES_IMPROVEMENT
    elif overall == Rating.OUTSTANDING:
        start.rating_safe = Rating.GOOD
        start.rating_caring = start.rating_well_led = Rating.OUTSTANDING
    start.rating_overall = overall_rating(start)


def _place(start: TrustStart, centre: Draws, draws: Draws) -> None:
    east = draws.chance(InitialDraw.EASTING) - 0.5
    north = draws.chance(InitialDraw.NORTHING) - 0.5
    start.easting = MAP_WIDTH * centre.chance(InitialDraw.EASTING) + ECONOMY_WIDTH * east
    start.northing = MAP_HEIGHT * centre.chance(InitialDraw.NORTHING) + ECONOMY_WIDTH * north


def _complete(start: TrustStart, parameters: Parameters, regulator: RegulatorState, draws: Draws) -> None:
    """Set what follows from the rest: effective leadership, oversight, and when the inspectors come next."""
    start.effective_leadership = start.leadership
    total = start.culture_clan + start.culture_developmental + start.culture_hierarchical + start.culture_rational
    for name in CULTURES:
        setattr(start, name, getattr(start, name) / total)
    start.oversight_segment = oversight_segment(start, parameters)
    chance = draws.chance(InitialDraw.NEXT_INSPECTION)
    interval = months_to_inspection(start, regulator, parameters, chance)
    # Trusts are met at any point between two inspections.
    start.next_inspection = 1 + int(interval * chance)
