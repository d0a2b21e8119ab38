"""Where a described trust starts: drawn from the stationary population, conditional on what is known of it.

What a scenario says of a trust is where the trust is; the rest is drawn in each replicate from trusts of the stationary
population that are most like it, shifted along the population's own regressions to what is given (regression adjustment
after Beaumont et al. 2002). A trust so given stays plausible: its figures go on from where they are, with the
persistence of the population.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import product
from statistics import NormalDist
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.model.enums import Rating
from sim.model.state import IDENTITY, TrustState
from sim.model.variables import field_types, variables
from sim.rules.ratings import overall_rating
from sim.scenario.starting_population import (
    HISTORY,
    records_together,
    rows_of_type,
    starting_records,
    stationary_population,
)

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
WIDER = 1.13
"""By how much what figures leave unexplained is spread out, since their errors are not well known (assumed)."""
REMEMBERED = 128  # trusts whose starts are kept, of some 200 kB each
SCENARIOS_REMEMBERED = 4  # whose starts are kept together
UNLIKE_BY_A_CLASS = 3.0  # how far trusts that differ by one class of a choice are apart, in standard deviations


Pairs = tuple[tuple[str, float], ...]
Key = tuple[str, Pairs, Pairs, Pairs]


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

    @property
    def key(self) -> Key:
        """Return the same as what can be looked up by."""
        exact, likely, errors = (tuple(sorted(part.items())) for part in (self.exact, self.likely, self.errors))
        return self.provider_type, exact, likely, errors


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
    """Return trusts as the known one may be, an array of records of the state of a trust; not to be changed.

    They are the same for the same knowledge, so that a replicate starts the same wherever it is simulated.
    """
    starts, _ = _starts_of(known.key)
    return starts


def donors_of(known: Known) -> Any:
    """Return from which stationary trust each start comes, as positions among those of its type; not to be changed."""
    _, donors = _starts_of(known.key)
    return donors


def starts_together(described: Sequence[Known]) -> tuple[Any, list[int]]:
    """Return the starts of some trusts, one's after the other, as one array, and how many each has; not to be changed.

    Settings in which all trusts are the same share them.
    """
    return _starts_together(tuple(known.key for known in described))


@lru_cache(maxsize=SCENARIOS_REMEMBERED)
def _starts_together(keys: tuple[Key, ...]) -> tuple[Any, list[int]]:
    parts = [starts for starts, _ in map(_starts_of, keys)]
    return records_together(parts), [len(part) for part in parts]


@lru_cache(maxsize=REMEMBERED)
def _starts_of(key: Key) -> tuple[Any, Any]:
    provider_type, *parts = key
    known = Known(provider_type, *map(dict, parts))
    given, verdicts = figures_given(known), verdicts_given(known)
    places = nearest(known, given)
    chosen = records_of_type(provider_type).take(places)
    if given or verdicts:
        shifted = shift(places, known, (*given, *verdicts))
        for column, name in enumerate(level_names()):
            chosen[name] = shifted[:, column]
    for name, value in known.exact.items():
        if name not in known.errors:
            chosen[name] = value
    kept = with_standing_that_goes_together(chosen, known)
    chosen = chosen.take(kept)
    chosen.setflags(write=False)
    return chosen, places[kept]


def figures_given(known: Known) -> list[str]:
    """Return the levels, now and in the past, that are given of a trust."""
    levels = {**known.likely, **known.exact}
    return [name for name in (*level_names(), *HISTORY.values()) if name in levels]


def verdicts_given(known: Known) -> list[str]:
    """Return the verdicts that are given of a trust."""
    return [name for name in VERDICTS if name in known.exact]


def with_standing_that_goes_together(trusts: Any, known: Known) -> Any:
    """Return which trusts have an overall rating that is that of their domains, and goes with special measures.

    Where none has, all are returned; a rating that is not given is set to that of the domains.

    Of a trust of which only part of this is given, the rest comes from trusts that may differ from it in that part.
    """
    import numpy as np

    ratings = overall_ratings()[tuple(trusts[name] for name in DOMAINS)]
    if "rating_overall" not in known.exact:
        trusts["rating_overall"] = ratings
    fits = (trusts["rating_overall"] == ratings) & ~(trusts["special_measures"] & (ratings >= Rating.GOOD))
    return np.flatnonzero(fits) if fits.any() else np.arange(len(trusts))


@cache
def overall_ratings() -> Any:
    """Return the overall rating of every five domain ratings, an array with an axis for each of `DOMAINS`."""
    import numpy as np

    ratings = [overall_of(domains) for domains in product(Rating, repeat=len(DOMAINS))]
    return np.array(ratings).reshape([len(Rating)] * len(DOMAINS))


def overall_of(domains: Sequence[Rating]) -> Rating:
    """Return the overall rating of five domain ratings, in the order of `DOMAINS`."""
    trust: Any = SimpleNamespace(**dict(zip(DOMAINS, domains, strict=True)))
    return Rating(overall_rating(trust))


def nearest(known: Known, given: Sequence[str]) -> Any:
    """Return the positions, among the stationary trusts of its type, of those that are most like the known one."""
    import numpy as np

    apart = np.zeros(len(rows_of_type(known.provider_type)))
    levels = {**known.likely, **known.exact}
    for name in given:
        apart += unlikeness(known.provider_type, name, levels[name]) / len(given)
    for name in choice_names():
        if name in known.exact:
            apart += unlikeness_by_class(known.provider_type, name, known.exact[name])
    order = np.argsort(apart, kind="stable")[: min(DRAWS, max(1, len(apart) // 3))]
    return np.sort(order)


@lru_cache(maxsize=REMEMBERED)
def unlikeness(provider_type: str, name: str, level: float) -> Values:
    """Return how far each stationary trust of a type is from a level, as the square of standard deviations."""
    column, scale = column_of_type(provider_type, name)
    apart: Values = ((column - level) / scale) ** 2
    return apart


@lru_cache(maxsize=REMEMBERED)
def unlikeness_by_class(provider_type: str, name: str, chosen: float) -> Values:
    """Return how far each stationary trust of a type is from a choice, as the square of standard deviations.

    Far apart, so that what goes with a choice is that of trusts which have made it, where there are enough.
    """
    column, _ = column_of_type(provider_type, name)
    apart: Values = (UNLIKE_BY_A_CLASS * (column - chosen)) ** 2
    return apart


@cache
def records_of_type(provider_type: str) -> Any:
    """Return the stationary trusts of a type as records of the state of a trust; not to be changed."""
    return starting_records().take(rows_of_type(provider_type))


@cache
def column_of_type(provider_type: str, name: str) -> tuple[Values, float]:
    """Return a variable of the stationary trusts of a type as numbers, and its spread, or 1 where there is none."""
    column = stationary_population()[name][rows_of_type(provider_type)]
    return column.astype(float), float(column.std()) or 1.0


@cache
def levels_of_type(provider_type: str) -> Values:
    """Return all levels of the stationary trusts of a type, an array [trusts, levels] in the order of `level_names`."""
    return columns_of_type(provider_type, level_names())


def columns_of_type(provider_type: str, names: Sequence[str]) -> Values:
    """Return some variables of the stationary trusts of a type, an array [trusts, variables]."""
    import numpy as np

    return np.stack([column_of_type(provider_type, name)[0] for name in names], axis=1)


@cache
def ranges() -> tuple[list[float], list[float]]:
    """Return the lowest and the highest value of every level, in the order of `level_names`."""
    about = [variables(TrustState)[name] for name in level_names()]
    low = [-math.inf if variable.low is None else variable.low for variable in about]
    return low, [math.inf if variable.high is None else variable.high for variable in about]


class Regression(NamedTuple):
    """The regressions of all levels of a type of trust on some figures, an array [trusts, figures] around its means."""

    figures: Values
    middle: Values
    mean: Values
    slopes: Values


@lru_cache(maxsize=REMEMBERED)
def regression(provider_type: str, given: tuple[str, ...]) -> Regression:
    """Return the regressions of all levels of the stationary trusts of a type on what is given."""
    import numpy as np

    table, figures = levels_of_type(provider_type), columns_of_type(provider_type, given)
    mean, middle = table.mean(axis=0), figures.mean(axis=0)
    slopes = np.linalg.lstsq(figures - middle, table - mean, rcond=None)[0]
    return Regression(figures, middle, mean, slopes)


def shift(places: Any, known: Known, given: tuple[str, ...]) -> Values:
    """Return the levels of some trusts, moved along the regressions of their population to what is given.

    Each is kept within its range.
    """
    import numpy as np

    moved = expected_levels(len(places), known, given) + unexplained_levels(places, known.provider_type, given)
    shifted: Values = np.clip(moved, *ranges())
    return shifted


def expected_levels(draws: int, known: Known, given: tuple[str, ...]) -> Values:
    """Return the levels that each draw has on average where the population has what is given, [draws, levels]."""
    _, middle, mean, slopes = regression(known.provider_type, given)
    expected: Values = mean + (wanted_levels(draws, known, given) - middle) @ slopes
    return expected


def unexplained_levels(places: Any, provider_type: str, given: tuple[str, ...]) -> Values:
    """Return how far the levels of some trusts are from what is expected of them, spread out: [trusts, levels]."""
    figures, middle, mean, slopes = regression(provider_type, given)
    unexplained = levels_of_type(provider_type)[places] - mean - (figures[places] - middle) @ slopes
    spread: Values = WIDER * unexplained
    return spread


def wanted_levels(draws: int, known: Known, given: tuple[str, ...]) -> Values:
    """Return the levels that each draw is to have: what is given, with an error where it has one."""
    import numpy as np

    levels = {**known.likely, **known.exact}
    spreads = np.array([known.errors.get(name, 0.0) for name in given])
    return np.array([float(levels[name]) for name in given]) + spreads * standard_errors(draws, len(given))


@lru_cache(maxsize=REMEMBERED)
def standard_errors(draws: int, figures: int) -> Values:
    """Return the errors of figures in each draw, in standard errors, an array [draws, figures].

    They are evenly spread over the distribution of errors, in an order that differs between figures.
    """
    import numpy as np

    errors = np.array([NormalDist().inv_cdf((number + 0.5) / draws) for number in range(draws)])
    orders = [np.random.default_rng(figure).permutation(draws) for figure in range(figures)]
    return np.stack([errors[order] for order in orders], axis=1)


@cache
def level_at(name: str, percent: float, provider_type: str) -> float:
    """Return the level of a variable at a percentile of the stationary trusts of a type."""
    import numpy as np

    rows = stationary_population()[rows_of_type(provider_type)]
    return float(np.percentile(rows[name], percent))
