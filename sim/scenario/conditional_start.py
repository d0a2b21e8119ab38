"""Where a described trust starts: drawn from the stationary population, conditional on what is known of it.

What a scenario says of a trust is where the trust is; the rest is drawn in each replicate from trusts of the stationary
population that are most like it, shifted along the population's own regressions to what is given (regression adjustment
after Beaumont et al. 2002). A trust so given stays plausible: its figures go on from where they are, with the
persistence of the population.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from statistics import NormalDist
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from sim.model.enums import Rating
from sim.model.state import IDENTITY, TrustState
from sim.model.variables import field_types, variables
from sim.rules.ratings import overall_rating
from sim.scenario.starting_population import HISTORY, rows_of_type, stationary_population

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

VERDICTS = (
    "rating_overall",
    "rating_safe",
    "rating_effective",
    "rating_caring",
    "rating_responsive",
    "rating_well_led",
    "special_measures",
)
"""What is said of a trust by class and tells of its levels and of errors of judgement; counted as numbers."""
DOMAINS = VERDICTS[1:6]
"""The ratings of the five domains."""
DRAWS = 200  # trusts among which one is drawn in each replicate
LASTING = ("turnover", "number_of_sites", "winter_exposure", "building_plan")
"""Of the trust itself, and said by the scenario or by its type; never taken from another trust."""
WIDER = 1.12
"""By how much what figures leave unexplained is spread out, since their errors are not well known (assumed)."""
UNLIKE_BY_A_CLASS = 3.0  # how far trusts that differ by one class of a choice are apart, in standard deviations


@dataclass(frozen=True)
class Known:
    """What is known of a trust.

    Attributes
    ----------
    provider_type : its type, by name.
    exact : values of variables that it starts with.
    likely : levels that it is likely to have, which are conditions and are not kept exactly.
    errors : standard errors of exact levels: each draw has an error of its own.
    """

    provider_type: str
    exact: Mapping[str, float]
    likely: Mapping[str, float] = field(default_factory=dict)
    errors: Mapping[str, float] = field(default_factory=dict)


@cache
def level_names() -> tuple[str, ...]:
    """Return the variables that differ continuously between stationary trusts and may be shifted."""
    rows = stationary_population()
    numbers = [name for name, kind in field_types(TrustState).items() if kind is float]
    return tuple(
        name for name in numbers if name not in IDENTITY and name not in LASTING and float(rows[name].std()) > 0.0
    )


@cache
def choice_names() -> tuple[str, ...]:
    """Return the variables that are choices or flags, in which like trusts agree."""
    named = variables(TrustState)
    kinds = field_types(TrustState)
    return tuple(
        name
        for name, variable in named.items()
        if (variable.choices is not None or kinds[name] is bool) and name not in (*IDENTITY, *LASTING)
    )


def starts_of(known: Known) -> Any:
    """Return trusts as the known one may be, a structured array with the variables of a trust; not to be changed.

    They are the same for the same knowledge, so that a replicate starts the same wherever it is simulated.
    """
    said = [tuple(sorted(part.items())) for part in (known.exact, known.likely, known.errors)]
    return _starts_of(known.provider_type, *said)


@lru_cache(maxsize=256)
def _starts_of(
    provider_type: str,
    exact: tuple[tuple[str, float], ...],
    likely: tuple[tuple[str, float], ...],
    errors: tuple[tuple[str, float], ...],
) -> Any:
    known = Known(provider_type, dict(exact), dict(likely), dict(errors))
    population = stationary_population()[rows_of_type(provider_type)]
    levels = {**known.likely, **known.exact}
    given = [name for name in (*level_names(), *HISTORY.values()) if name in levels]
    places = nearest(population, known, given)
    chosen = population[places]
    verdicts = [name for name in VERDICTS if name in known.exact]
    if given or verdicts:
        shifted = shift(places, known, [*given, *verdicts])
        for column, name in enumerate(level_names()):
            chosen[name] = shifted[:, column]
    for name, value in known.exact.items():
        if name not in known.errors:
            chosen[name] = value
    chosen = with_standing_that_goes_together(chosen, known)
    chosen.setflags(write=False)
    return chosen


def with_standing_that_goes_together(trusts: Any, known: Known) -> Any:
    """Return trusts whose overall rating is that of their domains, and goes with special measures, if there are any.

    Of a trust of which only part of this is given, the rest comes from trusts that may differ from it in that part.
    """
    import numpy as np

    domains = np.stack([trusts[name] for name in DOMAINS], axis=1).tolist()
    ratings = [overall_of(tuple(rated)) for rated in domains]
    if "rating_overall" not in known.exact:
        trusts["rating_overall"] = ratings
    fits = (trusts["rating_overall"] == ratings) & ~(trusts["special_measures"] & (np.array(ratings) >= Rating.GOOD))
    return trusts[fits] if fits.any() else trusts


@cache
def overall_of(domains: tuple[int, ...]) -> Rating:
    """Return the overall rating of five domain ratings, in the order of `DOMAINS`."""
    trust: Any = SimpleNamespace(**dict(zip(DOMAINS, domains, strict=True)))
    return Rating(overall_rating(trust))


def nearest(population: Any, known: Known, given: list[str]) -> Any:
    """Return the positions of the trusts of a population that are most like the known one."""
    import numpy as np

    apart = np.zeros(len(population))
    levels = {**known.likely, **known.exact}
    for name in given:
        scale = float(population[name].std()) or 1.0
        apart += ((population[name] - levels[name]) / scale) ** 2 / len(given)
    for name in choice_names():
        if name in known.exact:
            # Far apart, so that what goes with a choice is that of trusts which have made it, where there are enough.
            apart += (UNLIKE_BY_A_CLASS * (population[name].astype(float) - known.exact[name])) ** 2
    order = np.argsort(apart, kind="stable")[: min(DRAWS, max(1, len(population) // 3))]
    return np.sort(order)


@cache
def levels_of_type(provider_type: str) -> Values:
    """Return all levels of the stationary trusts of a type, an array [trusts, levels] in the order of `level_names`."""
    import numpy as np

    rows = stationary_population()[rows_of_type(provider_type)]
    return np.stack([rows[name] for name in level_names()], axis=1)


def shift(places: Any, known: Known, given: list[str]) -> Values:
    """Return the levels of some trusts, moved along the regressions of their population to what is given.

    Each is kept within its range.
    """
    import numpy as np

    table = levels_of_type(known.provider_type)
    population = stationary_population()[rows_of_type(known.provider_type)]
    figures = np.stack([population[name] for name in given], axis=1)
    mean, middle = table.mean(axis=0), figures.mean(axis=0)
    slopes = np.linalg.lstsq(figures - middle, table - mean, rcond=None)[0]
    unexplained = table[places] - mean - (figures[places] - middle) @ slopes
    wanted = wanted_levels(len(places), known, given, {**known.likely, **known.exact})
    expected = mean + (wanted - middle) @ slopes
    about = [variables(TrustState)[name] for name in level_names()]
    low = [-math.inf if variable.low is None else variable.low for variable in about]
    high = [math.inf if variable.high is None else variable.high for variable in about]
    shifted: Values = np.clip(expected + WIDER * unexplained, low, high)
    return shifted


def wanted_levels(draws: int, known: Known, given: list[str], levels: Mapping[str, float]) -> Values:
    """Return the levels that each draw is to have: what is given, with an error where it has one."""
    import numpy as np

    # Evenly spread over the error's distribution, in an order that differs between figures.
    errors = np.array([NormalDist().inv_cdf((number + 0.5) / draws) for number in range(draws)])
    wanted = np.empty((draws, len(given)))
    for column, name in enumerate(given):
        order = np.random.default_rng(column).permutation(draws)
        wanted[:, column] = levels[name] + known.errors.get(name, 0.0) * errors[order]
    return wanted


@cache
def level_at(name: str, percent: float, provider_type: str) -> float:
    """Return the level of a variable at a percentile of the stationary trusts of a type."""
    import numpy as np

    rows = stationary_population()[rows_of_type(provider_type)]
    return float(np.percentile(rows[name], percent))
