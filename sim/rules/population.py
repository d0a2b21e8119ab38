"""The initial state: what is drawn of trusts and places that a scenario does not describe one by one.

Rows of draws are indexed by `InitialDraw`: standard normal shocks below 96, uniform chances from 96.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import EntryRule
from sim.model.inputs import BackgroundInputs, TrustStartInputs
from sim.model.random_purposes import InitialDraw
from sim.model.state import HealthEconomyState, RegulatorState, TrustState
from sim.model.variables import LONGEST
from sim.parameters import Parameters
from sim.rules.arithmetic import larger
from sim.rules.leadership import effective_leadership
from sim.rules.regulation import months_to_inspection
from sim.rules.segments import oversight_segment

MAP_WIDTH = 400.0  # km, about the size of England
MAP_HEIGHT = 550.0
PLACE_WIDTH = 50.0  # km, about the size of one of 42 systems


def draw_place(economy: HealthEconomyState, background: BackgroundInputs, draws: Sequence[float]) -> None:
    """Draw a local health economy of the background; it is one place for the trusts of all groups."""
    economy.structural_pressure = background.structural_pressure_spread * draws[InitialDraw.STRUCTURAL_PRESSURE]
    economy.collaboration = 0.2 + 0.6 * draws[InitialDraw.COLLABORATION]


def draw_trust(trust: TrustState, background: BackgroundInputs, draws: Sequence[float]) -> None:
    """Draw what is lasting of a trust of the background: size, sites, exposure to winter, building plans."""
    size = larger(0.3, 1.0 + background.turnover_spread * draws[InitialDraw.TURNOVER])
    trust.turnover = background.turnover_median * size
    trust.number_of_sites = sites(background, draws[InitialDraw.SITES])
    winter = background.winter_exposure_spread * draws[InitialDraw.WINTER_EXPOSURE]
    trust.winter_exposure = background.winter_exposure * larger(0.0, 1.0 + winter)
    trust.building_plan = draws[InitialDraw.BUILDING_PLAN] < background.share_with_building_plan


def draw_from_nothing(trust: TrustState, background: BackgroundInputs, draws: Sequence[float]) -> None:
    """Draw the state of a trust that starts from no population: the average trust, with a culture of its own.

    It is where the burn-in that leads to the stationary population begins.
    """
    trust.own_pressure = background.own_pressure_spread * draws[InitialDraw.OWN_PRESSURE]
    trust.chief_executive_tenure = int(48.0 * draws[InitialDraw.TENURE])
    draw_culture(trust, background, draws)


def choice_of(start: TrustStartInputs, chance: float) -> int:
    """Return which of its choices a trust starts from, as a position in the list of all choices."""
    return start.first_choice + int(chance * start.choices)


def sites(background: BackgroundInputs, chance: float) -> int:
    """Return the number of main hospital sites."""
    if chance < background.share_with_three_sites:
        return 3
    if chance < background.share_with_three_sites + background.share_with_two_sites:
        return 2
    return 1


def draw_culture(trust: TrustState, background: BackgroundInputs, draws: Sequence[float]) -> None:
    """Draw a trust's culture around that of the average trust."""
    spread = background.culture_spread
    clan = larger(0.02, trust.culture_clan + spread * draws[InitialDraw.CULTURE_CLAN])
    developmental = larger(0.02, trust.culture_developmental + spread * draws[InitialDraw.CULTURE_DEVELOPMENTAL])
    hierarchical = larger(0.02, trust.culture_hierarchical + spread * draws[InitialDraw.CULTURE_HIERARCHICAL])
    rational = larger(0.02, trust.culture_rational + spread * draws[InitialDraw.CULTURE_RATIONAL])
    trust.culture_clan = clan
    trust.culture_developmental = developmental
    trust.culture_hierarchical = hierarchical
    trust.culture_rational = rational
    bring_to_simplex(trust)


def bring_to_simplex(trust: TrustState) -> None:
    """Let the four shares of culture sum to one."""
    total = trust.culture_clan + trust.culture_developmental + trust.culture_hierarchical + trust.culture_rational
    trust.culture_clan = trust.culture_clan / total
    trust.culture_developmental = trust.culture_developmental / total
    trust.culture_hierarchical = trust.culture_hierarchical / total
    trust.culture_rational = trust.culture_rational / total


def place_trust(trust: TrustState, centre: Sequence[float], draws: Sequence[float]) -> None:
    """Draw where a trust is: around the centre of its local health economy."""
    east = draws[InitialDraw.EASTING] - 0.5
    north = draws[InitialDraw.NORTHING] - 0.5
    trust.easting = MAP_WIDTH * centre[InitialDraw.EASTING] + PLACE_WIDTH * east
    trust.northing = MAP_HEIGHT * centre[InitialDraw.NORTHING] + PLACE_WIDTH * north


def month_of_noise(month: int) -> int:
    """Return the month whose noise a month meets: its own, or beyond the longest run for one before the start."""
    if month > 0:
        return month
    return LONGEST + 1 - month


def begin_clocks(trust: TrustState, month: int) -> None:
    """Let months of the calendar that a trust remembers be counted from the start of the run."""
    trust.next_inspection = trust.next_inspection - month


def complete(
    trust: TrustState,
    start: TrustStartInputs,
    regulator: RegulatorState,
    parameters: Parameters,
    draws: Sequence[float],
) -> None:
    """Set what follows from the rest, unless the scenario says it: oversight, and when the inspectors come next."""
    if regulator.entry_rule == EntryRule.NOBODY:
        trust.special_measures = False
        trust.months_in_special_measures = 0
    trust.effective_leadership = effective_leadership(trust)
    bring_to_simplex(trust)
    chance = draws[InitialDraw.NEXT_INSPECTION]
    interval = months_to_inspection(trust, regulator, parameters, chance)
    if start.choices == 0 or start.background < 0:
        # What a scenario says of a trust goes before what its segment was in the population.
        trust.oversight_segment = oversight_segment(trust, regulator, parameters)
    if start.choices == 0:
        # Trusts are met at any point between two inspections.
        trust.next_inspection = 1 + int(interval * chance)
    if trust.special_measures and trust.months_in_special_measures == 0:
        # It has just been inspected.
        trust.next_inspection = interval
    if start.next_inspection >= 0:
        trust.next_inspection = start.next_inspection
    if start.oversight_segment >= 0:
        trust.oversight_segment = start.oversight_segment
