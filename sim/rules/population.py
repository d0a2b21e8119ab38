"""The initial state: what is drawn of trusts and places that a scenario does not describe one by one.

Rows of draws are indexed by `InitialDraw`: standard normal shocks below 96, uniform chances from 96.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.enums import Rating, Stage
from sim.model.inputs import BackgroundInputs, RatingProfileInputs, TrustStartInputs
from sim.model.random_purposes import InitialDraw
from sim.model.state import HealthEconomyState, RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import clip, larger
from sim.rules.leadership import effective_leadership
from sim.rules.ratings import overall_rating
from sim.rules.regulation import months_to_inspection, oversight_segment

MAP_WIDTH = 400.0  # km, about the size of England
MAP_HEIGHT = 550.0
PLACE_WIDTH = 50.0  # km, about the size of one of 42 systems
MONTHS_SINCE_ENTRY = 6  # of trusts that start in special measures


def draw_place(economy: HealthEconomyState, background: BackgroundInputs, draws: Sequence[float]) -> None:
    """Draw a local health economy of the background; it is one place for the trusts of all groups."""
    economy.structural_pressure = background.structural_pressure_spread * draws[InitialDraw.STRUCTURAL_PRESSURE]
    economy.collaboration = 0.2 + 0.6 * draws[InitialDraw.COLLABORATION]


def draw_trust(
    trust: TrustState, background: BackgroundInputs, profiles: Sequence[RatingProfileInputs], draws: Sequence[float]
) -> None:
    """Draw a trust of the background from its group: a first rating, and what goes with it.

    `profiles` holds the mean of what goes with each rating, the worst first, and last the spread between trusts.
    """
    rating = first_rating(background, draws[InitialDraw.RATING])
    profile = profiles[rating]
    draw_stocks(trust, background, profile, profiles[4], draws)
    trust.frontline_adoption = trust.capability
    trust.chief_executive_tenure = int(2.0 * profile.chief_executive_tenure * draws[InitialDraw.TENURE])
    size = larger(0.3, 1.0 + background.turnover_spread * draws[InitialDraw.TURNOVER])
    trust.turnover = background.turnover_median * size
    trust.number_of_sites = sites(background, draws[InitialDraw.SITES])
    trust.own_pressure = background.own_pressure_spread * draws[InitialDraw.OWN_PRESSURE]
    winter = background.winter_exposure_spread * draws[InitialDraw.WINTER_EXPOSURE]
    trust.winter_exposure = larger(0.0, 1.0 + winter)
    trust.building_plan = draws[InitialDraw.BUILDING_PLAN] < background.share_with_building_plan
    draw_culture(trust, background, draws)
    rate(trust, rating, profiles[Rating.REQUIRES_IMPROVEMENT].leadership)
    if rating == Rating.INADEQUATE:
        trust.stage = Stage.DECLINE
        if draws[InitialDraw.SPECIAL_MEASURES] < background.in_special_measures:
            trust.special_measures = True
            trust.stage = Stage.FORMULATION
            trust.months_in_special_measures = MONTHS_SINCE_ENTRY


def draw_stocks(
    trust: TrustState,
    background: BackgroundInputs,
    profile: RatingProfileInputs,
    spread: RatingProfileInputs,
    draws: Sequence[float],
) -> None:
    """Draw the stocks of a trust around what goes with its rating; good and bad go together to some degree."""
    common = background.common_weight * draws[InitialDraw.COMMON]
    own = background.own_weight
    trust.quality = inside(profile.quality + spread.quality * (common + own * draws[InitialDraw.QUALITY]))
    trust.access = inside(profile.access + spread.access * (common + own * draws[InitialDraw.ACCESS]))
    trust.finance = inside(profile.finance + spread.finance * (common + own * draws[InitialDraw.FINANCE]))
    trust.workforce = inside(profile.workforce + spread.workforce * (common + own * draws[InitialDraw.WORKFORCE]))
    trust.engagement = inside(profile.engagement + spread.engagement * (common + own * draws[InitialDraw.ENGAGEMENT]))
    trust.leadership = inside(profile.leadership + spread.leadership * (common + own * draws[InitialDraw.LEADERSHIP]))
    trust.capability = inside(profile.capability + spread.capability * (common + own * draws[InitialDraw.CAPABILITY]))
    trust.coherence = inside(profile.coherence + spread.coherence * (common + own * draws[InitialDraw.COHERENCE]))
    trust.reputation = inside(profile.reputation + spread.reputation * (common + own * draws[InitialDraw.REPUTATION]))


def inside(value: float) -> float:
    """Return a level away from the ends of the scale, at which no trust starts."""
    return clip(value, 0.02, 0.98)


def first_rating(background: BackgroundInputs, chance: float) -> int:
    """Return the first overall rating of a trust, by the shares of ratings."""
    limit = background.inadequate
    if chance < limit:
        return Rating.INADEQUATE
    limit = limit + background.requires_improvement
    if chance < limit:
        return Rating.REQUIRES_IMPROVEMENT
    limit = limit + background.good
    if chance < limit:
        return Rating.GOOD
    return Rating.OUTSTANDING


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


def rate(trust: TrustState, overall: int, usual_leadership: float) -> None:
    """Give the domain ratings that commonly stand behind an overall rating.

    Safety was the weakest domain: 81 % of acute trusts were below good for it in the first round (CQC 2017).
    """
    trust.rating_effective = Rating.GOOD
    trust.rating_caring = Rating.GOOD
    trust.rating_well_led = Rating.GOOD
    trust.rating_responsive = Rating.GOOD
    trust.rating_safe = Rating.REQUIRES_IMPROVEMENT
    if overall == Rating.INADEQUATE:
        trust.rating_safe = Rating.INADEQUATE
        trust.rating_well_led = Rating.INADEQUATE
        trust.rating_effective = Rating.REQUIRES_IMPROVEMENT
        trust.rating_responsive = Rating.REQUIRES_IMPROVEMENT
    elif overall == Rating.REQUIRES_IMPROVEMENT:
        trust.rating_responsive = Rating.REQUIRES_IMPROVEMENT
        if trust.leadership < usual_leadership:
            trust.rating_well_led = Rating.REQUIRES_IMPROVEMENT
    elif overall == Rating.OUTSTANDING:
        trust.rating_safe = Rating.GOOD
        trust.rating_caring = Rating.OUTSTANDING
        trust.rating_well_led = Rating.OUTSTANDING
    trust.rating_overall = overall_rating(trust)


def place_trust(trust: TrustState, centre: Sequence[float], draws: Sequence[float]) -> None:
    """Draw where a trust is: around the centre of its local health economy."""
    east = draws[InitialDraw.EASTING] - 0.5
    north = draws[InitialDraw.NORTHING] - 0.5
    trust.easting = MAP_WIDTH * centre[InitialDraw.EASTING] + PLACE_WIDTH * east
    trust.northing = MAP_HEIGHT * centre[InitialDraw.NORTHING] + PLACE_WIDTH * north


def complete(
    trust: TrustState,
    start: TrustStartInputs,
    regulator: RegulatorState,
    parameters: Parameters,
    draws: Sequence[float],
) -> None:
    """Set what follows from the rest, unless the scenario says it: oversight, and when the inspectors come next."""
    trust.effective_leadership = effective_leadership(trust)
    bring_to_simplex(trust)
    trust.oversight_segment = oversight_segment(trust, parameters)
    chance = draws[InitialDraw.NEXT_INSPECTION]
    interval = months_to_inspection(trust, regulator, parameters, chance)
    # Trusts are met at any point between two inspections.
    trust.next_inspection = 1 + int(interval * chance)
    if start.next_inspection >= 0:
        trust.next_inspection = start.next_inspection
    if start.oversight_segment >= 0:
        trust.oversight_segment = start.oversight_segment
